#define G_LOG_DOMAIN "bal-secrets"

#include "desktop/bal-secrets.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"

typedef enum { LOOKUP, STORE, CLEAR } Kind;

/* One request: first a search that opens no prompt, which shows within the short limit that a service
 * answers, then the thing itself, in which a person may be asked to unlock a keyring. */
typedef struct {
  Kind kind;
  char *account;
  char *password;
  GCancellable *own; /* cancelled by the limit and by the caller's cancellable */
  gulong chained;
  guint timer;
  gboolean timed_out;
  gboolean found; /* the search saw a stored password, perhaps in a locked keyring */
} Request;

static const SecretSchema schema = {
  BAL_APP_ID ".Account",
  SECRET_SCHEMA_NONE,
  { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static void
request_free (Request *request)
{
  g_clear_handle_id (&request->timer, g_source_remove);
  g_object_unref (request->own);
  g_free (request->account);
  bal_secrets_free (request->password);
  g_free (request);
}

/* A service that is not there shows in as many ways as there are ways to look for one. */
static gboolean
is_missing_service (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED
             && error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static int
error_code (const GError *error)
{
  if (is_missing_service (error))
    return BAL_ERROR_NO_SERVICE;
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return BAL_ERROR_NOT_AUTHORIZED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT))
    return BAL_ERROR_TIMED_OUT;
  return BAL_ERROR_FAILED;
}

/* libsecret would go on with the session of a service that has been restarted since, which fails; each
 * request begins with a session of its own. */
static void
end_request (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  secret_service_disconnect ();
  g_clear_handle_id (&request->timer, g_source_remove);
  if (request->chained != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), request->chained);
  request->chained = 0;
}

/* Takes @error. A cancelled call without a cause of ours is a prompt that the person dismissed. */
static void
fail (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr(GError) cause = error;

  end_request (task);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (request->timed_out)
    g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_TIMED_OUT,
                                     "the secret service does not answer");
  else
    g_task_return_new_error (task, BAL_ERROR, error_code (cause), "secret service: %s",
                             cause->message);
}

static gboolean
on_timeout (gpointer data)
{
  Request *request = data;

  request->timer = 0;
  request->timed_out = TRUE;
  g_cancellable_cancel (request->own);
  return G_SOURCE_REMOVE;
}

static void
limit_time (Request *request, guint milliseconds)
{
  g_clear_handle_id (&request->timer, g_source_remove);
  request->timer = g_timeout_add (milliseconds, on_timeout, request);
}

static void
on_lookup (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  if (error)
    {
      fail (task, error);
      return;
    }
  if (!password && request->found)
    {
      fail (task, g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
                                       "the keyring stayed locked"));
      return;
    }
  end_request (task);
  g_task_return_pointer (task, password, (GDestroyNotify) bal_secrets_free);
}

static void
on_store (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      fail (task, error);
      return;
    }
  end_request (task);
  g_task_return_boolean (task, TRUE);
}

static void
on_clear (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error)
    {
      fail (task, error);
      return;
    }
  end_request (task);
  g_task_return_boolean (task, TRUE);
}

static void
start_store (Request *request, GTask *task)
{
  /* Translators: the name of a stored password, as a password manager lists it; %s is an address. */
  g_autofree char *label = g_strdup_printf (_("Balcony password of %s"), request->account);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, request->password, request->own,
                         on_store, task, "account", request->account, NULL);
}

static void
on_probe (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  request->found = found != NULL;
  g_list_free_full (found, g_object_unref);
  if (error)
    {
      fail (task, error);
      return;
    }
  limit_time (request, BAL_TIMEOUT_PROMPT);
  switch (request->kind)
    {
    case LOOKUP:
      secret_password_lookup (&schema, request->own, on_lookup, g_steal_pointer (&task), "account",
                              request->account, NULL);
      break;
    case STORE:
      start_store (request, g_steal_pointer (&task));
      break;
    case CLEAR:
      secret_password_clear (&schema, request->own, on_clear, g_steal_pointer (&task), "account",
                             request->account, NULL);
      break;
    }
}

static void
on_caller_cancelled (GCancellable *cancellable, gpointer own)
{
  g_cancellable_cancel (own);
}

/* Takes @request. */
static void
start_request (Request *request, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  request->own = g_cancellable_new ();
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  limit_time (request, BAL_TIMEOUT_SERVICE);
  if (cancellable)
    request->chained = g_cancellable_connect (cancellable, G_CALLBACK (on_caller_cancelled),
                                              g_object_ref (request->own), g_object_unref);
  secret_password_search (&schema, SECRET_SEARCH_ALL, request->own, on_probe, task, "account",
                          request->account, NULL);
}

void
bal_secrets_lookup_async (const char *account,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, bal_secrets_lookup_async);
  *request = (Request) { .kind = LOOKUP, .account = g_strdup (account) };
  start_request (request, task);
}

char *
bal_secrets_lookup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bal_secrets_lookup_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
bal_secrets_store_async (const char *account,
                         const char *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, bal_secrets_store_async);
  *request = (Request) { STORE, g_strdup (account), g_strdup (password) };
  start_request (request, task);
}

gboolean
bal_secrets_store_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bal_secrets_store_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_secrets_clear_async (const char *account,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, bal_secrets_clear_async);
  *request = (Request) { .kind = CLEAR, .account = g_strdup (account) };
  start_request (request, task);
}

gboolean
bal_secrets_clear_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bal_secrets_clear_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_secrets_free (char *password)
{
  secret_password_free (password);
}
