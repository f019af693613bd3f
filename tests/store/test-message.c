#include <string.h>

#include <sqlite3.h>

#include "store-fixture.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

#define ROMEO "romeo@example.org"
#define JULIET "juliet@example.org"

typedef struct {
  char *directory;
  BalStore *store;
  gint64 account;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = fixture_make_directory ();
  fixture->store = fixture_open (fixture->directory);
  fixture->account = fixture_add_account (fixture->store, JULIET);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture->store, fixture->directory);
  fixture_remove_directory (fixture->directory);
}

static BalStoreAdded *
add (Fixture *fixture, BalStoreMessage *message)
{
  return fixture_add (fixture->store, fixture->account, ROMEO, message);
}

static BalStoreMessage *
with_ids (const char *body, const char *stanza_id, const char *origin_id, const char *archive_id)
{
  BalStoreMessage *message = fixture_message (ROMEO, body);

  message->stanza_id = g_strdup (stanza_id);
  message->origin_id = g_strdup (origin_id);
  message->archive_id = g_strdup (archive_id);
  return message;
}

static BalStoreMessage *
outgoing (const char *body, const char *stanza_id)
{
  BalStoreMessage *message = with_ids (body, stanza_id, NULL, NULL);

  g_set_str (&message->sender, JULIET);
  message->direction = BAL_STORE_OUT;
  message->state = BAL_STORE_STATE_PENDING;
  return message;
}

static guint
count (Fixture *fixture)
{
  return (guint) fixture_query (fixture->directory, "SELECT count (*) FROM message");
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  gint64 before = g_get_real_time ();
  g_autoptr(BalStoreAdded) added = add (fixture, with_ids ("Hello", "s1", "s1", "a1"));
  g_autoptr(GError) error = NULL;
  g_autoptr(BalStoreMessage) row = NULL;

  g_assert_false (added->duplicate);
  g_assert_cmpint (added->message->sort, >=, before);
  g_assert_cmpint (added->message->time, ==, added->message->sort);
  g_assert_cmpint (added->message->state, ==, BAL_STORE_STATE_RECEIVED);
  g_assert_cmpstr (added->conversation->jid, ==, ROMEO);
  g_assert_cmpint (added->conversation->unread, ==, 1);
  g_assert_cmpint (added->conversation->last_message, ==, added->message->id);
  g_assert_cmpint (added->conversation->last_sort, ==, added->message->sort);
  g_assert_cmpstr (added->conversation->last_preview, ==, "Hello");
  row = bal_store_message_get (fixture->store, added->message->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (row->body, ==, "Hello");
  g_assert_cmpstr (row->stanza_id, ==, "s1");
  g_assert_null (row->origin_id);
  g_assert_cmpstr (row->archive_id, ==, "a1");
  g_assert_true (row->counted);
  g_assert_null (bal_store_message_get (fixture->store, row->id + 1, &error));
  g_assert_no_error (error);
}

/* Each pair is one message seen twice. */
static void
test_copies (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *ids[2][3]; } pairs[] = {
    { { { "m1", NULL, NULL }, { "m1", NULL, "x1" } } },
    { { { "m2", NULL, "x2" }, { "m2", NULL, NULL } } },
    { { { "m3", NULL, "x3" }, { "m3", NULL, "x3" } } },
    { { { NULL, NULL, "x4" }, { "m4", NULL, "x4" } } },
    { { { "m5", "o5", NULL }, { "other5", "o5", "x5" } } },
    { { { "m6", "m6", NULL }, { "m6", NULL, "x6" } } },
    { { { "m7", NULL, NULL }, { "m7", NULL, NULL } } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *body = g_strdup_printf ("Body %u", i);
      const char *const *ids = pairs[i].ids[0];
      const char *const *more = pairs[i].ids[1];
      g_autoptr(BalStoreAdded) first = add (fixture, with_ids (body, ids[0], ids[1], ids[2]));
      g_autoptr(BalStoreAdded) second = add (fixture, with_ids (body, more[0], more[1], more[2]));
      g_autoptr(BalStoreAdded) third = add (fixture, with_ids (body, more[0], more[1], more[2]));

      g_assert_false (first->duplicate);
      g_assert_true (second->duplicate);
      g_assert_true (third->duplicate);
      g_assert_cmpint (second->message->id, ==, first->message->id);
      g_assert_cmpint (second->changed, ==, !ids[2] && more[2]);
      g_assert_false (third->changed);
      g_assert_cmpstr (second->message->archive_id, ==, ids[2] ? ids[2] : more[2]);
      g_assert_cmpint (second->conversation->unread, ==, i + 1);
    }
  g_assert_cmpint (count (fixture), ==, G_N_ELEMENTS (pairs));
}

/* Each is another message than the first one, though it looks like it. */
static void
test_not_copies (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) first = add (fixture, with_ids ("Yes", "m1", NULL, "x1"));
  g_autoptr(BalStoreAdded) body = add (fixture, with_ids ("No", "m1", NULL, NULL));
  g_autoptr(BalStoreAdded) archive = add (fixture, with_ids ("Yes", "m1", NULL, "x2"));
  g_autoptr(BalStoreAdded) nothing = add (fixture, with_ids ("Yes", NULL, NULL, NULL));
  g_autoptr(BalStoreAdded) again = add (fixture, with_ids ("Yes", NULL, NULL, NULL));
  BalStoreMessage *message = with_ids ("Yes", "m1", NULL, NULL);
  g_autoptr(BalStoreAdded) sender = NULL;
  g_autoptr(BalStoreAdded) direction = NULL;
  g_autoptr(BalStoreAdded) conversation = NULL;

  g_set_str (&message->sender, "mercutio@example.org");
  sender = add (fixture, message);
  message = outgoing ("Yes", "m1");
  g_set_str (&message->sender, ROMEO);
  direction = add (fixture, message);
  conversation = fixture_add (fixture->store, fixture->account, "mercutio@example.org",
                              with_ids ("Yes", "m1", NULL, "x1"));
  g_assert_false (body->duplicate || archive->duplicate || nothing->duplicate || again->duplicate ||
                  sender->duplicate || direction->duplicate || conversation->duplicate);
  g_assert_cmpint (count (fixture), ==, 8);
}

