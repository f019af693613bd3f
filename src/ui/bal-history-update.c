#define G_LOG_DOMAIN "bal-history-update"

#include <math.h>

#include "ui/bal-history-private.h"

#define AHEAD_PAGES 0.6 /* rows exist this far beyond the page … */
#define KEEP_PAGES 1.2  /* … and are kept this far */
#define AHEAD_ROWS 3    /* made beyond the page in one frame, in each direction */
#define KEEP_ROWS 100   /* positions from the anchor; farther rows are free to be used */
#define EPSILON 0.01    /* px; what adding and subtracting may lose */

/* Rows on the page are made at once, those around it by and by. */
static gboolean
wants_row (BalHistoryView *self, guint position, double distance, guint *ahead)
{
  if (distance < 0)
    return TRUE;
  if (bal_history_rows_has_spare (&self->rows, position))
    return distance < KEEP_PAGES * self->page;
  if (distance >= AHEAD_PAGES * self->page)
    return FALSE;
  self->unfinished |= *ahead == AHEAD_ROWS;
  return (*ahead)++ < AHEAD_ROWS;
}

static void
extend_down (BalHistoryView *self)
{
  guint ahead = 0;
  for (;;)
    {
      const BalHistoryRow *last = bal_history_rows_last (&self->rows);
      double y = bal_history_row_bottom (last);
      guint position = last->position + 1;
      double distance = y - bal_history_view_page_end (self);
      if (position >= self->n_items || !wants_row (self, position, distance, &ahead))
        return;
      bal_history_rows_add (&self->rows, self->model, position, self->width, TRUE)->y = y;
    }
}

static void
extend_up (BalHistoryView *self)
{
  guint ahead = 0;
  for (;;)
    {
      const BalHistoryRow *first = bal_history_rows_first (&self->rows);
      double y = first->y;
      if (first->position == 0 || !wants_row (self, first->position - 1, self->value - y, &ahead))
        return;
      BalHistoryRow *row = bal_history_rows_add (&self->rows, self->model, first->position - 1,
                                                 self->width, FALSE);
      row->y = y - row->height;
    }
}

static void
stack (BalHistoryView *self)
{
  gboolean jumping = self->jump == BAL_HISTORY_TO_ROW;
  BalHistoryAnchor anchor = bal_history_view_choose_anchor (self);
  if (jumping)
    anchor.position = self->jump_position;
  bal_history_rows_begin (&self->rows, anchor.position, KEEP_ROWS);
  BalHistoryRow *row
      = bal_history_rows_add (&self->rows, self->model, anchor.position, self->width, TRUE);
  if (jumping)
    anchor = (BalHistoryAnchor){ .y = self->value
                                      + self->jump_align * MAX (self->page - row->height, 0) };
  bal_history_anchor_place (row, anchor);
  self->unfinished = FALSE;
  extend_down (self);
  extend_up (self);
}

/* Where all items begin and end, as far as is known. */
static void
estimate_range (BalHistoryView *self)
{
  const BalHistoryRow *first = bal_history_rows_first (&self->rows);
  const BalHistoryRow *last = bal_history_rows_last (&self->rows);
  if (first == NULL)
    {
      self->lower = self->value;
      self->upper = bal_history_view_page_end (self);
      return;
    }
  double average = bal_history_rows_average (&self->rows);
  guint rest = self->n_items > last->position ? self->n_items - 1 - last->position : 0;
  self->lower = first->y - first->position * average;
  self->upper = bal_history_row_bottom (last) + rest * average;
  /* Few rows stand at the bottom of the page. */
  self->lower = MIN (self->lower, self->upper - self->page);
}

static double
allowed_value (BalHistoryView *self)
{
  return MAX (MIN (self->value, self->upper - self->page), self->lower);
}

static void
shift_rows (BalHistoryView *self, double by)
{
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      row->y += by;
    }
  self->lower += by;
  self->upper += by;
}

static const BalHistoryRow *
nearest_row (BalHistoryView *self, guint position)
{
  const BalHistoryRow *first = bal_history_rows_first (&self->rows);
  const BalHistoryRow *row = bal_history_rows_find (&self->rows, position);
  if (row != NULL || first == NULL)
    return row;
  return position < first->position ? first : bal_history_rows_last (&self->rows);
}

/* The row with the focus may have gone from the model: its neighbour has it then. */
static void
rescue_focus (BalHistoryView *self)
{
  const BalHistoryRow *focused = bal_history_rows_focused (&self->rows);
  if (focused == NULL || focused->position != GTK_INVALID_LIST_POSITION)
    return;
  const BalHistoryRow *row = nearest_row (self, self->cursor);
  if (row != NULL)
    gtk_widget_grab_focus (row->widget);
  else
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
}

static void
release_rest (BalHistoryView *self)
{
  rescue_focus (self);
  bal_history_rows_end (&self->rows);
}

/* The page must not reach beyond the rows. After a jump the rows give way, because kinetic
 * scrolling may go on; otherwise the value does, which tells kinetic scrolling that it has arrived.
 * Returns whether something has moved. */
