#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Orders of the sidebar's lists. Each returns a new sorter; call gtk_sorter_changed() when an item's
 * properties changed. */

/* BalConversation: newest first, then by row number. */
GtkSorter *bal_order_conversations (void);
/* BalContact: sections by first group in the locale's order, people without a group last. */
GtkSorter *bal_order_groups (void);
/* BalContact: who can be reached first, then by name in the locale's order. */
GtkSorter *bal_order_contacts (void);

G_END_DECLS
