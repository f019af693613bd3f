#define G_LOG_DOMAIN "bal-notify-worker"

#include "desktop/bal-notify-worker.h"

#include <gio/gio.h>

#include "util/bal-limits.h"

#define DAEMON_NAME "org.freedesktop.Notifications"

typedef enum { JOB_SHOW, JOB_WITHDRAW, JOB_WITHDRAW_ALL, JOB_STOP } JobKind;

typedef struct {
  JobKind kind;
  char *key;
  BalNotice *notice;
} Job;

struct _BalNotifyWorker {
  GMainContext *context;
  GMainContext *owner_context;
  GWeakRef owner;
  BalNotifyEventFunc func;

  GMutex lock; /* guards the next four */
  GQueue jobs;
  gboolean watched; /* it is known whether there is a daemon; no job runs before */
  gboolean scheduled;
  gboolean stopping;

  /* Of the thread alone. */
  BalNotifyDaemon *daemon;
  gboolean running;
};

typedef struct {
  BalNotifyWorker *worker;
  BalNotifyEvent event;
} Post;

static void
job_free (Job *job)
{
  g_free (job->key);
  bal_notice_free (job->notice);
  g_free (job);
}

static void
worker_clear (BalNotifyWorker *self)
{
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner_context);
  g_weak_ref_clear (&self->owner);
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_mutex_clear (&self->lock);
}

void
bal_notify_worker_unref (BalNotifyWorker *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) worker_clear);
}

/* Events: from the thread to the owner's main context. */

static void
post_free (Post *post)
{
  g_free (post->event.key);
  g_free (post->event.action);
  g_free (post->event.token);
  bal_notify_worker_unref (post->worker);
  g_free (post);
}

static gboolean
on_post (gpointer data)
{
  Post *post = data;
  g_autoptr(GObject) owner = g_weak_ref_get (&post->worker->owner);

  if (owner)
    post->worker->func (owner, &post->event);
  return G_SOURCE_REMOVE;
}

static void
post_event (gpointer data, const BalNotifyEvent *event)
{
  BalNotifyWorker *self = data;
  g_autoptr(GSource) source = g_idle_source_new ();
  Post *post = g_new0 (Post, 1);

  post->worker = g_atomic_rc_box_acquire (self);
  post->event = (BalNotifyEvent) {
    .kind = event->kind,
    .key = g_strdup (event->key),
    .action = g_strdup (event->action),
    .token = g_strdup (event->token),
    .reason = event->reason,
  };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_post, post, (GDestroyNotify) post_free);
  g_source_attach (source, self->owner_context);
}

/* Jobs. */

static void
drop_waiting_notices (BalNotifyWorker *self)
{
  g_mutex_lock (&self->lock);
  for (GList *l = self->jobs.head, *next; l; l = next)
    {
      next = l->next;
      if (((Job *) l->data)->kind == JOB_SHOW)
        {
          job_free (l->data);
          g_queue_delete_link (&self->jobs, l);
        }
    }
  g_mutex_unlock (&self->lock);
}

/* What waited behind a call that failed is old by now, and would only fail or come too late. */
static void
run_show (BalNotifyWorker *self, Job *job)
{
  g_autoptr(GError) error = NULL;

  if (bal_notify_daemon_show (self->daemon, job->notice, &error))
    return;
  g_debug ("cannot notify: %s", error->message);
  drop_waiting_notices (self);
}

static void
run_job (BalNotifyWorker *self, Job *job)
{
  switch (job->kind)
    {
    case JOB_SHOW:
      run_show (self, job);
      break;
    case JOB_WITHDRAW:
      bal_notify_daemon_withdraw (self->daemon, job->key);
      break;
    case JOB_WITHDRAW_ALL:
      bal_notify_daemon_withdraw_all (self->daemon);
      break;
    case JOB_STOP:
      bal_notify_daemon_withdraw_all (self->daemon);
      self->running = FALSE;
      break;
    }
}

static Job *
take_job (BalNotifyWorker *self)
{
  Job *job;

  g_mutex_lock (&self->lock);
  job = g_queue_pop_head (&self->jobs);
  if (!job)
    self->scheduled = FALSE;
  g_mutex_unlock (&self->lock);
  return job;
}

