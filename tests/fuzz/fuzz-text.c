#include "fuzz.h"

#include <glib.h>
#include <string.h>

#include "util/bal-limits.h"
#include "util/bal-text.h"

#define CLOSERS_MAX 16

static void
check_shown (const char *text, gsize max)
{
  gsize count = 0, marks = 0;
  int open = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      g_assert_true (c >= ' ' || c == '\n' || c == '\t');
      g_assert_true (c != 0x202d && c != 0x202e && (c < 0xe0000 || c > 0xe00ff));
      count += c != 0x200b;
      marks = g_unichar_ismark (c) ? marks + 1 : 0;
      open += c == 0x202a || c == 0x202b || (c >= 0x2066 && c <= 0x2068);
      open -= c == 0x2069;
      g_assert_cmpuint (marks, <=, BAL_SHOW_MARKS + 1);
      g_assert_true (open >= 0 && (c != '\n' || open == 0 || open <= CLOSERS_MAX));
    }
  g_assert_cmpuint (count, <=, max);
}

static void
check_line (const char *text, gsize max)
{
  g_autofree char *line = bal_text_line (text, max), *again = bal_text_line (line, max);

  check_shown (line, max);
  g_assert_null (strpbrk (line, "\n\t"));
  g_assert_false (g_str_has_prefix (line, " ") || g_str_has_suffix (line, " "));
  g_assert_cmpstr (again, ==, line);
}

static void
check_body (const char *text)
{
  g_autofree char *body = bal_text_body (text, NULL);
  gsize lines = 0;

  check_shown (body, BAL_SHOW_BODY + CLOSERS_MAX * BAL_SHOW_BODY_LINES);
  for (const char *at = body; *at; at++)
    lines += *at == '\n';
  g_assert_cmpuint (lines, <, BAL_SHOW_BODY_LINES);
  g_assert_true (!*text || *body);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *log = bal_text_log (text);
  g_autofree char *clean = bal_text_xml_clean (text), *again = bal_text_xml_clean (clean);

  check_line (text, 1);
  check_line (text, 7);
  check_line (text, BAL_SHOW_SUBJECT);
  check_body (text);
  g_assert_true (g_utf8_validate (log, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (log, -1), <=, 201);
  for (const char *at = log; *at; at++)
    g_assert_false (g_ascii_iscntrl (*at));
  g_assert_true (g_utf8_validate (clean, -1, NULL));
  g_assert_cmpstr (again, ==, clean);
  return 0;
}
