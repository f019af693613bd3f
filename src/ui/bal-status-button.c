#include "ui/bal-status-button.h"

#include "ui/bal-avatar.h"
#include "ui/bal-watch.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalStatusButton
{
  AdwBin parent;
  GtkMenuButton *button;
  GtkPopover *popover;
  BalAvatar *avatar;
  GtkLabel *address_label;
  GtkListBox *choices;
  GtkEntry *text_entry;
  GtkCheckButton *checks[BAL_PRESENCE_OFFLINE];
  BalClient *client;
  BalWatch *watch;
};

G_DEFINE_FINAL_TYPE (BalStatusButton, bal_status_button, ADW_TYPE_BIN)

/* The first account; transfer full; NULL for none. */
static BalAccount *
first_account (BalStatusButton *self)
{
  return self->client ? g_list_model_get_item (bal_client_get_accounts (self->client), 0) : NULL;
}

static BalPresence
shown_presence (BalAccount *account)
{
  return bal_account_get_state (account) == BAL_ACCOUNT_ONLINE ? bal_account_get_presence (account)
                                                               : BAL_PRESENCE_OFFLINE;
}

static void
update (gpointer data)
{
  BalStatusButton *self = data;
  g_autoptr(BalAccount) account = first_account (self);
  g_autofree char *name = NULL;
  BalPresence presence;

  if (!account)
    return;
  presence = shown_presence (account);
  /* Translators: the name of a button, as in "Your Status: Away". */
  name = g_strdup_printf (_("Your Status: %s"), bal_words_presence (presence));
  bal_avatar_set_text (self->avatar, bal_account_get_jid (account));
  g_object_set (self->avatar, "presence", (int) presence, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_show (BalStatusButton *self)
{
  g_autoptr(BalAccount) account = first_account (self);
  const char *text;

  if (!account)
    return;
  gtk_label_set_label (self->address_label, bal_account_get_jid (account));
  text = bal_account_get_status (account);
  gtk_editable_set_text (GTK_EDITABLE (self->text_entry), text ? text : "");
  if (bal_account_get_presence (account) < BAL_PRESENCE_OFFLINE)
    gtk_check_button_set_active (self->checks[bal_account_get_presence (account)], TRUE);
}

static BalPresence
chosen_presence (BalStatusButton *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    if (gtk_check_button_get_active (self->checks[i]))
      return (BalPresence) i;
  return BAL_PRESENCE_ONLINE;
}

static void
apply (BalStatusButton *self)
{
  GListModel *accounts = bal_client_get_accounts (self->client);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text_entry));
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BalAccount) account = g_list_model_get_item (accounts, i);
      bal_account_set_presence (account, chosen_presence (self), *text ? text : NULL,
                                bal_account_get_priority (account));
    }
}

static void
on_text_activate (BalStatusButton *self)
{
  apply (self);
  gtk_popover_popdown (self->popover);
}

static void
on_row_activated (BalStatusButton *self, GtkListBoxRow *row)
{
  gtk_check_button_set_active (self->checks[gtk_list_box_row_get_index (row)], TRUE);
  apply (self);
  gtk_popover_popdown (self->popover);
}

static void
add_choice (BalStatusButton *self, BalPresence presence)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (bal_words_presence_icon (presence));
  const char *classes[] = { "presence-icon", bal_words_presence_class (presence), NULL };

  self->checks[presence] = GTK_CHECK_BUTTON (check);
  if (presence > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->checks[0]);
  gtk_widget_set_css_classes (icon, classes);
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bal_words_presence (presence), -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), bal_words_presence (presence));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_list_box_append (self->choices, row);
}

static void
bal_status_button_dispose (GObject *object)
{
  BalStatusButton *self = BAL_STATUS_BUTTON (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->client);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_STATUS_BUTTON);
  G_OBJECT_CLASS (bal_status_button_parent_class)->dispose (object);
}

static void
bal_status_button_class_init (BalStatusButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_status_button_dispose;
  g_type_ensure (BAL_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-status-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BalStatusButton, button);
  gtk_widget_class_bind_template_child (widget_class, BalStatusButton, popover);
  gtk_widget_class_bind_template_child (widget_class, BalStatusButton, avatar);
  gtk_widget_class_bind_template_child (widget_class, BalStatusButton, address_label);
  gtk_widget_class_bind_template_child (widget_class, BalStatusButton, choices);
  gtk_widget_class_bind_template_child (widget_class, BalStatusButton, text_entry);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_text_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
bal_status_button_init (BalStatusButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < BAL_PRESENCE_OFFLINE; i++)
    add_choice (self, (BalPresence) i);
}

void
bal_status_button_set_client (BalStatusButton *self, BalClient *client)
{
  static const char *const properties[] = { "presence", "state", "status", NULL };

  g_return_if_fail (BAL_IS_STATUS_BUTTON (self));

  g_clear_object (&self->watch);
  g_set_object (&self->client, client);
  self->watch = bal_watch_new (bal_client_get_accounts (client), properties, update, self);
  update (self);
}
