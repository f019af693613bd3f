/* bench-store [ROWS]: what the store does in a second and in a byte, on a database made for it.
 * Prints figures; is no test. The floor is the same SQLite with a table of bodies alone. */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/resource.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "../store/store-fixture.h"
#include "store/bal-store-search.h"
#include "util/bal-limits.h"

#define N_WORDS 40000
#define N_HAN 4000
#define N_CHATS 200

typedef struct {
  BalStore *store;
  gint64 account;
  GRand *random;
  char *words[N_WORDS];
  guint n_waiting;
  guint n_failed;
  gint64 longest_turn;
} Bench;

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

static double
cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

/* Frequencies as in a language: the n-th word comes 1/n as often. */
static guint
pick (Bench *bench, guint n)
{
  return (guint) (exp (g_rand_double (bench->random) * log (n + 1.0)) - 1.0) % n;
}

static void
make_words (Bench *bench)
{
  static const char letters[] = "etaoinshrdlucmfwypvbgk";

  for (guint i = 0; i < N_WORDS; i++)
    {
      guint length = 2 + (guint) g_rand_int_range (bench->random, 0, 9);

      bench->words[i] = g_malloc0 (length + 1);
      for (guint j = 0; j < length; j++)
        bench->words[i][j] = letters[g_rand_int_range (bench->random, 0, sizeof letters - 1)];
    }
}

/* Some 60 bytes; one of five is Chinese. */
static char *
make_body (Bench *bench)
{
  GString *body = g_string_new (NULL);
  gboolean han = g_rand_int_range (bench->random, 0, 5) == 0;
  guint n = han ? (guint) g_rand_int_range (bench->random, 3, 30)
                : 1 + (guint) (-log (1.0 - g_rand_double (bench->random)) * 10.0);

  for (guint i = 0; i < n; i++)
    if (han)
      g_string_append_unichar (body, 0x4e00 + pick (bench, N_HAN));
    else
      g_string_append_printf (body, "%s%s", i ? " " : "", bench->words[pick (bench, N_WORDS)]);
  return g_string_free (body, FALSE);
}

static BalStoreMessage *
make_message (Bench *bench, const char *jid, gboolean indexed)
{
  BalStoreMessage *message = g_new0 (BalStoreMessage, 1);

  message->direction = g_rand_boolean (bench->random) ? BAL_STORE_OUT : BAL_STORE_IN;
  message->sender = g_strdup (message->direction == BAL_STORE_OUT ? "juliet@capulet.example" : jid);
  message->state = BAL_STORE_STATE_DELIVERED;
  message->stanza_id = g_uuid_string_random ();
  message->origin_id = g_strdup (message->stanza_id);
  message->archive_id = g_strdup_printf ("%016x%08x", g_rand_int (bench->random),
                                         g_rand_int (bench->random));
  message->body = make_body (bench);
  message->counted = TRUE;
  if (!indexed)
    for (char *p = message->body; *p; p++)
      *p = '.';
  return message;
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr(BalStoreAdded) added = bal_store_message_add_finish (bench->store, result, NULL);

  bench->n_failed += !added || added->duplicate;
  bench->n_waiting--;
}

/* Of this thread: what others do on the machine is none of the store's doing. */
static gint64
thread_cpu (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static void
turn (Bench *bench)
{
  gint64 start = thread_cpu ();

  g_main_context_iteration (NULL, FALSE);
  bench->longest_turn = MAX (bench->longest_turn, thread_cpu () - start);
}

static void
fill (Bench *bench, const char *name, guint n_rows, gboolean indexed)
{
  g_autoptr(GPtrArray) messages = g_ptr_array_new ();
  double start;
  double used;

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (messages, make_message (bench, "romeo@montague.example", indexed));
  start = now ();
  used = cpu ();
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *jid = g_strdup_printf ("friend%u@montague.example", pick (bench, N_CHATS));

      while (bench->n_waiting >= BAL_STORE_QUEUE)
        turn (bench);
      bench->n_waiting++;
      bal_store_message_add_async (bench->store, bench->account, jid, BAL_STORE_KIND_CHAT,
                                   g_ptr_array_index (messages, i), on_added, bench);
    }
  while (bench->n_waiting)
    turn (bench);
  start = now () - start;
  used = cpu () - used;
  g_print ("%-34s %9.0f rows/s %8.1f us CPU a row, %u failed, longest turn %.1f ms CPU\n", name,
           n_rows / start, used / n_rows * 1e6, bench->n_failed, (double) bench->longest_turn / 1000);
}

static void
floor_figure (Bench *bench, const char *directory, guint n_rows)
{
  g_autofree char *path = g_build_filename (directory, "floor.db", NULL);
  sqlite3_stmt *insert;
  sqlite3 *db;
  double start;

  sqlite3_open (path, &db);
  sqlite3_exec (db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT)", NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO message (body) VALUES (?1)", -1, &insert, NULL);
  start = now ();
  for (guint i = 0; i < n_rows; i++)
    {
      if (i % 500 == 0)
        sqlite3_exec (db, i ? "COMMIT; BEGIN" : "BEGIN", NULL, NULL, NULL);
      sqlite3_bind_text (insert, 1, "Two households, both alike in dignity, in fair Verona, where",
                         -1, SQLITE_STATIC);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  g_print ("%-34s %9.0f rows/s\n", "floor: bodies alone, 500 a commit", n_rows / (now () - start));
  sqlite3_finalize (insert);
  sqlite3_close (db);
}

