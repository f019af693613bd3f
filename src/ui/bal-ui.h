#pragma once

#include <gtk/gtk.h>

/* Makes templates, style and icons known; before the first widget, as often as you like. Main thread. */
void bal_ui_init (void);

/* Gives @button the menu @menu, whose widgets are made when it is first opened. References @menu. */
void bal_ui_set_menu (GtkMenuButton *button, GMenuModel *menu);
