#include "xmpp/bal-presence.h"

#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/bal-xep.h"

#define NS_NICK "http://jabber.org/protocol/nick"

static const char *const types[] = {
  [BAL_XPRESENCE_AVAILABLE] = NULL,          [BAL_XPRESENCE_UNAVAILABLE] = "unavailable",
  [BAL_XPRESENCE_SUBSCRIBE] = "subscribe",   [BAL_XPRESENCE_SUBSCRIBED] = "subscribed",
  [BAL_XPRESENCE_UNSUBSCRIBE] = "unsubscribe", [BAL_XPRESENCE_UNSUBSCRIBED] = "unsubscribed",
  [BAL_XPRESENCE_ERROR] = "error",
};

static const char *const shows[] = {
  [BAL_XSHOW_CHAT] = "chat", [BAL_XSHOW_NONE] = NULL, [BAL_XSHOW_AWAY] = "away",
  [BAL_XSHOW_XA] = "xa",     [BAL_XSHOW_DND] = "dnd",
};

static int
look_up (const char *const *table, guint length, const char *text)
{
  for (guint i = 0; i < length; i++)
    if (g_strcmp0 (table[i], text) == 0)
      return (int) i;
  return -1;
}

static BalXShow
parse_show (const char *text)
{
  int show = look_up (shows, G_N_ELEMENTS (shows), text);

  return show >= 0 ? (BalXShow) show : BAL_XSHOW_NONE;
}

static int
parse_priority (const char *text)
{
  gint64 priority;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, -128, 127, &priority, NULL))
    return 0;
  return (int) priority;
}

BalXPresence *
bal_xpresence_new (const BalEnvelope *envelope)
{
  xmpp_stanza_t *stanza = envelope->stanza;
  int type = look_up (types, G_N_ELEMENTS (types), bal_stanza_attr (stanza, "type"));
  g_autofree char *show = bal_stanza_dup_child_text (stanza, "show", BAL_NS_CLIENT, 16);
  g_autofree char *priority = bal_stanza_dup_child_text (stanza, "priority", BAL_NS_CLIENT, 16);
  BalXPresence *self;

  if (type < 0)
    return NULL;
  self = g_new0 (BalXPresence, 1);
  self->type = (BalXPresenceType) type;
  self->source = envelope->source;
  self->from = bal_jid_ref (envelope->from);
  self->show = parse_show (show);
  self->priority = parse_priority (priority);
  self->status = bal_stanza_dup_child_text (stanza, "status", BAL_NS_CLIENT, BAL_LIMIT_STATUS);
  if (self->type == BAL_XPRESENCE_SUBSCRIBE)
    self->nick = bal_stanza_dup_child_text (stanza, "nick", NS_NICK, BAL_LIMIT_NAME);
  if (self->type == BAL_XPRESENCE_ERROR)
    self->error_condition = g_strdup (bal_stanza_error (stanza, NULL, &self->error_text));
  return self;
}

void
bal_xpresence_free (BalXPresence *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->from, bal_jid_unref);
  g_free (self->status);
  g_free (self->nick);
  g_free (self->error_condition);
  g_free (self->error_text);
  g_free (self);
}

char *
bal_presence_write (BalXShow show, const char *status, int priority)
{
  GString *xml = g_string_new (NULL);
  g_autofree char *number = priority != 0 ? g_strdup_printf ("%d", CLAMP (priority, -128, 127)) : NULL;

  bal_xml_open (xml, "presence", NULL);
  bal_xml_leaf (xml, "show", shows[show], NULL);
  bal_xml_leaf (xml, "status", status, NULL);
  bal_xml_leaf (xml, "priority", number, NULL);
  bal_caps_write (xml);
  bal_xml_close (xml, "presence");
  return g_string_free (xml, FALSE);
}

char *
bal_presence_write_to (BalXPresenceType type, BalJid *to, const char *status)
{
  GString *xml = g_string_new (NULL);

  bal_xml_open (xml, "presence", "type", types[type], "to", bal_jid_get_text (to), NULL);
  bal_xml_leaf (xml, "status", status, NULL);
  bal_xml_close (xml, "presence");
  return g_string_free (xml, FALSE);
}
