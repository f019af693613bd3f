#include "core/bal-account-private.h"

#include "fake-session.h"
#include "store-fixture.h"

/* A keyring that takes its time: the test says when it is done. */
#define TEST_TYPE_KEEPER (test_keeper_get_type ())
G_DECLARE_FINAL_TYPE (TestKeeper, test_keeper, TEST, KEEPER, GObject)

struct _TestKeeper
{
  GObject parent_instance;
  GTask *storing;
};

static void test_keeper_iface_init (BalKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestKeeper, test_keeper, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BAL_TYPE_KEYRING, test_keeper_iface_init))

static void
store_async (BalKeyring *keyring, const char *jid, const char *password, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  TestKeeper *self = TEST_KEEPER (keyring);

  g_assert_null (self->storing);
  self->storing = g_task_new (self, cancellable, callback, user_data);
}

static gboolean
store_finish (BalKeyring *keyring, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
finish_storing (TestKeeper *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->storing);

  g_task_return_boolean (task, TRUE);
}

static void
test_keeper_iface_init (BalKeyringInterface *iface)
{
  iface->store_async = store_async;
  iface->store_finish = store_finish;
}

static void
test_keeper_init (TestKeeper *self)
{
}

static void
test_keeper_class_init (TestKeeperClass *klass)
{
}

static BalAccount *
add_account (BalClient *client)
{
  BalSignIn sign_in = { .jid = "me@x.test", .password = "old" };
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GError) error = NULL;
  BalAccount *account;

  bal_client_open_async (client, NULL, fixture_got, &opened);
  fixture_wait (&opened);
  g_assert_true (bal_client_open_finish (client, opened, NULL));
  bal_client_add_account_async (client, &sign_in, NULL, fixture_got, &added);
  fixture_wait (&added);
  account = bal_client_add_account_finish (client, added, &error);
  g_assert_no_error (error);
  return account;
}

/* Who closes the client may end the program at once: the password must be kept by then. */
static void
test_waits_for_the_password (void)
{
  char *directory = fixture_make_directory ();
  g_autoptr (TestKeeper) keeper = g_object_new (TEST_TYPE_KEEPER, NULL);
  g_autoptr (BalClient) client = bal_client_new (directory, BAL_KEYRING (keeper));
  BalAccount *account = add_account (client);
  g_autoptr (GAsyncResult) closed = NULL;

  bal_account_set_password (account, "word", /* remember_it= */ TRUE);
  fake_session_ready (account->session, FALSE);
  g_assert_nonnull (keeper->storing);
  bal_client_close_async (client, fixture_got, &closed);
  g_assert_null (account->session);
  g_assert_nonnull (account->kept);
  finish_storing (keeper);
  fixture_wait (&closed);
  g_assert_true (bal_client_close_finish (client, closed, NULL));
  g_assert_null (account->kept);
  g_clear_object (&client);
  fixture_remove_directory (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/close/waits-for-the-password", test_waits_for_the_password);
  return g_test_run ();
}
