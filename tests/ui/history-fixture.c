#include "history-fixture.h"

#include <math.h>

#include <adwaita.h>

#include "ui/bal-row-layout.h"

struct _TestItem
{
  GObject parent;
  guint id;
};

G_DEFINE_FINAL_TYPE (TestItem, test_item, G_TYPE_OBJECT)

static void
test_item_class_init (TestItemClass *klass)
{
}

static void
test_item_init (TestItem *self)
{
}

TestItem *
test_item_new (guint id)
{
  TestItem *item = g_object_new (TEST_TYPE_ITEM, NULL);
  item->id = id;
  return item;
}

guint
test_item_get_id (TestItem *item)
{
  return item->id;
}

static guint
scatter (guint x)
{
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ (x >> 16);
}

static const char *const scripts[][6] = {
  { "coffee", "at", "the", "harbour", "tomorrow", "evening?" },
  { "Ζωή", "και", "θάλασσα", "μαζί", "σήμερα", "αύριο" },
  { "مرحبا", "كيف", "الحال", "اليوم", "يا", "صديقي" },
  { "今天", "天气很好", "我们", "一起去", "公园", "散步吧。" },
  { "नमस्ते", "आज", "मौसम", "बहुत", "अच्छा", "है" },
};

/* Most messages are short, some have up to 2,000 characters. */
static char *
text_of (guint id)
{
  guint chance = scatter (id);
  const char *const *words = scripts[chance % G_N_ELEMENTS (scripts)];
  glong length = 1 + (glong) (chance / 7 % 10 < 8 ? chance / 70 % 140 : chance / 70 % 2000);
  GString *text = g_string_new (words[id % 6]);
  for (guint i = 1; g_utf8_strlen (text->str, -1) < length; i++)
    g_string_append_printf (text, " %s", words[scatter (id + i) % 6]);
  return g_string_free (text, FALSE);
}

struct _TestRow
{
  GtkWidget parent;
  GtkWidget *lead, *bubble, *name, *body, *extra;
  TestItem *item;
};

G_DEFINE_FINAL_TYPE (TestRow, test_row, GTK_TYPE_WIDGET)

static void
test_row_dispose (GObject *object)
{
  TestRow *self = TEST_ROW (object);
  g_clear_object (&self->item);
  g_clear_pointer (&self->lead, gtk_widget_unparent);
  g_clear_pointer (&self->bubble, gtk_widget_unparent);
  G_OBJECT_CLASS (test_row_parent_class)->dispose (object);
}

static void
test_row_class_init (TestRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "row");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), BAL_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
test_row_init (TestRow *self)
{
  BalRowLayout *layout = BAL_ROW_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  self->lead = adw_avatar_new (32, NULL, TRUE);
  self->bubble = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->name = gtk_label_new (NULL);
  self->body = gtk_label_new (NULL);
  self->extra = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_label_set_wrap (GTK_LABEL (self->body), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->body), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (self->body), 20);
  gtk_label_set_xalign (GTK_LABEL (self->body), 0);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_widget_add_css_class (self->bubble, "bubble");
  gtk_widget_add_css_class (self->name, "caption-heading");
  gtk_box_append (GTK_BOX (self->bubble), self->name);
  gtk_box_append (GTK_BOX (self->bubble), self->body);
  gtk_box_append (GTK_BOX (self->bubble), self->extra);
  gtk_widget_set_parent (self->lead, GTK_WIDGET (self));
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
  gtk_widget_set_valign (self->lead, GTK_ALIGN_START);
  bal_row_layout_set_slot (layout, self->lead, BAL_ROW_SLOT_LEAD);
  bal_row_layout_set_lead_width (layout, 32);
}

static void
test_row_show (TestRow *self, TestItem *item)
{
  BalRowLayout *layout = BAL_ROW_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  gboolean outgoing = item != NULL && scatter (item->id) % 3 == 0;
  if (g_set_object (&self->item, item))
    gtk_widget_set_size_request (self->extra, -1, -1);
  if (item == NULL)
    return;
  g_autofree char *text = text_of (item->id);
  g_autofree char *name = g_strdup_printf ("Person %u", item->id);
  gtk_label_set_text (GTK_LABEL (self->body), text);
  gtk_label_set_text (GTK_LABEL (self->name), name);
  adw_avatar_set_text (ADW_AVATAR (self->lead), name);
  gtk_widget_set_visible (self->lead, !outgoing);
  bal_row_layout_set_outgoing (layout, outgoing);
  if (outgoing)
    gtk_widget_add_css_class (GTK_WIDGET (self), "outgoing");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "outgoing");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

TestItem *
test_row_get_item (TestRow *row)
{
  return row->item;
}

