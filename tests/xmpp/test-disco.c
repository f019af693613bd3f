#include "xmpp/bal-router.h"

#include <string.h>
#include "stanza-fixture.h"

/* Those that are built elsewhere than in the table. */
static const char *const elsewhere[] = {
  "0004", "0077", "0158", "0160", "0198", "0221", "0231", "0237", "0297", "0352", "0368", "0440",
};

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* XEP-0115 5.1 from the answer to disco#info as somebody else would read it. */
static char *
slow_hash (void)
{
  g_autoptr (GString) children = g_string_new (NULL);
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (FixtureStanza) query = NULL;
  GList *lines = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);

  bal_disco_write (children);
  query = fixture_stanza ("<query>%s</query>", children->str);
  for (xmpp_stanza_t *c = bal_stanza_first (query); c != NULL; c = bal_stanza_next (c))
    if (strcmp (bal_stanza_name (c), "identity") == 0)
      g_string_append_printf (input, "%s/%s//%s<", bal_stanza_attr (c, "category"), bal_stanza_attr (c, "type"),
                              bal_stanza_attr (c, "name"));
    else
      lines = g_list_insert_sorted (lines, (gpointer) bal_stanza_attr (c, "var"), compare);
  for (GList *l = lines; l != NULL; l = l->next)
    {
      g_assert_true (l->next == NULL || strcmp (l->data, l->next->data) != 0); /* 5.4: a feature twice is ill-formed */
      g_string_append_printf (input, "%s<", (char *) l->data);
    }
  g_list_free (lines);
  g_checksum_update (sha1, (const guchar *) input->str, (gssize) input->len);
  g_checksum_get_digest (sha1, digest, &length);
  return g_base64_encode (digest, length);
}

static void
test_hash (void)
{
  g_autofree char *hash = bal_caps_hash ();
  g_autofree char *slow = slow_hash ();
  g_autoptr (GString) xml = g_string_new (NULL);
  g_autoptr (FixtureStanza) c = NULL;

  g_assert_cmpstr (hash, ==, slow);
  bal_caps_write (xml);
  c = fixture_stanza ("<presence>%s</presence>", xml->str);
  g_assert_cmpstr (bal_stanza_attr (bal_stanza_child (c, "c", "http://jabber.org/protocol/caps"), "ver"), ==, hash);
}

static void
test_table (void)
{
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (bal_xeps[i]->number), ==, 4);
      g_assert_true (i == 0 || strcmp (bal_xeps[i - 1]->number, bal_xeps[i]->number) < 0);
      for (const BalHandler *h = bal_xeps[i]->handlers; h != NULL && h->handle != NULL; h++)
        g_assert_true (h->ns != NULL && h->sources != 0 && (h->sources & ~(guint) BAL_SOURCE_ANY) == 0);
    }
}

/* The description of the project names what the program has, and nothing else. */
static void
test_doap (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRegex) regex = g_regex_new ("xmpp.org/extensions/xep-([0-9]{4})\\.html", G_REGEX_DEFAULT, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_true (g_file_get_contents (g_getenv ("BAL_TEST_DOAP"), &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    g_assert_true (g_hash_table_add (named, g_match_info_fetch (match, 1)));
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    if (!g_hash_table_remove (named, bal_xeps[i]->number))
      g_error ("XEP-%s is missing", bal_xeps[i]->number);
  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    if (!g_hash_table_remove (named, elsewhere[i]))
      g_error ("XEP-%s is missing", elsewhere[i]);
  g_assert_cmpuint (g_hash_table_size (named), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disco/hash", test_hash);
  g_test_add_func ("/disco/table", test_table);
  g_test_add_func ("/disco/doap", test_doap);
  return g_test_run ();
}
