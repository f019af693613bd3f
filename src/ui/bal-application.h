#pragma once

#include "core/bal-client.h"
#include "ui/bal-settings.h"
#include "ui/bal-window.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The program: one instance for each profile, started by hand, by D-Bus or with --hidden.
 *
 * Properties with notify:
 *   client    BalClient, from the start-up on; opened in the background
 *   ready     TRUE once the profile is open
 *   may-hide  boolean, writable: TRUE where something (a tray, the desktop) leads back to a hidden window.
 *             Only then, and where the person wants it, closing the window keeps Balcony running
 *
 * Signal "closing": the program is about to end. Who has something to finish calls
 * bal_application_hold_closing() in it, and bal_application_done_closing() when that is done.
 *
 * Actions: app.quit, app.about, app.preferences, app.new-account, app.shortcuts, app.show,
 * app.open-conversation (sx: account, row number), app.show-requests, app.open-address (ss: account,
 * address).
 * Options: --profile=DIR, --hidden, --version; arguments are xmpp: URIs, which ask before they do
 * anything. */
#define BAL_TYPE_APPLICATION (bal_application_get_type ())
G_DECLARE_FINAL_TYPE (BalApplication, bal_application, BAL, APPLICATION, AdwApplication)

BalApplication *bal_application_new (void);
/* Borrowed; NULL before the start-up. */
BalClient *bal_application_get_client (BalApplication *self);
BalSettings *bal_application_get_settings (BalApplication *self);
/* The window; NULL while there is none. */
BalWindow *bal_application_get_window (BalApplication *self);
void bal_application_hold_closing (BalApplication *self);
void bal_application_done_closing (BalApplication *self);
void bal_application_set_may_hide (BalApplication *self, gboolean may_hide);

/* The id under which an instance with the profile @directory is known on the bus. The caller's. */
char *bal_application_make_id (const char *directory);

G_END_DECLS
