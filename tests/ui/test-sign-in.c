/* Signing in, making an account, and what stands in the way. */
#include "ui-scene.h"

#include "ui/bal-certificate-dialog.h"
#include "ui/bal-register-page.h"
#include "ui/bal-sign-in-page.h"

static void
set_up (UiScene *scene, gconstpointer data)
{
  ui_scene_open (scene, FALSE, 960, 680);
}

static void
tear_down (UiScene *scene, gconstpointer data)
{
  ui_scene_close (scene);
}

static void
fill_in (UiScene *scene)
{
  ui_type (scene->window, "address_row", "juliet@capulet.lit");
  ui_type (scene->window, "password_row", "secret");
}

static void
sign_in (UiScene *scene)
{
  ui_click (scene->window, "sign_in_button");
  ui_scene_pause (scene);
}

static gboolean
is_wrong (UiScene *scene, const char *id)
{
  return gtk_widget_has_css_class (ui_find (scene->window, G_TYPE_INVALID, id), "error");
}

static const char *
get_error (UiScene *scene)
{
  GtkWidget *page = ui_find (scene->window, BAL_TYPE_SIGN_IN_PAGE, NULL);
  GtkRevealer *revealer = GTK_REVEALER (ui_find (page, GTK_TYPE_REVEALER, "error_revealer"));

  return gtk_revealer_get_reveal_child (revealer)
             ? gtk_label_get_text (GTK_LABEL (ui_find (page, GTK_TYPE_LABEL, "error_label")))
             : NULL;
}

static guint
count_accounts (UiScene *scene)
{
  return g_list_model_get_n_items (bal_client_get_accounts (scene->client));
}

static gboolean
shows (UiScene *scene, GType type)
{
  return gtk_widget_get_mapped (ui_find (scene->window, type, NULL));
}

static void
test_success (UiScene *scene, gconstpointer data)
{
  g_assert_true (shows (scene, BAL_TYPE_SIGN_IN_PAGE));
  fill_in (scene);
  sign_in (scene);
  g_assert_cmpuint (count_accounts (scene), ==, 1);
  g_assert_true (gtk_widget_get_mapped (ui_find (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL)));
}

static void
test_errors (UiScene *scene, gconstpointer data)
{
  const struct
  {
    int code;
    const char *culprit;
  } cases[] = {
    { BAL_ERROR_BAD_ADDRESS, "address_row" },   { BAL_ERROR_NO_SERVER, "address_row" },
    { BAL_ERROR_NOT_AUTHORIZED, "password_row" }, { BAL_ERROR_UNREACHABLE, NULL },
    { BAL_ERROR_NO_TLS, NULL },                 { BAL_ERROR_HOST_UNKNOWN, "address_row" },
    { BAL_ERROR_TIMED_OUT, NULL },              { BAL_ERROR_SERVER_UNPROVEN, NULL },
  };
  g_autoptr(GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  fill_in (scene);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fake_fail_next (scene->client, g_error_new (BAL_ERROR, cases[i].code, "for the log only"), NULL);
      sign_in (scene);
      g_assert_nonnull (get_error (scene));
      g_assert_null (strstr (get_error (scene), "for the log only"));
      /* Each has its own sentence. */
      g_assert_true (g_hash_table_add (sentences, g_strdup (get_error (scene))));
      g_assert_true (is_wrong (scene, "address_row") == (g_strcmp0 (cases[i].culprit, "address_row") == 0));
      g_assert_true (is_wrong (scene, "password_row") == (g_strcmp0 (cases[i].culprit, "password_row") == 0));
      /* Nothing has to be typed again. */
      g_assert_nonnull (ui_find_text (scene->window, "juliet@capulet.lit"));
      g_assert_cmpuint (count_accounts (scene), ==, 0);
    }
  sign_in (scene);
  g_assert_cmpuint (count_accounts (scene), ==, 1);
}

