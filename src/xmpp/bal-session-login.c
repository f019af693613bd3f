/* Features, SASL, resource binding, resumption (RFC 6120 6 and 7, XEP-0198 5). */
#define G_LOG_DOMAIN "bal-session"

#include "xmpp/bal-session-private.h"

#include <string.h>
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"

#define NS_SASL "urn:ietf:params:xml:ns:xmpp-sasl"
#define NS_BIND "urn:ietf:params:xml:ns:xmpp-bind"
#define NS_SM "urn:xmpp:sm:3"
#define NS_CB "urn:xmpp:sasl-cb:0"
#define MECHANISMS_MAX 50

/* --- SASL -------------------------------------------------------------------------------------- */

static GStrv
offered_mechanisms (xmpp_stanza_t *features)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  xmpp_stanza_t *mechanisms = bal_stanza_child (features, "mechanisms", NS_SASL);
  guint n = 0;

  for (xmpp_stanza_t *m = bal_stanza_first (mechanisms); m != NULL && n < MECHANISMS_MAX; m = bal_stanza_next (m))
    if (bal_stanza_is (m, "mechanism", NS_SASL))
      {
        g_strv_builder_take (names, bal_stanza_dup_text (m, 64));
        n++;
      }
  return g_strv_builder_end (names);
}

/* XEP-0440: which bindings the server can check. A server that says nothing is taken to know the one that is required. */
static gboolean
server_knows_binding (xmpp_stanza_t *features, const char *type)
{
  xmpp_stanza_t *list = bal_stanza_child (features, "sasl-channel-binding", NS_CB);

  if (list == NULL)
    return TRUE;
  for (xmpp_stanza_t *c = bal_stanza_first (list); c != NULL; c = bal_stanza_next (c))
    if (bal_stanza_is (c, "channel-binding", NS_CB) && g_strcmp0 (bal_stanza_attr (c, "type"), type) == 0)
      return TRUE;
  return FALSE;
}

