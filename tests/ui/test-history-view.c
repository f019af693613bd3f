#include <math.h>

#include <adwaita.h>

#include "history-fixture.h"

#define PIXEL 1.0 /* nothing moves farther than this by itself */

/* Somewhere in the middle, with rows on all sides, at rest. */
static void
park (HistoryFixture *fixture, double above_end)
{
  history_fixture_scroll_to (fixture, history_fixture_value (fixture) - above_end);
  history_fixture_settle (fixture);
  g_assert_false (bal_history_view_is_at_end (fixture->view));
}

static void
assert_still (HistoryFixture *fixture, GArray *before)
{
  g_assert_cmpfloat (history_fixture_moved (fixture, before, 0), <=, PIXEL);
}

static void
test_opens_at_end (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  history_fixture_assert_at_end (&fixture, 1599);
  g_assert_cmpuint (fixture.created, <, 40);
  history_fixture_settle (&fixture);
  history_fixture_assert_at_end (&fixture, 1599);
  g_assert_cmpuint (fixture.needed_newer, ==, 1);
  g_assert_cmpuint (fixture.needed_older, ==, 0);
  history_fixture_close (&fixture);
}

static void
test_append_stays_pinned (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 60);
  for (guint i = 0; i < 20; i++)
    {
      history_fixture_insert (&fixture, 60 + i, 1060 + i, 1);
      history_fixture_frame (&fixture);
      history_fixture_assert_at_end (&fixture, 1060 + i);
    }
  history_fixture_close (&fixture);
}

static void
test_burst (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 60);
  history_fixture_settle (&fixture);
  guint bound = fixture.bound;
  for (guint i = 0; i < 1000; i++)
    history_fixture_insert (&fixture, 60 + i, 1060 + i, 1);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 2059);
  g_assert_cmpuint (fixture.bound - bound, <, 40);
  history_fixture_close (&fixture);
}

static void
test_append_while_parked (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  park (&fixture, 3000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  double upper = gtk_adjustment_get_upper (fixture.adjustment);
  history_fixture_insert (&fixture, 200, 1200, 30);
  history_fixture_frame (&fixture);
  assert_still (&fixture, before);
  g_assert_cmpfloat (gtk_adjustment_get_upper (fixture.adjustment), >, upper);
  history_fixture_close (&fixture);
}

static void
test_row_above_grows (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  park (&fixture, 4000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  guint above = g_array_index (before, Seen, 0).id - 1;
  for (int height = 100; height <= 400; height += 100)
    {
      history_fixture_grow (&fixture, above, height);
      history_fixture_frame (&fixture);
      assert_still (&fixture, before);
    }
  history_fixture_close (&fixture);
}

static void
test_half_hidden_row_grows (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  park (&fixture, 4000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  const Seen *top = &g_array_index (before, Seen, 0);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) + top->y + top->height / 2);
  g_autoptr(GArray) parked = history_fixture_look (&fixture);
  guint id = g_array_index (parked, Seen, 0).id;
  history_fixture_grow (&fixture, id, 300);
  history_fixture_frame (&fixture);
  g_array_remove_index (parked, 0);
  assert_still (&fixture, parked);
  history_fixture_close (&fixture);
}

static void
test_last_row_grows (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_grow (&fixture, 1199, 347);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1199);
  history_fixture_grow (&fixture, 1199, 10);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1199);
  history_fixture_close (&fixture);
}

static void
test_prepend_while_parked (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  park (&fixture, 3000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  double value = history_fixture_value (&fixture);
  history_fixture_insert (&fixture, 0, 950, 50);
  history_fixture_frame (&fixture);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, 0), ==, 0);
  g_assert_cmpfloat (history_fixture_value (&fixture), ==, value);
  history_fixture_close (&fixture);
}