static void
test_missing (UiScene *scene, gconstpointer data)
{
  sign_in (scene);
  g_assert_true (is_wrong (scene, "address_row"));
  ui_type (scene->window, "address_row", "juliet@capulet.lit");
  g_assert_false (is_wrong (scene, "address_row"));
  sign_in (scene);
  g_assert_true (is_wrong (scene, "password_row"));
  ui_type (scene->window, "password_row", "secret");
  ui_type (scene->window, "port_row", "70000");
  sign_in (scene);
  g_assert_true (is_wrong (scene, "port_row"));
  g_assert_cmpuint (count_accounts (scene), ==, 0);
}

static void
test_cancel (UiScene *scene, gconstpointer data)
{
  fill_in (scene);
  fake_hold (scene->client);
  ui_click (scene->window, "sign_in_button");
  ui_scene_settle (scene);
  g_assert_true (gtk_widget_get_mapped (ui_find (scene->window, GTK_TYPE_BUTTON, "cancel_button")));
  g_assert_false (gtk_widget_is_sensitive (ui_find (scene->window, G_TYPE_INVALID, "address_row")));
  ui_click (scene->window, "cancel_button");
  ui_scene_pause (scene);
  g_assert_true (gtk_widget_is_sensitive (ui_find (scene->window, G_TYPE_INVALID, "address_row")));
  g_assert_null (get_error (scene));
}

static BalCertificate *
make_certificate (void)
{
  const BalCertificate certificate = {
    .domain = (char *) "capulet.lit", .subject = (char *) "<b>verona.lit</b>", .issuer = (char *) "A & B",
    .sha256 = (char *) "8F:43", .faults = BAL_CERTIFICATE_OTHER_NAME,
  };
  return bal_certificate_copy (&certificate);
}

static void
test_certificate (UiScene *scene, gconstpointer data)
{
  GtkWidget *trust;

  fill_in (scene);
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_CERTIFICATE, "x"), make_certificate ());
  sign_in (scene);
  g_assert_true (BAL_IS_CERTIFICATE_DIALOG (ui_scene_dialog (scene)));
  trust = ui_find (ui_scene_dialog (scene), GTK_TYPE_BUTTON, "trust_button");
  g_assert_false (gtk_widget_is_sensitive (trust));
  g_assert_true (adw_dialog_get_default_widget (ui_scene_dialog (scene)) ==
                 ui_find (ui_scene_dialog (scene), GTK_TYPE_BUTTON, "cancel_button"));
  /* Enter is no consent. */
  ui_scene_key (scene, "Return");
  ui_scene_pause (scene);
  g_assert_null (ui_scene_dialog (scene));
  g_assert_cmpuint (count_accounts (scene), ==, 0);
}

static void
test_certificate_trusted (UiScene *scene, gconstpointer data)
{
  AdwDialog *dialog;

  fill_in (scene);
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_CERTIFICATE, "x"), make_certificate ());
  sign_in (scene);
  dialog = ui_scene_dialog (scene);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, ADW_TYPE_EXPANDER_ROW, "details_row")), TRUE);
  g_assert_nonnull (ui_find_text (dialog, "<b>verona.lit</b>"));
  ui_click (dialog, "trust_button");
  ui_scene_pause (scene);
  g_assert_cmpstr (fake_get_pin (scene->client), ==, "8F:43");
  g_assert_cmpuint (count_accounts (scene), ==, 1);
}

static void
test_pin_forgotten (UiScene *scene, gconstpointer data)
{
  fill_in (scene);
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_CERTIFICATE, "x"), make_certificate ());
  sign_in (scene);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (ui_scene_dialog (scene), ADW_TYPE_EXPANDER_ROW, NULL)), TRUE);
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED, "x"), NULL);
  ui_click (ui_scene_dialog (scene), "trust_button");
  ui_scene_pause (scene);
  g_assert_cmpstr (fake_get_pin (scene->client), ==, "8F:43");
  /* Consent was for that server. */
  ui_type (scene->window, "address_row", "juliet@verona.lit");
  sign_in (scene);
  g_assert_null (fake_get_pin (scene->client));
}

