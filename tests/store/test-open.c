#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store-fixture.h"
#include "store/bal-store-schema.h"
#include "store/bal-store-search.h"
#include "util/bal-error.h"

#define ROMEO "romeo@example.org"

typedef struct {
  char *directory; /* the profile; not there yet */
  char *parent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->parent = fixture_make_directory ();
  fixture->directory = g_build_filename (fixture->parent, "data", "balcony", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->directory);
  fixture_remove_directory (fixture->parent);
}

static char *
file (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->directory, name, NULL);
}

/* A profile with one conversation, closed. */
static void
fill (Fixture *fixture)
{
  BalStore *store = fixture_open (fixture->directory);
  gint64 account = fixture_add_account (store, "juliet@example.org");

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *body = g_strdup_printf ("Message number %u of a quick brown fox", i);

      bal_store_added_free (fixture_add_text (store, account, ROMEO, body));
    }
  fixture_close (store, fixture->directory);
}

static void
assert_fails (const char *directory, int code)
{
  g_autoptr(GError) error = NULL;
  BalStore *store = fixture_try_open (directory, &error);

  g_assert_null (store);
  g_assert_error (error, BAL_ERROR, code);
}

static guint
mode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_lstat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

static void
check_modes (Fixture *fixture)
{
  static const char *const names[] = { "balcony.db", "balcony.db-wal", "balcony.db-shm", "lock" };

  g_assert_cmpuint (mode_of (fixture->directory), ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = file (fixture, names[i]);

      g_assert_cmpuint (mode_of (path), ==, 0600);
    }
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  static const mode_t masks[] = { 0, 077, 0777 & ~0700, 0377 };
  mode_t before = umask (0);

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autofree char *name = g_strdup_printf ("profile%u", i);
      g_autofree char *base = g_strdup (fixture->parent);
      BalStore *store;

      g_free (fixture->directory);
      fixture->directory = g_build_filename (base, name, NULL);
      umask (masks[i]);
      store = fixture_open (fixture->directory);
      fixture_add_account (store, "juliet@example.org");
      umask (before);
      check_modes (fixture);
      fixture_close (store, fixture->directory);
    }
}

/* Files that were made readable for others are private again after opening. */
static void
test_modes_repaired (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = file (fixture, "balcony.db");
  g_autofree char *lock = file (fixture, "lock");
  BalStore *store;

  fill (fixture);
  g_chmod (fixture->directory, 0755);
  g_chmod (database, 0666);
  g_chmod (lock, 0644);
  store = fixture_open (fixture->directory);
  fixture_add_account (store, "nurse@example.org");
  check_modes (fixture);
  fixture_close (store, fixture->directory);
}

static void
test_clean_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = file (fixture, "balcony.db-wal");
  BalStore *store;

  fill (fixture);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  store = fixture_open (fixture->directory);
  g_assert_null (bal_store_get_set_aside (store));
  fixture_close (store, fixture->directory);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM message"), ==, 200);
  g_assert_cmpint (fixture_query (fixture->directory, "PRAGMA application_id"), ==,
                   BAL_STORE_APPLICATION_ID);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  BalStore *store = fixture_open (fixture->directory);

  assert_fails (fixture->directory, BAL_ERROR_STORE_LOCKED);
  fixture_close (store, fixture->directory);
  store = fixture_open (fixture->directory);
  fixture_close (store, fixture->directory);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
assert_unchanged (const char *path, const char *bytes, gsize length)
{
  g_autofree char *now = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents (path, &now, &n, NULL));
  g_assert_cmpmem (now, n, bytes, length);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *bytes = NULL;
  gsize length;

  fill (fixture);
  run_sql (path, "PRAGMA journal_mode=DELETE; PRAGMA user_version=9999");
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  assert_fails (fixture->directory, BAL_ERROR_STORE_NEWER);
  assert_unchanged (path, bytes, length);
}

