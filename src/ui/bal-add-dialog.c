#include "ui/bal-add-dialog.h"

#include "core/bal-sentence.h"
#include "ui/bal-words.h"
#include "util/bal-error.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BalAddDialog
{
  AdwDialog parent;
  BalClient *client;
  GCancellable *cancellable;
  AdwComboRow *account_row;
  AdwEntryRow *address_row, *name_row, *groups_row, *message_row;
  AdwPreferencesGroup *form, *message_group;
  GtkLabel *error_label;
  GtkButton *add_button, *cancel_button;
  GtkWidget *spinner;
};

G_DEFINE_FINAL_TYPE (BalAddDialog, bal_add_dialog, ADW_TYPE_DIALOG)

enum { PROP_CLIENT = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

const char *
bal_add_dialog_check (const char *text)
{
  const char *at = strchr (text, '@');

  if (!at || at == text || !at[1])
    return _("An address looks like name@example.org.");
  if (strchr (at + 1, '@'))
    return _("An address has only one @.");
  if (strpbrk (text, " \t\n"))
    return _("An address has no spaces.");
  if (strchr (text, '/'))
    return _("Leave out the / and what follows it.");
  return NULL;
}

static char *
get_address (BalAddDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address_row))));
}

static void
show_sentence (BalAddDialog *self, const char *sentence)
{
  gtk_label_set_label (self->error_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), sentence != NULL);
  if (sentence)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* While an address is being typed it is unfinished, not wrong: only the button waits for it. */
static void
on_address_changed (BalAddDialog *self)
{
  g_autofree char *address = get_address (self);
  const char *trouble = bal_add_dialog_check (address);
  gboolean hopeless = strpbrk (address, " \t/") || (strchr (address, '@') && strchr (strchr (address, '@') + 1, '@'));

  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), trouble == NULL);
  if (hopeless)
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  show_sentence (self, hopeless ? trouble : NULL);
}

static void
set_busy (BalAddDialog *self, gboolean busy)
{
  g_clear_object (&self->cancellable);
  if (busy)
    self->cancellable = g_cancellable_new ();
  /* The focus leaves the form before the form stops taking it. */
  if (busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->message_group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), !busy);
  gtk_widget_set_visible (self->spinner, busy);
}

/* What the server says about the address. */
static char *
explain (const GError *error, const char *jid)
{
  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_STANZA) && g_str_has_prefix (error->message, "item-not-found"))
    return g_strdup_printf (_("There is nobody with the address %s. Check how it is written."), jid);
  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_STANZA) && g_str_has_prefix (error->message, "remote-server"))
    return g_strdup_printf (_("The server of %s cannot be found. Check the part after the @."), jid);
  return bal_error_sentence (error, jid);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalAddDialog) self = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *sentence = NULL;

  if (bal_account_add_contact_finish (BAL_ACCOUNT (source), result, &error))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  address = get_address (self);
  sentence = explain (error, address);
  show_sentence (self, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

static const char *
text_or_null (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return *text ? text : NULL;
}

static void
on_add (BalAddDialog *self)
{
  g_autoptr(BalAccount) account = g_list_model_get_item (bal_client_get_accounts (self->client),
                                                         adw_combo_row_get_selected (self->account_row));
  g_autofree char *address = get_address (self);
  g_auto(GStrv) groups = bal_words_split_groups (gtk_editable_get_text (GTK_EDITABLE (self->groups_row)));

  if (!account || self->cancellable || bal_add_dialog_check (address))
    return;
  show_sentence (self, NULL);
  set_busy (self, TRUE);
  bal_account_add_contact_async (account, address, text_or_null (self->name_row),
                                 (const char *const *) groups, text_or_null (self->message_row),
                                 self->cancellable, on_added, g_object_ref (self));
}

static void
on_closed (BalAddDialog *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
}

static void
bal_add_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BAL_ADD_DIALOG (object)->client = g_value_dup_object (value);
}

static void
bal_add_dialog_constructed (GObject *object)
{
  BalAddDialog *self = BAL_ADD_DIALOG (object);
  GListModel *accounts = bal_client_get_accounts (self->client);
  g_autoptr(GtkExpression) address = gtk_property_expression_new (BAL_TYPE_ACCOUNT, NULL, "jid");

  G_OBJECT_CLASS (bal_add_dialog_parent_class)->constructed (object);
  adw_combo_row_set_expression (self->account_row, address);
  adw_combo_row_set_model (self->account_row, accounts);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row), g_list_model_get_n_items (accounts) > 1);
}

static void
bal_add_dialog_dispose (GObject *object)
{
  BalAddDialog *self = BAL_ADD_DIALOG (object);

  on_closed (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_ADD_DIALOG);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (bal_add_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, groups_row);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, message_row);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, form);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, message_group);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BalAddDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, adw_dialog_close);
}

static void
bal_add_dialog_class_init (BalAddDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bal_add_dialog_set_property;
  object_class->constructed = bal_add_dialog_constructed;
  object_class->dispose = bal_add_dialog_dispose;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
bal_add_dialog_init (BalAddDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "closed", G_CALLBACK (on_closed), NULL);
}

AdwDialog *
bal_add_dialog_new (BalClient *client, const char *jid)
{
  BalAddDialog *self = g_object_new (BAL_TYPE_ADD_DIALOG, "client", client, NULL);

  if (jid)
    gtk_editable_set_text (GTK_EDITABLE (self->address_row), jid);
  return ADW_DIALOG (self);
}
