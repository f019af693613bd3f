#include "core/bal-core-private.h"

#include "util/bal-limits.h"
#include "util/bal-text.h"

struct _BalMessage
{
  GObject parent_instance;
  BalStoreMessage *row;
  char *subject; /* for display */
  char *body;
  char *reason;
  gboolean truncated;
};

enum {
  PROP_ID = 1,
  PROP_OUTGOING,
  PROP_SENDER,
  PROP_SUBJECT,
  PROP_BODY,
  PROP_TIME,
  PROP_STATE,
  PROP_REASON,
  PROP_TRUNCATED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BalMessage, bal_message, G_TYPE_OBJECT)

G_STATIC_ASSERT ((int) BAL_MESSAGE_FAILED == (int) BAL_STORE_STATE_FAILED);
G_STATIC_ASSERT ((int) BAL_MESSAGE_PENDING == (int) BAL_STORE_STATE_PENDING);

static void
bal_message_finalize (GObject *object)
{
  BalMessage *self = BAL_MESSAGE (object);

  bal_store_message_free (self->row);
  g_free (self->subject);
  g_free (self->body);
  g_free (self->reason);
  G_OBJECT_CLASS (bal_message_parent_class)->finalize (object);
}

static void
bal_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalMessage *self = BAL_MESSAGE (object);

  switch (id)
    {
    case PROP_ID: g_value_set_int64 (value, self->row->id); break;
    case PROP_OUTGOING: g_value_set_boolean (value, bal_message_get_outgoing (self)); break;
    case PROP_SENDER: g_value_set_string (value, self->row->sender); break;
    case PROP_SUBJECT: g_value_set_string (value, self->subject); break;
    case PROP_BODY: g_value_set_string (value, self->body); break;
    case PROP_TIME: g_value_set_int64 (value, self->row->time); break;
    case PROP_STATE: g_value_set_enum (value, (int) self->row->state); break;
    case PROP_REASON: g_value_set_string (value, self->reason); break;
    case PROP_TRUNCATED: g_value_set_boolean (value, self->truncated); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_message_class_init (BalMessageClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->finalize = bal_message_finalize;
  object->get_property = bal_message_get_property;
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, flags);
  props[PROP_SENDER] = g_param_spec_string ("sender", NULL, NULL, NULL, flags);
  props[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  props[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, flags);
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BAL_TYPE_MESSAGE_STATE, BAL_MESSAGE_RECEIVED, flags);
  props[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  props[PROP_TRUNCATED] = g_param_spec_boolean ("truncated", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
bal_message_init (BalMessage *self)
{
}

BalMessage *
bal_message_new (const BalStoreMessage *row)
{
  BalMessage *self = g_object_new (BAL_TYPE_MESSAGE, NULL);

  self->row = bal_store_message_copy (row);
  self->body = bal_text_body (row->body != NULL ? row->body : "", &self->truncated);
  if (row->subject != NULL)
    self->subject = bal_text_line (row->subject, BAL_SHOW_SUBJECT);
  if (row->reason != NULL)
    self->reason = bal_text_line (row->reason, BAL_SHOW_SUBJECT);
  return self;
}

void
bal_message_apply (BalMessage *self, const BalStoreMessage *row)
{
  if (self->row->state == row->state && g_strcmp0 (self->row->reason, row->reason) == 0)
    return;
  self->row->state = row->state;
  g_set_str (&self->row->reason, row->reason);
  g_free (self->reason);
  self->reason = row->reason != NULL ? bal_text_line (row->reason, BAL_SHOW_SUBJECT) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

gint64
bal_message_get_id (BalMessage *self)
{
  return self->row->id;
}

gint64
bal_message_get_sort (BalMessage *self)
{
  return self->row->sort;
}

gboolean
bal_message_get_outgoing (BalMessage *self)
{
  return self->row->direction == BAL_STORE_OUT;
}

const char *
bal_message_get_sender (BalMessage *self)
{
  return self->row->sender;
}

const char *
bal_message_get_subject (BalMessage *self)
{
  return self->subject;
}

const char *
bal_message_get_body (BalMessage *self)
{
  return self->body;
}

gboolean
bal_message_get_truncated (BalMessage *self)
{
  return self->truncated;
}

const char *
bal_message_get_text (BalMessage *self)
{
  return self->row->body != NULL ? self->row->body : "";
}

gint64
bal_message_get_time (BalMessage *self)
{
  return self->row->time;
}

BalMessageState
bal_message_get_state (BalMessage *self)
{
  return (BalMessageState) self->row->state;
}

const char *
bal_message_get_reason (BalMessage *self)
{
  return self->reason;
}
