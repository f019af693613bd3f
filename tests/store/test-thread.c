#include "store-fixture.h"
#include "store/bal-db.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

typedef struct {
  char *directory;
  BalStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = fixture_make_directory ();
  fixture->store = fixture_open (fixture->directory);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->store)
    fixture_close (fixture->store, fixture->directory);
  fixture_remove_directory (fixture->directory);
}

/* What one test counts in its callbacks. */
typedef struct {
  Fixture *fixture;
  guint n_asked;
  guint n_done;
  guint n_failed;
  guint n_drained;
} Count;

typedef struct {
  Count *count;
  guint number;
  gboolean fails;
} Ticket;

static gboolean
put_number (BalDb *db, gpointer data, GError **error)
{
  Ticket *ticket = data;
  g_autofree char *key = g_strdup_printf ("%06u", ticket->number);
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "INSERT INTO meta VALUES ('n' || ?1, 1)", error);

  if (!statement)
    return FALSE;
  bal_statement_bind_text (statement, 1, key);
  if (!bal_statement_run (db, statement, error))
    return FALSE;
  if (ticket->fails)
    g_set_error_literal (error, BAL_ERROR, BAL_ERROR_FAILED, "As the test wants");
  return !ticket->fails;
}

static gboolean
count_numbers (BalDb *db, gpointer data, GError **error)
{
  Ticket *ticket = data;
  gint64 n = 0;

  if (!bal_db_get_int (db, "SELECT count (*) FROM meta WHERE key LIKE 'n%'", &n, error))
    return FALSE;
  ticket->fails = n != ticket->number;
  return TRUE;
}

static void
on_number (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ticket *ticket = user_data;
  g_autoptr(GError) error = NULL;
  Ticket *done = bal_store_write_finish (BAL_STORE (source), result, &error);

  g_assert_cmpuint (ticket->number, ==, ticket->count->n_done);
  ticket->count->n_done++;
  if (ticket->fails)
    {
      g_assert_error (error, BAL_ERROR, BAL_ERROR_FAILED);
      ticket->count->n_failed++;
      return;
    }
  g_assert_no_error (error);
  g_assert_true (done == ticket);
}

static void
ask (Count *count, gboolean fails)
{
  Ticket ticket = { .count = count, .number = count->n_asked++, .fails = fails };
  Ticket *job = g_memdup2 (&ticket, sizeof ticket);

  bal_store_write_async (count->fixture->store, put_number, job, g_free, on_number, job);
}

static void
wait_for_all (Count *count)
{
  while (count->n_done < count->n_asked)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (bal_store_get_queued (count->fixture->store), ==, 0);
}

static gint64
numbers_on_disk (Fixture *fixture)
{
  return fixture_query (fixture->directory, "SELECT count (*) FROM meta WHERE key LIKE 'n%'");
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };

  while (count.n_asked < 5000)
    ask (&count, /* fails= */ FALSE);
  wait_for_all (&count);
  g_assert_cmpint (numbers_on_disk (fixture), ==, 5000);
}

/* A job that fails undoes itself alone, wherever it is in the batch. */
static void
test_failures (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };

  while (count.n_asked < 2000)
    ask (&count, count.n_asked % 97 == 3);
  wait_for_all (&count);
  g_assert_cmpint (numbers_on_disk (fixture), ==, 2000 - count.n_failed);
  g_assert_cmpuint (count.n_failed, ==, 21);
}

/* What is announced is on the disk: another connection sees it in the callback. */
static void
on_durable (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ticket *ticket = user_data;

  on_number (source, result, user_data);
  if (ticket->number % 50 == 0)
    g_assert_cmpint (numbers_on_disk (ticket->count->fixture), >, ticket->number);
}

static void
test_durable (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };

  while (count.n_asked < 1000)
    {
      Ticket ticket = { .count = &count, .number = count.n_asked++ };
      Ticket *job = g_memdup2 (&ticket, sizeof ticket);

      bal_store_write_async (fixture->store, put_number, job, g_free, on_durable, job);
    }
  wait_for_all (&count);
}

