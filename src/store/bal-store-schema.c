#define G_LOG_DOMAIN "bal-store-schema"

#include "store/bal-store-schema.h"

#include "store/bal-db.h"
#include "util/bal-error.h"

/* A header that SQLite does not know what to do with is damage, too. */
static gboolean
read_pragma (BalDb *db, const char *sql, gint64 *value, GError **error)
{
  g_autoptr(GError) failed = NULL;

  *value = 0;
  if (bal_db_get_int (db, sql, value, &failed))
    return TRUE;
  if (g_error_matches (failed, BAL_ERROR, BAL_ERROR_STORE))
    failed->code = BAL_ERROR_STORE_BROKEN;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/* A file without tables and version is one that was just made. */
static gboolean
check_owner (BalDb *db, gint64 version, GError **error)
{
  gint64 application;
  gint64 n_tables;

  if (!read_pragma (db, "PRAGMA application_id", &application, error) ||
      !read_pragma (db, "SELECT count (*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (application == BAL_STORE_APPLICATION_ID || (!application && !version && !n_tables))
    return TRUE;
  g_set_error_literal (error, BAL_ERROR, BAL_ERROR_STORE_BROKEN,
                       "The database belongs to another program");
  return FALSE;
}

static gboolean
run_sql (BalDb *db, const char *sql, const char *end, GError **error)
{
  if (bal_db_exec (db, "BEGIN IMMEDIATE", error) && bal_db_exec (db, sql, error) &&
      bal_db_exec (db, end, error))
    return TRUE;
  bal_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
run_script (BalDb *db, const char *script, guint version, GError **error)
{
  g_autofree char *end = g_strdup_printf (
    "PRAGMA application_id=%d; PRAGMA user_version=%u; COMMIT", BAL_STORE_APPLICATION_ID, version);

  return run_sql (db, script, end, error);
}

gboolean
bal_store_schema_check (BalDb *db, guint version, GError **error)
{
  gint64 found;

  if (!read_pragma (db, "PRAGMA user_version", &found, error) || !check_owner (db, found, error))
    return FALSE;
  if (found >= 0 && found <= version)
    return TRUE;
  g_set_error (error, BAL_ERROR, BAL_ERROR_STORE_NEWER,
               "The database has version %" G_GINT64_FORMAT ", this program knows %u", found,
               version);
  return FALSE;
}

gboolean
bal_store_schema_migrate (BalDb *db, const char *const *scripts, guint version, GError **error)
{
  gint64 found;

  if (!read_pragma (db, "PRAGMA user_version", &found, error))
    return FALSE;
  for (guint i = (guint) found; i < version; i++)
    if (!run_script (db, scripts[i], i + 1, error))
      return FALSE;
  return TRUE;
}

gboolean
bal_store_schema_load_key (BalDb *db, GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "SELECT value FROM meta WHERE key = 'hash-key'", error);
  BalStep step;

  if (!statement || (step = bal_statement_step (db, statement, error)) == BAL_STEP_ERROR)
    return FALSE;
  if (step == BAL_STEP_ROW && sqlite3_column_type (statement, 0) == SQLITE_BLOB &&
      sqlite3_column_bytes (statement, 0) == 16)
    {
      bal_db_set_key (db, sqlite3_column_blob (statement, 0));
      return TRUE;
    }
  g_set_error_literal (error, BAL_ERROR, BAL_ERROR_STORE_BROKEN, "The database has no hash key");
  return FALSE;
}

gboolean
bal_store_schema_rebuild_words (BalDb *db, GError **error)
{
  return run_sql (db,
                  "INSERT INTO message_fts (message_fts) VALUES ('delete-all');"
                  "INSERT INTO message_fts (rowid, words)"
                  " SELECT id, bal_words (subject, body) FROM message;",
                  "COMMIT", error);
}
