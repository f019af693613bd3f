#pragma once

#include "core/bal-client.h"
#include "core/bal-registration.h"
#include "util/bal-error.h"

/* Canned models with the types and functions of core's headers. */

/* Two accounts, twelve contacts, eight conversations, three hundred messages, seven requests. */
void fake_fill (BalClient *client);
/* What the next sign-in, registration or addition of a contact ends with; taken, NULL for success. */
void fake_fail_next (BalClient *client, GError *error, BalCertificate *certificate);

/* The fingerprint that the last sign-in trusted; NULL for none. */
const char *fake_get_pin (BalClient *client);
/* The next sign-in ends only by being cancelled. */
void fake_hold (BalClient *client);

BalAccount *fake_add_account (BalClient *client, const char *jid);
BalContact *fake_add_contact (BalAccount *account, const char *jid, const char *name,
                              BalPresence presence, const char *status, const char *group);
BalConversation *fake_add_conversation (BalClient *client, BalAccount *account, const char *jid,
                                        BalConversationKind kind);
/* @minutes before now; appends to the conversation and emits what core would. */
BalMessage *fake_add_message (BalConversation *conversation, gboolean outgoing, const char *subject,
                              const char *body, gint64 minutes, BalMessageState state);
BalRequest *fake_add_request (BalClient *client, BalAccount *account, const char *jid,
                              const char *name, const char *message);
void fake_set_account_state (BalAccount *account, BalAccountState state, GError *error);
void fake_set_message_state (BalMessage *message, BalMessageState state, const char *reason);
void fake_set_presence (BalContact *contact, BalPresence presence, const char *status);
