#pragma once

#include <gio/gio.h>

/* Why a certificate is not good for the account's domain. */
typedef enum
{
  BAL_XCERTIFICATE_UNKNOWN_CA = 1 << 0,
  BAL_XCERTIFICATE_OTHER_NAME = 1 << 1,
  BAL_XCERTIFICATE_NOT_YET_VALID = 1 << 2, /* by this computer's clock */
  BAL_XCERTIFICATE_EXPIRED = 1 << 3,       /* by this computer's clock */
  BAL_XCERTIFICATE_REVOKED = 1 << 4,
  BAL_XCERTIFICATE_WEAK = 1 << 5,
  BAL_XCERTIFICATE_INVALID = 1 << 6, /* in another way */
  BAL_XCERTIFICATE_CHANGED = 1 << 7, /* besides, it is not the one that was accepted by hand */
} BalXCertificateFaults;

/* What a person needs to judge the certificate that a server showed. */
typedef struct
{
  GStrv names;       /* common name and DNS names, valid UTF-8, each once, at most 50 */
  char *issuer;      /* distinguished name (RFC 4514), valid UTF-8 */
  gint64 not_before; /* microseconds since 1970 UTC; 0: unknown */
  gint64 not_after;
  char *sha256; /* of the DER form: 32 upper-case pairs of hexadecimal digits with colons between */
  BalXCertificateFaults faults; /* 0: valid for the account's domain */
} BalXCertificate;

/* Describes @certificate, the leaf; @faults is what GIO said against it. Any thread. */
BalXCertificate *bal_xcertificate_new (GTlsCertificate *certificate, GTlsCertificateFlags faults);
void bal_xcertificate_free (BalXCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalXCertificate, bal_xcertificate_free)

/* Whether @sha256 (hexadecimal digits, with colons or without, any case; or NULL) is that of
 * @certificate. */
gboolean bal_xcertificate_matches (const BalXCertificate *certificate, const char *sha256);