/* The person waits at the very beginning for older messages. */
static void
test_prepend_at_beginning (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  bal_history_view_scroll_to (fixture.view, 0, 0);
  history_fixture_frame (&fixture);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (before, Seen, 0).id, ==, 1000);
  history_fixture_insert (&fixture, 0, 950, 50);
  history_fixture_frame (&fixture);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, 0), ==, 0);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 300);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, -300), <=, PIXEL);
  history_fixture_close (&fixture);
}

/* What GtkScrolledWindow does after a swipe: a position for each frame, computed from where the fling
 * began, whatever has become of the adjustment since. */
typedef struct
{
  GtkAdjustment *adjustment;
  double start;
  double velocity; /* px/s */
  double time;     /* s */
} Fling;

static gboolean
on_fling_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Fling *fling = user_data;
  const double friction = 4;
  fling->time += 1 / 60.0;
  double position = fling->start + fling->velocity / friction * (1 - exp (-friction * fling->time));
  gtk_adjustment_set_value (fling->adjustment, position);
  return G_SOURCE_CONTINUE;
}

static void
fling_on (HistoryFixture *fixture, double velocity, guint frames)
{
  Fling fling = { fixture->adjustment, history_fixture_value (fixture), velocity, 0 };
  guint tick = gtk_widget_add_tick_callback (fixture->scrolled, on_fling_tick, &fling, NULL);
  for (guint i = 0; i < frames; i++)
    {
      g_autoptr(GArray) before = history_fixture_look (fixture);
      double value = history_fixture_value (fixture);
      history_fixture_frame (fixture);
      double scrolled = history_fixture_value (fixture) - value;
      g_assert_cmpfloat (history_fixture_moved (fixture, before, scrolled), <=, PIXEL);
    }
  gtk_widget_remove_tick_callback (fixture->scrolled, tick);
}

static void
test_fling (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open_model (&fixture, test_lazy_model_new (0, 6000));
  guint lowest = 6000;
  for (guint i = 0; i < 100 && lowest > 1000; i++)
    {
      double expected = history_fixture_value (&fixture);
      fling_on (&fixture, -40000, 20);
      expected -= 40000 / 4 * (1 - exp (-20 / 15.0));
      g_assert_cmpfloat_with_epsilon (history_fixture_value (&fixture), expected, PIXEL);
      g_autoptr(GArray) seen = history_fixture_look (&fixture);
      lowest = g_array_index (seen, Seen, 0).id;
    }
  g_assert_cmpuint (lowest, <=, 1000);
  g_assert_cmpuint (history_fixture_widgets (&fixture), <, 100);
  history_fixture_close (&fixture);
}

/* The rows near the beginning are far lower than expected, so the beginning comes sooner. */
static void
test_fling_into_beginning (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 60);
  fling_on (&fixture, -40000, 30);
  g_autoptr(GArray) seen = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (seen, Seen, 0).id, ==, 1000);
  g_assert_cmpfloat_with_epsilon (g_array_index (seen, Seen, 0).y, 0, 0.5);
  fling_on (&fixture, 40000, 30);
  history_fixture_assert_at_end (&fixture, 1059);
  history_fixture_close (&fixture);
}

/* Messages arrive while a fling that will end at the end goes on. */
static void
test_fling_while_items_arrive (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  park (&fixture, 6000);
  Fling fling = { fixture.adjustment, history_fixture_value (&fixture), 3000, 0 };
  guint tick = gtk_widget_add_tick_callback (fixture.scrolled, on_fling_tick, &fling, NULL);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GArray) before = history_fixture_look (&fixture);
      double value = history_fixture_value (&fixture);
      history_fixture_insert (&fixture, 300 + i, 1300 + i, 1);
      history_fixture_insert (&fixture, 0, 900 - i, 1);
      g_list_store_remove (fixture.store, 0);
      history_fixture_frame (&fixture);
      double scrolled = history_fixture_value (&fixture) - value;
      g_assert_cmpfloat (history_fixture_moved (&fixture, before, scrolled), <=, PIXEL);
    }
  gtk_widget_remove_tick_callback (fixture.scrolled, tick);
  history_fixture_close (&fixture);
}

