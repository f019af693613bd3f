#include "core/bal-core-private.h"

#include "store/bal-store-search.h"

struct _BalFound
{
  GObject parent_instance;
  BalConversation *conversation;
  BalMessage *message;
};

G_DEFINE_FINAL_TYPE (BalFound, bal_found, G_TYPE_OBJECT)

static void
bal_found_finalize (GObject *object)
{
  BalFound *self = BAL_FOUND (object);

  g_object_unref (self->conversation);
  g_object_unref (self->message);
  G_OBJECT_CLASS (bal_found_parent_class)->finalize (object);
}

static void
bal_found_class_init (BalFoundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bal_found_finalize;
}

static void
bal_found_init (BalFound *self)
{
}

static BalFound *
found_new (BalConversation *conversation, const BalStoreMessage *row)
{
  BalFound *self = g_object_new (BAL_TYPE_FOUND, NULL);

  self->conversation = g_object_ref (conversation);
  self->message = bal_message_new (row);
  return self;
}

BalConversation *
bal_found_get_conversation (BalFound *self)
{
  return self->conversation;
}

BalMessage *
bal_found_get_message (BalFound *self)
{
  return self->message;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (BalStoreFound) found = bal_store_search_finish (BAL_STORE (source), result, &error);
  GListStore *list;

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  list = g_list_store_new (BAL_TYPE_FOUND);
  for (guint i = 0; i < found->messages->len; i++)
    {
      BalStoreMessage *row = found->messages->pdata[i];
      BalConversation *conversation = bal_client_get_conversation (self, row->conversation);
      g_autoptr (BalFound) item = conversation != NULL ? found_new (conversation, row) : NULL;

      if (item != NULL)
        g_list_store_append (list, item);
    }
  g_task_return_pointer (task, list, g_object_unref);
}

void
bal_client_search_async (BalClient *self, const char *words, guint limit, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  bal_store_search_async (bal_client_get_store (self), words, 0, limit, cancellable, on_found, task);
}

GListModel *
bal_client_search_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
