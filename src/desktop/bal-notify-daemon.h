#pragma once

#include <glib.h>

#include "desktop/bal-notice.h"

/* What is shown by the notification daemon now, through libnotify, whose calls wait for the daemon's
 * answer. Everything here belongs to one thread, which may wait; libnotify's state is one a process, so
 * there is one of these at a time. The calling thread's default main context must run for events. */

typedef struct _BalNotifyDaemon BalNotifyDaemon;

typedef enum {
  BAL_NOTIFY_EVENT_ACTION,
  BAL_NOTIFY_EVENT_CLOSED,
  BAL_NOTIFY_EVENT_STOPPED,
} BalNotifyEventKind;

typedef struct {
  BalNotifyEventKind kind;
  char *key;    /* of the notice; NULL for STOPPED */
  char *action; /* ACTION: its id */
  char *token;  /* ACTION: activation token for the window, or NULL */
  guint reason; /* CLOSED: BalNoticeClosed */
} BalNotifyEvent;

/* Receives what happens to notifications; @event is borrowed. */
typedef void (*BalNotifyEventFunc) (gpointer user_data, const BalNotifyEvent *event);

BalNotifyDaemon *bal_notify_daemon_new (BalNotifyEventFunc func, gpointer user_data);
void bal_notify_daemon_free (BalNotifyDaemon *self);

/* Shows @notice, or replaces what is shown under its key. Waits. Errors: BAL_ERROR_NO_SERVICE, those of
 * D-Bus; then nothing is kept under the key. */
gboolean bal_notify_daemon_show (BalNotifyDaemon *self, const BalNotice *notice, GError **error);

/* Takes back what is shown. Waits. No CLOSED event follows. */
void bal_notify_daemon_withdraw (BalNotifyDaemon *self, const char *key);
void bal_notify_daemon_withdraw_all (BalNotifyDaemon *self);

/* The daemon went away, and with it what it showed: CLOSED events. The next one is asked anew. */
void bal_notify_daemon_forget (BalNotifyDaemon *self);