/* The archive id decides, and never changes the text that is there. */
static void
test_copy_changes_no_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) first = add (fixture, with_ids ("What I said", "m1", NULL, "x1"));
  g_autoptr(BalStoreAdded) forged = add (fixture, with_ids ("What I never said", "m9", NULL, "x1"));

  g_assert_true (forged->duplicate);
  g_assert_false (forged->changed);
  g_assert_cmpstr (forged->message->body, ==, "What I said");
}

/* Two texts with one hash: as if the hash of what is stored now had been that of what it was. Both
 * are kept. */
static void
test_false_hits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "balcony.db", NULL);
  g_autoptr(BalStoreAdded) first = add (fixture, with_ids ("One", "m1", NULL, "x1"));
  g_autoptr(BalStoreAdded) second = NULL;
  g_autoptr(BalStoreAdded) copy = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE message SET body = 'Two', archive_id = 'x2'", NULL, NULL,
                                 NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  second = add (fixture, with_ids ("One", "m1", NULL, "x1"));
  g_assert_false (second->duplicate);
  g_assert_cmpstr (second->message->archive_id, ==, "x1");
  copy = add (fixture, with_ids ("One", "m1", NULL, "x1"));
  g_assert_true (copy->duplicate);
  g_assert_cmpint (copy->message->id, ==, second->message->id);
  g_assert_cmpint (count (fixture), ==, 2);
}

