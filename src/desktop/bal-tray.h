#pragma once

#include <gio/gio.h>

#include "desktop/bal-tray-face.h" /* BalTrayIcon */
#include "desktop/bal-tray-tree.h" /* BalTrayItem */

/* The tray icon: a StatusNotifierItem with a menu, on a bus connection of its own, so that it vanishes
 * with the object. All functions and signals: main thread; nothing blocks. Without a session bus, a
 * watcher or a host it does nothing and "available" stays FALSE; it appears when they do.
 *
 * Properties:
 *   available (gboolean, read): a host shows the icon now. Only while TRUE may a window hide behind it.
 *   attention (guint): unread messages; above 0 the attention icon is shown.
 *   tooltip (char *): plain text, in the person's language.
 *
 * Signals:
 *   activate (const char *token): the icon was clicked; @token as gtk_window_set_startup_id() takes it,
 *     or NULL.
 *   menu-action (const char *action): an entry of the menu was chosen. */

#define BAL_TYPE_TRAY (bal_tray_get_type ())
G_DECLARE_FINAL_TYPE (BalTray, bal_tray, BAL, TRAY, GObject)

/* Begins to look for a host at once. */
BalTray *bal_tray_new (void);

/* Sets the usual icon, and the one for attention; without one for attention the usual one stays. @name
 * is looked up in the host's icon theme and goes before @icons, also where the host does not know it and
 * shows nothing at all: give one only where our icons are installed for the desktop (as in Flatpak),
 * else NULL. A panel's colour is unknown, so @icons should be in full colour. Copies. */
void bal_tray_set_icons (BalTray *self, const char *name, const BalTrayIcon *icons, gsize n_icons);
void bal_tray_set_attention_icons (BalTray *self,
                                   const char *name,
                                   const BalTrayIcon *icons,
                                   gsize n_icons);

/* Replaces the menu; see bal-tray-tree.h for the entries. Copies. */
void bal_tray_set_menu (BalTray *self, const BalTrayItem *items, gsize n_items);

gboolean bal_tray_get_available (BalTray *self);
guint bal_tray_get_attention (BalTray *self);
void bal_tray_set_attention (BalTray *self, guint attention);
const char *bal_tray_get_tooltip (BalTray *self);
void bal_tray_set_tooltip (BalTray *self, const char *tooltip);
