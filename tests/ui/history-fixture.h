#pragma once

#include "ui/bal-history-view.h"

/* A window with a BalHistoryView over a model of texts in many scripts and lengths, and what is needed to
 * look at it: every figure here comes from the allocated widgets, not from the view. */

#define TEST_TYPE_ITEM (test_item_get_type ())
G_DECLARE_FINAL_TYPE (TestItem, test_item, TEST, ITEM, GObject)

/* The text, the side and the length follow from @id. */
TestItem *test_item_new (guint id);
guint test_item_get_id (TestItem *item);

#define TEST_TYPE_ROW (test_row_get_type ())
G_DECLARE_FINAL_TYPE (TestRow, test_row, TEST, ROW, GtkWidget)

/* What the row shows, or NULL. */
TestItem *test_row_get_item (TestRow *row);
GtkWidget *test_row_get_bubble (TestRow *row);

/* A model of @n items that makes one whenever it is asked, with the ids from @first_id. */
GListModel *test_lazy_model_new (guint first_id, guint n);

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

/* The rows on the page, from top to bottom; fails if a place is not covered, rows overlap, or ids do not
 * ascend. Free with g_array_unref(). */
GArray *history_fixture_look (HistoryFixture *fixture);

/* The largest distance, px, by which a row that was on the page before (@before) stands elsewhere, when
 * everything was meant to move up by @scrolled. Fails if no row was there before. */
double history_fixture_moved (HistoryFixture *fixture, GArray *before, double scrolled);

/* Fails unless the row of @id ends where the page ends. */
void history_fixture_assert_at_end (HistoryFixture *fixture, guint id);

/* The row of @id, whether or not it is on the page; NULL if there is none. */
GtkWidget *history_fixture_row (HistoryFixture *fixture, guint id);

/* Gives the row of @id so much more height, px, as a picture that arrives does. */
void history_fixture_grow (HistoryFixture *fixture, guint id, int height);

/* Rows that show an item, and all. */
guint history_fixture_rows (HistoryFixture *fixture);
guint history_fixture_widgets (HistoryFixture *fixture);

/* Presses @key (an X keysym name) in the window. */
void history_fixture_press (HistoryFixture *fixture, const char *key);

/* Writes what the window shows to @path. */
void history_fixture_save (HistoryFixture *fixture, const char *path);
