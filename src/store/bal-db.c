#define G_LOG_DOMAIN "bal-db"

#include "store/bal-db.h"

#include <errno.h>
#include <string.h>

#include "store/bal-words.h"
#include "util/bal-error.h"

/* Longest value and statement; a body is at most BAL_LIMIT_BODY. */
#define LIMIT_LENGTH (16 * 1024 * 1024)
/* Virtual machine steps between two looks at the clock: some ten microseconds. */
#define PROGRESS_STEPS 2000

struct _BalDb {
  sqlite3 *handle;
  GHashTable *statements; /* SQL, by address -> sqlite3_stmt */
  GCancellable *cancellable;
  gint64 deadline;
  gboolean broken;
  guint8 key[16];
};

/* FULL: what was announced survives a power cut. secure_delete: what is deleted is overwritten.
 * trusted_schema, cell_size_check and the DEFENSIVE switch below distrust the file itself. */
static const char writer_setup[] =
  "PRAGMA journal_mode=WAL;"
  "PRAGMA synchronous=FULL;"
  "PRAGMA foreign_keys=ON;"
  "PRAGMA secure_delete=ON;"
  "PRAGMA journal_size_limit=4194304;"
  "PRAGMA wal_autocheckpoint=4000;"
  "PRAGMA cache_size=-8000;";

/* Only the writer may checkpoint: with several, versions of SQLite before 3.51.3 could reset the
 * write-ahead log under a reader. */
static const char reader_setup[] =
  "PRAGMA query_only=ON;"
  "PRAGMA wal_autocheckpoint=0;"
  "PRAGMA cache_size=-4000;";

static const char common_setup[] =
  "PRAGMA busy_timeout=5000;"
  "PRAGMA trusted_schema=OFF;"
  "PRAGMA cell_size_check=ON;"
  "PRAGMA temp_store=MEMORY;";

static int
code_of_system_error (int system_error)
{
  switch (system_error)
    {
    case ENOSPC:
    case EDQUOT:
      return BAL_ERROR_STORE_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
      return BAL_ERROR_STORE_READ_ONLY;
    default:
      return BAL_ERROR_STORE;
    }
}

gboolean
bal_db_set_system_error (int system_error, const char *what, GError **error)
{
  g_set_error (error, BAL_ERROR, code_of_system_error (system_error), "%s: %s", what,
               g_strerror (system_error));
  return FALSE;
}

static int
code_of (BalDb *db, int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      return BAL_ERROR_STORE_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return BAL_ERROR_STORE_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return BAL_ERROR_STORE_BROKEN;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return BAL_ERROR_STORE_LOCKED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return code_of_system_error (sqlite3_system_errno (db->handle));
    default:
      return BAL_ERROR_STORE;
    }
}

