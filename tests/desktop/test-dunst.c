#include "desk.h"
#include "desktop/bal-notifier.h"
#include "util/bal-limits.h"

#define FRAME "#1C71D8"

typedef struct {
  BalNotifier *notifier;
  DeskPeer *dunst;
  GPtrArray *said;
} Fixture;

static void
give_summary (guint n_keys, char **title, char **body, gpointer data)
{
  *title = g_strdup_printf ("%u conversations", n_keys);
  *body = g_strdup ("New messages");
}

static void
on_action (BalNotifier *notifier, const char *key, const char *action, const char *token, Fixture *f)
{
  g_ptr_array_add (f->said, g_strdup_printf ("action %s %s", key, action));
}

static void
on_closed (BalNotifier *notifier, const char *key, guint reason, Fixture *f)
{
  g_ptr_array_add (f->said, g_strdup_printf ("closed %s %u", key, reason));
}

static gboolean
has_said (Fixture *f, const char *what)
{
  for (guint i = 0; i < f->said->len; i++)
    if (g_str_equal (g_ptr_array_index (f->said, i), what))
      return TRUE;
  return FALSE;
}

static DeskPeer *
start_dunst (void)
{
  g_autofree char *config = g_build_filename (g_get_user_config_dir (), "dunstrc", NULL);
  const char *argv[] = { "dunst", "-config", config, NULL };
  const char *text = "[global]\n"
                     "markup = full\nfont = DejaVu Sans 12\nwidth = 500\nheight = (0, 400)\n"
                     "frame_width = 6\nframe_color = \"" FRAME "\"\nseparator_color = frame\n"
                     "[urgency_low]\ntimeout = 0\n[urgency_normal]\ntimeout = 0\n"
                     "frame_color = \"" FRAME "\"\n";
  DeskPeer *dunst;

  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  dunst = desk_peer_new (argv);
  desk_wait_name ("org.freedesktop.Notifications", TRUE);
  return dunst;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->said = g_ptr_array_new_with_free_func (g_free);
  f->dunst = start_dunst ();
  f->notifier = bal_notifier_new (give_summary, NULL, NULL);
  g_signal_connect (f->notifier, "action", G_CALLBACK (on_action), f);
  g_signal_connect (f->notifier, "closed", G_CALLBACK (on_closed), f);
}

