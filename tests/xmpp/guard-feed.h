#pragma once

#include "xmpp/bal-guard.h"

/* The header that the guard writes for guard_header, and what it is written for. */
#define GUARD_HEADER                                                                               \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1'>"

/* Feeds a new guard, for the account me@example.org, with @length bytes in pieces of @piece (0: at
 * once). Returns all that it let through; @dead (may be NULL) tells whether the stream died. */
GString *guard_feed (const char *bytes, gsize length, gsize piece, gboolean *dead);

/* The same with pieces of random size up to @most. */
GString *guard_feed_random (const char *bytes, gsize length, GRand *rand, gsize most, gboolean *dead);