static void
assert_row_at (HistoryFixture *fixture, guint id, double align)
{
  g_autoptr(GArray) seen = history_fixture_look (fixture);
  for (guint i = 0; i < seen->len; i++)
    {
      const Seen *row = &g_array_index (seen, Seen, i);
      if (row->id != id)
        continue;
      double free = MAX (history_fixture_page (fixture) - row->height, 0);
      g_assert_cmpfloat_with_epsilon (row->y, align * free, 1);
      return;
    }
  g_error ("Row %u is not on the page", id);
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
      assert_row_at (&fixture, 1000 + jumps[i].position, jumps[i].align);
      g_assert_false (bal_history_view_is_at_end (fixture.view));
    }
  history_fixture_close (&fixture);
}

static void
test_scroll_to_ends (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  bal_history_view_scroll_to (fixture.view, 0, 0.5);
  history_fixture_frame (&fixture);
  assert_row_at (&fixture, 1000, 0);
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
  Fling fling = { fixture.adjustment, history_fixture_value (&fixture), -2000, 0 };
  guint tick = gtk_widget_add_tick_callback (fixture.scrolled, on_fling_tick, &fling, NULL);
  for (guint i = 0; i < 5; i++)
    history_fixture_frame (&fixture);
  bal_history_view_scroll_to (fixture.view, 100, 0.3);
  history_fixture_frame (&fixture);
  assert_row_at (&fixture, 1100, 0.3);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GArray) before = history_fixture_look (&fixture);
      double value = history_fixture_value (&fixture);
      history_fixture_frame (&fixture);
      double scrolled = history_fixture_value (&fixture) - value;
      g_assert_cmpfloat (scrolled, <, 0);
      g_assert_cmpfloat (history_fixture_moved (&fixture, before, scrolled), <=, PIXEL);
    }
  gtk_widget_remove_tick_callback (fixture.scrolled, tick);
  history_fixture_close (&fixture);
}

static void
replace_all (HistoryFixture *fixture, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->store));
  g_list_store_splice (fixture->store, 0, n, items->pdata, items->len);
}

static GPtrArray *
items_from (HistoryFixture *fixture, guint position, guint n, guint next_id, guint n_new)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (fixture->store), position + i));
  for (guint i = 0; i < n_new; i++)
    g_ptr_array_add (items, test_item_new (next_id + i));
  return items;
}

static void
test_replace_with_survivors (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  park (&fixture, 5000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  g_autoptr(GPtrArray) items = items_from (&fixture, 100, 200, 2000, 50);
  replace_all (&fixture, items);
  history_fixture_frame (&fixture);
  assert_still (&fixture, before);
  history_fixture_close (&fixture);
}

static void
test_replace_all (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  g_autoptr(GPtrArray) at_end = items_from (&fixture, 0, 0, 3000, 100);
  replace_all (&fixture, at_end);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 3099);
  park (&fixture, 2000);
  g_autoptr(GPtrArray) few = items_from (&fixture, 0, 0, 4000, 40);
  replace_all (&fixture, few);
  bal_history_view_scroll_to (fixture.view, 20, 0.3);
  history_fixture_frame (&fixture);
  assert_row_at (&fixture, 4020, 0.3);
  g_autoptr(GPtrArray) many = items_from (&fixture, 0, 0, 5000, 400);
  replace_all (&fixture, many);
  history_fixture_frame (&fixture);
  g_autoptr(GArray) seen = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (seen, Seen, 0).id, >=, 5000);
  history_fixture_close (&fixture);
}

static void
test_other_model (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  park (&fixture, 5000);
  g_autoptr(GListModel) other = test_lazy_model_new (7000, 50);
  bal_history_view_set_model (fixture.view, other);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 7049);
  bal_history_view_set_model (fixture.view, NULL);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (history_fixture_rows (&fixture), ==, 0);
  history_fixture_close (&fixture);
}

