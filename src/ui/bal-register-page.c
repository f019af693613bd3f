#include "ui/bal-register-page.h"

#include "core/bal-keyring.h"
#include "core/bal-sentence.h"
#include "ui/bal-certificate-dialog.h"
#include "ui/bal-field-row.h"
#include "util/bal-error.h"

#include <glib/gi18n.h>

struct _BalRegisterPage
{
  AdwNavigationPage parent;
  BalRegistration *registration; /* NULL until the server is chosen */
  GPtrArray *rows;               /* GtkWidget *, one for each field, NULL for hidden ones; borrowed */
  GCancellable *cancellable;
  char *host, *ca_file;
  char *pin; /* fingerprint of the certificate that the person trusts */
  guint16 port;
  gboolean direct_tls;
  AdwEntryRow *domain_row;
  AdwPreferencesGroup *domain_group, *fields_group;
  GtkBox *form;
  GtkLabel *instructions_label, *error_label;
  GtkButton *web_button, *next_button, *cancel_button;
  GtkStack *buttons;
};

G_DEFINE_FINAL_TYPE (BalRegisterPage, bal_register_page, ADW_TYPE_NAVIGATION_PAGE)

enum { SIGNAL_REGISTERED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_busy (BalRegisterPage *self, gboolean busy)
{
  g_clear_object (&self->cancellable);
  if (busy)
    self->cancellable = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->buttons, busy ? "busy" : "idle");
  if (busy)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
      /* The focus leaves the form before the form stops taking it. */
      gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
}

static void
show_sentence (BalRegisterPage *self, const char *sentence)
{
  gtk_label_set_label (self->error_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* What the server answered to the form, where the general sentence would say too little. */
static const char *
explain_refusal (const GError *error)
{
  if (!g_error_matches (error, BAL_ERROR, BAL_ERROR_STANZA))
    return NULL;
  if (g_str_has_prefix (error->message, "conflict"))
    return _("This name is taken. Choose another one.");
  if (g_str_has_prefix (error->message, "not-acceptable"))
    return _("Something is missing or wrong. Look through the form and try again.");
  return NULL;
}

static void
show_error (BalRegisterPage *self, const GError *error)
{
  const char *refusal = explain_refusal (error);
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = refusal ? g_strdup (refusal)
                     : bal_error_sentence (error, gtk_editable_get_text (GTK_EDITABLE (self->domain_row)));
  show_sentence (self, sentence);
}

/* The form */

static void
drop_form (BalRegisterPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (self->rows->pdata[i])
      adw_preferences_group_remove (self->fields_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->registration);
  gtk_widget_set_visible (GTK_WIDGET (self->fields_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->instructions_label), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->web_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), TRUE);
  gtk_button_set_label (self->next_button, _("_Next"));
}

static void
show_form (BalRegisterPage *self)
{
  const char *instructions = bal_registration_get_instructions (self->registration);
  const char *url = bal_registration_get_url (self->registration);
  guint n = bal_registration_get_n_fields (self->registration);
  GtkWidget *first = NULL;

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = bal_field_row_new (bal_registration_get_field (self->registration, i));
      g_ptr_array_add (self->rows, row);
      if (row)
        adw_preferences_group_add (self->fields_group, row);
      first = first ? first : row;
    }
  gtk_label_set_label (self->instructions_label, instructions ? instructions : "");
  gtk_widget_set_visible (GTK_WIDGET (self->instructions_label), instructions && *instructions);
  gtk_widget_set_visible (GTK_WIDGET (self->fields_group), first != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->web_button), url != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), first != NULL);
  gtk_button_set_label (self->next_button, _("_Create Account"));
  if (first)
    gtk_widget_child_focus (first, GTK_DIR_TAB_FORWARD);
}

static void begin (BalRegisterPage *self);

static void
on_trusted (BalRegisterPage *self, GtkWidget *dialog)
{
  g_set_str (&self->pin, g_object_get_data (G_OBJECT (dialog), "sha256"));
  begin (self);
}

