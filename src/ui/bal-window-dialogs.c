#include "ui/bal-window-dialogs.h"

#include "core/bal-sentence.h"
#include "ui/bal-add-dialog.h"
#include "ui/bal-alert.h"
#include "ui/bal-certificate-dialog.h"
#include "ui/bal-contact-dialog.h"
#include "ui/bal-password-dialog.h"
#include "ui/bal-requests-dialog.h"
#include "ui/bal-uri.h"
#include "ui/bal-window.h"

#include <glib/gi18n.h>

static BalClient *
get_client (GtkWidget *window)
{
  return bal_window_get_client (BAL_WINDOW (window));
}

static gboolean
has_accounts (GtkWidget *window)
{
  return g_list_model_get_n_items (bal_client_get_accounts (get_client (window))) > 0;
}

/* The account that an action names; NULL if it is gone. */
static BalAccount *
get_account (GtkWidget *window, GVariant *parameter)
{
  return bal_client_get_account (get_client (window), g_variant_get_string (parameter, NULL));
}

static void
on_add_contact (GtkWidget *window, const char *name, GVariant *parameter)
{
  if (has_accounts (window))
    adw_dialog_present (bal_add_dialog_new (get_client (window), NULL), window);
}

static void
on_add_address (GtkWidget *window, const char *name, GVariant *parameter)
{
  if (has_accounts (window))
    adw_dialog_present (bal_add_dialog_new (get_client (window), g_variant_get_string (parameter, NULL)), window);
}

static void
on_show_requests (GtkWidget *window, const char *name, GVariant *parameter)
{
  AdwDialog *visible = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  if (BAL_IS_REQUESTS_DIALOG (visible) ||
      g_list_model_get_n_items (bal_client_get_requests (get_client (window))) == 0)
    return;
  adw_dialog_present (bal_requests_dialog_new (get_client (window)), window);
}

static void
on_show_contact (GtkWidget *window, const char *name, GVariant *parameter)
{
  const char *jid, *address;
  BalAccount *account;
  BalContact *contact;

  g_variant_get (parameter, "(&s&s)", &jid, &address);
  account = bal_client_get_account (get_client (window), jid);
  contact = account ? bal_account_get_contact (account, address) : NULL;
  if (contact)
    adw_dialog_present (bal_contact_dialog_new (contact), window);
}

static void
on_reconnect (GtkWidget *window, const char *name, GVariant *parameter)
{
  BalAccount *account = get_account (window, parameter);

  if (account)
    bal_account_connect_now (account);
}

static void
on_enter_password (GtkWidget *window, const char *name, GVariant *parameter)
{
  BalAccount *account = get_account (window, parameter);

  if (account)
    adw_dialog_present (bal_password_dialog_new (account), window);
}

static void
on_trusted (AdwDialog *dialog, BalAccount *account)
{
  bal_account_accept_certificate (account, g_object_get_data (G_OBJECT (dialog), "sha256"));
}

static void
on_show_certificate (GtkWidget *window, const char *name, GVariant *parameter)
{
  BalAccount *account = get_account (window, parameter);
  const BalCertificate *certificate = account ? bal_account_get_certificate (account) : NULL;
  AdwDialog *dialog;

  if (!certificate)
    return;
  dialog = bal_certificate_dialog_new (certificate);
  /* What is trusted is what was shown, whatever the account meets meanwhile. */
  g_object_set_data_full (G_OBJECT (dialog), "sha256", g_strdup (certificate->sha256), g_free);
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_trusted), account, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, window);
}

static void
on_weak_answer (AdwAlertDialog *dialog, const char *response, BalAccount *account)
{
  if (g_str_equal (response, "do"))
    bal_account_accept_weak_login (account);
}

static void
on_review_login (GtkWidget *window, const char *name, GVariant *parameter)
{
  BalAccount *account = get_account (window, parameter);
  const GError *error = account ? bal_account_get_error (account) : NULL;
  g_autofree char *sentence = error ? bal_error_sentence (error, bal_account_get_jid (account)) : NULL;
  AdwAlertDialog *dialog;

  if (!error)
    return;
  dialog = bal_alert_new (_("Sign In Less Safely?"), sentence, _("_Sign In"), ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_weak_answer), account, G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (dialog), window);
}

/* Addresses from outside */

static void
on_uri_answer (BalWindow *window, const char *response, AdwAlertDialog *dialog)
{
  BalUri *uri = g_object_get_data (G_OBJECT (dialog), "uri");
  g_autoptr(BalAccount) account = g_list_model_get_item (bal_client_get_accounts (bal_window_get_client (window)), 0);

  if (!g_str_equal (response, "do") || !account)
    return;
  if (uri->verb == BAL_URI_ROSTER)
    adw_dialog_present (bal_add_dialog_new (bal_window_get_client (window), uri->jid), GTK_WIDGET (window));
  else
    bal_window_open_address (window, account, uri->jid);
}

/* A page or a program may ask for anything: the person sees for whom before it happens. */
static void
on_open_uri (GtkWidget *window, const char *name, GVariant *parameter)
{
  g_autoptr(BalUri) uri = bal_uri_parse (g_variant_get_string (parameter, NULL));
  g_autofree char *text = NULL;
  AdwAlertDialog *dialog;

  if (!uri || !has_accounts (window) || bal_add_dialog_check (uri->jid))
    return;
  text = g_strdup_printf (_("Another program wants to open %s."), uri->jid);
  dialog = bal_alert_new (uri->verb == BAL_URI_ROSTER ? _("Add to Contacts?") : _("Open Conversation?"), text,
                          _("_Open"), ADW_RESPONSE_DEFAULT);
  g_object_set_data_full (G_OBJECT (dialog), "uri", g_steal_pointer (&uri), (GDestroyNotify) bal_uri_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_uri_answer), window, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), window);
}

void
bal_window_install_dialogs (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.add-contact", NULL, on_add_contact);
  gtk_widget_class_install_action (window_class, "win.add-address", "s", on_add_address);
  gtk_widget_class_install_action (window_class, "win.show-requests", NULL, on_show_requests);
  gtk_widget_class_install_action (window_class, "win.show-contact", "(ss)", on_show_contact);
  gtk_widget_class_install_action (window_class, "win.reconnect", "s", on_reconnect);
  gtk_widget_class_install_action (window_class, "win.enter-password", "s", on_enter_password);
  gtk_widget_class_install_action (window_class, "win.show-certificate", "s", on_show_certificate);
  gtk_widget_class_install_action (window_class, "win.review-login", "s", on_review_login);
  gtk_widget_class_install_action (window_class, "win.open-uri", "s", on_open_uri);
}
