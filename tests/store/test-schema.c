#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store-fixture.h"
#include "store/bal-db.h"
#include "store/bal-store-request.h"
#include "store/bal-store-schema.h"
#include "store/bal-store-search.h"
#include "util/bal-error.h"

typedef struct {
  char *directory;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = fixture_make_directory ();
  fixture->path = g_build_filename (fixture->directory, "balcony.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  fixture_remove_directory (fixture->directory);
}

/* The database that a released version wrote. */
static void
load_fixture (Fixture *fixture, const char *name)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autofree char *sql = NULL;
  sqlite3 *db;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static char *
get_schema (Fixture *fixture)
{
  sqlite3_stmt *rows;
  sqlite3 *db;
  char *text;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT group_concat (sql, char (10)) FROM"
                                       " (SELECT sql FROM sqlite_schema"
                                       " WHERE name NOT LIKE 'sqlite_%' ORDER BY name)",
                                       -1, &rows, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (rows), ==, SQLITE_ROW);
  text = g_strdup ((const char *) sqlite3_column_text (rows, 0));
  sqlite3_finalize (rows);
  sqlite3_close (db);
  return text;
}

static void
check_found (BalStore *store, const char *words, guint n_found)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BalStoreFound) found = NULL;

  bal_store_search_async (store, words, 0, 100, NULL, fixture_got, &result);
  fixture_wait (&result);
  found = bal_store_search_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->messages->len, ==, n_found);
}

static void
check_copy_known (BalStore *store)
{
  BalStoreMessage *message = fixture_message ("romeo@montague.example", "Call me but love");
  g_autoptr(BalStoreAdded) added = NULL;

  message->archive_id = g_strdup ("a1");
  added = fixture_add (store, 1, "romeo@montague.example", message);
  g_assert_true (added->duplicate);
  g_assert_cmpint (added->message->id, ==, 1);
}

/* Whatever the version, the same things are in it. */
static void
test_fixture (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) pending = NULL;
  BalStore *store;

  load_fixture (fixture, data);
  store = fixture_open (fixture->directory);
  g_assert_null (bal_store_get_set_aside (store));
  check_found (store, "romeo", 1);
  check_found (store, "\345\257\206\346\254\247", 1);
  check_found (store, "creme", 1);
  check_found (store, "queen", 1);
  check_copy_known (store);
  bal_store_message_pending_async (store, 1, NULL, fixture_got, &result);
  fixture_wait (&result);
  pending = bal_store_message_pending_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pending->len, ==, 2);
  g_clear_object (&result);
  fixture_close (store, fixture->directory);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM message"), ==, 8);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT sum (unread) FROM conversation"), ==,
                   4);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM contact WHERE ask"),
                   ==, 1);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM request"), ==, 1);
  g_assert_cmpint (fixture_query (fixture->directory, "PRAGMA user_version"), ==,
                   bal_store_schema_version);
}

/* A released schema file is never edited, and what it makes does not depend on where one began. */
static void
test_same_schema (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;

  load_fixture (fixture, data);
  fixture_close (fixture_open (fixture->directory), fixture->directory);
  old = get_schema (fixture);
  g_unlink (fixture->path);
  fixture_close (fixture_open (fixture->directory), fixture->directory);
  fresh = get_schema (fixture);
  g_assert_cmpstr (old, ==, fresh);
}

/* A version of the future, in which much happens. */
static const char next_sql[] =
  "ALTER TABLE message ADD COLUMN extra TEXT;"
  "UPDATE message SET extra = hex (zeroblob (3000));"
  "CREATE TABLE more (id INTEGER PRIMARY KEY, text TEXT) STRICT;"
  "INSERT INTO more WITH RECURSIVE n (i) AS"
  " (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
  " SELECT i, hex (zeroblob (100)) FROM n;"
  "DROP TABLE request;";

static gboolean
migrate (Fixture *fixture, const char *next, GError **error)
{
  const char *scripts[] = { bal_store_schema_scripts[0], next };
  g_autoptr(BalDb) db = bal_db_open (fixture->path, BAL_DB_READ_WRITE, error);

  return db && bal_store_schema_check (db, 2, error) && bal_db_start_writing (db, error) &&
         bal_store_schema_migrate (db, scripts, 2, error);
}

static void
check_version (Fixture *fixture, gint64 version)
{
  fixture_check_integrity (fixture->directory);
  g_assert_cmpint (fixture_query (fixture->directory, "PRAGMA user_version"), ==, version);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM message"), ==, 8);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM sqlite_schema"
                                                      " WHERE name IN ('request', 'more')"),
                   ==, 1);
}

static void
test_migrate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *broken = g_strconcat (next_sql, "INSERT INTO nowhere VALUES (1)", NULL);
  g_autoptr(GError) error = NULL;
  BalStore *store;

  load_fixture (fixture, "v1.sql");
  g_assert_false (migrate (fixture, broken, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_STORE);
  g_clear_error (&error);
  check_version (fixture, 1);
  g_assert_true (migrate (fixture, next_sql, &error));
  g_assert_no_error (error);
  check_version (fixture, 2);
  g_assert_true (migrate (fixture, "not run again", &error));
  store = fixture_try_open (fixture->directory, &error);
  g_assert_null (store);
  g_assert_error (error, BAL_ERROR, BAL_ERROR_STORE_NEWER);
}

static int
on_progress (void *data)
{
  int *steps = data;

  if (--*steps < 0)
    _exit (9);
  return 0;
}

/* In a process of its own, which ends after @steps; whether it came to the end of the migration. */
static gboolean
migrate_and_die (Fixture *fixture, int steps)
{
  int status;
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      const char *scripts[] = { bal_store_schema_scripts[0], next_sql };
      BalDb *db = bal_db_open (fixture->path, BAL_DB_READ_WRITE, NULL);

      bal_db_start_writing (db, NULL);
      sqlite3_exec (bal_db_get_handle (db), "PRAGMA cache_size=2", NULL, NULL, NULL);
      sqlite3_progress_handler (bal_db_get_handle (db), 20, on_progress, &steps);
      bal_store_schema_migrate (db, scripts, 2, NULL);
      _exit (0);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  guint n_killed = 0;
  gboolean through = FALSE;

  for (int steps = 0; !through; steps = steps * 3 / 2 + 1)
    {
      g_autoptr(GError) error = NULL;

      g_unlink (fixture->path);
      load_fixture (fixture, "v1.sql");
      through = migrate_and_die (fixture, steps);
      n_killed += !through;
      check_version (fixture, through ? 2 : 1);
      g_assert_true (migrate (fixture, next_sql, &error));
      check_version (fixture, 2);
    }
  g_assert_cmpuint (n_killed, >, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/schema/fixture/v1", Fixture, "v1.sql", set_up, test_fixture, tear_down);
  g_test_add ("/schema/same/v1", Fixture, "v1.sql", set_up, test_same_schema, tear_down);
  g_test_add ("/schema/migrate", Fixture, NULL, set_up, test_migrate, tear_down);
  g_test_add ("/schema/killed", Fixture, NULL, set_up, test_killed, tear_down);
  return g_test_run ();
}
