/* An account whose server is the test: what is sent when, and when what comes in is acknowledged. */
#include "core/bal-account-private.h"

#include "core/bal-file-keyring.h"
#include "core/bal-outbox.h"
#include "fake-session.h"
#include "store-fixture.h"
#include "util/bal-error.h"

#define ROSTER_QUERY "<query xmlns='jabber:iq:roster'"
#define ROMEO "romeo@y.test"

typedef struct
{
  char *directory;
  BalClient *client;
  BalAccount *account; /* the client's */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *passwords = NULL;
  g_autoptr (BalKeyring) keyring = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GError) error = NULL;
  BalSignIn sign_in = { .jid = "me@x.test", .password = "word", .remember = TRUE };

  f->directory = fixture_make_directory ();
  passwords = g_build_filename (f->directory, "passwords", NULL);
  keyring = bal_file_keyring_new (passwords);
  f->client = bal_client_new (f->directory, keyring);
  bal_client_open_async (f->client, NULL, fixture_got, &opened);
  fixture_wait (&opened);
  bal_client_open_finish (f->client, opened, &error);
  g_assert_no_error (error);
  bal_client_add_account_async (f->client, &sign_in, NULL, fixture_got, &added);
  fixture_wait (&added);
  f->account = bal_client_add_account_finish (f->client, added, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;

  bal_client_close_async (f->client, fixture_got, &result);
  fixture_wait (&result);
  g_clear_object (&result);
  g_clear_object (&f->client);
  fixture_remove_directory (f->directory);
}

static void
connect (Fixture *f, gboolean resumed)
{
  bal_account_connect_now (f->account);
  while (f->account->session == NULL)
    g_main_context_iteration (NULL, TRUE);
  fake_session_ready (f->account->session, resumed);
}

static gboolean
do_nothing (BalDb *db, gpointer job, GError **error)
{
  return TRUE;
}

/* Until the database has done what it was asked to, and what followed from that. */
static void
settle (Fixture *f)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      bal_store_write_async (bal_client_get_store (f->client), do_nothing, f, NULL, fixture_got, &result);
      fixture_wait (&result);
    }
}

static void
answer_roster (Fixture *f)
{
  g_autofree char *id = fake_session_dup_id (f->account->session, ROSTER_QUERY);
  g_autofree char *xml
    = g_strdup_printf ("<iq type='result' id='%s'>" ROSTER_QUERY "><item jid='" ROMEO "'/></query></iq>", id);

  fake_session_receive (f->account->session, xml);
  settle (f);
  g_assert_cmpint (bal_account_get_state (f->account), ==, BAL_ACCOUNT_ONLINE);
}

static BalConversation *
talk_to (Fixture *f, const char *jid)
{
  g_autoptr (GAsyncResult) result = NULL;

  bal_account_open_conversation_async (f->account, jid, NULL, fixture_got, &result);
  fixture_wait (&result);
  return bal_account_open_conversation_finish (f->account, result, NULL);
}

static void
say (Fixture *f, const char *text)
{
  BalConversation *conversation = talk_to (f, ROMEO);
  g_autoptr (GAsyncResult) result = NULL;

  bal_conversation_send_async (conversation, text, NULL, fixture_got, &result);
  fixture_wait (&result);
  g_assert_true (bal_conversation_send_finish (conversation, result, NULL));
  settle (f);
}

static void
test_written_before_the_roster_came (Fixture *f, gconstpointer unused)
{
  connect (f, FALSE);
  say (f, "early");
  g_assert_cmpuint (fake_session_count (f->account->session, "early"), ==, 1);
  answer_roster (f);
  settle (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "early"), ==, 1);
}

static void
test_acked_while_rows_are_read (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL;

  connect (f, FALSE);
  answer_roster (f);
  say (f, "once");
  id = fake_session_dup_id (f->account->session, "once");
  bal_outbox_online (f->account->outbox); /* reads what waits, and this one does */
  fake_session_ack (f->account->session, id);
  settle (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "once"), ==, 1);
}

static void
test_sent_again_on_a_new_stream (Fixture *f, gconstpointer unused)
{
  connect (f, FALSE);
  answer_roster (f);
  say (f, "again");
  fake_session_lose (f->account->session);
  connect (f, TRUE);
  settle (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "again"), ==, 0); /* the stream management has it */
  bal_outbox_online (f->account->outbox);
  fake_session_lose (f->account->session);
  connect (f, FALSE);
  answer_roster (f);
  settle (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "again"), ==, 1);
}