gboolean
bal_db_set_error (BalDb *db, int rc, GError **error)
{
  int code = code_of (db, rc);

  if ((rc & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The query was given up");
  else
    g_set_error (error, BAL_ERROR, code, "SQLite %d: %s", rc, sqlite3_errmsg (db->handle));
  if (code == BAL_ERROR_STORE_BROKEN)
    db->broken = TRUE;
  return FALSE;
}

gboolean
bal_db_was_broken (BalDb *db)
{
  return db->broken;
}

sqlite3 *
bal_db_get_handle (BalDb *db)
{
  return db->handle;
}

static int
on_progress (void *data)
{
  BalDb *db = data;

  return g_cancellable_is_cancelled (db->cancellable) ||
         (db->deadline > 0 && g_get_monotonic_time () > db->deadline);
}

void
bal_db_set_limits (BalDb *db, GCancellable *cancellable, gint64 deadline)
{
  gboolean limited = cancellable || deadline > 0;

  db->cancellable = cancellable;
  db->deadline = deadline;
  sqlite3_progress_handler (db->handle, limited ? PROGRESS_STEPS : 0, limited ? on_progress : NULL,
                            db);
}

GCancellable *
bal_db_get_cancellable (BalDb *db)
{
  return db->cancellable;
}

const guint8 *
bal_db_get_key (BalDb *db)
{
  return db->key;
}

void
bal_db_set_key (BalDb *db, const guint8 key[16])
{
  memcpy (db->key, key, sizeof db->key);
}

gboolean
bal_db_exec (BalDb *db, const char *sql, GError **error)
{
  /* lint-ok sql: the one caller of it, and its own callers pass text of the program. */
  int rc = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  return rc == SQLITE_OK || bal_db_set_error (db, rc, error);
}

gboolean
bal_db_get_int (BalDb *db, const char *sql, gint64 *value, GError **error)
{
  g_autoptr(BalStatement) statement = bal_db_prepare (db, sql, error);

  if (!statement)
    return FALSE;
  switch (bal_statement_step (db, statement, error))
    {
    case BAL_STEP_ROW:
      *value = bal_statement_get_int (statement, 0);
      return TRUE;
    case BAL_STEP_DONE:
      return TRUE;
    case BAL_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
set_up (BalDb *db, BalDbMode mode, GError **error)
{
  sqlite3 *handle = db->handle;

  sqlite3_extended_result_codes (handle, 1);
  sqlite3_limit (handle, SQLITE_LIMIT_LENGTH, LIMIT_LENGTH);
  sqlite3_limit (handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  return bal_words_register (db, error) && bal_db_exec (db, common_setup, error) &&
         (mode == BAL_DB_READ_WRITE || bal_db_exec (db, reader_setup, error));
}

gboolean
bal_db_start_writing (BalDb *db, GError **error)
{
  if (!bal_db_exec (db, writer_setup, error))
    return FALSE;
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return TRUE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

BalDb *
bal_db_open (const char *path, BalDbMode mode, GError **error)
{
  g_autoptr(BalDb) db = g_new0 (BalDb, 1);
  int flags = mode == BAL_DB_READ_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  int rc;

  db->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  rc =
    sqlite3_open_v2 (path, &db->handle, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    {
      bal_db_set_error (db, rc, error);
      return NULL;
    }
  return set_up (db, mode, error) ? g_steal_pointer (&db) : NULL;
}

void
bal_db_close (BalDb *db)
{
  if (!db)
    return;
  g_hash_table_unref (db->statements);
  sqlite3_close (db->handle);
  explicit_bzero (db->key, sizeof db->key);
  g_free (db);
}

BalStatement *
bal_db_prepare (BalDb *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (db->statements, sql);
  int rc;

  if (statement)
    {
      g_assert (!sqlite3_stmt_busy (statement));
      return statement;
    }
  rc = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (rc != SQLITE_OK)
    {
      bal_db_set_error (db, rc, error);
      return NULL;
    }
  g_hash_table_insert (db->statements, (gpointer) sql, statement);
  return statement;
}

void
bal_statement_done (BalStatement *statement)
{
  if (!statement)
    return;
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

void
bal_statement_bind_int (BalStatement *statement, int parameter, gint64 value)
{
  int rc = sqlite3_bind_int64 (statement, parameter, value);

  g_assert (rc == SQLITE_OK);
}

void
bal_statement_bind_text (BalStatement *statement, int parameter, const char *text)
{
  int rc = sqlite3_bind_text (statement, parameter, text, -1, SQLITE_STATIC);

  g_assert (rc == SQLITE_OK);
}

void
bal_statement_bind_key (BalStatement *statement, int parameter, gint64 key)
{
  if (key)
    bal_statement_bind_int (statement, parameter, key);
}

BalStep
bal_statement_step (BalDb *db, BalStatement *statement, GError **error)
{
  int rc = sqlite3_step (statement);

  if (rc == SQLITE_ROW)
    return BAL_STEP_ROW;
  if (rc == SQLITE_DONE)
    return BAL_STEP_DONE;
  bal_db_set_error (db, rc, error);
  return BAL_STEP_ERROR;
}

gboolean
bal_statement_run (BalDb *db, BalStatement *statement, GError **error)
{
  BalStep step;

  do
    step = bal_statement_step (db, statement, error);
  while (step == BAL_STEP_ROW);
  return step == BAL_STEP_DONE;
}

gint64
bal_statement_get_int (BalStatement *statement, int column)
{
  return sqlite3_column_int64 (statement, column);
}

const char *
bal_statement_get_text (BalStatement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

char *
bal_statement_dup_text (BalStatement *statement, int column)
{
  return g_strdup (bal_statement_get_text (statement, column));
}

int
bal_db_name_to_enum (const char *const *names, guint n_names, const char *name, int fallback)
{
  for (guint i = 0; name && i < n_names; i++)
    if (g_str_equal (names[i], name))
      return (int) i;
  return fallback;
}