static void
test_head_trim (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  park (&fixture, 5000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  guint first = g_array_index (before, Seen, 0).id - 1000;
  g_list_store_splice (fixture.store, 0, first - 20, NULL, 0);
  history_fixture_frame (&fixture);
  assert_still (&fixture, before);
  g_list_store_splice (fixture.store, 0, 20, NULL, 0);
  history_fixture_frame (&fixture);
  assert_still (&fixture, before);
  history_fixture_close (&fixture);
}

static void
test_tail_trim (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  park (&fixture, 20000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  guint last = g_array_index (before, Seen, before->len - 1).id - 1000;
  g_list_store_splice (fixture.store, last + 1, 599 - last, NULL, 0);
  history_fixture_frame (&fixture);
  assert_still (&fixture, before);
  history_fixture_close (&fixture);
}

/* Removes the row @index of @before from the model and from @before. */
static void
remove_seen (HistoryFixture *fixture, GArray *before, guint index)
{
  guint id = g_array_index (before, Seen, index).id;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->store)); i++)
    {
      GtkWidget *row = bal_history_view_get_row (fixture->view, i);
      if (row == NULL || g_array_index (before, Seen, index).widget != row)
        continue;
      g_assert_cmpuint (id, ==, 1000 + i);
      g_list_store_remove (fixture->store, i);
      g_array_remove_index (before, index);
      return;
    }
  g_assert_not_reached ();
}

static void
test_insert_in_middle (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 90);
  history_fixture_insert (&fixture, 90, 2000, 100);
  history_fixture_frame (&fixture);
  bal_history_view_scroll_to (fixture.view, 90, 0.6);
  history_fixture_frame (&fixture);
  history_fixture_settle (&fixture);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  history_fixture_insert (&fixture, 90, 1500, 2);
  history_fixture_frame (&fixture);
  while (before->len > 0 && g_array_index (before, Seen, before->len - 1).id >= 2000)
    g_array_set_size (before, before->len - 1);
  g_assert_cmpuint (before->len, >=, 3);
  assert_still (&fixture, before);
  g_autoptr(GArray) with = history_fixture_look (&fixture);
  gboolean seen = FALSE;
  for (guint i = 0; i < with->len; i++)
    seen |= g_array_index (with, Seen, i).id == 1500;
  g_assert_true (seen);
  history_fixture_insert (&fixture, 0, 900, 3);
  history_fixture_frame (&fixture);
  assert_still (&fixture, with);
  history_fixture_close (&fixture);
}

static void
test_remove_visible (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  park (&fixture, 4000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  remove_seen (&fixture, before, 2);
  history_fixture_frame (&fixture);
  g_array_set_size (before, 2);
  assert_still (&fixture, before);
  history_fixture_close (&fixture);
}

static void
test_empty (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 0);
  g_assert_true (bal_history_view_is_at_end (fixture.view));
  g_assert_cmpuint (fixture.needed_older + fixture.needed_newer, ==, 0);
  history_fixture_insert (&fixture, 0, 1000, 1);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1000);
  history_fixture_insert (&fixture, 1, 1001, 2);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1002);
  g_list_store_remove_all (fixture.store);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (history_fixture_rows (&fixture), ==, 0);
  history_fixture_insert (&fixture, 0, 1000, 100);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1099);
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
  assert_row_at (&fixture, 1050, 0);
  fling_on (&fixture, 16000, 40);
  fling_on (&fixture, -16000, 40);
  bal_history_view_scroll_to (fixture.view, 51, 1);
  history_fixture_frame (&fixture);
  history_fixture_grow (&fixture, 1050, 3000);
  history_fixture_frame (&fixture);
  assert_row_at (&fixture, 1051, 1);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 1500);
  g_autoptr(GArray) inside = history_fixture_look (&fixture);
  g_assert_cmpuint (inside->len, ==, 1);
  history_fixture_insert (&fixture, 0, 900, 10);
  history_fixture_insert (&fixture, 110, 1100, 10);
  history_fixture_frame (&fixture);
  assert_still (&fixture, inside);
  history_fixture_close (&fixture);
}

