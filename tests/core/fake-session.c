#include "fake-session.h"

#include <string.h>
#include "util/bal-error.h"

struct _BalSession
{
  BalSessionOptions options;
  BalSm *sm;
  BalSessionEvents events;
  gpointer user_data;
  BalJid *full;
  gboolean ready;
  guint64 token;
  GPtrArray *sent;
};

BalSession *
bal_session_new (const BalSessionOptions *options, BalSm *sm, const BalSessionEvents *events, gpointer user_data)
{
  BalSession *self = g_new0 (BalSession, 1);
  g_autofree char *full = g_strconcat (bal_jid_get_bare (options->account), "/here", NULL);

  self->options = *options;
  self->sm = sm;
  self->events = *events;
  self->user_data = user_data;
  self->full = bal_jid_new (full, NULL);
  self->sent = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
bal_session_free (BalSession *self)
{
  bal_jid_unref (self->full);
  g_ptr_array_unref (self->sent);
  g_free (self);
}

void
bal_session_close (BalSession *self)
{
  bal_sm_forget (self->sm);
  self->events.ended (self, NULL, NULL, self->user_data);
}

void
bal_session_abort (BalSession *self, GError *error)
{
  g_autoptr (GError) owned = error;

  self->events.ended (self, owned, NULL, self->user_data);
}

void
bal_session_send (BalSession *self, const char *xml, const char *id)
{
  if (!self->ready)
    return;
  bal_sm_sent (self->sm, xml, id);
  g_ptr_array_add (self->sent, g_strdup (xml));
}

guint64
bal_session_hold (BalSession *self)
{
  bal_sm_hold (self->sm, self->token);
  return self->token;
}

void
bal_session_done (BalSession *self, guint64 token)
{
  bal_sm_done (self->sm, token);
}

void
bal_session_set_paused (BalSession *self, gboolean paused)
{
}

void
bal_session_set_active (BalSession *self, gboolean active)
{
}

void
bal_session_check (BalSession *self)
{
}

gboolean
bal_session_is_ready (BalSession *self)
{
  return self->ready;
}

BalJid *
bal_session_get_full (BalSession *self)
{
  return self->full;
}

BalSaslMechanism
bal_session_get_mechanism (BalSession *self)
{
  return BAL_SASL_SCRAM_SHA_256;
}

gboolean
bal_session_has_feature (BalSession *self, const char *name, const char *ns)
{
  return FALSE;
}

/* --- the server's side ------------------------------------------------------------------------- */

void
fake_session_ready (BalSession *self, gboolean resumed)
{
  self->ready = TRUE;
  if (resumed)
    bal_sm_rewind (self->sm);
  else
    {
      bal_sm_enable (self->sm);
      bal_sm_enabled (self->sm, "previous");
    }
  self->events.ready (self, resumed, self->user_data);
}

void
fake_session_receive (BalSession *self, const char *xml)
{
  BalSm *sm = self->sm;
  xmpp_ctx_t *ctx = xmpp_ctx_new (NULL, NULL);
  g_autofree char *root = g_strdup_printf ("<r xmlns='jabber:client'>%s</r>", xml);
  xmpp_stanza_t *stanza = xmpp_stanza_new_from_string (ctx, root);
  guint64 token = self->token = bal_sm_receive (sm);

  g_assert_nonnull (stanza);
  self->events.stanza (self, xmpp_stanza_get_children (stanza), self->user_data);
  bal_sm_done (sm, token);
  xmpp_stanza_release (stanza);
  xmpp_ctx_free (ctx);
}

void
fake_session_ack (BalSession *self, const char *id)
{
  self->events.acked (id, self->user_data);
}

void
fake_session_fail (BalSession *self, int code)
{
  bal_session_abort (self, g_error_new_literal (BAL_ERROR, code, "of the test"));
}

void
fake_session_lose (BalSession *self)
{
  fake_session_fail (self, BAL_ERROR_CLOSED);
}

const BalSessionOptions *
fake_session_get_options (BalSession *self)
{
  return &self->options;
}

char *
fake_session_dup_id (BalSession *self, const char *text)
{
  for (guint i = self->sent->len; i-- > 0;)
    if (strstr (self->sent->pdata[i], text) != NULL)
      {
        const char *id = strstr (self->sent->pdata[i], " id=") + strlen (" id='");

        return g_strndup (id, strcspn (id, "'\""));
      }
  return NULL;
}

guint
fake_session_count (BalSession *self, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < self->sent->len; i++)
    n += strstr (self->sent->pdata[i], text) != NULL;
  return n;
}
