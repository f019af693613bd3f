#define G_LOG_DOMAIN "bal-store-add"

#include "store/bal-store-message.h"

#include <stdlib.h>

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "store/bal-words.h"
#include "util/bal-limits.h"

/* How far apart two copies of one message with the same id and text can be. */
#define LIVE_COPY_USEC (G_GINT64_CONSTANT (10) * 60 * G_USEC_PER_SEC)
#define LATE_COPY_USEC (G_GINT64_CONSTANT (7) * 24 * 3600 * G_USEC_PER_SEC)
/* A row that says it was sent this long before it came was delayed. */
#define LIVE_USEC (5 * G_USEC_PER_SEC)

/* The end of the year 9999: sums and differences of times cannot overflow. */
#define LAST_TIME (G_GINT64_CONSTANT (253402300800) * G_USEC_PER_SEC - 1)

typedef struct {
  gint64 account;
  char *jid;
  BalStoreKind kind;
  BalStoreMessage *given;
  gint64 copy_key;
  gint64 archive_key;
  BalStoreAdded *added;
} Add;

void
bal_store_added_free (BalStoreAdded *added)
{
  if (!added)
    return;
  bal_store_message_free (added->message);
  bal_store_conversation_free (added->conversation);
  g_free (added);
}

static void
free_add (gpointer data)
{
  Add *job = data;

  g_free (job->jid);
  bal_store_message_free (job->given);
  bal_store_added_free (job->added);
  g_free (job);
}

static void
replace (char **text, char *with)
{
  g_free (*text);
  *text = with;
}

/* Once, before the job is queued. */
static void
normalize (BalStoreMessage *message)
{
  replace (&message->stanza_id, bal_store_dup_id (message->stanza_id));
  replace (&message->origin_id, bal_store_dup_id (message->origin_id));
  replace (&message->archive_id, bal_store_dup_id (message->archive_id));
  replace (&message->subject, bal_store_dup_text (message->subject, BAL_LIMIT_SUBJECT));
  replace (&message->body, bal_store_dup_text (message->body, BAL_LIMIT_BODY));
  replace (&message->reason, bal_store_dup_text (message->reason, BAL_LIMIT_STATUS));
  message->time = message->time ? CLAMP (message->time, 1, LAST_TIME) : 0;
  message->sort = CLAMP (message->sort, 0, LAST_TIME);
  if (g_strcmp0 (message->origin_id, message->stanza_id) == 0)
    g_clear_pointer (&message->origin_id, g_free);
  if (message->direction == BAL_STORE_OUT)
    message->counted = FALSE;
  else
    message->state = BAL_STORE_STATE_RECEIVED;
}

static const char *
identity (const BalStoreMessage *message)
{
  return message->origin_id ? message->origin_id : message->stanza_id;
}

/* That the hash did not lie. */
static gboolean
has_same_text (const BalStoreMessage *a, const BalStoreMessage *b)
{
  return a->direction == b->direction && g_strcmp0 (a->sender, b->sender) == 0 &&
         g_strcmp0 (identity (a), identity (b)) == 0 && g_strcmp0 (a->body, b->body) == 0;
}

static gboolean
is_copy (const BalStoreMessage *row, const BalStoreMessage *given)
{
  gint64 distance = llabs (row->time - given->time);
  gboolean live = llabs (row->sort - row->time) < LIVE_USEC && given->time == given->sort;

  if (row->archive_id && given->archive_id)
    return g_str_equal (row->archive_id, given->archive_id);
  return distance <= (live ? LIVE_COPY_USEC : LATE_COPY_USEC);
}

static const char by_archive_sql[] =
  "SELECT " BAL_STORE_MESSAGE_COLUMNS
  " FROM message m WHERE m.conversation = ?1 AND m.archive_key = ?2";
static const char by_copy_sql[] =
  "SELECT " BAL_STORE_MESSAGE_COLUMNS
  " FROM message m WHERE m.conversation = ?1 AND m.copy_key = ?2";

static gboolean
find_by_key (BalDb *db, const char *sql, gint64 conversation, gint64 key, BalStoreMessage **found,
             GError **error)
{
  g_autoptr(BalStatement) row = NULL;
  BalStep step;

  *found = NULL;
  if (!key)
    return TRUE;
  row = bal_db_prepare (db, sql, error);
  if (!row)
    return FALSE;
  bal_statement_bind_int (row, 1, conversation);
  bal_statement_bind_int (row, 2, key);
  step = bal_statement_step (db, row, error);
  if (step == BAL_STEP_ROW)
    *found = bal_store_message_read (row);
  return step != BAL_STEP_ERROR;
}

