#pragma once

#include <gio/gio.h>

#include "desktop/bal-tray-tree.h"

/* The menu of the tray item: com.canonical.dbusmenu on a connection. Main thread only. */

typedef struct _BalTrayMenu BalTrayMenu;

/* @func is called with the action of the entry that was chosen. */
typedef void (*BalTrayMenuFunc) (const char *action, gpointer user_data);
BalTrayMenu *bal_tray_menu_new (BalTrayMenuFunc func, gpointer user_data);
void bal_tray_menu_free (BalTrayMenu *self);

/* Offers the menu at @path. Errors: those of g_dbus_connection_register_object(). */
gboolean bal_tray_menu_export (BalTrayMenu *self,
                               GDBusConnection *connection,
                               const char *path,
                               GError **error);

/* Replaces the entries, and tells hosts what changed. The same action keeps its number, so that a click
 * on a menu which is just being replaced never chooses something else. */
void bal_tray_menu_set (BalTrayMenu *self, const BalTrayItem *items, gsize n_items);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalTrayMenu, bal_tray_menu_free)
