#define G_LOG_DOMAIN "bal-deadline"

#include "xmpp/bal-deadline.h"

struct _BalDeadline
{
  GCancellable *own;
  GCancellable *parent;
  gulong handler;
  GSource *timer;
  gboolean passed;
};

static gboolean
on_time (gpointer data)
{
  BalDeadline *self = data;
  self->passed = TRUE;
  g_cancellable_cancel (self->own);
  return G_SOURCE_REMOVE;
}

static void
on_parent_cancelled (GCancellable *parent, gpointer own)
{
  g_cancellable_cancel (own);
}

BalDeadline *
bal_deadline_new (GCancellable *parent, guint ms)
{
  BalDeadline *self = g_new0 (BalDeadline, 1);
  self->own = g_cancellable_new ();
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, on_time, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  if (parent)
    {
      self->parent = g_object_ref (parent);
      self->handler = g_cancellable_connect (parent, G_CALLBACK (on_parent_cancelled),
                                             g_object_ref (self->own), g_object_unref);
    }
  return self;
}

GCancellable *
bal_deadline_get_cancellable (BalDeadline *self)
{
  return self->own;
}

gboolean
bal_deadline_end (BalDeadline *self)
{
  gboolean passed;
  if (!self)
    return FALSE;
  passed = self->passed;
  if (self->parent)
    g_cancellable_disconnect (self->parent, self->handler);
  g_clear_object (&self->parent);
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_object_unref (self->own);
  g_free (self);
  return passed;
}
