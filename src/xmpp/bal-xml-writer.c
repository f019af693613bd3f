#include "xmpp/bal-xml-writer.h"

#include <stdarg.h>
#include <string.h>

/* XML 1.0 section 2.2. Surrogates cannot occur in valid UTF-8. */
static gboolean
allowed (gunichar c)
{
  return c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r';
}

static const char *
entity (gunichar c)
{
  switch (c)
    {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&apos;";
    case '\r': return "&#13;";
    default: return NULL;
    }
}

void
bal_xml_text (GString *xml, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *run = valid;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const char *replacement = allowed (c) ? entity (c) : "";

      if (replacement == NULL)
        continue;
      g_string_append_len (xml, run, p - run);
      g_string_append (xml, replacement);
      run = g_utf8_next_char (p);
    }
  g_string_append (xml, run);
}

static void
start_tag (GString *xml, const char *name, va_list attributes)
{
  const char *key;

  g_string_append_c (xml, '<');
  g_string_append (xml, name);
  while ((key = va_arg (attributes, const char *)) != NULL)
    {
      const char *value = va_arg (attributes, const char *);

      if (value == NULL)
        continue;
      g_string_append_c (xml, ' ');
      g_string_append (xml, key);
      g_string_append (xml, "='");
      bal_xml_text (xml, value);
      g_string_append_c (xml, '\'');
    }
}

void
bal_xml_open (GString *xml, const char *name, ...)
{
  va_list attributes;

  va_start (attributes, name);
  start_tag (xml, name, attributes);
  va_end (attributes);
  g_string_append_c (xml, '>');
}

void
bal_xml_close (GString *xml, const char *name)
{
  g_string_append (xml, "</");
  g_string_append (xml, name);
  g_string_append_c (xml, '>');
}

void
bal_xml_empty (GString *xml, const char *name, ...)
{
  va_list attributes;

  va_start (attributes, name);
  start_tag (xml, name, attributes);
  va_end (attributes);
  g_string_append (xml, "/>");
}

void
bal_xml_leaf (GString *xml, const char *name, const char *text, ...)
{
  va_list attributes;

  if (text == NULL)
    return;
  va_start (attributes, text);
  start_tag (xml, name, attributes);
  va_end (attributes);
  g_string_append_c (xml, '>');
  bal_xml_text (xml, text);
  bal_xml_close (xml, name);
}
