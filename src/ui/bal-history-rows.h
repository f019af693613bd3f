#pragma once

#include "ui/bal-history-view.h"

G_BEGIN_DECLS

/* The row widgets of one BalHistoryView: which exist, what they show, and the hidden ones that wait
 * to be used again. Private to the view. A row that has the focus is never used for another item:
 * when it leaves the range it is parked, still a child of the view. */

typedef struct
{
  GtkWidget *widget; /* a child of the view */
  gpointer item;     /* owned */
  guint position;    /* in the model; GTK_INVALID_LIST_POSITION once the item is removed */
  double y;          /* top, in the coordinates of the adjustment */
  int height;        /* px, as last measured */
  gboolean stale;    /* to be bound anew */
} BalHistoryRow;

typedef struct
{
  GtkWidget *view; /* borrowed: the owner */
  BalRowCreate create;
  BalRowBind bind;
  gpointer user_data;
  GDestroyNotify destroy;
  GPtrArray *live;       /* BalHistoryRow *, by position */
  GPtrArray *spare;      /* BalHistoryRow *: live before the rows are stacked anew */
  GPtrArray *pool;       /* GtkWidget *: hidden children */
  BalHistoryRow *parked; /* has the focus and is outside of live, or NULL */
  double measured;       /* height of all rows ever made, px */
  guint n_measured;
} BalHistoryRows;

void bal_history_rows_init (BalHistoryRows *rows, GtkWidget *view);

/* Unparents all rows and forgets the factory. */
void bal_history_rows_clear (BalHistoryRows *rows);
void bal_history_rows_finish (BalHistoryRows *rows);

/* Unbinds all rows; what they show belongs to a model that is no longer shown. */
void bal_history_rows_retire (BalHistoryRows *rows);

/* The live row at @position, or NULL. */
BalHistoryRow *bal_history_rows_find (BalHistoryRows *rows, guint position);

/* The row of any kind that contains or is the focus, or NULL. */
BalHistoryRow *bal_history_rows_focused (BalHistoryRows *rows);

/* Follows a change of the model in the positions of all rows. */
void bal_history_rows_shift (BalHistoryRows *rows, guint position, guint removed, guint added);

/* Gives rows whose item was removed and is back in [@from, @to) of @model their new position. */
void bal_history_rows_adopt (BalHistoryRows *rows, GListModel *model, guint from, guint to);

/* Makes all live rows spare, except for those that are farther than @reach positions from
 * @position: these are released at once. */
void bal_history_rows_begin (BalHistoryRows *rows, guint position, guint reach);

gboolean bal_history_rows_has_spare (BalHistoryRows *rows, guint position);

/* Takes the spare row of @position, or makes one, and measures it for @width. It becomes the first
 * live row, or, with @at_end, the last. */
BalHistoryRow *bal_history_rows_add (
    BalHistoryRows *rows, GListModel *model, guint position, int width, gboolean at_end);

/* Releases the rows that are still spare, and a parked row that has lost the focus. */
void bal_history_rows_end (BalHistoryRows *rows);

/* Measures @row for @width px and returns the width that it needs, at least @width. */
int bal_history_row_measure (BalHistoryRow *row, int width);

/* The height that a row is expected to have, px. */
double bal_history_rows_average (BalHistoryRows *rows);

static inline double
bal_history_row_bottom (const BalHistoryRow *row)
{
  return row->y + row->height;
}

static inline BalHistoryRow *
bal_history_rows_first (const BalHistoryRows *rows)
{
  return rows->live->len > 0 ? g_ptr_array_index (rows->live, 0) : NULL;
}

static inline BalHistoryRow *
bal_history_rows_last (const BalHistoryRows *rows)
{
  return rows->live->len > 0 ? g_ptr_array_index (rows->live, rows->live->len - 1) : NULL;
}

G_END_DECLS