static void
one_at_a_time (Bench *bench, guint n_rows)
{
  double start = now ();

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr(BalStoreAdded) added =
        fixture_add (bench->store, bench->account, "friend0@montague.example",
                     make_message (bench, "friend0@montague.example", TRUE));
    }
  g_print ("%-34s %9.0f rows/s\n", "one at a time, each on the disk", n_rows / (now () - start));
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_times (const char *name, double *times, guint n)
{
  qsort (times, n, sizeof *times, compare_doubles);
  g_print ("%-34s median %7.3f ms  p99 %7.3f ms\n", name, times[n / 2] * 1e3,
           times[n * 99 / 100] * 1e3);
}

static void
pages (Bench *bench)
{
  double times[1000];
  g_autoptr(GPtrArray) all = NULL;
  BalStorePage page = { .conversation = 1, .limit = 1000 };

  all = bal_store_message_page (bench->store, &page, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      BalStoreMessage *row =
        g_ptr_array_index (all, (guint) g_rand_int_range (bench->random, 0, (int) all->len));
      g_autoptr(GPtrArray) rows = NULL;
      double start = now ();

      page = (BalStorePage) { .conversation = row->conversation, .way = BAL_STORE_PAGE_BEFORE,
                              .sort = row->sort, .id = row->id, .limit = 50 };
      rows = bal_store_message_page (bench->store, &page, NULL);
      times[i] = now () - start;
    }
  print_times ("page of 50", times, G_N_ELEMENTS (times));
}

static void
search (Bench *bench, const char *name, const char *words, gint64 conversation)
{
  double times[21];
  guint n_found = 0;
  gboolean complete = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BalStoreFound) found = NULL;
      g_autoptr(GError) error = NULL;
      double start = now ();

      bal_store_search_async (bench->store, words, conversation, 50, NULL, fixture_got, &result);
      fixture_wait (&result);
      found = bal_store_search_finish (bench->store, result, &error);
      g_assert_no_error (error);
      times[i] = now () - start;
      n_found = found->messages->len;
      complete = found->complete;
    }
  g_print ("%u%s found  ", n_found, complete ? "" : "+");
  print_times (name, times, G_N_ELEMENTS (times));
}

static void
searches (Bench *bench)
{
  search (bench, "rare word", bench->words[N_WORDS - 7], 0);
  search (bench, "frequent word", bench->words[0], 0);
  search (bench, "frequent word, one chat of 200", bench->words[0], 150);
  search (bench, "one letter", "e", 0);
  search (bench, "1 Chinese character, frequent", "\344\270\200", 0);
  search (bench, "1 Chinese character, rare", "\345\256\211", 0);
  search (bench, "2 Chinese characters", "\344\270\203\344\270\211", 0);
  search (bench, "3 Chinese characters", "\344\270\203\344\270\211\344\270\200", 0);
  search (bench, "nothing", "qqqqq", 0);
}

static void
sizes (const char *directory, guint n_rows)
{
  g_autofree char *path = g_build_filename (directory, "balcony.db", NULL);
  sqlite3_stmt *rows;
  sqlite3 *db;
  GStatBuf info;

  g_stat (path, &info);
  g_print ("%-34s %9.1f bytes\n", "a message", (double) info.st_size / n_rows);
  sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL);
  sqlite3_prepare_v2 (db,
                      "SELECT name, sum (pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8",
                      -1, &rows, NULL);
  while (sqlite3_step (rows) == SQLITE_ROW)
    g_print ("  %-32s %9.1f\n", (const char *) sqlite3_column_text (rows, 0),
             sqlite3_column_double (rows, 1) / n_rows);
  sqlite3_finalize (rows);
  sqlite3_close (db);
}

static void
close_and_open (Bench *bench, const char *directory)
{
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  double start = now ();

  bal_store_close_async (bench->store, fixture_got, &closed);
  fixture_wait (&closed);
  g_clear_object (&closed);
  g_object_unref (bench->store);
  g_print ("%-34s %9.1f ms\n", "close", (now () - start) * 1e3);
  start = now ();
  bench->store = fixture_open (directory);
  g_print ("%-34s %9.1f ms\n", "open", (now () - start) * 1e3);
  start = now ();
  bal_store_conversation_load_async (bench->store, NULL, fixture_got, &loaded);
  fixture_wait (&loaded);
  conversations = bal_store_conversation_load_finish (bench->store, loaded, NULL);
  g_print ("%-34s %9.1f ms for %u\n", "load conversations", (now () - start) * 1e3,
           conversations->len);
}

static void
clear_history (Bench *bench)
{
  g_autoptr(GAsyncResult) result = NULL;
  double start = now ();

  bal_store_conversation_clear_async (bench->store, 1, fixture_got, &result);
  fixture_wait (&result);
  bal_store_conversation_free (bal_store_conversation_change_finish (bench->store, result, NULL));
  g_print ("%-34s %9.1f ms\n", "clear the biggest conversation", (now () - start) * 1e3);
}

int
main (int argc, char **argv)
{
  guint n_rows = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 100000;
  char *directory = fixture_make_directory ();
  Bench bench = { .random = g_rand_new_with_seed (1) };

  make_words (&bench);
  floor_figure (&bench, directory, n_rows);
  bench.store = fixture_open (directory);
  bench.account = fixture_add_account (bench.store, "juliet@capulet.example");
  fill (&bench, "messages with words", n_rows, TRUE);
  one_at_a_time (&bench, 500);
  pages (&bench);
  searches (&bench);
  close_and_open (&bench, directory);
  sizes (directory, n_rows);
  clear_history (&bench);
  fill (&bench, "messages without words", n_rows / 4, FALSE);
  fixture_close (bench.store, directory);
  fixture_remove_directory (directory);
  g_rand_free (bench.random);
  for (guint i = 0; i < N_WORDS; i++)
    g_free (bench.words[i]);
  return EXIT_SUCCESS;
}
