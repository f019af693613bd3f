#pragma once

#include "store/bal-store.h"

/* The schema is what the numbered files in schema/ make of an empty file: 001.sql makes version 1,
 * 002.sql makes 2 of 1. A file that was released is never edited. PRAGMA user_version is the
 * version of a database, PRAGMA application_id says that it is ours. */

/* "BalC" */
#define BAL_STORE_APPLICATION_ID 0x42616c43

extern const char *const bal_store_schema_scripts[];
extern const guint bal_store_schema_version;

/* That @db is ours, or empty, and not newer than @version; changes nothing. Else
 * BAL_ERROR_STORE_BROKEN (another program's) or BAL_ERROR_STORE_NEWER. */
gboolean bal_store_schema_check (BalDb *db, guint version, GError **error);

/* Brings a checked database to version @version by running those of @scripts (one a version) that
 * it has not seen, each in a transaction of its own together with the new user_version. */
gboolean bal_store_schema_migrate (BalDb *db,
                                   const char *const *scripts,
                                   guint version,
                                   GError **error);

/* Reads the key of the hashes. */
gboolean bal_store_schema_load_key (BalDb *db, GError **error);

/* Makes message_fts anew from message. */
gboolean bal_store_schema_rebuild_words (BalDb *db, GError **error);
