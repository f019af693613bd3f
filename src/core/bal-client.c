#define G_LOG_DOMAIN "bal-client"

#include "core/bal-client-private.h"

#include "core/bal-account-private.h"

enum { PROP_UNREAD = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BalClient, bal_client, G_TYPE_OBJECT)

static void
for_each_account (BalClient *self, void (*call) (BalAccount *account, gpointer data), gpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      call (account, data);
    }
}

/* An account can outlive the client for a moment, held by a job of the database; it must hear nothing more. */
static void
cut_off (BalAccount *account, gpointer data)
{
  bal_sm_forget (account->sm); /* ends its questions too */
  bal_account_drop_connection (account);
}

static void
bal_client_dispose (GObject *object)
{
  BalClient *self = BAL_CLIENT (object);

  g_clear_handle_id (&self->unread_source, g_source_remove);
  for_each_account (self, cut_off, NULL);
  g_list_store_remove_all (self->accounts);
  G_OBJECT_CLASS (bal_client_parent_class)->dispose (object);
}

static void
bal_client_finalize (GObject *object)
{
  BalClient *self = BAL_CLIENT (object);

  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_key);
  g_object_unref (self->accounts);
  g_object_unref (self->conversations);
  g_object_unref (self->requests);
  g_clear_object (&self->network);
  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_free (self->profile);
  G_OBJECT_CLASS (bal_client_parent_class)->finalize (object);
}

static void
bal_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_UNREAD: g_value_set_uint (value, BAL_CLIENT (object)->unread); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
add_signal (BalClientClass *klass, const char *name, guint n, GType a, GType b)
{
  g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n, a, b);
}

static void
bal_client_class_init (BalClientClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);

  object->dispose = bal_client_dispose;
  object->finalize = bal_client_finalize;
  object->get_property = bal_client_get_property;
  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0,
                                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object, N_PROPS, props);
  add_signal (klass, "message", 2, BAL_TYPE_CONVERSATION, BAL_TYPE_MESSAGE);
  add_signal (klass, "request", 1, BAL_TYPE_REQUEST, G_TYPE_NONE);
  add_signal (klass, "request-gone", 1, BAL_TYPE_REQUEST, G_TYPE_NONE);
  add_signal (klass, "set-aside", 1, G_TYPE_STRING, G_TYPE_NONE);
}

static void
bal_client_init (BalClient *self)
{
  self->send_receipts = TRUE;
  self->accounts = g_list_store_new (BAL_TYPE_ACCOUNT);
  self->conversations = g_list_store_new (BAL_TYPE_CONVERSATION);
  self->requests = g_list_store_new (BAL_TYPE_REQUEST);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

char *
bal_client_default_profile (void)
{
  return g_build_filename (g_get_user_data_dir (), "balcony", NULL);
}

BalClient *
bal_client_new (const char *profile, BalKeyring *keyring)
{
  BalClient *self = g_object_new (BAL_TYPE_CLIENT, NULL);

  self->profile = g_strdup (profile);
  self->keyring = g_object_ref (keyring);
  return self;
}

/* --- accounts ---------------------------------------------------------------------------------- */

void
bal_client_adopt_account (BalClient *self, BalAccount *account)
{
  g_list_store_append (self->accounts, account);
}

BalAccount *
bal_client_get_account (BalClient *self, const char *jid)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (g_strcmp0 (bal_account_get_jid (account), jid) == 0)
        return account; /* the list holds it */
    }
  return NULL;
}

BalAccount *
bal_client_find_account (BalClient *self, gint64 id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (bal_account_get_id (account) == id)
        return account;
    }
  return NULL;
}

/* --- conversations ----------------------------------------------------------------------------- */

static char *
conversation_key (gint64 account, const char *jid, int kind)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "\n%s\n%d", account, jid, kind);
}

void
bal_client_count_unread (BalClient *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->conversations));
  guint unread = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BalConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->conversations), i);

      if (!bal_conversation_get_muted (conversation))
        unread += bal_conversation_get_unread (conversation);
    }
  if (unread != self->unread)
    {
      self->unread = unread;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
    }
}

/* Summed once for a burst of changes. */
static gboolean
on_count (gpointer data)
{
  ((BalClient *) data)->unread_source = 0;
  bal_client_count_unread (data);
  return G_SOURCE_REMOVE;
}

static void
count_unread (BalClient *self)
{
  if (self->unread_source == 0)
    self->unread_source = g_idle_add_full (BAL_STORE_PRIORITY + 1, on_count, self, NULL);
}

