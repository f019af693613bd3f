#include <adwaita.h>

#include "history-fixture.h"

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

/* A scrollbar that takes room comes when there are rows, and makes them narrower. */
static void
test_opens_with_wide_scrollbar (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  HistoryFixture fixture = { 0 };
  g_object_set (settings, "gtk-overlay-scrolling", FALSE, NULL);
  history_fixture_open (&fixture, 1000, 100);
  history_fixture_assert_at_end (&fixture, 1099);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture.view)), <, 700);
  g_list_store_splice (fixture.store, 0, 99, NULL, 0);
  history_fixture_frame (&fixture);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1099);
  history_fixture_close (&fixture);
  g_object_set (settings, "gtk-overlay-scrolling", TRUE, NULL);
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
  history_fixture_park (&fixture, 3000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  double upper = gtk_adjustment_get_upper (fixture.adjustment);
  history_fixture_insert (&fixture, 200, 1200, 30);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, before);
  g_assert_cmpfloat (gtk_adjustment_get_upper (fixture.adjustment), >, upper);
  history_fixture_close (&fixture);
}

static void
test_row_above_grows (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_park (&fixture, 4000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  guint above = g_array_index (before, Seen, 0).id - 1;
  for (int height = 100; height <= 400; height += 100)
    {
      history_fixture_grow (&fixture, above, height);
      history_fixture_frame (&fixture);
      history_fixture_assert_still (&fixture, before);
    }
  history_fixture_close (&fixture);
}

static void
test_half_hidden_row_grows (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_park (&fixture, 4000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  const Seen *top = &g_array_index (before, Seen, 0);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) + top->y + top->height / 2);
  g_autoptr (GArray) parked = history_fixture_look (&fixture);
  guint id = g_array_index (parked, Seen, 0).id;
  history_fixture_grow (&fixture, id, 300);
  history_fixture_frame (&fixture);
  g_array_remove_index (parked, 0);
  history_fixture_assert_still (&fixture, parked);
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
  history_fixture_park (&fixture, 3000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
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
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (before, Seen, 0).id, ==, 1000);
  history_fixture_insert (&fixture, 0, 950, 50);
  history_fixture_frame (&fixture);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, 0), ==, 0);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) - 300);
  g_assert_cmpfloat (history_fixture_moved (&fixture, before, -300), <=, HISTORY_PIXEL);
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
  history_fixture_park (&fixture, 5000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  g_autoptr (GPtrArray) items = items_from (&fixture, 100, 200, 2000, 50);
  replace_all (&fixture, items);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, before);
  history_fixture_close (&fixture);
}

static void
test_replace_all (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  g_autoptr (GPtrArray) at_end = items_from (&fixture, 0, 0, 3000, 100);
  replace_all (&fixture, at_end);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 3099);
  history_fixture_park (&fixture, 2000);
  g_autoptr (GPtrArray) few = items_from (&fixture, 0, 0, 4000, 40);
  replace_all (&fixture, few);
  bal_history_view_scroll_to (fixture.view, 20, 0.3);
  history_fixture_frame (&fixture);
  history_fixture_assert_row_at (&fixture, 4020, 0.3);
  g_autoptr (GPtrArray) many = items_from (&fixture, 0, 0, 5000, 400);
  replace_all (&fixture, many);
  history_fixture_frame (&fixture);
  g_autoptr (GArray) seen = history_fixture_look (&fixture);
  g_assert_cmpuint (g_array_index (seen, Seen, 0).id, >=, 5000);
  history_fixture_close (&fixture);
}

static gboolean
comes_before (GtkWidget *row, GtkWidget *other)
{
  while (row != NULL && row != other)
    row = gtk_widget_get_next_sibling (row);
  return row != NULL;
}

/* An archive may show that two messages came in another order. */
static void
test_swap (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, TEST_SHORT_IDS, 100);
  GtkWidget *first = bal_history_view_get_row (fixture.view, 97);
  GtkWidget *second = bal_history_view_get_row (fixture.view, 98);
  gpointer items[] = { g_list_model_get_item (G_LIST_MODEL (fixture.store), 98),
                       g_list_model_get_item (G_LIST_MODEL (fixture.store), 97) };
  g_list_store_splice (fixture.store, 97, 2, items, 2);
  history_fixture_frame (&fixture);
  g_assert_true (bal_history_view_get_row (fixture.view, 97) == second);
  g_assert_true (bal_history_view_get_row (fixture.view, 98) == first);
  g_assert_true (comes_before (second, first));
  graphene_rect_t above, below;
  g_assert_true (gtk_widget_compute_bounds (second, GTK_WIDGET (fixture.view), &above));
  g_assert_true (gtk_widget_compute_bounds (first, GTK_WIDGET (fixture.view), &below));
  g_assert_cmpfloat (above.origin.y + above.size.height, ==, below.origin.y);
  g_object_unref (items[0]);
  g_object_unref (items[1]);
  history_fixture_close (&fixture);
}

static GtkWidget *
create_flat_row (gpointer user_data)
{
  guint *created = user_data;
  (*created)++;
  return g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
}

