#pragma once

#include "xmpp/bal-envelope.h"

#define BAL_CARBONS_ENABLE "<enable xmlns='urn:xmpp:carbons:2'/>"

/* TRUE if @message claims to wrap a copy (XEP-0280 6, 7). */
gboolean bal_carbon_is (xmpp_stanza_t *message);
/* The message inside, and which way it went; NULL if there is none that counts. */
xmpp_stanza_t *bal_carbon_unwrap (xmpp_stanza_t *message, BalProvenance *provenance);
