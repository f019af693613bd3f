#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the person chose, with notify: from GSettings where Balcony's schema is installed, else kept in
 * memory with the same defaults. Keys as in data/im.balcony.Balcony.gschema.xml:
 * window-width, window-height (int), window-maximized, run-in-background, send-receipts, notifications,
 * mute (boolean), color-scheme (int: 0 as the desktop, 1 light, 2 dark). Main thread. */
#define BAL_TYPE_SETTINGS (bal_settings_get_type ())
G_DECLARE_FINAL_TYPE (BalSettings, bal_settings, BAL, SETTINGS, GObject)

/* @schema_id: BAL_APP_ID, or NULL for memory alone. */
BalSettings *bal_settings_new (const char *schema_id);
gboolean bal_settings_get_boolean (BalSettings *self, const char *key);
int bal_settings_get_int (BalSettings *self, const char *key);

G_END_DECLS
