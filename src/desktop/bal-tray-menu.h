#pragma once

#include <gio/gio.h>

/* The menu of the tray item: com.canonical.dbusmenu on a connection. Main thread only. */

typedef enum {
  BAL_TRAY_ITEM_NORMAL,
  BAL_TRAY_ITEM_CHECK,
  BAL_TRAY_ITEM_RADIO,
  BAL_TRAY_ITEM_SEPARATOR,
} BalTrayItemKind;

/* One entry, filled by the caller with designated initialisers; everything is copied. */
typedef struct _BalTrayItem BalTrayItem;
struct _BalTrayItem {
  const char *action; /* word of the caller's, unique in the menu; not for separators */
  const char *label;  /* plain text; an underscore is an underscore */
  BalTrayItemKind kind;
  gboolean checked;
  gboolean disabled;
  const BalTrayItem *children; /* of a submenu, or NULL */
  gsize n_children;
};

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

/* Replaces the entries. The same @action keeps its number, so that a click on a menu which is just
 * being replaced never chooses something else. Beyond BAL_TRAY_DEPTH and BAL_TRAY_ITEMS entries are
 * left out. */
void bal_tray_menu_set (BalTrayMenu *self, const BalTrayItem *items, gsize n_items);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalTrayMenu, bal_tray_menu_free)
