#define G_LOG_DOMAIN "bal-store-message"

#include "store/bal-store-message.h"

#include <string.h>

#include "store/bal-db.h"
#include "store/bal-store-key.h"
#include "store/bal-store-private.h"
#include "util/bal-limits.h"

static const char *const type_names[] = { "chat", "normal", "groupchat", "headline", "error" };

BalStoreMessage *
bal_store_message_copy (const BalStoreMessage *message)
{
  BalStoreMessage *copy = g_memdup2 (message, sizeof *message);

  copy->sender = g_strdup (message->sender);
  copy->stanza_id = g_strdup (message->stanza_id);
  copy->origin_id = g_strdup (message->origin_id);
  copy->archive_id = g_strdup (message->archive_id);
  copy->subject = g_strdup (message->subject);
  copy->body = g_strdup (message->body);
  copy->reason = g_strdup (message->reason);
  return copy;
}

void
bal_store_message_free (BalStoreMessage *message)
{
  if (!message)
    return;
  g_free (message->sender);
  g_free (message->stanza_id);
  g_free (message->origin_id);
  g_free (message->archive_id);
  g_free (message->subject);
  g_free (message->body);
  g_free (message->reason);
  g_free (message);
}

static void
free_message (gpointer message)
{
  bal_store_message_free (message);
}

GPtrArray *
bal_store_message_array_new (void)
{
  return g_ptr_array_new_with_free_func (free_message);
}

char *
bal_store_dup_text (const char *text, gsize limit)
{
  g_autofree char *valid = NULL;
  gsize length;

  if (!text || !*text)
    return NULL;
  valid = g_utf8_make_valid (text, -1);
  length = strlen (valid);
  if (length > limit)
    {
      /* Back to the beginning of the character that does not fit. */
      for (length = limit; length > 0 && ((guchar) valid[length] & 0xc0) == 0x80;)
        length--;
      valid[length] = '\0';
    }
  return *valid ? g_steal_pointer (&valid) : NULL;
}

char *
bal_store_dup_id (const char *id)
{
  return id && *id && strlen (id) <= BAL_LIMIT_ID ? g_utf8_make_valid (id, -1) : NULL;
}

gint64
bal_store_archive_key (BalDb *db, const char *archive_id)
{
  BalStoreKey key;

  if (!archive_id)
    return 0;
  bal_store_key_init (&key, bal_db_get_key (db));
  bal_store_key_add (&key, archive_id);
  return bal_store_key_end (&key);
}

/* Of an outgoing message the id alone: a receipt names nothing else. */
gint64
bal_store_out_key (BalDb *db, const char *id)
{
  BalStoreKey key;

  if (!id)
    return 0;
  bal_store_key_init (&key, bal_db_get_key (db));
  bal_store_key_add_int (&key, BAL_STORE_OUT);
  bal_store_key_add (&key, id);
  return bal_store_key_end (&key);
}

gint64
bal_store_copy_key (BalDb *db, const BalStoreMessage *message)
{
  const char *id = message->origin_id ? message->origin_id : message->stanza_id;
  BalStoreKey key;

  if (message->direction == BAL_STORE_OUT || !id)
    return bal_store_out_key (db, id);
  bal_store_key_init (&key, bal_db_get_key (db));
  bal_store_key_add_int (&key, BAL_STORE_IN);
  bal_store_key_add (&key, message->sender);
  bal_store_key_add (&key, id);
  bal_store_key_add (&key, message->body);
  return bal_store_key_end (&key);
}

BalStoreMessage *
bal_store_message_read (BalStatement *row)
{
  BalStoreMessage *message = g_new0 (BalStoreMessage, 1);

  message->id = bal_statement_get_int (row, 0);
  message->conversation = bal_statement_get_int (row, 1);
  message->direction =
    (BalStoreDirection) bal_db_name_to_enum (bal_store_direction_names, 2,
                                             bal_statement_get_text (row, 2), BAL_STORE_IN);
  message->sender = bal_statement_dup_text (row, 3);
  message->stanza_id = bal_statement_dup_text (row, 4);
  message->origin_id = bal_statement_dup_text (row, 5);
  message->archive_id = bal_statement_dup_text (row, 6);
  message->type =
    (BalStoreType) bal_db_name_to_enum (type_names, G_N_ELEMENTS (type_names),
                                        bal_statement_get_text (row, 7), BAL_STORE_TYPE_NORMAL);
  message->subject = bal_statement_dup_text (row, 8);
  message->body = bal_statement_dup_text (row, 9);
  message->time = bal_statement_get_int (row, 10);
  message->sort = bal_statement_get_int (row, 11);
  message->state =
    (BalStoreState) bal_db_name_to_enum (bal_store_state_names, 8, bal_statement_get_text (row, 12),
                                         BAL_STORE_STATE_RECEIVED);
  message->reason = bal_statement_dup_text (row, 13);
  message->counted = bal_statement_get_int (row, 14) != 0;
  return message;
}

gboolean
bal_store_message_read_all (BalDb *db, BalStatement *rows, gsize max_bytes, GPtrArray *messages,
                            GError **error)
{
  gsize n_bytes = 0;
  BalStep step;

  while ((step = bal_statement_step (db, rows, error)) == BAL_STEP_ROW)
    {
      BalStoreMessage *message = bal_store_message_read (rows);

      g_ptr_array_add (messages, message);
      n_bytes += message->body ? strlen (message->body) : 0;
      if (max_bytes && n_bytes > max_bytes)
        return TRUE;
    }
  return step == BAL_STEP_DONE;
}

BalStoreMessage *
bal_store_message_get_from (BalDb *db, gint64 id, GError **error)
{
  g_autoptr(BalStatement) row = bal_db_prepare (
    db, "SELECT " BAL_STORE_MESSAGE_COLUMNS " FROM message m WHERE m.id = ?1", error);

  if (!row)
    return NULL;
  bal_statement_bind_int (row, 1, id);
  return bal_statement_step (db, row, error) == BAL_STEP_ROW ? bal_store_message_read (row) : NULL;
}

const char *
bal_store_type_name (BalStoreType type)
{
  return type_names[type];
}
