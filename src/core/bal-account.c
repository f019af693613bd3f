#define G_LOG_DOMAIN "bal-account"

#include "core/bal-account-private.h"

#include "util/bal-error.h"

enum {
  PROP_JID = 1,
  PROP_ENABLED,
  PROP_STATE,
  PROP_ERROR,
  PROP_CERTIFICATE,
  PROP_RETRY_AT,
  PROP_PRESENCE,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint password_needed;

G_DEFINE_FINAL_TYPE (BalAccount, bal_account, G_TYPE_OBJECT)

static const char *const presences[] = {
  [BAL_PRESENCE_ONLINE] = NULL, [BAL_PRESENCE_CHAT] = "chat", [BAL_PRESENCE_AWAY] = "away",
  [BAL_PRESENCE_XA] = "xa",     [BAL_PRESENCE_DND] = "dnd",   [BAL_PRESENCE_OFFLINE] = "offline",
};

static void
bal_account_dispose (GObject *object)
{
  BalAccount *self = BAL_ACCOUNT (object);

  g_cancellable_cancel (self->cancellable);
  bal_account_drop_connection (self);
  bal_account_requests_clear (self);
  g_clear_pointer (&self->router, bal_router_free);
  g_clear_pointer (&self->outbox, bal_outbox_free);
  g_clear_weak_pointer (&self->client);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (bal_account_parent_class)->dispose (object);
}

static void
bal_account_finalize (GObject *object)
{
  BalAccount *self = BAL_ACCOUNT (object);

  bal_sm_free (self->sm);
  g_hash_table_unref (self->by_jid);
  g_hash_table_unref (self->items);
  g_object_unref (self->contacts);
  g_ptr_array_unref (self->adding);
  g_ptr_array_unref (self->settling);
  g_ptr_array_unref (self->stopping);
  g_clear_error (&self->error);
  bal_certificate_free (self->certificate);
  bal_password_free (self->password);
  g_clear_pointer (&self->jid, bal_jid_unref);
  bal_store_account_free (self->row);
  G_OBJECT_CLASS (bal_account_parent_class)->finalize (object);
}

static void
bal_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalAccount *self = BAL_ACCOUNT (object);

