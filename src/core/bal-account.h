#pragma once

#include "core/bal-certificate.h"
#include "core/bal-contact.h"
#include "core/bal-conversation.h"
#include "core/bal-request.h"

G_BEGIN_DECLS

/* One account: its settings, its connection, its roster. Main thread.
 *
 * Properties, with notify:
 *   jid          bare address, never changes
 *   enabled      FALSE keeps it signed out, across restarts
 *   state        BalAccountState
 *   error        GError of domain BAL_ERROR why it waits or stopped; NULL while all is well.
 *                bal_error_sentence() says it in words
 *   certificate  BalCertificate when error is BAL_ERROR_CERTIFICATE
 *   retry-at     monotonic µs of the next try while WAITING; 0 otherwise
 *   presence     BalPresence that the person chose
 *   status       text that the person chose; NULL for none
 *
 * Signal "password-needed": no password is known, or it was refused (error tells which);
 * answer by bal_account_set_password(). */
#define BAL_TYPE_ACCOUNT (bal_account_get_type ())
G_DECLARE_FINAL_TYPE (BalAccount, bal_account, BAL, ACCOUNT, GObject)

const char *bal_account_get_jid (BalAccount *self);
gboolean bal_account_get_enabled (BalAccount *self);
BalAccountState bal_account_get_state (BalAccount *self);
const GError *bal_account_get_error (BalAccount *self);
const BalCertificate *bal_account_get_certificate (BalAccount *self);
BalPresence bal_account_get_presence (BalAccount *self);
const char *bal_account_get_status (BalAccount *self);
int bal_account_get_priority (BalAccount *self);
/* GListModel of BalContact, unsorted; borrowed. */
GListModel *bal_account_get_contacts (BalAccount *self);
/* Borrowed; NULL if @jid (bare) is not in the roster. */
BalContact *bal_account_get_contact (BalAccount *self, const char *jid);

void bal_account_set_enabled (BalAccount *self, gboolean enabled);
/* Sets own presence for this and later sessions. @status may be NULL; @priority -128 to 127. */
void bal_account_set_presence (BalAccount *self, BalPresence presence, const char *status, int priority);
/* Tries at once instead of waiting. */
void bal_account_connect_now (BalAccount *self);
/* Uses @password from now on, and keeps it in the keyring if @remember once the server took it. */
void bal_account_set_password (BalAccount *self, const char *password, gboolean remember);
/* Accepts exactly the certificate with this SHA-256 for this account, although it was refused, and
 * connects. Asked of the person only, never automatic. */
void bal_account_accept_certificate (BalAccount *self, const char *sha256);
/* Allows weaker ways to prove the password than this account had before, once, and connects. */
void bal_account_accept_weak_login (BalAccount *self);

/* Adds @jid to the roster and asks to see their presence (RFC 6121 3.1). @name, @groups, @message may
 * be NULL. The address is checked first (BAL_ERROR_BAD_ADDRESS); what the server says about an
 * address that does not exist comes as BAL_ERROR_STANZA with "item-not-found" or "remote-server-not-found". */
void bal_account_add_contact_async (BalAccount *self, const char *jid, const char *name,
                                    const char *const *groups, const char *message,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean bal_account_add_contact_finish (BalAccount *self, GAsyncResult *result, GError **error);
/* Name and groups of a contact as they shall be. */
void bal_account_update_contact_async (BalAccount *self, BalContact *contact, const char *name,
                                       const char *const *groups, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_account_update_contact_finish (BalAccount *self, GAsyncResult *result, GError **error);
/* Out of the list, the server's roster and the database; the history stays. */
void bal_account_remove_contact_async (BalAccount *self, const char *jid, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_account_remove_contact_finish (BalAccount *self, GAsyncResult *result, GError **error);
/* XEP-0191. */
void bal_account_block_async (BalAccount *self, const char *jid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_account_block_finish (BalAccount *self, GAsyncResult *result, GError **error);

/* Answers a request: accepting lets them see our presence, adds them and asks back; both forget it. */
void bal_account_accept_request (BalAccount *self, BalRequest *request);
void bal_account_decline_request (BalAccount *self, BalRequest *request);

/* The conversation with @jid, made if there is none. The result is borrowed from the client's list. */
void bal_account_open_conversation_async (BalAccount *self, const char *jid, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
BalConversation *bal_account_open_conversation_finish (BalAccount *self, GAsyncResult *result,
                                                       GError **error);

G_END_DECLS
