#pragma once

#include "store/bal-store.h"

/* The files of a profile: their place, modes, lock, and what is done about a damaged one. */

typedef struct {
  char *path;      /* DIRECTORY/balcony.db, without symbolic links */
  char *set_aside; /* where a broken one went, or NULL */
  int lock;        /* descriptor of DIRECTORY/lock, or -1 */
} BalStoreFile;

/* Makes, locks, opens and migrates; see bal_store_open_async(). @self is to be cleared in any
 * case. */
BalDb *bal_store_file_open (BalStoreFile *self, const char *directory, GError **error);

/* Tidies up, closes @db (taken) and gives the lock back. Also for a @db of NULL. */
gboolean bal_store_file_close (BalStoreFile *self, BalDb *db, GError **error);
void bal_store_file_clear (BalStoreFile *self);
