#include "ui/bal-text-dialog.h"

#include "util/bal-text.h"

#include <string.h>

#include <glib/gi18n.h>

/* A text view lays out whole lines: longer ones cost too much, so they are cut here, in characters. */
#define MAX_LINE 1000

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '\0';
}

/* A line made fit to be shown; in halves, where it has more than one is shown of at a time. */
static void
append_line (GString *out, const char *line)
{
  gboolean cut = FALSE;
  g_autofree char *shown = bal_text_body (line, &cut);
  glong length = g_utf8_strlen (line, -1);

  if (cut && length > 1)
    {
      g_autofree char *half = g_utf8_substring (line, 0, length / 2);
      append_line (out, half);
      append_line (out, line + strlen (half));
      return;
    }
  g_string_append (out, shown);
  g_string_append_c (out, '\n');
}

/* Lines of at most MAX_LINE characters. */
static char *
make_lines (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) out = g_string_sized_new (strlen (valid) + 64);

  for (const char *at = valid; *at;)
    {
      const char *end = at;

      for (guint i = 0; i < MAX_LINE && *end && *end != '\n'; i++)
        end = g_utf8_next_char (end);
      {
        g_autofree char *line = g_strndup (at, (gsize) (end - at));
        append_line (out, is_blank (line) ? "" : line);
      }
      at = *end == '\n' ? end + 1 : end;
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* A hyphen at the break of a long word would look like a part of it. */
static void
forbid_hyphens (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = gtk_text_buffer_create_tag (buffer, NULL, "insert-hyphens", FALSE, NULL);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

AdwDialog *
bal_text_dialog_new (const char *title, const char *text)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autofree char *lines = make_lines (text);
  GtkWidget *view = g_object_new (GTK_TYPE_TEXT_VIEW, "editable", FALSE, "cursor-visible", FALSE,
                                  "wrap-mode", GTK_WRAP_WORD_CHAR, "left-margin", 18, "right-margin", 18,
                                  "top-margin", 12, "bottom-margin", 18, NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), lines, -1);
  forbid_hyphens (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), scroller);
  adw_dialog_set_title (dialog, title);
  adw_dialog_set_content_width (dialog, 640);
  adw_dialog_set_content_height (dialog, 560);
  adw_dialog_set_child (dialog, toolbar);
  return dialog;
}
