#define G_LOG_DOMAIN "bal-store-conversation"

#include "store/bal-store-conversation.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "store/bal-store-tidy.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

#define PREVIEW_BYTES 300

#define COLUMNS \
  "c.id, c.account, c.jid, c.kind, c.unread, c.read_sort, c.last_sort, c.last_message, c.draft," \
  " c.muted_until, c.hidden"
/* Characters are at least a byte: 300 of them hold 300 bytes. */
#define LAST_COLUMNS \
  "m.direction, m.state, m.time, m.sender, substr (coalesce (m.body, m.subject), 1, 300)"
#define FROM " FROM conversation c LEFT JOIN message m ON m.id = c.last_message "

enum { N_KINDS = 4, N_DIRECTIONS = 2, N_STATES = 8 };

const char *const bal_store_kind_names[N_KINDS] = { "chat", "room", "private", "notice" };
const char *const bal_store_direction_names[N_DIRECTIONS] = { "in", "out" };
const char *const bal_store_state_names[N_STATES] = {
  "received", "pending", "sent", "acked", "archived", "delivered", "displayed", "failed",
};

BalStoreConversation *
bal_store_conversation_copy (const BalStoreConversation *conversation)
{
  BalStoreConversation *copy = g_memdup2 (conversation, sizeof *conversation);

  copy->jid = g_strdup (conversation->jid);
  copy->draft = g_strdup (conversation->draft);
  copy->last_sender = g_strdup (conversation->last_sender);
  copy->last_preview = g_strdup (conversation->last_preview);
  return copy;
}

void
bal_store_conversation_free (BalStoreConversation *conversation)
{
  if (!conversation)
    return;
  g_free (conversation->jid);
  g_free (conversation->draft);
  g_free (conversation->last_sender);
  g_free (conversation->last_preview);
  g_free (conversation);
}

static void
free_conversation (gpointer conversation)
{
  bal_store_conversation_free (conversation);
}

static BalStoreConversation *
read_conversation (BalStatement *row)
{
  BalStoreConversation *conversation = g_new0 (BalStoreConversation, 1);

  conversation->id = bal_statement_get_int (row, 0);
  conversation->account = bal_statement_get_int (row, 1);
  conversation->jid = bal_statement_dup_text (row, 2);
  conversation->kind =
    (BalStoreKind) bal_db_name_to_enum (bal_store_kind_names, N_KINDS,
                                        bal_statement_get_text (row, 3), BAL_STORE_KIND_CHAT);
  conversation->unread = (guint) bal_statement_get_int (row, 4);
  conversation->read_sort = bal_statement_get_int (row, 5);
  conversation->last_sort = bal_statement_get_int (row, 6);
  conversation->last_message = bal_statement_get_int (row, 7);
  conversation->draft = bal_statement_dup_text (row, 8);
  conversation->muted_until = bal_statement_get_int (row, 9);
  conversation->hidden = bal_statement_get_int (row, 10) != 0;
  return conversation;
}

static BalStoreConversation *
read_with_last (BalStatement *row)
{
  BalStoreConversation *conversation = read_conversation (row);

  conversation->last_direction =
    (BalStoreDirection) bal_db_name_to_enum (bal_store_direction_names, N_DIRECTIONS,
                                             bal_statement_get_text (row, 11), BAL_STORE_IN);
  conversation->last_state = (BalStoreState) bal_db_name_to_enum (
    bal_store_state_names, N_STATES, bal_statement_get_text (row, 12), BAL_STORE_STATE_RECEIVED);
  conversation->last_time = bal_statement_get_int (row, 13);
  conversation->last_sender = bal_statement_dup_text (row, 14);
  conversation->last_preview = bal_store_dup_text (bal_statement_get_text (row, 15), PREVIEW_BYTES);
  return conversation;
}

void
bal_store_conversation_set_last (BalStoreConversation *conversation, const BalStoreMessage *message)
{
  conversation->last_sort = message->sort;
  conversation->last_message = message->id;
  conversation->last_direction = message->direction;
  conversation->last_state = message->state;
  conversation->last_time = message->time;
  g_set_str (&conversation->last_sender, message->sender);
  g_free (conversation->last_preview);
  conversation->last_preview =
    bal_store_dup_text (message->body ? message->body : message->subject, PREVIEW_BYTES);
}

