#define G_LOG_DOMAIN "bal-scram"

#include "xmpp/bal-scram.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-prep.h"

#define KEY_MAX 64 /* SHA-512 */
#define NONCE_BYTES 24

typedef enum {
  STATE_NEW,
  STATE_FIRST,
  STATE_CHALLENGED,
  STATE_DERIVED,
  STATE_FINAL,
  STATE_VERIFIED,
  STATE_FAILED,
} State;

struct _BalScram {
  State state;
  gnutls_mac_algorithm_t mac;
  gnutls_digest_algorithm_t digest;
  gsize key_length;
  char *password;
  char *nonce;         /* ours, then the whole one */
  char *header;        /* gs2-header */
  guint8 *binding;     /* cbind-data; NULL unless bound */
  gsize binding_length;
  char *first_bare;
  char *server_first;
  guint8 *salt;
  gsize salt_length;
  guint iterations;
  guint8 client_key[KEY_MAX];
  guint8 server_key[KEY_MAX];
  guint8 server_signature[KEY_MAX];
};

static gboolean
fail (BalScram *self, int code, const char *reason, GError **error)
{
  self->state = STATE_FAILED;
  g_set_error_literal (error, BAL_ERROR, code, reason);
  return FALSE;
}

static void
set_algorithms (BalScram *self, BalSaslMechanism mechanism)
{
  if (mechanism == BAL_SASL_SCRAM_SHA_1 || mechanism == BAL_SASL_SCRAM_SHA_1_PLUS)
    {
      self->mac = GNUTLS_MAC_SHA1;
      self->digest = GNUTLS_DIG_SHA1;
    }
  else if (mechanism == BAL_SASL_SCRAM_SHA_256 || mechanism == BAL_SASL_SCRAM_SHA_256_PLUS)
    {
      self->mac = GNUTLS_MAC_SHA256;
      self->digest = GNUTLS_DIG_SHA256;
    }
  else
    {
      self->mac = GNUTLS_MAC_SHA512;
      self->digest = GNUTLS_DIG_SHA512;
    }
  self->key_length = gnutls_hash_get_len (self->digest);
}

/* RFC 5802 section 5.1: saslname. */
static char *
escape_user (const char *user)
{
  GString *escaped = g_string_new (user);

  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);
  return g_string_free (escaped, FALSE);
}

/* RFC 5802 section 6: "y" says that we would have bound, had the server offered it. */
static char *
make_header (const BalScramOptions *options)
{
  if (bal_sasl_mechanism_is_plus (options->mechanism))
    return g_strdup_printf ("p=%s,,", options->binding_type);
  return g_strdup (options->binding && !options->server_offers_plus ? "y,," : "n,,");
}

static char *
make_nonce (void)
{
  guint8 bytes[NONCE_BYTES];

  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) < 0)
    return NULL;
  return g_base64_encode (bytes, sizeof bytes);
}

BalScram *
bal_scram_new (const BalScramOptions *options)
{
  g_autoptr (BalScram) self = NULL;
  g_autofree char *user = NULL;
  gboolean plus;

  g_return_val_if_fail (options && options->user && options->password, NULL);
  g_return_val_if_fail (bal_sasl_mechanism_is_scram (options->mechanism), NULL);
  plus = bal_sasl_mechanism_is_plus (options->mechanism);
  g_return_val_if_fail (!plus || (options->binding_type && options->binding), NULL);

  self = g_new0 (BalScram, 1);
  set_algorithms (self, options->mechanism);
  self->nonce = options->nonce ? g_strdup (options->nonce) : make_nonce ();
  if (!self->nonce)
    return NULL;
  self->password = bal_prep (BAL_PREP_PASSWORD, options->password);
  if (!self->password)
    self->password = g_strdup (options->password);
  self->header = make_header (options);
  if (plus)
    {
      self->binding = g_memdup2 (options->binding, options->binding_length);
      self->binding_length = options->binding_length;
    }
  user = escape_user (options->user);
  self->first_bare = g_strdup_printf ("n=%s,r=%s", user, self->nonce);
  return g_steal_pointer (&self);
}

void
bal_scram_free (BalScram *self)
{
  g_return_if_fail (self);

  bal_sasl_free_secret (self->password);
  g_free (self->nonce);
  g_free (self->header);
  g_free (self->binding);
  g_free (self->first_bare);
  g_free (self->server_first);
  g_free (self->salt);
  gnutls_memset (self, 0, sizeof *self);
  g_free (self);
}

