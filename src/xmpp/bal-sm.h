#pragma once

#include <glib.h>

/* The state of stream management (XEP-0198), without a connection: what must be acknowledged to us and
 * what we must acknowledge. It outlives the connection, so that the next one can resume. Main thread.
 *
 * Counters are modulo 2^32 as the XEP wants. */
typedef struct _BalSm BalSm;

/* Called for each sent stanza that the server now has; @id is the stanza's id or NULL. */
typedef void (*BalSmAcked) (const char *id, gpointer user_data);

BalSm *bal_sm_new (void);
void bal_sm_free (BalSm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalSm, bal_sm_free)

/* <enable/> is being sent: counting of what we send begins anew, nothing is unacknowledged, old tokens are void. */
void bal_sm_enable (BalSm *self);
/* <enabled id resume/>; @id NULL when it cannot be resumed. The server counts what it sends from here (XEP-0198 3):
 * what came before it is forgotten. Only the first one after bal_sm_enable() counts. */
void bal_sm_enabled (BalSm *self, const char *id);
/* The stream can never be resumed (closed cleanly, broken XML, refused). Counting stops. */
void bal_sm_forget (BalSm *self);
gboolean bal_sm_is_enabled (BalSm *self);
/* What <resume previd/> needs; NULL when there is nothing to resume. */
const char *bal_sm_get_resume_id (BalSm *self);

/* A message, presence or iq came in. The token stands for it until bal_sm_done(): it is counted for
 * acknowledgement only when it and all before it are done. */
guint64 bal_sm_receive (BalSm *self);
/* Keeps the stanza of @token open for one bal_sm_done() more. */
void bal_sm_hold (BalSm *self, guint64 token);
/* Returns TRUE if the number to acknowledge grew. A void token is ignored. */
gboolean bal_sm_done (BalSm *self, guint64 token);
/* Before resuming: what came in and is not done will come again, so its tokens are void. */
void bal_sm_rewind (BalSm *self);
/* h: how many are done. */
guint32 bal_sm_get_handled (BalSm *self);
/* How many came in. */
guint32 bal_sm_get_received (BalSm *self);
/* TRUE while some that came in are not done. */
gboolean bal_sm_is_behind (BalSm *self);

/* A message, presence or iq is being sent; @xml and @id are copied. */
void bal_sm_sent (BalSm *self, const char *xml, const char *id);
guint bal_sm_get_unacked (BalSm *self);
/* How many were sent since bal_sm_enable(). */
guint32 bal_sm_get_sent (BalSm *self);
/* The server has @h of ours. FALSE, and nothing is done, if that is more than we sent. */
gboolean bal_sm_ack (BalSm *self, guint32 h, BalSmAcked acked, gpointer user_data);
/* After <resumed h/> was given to bal_sm_ack(): what must be sent again, in order; they stay
 * unacknowledged. Strings are borrowed until the next call. */
GPtrArray *bal_sm_dup_unacked (BalSm *self);

/* "123" of @text as h; FALSE if it is not a number of 32 bits. */
gboolean bal_sm_parse_h (const char *text, guint32 *h);
