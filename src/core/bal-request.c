#include "core/bal-core-private.h"

#include "util/bal-limits.h"
#include "util/bal-text.h"

struct _BalRequest
{
  GObject parent_instance;
  BalAccount *account; /* weak */
  char *jid;
  char *name;
  char *message;
  gint64 time;
};

enum { PROP_JID = 1, PROP_NAME, PROP_MESSAGE, PROP_TIME, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BalRequest, bal_request, G_TYPE_OBJECT)

static void
bal_request_finalize (GObject *object)
{
  BalRequest *self = BAL_REQUEST (object);

  g_clear_weak_pointer (&self->account);
  g_free (self->jid);
  g_free (self->name);
  g_free (self->message);
  G_OBJECT_CLASS (bal_request_parent_class)->finalize (object);
}

static void
bal_request_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalRequest *self = BAL_REQUEST (object);

  switch (id)
    {
    case PROP_JID: g_value_set_string (value, self->jid); break;
    case PROP_NAME: g_value_set_string (value, self->name); break;
    case PROP_MESSAGE: g_value_set_string (value, self->message); break;
    case PROP_TIME: g_value_set_int64 (value, self->time); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_request_class_init (BalRequestClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object->finalize = bal_request_finalize;
  object->get_property = bal_request_get_property;
  props[PROP_JID] = g_param_spec_string ("jid", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
bal_request_init (BalRequest *self)
{
}

/* NULL for nothing to show. */
static char *
show (const char *text, gsize max)
{
  g_autofree char *line = text != NULL ? bal_text_line (text, max) : NULL;

  return line != NULL && *line != '\0' ? g_steal_pointer (&line) : NULL;
}

BalRequest *
bal_request_new (BalAccount *account, const BalStoreRequest *row)
{
  BalRequest *self = g_object_new (BAL_TYPE_REQUEST, NULL);

  g_set_weak_pointer (&self->account, account);
  self->jid = g_strdup (row->jid);
  self->name = show (row->name, BAL_SHOW_NAME);
  self->message = show (row->message, BAL_SHOW_SUBJECT);
  self->time = row->time;
  return self;
}

const char *
bal_request_get_jid (BalRequest *self)
{
  return self->jid;
}

const char *
bal_request_get_name (BalRequest *self)
{
  return self->name;
}

const char *
bal_request_get_message (BalRequest *self)
{
  return self->message;
}

gint64
bal_request_get_time (BalRequest *self)
{
  return self->time;
}

gpointer
bal_request_get_account (BalRequest *self)
{
  return self->account;
}
