#include "fake-private.h"

#define FIELD(Type, name, type, member) { name, type, G_STRUCT_OFFSET (Type, member) }

G_DEFINE_INTERFACE (BalKeyring, bal_keyring, G_TYPE_OBJECT)

static void
bal_keyring_default_init (BalKeyringInterface *iface)
{
}

void
bal_password_free (char *password)
{
  g_free (password);
}

BalCertificate *
bal_certificate_copy (const BalCertificate *self)
{
  BalCertificate *copy = g_memdup2 (self, sizeof *self);

  copy->domain = g_strdup (self->domain);
  copy->subject = g_strdup (self->subject);
  copy->issuer = g_strdup (self->issuer);
  copy->sha256 = g_strdup (self->sha256);
  return copy;
}

void
bal_certificate_free (BalCertificate *self)
{
  g_free (self->domain);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->sha256);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (BalCertificate, bal_certificate, bal_certificate_copy, bal_certificate_free)

/* Accounts */

G_DEFINE_FINAL_TYPE (BalAccount, bal_account, G_TYPE_OBJECT)

static void
bal_account_class_init (BalAccountClass *klass)
{
  const FakeField fields[] = {
    FIELD (BalAccount, "jid", G_TYPE_STRING, jid),
    FIELD (BalAccount, "enabled", G_TYPE_BOOLEAN, enabled),
    FIELD (BalAccount, "state", BAL_TYPE_ACCOUNT_STATE, state),
    FIELD (BalAccount, "error", G_TYPE_ERROR, error),
    FIELD (BalAccount, "certificate", BAL_TYPE_CERTIFICATE, certificate),
    FIELD (BalAccount, "retry-at", G_TYPE_INT64, retry_at),
    FIELD (BalAccount, "presence", BAL_TYPE_PRESENCE, presence),
    FIELD (BalAccount, "status", G_TYPE_STRING, status),
  };
  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
  g_signal_new ("password-needed", BAL_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
bal_account_init (BalAccount *self)
{
  self->contacts = g_list_store_new (BAL_TYPE_CONTACT);
  self->enabled = TRUE;
  self->state = BAL_ACCOUNT_ONLINE;
}

const char *bal_account_get_jid (BalAccount *self) { return self->jid; }
gboolean bal_account_get_enabled (BalAccount *self) { return self->enabled; }
BalAccountState bal_account_get_state (BalAccount *self) { return self->state; }
const GError *bal_account_get_error (BalAccount *self) { return self->error; }
const BalCertificate *bal_account_get_certificate (BalAccount *self) { return self->certificate; }
BalPresence bal_account_get_presence (BalAccount *self) { return self->presence; }
const char *bal_account_get_status (BalAccount *self) { return self->status; }
int bal_account_get_priority (BalAccount *self) { return self->priority; }
GListModel *bal_account_get_contacts (BalAccount *self) { return G_LIST_MODEL (self->contacts); }

BalContact *
bal_account_get_contact (BalAccount *self, const char *jid)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->contacts)); i++)
    {
      g_autoptr(BalContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);
      if (g_str_equal (contact->jid, jid))
        return contact;
    }
  return NULL;
}

void
fake_set_account_state (BalAccount *account, BalAccountState state, GError *error)
{
  g_clear_error (&account->error);
  account->error = error;
  g_object_notify (G_OBJECT (account), "error");
  account->state = state;
  g_object_notify (G_OBJECT (account), "state");
}

void
bal_account_set_enabled (BalAccount *self, gboolean enabled)
{
  self->enabled = enabled;
  g_object_notify (G_OBJECT (self), "enabled");
  fake_set_account_state (self, enabled ? BAL_ACCOUNT_ONLINE : BAL_ACCOUNT_OFFLINE, NULL);
}

