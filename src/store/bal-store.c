#define G_LOG_DOMAIN "bal-store"

#include "store/bal-store.h"

#include <malloc.h>

#include "store/bal-db.h"
#include "store/bal-store-batch.h"
#include "store/bal-store-file.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

typedef BalStoreJob Job;

struct _BalStore {
  GObject parent;

  /* Main thread. */
  GMainContext *context;
  GThread *thread;
  BalDb *reader;
  GQueue announcing;   /* Job: done, not yet completed */
  guint queued;
  gboolean was_full;
  gboolean closing;

  /* Worker, and main thread before and after it runs. */
  char *directory;
  BalStoreFile file;
  BalDb *writer;
  BalDb *new_reader;
  gboolean worked;     /* since memory was last given back */

  /* Both, under the lock. */
  GMutex lock;
  GCond wake;
  GQueue waiting;      /* Job */
  GQueue done;         /* Job */
  gboolean scheduled;  /* a source that completes what is done is attached */
};

G_DEFINE_FINAL_TYPE (BalStore, bal_store, G_TYPE_OBJECT)

enum { DRAINED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Worker. */

/* What a burst has left in caches and in freed blocks goes back to the system: an idle program is small. */
static void
release_memory (BalStore *self)
{
  if (self->writer)
    sqlite3_db_release_memory (bal_db_get_handle (self->writer));
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

/* With the lock. Wakes up once without a job, some time after the last one. */
static void
wait_for_job (BalStore *self)
{
  gint64 end = g_get_monotonic_time () + BAL_STORE_QUIET_SECONDS * G_USEC_PER_SEC;

  if (!self->worked)
    {
      g_cond_wait (&self->wake, &self->lock);
      return;
    }
  if (g_cond_wait_until (&self->wake, &self->lock, end))
    return;
  self->worked = FALSE;
  g_mutex_unlock (&self->lock);
  release_memory (self);
  g_mutex_lock (&self->lock);
}

static Job *
pop_waiting (BalStore *self)
{
  Job *job;

  g_mutex_lock (&self->lock);
  while (!(job = g_queue_pop_head (&self->waiting)))
    wait_for_job (self);
  g_mutex_unlock (&self->lock);
  self->worked = TRUE;
  return job;
}

static Job *
pop_write (gpointer data)
{
  BalStore *self = data;
  Job *job;

  g_mutex_lock (&self->lock);
  job = g_queue_peek_head (&self->waiting);
  if (job && job->kind == BAL_STORE_JOB_WRITE)
    g_queue_pop_head (&self->waiting);
  else
    job = NULL;
  g_mutex_unlock (&self->lock);
  return job;
}

static void
complete (BalStore *self, Job *job)
{
  GTask *task = job->task;

  if (job->kind == BAL_STORE_JOB_READ || job->kind == BAL_STORE_JOB_WRITE)
    self->queued--;
  if (self->was_full && self->queued < BAL_STORE_QUEUE / 2)
    {
      self->was_full = FALSE;
      g_signal_emit (self, signals[DRAINED], 0);
    }
  if (job->error)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else if (job->kind == BAL_STORE_JOB_OPEN)
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
  else
    g_task_return_pointer (task, job->data, NULL);
  g_object_unref (task);
}

static Job *
next_done (BalStore *self)
{
  if (g_queue_is_empty (&self->announcing))
    {
      g_mutex_lock (&self->lock);
      self->announcing = self->done;
      g_queue_init (&self->done);
      g_mutex_unlock (&self->lock);
    }
  return g_queue_pop_head (&self->announcing);
}

/* GTask puts off what was asked for in this very turn of the loop, to a source of a higher priority
 * than this one's: the order stays. */
static gboolean
on_slice (gpointer user_data)
{
  BalStore *self = user_data;
  gint64 end = g_get_monotonic_time () + BAL_DISPATCH_BUDGET_USEC;
  gboolean more;
  Job *job;

  while ((job = next_done (self)))
    {
      complete (self, job);
      if (g_get_monotonic_time () >= end)
        break;
    }
  g_mutex_lock (&self->lock);
  more = !g_queue_is_empty (&self->announcing) || !g_queue_is_empty (&self->done);
  self->scheduled = more;
  g_mutex_unlock (&self->lock);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Of any thread, with the lock. A callback may run the loop itself (a nested one), and must still
 * get its answers: so the source may recurse. */
static void
schedule (BalStore *self)
{
  g_autoptr(GSource) source = NULL;

  if (self->scheduled)
    return;
  self->scheduled = TRUE;
  source = g_idle_source_new ();
  g_source_set_static_name (source, "bal-store");
  g_source_set_priority (source, BAL_STORE_PRIORITY);
  g_source_set_can_recurse (source, TRUE);
  g_source_set_callback (source, on_slice, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

static void
announce (BalStore *self, Job **jobs, guint n_jobs)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < n_jobs; i++)
    g_queue_push_tail (&self->done, jobs[i]);
  schedule (self);
  g_mutex_unlock (&self->lock);
}

static void
run_batch (BalStore *self, Job *first)
{
  g_autoptr(GPtrArray) batch = g_ptr_array_new ();

  g_ptr_array_add (batch, first);
  bal_store_batch_run (self->writer, batch, pop_write, self);
  announce (self, (Job **) batch->pdata, batch->len);
}

static void
run_read (BalStore *self, Job *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error))
    {
      bal_db_set_limits (self->writer, cancellable, 0);
      bal_store_job_run (job, self->writer);
      bal_db_set_limits (self->writer, NULL, 0);
    }
  announce (self, &job, 1);
}

/* The statement makes it read the schema here and not on the main thread. */
static gboolean
open_files (BalStore *self, GError **error)
{
  gint64 unused;

  self->writer = bal_store_file_open (&self->file, self->directory, error);
  if (!self->writer)
    return FALSE;
  self->new_reader = bal_db_open (self->file.path, BAL_DB_READ_ONLY, error);
  return self->new_reader &&
         bal_db_get_int (self->new_reader, "SELECT id FROM message LIMIT 0", &unused, error);
}

static gboolean
run_open (BalStore *self, Job *job)
{
  gboolean opened = open_files (self, &job->error);

  if (!opened)
    {
      g_clear_pointer (&self->new_reader, bal_db_close);
      bal_store_file_close (&self->file, g_steal_pointer (&self->writer), NULL);
    }
  announce (self, &job, 1);
  return opened;
}

static gpointer
work (gpointer data)
{
  BalStore *self = data;
  gboolean going = TRUE;

  while (going)
    {
      Job *job = pop_waiting (self);

      switch (job->kind)
        {
        case BAL_STORE_JOB_OPEN:
          going = run_open (self, job);
          break;
        case BAL_STORE_JOB_READ:
          run_read (self, job);
          break;
        case BAL_STORE_JOB_WRITE:
          run_batch (self, job);
          break;
        case BAL_STORE_JOB_CLOSE:
        default:
          bal_store_file_close (&self->file, g_steal_pointer (&self->writer), &job->error);
          if (job->task)
            announce (self, &job, 1);
          going = FALSE;
          break;
        }
    }
  return NULL;
}

/* Main thread. */

static void
free_job (gpointer data)
{
  Job *job = data;

  if (job->free_data)
    job->free_data (job->data);
  g_clear_error (&job->error);
  g_free (job);
}

static Job *
new_job (BalStoreJobKind kind, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->task = task;
  g_task_set_task_data (task, job, free_job);
  return job;
}

static void
push_job (BalStore *self, Job *job)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->waiting, job);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

