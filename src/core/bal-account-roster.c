/* An account's contacts and what their devices say (RFC 6121 2 and 4). */
#define G_LOG_DOMAIN "bal-account"

#include "core/bal-account-private.h"

#include "util/bal-error.h"
#include "util/bal-text.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/xep/xep-0280.h"

G_STATIC_ASSERT ((int) BAL_ROSTER_BOTH == (int) BAL_STORE_SUBSCRIPTION_BOTH);

/* --- models ------------------------------------------------------------------------------------ */

static void
link_conversation (BalAccount *self, const char *jid, BalContact *contact)
{
  BalConversation *conversation
    = self->client != NULL ? bal_client_find_conversation (self->client, self, jid) : NULL;

  if (conversation != NULL)
    bal_conversation_set_contact (conversation, contact);
}

static void
index_contact (BalAccount *self, BalContact *contact)
{
  BalJid *jid = bal_jid_new (bal_contact_get_jid (contact), NULL);

  g_hash_table_insert (self->by_jid, g_strdup (bal_contact_get_jid (contact)), contact);
  if (jid != NULL)
    g_hash_table_insert (self->items, jid, contact);
  link_conversation (self, bal_contact_get_jid (contact), contact);
}

static void
remove_contact (BalAccount *self, const char *jid)
{
  BalContact *contact = g_hash_table_lookup (self->by_jid, jid);
  g_autoptr (BalJid) parsed = bal_jid_new (jid, NULL);
  guint position;

  if (contact == NULL)
    return;
  link_conversation (self, jid, NULL);
  if (parsed != NULL)
    g_hash_table_remove (self->items, parsed);
  g_hash_table_remove (self->by_jid, jid);
  if (g_list_store_find (self->contacts, contact, &position))
    g_list_store_remove (self->contacts, position);
}

static void
apply_contact (BalAccount *self, const BalStoreContact *row)
{
  BalContact *contact = g_hash_table_lookup (self->by_jid, row->jid);
  g_autoptr (BalContact) made = NULL;

  if (contact != NULL)
    {
      bal_contact_apply (contact, row);
      return;
    }
  made = bal_contact_new (self, row);
  g_list_store_append (self->contacts, made);
  index_contact (self, made);
}

void
bal_account_roster_load (BalAccount *self, GPtrArray *contacts)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < contacts->len; i++)
    {
      BalContact *contact = bal_contact_new (self, contacts->pdata[i]);

      g_ptr_array_add (made, contact);
      index_contact (self, contact);
    }
  g_list_store_splice (self->contacts, 0, 0, made->pdata, made->len);
}

