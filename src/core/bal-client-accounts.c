/* Making, keeping and removing accounts; closing the profile. */
#define G_LOG_DOMAIN "bal-client"

#include "core/bal-core-private.h"

#include "core/bal-account-private.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

/* --- signing in for the first time ------------------------------------------------------------- */

static BalStoreAccount *
make_row (const BalSignIn *sign_in, const BalJid *jid)
{
  BalStoreAccount *row = g_new0 (BalStoreAccount, 1);

  row->jid = g_strdup (bal_jid_get_bare (jid));
  row->host = g_strdup (sign_in->host);
  row->port = sign_in->port;
  row->direct_tls = sign_in->direct_tls;
  row->ca_file = g_strdup (sign_in->ca_file);
  row->pin_sha256 = g_strdup (sign_in->pin_sha256);
  row->enabled = TRUE;
  return row;
}

/* The account of @sign_in, not yet kept anywhere. */
static BalAccount *
make_account (BalClient *self, const BalSignIn *sign_in, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (sign_in->jid != NULL ? sign_in->jid : ""));
  g_autoptr (BalJid) jid = bal_jid_new (trimmed, error);
  g_autoptr (BalStoreAccount) row = NULL;
  BalAccount *account;

  if (jid == NULL)
    return NULL;
  if (bal_jid_get_local (jid) == NULL || bal_client_get_account (self, bal_jid_get_bare (jid)) != NULL)
    {
      g_set_error_literal (error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS,
                           bal_jid_get_local (jid) == NULL ? "no name before the @" : "this account is here already");
      return NULL;
    }
  row = make_row (sign_in, jid);
  account = bal_account_new (self, row, NULL);
  account->password = g_strdup (sign_in->password);
  account->password_is_new = TRUE;
  account->remember = sign_in->remember;
  account->allow_plain = sign_in->allow_plain;
  return account;
}

static void
on_account_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  BalAccount *account = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (BalStoreAccount) row = bal_store_account_save_finish (BAL_STORE (source), result, &error);

  if (row == NULL)
    {
      bal_account_drop_connection (account);
      g_task_return_error (task, error);
      return;
    }
  account->row->id = row->id;
  bal_client_adopt_account (self, account);
  if (bal_account_is_online (account))
    bal_account_roster_sync (account);
  g_task_return_pointer (task, g_object_ref (account), g_object_unref);
}

static void
save (GTask *task)
{
  BalClient *self = g_task_get_source_object (task);
  BalAccount *account = g_task_get_task_data (task);

  bal_store_account_save_async (bal_client_get_store (self), account->row, on_account_saved, task);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    save (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
on_cancelled (GCancellable *cancellable, BalAccount *account)
{
  g_autoptr (GTask) task = g_steal_pointer (&account->signing_in);

  if (task == NULL)
    return;
  bal_account_drop_connection (account);
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

void
bal_client_sign_in_async (BalClient *self, const BalSignIn *sign_in, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  BalAccount *account = make_account (self, sign_in, &error);

  /* Not by the task itself: an account that is cancelled after the server took it must not stay open. */
  g_task_set_check_cancellable (task, FALSE);
  if (account == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, account, g_object_unref);
  if (g_task_return_error_if_cancelled (task))
    return;
  account->signing_in = g_task_new (account, NULL, on_signed_in, g_steal_pointer (&task));
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), account, 0);
  bal_account_start (account);
}

BalAccount *
bal_client_sign_in_finish (BalClient *self, GAsyncResult *result, BalCertificate **certificate, GError **error)
{
  BalAccount *account = g_task_get_task_data (G_TASK (result));
  g_autoptr (BalAccount) kept = g_task_propagate_pointer (G_TASK (result), error);

  if (certificate != NULL)
    *certificate = account != NULL && account->certificate != NULL ? bal_certificate_copy (account->certificate) : NULL;
  return kept; /* the client's list holds it */
}

/* --- without connecting ------------------------------------------------------------------------ */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bal_keyring_store_finish (BAL_KEYRING (source), result, &error))
    save (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

void
bal_client_add_account_async (BalClient *self, const BalSignIn *sign_in, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  BalAccount *account = make_account (self, sign_in, &error);

  if (account == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, account, g_object_unref);
  account->password_is_new = FALSE;
  if (sign_in->remember && sign_in->password != NULL)
    bal_keyring_store_async (bal_client_get_keyring (self), account->row->jid, sign_in->password, NULL, on_kept,
                             g_steal_pointer (&task));
  else
    save (g_steal_pointer (&task));
}

BalAccount *
bal_client_add_account_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (BalAccount) kept = g_task_propagate_pointer (G_TASK (result), error);

  return kept;
}

