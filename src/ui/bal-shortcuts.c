#include "ui/bal-shortcuts.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *title;
  const char *accelerator;
} Shortcut;

static const Shortcut general[] = {
  { N_("Search"), "<Control>f" },
  { N_("Add Contact"), "<Control>n" },
  { N_("Next Part of the Window"), "F6" },
  { N_("Back"), "Escape" },
  { N_("Preferences"), "<Control>comma" },
  { N_("Keyboard Shortcuts"), "<Control>question" },
  { N_("Close Window"), "<Control>w" },
  { N_("Quit"), "<Control>q" },
};

static const Shortcut conversations[] = {
  { N_("Previous Conversation"), "<Alt>Up" },
  { N_("Next Conversation"), "<Alt>Down" },
  { N_("First Conversation"), "<Control>1" },
  { N_("Ninth Conversation"), "<Control>9" },
  { N_("Menu of a Conversation, Contact or Message"), "<Shift>F10" },
  { N_("Copy Message"), "<Control>c" },
};

static const Shortcut writing[] = {
  { N_("Send"), "Return" },
  { N_("New Line"), "<Shift>Return" },
  { N_("Insert Emoji"), "<Control>period" },
  { N_("Undo"), "<Control>z" },
  { N_("Redo"), "<Control><Shift>z" },
};

static GtkWidget *
make_row (const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys = gtk_label_new (NULL);
  g_autofree char *label = NULL;
  GdkModifierType modifiers;
  guint key;

  gtk_accelerator_parse (shortcut->accelerator, &key, &modifiers);
  label = gtk_accelerator_get_label (key, modifiers);
  gtk_label_set_label (GTK_LABEL (keys), label);
  gtk_widget_add_css_class (keys, "keys");
  gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(shortcut->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  return row;
}

static AdwPreferencesGroup *
make_group (const char *title, const Shortcut *shortcuts, guint n)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (group, make_row (&shortcuts[i]));
  return group;
}

AdwDialog *
bal_shortcuts_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  adw_preferences_page_add (page, make_group (_("General"), general, G_N_ELEMENTS (general)));
  adw_preferences_page_add (page, make_group (_("Conversations"), conversations, G_N_ELEMENTS (conversations)));
  adw_preferences_page_add (page, make_group (_("Writing"), writing, G_N_ELEMENTS (writing)));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), GTK_WIDGET (page));
  adw_dialog_set_title (dialog, _("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 600);
  adw_dialog_set_child (dialog, toolbar);
  return dialog;
}
