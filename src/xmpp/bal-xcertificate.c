#define G_LOG_DOMAIN "bal-certificate"

#include "xmpp/bal-xcertificate.h"

#include <gnutls/x509.h>
#include <string.h>

#define NAMES_MAX 50

static void
add_name (GPtrArray *names, const char *text, gssize length)
{
  g_autofree char *name = g_utf8_make_valid (text, length);
  if (*name && names->len < NAMES_MAX
      && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_steal_pointer (&name));
}

static void
add_common_name (GPtrArray *names, const GByteArray *der)
{
  gnutls_x509_crt_t parsed;
  gnutls_datum_t datum = { der->data, der->len };
  char name[256];
  size_t size = sizeof name;
  if (gnutls_x509_crt_init (&parsed) < 0)
    return;
  if (gnutls_x509_crt_import (parsed, &datum, GNUTLS_X509_FMT_DER) == 0
      && gnutls_x509_crt_get_dn_by_oid (parsed, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size)
             == 0)
    add_name (names, name, size);
  gnutls_x509_crt_deinit (parsed);
}

static GStrv
find_names (GTlsCertificate *certificate, const GByteArray *der)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autoptr (GPtrArray) dns = g_tls_certificate_get_dns_names (certificate);
  add_common_name (names, der);
  for (guint i = 0; dns && i < dns->len; i++)
    {
      gsize size;
      const char *name = g_bytes_get_data (g_ptr_array_index (dns, i), &size);
      add_name (names, name, size);
    }
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static char *
fingerprint (const GByteArray *der)
{
  g_autofree char *digits = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  GString *text = g_string_new (NULL);
  for (const char *at = digits; *at; at += 2)
    g_string_append_printf (text, "%s%c%c", at == digits ? "" : ":", g_ascii_toupper (at[0]),
                            g_ascii_toupper (at[1]));
  return g_string_free (text, FALSE);
}

static BalXCertificateFaults
translate (GTlsCertificateFlags flags)
{
  static const struct
  {
    GTlsCertificateFlags flag;
    BalXCertificateFaults fault;
  } table[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, BAL_XCERTIFICATE_UNKNOWN_CA },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, BAL_XCERTIFICATE_OTHER_NAME },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, BAL_XCERTIFICATE_NOT_YET_VALID },
    { G_TLS_CERTIFICATE_EXPIRED, BAL_XCERTIFICATE_EXPIRED },
    { G_TLS_CERTIFICATE_REVOKED, BAL_XCERTIFICATE_REVOKED },
    { G_TLS_CERTIFICATE_INSECURE, BAL_XCERTIFICATE_WEAK },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, BAL_XCERTIFICATE_INVALID },
  };
  BalXCertificateFaults faults = 0;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (flags & table[i].flag)
      faults |= table[i].fault;
  return faults;
}

static gint64
to_usec (GDateTime *time)
{
  gint64 usec = time ? g_date_time_to_unix_usec (time) : 0;
  g_clear_pointer (&time, g_date_time_unref);
  return usec;
}

BalXCertificate *
bal_xcertificate_new (GTlsCertificate *certificate, GTlsCertificateFlags faults)
{
  BalXCertificate *self = g_new0 (BalXCertificate, 1);
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_object_get (certificate, "certificate", &der, NULL);
  self->names = find_names (certificate, der);
  self->issuer = g_utf8_make_valid (issuer ? issuer : "", -1);
  self->not_before = to_usec (g_tls_certificate_get_not_valid_before (certificate));
  self->not_after = to_usec (g_tls_certificate_get_not_valid_after (certificate));
  self->sha256 = fingerprint (der);
  self->faults = translate (faults);
  return self;
}

void
bal_xcertificate_free (BalXCertificate *self)
{
  if (!self)
    return;
  g_strfreev (self->names);
  g_free (self->issuer);
  g_free (self->sha256);
  g_free (self);
}

gboolean
bal_xcertificate_matches (const BalXCertificate *self, const char *sha256)
{
  const char *own = self->sha256;
  if (!sha256)
    return FALSE;
  for (;; own++, sha256++)
    {
      own += *own == ':';
      sha256 += *sha256 == ':';
      if (g_ascii_toupper (*own) != g_ascii_toupper (*sha256))
        return FALSE;
      if (!*own)
        return TRUE;
    }
}
