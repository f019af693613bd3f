#include "history-fixture.h"

#include <math.h>

static const char css[]
    = "history row { padding: 3px 12px; outline-offset: -3px; border-radius: 12px; }"
      "history .bubble { padding: 6px 12px; border-radius: 14px; background: alpha(currentColor, "
      ".08); }"
      "history row.outgoing .bubble { background: alpha(@accent_bg_color, .25); }";

static GtkWidget *
create_row (gpointer user_data)
{
  HistoryFixture *fixture = user_data;
  fixture->created++;
  return g_object_new (TEST_TYPE_ROW, NULL);
}

static void
bind_row (GtkWidget *widget, gpointer item, guint position, gpointer user_data)
{
  HistoryFixture *fixture = user_data;
  fixture->bound += item != NULL;
  test_row_show (TEST_ROW (widget), item);
}

static void
on_need (HistoryFixture *fixture)
{
  fixture->needed_older++;
}

static void
on_need_newer (HistoryFixture *fixture)
{
  fixture->needed_newer++;
}

static void
add_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_string (provider, css);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
history_fixture_open_model (HistoryFixture *fixture, GListModel *model)
{
  static gsize styled;
  if (g_once_init_enter (&styled))
    {
      add_style ();
      g_once_init_leave (&styled, 1);
    }
  fixture->view = BAL_HISTORY_VIEW (bal_history_view_new ());
  fixture->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (fixture->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (fixture->scrolled),
                                 GTK_WIDGET (fixture->view));
  fixture->adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (fixture->scrolled));
  g_signal_connect_swapped (fixture->view, "need-older", G_CALLBACK (on_need), fixture);
  g_signal_connect_swapped (fixture->view, "need-newer", G_CALLBACK (on_need_newer), fixture);
  bal_history_view_set_factory (fixture->view, create_row, bind_row, fixture, NULL);
  bal_history_view_set_model (fixture->view, model);
  g_object_unref (model);
  fixture->window = g_object_new (GTK_TYPE_WINDOW, "title", "balcony-history-test", "decorated",
                                  FALSE, "default-width", 700, "default-height", 800, "child",
                                  fixture->scrolled, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  history_fixture_frame (fixture);
}

void
history_fixture_open (HistoryFixture *fixture, guint first_id, guint n)
{
  fixture->store = g_list_store_new (TEST_TYPE_ITEM);
  history_fixture_insert (fixture, 0, first_id, n);
  history_fixture_open_model (fixture, g_object_ref (G_LIST_MODEL (fixture->store)));
}

void
history_fixture_close (HistoryFixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
on_after_paint (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

void
history_fixture_frame (HistoryFixture *fixture)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &painted);
  gtk_widget_queue_draw (fixture->window);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

void
history_fixture_settle (HistoryFixture *fixture)
{
  for (guint bound = G_MAXUINT; bound != fixture->bound;)
    {
      bound = fixture->bound;
      history_fixture_frame (fixture);
      history_fixture_frame (fixture);
    }
}

void
history_fixture_insert (HistoryFixture *fixture, guint position, guint first_id, guint n)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, test_item_new (first_id + i));
  g_list_store_splice (fixture->store, position, 0, items->pdata, n);
}

void
history_fixture_scroll_to (HistoryFixture *fixture, double value)
{
  gtk_adjustment_set_value (fixture->adjustment, value);
  history_fixture_frame (fixture);
}

double
history_fixture_value (HistoryFixture *fixture)
{
  return gtk_adjustment_get_value (fixture->adjustment);
}

double
history_fixture_page (HistoryFixture *fixture)
{
  return gtk_widget_get_height (GTK_WIDGET (fixture->view));
}

static int
compare_seen (gconstpointer a, gconstpointer b)
{
  const Seen *seen_a = a, *seen_b = b;
  return (seen_a->y > seen_b->y) - (seen_a->y < seen_b->y);
}

