/* Dialogs about people and accounts. */
#include "ui-scene.h"

#include "ui/bal-account-row.h"
#include "ui/bal-add-dialog.h"
#include "ui/bal-contact-dialog.h"
#include "ui/bal-preferences.h"
#include "ui/bal-requests-dialog.h"

static void
set_up (UiScene *scene, gconstpointer data)
{
  ui_scene_open (scene, TRUE, 960, 680);
}

static void
tear_down (UiScene *scene, gconstpointer data)
{
  ui_scene_close (scene);
}

static AdwDialog *
open_dialog (UiScene *scene, const char *action, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  gtk_widget_activate_action_variant (GTK_WIDGET (scene->window), action,
                                      format ? g_variant_new_va (format, NULL, &args) : NULL);
  va_end (args);
  ui_scene_settle (scene);
  g_assert_nonnull (ui_scene_dialog (scene));
  return ui_scene_dialog (scene);
}

static guint
count_requests (UiScene *scene)
{
  return g_list_model_get_n_items (bal_client_get_requests (scene->client));
}

static BalContact *
get_contact (UiScene *scene, const char *jid)
{
  return bal_account_get_contact (ui_scene_account (scene), jid);
}

static void
test_requests (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog = open_dialog (scene, "win.show-requests", NULL);

  g_assert_nonnull (ui_find_text (dialog, "rosaline@capulet.lit"));
  g_assert_nonnull (ui_find_text (dialog, "1 of 7"));
  ui_click (dialog, "next_button");
  g_assert_nonnull (ui_find_text (dialog, "friar.laurence@cell.verona.lit"));
  g_assert_nonnull (ui_find_text (dialog, "2 of 7"));
  /* Accepting shows the next one; the queue counts on. */
  ui_click (dialog, "accept_button");
  ui_scene_settle (scene);
  g_assert_nonnull (get_contact (scene, "friar.laurence@cell.verona.lit"));
  g_assert_nonnull (ui_find_text (dialog, "2 of 6"));
  ui_click (dialog, "decline_button");
  g_assert_cmpuint (count_requests (scene), ==, 5);
  ui_click (dialog, "block_button");
  g_assert_cmpuint (count_requests (scene), ==, 4);
  /* Later keeps what is left. */
  ui_scene_key (scene, "Escape");
  g_assert_null (ui_scene_dialog (scene));
  g_assert_cmpuint (count_requests (scene), ==, 4);
}

static void
test_requests_elsewhere (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog = open_dialog (scene, "win.show-requests", NULL);
  GListModel *requests = bal_client_get_requests (scene->client);
  g_autoptr(BalRequest) first = g_list_model_get_item (requests, 0);

  /* Answered on another device while it is shown. */
  bal_account_decline_request (ui_scene_account (scene), first);
  ui_scene_settle (scene);
  g_assert_null (ui_find_text (dialog, "rosaline@capulet.lit"));
  g_assert_nonnull (ui_find_text (dialog, "1 of 6"));
  while (count_requests (scene) > 0)
    {
      g_autoptr(BalRequest) request = g_list_model_get_item (requests, 0);
      bal_account_decline_request (ui_scene_account (scene), request);
    }
  ui_scene_settle (scene);
  g_assert_null (ui_scene_dialog (scene));
}

static void
test_request_name (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog;

  fake_add_request (scene->client, ui_scene_account (scene), "x@evil.lit", "Romeo Montague", "<b>hi</b>");
  dialog = open_dialog (scene, "win.show-requests", NULL);
  for (guint i = 0; i < 7; i++)
    ui_click (dialog, "next_button");
  /* Their own name never stands alone, and is isolated in its sentence. */
  g_assert_null (ui_find_text (dialog, "Romeo Montague"));
  g_assert_nonnull (ui_find_text (dialog, "They call themselves “\u2068Romeo Montague\u2069”."));
  g_assert_nonnull (ui_find_text (dialog, "<b>hi</b>"));
}

static void
test_add (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog = open_dialog (scene, "win.add-contact", NULL);
  GtkWidget *button = ui_find (dialog, GTK_TYPE_BUTTON, "add_button");
  GtkWidget *error = ui_find (dialog, GTK_TYPE_LABEL, "error_label");

  g_assert_false (gtk_widget_is_sensitive (button));
  ui_type (dialog, "address_row", "rosaline");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_false (gtk_widget_get_visible (error));
  ui_type (dialog, "address_row", "rosaline@capulet@lit");
  g_assert_true (gtk_widget_get_visible (error));
  ui_type (dialog, "address_row", "rosaline@capulet.lit");
  g_assert_true (gtk_widget_is_sensitive (button));
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_STANZA, "item-not-found"), NULL);
  g_signal_emit_by_name (button, "clicked");
  ui_scene_pause (scene);
  g_assert_true (ui_scene_dialog (scene) == dialog);
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (error)), "nobody with the address rosaline@capulet.lit"));
  ui_type (dialog, "groups_row", "Friends, Ball");
  g_signal_emit_by_name (button, "clicked");
  ui_scene_pause (scene);
  g_assert_null (ui_scene_dialog (scene));
  g_assert_true (bal_contact_get_pending (get_contact (scene, "rosaline@capulet.lit")));
}

