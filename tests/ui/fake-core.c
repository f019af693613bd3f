#include "fake-private.h"

#define FIELD(Type, name, type, member) { name, type, G_STRUCT_OFFSET (Type, member) }

/* Messages */

G_DEFINE_FINAL_TYPE (BalMessage, bal_message, G_TYPE_OBJECT)

static void
bal_message_class_init (BalMessageClass *klass)
{
  const FakeField fields[] = {
    FIELD (BalMessage, "id", G_TYPE_INT64, id),
    FIELD (BalMessage, "outgoing", G_TYPE_BOOLEAN, outgoing),
    FIELD (BalMessage, "sender", G_TYPE_STRING, sender),
    FIELD (BalMessage, "subject", G_TYPE_STRING, subject),
    FIELD (BalMessage, "body", G_TYPE_STRING, body),
    FIELD (BalMessage, "time", G_TYPE_INT64, time),
    FIELD (BalMessage, "state", BAL_TYPE_MESSAGE_STATE, state),
    FIELD (BalMessage, "reason", G_TYPE_STRING, reason),
    FIELD (BalMessage, "truncated", G_TYPE_BOOLEAN, truncated),
  };
  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
bal_message_init (BalMessage *self)
{
}

gint64 bal_message_get_id (BalMessage *self) { return self->id; }
gint64 bal_message_get_sort (BalMessage *self) { return self->id; }
gboolean bal_message_get_outgoing (BalMessage *self) { return self->outgoing; }
const char *bal_message_get_sender (BalMessage *self) { return self->sender; }
const char *bal_message_get_subject (BalMessage *self) { return self->subject; }
const char *bal_message_get_body (BalMessage *self) { return self->body; }
gboolean bal_message_get_truncated (BalMessage *self) { return self->truncated; }
const char *bal_message_get_text (BalMessage *self) { return self->body; }
gint64 bal_message_get_time (BalMessage *self) { return self->time; }
BalMessageState bal_message_get_state (BalMessage *self) { return self->state; }
const char *bal_message_get_reason (BalMessage *self) { return self->reason; }

void
fake_set_message_state (BalMessage *message, BalMessageState state, const char *reason)
{
  g_set_str (&message->reason, reason);
  g_object_notify (G_OBJECT (message), "reason");
  message->state = state;
  g_object_notify (G_OBJECT (message), "state");
}

/* The window on a history */

static GType
list_get_item_type (GListModel *model)
{
  return BAL_TYPE_MESSAGE;
}

static guint
list_get_n_items (GListModel *model)
{
  BalMessageList *self = BAL_MESSAGE_LIST (model);
  return self->last - self->first;
}

static gpointer
list_get_item (GListModel *model, guint position)
{
  BalMessageList *self = BAL_MESSAGE_LIST (model);

  if (position >= self->last - self->first)
    return NULL;
  return g_object_ref (self->messages->pdata[self->first + position]);
}

static void
list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BalMessageList, bal_message_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_iface_init))

static void
bal_message_list_class_init (BalMessageListClass *klass)
{
  const FakeField fields[] = {
    FIELD (BalMessageList, "at-start", G_TYPE_BOOLEAN, at_start),
    FIELD (BalMessageList, "at-end", G_TYPE_BOOLEAN, at_end),
  };
  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
bal_message_list_init (BalMessageList *self)
{
}

static void
list_moved (BalMessageList *self)
{
  self->at_start = self->first == 0;
  self->at_end = self->last == self->messages->len;
  g_object_notify (G_OBJECT (self), "at-start");
  g_object_notify (G_OBJECT (self), "at-end");
}

static void
list_replace (BalMessageList *self, guint first, guint last)
{
  guint removed = self->last - self->first;

  self->first = first;
  self->last = last;
  list_moved (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, last - first);
}

void bal_message_list_set_following (BalMessageList *self, gboolean following) {}
gboolean bal_message_list_get_at_start (BalMessageList *self) { return self->at_start; }
gboolean bal_message_list_get_at_end (BalMessageList *self) { return self->at_end; }

guint
bal_message_list_load_older (BalMessageList *self)
{
  guint added = MIN (50, self->first);

  self->first -= added;
  list_moved (self);
  if (added)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, added);
  return added;
}

guint
bal_message_list_load_newer (BalMessageList *self)
{
  guint at = self->last - self->first;
  guint added = MIN (50, self->messages->len - self->last);

  self->last += added;
  list_moved (self);
  if (added)
    g_list_model_items_changed (G_LIST_MODEL (self), at, 0, added);
  return added;
}