static GArray *
look_anywhere (HistoryFixture *fixture, gboolean on_page)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Seen));
  GtkWidget *view = GTK_WIDGET (fixture->view);
  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t place;
      TestItem *item = test_row_get_item (TEST_ROW (child));
      if (item == NULL || !gtk_widget_get_child_visible (child)
          || !gtk_widget_compute_bounds (child, view, &place))
        continue;
      Seen seen = { test_item_get_id (item), place.origin.y, place.size.height, child };
      if (!on_page || (seen.y < history_fixture_page (fixture) && seen.y + seen.height > 0))
        g_array_append_val (list, seen);
    }
  g_array_sort (list, compare_seen);
  return list;
}

GArray *
history_fixture_look (HistoryFixture *fixture)
{
  GArray *list = look_anywhere (fixture, TRUE);
  double y = 0;
  for (guint i = 0; i < list->len; i++)
    {
      const Seen *seen = &g_array_index (list, Seen, i);
      if (i == 0)
        g_assert_true (seen->y <= 0
                       || gtk_adjustment_get_upper (fixture->adjustment)
                                  - gtk_adjustment_get_lower (fixture->adjustment)
                              <= history_fixture_page (fixture) + 1);
      else
        {
          g_assert_cmpfloat_with_epsilon (seen->y, y, 0.01);
          g_assert_cmpuint (seen->id, >, g_array_index (list, Seen, i - 1).id);
        }
      y = seen->y + seen->height;
    }
  if (list->len > 0)
    g_assert_cmpfloat (y, >=, history_fixture_page (fixture) - 0.5);
  return list;
}

guint
history_fixture_top_id (HistoryFixture *fixture)
{
  g_autoptr (GArray) seen = history_fixture_look (fixture);
  g_assert_cmpuint (seen->len, >, 0);
  return g_array_index (seen, Seen, 0).id;
}

double
history_fixture_moved (HistoryFixture *fixture, GArray *before, double scrolled)
{
  g_autoptr (GArray) now = history_fixture_look (fixture);
  double worst = -1;
  for (guint i = 0; i < before->len; i++)
    for (guint j = 0; j < now->len; j++)
      {
        const Seen *old = &g_array_index (before, Seen, i), *new = &g_array_index (now, Seen, j);
        if (old->id == new->id)
          worst = MAX (worst, fabs (old->y - scrolled - new->y));
      }
  g_assert_cmpfloat (worst, >=, 0);
  return worst;
}

void
history_fixture_assert_at_end (HistoryFixture *fixture, guint id)
{
  g_autoptr (GArray) list = history_fixture_look (fixture);
  g_assert_cmpuint (list->len, >, 0);
  const Seen *last = &g_array_index (list, Seen, list->len - 1);
  g_assert_cmpuint (last->id, ==, id);
  g_assert_cmpfloat_with_epsilon (last->y + last->height, history_fixture_page (fixture), 0.5);
  g_assert_true (bal_history_view_is_at_end (fixture->view));
}

GtkWidget *
history_fixture_row (HistoryFixture *fixture, guint id)
{
  g_autoptr (GArray) list = look_anywhere (fixture, FALSE);
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, Seen, i).id == id)
      return g_array_index (list, Seen, i).widget;
  return NULL;
}

void
history_fixture_grow (HistoryFixture *fixture, guint id, int height)
{
  GtkWidget *row = history_fixture_row (fixture, id);
  g_assert_nonnull (row);
  gtk_widget_set_size_request (test_row_get_extra (TEST_ROW (row)), 20, height);
}

void
history_fixture_set_text_length (HistoryFixture *fixture, guint id, guint length)
{
  GtkWidget *row = history_fixture_row (fixture, id);
  g_assert_nonnull (row);
  GString *text = g_string_new (NULL);
  while (text->len < length)
    g_string_append (text, "A long way down the river ");
  gtk_label_set_text (GTK_LABEL (test_row_get_body (TEST_ROW (row))), text->str);
  g_string_free (text, TRUE);
}

