#pragma once

#include "core/bal-core-private.h"

/* What an account has to send: rows of the database that the server does not have yet, written before they go on the
 * wire and sent in their order, with the same id every time. Main thread. */
typedef struct _BalOutbox BalOutbox;

/* @account is borrowed and outlives it. */
BalOutbox *bal_outbox_new (BalAccount *account);
void bal_outbox_free (BalOutbox *self);
BalOutbox *bal_account_get_outbox (BalAccount *account);

/* Stores @text as pending, then finishes @task (taken), then sends. */
void bal_outbox_send (BalOutbox *self, const char *jid, BalStoreKind kind, const char *text, GTask *task);
/* A failed row becomes pending again. */
void bal_outbox_retry (BalOutbox *self, gint64 message);
/* A new connection continues no earlier one: what was on the wire is not any more. */
void bal_outbox_forget_wire (BalOutbox *self);
/* Everybody knows that we are here: sends what waits. */
void bal_outbox_online (BalOutbox *self);
/* The server has the stanza of that id. */
void bal_outbox_acked (BalOutbox *self, const char *id);
/* A device of @jid got our message @id (XEP-0184). @token: of the stanza that says so, see bal_session_hold(); done
 * once the new state is on disk. */
void bal_outbox_delivered (BalOutbox *self, const BalJid *jid, const char *id, guint64 token);
/* @jid, or the server for it, refused our message @id. @token as above. */
void bal_outbox_failed (BalOutbox *self, const BalJid *jid, const char *id, const char *reason, guint64 token);
