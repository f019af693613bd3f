#pragma once

#include <gtk/gtk.h>

/* Messages without an account: items, a model and rows for the tests of the history view. */

#define TEST_TYPE_ITEM (test_item_get_type ())
G_DECLARE_FINAL_TYPE (TestItem, test_item, TEST, ITEM, GObject)

#define TEST_SHORT_IDS 1000000 /* from this id on no text is long … */
#define TEST_LONG_IDS 2000000  /* … and from this id on all are */

/* The text, the side and the length follow from @id. */
TestItem *test_item_new (guint id);
guint test_item_get_id (TestItem *item);

#define TEST_TYPE_ROW (test_row_get_type ())
G_DECLARE_FINAL_TYPE (TestRow, test_row, TEST, ROW, GtkWidget)

/* What the row shows, or NULL. */
TestItem *test_row_get_item (TestRow *row);
GtkWidget *test_row_get_bubble (TestRow *row);
GtkWidget *test_row_get_body (TestRow *row);

/* Empty; its size request stands for whatever else may make a row higher. */
GtkWidget *test_row_get_extra (TestRow *row);

/* Shows @item, or nothing. */
void test_row_show (TestRow *row, TestItem *item);

/* A model of @n items that makes one whenever it is asked, with the ids from @first_id. */
GListModel *test_lazy_model_new (guint first_id, guint n);
