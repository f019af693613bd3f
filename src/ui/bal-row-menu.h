#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives @view, a list of BalConversation and BalContact, the menu of its rows: by the secondary button, a
 * long press, the Menu key and Shift+F10. It lives as long as @view. */
void bal_row_menu_attach (GtkListView *view);

G_END_DECLS