void
bal_message_list_load_end (BalMessageList *self)
{
  guint n = self->messages->len;
  list_replace (self, n > 60 ? n - 60 : 0, n);
}

gboolean
bal_message_list_load_around (BalMessageList *self, gint64 id, guint *position)
{
  for (guint i = 0; i < self->messages->len; i++)
    if (bal_message_get_id (self->messages->pdata[i]) == id)
      {
        guint first = i > 50 ? i - 50 : 0;
        list_replace (self, first, MIN (i + 50, self->messages->len));
        *position = i - first;
        return TRUE;
      }
  return FALSE;
}

/* Contacts */

G_DEFINE_FINAL_TYPE (BalContact, bal_contact, G_TYPE_OBJECT)

static void
bal_contact_class_init (BalContactClass *klass)
{
  const FakeField fields[] = {
    FIELD (BalContact, "jid", G_TYPE_STRING, jid),
    FIELD (BalContact, "name", G_TYPE_STRING, name),
    FIELD (BalContact, "display-name", G_TYPE_STRING, display_name),
    FIELD (BalContact, "groups", G_TYPE_STRV, groups),
    FIELD (BalContact, "subscription", BAL_TYPE_SUBSCRIPTION, subscription),
    FIELD (BalContact, "pending", G_TYPE_BOOLEAN, pending),
    FIELD (BalContact, "presence", BAL_TYPE_PRESENCE, presence),
    FIELD (BalContact, "status", G_TYPE_STRING, status),
  };
  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
bal_contact_init (BalContact *self)
{
}

const char *bal_contact_get_jid (BalContact *self) { return self->jid; }
const char *bal_contact_get_name (BalContact *self) { return self->name; }
const char *bal_contact_get_display_name (BalContact *self) { return self->display_name; }
const char *const *bal_contact_get_groups (BalContact *self) { return (const char *const *) self->groups; }
BalSubscription bal_contact_get_subscription (BalContact *self) { return self->subscription; }
gboolean bal_contact_get_pending (BalContact *self) { return self->pending; }
BalPresence bal_contact_get_presence (BalContact *self) { return self->presence; }
const char *bal_contact_get_status (BalContact *self) { return self->status; }
gpointer bal_contact_get_account (BalContact *self) { return self->account; }

gboolean
bal_contact_matches (BalContact *self, const char *folded)
{
  g_autofree char *all = g_strconcat (self->display_name, " ", self->jid, NULL);
  g_autofree char *mine = g_utf8_casefold (all, -1);
  g_auto(GStrv) words = g_strsplit (folded, " ", -1);

  for (guint i = 0; words[i]; i++)
    if (!strstr (mine, words[i]))
      return FALSE;
  return TRUE;
}

void
fake_set_presence (BalContact *contact, BalPresence presence, const char *status)
{
  contact->presence = presence;
  g_object_notify (G_OBJECT (contact), "presence");
  fake_set_string (contact, "status", &contact->status, status);
}

/* Conversations */

G_DEFINE_FINAL_TYPE (BalConversation, bal_conversation, G_TYPE_OBJECT)

static void
bal_conversation_class_init (BalConversationClass *klass)
{
  const FakeField fields[] = {
    FIELD (BalConversation, "id", G_TYPE_INT64, id),
    FIELD (BalConversation, "jid", G_TYPE_STRING, jid),
    FIELD (BalConversation, "kind", BAL_TYPE_CONVERSATION_KIND, kind),
    FIELD (BalConversation, "contact", BAL_TYPE_CONTACT, contact),
    FIELD (BalConversation, "title", G_TYPE_STRING, title),
    FIELD (BalConversation, "preview", G_TYPE_STRING, preview),
    FIELD (BalConversation, "outgoing", G_TYPE_BOOLEAN, outgoing),
    FIELD (BalConversation, "state", BAL_TYPE_MESSAGE_STATE, state),
    FIELD (BalConversation, "time", G_TYPE_INT64, time),
    FIELD (BalConversation, "unread", G_TYPE_UINT, unread),
    FIELD (BalConversation, "draft", G_TYPE_STRING, draft),
    FIELD (BalConversation, "muted", G_TYPE_BOOLEAN, muted),
  };
  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
bal_conversation_init (BalConversation *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
}

gint64 bal_conversation_get_id (BalConversation *self) { return self->id; }
const char *bal_conversation_get_jid (BalConversation *self) { return self->jid; }
BalConversationKind bal_conversation_get_kind (BalConversation *self) { return self->kind; }
BalContact *bal_conversation_get_contact (BalConversation *self) { return self->contact; }
gpointer bal_conversation_get_account (BalConversation *self) { return self->account; }
const char *bal_conversation_get_title (BalConversation *self) { return self->title; }
const char *bal_conversation_get_preview (BalConversation *self) { return self->preview; }
gint64 bal_conversation_get_time (BalConversation *self) { return self->time; }
guint bal_conversation_get_unread (BalConversation *self) { return self->unread; }
const char *bal_conversation_get_draft (BalConversation *self) { return self->draft; }
gboolean bal_conversation_get_muted (BalConversation *self) { return self->muted; }

void
bal_conversation_set_draft (BalConversation *self, const char *draft)
{
  fake_set_string (self, "draft", &self->draft, draft && *draft ? draft : NULL);
}

void
bal_conversation_set_muted (BalConversation *self, gboolean muted)
{
  self->muted = muted;
  g_object_notify (G_OBJECT (self), "muted");
}

void
bal_conversation_mark_read (BalConversation *self)
{
  fake_set_uint (self, "unread", &self->unread, 0);
}

BalMessageList *
bal_conversation_dup_messages (BalConversation *self)
{
  if (self->list)
    return g_object_ref (self->list);
  self->list = g_object_new (BAL_TYPE_MESSAGE_LIST, NULL);
  self->list->messages = g_ptr_array_ref (self->messages);
  g_object_add_weak_pointer (G_OBJECT (self->list), (gpointer *) &self->list);
  bal_message_list_load_end (self->list);
  return self->list;
}

void
bal_conversation_send_async (BalConversation *self, const char *text, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  fake_add_message (self, TRUE, NULL, text, 0, BAL_MESSAGE_PENDING);
  fake_return_later (task, NULL, 0);
}

gboolean
bal_conversation_send_finish (BalConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bal_conversation_retry (BalConversation *self, BalMessage *message)
{
  fake_set_message_state (message, BAL_MESSAGE_PENDING, NULL);
}

BalMessage *
fake_add_message (BalConversation *conversation, gboolean outgoing, const char *subject,
                  const char *body, gint64 minutes, BalMessageState state)
{
  static gint64 last_id;
  BalMessage *message = g_object_new (BAL_TYPE_MESSAGE, NULL);

  message->id = ++last_id;
  message->outgoing = outgoing;
  message->sender = g_strdup (outgoing ? bal_account_get_jid (conversation->account) : conversation->jid);
  message->subject = g_strdup (subject);
  message->body = g_strdup (body);
  message->time = g_get_real_time () - minutes * 60 * G_USEC_PER_SEC;
  message->state = state;
  g_ptr_array_add (conversation->messages, message);
  if (conversation->list && conversation->list->at_end)
    {
      conversation->list->last++;
      g_list_model_items_changed (G_LIST_MODEL (conversation->list),
                                  conversation->list->last - conversation->list->first - 1, 0, 1);
    }
  conversation->outgoing = outgoing;
  conversation->state = state;
  conversation->time = message->time;
  fake_set_string (conversation, "preview", &conversation->preview, body);
  g_object_notify (G_OBJECT (conversation), "outgoing");
  g_object_notify (G_OBJECT (conversation), "time");
  if (!outgoing && minutes == 0)
    fake_set_uint (conversation, "unread", &conversation->unread, conversation->unread + 1);
  return message;
}

/* Requests */

G_DEFINE_FINAL_TYPE (BalRequest, bal_request, G_TYPE_OBJECT)

static void
bal_request_class_init (BalRequestClass *klass)
{
  const FakeField fields[] = {
    FIELD (BalRequest, "jid", G_TYPE_STRING, jid),
    FIELD (BalRequest, "name", G_TYPE_STRING, name),
    FIELD (BalRequest, "message", G_TYPE_STRING, message),
    FIELD (BalRequest, "time", G_TYPE_INT64, time),
  };
  fake_class_init (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
bal_request_init (BalRequest *self)
{
}

const char *bal_request_get_jid (BalRequest *self) { return self->jid; }
const char *bal_request_get_name (BalRequest *self) { return self->name; }
const char *bal_request_get_message (BalRequest *self) { return self->message; }
gint64 bal_request_get_time (BalRequest *self) { return self->time; }
gpointer bal_request_get_account (BalRequest *self) { return self->account; }