/* One job a turn, so that what the daemon says in between is heard in order. */
static gboolean
on_jobs (gpointer data)
{
  BalNotifyWorker *self = data;
  Job *job = take_job (self);

  if (!job)
    return G_SOURCE_REMOVE;
  run_job (self, job);
  job_free (job);
  return G_SOURCE_CONTINUE;
}

/* Holds the lock. */
static void
schedule (BalNotifyWorker *self)
{
  g_autoptr(GSource) source = NULL;

  if (self->scheduled || !self->watched)
    return;
  self->scheduled = TRUE;
  source = g_idle_source_new ();
  g_source_set_callback (source, on_jobs, self, NULL);
  g_source_attach (source, self->context);
}

/* Only what comes after this first word can be about a daemon that has shown something. */
static void
begin_jobs (BalNotifyWorker *self)
{
  g_mutex_lock (&self->lock);
  self->watched = TRUE;
  if (self->jobs.length > 0)
    schedule (self);
  g_mutex_unlock (&self->lock);
}

static void
on_daemon_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  begin_jobs (data);
}

static void
on_daemon_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  bal_notify_daemon_forget (((BalNotifyWorker *) data)->daemon);
  begin_jobs (data);
}

static gpointer
run_worker (gpointer data)
{
  BalNotifyWorker *self = data;
  guint watch;

  g_main_context_push_thread_default (self->context);
  self->daemon = bal_notify_daemon_new (post_event, self);
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, DAEMON_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                            on_daemon_appeared, on_daemon_vanished, self, NULL);
  while (self->running)
    g_main_context_iteration (self->context, TRUE);
  g_bus_unwatch_name (watch);
  bal_notify_daemon_free (self->daemon);
  while (g_main_context_iteration (self->context, FALSE)) /* what the ends of the proxy left to do */
    ;
  g_main_context_pop_thread_default (self->context);
  post_event (self, &(BalNotifyEvent) { BAL_NOTIFY_EVENT_STOPPED });
  bal_notify_worker_unref (self);
  return NULL;
}

/* Holds the lock. */
static void
supersede (BalNotifyWorker *self, const Job *job)
{
  for (GList *l = self->jobs.head, *next; l; l = next)
    {
      Job *waiting = l->data;

      next = l->next;
      if (job->key && g_strcmp0 (waiting->key, job->key) != 0)
        continue;
      job_free (waiting);
      g_queue_delete_link (&self->jobs, l);
    }
  if (self->jobs.length >= BAL_NOTIFY_SHOWN)
    job_free (g_queue_pop_head (&self->jobs));
}

static void
push_job (BalNotifyWorker *self, JobKind kind, const char *key, BalNotice *notice)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job) { kind, g_strdup (key), notice };
  g_mutex_lock (&self->lock);
  if (self->stopping)
    {
      g_clear_pointer (&job, job_free);
    }
  else
    {
      self->stopping = kind == JOB_STOP;
      supersede (self, job);
      g_queue_push_tail (&self->jobs, job);
      schedule (self);
    }
  g_mutex_unlock (&self->lock);
}

BalNotifyWorker *
bal_notify_worker_new (GObject *owner, BalNotifyEventFunc func)
{
  BalNotifyWorker *self = g_atomic_rc_box_new0 (BalNotifyWorker);

  self->context = g_main_context_new ();
  self->owner_context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&self->owner, owner);
  self->func = func;
  g_mutex_init (&self->lock);
  g_queue_init (&self->jobs);
  self->running = TRUE;
  g_thread_unref (g_thread_new ("notify", run_worker, g_atomic_rc_box_acquire (self)));
  return self;
}

void
bal_notify_worker_show (BalNotifyWorker *self, BalNotice *notice)
{
  push_job (self, JOB_SHOW, notice->key, notice);
}

void
bal_notify_worker_withdraw (BalNotifyWorker *self, const char *key)
{
  push_job (self, JOB_WITHDRAW, key, NULL);
}

void
bal_notify_worker_withdraw_all (BalNotifyWorker *self)
{
  push_job (self, JOB_WITHDRAW_ALL, NULL, NULL);
}

void
bal_notify_worker_stop (BalNotifyWorker *self)
{
  push_job (self, JOB_STOP, NULL, NULL);
}
