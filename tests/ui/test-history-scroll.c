#include <math.h>

#include <adwaita.h>

#include "history-fixture.h"

static void
test_fling (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open_model (&fixture, test_lazy_model_new (TEST_SHORT_IDS, 6000));
  guint lowest = 6000;
  for (guint i = 0; i < 200 && lowest > 1000; i++)
    {
      double expected = history_fixture_value (&fixture) - 40000 / 4 * (1 - exp (-10 / 15.0));
      history_fixture_fling (&fixture, -40000, 10);
      g_assert_cmpfloat_with_epsilon (history_fixture_value (&fixture), expected, HISTORY_PIXEL);
      lowest = history_fixture_top_id (&fixture) - TEST_SHORT_IDS;
    }
  g_assert_cmpuint (lowest, <=, 1000);
  g_assert_cmpuint (history_fixture_widgets (&fixture), <, 100);
  history_fixture_close (&fixture);
}

/* Short messages, and then so many long ones. */
static GListModel *
new_uneven_model (guint n_short, guint n_long)
{
  GListStore *store = g_list_store_new (TEST_TYPE_ITEM);
  for (guint i = 0; i < n_short + n_long; i++)
    {
      g_autoptr (TestItem) item
          = test_item_new (i < n_short ? TEST_SHORT_IDS + i : TEST_LONG_IDS + i - n_short);
      g_list_store_append (store, item);
    }
  return G_LIST_MODEL (store);
}

/* The rows near the beginning are far lower than expected, so the beginning comes sooner. */
static void
test_fling_into_beginning (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open_model (&fixture, new_uneven_model (40, 10));
  for (guint i = 0; i < 5; i++)
    history_fixture_fling (&fixture, -40000, 10);
  g_autoptr (GArray) seen = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (seen, Seen, 0).id, ==, TEST_SHORT_IDS);
  g_assert_cmpfloat_with_epsilon (g_array_index (seen, Seen, 0).y, 0, 0.5);
  for (guint i = 0; i < 5; i++)
    history_fixture_fling (&fixture, 40000, 10);
  history_fixture_assert_at_end (&fixture, TEST_LONG_IDS + 9);
  history_fixture_close (&fixture);
}

static void
page_to_end (guint start)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, TEST_SHORT_IDS, 100);
  g_autoptr (GListModel) model = new_uneven_model (60, 2);
  bal_history_view_set_model (fixture.view, model);
  bal_history_view_scroll_to (fixture.view, start, 1);
  history_fixture_settle (&fixture);
  for (guint i = 0; i < 20 && !bal_history_view_is_at_end (fixture.view); i++)
    {
      g_autoptr (GArray) before = history_fixture_look (&fixture);
      double value = history_fixture_value (&fixture);
      history_fixture_scroll_to (&fixture, value + history_fixture_page (&fixture) - 40);
      double scrolled = history_fixture_value (&fixture) - value;
      g_assert_cmpfloat (history_fixture_moved (&fixture, before, scrolled), <=, HISTORY_PIXEL);
    }
  history_fixture_assert_at_end (&fixture, TEST_LONG_IDS + 1);
  history_fixture_close (&fixture);
}

/* The rows at the end are far higher than expected: what is taken for the end is not, and the view
 * must not leap to the real one. */
static void
test_beyond_expected_end (void)
{
  for (guint start = 45; start < 60; start++)
    page_to_end (start);
}

/* Messages arrive while a fling that will end at the end goes on. */
static void
test_fling_while_items_arrive (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  history_fixture_park (&fixture, 6000);
  HistoryFling fling = { fixture.adjustment, history_fixture_value (&fixture), 3000, 0 };
  guint tick = gtk_widget_add_tick_callback (fixture.scrolled, history_fling_tick, &fling, NULL);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GArray) before = history_fixture_look (&fixture);
      double value = history_fixture_value (&fixture);
      history_fixture_insert (&fixture, 300 + i, 1300 + i, 1);
      history_fixture_insert (&fixture, 0, 900 - i, 1);
      g_list_store_remove (fixture.store, 0);
      history_fixture_frame (&fixture);
      double scrolled = history_fixture_value (&fixture) - value;
      g_assert_cmpfloat (history_fixture_moved (&fixture, before, scrolled), <=, HISTORY_PIXEL);
    }
  gtk_widget_remove_tick_callback (fixture.scrolled, tick);
  history_fixture_close (&fixture);
}

