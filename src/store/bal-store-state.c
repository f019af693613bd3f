#define G_LOG_DOMAIN "bal-store-state"

#include "store/bal-store-message.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "util/bal-limits.h"

typedef struct {
  gint64 account;
  char *jid;
  char *stanza_id;
  gint64 message; /* 0: those of account, jid and stanza_id */
  BalStoreState state;
  char *reason;
  GPtrArray *rows;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->jid);
  g_free (job->stanza_id);
  g_free (job->reason);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_free (job);
}

static gboolean
may_become (BalStoreState from, BalStoreState to)
{
  if (from == BAL_STORE_STATE_RECEIVED || to == BAL_STORE_STATE_RECEIVED)
    return FALSE;
  if (from == BAL_STORE_STATE_FAILED)
    return to == BAL_STORE_STATE_PENDING;
  if (to == BAL_STORE_STATE_FAILED)
    return from < BAL_STORE_STATE_DELIVERED;
  return to > from;
}

/* A conversation of each kind may have this JID. */
static const char out_sql[] =
  "SELECT " BAL_STORE_MESSAGE_COLUMNS
  " FROM conversation c CROSS JOIN message m INDEXED BY message_copy ON m.conversation = c.id"
  " WHERE c.account = ?1 AND c.jid = ?2 AND m.copy_key = ?3 AND m.direction = 'out'"
  " AND ?4 = coalesce (m.origin_id, m.stanza_id)";

static gboolean
find_out (BalDb *db, const Job *job, GPtrArray *rows, GError **error)
{
  g_autoptr(BalStatement) statement = bal_db_prepare (db, out_sql, error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, job->account);
  bal_statement_bind_text (statement, 2, job->jid);
  bal_statement_bind_key (statement, 3, bal_store_out_key (db, job->stanza_id));
  bal_statement_bind_text (statement, 4, job->stanza_id);
  return bal_store_message_read_all (db, statement, 0, rows, error);
}

static gboolean
find (BalDb *db, const Job *job, GPtrArray *rows, GError **error)
{
  g_autoptr(GError) failed = NULL;
  BalStoreMessage *row;

  if (!job->message)
    return find_out (db, job, rows, error);
  row = bal_store_message_get_from (db, job->message, &failed);
  if (failed)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (row)
    g_ptr_array_add (rows, row);
  return TRUE;
}

static gboolean
apply (BalDb *db, const Job *job, BalStoreMessage *row, GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "UPDATE message SET state = ?2, reason = ?3 WHERE id = ?1", error);

  if (!statement)
    return FALSE;
  row->state = job->state;
  g_set_str (&row->reason, job->state == BAL_STORE_STATE_FAILED ? job->reason : NULL);
  bal_statement_bind_int (statement, 1, row->id);
  bal_statement_bind_text (statement, 2, bal_store_state_names[row->state]);
  bal_statement_bind_text (statement, 3, row->reason);
  return bal_statement_run (db, statement, error);
}

static gboolean
set_state (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;
  guint i = 0;

  g_clear_pointer (&job->rows, g_ptr_array_unref);
  job->rows = bal_store_message_array_new ();
  if (!find (db, job, job->rows, error))
    return FALSE;
  while (i < job->rows->len)
    {
      BalStoreMessage *row = g_ptr_array_index (job->rows, i);

      if (!may_become (row->state, job->state))
        g_ptr_array_remove_index (job->rows, i);
      else if (apply (db, job, row, error))
        i++;
      else
        return FALSE;
    }
  return TRUE;
}

static Job *
new_job (BalStoreState state, const char *reason)
{
  Job *job = g_new0 (Job, 1);

  job->state = state;
  job->reason = bal_store_dup_text (reason, BAL_LIMIT_STATUS);
  return job;
}

void
bal_store_message_set_state_async (BalStore *self, gint64 account, const char *jid,
                                   const char *stanza_id, BalStoreState state, const char *reason,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (state, reason);

  job->account = account;
  job->jid = g_strdup (jid);
  job->stanza_id = bal_store_dup_id (stanza_id);
  bal_store_write_async (self, set_state, job, free_job, callback, user_data);
}

void
bal_store_message_set_state_by_id_async (BalStore *self, gint64 message, BalStoreState state,
                                         const char *reason,
                                         GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (state, reason);

  job->message = message;
  bal_store_write_async (self, set_state, job, free_job, callback, user_data);
}

GPtrArray *
bal_store_message_set_state_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Job *job = bal_store_write_finish (self, result, error);

  return job ? g_steal_pointer (&job->rows) : NULL;
}

static gboolean
load_pending (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr(BalStatement) rows =
    bal_db_prepare (db,
                    "SELECT " BAL_STORE_MESSAGE_COLUMNS " FROM message m INDEXED BY message_waiting"
                    " JOIN conversation c ON c.id = m.conversation"
                    " WHERE c.account = ?1 AND m.state IN ('pending', 'sent') ORDER BY m.id",
                    error);

  if (!rows)
    return FALSE;
  bal_statement_bind_int (rows, 1, job->account);
  job->rows = bal_store_message_array_new ();
  return bal_store_message_read_all (db, rows, 0, job->rows, error);
}

void
bal_store_message_pending_async (BalStore *self, gint64 account, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->account = account;
  bal_store_read_async (self, load_pending, job, free_job, cancellable, callback, user_data);
}

GPtrArray *
bal_store_message_pending_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Job *job = bal_store_read_finish (self, result, error);

  return job ? g_steal_pointer (&job->rows) : NULL;
}
