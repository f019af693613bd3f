#include "core/bal-core-private.h"

#include "core/bal-outbox.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"
#include "util/bal-time.h"

struct _BalConversation
{
  GObject parent_instance;
  BalClient *client;   /* weak */
  BalAccount *account; /* weak */
  BalContact *contact;
  GBindingGroup *binding;
  BalMessageList *messages; /* weak: alive while somebody looks */
  BalStoreConversation *row;
  char *title;
  char *preview; /* NULL: to be made */
  guint held;    /* notifications are held back until this timer */
};

/* In a flood, whoever shows a conversation needs to hear of it once a frame and not once a message. */
#define FRAME_MS 16

enum {
  PROP_ID = 1,
  PROP_JID,
  PROP_KIND,
  PROP_CONTACT,
  PROP_TITLE,
  PROP_PREVIEW,
  PROP_OUTGOING,
  PROP_STATE,
  PROP_TIME,
  PROP_UNREAD,
  PROP_DRAFT,
  PROP_MUTED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BalConversation, bal_conversation, G_TYPE_OBJECT)

G_STATIC_ASSERT ((int) BAL_CONVERSATION_NOTICE == (int) BAL_STORE_KIND_NOTICE);

static gboolean
get_outgoing (BalConversation *self)
{
  return self->row->last_message != 0 && self->row->last_direction == BAL_STORE_OUT;
}

static void
bal_conversation_finalize (GObject *object)
{
  BalConversation *self = BAL_CONVERSATION (object);

  g_clear_handle_id (&self->held, g_source_remove);
  g_clear_weak_pointer (&self->client);
  g_clear_weak_pointer (&self->account);
  g_clear_weak_pointer (&self->messages);
  g_clear_object (&self->contact);
  g_clear_object (&self->binding);
  bal_store_conversation_free (self->row);
  g_free (self->title);
  g_free (self->preview);
  G_OBJECT_CLASS (bal_conversation_parent_class)->finalize (object);
}

static void
bal_conversation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalConversation *self = BAL_CONVERSATION (object);

  switch (id)
    {
    case PROP_ID: g_value_set_int64 (value, self->row->id); break;
    case PROP_JID: g_value_set_string (value, self->row->jid); break;
    case PROP_KIND: g_value_set_enum (value, (int) self->row->kind); break;
    case PROP_CONTACT: g_value_set_object (value, self->contact); break;
    case PROP_TITLE: g_value_set_string (value, self->title); break;
    case PROP_PREVIEW: g_value_set_string (value, bal_conversation_get_preview (self)); break;
    case PROP_OUTGOING: g_value_set_boolean (value, get_outgoing (self)); break;
    case PROP_STATE: g_value_set_enum (value, (int) self->row->last_state); break;
    case PROP_TIME: g_value_set_int64 (value, bal_conversation_get_time (self)); break;
    case PROP_UNREAD: g_value_set_uint (value, self->row->unread); break;
    case PROP_DRAFT: g_value_set_string (value, self->row->draft); break;
    case PROP_MUTED: g_value_set_boolean (value, bal_conversation_get_muted (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_title (BalConversation *self, const char *title)
{
  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

static void
bal_conversation_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TITLE: set_title (BAL_CONVERSATION (object), g_value_get_string (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_conversation_class_init (BalConversationClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->finalize = bal_conversation_finalize;
  object->get_property = bal_conversation_get_property;
  object->set_property = bal_conversation_set_property;
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_JID] = g_param_spec_string ("jid", NULL, NULL, NULL, flags);
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, BAL_TYPE_CONVERSATION_KIND, BAL_CONVERSATION_CHAT, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, BAL_TYPE_CONTACT, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags | G_PARAM_WRITABLE);
  props[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  props[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BAL_TYPE_MESSAGE_STATE, BAL_MESSAGE_RECEIVED, flags);
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, flags);
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
bal_conversation_init (BalConversation *self)
{
  self->binding = g_binding_group_new ();
  g_binding_group_bind (self->binding, "display-name", self, "title", G_BINDING_SYNC_CREATE);
}

BalConversation *
bal_conversation_new (BalClient *client, BalAccount *account, const BalStoreConversation *row)
{
  BalConversation *self = g_object_new (BAL_TYPE_CONVERSATION, NULL);

  g_set_weak_pointer (&self->client, client);
  g_set_weak_pointer (&self->account, account);
  self->row = bal_store_conversation_copy (row);
  bal_conversation_set_contact (self, NULL);
  return self;
}

void
bal_conversation_set_contact (BalConversation *self, BalContact *contact)
{
  if (g_set_object (&self->contact, contact))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
  g_binding_group_set_source (self->binding, contact);
  if (contact == NULL)
    {
      g_autofree char *title = bal_text_line (self->row->jid, BAL_SHOW_SUBJECT);

      set_title (self, title);
    }
}

static gboolean
on_frame (gpointer data)
{
  BalConversation *self = data;

  self->held = 0;
  g_object_thaw_notify (G_OBJECT (self));
  return G_SOURCE_REMOVE;
}

static void
hold_back (BalConversation *self)
{
  if (self->held != 0)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  self->held = g_timeout_add (FRAME_MS, on_frame, self);
}

void
bal_conversation_apply (BalConversation *self, const BalStoreConversation *row)
{
  g_autoptr (BalStoreConversation) old = g_steal_pointer (&self->row);

  self->row = bal_store_conversation_copy (row);
  g_set_str (&self->row->draft, old->draft); /* ours is newer than any that was on disk */
  g_object_freeze_notify (G_OBJECT (self));
  if (old->last_message != row->last_message || g_strcmp0 (old->last_preview, row->last_preview) != 0)
    {
      g_clear_pointer (&self->preview, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREVIEW]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTGOING]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TIME]);
    }
  if (old->last_state != row->last_state || old->last_message != row->last_message)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  if (old->unread != row->unread)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
  if (old->muted_until != row->muted_until)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MUTED]);
  g_object_thaw_notify (G_OBJECT (self));
  hold_back (self);
}

