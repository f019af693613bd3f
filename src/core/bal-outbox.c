#define G_LOG_DOMAIN "bal-outbox"

#include "core/bal-outbox.h"

#include "core/bal-account-private.h"

struct _BalOutbox
{
  BalAccount *account;
  GCancellable *cancellable;
  GHashTable *on_wire; /* stanza id -> row id (gint64 *): given to the connection, and not known to be there on disk */
  gboolean reading;    /* the pending rows are being read */
  gboolean again;      /* and must be read once more */
  gboolean outdated;   /* what is being read is of an earlier connection */
};

/* A new state on its way to the disk. */
typedef struct
{
  BalAccount *account; /* referenced: the outbox lives as long as it */
  guint64 token;       /* of the stanza that tells it, acknowledged when it is there; 0: none */
} Change;

typedef struct
{
  BalAccount *account; /* referenced: the outbox lives as long as it */
  GTask *task;
} Sending;

static void flush (BalOutbox *self);

BalOutbox *
bal_outbox_new (BalAccount *account)
{
  BalOutbox *self = g_new0 (BalOutbox, 1);

  self->account = account;
  self->cancellable = g_cancellable_new ();
  self->on_wire = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
bal_outbox_free (BalOutbox *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->on_wire);
  g_free (self);
}

static BalStore *
get_store (BalAccount *account)
{
  return bal_client_get_store (bal_account_get_client (account));
}

/* --- states ------------------------------------------------------------------------------------ */

static Change *
change_new (BalOutbox *self, guint64 token)
{
  Change *change = g_new0 (Change, 1);

  change->account = g_object_ref (self->account);
  change->token = token;
  return change;
}

/* Only now: the rows that are read meanwhile still say that this one waits. */
static void
leave_wire (BalOutbox *self, const BalStoreMessage *row)
{
  if (row->stanza_id != NULL && row->state != BAL_STORE_STATE_SENT)
    g_hash_table_remove (self->on_wire, row->stanza_id);
  if (row->state == BAL_STORE_STATE_PENDING)
    flush (self);
}

