#pragma once

#include "core/bal-account.h"
#include "core/bal-keyring.h"

G_BEGIN_DECLS

/* How to sign in for the first time. Strings are borrowed during the call. */
typedef struct
{
  const char *jid;
  const char *password;
  const char *host;       /* NULL: by DNS */
  guint16 port;           /* 0: by DNS; with a host: 5222 */
  gboolean direct_tls;    /* with a host: TLS from the first byte */
  const char *ca_file;    /* PEM; NULL: the system's authorities */
  const char *pin_sha256; /* certificate that the person accepted; NULL for none */
  gboolean allow_plain;   /* the person agreed that the server may see the password */
  gboolean remember;      /* keep the password in the keyring */
} BalSignIn;

/* The whole of Balcony below the window: profile, accounts, conversations. Main thread.
 *
 * Properties with notify: unread (guint, sum over conversations that are not muted).
 *
 * Signals:
 *   "message" (BalConversation, BalMessage)  a new message of another person or server came in and is on disk; not for copies
 *                                            from the archive or from other devices
 *   "request" (BalRequest)                   somebody asks to be a friend, for the first time
 *   "request-gone" (BalRequest)              it was answered, here or on another device
 *   "set-aside" (char *path)                 the database was damaged; it is kept at path, a new one was begun */
#define BAL_TYPE_CLIENT (bal_client_get_type ())
G_DECLARE_FINAL_TYPE (BalClient, bal_client, BAL, CLIENT, GObject)

/* The folder of the person's own profile. Free with g_free(). */
char *bal_client_default_profile (void);
/* @profile: a folder. @keyring is referenced. Nothing is read yet. */
BalClient *bal_client_new (const char *profile, BalKeyring *keyring);
/* Opens the profile and loads accounts, rosters and conversations. Errors: BAL_ERROR_STORE_*. */
void bal_client_open_async (BalClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean bal_client_open_finish (BalClient *self, GAsyncResult *result, GError **error);
/* Signs in all enabled accounts. */
void bal_client_connect (BalClient *self);
/* Tells the servers whether the person is looking, so that they may save traffic (XEP-0352). */
void bal_client_set_active (BalClient *self, gboolean active);
/* Whether people learn that their messages arrived (XEP-0184); TRUE at first. */
void bal_client_set_send_receipts (BalClient *self, gboolean send_receipts);
/* Closes the streams and the database in order, within two seconds. */
void bal_client_close_async (BalClient *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_client_close_finish (BalClient *self, GAsyncResult *result, GError **error);

GListModel *bal_client_get_accounts (BalClient *self);      /* BalAccount; borrowed */
GListModel *bal_client_get_conversations (BalClient *self); /* BalConversation, unsorted; borrowed */
GListModel *bal_client_get_requests (BalClient *self);      /* BalRequest, oldest first; borrowed */
guint bal_client_get_unread (BalClient *self);
/* Borrowed; NULL if there is none. */
BalAccount *bal_client_get_account (BalClient *self, const char *jid);
BalConversation *bal_client_get_conversation (BalClient *self, gint64 id);

/* Connects as @sign_in says; only when the server took the password is the account kept, and stays
 * online. Errors as BalErrorCode; with BAL_ERROR_CERTIFICATE, finish gives the refused @certificate
 * (transfer full, may be NULL to ignore). */
void bal_client_sign_in_async (BalClient *self, const BalSignIn *sign_in, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
BalAccount *bal_client_sign_in_finish (BalClient *self, GAsyncResult *result,
                                       BalCertificate **certificate, GError **error);
/* Keeps the account without connecting (for scripts). Transfer none. */
void bal_client_add_account_async (BalClient *self, const BalSignIn *sign_in, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
BalAccount *bal_client_add_account_finish (BalClient *self, GAsyncResult *result, GError **error);
/* Signs out and removes the account with its history and password from this computer. */
void bal_client_remove_account_async (BalClient *self, BalAccount *account, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_client_remove_account_finish (BalClient *self, GAsyncResult *result, GError **error);

/* Finds messages that contain all of @words, newest first. finish returns a GListStore of BalFound. */
#define BAL_TYPE_FOUND (bal_found_get_type ())
G_DECLARE_FINAL_TYPE (BalFound, bal_found, BAL, FOUND, GObject)
BalConversation *bal_found_get_conversation (BalFound *self);
BalMessage *bal_found_get_message (BalFound *self);
void bal_client_search_async (BalClient *self, const char *words, guint limit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GListModel *bal_client_search_finish (BalClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