BalConversation *
bal_client_make_conversation (BalClient *self, BalAccount *account, const BalStoreConversation *row)
{
  BalConversation *conversation = bal_conversation_new (self, account, row);

  bal_conversation_set_contact (conversation, bal_account_get_contact (account, row->jid));
  g_signal_connect_object (conversation, "notify::unread", G_CALLBACK (count_unread), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::muted", G_CALLBACK (count_unread), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->by_id, g_memdup2 (&row->id, sizeof row->id), conversation);
  g_hash_table_insert (self->by_key, conversation_key (row->account, row->jid, (int) row->kind), conversation);
  return conversation;
}

BalConversation *
bal_client_take_conversation (BalClient *self, const BalStoreConversation *row)
{
  BalConversation *known = g_hash_table_lookup (self->by_id, &row->id);
  BalAccount *account = bal_client_find_account (self, row->account);
  g_autoptr (BalConversation) made = NULL;

  if (known != NULL)
    {
      bal_conversation_apply (known, row);
      return known;
    }
  if (account == NULL)
    return NULL;
  made = bal_client_make_conversation (self, account, row);
  g_list_store_append (self->conversations, made);
  count_unread (self);
  return made; /* the list holds it */
}

BalConversation *
bal_client_get_conversation (BalClient *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

BalConversation *
bal_client_find_conversation (BalClient *self, BalAccount *account, const char *jid)
{
  g_autofree char *key = conversation_key (bal_account_get_id (account), jid, BAL_STORE_KIND_CHAT);

  return g_hash_table_lookup (self->by_key, key);
}

static void
forget_conversations (BalClient *self, BalAccount *account)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->conversations)); i-- > 0;)
    {
      g_autoptr (BalConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->conversations), i);
      gint64 id = bal_conversation_get_id (conversation);
      g_autofree char *key = conversation_key (bal_account_get_id (account), bal_conversation_get_jid (conversation),
                                               bal_conversation_get_kind (conversation));

      if (bal_conversation_get_account (conversation) != account)
        continue;
      g_hash_table_remove (self->by_id, &id);
      g_hash_table_remove (self->by_key, key);
      g_list_store_remove (self->conversations, i);
    }
  count_unread (self);
}

/* --- connecting -------------------------------------------------------------------------------- */

static void
read_again (BalAccount *account, gpointer data)
{
  bal_account_set_reading (account, TRUE);
}

void
bal_client_drained (BalClient *self)
{
  for_each_account (self, read_again, NULL);
}

static void
start (BalAccount *account, gpointer data)
{
  bal_account_start (account);
}

static void
check (BalAccount *account, gpointer available)
{
  bal_account_check (account, GPOINTER_TO_INT (available));
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, BalClient *self)
{
  for_each_account (self, check, GINT_TO_POINTER (available));
}

void
bal_client_connect (BalClient *self)
{
  if (self->network == NULL)
    {
      self->network = g_object_ref (g_network_monitor_get_default ());
      g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed), self, 0);
    }
  for_each_account (self, start, NULL);
}

static void
set_active (BalAccount *account, gpointer active)
{
  bal_account_set_active (account, GPOINTER_TO_INT (active));
}

void
bal_client_set_active (BalClient *self, gboolean active)
{
  for_each_account (self, set_active, GINT_TO_POINTER (active));
}

/* --- getters ----------------------------------------------------------------------------------- */

void
bal_client_set_send_receipts (BalClient *self, gboolean send_receipts)
{
  self->send_receipts = send_receipts;
}

gboolean
bal_client_get_send_receipts (BalClient *self)
{
  return self->send_receipts;
}

BalStore *
bal_client_get_store (BalClient *self)
{
  return self->store;
}

BalKeyring *
bal_client_get_keyring (BalClient *self)
{
  return self->keyring;
}

GListModel *
bal_client_get_accounts (BalClient *self)
{
  return G_LIST_MODEL (self->accounts);
}

GListModel *
bal_client_get_conversations (BalClient *self)
{
  return G_LIST_MODEL (self->conversations);
}

GListModel *
bal_client_get_requests (BalClient *self)
{
  return G_LIST_MODEL (self->requests);
}

guint
bal_client_get_unread (BalClient *self)
{
  return self->unread;
}

void
bal_client_forget_account (BalClient *self, BalAccount *account)
{
  guint position;

  bal_client_forget_requests (self, account);
  forget_conversations (self, account);
  if (g_list_store_find (self->accounts, account, &position))
    g_list_store_remove (self->accounts, position);
}
