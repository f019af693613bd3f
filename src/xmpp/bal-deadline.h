#pragma once

#include <gio/gio.h>

/* A time limit on one step of something that can be cancelled as well. Main context of the thread. */
typedef struct _BalDeadline BalDeadline;

/* A cancellable that is cancelled with @parent (may be NULL), and after @ms milliseconds. */
BalDeadline *bal_deadline_new (GCancellable *parent, guint ms);
GCancellable *bal_deadline_get_cancellable (BalDeadline *deadline);

/* Frees @deadline; returns whether the time was up. Safe with NULL. */
gboolean bal_deadline_end (BalDeadline *deadline);
