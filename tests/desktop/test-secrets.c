#include "desk.h"
#include "desktop/bal-secrets.h"
#include "util/bal-error.h"

static void
on_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static char *
lookup (const char *account, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_secrets_lookup_async (account, NULL, on_result, &result);
  desk_wait_for (result);
  return bal_secrets_lookup_finish (result, error);
}

static gboolean
store (const char *account, const char *password, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_secrets_store_async (account, password, NULL, on_result, &result);
  desk_wait_for (result);
  return bal_secrets_store_finish (result, error);
}

static gboolean
clear (const char *account, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_secrets_clear_async (account, NULL, on_result, &result);
  desk_wait_for (result);
  return bal_secrets_clear_finish (result, error);
}

static void
assert_password (const char *account, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  char *password = lookup (account, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, wanted);
  bal_secrets_free (password);
}

static void
test_no_service (void)
{
  g_autoptr(GError) lookup_error = NULL;
  g_autoptr(GError) store_error = NULL;
  g_autoptr(GError) clear_error = NULL;

  g_assert_null (lookup ("juliet@example.org", &lookup_error));
  g_assert_error (lookup_error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
  g_assert_false (store ("juliet@example.org", "hunter2", &store_error));
  g_assert_error (store_error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
  g_assert_null (strstr (store_error->message, "hunter2"));
  g_assert_false (clear ("juliet@example.org", &clear_error));
  g_assert_error (clear_error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
}

/* A service that does not answer, with the limit shortened to nothing by the caller. */
static void
test_cancelled (void)
{
  DeskPeer *service = desk_mock_new ("secrets", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  bal_secrets_lookup_async ("juliet@example.org", cancellable, on_result, &result);
  line = desk_peer_expect (service, "[\"");
  g_cancellable_cancel (cancellable);
  desk_wait_for (result);
  g_assert_null (bal_secrets_lookup_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  desk_peer_end (service);
}

static void
test_hangs (void)
{
  DeskPeer *service = desk_mock_new ("secrets", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (lookup ("juliet@example.org", &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_TIMED_OUT);
  desk_peer_end (service);
}

static DeskPeer *
start_keyring (void)
{
  const char *argv[] = { "gnome-keyring-daemon", "--foreground", "--unlock",
                         "--components=secrets", NULL };
  DeskPeer *keyring = desk_peer_new (argv);

  desk_peer_close (keyring, "keyring password");
  desk_wait_name ("org.freedesktop.secrets", TRUE);
  return keyring;
}

static void
test_keyring (void)
{
  DeskPeer *keyring = start_keyring ();
  g_autoptr(GError) error = NULL;
  g_autofree char *seen = NULL;

  assert_password ("juliet@example.org", NULL);
  g_assert_true (store ("juliet@example.org", "pässword ' \" <&>", &error));
  g_assert_no_error (error);
  g_assert_true (store ("romeo@example.org", "other", &error));
  g_assert_no_error (error);
  assert_password ("juliet@example.org", "pässword ' \" <&>");
  assert_password ("romeo@example.org", "other");
  seen = desk_run ("secret-tool search --all xdg:schema " BAL_APP_ID ".Account account"
                   " romeo@example.org 2>&1");
  g_assert_nonnull (strstr (seen, "secret = other"));
  g_assert_nonnull (strstr (seen, "label = Balcony password of romeo@example.org"));

  g_assert_true (store ("juliet@example.org", "newer", &error));
  assert_password ("juliet@example.org", "newer");
  g_assert_true (clear ("juliet@example.org", &error));
  g_assert_no_error (error);
  assert_password ("juliet@example.org", NULL);
  g_assert_true (clear ("juliet@example.org", &error));
  g_assert_no_error (error);
  assert_password ("romeo@example.org", "other");
  desk_peer_end (keyring);
  desk_wait_name ("org.freedesktop.secrets", FALSE);
  g_assert_null (lookup ("romeo@example.org", &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
}

/* Several accounts sign in at once. */
static void
test_side_by_side (void)
{
  DeskPeer *keyring = start_keyring ();
  GAsyncResult *results[8] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *account = g_strdup_printf ("friend%u@example.org", i);

      bal_secrets_store_async (account, account, NULL, on_result, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;

      desk_wait_for (results[i]);
      g_assert_true (bal_secrets_store_finish (results[i], &error));
      g_assert_no_error (error);
      g_clear_object (&results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *account = g_strdup_printf ("friend%u@example.org", i);

      assert_password (account, account);
    }
  desk_peer_end (keyring);
  desk_wait_name ("org.freedesktop.secrets", FALSE);
}

/* Nobody is there to draw the prompt for the keyring's password, so it counts as dismissed. */
static void
test_locked (void)
{
  DeskPeer *keyring = start_keyring ();
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;

  g_assert_true (store ("juliet@example.org", "kept", &error));
  g_assert_no_error (error);
  out = desk_run ("gdbus call --session --dest org.freedesktop.secrets"
                  " --object-path /org/freedesktop/secrets"
                  " --method org.freedesktop.Secret.Service.Lock"
                  " \"['/org/freedesktop/secrets/collection/login']\"");
  g_assert_nonnull (strstr (out, "collection/login"));
  g_assert_null (lookup ("juliet@example.org", &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED);
  g_clear_error (&error);
  g_assert_false (store ("juliet@example.org", "lost", &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED);
  desk_peer_end (keyring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/no-service", test_no_service);
  g_test_add_func ("/secrets/keyring", test_keyring);
  g_test_add_func ("/secrets/side-by-side", test_side_by_side);
  g_test_add_func ("/secrets/locked", test_locked);
  g_test_add_func ("/secrets/cancelled", test_cancelled);
  g_test_add_func ("/secrets/hangs", test_hangs);
  return g_test_run ();
}