guint
history_fixture_rows (HistoryFixture *fixture)
{
  g_autoptr (GArray) list = look_anywhere (fixture, FALSE);
  return list->len;
}

guint
history_fixture_widgets (HistoryFixture *fixture)
{
  guint n = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

void
history_fixture_drive (HistoryFixture *fixture, const char *commands)
{
  g_autofree char *line = g_strdup_printf (
      "xdotool search --name ^balcony-history-test$ windowfocus --sync %s", commands);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_newv ((const char *const *)argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  /* The events are in the queue of the X server now, and events come before frames. */
  for (guint i = 0; i < 3; i++)
    history_fixture_frame (fixture);
}

void
history_fixture_press (HistoryFixture *fixture, const char *key)
{
  g_autofree char *command = g_strdup_printf ("key %s", key);
  history_fixture_drive (fixture, command);
}

/* Somewhere in the middle, with rows on all sides, at rest. */
void
history_fixture_park (HistoryFixture *fixture, double above_end)
{
  history_fixture_scroll_to (fixture, history_fixture_value (fixture) - above_end);
  history_fixture_settle (fixture);
  g_assert_false (bal_history_view_is_at_end (fixture->view));
}

void
history_fixture_assert_still (HistoryFixture *fixture, GArray *before)
{
  g_assert_cmpfloat (history_fixture_moved (fixture, before, 0), <=, HISTORY_PIXEL);
}

gboolean
history_fixture_is_on_page (HistoryFixture *fixture, guint id)
{
  g_autoptr (GArray) seen = history_fixture_look (fixture);
  for (guint i = 0; i < seen->len; i++)
    if (g_array_index (seen, Seen, i).id == id)
      return TRUE;
  return FALSE;
}

void
history_fixture_assert_row_at (HistoryFixture *fixture, guint id, double align)
{
  g_autoptr (GArray) seen = history_fixture_look (fixture);
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

gboolean
history_fling_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HistoryFling *fling = user_data;
  const double friction = 4;
  fling->time += 1 / 60.0;
  double position = fling->start + fling->velocity / friction * (1 - exp (-friction * fling->time));
  gtk_adjustment_set_value (fling->adjustment, position);
  return G_SOURCE_CONTINUE;
}

void
history_fixture_fling (HistoryFixture *fixture, double velocity, guint frames)
{
  HistoryFling fling = { fixture->adjustment, history_fixture_value (fixture), velocity, 0 };
  guint tick = gtk_widget_add_tick_callback (fixture->scrolled, history_fling_tick, &fling, NULL);
  for (guint i = 0; i < frames; i++)
    {
      g_autoptr (GArray) before = history_fixture_look (fixture);
      double value = history_fixture_value (fixture);
      history_fixture_frame (fixture);
      double scrolled = history_fixture_value (fixture) - value;
      g_assert_cmpfloat (history_fixture_moved (fixture, before, scrolled), <=, HISTORY_PIXEL);
    }
  gtk_widget_remove_tick_callback (fixture->scrolled, tick);
}

void
history_fixture_resize (HistoryFixture *fixture, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  for (guint i = 0; i < 200 && gtk_widget_get_width (GTK_WIDGET (fixture->view)) != width; i++)
    history_fixture_frame (fixture);
  for (guint i = 0; i < 200 && gtk_widget_get_height (GTK_WIDGET (fixture->view)) != height; i++)
    history_fixture_frame (fixture);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->view)), ==, width);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (fixture->view)), ==, height);
}

void
history_fixture_save (HistoryFixture *fixture, const char *path)
{
  int width = gtk_widget_get_width (fixture->window),
      height = gtk_widget_get_height (fixture->window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (fixture->window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (fixture->window));
  g_autoptr (GdkTexture) texture
      = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
  gsk_render_node_unref (node);
}
