#include "xmpp/bal-scram.h"

#include <string.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"

static const guint8 binding[32] = {
  0x00, 0x08, 0x10, 0x18, 0x20, 0x28, 0x30, 0x38, 0x40, 0x48, 0x50, 0x58, 0x60, 0x68, 0x70, 0x78,
  0x80, 0x88, 0x90, 0x98, 0xa0, 0xa8, 0xb0, 0xb8, 0xc0, 0xc8, 0xd0, 0xd8, 0xe0, 0xe8, 0xf0, 0xf8,
};

typedef struct {
  BalScramOptions options;
  const char *first;
  const char *challenge;
  const char *final;
  const char *proof;
} Exchange;

#define BOUND                                                                                      \
  .binding_type = "tls-exporter", .binding = binding, .binding_length = sizeof binding,            \
  .server_offers_plus = TRUE
#define BOUND_FIRST "p=tls-exporter,,n=us=3Der=2C\u00fc,r=abc"
#define BOUND_CHALLENGE "r=abcdef,s=QSXCR+Q6sek8bf92,i=5000"
#define BOUND_FINAL "c=cD10bHMtZXhwb3J0ZXIsLAAIEBggKDA4QEhQWGBocHiAiJCYoKiwuMDI0Njg6PD4,r=abcdef,p="
#define RFC7677_NONCE "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"

static const Exchange exchanges[] = {
  /* RFC 5802 section 5 */
  { { .mechanism = BAL_SASL_SCRAM_SHA_1,
      .user = "user",
      .password = "pencil",
      .nonce = "fyko+d2lbbFgONRv9qkxdawL" },
    "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
  /* RFC 7677 section 3 */
  { { .mechanism = BAL_SASL_SCRAM_SHA_256,
      .user = "user",
      .password = "pencil",
      .nonce = "rOprNGfwEbeRWgbNEkqO" },
    "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=" RFC7677_NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=" RFC7677_NONCE ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
  /* the same with SHA-512, from an independent implementation, as all that follow */
  { { .mechanism = BAL_SASL_SCRAM_SHA_512,
      .user = "user",
      .password = "pencil",
      .nonce = "rOprNGfwEbeRWgbNEkqO" },
    "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=" RFC7677_NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=" RFC7677_NONCE
    ",p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
    "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw==" },
  { { .mechanism = BAL_SASL_SCRAM_SHA_1_PLUS,
      .user = "us=er,\u00fc",
      .password = "pencil",
      .nonce = "abc",
      BOUND },
    BOUND_FIRST,
    BOUND_CHALLENGE,
    BOUND_FINAL "7j8CAvZOKDK1zbhpDwo0pOhDASo=",
    "v=ZMR5M1uX82Z1O3xKUEXMP2uWGCE=" },
  { { .mechanism = BAL_SASL_SCRAM_SHA_256_PLUS,
      .user = "us=er,\u00fc",
      .password = "pencil",
      .nonce = "abc",
      BOUND },
    BOUND_FIRST,
    BOUND_CHALLENGE,
    BOUND_FINAL "QvqnJA0IkrSK80lvzy3+xDv+aO0uV45YTbrsRCUK4IQ=",
    "v=1NihqGPchdZaQYapSKh7FPE2nekXoa6UzE7VJuBBuQY=" },
  { { .mechanism = BAL_SASL_SCRAM_SHA_512_PLUS,
      .user = "us=er,\u00fc",
      .password = "pencil",
      .nonce = "abc",
      BOUND },
    BOUND_FIRST,
    BOUND_CHALLENGE,
    BOUND_FINAL
    "pL9TuCsT+3wZe8QqO0FGg+F0L2pxPlCVYT5ug2QG04uhHgNCzwcJzrFXxR4p6W1DmXVQWdnQQ2Q73oZjnikTUA==",
    "v=bY6PzEWNQLdFSBsRjuj0n1cPRYtmjoWjle0r0GjK3w9F2iKj8vjgnysoc5XcB3XxXYdnB1qlLjn3Z9PKxGeewg==" },
  /* we could bind, the server seems not to; the password is "IXa" after SASLprep */
  { { .mechanism = BAL_SASL_SCRAM_SHA_256,
      .user = "user",
      .password = "I\u00adX\u00aa",
      .nonce = "abc",
      .binding_type = "tls-exporter",
      .binding = binding,
      .binding_length = sizeof binding },
    "y,,n=user,r=abc",
    "r=abcdef,s=c2FsdA==,i=4096",
    "c=eSws,r=abcdef,p=kGNoQdXMShHTPqxyQ7X12Hhn9+/JFRkfcpX8S/+chwo=",
    "v=7HRc4EP+eXAXycRiHP2E8658BfgEsQ5ud9dZRs/fvHA=" },
};

static BalScram *
start (const Exchange *exchange)
{
  BalScram *scram = bal_scram_new (&exchange->options);
  g_autofree char *first = bal_scram_first (scram);

  g_assert_cmpstr (first, ==, exchange->first);
  return scram;
}

/* Goes on until the server must prove itself. */
static BalScram *
start_and_answer (const Exchange *exchange)
{
  g_autoptr (GError) error = NULL;
  BalScram *scram = start (exchange);
  g_autofree char *final = NULL;

  g_assert_true (bal_scram_challenge (scram, exchange->challenge, &error));
  g_assert_no_error (error);
  bal_scram_derive (scram);
  final = bal_scram_final (scram);
  g_assert_cmpstr (final, ==, exchange->final);
  return scram;
}

static void
test_exchanges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BalScram) scram = start_and_answer (&exchanges[i]);

      g_assert_true (bal_scram_verify (scram, exchanges[i].proof, &error));
      g_assert_no_error (error);
    }
}

