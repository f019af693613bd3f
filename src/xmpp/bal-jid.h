#pragma once

#include <glib.h>

/* An XMPP address (RFC 7622), prepared so that equal addresses are equal strings:
 * "local@domain/resource", where local and resource may be missing. Local and resource are
 * prepared by Nodeprep and Resourceprep (see bal-prep.h). The domain is lower case without a
 * final dot; internationalised labels are U-labels of IDNA 2008, or A-labels ("xn--") where the
 * U-label would not be made of letters, marks and digits or would not lead back to the same
 * A-label. IPv4 and bracketed IPv6 addresses are domains too. Immutable, counted, and usable
 * from any thread. */
typedef struct _BalJid BalJid;

/* Parses @text, which may be anything, NULL too. Returns a new reference, or NULL and
 * BAL_ERROR_BAD_ADDRESS with a sentence that names the part that is wrong. Parsing
 * bal_jid_get_text() gives an equal address. */
BalJid *bal_jid_new (const char *text, GError **error);

BalJid *bal_jid_ref (BalJid *jid);
void bal_jid_unref (BalJid *jid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalJid, bal_jid_unref)

/* Borrowed, valid as long as @jid. Local and resource are NULL, where there is none. */
const char *bal_jid_get_text (const BalJid *jid);
const char *bal_jid_get_bare (const BalJid *jid);
const char *bal_jid_get_local (const BalJid *jid);
const char *bal_jid_get_domain (const BalJid *jid);
const char *bal_jid_get_resource (const BalJid *jid);

gboolean bal_jid_is_bare (const BalJid *jid);

/* The whole address, and the address without its resource. GHashFunc and GEqualFunc shaped. */
gboolean bal_jid_equal (gconstpointer a, gconstpointer b);
guint bal_jid_hash (gconstpointer jid);
gboolean bal_jid_same_bare (const BalJid *a, const BalJid *b);

/* Returns @jid without its resource: a new reference, to @jid itself if it is bare. */
BalJid *bal_jid_dup_bare (BalJid *jid);

/* Returns the bare address of @jid with @resource, which is prepared; NULL for the bare address.
 * A new reference, or NULL and BAL_ERROR_BAD_ADDRESS. */
BalJid *bal_jid_with_resource (BalJid *jid, const char *resource, GError **error);
