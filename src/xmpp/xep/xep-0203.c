/* Delayed Delivery. Anybody can write a stamp into a message, so it never decides the order; it is
 * shown as the time only if our own server says that it put it there. */
#include "util/bal-time.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/xep/bal-xep.h"

#define NS_DELAY "urn:xmpp:delay"

static void
parse (const BalEnvelope *envelope, BalXMessage *message)
{
  xmpp_stanza_t *delay = bal_stanza_child (envelope->stanza, "delay", NS_DELAY);
  const char *stamp = bal_stanza_attr (delay, "stamp");
  const char *by = bal_stanza_attr (delay, "from");
  gint64 time;

  if (stamp == NULL || !bal_time_parse (stamp, &time))
    return;
  message->stamp = bal_time_clamp (time, bal_time_now ());
  message->stamp_by_server = by != NULL && message->to != NULL
                             && g_ascii_strcasecmp (by, bal_jid_get_domain (message->to)) == 0;
}

static const char *const features[] = { NS_DELAY, NULL };

const BalXep bal_xep_0203 = { "0203", "Delayed Delivery", features, NULL, parse, NULL };
