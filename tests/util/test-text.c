#include "util/bal-text.h"

#include <string.h>

typedef struct {
  const char *text;
  const char *result; /* NULL: the same */
} Case;

static const Case lines[] = {
  { "", NULL },
  { "Juliet Capulet", NULL },
  { "  a  \t b\r\nc\v\fd\u2028e\u2029f\u00a0g\u3000h  ", "a b c d e f g h" },
  { "a\x01\x02\x1b[31mb\x7f\xc2\x85" "c", "a [31mb c" },
  { "\n\n", "" },
  /* direction, zero width, tags */
  { "photo\u202egpj.exe", "photogpj.exe" },
  { "\u2066a\u2067b\u2068c\u2069\u202a\u202b\u202c\u202d\u200e\u200f\u061c", "abc" },
  { "ad\u200bmi\ufeffn\u2060\u00ad\u180e\u034f", "admin" },
  { "a\U000e0001\U000e0041\U000e007fb", "ab" },
  { "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4" },
  { "a\u3164b\u115f\uffa0\u2800", "a b" },
  { "\u200b\u200d\ufe0f\u2060", "" },
  { "a\u17b4b\ufff9c\u206ad", "abcd" },
  /* joiners and selectors only where they do something */
  { "a\u200db", "ab" },
  { "a\u200cb", "ab" },
  { "\u200da\u200d", "a" },
  { "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", NULL },
  { "\u0645\u06cc\u200c", "\u0645\u06cc" },
  { "\u0645\u200c\u200c\u200c\u062e", "\u0645\u200c\u062e" },
  { "\u0d9a\u0dca\u200d\u0dba", NULL },
  { "\u09b0\u200d\u09cd\u09af", NULL },
  { "\U0001f469\u200d\U0001f469\u200d\U0001f467", NULL },
  { "\U0001f3f3\ufe0f\u200d\U0001f308", NULL },
  { "\U0001f469\U0001f3fd\u200d\U0001f4bb", NULL },
  { "\u2764\ufe0f", NULL },
  { "\u2764\ufe0f\ufe0f\ufe0f", "\u2764\ufe0f" },
  { "1\ufe0f\u20e3", NULL },
  { "a\ufe0f", "a" },
  { "\u8fbb\U000e0100", NULL },
  { "a\U000e0100", "a" },
  /* marks */
  { "e\u0301\u0302\u0303\u0304\u0305\u0306", "e\u0301\u0302\u0303\u0304" },
  { "e\u0301\u0302\u200b\u0303\u0304\u0305x\u0306", "e\u0301\u0302\u0303\u0304x\u0306" },
  { "\u0301\u0302\u0303\u0304\u0305\u0306", "\u0301\u0302\u0303\u0304" },
  { "\u0e17\u0e35\u0e48", NULL },
  /* encodings */
  { "a\xff\xfe", "a\ufffd\ufffd" },
  { "\xc3", "\ufffd" },
  { "\xed\xa0\x80", "\ufffd\ufffd\ufffd" },
  { "\xc0\x80", "\ufffd\ufffd" },
  { "a\uffff\ufdd0", "a\ufffd\ufffd" },
  /* scripts stay as they are */
  { "\u0634\u0643\u0631\u0627 \u05e9\u05dc\u05d5\u05dd", NULL },
  { "\u6f22\u5b57\u304b\u306a\ud55c\uad6d", NULL },
  { "<b>a</b> &amp; %s %n ' ; --", NULL },
};

static void
test_line (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *got = bal_text_line (lines[i].text, 64);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (got, ==, lines[i].result ? lines[i].result : lines[i].text);
    }
}

typedef struct {
  const char *text;
  gsize max;
  const char *result;
} Cut;

static const Cut cuts[] = {
  { "abcdef", 6, "abcdef" },
  { "abcdefg", 6, "abcde…" },
  { "abcdef \n ", 6, "abcdef" },
  { "abcd efg", 6, "abcd…" },
  { "abcdef", 1, "…" },
  { "abcdef", 0, "…" },
  { "a", 1, "a" },
  { "", 0, "" },
  { "abe\u0301\u0302xyz", 5, "ab…" },
  { "abe\u0301\u0302", 5, "abe\u0301\u0302" },
  { "abe\u0301\u0302x", 6, "abe\u0301\u0302x" },
  { "a\U0001f469\u200d\U0001f469\u200d\U0001f467", 5, "a…" },
  { "a\U0001f469\u200d\U0001f469\u200d\U0001f467",
    6,
    "a\U0001f469\u200d\U0001f469\u200d\U0001f467" },
  { "a\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 4, "a\U0001f1e9\U0001f1ea…" },
  { "a\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 3, "a…" },
  { "a\U0001f44d\U0001f3fdb", 3, "a…" },
  { "a\u2764\ufe0fb", 3, "a…" },
  { "a\u200b\u200b\u200b\u200bb", 2, "ab" },
};

static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *got = bal_text_line (cuts[i].text, cuts[i].max);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (got, ==, cuts[i].result);
    }
}

