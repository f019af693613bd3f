#pragma once

#include <gio/gio.h>

#include "desktop/bal-tray-menu.h"

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

/* One size of an icon. Pixels as GDK_MEMORY_A8R8G8B8 has them: 4 bytes each, alpha first, not
 * premultiplied, rows from the top without padding. */
typedef struct {
  guint size; /* width and height, at most BAL_TRAY_ICON_PIXELS; offer 16, 22, 24, 32, 48 */
  const guint8 *pixels;
} BalTrayIcon;

/* Begins to look for a host at once. */
BalTray *bal_tray_new (void);

/* Sets the usual icon, and the one for attention. @name is looked up in the host's icon theme, which
 * knows our icons only where Balcony is installed (there "im.balcony.Balcony-tray-symbolic" follows the
 * panel's colours); NULL leaves the host to @icons. Copies. */
void bal_tray_set_icons (BalTray *self, const char *name, const BalTrayIcon *icons, gsize n_icons);
void bal_tray_set_attention_icons (BalTray *self,
                                   const char *name,
                                   const BalTrayIcon *icons,
                                   gsize n_icons);

/* Replaces the menu; see bal-tray-menu.h for the entries. Copies. */
void bal_tray_set_menu (BalTray *self, const BalTrayItem *items, gsize n_items);

gboolean bal_tray_get_available (BalTray *self);
guint bal_tray_get_attention (BalTray *self);
void bal_tray_set_attention (BalTray *self, guint attention);
const char *bal_tray_get_tooltip (BalTray *self);
void bal_tray_set_tooltip (BalTray *self, const char *tooltip);
