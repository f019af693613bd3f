#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows for lists of BalConversation and BalContact, mixed or not. @clock (borrowed, lives longer) is an
 * object with the int64 property "now" from which times are named. New, owned by the caller. */
GtkListItemFactory *bal_row_factory_new (GObject *clock);
/* Headings: the group of a contact. */
GtkListItemFactory *bal_row_factory_new_groups (void);
/* Headings: whether conversations or contacts follow. */
GtkListItemFactory *bal_row_factory_new_kinds (void);

G_END_DECLS
