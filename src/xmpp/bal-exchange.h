#pragma once

#include <glib.h>
#include <strophe.h>

/* Connects @conn in raw mode to a new pair of local sockets instead of to a network, so that it
 * reads what we write into our end. @handler and @data are as for xmpp_connect_raw(); the first
 * xmpp_run_once() after this reports XMPP_CONN_RAW_CONNECT.
 *
 * Returns our end, to be closed by the caller after @conn is released, and sets @library_fd to the
 * other one, which belongs to @conn; or returns -1 with BAL_ERROR_FAILED, for example when the
 * process has too many open files: the library's loop needs a number below FD_SETSIZE. After a
 * failure only xmpp_conn_release() may be called. Any thread, the one that runs @conn. */
int bal_exchange_connect (xmpp_conn_t *conn,
                          xmpp_conn_handler handler,
                          void *data,
                          int *library_fd,
                          GError **error);
