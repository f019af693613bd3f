#pragma once

#include "core/bal-conversation.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* One conversation in a list. Properties: conversation; now (µs: the day from which its time is named);
 * summary (readable: all that the row says, for a screen reader). */
#define BAL_TYPE_CONVERSATION_ROW (bal_conversation_row_get_type ())
G_DECLARE_FINAL_TYPE (BalConversationRow, bal_conversation_row, BAL, CONVERSATION_ROW, AdwBin)

GtkWidget *bal_conversation_row_new (void);
BalConversation *bal_conversation_row_get_conversation (BalConversationRow *self);
void bal_conversation_row_set_conversation (BalConversationRow *self, BalConversation *conversation);

G_END_DECLS
