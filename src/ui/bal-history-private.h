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
  guint top;    /* position of the first visible row */
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

typedef enum
{
  BAL_HISTORY_MOVE_UP,
  BAL_HISTORY_MOVE_DOWN,
  BAL_HISTORY_MOVE_PAGE_UP,
  BAL_HISTORY_MOVE_PAGE_DOWN,
  BAL_HISTORY_MOVE_HOME,
  BAL_HISTORY_MOVE_END,
} BalHistoryMove;

/* bal-history-view.c */

/* Asks for bal_history_view_update() before the next frame is drawn. */
void bal_history_view_schedule (BalHistoryView *self);

/* Pins a live view to its end, or not, and announces it. */
void bal_history_view_set_pinned (BalHistoryView *self, gboolean pinned);

/* bal-history-update.c */

/* Makes, places and releases rows as model, jump, value and page demand, and configures the adjustment.
 * Never to be called while the view is allocated. */
void bal_history_view_update (BalHistoryView *self);

/* Measures the rows there are and places them anew, without making any. Returns FALSE if they do not
 * cover the page. */
gboolean bal_history_view_restack (BalHistoryView *self);

/* bal-history-keys.c */

void bal_history_view_bind_keys (GtkWidgetClass *widget_class);
gboolean bal_history_view_move (BalHistoryView *self, BalHistoryMove move);
gboolean bal_history_view_focus (GtkWidget *widget, GtkDirectionType direction);
gboolean bal_history_view_grab_focus (GtkWidget *widget);

G_END_DECLS
