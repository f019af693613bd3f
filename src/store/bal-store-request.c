#define G_LOG_DOMAIN "bal-store-request"

#include "store/bal-store-request.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "util/bal-limits.h"

#define COLUMNS "id, account, jid, name, message, time"

BalStoreRequest *
bal_store_request_copy (const BalStoreRequest *request)
{
  BalStoreRequest *copy = g_memdup2 (request, sizeof *request);

  copy->jid = g_strdup (request->jid);
  copy->name = g_strdup (request->name);
  copy->message = g_strdup (request->message);
  return copy;
}

void
bal_store_request_free (BalStoreRequest *request)
{
  if (!request)
    return;
  g_free (request->jid);
  g_free (request->name);
  g_free (request->message);
  g_free (request);
}

static void
free_request (gpointer request)
{
  bal_store_request_free (request);
}

static BalStoreRequest *
read_request (BalStatement *row)
{
  BalStoreRequest *request = g_new0 (BalStoreRequest, 1);

  request->id = bal_statement_get_int (row, 0);
  request->account = bal_statement_get_int (row, 1);
  request->jid = bal_statement_dup_text (row, 2);
  request->name = bal_statement_dup_text (row, 3);
  request->message = bal_statement_dup_text (row, 4);
  request->time = bal_statement_get_int (row, 5);
  return request;
}

typedef struct {
  BalStoreRequest *given;
  BalStoreRequest *stored;
  BalStoreRequestOutcome outcome;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  bal_store_request_free (job->given);
  bal_store_request_free (job->stored);
  g_free (job);
}

/* How many of the account there are, and whether this JID is among them. */
static gboolean
judge (BalDb *db, Job *job, GError **error)
{
  g_autoptr(BalStatement) counts = bal_db_prepare (
    db, "SELECT count (*), total (jid = ?2) FROM request WHERE account = ?1", error);

  if (!counts)
    return FALSE;
  bal_statement_bind_int (counts, 1, job->given->account);
  bal_statement_bind_text (counts, 2, job->given->jid);
  if (bal_statement_step (db, counts, error) == BAL_STEP_ERROR)
    return FALSE;
  if (bal_statement_get_int (counts, 1) > 0)
    job->outcome = BAL_STORE_REQUEST_REPLACED;
  else if (bal_statement_get_int (counts, 0) >= BAL_LIMIT_REQUESTS)
    job->outcome = BAL_STORE_REQUEST_REFUSED;
  else
    job->outcome = BAL_STORE_REQUEST_ADDED;
  return TRUE;
}

static gboolean
put (BalDb *db, Job *job, GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db,
                    "INSERT INTO request (account, jid, name, message, time)"
                    " VALUES (?1, ?2, ?3, ?4, ?5)"
                    " ON CONFLICT (account, jid) DO UPDATE SET name = ?3, message = ?4"
                    " RETURNING " COLUMNS,
                    error);
  BalStep step;

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, job->given->account);
  bal_statement_bind_text (statement, 2, job->given->jid);
  bal_statement_bind_text (statement, 3, job->given->name);
  bal_statement_bind_text (statement, 4, job->given->message);
  bal_statement_bind_int (statement, 5, job->given->time);
  while ((step = bal_statement_step (db, statement, error)) == BAL_STEP_ROW)
    job->stored = read_request (statement);
  return step == BAL_STEP_DONE;
}

static gboolean
add (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->stored, bal_store_request_free);
  if (!judge (db, job, error))
    return FALSE;
  if (job->outcome != BAL_STORE_REQUEST_REFUSED)
    return put (db, job, error);
  job->stored = bal_store_request_copy (job->given);
  return TRUE;
}

void
bal_store_request_add_async (BalStore *self, const BalStoreRequest *request,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->given = g_new0 (BalStoreRequest, 1);
  job->given->account = request->account;
  job->given->jid = g_strdup (request->jid);
  job->given->name = bal_store_dup_text (request->name, BAL_LIMIT_NAME);
  job->given->message = bal_store_dup_text (request->message, BAL_LIMIT_STATUS);
  job->given->time = request->time ? request->time : g_get_real_time ();
  bal_store_write_async (self, add, job, free_job, callback, user_data);
}

BalStoreRequest *
bal_store_request_add_finish (BalStore *self, GAsyncResult *result, BalStoreRequestOutcome *outcome,
                              GError **error)
{
  Job *job = bal_store_write_finish (self, result, error);

  if (job && outcome)
    *outcome = job->outcome;
  return job ? g_steal_pointer (&job->stored) : NULL;
}

static gboolean
remove_request (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "DELETE FROM request WHERE account = ?1 AND jid = ?2", error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, job->given->account);
  bal_statement_bind_text (statement, 2, job->given->jid);
  return bal_statement_run (db, statement, error);
}

void
bal_store_request_remove_async (BalStore *self, gint64 account, const char *jid,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->given = g_new0 (BalStoreRequest, 1);
  job->given->account = account;
  job->given->jid = g_strdup (jid);
  bal_store_write_async (self, remove_request, job, free_job, callback, user_data);
}

gboolean
bal_store_request_remove_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return bal_store_write_finish (self, result, error) != NULL;
}

static gboolean
load (BalDb *db, gpointer job, GError **error)
{
  GPtrArray *requests = job;
  g_autoptr(BalStatement) rows =
    bal_db_prepare (db, "SELECT " COLUMNS " FROM request ORDER BY time, id", error);
  BalStep step;

  if (!rows)
    return FALSE;
  while ((step = bal_statement_step (db, rows, error)) == BAL_STEP_ROW)
    g_ptr_array_add (requests, read_request (rows));
  return step == BAL_STEP_DONE;
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

void
bal_store_request_load_async (BalStore *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  bal_store_read_async (self, load, g_ptr_array_new_with_free_func (free_request), free_array,
                        cancellable, callback, user_data);
}

GPtrArray *
bal_store_request_load_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *requests = bal_store_read_finish (self, result, error);

  return requests ? g_ptr_array_ref (requests) : NULL;
}
