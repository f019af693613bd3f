#include "fake-resolver.h"

struct _FakeResolver
{
  GResolver parent;
  GResolver *old;
  GHashTable *hosts;    /* name -> address */
  GHashTable *services; /* rrname -> GPtrArray of GSrvTarget */
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static void
answer_not_found (GTask *task, const char *name)
{
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name: %s",
                           name);
}

static void
on_cancelled (GCancellable *cancellable, gpointer task)
{
  g_task_return_error_if_cancelled (task);
}

static gboolean
stay_silent (GTask *task, GCancellable *cancellable)
{
  g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (on_cancelled), g_object_ref (task),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  return TRUE;
}

static void
free_targets (gpointer data)
{
  g_resolver_free_targets (data);
}

static void
free_addresses (gpointer data)
{
  g_resolver_free_addresses (data);
}

static void
lookup_service_async (GResolver *resolver,
                      const char *rrname,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  FakeResolver *self = FAKE_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  GPtrArray *known = g_hash_table_lookup (self->services, rrname);
  GList *list = NULL;
  if (!known)
    {
      answer_not_found (task, rrname);
      return;
    }
  for (guint i = 0; i < known->len; i++)
    {
      GSrvTarget *target = g_ptr_array_index (known, i);
      if (g_str_equal (g_srv_target_get_hostname (target), "silent"))
        {
          stay_silent (task, cancellable);
          return;
        }
      list = g_list_append (list, g_srv_target_copy (target));
    }
  g_task_return_pointer (task, list, free_targets);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_by_name_async (GResolver *resolver,
                      const char *name,
                      GResolverNameLookupFlags flags,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  FakeResolver *self = FAKE_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  const char *text = g_hash_table_lookup (self->hosts, name);
  g_autoptr (GInetAddress) address = text ? g_inet_address_new_from_string (text) : NULL;
  if (g_strcmp0 (text, "silent") == 0 && stay_silent (task, cancellable))
    return;
  /* Happy eyeballs asks for each family by itself. */
  if (!address || flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    answer_not_found (task, name);
  else
    g_task_return_pointer (task, g_list_append (NULL, g_steal_pointer (&address)), free_addresses);
}

static void
fake_resolver_finalize (GObject *object)
{
  FakeResolver *self = FAKE_RESOLVER (object);
  g_hash_table_unref (self->hosts);
  g_hash_table_unref (self->services);
  g_clear_object (&self->old);
  G_OBJECT_CLASS (fake_resolver_parent_class)->finalize (object);
}

static void
fake_resolver_class_init (FakeResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = fake_resolver_finalize;
  resolver_class->lookup_service_async = lookup_service_async;
  resolver_class->lookup_service_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
fake_resolver_init (FakeResolver *self)
{
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_ptr_array_unref);
}

FakeResolver *
fake_resolver_install (void)
{
  FakeResolver *self = g_object_new (FAKE_TYPE_RESOLVER, NULL);
  self->old = g_resolver_get_default ();
  g_resolver_set_default (G_RESOLVER (self));
  return self;
}

void
fake_resolver_uninstall (FakeResolver *self)
{
  g_resolver_set_default (self->old);
  g_object_unref (self);
}

void
fake_resolver_add_host (FakeResolver *self, const char *name, const char *address)
{
  g_hash_table_insert (self->hosts, g_strdup (name), g_strdup (address));
}

void
fake_resolver_add_service (
    FakeResolver *self, const char *rrname, const char *host, guint16 port, guint16 priority)
{
  GPtrArray *known = g_hash_table_lookup (self->services, rrname);
  if (!known)
    {
      known = g_ptr_array_new_with_free_func ((GDestroyNotify) g_srv_target_free);
      g_hash_table_insert (self->services, g_strdup (rrname), known);
    }
  g_ptr_array_add (known, g_srv_target_new (host, port, priority, 0));
}
