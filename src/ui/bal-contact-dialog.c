#include "ui/bal-contact-dialog.h"

#include "core/bal-sentence.h"
#include "ui/bal-avatar.h"
#include "ui/bal-person.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BalContactDialog
{
  AdwDialog parent;
  BalContact *contact;
  AdwEntryRow *name_row, *groups_row;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (BalContactDialog, bal_contact_dialog, ADW_TYPE_DIALOG)

enum { PROP_CONTACT = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

static char *
closure_state (gpointer self, BalPresence presence, const char *status)
{
  if (!status || !*status)
    return g_strdup (bal_words_presence (presence));
  return g_strdup_printf (_("%s: %s"), bal_words_presence (presence), status);
}

static char *
closure_subscription (gpointer self, BalSubscription subscription, gboolean pending)
{
  return g_strdup (bal_words_subscription (subscription, pending));
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalContactDialog) self = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (bal_account_update_contact_finish (BAL_ACCOUNT (source), result, &error))
    return;
  sentence = bal_error_sentence (error, bal_account_get_jid (BAL_ACCOUNT (source)));
  gtk_label_set_label (self->error_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

/* More than this, in bytes, no entry can hold well: then the groups stay as they are. */
#define MAX_GROUPS_TEXT 1000

static GStrv
get_groups (BalContactDialog *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->groups_row)))
    return g_strdupv ((char **) bal_contact_get_groups (self->contact));
  return bal_words_split_groups (gtk_editable_get_text (GTK_EDITABLE (self->groups_row)));
}

static void
on_apply (BalContactDialog *self)
{
  BalAccount *account = bal_contact_get_account (self->contact);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  g_auto(GStrv) groups = get_groups (self);

  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  if (account)
    bal_account_update_contact_async (account, self->contact, *name ? name : NULL,
                                      (const char *const *) groups, NULL, on_updated, g_object_ref (self));
}

static BalPerson
get_person (BalContactDialog *self)
{
  return (BalPerson) { bal_contact_get_account (self->contact), bal_contact_get_jid (self->contact),
                       bal_contact_get_display_name (self->contact) };
}

static void
on_block (BalContactDialog *self)
{
  bal_person_block (GTK_WIDGET (self), get_person (self));
}

static void
on_remove (BalContactDialog *self)
{
  bal_person_remove (GTK_WIDGET (self), get_person (self));
}

/* The contact may be removed while it is shown, here or on another device. */
static void
on_contacts_changed (BalContactDialog *self)
{
  BalAccount *account = bal_contact_get_account (self->contact);

  if (!account || bal_account_get_contact (account, bal_contact_get_jid (self->contact)) != self->contact)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
bal_contact_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, BAL_CONTACT_DIALOG (object)->contact);
}

static void
bal_contact_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BAL_CONTACT_DIALOG (object)->contact = g_value_dup_object (value);
}

static void
bal_contact_dialog_constructed (GObject *object)
{
  BalContactDialog *self = BAL_CONTACT_DIALOG (object);
  const char *name = bal_contact_get_name (self->contact);
  g_autofree char *groups = bal_words_join_groups (bal_contact_get_groups (self->contact));
  BalAccount *account = bal_contact_get_account (self->contact);

  G_OBJECT_CLASS (bal_contact_dialog_parent_class)->constructed (object);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name ? name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->groups_row), strlen (groups) <= MAX_GROUPS_TEXT);
  if (strlen (groups) <= MAX_GROUPS_TEXT)
    gtk_editable_set_text (GTK_EDITABLE (self->groups_row), groups);
  if (account)
    g_signal_connect_object (bal_account_get_contacts (account), "items-changed",
                             G_CALLBACK (on_contacts_changed), self, G_CONNECT_SWAPPED);
}

static void
bal_contact_dialog_dispose (GObject *object)
{
  BalContactDialog *self = BAL_CONTACT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_CONTACT_DIALOG);
  g_clear_object (&self->contact);
  G_OBJECT_CLASS (bal_contact_dialog_parent_class)->dispose (object);
}

static void
bal_contact_dialog_class_init (BalContactDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_contact_dialog_get_property;
  object_class->set_property = bal_contact_dialog_set_property;
  object_class->constructed = bal_contact_dialog_constructed;
  object_class->dispose = bal_contact_dialog_dispose;
  props[PROP_CONTACT] =
      g_param_spec_object ("contact", NULL, NULL, BAL_TYPE_CONTACT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (BAL_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-contact-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BalContactDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, BalContactDialog, groups_row);
  gtk_widget_class_bind_template_child (widget_class, BalContactDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_block);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback_full (widget_class, "state", G_CALLBACK (closure_state));
  gtk_widget_class_bind_template_callback_full (widget_class, "subscription", G_CALLBACK (closure_subscription));
}

static void
bal_contact_dialog_init (BalContactDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
bal_contact_dialog_new (BalContact *contact)
{
  return g_object_new (BAL_TYPE_CONTACT_DIALOG, "contact", contact, NULL);
}