static gboolean
load (BalDb *db, gpointer job, GError **error)
{
  GPtrArray *conversations = job;
  g_autoptr(BalStatement) rows = bal_db_prepare (
    db, "SELECT " COLUMNS ", " LAST_COLUMNS FROM "ORDER BY c.last_message DESC, c.id DESC", error);
  BalStep step;

  if (!rows)
    return FALSE;
  while ((step = bal_statement_step (db, rows, error)) == BAL_STEP_ROW)
    g_ptr_array_add (conversations, read_with_last (rows));
  return step == BAL_STEP_DONE;
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

void
bal_store_conversation_load_async (BalStore *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  bal_store_read_async (self, load, g_ptr_array_new_with_free_func (free_conversation), free_array,
                        cancellable, callback, user_data);
}

GPtrArray *
bal_store_conversation_load_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *conversations = bal_store_read_finish (self, result, error);

  return conversations ? g_ptr_array_ref (conversations) : NULL;
}

BalStoreConversation *
bal_store_conversation_get_with_last (BalDb *db, gint64 id, GError **error)
{
  g_autoptr(BalStatement) row =
    bal_db_prepare (db, "SELECT " COLUMNS ", " LAST_COLUMNS FROM "WHERE c.id = ?1", error);
  BalStep step;

  if (!row)
    return NULL;
  bal_statement_bind_int (row, 1, id);
  step = bal_statement_step (db, row, error);
  if (step == BAL_STEP_ROW)
    return read_with_last (row);
  if (step == BAL_STEP_DONE)
    g_set_error_literal (error, BAL_ERROR, BAL_ERROR_STORE, "There is no such conversation");
  return NULL;
}

static BalStoreConversation *
find_or_make_with (BalDb *db, const char *sql, gint64 account, const char *jid, BalStoreKind kind,
                   GError **error)
{
  g_autoptr(BalStoreConversation) found = NULL;
  g_autoptr(BalStatement) statement = bal_db_prepare (db, sql, error);
  BalStep step;

  if (!statement)
    return NULL;
  bal_statement_bind_int (statement, 1, account);
  bal_statement_bind_text (statement, 2, jid);
  bal_statement_bind_text (statement, 3, bal_store_kind_names[kind]);
  while ((step = bal_statement_step (db, statement, error)) == BAL_STEP_ROW && !found)
    found = read_conversation (statement);
  return step == BAL_STEP_ERROR ? NULL : g_steal_pointer (&found);
}

BalStoreConversation *
bal_store_conversation_find_or_make (BalDb *db, gint64 account, const char *jid, BalStoreKind kind,
                                     GError **error)
{
  static const char find[] =
    "SELECT " COLUMNS " FROM conversation c WHERE c.account = ?1 AND c.jid = ?2 AND c.kind = ?3";
  static const char make[] =
    "INSERT INTO conversation AS c (account, jid, kind) VALUES (?1, ?2, ?3) RETURNING id, account,"
    " jid, kind, unread, read_sort, last_sort, last_message, draft, muted_until, hidden";
  g_autoptr(GError) failed = NULL;
  BalStoreConversation *found = find_or_make_with (db, find, account, jid, kind, &failed);

  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  else if (!found)
    found = find_or_make_with (db, make, account, jid, kind, error);
  return found;
}

/* A change of one conversation. */
typedef struct {
  gint64 id;
  gint64 account;
  char *jid;
  BalStoreKind kind;
  const char *sql; /* ?1 the conversation, ?2 what is set; NULL: just make it */
  char *text;
  gint64 number;
  BalStoreConversation *after;
} Change;

static void
free_change (gpointer data)
{
  Change *job = data;

  g_free (job->jid);
  g_free (job->text);
  bal_store_conversation_free (job->after);
  g_free (job);
}

