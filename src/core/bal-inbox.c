#define G_LOG_DOMAIN "bal-inbox"

#include "core/bal-inbox.h"

#include "core/bal-account-private.h"
#include "core/bal-outbox.h"
#include "core/bal-sentence.h"
#include "util/bal-text.h"
#include "xmpp/bal-xml-writer.h"

/* A message on its way to the disk. */
typedef struct
{
  BalAccount *account;
  guint64 token;     /* of the stanza: acknowledged when this is done */
  char *receipt_to;  /* XEP-0184: whom to tell afterwards; NULL for nobody */
  char *receipt_id;
  gboolean announce;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
  g_object_unref (delivery->account);
  g_free (delivery->receipt_to);
  g_free (delivery->receipt_id);
  g_free (delivery);
}

/* --- after the commit -------------------------------------------------------------------------- */

static void
send_receipt (Delivery *delivery)
{
  g_autoptr (BalJid) to = NULL;
  g_autoptr (BalXMessage) receipt = NULL;
  g_autofree char *id = bal_random_id ();
  g_autofree char *xml = NULL;

  if (delivery->receipt_to == NULL || !bal_account_is_online (delivery->account))
    return;
  to = bal_jid_new (delivery->receipt_to, NULL);
  receipt = bal_xmessage_new_to (to, BAL_XMESSAGE_CHAT, id);
  receipt->receipt_id = g_strdup (delivery->receipt_id);
  xml = bal_xmessage_write (receipt);
  bal_session_send (delivery->account->session, xml, id);
}

/* A second copy can tell more of the first, e.g. that it reached the server. */
static void
show (Delivery *delivery, BalClient *client, const BalStoreAdded *added)
{
  BalConversation *conversation = bal_client_take_conversation (client, added->conversation);
  g_autoptr (BalMessage) message = NULL;

  if (conversation == NULL)
    return;
  if (added->duplicate)
    {
      bal_conversation_message_changed (conversation, added->message);
      return;
    }
  message = bal_conversation_message_added (conversation, added->message);
  if (delivery->announce)
    g_signal_emit_by_name (client, "message", conversation, message);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  Delivery *delivery = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BalStoreAdded) added = bal_store_message_add_finish (BAL_STORE (source), result, &error);
  BalClient *client = bal_account_get_client (delivery->account);

  if (added == NULL)
    {
      /* Not on disk, so not received: the server keeps it and sends it again on the next connection. */
      bal_account_store_failed (delivery->account, error);
      delivery_free (delivery);
      return;
    }
  if (client != NULL && (!added->duplicate || added->changed))
    show (delivery, client, added);
  send_receipt (delivery);
  bal_account_done (delivery->account, delivery->token);
  delivery_free (delivery);
}

/* --- what it is -------------------------------------------------------------------------------- */

/* Each looks at a message and tells whether that was all there is to do with it. */
typedef gboolean (*Stage) (BalAccount *account, const BalXMessage *message);

/* RFC 6120 8.3.1: an error is never answered, and its text is not a message. */
static gboolean
take_error (BalAccount *account, const BalXMessage *message)
{
  g_autofree char *reason = NULL;

  if (message->type != BAL_XMESSAGE_ERROR)
    return FALSE;
  if (message->id == NULL || message->provenance != BAL_PROVENANCE_LIVE)
    return TRUE;
  reason = bal_stanza_error_sentence (message->error_condition, message->error_text);
  bal_outbox_failed (bal_account_get_outbox (account), message->from, message->id, reason,
                     bal_session_hold (account->session));
  return TRUE;
}

/* Strangers must not be able to fill the log. */
#define TELL_AGAIN_USEC (60 * G_USEC_PER_SEC)

/* RFC 6121 5.2.2: only a joined room may send these, and none is joined. */
static gboolean
drop_groupchat (BalAccount *account, const BalXMessage *message)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *from = NULL;

  if (message->type != BAL_XMESSAGE_GROUPCHAT)
    return FALSE;
  if (account->told_of_rooms != 0 && now - account->told_of_rooms < TELL_AGAIN_USEC)
    return TRUE;
  account->told_of_rooms = now;
  from = bal_text_log (bal_jid_get_text (message->from));
  g_message ("dropped a room's message from %s, which is not joined", from);
  return TRUE;
}

