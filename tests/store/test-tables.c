#include <string.h>

#include "store-fixture.h"
#include "store/bal-store-contact.h"
#include "store/bal-store-request.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"

#define JULIET "juliet@example.org"
#define ROMEO "romeo@example.org"

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

/* What was written must be there after the next start, too. */
static void
restart (Fixture *fixture)
{
  fixture_close (fixture->store, fixture->directory);
  fixture->store = fixture_open (fixture->directory);
}

static GPtrArray *
load_accounts (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *accounts;

  bal_store_account_load_async (fixture->store, NULL, fixture_got, &result);
  fixture_wait (&result);
  accounts = bal_store_account_load_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  return accounts;
}

static BalStoreAccount *
save_account (Fixture *fixture, const BalStoreAccount *account)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BalStoreAccount *stored;

  bal_store_account_save_async (fixture->store, account, fixture_got, &result);
  fixture_wait (&result);
  stored = bal_store_account_save_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  return stored;
}

static void
check_account (const BalStoreAccount *a, const BalStoreAccount *b)
{
  g_assert_cmpstr (a->jid, ==, b->jid);
  g_assert_cmpstr (a->host, ==, b->host);
  g_assert_cmpuint (a->port, ==, b->port);
  g_assert_cmpint (a->direct_tls, ==, b->direct_tls);
  g_assert_cmpstr (a->ca_file, ==, b->ca_file);
  g_assert_cmpstr (a->pin_sha256, ==, b->pin_sha256);
  g_assert_cmpint (a->mechanism, ==, b->mechanism);
  g_assert_cmpint (a->enabled, ==, b->enabled);
  g_assert_cmpstr (a->roster_version, ==, b->roster_version);
  g_assert_cmpint (a->sort, ==, b->sort);
  g_assert_cmpstr (a->show, ==, b->show);
  g_assert_cmpstr (a->status, ==, b->status);
  g_assert_cmpint (a->priority, ==, b->priority);
  g_assert_cmpstr (a->resumption, ==, b->resumption);
}

static void
test_account (Fixture *fixture, gconstpointer data)
{
  BalStoreAccount given = {
    .jid = (char *) "nurse@example.org",
    .host = (char *) "10.0.0.1",
    .port = 5223,
    .direct_tls = TRUE,
    .ca_file = (char *) "/ca.pem",
    .pin_sha256 = (char *) "ab:cd",
    .mechanism = 7,
    .enabled = TRUE,
    .roster_version = (char *) "v1",
    .sort = -1,
    .show = (char *) "dnd",
    .status = (char *) "It's \"busy\"",
    .priority = -128,
    .resumption = (char *) "id h",
  };
  g_autoptr(BalStoreAccount) stored = save_account (fixture, &given);
  g_autoptr(BalStoreAccount) changed = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  check_account (stored, &given);
  restart (fixture);
  accounts = load_accounts (fixture);
  g_assert_cmpuint (accounts->len, ==, 2);
  check_account (g_ptr_array_index (accounts, 0), &given);
  given.id = stored->id;
  given.jid = (char *) "nurse@example.net";
  given.mechanism = 1;
  given.pin_sha256 = NULL;
  given.status = NULL;
  changed = save_account (fixture, &given);
  g_assert_cmpint (changed->id, ==, stored->id);
  g_assert_cmpstr (changed->jid, ==, "nurse@example.net");
  g_assert_null (changed->status);
  g_assert_cmpint (changed->mechanism, ==, 7);
  g_assert_cmpstr (changed->pin_sha256, ==, "ab:cd");
}

static void
test_account_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAccount) again =
    save_account (fixture, &(BalStoreAccount) { .jid = (char *) JULIET, .priority = 5 });
  g_autoptr(GPtrArray) accounts = load_accounts (fixture);

  g_assert_cmpint (again->id, ==, fixture->account);
  g_assert_cmpint (again->priority, ==, 5);
  g_assert_cmpuint (accounts->len, ==, 1);
}

static void
test_account_learns (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[3] = { NULL };
  g_autoptr(GPtrArray) accounts = NULL;
  BalStoreAccount *account;

  bal_store_account_set_mechanism_async (fixture->store, fixture->account, 4, fixture_got,
                                         &results[0]);
  bal_store_account_set_pin_async (fixture->store, fixture->account, "aa", fixture_got,
                                   &results[1]);
  bal_store_account_set_resumption_async (fixture->store, fixture->account, "r", fixture_got,
                                          &results[2]);
  for (guint i = 0; i < 3; i++)
    {
      fixture_wait (&results[i]);
      g_assert_true (bal_store_account_set_finish (fixture->store, results[i], NULL));
      g_object_unref (results[i]);
    }
  accounts = load_accounts (fixture);
  account = g_ptr_array_index (accounts, 0);
  g_assert_cmpint (account->mechanism, ==, 4);
  g_assert_cmpstr (account->pin_sha256, ==, "aa");
  g_assert_cmpstr (account->resumption, ==, "r");
}