/* --- removing ---------------------------------------------------------------------------------- */

static void
on_row_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!bal_store_account_remove_finish (BAL_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  bal_client_forget_account (self, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
on_password_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalClient *self = g_task_get_source_object (task);
  BalAccount *account = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!bal_keyring_clear_finish (BAL_KEYRING (source), result, &error))
    g_message ("the password could not be removed: %s", error->message);
  bal_store_account_remove_async (bal_client_get_store (self), bal_account_get_id (account), on_row_removed,
                                  g_steal_pointer (&task));
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  BalClient *self = g_task_get_source_object (task);

  bal_keyring_clear_async (bal_client_get_keyring (self), bal_account_get_jid (g_task_get_task_data (task)), NULL,
                           on_password_cleared, task);
}

void
bal_client_remove_account_async (BalClient *self, BalAccount *account, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  bal_account_stop (account, g_task_new (account, NULL, on_signed_out, task));
}

gboolean
bal_client_remove_account_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- closing ----------------------------------------------------------------------------------- */

#define CLOSE_MS 2000

typedef struct
{
  guint waiting; /* goodbyes and passwords of accounts */
  guint timer;
  gboolean prolonged; /* for a password on its way to the keyring */
  gboolean closing_store;
} Closing;

static void
closing_free (gpointer data)
{
  Closing *closing = data;

  g_clear_handle_id (&closing->timer, g_source_remove);
  g_free (closing);
}

static void
on_store_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (bal_store_close_finish (BAL_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
close_store (GTask *task)
{
  BalClient *self = g_task_get_source_object (task);
  Closing *closing = g_task_get_task_data (task);

  if (closing->closing_store)
    return;
  closing->closing_store = TRUE;
  g_clear_handle_id (&closing->timer, g_source_remove);
  if (bal_client_get_store (self) != NULL)
    bal_store_close_async (bal_client_get_store (self), on_store_closed, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_goodbye (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Closing *closing = g_task_get_task_data (task);

  if (--closing->waiting == 0)
    close_store (task);
}

static gboolean
is_keeping_password (BalClient *self)
{
  GListModel *accounts = bal_client_get_accounts (self);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (accounts, i);

      if (account->keeping > 0)
        return TRUE;
    }
  return FALSE;
}

/* A password that is not kept would have to be typed again: it may take as long as the keyring needs. */
static gboolean
on_close_timeout (gpointer task)
{
  Closing *closing = g_task_get_task_data (task);

  closing->timer = 0;
  if (!closing->prolonged && is_keeping_password (g_task_get_source_object (task)))
    {
      closing->prolonged = TRUE;
      closing->timer = g_timeout_add (BAL_TIMEOUT_SERVICE, on_close_timeout, task);
    }
  else
    close_store (task);
  return G_SOURCE_REMOVE;
}

void
bal_client_close_async (BalClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Closing *closing = g_new0 (Closing, 1);
  GListModel *accounts = bal_client_get_accounts (self);

  g_task_set_task_data (task, closing, closing_free);
  closing->timer = g_timeout_add (CLOSE_MS, on_close_timeout, task);
  closing->waiting = 1 + 2 * g_list_model_get_n_items (accounts);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (accounts, i);

      bal_account_stop (account, g_task_new (account, NULL, on_goodbye, g_object_ref (task)));
      bal_account_wait_kept (account, g_task_new (account, NULL, on_goodbye, g_object_ref (task)));
    }
  if (--closing->waiting == 0)
    close_store (task);
}

gboolean
bal_client_close_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
