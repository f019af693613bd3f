#include "core/bal-core-private.h"

#include <string.h>
#include "util/bal-limits.h"
#include "util/bal-text.h"

typedef struct
{
  char *resource;
  BalPresence presence;
  int priority;
  char *status;
} Device;

struct _BalContact
{
  GObject parent_instance;
  BalAccount *account; /* weak */
  char *jid;
  char *name;
  char *display_name;
  char *folded; /* name and address, for the search */
  GStrv groups;
  BalSubscription subscription;
  gboolean pending;
  GPtrArray *devices; /* Device; few */
  BalPresence presence;
  char *status;
};

enum {
  PROP_JID = 1,
  PROP_NAME,
  PROP_DISPLAY_NAME,
  PROP_GROUPS,
  PROP_SUBSCRIPTION,
  PROP_PENDING,
  PROP_PRESENCE,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BalContact, bal_contact, G_TYPE_OBJECT)

static const BalSubscription subscriptions[] = {
  [BAL_STORE_SUBSCRIPTION_NONE] = BAL_SUBSCRIPTION_NONE,
  [BAL_STORE_SUBSCRIPTION_TO] = BAL_SUBSCRIPTION_TO,
  [BAL_STORE_SUBSCRIPTION_FROM] = BAL_SUBSCRIPTION_FROM,
  [BAL_STORE_SUBSCRIPTION_BOTH] = BAL_SUBSCRIPTION_BOTH,
};

static void
device_free (gpointer data)
{
  Device *device = data;

  g_free (device->resource);
  g_free (device->status);
  g_free (device);
}

static void
bal_contact_finalize (GObject *object)
{
  BalContact *self = BAL_CONTACT (object);

  g_clear_weak_pointer (&self->account);
  g_free (self->jid);
  g_free (self->name);
  g_free (self->display_name);
  g_free (self->folded);
  g_strfreev (self->groups);
  g_ptr_array_unref (self->devices);
  g_free (self->status);
  G_OBJECT_CLASS (bal_contact_parent_class)->finalize (object);
}

static void
bal_contact_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalContact *self = BAL_CONTACT (object);

  switch (id)
    {
    case PROP_JID: g_value_set_string (value, self->jid); break;
    case PROP_NAME: g_value_set_string (value, self->name); break;
    case PROP_DISPLAY_NAME: g_value_set_string (value, self->display_name); break;
    case PROP_GROUPS: g_value_set_boxed (value, self->groups); break;
    case PROP_SUBSCRIPTION: g_value_set_enum (value, self->subscription); break;
    case PROP_PENDING: g_value_set_boolean (value, self->pending); break;
    case PROP_PRESENCE: g_value_set_enum (value, self->presence); break;
    case PROP_STATUS: g_value_set_string (value, self->status); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_contact_class_init (BalContactClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->finalize = bal_contact_finalize;
  object->get_property = bal_contact_get_property;
  props[PROP_JID] = g_param_spec_string ("jid", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  props[PROP_GROUPS] = g_param_spec_boxed ("groups", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_SUBSCRIPTION] = g_param_spec_enum ("subscription", NULL, NULL, BAL_TYPE_SUBSCRIPTION,
                                                BAL_SUBSCRIPTION_NONE, flags);
  props[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, flags);
  props[PROP_PRESENCE] = g_param_spec_enum ("presence", NULL, NULL, BAL_TYPE_PRESENCE,
                                            BAL_PRESENCE_OFFLINE, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
bal_contact_init (BalContact *self)
{
  self->devices = g_ptr_array_new_with_free_func (device_free);
  self->presence = BAL_PRESENCE_OFFLINE;
  self->groups = g_new0 (char *, 1);
}

BalContact *
bal_contact_new (BalAccount *account, const BalStoreContact *row)
{
  BalContact *self = g_object_new (BAL_TYPE_CONTACT, NULL);

  g_set_weak_pointer (&self->account, account);
  self->jid = g_strdup (row->jid);
  bal_contact_apply (self, row);
  return self;
}

static void
set_name (BalContact *self, const char *name)
{
  g_autofree char *line = bal_text_line (name != NULL ? name : "", BAL_SHOW_NAME);
  g_autofree char *address = bal_text_line (self->jid, BAL_SHOW_SUBJECT);
  g_autofree char *both = NULL;

  if (self->display_name != NULL && g_strcmp0 (self->name, name) == 0)
    return;
  g_set_str (&self->name, name);
  g_set_str (&self->display_name, *line != '\0' ? line : address);
  both = g_strconcat (line, "\n", self->jid, NULL);
  g_free (self->folded);
  self->folded = g_utf8_casefold (both, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DISPLAY_NAME]);
}

void
bal_contact_apply (BalContact *self, const BalStoreContact *row)
{
  static const char *const none[] = { NULL };
  const char *const *groups = row->groups != NULL ? (const char *const *) row->groups : none;

  g_object_freeze_notify (G_OBJECT (self));
  set_name (self, row->name);
  if (!g_strv_equal ((const char *const *) self->groups, groups))
    {
      g_strfreev (self->groups);
      self->groups = g_strdupv ((char **) groups);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GROUPS]);
    }
  if (self->subscription != subscriptions[row->subscription])
    {
      self->subscription = subscriptions[row->subscription];
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBSCRIPTION]);
    }
  if (self->pending != row->ask)
    {
      self->pending = row->ask;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PENDING]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* RFC 6121 4.7.2.3: the device of the highest priority speaks; of two, the more available one. */
