#include "ui/bal-sign-in-page.h"

#include "core/bal-sentence.h"
#include "ui/bal-alert.h"
#include "ui/bal-certificate-dialog.h"
#include "util/bal-error.h"

#include <glib/gi18n.h>

struct _BalSignInPage
{
  AdwNavigationPage parent;
  BalClient *client;
  AdwEntryRow *address_row, *host_row, *port_row;
  AdwPasswordEntryRow *password_row;
  AdwSwitchRow *remember_row, *direct_row;
  AdwActionRow *ca_row;
  AdwExpanderRow *advanced_row;
  GtkButton *ca_button, *ca_clear_button, *sign_in_button, *create_button, *cancel_button;
  GtkBox *form;
  GtkStack *buttons;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  char *ca_file;
  char *pin;            /* fingerprint of the certificate that the person trusts */
  gboolean allow_plain; /* the person agreed that the server sees the password */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BalSignInPage, bal_sign_in_page, ADW_TYPE_NAVIGATION_PAGE)

enum { PROP_CLIENT = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

enum { SIGNAL_SIGNED_IN, SIGNAL_CREATE_ACCOUNT, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_busy (BalSignInPage *self)
{
  return self->cancellable != NULL;
}

static void
set_busy (BalSignInPage *self, gboolean busy)
{
  g_clear_object (&self->cancellable);
  if (busy)
    self->cancellable = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->buttons, busy ? "busy" : "idle");
  /* The focus leaves the form before the form stops taking it. */
  if (busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
}

/* Errors */

static void
set_wrong (gpointer row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
clear_error (BalSignInPage *self)
{
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  set_wrong (self->address_row, FALSE);
  set_wrong (self->password_row, FALSE);
  set_wrong (self->host_row, FALSE);
  set_wrong (self->port_row, FALSE);
}

/* The field that an error is about; NULL for none. */
static GtkWidget *
get_culprit (BalSignInPage *self, const GError *error)
{
  if (error->domain != BAL_ERROR)
    return NULL;
  if (error->code == BAL_ERROR_NOT_AUTHORIZED || error->code == BAL_ERROR_NO_PASSWORD)
    return GTK_WIDGET (self->password_row);
  if (error->code == BAL_ERROR_BAD_ADDRESS)
    return GTK_WIDGET (self->address_row);
  if (error->code == BAL_ERROR_NO_SERVER || error->code == BAL_ERROR_HOST_UNKNOWN)
    return *get_text (self->host_row) ? GTK_WIDGET (self->host_row) : GTK_WIDGET (self->address_row);
  return NULL;
}

static void
show_sentence (BalSignInPage *self, const char *sentence, GtkWidget *culprit)
{
  gtk_label_set_label (self->error_label, sentence);
  gtk_revealer_set_reveal_child (self->error_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  if (!culprit)
    return;
  set_wrong (culprit, TRUE);
  if (culprit == GTK_WIDGET (self->host_row) || culprit == GTK_WIDGET (self->port_row))
    adw_expander_row_set_expanded (self->advanced_row, TRUE);
  gtk_widget_grab_focus (culprit);
  gtk_editable_select_region (GTK_EDITABLE (culprit), 0, -1);
}

static void
show_error (BalSignInPage *self, const GError *error)
{
  g_autofree char *sentence = bal_error_sentence (error, get_text (self->address_row));

  show_sentence (self, sentence, get_culprit (self, error));
}

/* Questions */

static void start (BalSignInPage *self);

static void
on_trusted (BalSignInPage *self, GtkWidget *dialog)
{
  g_set_str (&self->pin, g_object_get_data (G_OBJECT (dialog), "sha256"));
  start (self);
}

static void
ask_certificate (BalSignInPage *self, const BalCertificate *certificate)
{
  AdwDialog *dialog = bal_certificate_dialog_new (certificate);

  g_object_set_data_full (G_OBJECT (dialog), "sha256", g_strdup (certificate->sha256), g_free);
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_trusted), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_weak_answer (BalSignInPage *self, const char *response)
{
  if (!g_str_equal (response, "do"))
    return;
  self->allow_plain = TRUE;
  start (self);
}

static void
ask_weak (BalSignInPage *self, const GError *error)
{
  g_autofree char *sentence = bal_error_sentence (error, get_text (self->address_row));
  AdwAlertDialog *dialog =
      bal_alert_new (_("Show the Password to the Server?"), sentence, _("_Sign In"), ADW_RESPONSE_DESTRUCTIVE);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_weak_answer), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalSignInPage) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BalCertificate) certificate = NULL;
  BalAccount *account = bal_client_sign_in_finish (BAL_CLIENT (source), result, &certificate, &error);

  set_busy (self, FALSE);
  if (account)
    g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0, account);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_grab_focus (GTK_WIDGET (self->sign_in_button));
  else if (g_error_matches (error, BAL_ERROR, BAL_ERROR_WEAK_LOGIN) && !self->allow_plain)
    ask_weak (self, error);
  else
    {
      show_error (self, error);
      if (certificate && gtk_widget_get_mapped (GTK_WIDGET (self)))
        ask_certificate (self, certificate);
    }
}

