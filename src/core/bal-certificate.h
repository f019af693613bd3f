#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Why a server's certificate was refused; several may hold. */
typedef enum {
  BAL_CERTIFICATE_OTHER = 1 << 0,
  BAL_CERTIFICATE_UNKNOWN_CA = 1 << 1,
  BAL_CERTIFICATE_OTHER_NAME = 1 << 2,
  BAL_CERTIFICATE_NOT_YET = 1 << 3,
  BAL_CERTIFICATE_EXPIRED = 1 << 4,
  BAL_CERTIFICATE_REVOKED = 1 << 5,
  BAL_CERTIFICATE_INSECURE = 1 << 6,
  BAL_CERTIFICATE_CHANGED = 1 << 7, /* besides, it is not the one that the person accepted */
} BalCertificateFault;

/* A refused certificate, for the dialog that shows it. All strings are one line and safe to show. */
typedef struct
{
  char *domain;        /* the account's domain that it should have proved */
  char *subject;       /* names in it, joined by ", " */
  char *issuer;
  gint64 not_before;   /* µs since 1970 UTC */
  gint64 not_after;
  char *sha256;        /* upper-case hex with colons */
  unsigned int faults; /* BalCertificateFault */
} BalCertificate;

#define BAL_TYPE_CERTIFICATE (bal_certificate_get_type ())
GType bal_certificate_get_type (void);
BalCertificate *bal_certificate_copy (const BalCertificate *self);
void bal_certificate_free (BalCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalCertificate, bal_certificate_free)

G_END_DECLS
