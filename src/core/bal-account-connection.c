/* An account's connection: signing in, staying, trying again. */
#define G_LOG_DOMAIN "bal-account"

#include "core/bal-account-private.h"

#include <string.h>
#include "core/bal-inbox.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

static void start_session (BalAccount *self);

/* What must not be tried again by itself: the person has to do something first, or it would do harm
 * (two devices that throw each other out, an account that gets locked). */
static const int stops[] = {
  BAL_ERROR_BAD_ADDRESS,    BAL_ERROR_NO_TLS,          BAL_ERROR_CERTIFICATE,  BAL_ERROR_NOT_AUTHORIZED,
  BAL_ERROR_ACCOUNT_DISABLED, BAL_ERROR_WEAK_LOGIN,    BAL_ERROR_NO_MECHANISM, BAL_ERROR_SERVER_UNPROVEN,
  BAL_ERROR_CONFLICT,       BAL_ERROR_HOST_UNKNOWN,    BAL_ERROR_NO_PASSWORD,
};

static gboolean
must_stop (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    if (g_error_matches (error, BAL_ERROR, stops[i]))
      return TRUE;
  return FALSE;
}

/* --- waiting ----------------------------------------------------------------------------------- */

static void
stop_timers (BalAccount *self)
{
  g_clear_handle_id (&self->retry_timer, g_source_remove);
  g_clear_handle_id (&self->stable_timer, g_source_remove);
  self->retry_at = 0;
}

static gboolean
on_retry (gpointer data)
{
  BalAccount *self = data;

  self->retry_timer = 0;
  self->retry_at = 0;
  bal_account_start (self); /* where it is still wanted */
  return G_SOURCE_REMOVE;
}

/* Jitter: a server that restarts must not meet all its clients in the same second. */
static guint
next_delay_ms (guint failures)
{
  guint seconds = BAL_RECONNECT_FIRST_SECONDS << MIN (failures, 10);
  gint32 ms = (gint32) MIN (seconds, BAL_RECONNECT_LAST_SECONDS) * 1000;

  return (guint) g_random_int_range (ms / 2, ms + 1);
}

/* A server that answers with nonsense or refusal will do so again in a second. */
static gboolean
is_server_fault (const GError *error)
{
  return g_error_matches (error, BAL_ERROR, BAL_ERROR_XML) || g_error_matches (error, BAL_ERROR, BAL_ERROR_PROTOCOL)
         || g_error_matches (error, BAL_ERROR, BAL_ERROR_STREAM)
         || g_error_matches (error, BAL_ERROR, BAL_ERROR_AUTH_TEMPORARY);
}

static gboolean
is_wanted (BalAccount *self)
{
  return self->row->enabled && self->presence != BAL_PRESENCE_OFFLINE;
}

static void
wait_and_retry (BalAccount *self, const GError *error)
{
  guint delay;

  if (is_server_fault (error))
    self->failures = MAX (self->failures, BAL_RECONNECT_FAULT);
  delay = next_delay_ms (self->failures++);
  self->retry_at = g_get_monotonic_time () + (gint64) delay * 1000;
  g_clear_handle_id (&self->retry_timer, g_source_remove);
  self->retry_timer = g_timeout_add (delay, on_retry, self);
  bal_account_set_state (self, BAL_ACCOUNT_WAITING, error);
}

static gboolean
on_stable (gpointer data)
{
  BalAccount *self = data;

  self->stable_timer = 0;
  self->failures = 0;
  return G_SOURCE_REMOVE;
}

/* --- the session's events ---------------------------------------------------------------------- */

static void
on_password_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BalAccount) self = data;
  g_autoptr (GError) error = NULL;

  if (!bal_keyring_store_finish (BAL_KEYRING (source), result, &error))
    g_message ("the password is not kept: %s", error->message);
  if (--self->keeping > 0 || self->kept == NULL)
    return;
  g_task_return_boolean (self->kept, TRUE);
  g_clear_object (&self->kept);
}

