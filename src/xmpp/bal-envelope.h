#pragma once

#include <strophe.h>
#include "xmpp/bal-jid.h"

/* Who a stanza is from, decided once by the router. Exactly one bit in an envelope; sets of them in
 * the rules of handlers. Own account: no from at all, or our own bare address. */
typedef enum {
  BAL_SOURCE_ACCOUNT = 1 << 0,
  BAL_SOURCE_OWN_RESOURCE = 1 << 1,
  BAL_SOURCE_SERVER = 1 << 2,       /* the bare domain of the account */
  BAL_SOURCE_CONTACT_BOTH = 1 << 3, /* RFC 6121 2.1.2.5 */
  BAL_SOURCE_CONTACT_TO = 1 << 4,
  BAL_SOURCE_CONTACT_FROM = 1 << 5,
  BAL_SOURCE_CONTACT_NONE = 1 << 6,
  BAL_SOURCE_ROOM = 1 << 7,         /* a joined room itself */
  BAL_SOURCE_OCCUPANT = 1 << 8,     /* somebody in a joined room */
  BAL_SOURCE_SERVICE = 1 << 9,      /* a service that the person uses */
  BAL_SOURCE_STRANGER = 1 << 10,
} BalSource;

#define BAL_SOURCE_ANY ((1 << 11) - 1)
#define BAL_SOURCE_OWN (BAL_SOURCE_ACCOUNT | BAL_SOURCE_OWN_RESOURCE)
/* They see our presence anyhow, so an answer tells them nothing. */
#define BAL_SOURCE_SEES_US (BAL_SOURCE_OWN | BAL_SOURCE_SERVER | BAL_SOURCE_CONTACT_BOTH | BAL_SOURCE_CONTACT_FROM)

/* The way a stanza came; set by the router alone. */
typedef enum {
  BAL_PROVENANCE_LIVE,
  BAL_PROVENANCE_CARBON_RECEIVED, /* XEP-0280: another device of ours got it */
  BAL_PROVENANCE_CARBON_SENT,     /* another device of ours sent it */
} BalProvenance;

typedef enum {
  BAL_STANZA_MESSAGE,
  BAL_STANZA_PRESENCE,
  BAL_STANZA_IQ_GET,
  BAL_STANZA_IQ_SET,
} BalStanzaKind;

/* A stanza with what is known about it. Borrowed during a call. */
typedef struct
{
  BalStanzaKind kind;
  BalSource source;         /* of the one who wrote it: for an unwrapped carbon, of the inner stanza */
  BalProvenance provenance;
  BalJid *from;             /* never NULL: our own bare address where the stanza has none */
  BalJid *to;               /* of an unwrapped carbon that we sent: the other side; else may be NULL */
  const char *id;           /* NULL: none, or not acceptable as one */
  xmpp_stanza_t *stanza;
  xmpp_stanza_t *payload;   /* the element that the handler was chosen by; NULL for none */
} BalEnvelope;
