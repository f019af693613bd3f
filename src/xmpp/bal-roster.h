#pragma once

#include <strophe.h>
#include "xmpp/bal-jid.h"

/* The roster on the wire: RFC 6121 section 2, with versions (2.6). Pure. */

#define BAL_NS_ROSTER "jabber:iq:roster"

typedef enum {
  BAL_ROSTER_NONE,
  BAL_ROSTER_TO,
  BAL_ROSTER_FROM,
  BAL_ROSTER_BOTH,
  BAL_ROSTER_REMOVE, /* only in a push */
} BalRosterSubscription;

typedef struct
{
  BalJid *jid; /* bare */
  char *name;  /* NULL for none */
  GStrv groups; /* sorted, without doubles; never NULL */
  BalRosterSubscription subscription;
  gboolean ask; /* our request waits for an answer */
} BalRosterItem;

void bal_roster_item_free (BalRosterItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalRosterItem, bal_roster_item_free)

/* The items of <query/>: each address once, at most BAL_LIMIT_ROSTER; items with a bad address are left
 * out, an unknown subscription is none. Transfer full. */
GPtrArray *bal_roster_parse (xmpp_stanza_t *query);
/* The one item of a push; NULL if there is not exactly one good one (RFC 6121 2.1.6). */
BalRosterItem *bal_roster_parse_push (xmpp_stanza_t *query);
/* Payloads of requests; free with g_free(). @version NULL: the server has no versions; "": none known. */
char *bal_roster_write_get (const char *version);
char *bal_roster_write_set (const BalJid *jid, const char *name, const char *const *groups);
char *bal_roster_write_remove (const BalJid *jid);
