#pragma once

#include "core/bal-client.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The lists of the sidebar as models, without a widget: sorted, and kept so when items change; and what a
 * search finds in them. Changes of one turn of the main loop sort once. Main thread.
 *
 * Signal "changed": people or conversations came, went or changed. */
#define BAL_TYPE_LISTS (bal_lists_get_type ())
G_DECLARE_FINAL_TYPE (BalLists, bal_lists, BAL, LISTS, GObject)

BalLists *bal_lists_new (BalClient *client);
/* All borrowed. */
GListModel *bal_lists_get_chats (BalLists *self);    /* BalConversation, newest first */
GListModel *bal_lists_get_contacts (BalLists *self); /* BalContact of all accounts, sections by group */
GListModel *bal_lists_get_results (BalLists *self);  /* what a search finds, chats before contacts */
/* Whether a contact is in a group. */
gboolean bal_lists_has_groups (BalLists *self);
/* Searches for @text as it was typed; NULL or white space for no search. Returns whether there is one. */
gboolean bal_lists_search (BalLists *self, const char *text);
gboolean bal_lists_is_searching (BalLists *self);

G_END_DECLS