static void
test_huge_model (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open_model (&fixture, test_lazy_model_new (0, 100000));
  history_fixture_assert_at_end (&fixture, 99999);
  g_assert_cmpuint (fixture.created, <, 40);
  for (guint i = 1; i < 10; i++)
    {
      double lower = gtk_adjustment_get_lower (fixture.adjustment);
      double upper = gtk_adjustment_get_upper (fixture.adjustment);
      history_fixture_scroll_to (&fixture, lower + (upper - lower) * i / 10);
      g_autoptr(GArray) seen = history_fixture_look (&fixture);
      double share = g_array_index (seen, Seen, 0).id / 100000.0;
      g_assert_cmpfloat_with_epsilon (share, i / 10.0, 0.05);
    }
  history_fixture_scroll_to (&fixture, -1e12);
  g_autoptr(GArray) first = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (first, Seen, 0).id, ==, 0);
  history_fixture_scroll_to (&fixture, 1e12);
  history_fixture_assert_at_end (&fixture, 99999);
  g_assert_cmpuint (history_fixture_widgets (&fixture), <, 100);
  history_fixture_close (&fixture);
}

static void
resize (HistoryFixture *fixture, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  for (guint i = 0; i < 200 && gtk_widget_get_width (GTK_WIDGET (fixture->view)) != width; i++)
    history_fixture_frame (fixture);
  for (guint i = 0; i < 200 && gtk_widget_get_height (GTK_WIDGET (fixture->view)) != height; i++)
    history_fixture_frame (fixture);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->view)), ==, width);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (fixture->view)), ==, height);
}

static void
test_width_change (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  park (&fixture, 6000);
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  Seen steady = g_array_index (before, Seen, 1);
  int widths[] = { 400, 900, 330, 700 };
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      resize (&fixture, widths[i], 800);
      g_autoptr(GArray) now = history_fixture_look (&fixture);
      gboolean found = FALSE;
      for (guint j = 0; j < now->len; j++)
        if (g_array_index (now, Seen, j).id == steady.id)
          {
            found = TRUE;
            g_assert_cmpfloat_with_epsilon (g_array_index (now, Seen, j).y, steady.y, PIXEL);
          }
      g_assert_true (found);
    }
  history_fixture_close (&fixture);
}

static void
test_resize_at_end (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  const int sizes[][2] = { { 400, 300 }, { 1000, 880 }, { 500, 200 }, { 700, 800 } };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      resize (&fixture, sizes[i][0], sizes[i][1]);
      history_fixture_assert_at_end (&fixture, 1299);
    }
  history_fixture_close (&fixture);
}

static void
test_asks_once (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_settle (&fixture);
  g_assert_cmpuint (fixture.needed_older, ==, 0);
  bal_history_view_scroll_to (fixture.view, 0, 0);
  for (guint i = 0; i < 5; i++)
    history_fixture_frame (&fixture);
  g_assert_cmpuint (fixture.needed_older, ==, 1);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) + 100);
  g_assert_cmpuint (fixture.needed_older, ==, 1);
  history_fixture_insert (&fixture, 0, 999, 1);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (fixture.needed_older, ==, 2);
  history_fixture_insert (&fixture, 0, 949, 50);
  history_fixture_settle (&fixture);
  g_assert_cmpuint (fixture.needed_older, ==, 2);
  g_assert_cmpuint (fixture.needed_newer, ==, 1);
  history_fixture_close (&fixture);
}