char *
bal_scram_first (BalScram *self)
{
  g_return_val_if_fail (self, NULL);

  if (self->state != STATE_NEW)
    return NULL;
  self->state = STATE_FIRST;
  return g_strconcat (self->header, self->first_bare, NULL);
}

/* Takes base64 and nothing that g_base64_decode() would pass over. */
static guint8 *
decode_exactly (const char *text, gsize *length)
{
  g_autofree guint8 *data = g_base64_decode (text, length);
  g_autofree char *back = g_base64_encode (data, *length);

  return g_str_equal (back, text) ? g_steal_pointer (&data) : NULL;
}

static gboolean
is_printable (const char *text)
{
  for (; *text; text++)
    if (!g_ascii_isgraph (*text))
      return FALSE;
  return TRUE;
}

/* Whether each field is "letter=value", none is doubled and none is a mandatory extension that
 * we, knowing none, must refuse (RFC 5802 section 5.1: "m"). */
static gboolean
fields_are_sound (char **fields)
{
  gboolean seen[128] = { FALSE };

  for (; *fields; fields++)
    {
      guchar name = **fields;

      if (!g_ascii_isalpha (name) || (*fields)[1] != '=' || name == 'm' || seen[name])
        return FALSE;
      seen[name] = TRUE;
    }
  return TRUE;
}

static gboolean
take_nonce (BalScram *self, const char *nonce)
{
  if (!g_str_has_prefix (nonce, self->nonce) || strlen (nonce) == strlen (self->nonce) ||
      !is_printable (nonce))
    return FALSE;
  g_set_str (&self->nonce, nonce);
  return TRUE;
}

static gboolean
take_salt (BalScram *self, const char *salt)
{
  self->salt = decode_exactly (salt, &self->salt_length);
  return self->salt && self->salt_length >= 1 && self->salt_length <= BAL_SCRAM_SALT_MAX;
}

static gboolean
take_iterations (BalScram *self, const char *text)
{
  guint64 count;

  if (*text == '0' || !g_ascii_string_to_unsigned (text, 10, BAL_SCRAM_ITERATIONS_MIN,
                                                   BAL_SCRAM_ITERATIONS_MAX, &count, NULL))
    return FALSE;
  self->iterations = count;
  return TRUE;
}

gboolean
bal_scram_challenge (BalScram *self, const char *server_first, GError **error)
{
  g_auto (GStrv) fields = NULL;

  g_return_val_if_fail (self, FALSE);

  if (self->state != STATE_FIRST)
    return fail (self, BAL_ERROR_PROTOCOL, "A login challenge came at the wrong time", error);
  if (!server_first ||
      strnlen (server_first, BAL_SCRAM_MESSAGE_MAX + 1) > BAL_SCRAM_MESSAGE_MAX)
    return fail (self, BAL_ERROR_PROTOCOL, "The login challenge is missing or too long", error);
  fields = g_strsplit (server_first, ",", -1);
  if (!g_utf8_validate (server_first, -1, NULL) || !fields_are_sound (fields) ||
      g_strv_length (fields) < 3 || fields[0][0] != 'r' || fields[1][0] != 's' ||
      fields[2][0] != 'i')
    return fail (self, BAL_ERROR_PROTOCOL, "The login challenge is malformed", error);
  if (!take_nonce (self, fields[0] + 2))
    return fail (self, BAL_ERROR_PROTOCOL, "The login challenge answers somebody else", error);
  if (!take_salt (self, fields[1] + 2))
    return fail (self, BAL_ERROR_PROTOCOL, "The salt of the login challenge is unusable", error);
  if (!take_iterations (self, fields[2] + 2))
    return fail (self, BAL_ERROR_PROTOCOL, "The iteration count of the login is unusable", error);
  self->server_first = g_strdup (server_first);
  self->state = STATE_CHALLENGED;
  return TRUE;
}

static gboolean
mac_of (BalScram *self, const guint8 *key, const char *text, guint8 *out)
{
  return gnutls_hmac_fast (self->mac, key, self->key_length, text, strlen (text), out) >= 0;
}

void
bal_scram_derive (BalScram *self)
{
  gnutls_datum_t password, salt;
  guint8 salted[KEY_MAX];
  gboolean ok;

  g_return_if_fail (self);

  if (self->state != STATE_CHALLENGED)
    return;
  password.data = (guint8 *) self->password;
  password.size = strlen (self->password);
  salt.data = self->salt;
  salt.size = self->salt_length;
  ok = gnutls_pbkdf2 (self->mac, &password, &salt, self->iterations, salted,
                      self->key_length) >= 0 &&
       mac_of (self, salted, "Client Key", self->client_key) &&
       mac_of (self, salted, "Server Key", self->server_key);
  gnutls_memset (salted, 0, sizeof salted);
  g_clear_pointer (&self->password, bal_sasl_free_secret);
  self->state = ok ? STATE_DERIVED : STATE_FAILED;
}

