#pragma once

#include "core/bal-conversation.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* One conversation: who it is with, its history, and where to write. Property: conversation (BalConversation
 * or NULL). Actions: chat.details, chat.mute, chat.block, chat.remove. */
#define BAL_TYPE_CONVERSATION_VIEW (bal_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (BalConversationView, bal_conversation_view, BAL, CONVERSATION_VIEW, AdwBin)

GtkWidget *bal_conversation_view_new (void);
void bal_conversation_view_set_conversation (BalConversationView *self, BalConversation *conversation);
BalConversation *bal_conversation_view_get_conversation (BalConversationView *self);
/* Whether the sidebar is out of sight: then the trouble of the account is told here. */
void bal_conversation_view_set_alone (BalConversationView *self, gboolean alone);
/* Puts the cursor where text is written. */
void bal_conversation_view_focus_composer (BalConversationView *self);
void bal_conversation_view_focus_history (BalConversationView *self);
/* Stores a draft now that would be stored in a moment. */
void bal_conversation_view_flush (BalConversationView *self);

G_END_DECLS