void
bal_account_wait_kept (BalAccount *self, GTask *task)
{
  if (self->keeping > 0 && self->kept == NULL)
    {
      self->kept = task;
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_account_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!bal_store_account_set_finish (BAL_STORE (source), result, &error))
    g_debug ("not kept: %s", error->message);
}

/* What was learnt by a sign-in that worked. */
static void
remember (BalAccount *self)
{
  int mechanism = (int) bal_session_get_mechanism (self->session);

  if (self->password_is_new && self->remember)
    {
      self->keeping++;
      bal_keyring_store_async (bal_client_get_keyring (self->client), self->row->jid, self->password, NULL,
                               on_password_kept, g_object_ref (self));
    }
  self->password_is_new = FALSE;
  if (mechanism <= self->row->mechanism && !self->allow_weak)
    return;
  self->row->mechanism = mechanism;
  if (self->row->id != 0)
    bal_store_account_set_mechanism_async (bal_client_get_store (self->client), self->row->id, mechanism,
                                           on_account_set, NULL);
}

static void
on_ready (BalSession *session, gboolean resumed, gpointer data)
{
  BalAccount *self = data;

  stop_timers (self);
  self->stable_timer = g_timeout_add_seconds (BAL_STABLE_SECONDS, on_stable, self);
  bal_account_set_certificate (self, NULL);
  if (!resumed)
    {
      remember (self);
      self->allow_weak = self->allow_plain = FALSE;
      bal_router_fail_all (self->router);
      bal_account_roster_offline (self); /* who left meanwhile is not mentioned again */
      bal_outbox_forget_wire (self->outbox);
      self->announced = FALSE;
      bal_router_set_full (self->router, bal_session_get_full (session));
    }
  bal_session_set_active (session, !self->inactive);
  if (self->signing_in != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->signing_in);

      g_task_return_boolean (task, TRUE); /* the account is kept first, then its roster */
    }
  else if (resumed && self->announced)
    bal_account_become_online (self, /* resumed= */ TRUE);
  else
    bal_account_roster_sync (self);
}

void
bal_account_become_online (BalAccount *self, gboolean resumed)
{
  if (!bal_account_is_online (self))
    return;
  if (!resumed)
    bal_account_send_presence (self);
  bal_account_set_state (self, BAL_ACCOUNT_ONLINE, NULL);
  bal_outbox_online (self->outbox);
}

static void
on_stanza (BalSession *session, xmpp_stanza_t *stanza, gpointer data)
{
  bal_router_handle (((BalAccount *) data)->router, stanza);
  bal_account_check_pressure (data);
}

static void
on_acked (const char *id, gpointer data)
{
  bal_outbox_acked (((BalAccount *) data)->outbox, id);
}

/* Nothing of the last session can come back: neither its stream nor who was seen in it. */
static void
forget_session (BalAccount *self)
{
  bal_sm_forget (self->sm);
  if (self->router != NULL)
    bal_router_fail_all (self->router);
  bal_account_roster_offline (self);
}

static void
finish_stop (BalAccount *self)
{
  gboolean for_good = self->stopping->len > 0;

  forget_session (self);
  bal_account_set_state (self, BAL_ACCOUNT_OFFLINE, NULL);
  while (self->stopping->len > 0)
    {
      g_autoptr (GTask) task = g_ptr_array_steal_index (self->stopping, 0);

      g_task_return_boolean (task, TRUE);
    }
  if (!for_good)
    bal_account_start (self); /* where the person changed their mind meanwhile */
}

static void
on_failed (BalAccount *self, const GError *error)
{
  if (self->signing_in != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->signing_in);

      bal_account_set_state (self, BAL_ACCOUNT_STOPPED, error);
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED))
    g_clear_pointer (&self->password, bal_password_free);
  if (!must_stop (error))
    {
      wait_and_retry (self, error);
      return;
    }
  forget_session (self);
  bal_account_set_state (self, BAL_ACCOUNT_STOPPED, error);
}