/* The whole roster as the server has it: what is not in it goes, the rest keeps its object. */
static void
apply_all (BalAccount *self, GPtrArray *rows)
{
  g_autoptr (GHashTable) keep = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer jid;

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (keep, ((BalStoreContact *) rows->pdata[i])->jid);
  g_hash_table_iter_init (&iter, self->by_jid);
  while (g_hash_table_iter_next (&iter, &jid, NULL))
    if (!g_hash_table_contains (keep, jid))
      g_ptr_array_add (gone, g_strdup (jid));
  for (guint i = 0; i < gone->len; i++)
    remove_contact (self, gone->pdata[i]);
  if (g_hash_table_size (self->by_jid) == 0)
    {
      bal_account_roster_load (self, rows);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    apply_contact (self, rows->pdata[i]);
}

BalSource
bal_account_classify (BalAccount *self, const BalJid *bare)
{
  BalContact *contact = g_hash_table_lookup (self->items, bare);

  if (contact == NULL)
    return 0;
  switch (bal_contact_get_subscription (contact))
    {
    case BAL_SUBSCRIPTION_BOTH: return BAL_SOURCE_CONTACT_BOTH;
    case BAL_SUBSCRIPTION_TO: return BAL_SOURCE_CONTACT_TO;
    case BAL_SUBSCRIPTION_FROM: return BAL_SOURCE_CONTACT_FROM;
    case BAL_SUBSCRIPTION_NONE: break;
    }
  return BAL_SOURCE_CONTACT_NONE;
}

/* --- from the server --------------------------------------------------------------------------- */

/* A change on its way to the disk; its version counts, and its stanza is acknowledged, when it is there. */
typedef struct
{
  BalAccount *account;
  char *jid;     /* NULL: the whole roster */
  char *version; /* NULL: the server gave none */
  guint64 token;
} Update;

static Update *
update_new (BalAccount *account, const char *jid, const char *version, guint64 token)
{
  Update *update = g_new0 (Update, 1);

  update->account = g_object_ref (account);
  update->jid = g_strdup (jid);
  update->version = g_strdup (version);
  update->token = token;
  return update;
}

static void
update_free (Update *update)
{
  g_object_unref (update->account);
  g_free (update->jid);
  g_free (update->version);
  g_free (update);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Update, update_free)

static BalStoreContact *
row_from_item (BalAccount *self, const BalRosterItem *item)
{
  BalStoreContact *row = g_new0 (BalStoreContact, 1);

  row->account = self->row->id;
  row->jid = g_strdup (bal_jid_get_bare (item->jid));
  row->name = g_strdup (item->name);
  row->subscription = (BalStoreSubscription) item->subscription;
  row->ask = item->ask;
  row->groups = g_strdupv (item->groups);
  return row;
}

static void
on_replaced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Update) replacing = data;
  BalAccount *self = replacing->account;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = bal_store_contact_replace_all_finish (BAL_STORE (source), result, &error);

  if (rows != NULL)
    {
      apply_all (self, rows);
      g_set_str (&self->row->roster_version, replacing->version);
    }
  else
    g_message ("the contact list is not stored: %s", error->message);
  /* RFC 6121 2.2: presence after the roster, so that nobody who answers is unknown. */
  bal_account_become_online (self, /* resumed= */ FALSE);
}

static void
on_roster (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
  BalAccount *self = data;
  xmpp_stanza_t *query = bal_stanza_child (answer, "query", BAL_NS_ROSTER);
  g_autoptr (GPtrArray) items = NULL;
  GPtrArray *rows;
  Update *update;

  /* No query: nothing changed since our version, pushes aside (RFC 6121 2.6.3). */
  if (query == NULL)
    {
      g_autofree char *line = bal_text_log (error != NULL ? error->message : "it is as we know it");

      g_debug ("no contact list from the server: %s", line);
      bal_account_become_online (self, /* resumed= */ FALSE);
      return;
    }
  items = bal_roster_parse (query);
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bal_store_contact_free);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (rows, row_from_item (self, items->pdata[i]));
  update = update_new (self, NULL, bal_stanza_id_attr (query, "ver"), 0);
  bal_store_contact_replace_all_async (bal_client_get_store (self->client), self->row->id, rows, update->version,
                                       on_replaced, update);
}

static void
on_answer_ignored (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
}

/* Nothing may come in before this: the account has no row yet when it signs in for the first time. */
void
bal_account_roster_sync (BalAccount *self)
{
  gboolean versions = bal_session_has_feature (self->session, "ver", "urn:xmpp:features:rosterver");
  const char *version = self->row->roster_version != NULL ? self->row->roster_version : "";
  g_autofree char *payload = bal_roster_write_get (versions ? version : NULL);

  bal_router_ask (self->router, NULL, "set", BAL_CARBONS_ENABLE, on_answer_ignored, self);
  bal_router_ask (self->router, NULL, "get", payload, on_roster, self);
}

/* The change of a push is on disk: the server may forget it. */
static void
update_done (const Update *update)
{
  if (update->version != NULL)
    g_set_str (&update->account->row->roster_version, update->version);
  bal_account_done (update->account, update->token);
}

