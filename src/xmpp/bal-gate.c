#define G_LOG_DOMAIN "bal-gate"

#include "xmpp/bal-gate.h"

#define PLACES 4
#define KEY "bal-gate"

typedef struct
{
  guint taken;
  GQueue waiting; /* of GTask */
} Gate;

static void
gate_free (gpointer data)
{
  Gate *gate = data;
  g_queue_clear_full (&gate->waiting, g_object_unref);
  g_free (gate);
}

/* The TLS backend is what all connections share, so the gate hangs there. */
static Gate *
get_gate (void)
{
  GObject *backend = G_OBJECT (g_tls_backend_get_default ());
  Gate *gate = g_object_get_data (backend, KEY);
  if (gate)
    return gate;
  gate = g_new0 (Gate, 1);
  g_queue_init (&gate->waiting);
  g_object_set_data_full (backend, KEY, gate, gate_free);
  return gate;
}

static void
stop_watching (GTask *task)
{
  GSource *watch = g_task_get_task_data (task);
  if (watch)
    g_source_destroy (watch);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_queue_remove (&get_gate ()->waiting, task);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
wait_in_queue (Gate *gate, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_queue_push_tail (&gate->waiting, task);
  if (cancellable)
    {
      GSource *watch = g_cancellable_source_new (cancellable);
      g_task_set_task_data (task, watch, (GDestroyNotify) g_source_unref);
      g_source_set_callback (watch, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (watch, g_main_context_get_thread_default ());
    }
}

void
bal_gate_enter_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Gate *gate = get_gate ();
  g_task_set_source_tag (task, bal_gate_enter_async);
  /* Who has the place must give it back, so success is success even after a cancellation. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (gate->taken >= PLACES)
    {
      wait_in_queue (gate, g_steal_pointer (&task));
      return;
    }
  gate->taken++;
  g_task_return_boolean (task, TRUE);
}

gboolean
bal_gate_enter_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_gate_leave (void)
{
  Gate *gate = get_gate ();
  g_autoptr (GTask) next = g_queue_pop_head (&gate->waiting);
  if (!next)
    {
      gate->taken--;
      return;
    }
  stop_watching (next);
  g_task_return_boolean (next, TRUE);
}
