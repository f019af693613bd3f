#pragma once

#include "store/bal-store-message.h"

/* Search in the history, for every script: case and accents do not matter, a word is found by its
 * beginning, and in scripts without spaces, such as Chinese, any one or more characters are found
 * wherever they are. */

typedef struct {
  GPtrArray *messages; /* BalStoreMessage, newest first, owned */
  gboolean complete;   /* FALSE: time ran out or there are more than the limit */
} BalStoreFound;

void bal_store_found_free (BalStoreFound *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStoreFound, bal_store_found_free)

/* Rows whose body or subject has every one of the words of @words, which are separated by white
 * space; nothing in it is an operator. @conversation 0: all. Takes at most half a second and
 * returns what it has found by then. No word at all finds nothing. */
void bal_store_search_async (BalStore *self, const char *words, gint64 conversation, guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
BalStoreFound *bal_store_search_finish (BalStore *self, GAsyncResult *result, GError **error);
