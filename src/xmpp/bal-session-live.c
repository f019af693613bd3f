/* A session that is online: acknowledgements (XEP-0198), pings (XEP-0199), client state (XEP-0352). */
#define G_LOG_DOMAIN "bal-session"

#include "xmpp/bal-session-private.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"

#define NS_SM "urn:xmpp:sm:3"
#define NS_CSI "urn:xmpp:csi:0"
#define ACK_MS 100

/* --- acknowledgements -------------------------------------------------------------------------- */

static void
send_ack (BalSession *self)
{
  g_autofree char *xml = g_strdup_printf ("<a xmlns='" NS_SM "' h='%u'/>", bal_sm_get_handled (self->sm));

  self->ack_sent = bal_sm_get_handled (self->sm);
  bal_session_write (self, xml);
}

/* RFC 6120 10.1: stanzas are handled in order, so the answer to a ping proves that those before it
 * arrived. */
static void
ask_for_ack (BalSession *self)
{
  g_autofree char *xml = NULL;

  if (self->server_counts)
    {
      bal_session_write (self, "<r xmlns='" NS_SM "'/>");
      return;
    }
  g_free (self->barrier_id);
  self->barrier_id = bal_random_id ();
  self->barrier_h = bal_sm_get_sent (self->sm);
  xml = g_strdup_printf ("<iq type='get' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>", self->barrier_id);
  bal_session_write (self, xml);
}

gboolean
bal_session_take_barrier (BalSession *self, xmpp_stanza_t *element)
{
  const char *type = bal_stanza_attr (element, "type");

  if (self->barrier_id == NULL || !bal_stanza_is (element, "iq", BAL_NS_CLIENT)
      || g_strcmp0 (bal_stanza_attr (element, "id"), self->barrier_id) != 0
      || (g_strcmp0 (type, "result") != 0 && g_strcmp0 (type, "error") != 0))
    return FALSE;
  g_clear_pointer (&self->barrier_id, g_free);
  self->acking = FALSE;
  bal_sm_ack (self->sm, self->barrier_h, self->events.acked, self->user_data);
  bal_session_request_ack (self);
  return TRUE;
}

static gboolean
on_burst_over (gpointer data)
{
  BalSession *self = data;

  self->ack_source = 0;
  if (self->acking || bal_sm_get_unacked (self->sm) == 0)
    return G_SOURCE_REMOVE;
  self->acking = TRUE;
  ask_for_ack (self);
  return G_SOURCE_REMOVE;
}

void
bal_session_request_ack (BalSession *self)
{
  if (self->acking || self->ack_source != 0 || bal_sm_get_unacked (self->sm) == 0)
    return;
  self->ack_source = g_idle_add_full (G_PRIORITY_LOW, on_burst_over, self, NULL);
}

/* XEP-0198 4: the answer waits until what came before the question is safe. An older number would only
 * make the server ask again at once, and a flood of such questions costs it half of its speed. */
static void
on_asked (BalSession *self)
{
  if (!bal_sm_is_behind (self->sm))
    {
      send_ack (self);
      return;
    }
  self->ack_last = bal_sm_get_received (self->sm);
  if (!self->ack_due)
    self->ack_first = self->ack_last;
  self->ack_due = TRUE;
}

static gboolean
on_unasked (gpointer data)
{
  BalSession *self = data;

  self->ack_timer = 0;
  if (self->ack_sent != bal_sm_get_handled (self->sm))
    bal_session_last_ack (self);
  return G_SOURCE_REMOVE;
}

/* Also without a question, since after a resumption a server may still wait for an older answer; but for
 * many stanzas at once. */
static void
ack_soon (BalSession *self)
{
  if (self->ack_timer == 0 && self->server_counts && self->phase == BAL_PHASE_READY)
    self->ack_timer = g_timeout_add (ACK_MS, on_unasked, self);
}

void
bal_session_done (BalSession *self, guint64 token)
{
  guint32 handled;

  bal_sm_done (self->sm, token);
  handled = bal_sm_get_handled (self->sm);
  if (!self->ack_due || (gint32) (handled - self->ack_first) < 0)
    {
      ack_soon (self);
      return;
    }
  self->ack_first = self->ack_last;
  self->ack_due = (gint32) (handled - self->ack_last) < 0;
  if (self->server_counts && self->phase == BAL_PHASE_READY)
    send_ack (self);
}

void
bal_session_last_ack (BalSession *self)
{
  if (self->server_counts && self->phase == BAL_PHASE_READY)
    send_ack (self);
}

