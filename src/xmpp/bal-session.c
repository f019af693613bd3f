#define G_LOG_DOMAIN "bal-session"

#include "xmpp/bal-session-private.h"

#include <string.h>
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"
#include "xmpp/bal-stanza.h"

#define NS_STREAM_ERRORS "urn:ietf:params:xml:ns:xmpp-streams"

static gboolean
on_phase_timeout (gpointer data)
{
  BalSession *self = data;

  self->timer = 0;
  bal_session_fail_literal (self, BAL_ERROR_TIMED_OUT, "the server took too long to sign in");
  return G_SOURCE_REMOVE;
}

void
bal_session_enter (BalSession *self, BalPhase phase, guint limit_ms)
{
  self->phase = phase;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (limit_ms > 0)
    self->timer = g_timeout_add (limit_ms, on_phase_timeout, self);
}

/* --- the end ----------------------------------------------------------------------------------- */

static void
end (BalSession *self, const GError *error)
{
  if (self->phase == BAL_PHASE_ENDED)
    return;
  bal_session_enter (self, BAL_PHASE_ENDED, 0);
  bal_session_live_stop (self);
  self->events.ended (self, error, self->report, self->user_data);
}

void
bal_session_fail (BalSession *self, GError *error, gboolean resumable)
{
  g_autoptr (GError) owned = error;
  g_autofree char *why = bal_text_log (error->message);

  if (self->phase >= BAL_PHASE_CLOSING)
    return;
  if (!resumable)
    bal_sm_forget (self->sm);
  g_debug ("ends: %s", why);
  bal_session_enter (self, BAL_PHASE_CLOSING, 0);
  bal_session_live_stop (self);
  self->end = g_steal_pointer (&owned);
  if (self->link != NULL)
    bal_link_abort (self->link); /* on_closed follows */
  else
    end (self, self->end);
}

void
bal_session_abort (BalSession *self, GError *error)
{
  bal_session_fail (self, error, /* resumable= */ TRUE);
}

void
bal_session_fail_literal (BalSession *self, int code, const char *message)
{
  bal_session_fail (self, g_error_new_literal (BAL_ERROR, code, message), /* resumable= */ TRUE);
}

void
bal_session_close (BalSession *self)
{
  if (self->phase >= BAL_PHASE_CLOSING)
    return;
  bal_session_last_ack (self);
  bal_sm_forget (self->sm);
  if (self->link == NULL)
    {
      g_cancellable_cancel (self->cancellable);
      end (self, NULL);
      return;
    }
  bal_session_enter (self, BAL_PHASE_CLOSING, 0);
  bal_session_live_stop (self);
  bal_link_close (self->link);
}

static void
on_closed (BalLink *link, const GError *error, gpointer data)
{
  BalSession *self = data;
  g_autoptr (GError) gone = NULL;

  if (self->phase == BAL_PHASE_CLOSING)
    {
      end (self, self->end);
      return;
    }
  if (error == NULL)
    {
      /* The server said </stream:stream>: RFC 6120 4.4, nothing is left to resume. */
      bal_sm_forget (self->sm);
      gone = g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "the server closed the stream");
    }
  else if (g_error_matches (error, BAL_ERROR, BAL_ERROR_XML))
    bal_sm_forget (self->sm); /* the same bytes would come again */
  end (self, error != NULL ? error : gone);
}

/* --- from the stream --------------------------------------------------------------------------- */

static const struct
{
  const char *condition;
  int code;
} stream_errors[] = {
  { "conflict", BAL_ERROR_CONFLICT },
  { "host-unknown", BAL_ERROR_HOST_UNKNOWN },
  { "host-gone", BAL_ERROR_HOST_UNKNOWN },
  { "not-authorized", BAL_ERROR_NOT_AUTHORIZED },
};

/* RFC 6120 4.9. see-other-host is not followed: it would send the password elsewhere. */
static void
on_stream_error (BalSession *self, xmpp_stanza_t *element)
{
  const char *condition = "undefined-condition";
  g_autofree char *text = bal_stanza_dup_child_text (element, "text", NS_STREAM_ERRORS, BAL_LIMIT_STATUS);
  int code = BAL_ERROR_STREAM;

  for (xmpp_stanza_t *c = bal_stanza_first (element); c != NULL; c = bal_stanza_next (c))
    if (bal_stanza_is (c, NULL, NS_STREAM_ERRORS) && strcmp (bal_stanza_name (c), "text") != 0)
      {
        condition = bal_stanza_name (c);
        break;
      }
  for (guint i = 0; i < G_N_ELEMENTS (stream_errors); i++)
    if (strcmp (condition, stream_errors[i].condition) == 0)
      code = stream_errors[i].code;
  bal_session_fail (self,
                    g_error_new (BAL_ERROR, code, "%s%s%s", condition, text ? ": " : "", text ? text : ""),
                    /* resumable= */ FALSE);
}

static void
deliver (BalSession *self, xmpp_stanza_t *stanza)
{
  BalSm *sm = self->sm;
  guint64 token = bal_sm_receive (sm);

  self->token = token;
  self->events.stanza (self, stanza, self->user_data);
  bal_sm_done (sm, token);
}

static gboolean
is_stanza (xmpp_stanza_t *element)
{
  return bal_stanza_is (element, "message", BAL_NS_CLIENT) || bal_stanza_is (element, "presence", BAL_NS_CLIENT)
         || bal_stanza_is (element, "iq", BAL_NS_CLIENT);
}