/* XEP-0184 5.3: counts only from the one the message went to; the database looks there alone. */
static gboolean
take_receipt (BalAccount *account, const BalXMessage *message)
{
  if (message->receipt_id == NULL)
    return FALSE;
  if (message->provenance != BAL_PROVENANCE_CARBON_SENT)
    bal_outbox_delivered (bal_account_get_outbox (account), message->from, message->receipt_id,
                          bal_session_hold (account->session));
  return message->body == NULL;
}

static gboolean
drop_empty (BalAccount *account, const BalXMessage *message)
{
  gboolean has_body = message->body != NULL && *message->body != '\0';
  gboolean has_subject = message->subject != NULL && *message->subject != '\0';

  if (has_body || message->url != NULL)
    return FALSE;
  return !has_subject || message->type == BAL_XMESSAGE_CHAT;
}

static BalStoreType
store_type (BalXMessageType type)
{
  switch (type)
    {
    case BAL_XMESSAGE_CHAT: return BAL_STORE_TYPE_CHAT;
    case BAL_XMESSAGE_HEADLINE: return BAL_STORE_TYPE_HEADLINE;
    case BAL_XMESSAGE_GROUPCHAT: return BAL_STORE_TYPE_GROUPCHAT;
    case BAL_XMESSAGE_ERROR: return BAL_STORE_TYPE_ERROR;
    case BAL_XMESSAGE_NORMAL: break;
    }
  return BAL_STORE_TYPE_NORMAL;
}

static char *
text_of (const BalXMessage *message)
{
  if (message->url == NULL || g_strcmp0 (message->body, message->url) == 0)
    return g_strdup (message->body != NULL ? message->body : "");
  if (message->body == NULL || *message->body == '\0')
    return g_strdup (message->url);
  return g_strconcat (message->body, "\n", message->url, NULL);
}

/* The person's own words from another device are on the server; everybody else's are received. */
static BalStoreMessage *
make_row (BalAccount *account, const BalXMessage *message, gboolean sent)
{
  BalStoreMessage *row = g_new0 (BalStoreMessage, 1);

  row->direction = sent ? BAL_STORE_OUT : BAL_STORE_IN;
  row->sender = g_strdup (bal_jid_get_bare (message->from));
  row->stanza_id = g_strdup (message->id);
  row->origin_id = g_strdup (message->origin_id);
  row->type = store_type (message->type);
  row->subject = g_strdup (message->subject);
  row->body = text_of (message);
  row->time = !sent && message->stamp_by_server ? message->stamp : 0;
  row->state = sent ? BAL_STORE_STATE_ACKED : BAL_STORE_STATE_RECEIVED;
  return row;
}

/* Only people who see our presence learn that we are here; XEP-0184 8. */
static gboolean
may_have_receipt (const BalXMessage *message)
{
  return message->wants_receipt && message->id != NULL && message->provenance == BAL_PROVENANCE_LIVE
         && message->type != BAL_XMESSAGE_HEADLINE
         && (message->source & (BAL_SOURCE_CONTACT_BOTH | BAL_SOURCE_CONTACT_FROM)) != 0;
}

static gboolean
store (BalAccount *account, const BalXMessage *message)
{
  gboolean copied = message->provenance == BAL_PROVENANCE_CARBON_SENT;
  /* What a device of the person's own says to the person are the person's own words. */
  gboolean sent = copied || message->source == BAL_SOURCE_OWN_RESOURCE;
  gboolean notice = message->type == BAL_XMESSAGE_HEADLINE;
  BalStoreMessage *row = make_row (account, message, sent);
  const BalJid *peer = copied ? message->to : message->from;
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->account = g_object_ref (account);
  /* A stranger's headline is kept, but raises nothing. */
  delivery->announce = !sent && !(notice && message->source == BAL_SOURCE_STRANGER);
  row->counted = delivery->announce;
  if (may_have_receipt (message) && bal_client_get_send_receipts (account->client))
    {
      delivery->receipt_to = g_strdup (bal_jid_get_text (message->from));
      delivery->receipt_id = g_strdup (message->id);
    }
  delivery->token = bal_session_hold (account->session);
  bal_store_message_add_async (bal_client_get_store (account->client), bal_account_get_id (account),
                               bal_jid_get_bare (peer), notice ? BAL_STORE_KIND_NOTICE : BAL_STORE_KIND_CHAT,
                               row, on_stored, delivery);
  return TRUE;
}

static const Stage stages[] = { take_error, drop_groupchat, take_receipt, drop_empty, store };

void
bal_inbox_handle (BalAccount *account, const BalXMessage *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i](account, message))
      return;
}
