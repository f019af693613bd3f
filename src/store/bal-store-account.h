#pragma once

#include "store/bal-store.h"

/* Accounts. Table account; removing a row removes everything that hangs on it. */

typedef struct {
  gint64 id;            /* 0: not stored yet */
  char *jid;            /* bare, normalized */
  char *host;           /* connect here instead of asking DNS, or NULL */
  guint port;           /* with @host; 0: default */
  gboolean direct_tls;  /* with @host: TLS from the first byte (XEP-0368) */
  char *ca_file;        /* PEM file trusted for this account, or NULL */
  char *pin_sha256;     /* certificate accepted by the person for this account, or NULL */
  int mechanism;        /* rank of the strongest SASL mechanism that worked; 0: none yet */
  gboolean enabled;
  char *roster_version; /* RFC 6121 2.6; NULL: no roster yet */
  int sort;             /* place in the list */
  char *show;           /* own status: NULL available, "away", "chat", "dnd", "xa", "offline" */
  char *status;         /* own status text, or NULL */
  int priority;         /* RFC 6121 4.7.2.3 */
  char *resumption;     /* stream management state for the next start (XEP-0198), or NULL */
} BalStoreAccount;

BalStoreAccount *bal_store_account_copy (const BalStoreAccount *account);
void bal_store_account_free (BalStoreAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreAccount, bal_store_account_free)

/* All accounts by (sort, id): an array of BalStoreAccount that owns its rows. */
void bal_store_account_load_async (BalStore *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_account_load_finish (BalStore *self, GAsyncResult *result, GError **error);

/* Inserts, or updates the row of that id, or else of that JID. What the account has learnt (pin,
 * mechanism, roster version, resumption) is written by inserting only and has its own setters.
 * @account is copied. Returns the row as stored, owned by the caller. */
void bal_store_account_save_async (BalStore *self, const BalStoreAccount *account,
                                   GAsyncReadyCallback callback, gpointer user_data);
BalStoreAccount *bal_store_account_save_finish (BalStore *self, GAsyncResult *result,
                                                GError **error);

/* With contacts, conversations, messages and requests. No account of that id is no error. */
void bal_store_account_remove_async (BalStore *self, gint64 account,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_store_account_remove_finish (BalStore *self, GAsyncResult *result, GError **error);

/* All three end with bal_store_account_set_finish(). NULL clears. */
void bal_store_account_set_mechanism_async (BalStore *self, gint64 account, int mechanism,
                                            GAsyncReadyCallback callback, gpointer user_data);
void bal_store_account_set_pin_async (BalStore *self, gint64 account, const char *pin_sha256,
                                      GAsyncReadyCallback callback, gpointer user_data);
void bal_store_account_set_resumption_async (BalStore *self, gint64 account, const char *resumption,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_store_account_set_finish (BalStore *self, GAsyncResult *result, GError **error);
