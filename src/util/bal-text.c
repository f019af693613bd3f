#define G_LOG_DOMAIN "bal-text"

#include "util/bal-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "util/bal-limits.h"
#include "util/bal-text-class.h"
#include "util/bal-text-writer.h"

#define REPLACEMENT 0xfffd
#define EMPTY_LINES_MAX 3
#define LOG_MAX 200

/* Returns the character at @at and moves on. Bytes that are no UTF-8 and noncharacters are
 * U+FFFD. */
static gunichar
next_char (const char **at)
{
  gunichar c = g_utf8_get_char_validated (*at, -1);

  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      (*at)++;
      return REPLACEMENT;
    }
  *at = g_utf8_next_char (*at);
  return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) ? REPLACEMENT : c;
}

/* The classes that lines and bodies treat alike. */
static void
write_char (BalTextWriter *writer, BalTextClass class, gunichar c)
{
  if (class == BAL_TEXT_BASE)
    bal_text_writer_base (writer, c);
  else if (class == BAL_TEXT_MARK)
    bal_text_writer_mark (writer, c);
  else if (class == BAL_TEXT_SELECTOR)
    bal_text_writer_selector (writer, c);
  else if (class == BAL_TEXT_JOINER)
    bal_text_writer_joiner (writer, c);
}

static gboolean
is_ink (BalTextClass class)
{
  return class == BAL_TEXT_BASE || class == BAL_TEXT_MARK;
}

static gboolean
is_blank (BalTextClass class)
{
  return class == BAL_TEXT_SPACE || class == BAL_TEXT_FILLER || class == BAL_TEXT_NEWLINE ||
         class == BAL_TEXT_CONTROL;
}

char *
bal_text_line (const char *text, gsize max_chars)
{
  BalTextWriter writer;
  gboolean space = FALSE;

  bal_text_writer_init (&writer, max_chars);
  for (const char *at = text ? text : ""; *at && !writer.cut;)
    {
      gunichar c = next_char (&at);
      BalTextClass class = bal_text_classify (c);

      if (is_blank (class))
        {
          space = writer.count > 0;
          continue;
        }
      if (space && is_ink (class))
        {
          bal_text_writer_blank (&writer, ' ');
          space = FALSE;
        }
      if (!space)
        write_char (&writer, class, c);
    }
  return bal_text_writer_finish (&writer);
}

typedef struct {
  BalTextWriter writer;
  GString *blanks; /* of the line, not yet followed by anything */
  guint newlines;  /* not yet followed by anything */
  guint lines;
} Body;

static void
end_line (Body *self)
{
  bal_text_writer_close (&self->writer);
  self->newlines += self->newlines <= EMPTY_LINES_MAX;
  g_string_truncate (self->blanks, 0);
}

/* Writes the line ends and spaces before something that stays. */
static void
write_held (Body *self)
{
  guint newlines = self->writer.count > 0 ? self->newlines : 0;

  if (self->lines + newlines >= BAL_SHOW_BODY_LINES)
    bal_text_writer_cut (&self->writer);
  for (guint i = 0; i < newlines; i++)
    bal_text_writer_blank (&self->writer, '\n');
  for (const char *at = self->blanks->str; *at && !self->writer.cut; at = g_utf8_next_char (at))
    bal_text_writer_blank (&self->writer, g_utf8_get_char (at));
  self->lines += newlines;
  self->newlines = 0;
  g_string_truncate (self->blanks, 0);
}

static void
write_body_char (Body *self, BalTextClass class, gunichar c)
{
  if (class == BAL_TEXT_NEWLINE)
    end_line (self);
  else if (class == BAL_TEXT_SPACE || class == BAL_TEXT_FILLER)
    {
      if (self->blanks->len < BAL_SHOW_RUN)
        g_string_append_unichar (self->blanks, c);
    }
  else if (class == BAL_TEXT_DIRECTION)
    {
      write_held (self);
      bal_text_writer_direction (&self->writer, c);
    }
  else
    {
      if (is_ink (class))
        write_held (self);
      if (self->blanks->len == 0 && self->newlines == 0)
        write_char (&self->writer, class, c);
    }
}

char *
bal_text_body (const char *text, gboolean *truncated)
{
  g_autofree char *shown = NULL;
  g_autoptr (GString) blanks = g_string_new (NULL);
  Body body = { .blanks = blanks };

  bal_text_writer_init (&body.writer, BAL_SHOW_BODY);
  body.writer.max_cost = BAL_SHOW_BODY_COST;
  for (const char *at = text ? text : ""; *at && !body.writer.cut;)
    {
      gunichar c = next_char (&at);

      if (c != '\r' || *at != '\n')
        write_body_char (&body, bal_text_classify (c), c);
    }
  if (truncated)
    *truncated = body.writer.cut;
  shown = bal_text_writer_finish (&body.writer);
  if (text && *text && !body.writer.visible)
    return g_strdup (_ ("(invisible text)"));
  return g_steal_pointer (&shown);
}

char *
bal_text_isolate (const char *line)
{
  g_return_val_if_fail (line, NULL);

  return g_strconcat ("\u2068", line, "\u2069", NULL);
}

static gboolean
is_loggable (gunichar c)
{
  if (c == (gunichar) -1 || c == (gunichar) -2 || !g_unichar_isprint (c))
    return FALSE;
  return c == ' ' || is_ink (bal_text_classify (c));
}

char *
bal_text_log (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize count = 0;

  for (const char *at = text ? text : "", *next; *at; at = next)
    {
      gunichar c = g_utf8_get_char_validated (at, -1);
      gsize length = is_loggable (c) && c != '\\' ? 1 : c == '\\' ? 2 : 4;

      if (count + length > LOG_MAX)
        {
          g_string_append (out, "…");
          break;
        }
      count += length;
      next = length == 1 ? g_utf8_next_char (at) : at + 1;
      if (length == 1)
        g_string_append_len (out, at, next - at);
      else if (length == 2)
        g_string_append (out, "\\\\");
      else
        g_string_append_printf (out, "\\x%02x", (guchar) *at);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
bal_text_xml_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  g_autoptr (GString) out = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r')
        g_string_append_len (out, at, g_utf8_next_char (at) - at);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
