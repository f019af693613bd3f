#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "store/bal-store.h"

/* Thin helpers over sqlite3 for the table files; nothing above store/ includes this. A BalDb
 * belongs to one thread at a time. */

typedef enum {
  BAL_DB_READ_WRITE, /* the one writer: it alone checkpoints */
  BAL_DB_READ_ONLY,
} BalDbMode;

/* Opens an existing file at @path, which must not be a symbolic link. Nothing is written, also by
 * closing, before bal_db_start_writing(). Errors as bal_db_set_error(). */
BalDb *bal_db_open (const char *path, BalDbMode mode, GError **error);
gboolean bal_db_start_writing (BalDb *db, GError **error);
/* Accepts NULL. */
void bal_db_close (BalDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalDb, bal_db_close)

/* For counting tests, backup and the schema. */
sqlite3 *bal_db_get_handle (BalDb *db);

/* What the last call on @db said, as an error of BAL_ERROR or G_IO_ERROR_CANCELLED. Returns
 * FALSE. */
gboolean bal_db_set_error (BalDb *db, int rc, GError **error);
/* The same for a system call on the profile's files; @what names them. */
gboolean bal_db_set_system_error (int system_error, const char *what, GError **error);
/* That the file was found damaged since it was opened. */
gboolean bal_db_was_broken (BalDb *db);

/* Runs SQL without parameters that is part of the program. */
gboolean bal_db_exec (BalDb *db, const char *sql, GError **error);
/* The first column of the first row; @value stays as it is where there is none. */
gboolean bal_db_get_int (BalDb *db, const char *sql, gint64 *value, GError **error);

/* Queries of a job give up with G_IO_ERROR_CANCELLED when @cancellable (borrowed) is cancelled or
 * @deadline, monotonic, has passed. NULL and 0: never. */
void bal_db_set_limits (BalDb *db, GCancellable *cancellable, gint64 deadline);
GCancellable *bal_db_get_cancellable (BalDb *db);

/* The key of the hashes in the indexes, 16 bytes; see bal-store-key.h. */
const guint8 *bal_db_get_key (BalDb *db);
void bal_db_set_key (BalDb *db, const guint8 key[16]);

/* A prepared statement, borrowed from the cache; the end of its scope resets it and forgets what
 * was bound. @sql must be a string constant: the cache knows statements by its address. One that
 * is still in use must not be asked for again. */
typedef sqlite3_stmt BalStatement;
BalStatement *bal_db_prepare (BalDb *db, const char *sql, GError **error);
void bal_statement_done (BalStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalStatement, bal_statement_done)

/* Parameters count from 1. Text is not copied: it lives until the end of the statement's scope. */
void bal_statement_bind_int (BalStatement *statement, int parameter, gint64 value);
void bal_statement_bind_text (BalStatement *statement, int parameter, const char *text);
void bal_statement_bind_key (BalStatement *statement, int parameter, gint64 key); /* 0: NULL */

typedef enum { BAL_STEP_ROW, BAL_STEP_DONE, BAL_STEP_ERROR } BalStep;
BalStep bal_statement_step (BalDb *db, BalStatement *statement, GError **error);
/* Steps to the end. */
gboolean bal_statement_run (BalDb *db, BalStatement *statement, GError **error);

/* Columns count from 0. */
gint64 bal_statement_get_int (BalStatement *statement, int column);
const char *bal_statement_get_text (BalStatement *statement, int column); /* until the next step */
char *bal_statement_dup_text (BalStatement *statement, int column);       /* NULL for NULL */

/* Names of an enum in the database, in its order; an unknown one is @fallback. */
int bal_db_name_to_enum (const char *const *names, guint n_names, const char *name, int fallback);
