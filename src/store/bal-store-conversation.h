#pragma once

#include "store/bal-store.h"

/* Conversations. Table conversation. unread, last_sort and last_message change in the transaction
 * of the message, so that starting needs no look at the history. */

typedef enum { /* as text in the database: chat, room, private, notice */
  BAL_STORE_KIND_CHAT,    /* one person; jid is bare */
  BAL_STORE_KIND_ROOM,    /* jid is the room */
  BAL_STORE_KIND_PRIVATE, /* an occupant of a room; jid is room/nickname */
  BAL_STORE_KIND_NOTICE,  /* what a server or a service announces */
} BalStoreKind;

typedef enum { /* as text: in, out */
  BAL_STORE_IN,
  BAL_STORE_OUT,
} BalStoreDirection;

/* As text: received, pending, ... failed. Incoming rows are `received` and stay so. The order is
 * that of progress. */
typedef enum {
  BAL_STORE_STATE_RECEIVED,
  BAL_STORE_STATE_PENDING,   /* on the disk, not written to the stream */
  BAL_STORE_STATE_SENT,      /* written to the stream */
  BAL_STORE_STATE_ACKED,     /* the server has it (XEP-0198) */
  BAL_STORE_STATE_ARCHIVED,  /* it came back with an archive id, or from the room */
  BAL_STORE_STATE_DELIVERED, /* XEP-0184 */
  BAL_STORE_STATE_DISPLAYED, /* XEP-0333 */
  BAL_STORE_STATE_FAILED,    /* with a reason; can be made pending again */
} BalStoreState;

typedef struct {
  gint64 id;
  gint64 account;
  char *jid;
  BalStoreKind kind;
  guint unread;
  gint64 read_sort;    /* up to here it has been read: rows with a greater sort are new */
  gint64 last_sort; /* sort key of the newest message; 0: none. Made from the clock, see message */
  gint64 last_message; /* its id; grows with time whatever the clock does: order the list by it */
  char *draft;         /* or NULL */
  gint64 muted_until;  /* microseconds since 1970 UTC, G_MAXINT64 for ever, 0 not muted */
  gboolean hidden;     /* not in the list until the next message */
  /* Of the newest message; meaningless while last_message is 0. */
  BalStoreDirection last_direction;
  BalStoreState last_state;
  gint64 last_time;
  char *last_sender;
  char *last_preview;  /* the first 300 bytes of its body, else of its subject; or NULL */
} BalStoreConversation;

BalStoreConversation *bal_store_conversation_copy (const BalStoreConversation *conversation);
void bal_store_conversation_free (BalStoreConversation *conversation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreConversation, bal_store_conversation_free)

/* All conversations of all accounts, hidden ones too, newest first: an array of
 * BalStoreConversation that owns its rows. */
void bal_store_conversation_load_async (BalStore *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_conversation_load_finish (BalStore *self, GAsyncResult *result,
                                               GError **error);

/* Every one below returns the row after it, owned by the caller, by
 * bal_store_conversation_change_finish(). A conversation that is not there is BAL_ERROR_STORE. */

/* Finds or makes one. */
void bal_store_conversation_ensure_async (BalStore *self, gint64 account, const char *jid,
                                          BalStoreKind kind,
                                          GAsyncReadyCallback callback, gpointer user_data);
/* NULL or "" for no draft. */
void bal_store_conversation_set_draft_async (BalStore *self, gint64 conversation, const char *draft,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* Everything with a sort key up to @sort has been read; never goes back. G_MAXINT64: everything. */
void bal_store_conversation_mark_read_async (BalStore *self, gint64 conversation, gint64 sort,
                                             GAsyncReadyCallback callback, gpointer user_data);
void bal_store_conversation_set_muted_async (BalStore *self, gint64 conversation,
                                             gint64 muted_until,
                                             GAsyncReadyCallback callback, gpointer user_data);
void bal_store_conversation_set_hidden_async (BalStore *self, gint64 conversation, gboolean hidden,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* Removes every message, also from what is left of it in the files, and hides the conversation. */
void bal_store_conversation_clear_async (BalStore *self, gint64 conversation,
                                         GAsyncReadyCallback callback, gpointer user_data);
BalStoreConversation *bal_store_conversation_change_finish (BalStore *self, GAsyncResult *result,
                                                            GError **error);
