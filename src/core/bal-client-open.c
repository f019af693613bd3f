/* Reading the profile: accounts, each with its contacts, then conversations and requests. */
#define G_LOG_DOMAIN "bal-client"

#include "core/bal-client-private.h"

static void
on_requests (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = bal_store_request_load_finish (BAL_STORE (source), result, &error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      BalStoreRequest *row = rows->pdata[i];
      BalAccount *account = bal_client_find_account (self, row->account);

      if (account != NULL)
        bal_client_take_request (self, account, row);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_conversations (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = bal_store_conversation_load_finish (BAL_STORE (source), result, &error);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      BalStoreConversation *row = rows->pdata[i];
      BalAccount *account = bal_client_find_account (self, row->account);

      if (account != NULL && !row->hidden)
        g_ptr_array_add (made, bal_client_make_conversation (self, account, row));
    }
  g_list_store_splice (self->conversations, 0, 0, made->pdata, made->len);
  bal_client_count_unread (self);
  bal_store_request_load_async (self->store, NULL, on_requests, g_steal_pointer (&task));
}

typedef struct
{
  GPtrArray *rows; /* BalStoreAccount */
  guint next;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_ptr_array_unref (loading->rows);
  g_free (loading);
}

static void load_next_roster (GTask *task);

static void
on_contacts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  Loading *loading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) contacts = bal_store_contact_load_finish (BAL_STORE (source), result, &error);
  g_autoptr (BalAccount) account = NULL;

  if (contacts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  account = bal_account_new (self, loading->rows->pdata[loading->next++], contacts);
  bal_client_adopt_account (self, account);
  load_next_roster (g_steal_pointer (&task));
}

static void
load_next_roster (GTask *task)
{
  BalClient *self = g_task_get_source_object (task);
  Loading *loading = g_task_get_task_data (task);

  if (loading->next < loading->rows->len)
    bal_store_contact_load_async (self->store, ((BalStoreAccount *) loading->rows->pdata[loading->next])->id, NULL,
                                  on_contacts, task);
  else
    bal_store_conversation_load_async (self->store, NULL, on_conversations, task);
}

static void
on_accounts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GPtrArray *rows = bal_store_account_load_finish (BAL_STORE (source), result, &error);
  Loading *loading;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  loading = g_new0 (Loading, 1);
  loading->rows = rows;
  g_task_set_task_data (task, loading, loading_free);
  load_next_roster (g_steal_pointer (&task));
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->store = bal_store_open_finish (result, &error);
  if (self->store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_signal_connect_object (self->store, "drained", G_CALLBACK (bal_client_drained), self, G_CONNECT_SWAPPED);
  if (bal_store_get_set_aside (self->store) != NULL)
    g_signal_emit_by_name (self, "set-aside", bal_store_get_set_aside (self->store));
  bal_store_account_load_async (self->store, NULL, on_accounts, g_steal_pointer (&task));
}

void
bal_client_open_async (BalClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  bal_store_open_async (self->profile, cancellable, on_open, g_steal_pointer (&task));
}

gboolean
bal_client_open_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
