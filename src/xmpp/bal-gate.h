#pragma once

#include <gio/gio.h>

/* Lets at most four TLS handshakes of the process run at once: each occupies a thread of the pool
 * that name lookups and everything else need too, and a silent server holds it until its time is
 * up. Main context of the main thread only. */

/* Completes when it is this one's turn, in order. */
void bal_gate_enter_async (GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/* TRUE: the place is taken until bal_gate_leave(). FALSE with G_IO_ERROR_CANCELLED. */
gboolean bal_gate_enter_finish (GAsyncResult *result, GError **error);

void bal_gate_leave (void);