static void
bind_nothing (GtkWidget *row, gpointer item, guint position, gpointer user_data)
{
}

/* Rows without height would all fit on the page. */
static void
test_flat_rows (void)
{
  HistoryFixture fixture = { 0 };
  guint created = 0;
  history_fixture_open_model (&fixture, test_lazy_model_new (0, 20000));
  g_signal_handlers_disconnect_by_data (fixture.view, &fixture);
  bal_history_view_set_factory (fixture.view, create_flat_row, bind_nothing, &created, NULL);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (created, >, 100);
  g_assert_cmpuint (created, <, 2000);
  history_fixture_close (&fixture);
}

static void
test_other_model (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  history_fixture_park (&fixture, 5000);
  g_autoptr (GListModel) other = test_lazy_model_new (7000, 50);
  bal_history_view_set_model (fixture.view, other);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 7049);
  g_assert_cmpuint (fixture.needed_newer, ==, 2);
  g_autoptr (GListModel) as_long = test_lazy_model_new (8000, 50);
  bal_history_view_set_model (fixture.view, as_long);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 8049);
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
  history_fixture_park (&fixture, 5000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  guint first = g_array_index (before, Seen, 0).id - 1000;
  g_list_store_splice (fixture.store, 0, first - 20, NULL, 0);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, before);
  g_list_store_splice (fixture.store, 0, 20, NULL, 0);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, before);
  history_fixture_close (&fixture);
}

static void
test_tail_trim (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 600);
  history_fixture_park (&fixture, 20000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  guint last = g_array_index (before, Seen, before->len - 1).id - 1000;
  g_list_store_splice (fixture.store, last + 1, 599 - last, NULL, 0);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, before);
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
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  history_fixture_insert (&fixture, 90, 1500, 2);
  history_fixture_frame (&fixture);
  while (before->len > 0 && g_array_index (before, Seen, before->len - 1).id >= 2000)
    g_array_set_size (before, before->len - 1);
  g_assert_cmpuint (before->len, >=, 3);
  history_fixture_assert_still (&fixture, before);
  g_autoptr (GArray) with = history_fixture_look (&fixture);
  gboolean seen = FALSE;
  for (guint i = 0; i < with->len; i++)
    seen |= g_array_index (with, Seen, i).id == 1500;
  g_assert_true (seen);
  history_fixture_insert (&fixture, 0, 900, 3);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, with);
  history_fixture_close (&fixture);
}

static void
test_remove_visible (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_park (&fixture, 4000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  remove_seen (&fixture, before, 2);
  history_fixture_frame (&fixture);
  g_array_set_size (before, 2);
  history_fixture_assert_still (&fixture, before);
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
test_width_change (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 300);
  history_fixture_park (&fixture, 6000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  Seen steady = g_array_index (before, Seen, 1);
  int widths[] = { 400, 900, 330, 700 };
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      history_fixture_resize (&fixture, widths[i], 800);
      g_autoptr (GArray) now = history_fixture_look (&fixture);
      gboolean found = FALSE;
      for (guint j = 0; j < now->len; j++)
        if (g_array_index (now, Seen, j).id == steady.id)
          {
            found = TRUE;
            g_assert_cmpfloat_with_epsilon (g_array_index (now, Seen, j).y, steady.y,
                                            HISTORY_PIXEL);
          }
      g_assert_true (found);
    }
  history_fixture_close (&fixture);
}

/* Who reads in the middle of a row that is higher than the page stays there. */
static void
test_width_in_high_row (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 60);
  bal_history_view_scroll_to (fixture.view, 30, 0);
  history_fixture_frame (&fixture);
  history_fixture_set_text_length (&fixture, 1030, 20000);
  history_fixture_frame (&fixture);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) + 3000);
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  Seen row = g_array_index (before, Seen, 0);
  g_assert_cmpuint (before->len, ==, 1);
  history_fixture_resize (&fixture, 400, 800);
  g_autoptr (GArray) after = history_fixture_look (&fixture);
  Seen now = g_array_index (after, Seen, 0);
  g_assert_cmpuint (now.id, ==, row.id);
  g_assert_cmpfloat (now.height, >, row.height * 1.3);
  g_assert_cmpfloat_with_epsilon (now.y / now.height, row.y / row.height, 0.001);
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
      history_fixture_resize (&fixture, sizes[i][0], sizes[i][1]);
      history_fixture_assert_at_end (&fixture, 1299);
    }
  history_fixture_close (&fixture);
}

/* What happens while the conversation is not shown is there at once when it is. */
static void
test_changes_while_hidden (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  gtk_widget_set_visible (fixture.scrolled, FALSE);
  history_fixture_frame (&fixture);
  history_fixture_insert (&fixture, 100, 1100, 50);
  g_list_store_splice (fixture.store, 0, 60, NULL, 0);
  history_fixture_frame (&fixture);
  guint bound = fixture.bound;
  gtk_widget_set_visible (fixture.scrolled, TRUE);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1149);
  g_assert_cmpuint (fixture.bound, >, bound);
  history_fixture_close (&fixture);
}

