/* Blocking Command: the server tells all our devices what one of them blocked. Nothing is kept here, so a push
 * is only acknowledged. */
#include "xmpp/bal-router.h"
#include "xmpp/xep/bal-xep.h"

#define NS_BLOCKING "urn:xmpp:blocking"

static void
on_push (BalRouter *router, const BalEnvelope *envelope)
{
  bal_router_reply (router, envelope, NULL);
}

static const BalHandler handlers[] = {
  { BAL_STANZA_IQ_SET, "block", NS_BLOCKING, BAL_SOURCE_ACCOUNT, on_push },
  { BAL_STANZA_IQ_SET, "unblock", NS_BLOCKING, BAL_SOURCE_ACCOUNT, on_push },
  { 0 },
};

const BalXep bal_xep_0191 = { "0191", "Blocking Command", NULL, handlers, NULL, NULL };