/* Poor clients count their ids from 1 in each session. */
static void
test_id_used_again_later (Fixture *fixture, gconstpointer data)
{
  gint64 minute = G_GINT64_CONSTANT (60) * G_USEC_PER_SEC;
  gint64 start = g_get_real_time () - 60 * minute;
  static const struct { int minutes; gboolean copy; } cases[] = {
    { 0, FALSE }, { 5, TRUE }, { 20, FALSE }, { 25, TRUE }, { 32, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BalStoreMessage *message = with_ids ("Disk full", "1", NULL, NULL);
      g_autoptr(BalStoreAdded) added = NULL;

      message->sort = start + cases[i].minutes * minute;
      added = add (fixture, message);
      g_assert_cmpint (added->duplicate, ==, cases[i].copy);
    }
  g_assert_cmpint (count (fixture), ==, 3);
}

/* A copy that was delayed on its way can be days old. */
static void
test_late_copy (Fixture *fixture, gconstpointer data)
{
  gint64 day = G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC;
  gint64 now = g_get_real_time ();
  BalStoreMessage *live = with_ids ("Good morning", "m1", NULL, NULL);
  BalStoreMessage *late = with_ids ("Good morning", "m1", NULL, "x1");
  BalStoreMessage *other = with_ids ("Good morning", "m1", NULL, NULL);
  g_autoptr(BalStoreAdded) first = NULL;
  g_autoptr(BalStoreAdded) second = NULL;
  g_autoptr(BalStoreAdded) third = NULL;

  live->sort = now - 3 * day;
  late->time = now - 3 * day + G_USEC_PER_SEC;
  late->sort = now;
  other->time = now + 9 * day;
  other->sort = now + 10 * day;
  first = add (fixture, live);
  second = add (fixture, late);
  third = add (fixture, other);
  g_assert_true (second->duplicate);
  g_assert_cmpint (second->message->id, ==, first->message->id);
  g_assert_cmpint (second->message->sort, ==, first->message->sort);
  g_assert_false (third->duplicate);
}

static void
test_own_copy_advances (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) first = add (fixture, outgoing ("Hi", "u1"));
  BalStoreMessage *archived = outgoing ("Hi", "u1");
  g_autoptr(BalStoreAdded) second = NULL;

  archived->archive_id = g_strdup ("x1");
  archived->state = BAL_STORE_STATE_SENT;
  second = add (fixture, archived);
  g_assert_cmpint (first->message->state, ==, BAL_STORE_STATE_PENDING);
  g_assert_cmpint (first->conversation->unread, ==, 0);
  g_assert_true (second->duplicate && second->changed);
  g_assert_cmpint (second->message->state, ==, BAL_STORE_STATE_ARCHIVED);
  g_assert_cmpint (second->conversation->last_state, ==, BAL_STORE_STATE_ARCHIVED);
}

static void
test_long_texts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (1024 * 1024, 'x');
  g_autofree char *id = g_strnfill (BAL_LIMIT_ID + 1, 'i');
  BalStoreMessage *message;
  g_autoptr(BalStoreAdded) added = NULL;
  g_autoptr(BalStoreAdded) again = NULL;
  g_autoptr(BalStoreAdded) broken = NULL;

  memcpy (body + BAL_LIMIT_BODY - 1, "\303\244", 2);
  message = with_ids (body, id, id, id);
  message->subject = g_strnfill (10000, 's');
  added = add (fixture, message);
  g_assert_cmpuint (strlen (added->message->body), ==, BAL_LIMIT_BODY - 1);
  g_assert_cmpuint (strlen (added->message->subject), ==, BAL_LIMIT_SUBJECT);
  g_assert_cmpuint (strlen (added->conversation->last_preview), ==, 300);
  g_assert_null (added->message->stanza_id);
  again = add (fixture, with_ids (body, id, id, id));
  g_assert_false (again->duplicate);
  broken = add (fixture, with_ids ("a\377b'); DROP TABLE message; --", "\377", "", "%s%n"));
  g_assert_true (g_utf8_validate (broken->message->body, -1, NULL));
  g_assert_cmpuint (count (fixture), ==, 3);
}

/* Neither a clock that jumps nor a false stamp changes the order. */
static void
test_sort_grows (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time ();
  const gint64 arrivals[] = { now,           now + 1000000, now - 1000000000, now, 1,
                              now + 2000000, now,           now * 5,          now };
  gint64 last = 0;

  for (guint i = 0; i < G_N_ELEMENTS (arrivals); i++)
    {
      BalStoreMessage *message = with_ids ("Tick", NULL, NULL, NULL);
      g_autoptr(BalStoreAdded) added = NULL;

      message->sort = arrivals[i];
      message->time = i % 2 ? now - arrivals[i] / 2 : 0;
      added = add (fixture, message);
      g_assert_cmpint (added->message->sort, >, last);
      g_assert_cmpint (added->message->sort, >=, arrivals[i]);
      g_assert_cmpint (added->conversation->last_message, ==, added->message->id);
      last = added->message->sort;
    }
}

static void
check_page (Fixture *fixture, const BalStorePage *page, guint first, guint n_rows)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = bal_store_message_page (fixture->store, page, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, n_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      BalStoreMessage *row = g_ptr_array_index (rows, i);

      g_assert_cmpint (g_ascii_strtoll (row->body, NULL, 10), ==, first + i);
    }
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  gint64 keys[100][2];
  gint64 id = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);
      g_autoptr(BalStoreAdded) added = add (fixture, fixture_message (ROMEO, body));
      g_autoptr(BalStoreAdded) other =
        fixture_add_text (fixture->store, fixture->account, "mercutio@example.org", "x");

      keys[i][0] = added->message->sort;
      keys[i][1] = added->message->id;
      id = added->message->conversation;
    }
