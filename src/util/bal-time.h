#pragma once

#include <glib.h>

/* Times are microseconds since 1970-01-01 00:00 UTC. All functions may be called in any thread. */

/* The wall clock. Never for intervals: it may jump. */
gint64 bal_time_now (void);

/* Reads @text as XEP-0082 DateTime (fraction of any length, "Z" or an offset up to 14 hours) or
 * as the older XEP-0091 form (CCYYMMDDThh:mm:ss, always UTC). The whole text must match and name
 * a day that exists in the years 1 to 9999. Digits beyond microseconds are cut off. Returns
 * FALSE and leaves @usec alone, if it does not match or @text is NULL. */
gboolean bal_time_parse (const char *text, gint64 *usec);

/* Returns @stamp, not before 2000-01-01 and not after @now: what others say about the past is
 * believed within reason, what they say about the future never (XEP-0203 section 5). */
gint64 bal_time_clamp (gint64 stamp, gint64 now);

/* Returns @usec as XEP-0082 DateTime in UTC, with six digits of fraction where it has one, for
 * example "2024-02-29T12:00:00.500000Z"; bal_time_parse() reads the same value back. Values
 * outside the years 1 to 9999 become the nearest one inside. The caller owns the result. */
char *bal_time_format (gint64 usec);
