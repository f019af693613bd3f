#define G_LOG_DOMAIN "bal-history-model"

#include "ui/bal-history-private.h"

static void
shift_position (guint *mark, guint position, guint removed, guint added)
{
  if (*mark == GTK_INVALID_LIST_POSITION)
    return;
  if (*mark >= position + removed)
    *mark = *mark - removed + added;
  else if (*mark >= position)
    *mark = position;
}

static void
note_change (BalHistoryView *self, guint position, guint removed, guint added)
{
  if (!self->changed)
    self->changed_from = self->changed_to = position;
  else
    {
      shift_position (&self->changed_from, position, removed, added);
      shift_position (&self->changed_to, position, removed, added);
    }
  self->changed_from = MIN (self->changed_from, position);
  self->changed_to = MAX (self->changed_to, position + added);
  self->changed = TRUE;
}

static void
on_items_changed (
    GListModel *model, guint position, guint removed, guint added, BalHistoryView *self)
{
  if (position == 0)
    self->asked_older = FALSE;
  if (position + removed == self->n_items)
    self->asked_newer = FALSE;
  note_change (self, position, removed, added);
  bal_history_rows_shift (&self->rows, position, removed, added);
  shift_position (&self->cursor, position, removed, added);
  shift_position (&self->jump_position, position, removed, added);
  self->n_items = self->n_items - removed + added;
  self->jump_position = MIN (self->jump_position, MAX (self->n_items, 1) - 1);
  bal_history_view_schedule (self);
}

/* The next model or factory begins at its end. */
static void
start_anew (BalHistoryView *self)
{
  self->n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  self->changed = FALSE;
  self->asked_older = self->asked_newer = FALSE;
  self->top = 0;
  self->cursor = GTK_INVALID_LIST_POSITION;
  self->jump = BAL_HISTORY_TO_END;
  bal_history_view_schedule (self);
}

void
bal_history_view_set_model (BalHistoryView *self, GListModel *model)
{
  g_return_if_fail (BAL_IS_HISTORY_VIEW (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));
  if (self->model == model)
    return;
  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      bal_history_rows_retire (&self->rows);
    }
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), self);
  start_anew (self);
}

GListModel *
bal_history_view_get_model (BalHistoryView *self)
{
  g_return_val_if_fail (BAL_IS_HISTORY_VIEW (self), NULL);
  return self->model;
}

void
bal_history_view_set_factory (BalHistoryView *self,
                              BalRowCreate create,
                              BalRowBind bind,
                              gpointer user_data,
                              GDestroyNotify destroy)
{
  g_return_if_fail (BAL_IS_HISTORY_VIEW (self));
  g_return_if_fail ((create == NULL) == (bind == NULL));
  bal_history_rows_clear (&self->rows);
  self->rows.create = create;
  self->rows.bind = bind;
  self->rows.user_data = user_data;
  self->rows.destroy = destroy;
  start_anew (self);
}
