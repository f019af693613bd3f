#include "ui/bal-preferences.h"

#include "ui/bal-account-row.h"
#include "ui/bal-welcome.h"

struct _BalPreferences
{
  AdwPreferencesDialog parent;
  BalClient *client;
  GtkListBox *accounts_list;
  AdwSwitchRow *background_row, *receipts_row, *notifications_row, *mute_row;
  AdwComboRow *colors_row;
};

G_DEFINE_FINAL_TYPE (BalPreferences, bal_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static GtkWidget *
make_row (gpointer account, gpointer data)
{
  BalPreferences *self = data;

  return bal_account_row_new (self->client, account);
}

static void
on_add (BalPreferences *self)
{
  adw_dialog_present (bal_welcome_dialog_new (self->client), GTK_WIDGET (self));
}

/* Without an account the window is where one is added. */
static void
on_accounts_changed (BalPreferences *self)
{
  if (g_list_model_get_n_items (bal_client_get_accounts (self->client)) == 0)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
bal_preferences_dispose (GObject *object)
{
  BalPreferences *self = BAL_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_PREFERENCES);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (bal_preferences_parent_class)->dispose (object);
}

static void
bal_preferences_class_init (BalPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BalPreferences, accounts_list);
  gtk_widget_class_bind_template_child (widget_class, BalPreferences, background_row);
  gtk_widget_class_bind_template_child (widget_class, BalPreferences, receipts_row);
  gtk_widget_class_bind_template_child (widget_class, BalPreferences, notifications_row);
  gtk_widget_class_bind_template_child (widget_class, BalPreferences, mute_row);
  gtk_widget_class_bind_template_child (widget_class, BalPreferences, colors_row);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
bal_preferences_init (BalPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
bal_preferences_new (BalClient *client, BalSettings *settings)
{
  const GBindingFlags flags = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;
  BalPreferences *self = g_object_new (BAL_TYPE_PREFERENCES, NULL);

  self->client = g_object_ref (client);
  gtk_list_box_bind_model (self->accounts_list, bal_client_get_accounts (client), make_row, self, NULL);
  g_signal_connect_object (bal_client_get_accounts (client), "items-changed", G_CALLBACK (on_accounts_changed),
                           self, G_CONNECT_SWAPPED);
  g_object_bind_property (settings, "run-in-background", self->background_row, "active", flags);
  g_object_bind_property (settings, "send-receipts", self->receipts_row, "active", flags);
  g_object_bind_property (settings, "notifications", self->notifications_row, "active", flags);
  g_object_bind_property (settings, "mute", self->mute_row, "active", flags);
  g_object_bind_property (settings, "color-scheme", self->colors_row, "selected", flags);
  return ADW_DIALOG (self);
}
