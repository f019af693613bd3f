#define G_LOG_DOMAIN "bal-history-view"

#include "ui/bal-history-view.h"

#include <math.h>

#include "ui/bal-history-private.h"

#define FARTHEST                                                                                   \
  1e8 /* px; rows that the scrollbar has left behind may be anywhere for one allocation */

G_DEFINE_FINAL_TYPE_WITH_CODE (BalHistoryView,
                               bal_history_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_AT_END = 1,
  PROP_LIVE,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *props[N_PROPS];

void
bal_history_view_schedule (BalHistoryView *self)
{
  self->outdated = TRUE;
  if (self->clock != NULL)
    gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

void
bal_history_view_set_pinned (BalHistoryView *self, gboolean pinned)
{
  self->pinned = pinned && self->live;
  if (self->at_end == self->pinned)
    return;
  self->at_end = self->pinned;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_END]);
}

/* After everything else that happens in this phase, kinetic scrolling for one. */
static void
on_clock_update (GdkFrameClock *clock, BalHistoryView *self)
{
  if (self->outdated || self->unfinished)
    bal_history_view_update (self);
}

/* The widgets have been allocated just now; if that has uncovered places without rows, the rows are
 * made here and the clock repeats the allocation before it paints. */
static void
on_clock_layout (GdkFrameClock *clock, BalHistoryView *self)
{
  if (self->outdated)
    bal_history_view_update (self);
}

static void
on_value_changed (GtkAdjustment *adjustment, BalHistoryView *self)
{
  if (self->configuring)
    return;
  const BalHistoryRow *last = bal_history_rows_last (&self->rows);
  double before = self->value;
  self->value = gtk_adjustment_get_value (adjustment);
  gboolean at_upper = self->value >= self->upper - self->page - 1;
  gboolean has_last = last != NULL && last->position + 1 == self->n_items;
  gboolean leapt = self->value - before > self->page;
  /* However small a step back is, it leaves the end. */
  bal_history_view_set_pinned (self, at_upper && self->value >= before && (has_last || leapt));
  bal_history_view_schedule (self);
}

static void
set_adjustment (BalHistoryView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **mine = &self->adjustments[orientation];
  if (*mine == adjustment && adjustment != NULL)
    return;
  if (*mine != NULL)
    g_signal_handlers_disconnect_by_data (*mine, self);
  g_clear_object (mine);
  *mine
      = g_object_ref_sink (adjustment != NULL ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      self->value = gtk_adjustment_get_value (*mine);
      g_signal_connect (*mine, "value-changed", G_CALLBACK (on_value_changed), self);
      bal_history_view_schedule (self);
    }
}

static void
bal_history_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (object);
  switch (id)
    {
    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->live);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int)self->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_history_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (object);
  switch (id)
    {
    case PROP_LIVE:
      bal_history_view_set_live (self, g_value_get_boolean (value));
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, (GtkOrientation)(id - PROP_HADJUSTMENT), g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = (GtkScrollablePolicy)g_value_get_enum (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Constant: rows come and go without the window being laid out anew. */
static void
bal_history_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = 0;
  *natural = 0;
}

static void
allocate_row (BalHistoryView *self, BalHistoryRow *row, int y)
{
  int width = bal_history_row_measure (row, self->width);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkAllocation place
      = { .x = rtl ? self->width - width : 0, .y = y, .width = width, .height = row->height };
  gtk_widget_size_allocate (row->widget, &place, -1);
}

/* The value has parts of a pixel; all rows are rounded by the same. The parked row is allocated
 * where nothing of it is seen. */
static void
allocate_rows (BalHistoryView *self)
{
  const BalHistoryRow *first = bal_history_rows_first (&self->rows);
  double top = first != NULL ? floor (first->y - self->value + 0.5) : 0;
  int y = (int)CLAMP (top, -FARTHEST, FARTHEST);
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      allocate_row (self, row, y);
      y += row->height;
    }
  BalHistoryRow *parked = self->rows.parked;
  if (parked == NULL)
    return;
  gboolean above = first != NULL && parked->position < first->position;
  allocate_row (self, parked, above ? -self->page - parked->height : 2 * self->page);
}

static void
bal_history_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  self->width_changed |= width != self->width && self->width > 0;
  self->width = width;
  self->page = height;
  gboolean covered = bal_history_view_restack (self);
  allocate_rows (self);
  if (self->adjustments[GTK_ORIENTATION_HORIZONTAL] != NULL)
    gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_HORIZONTAL], 0, 0, width,
                              width * 0.1, width * 0.9, width);
  if (covered)
    return;
  self->outdated = TRUE;
  if (self->clock != NULL)
    gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

static void
bal_history_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  for (guint i = 0; i < self->rows.live->len; i++)
    {
      BalHistoryRow *row = g_ptr_array_index (self->rows.live, i);
      if (bal_history_row_bottom (row) > self->value && row->y < self->value + self->page)
        gtk_widget_snapshot_child (widget, row->widget, snapshot);
    }
}

