#define G_LOG_DOMAIN "bal-router"

#include "xmpp/bal-router.h"

#include <gnutls/crypto.h>
#include <string.h>
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-guard.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/xep-0280.h"

typedef struct
{
  BalRouter *router;
  char *id;
  BalJid *to; /* NULL: our own account */
  BalAnswer answer;
  gpointer user_data;
  guint timer;
} Question;

struct _BalRouter
{
  BalJid *account;
  BalJid *full;
  BalJid *server;
  BalRouterEvents events;
  gpointer user_data;
  GHashTable *questions; /* id -> Question */
};

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timer, g_source_remove);
  g_clear_pointer (&question->to, bal_jid_unref);
  g_free (question->id);
  g_free (question);
}

BalRouter *
bal_router_new (BalJid *account, const BalRouterEvents *events, gpointer user_data)
{
  BalRouter *self = g_new0 (BalRouter, 1);

  self->account = bal_jid_dup_bare (account);
  self->server = bal_jid_new (bal_jid_get_domain (account), NULL);
  self->events = *events;
  self->user_data = user_data;
  self->questions = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
bal_router_free (BalRouter *self)
{
  if (self == NULL)
    return;
  bal_router_fail_all (self);
  g_clear_pointer (&self->questions, g_hash_table_unref);
  g_clear_pointer (&self->account, bal_jid_unref);
  g_clear_pointer (&self->full, bal_jid_unref);
  g_clear_pointer (&self->server, bal_jid_unref);
  g_free (self);
}

void
bal_router_set_full (BalRouter *self, BalJid *full)
{
  g_clear_pointer (&self->full, bal_jid_unref);
  self->full = full != NULL ? bal_jid_ref (full) : NULL;
}

char *
bal_random_id (void)
{
  guint8 bytes[16];
  GString *id = g_string_sized_new (2 * sizeof bytes);

  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) != 0)
    g_error ("no random numbers");
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (id, "%02x", bytes[i]);
  return g_string_free (id, FALSE);
}

BalSource
bal_router_classify (BalRouter *self, const BalJid *from)
{
  BalSource contact;

  if (bal_jid_equal (from, self->account))
    return BAL_SOURCE_ACCOUNT;
  if (bal_jid_same_bare (from, self->account))
    return BAL_SOURCE_OWN_RESOURCE;
  if (bal_jid_equal (from, self->server))
    return BAL_SOURCE_SERVER;
  g_autoptr (BalJid) bare = bal_jid_dup_bare ((BalJid *) from);
  contact = self->events.contact (bare, self->user_data);
  return contact != 0 ? contact : BAL_SOURCE_STRANGER;
}

/* --- questions --------------------------------------------------------------------------------- */

static void
finish (Question *question, xmpp_stanza_t *answer, const GError *error)
{
  g_hash_table_remove (question->router->questions, question->id);
  question->answer (answer, error, question->user_data);
  question_free (question);
}

static gboolean
on_timeout (gpointer data)
{
  Question *question = data;
  g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, BAL_ERROR_TIMED_OUT, "no answer");

  question->timer = 0;
  finish (question, NULL, error);
  return G_SOURCE_REMOVE;
}

void
bal_router_ask (BalRouter *self, const BalJid *to, const char *type, const char *payload,
                BalAnswer answer, gpointer user_data)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  Question *question;

  if (g_hash_table_size (self->questions) >= BAL_LIMIT_PENDING_IQ)
    {
      g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, BAL_ERROR_FAILED, "too many open questions");

      answer (NULL, error, user_data);
      return;
    }
  question = g_new0 (Question, 1);
  question->router = self;
  question->id = bal_random_id ();
  question->to = to != NULL ? bal_jid_ref ((BalJid *) to) : NULL;
  question->answer = answer;
  question->user_data = user_data;
  question->timer = g_timeout_add_seconds (BAL_TIMEOUT_IQ / 1000, on_timeout, question);
  g_hash_table_insert (self->questions, question->id, question);
  bal_xml_open (xml, "iq", "type", type, "id", question->id, "to", to != NULL ? bal_jid_get_text (to) : NULL, NULL);
  g_string_append (xml, payload);
  bal_xml_close (xml, "iq");
  self->events.send (xml->str, question->id, self->user_data);
  explicit_bzero (xml->str, xml->len); /* a registration has a password in it */
}

