#include "desk.h"
#include "desktop/bal-background.h"
#include "util/bal-error.h"

static void
on_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
supported (GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_background_supported_async (NULL, on_result, &result);
  desk_wait_for (result);
  return bal_background_supported_finish (result, error);
}

static gboolean
request (BalBackgroundAnswer *answer, GError **error)
{
  const char *command[] = { "balcony", "--hidden", NULL };
  g_autoptr(GAsyncResult) result = NULL;

  bal_background_request_async (NULL, "Receive messages", TRUE, command, NULL, on_result, &result);
  desk_wait_for (result);
  return bal_background_request_finish (result, answer, error);
}

static gboolean
set_status (const char *message, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_background_set_status_async (message, NULL, on_result, &result);
  desk_wait_for (result);
  return bal_background_set_status_finish (result, error);
}

static void
test_no_portal (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) request_error = NULL;
  g_autoptr(GError) status_error = NULL;
  BalBackgroundAnswer answer = { 7, 7 };

  g_assert_false (supported (&error));
  g_assert_no_error (error);
  g_assert_false (request (&answer, &request_error));
  g_assert_error (request_error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
  g_assert_cmpint (answer.background, ==, 7);
  g_assert_false (set_status ("x", &status_error));
  g_assert_error (status_error, BAL_ERROR, BAL_ERROR_NO_SERVICE);
}

static void
test_portal_without_background (void)
{
  DeskPeer *portal = desk_mock_new ("portal", "--bare", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (supported (&error));
  g_assert_no_error (error);
  desk_peer_end (portal);
}

static void
test_granted (void)
{
  DeskPeer *portal = desk_mock_new ("portal", "--answer=0,1,0", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  BalBackgroundAnswer answer = { 0 };

  g_assert_true (supported (&error));
  g_assert_no_error (error);
  g_assert_true (request (&answer, &error));
  g_assert_no_error (error);
  g_assert_true (answer.background);
  g_assert_false (answer.autostart);
  line = desk_peer_expect (portal, "RequestBackground");
  g_assert_nonnull (strstr (line, "\"reason\": \"Receive messages\""));
  g_assert_nonnull (strstr (line, "\"commandline\": [\"balcony\", \"--hidden\"]"));
  g_assert_true (strstr (line, "\"autostart\": true") || strstr (line, "\"autostart\": 1"));
  desk_peer_end (portal);
}

static void
check_refusal (const char *option, int code)
{
  DeskPeer *portal = desk_mock_new ("portal", option, NULL);
  g_autoptr(GError) error = NULL;
  BalBackgroundAnswer answer = { 0 };

  g_assert_false (request (&answer, &error));
  g_assert_error (error, BAL_ERROR, code);
  desk_peer_end (portal);
}

static void
test_refused (void)
{
  check_refusal ("--answer=1,0,0", BAL_ERROR_NOT_AUTHORIZED);
  check_refusal ("--answer=2,1,1", BAL_ERROR_FAILED);
  check_refusal ("--answer=77,1,1", BAL_ERROR_FAILED);
}

/* The person never answers; what gives up takes the portal's question away. */
static void
test_cancelled (void)
{
  DeskPeer *portal = desk_mock_new ("portal", "--answer=none", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *closed = NULL;
  BalBackgroundAnswer answer = { 0 };

  bal_background_request_async (NULL, "why", FALSE, NULL, cancellable, on_result, &result);
  asked = desk_peer_expect (portal, "RequestBackground");
  g_cancellable_cancel (cancellable);
  desk_wait_for (result);
  g_assert_false (bal_background_request_finish (result, &answer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  closed = desk_peer_expect (portal, "Close");
  desk_peer_end (portal);
}

static void
test_cancelled_before (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  bal_background_supported_async (cancellable, on_result, &result);
  desk_wait_for (result);
  g_assert_false (bal_background_supported_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_hangs (void)
{
  DeskPeer *portal = desk_mock_new ("portal", "--hang", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (supported (&error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_TIMED_OUT);
  desk_peer_end (portal);
}

static void
test_status (void)
{
  DeskPeer *portal = desk_mock_new ("portal", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *huge = g_strnfill (10000, 'x');

  g_assert_true (set_status ("2 unread\nmessages", &error));
  g_assert_no_error (error);
  g_assert_true (set_status (huge, &error));
  g_assert_no_error (error);
  desk_peer_end (portal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/background/no-portal", test_no_portal);
  g_test_add_func ("/background/portal-without-background", test_portal_without_background);
  g_test_add_func ("/background/granted", test_granted);
  g_test_add_func ("/background/refused", test_refused);
  g_test_add_func ("/background/cancelled", test_cancelled);
  g_test_add_func ("/background/cancelled-before", test_cancelled_before);
  g_test_add_func ("/background/hangs", test_hangs);
  g_test_add_func ("/background/status", test_status);
  return g_test_run ();
}
