#include "fuzz.h"

#include <string.h>

#include "xmpp/bal-scram.h"

/* Input: the server's first message, a line end, its last one. The nonce is "abc", the user
 * "user", the password "pencil". */

#define RIGHT_CHALLENGE "r=abcdef,s=c2FsdA==,i=4096"
#define RIGHT_PROOF "v=v2wLNsLJK6Wp/Dr1G93FKUKB6ruefECnlFskO3EOb2U="

/* Only cheap ones: the work is GnuTLS's, not ours. */
static gboolean
is_cheap (const char *challenge)
{
  const char *count = strstr (challenge, ",i=");

  return count && g_ascii_strtoull (count + 3, NULL, 10) <= 4200;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  const char *challenge = lines[0] ? lines[0] : "", *proof = lines[0] ? lines[1] : NULL;
  BalScramOptions options = {
    .mechanism = BAL_SASL_SCRAM_SHA_256, .user = "user", .password = "pencil", .nonce = "abc"
  };
  g_autoptr (BalScram) scram = bal_scram_new (&options);
  g_autofree char *first = bal_scram_first (scram), *final = NULL, *encoded = NULL, *decoded = NULL;

  g_assert_cmpstr (first, ==, "n,,n=user,r=abc");
  decoded = bal_sasl_decode (challenge, NULL);
  encoded = decoded && *decoded ? bal_sasl_encode (decoded) : NULL;
  g_assert_true (!encoded || g_str_equal (encoded, challenge));

  if (!bal_scram_challenge (scram, challenge, NULL))
    {
      g_assert_null (bal_scram_final (scram));
      g_assert_false (bal_scram_verify (scram, proof, NULL));
      return 0;
    }
  g_assert_true (g_str_has_prefix (challenge, "r=abc") && g_utf8_validate (challenge, -1, NULL));
  if (!is_cheap (challenge))
    return 0;
  bal_scram_derive (scram);
  final = bal_scram_final (scram);
  g_assert_nonnull (strstr (final, ",p="));
  if (bal_scram_verify (scram, proof, NULL))
    g_assert_true (g_str_has_prefix (proof, "v="));
  else
    g_assert_true (!g_str_equal (challenge, RIGHT_CHALLENGE) ||
                   g_strcmp0 (proof, RIGHT_PROOF) != 0);
  return 0;
}
