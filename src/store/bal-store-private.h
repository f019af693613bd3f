#pragma once

#include "store/bal-db.h"
#include "store/bal-store-conversation.h"
#include "store/bal-store-message.h"

/* What table files share. On the worker, unless a BalDb is the reader's. */

extern const char *const bal_store_kind_names[4];      /* BalStoreKind */
extern const char *const bal_store_direction_names[2]; /* BalStoreDirection */
extern const char *const bal_store_state_names[8];     /* BalStoreState */

/* The conversation, made if it is missing; without anything of its last message. */
BalStoreConversation *bal_store_conversation_find_or_make (BalDb *db, gint64 account,
                                                           const char *jid, BalStoreKind kind,
                                                           GError **error);
BalStoreConversation *bal_store_conversation_get_with_last (BalDb *db, gint64 id, GError **error);
/* @message became the newest. Changes the struct alone. */
void bal_store_conversation_set_last (BalStoreConversation *conversation,
                                      const BalStoreMessage *message);

/* Columns of a message row, which bal_store_message_read() takes from 0 on. */
#define BAL_STORE_MESSAGE_COLUMNS \
  "m.id, m.conversation, m.direction, m.sender, m.stanza_id, m.origin_id, m.archive_id, m.type," \
  " m.subject, m.body, m.time, m.sort, m.state, m.reason, m.counted"
BalStoreMessage *bal_store_message_read (BalStatement *statement);
GPtrArray *bal_store_message_array_new (void);
/* Adds what @rows still gives, until @max_bytes of text (0: no limit) are exceeded. */
gboolean bal_store_message_read_all (BalDb *db, BalStatement *rows, gsize max_bytes,
                                     GPtrArray *messages, GError **error);
BalStoreMessage *bal_store_message_get_from (BalDb *db, gint64 id, GError **error);

const char *bal_store_type_name (BalStoreType type);

/* Text for the database: valid UTF-8 of at most @limit bytes, NULL for nothing. */
char *bal_store_dup_text (const char *text, gsize limit);
/* An id as it came, or NULL where it is empty or longer than BAL_LIMIT_ID: ids that were cut would
 * be equal. */
char *bal_store_dup_id (const char *id);

/* The unique hashes of a message, see bal-store-message.h; 0 where it has no such id. */
gint64 bal_store_copy_key (BalDb *db, const BalStoreMessage *message);
gint64 bal_store_archive_key (BalDb *db, const char *archive_id);
/* The copy key of an outgoing message with this id. */
gint64 bal_store_out_key (BalDb *db, const char *id);
