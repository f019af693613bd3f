#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Conversations, contacts and the search in both. Construct-only property: client.
 *
 * Signals: "open-conversation" (BalConversation); "open-contact" (BalContact): the person wants to write
 * to them; "show-contact" (BalContact): their details. */
#define BAL_TYPE_SIDEBAR (bal_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (BalSidebar, bal_sidebar, BAL, SIDEBAR, AdwBin)

GtkWidget *bal_sidebar_new (BalClient *client);
/* Marks @conversation as the open one; NULL for none. Emits nothing. */
void bal_sidebar_select (BalSidebar *self, BalConversation *conversation);
/* The conversation that stands @offset rows below the open one (above, if negative), or NULL. */
BalConversation *bal_sidebar_get_neighbour (BalSidebar *self, int offset);
/* The conversation in row @position (0 is the topmost), or NULL. */
BalConversation *bal_sidebar_get_nth (BalSidebar *self, guint position);
void bal_sidebar_focus_search (BalSidebar *self);
void bal_sidebar_focus_list (BalSidebar *self);
/* Whether the person walks through a list by keyboard: then the focus shall stay there. */
gboolean bal_sidebar_is_browsing (BalSidebar *self);
/* Ends a search; returns FALSE if there is none. */
gboolean bal_sidebar_stop_search (BalSidebar *self);

G_END_DECLS
