#include "util/bal-text.h"

#include <string.h>

#include "util/bal-limits.h"

/* Pieces that are hard on a text layout when repeated. */
static const char *const pieces[] = {
  "W",
  " ",
  "\n",
  "\r",
  "a\n",
  "\t",
  "-",
  "\u0301",
  "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a",
  "\ufdfd",
  "\u00a0",
  "a\u00a0",
  "\u200b",
  "\u2060",
  "\u200d",
  "\u6f22",
  "\u30fc",
  "\u6f22\u2060",
  "\u0915\u094d",
  "\u0915\u094d\u200d",
  "\u0645\u200d",
  "\U0001f469\u200d",
  "\U0001f44d\U0001f3fd",
  "\U0001f1e9",
  "\u2764\ufe0f",
  "\u1100",
  "\u0600",
  "\u2066",
  "\u2069",
  "\u202e",
  "\u202a",
  "\u2067\u202e\u202b",
  "\u2800",
  "\U000e0041",
  "\U000e0100",
  "\u20dd",
  "\xff",
  "\xe2\x80",
  "<b>",
  "&amp;",
};

static char *
repeat (const char *piece, gsize bytes)
{
  GString *text = g_string_sized_new (bytes + 16);

  while (text->len < bytes)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

static gboolean
may_break (gunichar before, gunichar c)
{
  return before == 0x200b || g_unichar_isspace (before) || before == 0x3000 ||
         (g_unichar_iswide (before) && g_unichar_iswide (c));
}

/* Checks marks, runs and the balance of directional controls, line by line. */
static void
check_layout (const char *text)
{
  int marks = 0, run = 0, open = 0;
  gunichar before = ' ';

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_assert_true (c != 0x202d && c != 0x202e && (c >= ' ' || c == '\n' || c == '\t'));
      g_assert_true (c < 0xe0000 || c > 0xe00ff);
      marks = g_unichar_ismark (c) ? marks + 1 : 0;
      run = may_break (before, c) ? 1 : run + 1;
      open += c == 0x202a || c == 0x202b || (c >= 0x2066 && c <= 0x2068);
      open -= c == 0x202c || c == 0x2069;
      g_assert_cmpint (marks, <=, BAL_SHOW_MARKS + 1);
      g_assert_cmpint (run, <=, BAL_SHOW_RUN + 40);
      g_assert_cmpint (open, >=, 0);
      g_assert_cmpint (open, <=, 16);
      if (c == '\n')
        g_assert_cmpint (open, ==, 0);
      before = c;
    }
  g_assert_cmpint (open, ==, 0);
}

static gsize
count_chars (const char *text, gunichar only)
{
  gsize count = 0;

  for (; *text; text = g_utf8_next_char (text))
    count += only ? g_utf8_get_char (text) == only : g_utf8_get_char (text) != 0x200b;
  return count;
}

static void
test_line (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], 256 * 1024);
      g_autofree char *got = bal_text_line (text, BAL_SHOW_SUBJECT);
      g_autofree char *again = bal_text_line (got, BAL_SHOW_SUBJECT);

      g_test_message ("piece %" G_GSIZE_FORMAT, i);
      check_layout (got);
      g_assert_cmpuint (count_chars (got, 0), <=, BAL_SHOW_SUBJECT);
      g_assert_cmpuint (count_chars (got, '\n'), ==, 0);
      g_assert_cmpstr (again, ==, got);
    }
}

static void
test_body (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], 256 * 1024);
      g_autofree char *got = bal_text_body (text, NULL);

      g_test_message ("piece %" G_GSIZE_FORMAT, i);
      check_layout (got);
      g_assert_cmpuint (count_chars (got, 0), <=, BAL_SHOW_BODY + 16);
      g_assert_cmpuint (count_chars (got, '\n'), <, BAL_SHOW_BODY_LINES);
    }
}

