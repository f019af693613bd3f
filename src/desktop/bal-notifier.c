#define G_LOG_DOMAIN "bal-notifier"

#include "desktop/bal-notifier.h"

#include "desktop/bal-notify-worker.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

struct _BalNotifier {
  GObject parent_instance;

  BalNotifyWorker *worker;
  BalNoticeSummaryFunc summary;
  gpointer summary_data;
  GDestroyNotify summary_destroy;

  GQueue waiting;     /* BalNotice, oldest first, one a key */
  GHashTable *summed; /* keys that the summary stands for */
  gboolean summary_due;
  guint interval;     /* runs for BAL_NOTIFY_INTERVAL_MS after each banner */
  gboolean muted;
  gboolean stopped;
  GTask *stop;
  guint stop_timeout;
};

G_DEFINE_FINAL_TYPE (BalNotifier, bal_notifier, G_TYPE_OBJECT)

enum { PROP_MUTED = 1, N_PROPS };
enum { ACTION, CLOSED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
clear_waiting (BalNotifier *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) bal_notice_free);
  self->summary_due = FALSE;
}

/* A person who closes or opens the summary has seen it; what it counted begins anew. */
static void
forget_summary (BalNotifier *self)
{
  if (!self->summary_due)
    g_hash_table_remove_all (self->summed);
}

static void
show_summary (BalNotifier *self)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  self->summary_due = FALSE;
  self->summary (g_hash_table_size (self->summed), &title, &body, self->summary_data);
  bal_notify_worker_show (self->worker, bal_notice_copy (&(BalNotice) {
    .key = BAL_NOTICE_KEY_SUMMARY,
    .title = title,
    .body = body,
    .category = "im.received",
  }));
}

static void
sum_up (BalNotifier *self, const char *key)
{
  if (g_hash_table_size (self->summed) < BAL_NOTIFY_SUMMED)
    g_hash_table_add (self->summed, g_strdup (key));
}

static gboolean
show_next (BalNotifier *self)
{
  BalNotice *notice;

  if (self->summary_due)
    {
      show_summary (self);
      return TRUE;
    }
  notice = g_queue_pop_head (&self->waiting);
  if (notice)
    bal_notify_worker_show (self->worker, notice);
  return notice != NULL;
}

static gboolean
on_interval (gpointer data)
{
  BalNotifier *self = data;

  if (show_next (self))
    return G_SOURCE_CONTINUE;
  self->interval = 0;
  return G_SOURCE_REMOVE;
}

static GList *
find_waiting (BalNotifier *self, const char *key)
{
  for (GList *l = self->waiting.head; l; l = l->next)
    if (g_str_equal (((BalNotice *) l->data)->key, key))
      return l;
  return NULL;
}

static void
wait_in_line (BalNotifier *self, BalNotice *notice)
{
  GList *same = find_waiting (self, notice->key);

  if (same)
    {
      bal_notice_free (same->data);
      same->data = notice;
      return;
    }
  g_queue_push_tail (&self->waiting, notice);
  if (!self->summary_due && self->waiting.length <= BAL_NOTIFY_WAITING)
    return;
  self->summary_due = TRUE;
  for (GList *l = self->waiting.head; l; l = l->next)
    sum_up (self, ((BalNotice *) l->data)->key);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) bal_notice_free);
}

static void
end_stop (BalNotifier *self, gboolean done)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->stop);

  g_clear_handle_id (&self->stop_timeout, g_source_remove);
  if (!task)
    return;
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_TIMED_OUT,
                                     "the notification daemon does not answer");
}

static void
on_event (gpointer owner, const BalNotifyEvent *event)
{
  BalNotifier *self = owner;

  if (event->kind == BAL_NOTIFY_EVENT_STOPPED)
    {
      end_stop (self, /* done= */ TRUE);
      return;
    }
  if (g_str_equal (event->key, BAL_NOTICE_KEY_SUMMARY))
    forget_summary (self);
  if (event->kind == BAL_NOTIFY_EVENT_ACTION)
    g_signal_emit (self, signals[ACTION], 0, event->key, event->action, event->token);
  else
    g_signal_emit (self, signals[CLOSED], 0, event->key, event->reason);
}

static gboolean
on_stop_timeout (gpointer data)
{
  BalNotifier *self = data;

  self->stop_timeout = 0;
  end_stop (self, /* done= */ FALSE);
  return G_SOURCE_REMOVE;
}

