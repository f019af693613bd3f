/* Out of Band Data: a link beside the text. It is never loaded, only offered for a click. */
#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/xep/bal-xep.h"

#define NS_X_OOB "jabber:x:oob"

static void
parse (const BalEnvelope *envelope, BalXMessage *message)
{
  xmpp_stanza_t *x = bal_stanza_child (envelope->stanza, "x", NS_X_OOB);
  g_autofree char *url = bal_stanza_dup_child_text (x, "url", NS_X_OOB, 2048);
  const char *scheme = url != NULL ? g_uri_peek_scheme (url) : NULL;

  if (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0)
    message->url = g_steal_pointer (&url);
}

static const char *const features[] = { NS_X_OOB, NULL };

const BalXep bal_xep_0066 = { "0066", "Out of Band Data", features, NULL, parse, NULL };
