#include "core/bal-core-private.h"

#include <string.h>
#include "core/bal-file-keyring.h"
#include "store-fixture.h"
#include "util/bal-error.h"

typedef struct
{
  char *directory;
  char *passwords;
  BalClient *client;
} Fixture;

static gboolean
try_open (Fixture *f, GError **error)
{
  g_autoptr (BalKeyring) keyring = bal_file_keyring_new (f->passwords);
  g_autoptr (GAsyncResult) result = NULL;

  f->client = bal_client_new (f->directory, keyring);
  bal_client_open_async (f->client, NULL, fixture_got, &result);
  fixture_wait (&result);
  return bal_client_open_finish (f->client, result, error);
}

static void
open_client (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  try_open (f, &error);
  g_assert_no_error (error);
}

static void
close_client (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gpointer client = f->client;

  bal_client_close_async (f->client, fixture_got, &result);
  fixture_wait (&result);
  bal_client_close_finish (f->client, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_object_add_weak_pointer (client, &client);
  g_clear_object (&f->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (client); /* nobody kept it */
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->directory = fixture_make_directory ();
  f->passwords = g_build_filename (f->directory, "passwords", NULL);
  open_client (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  close_client (f);
  g_free (f->passwords);
  fixture_remove_directory (f->directory);
}

static BalAccount *
try_add (Fixture *f, const char *jid, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  BalSignIn sign_in = { .jid = jid, .password = "word", .host = "127.0.0.1", .port = 1, .remember = TRUE };

  bal_client_add_account_async (f->client, &sign_in, NULL, fixture_got, &result);
  fixture_wait (&result);
  return bal_client_add_account_finish (f->client, result, error);
}

static BalAccount *
add (Fixture *f, const char *jid)
{
  g_autoptr (GError) error = NULL;
  BalAccount *account = try_add (f, jid, &error);

  g_assert_no_error (error);
  return account;
}

static void
test_addresses (Fixture *f, gconstpointer unused)
{
  static const char *const wrong[] = { "", "x", "@x", "a@", "a b@c", "ME@x.test", "me@x.test/phone" };

  add (f, " me@X.test ");
  g_assert_nonnull (bal_client_get_account (f->client, "me@x.test"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (try_add (f, wrong[i], &error));
      g_assert_error (error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS);
    }
  g_assert_cmpuint (g_list_model_get_n_items (bal_client_get_accounts (f->client)), ==, 1);
}

static BalConversation *
talk_to (BalAccount *account, const char *jid)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BalConversation *conversation;

  bal_account_open_conversation_async (account, jid, NULL, fixture_got, &result);
  fixture_wait (&result);
  conversation = bal_account_open_conversation_finish (account, result, &error);
  g_assert_no_error (error);
  return conversation;
}

static void
say (BalConversation *conversation, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bal_conversation_send_async (conversation, text, NULL, fixture_got, &result);
  fixture_wait (&result);
  bal_conversation_send_finish (conversation, result, &error);
  g_assert_no_error (error);
}

/* What was done without a connection is there after a restart. */
static void
test_reopen (Fixture *f, gconstpointer unused)
{
  BalConversation *conversation = talk_to (add (f, "me@x.test"), "Romeo@y.test/orchard");
  g_autoptr (BalMessageList) messages = bal_conversation_dup_messages (conversation);

  g_assert_true (talk_to (bal_client_get_account (f->client, "me@x.test"), "romeo@y.test") == conversation);
  say (conversation, "good night");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (messages)), ==, 1);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *draft = g_strnfill (i, 'd');

      bal_conversation_set_draft (conversation, draft);
      g_assert_cmpstr (bal_conversation_get_draft (conversation), ==, i > 0 ? draft : NULL);
    }
  bal_conversation_set_muted (conversation, TRUE);
  say (conversation, "parting");
  g_assert_cmpstr (bal_conversation_get_draft (conversation), ==, "ddddddddddddddddddd");
  g_clear_object (&messages);
  close_client (f);
  open_client (f);
  conversation = talk_to (bal_client_get_account (f->client, "me@x.test"), "romeo@y.test");
  messages = bal_conversation_dup_messages (conversation);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (messages)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (bal_client_get_conversations (f->client)), ==, 1);
  g_assert_cmpstr (bal_conversation_get_draft (conversation), ==, "ddddddddddddddddddd");
  g_assert_true (bal_conversation_get_muted (conversation));
}

