#define G_LOG_DOMAIN "bal-store-tidy"

#include "store/bal-store-tidy.h"

#include "store/bal-db.h"

/* Pages of the index a step: some ten milliseconds. */
#define STEP_PAGES "200"

/* FTS5 keeps a removed row until the parts of the index that have it are merged; a negative number
 * begins to merge all of them, a positive one goes on. */
static const char begin_sql[] =
  "INSERT INTO message_fts (message_fts, rank) VALUES ('merge', -" STEP_PAGES ")";
static const char continue_sql[] =
  "INSERT INTO message_fts (message_fts, rank) VALUES ('merge', " STEP_PAGES ")";

typedef struct {
  gboolean begun;
  gboolean more;
} Job;

static gboolean
merge (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;
  sqlite3 *handle = bal_db_get_handle (db);
  sqlite3_int64 before = sqlite3_total_changes64 (handle);

  if (!bal_db_exec (db, job->begun ? continue_sql : begin_sql, error))
    return FALSE;
  /* FTS5: fewer than two changes say that there was nothing to do. */
  job->more = sqlite3_total_changes64 (handle) - before >= 2;
  return TRUE;
}

/* The log has the pages as they were. A page that is being read just now keeps it until later. */
static gboolean
truncate_log (BalDb *db, gpointer job, GError **error)
{
  return bal_db_exec (db, "PRAGMA wal_checkpoint(TRUNCATE) ", error);
}

static void
on_merged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BalStore *self = BAL_STORE (source);
  Job *job = bal_store_write_finish (self, result, NULL);
  Job next = { .begun = TRUE };

  if (job && job->more)
    bal_store_write_async (self, merge, g_memdup2 (&next, sizeof next), g_free, on_merged, NULL);
  else if (job)
    bal_store_read_async (self, truncate_log, NULL, NULL, NULL, NULL, NULL);
}

void
bal_store_tidy (BalStore *self)
{
  bal_store_write_async (self, merge, g_new0 (Job, 1), g_free, on_merged, NULL);
}
