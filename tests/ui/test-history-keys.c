#include <math.h>

#include <adwaita.h>

#include "history-fixture.h"

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
  history_fixture_fling (&fixture, -6000, 30);
  history_fixture_fling (&fixture, 6000, 10);
  bal_history_view_scroll_to (fixture.view, 10, 0);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (history_fixture_widgets (&fixture), >, history_fixture_rows (&fixture));
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

static void
press_and_expect (HistoryFixture *fixture, const char *key, guint id)
{
  history_fixture_press (fixture, key);
  g_assert_cmpuint (focused_id (fixture), ==, id);
  g_assert_true (history_fixture_is_on_page (fixture, id));
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
  g_assert_true (history_fixture_is_on_page (fixture, id));
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
          g_assert_true (history_fixture_is_on_page (&fixture, focused_id (&fixture)));
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
  history_fixture_assert_row_at (&fixture, 1030, 0);
  guint presses = 0;
  for (; presses < 100 && focused_id (&fixture) == 1030; presses++)
    {
      double value = history_fixture_value (&fixture);
      history_fixture_press (&fixture, "Down");
      g_assert_cmpfloat (history_fixture_value (&fixture), <,
                         value + history_fixture_page (&fixture));
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
  history_fixture_fling (&fixture, -40000, 30);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture.window)) == row);
  g_assert_cmpuint (focused_id (&fixture), ==, 1299);
  g_assert_false (history_fixture_is_on_page (&fixture, 1299));
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

/* One step of Tab goes into the list, to the row that had the focus or else to one that is seen
 * whole, and the next out of it. */
static void
test_tab (void)
{
  HistoryFixture fixture = { 0 };
  history_fixture_open (&fixture, TEST_SHORT_IDS, 100);
  GtkWidget *view = GTK_WIDGET (fixture.view);
  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD));
  g_assert_cmpuint (focused_id (&fixture), ==, TEST_SHORT_IDS + 99);
  g_assert_false (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD));
  gtk_widget_grab_focus (bal_history_view_get_row (fixture.view, 96));
  gtk_window_set_focus (GTK_WINDOW (fixture.window), NULL);
  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_BACKWARD));
  g_assert_cmpuint (focused_id (&fixture), ==, TEST_SHORT_IDS + 96);
  gtk_window_set_focus (GTK_WINDOW (fixture.window), NULL);
  history_fixture_park (&fixture, 3010);
  g_autoptr (GArray) seen = history_fixture_look (&fixture);
  g_assert_cmpfloat (g_array_index (seen, Seen, 0).y, <, -1);
  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD));
  g_assert_cmpuint (focused_id (&fixture), ==, g_array_index (seen, Seen, 1).id);
  g_assert_cmpfloat (history_fixture_moved (&fixture, seen, 0), ==, 0);
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
  /* In the middle, in one frame with another change: the next row has it. */
  bal_history_view_scroll_to (fixture.view, 150, 0.5);
  history_fixture_settle (&fixture);
  gtk_widget_grab_focus (bal_history_view_get_row (fixture.view, 150));
  history_fixture_insert (&fixture, 0, 995, 5);
  g_list_store_remove (fixture.store, 155);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (focused_id (&fixture), ==, 1151);
  /* Far from the page: the nearest row that there is. */
  history_fixture_fling (&fixture, -40000, 30);
  g_assert_false (history_fixture_is_on_page (&fixture, 1151));
  g_list_store_remove (fixture.store, 155);
  history_fixture_frame (&fixture);
  g_assert_cmpuint (focused_id (&fixture), <, 1151);
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
  history_fixture_fling (&fixture, -16000, 30);
  g_autoptr (GArray) seen = history_fixture_look (&fixture);
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
  g_test_add_func ("/history/roles", test_roles);
  g_test_add_func ("/history/keys/rows", test_keyboard);
  g_test_add_func ("/history/keys/pages", test_page_keys);
  g_test_add_func ("/history/keys/high-row", test_keys_in_high_row);
  g_test_add_func ("/history/focus/survives", test_focus_survives);
  g_test_add_func ("/history/focus/tab", test_tab);
  g_test_add_func ("/history/focus/removed", test_focused_row_is_removed);
  g_test_add_func ("/history/rtl", test_rtl);
  return g_test_run ();
}
