#include "desk.h"
#include "desktop/bal-notifier.h"
#include "desktop/bal-notify-worker.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

/* What a notifier said, newest last. */
typedef struct {
  BalNotifier *notifier;
  GPtrArray *said;
} Watch;

static void
give_summary (guint n_keys, char **title, char **body, gpointer data)
{
  *title = g_strdup_printf ("%u conversations", n_keys);
  *body = g_strdup ("summed up");
}

static void
on_action (BalNotifier *notifier, const char *key, const char *action, const char *token, Watch *watch)
{
  g_ptr_array_add (watch->said,
                   g_strdup_printf ("action %s %s %s", key, action, token ? token : "-"));
}

static void
on_closed (BalNotifier *notifier, const char *key, guint reason, Watch *watch)
{
  g_ptr_array_add (watch->said, g_strdup_printf ("closed %s %u", key, reason));
}

static Watch *
watch_new (void)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->notifier = bal_notifier_new (give_summary, NULL, NULL);
  watch->said = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (watch->notifier, "action", G_CALLBACK (on_action), watch);
  g_signal_connect (watch->notifier, "closed", G_CALLBACK (on_closed), watch);
  return watch;
}

static gboolean
has_said (Watch *watch, const char *what)
{
  for (guint i = 0; i < watch->said->len; i++)
    if (g_str_equal (g_ptr_array_index (watch->said, i), what))
      return TRUE;
  return FALSE;
}

