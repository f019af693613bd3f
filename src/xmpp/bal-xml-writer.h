#pragma once

#include <glib.h>

/* Writing XML into a GString. Text and attribute values are escaped, and characters that XML 1.0 forbids
 * are left out: one of them would end the stream at the server. Attributes are pairs of name and value
 * up to a NULL name; a pair whose value is NULL is left out. Any thread. */

void bal_xml_open (GString *xml, const char *name, ...) G_GNUC_NULL_TERMINATED;
void bal_xml_close (GString *xml, const char *name);
/* An element without content. */
void bal_xml_empty (GString *xml, const char *name, ...) G_GNUC_NULL_TERMINATED;
/* <name attributes>text</name>; nothing at all if @text is NULL. */
void bal_xml_leaf (GString *xml, const char *name, const char *text, ...) G_GNUC_NULL_TERMINATED;
void bal_xml_text (GString *xml, const char *text);