static void
test_weak (UiScene *scene, gconstpointer data)
{
  fill_in (scene);
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_WEAK_LOGIN, "plain"), NULL);
  sign_in (scene);
  g_assert_true (ADW_IS_ALERT_DIALOG (ui_scene_dialog (scene)));
  ui_scene_key (scene, "Escape");
  ui_scene_pause (scene);
  g_assert_cmpuint (count_accounts (scene), ==, 0);
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_WEAK_LOGIN, "plain"), NULL);
  sign_in (scene);
  g_signal_emit_by_name (ui_scene_dialog (scene), "response", "do");
  ui_scene_pause (scene);
  g_assert_cmpuint (count_accounts (scene), ==, 1);
}

static void
open_form (UiScene *scene, const char *domain)
{
  ui_click (scene->window, "create_button");
  ui_scene_pause (scene);
  ui_type (scene->window, "domain_row", domain);
  ui_click (scene->window, "next_button");
  ui_scene_pause (scene);
}

static void
type_field (UiScene *scene, const char *title, const char *text)
{
  GtkWidget *row = gtk_widget_get_ancestor (
      ui_find_text (ui_find (scene->window, BAL_TYPE_REGISTER_PAGE, NULL), title), ADW_TYPE_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static const char *
get_form_error (UiScene *scene)
{
  GtkWidget *label = ui_find (ui_find (scene->window, BAL_TYPE_REGISTER_PAGE, NULL), GTK_TYPE_LABEL, "error_label");

  return gtk_widget_get_visible (label) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

static void
test_register (UiScene *scene, gconstpointer data)
{
  GtkWidget *entry;

  open_form (scene, "example.org");
  type_field (scene, "Username", "taken");
  type_field (scene, "Password", "secret");
  ui_click (scene->window, "next_button");
  ui_scene_pause (scene);
  g_assert_nonnull (strstr (get_form_error (scene), "Characters"));
  entry = ui_find (gtk_widget_get_ancestor (ui_find (scene->window, GTK_TYPE_PICTURE, NULL), ADW_TYPE_PREFERENCES_ROW),
                   GTK_TYPE_ENTRY, NULL);
  g_assert_nonnull (gtk_picture_get_paintable (GTK_PICTURE (ui_find (scene->window, GTK_TYPE_PICTURE, NULL))));
  gtk_editable_set_text (GTK_EDITABLE (entry), "x7Kq2");
  ui_click (scene->window, "next_button");
  ui_scene_pause (scene);
  g_assert_nonnull (strstr (get_form_error (scene), "taken"));
  type_field (scene, "Username", "rosaline");
  ui_click (scene->window, "next_button");
  ui_scene_pause (scene);
  ui_scene_pause (scene);
  g_assert_cmpuint (count_accounts (scene), ==, 1);
  g_assert_cmpstr (bal_account_get_jid (ui_scene_account (scene)), ==, "rosaline@example.org");
}

static void
test_register_closed (UiScene *scene, gconstpointer data)
{
  open_form (scene, "closed.example.org");
  g_assert_nonnull (get_form_error (scene));
  ui_type (scene->window, "domain_row", "example.org");
  ui_click (scene->window, "next_button");
  ui_scene_pause (scene);
  g_assert_null (get_form_error (scene));
  g_assert_nonnull (ui_find_text (scene->window, "Username"));
}

#define ADD(name, func) g_test_add ("/ui/sign-in/" name, UiScene, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  ui_init (&argc, &argv);
  ADD ("success", test_success);
  ADD ("errors", test_errors);
  ADD ("missing", test_missing);
  ADD ("cancel", test_cancel);
  ADD ("certificate", test_certificate);
  ADD ("certificate-trusted", test_certificate_trusted);
  ADD ("pin-forgotten", test_pin_forgotten);
  ADD ("weak", test_weak);
  ADD ("register", test_register);
  ADD ("register-closed", test_register_closed);
  return g_test_run ();
}