/* "c=" is base64 of the gs2-header and, if bound, the channel binding data (RFC 5802 section
 * 5.1). */
static char *
final_without_proof (BalScram *self)
{
  g_autoptr (GByteArray) bound = g_byte_array_new ();
  g_autofree char *encoded = NULL;

  g_byte_array_append (bound, (const guint8 *) self->header, strlen (self->header));
  if (self->binding_length > 0)
    g_byte_array_append (bound, self->binding, self->binding_length);
  encoded = g_base64_encode (bound->data, bound->len);
  return g_strdup_printf ("c=%s,r=%s", encoded, self->nonce);
}

/* RFC 5802 section 3. Also keeps what the server must answer. */
static gboolean
make_proof (BalScram *self, const char *auth_message, guint8 *proof)
{
  guint8 stored_key[KEY_MAX];
  gboolean ok;

  ok = gnutls_hash_fast (self->digest, self->client_key, self->key_length, stored_key) >= 0 &&
       mac_of (self, stored_key, auth_message, proof) &&
       mac_of (self, self->server_key, auth_message, self->server_signature);
  for (gsize i = 0; i < self->key_length; i++)
    proof[i] ^= self->client_key[i];
  gnutls_memset (stored_key, 0, sizeof stored_key);
  gnutls_memset (self->client_key, 0, sizeof self->client_key);
  gnutls_memset (self->server_key, 0, sizeof self->server_key);
  return ok;
}

char *
bal_scram_final (BalScram *self)
{
  g_autofree char *without_proof = NULL, *auth_message = NULL, *encoded = NULL;
  guint8 proof[KEY_MAX] = { 0 };

  g_return_val_if_fail (self, NULL);

  if (self->state != STATE_DERIVED)
    return NULL;
  without_proof = final_without_proof (self);
  auth_message = g_strjoin (",", self->first_bare, self->server_first, without_proof, NULL);
  if (!make_proof (self, auth_message, proof))
    {
      self->state = STATE_FAILED;
      return NULL;
    }
  encoded = g_base64_encode (proof, self->key_length);
  self->state = STATE_FINAL;
  return g_strdup_printf ("%s,p=%s", without_proof, encoded);
}

static gboolean
fail_with_server_error (BalScram *self, const char *value, GError **error)
{
  g_autofree char *reason = g_strdelimit (g_strndup (value, 64), ",", '\0');
  g_autofree char *message = NULL;

  if (!is_printable (reason))
    return fail (self, BAL_ERROR_SERVER_UNPROVEN, "The login ended with a malformed error", error);
  message = g_strdup_printf ("The server refused the login: %s", reason);
  return fail (self, BAL_ERROR_NOT_AUTHORIZED, message, error);
}

gboolean
bal_scram_verify (BalScram *self, const char *server_final, GError **error)
{
  g_auto (GStrv) fields = NULL;
  g_autofree guint8 *signature = NULL;
  gsize length = 0;

  g_return_val_if_fail (self, FALSE);

  if (self->state != STATE_FINAL)
    return fail (self, BAL_ERROR_SERVER_UNPROVEN, "The login ended before it was complete", error);
  if (!server_final || strnlen (server_final, BAL_SCRAM_MESSAGE_MAX + 1) > BAL_SCRAM_MESSAGE_MAX)
    return fail (self, BAL_ERROR_SERVER_UNPROVEN, "The server's proof is missing", error);
  if (g_str_has_prefix (server_final, "e="))
    return fail_with_server_error (self, server_final + 2, error);
  fields = g_strsplit (server_final, ",", -1);
  if (!fields[0] || fields[0][0] != 'v' || !fields_are_sound (fields))
    return fail (self, BAL_ERROR_SERVER_UNPROVEN, "The server's proof is malformed", error);
  signature = decode_exactly (fields[0] + 2, &length);
  if (!signature || length != self->key_length ||
      gnutls_memcmp (signature, self->server_signature, length) != 0)
    return fail (self, BAL_ERROR_SERVER_UNPROVEN, "The server's proof is wrong", error);
  self->state = STATE_VERIFIED;
  return TRUE;
}
