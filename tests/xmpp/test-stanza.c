#include "xmpp/bal-presence.h"
#include "xmpp/bal-xml-writer.h"

#include <string.h>
#include "stanza-fixture.h"
#include "util/bal-limits.h"

static void
test_children (void)
{
  g_autoptr (FixtureStanza) s = fixture_stanza (
    "<message> text <body xmlns='urn:other'>no</body><body>yes</body><body>second</body><x xmlns='urn:x'/></message>");
  g_autofree char *body = bal_stanza_dup_child_text (s, "body", BAL_NS_CLIENT, 100);

  g_assert_cmpstr (body, ==, "yes");
  g_assert_cmpstr (bal_stanza_ns (bal_stanza_first (s)), ==, "urn:other");
  g_assert_nonnull (bal_stanza_child (s, NULL, "urn:x"));
  g_assert_null (bal_stanza_child (s, "x", BAL_NS_CLIENT));
  g_assert_null (bal_stanza_child (s, "X", "urn:x"));
}

static void
test_nothing (void)
{
  g_assert_false (bal_stanza_is (NULL, "a", "b"));
  g_assert_null (bal_stanza_first (NULL));
  g_assert_null (bal_stanza_next (NULL));
  g_assert_null (bal_stanza_child (NULL, "a", "b"));
  g_assert_null (bal_stanza_attr (NULL, "a"));
  g_assert_null (bal_stanza_id_attr (NULL, "a"));
  g_assert_null (bal_stanza_dup_text (NULL, 10));
  g_assert_cmpstr (bal_stanza_error (NULL, NULL, NULL), ==, "undefined-condition");
}

static void
test_cut (void)
{
  g_autoptr (FixtureStanza) s = fixture_stanza ("<a>你好<b>inner</b>&amp;!</a>");
  static const char *const wanted[] = { "", "", "", "你", "你", "你", "你好", "你好&", "你好&!", "你好&!" };

  for (gsize max = 0; max < G_N_ELEMENTS (wanted); max++)
    {
      g_autofree char *text = bal_stanza_dup_text (s, max);

      g_assert_cmpstr (text, ==, wanted[max]);
    }
}

static void
test_ids (void)
{
  g_autofree char *fits = g_strnfill (BAL_LIMIT_ID, 'i');
  g_autofree char *long_one = g_strnfill (BAL_LIMIT_ID + 1, 'i');
  g_autoptr (FixtureStanza) s = fixture_stanza ("<a x='%s' y='%s' z=''/>", fits, long_one);

  g_assert_cmpstr (bal_stanza_id_attr (s, "x"), ==, fits);
  g_assert_null (bal_stanza_id_attr (s, "y"));
  g_assert_null (bal_stanza_id_attr (s, "z"));
}

static void
test_errors (void)
{
  g_autoptr (FixtureStanza) s = fixture_stanza (
    "<iq type='error'><error type='wait'><text xmlns='" BAL_NS_STANZAS "'>Why</text><app xmlns='urn:app'/>"
    "<conflict xmlns='" BAL_NS_STANZAS "'/></error></iq>");
  g_autoptr (FixtureStanza) foreign = fixture_stanza ("<iq><error xmlns='urn:x'><conflict xmlns='" BAL_NS_STANZAS "'/></error></iq>");
  g_autofree char *text = NULL;
  const char *type;

  g_assert_cmpstr (bal_stanza_error (s, &type, &text), ==, "conflict");
  g_assert_cmpstr (type, ==, "wait");
  g_assert_cmpstr (text, ==, "Why");
  g_assert_cmpstr (bal_stanza_error (foreign, NULL, NULL), ==, "undefined-condition");
}

/* What is written is read again as it was, but for characters that XML cannot carry. */
static void
test_writer (void)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  g_autoptr (FixtureStanza) s = NULL;
  g_autofree char *text = NULL;

  bal_xml_open (xml, "a", "one", "<'\">&\xc2\xa0", "none", NULL, "two", "\x01" "b\xff", NULL);
  bal_xml_leaf (xml, "leaf", "]]>\x02 \xef\xbf\xbf<\ttab 😀", NULL);
  bal_xml_leaf (xml, "absent", NULL, NULL);
  bal_xml_empty (xml, "empty", NULL);
  bal_xml_close (xml, "a");
  s = fixture_stanza ("%s", xml->str);
  text = bal_stanza_dup_text (bal_stanza_first (s), 100);
  g_assert_cmpstr (bal_stanza_attr (s, "one"), ==, "<'\">&\xc2\xa0");
  g_assert_null (bal_stanza_attr (s, "none"));
  g_assert_cmpstr (bal_stanza_attr (s, "two"), ==, "b\xef\xbf\xbd");
  g_assert_cmpstr (text, ==, "]]> <\ttab 😀");
  g_assert_cmpstr (bal_stanza_name (bal_stanza_next (bal_stanza_first (s))), ==, "empty");
}

static void
test_writer_random (void)
{
  for (int round = 0; round < 2000; round++)
    {
      char bytes[40] = { 0 };
      g_autoptr (GString) xml = g_string_new (NULL);
      xmpp_stanza_t *s;

      for (gsize i = 0; i < sizeof bytes - 1; i++)
        bytes[i] = (char) g_test_rand_int_range (1, 256);
      bal_xml_leaf (xml, "a", bytes, "b", bytes, NULL);
      s = fixture_try_stanza (xml->str);
      g_assert_nonnull (s);
      xmpp_stanza_release (s);
    }
}

static BalXPresence *
presence (const char *xml)
{
  g_autoptr (FixtureStanza) s = fixture_stanza ("%s", xml);
  g_autoptr (BalJid) from = bal_jid_new ("a@b/c", NULL);
  BalEnvelope envelope = { .kind = BAL_STANZA_PRESENCE, .source = BAL_SOURCE_STRANGER, .from = from, .stanza = s };

  return bal_xpresence_new (&envelope);
}

static void
test_presence (void)
{
  g_autoptr (BalXPresence) full = presence ("<presence><show>xa</show><priority>-5</priority><status>out</status>"
                                            "<nick xmlns='http://jabber.org/protocol/nick'>x</nick></presence>");
  g_autoptr (BalXPresence) odd = presence ("<presence><show>odd</show><priority>128</priority></presence>");
  g_autoptr (BalXPresence) asks = presence ("<presence type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>N</nick></presence>");

  g_assert_true (full->show == BAL_XSHOW_XA && full->priority == -5 && full->nick == NULL);
  g_assert_cmpstr (full->status, ==, "out");
  g_assert_true (odd->show == BAL_XSHOW_NONE && odd->priority == 0 && odd->type == BAL_XPRESENCE_AVAILABLE);
  g_assert_cmpstr (asks->nick, ==, "N");
  g_assert_null (presence ("<presence type='probe'/>"));
  g_assert_null (presence ("<presence type='available'/>"));
  g_assert_null (presence ("<presence type=''/>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stanza/children", test_children);
  g_test_add_func ("/stanza/nothing", test_nothing);
  g_test_add_func ("/stanza/cut", test_cut);
  g_test_add_func ("/stanza/ids", test_ids);
  g_test_add_func ("/stanza/errors", test_errors);
  g_test_add_func ("/stanza/writer", test_writer);
  g_test_add_func ("/stanza/writer-random", test_writer_random);
  g_test_add_func ("/stanza/presence", test_presence);
  return g_test_run ();
}
