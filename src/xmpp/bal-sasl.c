#define G_LOG_DOMAIN "bal-sasl"

#include "xmpp/bal-sasl.h"

#include <gnutls/gnutls.h>
#include <string.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-prep.h"

static const char *const names[] = {
  [BAL_SASL_NONE] = NULL,
  [BAL_SASL_PLAIN] = "PLAIN",
  [BAL_SASL_SCRAM_SHA_1] = "SCRAM-SHA-1",
  [BAL_SASL_SCRAM_SHA_256] = "SCRAM-SHA-256",
  [BAL_SASL_SCRAM_SHA_512] = "SCRAM-SHA-512",
  [BAL_SASL_SCRAM_SHA_1_PLUS] = "SCRAM-SHA-1-PLUS",
  [BAL_SASL_SCRAM_SHA_256_PLUS] = "SCRAM-SHA-256-PLUS",
  [BAL_SASL_SCRAM_SHA_512_PLUS] = "SCRAM-SHA-512-PLUS",
};

const char *
bal_sasl_mechanism_name (BalSaslMechanism mechanism)
{
  g_return_val_if_fail ((guint) mechanism < G_N_ELEMENTS (names), NULL);

  return names[mechanism];
}

BalSaslMechanism
bal_sasl_mechanism_from_name (const char *name)
{
  for (guint i = BAL_SASL_PLAIN; name && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return i;
  return BAL_SASL_NONE;
}

gboolean
bal_sasl_mechanism_is_scram (BalSaslMechanism mechanism)
{
  return mechanism >= BAL_SASL_SCRAM_SHA_1 && mechanism <= BAL_SASL_SCRAM_SHA_512_PLUS;
}

gboolean
bal_sasl_mechanism_is_plus (BalSaslMechanism mechanism)
{
  return mechanism >= BAL_SASL_SCRAM_SHA_1_PLUS && mechanism <= BAL_SASL_SCRAM_SHA_512_PLUS;
}

BalSaslMechanism
bal_sasl_choose (const char *const *offered, gboolean have_binding)
{
  BalSaslMechanism best = BAL_SASL_NONE;

  for (gsize i = 0; offered && offered[i]; i++)
    {
      BalSaslMechanism mechanism = bal_sasl_mechanism_from_name (offered[i]);

      if (mechanism > best && (have_binding || !bal_sasl_mechanism_is_plus (mechanism)))
        best = mechanism;
    }
  return best;
}

gboolean
bal_sasl_offers_plus (const char *const *offered)
{
  return bal_sasl_mechanism_is_plus (bal_sasl_choose (offered, /* have_binding= */ TRUE));
}

char *
bal_sasl_plain (const char *user, const char *password)
{
  char *prepared, *encoded;
  gsize user_length, password_length, length;
  guint8 *plain;

  g_return_val_if_fail (user && password, NULL);

  prepared = bal_prep (BAL_PREP_PASSWORD, password);
  if (!prepared)
    prepared = g_strdup (password);
  user_length = strlen (user);
  password_length = strlen (prepared);
  length = user_length + password_length + 2;
  plain = g_malloc0 (length);
  memcpy (plain + 1, user, user_length);
  memcpy (plain + 2 + user_length, prepared, password_length);
  encoded = g_base64_encode (plain, length);
  gnutls_memset (plain, 0, length);
  g_free (plain);
  bal_sasl_free_secret (prepared);
  return encoded;
}

char *
bal_sasl_encode (const char *text)
{
  g_return_val_if_fail (text, NULL);

  return *text ? g_base64_encode ((const guint8 *) text, strlen (text)) : g_strdup ("=");
}

char *
bal_sasl_decode (const char *base64, GError **error)
{
  g_autofree guint8 *data = NULL;
  g_autofree char *back = NULL;
  gsize length = 0;

  if (!base64 || !*base64 || g_str_equal (base64, "="))
    return g_strdup ("");
  if (strnlen (base64, 2 * BAL_SCRAM_MESSAGE_MAX) < 2 * BAL_SCRAM_MESSAGE_MAX)
    data = g_base64_decode (base64, &length);
  back = data ? g_base64_encode (data, length) : NULL;
  if (g_strcmp0 (back, base64) != 0 || length > BAL_SCRAM_MESSAGE_MAX ||
      !g_utf8_validate ((const char *) data, length, NULL))
    {
      g_set_error_literal (error, BAL_ERROR, BAL_ERROR_PROTOCOL,
                           "The login message is not text in base64");
      return NULL;
    }
  return g_strndup ((const char *) data, length);
}

void
bal_sasl_free_secret (char *secret)
{
  if (secret)
    gnutls_memset (secret, 0, strlen (secret));
  g_free (secret);
}
