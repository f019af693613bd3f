#pragma once

#include <gio/gio.h>

/* Follows org.kde.StatusNotifierWatcher on a connection: registers our item, by object path from the
 * connection's unique name, each time a watcher appears, and knows whether a host draws items at all.
 * Main thread only. */

typedef struct _BalTrayHost BalTrayHost;

/* @func is called whenever there is a host, and our item is registered with it, or no longer. */
typedef void (*BalTrayHostFunc) (gboolean available, gpointer user_data);
BalTrayHost *bal_tray_host_new (GDBusConnection *connection,
                                const char *path,
                                BalTrayHostFunc func,
                                gpointer user_data);

/* No call comes after this. */
void bal_tray_host_free (BalTrayHost *self);
