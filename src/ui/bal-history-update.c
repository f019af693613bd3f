#define G_LOG_DOMAIN "bal-history-update"

#include <math.h>

#include "ui/bal-history-private.h"

#define AHEAD_PAGES 0.6 /* rows exist this far beyond the page … */
#define KEEP_PAGES 1.2  /* … and are kept this far */
#define AHEAD_ROWS 3    /* made beyond the page in one frame, in each direction */
#define FAR_PAGES 3     /* a longer way is jumped, not walked */
#define KEEP_ROWS 100   /* positions from the anchor; farther rows are free to be used */

#define EPSILON 0.01    /* px; what adding and subtracting may lose */

/* Where one row is, from which the places of all others follow. */
typedef struct
{
  guint position;
  double y;        /* of the top, or of the bottom */
  gboolean bottom; /* y is the bottom */
  double part;     /* of its height, which is at y; 0 but for a row higher than the page */
} Anchor;

static double
page_end (BalHistoryView *self)
{
  return self->value + self->page;
}

static Anchor
end_anchor (BalHistoryView *self)
{
  return (Anchor){ .position = self->n_items - 1, .y = page_end (self), .bottom = TRUE };
}

static gboolean
is_visible (BalHistoryView *self, const BalHistoryRow *row)
{
  return bal_history_row_bottom (row) > self->value && row->y < page_end (self);
}

/* The row that stands still: the first that begins on the page, else the one that covers it. */
static BalHistoryRow *
steady_row (BalHistoryView *self)
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

static Anchor
row_anchor (BalHistoryView *self, const BalHistoryRow *row)
{
  Anchor anchor = { .position = row->position, .y = row->y };
  if (self->width_changed && row->y < self->value && row->height > 0)
    {
      anchor.part = (self->value - row->y) / row->height;
      anchor.y = self->value;
    }
  return anchor;
}

/* The value is far above or below all rows: where the scrollbar says that it is. */
static Anchor
estimated_anchor (BalHistoryView *self, const BalHistoryRow *first, const BalHistoryRow *last)
{
  double average = bal_history_rows_average (&self->rows);
  double bottom = bal_history_row_bottom (last);
  if (self->value < first->y)
    {
      double rows = MIN (ceil ((first->y - self->value) / average), first->position);
      return (Anchor){ .position = first->position - (guint) rows, .y = first->y - rows * average };
    }
  double rows = MIN (floor ((self->value - bottom) / average), self->n_items - 2.0 - last->position);
  rows = MAX (rows, 0);
  return (Anchor){ .position = MIN (last->position + 1 + (guint) rows, self->n_items - 1),
                   .y = bottom + rows * average };
}

static gboolean
is_far (BalHistoryView *self, const BalHistoryRow *first, const BalHistoryRow *last)
{
  double reach = FAR_PAGES * self->page;
  return page_end (self) < first->y - reach || self->value > bal_history_row_bottom (last) + reach;
}

static const BalHistoryRow *
surviving_row (BalHistoryView *self, gboolean from_end)
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

/* The model has at least one item. */
static Anchor
choose_anchor (BalHistoryView *self)
{
  if (self->pinned)
    return end_anchor (self);
  const BalHistoryRow *steady = steady_row (self);
  if (steady != NULL)
    return row_anchor (self, steady);
  const BalHistoryRow *first = surviving_row (self, FALSE), *last = surviving_row (self, TRUE);
  if (first == NULL)
    return (Anchor){ .position = MIN (self->top, self->n_items - 1), .y = self->value };
  if (is_far (self, first, last))
    return estimated_anchor (self, first, last);
  return row_anchor (self, first->y > self->value ? first : last);
}

static void
place_anchor (BalHistoryRow *row, Anchor anchor)
{
  row->y = anchor.y - (anchor.bottom ? row->height : anchor.part * row->height);
}

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
  if (*ahead == AHEAD_ROWS)
    self->unfinished = TRUE;
  else
    (*ahead)++;
  return !self->unfinished;
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
      if (position >= self->n_items || !wants_row (self, position, y - page_end (self), &ahead))
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
  Anchor anchor = choose_anchor (self);
  if (jumping)
    anchor.position = self->jump_position;
  bal_history_rows_begin (&self->rows, anchor.position, KEEP_ROWS);
  BalHistoryRow *row =
      bal_history_rows_add (&self->rows, self->model, anchor.position, self->width, TRUE);
  if (jumping)
    anchor = (Anchor){ .y = self->value + self->jump_align * MAX (self->page - row->height, 0) };
  place_anchor (row, anchor);
  self->unfinished = FALSE;
  extend_down (self);
  gboolean unfinished = self->unfinished;
  self->unfinished = FALSE;
  extend_up (self);
  self->unfinished |= unfinished;
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
      self->upper = page_end (self);
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

/* The page must not reach beyond the rows. After a jump the rows give way, because kinetic scrolling may
 * go on; otherwise the value does, which tells kinetic scrolling that it has arrived. Returns whether
 * something has moved. */
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
  return self->n_items == 0 || (last != NULL && last->position == self->n_items - 1 &&
                                bal_history_row_bottom (last) <= page_end (self) + EPSILON);
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
  const BalHistoryRow *row = steady_row (self);
  if (row != NULL)
    self->top = row->position;
}

static void
ask_for_items (BalHistoryView *self)
{
  double reach = 2.0 * self->page;
  gboolean older = self->n_items > 0 && !self->asked_older && self->value - self->lower < reach;
  gboolean newer = self->n_items > 0 && !self->asked_newer && self->upper - page_end (self) < reach;
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
  self->width_changed = FALSE;
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
restack_from (BalHistoryView *self, Anchor anchor)
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
  place_anchor (g_ptr_array_index (live, index), anchor);
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
  return self->rows.bind == NULL || self->width <= 0 || self->page <= 0 ||
         (self->n_items == 0 && self->rows.live->len == 0);
}

gboolean
bal_history_view_restack (BalHistoryView *self)
{
  const BalHistoryRow *last = surviving_row (self, TRUE);
  if (has_nothing_to_show (self))
    {
      estimate_range (self);
      configure (self);
      return TRUE;
    }
  if (last == NULL)
    return FALSE;
  Anchor anchor = choose_anchor (self);
  if (self->pinned)
    anchor.position = last->position;
  if (bal_history_rows_find (&self->rows, anchor.position) == NULL)
    return FALSE;
  restack_from (self, anchor);
  self->width_changed = FALSE;
  estimate_range (self);
  self->value = allowed_value (self);
  configure (self);
  const BalHistoryRow *first = bal_history_rows_first (&self->rows);
  last = bal_history_rows_last (&self->rows);
  return (first->position == 0 || first->y <= self->value) &&
         (last->position + 1 >= self->n_items || bal_history_row_bottom (last) >= page_end (self));
}
