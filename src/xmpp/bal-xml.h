#pragma once

#include <glib.h>

#define BAL_NS_CLIENT "jabber:client"
#define BAL_NS_STREAM "http://etherx.jabber.org/streams"
#define BAL_NS_STREAM_ERRORS "urn:ietf:params:xml:ns:xmpp-streams"
#define BAL_NS_TLS "urn:ietf:params:xml:ns:xmpp-tls"

/* What a parser that grows a text node piece by piece will have to copy for it. */
typedef struct
{
  gsize length; /* bytes of the text so far, unescaped */
  guint64 cost; /* bytes copied so far: at each newline and entity the whole text before it */
} BalTextCost;

/* Appends @length bytes of UTF-8 @text to @out, escaped as character data so that a parser gives
 * back the same text. @cost, if not NULL, is carried on. Any thread. */
void bal_xml_append_text (GString *out, const char *text, gsize length, BalTextCost *cost);

/* Appends a space and name='value' with UTF-8 @value escaped, newlines and tabs kept. @name must
 * be an XML name. Any thread. */
void bal_xml_append_attribute (GString *out, const char *name, const char *value);

/* Appends @xml without the characters that XML 1.0 (section 2.2) forbids and without bytes that
 * are not UTF-8: one of them would make the server end the stream. Any thread. */
void bal_xml_append_clean (GString *out, const char *xml);
