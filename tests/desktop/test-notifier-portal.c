#include "desk.h"
#include "desktop/bal-notifier.h"
#include "util/bal-limits.h"

static void
give_summary (guint n_keys, char **title, char **body, gpointer data)
{
  *title = g_strdup ("summary");
}

static void
on_action (BalNotifier *notifier, const char *key, const char *action, const char *token, char **said)
{
  *said = g_strdup_printf ("%s %s %s", key, action, token ? token : "-");
}

static void
on_closed (BalNotifier *notifier, const char *key, guint reason, guint *closed)
{
  (*closed)++;
}

static void
on_stopped (GObject *object, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = bal_notifier_stop_finish (BAL_NOTIFIER (object), result, NULL);
}

/* The portal has no markup, and says nothing of what it can do. */
static void
test_portal (void)
{
  DeskPeer *portal = desk_mock_new ("notification-portal", NULL);
  BalNotifier *notifier = bal_notifier_new (give_summary, NULL, NULL);
  g_autofree char *added = NULL;
  g_autofree char *again = NULL;
  g_autofree char *removed = NULL;
  g_autofree char *third = NULL;
  g_autofree char *said = NULL;
  guint closed = 0;
  gboolean stopped = FALSE;
  BalNotice notice = {
    .key = "k",
    .title = "Romeo",
    .body = "<b>1 < 2</b> & more",
    .category = "im.received",
    .actions = (BalNoticeAction[]) { { "reply", "Reply" } },
    .n_actions = 1,
  };

  g_signal_connect (notifier, "action", G_CALLBACK (on_action), &said);
  g_signal_connect (notifier, "closed", G_CALLBACK (on_closed), &closed);
  bal_notifier_show (notifier, &notice);
  added = desk_peer_expect (portal, "[\"add\"");
  g_assert_nonnull (strstr (added, "\"title\": \"Romeo\""));
  g_assert_nonnull (strstr (added, "\"body\": \"<b>1 < 2</b> & more\""));
  g_assert_nonnull (strstr (added, "\"default-action\": \"default\""));
  g_assert_nonnull (strstr (added, "\"label\": \"Reply\""));
  bal_notifier_show (notifier, &notice);
  removed = desk_peer_expect (portal, "[\"remove\"");
  again = desk_peer_expect (portal, "[\"add\"");
  g_assert_cmpuint (closed, ==, 0);
  desk_peer_tell (portal, "action reply");
  desk_wait_for (said && closed == 1);
  g_assert_cmpstr (said, ==, "k reply -");
  bal_notifier_show (notifier, &notice);
  third = desk_peer_expect (portal, "[\"add\"");

  bal_notifier_stop_async (notifier, NULL, on_stopped, &stopped);
  desk_wait_for (stopped);
  g_assert_cmpuint (desk_peer_count (portal, "[\"remove\""), ==, 1);
  g_assert_finalize_object (notifier);
  desk_peer_end (portal);
}

int
main (int argc, char **argv)
{
  g_setenv ("NOTIFY_FORCE_PORTAL", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notifier-portal/all", test_portal);
  return g_test_run ();
}
