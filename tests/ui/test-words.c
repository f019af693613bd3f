#include "ui/bal-words.h"

#include <locale.h>

static gint64
at (int year, int month, int day, int hour, int minute)
{
  g_autoptr(GDateTime) when = g_date_time_new_local (year, month, day, hour, minute, 0);

  return g_date_time_to_unix_usec (when);
}

static void
test_when (void)
{
  const gint64 now = at (2026, 3, 18, 12, 0); /* a Wednesday */
  const struct
  {
    gint64 time;
    const char *list, *day;
  } cases[] = {
    { at (2026, 3, 18, 9, 5), "09:05", "Today" },
    { at (2026, 3, 18, 0, 0), "00:00", "Today" },
    { at (2026, 3, 17, 23, 59), "Yesterday", "Yesterday" },
    { at (2026, 3, 16, 12, 0), "Monday", "Monday" },
    { at (2026, 3, 12, 0, 1), "Thursday", "Thursday" },
    { at (2026, 3, 11, 23, 59), "03/11/26", "11 March 2026" },
    { at (2025, 3, 18, 12, 0), "03/18/25", "18 March 2025" },
    /* A clock that was set back: never a weekday to come. */
    { at (2026, 3, 19, 8, 0), "03/19/26", "19 March 2026" },
    { 0, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *list = bal_words_when (cases[i].time, now);
      g_autofree char *day = bal_words_day (cases[i].time, now);
      g_assert_cmpstr (list, ==, cases[i].list);
      g_assert_cmpstr (day, ==, cases[i].day);
    }
}

static void
test_days (void)
{
  g_assert_true (bal_words_same_day (at (2026, 3, 18, 0, 0), at (2026, 3, 18, 23, 59)));
  g_assert_false (bal_words_same_day (at (2026, 3, 18, 23, 59), at (2026, 3, 19, 0, 0)));
  g_assert_false (bal_words_same_day (at (2025, 3, 18, 1, 0), at (2026, 3, 18, 1, 0)));
  g_assert_cmpint (bal_words_until_midnight (at (2026, 12, 31, 23, 0)), ==, G_TIME_SPAN_HOUR);
}

static void
test_preview (void)
{
  const struct
  {
    const char *preview;
    gboolean outgoing;
    const char *draft;
    const char *line;
  } cases[] = {
    { "Hello", FALSE, NULL, "Hello" },
    { "Hello", TRUE, NULL, "You: Hello" },
    { "Hello", TRUE, "Good\nday", "Draft: Good day" },
    { "", TRUE, NULL, "" },
    { NULL, FALSE, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = bal_words_preview (cases[i].preview, cases[i].outgoing, cases[i].draft);
      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

static void
test_badge (void)
{
  g_autofree char *none = bal_words_badge (0);
  g_autofree char *some = bal_words_badge (99);
  g_autofree char *many = bal_words_badge (100);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (some, ==, "99");
  g_assert_cmpstr (many, ==, "99+");
}

static void
test_groups (void)
{
  g_auto(GStrv) groups = bal_words_split_groups (" Family, 同事 ，,Family، ");
  g_autofree char *text = bal_words_join_groups ((const char *const *) groups);
  g_auto(GStrv) none = bal_words_split_groups (" , ");

  g_assert_cmpstr (text, ==, "Family, 同事");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_states (void)
{
  for (int i = BAL_MESSAGE_PENDING; i <= BAL_MESSAGE_FAILED; i++)
    {
      g_assert_cmpstr (bal_words_message_state ((BalMessageState) i), !=, "");
      g_assert_nonnull (bal_words_message_icon ((BalMessageState) i));
    }
  g_assert_null (bal_words_message_icon (BAL_MESSAGE_RECEIVED));
  for (int i = BAL_PRESENCE_ONLINE; i <= BAL_PRESENCE_OFFLINE; i++)
    g_assert_cmpstr (bal_words_presence ((BalPresence) i), !=, "");
  g_assert_cmpstr (bal_words_subscription (BAL_SUBSCRIPTION_NONE, TRUE), !=,
                   bal_words_subscription (BAL_SUBSCRIPTION_NONE, FALSE));
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "Europe/Berlin", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/words/when", test_when);
  g_test_add_func ("/ui/words/days", test_days);
  g_test_add_func ("/ui/words/preview", test_preview);
  g_test_add_func ("/ui/words/badge", test_badge);
  g_test_add_func ("/ui/words/groups", test_groups);
  g_test_add_func ("/ui/words/states", test_states);
  return g_test_run ();
}
