#include "desktop/bal-secret-keyring.h"

#include "core/bal-file-keyring.h"
#include "desktop/bal-secrets.h"

struct _BalSecretKeyring
{
  GObject parent_instance;
  BalKeyring *file;
};

/* One request: the file is asked first, then the service. */
typedef struct
{
  char *jid;
  char *password; /* to store; NULL otherwise */
} Request;

static void bal_secret_keyring_iface_init (BalKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BalSecretKeyring, bal_secret_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BAL_TYPE_KEYRING, bal_secret_keyring_iface_init))

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->jid);
  bal_password_free (request->password);
  g_free (request);
}

static GTask *
new_task (BalKeyring *keyring, const char *jid, const char *password, GCancellable *cancellable,
          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (keyring, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->jid = g_strdup (jid);
  request->password = g_strdup (password);
  g_task_set_task_data (task, request, request_free);
  return task;
}

/* --- lookup ------------------------------------------------------------------------------------ */

static void
on_secret (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *password = bal_secrets_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, password, (GDestroyNotify) bal_password_free);
}

static void
on_file_lookup (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  char *password = bal_keyring_lookup_finish (BAL_KEYRING (source), result, NULL);

  if (password != NULL)
    g_task_return_pointer (task, password, (GDestroyNotify) bal_password_free);
  else
    bal_secrets_lookup_async (((Request *) g_task_get_task_data (task))->jid, g_task_get_cancellable (task), on_secret,
                              g_object_ref (task));
}

static void
lookup_async (BalKeyring *keyring, const char *jid, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = new_task (keyring, jid, NULL, cancellable, callback, user_data);

  bal_keyring_lookup_async (BAL_SECRET_KEYRING (keyring)->file, jid, cancellable, on_file_lookup, task);
}

static char *
lookup_finish (BalKeyring *keyring, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- store ------------------------------------------------------------------------------------- */

static void
on_file_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bal_keyring_store_finish (BAL_KEYRING (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_secret_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bal_secrets_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_file_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  char *old = bal_keyring_lookup_finish (BAL_KEYRING (source), result, NULL);

  if (old != NULL)
    bal_keyring_store_async (BAL_KEYRING (source), request->jid, request->password, NULL, on_file_stored,
                             g_object_ref (task));
  else
    bal_secrets_store_async (request->jid, request->password, NULL, on_secret_stored, g_object_ref (task));
  bal_password_free (old);
}

static void
store_async (BalKeyring *keyring, const char *jid, const char *password, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (keyring, jid, password, cancellable, callback, user_data);

  bal_keyring_lookup_async (BAL_SECRET_KEYRING (keyring)->file, jid, cancellable, on_file_checked, task);
}

/* --- clear ------------------------------------------------------------------------------------- */

static void
on_secret_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bal_secrets_clear_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_file_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr (GError) error = NULL;

  if (!bal_keyring_clear_finish (BAL_KEYRING (source), result, &error))
    g_message ("the password file is not changed: %s", error->message);
  bal_secrets_clear_async (((Request *) g_task_get_task_data (task))->jid, NULL, on_secret_cleared, task);
}

static void
clear_async (BalKeyring *keyring, const char *jid, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = new_task (keyring, jid, NULL, cancellable, callback, user_data);

  bal_keyring_clear_async (BAL_SECRET_KEYRING (keyring)->file, jid, NULL, on_file_cleared, task);
}

static gboolean
finish (BalKeyring *keyring, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
bal_secret_keyring_finalize (GObject *object)
{
  g_object_unref (BAL_SECRET_KEYRING (object)->file);
  G_OBJECT_CLASS (bal_secret_keyring_parent_class)->finalize (object);
}

static void
bal_secret_keyring_class_init (BalSecretKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bal_secret_keyring_finalize;
}

static void
bal_secret_keyring_iface_init (BalKeyringInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = finish;
  iface->clear_async = clear_async;
  iface->clear_finish = finish;
}

static void
bal_secret_keyring_init (BalSecretKeyring *self)
{
}

BalKeyring *
bal_secret_keyring_new (const char *file)
{
  BalSecretKeyring *self = g_object_new (BAL_TYPE_SECRET_KEYRING, NULL);

  self->file = bal_file_keyring_new (file);
  return BAL_KEYRING (self);
}
