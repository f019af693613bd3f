#pragma once

#include "core/bal-message.h"

G_BEGIN_DECLS

/* A GListModel of BalMessage: a contiguous window on one conversation's history, oldest first. The
 * database is the truth; the window holds a few hundred messages. New messages appear by themselves
 * while the window ends at the newest one (at-end). One items-changed for each batch. Main thread.
 *
 * Properties with notify: at-start, at-end. */
#define BAL_TYPE_MESSAGE_LIST (bal_message_list_get_type ())
G_DECLARE_FINAL_TYPE (BalMessageList, bal_message_list, BAL, MESSAGE_LIST, GObject)

/* Whether the person looks at the newest messages. While they do not, new ones are kept out of a full
 * window instead of pushing out what is being read. TRUE at first. */
void bal_message_list_set_following (BalMessageList *self, gboolean following);
gboolean bal_message_list_get_at_start (BalMessageList *self);
gboolean bal_message_list_get_at_end (BalMessageList *self);
/* Extends the window by a page, trimming its far end. Returns the number of messages added; 0 at the
 * end of what there is. Reads from the database, under a millisecond. */
guint bal_message_list_load_older (BalMessageList *self);
guint bal_message_list_load_newer (BalMessageList *self);
/* Replaces the window by the newest page. */
void bal_message_list_load_end (BalMessageList *self);
/* Replaces the window by one round the message @id, and tells its position; FALSE if it is not of this
 * conversation. */
gboolean bal_message_list_load_around (BalMessageList *self, gint64 id, guint *position);

G_END_DECLS