static Device *
best_device (BalContact *self)
{
  Device *best = NULL;

  for (guint i = 0; i < self->devices->len; i++)
    {
      Device *device = self->devices->pdata[i];

      if (best == NULL || device->priority > best->priority
          || (device->priority == best->priority && device->presence < best->presence))
        best = device;
    }
  return best;
}

static void
update_presence (BalContact *self)
{
  Device *best = best_device (self);
  BalPresence presence = best != NULL ? best->presence : BAL_PRESENCE_OFFLINE;

  if (g_set_str (&self->status, best != NULL ? best->status : NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
  if (self->presence == presence)
    return;
  self->presence = presence;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENCE]);
}

static gboolean
is_resource (gconstpointer device, gconstpointer resource)
{
  return g_strcmp0 (((const Device *) device)->resource, resource) == 0;
}

void
bal_contact_set_device (BalContact *self, const char *resource, BalPresence presence, int priority,
                        const char *status)
{
  Device *device;
  guint at;

  if (g_ptr_array_find_with_equal_func (self->devices, resource, is_resource, &at))
    g_ptr_array_remove_index_fast (self->devices, at);
  if (presence != BAL_PRESENCE_OFFLINE && self->devices->len < BAL_LIMIT_RESOURCES)
    {
      device = g_new0 (Device, 1);
      device->resource = g_strdup (resource);
      device->presence = presence;
      device->priority = priority;
      if (status != NULL && *status != '\0')
        device->status = bal_text_line (status, BAL_SHOW_STATUS);
      g_ptr_array_add (self->devices, device);
    }
  update_presence (self);
}

void
bal_contact_clear_devices (BalContact *self)
{
  g_ptr_array_set_size (self->devices, 0);
  update_presence (self);
}

const char *
bal_contact_get_jid (BalContact *self)
{
  return self->jid;
}

const char *
bal_contact_get_name (BalContact *self)
{
  return self->name;
}

const char *
bal_contact_get_display_name (BalContact *self)
{
  return self->display_name;
}

const char *const *
bal_contact_get_groups (BalContact *self)
{
  return (const char *const *) self->groups;
}

BalSubscription
bal_contact_get_subscription (BalContact *self)
{
  return self->subscription;
}

gboolean
bal_contact_get_pending (BalContact *self)
{
  return self->pending;
}

BalPresence
bal_contact_get_presence (BalContact *self)
{
  return self->presence;
}

const char *
bal_contact_get_status (BalContact *self)
{
  return self->status;
}

gpointer
bal_contact_get_account (BalContact *self)
{
  return self->account;
}

gboolean
bal_contact_matches (BalContact *self, const char *folded)
{
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n", 32);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && strstr (self->folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