static void
test_one_at_a_time (Fixture *f, gconstpointer unused)
{
  Fixture second = { .directory = f->directory, .passwords = f->passwords };
  g_autoptr (GError) error = NULL;

  g_assert_false (try_open (&second, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_STORE_LOCKED);
  g_object_unref (second.client);
}

static void
remove_account (Fixture *f, const char *jid)
{
  g_autoptr (GAsyncResult) result = NULL;

  bal_client_remove_account_async (f->client, bal_client_get_account (f->client, jid), NULL, fixture_got, &result);
  fixture_wait (&result);
  g_assert_true (bal_client_remove_account_finish (f->client, result, NULL));
}

static void
test_remove (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = NULL;

  say (talk_to (add (f, "me@x.test"), "romeo@y.test"), "one");
  say (talk_to (add (f, "you@x.test"), "romeo@y.test"), "two");
  remove_account (f, "me@x.test");
  g_assert_cmpuint (g_list_model_get_n_items (bal_client_get_accounts (f->client)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (bal_client_get_conversations (f->client)), ==, 1);
  g_assert_true (g_file_get_contents (f->passwords, &text, NULL, NULL));
  g_assert_true (!strstr (text, "me@x.test") && strstr (text, "you@x.test"));
  add (f, "me@x.test");
}

static void
wait_state (BalAccount *account, BalAccountState state)
{
  while (bal_account_get_state (account) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* Nobody listens at that port. */
static void
test_nobody_there (Fixture *f, gconstpointer unused)
{
  BalAccount *account = add (f, "me@x.test");

  bal_client_connect (f->client);
  wait_state (account, BAL_ACCOUNT_WAITING);
  g_assert_error (bal_account_get_error (account), BAL_ERROR, BAL_ERROR_UNREACHABLE);
  bal_account_set_presence (account, BAL_PRESENCE_OFFLINE, NULL, 0);
  wait_state (account, BAL_ACCOUNT_OFFLINE);
  bal_account_set_presence (account, BAL_PRESENCE_AWAY, "out", 5);
  wait_state (account, BAL_ACCOUNT_WAITING);
  bal_account_set_enabled (account, FALSE);
  wait_state (account, BAL_ACCOUNT_OFFLINE);
}

static void
test_cancelled (Fixture *f, gconstpointer unused)
{
  BalSignIn sign_in = { .jid = "me@x.test", .password = "word", .host = "127.0.0.1", .port = 1 };

  for (int late = 0; late < 2; late++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      if (!late)
        g_cancellable_cancel (cancellable);
      bal_client_sign_in_async (f->client, &sign_in, cancellable, fixture_got, &result);
      g_cancellable_cancel (cancellable);
      fixture_wait (&result);
      g_assert_null (bal_client_sign_in_finish (f->client, result, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_cmpuint (g_list_model_get_n_items (bal_client_get_accounts (f->client)), ==, 0);
}

/* Two who wait for the same goodbye both hear of it. */
static void
test_two_goodbyes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;
  BalAccount *account = add (f, "me@x.test");

  bal_client_connect (f->client);
  bal_account_stop (account, g_task_new (account, NULL, fixture_got, &one));
  bal_account_stop (account, NULL);
  bal_account_stop (account, g_task_new (account, NULL, fixture_got, &two));
  fixture_wait (&one);
  fixture_wait (&two);
}

static BalContact *
contact (BalAccount *account, const char *jid, const char *name)
{
  BalStoreContact row = { .jid = (char *) jid, .name = (char *) name };
  char *groups[] = { NULL };

  row.groups = groups;
  return bal_contact_new (account, &row);
}

static void
test_matching (Fixture *f, gconstpointer unused)
{
  g_autoptr (BalContact) juliet = contact (add (f, "me@x.test"), "juliet@capulet.test", "Jülie <b>");
  static const char *const found[] = { "", "juliet", "capulet", "jülie", "lie" };

  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *folded = g_utf8_casefold (found[i], -1);

      g_assert_true (bal_contact_matches (juliet, folded));
    }
  g_assert_false (bal_contact_matches (juliet, "romeo"));
  bal_contact_set_device (juliet, "phone", BAL_PRESENCE_AWAY, 1, "walking");
  bal_contact_set_device (juliet, "desk", BAL_PRESENCE_ONLINE, 5, NULL);
  g_assert_cmpint (bal_contact_get_presence (juliet), ==, BAL_PRESENCE_ONLINE);
  bal_contact_set_device (juliet, "desk", BAL_PRESENCE_OFFLINE, 0, NULL);
  g_assert_cmpint (bal_contact_get_presence (juliet), ==, BAL_PRESENCE_AWAY);
  g_assert_cmpstr (bal_contact_get_status (juliet), ==, "walking");
  bal_contact_clear_devices (juliet);
  g_assert_cmpint (bal_contact_get_presence (juliet), ==, BAL_PRESENCE_OFFLINE);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer unused);
  } tests[] = {
    { "/client/addresses", test_addresses },       { "/client/reopen", test_reopen },
    { "/client/one-at-a-time", test_one_at_a_time }, { "/client/remove", test_remove },
    { "/client/nobody-there", test_nobody_there }, { "/client/cancelled", test_cancelled },
    { "/client/two-goodbyes", test_two_goodbyes }, { "/client/matching", test_matching },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
