#pragma once

#include "core/bal-contact.h"
#include "core/bal-message-list.h"

G_BEGIN_DECLS

/* One conversation of an account. Main thread.
 *
 * Properties, with notify:
 *   id        row number
 *   jid       the other side, bare (with nickname for kind PRIVATE)
 *   kind      BalConversationKind
 *   contact   BalContact or NULL for somebody who is not in the roster
 *   title     contact's display name, else the address; one line, safe to show
 *   preview   the last message in one line, safe to show; "" for none
 *   outgoing  TRUE if the last message is the person's own
 *   state     BalMessageState of the last message
 *   time      its time in microseconds, 0 for none: the list is sorted by it
 *   unread    messages not yet seen
 *   draft     text begun but not sent; NULL for none
 *   muted     TRUE: raises no notifications */
#define BAL_TYPE_CONVERSATION (bal_conversation_get_type ())
G_DECLARE_FINAL_TYPE (BalConversation, bal_conversation, BAL, CONVERSATION, GObject)

gint64 bal_conversation_get_id (BalConversation *self);
const char *bal_conversation_get_jid (BalConversation *self);
BalConversationKind bal_conversation_get_kind (BalConversation *self);
BalContact *bal_conversation_get_contact (BalConversation *self);
/* BalAccount; borrowed, NULL once it is gone. */
gpointer bal_conversation_get_account (BalConversation *self);
const char *bal_conversation_get_title (BalConversation *self);
const char *bal_conversation_get_preview (BalConversation *self);
gint64 bal_conversation_get_time (BalConversation *self);
guint bal_conversation_get_unread (BalConversation *self);
const char *bal_conversation_get_draft (BalConversation *self);
gboolean bal_conversation_get_muted (BalConversation *self);

/* Stored as the person types; empty or NULL clears it. */
void bal_conversation_set_draft (BalConversation *self, const char *draft);
void bal_conversation_set_muted (BalConversation *self, gboolean muted);
/* Everything that is here now has been seen. */
void bal_conversation_mark_read (BalConversation *self);

/* The history, made at the first call and alive while somebody holds it. Transfer full. */
BalMessageList *bal_conversation_dup_messages (BalConversation *self);

/* Stores @text as pending and sends it as soon as there is a connection; it appears in the list at once
 * when it is on disk. Finish tells only whether it was stored. Nothing is sent for kind NOTICE. */
void bal_conversation_send_async (BalConversation *self, const char *text, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_conversation_send_finish (BalConversation *self, GAsyncResult *result, GError **error);
/* Sends a failed message again, with the same id. */
void bal_conversation_retry (BalConversation *self, BalMessage *message);

G_END_DECLS
