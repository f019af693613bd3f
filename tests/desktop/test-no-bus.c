#include "desk.h"
#include "desktop/bal-background.h"
#include "desktop/bal-notifier.h"
#include "desktop/bal-secrets.h"
#include "desktop/bal-tray.h"
#include "util/bal-error.h"

static void
on_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
give_summary (guint n_keys, char **title, char **body, gpointer data)
{
  *title = g_strdup ("summary");
}

static void
test_notifier (void)
{
  BalNotifier *notifier = bal_notifier_new (give_summary, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_notifier_show (notifier, &(BalNotice) { .key = "k", .title = "t" });
  desk_pass (200);
  bal_notifier_stop_async (notifier, NULL, on_result, &result);
  desk_wait_for (result);
  g_assert_true (bal_notifier_stop_finish (notifier, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (notifier);
}

static void
test_tray (void)
{
  BalTray *tray = bal_tray_new ();

  bal_tray_set_menu (tray, &(BalTrayItem) { .action = "quit", .label = "Quit" }, 1);
  bal_tray_set_attention (tray, 1);
  bal_tray_set_tooltip (tray, "1 unread message");
  desk_pass (300);
  g_assert_false (bal_tray_get_available (tray));
  g_assert_finalize_object (tray);
}

static void
test_secrets (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_secrets_lookup_async ("juliet@example.org", NULL, on_result, &result);
  desk_wait_for (result);
  g_assert_null (bal_secrets_lookup_finish (result, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
}

static void
test_background (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_background_supported_async (NULL, on_result, &result);
  desk_wait_for (result);
  g_assert_false (bal_background_supported_finish (result, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/no-bus/notifier", test_notifier);
  g_test_add_func ("/no-bus/tray", test_tray);
  g_test_add_func ("/no-bus/secrets", test_secrets);
  g_test_add_func ("/no-bus/background", test_background);
  return g_test_run ();
}