static BalStoreContact *
new_contact (gint64 account, const char *jid, const char *name, const char *groups)
{
  BalStoreContact *contact = g_new0 (BalStoreContact, 1);

  contact->account = account;
  contact->jid = g_strdup (jid);
  contact->name = g_strdup (name);
  contact->groups = groups ? g_strsplit (groups, "|", -1) : NULL;
  contact->subscription = BAL_STORE_SUBSCRIPTION_BOTH;
  return contact;
}

static void
free_contact (gpointer contact)
{
  bal_store_contact_free (contact);
}

/* "jid name subscription groups" of each, sorted by JID. */
static char *
describe (GPtrArray *contacts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < contacts->len; i++)
    {
      BalStoreContact *contact = g_ptr_array_index (contacts, i);
      g_autofree char *groups = contact->groups ? g_strjoinv ("|", contact->groups) : NULL;

      g_assert_cmpint (contact->id, >, 0);
      g_string_append_printf (text, "%s %s %d %s;", contact->jid, contact->name,
                              contact->subscription, groups);
    }
  return g_string_free (text, FALSE);
}

static void
check_contacts (Fixture *fixture, const char *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) contacts = NULL;
  g_autofree char *text = NULL;

  bal_store_contact_load_async (fixture->store, fixture->account, NULL, fixture_got, &result);
  fixture_wait (&result);
  contacts = bal_store_contact_load_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  text = describe (contacts);
  g_assert_cmpstr (text, ==, expected);
}

static void
check_version (Fixture *fixture, const char *expected)
{
  g_autoptr(GPtrArray) accounts = load_accounts (fixture);

  g_assert_cmpstr (((BalStoreAccount *) g_ptr_array_index (accounts, 0))->roster_version, ==,
                   expected);
}

static gint64
replace_contacts (Fixture *fixture, GPtrArray *contacts, const char *version)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) stored = NULL;

  bal_store_contact_replace_all_async (fixture->store, fixture->account, contacts, version,
                                       fixture_got, &result);
  fixture_wait (&result);
  stored = bal_store_contact_replace_all_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  return stored->len ? ((BalStoreContact *) g_ptr_array_index (stored, 0))->id : 0;
}

static GPtrArray *
some_contacts (Fixture *fixture, const char *name)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func (free_contact);

  g_ptr_array_add (contacts,
                   new_contact (fixture->account, "a@x", name, "Friends|Work\nand play||"));
  g_ptr_array_add (contacts, new_contact (fixture->account, "b@x", NULL, NULL));
  g_ptr_array_add (contacts, new_contact (fixture->account, "b@x", "Twice", NULL));
  return contacts;
}

static void
test_roster (Fixture *fixture, gconstpointer data)
{
  GPtrArray *only = g_ptr_array_new_with_free_func (free_contact);
  gint64 first = replace_contacts (fixture, some_contacts (fixture, "Anna"), "v1");
  gint64 again;

  check_contacts (fixture, "a@x Anna 3 Friends|Work and play;b@x Twice 3 (null);");
  check_version (fixture, "v1");
  again = replace_contacts (fixture, some_contacts (fixture, "Anne"), NULL);
  g_assert_cmpint (again, ==, first);
  check_version (fixture, NULL);
  g_ptr_array_add (only, new_contact (fixture->account, "c@x", "C", NULL));
  replace_contacts (fixture, only, "v3");
  restart (fixture);
  check_contacts (fixture, "c@x C 3 (null);");
  check_version (fixture, "v3");
  replace_contacts (fixture, g_ptr_array_new_with_free_func (free_contact), "v4");
  check_contacts (fixture, "");
}

