#pragma once

#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xmessage.h"

/* A stanza from its text; names without a prefix are in jabber:client. It must be well-formed.
 * Release with xmpp_stanza_release(). */
xmpp_stanza_t *fixture_stanza (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* NULL if @xml is not well-formed; release with xmpp_stanza_release(). */
xmpp_stanza_t *fixture_try_stanza (const char *xml);

typedef xmpp_stanza_t FixtureStanza;
void fixture_stanza_release (FixtureStanza *stanza);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FixtureStanza, fixture_stanza_release)
