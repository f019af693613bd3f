#define G_LOG_DOMAIN "bal-history-rows"

#include "ui/bal-history-rows.h"

#define POOL_MAX 24             /* hidden rows that are kept */
#define EXPECTED_HEIGHT 64      /* px, before anything has been measured */
#define REMEMBERED_HEIGHTS 1000 /* rows; older ones count half */
#define ADOPT_MAX 1000          /* items that are compared after a change */

static void
row_free (gpointer data)
{
  BalHistoryRow *row = data;
  g_clear_object (&row->item);
  g_free (row);
}

static gboolean
has_focus (BalHistoryRows *rows, const BalHistoryRow *row)
{
  return row->widget == gtk_widget_get_focus_child (rows->view);
}

static void
recycle (BalHistoryRows *rows, BalHistoryRow *row)
{
  rows->bind (row->widget, NULL, GTK_INVALID_LIST_POSITION, rows->user_data);
  if (rows->pool->len < POOL_MAX)
    {
      gtk_widget_set_child_visible (row->widget, FALSE);
      g_ptr_array_add (rows->pool, row->widget);
    }
  else
    gtk_widget_unparent (row->widget);
  row_free (row);
}

static void
release (BalHistoryRows *rows, BalHistoryRow *row)
{
  if (has_focus (rows, row) && row->position != GTK_INVALID_LIST_POSITION)
    rows->parked = row;
  else
    recycle (rows, row);
}

static BalHistoryRow *
find_in (GPtrArray *list, guint position, guint *index)
{
  for (guint i = 0; i < list->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (list, i);
      if (row->position == position)
        {
          *index = i;
          return row;
        }
    }
  return NULL;
}

/* The first row of those that are not live yet that comes after @position, for the order of the
 * widgets, which the focus and screen readers follow. */
static GtkWidget *
next_widget (BalHistoryRows *rows, guint position)
{
  BalHistoryRow *next = rows->parked;
  if (next != NULL && next->position < position)
    next = NULL;
  for (guint i = 0; i < rows->spare->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (rows->spare, i);
      if (row->position > position && row->position != GTK_INVALID_LIST_POSITION
          && (next == NULL || row->position < next->position))
        next = row;
    }
  return next != NULL ? next->widget : NULL;
}

static void
put_in_order (BalHistoryRows *rows, BalHistoryRow *row, gboolean at_end)
{
  BalHistoryRow *neighbour = at_end ? bal_history_rows_last (rows) : bal_history_rows_first (rows);
  if (neighbour == NULL)
    gtk_widget_insert_before (row->widget, rows->view, next_widget (rows, row->position));
  else if (at_end)
    gtk_widget_insert_after (row->widget, rows->view, neighbour->widget);
  else
    gtk_widget_insert_before (row->widget, rows->view, neighbour->widget);
}

static GtkWidget *
take_widget (BalHistoryRows *rows)
{
  if (rows->pool->len > 0)
    {
      GtkWidget *widget = g_ptr_array_steal_index_fast (rows->pool, rows->pool->len - 1);
      gtk_widget_set_child_visible (widget, TRUE);
      return widget;
    }
  GtkWidget *widget = rows->create (rows->user_data);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_parent (widget, rows->view);
  return widget;
}

static void
remember_height (BalHistoryRows *rows, int height)
{
  rows->measured += height;
  rows->n_measured++;
  if (rows->n_measured >= REMEMBERED_HEIGHTS)
    {
      rows->measured /= 2;
      rows->n_measured /= 2;
    }
}

static BalHistoryRow *
make_row (BalHistoryRows *rows, GListModel *model, guint position)
{
  if (rows->parked != NULL && rows->parked->position == position)
    return g_steal_pointer (&rows->parked);
  BalHistoryRow *row = g_new0 (BalHistoryRow, 1);
  row->position = position;
  row->item = g_list_model_get_item (model, position);
  row->widget = take_widget (rows);
  row->stale = TRUE;
  return row;
}

