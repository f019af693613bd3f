#include "xmpp/bal-prep.h"

#include <string.h>

typedef struct {
  const char *text;
  const char *node;
  const char *resource;
  const char *password;
} Case;

/* NULL: refused. */
static const Case cases[] = {
  { "juliet", "juliet", "juliet", "juliet" },
  { "JULIET", "juliet", "JULIET", "JULIET" },
  { "stra\u00dfe", "strasse", "stra\u00dfe", "stra\u00dfe" },
  { "\u03b1\u03a3", "\u03b1\u03c3", "\u03b1\u03a3", "\u03b1\u03a3" },
  { "\u03b1\u03c2", "\u03b1\u03c3", "\u03b1\u03c2", "\u03b1\u03c2" },
  { "\uff4a\uff35", "ju", "jU", "jU" },
  { "\u212aelvin", "kelvin", "Kelvin", "Kelvin" },
  { "d\u0131yar", "d\u0131yar", "d\u0131yar", "d\u0131yar" },
  { "D\u0130", "di\u0307", "D\u0130", "D\u0130" },
  { "henry\u2163", "henryiv", "henryIV", "henryIV" },
  { "\u265a", "\u265a", "\u265a", "\u265a" },
  { "\U0001f600", "\U0001f600", "\U0001f600", "\U0001f600" },
  { "\U0001f130dmin", "\U0001f130dmin", "\U0001f130dmin", "\U0001f130dmin" },
  { "\u1e9e", "\u1e9e", "\u1e9e", "\u1e9e" },
  { "e\u0301", "\u00e9", "\u00e9", "\u00e9" },
  { "\ufb01", "fi", "fi", "fi" },
  { "\u1100\u1161", "\uac00", "\uac00", "\uac00" },
  { "a\u00adb\u200bc\u200dd\ufeff", "abcd", "abcd", "abcd" },
  { "\u00ad", "", "", "" },
  { "I\u00adX", "ix", "IX", "IX" },
  { "\u2168", "ix", "IX", "IX" },
  { "a b", NULL, "a b", "a b" },
  { " a ", NULL, " a ", " a " },
  { "a\u00a0b", NULL, "a b", "a b" },
  { "a\u1680b", NULL, NULL, "a b" },
  { "a\u3000b", NULL, "a b", "a b" },
  { "a@b/c", NULL, "a@b/c", "a@b/c" },
  { "a\uff20b", NULL, "a@b", "a@b" },
  { "a\u2100", NULL, "aa/c", "aa/c" },
  { "a\"b", NULL, "a\"b", "a\"b" },
  { "a&'/:<>", NULL, "a&'/:<>", "a&'/:<>" },
  { "a\tb", NULL, NULL, NULL },
  { "a\nb", NULL, NULL, NULL },
  { "a\x7f", NULL, NULL, NULL },
  { "a\xc2\x85", NULL, NULL, NULL },
  { "a\u202eb", NULL, NULL, NULL },
  { "a\u200fb", NULL, NULL, NULL },
  { "a\u2066b", NULL, "a\u2066b", "a\u2066b" },
  { "a\ufffd", NULL, NULL, NULL },
  { "a\uffff", NULL, NULL, NULL },
  { "a\U0010ffff", NULL, NULL, NULL },
  { "a\ue000", NULL, NULL, NULL },
  { "a\U000e0041", NULL, NULL, NULL },
  { "\u0639\u0644\u064a", "\u0639\u0644\u064a", "\u0639\u0644\u064a", "\u0639\u0644\u064a" },
  { "\u05d01\u05d1", "\u05d01\u05d1", "\u05d01\u05d1", "\u05d01\u05d1" },
  { "\u05d0a\u05d1", NULL, "\u05d0a\u05d1", "\u05d0a\u05d1" },
  { "\u05d01", NULL, "\u05d01", "\u05d01" },
  { "1\u05d0", NULL, "1\u05d0", "1\u05d0" },
  { "\xff", NULL, NULL, NULL },
  { "a\xc0\x80", NULL, NULL, NULL },
  { "\xed\xa0\x80", NULL, NULL, NULL },
  { "", "", "", "" },
};

static void
check (BalPrep profile, const char *text, const char *wanted)
{
  g_autofree char *got = bal_prep (profile, text);
  g_autofree char *shown = g_strescape (text, NULL);

  g_test_message ("profile %d: %s", profile, shown);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check (BAL_PREP_NODE, cases[i].text, cases[i].node);
      check (BAL_PREP_RESOURCE, cases[i].text, cases[i].resource);
      check (BAL_PREP_PASSWORD, cases[i].text, cases[i].password);
    }
}

/* Tens of thousands of characters to which nothing ever happens. */
static gboolean
is_plain_ideograph (gunichar c)
{
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0x20000 && c <= 0x2f7ff);
}

/* Each character after a base letter is refused or stays the same when prepared again. */
static void
test_idempotent (void)
{
  for (gunichar c = 1; c < 0x30000; c++)
    for (BalPrep profile = BAL_PREP_NODE; profile <= BAL_PREP_PASSWORD; profile++)
      {
        char text[16] = "A";
        g_autofree char *once = NULL, *twice = NULL;

        if (!g_unichar_validate (c) || is_plain_ideograph (c))
          continue;
        text[1 + g_unichar_to_utf8 (c, text + 1)] = '\0';
        once = bal_prep (profile, text);
        if (!once)
          continue;
        twice = bal_prep (profile, once);
        g_assert_cmpstr (once, ==, twice);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prep/cases", test_cases);
  g_test_add_func ("/prep/idempotent", test_idempotent);
  return g_test_run ();
}
