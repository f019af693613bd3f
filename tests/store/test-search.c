#include <string.h>

#include "store-fixture.h"
#include "store/bal-store-search.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

#define ROMEO "romeo@example.org"

/* Bodies by number; what is searched for, and the numbers that must be found, newest first. */
static const char *const bodies[] = {
  /* 0 */ "The quick brown fox jumps over the lazy dog",
  /* 1 */ "Quickly now: caf\303\251 cr\303\250me br\303\273l\303\251e",
  /* 2 */ "CAFE\314\201 in M\303\234NCHEN, Stra\303\237e 7",
  /* 3 */ "\320\237\321\200\320\270\320\262\320\265\321\202, \320\274\320\270\321\200!",
  /* 4 */ "\331\205\331\216\330\261\331\222\330\255\330\250\330\247 \330\243\331\207\331\204\330\247",
  /* 5 */ "\346\230\216\345\244\251\345\216\273\345\214\227\344\272\254\345\244\251\345\256\211\351\227\250",
  /* 6 */ "\345\214\227\346\226\271\345\222\214\344\270\234\344\272\254\357\274\214\345\244\251\345\256\211\345\222\214\345\256\211\351\227\250",
  /* 7 */ "\346\227\245\346\234\254\350\252\236\343\202\222\345\213\211\345\274\267\343\201\227\343\201\246\343\201\204\343\201\276\343\201\231",
  /* 8 */ "\343\202\253\343\203\251\343\202\271\343\201\250\343\202\254\343\203\251\343\202\271",
  /* 9 */ "NEAR a* \"quoted\" words:column AND NOT { } ^ -minus",
  /* 10 */ "\360\237\216\211 party \360\237\216\210",
  /* 11 */ "ti\341\272\277ng Vi\341\273\207t",
  /* 12 */ "\354\225\210\353\205\225\355\225\230\354\204\270\354\232\224 \354\204\270\352\263\204",
};

static const struct { const char *search; int found[4]; } searches[] = {
  { "quick", { 1, 0, -1 } },
  { "QUICK brown", { 0, -1 } },
  { "brown quick", { 0, -1 } },
  { "fo", { 0, -1 } },
  { "ox", { -1 } },
  { "cafe", { 2, 1, -1 } },
  { "caf\303\251", { 2, 1, -1 } },
  { "creme BRULEE", { 1, -1 } },
  { "munchen", { 2, -1 } },
  { "strasse", { 2, -1 } },
  { "\320\277\321\200\320\230\320\262\320\265\321\202", { 3, -1 } },
  { "\331\205\330\261\330\255\330\250\330\247", { 4, -1 } },
  { "\330\247\331\207\331\204\330\247", { 4, -1 } },
  { "\345\214\227", { 6, 5, -1 } },
  { "\351\227\250", { 6, 5, -1 } },
  { "\345\214\227\344\272\254", { 5, -1 } },
  { "\344\270\234\344\272\254", { 6, -1 } },
  { "\345\244\251\345\256\211\351\227\250", { 5, -1 } },
  { "\345\244\251\345\256\211 \345\256\211\351\227\250", { 6, 5, -1 } },
  { "\346\227\245\346\234\254\350\252\236", { 7, -1 } },
  { "\345\213\211\345\274\267", { 7, -1 } },
  { "\343\202\254\343\203\251\343\202\271", { 8, -1 } },
  { "\357\275\266\357\276\236\357\276\227\357\275\275", { 8, -1 } },
  { "NEAR", { 9, -1 } },
  { "a*", { 9, 4 + 100 } },
  { "\"quoted\"", { 9, -1 } },
  { "words:column", { 9, -1 } },
  { "NEAR(a minus)", { 9, -1 } },
  { "fox NOT dog", { -1 } },
  { "fox OR party", { -1 } },
  { "^the", { 0, -1 } },
  { "'; DROP TABLE message; --", { -1 } },
  { "%", { -1 } },
  { "", { -1 } },
  { "\360\237\216\211", { 10, -1 } },
  { "tieng viet", { 11, -1 } },
  { "\354\225\210\353\205\225", { 12, -1 } },
  { "\354\204\270", { 12, -1 } },
};

typedef struct {
  char *directory;
  BalStore *store;
  gint64 account;
  gint64 conversation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = fixture_make_directory ();
  fixture->store = fixture_open (fixture->directory);
  fixture->account = fixture_add_account (fixture->store, "juliet@example.org");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(BalStoreAdded) added =
        fixture_add_text (fixture->store, fixture->account, ROMEO, bodies[i]);

      g_assert_cmpint (added->message->id, ==, i + 1);
      fixture->conversation = added->conversation->id;
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture->store, fixture->directory);
  fixture_remove_directory (fixture->directory);
}

static BalStoreFound *
search (Fixture *fixture, const char *words, gint64 conversation, guint limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BalStoreFound *found;

  bal_store_search_async (fixture->store, words, conversation, limit, NULL, fixture_got, &result);
  fixture_wait (&result);
  found = bal_store_search_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  return found;
}

