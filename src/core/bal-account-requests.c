/* Who may see whom (RFC 6121 3): adding, removing and blocking people, and what they ask for. */
#define G_LOG_DOMAIN "bal-account"

#include "core/bal-account-private.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-xml-writer.h"

#define NS_BLOCKING "urn:xmpp:blocking"
#define ANSWER_MS 1000 /* how long a server has to say that an address does not exist */

/* --- one change of the roster, as a task ------------------------------------------------------- */

typedef struct
{
  BalAccount *account; /* borrowed: the task holds it */
  BalJid *jid;
  char *message;       /* with a wish to see them; "" for none, NULL when nothing is to be asked */
  gboolean blocks;     /* answers a request, if there is one */
  guint timer;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_handle_id (&change->timer, g_source_remove);
  g_clear_pointer (&change->jid, bal_jid_unref);
  g_free (change->message);
  g_free (change);
}

static void
finish_adding (GTask *task, GError *error)
{
  Change *change = g_task_get_task_data (task);

  g_clear_handle_id (&change->timer, g_source_remove);
  g_ptr_array_remove (change->account->adding, task);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
on_no_objection (gpointer task)
{
  ((Change *) g_task_get_task_data (task))->timer = 0;
  finish_adding (task, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_changed (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  Change *change = g_task_get_task_data (task);
  g_autofree char *xml = NULL;

  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  if (change->blocks && change->account->client != NULL)
    bal_client_drop_request (change->account->client, change->account, bal_jid_get_bare (change->jid));
  if (change->message == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  xml = bal_presence_write_to (BAL_XPRESENCE_SUBSCRIBE, change->jid, *change->message != '\0' ? change->message : NULL);
  bal_account_send (change->account, xml);
  change->timer = g_timeout_add (ANSWER_MS, on_no_objection, task);
  g_ptr_array_add (change->account->adding, g_steal_pointer (&task));
}

/* Asks the server; @payload is taken. */
static void
run_change (BalAccount *self, BalJid *jid, const char *message, char *payload, GTask *task)
{
  g_autofree char *owned = payload;
  Change *change = g_new0 (Change, 1);

  change->account = self;
  change->jid = bal_jid_ref (jid);
  change->message = g_strdup (message);
  g_task_set_task_data (task, change, change_free);
  if (bal_account_is_online (self))
    bal_router_ask (self->router, NULL, "set", payload, on_changed, g_object_ref (task));
  else
    g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_OFFLINE, "not connected");
}

void
bal_account_requests_clear (BalAccount *self)
{
  while (self->adding->len > 0)
    finish_adding (self->adding->pdata[0], g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "closed"));
}

/* The address of a person: with a local part, or of a service; never our own. */
static BalJid *
parse_address (BalAccount *self, const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr (BalJid) jid = bal_jid_new (trimmed, error);

  if (jid == NULL)
    return NULL;
  if (bal_jid_same_bare (jid, self->jid))
    {
      g_set_error_literal (error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS, "own address");
      return NULL;
    }
  return bal_jid_dup_bare (jid);
}

void
bal_account_add_contact_async (BalAccount *self, const char *text, const char *name, const char *const *groups,
                               const char *message, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (BalJid) jid = parse_address (self, text, &error);

  if (jid == NULL)
    g_task_return_error (task, error);
  else
    run_change (self, jid, message != NULL ? message : "", bal_roster_write_set (jid, name, groups), task);
}

gboolean
bal_account_add_contact_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_account_update_contact_async (BalAccount *self, BalContact *contact, const char *name, const char *const *groups,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (BalJid) jid = bal_jid_new (bal_contact_get_jid (contact), NULL);

  run_change (self, jid, NULL, bal_roster_write_set (jid, name, groups), task);
}

gboolean
bal_account_update_contact_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_account_remove_contact_async (BalAccount *self, const char *text, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (BalJid) jid = parse_address (self, text, &error);

  if (jid == NULL)
    g_task_return_error (task, error);
  else
    run_change (self, jid, NULL, bal_roster_write_remove (jid), task);
}

gboolean
bal_account_remove_contact_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_account_block_async (BalAccount *self, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (BalJid) jid = parse_address (self, text, &error);
  GString *xml;

  if (jid == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  xml = g_string_new (NULL);
  bal_xml_open (xml, "block", "xmlns", NS_BLOCKING, NULL);
  bal_xml_empty (xml, "item", "jid", bal_jid_get_bare (jid), NULL);
  bal_xml_close (xml, "block");
  run_change (self, jid, NULL, g_string_free (xml, FALSE), task);
  ((Change *) g_task_get_task_data (task))->blocks = TRUE;
}

gboolean
bal_account_block_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- what others ask --------------------------------------------------------------------------- */

static void
send_to (BalAccount *self, BalXPresenceType type, BalJid *to)
{
  g_autofree char *xml = bal_presence_write_to (type, to, NULL);

  bal_account_send (self, xml);
}

/* Those who see us already, and those whom the person asked first, are answered without a question. */
static gboolean
is_welcome (BalAccount *self, const BalXPresence *presence, const char *jid)
{
  BalContact *contact = bal_account_get_contact (self, jid);

  return presence->source != BAL_SOURCE_CONTACT_NONE
           ? (presence->source & (BAL_SOURCE_CONTACT_BOTH | BAL_SOURCE_CONTACT_FROM | BAL_SOURCE_CONTACT_TO)) != 0
           : contact != NULL && bal_contact_get_pending (contact);
}

/* An answer to a request on its way to the server, which may ask on behalf of that person once more before
 * it arrives. */
typedef struct
{
  BalAccount *account;
  BalJid *jid;
} Settling;

static void
on_settled (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
  g_autofree Settling *settling = data;
  g_autoptr (BalAccount) self = settling->account;

  g_ptr_array_remove (self->settling, settling);
  bal_jid_unref (settling->jid);
}

/* Stanzas are handled in order (RFC 6120 10.1): the answer to a ping says that the one before it arrived. */
static void
settle (BalAccount *self, BalJid *jid)
{
  Settling *settling = g_new0 (Settling, 1);

  settling->account = g_object_ref (self);
  settling->jid = bal_jid_ref (jid);
  g_ptr_array_add (self->settling, settling);
  bal_router_ask (self->router, NULL, "get", "<ping xmlns='urn:xmpp:ping'/>", on_settled, settling);
}

static gboolean
is_settling (BalAccount *self, const BalJid *jid)
{
  for (guint i = 0; i < self->settling->len; i++)
    if (bal_jid_equal (((Settling *) self->settling->pdata[i])->jid, jid))
      return TRUE;
  return FALSE;
}

static void
on_subscribe (BalAccount *self, const BalXPresence *presence)
{
  g_autoptr (BalJid) bare = bal_jid_dup_bare (presence->from);
  BalStoreRequest row = {
    .account = self->row->id,
    .jid = (char *) bal_jid_get_bare (bare),
    .name = presence->nick,
    .message = presence->status,
  };

  if (is_welcome (self, presence, bal_jid_get_bare (bare)))
    send_to (self, BAL_XPRESENCE_SUBSCRIBED, bare);
  else if (!bal_jid_same_bare (bare, self->jid) && !is_settling (self, bare))
    bal_client_add_request (self->client, self, &row);
}

/* The server, or they, refuse: says so to the person who is just adding them. */
static void
on_refused (BalAccount *self, const BalXPresence *presence)
{
  const char *condition = presence->error_condition != NULL ? presence->error_condition : "item-not-found";

  for (guint i = 0; i < self->adding->len; i++)
    {
      GTask *task = self->adding->pdata[i];
      Change *change = g_task_get_task_data (task);

      if (!bal_jid_same_bare (change->jid, presence->from))
        continue;
      finish_adding (task, g_error_new_literal (BAL_ERROR, BAL_ERROR_STANZA, condition));
      return;
    }
}

gboolean
bal_account_take_subscription (BalAccount *self, const BalXPresence *presence)
{
  switch (presence->type)
    {
    case BAL_XPRESENCE_SUBSCRIBE:
      on_subscribe (self, presence);
      return TRUE;
    case BAL_XPRESENCE_UNSUBSCRIBE: /* they take their wish back */
      bal_client_drop_request (self->client, self, bal_jid_get_bare (presence->from));
      return TRUE;
    case BAL_XPRESENCE_UNSUBSCRIBED:
    case BAL_XPRESENCE_ERROR:
      on_refused (self, presence);
      return TRUE;
    case BAL_XPRESENCE_SUBSCRIBED: /* the roster push says it */
      return TRUE;
    case BAL_XPRESENCE_AVAILABLE:
    case BAL_XPRESENCE_UNAVAILABLE:
      break;
    }
  return FALSE;
}

/* --- what the person answers ------------------------------------------------------------------- */

void
bal_account_accept_request (BalAccount *self, BalRequest *request)
{
  g_autoptr (BalJid) jid = bal_jid_new (bal_request_get_jid (request), NULL);
  BalContact *contact = bal_account_get_contact (self, bal_request_get_jid (request));

  if (!bal_account_is_online (self))
    return; /* it stays in the list until it can be answered */
  send_to (self, BAL_XPRESENCE_SUBSCRIBED, jid);
  settle (self, jid);
  if (contact == NULL)
    bal_account_add_contact_async (self, bal_jid_get_bare (jid), NULL, NULL, NULL, NULL,
                                   NULL, NULL);
  else
    send_to (self, BAL_XPRESENCE_SUBSCRIBE, jid);
  bal_client_drop_request (self->client, self, bal_jid_get_bare (jid));
}

void
bal_account_decline_request (BalAccount *self, BalRequest *request)
{
  g_autoptr (BalJid) jid = bal_jid_new (bal_request_get_jid (request), NULL);

  if (!bal_account_is_online (self))
    return;
  send_to (self, BAL_XPRESENCE_UNSUBSCRIBED, jid);
  settle (self, jid);
  bal_client_drop_request (self->client, self, bal_jid_get_bare (jid));
}

/* --- conversations ----------------------------------------------------------------------------- */

static void
on_conversation (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BalAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (BalStoreConversation) row
    = bal_store_conversation_change_finish (BAL_STORE (source), result, &error);
  BalConversation *conversation
    = row != NULL && self->client != NULL ? bal_client_take_conversation (self->client, row) : NULL;

  if (row == NULL)
    g_task_return_error (task, error);
  else if (conversation == NULL)
    g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_FAILED, "the account is gone");
  else
    g_task_return_pointer (task, g_object_ref (conversation), g_object_unref);
}

void
bal_account_open_conversation_async (BalAccount *self, const char *text, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (BalJid) jid = bal_jid_new (text, &error);

  if (jid == NULL)
    g_task_return_error (task, error);
  else
    bal_store_conversation_ensure_async (bal_client_get_store (self->client), self->row->id,
                                         bal_jid_get_bare (jid), BAL_STORE_KIND_CHAT, on_conversation,
                                         g_steal_pointer (&task));
}

BalConversation *
bal_account_open_conversation_finish (BalAccount *self, GAsyncResult *result, GError **error)
{
  g_autoptr (BalConversation) conversation = g_task_propagate_pointer (G_TASK (result), error);

  return conversation; /* the client's list holds it */
}
