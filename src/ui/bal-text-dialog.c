#include "ui/bal-text-dialog.h"

#include <glib/gi18n.h>

/* A text view lays out whole lines: longer ones cost too much, so they are cut here. */
#define MAX_LINE 2000

/* Breaks lines after MAX_LINE characters. */
static char *
break_lines (const char *text)
{
  g_autoptr(GString) out = g_string_sized_new (strlen (text) + 64);
  guint column = 0;

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      column = c == '\n' ? 0 : column + 1;
      if (column > MAX_LINE)
        {
          g_string_append_c (out, '\n');
          column = 1;
        }
      g_string_append_unichar (out, c);
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}

AdwDialog *
bal_text_dialog_new (const char *title, const char *text)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autofree char *lines = break_lines (text);
  GtkWidget *view = g_object_new (GTK_TYPE_TEXT_VIEW, "editable", FALSE, "cursor-visible", FALSE,
                                  "wrap-mode", GTK_WRAP_WORD_CHAR, "left-margin", 18, "right-margin", 18,
                                  "top-margin", 12, "bottom-margin", 18, NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), lines, -1);
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