static void
test_scripts (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr(BalStoreFound) found = search (fixture, searches[i].search, 0, 100);

      g_test_message ("%s", searches[i].search);
      g_assert_true (found->complete);
      for (guint j = 0; j < G_N_ELEMENTS (searches[i].found); j++)
        {
          int number = searches[i].found[j];

          if (number >= 100)
            break;
          if (number < 0)
            {
              g_assert_cmpuint (found->messages->len, ==, j);
              break;
            }
          g_assert_cmpuint (found->messages->len, >, j);
          g_assert_cmpstr (((BalStoreMessage *) g_ptr_array_index (found->messages, j))->body, ==,
                           bodies[number]);
        }
    }
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreFound) one = search (fixture, "quick", 0, 1);
  g_autoptr(BalStoreFound) two = search (fixture, "quick", 0, 2);

  g_assert_cmpuint (one->messages->len, ==, 1);
  g_assert_false (one->complete);
  g_assert_cmpuint (two->messages->len, ==, 2);
  g_assert_true (two->complete);
}

static void
test_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) other =
    fixture_add_text (fixture->store, fixture->account, "mercutio@example.org", "A quick bite");
  g_autoptr(BalStoreFound) all = search (fixture, "quick", 0, 100);
  g_autoptr(BalStoreFound) here = search (fixture, "quick", other->conversation->id, 100);
  g_autoptr(BalStoreFound) there = search (fixture, "quick", fixture->conversation, 100);

  g_assert_cmpuint (all->messages->len, ==, 3);
  g_assert_cmpuint (here->messages->len, ==, 1);
  g_assert_cmpuint (there->messages->len, ==, 2);
}

static gboolean
file_has (const char *directory, const char *name, const char *word)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_file_get_contents (path, &bytes, &length, NULL);
  return bytes && memmem (bytes, length, word, strlen (word));
}

static gboolean
is_anywhere (Fixture *fixture, const char *word)
{
  return file_has (fixture->directory, "balcony.db", word) ||
         file_has (fixture->directory, "balcony.db-wal", word);
}

/* The store tidies up in steps of its own, after the removal was announced. */
static void
wait_until_gone (Fixture *fixture, const char *word)
{
  for (guint i = 0; i < 3000 && is_anywhere (fixture, word); i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (10000);
    }
}

/* Not found any more, and not left in any file either. */
static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BalStoreAdded) other = fixture_add_text (fixture->store, fixture->account,
                                                     "mercutio@example.org", "A quick zweisamkeit");
  g_autoptr(BalStoreAdded) secret =
    fixture_add_text (fixture->store, fixture->account, ROMEO, "Xylophonkasten");
  g_autoptr(BalStoreFound) found = NULL;

  g_assert_true (is_anywhere (fixture, "ylophonkasten"));
  bal_store_conversation_clear_async (fixture->store, fixture->conversation, fixture_got, &result);
  fixture_wait (&result);
  bal_store_conversation_free (
    bal_store_conversation_change_finish (fixture->store, result, NULL));
  wait_until_gone (fixture, "ylophonkasten");
  found = search (fixture, "quick", 0, 100);
  g_assert_cmpuint (found->messages->len, ==, 1);
  g_assert_false (is_anywhere (fixture, "ylophonkasten"));
  g_assert_true (is_anywhere (fixture, "zweisamkeit"));
}

static void
test_remove_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BalStoreFound) found = NULL;

  bal_store_account_remove_async (fixture->store, fixture->account, fixture_got, &result);
  fixture_wait (&result);
  g_assert_true (bal_store_account_remove_finish (fixture->store, result, NULL));
  wait_until_gone (fixture, "brown");
  found = search (fixture, "quick", 0, 100);
  g_assert_cmpuint (found->messages->len, ==, 0);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM message"), ==, 0);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM conversation"), ==, 0);
  g_assert_false (is_anywhere (fixture, "brown"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_store_search_async (fixture->store, "quick", 0, 10, cancellable, fixture_got, &result);
  g_cancellable_cancel (cancellable);
  fixture_wait (&result);
  g_assert_null (bal_store_search_finish (fixture->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A subject is found as well, and the first and last of the words of a huge body. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  BalStoreMessage *message = fixture_message (ROMEO, NULL);
  GString *body = g_string_new ("firstword");
  g_autoptr(BalStoreAdded) subject = NULL;
  g_autoptr(BalStoreAdded) huge = NULL;
  static const char *const words[] = { "uniquesubject", "firstword", "lastword", "w99" };

  message->subject = g_strdup ("UniqueSubject");
  subject = fixture_add (fixture->store, fixture->account, ROMEO, message);
  for (guint i = 0; body->len < BAL_LIMIT_BODY - 100; i++)
    g_string_append_printf (body, " w%u", i);
  g_string_append (body, " lastword");
  huge = fixture_add_text (fixture->store, fixture->account, ROMEO, body->str);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(BalStoreFound) found = search (fixture, words[i], 0, 10);

      g_assert_cmpuint (found->messages->len, ==, 1);
    }
  g_string_free (body, TRUE);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/search/scripts", test_scripts },       { "/search/limit", test_limit },
    { "/search/conversation", test_conversation }, { "/search/clear", test_clear },
    { "/search/remove-account", test_remove_account }, { "/search/cancel", test_cancel },
    { "/search/places", test_places },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