void
bal_account_set_presence (BalAccount *self, BalPresence presence, const char *status, int priority)
{
  self->presence = presence;
  self->priority = priority;
  g_object_notify (G_OBJECT (self), "presence");
  fake_set_string (self, "status", &self->status, status);
}

void
bal_account_connect_now (BalAccount *self)
{
  fake_set_account_state (self, BAL_ACCOUNT_ONLINE, NULL);
}

void
bal_account_set_password (BalAccount *self, const char *password, gboolean remember)
{
  fake_set_account_state (self, BAL_ACCOUNT_ONLINE, NULL);
}

void
bal_account_accept_certificate (BalAccount *self, const char *sha256)
{
  fake_set_account_state (self, BAL_ACCOUNT_ONLINE, NULL);
}

void
bal_account_accept_weak_login (BalAccount *self)
{
  fake_set_account_state (self, BAL_ACCOUNT_ONLINE, NULL);
}

static gboolean
finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
answer (gpointer source, BalClient *client, GCancellable *cancellable, GAsyncReadyCallback callback,
        gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  fake_return_later (task, g_steal_pointer (&client->next_error), client->delay);
}

void
bal_account_add_contact_async (BalAccount *self, const char *jid, const char *name,
                               const char *const *groups, const char *message,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  if (!self->client->next_error)
    {
      BalContact *contact = fake_add_contact (self, jid, name, BAL_PRESENCE_OFFLINE, NULL,
                                              groups ? groups[0] : NULL);
      contact->pending = TRUE;
    }
  answer (self, self->client, cancellable, callback, user_data);
}

gboolean
bal_account_add_contact_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

void
bal_account_update_contact_async (BalAccount *self, BalContact *contact, const char *name,
                                  const char *const *groups, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_strfreev (contact->groups);
  contact->groups = g_strdupv ((char **) groups);
  fake_set_string (contact, "name", &contact->name, name);
  fake_set_string (contact, "display-name", &contact->display_name, name ? name : contact->jid);
  g_object_notify (G_OBJECT (contact), "groups");
  answer (self, self->client, cancellable, callback, user_data);
}

gboolean
bal_account_update_contact_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

void
bal_account_remove_contact_async (BalAccount *self, const char *jid, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  BalContact *contact = bal_account_get_contact (self, jid);
  guint position;

  if (contact && g_list_store_find (self->contacts, contact, &position))
    g_list_store_remove (self->contacts, position);
  answer (self, self->client, cancellable, callback, user_data);
}

gboolean
bal_account_remove_contact_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

void
bal_account_block_async (BalAccount *self, const char *jid, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  answer (self, self->client, cancellable, callback, user_data);
}

gboolean
bal_account_block_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

static void
forget_request (BalAccount *self, BalRequest *request)
{
  g_autoptr(BalRequest) held = g_object_ref (request);
  guint position;

  if (g_list_store_find (self->client->requests, request, &position))
    g_list_store_remove (self->client->requests, position);
  g_signal_emit_by_name (self->client, "request-gone", request);
}

void
bal_account_accept_request (BalAccount *self, BalRequest *request)
{
  fake_add_contact (self, request->jid, NULL, BAL_PRESENCE_ONLINE, NULL, NULL);
  forget_request (self, request);
}

void
bal_account_decline_request (BalAccount *self, BalRequest *request)
{
  forget_request (self, request);
}

void
bal_account_open_conversation_async (BalAccount *self, const char *jid, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GListModel *all = G_LIST_MODEL (self->client->conversations);
  BalConversation *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (all) && !found; i++)
    {
      g_autoptr(BalConversation) conversation = g_list_model_get_item (all, i);
      if (conversation->account == self && g_str_equal (conversation->jid, jid))
        found = conversation;
    }
  if (!found)
    found = fake_add_conversation (self->client, self, jid, BAL_CONVERSATION_CHAT);
  g_task_return_pointer (task, found, NULL);
  g_object_unref (task);
}

BalConversation *
bal_account_open_conversation_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The client */