/* With the nonce "abc" of the last exchange. */
static const char *const bad_challenges[] = {
  "",
  ",",
  "garbage",
  "r=abcdef",
  "r=abcdef,s=c2FsdA==",
  "s=c2FsdA==,i=4096",
  "s=c2FsdA==,r=abcdef,i=4096",
  "r=abcdef,i=4096,s=c2FsdA==",
  "r=abc,s=c2FsdA==,i=4096",
  "r=abxdef,s=c2FsdA==,i=4096",
  "r=xabcdef,s=c2FsdA==,i=4096",
  "r=ABCdef,s=c2FsdA==,i=4096",
  "r=abc def,s=c2FsdA==,i=4096",
  "r=abc\ndef,s=c2FsdA==,i=4096",
  "r=abc\u00e9,s=c2FsdA==,i=4096",
  "r=,s=c2FsdA==,i=4096",
  "r=abcdef,s=,i=4096",
  "r=abcdef,s=c2FsdA,i=4096",
  "r=abcdef,s=c2Fs dA==,i=4096",
  "r=abcdef,s=!!!!,i=4096",
  "r=abcdef,s=c2FsdB==,i=4096",
  "r=abcdef,s=c2FsdA==,i=",
  "r=abcdef,s=c2FsdA==,i=0",
  "r=abcdef,s=c2FsdA==,i=1",
  "r=abcdef,s=c2FsdA==,i=4095",
  "r=abcdef,s=c2FsdA==,i=-4096",
  "r=abcdef,s=c2FsdA==,i=+4096",
  "r=abcdef,s=c2FsdA==,i= 4096",
  "r=abcdef,s=c2FsdA==,i=04096",
  "r=abcdef,s=c2FsdA==,i=4096x",
  "r=abcdef,s=c2FsdA==,i=0x1000",
  "r=abcdef,s=c2FsdA==,i=1e6",
  "r=abcdef,s=c2FsdA==,i=10000001",
  "r=abcdef,s=c2FsdA==,i=2000000000",
  "r=abcdef,s=c2FsdA==,i=4294971392",
  "r=abcdef,s=c2FsdA==,i=18446744073709555712",
  "m=ext,r=abcdef,s=c2FsdA==,i=4096",
  "r=abcdef,s=c2FsdA==,i=4096,m=ext",
  "r=abcdef,r=abcdef,s=c2FsdA==,i=4096",
  "r=abcdef,s=c2FsdA==,s=c2FsdA==,i=4096",
  "r=abcdef,s=c2FsdA==,i=4096,i=4096",
  "r=abcdef,s=c2FsdA==,i=4096,x=1,x=1",
  "r=abcdef,s=c2FsdA==,i=4096,",
  "r=abcdef,s=c2FsdA==,i=4096,x",
  "r=abcdef,s=c2FsdA==,i=4096,1=x",
  "r=abcdef,s=c2FsdA==,i=4096,\xc3\xa9=x",
  "r=abcdef,s=c2FsdA==,i=4096,x=\xff",
  "e=other-error",
};

static void
refuse_challenge (const char *challenge)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BalScram) scram = start (&exchanges[G_N_ELEMENTS (exchanges) - 1]);

  g_assert_false (bal_scram_challenge (scram, challenge, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_PROTOCOL);
  /* and nothing more comes of it */
  bal_scram_derive (scram);
  g_assert_null (bal_scram_final (scram));
  g_assert_false (bal_scram_challenge (scram, "r=abcdef,s=c2FsdA==,i=4096", NULL));
  g_assert_false (bal_scram_verify (scram, "v=", NULL));
}

static void
test_bad_challenges (void)
{
  refuse_challenge (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_challenges); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      refuse_challenge (bad_challenges[i]);
    }
}

static char *
challenge_with_salt (gsize length)
{
  g_autofree guint8 *salt = g_malloc0 (length + 1);
  g_autofree char *encoded = g_base64_encode (salt, length);

  return g_strdup_printf ("r=abcdef,s=%s,i=4096", encoded);
}

