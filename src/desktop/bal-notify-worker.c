#define G_LOG_DOMAIN "bal-notify-worker"

#include "desktop/bal-notify-worker.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <libnotify/notify.h>

#include "util/bal-limits.h"

#define DAEMON_NAME "org.freedesktop.Notifications"
#define PORTAL_SERVER_NAME "Portal Notification" /* libnotify's own, when it goes through the portal */
#define REASON_GONE 4                            /* the specification's "undefined" */

typedef enum { JOB_SHOW, JOB_WITHDRAW, JOB_WITHDRAW_ALL, JOB_STOP } JobKind;

typedef struct {
  JobKind kind;
  char *key;
  BalNotice *notice;
} Job;

typedef struct {
  BalNotifyWorker *worker;
  char *key;
  NotifyNotification *notification;
} Shown;

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
  GPtrArray *shown; /* oldest first */
  gboolean running;
  gboolean known; /* the next two are */
  gboolean portal;
  gboolean markup;
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
shown_free (Shown *shown)
{
  g_signal_handlers_disconnect_by_data (shown->notification, shown);
  notify_notification_clear_actions (shown->notification);
  g_object_unref (shown->notification);
  g_free (shown->key);
  g_free (shown);
}

static void
worker_clear (BalNotifyWorker *self)
{
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner_context);
  g_weak_ref_clear (&self->owner);
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
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
post_event (BalNotifyWorker *self, BalNotifyEvent event)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Post *post = g_new0 (Post, 1);

  post->worker = g_atomic_rc_box_acquire (self);
  post->event = (BalNotifyEvent) {
    .kind = event.kind,
    .key = g_strdup (event.key),
    .action = g_strdup (event.action),
    .token = g_strdup (event.token),
    .reason = event.reason,
  };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_post, post, (GDestroyNotify) post_free);
  g_source_attach (source, self->owner_context);
}

/* What is shown. */

static void
post_closed (BalNotifyWorker *self, char *key, guint reason)
{
  post_event (self, (BalNotifyEvent) { BAL_NOTIFY_EVENT_CLOSED, .key = key, .reason = reason });
}

static Shown *
find_shown (BalNotifyWorker *self, const char *key)
{
  for (guint i = 0; i < self->shown->len; i++)
    {
      Shown *shown = g_ptr_array_index (self->shown, i);

      if (g_str_equal (shown->key, key))
        return shown;
    }
  return NULL;
}

static void
on_closed (NotifyNotification *notification, Shown *shown)
{
  BalNotifyWorker *self = shown->worker;
  int reason = notify_notification_get_closed_reason (notification);

  post_closed (self, shown->key, reason > 0 ? MIN (reason, REASON_GONE) : REASON_GONE);
  g_ptr_array_remove (self->shown, shown);
}

static void
on_action (NotifyNotification *notification, char *action, gpointer data)
{
  Shown *shown = data;

  post_event (shown->worker, (BalNotifyEvent) {
    .kind = BAL_NOTIFY_EVENT_ACTION,
    .key = shown->key,
    .action = action,
    .token = (char *) notify_notification_get_activation_token (notification),
  });
}

static void
withdraw (BalNotifyWorker *self, Shown *shown)
{
  g_autoptr(GError) error = NULL;

  g_signal_handlers_disconnect_by_data (shown->notification, shown);
  if (!notify_notification_close (shown->notification, &error))
    g_debug ("cannot withdraw: %s", error ? error->message : "unknown");
  g_ptr_array_remove (self->shown, shown);
}

static Shown *
add_shown (BalNotifyWorker *self, const char *key)
{
  Shown *shown = g_new0 (Shown, 1);

  if (self->shown->len >= BAL_NOTIFY_SHOWN)
    {
      Shown *oldest = g_ptr_array_index (self->shown, 0);

      post_closed (self, oldest->key, REASON_GONE);
      withdraw (self, oldest);
    }
  shown->worker = self;
  shown->key = g_strdup (key);
  shown->notification = notify_notification_new ("Balcony", NULL, NULL);
  g_signal_connect (shown->notification, "closed", G_CALLBACK (on_closed), shown);
  g_ptr_array_add (self->shown, shown);
  return shown;
}

static void
forget_all (BalNotifyWorker *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    post_closed (self, ((Shown *) g_ptr_array_index (self->shown, i))->key, REASON_GONE);
  g_ptr_array_set_size (self->shown, 0);
}

/* The daemon. */

static gboolean
has_capability (const char *wanted)
{
  GList *caps = notify_get_server_caps ();
  gboolean has = g_list_find_custom (caps, wanted, (GCompareFunc) g_strcmp0) != NULL;

  g_list_free_full (caps, g_free);
  return has;
}

