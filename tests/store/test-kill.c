/* A process that writes is killed at any time: what it announced is there. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"

#define ROMEO "romeo@example.org"
#define N_ROUNDS 30

/* The writer: announces the id of each row on its standard output, for ever. */

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_waiting = user_data;
  g_autoptr(BalStoreAdded) added = bal_store_message_add_finish (BAL_STORE (source), result, NULL);
  gint64 id = added->message->id;

  g_assert_cmpint (write (STDOUT_FILENO, &id, sizeof id), ==, sizeof id);
  (*n_waiting)--;
}

G_NORETURN static void
run_writer (const char *directory)
{
  BalStore *store = fixture_open (directory);
  gint64 account = fixture_add_account (store, "juliet@example.org");
  guint n_waiting = 0;
  guint limit = 1 + (guint) g_random_int_range (0, 200);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  for (guint i = 0;; i++)
    {
      g_autofree char *body = g_strdup_printf ("Message %u of the quick brown fox", i);

      while (n_waiting >= limit)
        g_main_context_iteration (NULL, TRUE);
      n_waiting++;
      bal_store_message_add_async (store, account, ROMEO, BAL_STORE_KIND_CHAT,
                                   fixture_message (ROMEO, body), on_added, &n_waiting);
    }
}

/* The test. */

static const char *program;

static pid_t
start_writer (const char *directory, int *output)
{
  int ends[2];
  pid_t pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      dup2 (ends[1], STDOUT_FILENO);
      close (ends[0]);
      close (ends[1]);
      execl (program, program, "--writer", directory, NULL);
      _exit (127);
    }
  close (ends[1]);
  *output = ends[0];
  return pid;
}

static void
read_ids (int output, GArray *ids, gint64 until)
{
  gint64 id;

  while ((until == 0 || g_get_monotonic_time () < until) &&
         read (output, &id, sizeof id) == sizeof id)
    g_array_append_val (ids, id);
}

static void
check_from (BalStore *store, GArray *ids, guint first)
{
  for (guint i = first; i < ids->len; i++)
    {
      g_autoptr(BalStoreMessage) row =
        bal_store_message_get (store, g_array_index (ids, gint64, i), NULL);

      g_assert_nonnull (row);
      g_assert_true (g_str_has_prefix (row->body, "Message "));
    }
}

static void
test_kill (void)
{
  char *directory = fixture_make_directory ();
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 until = g_get_monotonic_time () + g_random_int_range (1000, 150000);
      guint n_before = ids->len;
      int output;
      pid_t pid = start_writer (directory, &output);
      BalStore *store;

      read_ids (output, ids, until);
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      read_ids (output, ids, 0);
      close (output);
      store = fixture_open (directory);
      g_assert_null (bal_store_get_set_aside (store));
      check_from (store, ids, i + 1 == N_ROUNDS ? 0 : n_before);
      fixture_close (store, directory);
    }
  g_test_message ("%u rows announced in %u rounds", ids->len, N_ROUNDS);
  g_assert_cmpuint (ids->len, >, 0);
  g_assert_cmpint (fixture_query (directory, "SELECT unread = (SELECT count (*) FROM message)"
                                             " FROM conversation"),
                   ==, 1);
  fixture_remove_directory (directory);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--writer") == 0)
    run_writer (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kill/announced-rows-stay", test_kill);
  return g_test_run ();
}
