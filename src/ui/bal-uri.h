#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an xmpp: address on the desktop asks for (RFC 5122, XEP-0147). */
typedef enum {
  BAL_URI_MESSAGE, /* write to jid, with body */
  BAL_URI_ROSTER,  /* add jid */
} BalUriVerb;

typedef struct
{
  BalUriVerb verb;
  char *jid;  /* bare; not yet checked */
  char *body; /* NULL for none */
} BalUri;

/* Reads @text; NULL if it is no xmpp: URI for a person. What it asks for is never done without a
 * question. Unknown verbs are read as "message" without a body. */
BalUri *bal_uri_parse (const char *text);
void bal_uri_free (BalUri *uri);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalUri, bal_uri_free)

G_END_DECLS
