#pragma once

#include <gio/gio.h>

/* Closes @stream in the background, keeping it alive until that is done. If @politely, TLS is ended
 * with close_notify (RFC 6120, 4.4), for which at most BAL_TIMEOUT_CLOSE is waited; else the
 * connection below TLS is cut. Main context of the thread. */
void bal_hangup (GIOStream *stream, gboolean politely);