/* Asked for from within completions, whose turn of the loop is the same. */
static void
on_number_ask_more (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ticket *ticket = user_data;
  Count *count = ticket->count;

  on_number (source, result, user_data);
  for (guint i = 0; i < 3 && count->n_asked < 3000; i++)
    {
      Ticket more = { .count = count, .number = count->n_asked++ };
      Ticket *job = g_memdup2 (&more, sizeof more);

      bal_store_write_async (count->fixture->store, put_number, job, g_free, on_number_ask_more,
                             job);
    }
}

static void
test_order_from_callbacks (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture, .n_asked = 1 };
  Ticket first = { .count = &count };
  Ticket *job = g_memdup2 (&first, sizeof first);

  bal_store_write_async (fixture->store, put_number, job, g_free, on_number_ask_more, job);
  wait_for_all (&count);
  g_assert_cmpuint (count.n_done, ==, 3000);
}

static void
test_read_sees_writes (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };
  Ticket expected = { .number = 300 };
  g_autoptr(GAsyncResult) result = NULL;

  while (count.n_asked < 300)
    ask (&count, /* fails= */ FALSE);
  bal_store_read_async (fixture->store, count_numbers, &expected, NULL, NULL, fixture_got, &result);
  while (count.n_asked < 600)
    ask (&count, /* fails= */ FALSE);
  fixture_wait (&result);
  g_assert_cmpuint (count.n_done, >=, 300);
  g_assert_true (bal_store_read_finish (fixture->store, result, NULL) == &expected);
  g_assert_false (expected.fails);
  wait_for_all (&count);
}

static void
on_drained (BalStore *store, Count *count)
{
  g_assert_cmpuint (bal_store_get_queued (store), <, BAL_STORE_QUEUE / 2);
  count->n_drained++;
}

static void
test_drained (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };

  g_signal_connect (fixture->store, "drained", G_CALLBACK (on_drained), &count);
  while (count.n_asked < BAL_STORE_QUEUE - 1)
    ask (&count, /* fails= */ FALSE);
  wait_for_all (&count);
  g_assert_cmpuint (count.n_drained, ==, 0);
  while (bal_store_get_queued (fixture->store) < BAL_STORE_QUEUE + 500)
    ask (&count, /* fails= */ FALSE);
  wait_for_all (&count);
  g_assert_cmpuint (count.n_drained, ==, 1);
}

static void
on_slow_number (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gint64 end = g_get_monotonic_time () + 1000;

  on_number (source, result, user_data);
  while (g_get_monotonic_time () < end)
    ;
}

/* Completions that take long are spread over the turns of the loop: none has more than fit into the
 * budget, and others can run in between. */
static void
test_slices (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };

  while (count.n_asked < 200)
    {
      Ticket ticket = { .count = &count, .number = count.n_asked++ };
      Ticket *job = g_memdup2 (&ticket, sizeof ticket);

      bal_store_write_async (fixture->store, put_number, job, g_free, on_slow_number, job);
    }
  while (numbers_on_disk (fixture) < 200)
    g_thread_yield ();
  while (count.n_done < count.n_asked)
    {
      guint before = count.n_done;

      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (count.n_done - before, <=, BAL_DISPATCH_BUDGET_USEC / 1000);
    }
}

/* A dialog in a callback runs the loop, and waits there for the store itself. */
static void
on_number_nested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ticket *ticket = user_data;
  g_autoptr(GAsyncResult) nested = NULL;
  Ticket expected = { .number = 2 };

  on_number (source, result, user_data);
  bal_store_read_async (BAL_STORE (source), count_numbers, &expected, NULL, NULL, fixture_got,
                        &nested);
  fixture_wait (&nested);
  g_assert_false (expected.fails);
  g_assert_cmpuint (ticket->count->n_done, ==, 2);
}

