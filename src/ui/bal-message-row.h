#pragma once

#include "core/bal-message.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* One message of a history, as a bubble, with what may stand above it: a heading for the day and the line
 * where new messages begin. Made for BalHistoryView.
 *
 * Its own actions: message.copy, message.menu, message.open-link (s). To be installed by an ancestor: message.retry (x: id), message.show-all (x: id). */
#define BAL_TYPE_MESSAGE_ROW (bal_message_row_get_type ())
G_DECLARE_FINAL_TYPE (BalMessageRow, bal_message_row, BAL, MESSAGE_ROW, GtkWidget)

/* How a message stands among its neighbours. */
typedef struct
{
  gboolean starts_day;
  gboolean starts_new;   /* the first unread one */
  gboolean starts_group; /* another sender or a pause before */
  gboolean ends_group;   /* another sender or a pause after */
} BalMessagePlace;

/* The place of @message between @before and @after, either of which may be NULL. */
BalMessagePlace bal_message_place (BalMessage *message, BalMessage *before, BalMessage *after);

GtkWidget *bal_message_row_new (void);
/* Shows @message (NULL forgets it); @author is what its sender is called. */
void bal_message_row_bind (BalMessageRow *self, BalMessage *message, const char *author,
                           BalMessagePlace place);
BalMessage *bal_message_row_get_message (BalMessageRow *self);

G_END_DECLS
