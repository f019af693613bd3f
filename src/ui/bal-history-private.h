#pragma once

#include "ui/bal-history-rows.h"

G_BEGIN_DECLS

/* What the files of BalHistoryView share; nothing else includes it. */

typedef enum
{
  BAL_HISTORY_STAY, /* what is on screen stays where it is */
  BAL_HISTORY_TO_ROW,
  BAL_HISTORY_TO_END,
} BalHistoryJump;

struct _BalHistoryView
{
  GtkWidget parent;

  GListModel *model;
  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];
  BalHistoryRows rows;

  guint n_items;
  guint changed_from; /* items that the model announced since the last update: [from, to) */
  guint changed_to;
  gboolean changed;
  guint top;    /* position of the first row on the page, as last placed */
  guint cursor; /* position of the row that has or last had the focus */

  double value; /* of the vertical adjustment; changed here alone, it is what will be written */
  double lower; /* as last written */
  double upper;
  int width; /* as last allocated, px */
  int page;  /* height as last allocated, px */

  BalHistoryJump jump;
  guint jump_position;
  double jump_align;

  gboolean live;
  gboolean pinned;        /* the end is shown and followed */
  gboolean at_end;        /* pinned, as last announced */
  gboolean outdated;      /* an update is due in this frame */
  gboolean unfinished;    /* rows outside of the page are still to be made, in the next frames */
  gboolean configuring;   /* the adjustment is being written by the view itself */
  gboolean width_changed; /* since the rows were last placed */
  gboolean asked_older;
  gboolean asked_newer;
  GdkFrameClock *clock; /* while mapped */
};

/* Where one row is, from which the places of all others follow. */
typedef struct
{
  guint position;
  double y;        /* of the top, or of the bottom */
  gboolean bottom; /* y is the bottom */
  double part;     /* of the row's height: y is so far below the top */
} BalHistoryAnchor;

/* bal-history-view.c */

/* Asks for bal_history_view_update() before the next frame is drawn. */
void bal_history_view_schedule (BalHistoryView *self);

/* Pins a live view to its end, or not, and announces it. */
void bal_history_view_set_pinned (BalHistoryView *self, gboolean pinned);

static inline double
bal_history_view_page_end (BalHistoryView *self)
{
  return self->value + self->page;
}

/* bal-history-anchor.c */

/* What stands still when the rows are placed anew. The model has at least one item. */
BalHistoryAnchor bal_history_view_choose_anchor (BalHistoryView *self);
void bal_history_anchor_place (BalHistoryRow *row, BalHistoryAnchor anchor);

/* The first row that begins on the page, else the one that covers it; NULL if there is none. */
BalHistoryRow *bal_history_view_steady_row (BalHistoryView *self);

/* The first or the last row whose item is still in the model, or NULL. */
const BalHistoryRow *bal_history_view_surviving_row (BalHistoryView *self, gboolean from_end);

/* bal-history-update.c */

/* Makes, places and releases rows as model, jump, value and page demand, and configures the
 * adjustment. Never to be called while the view is allocated. */
void bal_history_view_update (BalHistoryView *self);

/* Measures the rows there are and places them anew, without making any. Returns FALSE if they do
 * not cover the page. */
gboolean bal_history_view_restack (BalHistoryView *self);

/* bal-history-keys.c */

void bal_history_view_bind_keys (GtkWidgetClass *widget_class);
gboolean bal_history_view_focus (GtkWidget *widget, GtkDirectionType direction);
gboolean bal_history_view_grab_focus (GtkWidget *widget);

G_END_DECLS