GtkWidget *
test_row_get_bubble (TestRow *row)
{
  return row->bubble;
}

#define TEST_TYPE_LAZY_MODEL (test_lazy_model_get_type ())
G_DECLARE_FINAL_TYPE (TestLazyModel, test_lazy_model, TEST, LAZY_MODEL, GObject)

struct _TestLazyModel
{
  GObject parent;
  guint first_id;
  guint n;
};

static GType
lazy_get_item_type (GListModel *model)
{
  return TEST_TYPE_ITEM;
}

static guint
lazy_get_n_items (GListModel *model)
{
  return TEST_LAZY_MODEL (model)->n;
}

static gpointer
lazy_get_item (GListModel *model, guint position)
{
  TestLazyModel *self = TEST_LAZY_MODEL (model);
  return position < self->n ? test_item_new (self->first_id + position) : NULL;
}

static void
lazy_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = lazy_get_item_type;
  iface->get_n_items = lazy_get_n_items;
  iface->get_item = lazy_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestLazyModel, test_lazy_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lazy_iface_init))

static void
test_lazy_model_class_init (TestLazyModelClass *klass)
{
}

static void
test_lazy_model_init (TestLazyModel *self)
{
}

GListModel *
test_lazy_model_new (guint first_id, guint n)
{
  TestLazyModel *self = g_object_new (TEST_TYPE_LAZY_MODEL, NULL);
  self->first_id = first_id;
  self->n = n;
  return G_LIST_MODEL (self);
}

static const char css[] =
    "history row { padding: 3px 12px; outline-offset: -3px; border-radius: 12px; }"
    "history .bubble { padding: 6px 12px; border-radius: 14px; background: alpha(currentColor, .08); }"
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
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_string (provider, css);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
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
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (fixture->scrolled), GTK_WIDGET (fixture->view));
  fixture->adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (fixture->scrolled));
  g_signal_connect_swapped (fixture->view, "need-older", G_CALLBACK (on_need), fixture);
  g_signal_connect_swapped (fixture->view, "need-newer", G_CALLBACK (on_need_newer), fixture);
  bal_history_view_set_factory (fixture->view, create_row, bind_row, fixture, NULL);
  bal_history_view_set_model (fixture->view, model);
  g_object_unref (model);
  fixture->window = g_object_new (GTK_TYPE_WINDOW, "title", "balcony-history-test", "decorated", FALSE,
                                  "default-width", 700, "default-height", 800, "child",
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
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
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
      if (item == NULL || !gtk_widget_get_child_visible (child) ||
          !gtk_widget_compute_bounds (child, view, &place))
        continue;
      Seen seen = { item->id, place.origin.y, place.size.height, child };
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
        g_assert_true (seen->y <= 0 || gtk_adjustment_get_upper (fixture->adjustment) -
                                               gtk_adjustment_get_lower (fixture->adjustment) <=
                                           history_fixture_page (fixture) + 1);
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

double
history_fixture_moved (HistoryFixture *fixture, GArray *before, double scrolled)
{
  g_autoptr(GArray) now = history_fixture_look (fixture);
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
  g_autoptr(GArray) list = history_fixture_look (fixture);
  g_assert_cmpuint (list->len, >, 0);
  const Seen *last = &g_array_index (list, Seen, list->len - 1);
  g_assert_cmpuint (last->id, ==, id);
  g_assert_cmpfloat_with_epsilon (last->y + last->height, history_fixture_page (fixture), 0.5);
  g_assert_true (bal_history_view_is_at_end (fixture->view));
}

GtkWidget *
history_fixture_row (HistoryFixture *fixture, guint id)
{
  g_autoptr(GArray) list = look_anywhere (fixture, FALSE);
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
  gtk_widget_set_size_request (TEST_ROW (row)->extra, 20, height);
}

guint
history_fixture_rows (HistoryFixture *fixture)
{
  g_autoptr(GArray) list = look_anywhere (fixture, FALSE);
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
history_fixture_press (HistoryFixture *fixture, const char *key)
{
  const char *argv[] = { "xdotool", "search", "--name", "^balcony-history-test$", "windowfocus",
                         "--sync", "key", key, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  /* The key is in the queue of the X server now, and events come before frames. */
  for (guint i = 0; i < 3; i++)
    history_fixture_frame (fixture);
}

void
history_fixture_save (HistoryFixture *fixture, const char *path)
{
  int width = gtk_widget_get_width (fixture->window), height = gtk_widget_get_height (fixture->window);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (fixture->window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (fixture->window));
  g_autoptr(GdkTexture) texture =
      gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
  gsk_render_node_unref (node);
}