static gboolean
stop_at_ends (BalHistoryView *self)
{
  double allowed = allowed_value (self);
  if (fabs (allowed - self->value) < EPSILON)
    return FALSE;
  if (self->jump != BAL_HISTORY_STAY)
    shift_rows (self, self->value - allowed);
  else
    self->value = allowed;
  return TRUE;
}

static void
stack_within_ends (BalHistoryView *self)
{
  gboolean moved = TRUE;
  for (guint pass = 0; moved && pass < 3; pass++)
    {
      stack (self);
      estimate_range (self);
      moved = stop_at_ends (self);
      self->jump = BAL_HISTORY_STAY;
      release_rest (self);
    }
}

static void
stack_nothing (BalHistoryView *self)
{
  bal_history_rows_begin (&self->rows, 0, 0);
  estimate_range (self);
  release_rest (self);
}

static void
configure (BalHistoryView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  if (adjustment == NULL)
    return;
  self->configuring = TRUE;
  gtk_adjustment_configure (adjustment, self->value, self->lower, self->upper, self->page * 0.1,
                            self->page * 0.9, self->page);
  self->value = gtk_adjustment_get_value (adjustment);
  self->configuring = FALSE;
}

static gboolean
reaches_end (BalHistoryView *self)
{
  const BalHistoryRow *last = bal_history_rows_last (&self->rows);
  return self->n_items == 0
         || (last != NULL && last->position == self->n_items - 1
             && bal_history_row_bottom (last) <= bal_history_view_page_end (self) + EPSILON);
}

static void
adopt_changes (BalHistoryView *self)
{
  if (!self->changed)
    return;
  bal_history_rows_adopt (&self->rows, self->model, self->changed_from, self->changed_to);
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      row->stale |= row->position + 1 == self->changed_from || row->position == self->changed_to;
    }
  self->changed = FALSE;
}

static void
note_top (BalHistoryView *self)
{
  const BalHistoryRow *row = bal_history_view_steady_row (self);
  if (row != NULL)
    self->top = row->position;
}

static void
ask_for_items (BalHistoryView *self)
{
  double reach = 2.0 * self->page;
  gboolean older = self->n_items > 0 && !self->asked_older && self->value - self->lower < reach;
  gboolean newer = self->n_items > 0 && !self->asked_newer
                   && self->upper - bal_history_view_page_end (self) < reach;
  self->asked_older |= older;
  self->asked_newer |= newer;
  if (older)
    g_signal_emit_by_name (self, "need-older");
  if (newer)
    g_signal_emit_by_name (self, "need-newer");
}

void
bal_history_view_update (BalHistoryView *self)
{
  if (self->rows.bind == NULL || self->width <= 0 || self->page <= 0)
    return;
  g_object_ref (self);
  self->outdated = FALSE;
  self->unfinished = FALSE;
  self->pinned |= self->jump == BAL_HISTORY_TO_END;
  adopt_changes (self);
  if (self->n_items > 0)
    stack_within_ends (self);
  else
    stack_nothing (self);
  note_top (self);
  configure (self);
  bal_history_view_set_pinned (self, self->pinned || reaches_end (self));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  if (self->unfinished && self->clock != NULL)
    gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
  ask_for_items (self);
  g_object_unref (self);
}

static void
restack_from (BalHistoryView *self, BalHistoryAnchor anchor)
{
  GPtrArray *live = self->rows.live;
  guint index = 0;
  for (guint i = 0; i < live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (live, i);
      bal_history_row_measure (row, self->width);
      if (row->position == anchor.position)
        index = i;
    }
  bal_history_anchor_place (g_ptr_array_index (live, index), anchor);
  for (guint i = index + 1; i < live->len; i++)
    {
      BalHistoryRow *above = g_ptr_array_index (live, i - 1), *row = g_ptr_array_index (live, i);
      row->y = bal_history_row_bottom (above);
    }
  for (guint i = index; i > 0; i--)
    {
      BalHistoryRow *row = g_ptr_array_index (live, i - 1), *below = g_ptr_array_index (live, i);
      row->y = below->y - row->height;
    }
}

static gboolean
has_nothing_to_show (BalHistoryView *self)
{
  return self->rows.bind == NULL || self->width <= 0 || self->page <= 0
         || (self->n_items == 0 && self->rows.live->len == 0);
}

gboolean
bal_history_view_restack (BalHistoryView *self)
{
  if (has_nothing_to_show (self))
    {
      estimate_range (self);
      configure (self);
      return TRUE;
    }
  if (bal_history_view_surviving_row (self, TRUE) == NULL)
    return FALSE;
  BalHistoryAnchor anchor = bal_history_view_choose_anchor (self);
  if (bal_history_rows_find (&self->rows, anchor.position) == NULL)
    return FALSE;
  restack_from (self, anchor);
  self->width_changed = FALSE;
  estimate_range (self);
  configure (self);
  const BalHistoryRow *first = bal_history_rows_first (&self->rows);
  const BalHistoryRow *last = bal_history_rows_last (&self->rows);
  return (first->position == 0 || first->y <= self->value)
         && (last->position + 1 >= self->n_items
             || bal_history_row_bottom (last) >= bal_history_view_page_end (self));
}
