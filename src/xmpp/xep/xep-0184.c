/* Message Delivery Receipts. Whether one is given is the inbox's decision: after the row is on disk, and
 * to people who see our presence anyhow. */
#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/bal-xep.h"

#define NS_RECEIPTS "urn:xmpp:receipts"

static void
parse (const BalEnvelope *envelope, BalXMessage *message)
{
  xmpp_stanza_t *received = bal_stanza_child (envelope->stanza, "received", NS_RECEIPTS);

  message->receipt_id = g_strdup (bal_stanza_id_attr (received, "id"));
  message->wants_receipt = bal_stanza_child (envelope->stanza, "request", NS_RECEIPTS) != NULL;
}

static void
write_part (const BalXMessage *message, GString *xml)
{
  if (message->wants_receipt)
    bal_xml_empty (xml, "request", "xmlns", NS_RECEIPTS, NULL);
  if (message->receipt_id != NULL)
    bal_xml_empty (xml, "received", "xmlns", NS_RECEIPTS, "id", message->receipt_id, NULL);
}

static const char *const features[] = { NS_RECEIPTS, NULL };

const BalXep bal_xep_0184 = { "0184", "Message Delivery Receipts", features, NULL, parse, write_part };