static void
test_scroll_to (void)
{
  HistoryFixture fixture = { 0 };
  const struct
  {
    guint position;
    double align;
  } jumps[] = { { 300, 0.3 }, { 302, 0 }, { 20, 1 }, { 570, 0.5 }, { 569, 0.5 }, { 300, 0.3 } };
  history_fixture_open (&fixture, 1000, 600);
  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      bal_history_view_scroll_to (fixture.view, jumps[i].position, jumps[i].align);
      history_fixture_frame (&fixture);
      history_fixture_assert_row_at (&fixture, 1000 + jumps[i].position, jumps[i].align);
      g_assert_false (bal_history_view_is_at_end (fixture.view));
    }
  bal_history_view_scroll_to (fixture.view, 200, 0.5);
  history_fixture_insert (&fixture, 0, 900, 5);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 1200, 0.5);
  history_fixture_close (&fixture);
}

/* A conversation that opens at its first unread message. */
static void
test_scroll_to_before_shown (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 10);
  g_autoptr (GListModel) model = test_lazy_model_new (5000, 300);
  bal_history_view_set_model (fixture.view, model);
  bal_history_view_scroll_to (fixture.view, 120, 0.3);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 5120, 0.3);
  g_assert_false (bal_history_view_is_at_end (fixture.view));
  history_fixture_close (&fixture);
}

static void
test_scroll_to_ends (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  bal_history_view_scroll_to (fixture.view, 0, 0.5);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 1000, 0);
  bal_history_view_scroll_to (fixture.view, 599, 0);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1599);
  bal_history_view_scroll_to (fixture.view, 200, 0);
  history_fixture_frame (&fixture);
  g_assert_false (bal_history_view_is_at_end (fixture.view));
  bal_history_view_scroll_to_end (fixture.view);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1599);
  history_fixture_close (&fixture);
}

/* A jump while a fling goes on: the fling goes on from there. */
static void
test_scroll_to_in_fling (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  HistoryFling fling = { fixture.adjustment, history_fixture_value (&fixture), -2000, 0 };
  guint tick = gtk_widget_add_tick_callback (fixture.scrolled, history_fling_tick, &fling, NULL);
  for (guint i = 0; i < 5; i++)
    history_fixture_frame (&fixture);
  bal_history_view_scroll_to (fixture.view, 100, 0.3);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 1100, 0.3);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GArray) before = history_fixture_look (&fixture);
      double value = history_fixture_value (&fixture);
      history_fixture_frame (&fixture);
      double scrolled = history_fixture_value (&fixture) - value;
      g_assert_cmpfloat (scrolled, <, 0);
      g_assert_cmpfloat (history_fixture_moved (&fixture, before, scrolled), <=, HISTORY_PIXEL);
    }
  /* The last row cannot go to the top; it goes as far as it can, and the fling on from there. */
  double value = history_fixture_value (&fixture);
  bal_history_view_scroll_to (fixture.view, 599, 0);
  history_fixture_frame (&fixture);
  g_assert_cmpfloat (fabs (history_fixture_value (&fixture) - value), <, 40);
  g_assert_true (history_fixture_is_on_page (&fixture, 1599));
  gtk_widget_remove_tick_callback (fixture.scrolled, tick);
  history_fixture_close (&fixture);
}