static const char set_draft[] = "UPDATE conversation SET draft = ?2 WHERE id = ?1";
static const char set_muted[] = "UPDATE conversation SET muted_until = ?2 WHERE id = ?1";
static const char set_hidden[] = "UPDATE conversation SET hidden = ?2 WHERE id = ?1";
/* The count looks at what is new only. */
static const char mark_read[] =
  "UPDATE conversation AS c SET read_sort = max (c.read_sort, min (?2, c.last_sort)), unread ="
  " (SELECT count (*) FROM message m WHERE m.conversation = ?1"
  "  AND m.sort > max (c.read_sort, min (?2, c.last_sort)) AND m.counted) WHERE c.id = ?1";

static gboolean
update (BalDb *db, Change *job, GError **error)
{
  g_autoptr(BalStatement) statement = bal_db_prepare (db, job->sql, error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, job->id);
  if (job->sql == set_draft)
    bal_statement_bind_text (statement, 2, job->text);
  else
    bal_statement_bind_int (statement, 2, job->number);
  return bal_statement_run (db, statement, error);
}

static gboolean
change (BalDb *db, gpointer data, GError **error)
{
  Change *job = data;

  g_clear_pointer (&job->after, bal_store_conversation_free);
  if (!update (db, job, error))
    return FALSE;
  job->after = bal_store_conversation_get_with_last (db, job->id, error);
  return job->after != NULL;
}

static gboolean
ensure (BalDb *db, gpointer data, GError **error)
{
  Change *job = data;
  g_autoptr(BalStoreConversation) found =
    bal_store_conversation_find_or_make (db, job->account, job->jid, job->kind, error);

  g_clear_pointer (&job->after, bal_store_conversation_free);
  if (found)
    job->after = bal_store_conversation_get_with_last (db, found->id, error);
  return job->after != NULL;
}

static gboolean
clear (BalDb *db, gpointer data, GError **error)
{
  static const char *const steps[] = {
    "DELETE FROM message WHERE conversation = ?1",
    "UPDATE conversation SET unread = 0, last_message = 0, draft = NULL, hidden = 1 WHERE id = ?1",
  };
  Change *job = data;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(BalStatement) statement = bal_db_prepare (db, steps[i], error);

      if (!statement)
        return FALSE;
      bal_statement_bind_int (statement, 1, job->id);
      if (!bal_statement_run (db, statement, error))
        return FALSE;
    }
  g_clear_pointer (&job->after, bal_store_conversation_free);
  job->after = bal_store_conversation_get_with_last (db, job->id, error);
  return job->after != NULL;
}

static void
change_async (BalStore *self, BalStoreFunc func, Change given, GAsyncReadyCallback callback,
              gpointer user_data)
{
  bal_store_write_async (self, func, g_memdup2 (&given, sizeof given), free_change, callback,
                         user_data);
}

void
bal_store_conversation_ensure_async (BalStore *self, gint64 account, const char *jid,
                                     BalStoreKind kind,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self, ensure, (Change) { .account = account, .jid = g_strdup (jid), .kind = kind },
                callback, user_data);
}

void
bal_store_conversation_set_draft_async (BalStore *self, gint64 conversation, const char *draft,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self, change,
                (Change) { .id = conversation, .sql = set_draft,
                           .text = bal_store_dup_text (draft, BAL_LIMIT_BODY) },
                callback, user_data);
}

void
bal_store_conversation_mark_read_async (BalStore *self, gint64 conversation, gint64 sort,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self, change, (Change) { .id = conversation, .sql = mark_read, .number = sort },
                callback, user_data);
}

void
bal_store_conversation_set_muted_async (BalStore *self, gint64 conversation, gint64 muted_until,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self, change,
                (Change) { .id = conversation, .sql = set_muted, .number = muted_until }, callback,
                user_data);
}

void
bal_store_conversation_set_hidden_async (BalStore *self, gint64 conversation, gboolean hidden,
                                         GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self, change, (Change) { .id = conversation, .sql = set_hidden, .number = hidden },
                callback, user_data);
}

void
bal_store_conversation_clear_async (BalStore *self, gint64 conversation,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self, clear, (Change) { .id = conversation }, callback, user_data);
  bal_store_tidy (self);
}

BalStoreConversation *
bal_store_conversation_change_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Change *job = bal_store_write_finish (self, result, error);

  return job ? g_steal_pointer (&job->after) : NULL;
}
