#include "ui/bal-watch.h"

struct _BalWatch
{
  GObject parent;
  GListModel *model;
  const char *const *properties;
  BalWatchFunc changed;
  gpointer data;
  guint idle;
};

G_DEFINE_FINAL_TYPE (BalWatch, bal_watch, G_TYPE_OBJECT)

/* Before GTK's layout (GDK_PRIORITY_REDRAW is G_PRIORITY_HIGH_IDLE + 20). */
#define PRIORITY G_PRIORITY_HIGH_IDLE

static gboolean
call (gpointer data)
{
  BalWatch *self = data;

  self->idle = 0;
  self->changed (self->data);
  return G_SOURCE_REMOVE;
}

static void
queue (BalWatch *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (PRIORITY, call, self, NULL);
}

static void
on_notify (BalWatch *self)
{
  queue (self);
}

static void
watch_item (BalWatch *self, gpointer item)
{
  /* An item may be announced again by splicing it onto itself. */
  g_signal_handlers_disconnect_by_func (item, on_notify, self);
  for (guint i = 0; self->properties[i]; i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", self->properties[i], NULL);
      g_signal_connect_object (item, signal, G_CALLBACK (on_notify), self, G_CONNECT_SWAPPED);
    }
}

static void
on_items_changed (BalWatch *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (self->model, i);
      watch_item (self, item);
    }
  queue (self);
}

static void
bal_watch_dispose (GObject *object)
{
  BalWatch *self = BAL_WATCH (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (bal_watch_parent_class)->dispose (object);
}

static void
bal_watch_class_init (BalWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bal_watch_dispose;
}

static void
bal_watch_init (BalWatch *self)
{
}

BalWatch *
bal_watch_new (GListModel *model, const char *const *properties, BalWatchFunc changed, gpointer data)
{
  BalWatch *self = g_object_new (BAL_TYPE_WATCH, NULL);

  self->model = g_object_ref (model);
  self->properties = properties;
  self->changed = changed;
  self->data = data;
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (model));
  return self;
}
