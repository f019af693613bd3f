#pragma once

#include <gio/gio.h>
#include "core/bal-enums.h"

G_BEGIN_DECLS

/* One message of a conversation, as it is on disk. Main thread. state and reason change, with notify;
 * everything else is for ever.
 *
 * Properties: id, outgoing, sender, subject, body, time, state, reason, truncated. */
#define BAL_TYPE_MESSAGE (bal_message_get_type ())
G_DECLARE_FINAL_TYPE (BalMessage, bal_message, BAL, MESSAGE, GObject)

/* The row's number in the database, greater than 0. */
gint64 bal_message_get_id (BalMessage *self);
/* The order inside the conversation; see BalMessageList. */
gint64 bal_message_get_sort (BalMessage *self);
gboolean bal_message_get_outgoing (BalMessage *self);
/* Address of who sent it: bare, or with the nickname for a room's occupant. */
const char *bal_message_get_sender (BalMessage *self);
/* Display text (util/bal-text.h): safe to lay out. subject is NULL for none. */
const char *bal_message_get_subject (BalMessage *self);
const char *bal_message_get_body (BalMessage *self);
/* TRUE if body was cut for display; bal_message_get_text() has the whole. */
gboolean bal_message_get_truncated (BalMessage *self);
/* The text as it was received or written. Only for copying and for text views that lay out by lines. */
const char *bal_message_get_text (BalMessage *self);
/* Microseconds since 1970 UTC: when it was written, as far as that can be believed. */
gint64 bal_message_get_time (BalMessage *self);
BalMessageState bal_message_get_state (BalMessage *self);
/* Why it failed, as a sentence; NULL otherwise. */
const char *bal_message_get_reason (BalMessage *self);

G_END_DECLS
