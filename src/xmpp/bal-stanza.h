#pragma once

#include <glib.h>
#include <strophe.h>

/* Reading a received stanza. Children are looked up by name and namespace only, so that an element of a
 * foreign namespace is never taken for one of ours (RFC 6120 4.8.3). Everything returned is borrowed and
 * lives as long as the stanza, except where "dup" says otherwise. Main thread; NULL gives NULL. */

#define BAL_NS_CLIENT "jabber:client"
#define BAL_NS_STREAMS "http://etherx.jabber.org/streams"
#define BAL_NS_STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"

gboolean bal_stanza_is (xmpp_stanza_t *stanza, const char *name, const char *ns);
/* The first child element of that name and namespace; @name NULL takes any name. */
xmpp_stanza_t *bal_stanza_child (xmpp_stanza_t *stanza, const char *name, const char *ns);
/* Walks elements and skips text: first child, next sibling. */
xmpp_stanza_t *bal_stanza_first (xmpp_stanza_t *stanza);
xmpp_stanza_t *bal_stanza_next (xmpp_stanza_t *element);
const char *bal_stanza_name (xmpp_stanza_t *stanza);
const char *bal_stanza_ns (xmpp_stanza_t *stanza);
const char *bal_stanza_attr (xmpp_stanza_t *stanza, const char *name);
/* An attribute that is an id: NULL also when it is empty or longer than BAL_LIMIT_ID. */
const char *bal_stanza_id_attr (xmpp_stanza_t *stanza, const char *name);
/* The text directly inside @stanza, without that of child elements, cut at @max bytes on a character.
 * Never NULL for an element; NULL for NULL. */
char *bal_stanza_dup_text (xmpp_stanza_t *stanza, gsize max);
/* The text of that child; NULL if there is no such child. */
char *bal_stanza_dup_child_text (xmpp_stanza_t *stanza, const char *name, const char *ns, gsize max);
/* The condition of the <error/> inside an error stanza (RFC 6120 8.3.3), "undefined-condition" if it has
 * none; @text, if not NULL, is set to a copy of its text or NULL, @type to its type or NULL. */
const char *bal_stanza_error (xmpp_stanza_t *stanza, const char **type, char **text);
