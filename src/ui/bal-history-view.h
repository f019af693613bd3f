#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* BalHistoryView: a GtkScrollable that shows the rows of a list of any length, made for a chat: it
 * opens at the end, follows what is appended there, and nothing on screen moves unless the person
 * moves it, whatever happens to the list or to the height of a row.
 *
 * Only the rows near the viewport exist. The adjustment's coordinates are those of the rows that
 * exist: when rows are added, measured or dropped elsewhere, `lower` (which may be negative) and
 * `upper` move and `value` does not, so that kinetic scrolling, which writes absolute values, never
 * works against the view.
 *
 * It belongs directly into a GtkScrolledWindow whose horizontal policy is GTK_POLICY_NEVER. It
 * knows nothing about its items: a factory makes and binds the row widgets. Accessible role: list.
 * Main thread only, like every widget.
 *
 * Properties: "at-end" (boolean, readable, notifies), "live" (boolean).
 * Signals: "need-older" and "need-newer" (no arguments): less than two pages are left before the
 * beginning or the end of the model. Emitted once, and again only after the model has changed at
 * that end; the handler may change the model. Never emitted while the model is empty. */
#define BAL_TYPE_HISTORY_VIEW (bal_history_view_get_type ())
G_DECLARE_FINAL_TYPE (BalHistoryView, bal_history_view, BAL, HISTORY_VIEW, GtkWidget)

/* Makes a row widget, floating. It must have the accessible role list-item, must measure quickly
 * for a width, and is used for many items in turn. The view makes it focusable. */
typedef GtkWidget *(*BalRowCreate) (gpointer user_data);

/* Shows @item in @row, or forgets what @row shows when @item is NULL (@position is then undefined).
 * @item is borrowed and stays alive until the row is unbound. @position is valid during this call
 * only. A row that is bound may be bound again without being unbound first. */
typedef void (*BalRowBind) (GtkWidget *row, gpointer item, guint position, gpointer user_data);

/* Returns a new view, floating: at the end, without model and factory. */
GtkWidget *bal_history_view_new (void);

/* Shows @model (borrowed here, referenced by the view; NULL for none) from its end. */
void bal_history_view_set_model (BalHistoryView *self, GListModel *model);

/* Returns the model, borrowed, or NULL. */
GListModel *bal_history_view_get_model (BalHistoryView *self);

/* Sets what makes and fills the rows. @destroy (or NULL) is called with @user_data when the factory
 * is replaced and when the view is disposed of. */
void bal_history_view_set_factory (BalHistoryView *self,
                                   BalRowCreate create,
                                   BalRowBind bind,
                                   gpointer user_data,
                                   GDestroyNotify destroy);

/* Says whether the end of the model is the end of the history (TRUE is the default). When it is
 * not, because the model is a window that is cut before newer items, rows appended are not followed
 * and "at-end" is FALSE. */
void bal_history_view_set_live (BalHistoryView *self, gboolean live);
gboolean bal_history_view_get_live (BalHistoryView *self);

/* Shows the item at @position (of the model as it is now) in the next frame, without animation.
 * @align: 0 puts the row at the top of the page, 1 at the bottom, 0.5 in the middle; a row higher
 * than the page shows its beginning. Near an end of the model the row goes as far as the end
 * allows. */
void bal_history_view_scroll_to (BalHistoryView *self, guint position, double align);

/* Shows the end of the model in the next frame, and follows it if the model is live. */
void bal_history_view_scroll_to_end (BalHistoryView *self);

/* Returns whether the end is shown and followed ("at-end"). */
gboolean bal_history_view_is_at_end (BalHistoryView *self);

/* Binds the row of the item at @position anew in the next frame, if there is one. The rows on both
 * sides of a change that the model announces are bound anew without this. */
void bal_history_view_rebind (BalHistoryView *self, guint position);

/* Returns the row that shows the item at @position, borrowed, or NULL: most items have no row. */
GtkWidget *bal_history_view_get_row (BalHistoryView *self, guint position);

G_END_DECLS