static void
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Update) update = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BalStoreContact) row = bal_store_contact_push_finish (BAL_STORE (source), result, &error);

  if (row == NULL)
    {
      bal_account_store_failed (update->account, error);
      return;
    }
  apply_contact (update->account, row);
  if (update->account->client != NULL
      && (row->subscription == BAL_STORE_SUBSCRIPTION_FROM || row->subscription == BAL_STORE_SUBSCRIPTION_BOTH))
    bal_client_drop_request (update->account->client, update->account, row->jid); /* another device said yes */
  update_done (update);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Update) update = data;
  g_autoptr (GError) error = NULL;

  if (!bal_store_contact_remove_finish (BAL_STORE (source), result, &error))
    {
      bal_account_store_failed (update->account, error);
      return;
    }
  remove_contact (update->account, update->jid);
  update_done (update);
}

void
bal_account_roster_push (BalAccount *self, const BalRosterItem *item, const char *version, guint64 token)
{
  BalStore *store = bal_client_get_store (self->client);
  Update *update = update_new (self, bal_jid_get_bare (item->jid), version, token);

  if (item->subscription == BAL_ROSTER_REMOVE)
    bal_store_contact_remove_async (store, self->row->id, update->jid, version, on_removed, update);
  else
    {
      g_autoptr (BalStoreContact) row = row_from_item (self, item);

      bal_store_contact_push_async (store, row, version, on_pushed, update);
    }
}

/* --- presence ---------------------------------------------------------------------------------- */

static const BalPresence presences[] = {
  [BAL_XSHOW_CHAT] = BAL_PRESENCE_CHAT, [BAL_XSHOW_NONE] = BAL_PRESENCE_ONLINE,
  [BAL_XSHOW_AWAY] = BAL_PRESENCE_AWAY, [BAL_XSHOW_XA] = BAL_PRESENCE_XA, [BAL_XSHOW_DND] = BAL_PRESENCE_DND,
};

static const BalXShow shows[] = {
  [BAL_PRESENCE_ONLINE] = BAL_XSHOW_NONE, [BAL_PRESENCE_CHAT] = BAL_XSHOW_CHAT,
  [BAL_PRESENCE_AWAY] = BAL_XSHOW_AWAY,   [BAL_PRESENCE_XA] = BAL_XSHOW_XA,
  [BAL_PRESENCE_DND] = BAL_XSHOW_DND,     [BAL_PRESENCE_OFFLINE] = BAL_XSHOW_NONE,
};

/* Only those whom the person asked to see; a stranger's presence means nothing and asks for nothing. */
void
bal_account_roster_presence (BalAccount *self, const BalXPresence *presence)
{
  BalContact *contact = g_hash_table_lookup (self->by_jid, bal_jid_get_bare (presence->from));
  gboolean here = presence->type == BAL_XPRESENCE_AVAILABLE;

  if (contact == NULL || (presence->source & (BAL_SOURCE_CONTACT_BOTH | BAL_SOURCE_CONTACT_TO)) == 0)
    return;
  if (!here && bal_jid_get_resource (presence->from) == NULL)
    bal_contact_clear_devices (contact);
  else
    bal_contact_set_device (contact, bal_jid_get_resource (presence->from),
                            here ? presences[presence->show] : BAL_PRESENCE_OFFLINE, presence->priority,
                            presence->status);
}

void
bal_account_roster_offline (BalAccount *self)
{
  GHashTableIter iter;
  gpointer contact;

  g_hash_table_iter_init (&iter, self->by_jid);
  while (g_hash_table_iter_next (&iter, NULL, &contact))
    bal_contact_clear_devices (contact);
}

void
bal_account_send_presence (BalAccount *self)
{
  g_autofree char *xml = bal_presence_write (shows[self->presence], self->row->status, self->row->priority);

  bal_account_send (self, xml);
  self->announced = bal_account_is_online (self);
}