G_DEFINE_FINAL_TYPE (BalClient, bal_client, G_TYPE_OBJECT)

static void
bal_client_class_init (BalClientClass *klass)
{
  const FakeField fields[] = { FIELD (BalClient, "unread", G_TYPE_UINT, unread) };

  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
  g_signal_new ("message", BAL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                BAL_TYPE_CONVERSATION, BAL_TYPE_MESSAGE);
  g_signal_new ("request", BAL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                BAL_TYPE_REQUEST);
  g_signal_new ("request-gone", BAL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, BAL_TYPE_REQUEST);
  g_signal_new ("set-aside", BAL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
}

static void
bal_client_init (BalClient *self)
{
  self->delay = 20;
  self->accounts = g_list_store_new (BAL_TYPE_ACCOUNT);
  self->conversations = g_list_store_new (BAL_TYPE_CONVERSATION);
  self->requests = g_list_store_new (BAL_TYPE_REQUEST);
}

BalClient *
bal_client_new (const char *profile, BalKeyring *keyring)
{
  return g_object_new (BAL_TYPE_CLIENT, NULL);
}

void bal_client_connect (BalClient *self) {}
GListModel *bal_client_get_accounts (BalClient *self) { return G_LIST_MODEL (self->accounts); }
GListModel *bal_client_get_conversations (BalClient *self) { return G_LIST_MODEL (self->conversations); }
GListModel *bal_client_get_requests (BalClient *self) { return G_LIST_MODEL (self->requests); }
guint bal_client_get_unread (BalClient *self) { return self->unread; }

BalAccount *
bal_client_get_account (BalClient *self, const char *jid)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr(BalAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      if (g_str_equal (account->jid, jid))
        return account;
    }
  return NULL;
}

BalConversation *
bal_client_get_conversation (BalClient *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->conversations)); i++)
    {
      g_autoptr(BalConversation) conversation =
          g_list_model_get_item (G_LIST_MODEL (self->conversations), i);
      if (conversation->id == id)
        return conversation;
    }
  return NULL;
}

void
bal_client_open_async (BalClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  answer (self, self, cancellable, callback, user_data);
}

gboolean
bal_client_open_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

void
bal_client_close_async (BalClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  answer (self, self, NULL, callback, user_data);
}

gboolean
bal_client_close_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

void
bal_client_sign_in_async (BalClient *self, const BalSignIn *sign_in, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_set_str (&self->pin, sign_in->pin_sha256);
  if (!self->next_error && self->delay < 1000)
    fake_add_account (self, sign_in->jid);
  answer (self, self, cancellable, callback, user_data);
}

BalAccount *
bal_client_sign_in_finish (BalClient *self, GAsyncResult *result, BalCertificate **certificate,
                           GError **error)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  BalAccount *account = NULL;

  if (certificate)
    *certificate = g_steal_pointer (&self->next_certificate);
  if (!finish (result, error))
    return NULL;
  account = g_list_model_get_item (G_LIST_MODEL (self->accounts), n - 1);
  g_object_unref (account);
  return account;
}

void
bal_client_remove_account_async (BalClient *self, BalAccount *account, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  guint position;

  if (g_list_store_find (self->accounts, account, &position))
    g_list_store_remove (self->accounts, position);
  answer (self, self, cancellable, callback, user_data);
}

gboolean
bal_client_remove_account_finish (BalClient *self, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

void
fake_fail_next (BalClient *client, GError *error, BalCertificate *certificate)
{
  g_clear_error (&client->next_error);
  client->next_error = error;
  client->next_certificate = certificate;
}

const char *
fake_get_pin (BalClient *client)
{
  return client->pin;
}

void
fake_hold (BalClient *client)
{
  client->delay = 60000;
}

void
bal_client_set_active (BalClient *self, gboolean active)
{
}

void
bal_client_set_send_receipts (BalClient *self, gboolean send_receipts)
{
}