static void
test_body_at_the_limit (void)
{
  gboolean truncated = TRUE;
  g_autofree char *text = repeat ("abcd ", BAL_SHOW_BODY - 1);
  g_autofree char *longer = g_strconcat (text, "fghij", NULL);
  g_autofree char *whole = bal_text_body (text, &truncated), *cut = NULL;

  g_assert_false (truncated);
  g_assert_cmpuint (strlen (whole), ==, BAL_SHOW_BODY - 1);
  cut = bal_text_body (longer, &truncated);
  g_assert_true (truncated);
  g_assert_true (g_str_has_suffix (cut, "abcd…"));
}

/* What takes long to lay out is cut earlier, between two visible characters. */
static void
test_cost (void)
{
  static const struct
  {
    const char *piece;
    gsize most; /* of them are shown */
  } costly[] = {
    { "\ufdfd", BAL_SHOW_BODY_COST / 40 },
    { "\U0001f600", BAL_SHOW_BODY_COST / 4 },
    { "\U0001f469\u200d\U0001f469\u200d\U0001f467", BAL_SHOW_BODY_COST / 28 },
    { "a\u05d0", BAL_SHOW_BODY_COST / 12 },
    { "a\tb", BAL_SHOW_BODY_COST / 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (costly); i++)
    {
      gboolean truncated = FALSE;
      g_autofree char *text = repeat (costly[i].piece, 100000);
      g_autofree char *got = bal_text_body (text, &truncated);
      gsize shown = count_chars (got, g_utf8_get_char (costly[i].piece));

      g_test_message ("piece %" G_GSIZE_FORMAT, i);
      check_layout (got);
      g_assert_true (truncated);
      g_assert_true (g_str_has_suffix (got, "…"));
      g_assert_cmpuint (shown, >, costly[i].most / 2);
      g_assert_cmpuint (shown, <=, 2 * costly[i].most + 1);
    }
}

static void
test_lines_at_the_limit (void)
{
  gboolean truncated = TRUE;
  g_autofree char *text = repeat ("a\n", 2 * BAL_SHOW_BODY_LINES);
  g_autofree char *longer = g_strconcat (text, "b", NULL);
  g_autofree char *whole = bal_text_body (text, &truncated), *cut = NULL;

  g_assert_false (truncated);
  g_assert_cmpuint (count_chars (whole, 'a'), ==, BAL_SHOW_BODY_LINES);
  cut = bal_text_body (longer, &truncated);
  g_assert_true (truncated);
  g_assert_cmpuint (count_chars (cut, 'a'), ==, BAL_SHOW_BODY_LINES);
  g_assert_true (g_str_has_suffix (cut, "a…"));
}

static void
test_run (void)
{
  g_autofree char *word = repeat ("w", BAL_SHOW_RUN + 1), *got = bal_text_body (word, NULL);
  g_autofree char *fits = repeat ("w", BAL_SHOW_RUN), *same = bal_text_body (fits, NULL);
  g_autofree char *han = repeat ("\u6f22", 3 * (BAL_SHOW_RUN + 50));
  g_autofree char *shown = bal_text_body (han, NULL);

  g_assert_cmpstr (same, ==, fits);
  g_assert_cmpuint (count_chars (got, 0x200b), ==, 1);
  g_assert_true (g_str_has_suffix (got, "\u200bw"));
  g_assert_cmpstr (shown, ==, han);
}

/* A cut between an isolate and its end leaves both or none. */
static void
test_cut_in_isolate (void)
{
  for (gsize before = BAL_SHOW_BODY - 6; before <= BAL_SHOW_BODY; before++)
    {
      g_autofree char *start = repeat ("a", before);
      g_autofree char *text = g_strconcat (start, "\u2067b\u2069\u202e\u2066c\u2069\u202c", NULL);
      g_autofree char *got = bal_text_body (text, NULL);

      check_layout (got);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-limits/line", test_line);
  g_test_add_func ("/text-limits/body", test_body);
  g_test_add_func ("/text-limits/body-at-the-limit", test_body_at_the_limit);
  g_test_add_func ("/text-limits/lines-at-the-limit", test_lines_at_the_limit);
  g_test_add_func ("/text-limits/cost", test_cost);
  g_test_add_func ("/text-limits/run", test_run);
  g_test_add_func ("/text-limits/cut-in-isolate", test_cut_in_isolate);
  return g_test_run ();
}
