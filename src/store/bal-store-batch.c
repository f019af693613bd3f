#define G_LOG_DOMAIN "bal-store-batch"

#include "store/bal-store-batch.h"

#include "store/bal-db.h"
#include "util/bal-limits.h"

static void
fail_all (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++)
    {
      BalStoreJob *job = g_ptr_array_index (batch, i);

      g_clear_error (&job->error);
      job->error = g_error_copy (error);
    }
}

static gboolean
in_transaction (BalDb *db)
{
  return !sqlite3_get_autocommit (bal_db_get_handle (db));
}

static void
roll_back (BalDb *db)
{
  if (in_transaction (db))
    bal_db_exec (db, "ROLLBACK", NULL);
}

gboolean
bal_store_job_run (BalStoreJob *job, BalDb *db)
{
  g_clear_error (&job->error);
  return job->func (db, job->data, &job->error);
}

/* Takes what waits, as long as it comes and the limits allow. FALSE: a job failed. */
static gboolean
run_fast (BalDb *db, GPtrArray *batch, BalStoreNext next, gpointer data)
{
  gint64 end = g_get_monotonic_time () + BAL_STORE_BATCH_USEC;
  BalStoreJob *job = g_ptr_array_index (batch, 0);

  for (;;)
    {
      if (!bal_store_job_run (job, db))
        return FALSE;
      if (batch->len >= BAL_STORE_BATCH_ROWS || g_get_monotonic_time () >= end)
        return TRUE;
      job = next (data);
      if (!job)
        return TRUE;
      g_ptr_array_add (batch, job);
    }
}

static gboolean
run_in_savepoint (BalDb *db, BalStoreJob *job, GError **error)
{
  if (!bal_db_exec (db, "SAVEPOINT job", error))
    return FALSE;
  if (!bal_store_job_run (job, db))
    {
      /* A full disk, for example, ends the whole transaction. */
      if (in_transaction (db))
        return bal_db_exec (db, "ROLLBACK TO job; RELEASE job", error);
      g_propagate_error (error, g_error_copy (job->error));
      return FALSE;
    }
  return bal_db_exec (db, "RELEASE job", error);
}

static gboolean
run_careful (BalDb *db, GPtrArray *batch, GError **error)
{
  for (guint i = 0; i < batch->len; i++)
    if (!run_in_savepoint (db, g_ptr_array_index (batch, i), error))
      return FALSE;
  return TRUE;
}

/* A savepoint a job costs the search index a flush a job, so the batch runs without; only where a
 * job fails everything is rolled back and run again with them. */
static gboolean
run_transaction (BalDb *db, GPtrArray *batch, BalStoreNext next, gpointer data, GError **error)
{
  BalStoreJob *last;

  if (!bal_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!run_fast (db, batch, next, data))
    {
      last = g_ptr_array_index (batch, batch->len - 1);
      if (!in_transaction (db))
        {
          g_propagate_error (error, g_error_copy (last->error));
          return FALSE;
        }
      if (!bal_db_exec (db, "ROLLBACK; BEGIN IMMEDIATE", error) ||
          !run_careful (db, batch, error))
        return FALSE;
    }
  return bal_db_exec (db, "COMMIT", error);
}

void
bal_store_batch_run (BalDb *db, GPtrArray *batch, BalStoreNext next, gpointer data)
{
  g_autoptr(GError) error = NULL;

  if (run_transaction (db, batch, next, data, &error))
    return;
  roll_back (db);
  fail_all (batch, error);
}
