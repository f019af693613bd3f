#pragma once

#include "core/bal-enums.h"
#include "core/bal-enums.h"
#include <glib-object.h>

G_BEGIN_DECLS

/* Words, times and icon names that views show. Pure functions of their arguments, the locale and the
 * time zone; any thread. Times are microseconds since 1970 UTC; strings returned are the caller's,
 * const ones live for ever. */

/* The time of day as the locale writes it, without seconds: "14:05" or "2:05 PM". "" for @time 0. */
char *bal_words_clock (gint64 time);
/* As short as a list wants it: the time today, "Yesterday", a weekday within six days, else a date. */
char *bal_words_when (gint64 time, gint64 now);
/* A day as a heading: "Today", "Yesterday", "Monday", "3 March 2026". */
char *bal_words_day (gint64 time, gint64 now);
/* Day and time in full, for tooltips, details and screen readers. */
char *bal_words_moment (gint64 time);
/* Whether both lie on the same day of the local time zone. */
gboolean bal_words_same_day (gint64 a, gint64 b);
/* Microseconds from @now to the next midnight of the local time zone. */
gint64 bal_words_until_midnight (gint64 now);

const char *bal_words_presence (BalPresence presence);
const char *bal_words_presence_icon (BalPresence presence);
/* CSS class of the dot beside a name. */
const char *bal_words_presence_class (BalPresence presence);
/* Who sees whose presence, as a sentence about the other person. */
const char *bal_words_subscription (BalSubscription subscription, gboolean pending);
const char *bal_words_account_state (BalAccountState state);

/* How far an own message has come; "" for RECEIVED. */
const char *bal_words_message_state (BalMessageState state);
/* NULL for RECEIVED. */
const char *bal_words_message_icon (BalMessageState state);

/* The second line of a conversation in the list. A draft comes first; @draft may be NULL. */
char *bal_words_preview (const char *preview, gboolean outgoing, const char *draft);
/* Number for a badge: "" for 0, "99+" beyond 99. */
char *bal_words_badge (guint count);

/* "Family, Friends" to a list without doubles and empty names, and back. */
GStrv bal_words_split_groups (const char *text);
char *bal_words_join_groups (const char *const *groups);

G_END_DECLS