static void
on_ended (BalSession *session, const GError *error, const BalWireReport *report, gpointer data)
{
  g_autoptr (BalAccount) self = g_object_ref (data);
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : NULL;

  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_CERTIFICATE))
    bal_account_set_certificate (self, bal_certificate_from_report (report, bal_jid_get_domain (self->jid)));
  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_WEAK_LOGIN))
    self->refused = bal_session_get_mechanism (session);
  bal_account_drop_connection (self);
  if (copy == NULL || self->stopping->len > 0 || (self->signing_in == NULL && !is_wanted (self)))
    finish_stop (self);
  else
    on_failed (self, copy);
}

/* --- starting ---------------------------------------------------------------------------------- */

static void
router_send (const char *xml, const char *id, gpointer data)
{
  BalAccount *self = data;

  if (self->session != NULL)
    bal_session_send (self->session, xml, id);
}

static BalSource
router_contact (const BalJid *bare, gpointer data)
{
  return bal_account_classify (data, bare);
}

static void
router_message (const BalXMessage *message, gpointer data)
{
  bal_inbox_handle (data, message);
}

static void
router_presence (const BalXPresence *presence, gpointer data)
{
  if (!bal_account_take_subscription (data, presence))
    bal_account_roster_presence (data, presence);
}

static void
router_roster_push (const BalRosterItem *item, const char *version, gpointer data)
{
  BalAccount *self = data;

  bal_account_roster_push (self, item, version, bal_session_hold (self->session));
}

static const BalRouterEvents router_events = {
  router_send, router_contact, router_message, router_presence, router_roster_push,
};

static const BalSessionEvents session_events = { on_ready, on_stanza, on_acked, on_ended };

static void
open_session (BalAccount *self)
{
  BalSessionOptions options = {
    .account = self->jid,
    .password = self->password,
    .strongest = self->allow_weak ? self->refused : (BalSaslMechanism) self->row->mechanism,
    .allow_plain = self->allow_plain || self->row->mechanism == BAL_SASL_PLAIN,
    .wire = {
      .domain = bal_jid_get_domain (self->jid),
      .host = self->row->host,
      .port = (guint16) self->row->port,
      .direct_tls = self->row->direct_tls,
      .ca_file = self->row->ca_file,
      .pin_sha256 = self->row->pin_sha256,
    },
  };

  if (self->router == NULL)
    self->router = bal_router_new (self->jid, &router_events, self);
  self->session = bal_session_new (&options, self->sm, &session_events, self);
}

/* The database has done all it was asked to: what is not acknowledged now must come again. */
static void
on_database_idle (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BalAccount) self = data;

  if (self->session == NULL && self->state == BAL_ACCOUNT_CONNECTING)
    open_session (self);
}

static gboolean
do_nothing (BalDb *db, gpointer job, GError **error)
{
  return TRUE;
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BalAccount) self = data;
  g_autoptr (GError) error = NULL;
  char *password = bal_keyring_lookup_finish (BAL_KEYRING (source), result, &error);

  if (self->state != BAL_ACCOUNT_CONNECTING)
    {
      bal_password_free (password);
      return;
    }
  /* What the person has typed meanwhile is newer. */
  if (self->password != NULL)
    bal_password_free (password);
  else
    self->password = password;
  if (self->password != NULL)
    {
      start_session (self);
      return;
    }
  g_clear_error (&error);
  g_set_error_literal (&error, BAL_ERROR, BAL_ERROR_NO_PASSWORD, "no password is known");
  on_failed (self, error);
}