static void
test_limits (void)
{
  g_autofree char *largest = challenge_with_salt (BAL_SCRAM_SALT_MAX);
  g_autofree char *too_large = challenge_with_salt (BAL_SCRAM_SALT_MAX + 1);
  g_autofree char *padding = g_strnfill (BAL_SCRAM_MESSAGE_MAX, 'x');
  g_autofree char *too_long = g_strconcat ("r=abcdef,s=c2FsdA==,i=4096,x=", padding, NULL);
  g_autoptr (BalScram) scram = start (&exchanges[G_N_ELEMENTS (exchanges) - 1]);
  g_autoptr (BalScram) other = start (&exchanges[G_N_ELEMENTS (exchanges) - 1]);

  refuse_challenge (too_large);
  refuse_challenge (too_long);
  g_assert_true (bal_scram_challenge (scram, largest, NULL));
  g_assert_true (bal_scram_challenge (other, "r=abcdef,s=c2FsdA==,i=10000000,x=unknown", NULL));
}

typedef struct {
  const char *message;
  int code;
} Refusal;

/* For the second exchange. */
static const Refusal bad_proofs[] = {
  { NULL, BAL_ERROR_SERVER_UNPROVEN },
  { "", BAL_ERROR_SERVER_UNPROVEN },
  { "v=", BAL_ERROR_SERVER_UNPROVEN },
  { "v", BAL_ERROR_SERVER_UNPROVEN },
  { "garbage", BAL_ERROR_SERVER_UNPROVEN },
  { "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", BAL_ERROR_SERVER_UNPROVEN },
  { "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", BAL_ERROR_SERVER_UNPROVEN },
  { "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=", BAL_ERROR_SERVER_UNPROVEN },
  { "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4", BAL_ERROR_SERVER_UNPROVEN },
  { " v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", BAL_ERROR_SERVER_UNPROVEN },
  { "x=1,v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", BAL_ERROR_SERVER_UNPROVEN },
  { "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=,v=", BAL_ERROR_SERVER_UNPROVEN },
  { "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=,m=x", BAL_ERROR_SERVER_UNPROVEN },
  { "e=invalid-proof", BAL_ERROR_NOT_AUTHORIZED },
  { "e=", BAL_ERROR_NOT_AUTHORIZED },
  { "e=unknown-user,x=y", BAL_ERROR_NOT_AUTHORIZED },
  { "e=\x1b[31m", BAL_ERROR_SERVER_UNPROVEN },
};

static void
test_bad_proofs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_proofs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BalScram) scram = start_and_answer (&exchanges[1]);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_false (bal_scram_verify (scram, bad_proofs[i].message, &error));
      g_assert_error (error, BAL_ERROR, bad_proofs[i].code);
      g_assert_false (bal_scram_verify (scram, exchanges[1].proof, NULL));
    }
}

static void
test_order (void)
{
  const Exchange *exchange = &exchanges[1];
  g_autoptr (GError) early = NULL, challenge = NULL;
  g_autoptr (BalScram) first = bal_scram_new (&exchange->options);
  g_autoptr (BalScram) second = bal_scram_new (&exchange->options);
  g_autoptr (BalScram) third = start (exchange);
  g_autoptr (BalScram) fourth = start_and_answer (exchange);

  g_assert_false (bal_scram_verify (first, exchange->proof, &early));
  g_assert_error (early, BAL_ERROR, BAL_ERROR_SERVER_UNPROVEN);
  g_assert_null (bal_scram_first (first));

  g_assert_false (bal_scram_challenge (second, exchange->challenge, &challenge));
  g_assert_error (challenge, BAL_ERROR, BAL_ERROR_PROTOCOL);

  bal_scram_derive (third);
  g_assert_null (bal_scram_first (third));
  g_assert_null (bal_scram_final (third));
  g_assert_true (bal_scram_challenge (third, exchange->challenge, NULL));
  g_assert_null (bal_scram_final (third));
  g_assert_false (bal_scram_verify (third, exchange->proof, NULL));

  g_assert_null (bal_scram_final (fourth));
  g_assert_true (bal_scram_verify (fourth, exchange->proof, NULL));
  g_assert_false (bal_scram_verify (fourth, exchange->proof, NULL));
}

static void
test_nonce_is_random (void)
{
  BalScramOptions options = { .mechanism = BAL_SASL_SCRAM_SHA_1, .user = "u", .password = "p" };
  g_autoptr (BalScram) one = bal_scram_new (&options), two = bal_scram_new (&options);
  g_autofree char *first = bal_scram_first (one), *second = bal_scram_first (two);

  g_assert_cmpstr (first, !=, second);
  g_assert_cmpuint (strlen (first), >=, strlen ("n,,n=u,r=") + 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scram/exchanges", test_exchanges);
  g_test_add_func ("/scram/bad-challenges", test_bad_challenges);
  g_test_add_func ("/scram/limits", test_limits);
  g_test_add_func ("/scram/bad-proofs", test_bad_proofs);
  g_test_add_func ("/scram/order", test_order);
  g_test_add_func ("/scram/nonce-is-random", test_nonce_is_random);
  return g_test_run ();
}