  switch (id)
    {
    case PROP_JID: g_value_set_string (value, self->row->jid); break;
    case PROP_ENABLED: g_value_set_boolean (value, self->row->enabled); break;
    case PROP_STATE: g_value_set_enum (value, self->state); break;
    case PROP_ERROR: g_value_set_boxed (value, self->error); break;
    case PROP_CERTIFICATE: g_value_set_boxed (value, self->certificate); break;
    case PROP_RETRY_AT: g_value_set_int64 (value, self->retry_at); break;
    case PROP_PRESENCE: g_value_set_enum (value, self->presence); break;
    case PROP_STATUS: g_value_set_string (value, self->row->status); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_account_class_init (BalAccountClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->dispose = bal_account_dispose;
  object->finalize = bal_account_finalize;
  object->get_property = bal_account_get_property;
  props[PROP_JID] = g_param_spec_string ("jid", NULL, NULL, NULL, flags);
  props[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BAL_TYPE_ACCOUNT_STATE, BAL_ACCOUNT_OFFLINE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_CERTIFICATE] = g_param_spec_boxed ("certificate", NULL, NULL, BAL_TYPE_CERTIFICATE, flags);
  props[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PRESENCE] = g_param_spec_enum ("presence", NULL, NULL, BAL_TYPE_PRESENCE, BAL_PRESENCE_ONLINE, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object, N_PROPS, props);
  password_needed = g_signal_new ("password-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
bal_account_init (BalAccount *self)
{
  self->cancellable = g_cancellable_new ();
  self->sm = bal_sm_new ();
  self->contacts = g_list_store_new (BAL_TYPE_CONTACT);
  self->by_jid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->items = g_hash_table_new_full (bal_jid_hash, bal_jid_equal, (GDestroyNotify) bal_jid_unref, NULL);
  self->adding = g_ptr_array_new ();
  self->settling = g_ptr_array_new ();
  self->stopping = g_ptr_array_new ();
}

static BalPresence
parse_presence (const char *show)
{
  for (guint i = 0; i < G_N_ELEMENTS (presences); i++)
    if (g_strcmp0 (show, presences[i]) == 0)
      return (BalPresence) i;
  return BAL_PRESENCE_ONLINE;
}

BalAccount *
bal_account_new (BalClient *client, const BalStoreAccount *row, GPtrArray *contacts)
{
  BalAccount *self = g_object_new (BAL_TYPE_ACCOUNT, NULL);

  g_set_weak_pointer (&self->client, client);
  self->row = bal_store_account_copy (row);
  self->jid = bal_jid_new (row->jid, NULL);
  self->presence = parse_presence (row->show);
  self->outbox = bal_outbox_new (self);
  if (contacts != NULL)
    bal_account_roster_load (self, contacts);
  return self;
}

/* --- state ------------------------------------------------------------------------------------- */

void
bal_account_set_state (BalAccount *self, BalAccountState state, const GError *error)
{
  gboolean ask = state == BAL_ACCOUNT_STOPPED && self->signing_in == NULL
                 && (g_error_matches (error, BAL_ERROR, BAL_ERROR_NO_PASSWORD)
                     || g_error_matches (error, BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->error != NULL || error != NULL)
    {
      g_clear_error (&self->error);
      self->error = error != NULL ? g_error_copy (error) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_AT]);
  g_object_thaw_notify (G_OBJECT (self));
  if (ask)
    g_signal_emit (self, password_needed, 0);
}

void
bal_account_set_certificate (BalAccount *self, BalCertificate *certificate)
{
  bal_certificate_free (self->certificate);
  self->certificate = certificate;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CERTIFICATE]);
}

gboolean
bal_account_is_online (BalAccount *self)
{
  return self->session != NULL && bal_session_is_ready (self->session);
}

/* --- settings ---------------------------------------------------------------------------------- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BalStoreAccount) row = bal_store_account_save_finish (BAL_STORE (source), result, &error);

  if (row == NULL)
    g_debug ("account not saved: %s", error->message);
}

void
bal_account_save (BalAccount *self)
{
  if (self->client != NULL && self->row->id != 0)
    bal_store_account_save_async (bal_client_get_store (self->client), self->row, on_saved, NULL);
}

void
bal_account_set_enabled (BalAccount *self, gboolean enabled)
{
  if (self->row->enabled == enabled)
    return;
  self->row->enabled = enabled;
  bal_account_save (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENABLED]);
  if (enabled)
    bal_account_start (self);
  else
    bal_account_stop (self, NULL);
}

void
bal_account_set_presence (BalAccount *self, BalPresence presence, const char *status, int priority)
{
  gboolean was_offline = self->presence == BAL_PRESENCE_OFFLINE;

  self->presence = presence;
  g_set_str (&self->row->show, presences[presence]);
  g_set_str (&self->row->status, status != NULL && *status != '\0' ? status : NULL);
  self->row->priority = CLAMP (priority, -128, 127);
  bal_account_save (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENCE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
  if (presence == BAL_PRESENCE_OFFLINE)
    bal_account_stop (self, NULL);
  else if (was_offline)
    bal_account_start (self);
  else
    bal_account_send_presence (self);
}

/* --- getters ----------------------------------------------------------------------------------- */

gint64
bal_account_get_id (BalAccount *self)
{
  return self->row->id;
}

BalClient *
bal_account_get_client (BalAccount *self)
{
  return self->client;
}

BalOutbox *
bal_account_get_outbox (BalAccount *self)
{
  return self->outbox;
}

const char *
bal_account_get_jid (BalAccount *self)
{
  return self->row->jid;
}

gboolean
bal_account_get_enabled (BalAccount *self)
{
  return self->row->enabled;
}

BalAccountState
bal_account_get_state (BalAccount *self)
{
  return self->state;
}

const GError *
bal_account_get_error (BalAccount *self)
{
  return self->error;
}

const BalCertificate *
bal_account_get_certificate (BalAccount *self)
{
  return self->certificate;
}

BalPresence
bal_account_get_presence (BalAccount *self)
{
  return self->presence;
}

const char *
bal_account_get_status (BalAccount *self)
{
  return self->row->status;
}

int
bal_account_get_priority (BalAccount *self)
{
  return self->row->priority;
}

GListModel *
bal_account_get_contacts (BalAccount *self)
{
  return G_LIST_MODEL (self->contacts);
}

BalContact *
bal_account_get_contact (BalAccount *self, const char *jid)
{
  return g_hash_table_lookup (self->by_jid, jid);
}
