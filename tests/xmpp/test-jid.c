#include "xmpp/bal-jid.h"

#include <string.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"

typedef struct {
  const char *text;
  const char *result; /* NULL: the same */
} Good;

static const Good good[] = {
  /* RFC 7622 section 3.5, table 1 */
  { "juliet@example.com", NULL },
  { "juliet@example.com/foo", NULL },
  { "juliet@example.com/foo bar", NULL },
  { "juliet@example.com/foo@bar", NULL },
  { "foo\\20bar@example.com", NULL },
  { "fussball@example.com", NULL },
  { "fu\u00dfball@example.com", "fussball@example.com" },
  { "\u03c0@example.com", NULL },
  { "\u03a3@example.com/foo", "\u03c3@example.com/foo" },
  { "\u03c3@example.com/foo", NULL },
  { "\u03c2@example.com/foo", "\u03c3@example.com/foo" },
  { "king@example.com/\u265a", NULL },
  { "example.com", NULL },
  { "example.com/foobar", NULL },
  { "a.example.com/b@example.net", NULL },
  /* what servers accept, although table 2 does not: an occupant or contact must not get lost */
  { "juliet@example.com/ foo", NULL },
  { "henry\u2163@example.com", "henryiv@example.com" },
  { "\u265a@example.com", NULL },
  /* RFC 6122 */
  { "JULIET@EXAMPLE.com/Balcony", "juliet@example.com/Balcony" },
  { "\uff4auliet@example.com/\uff42", "juliet@example.com/b" },
  { "\u212aelvin@example.com", "kelvin@example.com" },
  { "d\u0131yar@example.com", NULL },
  { "\U0001f600@example.com/\U0001f600", NULL },
  { "room@example.com/\U0001f130dmin", NULL },
  { "\u05d0\u05d1@example.com/\u05d0 and b", NULL },
  { "a@b/c/d@e/f", NULL },
  { "a@b//", NULL },
  { "a@b/@", NULL },
  /* domains */
  { "a@example.com.", "a@example.com" },
  { "a@M\u00dcNCHEN.example", "a@m\u00fcnchen.example" },
  { "a@mu\u0308nchen.example", "a@m\u00fcnchen.example" },
  { "a@xn--mnchen-3ya.example", "a@m\u00fcnchen.example" },
  { "a@XN--MNCHEN-3YA.example", "a@m\u00fcnchen.example" },
  { "a@stra\u00dfe.example", NULL },
  { "a@xn--strae-oqa.example", "a@stra\u00dfe.example" },
  { "a@strasse.example", NULL },
  { "a@\u2764.example", "a@xn--qei.example" },
  { "a@xn--qei.example", NULL },
  { "a@b\u2044c", "a@xn--bc-c6t" },
  { "a@xn--abc.example", NULL },
  { "a@\u0391\u03a3.example", "a@\u03b1\u03c3.example" },
  { "a@I\u00dc.example", "a@i\u00fc.example" },
  { "a@\u0130\u00dc.example", "a@i\u0307\u00fc.example" },
  { "a@\u4f8b\u3002example", "a@\u4f8b.example" },
  { "a@ex\u00adample.com", "a@example.com" },
  { "a@my_host", NULL },
  { "a@192.0.2.1", NULL },
  { "a@[2001:DB8:0::1]/r", "a@[2001:db8::1]/r" },
  { "[::1]", NULL },
};

static const char *const bad[] = {
  /* RFC 7622 section 3.5, table 2 */
  "\"juliet\"@example.com",
  "foo bar@example.com",
  "@example.com/",
  "juliet@",
  "/foobar",
  /* the rest */
  "",
  "@",
  "/",
  "@/",
  "@example.com",
  "a@/r",
  "a@b/",
  "b/",
  "a@b@c",
  "a@b@c/r",
  " a@b",
  "a @b",
  "a@ b",
  "a@b ",
  "a@b c",
  "a\u00a0@b",
  "a\t@b",
  "a@b/r\n",
  "a@b/\x01",
  "a@b/\u202er",
  "a\u202e@b",
  "a\u2066@b",
  "a\uff20b@c",
  "a\u2100@c",
  "a<b>@c",
  "a'b@c",
  "a&b@c",
  "a:b@c",
  "\u05d0b@c",
  "\u00ad@c",
  "a@\u00ad",
  "a@b/\u200b",
  "a@.",
  "a@..",
  "a@b..c",
  "a@.b",
  "a@b..",
  "a@-b",
  "a@b-",
  "a@xn--.example",
  "a@b:5222",
  "a@b?x",
  "a@b\uff0fc",
  "a@b\\c",
  "a@b#c",
  "a@b%c",
  "a@[::1",
  "a@::1",
  "a@[]",
  "a@[192.0.2.1]",
  "a@[fe80::1%lo]",
  "a@[::1].b",
  "\xff@b",
  "a@b\xff",
  "a@b/\xc3",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BalJid) jid = bal_jid_new (good[i].text, &error);
      g_autoptr (BalJid) again = NULL;

      g_test_message ("%s", good[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (bal_jid_get_text (jid), ==, good[i].result ? good[i].result : good[i].text);
      again = bal_jid_new (bal_jid_get_text (jid), &error);
      g_assert_no_error (error);
      g_assert_true (bal_jid_equal (jid, again));
      g_assert_cmpuint (bal_jid_hash (jid), ==, bal_jid_hash (again));
    }
}