#define KEY(n) .conversation = id, .sort = keys[n][0], .id = keys[n][1]
  check_page (fixture, &(BalStorePage) { .conversation = id, .limit = 30 }, 70, 30);
  check_page (fixture, &(BalStorePage) { .conversation = id, .limit = 1000 }, 0, 100);
  check_page (fixture, &(BalStorePage) { .conversation = id, .limit = 0 }, 0, 0);
  check_page (fixture, &(BalStorePage) { .conversation = id + 10, .limit = 10 }, 0, 0);
  check_page (fixture, &(BalStorePage) { KEY (70), .way = BAL_STORE_PAGE_BEFORE, .limit = 30 }, 40,
              30);
  check_page (fixture, &(BalStorePage) { KEY (10), .way = BAL_STORE_PAGE_BEFORE, .limit = 30 }, 0,
              10);
  check_page (fixture, &(BalStorePage) { KEY (0), .way = BAL_STORE_PAGE_BEFORE, .limit = 30 }, 0, 0);
  check_page (fixture, &(BalStorePage) { KEY (40), .way = BAL_STORE_PAGE_AFTER, .limit = 30 }, 41,
              30);
  check_page (fixture, &(BalStorePage) { KEY (99), .way = BAL_STORE_PAGE_AFTER, .limit = 30 }, 0, 0);
  check_page (fixture, &(BalStorePage) { KEY (50), .way = BAL_STORE_PAGE_AROUND, .limit = 20 }, 40,
              20);
  check_page (fixture, &(BalStorePage) { KEY (3), .way = BAL_STORE_PAGE_AROUND, .limit = 20 }, 0,
              13);
  check_page (fixture, &(BalStorePage) { KEY (98), .way = BAL_STORE_PAGE_AROUND, .limit = 20 }, 88,
              12);
#undef KEY
}

/* A page of huge bodies is short, and the next one goes on where it ended. */
static void
test_heavy_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (BAL_LIMIT_BODY, 'w');
  BalStorePage page = { .way = BAL_STORE_PAGE_NEWEST, .limit = 50 };
  guint n_rows = 0;
  guint n_pages = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(BalStoreAdded) added = add (fixture, fixture_message (ROMEO, body));

      page.conversation = added->message->conversation;
    }
  for (;; n_pages++)
    {
      g_autoptr(GPtrArray) rows = bal_store_message_page (fixture->store, &page, NULL);
      BalStoreMessage *first;

      if (rows->len == 0)
        break;
      g_assert_cmpuint (rows->len, <, 12);
      first = g_ptr_array_index (rows, 0);
      page = (BalStorePage) { .conversation = page.conversation, .way = BAL_STORE_PAGE_BEFORE,
                              .sort = first->sort, .id = first->id, .limit = 50 };
      n_rows += rows->len;
    }
  g_assert_cmpuint (n_rows, ==, 12);
  g_assert_cmpuint (n_pages, >, 1);
}

static GPtrArray *
set_state (Fixture *fixture, const char *jid, const char *id, BalStoreState state,
           const char *reason)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *rows;

  bal_store_message_set_state_async (fixture->store, fixture->account, jid, id, state, reason,
                                     fixture_got, &result);
  fixture_wait (&result);
  rows = bal_store_message_set_state_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  return rows;
}

static void
check_state (Fixture *fixture, const char *id, BalStoreState to, gboolean changes)
{
  g_autoptr(GPtrArray) rows = set_state (fixture, ROMEO, id, to, "service-unavailable");
  BalStoreMessage *row;

  g_assert_cmpuint (rows->len, ==, changes ? 1 : 0);
  if (!changes)
    return;
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->state, ==, to);
  g_assert_cmpstr (row->reason, ==, to == BAL_STORE_STATE_FAILED ? "service-unavailable" : NULL);
}

static void
test_states_go_forward (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) added = add (fixture, outgoing ("Hi", "u1"));
  g_autoptr(GPtrArray) wrong_jid = NULL;
  g_autoptr(GPtrArray) wrong_id = NULL;

  wrong_jid = set_state (fixture, "mercutio@example.org", "u1", BAL_STORE_STATE_DELIVERED, NULL);
  wrong_id = set_state (fixture, ROMEO, "u2", BAL_STORE_STATE_DELIVERED, NULL);
  g_assert_cmpuint (wrong_jid->len + wrong_id->len, ==, 0);
  check_state (fixture, "u1", BAL_STORE_STATE_SENT, TRUE);
  check_state (fixture, "u1", BAL_STORE_STATE_PENDING, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_SENT, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_FAILED, TRUE);
  check_state (fixture, "u1", BAL_STORE_STATE_SENT, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_DELIVERED, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_FAILED, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_PENDING, TRUE);
  check_state (fixture, "u1", BAL_STORE_STATE_ARCHIVED, TRUE);
  check_state (fixture, "u1", BAL_STORE_STATE_ACKED, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_DELIVERED, TRUE);
  check_state (fixture, "u1", BAL_STORE_STATE_FAILED, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_RECEIVED, FALSE);
  check_state (fixture, "u1", BAL_STORE_STATE_DISPLAYED, TRUE);
  check_state (fixture, "u1", BAL_STORE_STATE_DELIVERED, FALSE);
}