static void
test_retry_before_the_ack (Fixture *f, gconstpointer unused)
{
  g_autoptr (BalMessageList) messages = bal_conversation_dup_messages (talk_to (f, ROMEO));
  g_autoptr (BalMessage) message = NULL;
  g_autofree char *id = NULL;
  g_autofree char *xml = NULL;

  connect (f, FALSE);
  answer_roster (f);
  say (f, "bounces");
  id = fake_session_dup_id (f->account->session, "bounces");
  xml = g_strdup_printf ("<message type='error' from='" ROMEO "' id='%s'><error type='cancel'>"
                         "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>", id);
  fake_session_receive (f->account->session, xml);
  /* Whoever is told "received" may forget it: only when it is on disk. */
  g_assert_true (bal_sm_is_behind (f->account->sm));
  settle (f);
  g_assert_false (bal_sm_is_behind (f->account->sm));
  message = g_list_model_get_item (G_LIST_MODEL (messages), 0);
  g_assert_cmpint (bal_message_get_state (message), ==, BAL_MESSAGE_FAILED);
  bal_conversation_retry (talk_to (f, ROMEO), message);
  settle (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "bounces"), ==, 2);
}

static void
test_receipt_is_acknowledged_when_kept (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL;
  g_autofree char *xml = NULL;

  connect (f, FALSE);
  answer_roster (f);
  say (f, "hello");
  id = fake_session_dup_id (f->account->session, "hello");
  xml = g_strdup_printf ("<message from='" ROMEO "/x'><received xmlns='urn:xmpp:receipts' id='%s'/></message>", id);
  fake_session_receive (f->account->session, xml);
  g_assert_true (bal_sm_is_behind (f->account->sm));
  settle (f);
  g_assert_false (bal_sm_is_behind (f->account->sm));
}

static void
test_lost_before_the_roster_came (Fixture *f, gconstpointer unused)
{
  connect (f, FALSE);
  fake_session_lose (f->account->session);
  bal_router_fail_all (f->account->router); /* as after a minute */
  connect (f, TRUE);
  answer_roster (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "<presence"), ==, 1);
}

static void
test_away_while_disconnected (Fixture *f, gconstpointer unused)
{
  connect (f, FALSE);
  answer_roster (f);
  fake_session_lose (f->account->session);
  connect (f, TRUE);
  g_assert_cmpuint (fake_session_count (f->account->session, "<presence"), ==, 0);
  fake_session_lose (f->account->session);
  bal_account_set_presence (f->account, BAL_PRESENCE_DND, NULL, 0);
  connect (f, TRUE);
  answer_roster (f);
  g_assert_cmpuint (fake_session_count (f->account->session, "<show>dnd</show>"), ==, 1);
}

/* Who agrees to something weaker agrees to that, not to everything. */
static void
test_weaker_login (Fixture *f, gconstpointer unused)
{
  f->account->row->mechanism = BAL_SASL_SCRAM_SHA_512_PLUS;
  bal_account_connect_now (f->account);
  g_assert_cmpint (fake_session_get_options (f->account->session)->strongest, ==, BAL_SASL_SCRAM_SHA_512_PLUS);
  fake_session_fail (f->account->session, BAL_ERROR_WEAK_LOGIN);
  g_assert_cmpint (bal_account_get_state (f->account), ==, BAL_ACCOUNT_STOPPED);
  bal_account_accept_weak_login (f->account);
  g_assert_cmpint (fake_session_get_options (f->account->session)->strongest, ==, BAL_SASL_SCRAM_SHA_256);
  g_assert_false (fake_session_get_options (f->account->session)->allow_plain);
  fake_session_ready (f->account->session, FALSE);
  g_assert_cmpint (f->account->row->mechanism, ==, BAL_SASL_SCRAM_SHA_256);
}

/* The person answers while the keyring is still being asked. */
static void
test_password_while_looking_one_up (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->account->password, bal_password_free);
  bal_account_connect_now (f->account);
  bal_account_set_password (f->account, "typed", FALSE);
  while (f->account->session == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->account->password, ==, "typed");
}

/* The connection had just broken when the person said that they want none. */
static void
test_offline_while_the_end_comes (Fixture *f, gconstpointer unused)
{
  connect (f, FALSE);
  f->account->presence = BAL_PRESENCE_OFFLINE;
  fake_session_lose (f->account->session);
  g_assert_cmpint (bal_account_get_state (f->account), ==, BAL_ACCOUNT_OFFLINE);
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/online/written-before-the-roster-came", test_written_before_the_roster_came);
  add_test ("/online/acked-while-rows-are-read", test_acked_while_rows_are_read);
  add_test ("/online/sent-again-on-a-new-stream", test_sent_again_on_a_new_stream);
  add_test ("/online/retry-before-the-ack", test_retry_before_the_ack);
  add_test ("/online/receipt-is-acknowledged-when-kept", test_receipt_is_acknowledged_when_kept);
  add_test ("/online/lost-before-the-roster-came", test_lost_before_the_roster_came);
  add_test ("/online/away-while-disconnected", test_away_while_disconnected);
  add_test ("/online/weaker-login", test_weaker_login);
  add_test ("/online/password-while-looking-one-up", test_password_while_looking_one_up);
  add_test ("/online/offline-while-the-end-comes", test_offline_while_the_end_comes);
  return g_test_run ();
}
