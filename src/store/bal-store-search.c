#define G_LOG_DOMAIN "bal-store-search"

#include "store/bal-store-search.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "store/bal-words.h"

#define SEARCH_USEC (G_USEC_PER_SEC / 2)
#define SEARCH_ROWS 1000

typedef struct {
  char *query;    /* NULL: no word in it */
  GStrv checks;
  gint64 conversation;
  guint limit;
  BalStoreFound *found;
} Job;

void
bal_store_found_free (BalStoreFound *found)
{
  if (!found)
    return;
  g_ptr_array_unref (found->messages);
  g_free (found);
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->query);
  g_strfreev (job->checks);
  bal_store_found_free (job->found);
  g_free (job);
}

/* Newest first is the order of the index itself, so that a frequent word costs no more than a rare
 * one. The unary plus keeps the planner from walking a conversation instead. */
static const char all_sql[] =
  "SELECT " BAL_STORE_MESSAGE_COLUMNS " FROM message_fts f CROSS JOIN message m ON m.id = f.rowid"
  " WHERE f.message_fts MATCH ?1 ORDER BY f.rowid DESC";
static const char one_sql[] =
  "SELECT " BAL_STORE_MESSAGE_COLUMNS " FROM message_fts f CROSS JOIN message m ON m.id = f.rowid"
  " WHERE f.message_fts MATCH ?1 AND +m.conversation = ?2 ORDER BY f.rowid DESC";

static BalStep
collect (BalDb *db, BalStatement *rows, Job *job, GError **error)
{
  GPtrArray *messages = job->found->messages;
  BalStep step;

  while ((step = bal_statement_step (db, rows, error)) == BAL_STEP_ROW)
    {
      g_autoptr(BalStoreMessage) message = bal_store_message_read (rows);

      if (!bal_words_contain ((const char *const *) job->checks, message->subject, message->body))
        continue;
      if (messages->len == job->limit)
        return BAL_STEP_ROW;
      g_ptr_array_add (messages, g_steal_pointer (&message));
    }
  return step;
}

static gboolean
run (BalDb *db, Job *job, GError **error)
{
  const char *sql = job->conversation ? one_sql : all_sql;
  g_autoptr(BalStatement) rows = bal_db_prepare (db, sql, error);
  g_autoptr(GError) failed = NULL;
  BalStep step;

  if (!rows)
    return FALSE;
  bal_statement_bind_text (rows, 1, job->query);
  if (job->conversation)
    bal_statement_bind_int (rows, 2, job->conversation);
  step = collect (db, rows, job, &failed);
  job->found->complete = step == BAL_STEP_DONE;
  /* Given up because of the time, it has found what it has. */
  if (!failed || (g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
                  !g_cancellable_is_cancelled (bal_db_get_cancellable (db))))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
search (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->found = g_new0 (BalStoreFound, 1);
  job->found->messages = bal_store_message_array_new ();
  job->found->complete = TRUE;
  if (!job->query)
    return TRUE;
  bal_db_set_limits (db, bal_db_get_cancellable (db), g_get_monotonic_time () + SEARCH_USEC);
  return run (db, job, error);
}

void
bal_store_search_async (BalStore *self, const char *words, gint64 conversation, guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->query = bal_words_query (words, &job->checks);
  job->conversation = conversation;
  job->limit = MIN (limit, SEARCH_ROWS);
  bal_store_read_async (self, search, job, free_job, cancellable, callback, user_data);
}

BalStoreFound *
bal_store_search_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Job *job = bal_store_read_finish (self, result, error);

  return job ? g_steal_pointer (&job->found) : NULL;
}
