#include "core/bal-file-keyring.h"

#define GROUP "passwords"

struct _BalFileKeyring
{
  GObject parent_instance;
  char *path;
  GMutex lock; /* over reading, changing and writing the file */
};

typedef struct
{
  char *key;
  char *password; /* NULL: clear */
} Entry;

static void bal_file_keyring_iface_init (BalKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BalFileKeyring, bal_file_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BAL_TYPE_KEYRING, bal_file_keyring_iface_init))

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  bal_password_free (entry->password);
  g_free (entry);
}

/* NULL if there is a file that cannot be read: it may hold other passwords, so it is not written over. */
static GKeyFile *
load (BalFileKeyring *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) failed = NULL;

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_KEEP_COMMENTS, &failed)
      && !g_error_matches (failed, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  return g_steal_pointer (&file);
}

static void
run (BalFileKeyring *self, const char *jid, const char *password, GTaskThreadFunc func,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Entry *entry = g_new0 (Entry, 1);

  entry->key = g_uri_escape_string (jid, "@", TRUE); /* an address may hold what a key may not */
  entry->password = g_strdup (password);
  g_task_set_task_data (task, entry, entry_free);
  g_task_run_in_thread (task, func);
}

static void
do_lookup (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Entry *entry = data;
  GError *error = NULL;
  g_autoptr (GKeyFile) file = load (source, &error);

  if (file != NULL)
    g_task_return_pointer (task, g_key_file_get_string (file, GROUP, entry->key, NULL),
                           (GDestroyNotify) bal_password_free);
  else
    g_task_return_error (task, error);
}

static void
do_write (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BalFileKeyring *self = source;
  Entry *entry = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GError *error = NULL;
  g_autoptr (GKeyFile) file = load (self, &error);
  g_autofree char *folder = g_path_get_dirname (self->path);
  char *text;
  gsize length;

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (entry->password != NULL)
    g_key_file_set_string (file, GROUP, entry->key, entry->password);
  else
    g_key_file_remove_key (file, GROUP, entry->key, NULL);
  text = g_key_file_to_data (file, &length, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (self->path, text, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  bal_password_free (text);
}

static void
lookup_async (BalKeyring *keyring, const char *jid, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  run (BAL_FILE_KEYRING (keyring), jid, NULL, do_lookup, cancellable, callback, user_data);
}

static char *
lookup_finish (BalKeyring *keyring, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (BalKeyring *keyring, const char *jid, const char *password, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  run (BAL_FILE_KEYRING (keyring), jid, password, do_write, cancellable, callback, user_data);
}

static void
clear_async (BalKeyring *keyring, const char *jid, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  run (BAL_FILE_KEYRING (keyring), jid, NULL, do_write, cancellable, callback, user_data);
}

static gboolean
write_finish (BalKeyring *keyring, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
bal_file_keyring_finalize (GObject *object)
{
  BalFileKeyring *self = BAL_FILE_KEYRING (object);

  g_free (self->path);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (bal_file_keyring_parent_class)->finalize (object);
}

static void
bal_file_keyring_class_init (BalFileKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bal_file_keyring_finalize;
}

static void
bal_file_keyring_iface_init (BalKeyringInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = write_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = write_finish;
}

static void
bal_file_keyring_init (BalFileKeyring *self)
{
  g_mutex_init (&self->lock);
}

BalKeyring *
bal_file_keyring_new (const char *path)
{
  BalFileKeyring *self = g_object_new (BAL_TYPE_FILE_KEYRING, NULL);

  self->path = g_strdup (path);
  return BAL_KEYRING (self);
}