static const Case bodies[] = {
  { "", NULL },
  { "hello", NULL },
  { "a\r\nb\rc\nd\u2028e\u2029f\vg", "a\nb\nc\nd\ne\nf\ng" },
  { "\n\n  a\tb  \n\tc\n\n", "  a\tb\n\tc" },
  { "a\n\n\n\nb", NULL },
  { "a\n\n\n\n\n\n\n\nb", "a\n\n\n\nb" },
  { "a\n \n\t\n \n \n \nb", "a\n\n\n\nb" },
  { "a  b\u00a0c\u3000d", NULL },
  { "a\x1b[31m\x01" "b", "a[31mb" },
  { "ad\u200bmin\ufeff\U000e0041", "admin" },
  { "\u2800a\u2800b\u2800", "\u2800a\u2800b" },
  /* direction */
  { "a\u200e\u05d0\u200f", NULL },
  { "photo\u202egpj\u202c.exe", "photogpj.exe" },
  { "a\u202db\u2066c\u2069d\u202ce", "ab\u2066c\u2069de" },
  { "a\u2067b", "a\u2067b\u2069" },
  { "a\u2067b\nc\u2069", "a\u2067b\u2069\nc" },
  { "a\u2067b\n", "a\u2067b\u2069" },
  { "a\u2069\u202cb", "ab" },
  { "\u202aa\u202c\u202bb", "\u202aa\u202c\u202bb\u202c" },
  { "\u2068\u202aa\u2069b\u202c", "\u2068\u202aa\u2069b" },
  { "\u202a\u2068a\u202cb", "\u202a\u2068ab\u2069\u202c" },
  /* nothing to see */
  { "\u200b\u2060\ufeff", "(invisible text)" },
  { " \n \t ", "(invisible text)" },
  { "\u3164\u2800\u115f", "(invisible text)" },
  { "\U000e0041\U000e0042", "(invisible text)" },
  { "\u202e\u2066\u200f", "(invisible text)" },
  { "\ufe0f\u200d", "(invisible text)" },
  { "\u0301", NULL },
  { "/me waves", NULL },
};

static void
test_body (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      gboolean truncated = TRUE;
      g_autofree char *got = bal_text_body (bodies[i].text, &truncated);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (got, ==, bodies[i].result ? bodies[i].result : bodies[i].text);
      g_assert_false (truncated);
    }
}

static void
test_isolate (void)
{
  g_autofree char *got = bal_text_isolate ("\u05d0");

  g_assert_cmpstr (got, ==, "\u2068\u05d0\u2069");
}

static const Case logs[] = {
  { "", NULL },
  { "plain text, \u00e4\u6f22", NULL },
  { "a\nb\tc\x1b[31m", "a\\x0ab\\x09c\\x1b[31m" },
  { "\\x0a", "\\\\x0a" },
  { "\xff\xc3", "\\xff\\xc3" },
  { "a\u202eb", "a\\xe2\\x80\\xaeb" },
  { "a\u200bb\u0301", "a\\xe2\\x80\\x8bb\u0301" },
  { "a\xc2\x85\x7f", "a\\xc2\\x85\\x7f" },
  { "a\u2028", "a\\xe2\\x80\\xa8" },
};

static void
test_log (void)
{
  g_autofree char *long_text = g_strnfill (300, '\n'), *cut = bal_text_log (long_text);
  g_autofree char *none = bal_text_log (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (logs); i++)
    {
      g_autofree char *got = bal_text_log (logs[i].text);

      g_assert_cmpstr (got, ==, logs[i].result ? logs[i].result : logs[i].text);
    }
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 201);
  g_assert_true (g_str_has_suffix (cut, "\\x0a…"));
}

static const Case cleaned[] = {
  { "", NULL },
  { "a\tb\nc\rd \u202e\U0001f600\u200b", NULL },
  { "a\x01\x08\x0b\x0c\x0e\x1f" "b", "ab" },
  { "a\ufffe\uffff" "b\ufffd", "ab\ufffd" },
  { "a\x7f\xc2\x80", NULL },
  { "a\xff", "a\ufffd" },
  { "\xed\xa0\x80", "\ufffd\ufffd\ufffd" },
};

static void
test_xml_clean (void)
{
  g_autofree char *none = bal_text_xml_clean (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cleaned); i++)
    {
      g_autofree char *got = bal_text_xml_clean (cleaned[i].text);

      g_assert_cmpstr (got, ==, cleaned[i].result ? cleaned[i].result : cleaned[i].text);
    }
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/line", test_line);
  g_test_add_func ("/text/cut", test_cut);
  g_test_add_func ("/text/body", test_body);
  g_test_add_func ("/text/isolate", test_isolate);
  g_test_add_func ("/text/log", test_log);
  g_test_add_func ("/text/xml-clean", test_xml_clean);
  return g_test_run ();
}
