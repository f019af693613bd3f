#include "xmpp/bal-sasl.h"

#include <string.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"

static void
test_names (void)
{
  g_assert_null (bal_sasl_mechanism_name (BAL_SASL_NONE));
  for (BalSaslMechanism i = BAL_SASL_PLAIN; i <= BAL_SASL_SCRAM_SHA_512_PLUS; i++)
    {
      const char *name = bal_sasl_mechanism_name (i);

      g_assert_cmpint (bal_sasl_mechanism_from_name (name), ==, i);
      g_assert_cmpint (bal_sasl_mechanism_is_plus (i), ==, g_str_has_suffix (name, "-PLUS"));
      g_assert_cmpint (bal_sasl_mechanism_is_scram (i), ==, g_str_has_prefix (name, "SCRAM-"));
    }
  g_assert_cmpint (bal_sasl_mechanism_from_name (NULL), ==, BAL_SASL_NONE);
  g_assert_cmpint (bal_sasl_mechanism_from_name (""), ==, BAL_SASL_NONE);
  g_assert_cmpint (bal_sasl_mechanism_from_name ("plain"), ==, BAL_SASL_NONE);
  g_assert_cmpint (bal_sasl_mechanism_from_name ("PLAIN "), ==, BAL_SASL_NONE);
  g_assert_cmpint (bal_sasl_mechanism_from_name ("DIGEST-MD5"), ==, BAL_SASL_NONE);
}

typedef struct {
  const char *offered[6];
  BalSaslMechanism bound;
  BalSaslMechanism unbound;
} Choice;

static const Choice choices[] = {
  { { NULL }, BAL_SASL_NONE, BAL_SASL_NONE },
  { { "DIGEST-MD5", "CRAM-MD5", "ANONYMOUS", "EXTERNAL" }, BAL_SASL_NONE, BAL_SASL_NONE },
  { { "PLAIN" }, BAL_SASL_PLAIN, BAL_SASL_PLAIN },
  { { "PLAIN", "SCRAM-SHA-1" }, BAL_SASL_SCRAM_SHA_1, BAL_SASL_SCRAM_SHA_1 },
  { { "SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN" }, BAL_SASL_SCRAM_SHA_512, BAL_SASL_SCRAM_SHA_512 },
  { { "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS" }, BAL_SASL_SCRAM_SHA_1_PLUS, BAL_SASL_SCRAM_SHA_512 },
  { { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN" },
    BAL_SASL_SCRAM_SHA_256_PLUS,
    BAL_SASL_SCRAM_SHA_256 },
  { { "SCRAM-SHA-512-PLUS" }, BAL_SASL_SCRAM_SHA_512_PLUS, BAL_SASL_NONE },
};

static void
test_choose (void)
{
  g_assert_cmpint (bal_sasl_choose (NULL, TRUE), ==, BAL_SASL_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const Choice *choice = &choices[i];

      g_assert_cmpint (bal_sasl_choose (choice->offered, TRUE), ==, choice->bound);
      g_assert_cmpint (bal_sasl_choose (choice->offered, FALSE), ==, choice->unbound);
      g_assert_cmpint (bal_sasl_offers_plus (choice->offered), ==,
                       bal_sasl_mechanism_is_plus (choice->bound));
    }
}

static void
check_plain (const char *user, const char *password, const char *wanted)
{
  char *encoded = bal_sasl_plain (user, password);

  g_assert_cmpstr (encoded, ==, wanted);
  bal_sasl_free_secret (encoded);
}

static void
test_plain (void)
{
  check_plain ("tim", "tanstaaftanstaaf", "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  check_plain ("user", "I\u00adX", "AHVzZXIASVg=");
  check_plain ("user", "\xff", "AHVzZXIA/w==");
  check_plain ("user", "", "AHVzZXIA");
}

static void
test_encode (void)
{
  static const char *const bad[] = { "====", "YQ", "YQ=", "Y Q==", "YQ==\n", "YR==", "=YQ=",
                                     "AA==", "YQBi", "/w==", "!" };
  g_autofree char *empty = bal_sasl_encode (""), *text = bal_sasl_encode ("n,,n=user");
  g_autofree char *back = bal_sasl_decode (text, NULL), *nothing = bal_sasl_decode ("=", NULL);
  g_autofree char *long_text = g_strnfill (BAL_SCRAM_MESSAGE_MAX + 1, 'a');
  g_autofree char *too_long = bal_sasl_encode (long_text);

  g_assert_cmpstr (empty, ==, "=");
  g_assert_cmpstr (text, ==, "biwsbj11c2Vy");
  g_assert_cmpstr (back, ==, "n,,n=user");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_null (bal_sasl_decode (too_long, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bal_sasl_decode (bad[i], &error));
      g_assert_error (error, BAL_ERROR, BAL_ERROR_PROTOCOL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/names", test_names);
  g_test_add_func ("/sasl/choose", test_choose);
  g_test_add_func ("/sasl/plain", test_plain);
  g_test_add_func ("/sasl/encode", test_encode);
  return g_test_run ();
}