static void
start_session (BalAccount *self)
{
  if (self->session != NULL || self->client == NULL)
    return;
  stop_timers (self);
  bal_account_set_state (self, BAL_ACCOUNT_CONNECTING, NULL);
  if (self->password == NULL)
    bal_keyring_lookup_async (bal_client_get_keyring (self->client), self->row->jid, self->cancellable, on_password,
                              g_object_ref (self));
  else if (bal_sm_is_behind (self->sm))
    bal_store_write_async (bal_client_get_store (self->client), do_nothing, NULL, NULL, on_database_idle,
                           g_object_ref (self));
  else
    open_session (self);
}

void
bal_account_start (BalAccount *self)
{
  if (is_wanted (self) && self->state != BAL_ACCOUNT_ONLINE && self->state != BAL_ACCOUNT_CONNECTING)
    start_session (self);
}

void
bal_account_connect_now (BalAccount *self)
{
  self->failures = 0;
  bal_account_start (self);
}

void
bal_account_stop (BalAccount *self, GTask *task)
{
  stop_timers (self);
  if (task != NULL)
    g_ptr_array_add (self->stopping, task);
  bal_account_roster_offline (self);
  if (self->session != NULL)
    bal_session_close (self->session);
  else
    finish_stop (self);
}

void
bal_account_drop_connection (BalAccount *self)
{
  stop_timers (self);
  if (self->router != NULL && bal_sm_get_resume_id (self->sm) == NULL)
    bal_router_fail_all (self->router);
  if (bal_sm_get_resume_id (self->sm) == NULL)
    bal_account_roster_offline (self);
  g_clear_pointer (&self->session, bal_session_free);
}

/* --- for the rest of the account --------------------------------------------------------------- */

guint64
bal_account_hold (BalAccount *self)
{
  return self->session != NULL ? bal_session_hold (self->session) : 0;
}

void
bal_account_done (BalAccount *self, guint64 token)
{
  if (self->session != NULL)
    bal_session_done (self->session, token);
  else
    bal_sm_done (self->sm, token);
}

void
bal_account_store_failed (BalAccount *self, const GError *error)
{
  if (self->session != NULL)
    bal_session_abort (self->session, g_error_copy (error));
}

void
bal_account_check_pressure (BalAccount *self)
{
  if (self->client != NULL && bal_store_get_queued (bal_client_get_store (self->client)) >= BAL_STORE_QUEUE)
    bal_account_set_reading (self, FALSE);
}

void
bal_account_set_reading (BalAccount *self, gboolean reading)
{
  if (self->session != NULL)
    bal_session_set_paused (self->session, !reading);
}

void
bal_account_set_active (BalAccount *self, gboolean active)
{
  self->inactive = !active;
  if (self->session != NULL)
    bal_session_set_active (self->session, active);
}

void
bal_account_send (BalAccount *self, const char *xml)
{
  if (self->session != NULL)
    bal_session_send (self->session, xml, NULL);
}

void
bal_account_check (BalAccount *self, gboolean network_available)
{
  if (self->state == BAL_ACCOUNT_WAITING && network_available)
    bal_account_connect_now (self);
  else if (bal_account_is_online (self))
    bal_session_check (self->session);
}

void
bal_account_set_password (BalAccount *self, const char *password, gboolean remember_it)
{
  bal_password_free (self->password);
  self->password = g_strdup (password);
  self->password_is_new = TRUE;
  self->remember = remember_it;
  bal_account_connect_now (self);
}

void
bal_account_accept_certificate (BalAccount *self, const char *sha256)
{
  g_set_str (&self->row->pin_sha256, sha256);
  if (self->row->id != 0)
    bal_store_account_set_pin_async (bal_client_get_store (self->client), self->row->id, sha256, on_account_set, NULL);
  bal_account_connect_now (self);
}

void
bal_account_accept_weak_login (BalAccount *self)
{
  self->allow_weak = self->refused != BAL_SASL_NONE;
  self->allow_plain = self->refused == BAL_SASL_PLAIN;
  bal_account_connect_now (self);
}
