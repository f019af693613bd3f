#pragma once

#include "history-items.h"
#include "ui/bal-history-view.h"

/* A window with a BalHistoryView over a model of texts in many scripts and lengths, and what is
 * needed to look at it: every figure here comes from the allocated widgets, not from the view. */

#define HISTORY_PIXEL 1.0 /* nothing moves farther than this by itself */

typedef struct
{
  guint id;
  double y; /* on the view */
  double height;
  GtkWidget *widget;
} Seen;

typedef struct
{
  GtkWidget *window;
  GtkWidget *scrolled;
  BalHistoryView *view;
  GListStore *store; /* the model, unless it is lazy */
  GtkAdjustment *adjustment;
  guint created;
  guint bound;
  guint needed_older;
  guint needed_newer;
} HistoryFixture;

/* Shows the items [@first_id, @first_id + @n), and waits for the first frame. */
void history_fixture_open (HistoryFixture *fixture, guint first_id, guint n);

/* Shows @model instead of a store; takes it. */
void history_fixture_open_model (HistoryFixture *fixture, GListModel *model);
void history_fixture_close (HistoryFixture *fixture);

/* Waits until one more frame has been painted. */
void history_fixture_frame (HistoryFixture *fixture);

/* Waits until nothing changes any more: rows around the page are made over some frames. */
void history_fixture_settle (HistoryFixture *fixture);

/* Inserts items with the ids from @first_id. */
void history_fixture_insert (HistoryFixture *fixture, guint position, guint first_id, guint n);

/* Scrolls as a person does, and waits for the frame. */
void history_fixture_scroll_to (HistoryFixture *fixture, double value);

double history_fixture_value (HistoryFixture *fixture);
double history_fixture_page (HistoryFixture *fixture);

/* The rows on the page, from top to bottom; fails if a place is not covered, rows overlap, or ids
 * do not ascend. Free with g_array_unref(). */
GArray *history_fixture_look (HistoryFixture *fixture);

/* The id of the first row on the page. */
guint history_fixture_top_id (HistoryFixture *fixture);

/* The largest distance, px, by which a row that was on the page before (@before) stands elsewhere,
 * when everything was meant to move up by @scrolled. Fails if no row was there before. */
double history_fixture_moved (HistoryFixture *fixture, GArray *before, double scrolled);

/* Fails if a row that was on the page before stands elsewhere. */
void history_fixture_assert_still (HistoryFixture *fixture, GArray *before);

/* Scrolls back by @above_end px from where it is, with rows on all sides, and waits until it rests.
 */
void history_fixture_park (HistoryFixture *fixture, double above_end);

/* Fails unless the row of @id is on the page where bal_history_view_scroll_to() with @align puts
 * it. */
void history_fixture_assert_row_at (HistoryFixture *fixture, guint id, double align);
gboolean history_fixture_is_on_page (HistoryFixture *fixture, guint id);

/* Gives the view another size. */
void history_fixture_resize (HistoryFixture *fixture, int width, int height);

/* What GtkScrolledWindow does after a swipe: a position for each frame, computed from where the
 * fling began, whatever has become of the adjustment since. */
typedef struct
{
  GtkAdjustment *adjustment;
  double start;
  double velocity; /* px/s */
  double time;     /* s */
} HistoryFling;

/* A tick callback with a HistoryFling. */
gboolean history_fling_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer fling);

/* Flings for so many frames; fails if something moves in another way than all rows together. */
void history_fixture_fling (HistoryFixture *fixture, double velocity, guint frames);

/* Fails unless the row of @id ends where the page ends. */
void history_fixture_assert_at_end (HistoryFixture *fixture, guint id);

/* The row of @id, whether or not it is on the page; NULL if there is none. */
GtkWidget *history_fixture_row (HistoryFixture *fixture, guint id);

/* Gives the row of @id so much more height, px, as a picture that arrives does. */
void history_fixture_grow (HistoryFixture *fixture, guint id, int height);

/* Gives the row of @id another text of so many characters. */
void history_fixture_set_text_length (HistoryFixture *fixture, guint id, guint length);

/* Rows that show an item, and all. */
guint history_fixture_rows (HistoryFixture *fixture);
guint history_fixture_widgets (HistoryFixture *fixture);

/* Runs commands of xdotool in the window, which begins at 0, 0 of the screen, and waits for the
 * effect. */
void history_fixture_drive (HistoryFixture *fixture, const char *commands);

/* Presses @key (an X keysym name) in the window. */
void history_fixture_press (HistoryFixture *fixture, const char *key);

/* Writes what the window shows to @path. */
void history_fixture_save (HistoryFixture *fixture, const char *path);