static void
on_stopped (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
watch_free (Watch *watch)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_notifier_stop_async (watch->notifier, NULL, on_stopped, &result);
  desk_wait_for (result);
  bal_notifier_stop_finish (watch->notifier, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (watch->notifier);
  g_ptr_array_unref (watch->said);
  g_free (watch);
}

static void
show (Watch *watch, const char *key, const char *title, const char *body)
{
  bal_notifier_show (watch->notifier, &(BalNotice) { .key = key, .title = title, .body = body });
}

/* Starts a new interval, so that what is shown next comes at once. */
static void
pause_interval (void)
{
  desk_pass (BAL_NOTIFY_INTERVAL_MS + 200);
}

static void
test_fields (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *line = NULL;

  bal_notifier_show (watch->notifier, &(BalNotice) {
    .key = "chat:a:b",
    .title = "Romeo",
    .body = "<b>bold</b> & \"wherefore\"",
    .category = "im.received",
    .urgency = BAL_NOTICE_CRITICAL,
    .actions = (BalNoticeAction[]) { { "reply", "Reply" }, { "read", "Mark as Read" } },
    .n_actions = 2,
  });
  line = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (line, "\"app\": \"Balcony\""));
  g_assert_nonnull (strstr (line, "\"title\": \"Romeo\""));
  g_assert_nonnull (strstr (line, "\"body\": \"<b>bold</b> & \\\"wherefore\\\"\""));
  g_assert_nonnull (strstr (line, "\"icon\": \"" BAL_APP_ID "\""));
  g_assert_nonnull (strstr (line, "\"desktop-entry\": \"" BAL_APP_ID "\""));
  g_assert_nonnull (strstr (line, "\"category\": \"im.received\""));
  g_assert_nonnull (strstr (line, "\"urgency\": 2"));
  g_assert_nonnull (strstr (line, "\"default\""));
  g_assert_nonnull (strstr (line, "\"reply\", \"Reply\""));
  g_assert_nonnull (strstr (line, "\"read\", \"Mark as Read\""));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_markup_is_escaped (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", "--caps=body,body-markup", NULL);
  Watch *watch = watch_new ();
  g_autofree char *line = NULL;

  show (watch, "k", "<i>Nick</i>", "<img src='http://x/'/> & <a href='x'>y</a>");
  line = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (line, "\"title\": \"<i>Nick</i>\""));
  g_assert_nonnull (strstr (line, "&lt;img src="));
  g_assert_nonnull (strstr (line, "&amp; &lt;a href="));
  g_assert_null (strstr (line, "<img"));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_hostile_text (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *huge = g_strnfill (1 << 20, 'x');
  g_autofree char *line = NULL;
  g_autofree char *line2 = NULL;

  show (watch, "k\xff", "a\nb\x01\xff", huge);
  line = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (line, "\"title\": \"a b \xef\xbf\xbd\""));
  g_assert_cmpuint (strlen (line), <, BAL_NOTIFY_BODY + 1000);
  g_assert_nonnull (strstr (line, "xxx…"));
  show (watch, "empty", " \n ", "one\n\n\xe2\x80\xaetwo\n4\n5\n6\n7\n8\n9\n10");
  line2 = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (line2, "\"title\": \"Balcony\""));
  g_assert_nonnull (strstr (line2, "\"body\": \"one\\n\\ntwo\\n4\\n5\\n6\\n7\\n8\\n…\""));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_replaced_by_key (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  show (watch, "a", "A", "one");
  first = desk_peer_expect (daemon, "[\"notify\", 1");
  show (watch, "a", "A", "two");
  show (watch, "a", "A", "three");
  second = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (second, "\"replaces\": 1"));
  g_assert_nonnull (strstr (second, "three"));
  show (watch, "b", "B", "other");
  third = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (third, "\"replaces\": 0"));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_actions_and_closing (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *line = NULL;

  bal_notifier_show (watch->notifier, &(BalNotice) {
    .key = "chat:a:b",
    .title = "Romeo",
    .actions = (BalNoticeAction[]) { { "reply", "Reply" } },
    .n_actions = 1,
  });
  line = desk_peer_expect (daemon, "[\"notify\"");
  desk_peer_tell (daemon, "action 77 default");
  desk_peer_tell (daemon, "action 1 default token-1");
  desk_peer_tell (daemon, "action 1 reply");
  desk_peer_tell (daemon, "close 1 2");
  desk_wait_for (watch->said->len >= 3);
  g_assert_cmpstr (g_ptr_array_index (watch->said, 0), ==, "action chat:a:b default token-1");
  g_assert_cmpstr (g_ptr_array_index (watch->said, 1), ==, "action chat:a:b reply -");
  g_assert_cmpstr (g_ptr_array_index (watch->said, 2), ==, "closed chat:a:b 2");
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_withdrawn (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *shown_a = NULL;
  g_autofree char *closed_a = NULL;
  g_autofree char *shown_c = NULL;
  g_autofree char *closed_c = NULL;

  show (watch, "a", "A", "one");
  shown_a = desk_peer_expect (daemon, "[\"notify\"");
  show (watch, "b", "B", "waits, and is read before its turn");
  show (watch, "c", "C", "three");
  bal_notifier_withdraw (watch->notifier, "b");
  bal_notifier_withdraw (watch->notifier, "a");
  bal_notifier_withdraw (watch->notifier, "never shown");
  closed_a = desk_peer_expect (daemon, "[\"close\", 1]");
  shown_c = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (shown_c, "three"));
  bal_notifier_withdraw_all (watch->notifier);
  closed_c = desk_peer_expect (daemon, "[\"close\", 2]");
  g_assert_cmpuint (watch->said->len, ==, 0);
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_flood_is_summed_up (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  guint interval = BAL_NOTIFY_INTERVAL_MS;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i % 100);

      show (watch, key, key, "flood");
    }
  first = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (first, "\"title\": \"k0\""));
  desk_pass (interval / 3);
  g_assert_cmpuint (desk_peer_count (daemon, "[\"notify\""), ==, 0);
  second = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (second, "\"title\": \"100 conversations\""));
  desk_peer_tell (daemon, "action 2 default");
  desk_wait_for (has_said (watch, "action summary default -"));
  pause_interval ();
  g_assert_cmpuint (desk_peer_count (daemon, "[\"notify\""), ==, 0);
  show (watch, "k1", "k1", "after");
  third = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (third, "\"title\": \"k1\""));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_summary_goes_with_its_last_key (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  const char *keys[] = { "a", "b", "c", "d", "e", "f", "g" };
  g_autofree char *summary = NULL;
  g_autofree char *closed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    show (watch, keys[i], keys[i], "x");
  summary = desk_peer_expect (daemon, "\"6 conversations\"");
  for (guint i = 1; i < G_N_ELEMENTS (keys); i++)
    bal_notifier_withdraw (watch->notifier, keys[i]);
  closed = desk_peer_expect (daemon, "[\"close\", 2]");
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_few_come_one_by_one (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();

  show (watch, "a", "A", "x");
  show (watch, "b", "B", "x");
  show (watch, "c", "C", "x");
  for (const char *c = "ABC"; *c; c++)
    {
      g_autofree char *line = desk_peer_expect (daemon, "[\"notify\"");
      g_autofree char *title = g_strdup_printf ("\"title\": \"%c\"", *c);

      g_assert_nonnull (strstr (line, title));
    }
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_muted (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *first = NULL;
  g_autofree char *line = NULL;

  show (watch, "a", "A", "first");
  first = desk_peer_expect (daemon, "[\"notify\"");
  show (watch, "b", "B", "waits");
  bal_notifier_set_muted (watch->notifier, TRUE);
  show (watch, "c", "C", "muted");
  pause_interval ();
  bal_notifier_set_muted (watch->notifier, FALSE);
  show (watch, "d", "D", "heard");
  line = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (line, "heard"));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
on_worker_event (gpointer owner, const BalNotifyEvent *event)
{
  g_ptr_array_add (g_object_get_data (owner, "said"),
                   g_strdup_printf ("%d %s", event->kind, event->key ? event->key : "-"));
}

/* The worker alone has no interval to wait for. */
static void
show_many (BalNotifyWorker *worker, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      bal_notify_worker_show (worker, bal_notice_copy (&(BalNotice) { .key = key, .title = key }));
    }
}

static gboolean
worker_has_said (GObject *owner, const char *what)
{
  GPtrArray *said = g_object_get_data (owner, "said");

  return g_ptr_array_find_with_equal_func (said, what, g_str_equal, NULL);
}

static GObject *
owner_new (void)
{
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_data_full (owner, "said", g_ptr_array_new_with_free_func (g_free),
                          (GDestroyNotify) g_ptr_array_unref);
  return owner;
}

static void
test_shown_are_bounded (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  GObject *owner = owner_new ();
  BalNotifyWorker *worker = bal_notify_worker_new (owner, on_worker_event);
  g_autofree char *full = NULL;
  g_autofree char *closed = NULL;
  g_autofree char *full_name = g_strdup_printf ("\"title\": \"k%u\"", BAL_NOTIFY_SHOWN - 1);

  show_many (worker, BAL_NOTIFY_SHOWN);
  full = desk_peer_expect (daemon, full_name);
  bal_notify_worker_show (worker, bal_notice_copy (&(BalNotice) { .key = "more" }));
  closed = desk_peer_expect (daemon, "[\"close\", 1]");
  desk_wait_for (worker_has_said (owner, "1 k0"));
  bal_notify_worker_stop (worker);
  desk_wait_for (worker_has_said (owner, "2 -"));
  bal_notify_worker_unref (worker);
  g_assert_finalize_object (owner);
  desk_peer_end (daemon);
}

/* What piles up behind a daemon that is slow is the newest, and not much. */
static void
test_queue_is_bounded (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", "--slow", NULL);
  GObject *owner = owner_new ();
  BalNotifyWorker *worker = bal_notify_worker_new (owner, on_worker_event);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  bal_notify_worker_show (worker, bal_notice_copy (&(BalNotice) { .key = "slow" }));
  first = desk_peer_expect (daemon, "[\"notify\", 1");
  show_many (worker, 10000);
  last = desk_peer_expect (daemon, "\"title\": \"k9999\"");
  g_assert_true (g_str_has_prefix (last, "[\"notify\", 65,"));
  bal_notify_worker_stop (worker);
  desk_wait_for (worker_has_said (owner, "2 -"));
  bal_notify_worker_unref (worker);
  g_assert_finalize_object (owner);
  desk_peer_end (daemon);
}

static void
test_daemon_dies_and_comes_back (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", NULL);
  Watch *watch = watch_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  show (watch, "a", "A", "before");
  before = desk_peer_expect (daemon, "[\"notify\"");
  desk_peer_end (daemon);
  desk_wait_for (has_said (watch, "closed a 4"));
  pause_interval ();
  show (watch, "a", "A", "nobody is there");
  pause_interval ();
  daemon = desk_mock_new ("notify", "--caps=body-markup", NULL);
  show (watch, "a", "A", "<after>");
  after = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (after, "\"replaces\": 0"));
  g_assert_nonnull (strstr (after, "&lt;after&gt;"));
  watch_free (watch);
  desk_peer_end (daemon);
}

