#pragma once

#include <gio/gio.h>

/* Where a server may be reached. */
typedef struct
{
  char *host;
  guint16 port;
  gboolean direct_tls; /* TLS from the first byte (XEP-0368); else STARTTLS */
} BalTarget;

BalTarget *bal_target_new (const char *host, guint16 port, gboolean direct_tls);
void bal_target_free (BalTarget *target);

/* Looks both SRV records of @domain (in ASCII) up at once, for @ms milliseconds at most, and
 * orders what they name as one list by priority and weight (RFC 2782, XEP-0368 section 3). A
 * domain without records is its own server at port 5222 (RFC 6120, 3.2.2), and so is one whose
 * records cannot be had. Main context of the thread. */
void bal_targets_lookup_async (const char *domain,
                               guint ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* Returns the targets, 1 to 50, to be freed; what was found is told in lines added to @steps, an
 * array of strings. NULL with BAL_ERROR_NO_SERVER when the domain says that it has no such service,
 * or with G_IO_ERROR_CANCELLED. */
GPtrArray *bal_targets_lookup_finish (GAsyncResult *result, GPtrArray *steps, GError **error);