static void
test_roster_push (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreContact) contact = new_contact (fixture->account, "a@x", "A", "G");
  g_autoptr(BalStoreContact) stored = NULL;
  g_autoptr(GAsyncResult) pushed = NULL;
  g_autoptr(GAsyncResult) removed = NULL;
  g_autoptr(GAsyncResult) removed_again = NULL;

  contact->subscription = BAL_STORE_SUBSCRIPTION_TO;
  contact->ask = contact->approved = TRUE;
  bal_store_contact_push_async (fixture->store, contact, "v1", fixture_got, &pushed);
  fixture_wait (&pushed);
  stored = bal_store_contact_push_finish (fixture->store, pushed, NULL);
  g_assert_cmpint (stored->id, >, 0);
  g_assert_true (stored->ask && stored->approved);
  check_contacts (fixture, "a@x A 1 G;");
  bal_store_contact_remove_async (fixture->store, fixture->account, "a@x", NULL, fixture_got,
                                  &removed);
  fixture_wait (&removed);
  g_assert_true (bal_store_contact_remove_finish (fixture->store, removed, NULL));
  check_contacts (fixture, "");
  check_version (fixture, "v1");
  bal_store_contact_remove_async (fixture->store, fixture->account, "a@x", "v2", fixture_got,
                                  &removed_again);
  fixture_wait (&removed_again);
  g_assert_true (bal_store_contact_remove_finish (fixture->store, removed_again, NULL));
  check_version (fixture, "v2");
}

static void
test_roster_limits (Fixture *fixture, gconstpointer data)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func (free_contact);
  BalStoreContact *grouped = new_contact (fixture->account, "0", NULL, NULL);

  grouped->groups = g_new0 (char *, BAL_LIMIT_GROUPS + 51);
  for (guint i = 0; i < BAL_LIMIT_GROUPS + 50; i++)
    grouped->groups[i] = g_strdup_printf ("%u", i);
  grouped->name = g_strnfill (BAL_LIMIT_NAME * 2, 'n');
  g_ptr_array_add (contacts, grouped);
  for (guint i = 1; i < BAL_LIMIT_ROSTER + 100; i++)
    {
      g_autofree char *jid = g_strdup_printf ("%u@x", i);

      g_ptr_array_add (contacts, new_contact (fixture->account, jid, NULL, NULL));
    }
  replace_contacts (fixture, contacts, "v1");
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT count (*) FROM contact"), ==,
                   BAL_LIMIT_ROSTER);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT max (length (name)) FROM contact"),
                   ==, BAL_LIMIT_NAME);
  g_assert_cmpint (fixture_query (fixture->directory, "SELECT max (length (groups) -"
                                  " length (replace (groups, char (10), ''))) FROM contact"),
                   ==, BAL_LIMIT_GROUPS - 1);
}

/* Conversations. */

typedef void (*ChangeFunc) (BalStore *, gint64, gint64, GAsyncReadyCallback, gpointer);

static BalStoreConversation *
finish_change (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr(GError) error = NULL;
  BalStoreConversation *after;

  fixture_wait (result);
  after = bal_store_conversation_change_finish (fixture->store, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  return after;
}

static BalStoreConversation *
ensure (Fixture *fixture, const char *jid, BalStoreKind kind)
{
  GAsyncResult *result = NULL;

  bal_store_conversation_ensure_async (fixture->store, fixture->account, jid, kind, fixture_got,
                                       &result);
  return finish_change (fixture, &result);
}

static void
set_hidden (BalStore *store, gint64 id, gint64 value, GAsyncReadyCallback callback, gpointer data)
{
  bal_store_conversation_set_hidden_async (store, id, value != 0, callback, data);
}

static void
clear (BalStore *store, gint64 id, gint64 value, GAsyncReadyCallback callback, gpointer data)
{
  bal_store_conversation_clear_async (store, id, callback, data);
}

static BalStoreConversation *
change (Fixture *fixture, ChangeFunc func, gint64 id, gint64 value)
{
  GAsyncResult *result = NULL;

  func (fixture->store, id, value, fixture_got, &result);
  return finish_change (fixture, &result);
}

static void
test_ensure (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreConversation) chat = ensure (fixture, ROMEO, BAL_STORE_KIND_CHAT);
  g_autoptr(BalStoreConversation) again = ensure (fixture, ROMEO, BAL_STORE_KIND_CHAT);
  g_autoptr(BalStoreConversation) notice = ensure (fixture, ROMEO, BAL_STORE_KIND_NOTICE);

  g_assert_cmpint (chat->id, ==, again->id);
  g_assert_cmpint (chat->id, !=, notice->id);
  g_assert_cmpint (chat->last_message, ==, 0);
  g_assert_cmpint (notice->kind, ==, BAL_STORE_KIND_NOTICE);
}

