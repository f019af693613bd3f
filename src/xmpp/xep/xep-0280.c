/* Message Carbons, with XEP-0297 inside. Unwrapped once, here, for the router; who may wrap is checked
 * there. */
#include "xmpp/xep/xep-0280.h"

#include "xmpp/bal-stanza.h"
#include "xmpp/xep/bal-xep.h"

#define NS_CARBONS "urn:xmpp:carbons:2"
#define NS_FORWARD "urn:xmpp:forward:0"

static const struct
{
  const char *name;
  BalProvenance provenance;
} wrappers[] = {
  { "received", BAL_PROVENANCE_CARBON_RECEIVED },
  { "sent", BAL_PROVENANCE_CARBON_SENT },
};

gboolean
bal_carbon_is (xmpp_stanza_t *message)
{
  return bal_stanza_child (message, "received", NS_CARBONS) != NULL
         || bal_stanza_child (message, "sent", NS_CARBONS) != NULL;
}

xmpp_stanza_t *
bal_carbon_unwrap (xmpp_stanza_t *message, BalProvenance *provenance)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrappers); i++)
    {
      xmpp_stanza_t *wrapper = bal_stanza_child (message, wrappers[i].name, NS_CARBONS);
      xmpp_stanza_t *forwarded = bal_stanza_child (wrapper, "forwarded", NS_FORWARD);
      xmpp_stanza_t *inner = bal_stanza_child (forwarded, "message", BAL_NS_CLIENT);

      if (wrapper == NULL)
        continue;
      /* XEP-0280 6.1 and 11: a room's messages are not copied, and a copy holds no copy. */
      if (inner == NULL || bal_carbon_is (inner)
          || g_strcmp0 (bal_stanza_attr (inner, "type"), "groupchat") == 0)
        return NULL;
      *provenance = wrappers[i].provenance;
      return inner;
    }
  return NULL;
}

static const char *const features[] = { NS_CARBONS, NULL };

const BalXep bal_xep_0280 = { "0280", "Message Carbons", features, NULL, NULL, NULL };
