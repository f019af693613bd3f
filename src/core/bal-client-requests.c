/* Who asks to be a friend: stored, listed, gone. */
#define G_LOG_DOMAIN "bal-client"

#include "core/bal-client-private.h"

#include "core/bal-account-private.h"

static BalRequest *
find_request (BalClient *self, BalAccount *account, const char *jid, guint *position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->requests));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BalRequest) request = g_list_model_get_item (G_LIST_MODEL (self->requests), i);

      if (bal_request_get_account (request) != account || g_strcmp0 (bal_request_get_jid (request), jid) != 0)
        continue;
      *position = i;
      return request;
    }
  return NULL;
}

/* A request on its way to the disk; its stanza is acknowledged when it is there. */
typedef struct
{
  BalAccount *account;
  guint64 token;
} Arrival;

static void
on_request_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Arrival *arrival = data;
  g_autoptr (BalAccount) account = arrival->account;
  g_autoptr (GError) error = NULL;
  BalStoreRequestOutcome outcome = BAL_STORE_REQUEST_REFUSED;
  g_autoptr (BalStoreRequest) row = bal_store_request_add_finish (BAL_STORE (source), result, &outcome, &error);
  BalClient *self = bal_account_get_client (account);

  if (row == NULL)
    {
      bal_account_store_failed (account, error);
      return;
    }
  if (outcome != BAL_STORE_REQUEST_REFUSED && self != NULL)
    bal_client_take_request (self, account, row);
  bal_account_done (account, arrival->token);
}

void
bal_client_take_request (BalClient *self, BalAccount *account, const BalStoreRequest *row)
{
  g_autoptr (BalRequest) request = bal_request_new (account, row);
  guint position;

  if (find_request (self, account, row->jid, &position) != NULL)
    {
      g_list_store_splice (self->requests, position, 1, (gpointer *) &request, 1);
      return;
    }
  g_list_store_append (self->requests, request);
  g_signal_emit_by_name (self, "request", request);
}

void
bal_client_add_request (BalClient *self, BalAccount *account, const BalStoreRequest *row)
{
  Arrival *arrival = g_new0 (Arrival, 1);

  arrival->account = g_object_ref (account);
  arrival->token = bal_account_hold (account);
  bal_store_request_add_async (self->store, row, on_request_added, arrival);
}

static void
on_request_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!bal_store_request_remove_finish (BAL_STORE (source), result, &error))
    g_debug ("request not removed: %s", error->message);
}

void
bal_client_drop_request (BalClient *self, BalAccount *account, const char *jid)
{
  guint position;
  BalRequest *found = find_request (self, account, jid, &position);
  g_autoptr (BalRequest) request = found != NULL ? g_object_ref (found) : NULL;

  if (request == NULL)
    return;
  g_list_store_remove (self->requests, position);
  bal_store_request_remove_async (self->store, bal_account_get_id (account), jid, on_request_removed, NULL);
  g_signal_emit_by_name (self, "request-gone", request);
}

void
bal_client_forget_requests (BalClient *self, BalAccount *account)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->requests)); i-- > 0;)
    {
      g_autoptr (BalRequest) request = g_list_model_get_item (G_LIST_MODEL (self->requests), i);

      if (bal_request_get_account (request) == account)
        g_list_store_remove (self->requests, i);
    }
}
