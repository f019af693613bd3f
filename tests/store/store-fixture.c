#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

char *
fixture_make_directory (void)
{
  g_autoptr(GError) error = NULL;
  char *directory = g_dir_make_tmp ("balcony-store-XXXXXX", &error);

  g_assert_no_error (error);
  return directory;
}

void
fixture_remove_directory (char *directory)
{
  GDir *files = g_dir_open (directory, 0, NULL);
  const char *name;

  while (files && (name = g_dir_read_name (files)))
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fixture_remove_directory (g_steal_pointer (&path));
      else
        g_unlink (path);
    }
  g_clear_pointer (&files, g_dir_close);
  g_rmdir (directory);
  g_free (directory);
}

void
fixture_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

void
fixture_wait (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
}

BalStore *
fixture_try_open (const char *directory, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_store_open_async (directory, NULL, fixture_got, &result);
  fixture_wait (&result);
  return bal_store_open_finish (result, error);
}

BalStore *
fixture_open (const char *directory)
{
  g_autoptr(GError) error = NULL;
  BalStore *store = fixture_try_open (directory, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

void
fixture_close (BalStore *store, const char *directory)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_store_close_async (store, fixture_got, &result);
  fixture_wait (&result);
  g_assert_true (bal_store_close_finish (store, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
  fixture_check_integrity (directory);
}

static char *
database (const char *directory)
{
  return g_build_filename (directory, "balcony.db", NULL);
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  return statement;
}

void
fixture_check_integrity (const char *directory)
{
  g_autofree char *path = database (directory);
  sqlite3_stmt *statement;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  statement = prepare (db, "PRAGMA integrity_check");
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  statement = prepare (db, "SELECT count (*) FROM pragma_foreign_key_check");
  g_assert_cmpint (sqlite3_column_int (statement, 0), ==, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

gint64
fixture_query (const char *directory, const char *sql)
{
  g_autofree char *path = database (directory);
  sqlite3_stmt *statement;
  sqlite3 *db;
  gint64 value;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  statement = prepare (db, sql);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return value;
}

gint64
fixture_add_account (BalStore *store, const char *jid)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BalStoreAccount) stored = NULL;

  bal_store_account_save_async (store, &(BalStoreAccount) { .jid = (char *) jid, .enabled = TRUE },
                                fixture_got, &result);
  fixture_wait (&result);
  stored = bal_store_account_save_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stored->id, >, 0);
  return stored->id;
}

BalStoreMessage *
fixture_message (const char *sender, const char *body)
{
  BalStoreMessage *message = g_new0 (BalStoreMessage, 1);

  message->sender = g_strdup (sender);
  message->body = g_strdup (body);
  message->counted = TRUE;
  return message;
}

BalStoreAdded *
fixture_add (BalStore *store, gint64 account, const char *jid, BalStoreMessage *message)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BalStoreAdded *added;

  bal_store_message_add_async (store, account, jid, BAL_STORE_KIND_CHAT, message, fixture_got,
                               &result);
  fixture_wait (&result);
  added = bal_store_message_add_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (added);
  return added;
}

BalStoreAdded *
fixture_add_text (BalStore *store, gint64 account, const char *jid, const char *body)
{
  return fixture_add (store, account, jid, fixture_message (jid, body));
}