static void
test_high_row (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  bal_history_view_scroll_to (fixture.view, 50, 0);
  history_fixture_frame (&fixture);
  history_fixture_grow (&fixture, 1050, 3000);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 1050, 0);
  history_fixture_fling (&fixture, 16000, 40);
  history_fixture_fling (&fixture, -16000, 40);
  bal_history_view_scroll_to (fixture.view, 51, 1);
  history_fixture_frame (&fixture);
  history_fixture_grow (&fixture, 1050, 3000);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 1051, 1);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 1500);
  g_autoptr (GArray) inside = history_fixture_look (&fixture);
  g_assert_cmpuint (inside->len, ==, 1);
  history_fixture_insert (&fixture, 0, 900, 10);
  history_fixture_insert (&fixture, 110, 1100, 10);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, inside);
  history_fixture_grow (&fixture, 1050, 3500);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, inside);
  history_fixture_close (&fixture);
}

static void
test_huge_model (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open_model (&fixture, test_lazy_model_new (0, 100000));
  history_fixture_assert_at_end (&fixture, 99999);
  g_assert_cmpuint (fixture.bound, <, 40);
  for (guint i = 1; i < 10; i++)
    {
      double lower = gtk_adjustment_get_lower (fixture.adjustment);
      double upper = gtk_adjustment_get_upper (fixture.adjustment);
      history_fixture_scroll_to (&fixture, lower + (upper - lower) * i / 10);
      g_autoptr (GArray) seen = history_fixture_look (&fixture);
      double share = g_array_index (seen, Seen, 0).id / 100000.0;
      g_assert_cmpfloat_with_epsilon (share, i / 10.0, 0.05);
    }
  history_fixture_scroll_to (&fixture, -1e12);
  g_autoptr (GArray) first = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (first, Seen, 0).id, ==, 0);
  history_fixture_scroll_to (&fixture, 1e12);
  history_fixture_assert_at_end (&fixture, 99999);
  g_assert_cmpuint (history_fixture_widgets (&fixture), <, 100);
  g_assert_cmpuint (fixture.bound, <, 1000);
  history_fixture_close (&fixture);
}

static void
test_wheel (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  history_fixture_settle (&fixture);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GArray) before = history_fixture_look (&fixture);
      double value = history_fixture_value (&fixture);
      history_fixture_drive (&fixture, "mousemove 300 400 click 4");
      double scrolled = history_fixture_value (&fixture) - value;
      g_assert_cmpfloat (scrolled, <, 0);
      g_assert_cmpfloat (history_fixture_moved (&fixture, before, scrolled), <=, HISTORY_PIXEL);
    }
  history_fixture_close (&fixture);
}

/* Where the scrollbar says that the page is, within the model. */
static double
share_shown (HistoryFixture *fixture)
{
  g_autoptr (GArray) seen = history_fixture_look (fixture);
  return (g_array_index (seen, Seen, 0).id - 1000) / 600.0;
}

static void
test_drag_of_scrollbar (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (fixture.scrolled), FALSE);
  history_fixture_settle (&fixture);
  history_fixture_drive (&fixture, "mousemove 694 792 mousedown 1");
  double share = share_shown (&fixture);
  for (int y = 760; y >= 40; y -= 80)
    {
      g_autofree char *move = g_strdup_printf ("mousemove 694 %d", y);
      history_fixture_drive (&fixture, move);
      g_assert_cmpfloat (share_shown (&fixture), <, share);
      share = share_shown (&fixture);
      g_assert_cmpfloat_with_epsilon (share, y / 800.0, 0.12);
    }
  history_fixture_drive (&fixture, "mousemove 694 1");
  g_assert_cmpfloat (share_shown (&fixture), ==, 0);
  history_fixture_drive (&fixture, "mousemove 694 799 mouseup 1");
  history_fixture_assert_at_end (&fixture, 1599);
  history_fixture_close (&fixture);
}

static void
on_notify (guint *count)
{
  (*count)++;
}

static void
test_at_end_notifies (void)
{
  HistoryFixture fixture = { 0 };
  guint notified = 0;
  history_fixture_open (&fixture, 1000, 100);
  g_signal_connect_swapped (fixture.view, "notify::at-end", G_CALLBACK (on_notify), &notified);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 200);
  g_assert_cmpuint (notified, ==, 1);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 200);
  g_assert_cmpuint (notified, ==, 1);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) + 400);
  g_assert_cmpuint (notified, ==, 2);
  history_fixture_assert_at_end (&fixture, 1099);
  history_fixture_close (&fixture);
}

