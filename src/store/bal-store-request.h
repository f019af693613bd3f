#pragma once

#include "store/bal-store.h"

/* Friend requests that wait for an answer (RFC 6121 3.1). Table request. */

typedef struct {
  gint64 id;
  gint64 account;
  char *jid;     /* bare */
  char *name;    /* what they call themselves (XEP-0172), or NULL */
  char *message; /* or NULL */
  gint64 time;   /* microseconds since 1970 UTC; 0 when adding: now */
} BalStoreRequest;

BalStoreRequest *bal_store_request_copy (const BalStoreRequest *request);
void bal_store_request_free (BalStoreRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreRequest, bal_store_request_free)

typedef enum {
  BAL_STORE_REQUEST_ADDED,
  BAL_STORE_REQUEST_REPLACED, /* the same JID asked before: name and message are the new ones */
  BAL_STORE_REQUEST_REFUSED,  /* BAL_LIMIT_REQUESTS wait already: not stored */
} BalStoreRequestOutcome;

/* @request is copied. Returns the row as stored (as given, with id 0, when refused), owned by the
 * caller; @outcome may be NULL. */
void bal_store_request_add_async (BalStore *self, const BalStoreRequest *request,
                                  GAsyncReadyCallback callback, gpointer user_data);
BalStoreRequest *bal_store_request_add_finish (BalStore *self, GAsyncResult *result,
                                               BalStoreRequestOutcome *outcome, GError **error);

/* No such request is no error. */
void bal_store_request_remove_async (BalStore *self, gint64 account, const char *jid,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_store_request_remove_finish (BalStore *self, GAsyncResult *result, GError **error);

/* Of all accounts, oldest first: an array of BalStoreRequest that owns its rows. */
void bal_store_request_load_async (BalStore *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bal_store_request_load_finish (BalStore *self, GAsyncResult *result, GError **error);