/* A path that was renamed, with what it had. */
static void
check_set_aside (Fixture *fixture, const char *bytes, gsize length)
{
  BalStore *store = fixture_open (fixture->directory);
  g_autofree char *aside = g_strdup (bal_store_get_set_aside (store));
  g_autofree char *prefix = file (fixture, "balcony.db.broken-");

  g_assert_nonnull (aside);
  g_assert_true (g_str_has_prefix (aside, prefix));
  assert_unchanged (aside, bytes, length);
  fixture_add_account (store, "juliet@example.org");
  fixture_close (store, fixture->directory);
  store = fixture_open (fixture->directory);
  g_assert_null (bal_store_get_set_aside (store));
  fixture_close (store, fixture->directory);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  static const char *const setups[] = {
    "CREATE TABLE moz_places (id INTEGER)",
    "PRAGMA application_id=1234; CREATE TABLE x (y)",
    "PRAGMA user_version=3; CREATE TABLE x (y)",
  };
  g_autofree char *path = file (fixture, "balcony.db");

  for (guint i = 0; i < G_N_ELEMENTS (setups); i++)
    {
      g_autofree char *bytes = NULL;
      gsize length;

      g_mkdir_with_parents (fixture->directory, 0700);
      g_unlink (path);
      run_sql (path, setups[i]);
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      check_set_aside (fixture, bytes, length);
    }
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *garbage = g_strnfill (10000, 'g');

  g_mkdir_with_parents (fixture->directory, 0700);
  g_assert_true (g_file_set_contents (path, garbage, 10000, NULL));
  check_set_aside (fixture, garbage, 10000);
}

/* The log of the broken file goes with it. */
static void
test_broken_with_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *log = file (fixture, "balcony.db-wal");
  g_autofree char *aside_log = NULL;
  g_autofree char *garbage = g_strnfill (10000, 'g');
  BalStore *store;

  g_mkdir_with_parents (fixture->directory, 0700);
  g_assert_true (g_file_set_contents (path, garbage, 10000, NULL));
  g_assert_true (g_file_set_contents (log, garbage, 5000, NULL));
  store = fixture_open (fixture->directory);
  aside_log = g_strconcat (bal_store_get_set_aside (store), "-wal", NULL);
  assert_unchanged (aside_log, garbage, 5000);
  fixture_close (store, fixture->directory);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  static const double parts[] = { 0.9, 0.5, 0.1 };
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *suspect = file (fixture, "balcony.db.suspect");
  g_autofree char *bytes = NULL;
  gsize length;

  fill (fixture);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize part = (gsize) (parts[i] * (double) length);

      g_assert_true (g_file_set_contents (path, bytes, (gssize) part, NULL));
      g_assert_true (g_file_set_contents (suspect, "", 0, NULL));
      check_set_aside (fixture, bytes, part);
    }
}

/* Uses everything that reads, whatever it finds. */
static void
use (BalStore *store)
{
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GAsyncResult) searched = NULL;
  g_autoptr(GAsyncResult) added = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(BalStoreFound) found = NULL;
  g_autoptr(BalStoreAdded) stored = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  bal_store_conversation_load_async (store, NULL, fixture_got, &loaded);
  bal_store_search_async (store, "quick", 0, 1000, NULL, fixture_got, &searched);
  bal_store_message_add_async (store, 1, ROMEO, BAL_STORE_KIND_CHAT, fixture_message (ROMEO, "x"),
                               fixture_got, &added);
  fixture_wait (&added);
  conversations = bal_store_conversation_load_finish (store, loaded, NULL);
  found = bal_store_search_finish (store, searched, NULL);
  stored = bal_store_message_add_finish (store, added, NULL);
  rows = bal_store_message_page (store, &(BalStorePage) { .conversation = 1, .limit = 1000 }, NULL);
  for (guint i = 0; rows && i < rows->len; i++)
    g_assert_true (((BalStoreMessage *) g_ptr_array_index (rows, i))->sender != NULL);
}

static void
close_anyhow (BalStore *store)
{
  g_autoptr(GAsyncResult) result = NULL;

  bal_store_close_async (store, fixture_got, &result);
  fixture_wait (&result);
  bal_store_close_finish (store, result, NULL);
  g_object_unref (store);
}

/* Flipped bits anywhere: no crash, and where the damage is noticed the file is set aside by the
 * next start at the latest. */
static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *suspect = file (fixture, "balcony.db.suspect");
  g_autofree char *bytes = NULL;
  guint n_set_aside = 0;
  gsize length;

  fill (fixture);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize i = 0; i < 250; i++)
    {
      g_autofree char *broken = g_memdup2 (bytes, length);
      g_autoptr(GError) error = NULL;
      BalStore *store;

      for (gsize at = i * 2 + (i % 5) * 7; at < length; at += 512 * (i % 8 ? 8 : 1))
        broken[at] = (char) (broken[at] ^ (1 << (i % 8)));
      g_assert_true (g_file_set_contents (path, broken, (gssize) length, NULL));
      if (i % 2)
        g_assert_true (g_file_set_contents (suspect, "", 0, NULL));
      store = fixture_try_open (fixture->directory, &error);
      if (!store)
        {
          /* A number in the header that says so. */
          g_test_message ("%s", error->message);
          g_assert_true (g_error_matches (error, BAL_ERROR, BAL_ERROR_STORE_NEWER) ||
                         g_error_matches (error, BAL_ERROR, BAL_ERROR_STORE_READ_ONLY));
          continue;
        }
      n_set_aside += bal_store_get_set_aside (store) != NULL;
      use (store);
      close_anyhow (store);
    }
  g_test_message ("%u of 250 set aside at once", n_set_aside);
  g_assert_cmpuint (n_set_aside, >, 50);
}

