#include "ui/bal-account-row.h"

#include "core/bal-sentence.h"
#include "ui/bal-alert.h"
#include "ui/bal-avatar.h"
#include "ui/bal-person.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalAccountRow
{
  AdwActionRow parent;
  BalClient *client;
  BalAccount *account;
  GtkSwitch *enabled_switch;
};

G_DEFINE_FINAL_TYPE (BalAccountRow, bal_account_row, ADW_TYPE_ACTION_ROW)

enum { PROP_CLIENT = 1, PROP_ACCOUNT, N_PROPS };

static GParamSpec *props[N_PROPS];

static char *
closure_subtitle (gpointer self, BalAccountState state, const GError *error, const char *jid)
{
  if (error)
    return bal_error_sentence (error, jid);
  return g_strdup (bal_words_account_state (state));
}

static void
on_active (BalAccountRow *self)
{
  gboolean active = gtk_switch_get_active (self->enabled_switch);

  if (self->account && bal_account_get_enabled (self->account) != active)
    bal_account_set_enabled (self->account, active);
}

static void
on_enabled (BalAccountRow *self)
{
  gtk_switch_set_active (self->enabled_switch, bal_account_get_enabled (self->account));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GtkWidget) parent = data;
  g_autoptr(GError) error = NULL;

  if (!bal_client_remove_account_finish (BAL_CLIENT (source), result, &error))
    bal_toast_error (parent, error, NULL);
}

static void
on_answer (BalAccountRow *self, const char *response)
{
  if (g_str_equal (response, "do"))
    bal_client_remove_account_async (self->client, self->account, NULL, on_removed,
                                     g_object_ref (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
on_remove (BalAccountRow *self)
{
  g_autofree char *text = g_strdup_printf (_("Balcony will forget %s: its contacts, its conversations and its "
                                             "password are removed from this computer. The account itself "
                                             "stays on its server."),
                                           bal_account_get_jid (self->account));
  AdwAlertDialog *dialog = bal_alert_new (_("Remove Account?"), text, _("_Remove"), ADW_RESPONSE_DESTRUCTIVE);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
bal_account_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalAccountRow *self = BAL_ACCOUNT_ROW (object);

  g_value_set_object (value, id == PROP_CLIENT ? (gpointer) self->client : (gpointer) self->account);
}

static void
bal_account_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalAccountRow *self = BAL_ACCOUNT_ROW (object);

  if (id == PROP_CLIENT)
    self->client = g_value_dup_object (value);
  else
    self->account = g_value_dup_object (value);
}

static void
bal_account_row_constructed (GObject *object)
{
  BalAccountRow *self = BAL_ACCOUNT_ROW (object);

  G_OBJECT_CLASS (bal_account_row_parent_class)->constructed (object);
  on_enabled (self);
  g_signal_connect_object (self->account, "notify::enabled", G_CALLBACK (on_enabled), self, G_CONNECT_SWAPPED);
}

static void
bal_account_row_dispose (GObject *object)
{
  BalAccountRow *self = BAL_ACCOUNT_ROW (object);

  g_clear_object (&self->client);
  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_ACCOUNT_ROW);
  G_OBJECT_CLASS (bal_account_row_parent_class)->dispose (object);
}

static void
bal_account_row_class_init (BalAccountRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_account_row_get_property;
  object_class->set_property = bal_account_row_set_property;
  object_class->constructed = bal_account_row_constructed;
  object_class->dispose = bal_account_row_dispose;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT, flags);
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, BAL_TYPE_ACCOUNT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (BAL_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BalAccountRow, enabled_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_active);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback_full (widget_class, "subtitle", G_CALLBACK (closure_subtitle));
}

static void
bal_account_row_init (BalAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bal_account_row_new (BalClient *client, BalAccount *account)
{
  return g_object_new (BAL_TYPE_ACCOUNT_ROW, "client", client, "account", account, NULL);
}
