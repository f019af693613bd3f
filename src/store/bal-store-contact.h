#pragma once

#include "store/bal-store.h"

/* The roster of each account (RFC 6121 2). Table contact. */

typedef enum { /* RFC 6121 2.1.2.5; TO: we see them, FROM: they see us */
  BAL_STORE_SUBSCRIPTION_NONE = 0,
  BAL_STORE_SUBSCRIPTION_TO = 1,
  BAL_STORE_SUBSCRIPTION_FROM = 2,
  BAL_STORE_SUBSCRIPTION_BOTH = 3,
} BalStoreSubscription;

typedef struct {
  gint64 id;
  gint64 account;
  char *jid;
  char *name;         /* or NULL */
  BalStoreSubscription subscription;
  gboolean ask;       /* our request waits for their answer */
  gboolean approved;  /* pre-approved (RFC 6121 3.4) */
  GStrv groups;       /* or NULL; a line break in a group's name becomes a space */
} BalStoreContact;

BalStoreContact *bal_store_contact_copy (const BalStoreContact *contact);
void bal_store_contact_free (BalStoreContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreContact, bal_store_contact_free)

/* An array of BalStoreContact that owns its rows, by JID. */
void bal_store_contact_load_async (BalStore *self, gint64 account, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_contact_load_finish (BalStore *self, GAsyncResult *result, GError **error);

/* Makes the roster of @account exactly @contacts (BalStoreContact; of two with one JID the last
 * counts; beyond BAL_LIMIT_ROSTER they are left out) and stores @version, or NULL, with it. Rows
 * that stay keep their id. Takes @contacts. Returns the rows as stored, owned by the caller. */
void bal_store_contact_replace_all_async (BalStore *self, gint64 account, GPtrArray *contacts,
                                          const char *version,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_contact_replace_all_finish (BalStore *self, GAsyncResult *result,
                                                 GError **error);

/* A roster push (RFC 6121 2.1.6): inserts or changes the row of that JID. @contact is copied; a
 * @version of NULL leaves the stored one. Returns the row as stored, owned by the caller. */
void bal_store_contact_push_async (BalStore *self, const BalStoreContact *contact,
                                   const char *version,
                                   GAsyncReadyCallback callback, gpointer user_data);
BalStoreContact *bal_store_contact_push_finish (BalStore *self, GAsyncResult *result,
                                                GError **error);

/* A roster push that removes. No such contact is no error. */
void bal_store_contact_remove_async (BalStore *self, gint64 account, const char *jid,
                                     const char *version,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_store_contact_remove_finish (BalStore *self, GAsyncResult *result, GError **error);