/* A newer message that uses the id again, or whose hash is the same by chance, takes the place in
 * the index. */
static gboolean
forget_copy_key (BalDb *db, gint64 message, GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "UPDATE message SET copy_key = NULL WHERE id = ?1", error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, message);
  return bal_statement_run (db, statement, error);
}

/* After a conflict: either sets @copy to the row of which @job is a copy, or clears the way for
 * inserting again. */
static gboolean
settle_conflict (BalDb *db, Add *job, gint64 conversation, BalStoreMessage **copy, GError **error)
{
  g_autoptr(BalStoreMessage) archived = NULL;
  g_autoptr(BalStoreMessage) similar = NULL;

  if (!find_by_key (db, by_archive_sql, conversation, job->archive_key, &archived, error) ||
      !find_by_key (db, by_copy_sql, conversation, job->copy_key, &similar, error))
    return FALSE;
  if (archived && g_strcmp0 (archived->archive_id, job->given->archive_id) == 0)
    {
      *copy = g_steal_pointer (&archived);
      return TRUE;
    }
  if (archived)
    job->archive_key = 0;
  if (!similar)
    return TRUE;
  if (!has_same_text (similar, job->given) || !is_copy (similar, job->given))
    return forget_copy_key (db, similar->id, error);
  *copy = g_steal_pointer (&similar);
  return TRUE;
}

static const char insert_sql[] =
  "INSERT INTO message (conversation, sort, time, direction, type, state, counted, sender,"
  " stanza_id, origin_id, archive_id, copy_key, archive_key, reason, subject, body) VALUES"
  " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
  " ON CONFLICT DO NOTHING";

static void
bind_message (BalStatement *statement, const Add *job, const BalStoreConversation *in)
{
  const BalStoreMessage *message = job->given;

  bal_statement_bind_int (statement, 1, in->id);
  bal_statement_bind_int (statement, 2, message->sort);
  bal_statement_bind_int (statement, 3, message->time);
  bal_statement_bind_text (statement, 4, bal_store_direction_names[message->direction]);
  bal_statement_bind_text (statement, 5, bal_store_type_name (message->type));
  bal_statement_bind_text (statement, 6, bal_store_state_names[message->state]);
  bal_statement_bind_int (statement, 7, message->counted != 0);
  bal_statement_bind_text (statement, 8, message->sender);
  bal_statement_bind_text (statement, 9, message->stanza_id);
  bal_statement_bind_text (statement, 10, message->origin_id);
  bal_statement_bind_text (statement, 11, message->archive_id);
  bal_statement_bind_key (statement, 12, job->copy_key);
  bal_statement_bind_key (statement, 13, job->archive_key);
  bal_statement_bind_text (statement, 14, message->reason);
  bal_statement_bind_text (statement, 15, message->subject);
  bal_statement_bind_text (statement, 16, message->body);
}

/* @id: of the new row, or 0 where one of the unique indexes has it already. */
static gboolean
insert (BalDb *db, const Add *job, const BalStoreConversation *in, gint64 *id, GError **error)
{
  g_autoptr(BalStatement) statement = bal_db_prepare (db, insert_sql, error);

  if (!statement)
    return FALSE;
  bind_message (statement, job, in);
  if (!bal_statement_run (db, statement, error))
    return FALSE;
  *id = sqlite3_changes (bal_db_get_handle (db))
          ? sqlite3_last_insert_rowid (bal_db_get_handle (db))
          : 0;
  return TRUE;
}

static gboolean
insert_words (BalDb *db, const BalStoreMessage *message, GError **error)
{
  g_autofree char *words = bal_words_index (message->subject, message->body);
  g_autoptr(BalStatement) statement = NULL;

  if (!*words)
    return TRUE;
  statement = bal_db_prepare (db, "INSERT INTO message_fts (rowid, words) VALUES (?1, ?2)", error);
  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, message->id);
  bal_statement_bind_text (statement, 2, words);
  return bal_statement_run (db, statement, error);
}

static gboolean
update_conversation (BalDb *db, BalStoreConversation *conversation, const BalStoreMessage *message,
                     GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db,
                    "UPDATE conversation SET last_sort = ?2, last_message = ?3, hidden = 0,"
                    " unread = unread + ?4 WHERE id = ?1",
                    error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, conversation->id);
  bal_statement_bind_int (statement, 2, message->sort);
  bal_statement_bind_int (statement, 3, message->id);
  bal_statement_bind_int (statement, 4, message->counted != 0);
  if (!bal_statement_run (db, statement, error))
    return FALSE;
  conversation->hidden = FALSE;
  conversation->unread += message->counted != 0;
  bal_store_conversation_set_last (conversation, message);
  return TRUE;
}

