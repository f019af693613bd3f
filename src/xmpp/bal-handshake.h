#pragma once

#include "xmpp/bal-xcertificate.h"

typedef struct
{
  const char *domain;     /* the account's, in ASCII: the name that the certificate must have */
  const char *ca_file;    /* PEM, instead of the system's authorities; or NULL */
  const char *pin_sha256; /* a leaf that is accepted though it is not valid; or NULL */
  gboolean direct_tls;    /* sends the application protocol xmpp-client (XEP-0368) */
  guint ms;               /* time limit, from when a place for the handshake is free */
} BalHandshakeOptions;

/* Begins TLS on @base, with the certificate checked for @options->domain. @options is copied. Main
 * context of the main thread. */
void bal_handshake_async (GIOStream *base,
                          const BalHandshakeOptions *options,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/* The GTlsConnection, TLS 1.2 or later. Or NULL with BAL_ERROR_CERTIFICATE, BAL_ERROR_TLS,
 * BAL_ERROR_TIMED_OUT, BAL_ERROR_FAILED (the CA file cannot be read) or G_IO_ERROR_CANCELLED.
 * @certificate is set, to be freed, when the server showed one, also on failure. */
GIOStream *
bal_handshake_finish (GAsyncResult *result, BalXCertificate **certificate, GError **error);