static void
test_nested_loop (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture, .n_asked = 1 };
  Ticket first = { .count = &count };

  bal_store_write_async (fixture->store, put_number, &first, NULL, on_number_nested, &first);
  ask (&count, /* fails= */ FALSE);
  wait_for_all (&count);
}

static void
test_close_drains (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GAsyncResult) again = NULL;
  g_autoptr(GAsyncResult) late = NULL;
  g_autoptr(GError) error = NULL;

  while (count.n_asked < 800)
    ask (&count, /* fails= */ FALSE);
  bal_store_close_async (fixture->store, fixture_got, &closed);
  bal_store_read_async (fixture->store, count_numbers, &count, NULL, NULL, fixture_got, &late);
  g_assert_null (bal_store_get_reader (fixture->store));
  fixture_wait (&closed);
  g_assert_cmpuint (count.n_done, ==, 800);
  g_assert_true (bal_store_close_finish (fixture->store, closed, &error));
  g_assert_no_error (error);
  fixture_wait (&late);
  g_assert_null (bal_store_read_finish (fixture->store, late, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_STORE);
  g_clear_error (&error);
  bal_store_close_async (fixture->store, fixture_got, &again);
  fixture_wait (&again);
  g_assert_true (bal_store_close_finish (fixture->store, again, &error));
  g_clear_object (&closed);
  g_clear_object (&again);
  g_clear_object (&late);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_assert_cmpint (numbers_on_disk (fixture), ==, 800);
}

/* Without closing: what was asked for happens all the same. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  Count count = { .fixture = fixture };
  gpointer gone = fixture->store;

  while (count.n_asked < 300)
    ask (&count, /* fails= */ FALSE);
  g_object_add_weak_pointer (gone, &gone);
  g_clear_object (&fixture->store);
  while (gone)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count.n_done, ==, 300);
  g_assert_cmpint (numbers_on_disk (fixture), ==, 300);
  fixture_check_integrity (fixture->directory);
}

static gboolean
run_for_ever (BalDb *db, gpointer job, GError **error)
{
  gint64 unused;

  g_atomic_int_set ((gint *) job, 1);
  return bal_db_get_int (db,
                         "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)"
                         " SELECT count (*) FROM n",
                         &unused, error);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) running = NULL;
  g_autoptr(GAsyncResult) waiting = NULL;
  g_autoptr(GError) error = NULL;
  gint begun = 0;
  gint never = 0;

  bal_store_read_async (fixture->store, run_for_ever, &begun, NULL, cancellable, fixture_got,
                        &running);
  bal_store_read_async (fixture->store, run_for_ever, &never, NULL, cancellable, fixture_got,
                        &waiting);
  while (!g_atomic_int_get (&begun))
    g_thread_yield ();
  g_cancellable_cancel (cancellable);
  fixture_wait (&running);
  g_assert_null (bal_store_read_finish (fixture->store, running, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  fixture_wait (&waiting);
  g_assert_null (bal_store_read_finish (fixture->store, waiting, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_atomic_int_get (&never), ==, 0);
  g_assert_cmpint (fixture_add_account (fixture->store, "juliet@example.org"), ==, 1);
}

/* A program that gives up while the store opens leaves nothing open. */
static void
test_cancel_opening (Fixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_build_filename (fixture->directory, "other", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_store_open_async (directory, cancellable, fixture_got, &result);
  g_cancellable_cancel (cancellable);
  fixture_wait (&result);
  g_assert_null (bal_store_open_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_close (fixture_open (directory), directory);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/thread/order", test_order },
    { "/thread/failures", test_failures },
    { "/thread/durable", test_durable },
    { "/thread/order-from-callbacks", test_order_from_callbacks },
    { "/thread/read-sees-writes", test_read_sees_writes },
    { "/thread/drained", test_drained },
    { "/thread/slices", test_slices },
    { "/thread/nested-loop", test_nested_loop },
    { "/thread/close-drains", test_close_drains },
    { "/thread/drop", test_drop },
    { "/thread/cancel", test_cancel },
    { "/thread/cancel-opening", test_cancel_opening },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