static void
test_asks_once (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 200);
  history_fixture_settle (&fixture);
  g_assert_cmpuint (fixture.needed_older, ==, 0);
  history_fixture_insert (&fixture, 0, 999, 1);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (fixture.needed_newer, ==, 1);
  g_list_store_remove (fixture.store, 0);
  bal_history_view_scroll_to (fixture.view, 0, 0);
  for (guint i = 0; i < 5; i++)
    history_fixture_frame (&fixture);
  g_assert_cmpuint (fixture.needed_older, ==, 1);
  history_fixture_scroll_to (&fixture, history_fixture_value (&fixture) + 100);
  history_fixture_insert (&fixture, 200, 1200, 1);
  history_fixture_frame (&fixture);
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
  g_autoptr (GArray) before = history_fixture_look (&fixture);
  history_fixture_insert (&fixture, 100, 1100, 50);
  history_fixture_frame (&fixture);
  history_fixture_assert_still (&fixture, before);
  bal_history_view_scroll_to_end (fixture.view);
  history_fixture_frame (&fixture);
  g_assert_false (bal_history_view_is_at_end (fixture.view));
  bal_history_view_set_live (fixture.view, TRUE);
  history_fixture_frame (&fixture);
  history_fixture_assert_at_end (&fixture, 1149);
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

static double
drawn_height (HistoryFixture *fixture)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (view);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  graphene_rect_t bounds;
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (view),
                          gtk_widget_get_height (view));
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_get_bounds (node, &bounds);
  gsk_render_node_unref (node);
  return bounds.size.height;
}

/* All that is on the page is drawn, and nothing outside of it. */
static void
test_draws (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  history_fixture_park (&fixture, 2500);
  g_assert_cmpfloat_with_epsilon (drawn_height (&fixture), 800, 20);
  g_list_store_splice (fixture.store, 0, 98, NULL, 0);
  history_fixture_settle (&fixture);
  g_autoptr (GArray) seen = history_fixture_look (&fixture);
  double height = 800 - g_array_index (seen, Seen, 0).y;
  g_assert_cmpfloat (height, <, 780);
  g_assert_cmpfloat_with_epsilon (drawn_height (&fixture), height, 20);
  history_fixture_close (&fixture);
}

static void
test_releases_all (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, 1000, 100);
  history_fixture_park (&fixture, 2000);
  GListStore *store = g_object_ref (fixture.store);
  TestItem *item
      = test_row_get_item (TEST_ROW (gtk_widget_get_first_child (GTK_WIDGET (fixture.view))));
  g_assert_nonnull (item);
  g_object_add_weak_pointer (G_OBJECT (item), (gpointer *)&item);
  GtkWidget *view = GTK_WIDGET (g_object_ref (fixture.view));
  history_fixture_close (&fixture);
  g_assert_finalize_object (view);
  g_assert_finalize_object (store);
  g_assert_null (item);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/history/opens-at-end", test_opens_at_end);
  g_test_add_func ("/history/opens/wide-scrollbar", test_opens_with_wide_scrollbar);
  g_test_add_func ("/history/append/pinned", test_append_stays_pinned);
  g_test_add_func ("/history/append/burst", test_burst);
  g_test_add_func ("/history/append/parked", test_append_while_parked);
  g_test_add_func ("/history/grow/above", test_row_above_grows);
  g_test_add_func ("/history/grow/half-hidden", test_half_hidden_row_grows);
  g_test_add_func ("/history/grow/last", test_last_row_grows);
  g_test_add_func ("/history/prepend/parked", test_prepend_while_parked);
  g_test_add_func ("/history/prepend/beginning", test_prepend_at_beginning);
  g_test_add_func ("/history/model/survivors", test_replace_with_survivors);
  g_test_add_func ("/history/model/replace", test_replace_all);
  g_test_add_func ("/history/model/swap", test_swap);
  g_test_add_func ("/history/flat-rows", test_flat_rows);
  g_test_add_func ("/history/model/other", test_other_model);
  g_test_add_func ("/history/model/head-trim", test_head_trim);
  g_test_add_func ("/history/model/tail-trim", test_tail_trim);
  g_test_add_func ("/history/model/middle", test_insert_in_middle);
  g_test_add_func ("/history/model/remove", test_remove_visible);
  g_test_add_func ("/history/model/empty", test_empty);
  g_test_add_func ("/history/resize/width", test_width_change);
  g_test_add_func ("/history/resize/high-row", test_width_in_high_row);
  g_test_add_func ("/history/resize/at-end", test_resize_at_end);
  g_test_add_func ("/history/hidden", test_changes_while_hidden);
  g_test_add_func ("/history/asks-once", test_asks_once);
  g_test_add_func ("/history/not-live", test_not_live);
  g_test_add_func ("/history/rebind", test_rebind);
  g_test_add_func ("/history/draws", test_draws);
  g_test_add_func ("/history/releases-all", test_releases_all);
  return g_test_run ();
}
