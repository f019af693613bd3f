#include "core/bal-core-private.h"

#include "util/bal-limits.h"
#include "util/bal-text.h"

G_DEFINE_BOXED_TYPE (BalCertificate, bal_certificate, bal_certificate_copy, bal_certificate_free)

BalCertificate *
bal_certificate_copy (const BalCertificate *self)
{
  BalCertificate *copy = g_memdup2 (self, sizeof *self);

  copy->domain = g_strdup (self->domain);
  copy->subject = g_strdup (self->subject);
  copy->issuer = g_strdup (self->issuer);
  copy->sha256 = g_strdup (self->sha256);
  return copy;
}

void
bal_certificate_free (BalCertificate *self)
{
  if (self == NULL)
    return;
  g_free (self->domain);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->sha256);
  g_free (self);
}

static const struct
{
  BalXCertificateFaults from;
  BalCertificateFault to;
} faults[] = {
  { BAL_XCERTIFICATE_UNKNOWN_CA, BAL_CERTIFICATE_UNKNOWN_CA },
  { BAL_XCERTIFICATE_OTHER_NAME, BAL_CERTIFICATE_OTHER_NAME },
  { BAL_XCERTIFICATE_NOT_YET_VALID, BAL_CERTIFICATE_NOT_YET },
  { BAL_XCERTIFICATE_EXPIRED, BAL_CERTIFICATE_EXPIRED },
  { BAL_XCERTIFICATE_REVOKED, BAL_CERTIFICATE_REVOKED },
  { BAL_XCERTIFICATE_WEAK, BAL_CERTIFICATE_INSECURE },
  { BAL_XCERTIFICATE_INVALID, BAL_CERTIFICATE_OTHER },
  { BAL_XCERTIFICATE_CHANGED, BAL_CERTIFICATE_CHANGED },
};

BalCertificate *
bal_certificate_from_report (const BalWireReport *report, const char *domain)
{
  const BalXCertificate *leaf = report != NULL ? report->certificate : NULL;
  g_autofree char *names = NULL;
  BalCertificate *self;

  if (leaf == NULL)
    return NULL;
  names = g_strjoinv (", ", leaf->names);
  self = g_new0 (BalCertificate, 1);
  self->domain = g_strdup (domain);
  self->subject = bal_text_line (names, BAL_SHOW_SUBJECT);
  self->issuer = bal_text_line (leaf->issuer, BAL_SHOW_SUBJECT);
  self->not_before = leaf->not_before;
  self->not_after = leaf->not_after;
  self->sha256 = g_strdup (leaf->sha256);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if ((leaf->faults & faults[i].from) != 0)
      self->faults |= faults[i].to;
  return self;
}