/* Damage that shows only while running is looked into at the next start. */
static void
test_damage_while_running (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *bytes = NULL;
  gsize length;
  gint64 page;
  BalStore *store;

  fill (fixture);
  page = fixture_query (fixture->directory, "SELECT max (pageno) FROM dbstat WHERE name = 'message'"
                                            " AND path <> '/'");
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  memset (bytes + (page - 1) * 4096, 0xa5, 4096);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  store = fixture_open (fixture->directory);
  g_assert_null (bal_store_get_set_aside (store));
  use (store);
  close_anyhow (store);
  store = fixture_open (fixture->directory);
  g_assert_nonnull (bal_store_get_set_aside (store));
  fixture_close (store, fixture->directory);
}

/* The index of words alone is made anew. */
static void
test_broken_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *suspect = file (fixture, "balcony.db.suspect");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BalStoreFound) found = NULL;
  BalStore *store;

  fill (fixture);
  run_sql (path, "UPDATE message_fts_data SET block = zeroblob (length (block)) WHERE id > 10");
  g_assert_true (g_file_set_contents (suspect, "", 0, NULL));
  store = fixture_open (fixture->directory);
  g_assert_null (bal_store_get_set_aside (store));
  bal_store_search_async (store, "quick", 0, 1000, NULL, fixture_got, &result);
  fixture_wait (&result);
  found = bal_store_search_finish (store, result, NULL);
  g_assert_cmpuint (found->messages->len, ==, 200);
  g_clear_object (&result);
  fixture_close (store, fixture->directory);
}

static void
test_below_a_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->parent, "file", NULL);
  g_autofree char *below = g_build_filename (path, "balcony", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_fails (below, BAL_ERROR_STORE);
}

/* Nobody can make us write into a file of their choice. */
static void
test_symbolic_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "balcony.db");
  g_autofree char *target = g_build_filename (fixture->parent, "target", NULL);
  g_autofree char *link = g_build_filename (fixture->parent, "link", NULL);
  BalStore *store;

  g_mkdir_with_parents (fixture->directory, 0700);
  g_assert_true (g_file_set_contents (target, "", 0, NULL));
  g_assert_cmpint (symlink (target, path), ==, 0);
  assert_fails (fixture->directory, BAL_ERROR_STORE);
  g_unlink (path);
  g_assert_cmpint (symlink (fixture->directory, link), ==, 0);
  store = fixture_open (link);
  fixture_close (store, fixture->directory);
}

/* Root may write everywhere: as a program without privileges, in a directory of somebody else. */
static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[2] = { 0 };
  g_autofree char *theirs = g_build_filename (fixture->parent, "theirs", NULL);
  g_autofree char *below = g_build_filename (theirs, "balcony", NULL);
  gboolean is_root = geteuid () == 0;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  g_assert_cmpint (g_mkdir (theirs, 0555), ==, 0);
  if (is_root && chown (theirs, 12345, 12345) != 0)
    is_root = FALSE;
  g_assert_cmpint (syscall (SYS_capset, &header, none), ==, 0);
  assert_fails (below, BAL_ERROR_STORE_READ_ONLY);
  if (is_root)
    assert_fails (theirs, BAL_ERROR_STORE_READ_ONLY);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/open/modes", test_modes },
    { "/open/modes-repaired", test_modes_repaired },
    { "/open/clean-end", test_clean_end },
    { "/open/locked", test_locked },
    { "/open/newer", test_newer },
    { "/open/foreign", test_foreign },
    { "/open/garbage", test_garbage },
    { "/open/broken-with-log", test_broken_with_log },
    { "/open/truncated", test_truncated },
    { "/open/flipped", test_flipped },
    { "/open/damage-while-running", test_damage_while_running },
    { "/open/broken-words", test_broken_words },
    { "/open/below-a-file", test_below_a_file },
    { "/open/symbolic-link", test_symbolic_link },
    { "/open/read-only", test_read_only },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