static GByteArray *
get_binding (BalSession *self, xmpp_stanza_t *features, const char **name)
{
  static const struct
  {
    const char *name;
    GTlsChannelBindingType type;
  } bindings[] = {
    { "tls-exporter", G_TLS_CHANNEL_BINDING_TLS_EXPORTER },
    { "tls-server-end-point", G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    {
      g_autoptr (GByteArray) data = g_byte_array_new ();

      if (!G_IS_TLS_CONNECTION (self->stream) || !server_knows_binding (features, bindings[i].name)
          || !g_tls_connection_get_channel_binding_data (G_TLS_CONNECTION (self->stream), bindings[i].type,
                                                         data, NULL)
          || data->len == 0)
        continue;
      *name = bindings[i].name;
      return g_steal_pointer (&data);
    }
  return NULL;
}

/* A server, or somebody in between, that offers less than before must not get the password by it. */
static gboolean
check_strength (BalSession *self, BalSaslMechanism mechanism)
{
  if (mechanism == BAL_SASL_NONE)
    bal_session_fail_literal (self, BAL_ERROR_NO_MECHANISM, "no common way to prove the password");
  else if (mechanism < self->strongest)
    bal_session_fail_literal (self, BAL_ERROR_WEAK_LOGIN, "weaker than before");
  else if (mechanism == BAL_SASL_PLAIN && !self->allow_plain)
    bal_session_fail_literal (self, BAL_ERROR_WEAK_LOGIN, "the server wants to see the password");
  else
    return TRUE;
  return FALSE;
}

static void
send_auth (BalSession *self, const char *initial)
{
  g_autoptr (GString) xml = g_string_new (NULL);

  bal_xml_leaf (xml, "auth", initial, "xmlns", NS_SASL, "mechanism", bal_sasl_mechanism_name (self->mechanism), NULL);
  bal_session_enter (self, BAL_PHASE_SASL, BAL_TIMEOUT_SASL);
  bal_session_write (self, xml->str);
  explicit_bzero (xml->str, xml->len);
}

static void
start_scram (BalSession *self, const char *user, GByteArray *binding, const char *binding_name, gboolean offers_plus)
{
  BalScramOptions options = {
    .mechanism = self->mechanism,
    .user = user,
    .password = self->password,
    .binding_type = binding_name,
    .binding = binding != NULL ? binding->data : NULL,
    .binding_length = binding != NULL ? binding->len : 0,
    .server_offers_plus = offers_plus,
  };
  g_autofree char *first = NULL;
  g_autofree char *initial = NULL;

  self->scram = bal_scram_new (&options);
  if (self->scram == NULL)
    {
      bal_session_fail_literal (self, BAL_ERROR_FAILED, "no random numbers");
      return;
    }
  first = bal_scram_first (self->scram);
  initial = bal_sasl_encode (first);
  send_auth (self, initial);
}

static void
start_sasl (BalSession *self, xmpp_stanza_t *features)
{
  g_auto (GStrv) offered = offered_mechanisms (features);
  const char *binding_name = NULL;
  g_autoptr (GByteArray) binding = get_binding (self, features, &binding_name);
  const char *user = bal_jid_get_local (self->account);

  self->mechanism = bal_sasl_choose ((const char *const *) offered, binding != NULL);
  if (!check_strength (self, self->mechanism))
    return;
  if (self->mechanism == BAL_SASL_PLAIN)
    {
      char *initial = bal_sasl_plain (user, self->password);

      send_auth (self, initial);
      bal_sasl_free_secret (initial);
      return;
    }
  start_scram (self, user, binding, binding_name, bal_sasl_offers_plus ((const char *const *) offered));
}

static char *
decode (xmpp_stanza_t *element, GError **error)
{
  g_autofree char *text = bal_stanza_dup_text (element, 2 * BAL_SCRAM_MESSAGE_MAX);

  return bal_sasl_decode (g_strstrip (text), error);
}

static void
derive_slot (GTask *task, gpointer source, gpointer slot, GCancellable *cancellable)
{
  bal_scram_derive (*(BalScram **) slot);
  g_task_return_boolean (task, TRUE);
}

/* The task owned the SCRAM object, so that it could outlive the session. */
static void
on_derived (GObject *source, GAsyncResult *result, gpointer data)
{
  BalSession *self = data;
  BalScram **scram = g_task_get_task_data (G_TASK (result));
  g_autofree char *final = NULL;
  g_autofree char *encoded = NULL;
  g_autoptr (GString) xml = g_string_new (NULL);

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return; /* cancelled: the session is gone */
  self->scram = g_steal_pointer (scram);
  if (self->phase != BAL_PHASE_SASL)
    return;
  final = bal_scram_final (self->scram);
  if (final == NULL)
    {
      bal_session_fail_literal (self, BAL_ERROR_FAILED, "the password could not be prepared");
      return;
    }
  encoded = bal_sasl_encode (final);
  bal_xml_leaf (xml, "response", encoded, "xmlns", NS_SASL, NULL);
  bal_session_write (self, xml->str);
}

static void
free_scram_slot (gpointer slot)
{
  g_clear_pointer ((BalScram **) slot, bal_scram_free);
  g_free (slot);
}

static void
on_challenge (BalSession *self, xmpp_stanza_t *element)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = decode (element, &error);
  g_autoptr (GTask) task = NULL;
  BalScram **slot;

  if (message == NULL || self->scram == NULL || !bal_scram_challenge (self->scram, message, &error))
    {
      if (error == NULL)
        error = g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "unexpected challenge");
      bal_session_fail (self, g_steal_pointer (&error), TRUE);
      return;
    }
  /* Thousands of hashes take milliseconds: in a thread. */
  slot = g_new0 (BalScram *, 1);
  *slot = g_steal_pointer (&self->scram);
  task = g_task_new (NULL, self->cancellable, on_derived, self);
  g_task_set_task_data (task, slot, free_scram_slot);
  g_task_run_in_thread (task, derive_slot);
}

