#pragma once

#include "xmpp/bal-guard-writer.h"

/* The guard stands between the network and the stream library: a pass with expat over the bytes
 * that the server sent. What it writes is clean XML with these properties (RFC 6120, 11.1):
 *
 * - No DTD, processing instruction or comment, and nothing that is not well-formed: each of them
 *   ends the stream. Stream-level text is dropped.
 * - Whole first-level elements only, in their order; none deeper, larger, wider or costlier than
 *   bal-limits.h allows. One that is becomes its top element with a single child
 *   <pruned xmlns='urn:guard:0'/>, so that it is still counted and answered, and nothing else.
 * - Attributes without a namespace and xml:lang only, and element prefixes only for the stream's
 *   own namespace: names mean the same to readers with and without namespace support.
 * - Nothing in BAL_GUARD_NS but the marks of the guard itself.
 *
 * A guard belongs to one thread. */

typedef struct _BalGuard BalGuard;

/* The attributes of the server's stream header (RFC 6120, 4.7); NULL where there is none. */
typedef struct
{
  char *from;
  char *to;
  char *id;
  char *version;
  char *lang;
} BalStreamHeader;

/* A new guard that expects a stream header. */
BalGuard *bal_guard_new (void);
void bal_guard_free (BalGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalGuard, bal_guard_free)

/* Reads @length bytes and appends to @out what became complete by them: the stream header, first-
 * level elements, the stream's end tag. The same bytes give the same output, however they are cut.
 * A first-level element with a tag of more than 4096 bytes is followed by as many spaces, because
 * a parser that reads in blocks of that size may hold such a tag back until more comes.
 *
 * Returns FALSE with BAL_ERROR_XML when the stream is dead; @out then has what came before. Every
 * later call fails in the same way, until bal_guard_restart(). */
gboolean bal_guard_feed (BalGuard *guard,
                         const char *bytes,
                         gsize length,
                         GString *out,
                         GError **error);

/* Begins a new stream on the same connection (RFC 6120, 4.3.3): what is unfinished is dropped. */
void bal_guard_restart (BalGuard *guard);

/* The bare address that is ours, or NULL: answers from it (and those without a sender) may be
 * larger than what others send. Copied. */
void bal_guard_set_account (BalGuard *guard, const char *bare_jid);

/* The header of the current stream, or NULL before it came. Borrowed until the next restart. */
const BalStreamHeader *bal_guard_get_header (BalGuard *guard);

/* Whether the server has ended the current stream by </stream:stream>. */
gboolean bal_guard_has_ended (BalGuard *guard);

/* The number of the first-level element that is unfinished, counted from 1; 0 when none is begun. */
guint64 bal_guard_get_open (BalGuard *guard);

/* Takes the size in bytes, as written, of the oldest first-level element not yet asked for; 0 when
 * there is none. */
gsize bal_guard_pop_size (BalGuard *guard);
