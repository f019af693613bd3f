#pragma once

#include "store/bal-store-conversation.h"

/* Messages. Table message, and message_fts with the words of each (bal-words.h).
 *
 * The sort key orders the rows of a conversation. It is the time of arrival in microseconds, made
 * strictly increasing: a false stamp hides nothing, and a clock that jumps changes no order. The
 * time that is shown is another column. Both are kept within the years 1970 to 9999.
 *
 * A copy of a message is known by (conversation, archive id), else by (conversation, sender,
 * direction, origin or else stanza id, body), where two copies that both came live are at most 10
 * minutes apart and others 7 days, since poor clients use ids again. Rows with different archive
 * ids are different messages; rows without any id are always new. A copy changes no text of the
 * row that is there; it may add the archive id, and makes an outgoing row archived. */

typedef enum { /* as text, RFC 6121 5.2.2 */
  BAL_STORE_TYPE_CHAT,
  BAL_STORE_TYPE_NORMAL,
  BAL_STORE_TYPE_GROUPCHAT,
  BAL_STORE_TYPE_HEADLINE,
  BAL_STORE_TYPE_ERROR,
} BalStoreType;

typedef struct {
  gint64 id;
  gint64 conversation;
  BalStoreDirection direction;
  char *sender;       /* bare JID; full JID for room and private */
  char *stanza_id;    /* ids: NULL when absent; longer than BAL_LIMIT_ID counts as absent */
  char *origin_id;    /* XEP-0359; NULL in the database when equal to stanza_id */
  char *archive_id;   /* XEP-0359 stanza-id, checked by the caller to be from the right archive */
  BalStoreType type;
  char *subject;      /* or NULL; cut at BAL_LIMIT_SUBJECT */
  char *body;         /* or NULL; cut at BAL_LIMIT_BODY */
  gint64 time;        /* when it was sent, as far as known; 0 when adding: it is live, so now */
  gint64 sort;        /* when adding: the time of arrival, 0 for now */
  BalStoreState state;
  char *reason;       /* why it failed, or NULL: condition and the server's text (RFC 6120 8.3) */
  gboolean counted;   /* it counted as unread when it came */
} BalStoreMessage;

BalStoreMessage *bal_store_message_copy (const BalStoreMessage *message);
void bal_store_message_free (BalStoreMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreMessage, bal_store_message_free)

/* Stores @message in the conversation (@account, @jid, @kind), which is made if it is missing and
 * shown if it was hidden. With `counted` set it adds to the unread count; an outgoing one does not.
 * Takes @message; of it id and conversation are ignored. */
void bal_store_message_add_async (BalStore *self, gint64 account, const char *jid,
                                  BalStoreKind kind, BalStoreMessage *message,
                                  GAsyncReadyCallback callback, gpointer user_data);

typedef struct {
  BalStoreMessage *message; /* the row as stored; of a duplicate, the row that was there */
  BalStoreConversation *conversation; /* the row after it */
  gboolean duplicate;                 /* nothing was added */
  gboolean changed;                   /* a duplicate that added its archive id or a state */
} BalStoreAdded;

void bal_store_added_free (BalStoreAdded *added);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreAdded, bal_store_added_free)
/* Owned by the caller. */
BalStoreAdded *bal_store_message_add_finish (BalStore *self, GAsyncResult *result, GError **error);

/* A receipt, a marker, an error or an acknowledgement for the newest outgoing row of the chat with
 * @jid whose origin id, or else stanza id, is @stanza_id, or for the row of that id. States go
 * forward only; failed comes from any state before delivered, and only pending comes after it.
 * @reason (copied) is stored with failed only. Both end with set_state_finish: the rows that
 * changed, an array of BalStoreMessage that owns them, often empty. */
void bal_store_message_set_state_async (BalStore *self, gint64 account, const char *jid,
                                        const char *stanza_id, BalStoreState state,
                                        const char *reason,
                                        GAsyncReadyCallback callback, gpointer user_data);
void bal_store_message_set_state_by_id_async (BalStore *self, gint64 message, BalStoreState state,
                                              const char *reason,
                                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_message_set_state_finish (BalStore *self, GAsyncResult *result,
                                               GError **error);

/* Outgoing rows of @account that are pending or sent, in the order in which they were written. */
void bal_store_message_pending_async (BalStore *self, gint64 account, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_message_pending_finish (BalStore *self, GAsyncResult *result, GError **error);

typedef enum {
  BAL_STORE_PAGE_NEWEST, /* the last @limit rows; @sort and @id are not used */
  BAL_STORE_PAGE_BEFORE, /* rows before (sort, id) */
  BAL_STORE_PAGE_AFTER,  /* rows after (sort, id) */
  BAL_STORE_PAGE_AROUND, /* up to half of @limit before (sort, id), the rest from it on */
} BalStorePageWay;

typedef struct {
  gint64 conversation;
  BalStorePageWay way;
  gint64 sort;
  gint64 id;
  guint limit;           /* at most 1000 */
} BalStorePage;

/* At once, on the main thread: less than a millisecond, for which a page ends after a megabyte of
 * text. Rows oldest first, an array that owns its BalStoreMessage; an empty one is the end of the
 * history. A row can be seen here before its completion runs, so models know rows by id. */
GPtrArray *bal_store_message_page (BalStore *self, const BalStorePage *page, GError **error);

/* At once, on the main thread. NULL without an error if there is no such row. */
BalStoreMessage *bal_store_message_get (BalStore *self, gint64 message, GError **error);
