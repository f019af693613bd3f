#include "ui/bal-password-dialog.h"

#include "core/bal-sentence.h"

#include <glib/gi18n.h>

typedef struct
{
  BalAccount *account;
  GtkEditable *password_row;
  AdwSwitchRow *remember_row;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *self = data;

  g_object_unref (self->account);
  g_free (self);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  Question *self = data;
  const char *password = gtk_editable_get_text (self->password_row);

  if (g_str_equal (response, "sign-in") && *password)
    bal_account_set_password (self->account, password, adw_switch_row_get_active (self->remember_row));
}

static void
on_changed (GtkEditable *row, AdwAlertDialog *dialog)
{
  adw_alert_dialog_set_response_enabled (dialog, "sign-in", *gtk_editable_get_text (row) != '\0');
}

static GtkWidget *
make_form (Question *question, const char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *list = gtk_list_box_new ();
  /* The body of an alert does not break within a long address. */
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", sentence, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "justify", GTK_JUSTIFY_CENTER, NULL);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  question->password_row = g_object_new (ADW_TYPE_PASSWORD_ENTRY_ROW, "title", _("Password"),
                                         "activates-default", TRUE, NULL);
  question->remember_row = g_object_new (ADW_TYPE_SWITCH_ROW, "title", _("Remember Password"), "active", TRUE, NULL);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (question->password_row));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (question->remember_row));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), list);
  return box;
}

AdwDialog *
bal_password_dialog_new (BalAccount *account)
{
  const GError *error = bal_account_get_error (account);
  g_autofree char *sentence =
      error ? bal_error_sentence (error, bal_account_get_jid (account))
            : g_strdup_printf (_("Type the password of %s."), bal_account_get_jid (account));
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Enter Password"), NULL));
  Question *question = g_new0 (Question, 1);

  question->account = g_object_ref (account);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  adw_alert_dialog_set_extra_child (dialog, make_form (question, sentence));
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "sign-in", _("_Sign In"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "sign-in", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_response_enabled (dialog, "sign-in", FALSE);
  adw_alert_dialog_set_default_response (dialog, "sign-in");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_dialog_set_focus (ADW_DIALOG (dialog), GTK_WIDGET (question->password_row));
  g_signal_connect_object (question->password_row, "changed", G_CALLBACK (on_changed), dialog, G_CONNECT_DEFAULT);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, G_CONNECT_DEFAULT);
  return ADW_DIALOG (dialog);
}
