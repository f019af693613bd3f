/* Service Discovery: what this program can do. */
#include "xmpp/bal-router.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/bal-xep.h"

#define NS_INFO "http://jabber.org/protocol/disco#info"

void
bal_disco_write (GString *xml)
{
  bal_xml_empty (xml, "identity", "category", "client", "type", "pc", "name", "Balcony", NULL);
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    for (guint f = 0; bal_xeps[i]->features != NULL && bal_xeps[i]->features[f] != NULL; f++)
      bal_xml_empty (xml, "feature", "var", bal_xeps[i]->features[f], NULL);
}

static void
on_info (BalRouter *router, const BalEnvelope *envelope)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  const char *node = bal_stanza_attr (envelope->payload, "node");
  g_autofree char *hash = bal_caps_hash ();
  g_autofree char *own_node = g_strconcat (BAL_CAPS_NODE "#", hash, NULL);

  /* XEP-0030 3.2: a node that is not ours is item-not-found. */
  if (node != NULL && strcmp (node, own_node) != 0)
    {
      bal_router_reply_error (router, envelope, "cancel", "item-not-found");
      return;
    }
  bal_xml_open (xml, "query", "xmlns", NS_INFO, "node", node, NULL);
  bal_disco_write (xml);
  bal_xml_close (xml, "query");
  bal_router_reply (router, envelope, xml->str);
}

static const char *const features[] = { NS_INFO, NULL };
static const BalHandler handlers[] = {
  { BAL_STANZA_IQ_GET, "query", NS_INFO, BAL_SOURCE_SEES_US, on_info },
  { 0 },
};

const BalXep bal_xep_0030 = { "0030", "Service Discovery", features, handlers, NULL, NULL };
