/* Unique and Stable Stanza IDs: the sender's own id of a message. */
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/bal-xep.h"

#define NS_SID "urn:xmpp:sid:0"

static void
parse (const BalEnvelope *envelope, BalXMessage *message)
{
  xmpp_stanza_t *origin = bal_stanza_child (envelope->stanza, "origin-id", NS_SID);

  message->origin_id = g_strdup (bal_stanza_id_attr (origin, "id"));
}

static void
write_part (const BalXMessage *message, GString *xml)
{
  if (message->origin_id != NULL)
    bal_xml_empty (xml, "origin-id", "xmlns", NS_SID, "id", message->origin_id, NULL);
}

static const char *const features[] = { NS_SID, NULL };

const BalXep bal_xep_0359 = { "0359", "Unique and Stable Stanza IDs", features, NULL, parse, write_part };
