#pragma once

#include "core/bal-client.h"
#include "ui/bal-settings.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The window: the welcome page while there is no account, else sidebar and conversation. Construct-only
 * properties: client, settings. Property with notify: in-view (BalConversation that the person looks at: open, in
 * sight, and the window active; else NULL). Dialogs that belong to accounts and contacts open over it. */
#define BAL_TYPE_WINDOW (bal_window_get_type ())
G_DECLARE_FINAL_TYPE (BalWindow, bal_window, BAL, WINDOW, AdwApplicationWindow)

BalWindow *bal_window_new (GtkApplication *application, BalClient *client, BalSettings *settings);
BalClient *bal_window_get_client (BalWindow *self);
/* The profile could not be opened: shows @error in words. */
void bal_window_show_failure (BalWindow *self, const GError *error);
/* The profile is open: shows what is in it. */
void bal_window_show_profile (BalWindow *self);
void bal_window_open_conversation (BalWindow *self, BalConversation *conversation);
/* The conversation in view; NULL for none. */
BalConversation *bal_window_get_conversation (BalWindow *self);
/* Opens, or makes, the conversation of @account with @jid. */
void bal_window_open_address (BalWindow *self, BalAccount *account, const char *jid);

G_END_DECLS