static void
test_contact (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog = open_dialog (scene, "win.show-contact", "(ss)", "juliet@capulet.lit", "lady@capulet.lit");

  ui_type (dialog, "name_row", "Mother");
  ui_type (dialog, "groups_row", "Home");
  g_signal_emit_by_name (ui_find (dialog, G_TYPE_INVALID, "name_row"), "apply");
  ui_scene_pause (scene);
  g_assert_cmpstr (bal_contact_get_display_name (get_contact (scene, "lady@capulet.lit")), ==, "Mother");
  g_assert_cmpstr (bal_contact_get_groups (get_contact (scene, "lady@capulet.lit"))[0], ==, "Home");
  g_assert_nonnull (ui_find_text (dialog, "You see each other’s status"));
}

static void
test_remove (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog;

  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 0));
  dialog = open_dialog (scene, "win.show-contact", "(ss)", "juliet@capulet.lit", "romeo@montague.lit");
  g_signal_emit_by_name (gtk_widget_get_ancestor (ui_find_text (dialog, "Remove Contact…"), ADW_TYPE_BUTTON_ROW),
                         "activated");
  ui_scene_settle (scene);
  g_assert_true (ADW_IS_ALERT_DIALOG (ui_scene_dialog (scene)));
  /* Enter and Escape both mean no. */
  ui_scene_key (scene, "Return");
  g_assert_nonnull (get_contact (scene, "romeo@montague.lit"));
  g_assert_true (BAL_IS_CONTACT_DIALOG (ui_scene_dialog (scene)));
  g_signal_emit_by_name (gtk_widget_get_ancestor (ui_find_text (dialog, "Remove Contact…"), ADW_TYPE_BUTTON_ROW),
                         "activated");
  ui_scene_settle (scene);
  g_signal_emit_by_name (ui_scene_dialog (scene), "response", "do");
  ui_scene_pause (scene);
  g_assert_null (get_contact (scene, "romeo@montague.lit"));
}

static void
test_password (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog;

  fake_set_account_state (ui_scene_account (scene), BAL_ACCOUNT_STOPPED,
                          g_error_new (BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED, "x"));
  g_signal_emit_by_name (ui_scene_account (scene), "password-needed");
  ui_scene_settle (scene);
  dialog = ui_scene_dialog (scene);
  g_assert_nonnull (dialog);
  g_assert_false (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "sign-in"));
  gtk_editable_set_text (GTK_EDITABLE (ui_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL)), "secret");
  g_assert_true (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "sign-in"));
  g_signal_emit_by_name (dialog, "response", "sign-in");
  g_assert_cmpint (bal_account_get_state (ui_scene_account (scene)), ==, BAL_ACCOUNT_ONLINE);
}

static void
test_accounts (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog = bal_preferences_new (scene->client, scene->settings);
  GtkWidget *row;

  adw_dialog_present (dialog, GTK_WIDGET (scene->window));
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog), "accounts");
  ui_scene_settle (scene);
  row = ui_find (dialog, BAL_TYPE_ACCOUNT_ROW, NULL);
  gtk_switch_set_active (GTK_SWITCH (ui_find (row, GTK_TYPE_SWITCH, NULL)), FALSE);
  g_assert_false (bal_account_get_enabled (ui_scene_account (scene)));
  adw_switch_row_set_active (ADW_SWITCH_ROW (ui_find (dialog, G_TYPE_INVALID, "mute_row")), TRUE);
  g_assert_true (bal_settings_get_boolean (scene->settings, "mute"));
}

static void
test_uri (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog = open_dialog (scene, "win.open-uri", "s", "xmpp:mercutio@verona.lit?message");

  g_assert_nonnull (ui_find_text (dialog, "Another program wants to open mercutio@verona.lit."));
  g_assert_null (bal_window_get_conversation (scene->window));
  g_signal_emit_by_name (dialog, "response", "do");
  adw_dialog_force_close (dialog);
  ui_scene_pause (scene);
  g_assert_true (bal_window_get_conversation (scene->window) == ui_scene_conversation (scene, 1));
}

#define ADD(name, func) g_test_add ("/ui/dialogs/" name, UiScene, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  ui_init (&argc, &argv);
  ADD ("requests", test_requests);
  ADD ("requests-elsewhere", test_requests_elsewhere);
  ADD ("request-name", test_request_name);
  ADD ("add", test_add);
  ADD ("contact", test_contact);
  ADD ("remove", test_remove);
  ADD ("password", test_password);
  ADD ("accounts", test_accounts);
  ADD ("uri", test_uri);
  return g_test_run ();
}
