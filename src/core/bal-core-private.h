#pragma once

/* What the files of core share and nobody else sees. */

#include "core/bal-client.h"
#include "store/bal-store-account.h"
#include "store/bal-store-contact.h"
#include "store/bal-store-conversation.h"
#include "store/bal-store-message.h"
#include "store/bal-store-request.h"
#include "xmpp/bal-session.h"

/* --- models ------------------------------------------------------------------------------------ */

BalMessage *bal_message_new (const BalStoreMessage *row);
/* Takes over state and reason. */
void bal_message_apply (BalMessage *self, const BalStoreMessage *row);

BalContact *bal_contact_new (BalAccount *account, const BalStoreContact *row);
void bal_contact_apply (BalContact *self, const BalStoreContact *row);
/* One device became available, or went (@presence OFFLINE). */
void bal_contact_set_device (BalContact *self, const char *resource, BalPresence presence, int priority,
                             const char *status);
void bal_contact_clear_devices (BalContact *self);

BalRequest *bal_request_new (BalAccount *account, const BalStoreRequest *row);

BalConversation *bal_conversation_new (BalClient *client, BalAccount *account,
                                       const BalStoreConversation *row);
void bal_conversation_apply (BalConversation *self, const BalStoreConversation *row);
/* The roster entry of its other side came, went, or NULL. */
void bal_conversation_set_contact (BalConversation *self, BalContact *contact);
/* A row was added to, or changed in, this conversation. The first returns the live object. */
BalMessage *bal_conversation_message_added (BalConversation *self, const BalStoreMessage *row);
void bal_conversation_message_changed (BalConversation *self, const BalStoreMessage *row);

BalMessageList *bal_message_list_new (BalStore *store, gint64 conversation);
void bal_message_list_add (BalMessageList *self, BalMessage *message);
/* The live object of that row, or NULL; borrowed. */
BalMessage *bal_message_list_find (BalMessageList *self, gint64 id);

/* --- client ------------------------------------------------------------------------------------ */

BalStore *bal_client_get_store (BalClient *self);
gboolean bal_client_get_send_receipts (BalClient *self);
BalKeyring *bal_client_get_keyring (BalClient *self);
/* Makes or updates the model of a row; borrowed, NULL if its account is gone. */
BalConversation *bal_client_take_conversation (BalClient *self, const BalStoreConversation *row);
BalConversation *bal_client_find_conversation (BalClient *self, BalAccount *account, const char *jid);
void bal_client_adopt_account (BalClient *self, BalAccount *account);
/* Stores a request, then shows it; a full list refuses. */
void bal_client_add_request (BalClient *self, BalAccount *account, const BalStoreRequest *row);
/* Shows a stored one. */
void bal_client_take_request (BalClient *self, BalAccount *account, const BalStoreRequest *row);
/* Takes it off the list and out of the database. */
void bal_client_drop_request (BalClient *self, BalAccount *account, const char *jid);
/* Takes an account and all that hangs on it out of the lists. */
void bal_client_forget_account (BalClient *self, BalAccount *account);

/* --- account ----------------------------------------------------------------------------------- */

/* @row is copied. @contacts may be NULL: no roster yet. */
BalAccount *bal_account_new (BalClient *client, const BalStoreAccount *row, GPtrArray *contacts);
gint64 bal_account_get_id (BalAccount *self);
BalClient *bal_account_get_client (BalAccount *self);
void bal_account_start (BalAccount *self);
/* Signs out with a goodbye; @task, if any, is finished with TRUE when that is done. */
void bal_account_stop (BalAccount *self, GTask *task);
void bal_account_check (BalAccount *self, gboolean network_available);
void bal_account_set_reading (BalAccount *self, gboolean reading);
void bal_account_set_active (BalAccount *self, gboolean active);
/* Tells whether the person sees that address in their list and lets it see them. */
BalSource bal_account_classify (BalAccount *self, const BalJid *bare);

/* The certificate of a failed connection as the dialog wants it; NULL if there was none. */
BalCertificate *bal_certificate_from_report (const BalWireReport *report, const char *domain);
