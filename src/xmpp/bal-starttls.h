#pragma once

#include <gio/gio.h>

/* Asks the server behind the plain @stream to begin TLS (RFC 6120, section 5), with at most
 * BAL_LIMIT_CLEAR_BYTES from it and within @ms milliseconds. What comes passes a guard and is
 * believed in nothing but that TLS may begin. @domain is the account's. Main context of the
 * thread. */
void bal_starttls_async (GIOStream *stream,
                         const char *domain,
                         guint ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/* TRUE when the next byte on the stream belongs to TLS. Else FALSE with BAL_ERROR_NO_TLS,
 * BAL_ERROR_TLS (the server refused), BAL_ERROR_PROTOCOL (also for clear text behind <proceed/>),
 * BAL_ERROR_HOST_UNKNOWN or BAL_ERROR_STREAM (a stream error), BAL_ERROR_CLOSED,
 * BAL_ERROR_TIMED_OUT or G_IO_ERROR_CANCELLED. */
gboolean bal_starttls_finish (GAsyncResult *result, GError **error);