static void
on_stopped (GObject *object, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = bal_notifier_stop_finish (BAL_NOTIFIER (object), result, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gboolean stopped = FALSE;

  bal_notifier_stop_async (f->notifier, NULL, on_stopped, &stopped);
  desk_wait_for (stopped);
  g_assert_finalize_object (f->notifier);
  desk_peer_end (f->dunst);
  desk_wait_name ("org.freedesktop.Notifications", FALSE);
  g_ptr_array_unref (f->said);
}

static guint
count (const char *what)
{
  g_autofree char *command = g_strdup_printf ("dunstctl count %s", what);
  g_autofree char *out = desk_run (command);

  return g_ascii_strtoull (out, NULL, 10);
}

static void
wait_for_count (const char *what, guint wanted)
{
  guint n = G_MAXUINT;

  for (guint i = 0; i < 300 && n != wanted; i++)
    {
      n = count (what);
      desk_pass (20);
    }
  g_assert_cmpuint (n, ==, wanted);
}

static void
assert_drawn (const char *name)
{
  guint n = 0;

  for (guint i = 0; i < 60 && n < 3000; i++)
    {
      g_autofree char *png = desk_shot (name);

      n = desk_count_pixels (png, FRAME, NULL);
    }
  g_assert_cmpuint (n, >=, 3000);
}

static void
test_markup_is_text (Fixture *f, gconstpointer data)
{
  g_autofree char *closed = NULL;
  g_autofree char *history = NULL;

  bal_notifier_show (f->notifier, &(BalNotice) {
    .key = "k",
    .title = "<b>Romeo</b> & <i>co</i>",
    .body = "<b>not bold</b> <img src='http://127.0.0.1/x.png' alt='x'/> <a href='http://x/'>link</a> &amp; 1 < 2",
    .category = "im.received",
    .actions = (BalNoticeAction[]) { { "reply", "Reply" }, { "read", "Mark as Read" } },
    .n_actions = 2,
  });
  wait_for_count ("displayed", 1);
  assert_drawn ("dunst-markup");
  closed = desk_run ("dunstctl close-all");
  desk_wait_for (has_said (f, "closed k 2"));
  history = desk_run ("dunstctl history");
  g_assert_nonnull (strstr (history, "&lt;img src="));
  g_assert_nonnull (strstr (history, "&lt;b&gt;not bold&lt;/b&gt;"));
  g_assert_nonnull (strstr (history, "&amp;amp; 1 &lt; 2"));
  g_assert_nonnull (strstr (history, "im.received"));
}

static void
test_default_action (Fixture *f, gconstpointer data)
{
  g_autofree char *out = NULL;

  bal_notifier_show (f->notifier, &(BalNotice) {
    .key = "chat:juliet@example.org:romeo@example.org",
    .title = "Romeo",
    .body = "Arabic عربي, Chinese 中文, emoji 🎭",
    .actions = (BalNoticeAction[]) { { "reply", "Reply" } },
    .n_actions = 1,
  });
  wait_for_count ("displayed", 1);
  assert_drawn ("dunst-scripts");
  out = desk_run ("dunstctl action 0");
  desk_wait_for (has_said (f, "action chat:juliet@example.org:romeo@example.org default"));
}

static void
test_one_for_each_key (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      bal_notifier_show (f->notifier, &(BalNotice) { .key = "a", .title = "A", .body = "again" });
      desk_pass (BAL_NOTIFY_INTERVAL_MS + 100);
    }
  wait_for_count ("displayed", 1);
  bal_notifier_show (f->notifier, &(BalNotice) { .key = "b", .title = "B", .body = "other" });
  wait_for_count ("displayed", 2);
  bal_notifier_withdraw (f->notifier, "a");
  wait_for_count ("displayed", 1);
  bal_notifier_withdraw_all (f->notifier);
  wait_for_count ("displayed", 0);
}

static void
test_flood (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      bal_notifier_show (f->notifier, &(BalNotice) { .key = key, .title = key, .body = "flood" });
    }
  wait_for_count ("displayed", 2);
  assert_drawn ("dunst-flood");
  desk_pass (2 * BAL_NOTIFY_INTERVAL_MS);
  g_assert_cmpuint (count ("displayed"), ==, 2);
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  bal_notifier_show (f->notifier, &(BalNotice) { .key = "a", .title = "A", .body = "before" });
  wait_for_count ("displayed", 1);
  desk_peer_end (f->dunst);
  desk_wait_for (has_said (f, "closed a 4"));
  bal_notifier_show (f->notifier, &(BalNotice) { .key = "a", .title = "A", .body = "nobody" });
  desk_pass (2 * BAL_NOTIFY_INTERVAL_MS);
  f->dunst = start_dunst ();
  bal_notifier_show (f->notifier, &(BalNotice) { .key = "a", .title = "A", .body = "after" });
  wait_for_count ("displayed", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/dunst/markup-is-text", Fixture, NULL, set_up, test_markup_is_text, tear_down);
  g_test_add ("/dunst/default-action", Fixture, NULL, set_up, test_default_action, tear_down);
  g_test_add ("/dunst/one-for-each-key", Fixture, NULL, set_up, test_one_for_each_key, tear_down);
  g_test_add ("/dunst/flood", Fixture, NULL, set_up, test_flood, tear_down);
  g_test_add ("/dunst/restart", Fixture, NULL, set_up, test_restart, tear_down);
  return g_test_run ();
}