static gboolean
know_daemon (BalNotifyWorker *self)
{
  g_autofree char *name = NULL;

  if (self->known)
    return TRUE;
  if (!notify_get_server_info (&name, NULL, NULL, NULL))
    return FALSE;
  self->portal = g_strcmp0 (name, PORTAL_SERVER_NAME) == 0;
  self->markup = has_capability ("body-markup");
  self->known = TRUE;
  return TRUE;
}

/* An icon always goes along as the application's: as image path it would make libnotify look into the
 * daemon's version of the specification, which a daemon may give wrongly. */
static void
set_icon (BalNotifyWorker *self, NotifyNotification *notification, const BalNotice *notice)
{
  if (!self->portal)
    notify_notification_set_app_icon (notification,
                                      notice->icon_name ? notice->icon_name : BAL_APP_ID);
}

static void
set_hints (NotifyNotification *notification, const BalNotice *notice)
{
  static const NotifyUrgency urgencies[] = {
    [BAL_NOTICE_NORMAL] = NOTIFY_URGENCY_NORMAL,
    [BAL_NOTICE_LOW] = NOTIFY_URGENCY_LOW,
    [BAL_NOTICE_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
  };

  notify_notification_set_urgency (notification, urgencies[notice->urgency]);
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (BAL_APP_ID));
  notify_notification_set_hint (notification, "category",
                                notice->category ? g_variant_new_string (notice->category) : NULL);
}

static void
set_actions (Shown *shown, const BalNotice *notice)
{
  NotifyNotification *notification = shown->notification;

  notify_notification_clear_actions (notification);
  notify_notification_add_action (notification, "default", _("Open"), on_action, shown, NULL);
  for (gsize i = 0; i < notice->n_actions; i++)
    notify_notification_add_action (notification, notice->actions[i].id, notice->actions[i].label,
                                    on_action, shown, NULL);
}

static gboolean
show_notice (BalNotifyWorker *self, const BalNotice *notice, GError **error)
{
  Shown *shown = find_shown (self, notice->key);
  g_autofree char *body = self->markup ? g_markup_escape_text (notice->body, -1)
                                       : g_strdup (notice->body);

  if (!shown)
    shown = add_shown (self, notice->key);
  notify_notification_update (shown->notification, notice->title, body,
                              self->portal ? notice->icon_name : NULL);
  set_icon (self, shown->notification, notice);
  set_hints (shown->notification, notice);
  set_actions (shown, notice);
  if (notify_notification_show (shown->notification, error))
    return TRUE;
  post_closed (self, shown->key, REASON_GONE);
  g_ptr_array_remove (self->shown, shown);
  return FALSE;
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

  if (know_daemon (self) && show_notice (self, job->notice, &error))
    return;
  g_debug ("cannot notify: %s", error ? error->message : "no daemon");
  drop_waiting_notices (self);
}

static void
withdraw_all (BalNotifyWorker *self)
{
  while (self->shown->len > 0)
    withdraw (self, g_ptr_array_index (self->shown, self->shown->len - 1));
}

static void
run_job (BalNotifyWorker *self, Job *job)
{
  Shown *shown;

  switch (job->kind)
    {
    case JOB_SHOW:
      run_show (self, job);
      break;
    case JOB_WITHDRAW:
      shown = find_shown (self, job->key);
      if (shown)
        withdraw (self, shown);
      break;
    case JOB_WITHDRAW_ALL:
      withdraw_all (self);
      break;
    case JOB_STOP:
      withdraw_all (self);
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

/* libnotify keeps what it knew of the daemon that is gone; starting it anew makes it ask the next one. */
static void
on_daemon_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  BalNotifyWorker *self = data;

  self->known = FALSE;
  forget_all (self);
  notify_uninit ();
  notify_init ("Balcony");
  begin_jobs (self);
}

static gpointer
run_worker (gpointer data)
{
  BalNotifyWorker *self = data;
  guint watch;

  g_main_context_push_thread_default (self->context);
  notify_init ("Balcony");
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, DAEMON_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                            on_daemon_appeared, on_daemon_vanished, self, NULL);
  while (self->running)
    g_main_context_iteration (self->context, TRUE);
  g_bus_unwatch_name (watch);
  notify_uninit ();
  while (g_main_context_iteration (self->context, FALSE)) /* what the ends of the proxy left to do */
    ;
  g_main_context_pop_thread_default (self->context);
  post_event (self, (BalNotifyEvent) { BAL_NOTIFY_EVENT_STOPPED });
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
  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) shown_free);
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
