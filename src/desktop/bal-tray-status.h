#pragma once

#include "core/bal-client.h"
#include "desktop/bal-tray.h"

G_BEGIN_DECLS

/* What the tray icon shows of the client: unread messages, own status, the menu. Main thread.
 *
 * Signals:
 *   "show" (const char *token)      the icon, or "Show Balcony", was clicked; token as in BalTray
 *   "mute" (gboolean)               notifications off or on
 *   "quit" () */
#define BAL_TYPE_TRAY_STATUS (bal_tray_status_get_type ())
G_DECLARE_FINAL_TYPE (BalTrayStatus, bal_tray_status, BAL, TRAY_STATUS, GObject)

BalTrayStatus *bal_tray_status_new (BalClient *client);
/* The icon itself, for its pictures and its "available"; borrowed. */
BalTray *bal_tray_status_get_tray (BalTrayStatus *self);
/* What the menu shows as chosen. */
void bal_tray_status_set_muted (BalTrayStatus *self, gboolean muted);

G_END_DECLS