static void
ask_certificate (BalRegisterPage *self, const BalCertificate *certificate)
{
  AdwDialog *dialog = bal_certificate_dialog_new (certificate);

  g_object_set_data_full (G_OBJECT (dialog), "sha256", g_strdup (certificate->sha256), g_free);
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_trusted), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalRegisterPage) self = data;
  g_autoptr(GError) error = NULL;
  gboolean started = bal_registration_start_finish (BAL_REGISTRATION (source), result, &error);

  if (self->registration != (gpointer) source)
    return;
  set_busy (self, FALSE);
  if (started)
    {
      show_form (self);
      return;
    }
  show_error (self, error);
  if (bal_registration_get_certificate (self->registration))
    ask_certificate (self, bal_registration_get_certificate (self->registration));
  g_clear_object (&self->registration);
  gtk_widget_grab_focus (GTK_WIDGET (self->domain_row));
}

static void
begin (BalRegisterPage *self)
{
  g_autofree char *domain = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->domain_row))));

  if (!*domain)
    {
      show_sentence (self, _("Type the name of a server, for example example.org."));
      gtk_widget_grab_focus (GTK_WIDGET (self->domain_row));
      return;
    }
  drop_form (self);
  self->registration = bal_registration_new (domain, self->host, self->port, self->direct_tls, self->ca_file, self->pin);
  set_busy (self, TRUE);
  bal_registration_start_async (self->registration, self->cancellable, on_started, g_object_ref (self));
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalRegisterPage) self = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *jid = NULL;
  char *password = NULL;

  set_busy (self, FALSE);
  if (!bal_registration_submit_finish (BAL_REGISTRATION (source), result, &jid, &password, &error))
    {
      show_error (self, error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_REGISTERED], 0, jid, password);
  bal_password_free (password);
}

/* Takes over what was typed; FALSE, with the cursor there, if something required is missing. */
static gboolean
take_values (BalRegisterPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const BalField *field = bal_registration_get_field (self->registration, i);
      g_autofree char *value = self->rows->pdata[i] ? bal_field_row_dup_value (self->rows->pdata[i], field) : NULL;

      if (self->rows->pdata[i] && !bal_field_row_is_complete (field, value))
        {
          g_autofree char *sentence = g_strdup_printf (_("“%s” must be filled in."), field->label);
          show_sentence (self, sentence);
          gtk_widget_child_focus (self->rows->pdata[i], GTK_DIR_TAB_FORWARD);
          return FALSE;
        }
      if (value)
        bal_registration_set_value (self->registration, i, value);
    }
  return TRUE;
}

static void
on_next (BalRegisterPage *self)
{
  if (self->cancellable)
    return;
  if (!self->registration)
    {
      begin (self);
      return;
    }
  if (!take_values (self))
    return;
  set_busy (self, TRUE);
  bal_registration_submit_async (self->registration, self->cancellable, on_submitted, g_object_ref (self));
}

/* Another server has another form. */
static void
on_domain_changed (BalRegisterPage *self)
{
  g_clear_pointer (&self->pin, g_free);
  if (self->registration)
    drop_form (self);
}

static void
on_cancel (BalRegisterPage *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
}

static void
on_web (BalRegisterPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GtkUriLauncher) launcher = gtk_uri_launcher_new (bal_registration_get_url (self->registration));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
bal_register_page_dispose (GObject *object)
{
  BalRegisterPage *self = BAL_REGISTER_PAGE (object);

  on_cancel (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_REGISTER_PAGE);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->registration);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->pin, g_free);
  g_clear_pointer (&self->ca_file, g_free);
  G_OBJECT_CLASS (bal_register_page_parent_class)->dispose (object);
}

static void
bal_register_page_class_init (BalRegisterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_register_page_dispose;
  signals[SIGNAL_REGISTERED] = g_signal_new ("registered", BAL_TYPE_REGISTER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                             G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-register-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, domain_row);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, domain_group);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, fields_group);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, form);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, instructions_label);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, web_button);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BalRegisterPage, buttons);
  gtk_widget_class_bind_template_callback (widget_class, on_domain_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_web);
}

static void
bal_register_page_init (BalRegisterPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bal_register_page_new (void)
{
  return g_object_new (BAL_TYPE_REGISTER_PAGE, NULL);
}

void
bal_register_page_set_server (BalRegisterPage *self, BalServerChoice server)
{
  g_return_if_fail (BAL_IS_REGISTER_PAGE (self));

  g_set_str (&self->host, server.host);
  g_set_str (&self->ca_file, server.ca_file);
  self->port = server.port;
  self->direct_tls = server.direct_tls;
}