static void
on_element (BalLink *link, xmpp_stanza_t *element, gsize bytes, gpointer data)
{
  BalSession *self = data;

  if (self->phase >= BAL_PHASE_CLOSING)
    return;
  if (bal_stanza_is (element, "error", BAL_NS_STREAMS))
    on_stream_error (self, element);
  else if (self->phase < BAL_PHASE_READY)
    bal_session_login_element (self, element);
  else if (bal_session_take_barrier (self, element))
    return;
  else if (is_stanza (element))
    deliver (self, element);
  else
    bal_session_live_element (self, element);
}

/* RFC 6120 4.7: another server, or one of before 2004, is not spoken to. */
static void
on_opened (BalLink *link, const BalStreamHeader *header, gpointer data)
{
  BalSession *self = data;
  const char *domain = bal_jid_get_domain (self->account);

  if (header->version == NULL || strcmp (header->version, "1.0") != 0)
    bal_session_fail (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "stream without version 1.0"), FALSE);
  else if (header->from != NULL && *header->from != '\0')
    {
      g_autoptr (BalJid) from = bal_jid_new (header->from, NULL);

      if (from == NULL || strcmp (bal_jid_get_text (from), domain) != 0)
        bal_session_fail (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "stream of another domain"), FALSE);
    }
}

/* --- connecting -------------------------------------------------------------------------------- */

static const BalLinkEvents link_events = { on_opened, on_element, on_closed };

static void
on_wire (GObject *source, GAsyncResult *result, gpointer data)
{
  BalSession *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = NULL;
  BalWireReport *report = NULL;

  stream = bal_wire_connect_finish (result, &report, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bal_wire_report_free (report);
      return; /* the session may be gone */
    }
  self->report = report;
  if (stream == NULL)
    {
      bal_session_fail (self, g_steal_pointer (&error), TRUE);
      return;
    }
  self->stream = g_object_ref (stream);
  self->link = bal_link_new (stream, &link_events, self, &error);
  if (self->link == NULL)
    {
      bal_session_fail (self, g_steal_pointer (&error), TRUE);
      return;
    }
  bal_link_set_account (self->link, bal_jid_get_bare (self->account));
  bal_session_enter (self, BAL_PHASE_FEATURES, BAL_TIMEOUT_FEATURES);
  bal_link_open_stream (self->link, bal_jid_get_domain (self->account), NULL, NULL);
}

BalSession *
bal_session_new (const BalSessionOptions *options, BalSm *sm, const BalSessionEvents *events,
                 gpointer user_data)
{
  BalSession *self = g_new0 (BalSession, 1);

  self->account = bal_jid_dup_bare (options->account);
  self->password = g_strdup (options->password);
  self->strongest = options->strongest;
  self->allow_plain = options->allow_plain;
  self->only_register = options->only_register;
  self->sm = sm;
  self->events = *events;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  bal_session_enter (self, BAL_PHASE_WIRE, 0); /* the wire has its own limits */
  bal_wire_connect_async (&options->wire, self->cancellable, on_wire, self);
  return self;
}

void
bal_session_free (BalSession *self)
{
  if (self == NULL)
    return;
  self->phase = BAL_PHASE_ENDED;
  g_cancellable_cancel (self->cancellable);
  bal_session_live_stop (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->features, g_hash_table_unref);
  g_clear_pointer (&self->link, bal_link_free);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->report, bal_wire_report_free);
  g_clear_pointer (&self->scram, bal_scram_free);
  g_clear_pointer (&self->account, bal_jid_unref);
  g_clear_pointer (&self->full, bal_jid_unref);
  g_clear_error (&self->end);
  g_free (self->bind_id);
  g_free (self->barrier_id);
  bal_sasl_free_secret (self->password);
  g_free (self);
}

/* --- for the owner ----------------------------------------------------------------------------- */

void
bal_session_write (BalSession *self, const char *xml)
{
  if (self->link != NULL && self->phase < BAL_PHASE_CLOSING)
    bal_link_send (self->link, xml);
}

void
bal_session_send (BalSession *self, const char *xml, const char *id)
{
  if (self->phase != BAL_PHASE_READY)
    return;
  bal_sm_sent (self->sm, xml, id);
  bal_session_write (self, xml);
  if (bal_sm_get_unacked (self->sm) > BAL_LIMIT_UNACKED)
    bal_session_fail (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "nothing is acknowledged"), FALSE);
  else
    bal_session_request_ack (self);
}

guint64
bal_session_hold (BalSession *self)
{
  bal_sm_hold (self->sm, self->token);
  return self->token;
}

void
bal_session_set_paused (BalSession *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  if (self->link != NULL)
    bal_link_set_paused (self->link, paused);
}

gboolean
bal_session_is_ready (BalSession *self)
{
  return self->phase == BAL_PHASE_READY;
}

BalJid *
bal_session_get_full (BalSession *self)
{
  return self->full;
}

BalSaslMechanism
bal_session_get_mechanism (BalSession *self)
{
  return self->mechanism;
}

gboolean
bal_session_has_feature (BalSession *self, const char *name, const char *ns)
{
  g_autofree char *key = g_strconcat (name, "\n", ns, NULL);

  return self->features != NULL && g_hash_table_contains (self->features, key);
}
