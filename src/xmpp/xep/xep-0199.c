/* XMPP Ping, as it is asked of us; asking the server is the session's affair. */
#include "xmpp/bal-router.h"
#include "xmpp/xep/bal-xep.h"

#define NS_PING "urn:xmpp:ping"

static void
on_ping (BalRouter *router, const BalEnvelope *envelope)
{
  bal_router_reply (router, envelope, NULL);
}

static const char *const features[] = { NS_PING, NULL };
static const BalHandler handlers[] = {
  { BAL_STANZA_IQ_GET, "ping", NS_PING, BAL_SOURCE_SEES_US, on_ping },
  { 0 },
};

const BalXep bal_xep_0199 = { "0199", "XMPP Ping", features, handlers, NULL, NULL };
