#define G_LOG_DOMAIN "bal-history-keys"

#include "ui/bal-history-private.h"

#define STEP_PAGES 0.25 /* that Up and Down scroll within a row that is higher than the page */
#define LEAP_PAGES 0.9  /* that Page Up and Page Down scroll */

typedef enum
{
  MOVE_UP,
  MOVE_DOWN,
  MOVE_PAGE_UP,
  MOVE_PAGE_DOWN,
  MOVE_HOME,
  MOVE_END,
} Move;

static void
scroll_by (BalHistoryView *self, double by)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by);
}

/* Brings @row onto the page by the shortest way; of a row that is higher, the end that comes first.
 */
static void
scroll_into_view (BalHistoryView *self, const BalHistoryRow *row)
{
  double above = row->y - self->value;
  double below = bal_history_row_bottom (row) - self->value - self->page;
  if (above < 0 && below < 0)
    scroll_by (self, MAX (above, below));
  else if (above > 0 && below > 0)
    scroll_by (self, MIN (above, below));
}

static gboolean
focus_row (BalHistoryView *self, guint position)
{
  const BalHistoryRow *row = bal_history_rows_find (&self->rows, position);
  return row != NULL && gtk_widget_grab_focus (row->widget);
}

/* Brings the row of the focus to the page again if it had been scrolled away. */
static BalHistoryRow *
return_to_focus (BalHistoryView *self)
{
  BalHistoryRow *row = bal_history_rows_focused (&self->rows);
  if (row == NULL || row != self->rows.parked)
    return row;
  bal_history_view_scroll_to (self, row->position, 0.5);
  bal_history_view_update (self);
  return bal_history_rows_focused (&self->rows);
}

static void
move_by_row (BalHistoryView *self, int direction)
{
  const BalHistoryRow *row = return_to_focus (self);
  if (row == NULL)
    return;
  double hidden = direction > 0 ? bal_history_row_bottom (row) - self->value - self->page
                                : self->value - row->y;
  if (row->height > self->page && hidden > 1)
    {
      scroll_by (self, direction * MIN (hidden, STEP_PAGES * self->page));
      return;
    }
  guint position = row->position + (guint)direction;
  if (position >= self->n_items)
    return;
  if (bal_history_rows_find (&self->rows, position) == NULL)
    bal_history_view_update (self);
  if (focus_row (self, position))
    scroll_into_view (self, bal_history_rows_find (&self->rows, position));
}

static const BalHistoryRow *
row_at (BalHistoryView *self, double y)
{
  const BalHistoryRow *found = bal_history_rows_first (&self->rows);
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      const BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      if (row->y <= y)
        found = row;
    }
  return found;
}

static void
move_by_page (BalHistoryView *self, int direction)
{
  const BalHistoryRow *row = return_to_focus (self);
  if (row == NULL)
    return;
  double before = self->value, on_page = CLAMP (row->y - self->value, 0, self->page - 1);
  scroll_by (self, direction * LEAP_PAGES * self->page);
  if (self->value == before)
    on_page = direction > 0 ? self->page - 1 : 0;
  bal_history_view_update (self);
  row = row_at (self, self->value + on_page);
  if (row != NULL)
    focus_row (self, row->position);
}

static void
move_to_edge (BalHistoryView *self, gboolean end)
{
  if (self->n_items == 0)
    return;
  if (end)
    bal_history_view_scroll_to_end (self);
  else
    bal_history_view_scroll_to (self, 0, 0);
  bal_history_view_update (self);
  focus_row (self, end ? self->n_items - 1 : 0);
}

static gboolean
on_move (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  int move = g_variant_get_int32 (args);
  if (self->model == NULL || self->adjustments[GTK_ORIENTATION_VERTICAL] == NULL)
    return GDK_EVENT_PROPAGATE;
  switch ((Move)move)
    {
    case MOVE_UP:
    case MOVE_DOWN:
      move_by_row (self, move == MOVE_UP ? -1 : 1);
      break;
    case MOVE_PAGE_UP:
    case MOVE_PAGE_DOWN:
      move_by_page (self, move == MOVE_PAGE_UP ? -1 : 1);
      break;
    case MOVE_HOME:
    case MOVE_END:
      move_to_edge (self, move == MOVE_END);
      break;
    }
  return GDK_EVENT_STOP;
}

void
bal_history_view_bind_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key, keypad_key;
    Move move;
  } keys[] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up, MOVE_UP },
    { GDK_KEY_Down, GDK_KEY_KP_Down, MOVE_DOWN },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, MOVE_PAGE_UP },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, MOVE_PAGE_DOWN },
    { GDK_KEY_Home, GDK_KEY_KP_Home, MOVE_HOME },
    { GDK_KEY_End, GDK_KEY_KP_End, MOVE_END },
  };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].key, 0, on_move, "i", keys[i].move);
      gtk_widget_class_add_binding (widget_class, keys[i].keypad_key, 0, on_move, "i",
                                    keys[i].move);
    }
}

static gboolean
is_whole (BalHistoryView *self, const BalHistoryRow *row)
{
  return row->y >= self->value - 1 && bal_history_row_bottom (row) <= self->value + self->page + 1;
}

/* The row that the focus enters: the one that it left, if that is on the page; else the last or,
 * coming forward into the past, the first that is wholly on the page. */
static const BalHistoryRow *
entry_row (BalHistoryView *self, GtkDirectionType direction)
{
  const BalHistoryRow *cursor = bal_history_rows_find (&self->rows, self->cursor), *found = NULL;
  if (cursor != NULL && is_whole (self, cursor))
    return cursor;
  gboolean last = self->pinned || direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP;
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      const BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      if (is_whole (self, row) && (last || found == NULL))
        found = row;
    }
  return found != NULL ? found : row_at (self, self->value);
}

gboolean
bal_history_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  if (child != NULL)
    return gtk_widget_child_focus (child, direction);
  const BalHistoryRow *row = entry_row (BAL_HISTORY_VIEW (widget), direction);
  return row != NULL && gtk_widget_child_focus (row->widget, direction);
}

gboolean
bal_history_view_grab_focus (GtkWidget *widget)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  const BalHistoryRow *row = entry_row (self, GTK_DIR_TAB_FORWARD);
  return row != NULL && gtk_widget_grab_focus (row->widget);
}
