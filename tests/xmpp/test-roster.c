#include "xmpp/bal-roster.h"

#include <string.h>
#include "stanza-fixture.h"
#include "util/bal-limits.h"

static xmpp_stanza_t *
query (const char *items)
{
  return fixture_stanza ("<iq><query xmlns='jabber:iq:roster'>%s</query></iq>", items);
}

static GPtrArray *
parse (const char *items)
{
  g_autoptr (FixtureStanza) iq = query (items);

  return bal_roster_parse (bal_stanza_first (iq));
}

static void
test_items (void)
{
  g_autoptr (GPtrArray) items = parse (
    "<item jid='A@B.test/x' name=' n ' subscription='both' ask='subscribe'>"
    "<group>z</group><group> a </group><group>z</group><group> </group><group xmlns='urn:x'>no</group></item>"
    "<item jid='a@b.test' name='twice'/><item jid=''/><item/><item jid='@x'/><item jid='c@d' subscription='odd'/>"
    "<item jid='e@f' subscription='remove'/><item xmlns='urn:x' jid='g@h'/>");
  const BalRosterItem *first = items->pdata[0], *second = items->pdata[1];

  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpstr (bal_jid_get_text (first->jid), ==, "a@b.test");
  g_assert_cmpstr (first->name, ==, " n ");
  g_assert_true (first->subscription == BAL_ROSTER_BOTH && first->ask);
  g_assert_cmpstrv (first->groups, ((const char *const[]) { "a", "z", NULL }));
  g_assert_true (second->subscription == BAL_ROSTER_NONE && !second->ask && second->name == NULL);
  g_assert_cmpuint (g_strv_length (second->groups), ==, 0);
}

static void
test_limits (void)
{
  g_autoptr (GString) many = g_string_new ("<item jid='a@b'>");
  g_autofree char *name = g_strnfill (BAL_LIMIT_NAME * 2, 'n');
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (FixtureStanza) named = fixture_stanza (
    "<iq><query xmlns='jabber:iq:roster'><item jid='a@b' name='%s'/></query></iq>", name);
  g_autoptr (GPtrArray) long_name = bal_roster_parse (bal_stanza_first (named));

  for (int i = 0; i < 4000; i++)
    g_string_append_printf (many, "<group>%04d</group>", i);
  g_string_append (many, "</item>");
  items = parse (many->str);
  g_assert_cmpuint (g_strv_length (((BalRosterItem *) items->pdata[0])->groups), ==, BAL_LIMIT_GROUPS);
  g_assert_cmpuint (strlen (((BalRosterItem *) long_name->pdata[0])->name), ==, BAL_LIMIT_NAME);
}

static void
test_pushes (void)
{
  static const char *const wrong[] = {
    "", "<item jid='a@b'/><item jid='c@d'/>", "<x xmlns='urn:x'/><item jid='a@b'/>", "<item jid='a@b'/><x xmlns='urn:x'/>",
    "<item/>", "<item jid='a b@c'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (FixtureStanza) iq = query (wrong[i]);

      g_assert_null (bal_roster_parse_push (bal_stanza_first (iq)));
    }
  g_autoptr (FixtureStanza) iq = query ("<item jid='a@b' subscription='remove'/>");
  g_autoptr (BalRosterItem) item = bal_roster_parse_push (bal_stanza_first (iq));
  g_assert_cmpint (item->subscription, ==, BAL_ROSTER_REMOVE);
}

static void
test_requests (void)
{
  g_autoptr (BalJid) jid = bal_jid_new ("a@c.test/x", NULL);
  const char *const groups[] = { "<one>", "two", NULL };
  g_autofree char *set = bal_roster_write_set (jid, "N'", groups);
  g_autofree char *gone = bal_roster_write_remove (jid);
  g_autofree char *get = bal_roster_write_get (NULL);
  g_autofree char *first = bal_roster_write_get ("");

  g_assert_cmpstr (set, ==,
                   "<query xmlns='jabber:iq:roster'><item jid='a@c.test' name='N&apos;'><group>&lt;one&gt;</group>"
                   "<group>two</group></item></query>");
  g_assert_cmpstr (gone, ==, "<query xmlns='jabber:iq:roster'><item jid='a@c.test' subscription='remove'/></query>");
  g_assert_cmpstr (get, ==, "<query xmlns='jabber:iq:roster'/>");
  g_assert_cmpstr (first, ==, "<query xmlns='jabber:iq:roster' ver=''/>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/items", test_items);
  g_test_add_func ("/roster/limits", test_limits);
  g_test_add_func ("/roster/pushes", test_pushes);
  g_test_add_func ("/roster/requests", test_requests);
  return g_test_run ();
}
