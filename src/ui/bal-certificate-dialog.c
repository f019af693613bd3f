#include "ui/bal-certificate-dialog.h"

#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalCertificateDialog
{
  AdwDialog parent;
  GtkLabel *domain_label, *faults_label;
  AdwExpanderRow *details_row;
  AdwActionRow *subject_row, *issuer_row, *from_row, *until_row, *sha256_row;
  GtkButton *cancel_button, *trust_button;
};

G_DEFINE_FINAL_TYPE (BalCertificateDialog, bal_certificate_dialog, ADW_TYPE_DIALOG)

enum { SIGNAL_TRUSTED, N_SIGNALS };

static guint signals[N_SIGNALS];

char *
bal_certificate_dialog_explain (const BalCertificate *certificate)
{
  static const struct
  {
    BalCertificateFault fault;
    const char *sentence;
  } faults[] = {
    { BAL_CERTIFICATE_CHANGED, N_("It is not the certificate that you trusted before.") },
    { BAL_CERTIFICATE_OTHER_NAME, N_("Its certificate was made out to somebody else.") },
    { BAL_CERTIFICATE_UNKNOWN_CA, N_("Its certificate was issued by somebody this computer does not know.") },
    { BAL_CERTIFICATE_EXPIRED, N_("Its certificate has expired. If it has not, check this computer’s clock.") },
    { BAL_CERTIFICATE_NOT_YET, N_("Its certificate is not valid yet. If it is, check this computer’s clock.") },
    { BAL_CERTIFICATE_REVOKED, N_("Its certificate was withdrawn by its issuer.") },
    { BAL_CERTIFICATE_INSECURE, N_("Its certificate uses methods that are no longer safe.") },
    { BAL_CERTIFICATE_OTHER, N_("Its certificate cannot be checked.") },
  };
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (certificate->faults & faults[i].fault)
      g_string_append_printf (text, "%s%s", text->len ? "\n" : "", _(faults[i].sentence));
  if (text->len == 0)
    g_string_append (text, _("Its certificate cannot be checked."));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
on_expanded (BalCertificateDialog *self)
{
  if (!adw_expander_row_get_expanded (self->details_row))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->trust_button), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->trust_button), NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->trust_button), "destructive-action");
}

static void
on_trust (BalCertificateDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_TRUSTED], 0);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
bal_certificate_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BAL_TYPE_CERTIFICATE_DIALOG);
  G_OBJECT_CLASS (bal_certificate_dialog_parent_class)->dispose (object);
}

static void
bal_certificate_dialog_class_init (BalCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_certificate_dialog_dispose;
  signals[SIGNAL_TRUSTED] = g_signal_new ("trusted", BAL_TYPE_CERTIFICATE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, domain_label);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, faults_label);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, details_row);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, subject_row);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, from_row);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, until_row);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, sha256_row);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BalCertificateDialog, trust_button);
  gtk_widget_class_bind_template_callback (widget_class, on_expanded);
  gtk_widget_class_bind_template_callback (widget_class, on_trust);
  gtk_widget_class_bind_template_callback (widget_class, adw_dialog_close);
}

static void
bal_certificate_dialog_init (BalCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_text (AdwActionRow *row, const char *text)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (row, text);
}

static void
set_moment (AdwActionRow *row, gint64 time)
{
  g_autofree char *moment = bal_words_moment (time);

  set_text (row, moment);
}

AdwDialog *
bal_certificate_dialog_new (const BalCertificate *certificate)
{
  BalCertificateDialog *self = g_object_new (BAL_TYPE_CERTIFICATE_DIALOG, NULL);
  g_autofree char *faults = bal_certificate_dialog_explain (certificate);
  g_autofree char *heading =
      g_strdup_printf (_("The server could not prove that it is %s"), certificate->domain);

  gtk_label_set_label (self->domain_label, heading);
  gtk_label_set_label (self->faults_label, faults);
  set_text (self->subject_row, certificate->subject);
  set_text (self->issuer_row, certificate->issuer);
  set_text (self->sha256_row, certificate->sha256);
  set_moment (self->from_row, certificate->not_before);
  set_moment (self->until_row, certificate->not_after);
  return ADW_DIALOG (self);
}
