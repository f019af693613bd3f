#include "bal-helper.h"

static void
test_peers_talk (void)
{
  g_autoptr (BalHelper) juliet = bal_helper_peer ("juliet");
  g_autoptr (BalHelper) romeo = bal_helper_peer ("romeo");
  bal_helper_tell (juliet, "presence");
  g_free (bal_helper_wait (juliet, "ok"));
  bal_helper_tell (juliet, "wait-message");
  bal_helper_tell (romeo, "send juliet@%s \"It is the east\"", bal_fixture ("DOMAIN"));
  g_autofree char *line = bal_helper_wait (juliet, "<message");
  g_assert_nonnull (strstr (line, "It is the east"));
}

static void
test_server_obeys (void)
{
  g_autoptr (BalHelper) nurse = bal_helper_peer ("nurse");
  g_autofree char *sessions = bal_fixture_ctl ("sessions", "nurse", NULL);
  g_assert_cmpstr (sessions, ==, "peer");
  bal_helper_tell (nurse, "presence");
  g_free (bal_helper_wait (nurse, "ok"));
  bal_helper_tell (nurse, "wait-message");
  g_free (bal_fixture_ctl ("headline", "nurse", "Notice", "Closing at ten", NULL));
  g_autofree char *line = bal_helper_wait (nurse, "<message");
  g_assert_nonnull (strstr (line, "Closing at ten"));
}

static void
test_scripted_server_says_what_comes (void)
{
  g_autoptr (BalHelper) server = bal_helper_new ("scripted.py", "--fault", "plain-only", NULL);
  g_autofree char *port = g_strdup_printf ("%u", bal_helper_port (server));
  g_autoptr (BalHelper) peer =
    bal_helper_new ("peer.py", "--jid", "me@balcony.test", "--password", "secret-me", "--port", port, NULL);
  g_autofree char *line = bal_helper_wait (server, "features-tls");
  g_assert_nonnull (strstr (line, "\"replaced\": true"));
  bal_helper_tell (server, "{\"do\": \"state\"}");
  g_autofree char *state = bal_helper_wait (server, "\"done\"");
  g_assert_cmpint (bal_helper_number (state, "connections"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper/peers-talk", test_peers_talk);
  g_test_add_func ("/helper/server-obeys", test_server_obeys);
  g_test_add_func ("/helper/scripted-server", test_scripted_server_says_what_comes);
  return g_test_run ();
}
