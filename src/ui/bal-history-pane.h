#pragma once

#include "core/bal-conversation.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The history of one conversation: loads pages while it is scrolled, marks where new messages begin,
 * offers to jump to the end, tells a screen reader what comes in, and marks as read what is seen.
 *
 * Actions: message.retry (x), message.show-all (x), history.jump. */
#define BAL_TYPE_HISTORY_PANE (bal_history_pane_get_type ())
G_DECLARE_FINAL_TYPE (BalHistoryPane, bal_history_pane, BAL, HISTORY_PANE, AdwBin)

/* Shows @conversation at its first unread message, or at the end; NULL for none. */
void bal_history_pane_set_conversation (BalHistoryPane *self, BalConversation *conversation);
/* Shows the message @id, wherever it is. */
void bal_history_pane_show_message (BalHistoryPane *self, gint64 id);
void bal_history_pane_scroll_to_end (BalHistoryPane *self);
/* Marks what can be seen as read, in a moment, if the window has the focus. */
void bal_history_pane_mark_seen (BalHistoryPane *self);
/* The list that is shown, borrowed; NULL for none. */
BalMessageList *bal_history_pane_get_messages (BalHistoryPane *self);

G_END_DECLS