static void
shut (BalNotifier *self)
{
  self->stopped = TRUE;
  clear_waiting (self);
  g_hash_table_remove_all (self->summed);
  g_clear_handle_id (&self->interval, g_source_remove);
  bal_notify_worker_stop (self->worker);
}

static void
bal_notifier_dispose (GObject *object)
{
  BalNotifier *self = BAL_NOTIFIER (object);

  if (self->worker)
    {
      shut (self);
      g_clear_pointer (&self->worker, bal_notify_worker_unref);
    }
  if (self->summary_destroy)
    g_steal_pointer (&self->summary_destroy) (self->summary_data);
  G_OBJECT_CLASS (bal_notifier_parent_class)->dispose (object);
}

static void
bal_notifier_finalize (GObject *object)
{
  g_hash_table_unref (BAL_NOTIFIER (object)->summed);
  G_OBJECT_CLASS (bal_notifier_parent_class)->finalize (object);
}

static void
bal_notifier_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalNotifier *self = BAL_NOTIFIER (object);

  switch (id)
    {
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_notifier_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalNotifier *self = BAL_NOTIFIER (object);

  switch (id)
    {
    case PROP_MUTED:
      bal_notifier_set_muted (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_notifier_class_init (BalNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bal_notifier_dispose;
  object_class->finalize = bal_notifier_finalize;
  object_class->get_property = bal_notifier_get_property;
  object_class->set_property = bal_notifier_set_property;

  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ACTION] = g_signal_new ("action", BAL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING,
                                  G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", BAL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
bal_notifier_init (BalNotifier *self)
{
  g_queue_init (&self->waiting);
  self->summed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->worker = bal_notify_worker_new (G_OBJECT (self), on_event);
}

BalNotifier *
bal_notifier_new (BalNoticeSummaryFunc summary, gpointer user_data, GDestroyNotify destroy)
{
  BalNotifier *self;

  g_return_val_if_fail (summary != NULL, NULL);

  self = g_object_new (BAL_TYPE_NOTIFIER, NULL);
  self->summary = summary;
  self->summary_data = user_data;
  self->summary_destroy = destroy;
  return self;
}

void
bal_notifier_show (BalNotifier *self, const BalNotice *notice)
{
  g_return_if_fail (BAL_IS_NOTIFIER (self));
  g_return_if_fail (notice && notice->key);

  if (self->muted || self->stopped)
    return;
  wait_in_line (self, bal_notice_copy (notice));
  if (self->interval != 0)
    return;
  show_next (self);
  self->interval = g_timeout_add (BAL_NOTIFY_INTERVAL_MS, on_interval, self);
}

void
bal_notifier_withdraw (BalNotifier *self, const char *key)
{
  GList *waiting;

  g_return_if_fail (BAL_IS_NOTIFIER (self));
  g_return_if_fail (key != NULL);

  waiting = find_waiting (self, key);
  if (waiting)
    {
      bal_notice_free (waiting->data);
      g_queue_delete_link (&self->waiting, waiting);
    }
  if (g_hash_table_remove (self->summed, key) && g_hash_table_size (self->summed) == 0)
    {
      self->summary_due = FALSE;
      bal_notify_worker_withdraw (self->worker, BAL_NOTICE_KEY_SUMMARY);
    }
  bal_notify_worker_withdraw (self->worker, key);
}

void
bal_notifier_withdraw_all (BalNotifier *self)
{
  g_return_if_fail (BAL_IS_NOTIFIER (self));

  clear_waiting (self);
  g_hash_table_remove_all (self->summed);
  bal_notify_worker_withdraw_all (self->worker);
}

gboolean
bal_notifier_get_muted (BalNotifier *self)
{
  g_return_val_if_fail (BAL_IS_NOTIFIER (self), FALSE);
  return self->muted;
}

void
bal_notifier_set_muted (BalNotifier *self, gboolean muted)
{
  g_return_if_fail (BAL_IS_NOTIFIER (self));

  muted = !!muted;
  if (self->muted == muted)
    return;
  self->muted = muted;
  if (muted)
    clear_waiting (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MUTED]);
}

void
bal_notifier_stop_async (BalNotifier *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (BAL_IS_NOTIFIER (self));
  g_return_if_fail (!self->stopped);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bal_notifier_stop_async);
  self->stop = task;
  self->stop_timeout = g_timeout_add (BAL_TIMEOUT_NOTIFY_STOP, on_stop_timeout, self);
  shut (self);
}

gboolean
bal_notifier_stop_finish (BalNotifier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