static void
test_load_conversations (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (200, 'x');
  g_autofree char *text =
    g_strconcat (body, "\344\275\240\344\275\240\344\275\240\344\275\240", body, NULL);
  g_autoptr(BalStoreConversation) empty = ensure (fixture, "empty@x", BAL_STORE_KIND_CHAT);
  g_autoptr(BalStoreAdded) first = fixture_add_text (fixture->store, fixture->account, ROMEO, "1");
  g_autoptr(BalStoreAdded) second =
    fixture_add_text (fixture->store, fixture->account, "m@x", text);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) all = NULL;
  BalStoreConversation *row;

  restart (fixture);
  bal_store_conversation_load_async (fixture->store, NULL, fixture_got, &result);
  fixture_wait (&result);
  all = bal_store_conversation_load_finish (fixture->store, result, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  row = g_ptr_array_index (all, 0);
  g_assert_cmpstr (row->jid, ==, "m@x");
  g_assert_cmpstr (row->last_sender, ==, "m@x");
  g_assert_cmpint (row->last_time, ==, second->message->time);
  g_assert_cmpstr (row->last_preview, ==, second->conversation->last_preview);
  g_assert_true (g_utf8_validate (row->last_preview, -1, NULL));
  g_assert_cmpuint (strlen (row->last_preview), ==, 300);
  g_assert_cmpstr (((BalStoreConversation *) g_ptr_array_index (all, 1))->last_preview, ==, "1");
  g_assert_cmpint (((BalStoreConversation *) g_ptr_array_index (all, 2))->id, ==, empty->id);
}

static void
test_unread (Fixture *fixture, gconstpointer data)
{
  gint64 sorts[10];
  gint64 id = 0;

  for (guint i = 0; i < 10; i++)
    {
      BalStoreMessage *message = fixture_message (ROMEO, "Hi");
      g_autoptr(BalStoreAdded) added = NULL;

      message->counted = i % 2 == 0;
      added = fixture_add (fixture->store, fixture->account, ROMEO, message);
      sorts[i] = added->message->sort;
      id = added->conversation->id;
      g_assert_cmpuint (added->conversation->unread, ==, i / 2 + 1);
    }
  static const struct { int upto; guint unread; int read; } steps[] = {
    { 2, 3, 2 }, { 3, 3, 3 }, { 0, 3, 3 }, { 8, 0, 8 }, { 99, 0, 9 }, { 1, 0, 9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 sort = steps[i].upto == 99 ? G_MAXINT64 : sorts[steps[i].upto];
      g_autoptr(BalStoreConversation) after =
        change (fixture, bal_store_conversation_mark_read_async, id, sort);

      g_assert_cmpuint (after->unread, ==, steps[i].unread);
      g_assert_cmpint (after->read_sort, ==, sorts[steps[i].read]);
    }
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreConversation) row = ensure (fixture, ROMEO, BAL_STORE_KIND_CHAT);
  GAsyncResult *result = NULL;
  g_autoptr(BalStoreConversation) draft = NULL;
  g_autoptr(BalStoreConversation) no_draft = NULL;
  g_autoptr(BalStoreConversation) muted = NULL;
  g_autoptr(BalStoreConversation) hidden = NULL;
  g_autoptr(BalStoreAdded) shown = NULL;

  bal_store_conversation_set_draft_async (fixture->store, row->id, "Dear", fixture_got, &result);
  draft = finish_change (fixture, &result);
  g_assert_cmpstr (draft->draft, ==, "Dear");
  muted = change (fixture, bal_store_conversation_set_muted_async, row->id, G_MAXINT64);
  g_assert_cmpint (muted->muted_until, ==, G_MAXINT64);
  g_assert_cmpstr (muted->draft, ==, "Dear");
  bal_store_conversation_set_draft_async (fixture->store, row->id, "", fixture_got, &result);
  no_draft = finish_change (fixture, &result);
  g_assert_null (no_draft->draft);
  hidden = change (fixture, set_hidden, row->id, 1);
  g_assert_true (hidden->hidden);
  shown = fixture_add_text (fixture->store, fixture->account, ROMEO, "Hi");
  g_assert_false (shown->conversation->hidden);
}

static void
test_no_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  bal_store_conversation_set_muted_async (fixture->store, 77, 1, fixture_got, &result);
  fixture_wait (&result);
  g_assert_null (bal_store_conversation_change_finish (fixture->store, result, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_STORE);
}

/* Ids of removed messages do not come again, and the order goes on. */
static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreAdded) old = fixture_add_text (fixture->store, fixture->account, ROMEO, "Old");
  g_autoptr(BalStoreConversation) cleared = change (fixture, clear, old->conversation->id, 0);
  g_autoptr(BalStoreAdded) fresh = NULL;

  g_assert_true (cleared->hidden);
  g_assert_cmpuint (cleared->unread, ==, 0);
  g_assert_cmpint (cleared->last_message, ==, 0);
  g_assert_null (cleared->last_preview);
  fresh = fixture_add_text (fixture->store, fixture->account, ROMEO, "New");
  g_assert_cmpint (fresh->message->id, >, old->message->id);
  g_assert_cmpint (fresh->message->sort, >, old->message->sort);
  g_assert_cmpuint (fresh->conversation->unread, ==, 1);
}