/* --- history ----------------------------------------------------------------------------------- */

BalMessageList *
bal_conversation_dup_messages (BalConversation *self)
{
  BalMessageList *list;

  if (self->messages != NULL)
    return g_object_ref (self->messages);
  list = bal_message_list_new (bal_client_get_store (self->client), self->row->id);
  g_set_weak_pointer (&self->messages, list);
  return list;
}

BalMessage *
bal_conversation_message_added (BalConversation *self, const BalStoreMessage *row)
{
  BalMessage *message = self->messages != NULL ? bal_message_list_find (self->messages, row->id) : NULL;

  if (message != NULL)
    return g_object_ref (message);
  message = bal_message_new (row);
  if (self->messages != NULL)
    bal_message_list_add (self->messages, message);
  return message;
}

void
bal_conversation_message_changed (BalConversation *self, const BalStoreMessage *row)
{
  BalMessage *message = self->messages != NULL ? bal_message_list_find (self->messages, row->id) : NULL;

  if (message != NULL)
    bal_message_apply (message, row);
  if (row->id != self->row->last_message || row->state == self->row->last_state)
    return;
  self->row->last_state = row->state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* --- changes by the person --------------------------------------------------------------------- */

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BalConversation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BalStoreConversation) row
    = bal_store_conversation_change_finish (BAL_STORE (source), result, &error);

  if (row != NULL)
    bal_conversation_apply (self, row);
  else
    g_debug ("conversation not changed: %s", error->message);
}

/* The draft is the person's newest word at once; what the disk says later is the same text. */
void
bal_conversation_set_draft (BalConversation *self, const char *draft)
{
  const char *text = draft != NULL && *draft != '\0' ? draft : NULL;

  if (self->client == NULL || !g_set_str (&self->row->draft, text))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFT]);
  bal_store_conversation_set_draft_async (bal_client_get_store (self->client), self->row->id, text,
                                          on_changed, g_object_ref (self));
}

void
bal_conversation_set_muted (BalConversation *self, gboolean muted)
{
  if (self->client != NULL && bal_conversation_get_muted (self) != muted)
    bal_store_conversation_set_muted_async (bal_client_get_store (self->client), self->row->id,
                                            muted ? G_MAXINT64 : 0, on_changed, g_object_ref (self));
}

void
bal_conversation_mark_read (BalConversation *self)
{
  if (self->client != NULL && self->row->unread > 0)
    bal_store_conversation_mark_read_async (bal_client_get_store (self->client), self->row->id,
                                            self->row->last_sort, on_changed, g_object_ref (self));
}

void
bal_conversation_send_async (BalConversation *self, const char *text, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->account == NULL || self->row->kind == BAL_STORE_KIND_NOTICE || *text == '\0')
    {
      g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_FAILED, "nothing can be sent here");
      return;
    }
  bal_outbox_send (bal_account_get_outbox (self->account), self->row->jid,
                   (BalStoreKind) self->row->kind, text, g_steal_pointer (&task));
}

gboolean
bal_conversation_send_finish (BalConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_conversation_retry (BalConversation *self, BalMessage *message)
{
  if (self->account != NULL && bal_message_get_state (message) == BAL_MESSAGE_FAILED)
    bal_outbox_retry (bal_account_get_outbox (self->account), bal_message_get_id (message));
}

/* --- getters ----------------------------------------------------------------------------------- */

gint64
bal_conversation_get_id (BalConversation *self)
{
  return self->row->id;
}

const char *
bal_conversation_get_jid (BalConversation *self)
{
  return self->row->jid;
}

BalConversationKind
bal_conversation_get_kind (BalConversation *self)
{
  return (BalConversationKind) self->row->kind;
}

BalContact *
bal_conversation_get_contact (BalConversation *self)
{
  return self->contact;
}

gpointer
bal_conversation_get_account (BalConversation *self)
{
  return self->account;
}

const char *
bal_conversation_get_title (BalConversation *self)
{
  return self->title;
}

const char *
bal_conversation_get_preview (BalConversation *self)
{
  const char *text = self->row->last_preview != NULL ? self->row->last_preview : "";

  if (self->preview == NULL)
    self->preview = bal_text_line (text, BAL_SHOW_PREVIEW);
  return self->preview;
}

gint64
bal_conversation_get_time (BalConversation *self)
{
  return self->row->last_message != 0 ? self->row->last_time : 0;
}

guint
bal_conversation_get_unread (BalConversation *self)
{
  return self->row->unread;
}

const char *
bal_conversation_get_draft (BalConversation *self)
{
  return self->row->draft;
}

gboolean
bal_conversation_get_muted (BalConversation *self)
{
  return self->row->muted_until > bal_time_now ();
}