static void
test_not_live (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  bal_history_view_set_live (fixture.view, FALSE);
  history_fixture_frame (&fixture);
  g_assert_false (bal_history_view_is_at_end (fixture.view));
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  history_fixture_insert (&fixture, 100, 1100, 50);
  history_fixture_frame (&fixture);
  assert_still (&fixture, before);
  bal_history_view_scroll_to_end (fixture.view);
  history_fixture_frame (&fixture);
  g_assert_false (bal_history_view_is_at_end (fixture.view));
  bal_history_view_set_live (fixture.view, TRUE);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1149);
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
  g_autoptr(GArray) before = history_fixture_look (&fixture);
  for (guint i = 0; i < 50; i++)
    history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 0.4);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, -20), <=, PIXEL);
  history_fixture_close (&fixture);
}

static void
test_rebind (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  history_fixture_settle (&fixture);
  guint bound = fixture.bound;
  bal_history_view_rebind (fixture.view, 98);
  bal_history_view_rebind (fixture.view, 2);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (fixture.bound, ==, bound + 1);
  history_fixture_insert (&fixture, 98, 1500, 1);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (fixture.bound, ==, bound + 4);
  history_fixture_close (&fixture);
}

static void
test_roles (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  history_fixture_settle (&fixture);
  gtk_test_accessible_assert_role (fixture.view, GTK_ACCESSIBLE_ROLE_LIST);
  GtkWidget *last = bal_history_view_get_row (fixture.view, 99);
  gtk_test_accessible_assert_role (last, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (last, GTK_ACCESSIBLE_PROPERTY_LABEL, "Person 1099");
  g_assert_null (bal_history_view_get_row (fixture.view, 3));
  /* The widgets are in the order of the rows, which a screen reader follows. */
  fling_on (&fixture, -6000, 30);
  fling_on (&fixture, 6000, 10);
  guint id = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture.view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      TestItem *item = test_row_get_item (TEST_ROW (row));
      if (item == NULL)
        {
          gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
          continue;
        }
      gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_HIDDEN, FALSE);
      g_assert_cmpuint (test_item_get_id (item), >, id);
      id = test_item_get_id (item);
    }
  history_fixture_close (&fixture);
}

static void
test_releases_all (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  park (&fixture, 2000);
  GListStore *store = g_object_ref (fixture.store);
  TestItem *item = test_row_get_item (TEST_ROW (gtk_widget_get_first_child (GTK_WIDGET (fixture.view))));
  g_assert_nonnull (item);
  g_object_add_weak_pointer (G_OBJECT (item), (gpointer *) &item);
  GtkWidget *view = GTK_WIDGET (g_object_ref (fixture.view));
  history_fixture_close (&fixture);
  g_assert_finalize_object (view);
  g_assert_finalize_object (store);
  g_assert_null (item);
}

static guint
focused_id (HistoryFixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (TEST_IS_ROW (focus));
  TestItem *item = test_row_get_item (TEST_ROW (focus));
  g_assert_nonnull (item);
  return test_item_get_id (item);
}

static gboolean
is_on_page (HistoryFixture *fixture, guint id)
{
  g_autoptr(GArray) seen = history_fixture_look (fixture);
  for (guint i = 0; i < seen->len; i++)
    if (g_array_index (seen, Seen, i).id == id)
      return TRUE;
  return FALSE;
}

static void
press_and_expect (HistoryFixture *fixture, const char *key, guint id)
{
  history_fixture_press (fixture, key);
  g_assert_cmpuint (focused_id (fixture), ==, id);
  g_assert_true (is_on_page (fixture, id));
}

/* A row that is higher than the page is scrolled through before the focus goes on. */
static void
step_to (HistoryFixture *fixture, const char *key, guint id)
{
  guint before = focused_id (fixture);
  for (guint i = 0; i < 20 && focused_id (fixture) == before; i++)
    {
      double value = history_fixture_value (fixture);
      history_fixture_press (fixture, key);
      g_assert_true (focused_id (fixture) != before || history_fixture_value (fixture) != value);
    }
  g_assert_cmpuint (focused_id (fixture), ==, id);
  g_assert_true (is_on_page (fixture, id));
}

