#include "core/bal-sentence.h"

#include <gio/gio.h>
#include <string.h>
#include "util/bal-error.h"

#define LAST BAL_ERROR_NO_SERVICE

static void
check (const char *sentence)
{
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_cmpuint (strlen (sentence), >, 10);
  g_assert_null (strchr (sentence, '%'));
  g_assert_null (strchr (sentence, '<'));
  g_assert_null (strchr (sentence, '\n'));
  g_assert_true (g_str_has_suffix (sentence, ".") || g_str_has_suffix (sentence, "”") || strstr (sentence, "”"));
}

static void
test_codes (void)
{
  static const char *const jids[] = { "me@server.test", "server.test", "", NULL };

  for (int code = 0; code <= LAST; code++)
    for (guint i = 0; i < G_N_ELEMENTS (jids); i++)
      {
        g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, code, "%s %n <b>");
        g_autofree char *sentence = bal_error_sentence (error, jids[i]);

        g_assert_null (strstr (sentence, "<b>"));
        if (code != BAL_ERROR_STANZA)
          check (sentence);
      }
}

/* Each thing that can go wrong has words of its own. */
static void
test_own_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = BAL_ERROR_FAILED + 1; code <= LAST; code++)
    if (code != BAL_ERROR_STANZA)
      {
        g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, code, "x");
        char *sentence = bal_error_sentence (error, "me@server.test");

        g_assert_cmpstr (sentence, !=, "Something went wrong.");
        g_assert_true (g_hash_table_add (seen, sentence));
      }
}

static void
test_server_is_named (void)
{
  g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, BAL_ERROR_UNREACHABLE, "x");
  g_autofree char *plain = bal_error_sentence (error, "me@server.test");
  g_autofree char *hostile = bal_error_sentence (error, "me@\xe2\x80\xae%s%n.test");

  g_assert_nonnull (strstr (plain, "server.test"));
  g_assert_null (strstr (plain, "me@"));
  g_assert_null (strstr (hostile, "\xe2\x80\xae"));
}

static void
test_conditions (void)
{
  static const char *const conditions[] = {
    "bad-request", "conflict", "feature-not-implemented", "forbidden", "gone", "internal-server-error", "item-not-found",
    "jid-malformed", "not-acceptable", "not-allowed", "not-authorized", "policy-violation", "recipient-unavailable", "redirect",
    "registration-required", "remote-server-not-found", "remote-server-timeout", "resource-constraint", "service-unavailable",
    "subscription-required", "undefined-condition", "unexpected-request", "", "%s%n", "<b>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autofree char *sentence = bal_stanza_error_sentence (conditions[i], NULL);
      g_autofree char *with_text = bal_stanza_error_sentence (conditions[i], "Because.\nIt is %d so");

      check (sentence);
      g_assert_nonnull (strstr (with_text, "Because. It is %d so"));
    }
}

static void
test_messages (void)
{
  g_autoptr (GError) error = g_error_new_literal (BAL_ERROR, BAL_ERROR_STANZA, "forbidden: Go away: now");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  g_autofree char *sentence = bal_error_sentence (error, "a@b");
  g_autofree char *other = bal_error_sentence (foreign, "a@b");
  g_autofree char *nothing = bal_error_sentence (NULL, NULL);

  g_assert_nonnull (strstr (sentence, "Go away: now"));
  check (other);
  check (nothing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentence/codes", test_codes);
  g_test_add_func ("/sentence/own-words", test_own_words);
  g_test_add_func ("/sentence/server-is-named", test_server_is_named);
  g_test_add_func ("/sentence/conditions", test_conditions);
  g_test_add_func ("/sentence/messages", test_messages);
  return g_test_run ();
}
