#pragma once

#include <gio/gio.h>

/* What a host sees of the tray: org.kde.StatusNotifierItem on a connection. Main thread only. */

/* One size of an icon. Pixels as GDK_MEMORY_A8R8G8B8 has them: 4 bytes each, alpha first, not
 * premultiplied, rows from the top without padding. */
typedef struct {
  guint size; /* width and height, at most BAL_TRAY_ICON_PIXELS; offer 16, 22, 24, 32, 48 */
  const guint8 *pixels;
} BalTrayIcon;

typedef struct _BalTrayFace BalTrayFace;

/* @func is called for each click, with an activation token or NULL. */
typedef void (*BalTrayFaceFunc) (const char *token, gpointer user_data);
BalTrayFace *bal_tray_face_new (BalTrayFaceFunc func, gpointer user_data);
void bal_tray_face_free (BalTrayFace *self);

/* Offers the item at @path and names @menu_path as its menu. Errors: those of
 * g_dbus_connection_register_object(). */
gboolean bal_tray_face_export (BalTrayFace *self,
                               GDBusConnection *connection,
                               const char *path,
                               const char *menu_path,
                               GError **error);

/* As in bal-tray.h. Changes are gathered before hosts are told. */
void bal_tray_face_set_icons (BalTrayFace *self,
                              const char *name,
                              const BalTrayIcon *icons,
                              gsize n_icons);
void bal_tray_face_set_attention_icons (BalTrayFace *self,
                                        const char *name,
                                        const BalTrayIcon *icons,
                                        gsize n_icons);
void bal_tray_face_set_attention (BalTrayFace *self, gboolean attention);

/* Returns whether it is another text than before. */
gboolean bal_tray_face_set_tooltip (BalTrayFace *self, const char *tooltip);
const char *bal_tray_face_get_tooltip (BalTrayFace *self);
