#include "fuzz.h"

#include <string.h>

#include "stanza-fixture.h"
#include "xmpp/bal-router.h"

/* Input: a byte that chooses the sender, then a stanza without "from" and xmlns. Whatever it is: a stranger causes
 * nothing but a message, a presence, or the one error; and nobody but our own server causes a roster push. */

#define ME "me@home.test"
#define REFUSAL "<error type='cancel'><service-unavailable xmlns='" BAL_NS_STANZAS "'/></error></iq>"

static const char *const senders[] = { "", ME, ME "/phone", "home.test", "friend@x.test/a", "evil@y.test/b" };

typedef struct
{
  gboolean own;
  gboolean stranger;
} State;

static void
on_send (const char *xml, const char *id, gpointer data)
{
  xmpp_stanza_t *stanza = fixture_try_stanza (xml);

  g_assert_nonnull (stanza);
  xmpp_stanza_release (stanza);
  g_assert_true (g_str_has_prefix (xml, "<iq type='result'") || g_str_has_prefix (xml, "<iq type='error'"));
  if (((State *) data)->stranger)
    g_assert_true (g_str_has_suffix (xml, REFUSAL));
}

static BalSource
on_contact (const BalJid *bare, gpointer data)
{
  return g_strcmp0 (bal_jid_get_local (bare), "friend") == 0 ? BAL_SOURCE_CONTACT_BOTH : 0;
}

static void
on_message (const BalXMessage *message, gpointer data)
{
  g_assert_nonnull (message->from);
  g_assert_true (message->provenance == BAL_PROVENANCE_LIVE || ((State *) data)->own);
  g_assert_true (!((State *) data)->stranger || message->source == BAL_SOURCE_STRANGER);
}

static void
on_presence (const BalXPresence *presence, gpointer data)
{
  g_assert_true (!((State *) data)->stranger || presence->source == BAL_SOURCE_STRANGER);
}

static void
on_push (const BalRosterItem *item, const char *version, gpointer data)
{
  g_assert_true (((State *) data)->own);
}

static xmpp_stanza_t *
parse (const char *text, const char *from)
{
  xmpp_stanza_t *stanza = fixture_try_stanza (text);

  /* The guard lets only such stanzas through. */
  if (stanza != NULL && *from != '\0')
    xmpp_stanza_set_attribute (stanza, "from", from);
  else if (stanza != NULL)
    xmpp_stanza_del_attribute (stanza, "from");
  return stanza;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const BalRouterEvents events = { on_send, on_contact, on_message, on_presence, on_push };
  guint sender = size > 0 ? data[0] % G_N_ELEMENTS (senders) : 0;
  State state = { .own = sender < 2, .stranger = sender == G_N_ELEMENTS (senders) - 1 };
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_autoptr (BalJid) me = bal_jid_new (ME, NULL);
  g_autoptr (BalRouter) router = bal_router_new (me, &events, &state);
  xmpp_stanza_t *stanza = parse (text, senders[sender]);

  if (stanza == NULL)
    return 0;
  bal_router_handle (router, stanza);
  xmpp_stanza_release (stanza);
  return 0;
}