int
bal_history_row_measure (BalHistoryRow *row, int width)
{
  int min, natural;
  gtk_widget_measure (row->widget, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
  width = MAX (width, min);
  gtk_widget_measure (row->widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  /* Rows without height would all fit into one page, and then all items would have a row. */
  row->height = MAX (natural, 1);
  return width;
}

void
bal_history_rows_init (BalHistoryRows *rows, GtkWidget *view)
{
  rows->view = view;
  rows->live = g_ptr_array_new ();
  rows->spare = g_ptr_array_new ();
  rows->pool = g_ptr_array_new ();
}

static void
drop_list (BalHistoryRows *rows, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (list, i);
      gtk_widget_unparent (row->widget);
      row_free (row);
    }
  g_ptr_array_set_size (list, 0);
}

static void
drop_rows (BalHistoryRows *rows)
{
  drop_list (rows, rows->live);
  drop_list (rows, rows->spare);
  for (guint i = 0; i < rows->pool->len; i++)
    gtk_widget_unparent (g_ptr_array_index (rows->pool, i));
  g_ptr_array_set_size (rows->pool, 0);
  if (rows->parked != NULL)
    {
      gtk_widget_unparent (rows->parked->widget);
      g_clear_pointer (&rows->parked, row_free);
    }
}

void
bal_history_rows_clear (BalHistoryRows *rows)
{
  drop_rows (rows);
  if (rows->destroy != NULL)
    rows->destroy (rows->user_data);
  rows->create = NULL;
  rows->bind = NULL;
  rows->user_data = NULL;
  rows->destroy = NULL;
}

void
bal_history_rows_finish (BalHistoryRows *rows)
{
  g_ptr_array_unref (rows->live);
  g_ptr_array_unref (rows->spare);
  g_ptr_array_unref (rows->pool);
}

void
bal_history_rows_retire (BalHistoryRows *rows)
{
  GtkRoot *root = gtk_widget_get_root (rows->view);
  if (root != NULL && gtk_widget_get_focus_child (rows->view) != NULL)
    gtk_root_set_focus (root, NULL);
  for (guint i = 0; i < rows->live->len; i++)
    recycle (rows, g_ptr_array_index (rows->live, i));
  g_ptr_array_set_size (rows->live, 0);
  if (rows->parked != NULL)
    recycle (rows, g_steal_pointer (&rows->parked));
}

BalHistoryRow *
bal_history_rows_find (BalHistoryRows *rows, guint position)
{
  guint index;
  return find_in (rows->live, position, &index);
}

static BalHistoryRow *
focused_in (BalHistoryRows *rows, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    if (has_focus (rows, g_ptr_array_index (list, i)))
      return g_ptr_array_index (list, i);
  return NULL;
}

BalHistoryRow *
bal_history_rows_focused (BalHistoryRows *rows)
{
  if (rows->parked != NULL && has_focus (rows, rows->parked))
    return rows->parked;
  BalHistoryRow *row = focused_in (rows, rows->live);
  return row != NULL ? row : focused_in (rows, rows->spare);
}

static void
shift_row (BalHistoryRow *row, guint position, guint removed, guint added)
{
  if (row->position == GTK_INVALID_LIST_POSITION || row->position < position)
    return;
  if (row->position < position + removed)
    row->position = GTK_INVALID_LIST_POSITION;
  else
    row->position = row->position - removed + added;
}

void
bal_history_rows_shift (BalHistoryRows *rows, guint position, guint removed, guint added)
{
  for (guint i = 0; i < rows->live->len; i++)
    shift_row (g_ptr_array_index (rows->live, i), position, removed, added);
  if (rows->parked != NULL)
    shift_row (rows->parked, position, removed, added);
}

static gboolean
adopt_item (BalHistoryRows *rows, gpointer item, guint position)
{
  gboolean adopted = FALSE;
  for (guint i = 0; i < rows->live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (rows->live, i);
      if (row->item == item && row->position == GTK_INVALID_LIST_POSITION)
        {
          row->position = position;
          row->stale = TRUE;
          adopted = TRUE;
        }
    }
  if (rows->parked != NULL && rows->parked->item == item)
    {
      rows->parked->position = position;
      adopted = TRUE;
    }
  return adopted;
}

static gboolean
any_gone (BalHistoryRows *rows)
{
  guint index;
  return find_in (rows->live, GTK_INVALID_LIST_POSITION, &index) != NULL
         || (rows->parked != NULL && rows->parked->position == GTK_INVALID_LIST_POSITION);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const BalHistoryRow *row_a = *(BalHistoryRow *const *)a, *row_b = *(BalHistoryRow *const *)b;
  return (row_a->position > row_b->position) - (row_a->position < row_b->position);
}

/* Items may come back in another order. */
static void
restore_order (BalHistoryRows *rows)
{
  g_ptr_array_sort (rows->live, compare_positions);
  for (guint i = 0; i < rows->live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (rows->live, i);
      gtk_widget_insert_before (row->widget, rows->view, NULL);
    }
}

void
bal_history_rows_adopt (BalHistoryRows *rows, GListModel *model, guint from, guint to)
{
  if (to - from > ADOPT_MAX || !any_gone (rows))
    return;
  gboolean adopted = FALSE;
  for (guint position = from; position < to; position++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, position);
      adopted |= adopt_item (rows, item, position);
    }
  if (adopted)
    restore_order (rows);
}

void
bal_history_rows_begin (BalHistoryRows *rows, guint position, guint reach)
{
  g_assert (rows->spare->len == 0);
  GPtrArray *empty = g_steal_pointer (&rows->spare);
  rows->spare = g_steal_pointer (&rows->live);
  rows->live = empty;
  for (guint i = rows->spare->len; i > 0; i--)
    {
      BalHistoryRow *row = g_ptr_array_index (rows->spare, i - 1);
      guint distance = MAX (row->position, position) - MIN (row->position, position);
      if (distance > reach && !has_focus (rows, row))
        {
          g_ptr_array_remove_index (rows->spare, i - 1);
          recycle (rows, row);
        }
    }
}

gboolean
bal_history_rows_has_spare (BalHistoryRows *rows, guint position)
{
  guint index;
  return find_in (rows->spare, position, &index) != NULL;
}

BalHistoryRow *
bal_history_rows_add (
    BalHistoryRows *rows, GListModel *model, guint position, int width, gboolean at_end)
{
  guint index;
  BalHistoryRow *row = find_in (rows->spare, position, &index);
  gboolean is_new = row == NULL;
  if (is_new)
    {
      row = make_row (rows, model, position);
      put_in_order (rows, row, at_end);
    }
  else
    g_ptr_array_remove_index (rows->spare, index);
  if (row->stale)
    rows->bind (row->widget, row->item, position, rows->user_data);
  row->stale = FALSE;
  bal_history_row_measure (row, width);
  if (is_new)
    remember_height (rows, row->height);
  g_ptr_array_insert (rows->live, at_end ? -1 : 0, row);
  return row;
}

void
bal_history_rows_end (BalHistoryRows *rows)
{
  if (rows->parked != NULL && !has_focus (rows, rows->parked))
    recycle (rows, g_steal_pointer (&rows->parked));
  for (guint i = 0; i < rows->spare->len; i++)
    release (rows, g_ptr_array_index (rows->spare, i));
  g_ptr_array_set_size (rows->spare, 0);
}

double
bal_history_rows_average (BalHistoryRows *rows)
{
  return rows->n_measured > 0 ? rows->measured / rows->n_measured : EXPECTED_HEIGHT;
}