static void
test_account_removed (Fixture *fixture, gconstpointer data)
{
  static const char *const tables[] = { "contact", "conversation", "message", "request" };
  gint64 other = fixture_add_account (fixture->store, "nurse@example.org");
  g_autoptr(GAsyncResult) asked = NULL;
  g_autoptr(GAsyncResult) removed = NULL;
  g_autoptr(BalStoreAdded) kept = fixture_add_text (fixture->store, other, ROMEO, "Kept");
  g_autoptr(BalStoreAdded) gone =
    fixture_add_text (fixture->store, fixture->account, ROMEO, "Gone");

  replace_contacts (fixture, some_contacts (fixture, "A"), "v");
  bal_store_request_add_async (
    fixture->store, &(BalStoreRequest) { .account = fixture->account, .jid = (char *) "z@x" },
    fixture_got, &asked);
  fixture_wait (&asked);
  bal_store_request_free (bal_store_request_add_finish (fixture->store, asked, NULL, NULL));
  bal_store_account_remove_async (fixture->store, fixture->account, fixture_got, &removed);
  fixture_wait (&removed);
  g_assert_true (bal_store_account_remove_finish (fixture->store, removed, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", tables[i]);

      g_assert_cmpint (fixture_query (fixture->directory, sql), ==, i == 1 || i == 2 ? 1 : 0);
    }
}

/* Requests. */

static BalStoreRequest *
add_request (Fixture *fixture, const char *jid, const char *text, BalStoreRequestOutcome expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BalStoreRequestOutcome outcome;
  BalStoreRequest *stored;

  bal_store_request_add_async (
    fixture->store,
    &(BalStoreRequest) { .account = fixture->account, .jid = (char *) jid, .message = (char *) text },
    fixture_got, &result);
  fixture_wait (&result);
  stored = bal_store_request_add_finish (fixture->store, result, &outcome, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, expected);
  g_assert_cmpint (stored->id != 0, ==, expected != BAL_STORE_REQUEST_REFUSED);
  return stored;
}

static guint
count_requests (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) requests = NULL;

  bal_store_request_load_async (fixture->store, NULL, fixture_got, &result);
  fixture_wait (&result);
  requests = bal_store_request_load_finish (fixture->store, result, NULL);
  return requests->len;
}

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  g_autoptr(BalStoreRequest) first = add_request (fixture, "a@x", "Hi", BAL_STORE_REQUEST_ADDED);
  g_autoptr(BalStoreRequest) again =
    add_request (fixture, "a@x", "Hello", BAL_STORE_REQUEST_REPLACED);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_cmpint (first->id, ==, again->id);
  g_assert_cmpstr (again->message, ==, "Hello");
  g_assert_cmpint (again->time, ==, first->time);
  restart (fixture);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
  bal_store_request_remove_async (fixture->store, fixture->account, "a@x", fixture_got, &result);
  fixture_wait (&result);
  g_assert_true (bal_store_request_remove_finish (fixture->store, result, NULL));
  g_assert_cmpuint (count_requests (fixture), ==, 0);
}

static void
test_request_flood (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < BAL_LIMIT_REQUESTS + 20; i++)
    {
      g_autofree char *jid = g_strdup_printf ("%u@x", i);

      bal_store_request_free (add_request (fixture, jid, "Hi",
                                           i < BAL_LIMIT_REQUESTS ? BAL_STORE_REQUEST_ADDED
                                                                  : BAL_STORE_REQUEST_REFUSED));
    }
  bal_store_request_free (add_request (fixture, "7@x", "Again", BAL_STORE_REQUEST_REPLACED));
  g_assert_cmpuint (count_requests (fixture), ==, BAL_LIMIT_REQUESTS);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/account/save", test_account },
    { "/account/twice", test_account_twice },
    { "/account/learns", test_account_learns },
    { "/account/removed", test_account_removed },
    { "/contact/roster", test_roster },
    { "/contact/push", test_roster_push },
    { "/contact/limits", test_roster_limits },
    { "/conversation/ensure", test_ensure },
    { "/conversation/load", test_load_conversations },
    { "/conversation/unread", test_unread },
    { "/conversation/settings", test_settings },
    { "/conversation/none", test_no_conversation },
    { "/conversation/clear", test_clear },
    { "/request/add", test_requests },
    { "/request/flood", test_request_flood },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