static void
on_success (BalSession *self, xmpp_stanza_t *element)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = decode (element, NULL);

  /* RFC 5802 5: a server that cannot show its signature does not know the password. */
  if (self->mechanism != BAL_SASL_PLAIN
      && (self->scram == NULL || !bal_scram_verify (self->scram, message, &error)))
    {
      if (error == NULL)
        error = g_error_new_literal (BAL_ERROR, BAL_ERROR_SERVER_UNPROVEN, "success before the proof");
      bal_session_fail (self, g_steal_pointer (&error), TRUE);
      return;
    }
  g_clear_pointer (&self->scram, bal_scram_free);
  bal_session_enter (self, BAL_PHASE_FEATURES2, BAL_TIMEOUT_FEATURES);
  bal_link_open_stream (self->link, bal_jid_get_domain (self->account), bal_jid_get_bare (self->account), NULL);
}

/* RFC 6120 6.5. */
static const struct
{
  const char *condition;
  int code;
} failures[] = {
  { "not-authorized", BAL_ERROR_NOT_AUTHORIZED },
  { "credentials-expired", BAL_ERROR_NOT_AUTHORIZED },
  { "account-disabled", BAL_ERROR_ACCOUNT_DISABLED },
  { "temporary-auth-failure", BAL_ERROR_AUTH_TEMPORARY },
  { "mechanism-too-weak", BAL_ERROR_NO_MECHANISM },
  { "invalid-mechanism", BAL_ERROR_NO_MECHANISM },
  { "encryption-required", BAL_ERROR_NO_MECHANISM },
};

static void
on_failure (BalSession *self, xmpp_stanza_t *element)
{
  g_autofree char *text = bal_stanza_dup_child_text (element, "text", NS_SASL, BAL_LIMIT_STATUS);

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if (bal_stanza_child (element, failures[i].condition, NS_SASL) != NULL)
      {
        bal_session_fail (self,
                          g_error_new (BAL_ERROR, failures[i].code, "%s%s%s", failures[i].condition,
                                       text ? ": " : "", text ? text : ""),
                          TRUE);
        return;
      }
  bal_session_fail_literal (self, BAL_ERROR_NOT_AUTHORIZED, "the server refused the sign-in");
}

/* --- bind or resume ---------------------------------------------------------------------------- */

static void
become_ready (BalSession *self, gboolean resumed)
{
  bal_session_enter (self, BAL_PHASE_READY, 0);
  bal_session_live_start (self);
  bal_session_request_ack (self); /* for what a resumption sent again */
  self->events.ready (self, resumed, self->user_data);
}

static void
bind_resource (BalSession *self)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  g_autofree char *random = bal_random_id ();

  g_free (self->bind_id);
  self->bind_id = bal_random_id ();
  random[12] = '\0'; /* says nothing about the program or the computer */
  bal_xml_open (xml, "iq", "type", "set", "id", self->bind_id, NULL);
  bal_xml_open (xml, "bind", "xmlns", NS_BIND, NULL);
  bal_xml_leaf (xml, "resource", random, NULL);
  bal_xml_close (xml, "bind");
  bal_xml_close (xml, "iq");
  bal_session_write (self, xml->str);
}

static void
start_binding (BalSession *self, xmpp_stanza_t *features)
{
  const char *previd = bal_sm_get_resume_id (self->sm);
  gboolean can_resume = previd != NULL && bal_stanza_child (features, "sm", NS_SM) != NULL;

  if (!can_resume && bal_stanza_child (features, "bind", NS_BIND) == NULL)
    {
      bal_session_fail_literal (self, BAL_ERROR_PROTOCOL, "the server offers no session");
      return;
    }
  bal_session_enter (self, BAL_PHASE_BIND, BAL_TIMEOUT_BIND);
  if (can_resume)
    {
      g_autoptr (GString) xml = g_string_new (NULL);

      bal_sm_rewind (self->sm);
      g_autofree char *h = g_strdup_printf ("%u", bal_sm_get_handled (self->sm));

      bal_xml_empty (xml, "resume", "xmlns", NS_SM, "previd", previd, "h", h, NULL);
      bal_session_write (self, xml->str);
    }
  else
    bind_resource (self);
}