static void
push_work (BalStore *self, Job *job, BalStoreFunc func, gpointer data, GDestroyNotify free_data)
{
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  if (self->closing)
    {
      g_task_return_new_error_literal (job->task, BAL_ERROR, BAL_ERROR_STORE,
                                       "The store is closed");
      g_object_unref (job->task);
      return;
    }
  self->queued++;
  if (self->queued >= BAL_STORE_QUEUE)
    self->was_full = TRUE;
  push_job (self, job);
}

static void
begin_closing (BalStore *self)
{
  self->closing = TRUE;
  g_clear_pointer (&self->reader, bal_db_close);
}

/* Jobs hold a reference, so nothing waits here but the end. */
static void
bal_store_dispose (GObject *object)
{
  BalStore *self = BAL_STORE (object);
  Job end = { .kind = BAL_STORE_JOB_CLOSE };

  if (self->thread && !self->closing)
    {
      begin_closing (self);
      push_job (self, &end);
    }
  if (self->thread)
    g_thread_join (g_steal_pointer (&self->thread));
  g_queue_clear (&self->waiting); /* has nothing but @end, where opening had failed */
  g_clear_error (&end.error);
  G_OBJECT_CLASS (bal_store_parent_class)->dispose (object);
}

static void
bal_store_finalize (GObject *object)
{
  BalStore *self = BAL_STORE (object);

  bal_db_close (self->new_reader);
  bal_store_file_clear (&self->file);
  g_free (self->directory);
  g_main_context_unref (self->context);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (bal_store_parent_class)->finalize (object);
}

static void
bal_store_class_init (BalStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bal_store_dispose;
  object_class->finalize = bal_store_finalize;
  signals[DRAINED] = g_signal_new ("drained", BAL_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
bal_store_init (BalStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->file.lock = -1;
  g_queue_init (&self->announcing);
  g_queue_init (&self->waiting);
  g_queue_init (&self->done);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
}

void
bal_store_open_async (const char *directory,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  BalStore *self = g_object_new (BAL_TYPE_STORE, NULL);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = new_job (BAL_STORE_JOB_OPEN, task);

  g_task_set_source_tag (task, bal_store_open_async);
  job->data = self;
  job->free_data = g_object_unref;
  self->directory = g_strdup (directory);
  self->thread = g_thread_new ("bal-store", work, self);
  push_job (self, job);
}

BalStore *
bal_store_open_finish (GAsyncResult *result, GError **error)
{
  BalStore *self = g_task_propagate_pointer (G_TASK (result), error);

  if (self)
    self->reader = g_steal_pointer (&self->new_reader);
  return self;
}

const char *
bal_store_get_set_aside (BalStore *self)
{
  return self->file.set_aside;
}

void
bal_store_close_async (BalStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Job *job;

  g_task_set_source_tag (task, bal_store_close_async);
  if (self->closing)
    {
      g_task_return_pointer (task, self, NULL);
      g_object_unref (task);
      return;
    }
  begin_closing (self);
  job = new_job (BAL_STORE_JOB_CLOSE, task);
  job->data = self;
  push_job (self, job);
}

gboolean
bal_store_close_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

void
bal_store_write_async (BalStore *self,
                       BalStoreFunc func,
                       gpointer job,
                       GDestroyNotify free_data,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, bal_store_write_async);
  push_work (self, new_job (BAL_STORE_JOB_WRITE, task), func, job, free_data);
}

gpointer
bal_store_write_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
bal_store_read_async (BalStore *self,
                      BalStoreFunc func,
                      gpointer job,
                      GDestroyNotify free_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, bal_store_read_async);
  push_work (self, new_job (BAL_STORE_JOB_READ, task), func, job, free_data);
}

gpointer
bal_store_read_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
bal_store_get_queued (BalStore *self)
{
  return self->queued;
}

BalDb *
bal_store_get_reader (BalStore *self)
{
  return self->reader;
}