static void
test_no_daemon (void)
{
  Watch *watch = watch_new ();

  show (watch, "a", "A", "nobody");
  desk_pass (300);
  bal_notifier_withdraw (watch->notifier, "a");
  watch_free (watch);
}

static void
test_odd_version (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", "--spec=unknown", NULL);
  Watch *watch = watch_new ();
  g_autofree char *line = NULL;

  bal_notifier_show (watch->notifier,
                     &(BalNotice) { .key = "a", .title = "A", .icon_name = "mail-unread" });
  line = desk_peer_expect (daemon, "[\"notify\"");
  g_assert_nonnull (strstr (line, "\"icon\": \"mail-unread\""));
  watch_free (watch);
  desk_peer_end (daemon);
}

/* The last one: it leaves the worker in a call that never ends. */
static void
test_daemon_hangs (void)
{
  DeskPeer *daemon = desk_mock_new ("notify", "--hang", NULL);
  BalNotifier *notifier = bal_notifier_new (give_summary, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  bal_notifier_show (notifier, &(BalNotice) { .key = "a", .title = "A" });
  line = desk_peer_expect (daemon, "[\"notify\"");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      bal_notifier_show (notifier, &(BalNotice) { .key = key, .title = "A" });
      bal_notifier_withdraw (notifier, key);
    }
  bal_notifier_stop_async (notifier, NULL, on_stopped, &result);
  desk_wait_for (result);
  g_assert_false (bal_notifier_stop_finish (notifier, result, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_TIMED_OUT);
  g_clear_object (&result);
  g_assert_finalize_object (notifier);
  desk_peer_end (daemon);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notifier/fields", test_fields);
  g_test_add_func ("/notifier/markup-is-escaped", test_markup_is_escaped);
  g_test_add_func ("/notifier/hostile-text", test_hostile_text);
  g_test_add_func ("/notifier/replaced-by-key", test_replaced_by_key);
  g_test_add_func ("/notifier/actions-and-closing", test_actions_and_closing);
  g_test_add_func ("/notifier/withdrawn", test_withdrawn);
  g_test_add_func ("/notifier/flood-is-summed-up", test_flood_is_summed_up);
  g_test_add_func ("/notifier/summary-goes-with-its-last-key", test_summary_goes_with_its_last_key);
  g_test_add_func ("/notifier/few-come-one-by-one", test_few_come_one_by_one);
  g_test_add_func ("/notifier/muted", test_muted);
  g_test_add_func ("/notifier/shown-are-bounded", test_shown_are_bounded);
  g_test_add_func ("/notifier/queue-is-bounded", test_queue_is_bounded);
  g_test_add_func ("/notifier/daemon-dies-and-comes-back", test_daemon_dies_and_comes_back);
  g_test_add_func ("/notifier/no-daemon", test_no_daemon);
  g_test_add_func ("/notifier/odd-version", test_odd_version);
  g_test_add_func ("/notifier/daemon-hangs", test_daemon_hangs);
  return g_test_run ();
}
