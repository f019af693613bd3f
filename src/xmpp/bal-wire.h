#pragma once

#include "xmpp/bal-xcertificate.h"

/* Finds and reaches the server of an account, and sets TLS up: DNS, TCP with happy eyeballs and the
 * system's proxy, STARTTLS or direct TLS. The certificate must be valid for the account's domain,
 * never for a name that DNS gave (RFC 6120, 13.7.2). Every step has its time limit. */

typedef struct
{
  const char *domain;     /* of the account's address */
  const char *host;       /* NULL: as DNS says */
  guint16 port;           /* with @host; 0: 5222, or 5223 with @direct_tls */
  gboolean direct_tls;    /* with @host: TLS from the first byte */
  const char *ca_file;    /* PEM with the authorities that are trusted instead of the system's */
  const char *pin_sha256; /* this leaf is accepted though it is not valid (hexadecimal) */

  /* Time limits in milliseconds; 0: those of bal-limits.h. */
  guint dns_ms;
  guint tcp_ms;
  guint clear_ms;
  guint tls_ms;
} BalWireOptions;

/* How it went, on success and on failure. */
typedef struct
{
  GPtrArray *steps;  /* of char *: what was looked up and tried, and why it failed; English */
  char *host;        /* the target tried last; NULL: none */
  guint16 port;
  gboolean direct_tls;
  char *tls_version; /* "TLS 1.3"; NULL: no TLS */
  char *ciphersuite;
  BalXCertificate *certificate; /* the leaf that was shown last; NULL: none */
} BalWireReport;

void bal_wire_report_free (BalWireReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalWireReport, bal_wire_report_free)

/* Connects as @options say, which are copied. A server that fails makes the next one be tried, but a
 * certificate that is refused ends it. Main context of the main thread. */
void bal_wire_connect_async (const BalWireOptions *options,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/* Returns the GTlsConnection; the next byte on it begins a stream. @report is always set, to be
 * freed. Or NULL with one of
 *   BAL_ERROR_BAD_ADDRESS  the domain is none
 *   BAL_ERROR_NO_SERVER    DNS has no such name, or it offers no XMPP
 *   BAL_ERROR_UNREACHABLE  every address refused or was silent
 *   BAL_ERROR_TIMED_OUT    silence before or in TLS
 *   BAL_ERROR_NO_TLS, BAL_ERROR_TLS, BAL_ERROR_CERTIFICATE (see the report)
 *   BAL_ERROR_HOST_UNKNOWN, BAL_ERROR_STREAM    a stream error before TLS
 *   BAL_ERROR_PROTOCOL, BAL_ERROR_CLOSED        before TLS
 *   BAL_ERROR_FAILED       the CA file cannot be read
 *   G_IO_ERROR_CANCELLED */
GIOStream *
bal_wire_connect_finish (GAsyncResult *result, BalWireReport **report, GError **error);
