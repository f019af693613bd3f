#pragma once

#include "core/bal-certificate.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Shows a refused certificate: what is wrong with it, and what is in it. Cancelling is the default; only
 * after the details were opened it can be trusted. Signal "trusted": the person trusts this one. */
#define BAL_TYPE_CERTIFICATE_DIALOG (bal_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BalCertificateDialog, bal_certificate_dialog, BAL, CERTIFICATE_DIALOG, AdwDialog)

/* @certificate is copied. */
AdwDialog *bal_certificate_dialog_new (const BalCertificate *certificate);

/* What is wrong, one sentence a line; the caller's. */
char *bal_certificate_dialog_explain (const BalCertificate *certificate);

G_END_DECLS
