#include "fault-vfs.h"
#include "store-fixture.h"
#include "util/bal-error.h"

#define ROMEO "romeo@example.org"
#define N_MESSAGES 30

typedef struct {
  BalStore *store;
  gint64 account;
  guint n_announced;
  guint n_failed;
  guint n_waiting;
  GArray *ids; /* gint64, announced */
} Run;

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BalStoreAdded) added =
    bal_store_message_add_finish (BAL_STORE (source), result, &error);

  run->n_waiting--;
  if (added)
    {
      g_array_append_val (run->ids, added->message->id);
      return;
    }
  run->n_failed++;
  g_assert_true (g_error_matches (error, BAL_ERROR, BAL_ERROR_STORE) ||
                 g_error_matches (error, BAL_ERROR, BAL_ERROR_STORE_FULL));
}

/* In two bursts, so that there is more than one batch. */
static void
add_many (Run *run)
{
  for (guint burst = 0; burst < 2; burst++)
    {
      for (guint i = 0; i < N_MESSAGES / 2; i++)
        {
          g_autofree char *body =
            g_strdup_printf ("Message %u-%u of the quick brown fox", burst, i);

          run->n_waiting++;
          bal_store_message_add_async (run->store, run->account, ROMEO, BAL_STORE_KIND_CHAT,
                                       fixture_message (ROMEO, body), on_added, run);
        }
      while (run->n_waiting)
        g_main_context_iteration (NULL, TRUE);
    }
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

/* Exactly the announced ones are there. */
static void
check_rows (const char *directory, Run *run)
{
  GString *sql = g_string_new ("SELECT count (*) FROM message WHERE id IN (");

  g_assert_cmpint (fixture_query (directory, "SELECT count (*) FROM message"), ==, run->ids->len);
  g_assert_cmpint (fixture_query (directory, "SELECT unread FROM conversation UNION SELECT 0"
                                             " ORDER BY 1 DESC LIMIT 1"),
                   ==, run->ids->len);
  for (guint i = 0; i < run->ids->len; i++)
    g_string_append_printf (sql, "%s%" G_GINT64_FORMAT, i ? "," : "",
                            g_array_index (run->ids, gint64, i));
  g_string_append_c (sql, ')');
  g_assert_cmpint (fixture_query (directory, sql->str), ==, run->ids->len);
  g_string_free (sql, TRUE);
}

/* TRUE when nothing failed any more: @after is beyond the last operation. */
static gboolean
fail_while_writing (Fault fault, int after, gboolean lasting)
{
  char *directory = fixture_make_directory ();
  Run run = { .store = fixture_open (directory),
              .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gboolean through;

  run.account = fixture_add_account (run.store, "juliet@example.org");
  fault_vfs_arm (fault, after, lasting);
  add_many (&run);
  through = fault_vfs_get_n_failed () == 0;
  fault_vfs_disarm ();
  if (through)
    g_assert_cmpuint (run.n_failed, ==, 0);
  check_rows (directory, &run);
  add_many (&run);
  g_assert_cmpuint (run.ids->len + run.n_failed, ==, 2 * N_MESSAGES);
  g_assert_cmpuint (run.ids->len, >=, N_MESSAGES);
  check_rows (directory, &run);
  fixture_close (run.store, directory);
  check_rows (directory, &run);
  g_array_unref (run.ids);
  fixture_remove_directory (directory);
  return through;
}

static void
test_writing (gconstpointer data)
{
  Fault fault = (Fault) GPOINTER_TO_INT (data);
  int after = 0;

  while (!fail_while_writing (fault, after, /* lasting= */ after % 2))
    after++;
  g_assert_cmpint (after, >, 1);
}

/* Opening and closing: what is there stays whole and is never taken for somebody else's. */
static gboolean
fail_while_opening (Fault fault, int after, gboolean existing)
{
  char *directory = fixture_make_directory ();
  g_autoptr(GError) error = NULL;
  BalStore *store;
  gboolean through;

  if (existing)
    {
      store = fixture_open (directory);
      fixture_add_account (store, "juliet@example.org");
      fixture_close (store, directory);
    }
  fault_vfs_arm (fault, after, /* lasting= */ TRUE);
  store = fixture_try_open (directory, &error);
  if (store)
    close_anyhow (store);
  else
    g_assert_true (g_error_matches (error, BAL_ERROR, BAL_ERROR_STORE) ||
                   g_error_matches (error, BAL_ERROR, BAL_ERROR_STORE_FULL));
  through = fault_vfs_get_n_failed () == 0;
  fault_vfs_disarm ();
  store = fixture_open (directory);
  g_assert_null (bal_store_get_set_aside (store));
  g_assert_cmpint (fixture_add_account (store, "nurse@example.org"), ==, existing ? 2 : 1);
  fixture_close (store, directory);
  fixture_remove_directory (directory);
  return through;
}

static void
test_opening (gconstpointer data)
{
  Fault fault = (Fault) GPOINTER_TO_INT (data);

  for (gboolean existing = FALSE; existing <= TRUE; existing++)
    for (int after = 0; !fail_while_opening (fault, after, existing);)
      after++;
}

static void
copy_synced (const char *from, const char *to, const char *name)
{
  g_autofree char *synced = g_strdup_printf ("%s/%s.synced", from, name);
  g_autofree char *copy = g_build_filename (to, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  if (g_file_get_contents (synced, &bytes, &length, NULL))
    g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
}

/* The power goes now: what was announced is there, without any write that was not synced. */
static void
cut_power (const char *directory, Run *run)
{
  char *after = fixture_make_directory ();
  BalStore *store;

  copy_synced (directory, after, "balcony.db");
  copy_synced (directory, after, "balcony.db-wal");
  fault_vfs_keep_synced (FALSE);
  store = fixture_open (after);
  g_assert_null (bal_store_get_set_aside (store));
  fixture_close (store, after);
  check_rows (after, run);
  fixture_remove_directory (after);
  fault_vfs_keep_synced (TRUE);
}

static void
test_power (void)
{
  char *directory = fixture_make_directory ();
  Run run = { .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };

  fault_vfs_keep_synced (TRUE);
  run.store = fixture_open (directory);
  run.account = fixture_add_account (run.store, "juliet@example.org");
  for (guint i = 0; i < 40; i++)
    {
      add_many (&run);
      cut_power (directory, &run);
    }
  fault_vfs_keep_synced (FALSE);
  g_assert_cmpuint (run.ids->len, ==, 40 * N_MESSAGES);
  fixture_close (run.store, directory);
  g_array_unref (run.ids);
  fixture_remove_directory (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_register ();
  g_test_add_data_func ("/fault/full/writing", GINT_TO_POINTER (FAULT_FULL), test_writing);
  g_test_add_data_func ("/fault/full/opening", GINT_TO_POINTER (FAULT_FULL), test_opening);
  g_test_add_data_func ("/fault/io/writing", GINT_TO_POINTER (FAULT_IO), test_writing);
  g_test_add_data_func ("/fault/io/opening", GINT_TO_POINTER (FAULT_IO), test_opening);
  g_test_add_data_func ("/fault/sync/writing", GINT_TO_POINTER (FAULT_SYNC), test_writing);
  g_test_add_data_func ("/fault/sync/opening", GINT_TO_POINTER (FAULT_SYNC), test_opening);
  g_test_add_func ("/fault/power", test_power);
  return g_test_run ();
}