static void
test_bad (void)
{
  g_autoptr (GError) none = NULL;

  g_assert_null (bal_jid_new (NULL, &none));
  g_assert_error (none, BAL_ERROR, BAL_ERROR_BAD_ADDRESS);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BalJid) jid = bal_jid_new (bad[i], &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_null (jid);
      g_assert_error (error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS);
    }
}

static void
test_parts (void)
{
  g_autoptr (BalJid) full = bal_jid_new ("Juliet@Example.com/Balcony", NULL);
  g_autoptr (BalJid) bare = bal_jid_dup_bare (full);
  g_autoptr (BalJid) same = bal_jid_dup_bare (bare);
  g_autoptr (BalJid) domain = bal_jid_new ("example.com", NULL);

  g_assert_cmpstr (bal_jid_get_local (full), ==, "juliet");
  g_assert_cmpstr (bal_jid_get_domain (full), ==, "example.com");
  g_assert_cmpstr (bal_jid_get_resource (full), ==, "Balcony");
  g_assert_cmpstr (bal_jid_get_bare (full), ==, "juliet@example.com");
  g_assert_false (bal_jid_is_bare (full));
  g_assert_true (bal_jid_is_bare (bare));
  g_assert_null (bal_jid_get_resource (bare));
  g_assert_cmpstr (bal_jid_get_text (bare), ==, bal_jid_get_bare (bare));
  g_assert_true (same == bare);
  g_assert_null (bal_jid_get_local (domain));
  g_assert_cmpstr (bal_jid_get_bare (domain), ==, "example.com");
}

static void
test_compare (void)
{
  static const char *const others[] = { "juliet@example.com.evil", "juliet@example.comm",
                                        "uliet@example.com", "example.com",
                                        "juliet@example.net", "juliet@example.com/balcony" };
  g_autoptr (BalJid) jid = bal_jid_new ("juliet@example.com", NULL);
  g_autoptr (BalJid) full = bal_jid_new ("juliet@example.com/Balcony", NULL);

  g_assert_true (bal_jid_same_bare (jid, full));
  g_assert_false (bal_jid_equal (jid, full));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (BalJid) other = bal_jid_new (others[i], NULL);

      g_assert_false (bal_jid_equal (other, jid));
      g_assert_false (bal_jid_equal (other, full));
      g_assert_cmpint (bal_jid_same_bare (other, jid), ==, !bal_jid_is_bare (other));
    }
}

static void
test_with_resource (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BalJid) room = bal_jid_new ("room@example.com/old", NULL);
  g_autoptr (BalJid) occupant = bal_jid_with_resource (room, "new/\uff2eick", &error);
  g_autoptr (BalJid) refused = bal_jid_with_resource (room, "a\nb", &error);

  g_assert_cmpstr (bal_jid_get_text (occupant), ==, "room@example.com/new/Nick");
  g_assert_cmpstr (bal_jid_get_resource (occupant), ==, "new/Nick");
  g_assert_null (refused);
  g_assert_error (error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS);
  g_assert_null (bal_jid_with_resource (room, "", NULL));
}

static void
test_hash_table (void)
{
  g_autoptr (GHashTable) table =
      g_hash_table_new_full (bal_jid_hash, bal_jid_equal, (GDestroyNotify) bal_jid_unref, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_hash_table_add (table, bal_jid_new (good[i].text, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (BalJid) jid = bal_jid_new (good[i].text, NULL);

      g_assert_true (g_hash_table_contains (table, jid));
    }
}

static char *
repeat (const char *piece, int times)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < times; i++)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

static void
check_length (const char *before, const char *piece, int times, const char *after, gboolean fits)
{
  g_autofree char *middle = repeat (piece, times);
  g_autofree char *text = g_strconcat (before, middle, after, NULL);
  g_autoptr (BalJid) jid = bal_jid_new (text, NULL);

  g_test_message ("%s%d %s%s", before, times, piece, after);
  g_assert_cmpint (jid != NULL, ==, fits);
}

static void
test_lengths (void)
{
  check_length ("", "a", 1023, "@b", TRUE);
  check_length ("", "a", 1024, "@b", FALSE);
  check_length ("a@b/", "c", 1023, "", TRUE);
  check_length ("a@b/", "c", 1024, "", FALSE);
  check_length ("a@", "b", 63, "", TRUE);
  check_length ("a@", "b", 64, "", FALSE);
  check_length ("a@", "b.", 126, "b", TRUE);
  check_length ("a@", "b.", 126, "bb", FALSE);
  /* one character that becomes 18, so that the prepared part is too long */
  check_length ("a@b/", "\ufdfa", 31, "", TRUE);
  check_length ("a@b/", "\ufdfa", 32, "", FALSE);
  check_length ("a@b/", "c", 1000000, "", FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jid/good", test_good);
  g_test_add_func ("/jid/bad", test_bad);
  g_test_add_func ("/jid/parts", test_parts);
  g_test_add_func ("/jid/compare", test_compare);
  g_test_add_func ("/jid/with-resource", test_with_resource);
  g_test_add_func ("/jid/hash-table", test_hash_table);
  g_test_add_func ("/jid/lengths", test_lengths);
  return g_test_run ();
}
