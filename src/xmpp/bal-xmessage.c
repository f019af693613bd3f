#include "xmpp/bal-xmessage.h"

#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/bal-xep.h"

static const char *const types[] = {
  [BAL_XMESSAGE_NORMAL] = "normal",     [BAL_XMESSAGE_CHAT] = "chat",
  [BAL_XMESSAGE_GROUPCHAT] = "groupchat", [BAL_XMESSAGE_HEADLINE] = "headline",
  [BAL_XMESSAGE_ERROR] = "error",
};

static BalXMessageType
parse_type (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (type, types[i]) == 0)
      return (BalXMessageType) i;
  return BAL_XMESSAGE_NORMAL;
}

BalXMessage *
bal_xmessage_new (const BalEnvelope *envelope)
{
  BalXMessage *self = g_new0 (BalXMessage, 1);
  xmpp_stanza_t *stanza = envelope->stanza;
  const char *error_type = NULL;

  self->type = parse_type (bal_stanza_attr (stanza, "type"));
  self->source = envelope->source;
  self->provenance = envelope->provenance;
  self->from = bal_jid_ref (envelope->from);
  self->to = envelope->to != NULL ? bal_jid_ref (envelope->to) : NULL;
  self->id = g_strdup (envelope->id);
  self->body = bal_stanza_dup_child_text (stanza, "body", BAL_NS_CLIENT, BAL_LIMIT_BODY);
  self->subject = bal_stanza_dup_child_text (stanza, "subject", BAL_NS_CLIENT, BAL_LIMIT_SUBJECT);
  self->thread = bal_stanza_dup_child_text (stanza, "thread", BAL_NS_CLIENT, BAL_LIMIT_ID);
  if (self->type == BAL_XMESSAGE_ERROR)
    {
      self->error_condition = g_strdup (bal_stanza_error (stanza, &error_type, &self->error_text));
      self->error_type = g_strdup (error_type);
    }
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    if (bal_xeps[i]->parse != NULL)
      bal_xeps[i]->parse (envelope, self);
  return self;
}

BalXMessage *
bal_xmessage_new_to (BalJid *to, BalXMessageType type, const char *id)
{
  BalXMessage *self = g_new0 (BalXMessage, 1);

  self->type = type;
  self->to = bal_jid_ref (to);
  self->id = g_strdup (id);
  return self;
}

void
bal_xmessage_free (BalXMessage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->from, bal_jid_unref);
  g_clear_pointer (&self->to, bal_jid_unref);
  g_free (self->id);
  g_free (self->thread);
  g_free (self->subject);
  g_free (self->body);
  g_free (self->origin_id);
  g_free (self->receipt_id);
  g_free (self->url);
  g_free (self->error_condition);
  g_free (self->error_type);
  g_free (self->error_text);
  g_free (self);
}

char *
bal_xmessage_write (const BalXMessage *self)
{
  GString *xml = g_string_new (NULL);

  bal_xml_open (xml, "message", "to", bal_jid_get_text (self->to), "type", types[self->type],
                "id", self->id, NULL);
  bal_xml_leaf (xml, "subject", self->subject, NULL);
  bal_xml_leaf (xml, "body", self->body, NULL);
  bal_xml_leaf (xml, "thread", self->thread, NULL);
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    if (bal_xeps[i]->write != NULL)
      bal_xeps[i]->write (self, xml);
  bal_xml_close (xml, "message");
  return g_string_free (xml, FALSE);
}