static void
on_ack (BalSession *self, xmpp_stanza_t *element)
{
  guint32 h;

  self->acking = FALSE;
  if (!bal_sm_parse_h (bal_stanza_attr (element, "h"), &h)
      || !bal_sm_ack (self->sm, h, self->events.acked, self->user_data))
    {
      bal_session_fail (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "impossible acknowledgement"), FALSE);
      return;
    }
  bal_session_request_ack (self);
}

static void
on_enabled (BalSession *self, xmpp_stanza_t *element)
{
  const char *resume = bal_stanza_attr (element, "resume");
  gboolean can = g_strcmp0 (resume, "true") == 0 || g_strcmp0 (resume, "1") == 0;

  bal_sm_enabled (self->sm, can ? bal_stanza_id_attr (element, "id") : NULL);
}

void
bal_session_live_element (BalSession *self, xmpp_stanza_t *element)
{
  if (!self->server_counts)
    return;
  if (bal_stanza_is (element, "r", NS_SM))
    on_asked (self);
  else if (bal_stanza_is (element, "a", NS_SM))
    on_ack (self, element);
  else if (bal_stanza_is (element, "enabled", NS_SM))
    on_enabled (self, element);
  else if (bal_stanza_is (element, "failed", NS_SM))
    {
      self->server_counts = FALSE;
      self->acking = FALSE;
      bal_session_request_ack (self);
    }
}

/* --- is the server there? ---------------------------------------------------------------------- */

static gboolean on_idle (gpointer data);

static void
arm (BalSession *self, gint64 usec)
{
  g_clear_handle_id (&self->idle_timer, g_source_remove);
  self->idle_timer = g_timeout_add ((guint) (MAX (usec, 0) / 1000) + 1, on_idle, self);
}

static void
ask (BalSession *self)
{
  self->asked_at = g_get_monotonic_time ();
  if (self->server_counts)
    bal_session_write (self, "<r xmlns='" NS_SM "'/>");
  else
    {
      /* Any answer is a sign of life, an error too, so nobody waits for this one. */
      g_autofree char *id = bal_random_id ();
      g_autofree char *xml = g_strdup_printf ("<iq type='get' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>", id);

      bal_session_write (self, xml);
    }
  arm (self, BAL_PING_DEAD_SECONDS * G_USEC_PER_SEC);
}

static gboolean
on_idle (gpointer data)
{
  BalSession *self = data;
  gint64 last = bal_link_get_last_read (self->link);
  gint64 silence = g_get_monotonic_time () - last;

  self->idle_timer = 0;
  if (self->asked_at != 0 && last < self->asked_at && !self->paused)
    bal_session_fail_literal (self, BAL_ERROR_CLOSED, "the server no longer answers");
  else if (silence >= BAL_PING_IDLE_SECONDS * G_USEC_PER_SEC)
    ask (self);
  else
    {
      self->asked_at = 0;
      arm (self, BAL_PING_IDLE_SECONDS * G_USEC_PER_SEC - silence);
    }
  return G_SOURCE_REMOVE;
}

void
bal_session_check (BalSession *self)
{
  if (self->phase == BAL_PHASE_READY && self->asked_at == 0 && !self->only_register)
    ask (self);
}

void
bal_session_live_start (BalSession *self)
{
  self->acking = FALSE;
  self->ack_due = FALSE;
  g_clear_pointer (&self->barrier_id, g_free);
  self->asked_at = 0;
  if (self->only_register)
    return; /* a stanza before signing in would end the stream (RFC 6120 6.4.1) while a person fills in the form */
  arm (self, BAL_PING_IDLE_SECONDS * G_USEC_PER_SEC);
  if (self->inactive)
    {
      self->inactive = FALSE;
      bal_session_set_active (self, FALSE);
    }
}

void
bal_session_live_stop (BalSession *self)
{
  g_clear_handle_id (&self->idle_timer, g_source_remove);
  g_clear_handle_id (&self->ack_source, g_source_remove);
  g_clear_handle_id (&self->ack_timer, g_source_remove);
}

void
bal_session_set_active (BalSession *self, gboolean active)
{
  if (self->inactive == !active)
    return;
  self->inactive = !active;
  if (self->phase == BAL_PHASE_READY && bal_session_has_feature (self, "csi", NS_CSI))
    bal_session_write (self, active ? "<active xmlns='" NS_CSI "'/>" : "<inactive xmlns='" NS_CSI "'/>");
}