/* The given message is kept as it is, in case the job runs again. */
static gboolean
finish_new (BalDb *db, Add *job, BalStoreConversation *conversation, gint64 id, GError **error)
{
  g_autoptr(BalStoreMessage) message = bal_store_message_copy (job->given);

  message->id = id;
  message->conversation = conversation->id;
  if (!insert_words (db, message, error) || !update_conversation (db, conversation, message, error))
    return FALSE;
  job->added->message = g_steal_pointer (&message);
  job->added->conversation = bal_store_conversation_copy (conversation);
  return TRUE;
}

/* An archived copy proves that an own message arrived there; a failure stays one, since an archive
 * also keeps what bounced later. */
static BalStoreState
later_state (const BalStoreMessage *row, const BalStoreMessage *given)
{
  BalStoreState state = given->archive_id ? MAX (given->state, BAL_STORE_STATE_ARCHIVED)
                                          : given->state;

  if (row->direction == BAL_STORE_IN || row->state == BAL_STORE_STATE_FAILED ||
      state == BAL_STORE_STATE_FAILED)
    return row->state;
  return MAX (row->state, state);
}

static gboolean
merge (BalDb *db, const Add *job, BalStoreMessage *row, gboolean *changed, GError **error)
{
  BalStoreState state = later_state (row, job->given);
  gboolean adds_id = !row->archive_id && job->given->archive_id;
  g_autoptr(BalStatement) statement = NULL;

  *changed = adds_id || state != row->state;
  if (!*changed)
    return TRUE;
  statement =
    bal_db_prepare (db,
                    "UPDATE message SET state = ?2, archive_id = coalesce (archive_id, ?3),"
                    " archive_key = coalesce (archive_key, ?4) WHERE id = ?1",
                    error);
  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, row->id);
  bal_statement_bind_text (statement, 2, bal_store_state_names[state]);
  if (adds_id)
    {
      bal_statement_bind_text (statement, 3, job->given->archive_id);
      bal_statement_bind_key (statement, 4, job->archive_key);
      g_set_str (&row->archive_id, job->given->archive_id);
    }
  row->state = state;
  return bal_statement_run (db, statement, error);
}

static gboolean
finish_copy (BalDb *db, Add *job, BalStoreMessage *row, GError **error)
{
  if (!merge (db, job, row, &job->added->changed, error))
    return FALSE;
  job->added->duplicate = TRUE;
  job->added->message = bal_store_message_copy (row);
  job->added->conversation = bal_store_conversation_get_with_last (db, row->conversation, error);
  return job->added->conversation != NULL;
}

static void
prepare (BalDb *db, Add *job, const BalStoreConversation *in, gint64 arrival)
{
  BalStoreMessage *message = job->given;
  gboolean live = message->time == 0 || message->time == message->sort;

  message->sort = MAX (arrival, in->last_sort + 1);
  if (live)
    message->time = message->sort;
  job->copy_key = bal_store_copy_key (db, message);
  job->archive_key = bal_store_archive_key (db, message->archive_id);
}

static gboolean
add (BalDb *db, gpointer data, GError **error)
{
  Add *job = data;
  g_autoptr(BalStoreConversation) in =
    bal_store_conversation_find_or_make (db, job->account, job->jid, job->kind, error);
  g_autoptr(BalStoreMessage) copy = NULL;
  gint64 id;

  g_clear_pointer (&job->added, bal_store_added_free);
  job->added = g_new0 (BalStoreAdded, 1);
  if (!in)
    return FALSE;
  prepare (db, job, in, job->given->sort ? job->given->sort : g_get_real_time ());
  if (!insert (db, job, in, &id, error) ||
      (!id && !settle_conflict (db, job, in->id, &copy, error)))
    return FALSE;
  if (copy)
    return finish_copy (db, job, copy, error);
  if (!id && !insert (db, job, in, &id, error))
    return FALSE;
  return finish_new (db, job, in, id, error);
}

void
bal_store_message_add_async (BalStore *self, gint64 account, const char *jid, BalStoreKind kind,
                             BalStoreMessage *message,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  Add *job = g_new0 (Add, 1);

  job->account = account;
  job->jid = g_strdup (jid);
  job->kind = kind;
  job->given = message;
  normalize (message);
  bal_store_write_async (self, add, job, free_add, callback, user_data);
}

BalStoreAdded *
bal_store_message_add_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Add *job = bal_store_write_finish (self, result, error);

  return job ? g_steal_pointer (&job->added) : NULL;
}