void
bal_router_forget (BalRouter *self, gpointer user_data)
{
  GHashTableIter iter;
  gpointer question;

  g_hash_table_iter_init (&iter, self->questions);
  while (g_hash_table_iter_next (&iter, NULL, &question))
    if (((Question *) question)->user_data == user_data)
      {
        g_hash_table_iter_remove (&iter);
        question_free (question);
      }
}

void
bal_router_fail_all (BalRouter *self)
{
  g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "connection lost");
  GHashTableIter iter;
  gpointer question;

  for (;;)
    {
      g_hash_table_iter_init (&iter, self->questions);
      if (!g_hash_table_iter_next (&iter, NULL, &question))
        return;
      finish (question, NULL, error);
    }
}

/* RFC 6120 8.1.2.1: to our own account means from nobody or from our bare address. */
static gboolean
was_asked (BalRouter *self, const Question *question, const BalJid *from)
{
  return bal_jid_equal (from, question->to != NULL ? question->to : self->account);
}

static void
handle_answer (BalRouter *self, const BalJid *from, xmpp_stanza_t *stanza, gboolean is_error)
{
  const char *id = bal_stanza_id_attr (stanza, "id");
  Question *question = id != NULL ? g_hash_table_lookup (self->questions, id) : NULL;
  g_autoptr (GError) error = NULL;

  if (question == NULL || !was_asked (self, question, from))
    return;
  if (is_error)
    {
      g_autofree char *text = NULL;
      const char *condition = bal_stanza_error (stanza, NULL, &text);

      error = g_error_new (BAL_ERROR, BAL_ERROR_STANZA, "%s%s%s", condition, text ? ": " : "", text ? text : "");
    }
  else if (bal_stanza_child (stanza, "pruned", BAL_GUARD_NS) != NULL)
    error = g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "answer over the limits");
  finish (question, error == NULL ? stanza : NULL, error);
}

/* --- answers ----------------------------------------------------------------------------------- */

static void
reply (BalRouter *self, const BalEnvelope *envelope, const char *type, const char *payload)
{
  g_autoptr (GString) xml = g_string_new (NULL);

  bal_xml_open (xml, "iq", "type", type, "id", bal_stanza_attr (envelope->stanza, "id"),
                "to", bal_stanza_attr (envelope->stanza, "from"), NULL);
  if (payload != NULL)
    g_string_append (xml, payload);
  bal_xml_close (xml, "iq");
  self->events.send (xml->str, NULL, self->user_data);
}

void
bal_router_reply (BalRouter *self, const BalEnvelope *envelope, const char *payload)
{
  reply (self, envelope, "result", payload);
}

void
bal_router_reply_error (BalRouter *self, const BalEnvelope *envelope, const char *type,
                        const char *condition)
{
  g_autoptr (GString) xml = g_string_new (NULL);

  bal_xml_open (xml, "error", "type", type, NULL);
  bal_xml_empty (xml, condition, "xmlns", BAL_NS_STANZAS, NULL);
  bal_xml_close (xml, "error");
  reply (self, envelope, "error", xml->str);
}

/* --- the table --------------------------------------------------------------------------------- */

static void
on_roster_push (BalRouter *self, const BalEnvelope *envelope)
{
  g_autoptr (BalRosterItem) item = bal_roster_parse_push (envelope->payload);

  if (item == NULL)
    {
      bal_router_reply_error (self, envelope, "modify", "bad-request");
      return;
    }
  self->events.roster_push (item, bal_stanza_attr (envelope->payload, "ver"), self->user_data);
  bal_router_reply (self, envelope, NULL);
}

static const BalHandler own_handlers[] = {
  { BAL_STANZA_IQ_SET, "query", BAL_NS_ROSTER, BAL_SOURCE_ACCOUNT, on_roster_push },
  { 0 },
};

const BalHandler *
bal_router_own_handlers (void)
{
  return own_handlers;
}

static gboolean
run (BalRouter *self, const BalHandler *handlers, BalEnvelope *envelope)
{
  for (const BalHandler *h = handlers; h != NULL && h->handle != NULL; h++)
    {
      if (h->kind != envelope->kind || (h->sources & envelope->source) == 0
          || !bal_stanza_is (envelope->payload, h->name, h->ns))
        continue;
      h->handle (self, envelope);
      return TRUE;
    }
  return FALSE;
}

static void
handle_question (BalRouter *self, BalEnvelope *envelope)
{
  envelope->payload = bal_stanza_first (envelope->stanza);
  if (run (self, own_handlers, envelope))
    return;
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    if (run (self, bal_xeps[i]->handlers, envelope))
      return;
  /* RFC 6121 8.5: the same words as from the server for a device that is not there. */
  bal_router_reply_error (self, envelope, "cancel", "service-unavailable");
}