static void
test_keyboard (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_settle (&fixture);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  g_assert_cmpuint (focused_id (&fixture), ==, 1199);
  press_and_expect (&fixture, "Down", 1199);
  for (guint i = 1; i <= 12; i++)
    step_to (&fixture, "Up", 1199 - i);
  step_to (&fixture, "Down", 1188);
  press_and_expect (&fixture, "Home", 1000);
  press_and_expect (&fixture, "Up", 1000);
  g_assert_cmpuint (fixture.needed_older, ==, 1);
  step_to (&fixture, "Down", 1001);
  press_and_expect (&fixture, "End", 1199);
  history_fixture_assert_at_end (&fixture, 1199);
  history_fixture_close (&fixture);
}

static void
test_page_keys (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 60);
  history_fixture_settle (&fixture);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  const char *const keys[] = { "Page_Up", "Page_Down" };
  const guint ends[] = { 1000, 1059 };
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      guint presses = 0;
      for (; presses < 40 && focused_id (&fixture) != ends[k]; presses++)
        {
          guint id = focused_id (&fixture);
          double value = history_fixture_value (&fixture);
          history_fixture_press (&fixture, keys[k]);
          double scrolled = fabs (history_fixture_value (&fixture) - value);
          g_assert_true (focused_id (&fixture) != id || scrolled > 0);
          g_assert_cmpfloat (scrolled, <=, history_fixture_page (&fixture));
          g_assert_true (is_on_page (&fixture, focused_id (&fixture)));
        }
      g_assert_cmpuint (focused_id (&fixture), ==, ends[k]);
      g_assert_cmpuint (presses, >, 5);
    }
  history_fixture_assert_at_end (&fixture, 1059);
  history_fixture_close (&fixture);
}

/* Every part of a row that is higher than the page can be read with the keyboard. */
static void
test_keys_in_high_row (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 60);
  bal_history_view_scroll_to (fixture.view, 29, 0);
  history_fixture_frame (&fixture);
  gtk_widget_grab_focus (history_fixture_row (&fixture, 1029));
  history_fixture_grow (&fixture, 1030, 3000);
  history_fixture_frame (&fixture);
  press_and_expect (&fixture, "Down", 1030);
  assert_row_at (&fixture, 1030, 0);
  guint presses = 0;
  for (; presses < 100 && focused_id (&fixture) == 1030; presses++)
    {
      double value = history_fixture_value (&fixture);
      history_fixture_press (&fixture, "Down");
      g_assert_cmpfloat (history_fixture_value (&fixture), <, value + history_fixture_page (&fixture));
    }
  g_assert_cmpuint (focused_id (&fixture), ==, 1031);
  g_assert_cmpuint (presses, >, 3);
  history_fixture_close (&fixture);
}

static void
test_focus_survives (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  GtkWidget *row = bal_history_view_get_row (fixture.view, 299);
  fling_on (&fixture, -40000, 30);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture.window)) == row);
  g_assert_cmpuint (focused_id (&fixture), ==, 1299);
  g_assert_false (is_on_page (&fixture, 1299));
  bal_history_view_scroll_to (fixture.view, 20, 0);
  history_fixture_insert (&fixture, 0, 900, 5);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (focused_id (&fixture), ==, 1299);
  /* The keyboard goes on where the focus is. */
  press_and_expect (&fixture, "Up", 1298);
  bal_history_view_scroll_to_end (fixture.view);
  history_fixture_frame (&fixture);
  g_assert_true (bal_history_view_get_row (fixture.view, 304) == row);
  history_fixture_close (&fixture);
}

static void
test_focused_row_is_removed (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  g_list_store_remove (fixture.store, 299);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (focused_id (&fixture), ==, 1298);
  fling_on (&fixture, -40000, 30);
  g_list_store_remove (fixture.store, 298);
  history_fixture_frame (&fixture);
  g_assert_true (is_on_page (&fixture, focused_id (&fixture)) ||
                 gtk_widget_get_focus_child (GTK_WIDGET (fixture.view)) != NULL);
  g_list_store_remove_all (fixture.store);
  history_fixture_frame (&fixture);
  g_assert_null (gtk_widget_get_focus_child (GTK_WIDGET (fixture.view)));
  history_fixture_close (&fixture);
}

