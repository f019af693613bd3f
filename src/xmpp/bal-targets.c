#define G_LOG_DOMAIN "bal-targets"

#include "xmpp/bal-targets.h"

#include "util/bal-error.h"
#include "xmpp/bal-deadline.h"

#define TARGETS_MAX 50
#define DEFAULT_PORT 5222

static const char *const services[] = { "xmpps-client", "xmpp-client" };
#define DIRECT 0 /* of services */
#define N_SERVICES G_N_ELEMENTS (services)

typedef struct
{
  char *domain;
  BalDeadline *deadline;
  GPtrArray *steps;
  GList *found[N_SERVICES]; /* of GSrvTarget */
  gboolean declined[N_SERVICES];
  guint pending;
} Lookup;

typedef struct
{
  GTask *task;
  guint service;
} Query;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;
  for (guint i = 0; i < N_SERVICES; i++)
    g_resolver_free_targets (lookup->found[i]);
  bal_deadline_end (lookup->deadline);
  g_ptr_array_unref (lookup->steps);
  g_free (lookup->domain);
  g_free (lookup);
}

BalTarget *
bal_target_new (const char *host, guint16 port, gboolean direct_tls)
{
  BalTarget *target = g_new0 (BalTarget, 1);
  target->host = g_strdup (host);
  target->port = port;
  target->direct_tls = direct_tls;
  return target;
}

void
bal_target_free (BalTarget *target)
{
  g_free (target->host);
  g_free (target);
}

static void
add_step (Lookup *lookup, guint service, const char *text)
{
  g_ptr_array_add (lookup->steps, g_strdup_printf ("SRV _%s._tcp.%s: %s", services[service],
                                                   lookup->domain, text));
}

/* RFC 2782: the target "." says that the service is decidedly not available. */
static gboolean
is_nothing (const GSrvTarget *target)
{
  const char *host = g_srv_target_get_hostname ((GSrvTarget *) target);
  return *host == '\0' || g_str_equal (host, ".");
}

static void
take_records (Lookup *lookup, guint service, GList *records)
{
  if (!records || is_nothing (records->data))
    {
      lookup->declined[service] = TRUE;
      add_step (lookup, service, "not offered");
      g_resolver_free_targets (records);
      return;
    }
  lookup->found[service] = records;
  for (GList *l = records; l; l = l->next)
    {
      g_autofree char *text = g_strdup_printf (
          "%u %u %u %s", g_srv_target_get_priority (l->data), g_srv_target_get_weight (l->data),
          g_srv_target_get_port (l->data), g_srv_target_get_hostname (l->data));
      add_step (lookup, service, text);
    }
}

/* Both lists in one order. g_srv_target_list_sort() moves the elements, not the targets. */
static GPtrArray *
merge (Lookup *lookup)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) bal_target_free);
  g_autoptr (GHashTable) direct = g_hash_table_new (NULL, NULL);
  GList *all;
  for (GList *l = lookup->found[DIRECT]; l; l = l->next)
    g_hash_table_add (direct, l->data);
  all = g_list_concat (g_steal_pointer (&lookup->found[0]), g_steal_pointer (&lookup->found[1]));
  all = g_srv_target_list_sort (all);
  for (GList *l = all; l && targets->len < TARGETS_MAX; l = l->next)
    if (!is_nothing (l->data))
      g_ptr_array_add (targets, bal_target_new (g_srv_target_get_hostname (l->data),
                                                g_srv_target_get_port (l->data),
                                                g_hash_table_contains (direct, l->data)));
  g_resolver_free_targets (all);
  return targets;
}

static void
complete (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GPtrArray) targets = NULL;
  if (g_task_return_error_if_cancelled (task))
    return;
  targets = merge (lookup);
  if (targets->len == 0 && lookup->declined[!DIRECT])
    {
      g_task_return_new_error (task, BAL_ERROR, BAL_ERROR_NO_SERVER, "%s offers no XMPP service",
                               lookup->domain);
      return;
    }
  if (targets->len == 0)
    g_ptr_array_add (targets, bal_target_new (lookup->domain, DEFAULT_PORT, FALSE));
  g_task_return_pointer (task, g_steal_pointer (&targets), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_records (GObject *resolver, GAsyncResult *result, gpointer data)
{
  g_autofree Query *query = data;
  g_autoptr (GTask) task = query->task;
  g_autoptr (GError) error = NULL;
  Lookup *lookup = g_task_get_task_data (task);
  GList *records = g_resolver_lookup_service_finish (G_RESOLVER (resolver), result, &error);
  if (error)
    add_step (lookup, query->service, error->message);
  else
    take_records (lookup, query->service, records);
  if (--lookup->pending == 0)
    complete (task);
}

void
bal_targets_lookup_async (const char *domain,
                          guint ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  Lookup *lookup = g_new0 (Lookup, 1);
  g_task_set_source_tag (task, bal_targets_lookup_async);
  lookup->domain = g_strdup (domain);
  lookup->steps = g_ptr_array_new_with_free_func (g_free);
  lookup->deadline = bal_deadline_new (cancellable, ms);
  lookup->pending = N_SERVICES;
  g_task_set_task_data (task, lookup, lookup_free);
  for (guint i = 0; i < N_SERVICES; i++)
    {
      Query *query = g_new0 (Query, 1);
      query->task = g_object_ref (task);
      query->service = i;
      g_resolver_lookup_service_async (resolver, services[i], "tcp", domain,
                                       bal_deadline_get_cancellable (lookup->deadline), on_records,
                                       query);
    }
}

GPtrArray *
bal_targets_lookup_finish (GAsyncResult *result, GPtrArray *steps, GError **error)
{
  Lookup *lookup = g_task_get_task_data (G_TASK (result));
  for (guint i = 0; i < lookup->steps->len; i++)
    g_ptr_array_add (steps, g_strdup (g_ptr_array_index (lookup->steps, i)));
  return g_task_propagate_pointer (G_TASK (result), error);
}