/* A touchpad moves by parts of a pixel. */
static void
test_small_steps (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  history_fixture_settle (&fixture);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  for (guint i = 0; i < 50; i++)
    history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 0.4);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, -20), <=, HISTORY_PIXEL);
  history_fixture_close (&fixture);
}

#define END_ID (TEST_SHORT_IDS + 5000)

/* A model as the program has it: a window of at most 600 items over many more, which is asked for
 * more at either end, answers later, and drops items at the other end. */
typedef struct
{
  HistoryFixture fixture;
  guint from, to; /* ids in the model */
} Pager;

static void
drop_if_many (Pager *pager, gboolean at_head)
{
  guint n = pager->to - pager->from, many = n > 600 ? n - 600 : 0;
  g_list_store_splice (pager->fixture.store, at_head ? 0 : n - many, many, NULL, 0);
  if (at_head)
    pager->from += many;
  else
    pager->to -= many;
  bal_history_view_set_live (pager->fixture.view, pager->to == END_ID);
}

static gboolean
answer_older (gpointer user_data)
{
  Pager *pager = user_data;
  pager->from -= 50;
  history_fixture_insert (&pager->fixture, 0, pager->from, 50);
  drop_if_many (pager, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
answer_newer (gpointer user_data)
{
  Pager *pager = user_data;
  guint n = MIN (END_ID - pager->to, 50);
  if (n > 0)
    history_fixture_insert (&pager->fixture, pager->to - pager->from, pager->to, n);
  pager->to += n;
  drop_if_many (pager, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_need_older (Pager *pager)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, answer_older, pager, NULL);
}

static void
on_need_newer (Pager *pager)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, answer_newer, pager, NULL);
}

static void
test_paged (void)
{
  Pager pager = { .from = END_ID - 60, .to = END_ID };
  history_fixture_open (&pager.fixture, END_ID - 60, 60);
  g_signal_connect_swapped (pager.fixture.view, "need-older", G_CALLBACK (on_need_older), &pager);
  g_signal_connect_swapped (pager.fixture.view, "need-newer", G_CALLBACK (on_need_newer), &pager);
  for (guint i = 0; i < 40 && history_fixture_top_id (&pager.fixture) > END_ID - 1000; i++)
    history_fixture_fling (&pager.fixture, -40000, 15);
  g_assert_cmpuint (history_fixture_top_id (&pager.fixture), <=, END_ID - 1000);
  g_assert_cmpuint (pager.to - pager.from, ==, 600);
  g_assert_false (bal_history_view_get_live (pager.fixture.view));
  for (guint i = 0; i < 60 && !bal_history_view_is_at_end (pager.fixture.view); i++)
    history_fixture_fling (&pager.fixture, 40000, 15);
  history_fixture_assert_at_end (&pager.fixture, END_ID - 1);
  history_fixture_close (&pager.fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/history/fling/long", test_fling);
  g_test_add_func ("/history/fling/beginning", test_fling_into_beginning);
  g_test_add_func ("/history/fling/end", test_beyond_expected_end);
  g_test_add_func ("/history/fling/arrivals", test_fling_while_items_arrive);
  g_test_add_func ("/history/fling/jump", test_scroll_to_in_fling);
  g_test_add_func ("/history/scroll-to/align", test_scroll_to);
  g_test_add_func ("/history/paged", test_paged);
  g_test_add_func ("/history/scroll-to/before-shown", test_scroll_to_before_shown);
  g_test_add_func ("/history/scroll-to/ends", test_scroll_to_ends);
  g_test_add_func ("/history/model/huge", test_huge_model);
  g_test_add_func ("/history/high-row", test_high_row);
  g_test_add_func ("/history/pointer/wheel", test_wheel);
  g_test_add_func ("/history/pointer/scrollbar", test_drag_of_scrollbar);
  g_test_add_func ("/history/at-end", test_at_end_notifies);
  g_test_add_func ("/history/small-steps", test_small_steps);
  return g_test_run ();
}