/* RFC 6120 7.6: a server that binds us to somebody else would file our messages under a foreign name. */
static void
on_bound (BalSession *self, xmpp_stanza_t *iq)
{
  xmpp_stanza_t *bind = bal_stanza_child (iq, "bind", NS_BIND);
  g_autofree char *text = bal_stanza_dup_child_text (bind, "jid", NS_BIND, 3 * BAL_LIMIT_JID_PART + 2);
  g_autoptr (BalJid) jid = bal_jid_new (text, NULL);

  if (g_strcmp0 (bal_stanza_attr (iq, "type"), "result") != 0 || jid == NULL || bal_jid_is_bare (jid)
      || !bal_jid_same_bare (jid, self->account))
    {
      bal_session_fail (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "bound to another address"), FALSE);
      return;
    }
  g_clear_pointer (&self->full, bal_jid_unref);
  self->full = g_steal_pointer (&jid);
  bal_sm_enable (self->sm);
  self->server_counts = bal_session_has_feature (self, "sm", NS_SM);
  if (self->server_counts)
    bal_session_write (self, "<enable xmlns='" NS_SM "' resume='true'/>");
  become_ready (self, FALSE);
}

static void
on_resumed (BalSession *self, xmpp_stanza_t *element)
{
  g_autoptr (GPtrArray) unacked = NULL;
  guint32 h;

  if (g_strcmp0 (bal_stanza_attr (element, "previd"), bal_sm_get_resume_id (self->sm)) != 0
      || !bal_sm_parse_h (bal_stanza_attr (element, "h"), &h)
      || !bal_sm_ack (self->sm, h, self->events.acked, self->user_data))
    {
      bal_session_fail (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "impossible resumption"), FALSE);
      return;
    }
  self->server_counts = TRUE;
  unacked = bal_sm_dup_unacked (self->sm);
  for (guint i = 0; i < unacked->len; i++)
    bal_session_write (self, unacked->pdata[i]);
  become_ready (self, TRUE);
}

static void
on_resume_failed (BalSession *self, xmpp_stanza_t *element)
{
  guint32 h;

  if (bal_sm_parse_h (bal_stanza_attr (element, "h"), &h))
    bal_sm_ack (self->sm, h, self->events.acked, self->user_data);
  bal_sm_forget (self->sm);
  bind_resource (self);
}

/* --- dispatch ---------------------------------------------------------------------------------- */

static void
keep_features (BalSession *self, xmpp_stanza_t *features)
{
  g_clear_pointer (&self->features, g_hash_table_unref);
  self->features = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (xmpp_stanza_t *c = bal_stanza_first (features); c != NULL; c = bal_stanza_next (c))
    g_hash_table_add (self->features, g_strconcat (bal_stanza_name (c), "\n", bal_stanza_ns (c), NULL));
}

static void
on_features (BalSession *self, xmpp_stanza_t *features)
{
  keep_features (self, features);
  if (self->phase == BAL_PHASE_FEATURES2)
    start_binding (self, features);
  else if (self->only_register)
    become_ready (self, FALSE);
  else
    start_sasl (self, features);
}

static const struct
{
  BalPhase phase;
  const char *name;
  const char *ns;
  void (*handle) (BalSession *self, xmpp_stanza_t *element);
} steps[] = {
  { BAL_PHASE_FEATURES, "features", BAL_NS_STREAMS, on_features },
  { BAL_PHASE_SASL, "challenge", NS_SASL, on_challenge },
  { BAL_PHASE_SASL, "success", NS_SASL, on_success },
  { BAL_PHASE_SASL, "failure", NS_SASL, on_failure },
  { BAL_PHASE_FEATURES2, "features", BAL_NS_STREAMS, on_features },
  { BAL_PHASE_BIND, "resumed", NS_SM, on_resumed },
  { BAL_PHASE_BIND, "failed", NS_SM, on_resume_failed },
};

void
bal_session_login_element (BalSession *self, xmpp_stanza_t *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].phase == self->phase && bal_stanza_is (element, steps[i].name, steps[i].ns))
      {
        steps[i].handle (self, element);
        return;
      }
  if (self->phase == BAL_PHASE_BIND && bal_stanza_is (element, "iq", BAL_NS_CLIENT)
      && self->bind_id != NULL && g_strcmp0 (bal_stanza_attr (element, "id"), self->bind_id) == 0)
    on_bound (self, element);
  else if (self->phase == BAL_PHASE_SASL)
    bal_session_fail_literal (self, BAL_ERROR_PROTOCOL, "unexpected element while signing in");
}