BalServerChoice
bal_sign_in_page_get_server (BalSignInPage *self)
{
  const char *host = get_text (self->host_row);
  guint64 port = 0;

  g_ascii_string_to_unsigned (get_text (self->port_row), 10, 1, G_MAXUINT16, &port, NULL);
  return (BalServerChoice) {
    .host = *host ? host : NULL,
    .port = (guint16) port,
    .direct_tls = adw_switch_row_get_active (self->direct_row),
    .ca_file = self->ca_file,
  };
}

static gboolean
check_port (BalSignInPage *self)
{
  const char *text = get_text (self->port_row);

  return !*text || g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, NULL, NULL);
}

static void
start (BalSignInPage *self)
{
  BalServerChoice server = bal_sign_in_page_get_server (self);
  g_autofree char *jid = g_strstrip (g_strdup (get_text (self->address_row)));
  BalSignIn sign_in = {
    .jid = jid,
    .password = get_text (self->password_row),
    .host = server.host,
    .port = server.port,
    .direct_tls = server.direct_tls,
    .ca_file = server.ca_file,
    .pin_sha256 = self->pin,
    .allow_plain = self->allow_plain,
    .remember = adw_switch_row_get_active (self->remember_row),
  };

  clear_error (self);
  set_busy (self, TRUE);
  bal_client_sign_in_async (self->client, &sign_in, self->cancellable, on_signed_in, g_object_ref (self));
}

/* Signals of the template */

/* Whoever comes here can type at once. */
static void
on_map (BalSignInPage *self)
{
  if (!is_busy (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

static void
on_edited (BalSignInPage *self, GtkWidget *row)
{
  set_wrong (row, FALSE);
  /* What was agreed to was agreed for that server. */
  if (row == GTK_WIDGET (self->address_row) || row == GTK_WIDGET (self->host_row))
    {
      g_clear_pointer (&self->pin, g_free);
      self->allow_plain = FALSE;
    }
}

static void
on_submit (BalSignInPage *self)
{
  if (is_busy (self))
    return;
  clear_error (self);
  if (!*get_text (self->address_row))
    show_sentence (self, _("Type your address. It looks like name@example.org."), GTK_WIDGET (self->address_row));
  else if (!*get_text (self->password_row))
    show_sentence (self, _("Type your password."), GTK_WIDGET (self->password_row));
  else if (!check_port (self))
    show_sentence (self, _("The port is a number from 1 to 65535."), GTK_WIDGET (self->port_row));
  else
    start (self);
}

static void
on_cancel (BalSignInPage *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
}

static void
on_create (BalSignInPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CREATE_ACCOUNT], 0);
}

static void
set_ca_file (BalSignInPage *self, const char *path)
{
  g_autofree char *shown = path ? g_filename_display_basename (path) : NULL;

  g_set_str (&self->ca_file, path);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->ca_row), FALSE);
  adw_action_row_set_subtitle (self->ca_row, shown ? shown : _("Those of this computer"));
  gtk_widget_set_visible (GTK_WIDGET (self->ca_clear_button), path != NULL);
}

static void
on_ca_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalSignInPage) self = data;
  g_autoptr(GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file && g_file_peek_path (file))
    set_ca_file (self, g_file_peek_path (file));
}

static void
on_ca_choose (BalSignInPage *self)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_title (dialog, _("Choose a Certificate Authority"));
  gtk_file_dialog_open (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_ca_chosen,
                        g_object_ref (self));
}

static void
on_ca_clear (BalSignInPage *self)
{
  set_ca_file (self, NULL);
}

static void
bal_sign_in_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BAL_SIGN_IN_PAGE (object)->client = g_value_dup_object (value);
}

static void
bal_sign_in_page_dispose (GObject *object)
{
  BalSignInPage *self = BAL_SIGN_IN_PAGE (object);

  on_cancel (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_SIGN_IN_PAGE);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->pin, g_free);
  G_OBJECT_CLASS (bal_sign_in_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, host_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, port_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, direct_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, ca_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, ca_button);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, ca_clear_button);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, create_button);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, BalSignInPage, error_label);
  gtk_widget_class_bind_template_callback (widget_class, on_map);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_bind_template_callback (widget_class, on_ca_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_ca_clear);
}

static void
bal_sign_in_page_class_init (BalSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bal_sign_in_page_set_property;
  object_class->dispose = bal_sign_in_page_dispose;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", BAL_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, BAL_TYPE_ACCOUNT);
  signals[SIGNAL_CREATE_ACCOUNT] = g_signal_new ("create-account", BAL_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
bal_sign_in_page_init (BalSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bal_sign_in_page_new (BalClient *client)
{
  return g_object_new (BAL_TYPE_SIGN_IN_PAGE, "client", client, NULL);
}

void
bal_sign_in_page_start (BalSignInPage *self, const char *jid, const char *password)
{
  g_return_if_fail (BAL_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->address_row), jid);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), password);
  start (self);
}
