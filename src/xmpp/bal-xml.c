#include "xmpp/bal-xml.h"

#include <string.h>

#include "util/bal-limits.h"

typedef enum
{
  IN_TEXT = 1 << 0,
  IN_ATTRIBUTE = 1 << 1,
} Place;

/* The characters that are not copied as they are, by the place where that is so. '>' is looked at
 * in text because "]]>" may not stand there. */
static const guint8 special[256] = {
  ['<'] = IN_TEXT | IN_ATTRIBUTE, ['&'] = IN_TEXT | IN_ATTRIBUTE, ['\r'] = IN_TEXT | IN_ATTRIBUTE,
  ['\n'] = IN_TEXT | IN_ATTRIBUTE, ['>'] = IN_TEXT, ['\t'] = IN_ATTRIBUTE, ['\''] = IN_ATTRIBUTE,
};

static const char *
entity (char c)
{
  switch (c)
    {
    case '<':
      return "&lt;";
    case '&':
      return "&amp;";
    case '>':
      return "&gt;";
    case '\'':
      return "&apos;";
    case '\r':
      return "&#13;";
    case '\n':
      return "&#10;";
    default:
      return "&#9;";
    }
}

static gboolean
after_brackets (const GString *out)
{
  return out->len >= 2 && out->str[out->len - 1] == ']' && out->str[out->len - 2] == ']';
}

/* Returns whether a reader gets the text in two pieces here. */
static gboolean
append_special_text (GString *out, char c)
{
  gboolean plain_bracket = c == '>' && !after_brackets (out);
  if (c == '\n' || plain_bracket)
    g_string_append_c (out, c);
  else
    g_string_append (out, entity (c));
  return !plain_bracket;
}

void
bal_xml_append_text (GString *out, const char *text, gsize length, BalTextCost *cost)
{
  BalTextCost ignored = { 0 };
  const char *end = text + length;
  if (!cost)
    cost = &ignored;
  while (text < end)
    {
      const char *run = text;
      while (text < end && !(special[(guchar) *text] & IN_TEXT))
        text++;
      if (text > run)
        g_string_append_len (out, run, text - run);
      cost->length += text - run;
      if (text == end)
        return;
      /* When nearly all that may be spent is spent, line breaks become spaces: the words stay. */
      if (*text == '\n' && cost->cost > BAL_LIMIT_TEXT_COST / 8 * 7)
        {
          g_string_append_c (out, ' ');
          text++;
        }
      else if (append_special_text (out, *text++))
        cost->cost += cost->length;
      cost->length++;
    }
}

void
bal_xml_append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_c (out, ' ');
  g_string_append (out, name);
  g_string_append_len (out, "='", 2);
  for (;;)
    {
      const char *run = value;
      while (*value && !(special[(guchar) *value] & IN_ATTRIBUTE))
        value++;
      g_string_append_len (out, run, value - run);
      if (!*value)
        break;
      g_string_append (out, entity (*value++));
    }
  g_string_append_c (out, '\'');
}

static gboolean
is_allowed (const char *at)
{
  guchar c = *at;
  if (c < 0x20)
    return c == '\t' || c == '\n' || c == '\r';
  /* U+FFFE and U+FFFF. */
  return !(c == 0xEF && (guchar) at[1] == 0xBF && (guchar) at[2] >= 0xBE);
}

static void
append_valid (GString *out, const char *text, const char *end)
{
  while (text < end)
    {
      const char *run = text;
      while (text < end && is_allowed (text))
        text++;
      g_string_append_len (out, run, text - run);
      if (text < end)
        text = g_utf8_next_char (text);
    }
}

void
bal_xml_append_clean (GString *out, const char *xml)
{
  const char *end;
  while (!g_utf8_validate (xml, -1, &end))
    {
      append_valid (out, xml, end);
      xml = end + 1;
    }
  append_valid (out, xml, end);
}