static void
test_rtl (void)
{
  HistoryFixture fixture = { 0 };
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  history_fixture_open (&fixture, 1000, 300);
  history_fixture_assert_at_end (&fixture, 1299);
  fling_on (&fixture, -16000, 30);
  g_autoptr(GArray) seen = history_fixture_look (&fixture);
  for (guint i = 0; i < seen->len; i++)
    {
      GtkWidget *row = g_array_index (seen, Seen, i).widget;
      graphene_rect_t bubble;
      g_assert_true (
          gtk_widget_compute_bounds (test_row_get_bubble (TEST_ROW (row)), row, &bubble));
      double left = bubble.origin.x, right = gtk_widget_get_width (row) - left - bubble.size.width;
      if (gtk_widget_has_css_class (row, "outgoing"))
        g_assert_cmpfloat (left, <, right);
      else
        g_assert_cmpfloat (left, >, right);
    }
  history_fixture_close (&fixture);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/history/opens-at-end", test_opens_at_end);
  g_test_add_func ("/history/append/pinned", test_append_stays_pinned);
  g_test_add_func ("/history/append/burst", test_burst);
  g_test_add_func ("/history/append/parked", test_append_while_parked);
  g_test_add_func ("/history/grow/above", test_row_above_grows);
  g_test_add_func ("/history/grow/half-hidden", test_half_hidden_row_grows);
  g_test_add_func ("/history/grow/last", test_last_row_grows);
  g_test_add_func ("/history/prepend/parked", test_prepend_while_parked);
  g_test_add_func ("/history/prepend/beginning", test_prepend_at_beginning);
  g_test_add_func ("/history/fling/long", test_fling);
  g_test_add_func ("/history/fling/beginning", test_fling_into_beginning);
  g_test_add_func ("/history/fling/arrivals", test_fling_while_items_arrive);
  g_test_add_func ("/history/fling/jump", test_scroll_to_in_fling);
  g_test_add_func ("/history/scroll-to/align", test_scroll_to);
  g_test_add_func ("/history/scroll-to/ends", test_scroll_to_ends);
  g_test_add_func ("/history/model/survivors", test_replace_with_survivors);
  g_test_add_func ("/history/model/replace", test_replace_all);
  g_test_add_func ("/history/model/other", test_other_model);
  g_test_add_func ("/history/model/head-trim", test_head_trim);
  g_test_add_func ("/history/model/tail-trim", test_tail_trim);
  g_test_add_func ("/history/model/middle", test_insert_in_middle);
  g_test_add_func ("/history/model/remove", test_remove_visible);
  g_test_add_func ("/history/model/empty", test_empty);
  g_test_add_func ("/history/model/huge", test_huge_model);
  g_test_add_func ("/history/high-row", test_high_row);
  g_test_add_func ("/history/resize/width", test_width_change);
  g_test_add_func ("/history/resize/at-end", test_resize_at_end);
  g_test_add_func ("/history/asks-once", test_asks_once);
  g_test_add_func ("/history/not-live", test_not_live);
  g_test_add_func ("/history/at-end", test_at_end_notifies);
  g_test_add_func ("/history/small-steps", test_small_steps);
  g_test_add_func ("/history/rebind", test_rebind);
  g_test_add_func ("/history/roles", test_roles);
  g_test_add_func ("/history/releases-all", test_releases_all);
  g_test_add_func ("/history/keys/rows", test_keyboard);
  g_test_add_func ("/history/keys/pages", test_page_keys);
  g_test_add_func ("/history/keys/high-row", test_keys_in_high_row);
  g_test_add_func ("/history/focus/survives", test_focus_survives);
  g_test_add_func ("/history/focus/removed", test_focused_row_is_removed);
  g_test_add_func ("/history/rtl", test_rtl);
  return g_test_run ();
}
