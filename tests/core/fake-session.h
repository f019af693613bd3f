#pragma once

#include "xmpp/bal-session.h"

/* The functions of bal-session.h without a network: a test says what the server does. Linked before the real ones. */

/* What it was made with; the strings are gone. */
const BalSessionOptions *fake_session_get_options (BalSession *self);
/* The server signed us in; without @resumed a new stream that can be resumed begins. */
void fake_session_ready (BalSession *self, gboolean resumed);
/* The server sends a stanza; @xml needs no namespace. */
void fake_session_receive (BalSession *self, const char *xml);
/* The server has the stanza of that id. */
void fake_session_ack (BalSession *self, const char *id);
/* The connection is lost, or ends with a BalErrorCode. @self is gone. */
void fake_session_lose (BalSession *self);
void fake_session_fail (BalSession *self, int code);
/* Returns: (transfer full): the id of the last stanza sent that has @text in it; NULL if none has. */
char *fake_session_dup_id (BalSession *self, const char *text);
/* How many of the stanzas sent have @text in them. */
guint fake_session_count (BalSession *self, const char *text);