static void
on_state (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Change *change = data;
  g_autoptr (BalAccount) account = change->account;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = bal_store_message_set_state_finish (BAL_STORE (source), result, &error);
  BalClient *client = bal_account_get_client (account);

  if (rows == NULL)
    {
      g_debug ("state not stored: %s", error->message);
      if (change->token != 0)
        bal_account_store_failed (account, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      BalStoreMessage *row = rows->pdata[i];
      BalConversation *conversation = client ? bal_client_get_conversation (client, row->conversation) : NULL;

      if (conversation != NULL)
        bal_conversation_message_changed (conversation, row);
      leave_wire (bal_account_get_outbox (account), row);
    }
  bal_account_done (account, change->token);
}

static void
set_state (BalOutbox *self, gint64 row, BalStoreState state)
{
  bal_store_message_set_state_by_id_async (get_store (self->account), row, state, NULL, on_state,
                                           change_new (self, 0));
}

void
bal_outbox_acked (BalOutbox *self, const char *id)
{
  gint64 *row = id != NULL ? g_hash_table_lookup (self->on_wire, id) : NULL;

  if (row != NULL)
    set_state (self, *row, BAL_STORE_STATE_ACKED);
}

/* What the other side said of our message @id. */
static void
told (BalOutbox *self, const BalJid *jid, const char *id, BalStoreState state, const char *reason, guint64 token)
{
  bal_store_message_set_state_async (get_store (self->account), bal_account_get_id (self->account),
                                     bal_jid_get_bare (jid), id, state, reason, on_state, change_new (self, token));
}

void
bal_outbox_delivered (BalOutbox *self, const BalJid *jid, const char *id, guint64 token)
{
  told (self, jid, id, BAL_STORE_STATE_DELIVERED, NULL, token);
}

void
bal_outbox_failed (BalOutbox *self, const BalJid *jid, const char *id, const char *reason, guint64 token)
{
  told (self, jid, id, BAL_STORE_STATE_FAILED, reason, token);
}

void
bal_outbox_retry (BalOutbox *self, gint64 message)
{
  set_state (self, message, BAL_STORE_STATE_PENDING);
}

/* --- to the wire ------------------------------------------------------------------------------- */

static void
put_on_wire (BalOutbox *self, const BalStoreMessage *row, const char *jid)
{
  g_autoptr (BalJid) to = bal_jid_new (jid, NULL);
  g_autoptr (BalXMessage) message = NULL;
  g_autofree char *xml = NULL;

  if (to == NULL || row->stanza_id == NULL || g_hash_table_contains (self->on_wire, row->stanza_id))
    return;
  message = bal_xmessage_new_to (to, BAL_XMESSAGE_CHAT, row->stanza_id);
  message->body = g_strdup (row->body);
  message->origin_id = g_strdup (row->stanza_id);
  message->wants_receipt = TRUE;
  xml = bal_xmessage_write (message);
  g_hash_table_insert (self->on_wire, g_strdup (row->stanza_id), g_memdup2 (&row->id, sizeof row->id));
  bal_session_send (self->account->session, xml, row->stanza_id);
  if (row->state == BAL_STORE_STATE_PENDING)
    set_state (self, row->id, BAL_STORE_STATE_SENT);
}

static void
on_pending (GObject *source, GAsyncResult *result, gpointer data)
{
  BalOutbox *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = bal_store_message_pending_finish (BAL_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self is gone */
  self->reading = FALSE;
  for (guint i = 0; !self->outdated && rows != NULL && i < rows->len && bal_account_is_online (self->account); i++)
    {
      BalStoreMessage *row = rows->pdata[i];
      BalConversation *conversation
        = bal_client_get_conversation (bal_account_get_client (self->account), row->conversation);

      if (conversation != NULL)
        put_on_wire (self, row, bal_conversation_get_jid (conversation));
    }
  if (self->again || self->outdated)
    flush (self);
}

static void
flush (BalOutbox *self)
{
  self->again = self->reading;
  if (self->reading || !bal_account_is_online (self->account))
    return;
  self->reading = TRUE;
  self->outdated = FALSE;
  bal_store_message_pending_async (get_store (self->account), bal_account_get_id (self->account),
                                   self->cancellable, on_pending, self);
}

void
bal_outbox_forget_wire (BalOutbox *self)
{
  g_hash_table_remove_all (self->on_wire);
  self->outdated = self->reading;
}

void
bal_outbox_online (BalOutbox *self)
{
  flush (self);
}

/* --- new messages ------------------------------------------------------------------------------ */

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Sending *sending = data;
  g_autoptr (BalAccount) account = sending->account;
  g_autoptr (GTask) task = sending->task;
  GError *error = NULL;
  g_autoptr (BalStoreAdded) added = bal_store_message_add_finish (BAL_STORE (source), result, &error);
  BalClient *client = bal_account_get_client (account);
  BalConversation *conversation;

  if (added == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  conversation = client != NULL ? bal_client_take_conversation (client, added->conversation) : NULL;
  if (conversation != NULL)
    {
      g_autoptr (BalMessage) message = bal_conversation_message_added (conversation, added->message);

      flush (bal_account_get_outbox (account));
    }
  g_task_return_boolean (task, TRUE);
}

void
bal_outbox_send (BalOutbox *self, const char *jid, BalStoreKind kind, const char *text, GTask *task)
{
  BalStoreMessage *row = g_new0 (BalStoreMessage, 1);
  Sending *sending = g_new0 (Sending, 1);

  row->direction = BAL_STORE_OUT;
  row->sender = g_strdup (bal_account_get_jid (self->account));
  row->stanza_id = bal_random_id ();
  row->origin_id = g_strdup (row->stanza_id);
  row->type = BAL_STORE_TYPE_CHAT;
  row->body = g_strdup (text);
  row->state = BAL_STORE_STATE_PENDING;
  sending->account = g_object_ref (self->account);
  sending->task = task;
  bal_store_message_add_async (get_store (self->account), bal_account_get_id (self->account), jid, kind, row,
                               on_stored, sending);
}