/* A receipt names an id that they chose: it is for outgoing rows only. */
static void
test_receipt_for_incoming (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) added = add (fixture, with_ids ("Hi", "u1", NULL, NULL));

  check_state (fixture, "u1", BAL_STORE_STATE_DELIVERED, FALSE);
  check_state (fixture, NULL, BAL_STORE_STATE_DELIVERED, FALSE);
}

static void
test_pending (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "u1", "u2", "u3", "u4" };
  gint64 other = fixture_add_account (fixture->store, "nurse@example.org");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(BalStoreAdded) foreign =
    fixture_add (fixture->store, other, ROMEO, outgoing ("Hi", "n1"));

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(BalStoreAdded) added = add (fixture, outgoing (ids[i], ids[i]));
    }
  check_state (fixture, "u1", BAL_STORE_STATE_ACKED, TRUE);
  check_state (fixture, "u3", BAL_STORE_STATE_SENT, TRUE);
  check_state (fixture, "u4", BAL_STORE_STATE_FAILED, TRUE);
  bal_store_message_pending_async (fixture->store, fixture->account, NULL, fixture_got, &result);
  fixture_wait (&result);
  rows = bal_store_message_pending_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (((BalStoreMessage *) g_ptr_array_index (rows, 0))->body, ==, "u2");
  g_assert_cmpstr (((BalStoreMessage *) g_ptr_array_index (rows, 1))->body, ==, "u3");
}

static void
test_retry_by_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) added = add (fixture, outgoing ("Hi", "u1"));
  static const BalStoreState states[] = { BAL_STORE_STATE_FAILED, BAL_STORE_STATE_PENDING };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) rows = NULL;

      bal_store_message_set_state_by_id_async (fixture->store, added->message->id, states[i], "Why",
                                               fixture_got, &result);
      fixture_wait (&result);
      rows = bal_store_message_set_state_finish (fixture->store, result, NULL);
      g_assert_cmpuint (rows->len, ==, 1);
      g_assert_cmpint (((BalStoreMessage *) g_ptr_array_index (rows, 0))->state, ==, states[i]);
    }
}

/* An account that is gone is an error and disturbs nobody else's job. */
static void
test_no_account (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[3] = { NULL };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    bal_store_message_add_async (fixture->store, i == 1 ? 999 : fixture->account, ROMEO,
                                 BAL_STORE_KIND_CHAT, fixture_message (ROMEO, "Hi"), fixture_got,
                                 &results[i]);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(BalStoreAdded) added = NULL;

      fixture_wait (&results[i]);
      added = bal_store_message_add_finish (fixture->store, results[i], i == 1 ? &error : NULL);
      g_assert_cmpint (added != NULL, ==, i != 1);
      g_object_unref (results[i]);
    }
  g_assert_error (error, BAL_ERROR, BAL_ERROR_STORE);
  g_assert_cmpuint (count (fixture), ==, 2);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/message/add", test_add },
    { "/message/copies", test_copies },
    { "/message/not-copies", test_not_copies },
    { "/message/copy-changes-no-text", test_copy_changes_no_text },
    { "/message/false-hits", test_false_hits },
    { "/message/id-used-again-later", test_id_used_again_later },
    { "/message/late-copy", test_late_copy },
    { "/message/own-copy-advances", test_own_copy_advances },
    { "/message/long-texts", test_long_texts },
    { "/message/sort-grows", test_sort_grows },
    { "/message/pages", test_pages },
    { "/message/heavy-pages", test_heavy_pages },
    { "/message/states-go-forward", test_states_go_forward },
    { "/message/receipt-for-incoming", test_receipt_for_incoming },
    { "/message/pending", test_pending },
    { "/message/retry-by-id", test_retry_by_id },
    { "/message/no-account", test_no_account },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
