#define G_LOG_DOMAIN "bal-history-anchor"

#include <math.h>

#include "ui/bal-history-private.h"

#define FAR_PAGES 3 /* a longer way is jumped, not walked */

static BalHistoryAnchor
end_anchor (BalHistoryView *self)
{
  return (BalHistoryAnchor){ .position = self->n_items - 1,
                             .y = bal_history_view_page_end (self),
                             .bottom = TRUE };
}

static gboolean
is_visible (BalHistoryView *self, const BalHistoryRow *row)
{
  return bal_history_row_bottom (row) > self->value && row->y < bal_history_view_page_end (self);
}

BalHistoryRow *
bal_history_view_steady_row (BalHistoryView *self)
{
  BalHistoryRow *cover = NULL;
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      if (row->position == GTK_INVALID_LIST_POSITION || !is_visible (self, row))
        continue;
      if (row->y >= self->value - 0.5)
        return row;
      cover = row;
    }
  return cover;
}

static BalHistoryAnchor
row_anchor (BalHistoryView *self, const BalHistoryRow *row)
{
  BalHistoryAnchor anchor = { .position = row->position, .y = row->y };
  if (self->width_changed && row->y < self->value && row->height > 0)
    {
      anchor.part = (self->value - row->y) / row->height;
      anchor.y = self->value;
    }
  return anchor;
}

/* The value is far above or below all rows: where the scrollbar says that it is. */
static BalHistoryAnchor
estimated_anchor (BalHistoryView *self, const BalHistoryRow *first, const BalHistoryRow *last)
{
  double average = bal_history_rows_average (&self->rows);
  double bottom = bal_history_row_bottom (last);
  if (self->value < first->y)
    {
      double rows = MIN (ceil ((first->y - self->value) / average), first->position);
      return (BalHistoryAnchor){ .position = first->position - (guint)rows,
                                 .y = first->y - rows * average };
    }
  double rows
      = MIN (floor ((self->value - bottom) / average), self->n_items - 2.0 - last->position);
  rows = MAX (rows, 0);
  return (BalHistoryAnchor){ .position = MIN (last->position + 1 + (guint)rows, self->n_items - 1),
                             .y = bottom + rows * average };
}

static gboolean
is_far (BalHistoryView *self, const BalHistoryRow *first, const BalHistoryRow *last)
{
  double reach = FAR_PAGES * self->page;
  return bal_history_view_page_end (self) < first->y - reach
         || self->value > bal_history_row_bottom (last) + reach;
}

const BalHistoryRow *
bal_history_view_surviving_row (BalHistoryView *self, gboolean from_end)
{
  guint n = self->rows.live->len;
  for (guint i = 0; i < n; i++)
    {
      const BalHistoryRow *row = g_ptr_array_index (self->rows.live, from_end ? n - 1 - i : i);
      if (row->position != GTK_INVALID_LIST_POSITION)
        return row;
    }
  return NULL;
}

BalHistoryAnchor
bal_history_view_choose_anchor (BalHistoryView *self)
{
  if (self->pinned)
    return end_anchor (self);
  const BalHistoryRow *steady = bal_history_view_steady_row (self);
  if (steady != NULL)
    return row_anchor (self, steady);
  const BalHistoryRow *first = bal_history_view_surviving_row (self, FALSE);
  const BalHistoryRow *last = bal_history_view_surviving_row (self, TRUE);
  if (first == NULL)
    return (BalHistoryAnchor){ .position = MIN (self->top, self->n_items - 1), .y = self->value };
  if (is_far (self, first, last))
    return estimated_anchor (self, first, last);
  return row_anchor (self, first->y > self->value ? first : last);
}

void
bal_history_anchor_place (BalHistoryRow *row, BalHistoryAnchor anchor)
{
  row->y = anchor.y - (anchor.bottom ? row->height : anchor.part * row->height);
}