static void
bal_history_view_map (GtkWidget *widget)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  GTK_WIDGET_CLASS (bal_history_view_parent_class)->map (widget);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_after (self->clock, "update", G_CALLBACK (on_clock_update), self);
  g_signal_connect (self->clock, "layout", G_CALLBACK (on_clock_layout), self);
  bal_history_view_schedule (self);
}

static void
bal_history_view_unmap (GtkWidget *widget)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
  GTK_WIDGET_CLASS (bal_history_view_parent_class)->unmap (widget);
}

static void
bal_history_view_set_focus_child (GtkWidget *widget, GtkWidget *child)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (widget);
  GTK_WIDGET_CLASS (bal_history_view_parent_class)->set_focus_child (widget, child);
  const BalHistoryRow *row = child != NULL ? bal_history_rows_focused (&self->rows) : NULL;
  if (row != NULL && row->position != GTK_INVALID_LIST_POSITION)
    self->cursor = row->position;
}

static void
bal_history_view_dispose (GObject *object)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (object);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  bal_history_rows_clear (&self->rows);
  for (guint i = 0; i < G_N_ELEMENTS (self->adjustments); i++)
    {
      if (self->adjustments[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->adjustments[i], self);
      g_clear_object (&self->adjustments[i]);
    }
  G_OBJECT_CLASS (bal_history_view_parent_class)->dispose (object);
}

static void
bal_history_view_finalize (GObject *object)
{
  BalHistoryView *self = BAL_HISTORY_VIEW (object);
  bal_history_rows_finish (&self->rows);
  G_OBJECT_CLASS (bal_history_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  props[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_LIVE]
      = g_param_spec_boolean ("live", NULL, NULL, TRUE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
bal_history_view_class_init (BalHistoryViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = bal_history_view_get_property;
  object_class->set_property = bal_history_view_set_property;
  object_class->dispose = bal_history_view_dispose;
  object_class->finalize = bal_history_view_finalize;
  widget_class->measure = bal_history_view_measure;
  widget_class->size_allocate = bal_history_view_size_allocate;
  widget_class->snapshot = bal_history_view_snapshot;
  widget_class->map = bal_history_view_map;
  widget_class->unmap = bal_history_view_unmap;
  widget_class->focus = bal_history_view_focus;
  widget_class->grab_focus = bal_history_view_grab_focus;
  widget_class->set_focus_child = bal_history_view_set_focus_child;
  install_properties (object_class);
  g_signal_new ("need-older", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("need-newer", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "history");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  bal_history_view_bind_keys (widget_class);
}

static void
bal_history_view_init (BalHistoryView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  bal_history_rows_init (&self->rows, GTK_WIDGET (self));
  self->live = TRUE;
  self->pinned = TRUE;
  self->at_end = TRUE;
  self->cursor = GTK_INVALID_LIST_POSITION;
}

GtkWidget *
bal_history_view_new (void)
{
  return g_object_new (BAL_TYPE_HISTORY_VIEW, NULL);
}

void
bal_history_view_set_live (BalHistoryView *self, gboolean live)
{
  g_return_if_fail (BAL_IS_HISTORY_VIEW (self));
  live = !!live;
  if (self->live == live)
    return;
  self->live = live;
  bal_history_view_set_pinned (self, self->pinned);
  bal_history_view_schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIVE]);
}

gboolean
bal_history_view_get_live (BalHistoryView *self)
{
  g_return_val_if_fail (BAL_IS_HISTORY_VIEW (self), FALSE);
  return self->live;
}

void
bal_history_view_scroll_to (BalHistoryView *self, guint position, double align)
{
  g_return_if_fail (BAL_IS_HISTORY_VIEW (self));
  g_return_if_fail (position < self->n_items);
  self->pinned = FALSE;
  self->jump = BAL_HISTORY_TO_ROW;
  self->jump_position = position;
  self->jump_align = CLAMP (align, 0, 1);
  bal_history_view_schedule (self);
}

void
bal_history_view_scroll_to_end (BalHistoryView *self)
{
  g_return_if_fail (BAL_IS_HISTORY_VIEW (self));
  self->jump = BAL_HISTORY_TO_END;
  bal_history_view_schedule (self);
}

gboolean
bal_history_view_is_at_end (BalHistoryView *self)
{
  g_return_val_if_fail (BAL_IS_HISTORY_VIEW (self), FALSE);
  return self->at_end;
}

void
bal_history_view_rebind (BalHistoryView *self, guint position)
{
  g_return_if_fail (BAL_IS_HISTORY_VIEW (self));
  BalHistoryRow *row = bal_history_rows_find (&self->rows, position);
  if (row == NULL)
    return;
  row->stale = TRUE;
  bal_history_view_schedule (self);
}

GtkWidget *
bal_history_view_get_row (BalHistoryView *self, guint position)
{
  g_return_val_if_fail (BAL_IS_HISTORY_VIEW (self), NULL);
  const BalHistoryRow *row = bal_history_rows_find (&self->rows, position);
  return row != NULL ? row->widget : NULL;
}