static void
handle_iq (BalRouter *self, BalEnvelope *envelope)
{
  const char *type = bal_stanza_attr (envelope->stanza, "type");

  if (g_strcmp0 (type, "result") == 0 || g_strcmp0 (type, "error") == 0)
    handle_answer (self, envelope->from, envelope->stanza, *type == 'e');
  else if (g_strcmp0 (type, "get") == 0 || g_strcmp0 (type, "set") == 0)
    {
      envelope->kind = *type == 'g' ? BAL_STANZA_IQ_GET : BAL_STANZA_IQ_SET;
      handle_question (self, envelope);
    }
}

/* XEP-0280 11: a copy counts only from our own bare address; anybody else's is dropped whole. */
static gboolean
unwrap (BalRouter *self, BalEnvelope *envelope, BalJid **from, BalJid **to)
{
  xmpp_stanza_t *inner;

  if (!bal_carbon_is (envelope->stanza))
    return TRUE;
  if (envelope->source != BAL_SOURCE_ACCOUNT)
    return FALSE;
  inner = bal_carbon_unwrap (envelope->stanza, &envelope->provenance);
  if (inner == NULL)
    return FALSE;
  *from = bal_jid_new (bal_stanza_attr (inner, "from"), NULL);
  *to = bal_jid_new (bal_stanza_attr (inner, "to"), NULL);
  if (*from == NULL)
    return FALSE;
  envelope->stanza = inner;
  envelope->from = *from;
  envelope->to = *to;
  envelope->source = bal_router_classify (self, *from);
  envelope->id = bal_stanza_id_attr (inner, "id");
  /* What another device of ours sent must be ours, and to somebody; what it received must be to us. */
  if (envelope->provenance == BAL_PROVENANCE_CARBON_SENT)
    return *to != NULL && bal_jid_same_bare (*from, self->account);
  return *to == NULL || bal_jid_same_bare (*to, self->account);
}

/* An archive result counts only as the answer to a query of ours, and none is open. */
static gboolean
is_archive_result (xmpp_stanza_t *stanza)
{
  return bal_stanza_child (stanza, "result", "urn:xmpp:mam:2") != NULL
         || bal_stanza_child (stanza, "result", "urn:xmpp:mam:1") != NULL;
}

static void
handle_message (BalRouter *self, BalEnvelope *envelope)
{
  g_autoptr (BalJid) from = NULL;
  g_autoptr (BalJid) to = NULL;
  g_autoptr (BalXMessage) message = NULL;

  if (!unwrap (self, envelope, &from, &to) || is_archive_result (envelope->stanza))
    {
      g_debug ("dropped a copy that does not count");
      return;
    }
  envelope->kind = BAL_STANZA_MESSAGE;
  message = bal_xmessage_new (envelope);
  self->events.message (message, self->user_data);
}

static void
handle_presence (BalRouter *self, BalEnvelope *envelope)
{
  g_autoptr (BalXPresence) presence = NULL;

  envelope->kind = BAL_STANZA_PRESENCE;
  presence = bal_xpresence_new (envelope);
  if (presence != NULL)
    self->events.presence (presence, self->user_data);
}

void
bal_router_handle (BalRouter *self, xmpp_stanza_t *stanza)
{
  const char *from_text = bal_stanza_attr (stanza, "from");
  g_autoptr (BalJid) from = from_text != NULL ? bal_jid_new (from_text, NULL) : bal_jid_ref (self->account);
  g_autoptr (BalJid) to = bal_jid_new (bal_stanza_attr (stanza, "to"), NULL);
  BalEnvelope envelope = { 0 };

  if (from == NULL || !bal_stanza_is (stanza, NULL, BAL_NS_CLIENT))
    return;
  envelope.stanza = stanza;
  envelope.from = from;
  envelope.to = to;
  envelope.id = bal_stanza_id_attr (stanza, "id");
  envelope.source = bal_router_classify (self, from);
  if (bal_stanza_is (stanza, "iq", BAL_NS_CLIENT))
    handle_iq (self, &envelope);
  else if (bal_stanza_child (stanza, "pruned", BAL_GUARD_NS) != NULL)
    g_debug ("dropped a stanza over the limits");
  else if (bal_stanza_is (stanza, "message", BAL_NS_CLIENT))
    handle_message (self, &envelope);
  else if (bal_stanza_is (stanza, "presence", BAL_NS_CLIENT))
    handle_presence (self, &envelope);
}
