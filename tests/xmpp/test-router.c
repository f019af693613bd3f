#include "xmpp/bal-router.h"

#include "stanza-fixture.h"
#include "util/bal-error.h"
#include "xmpp/bal-guard.h"

#define ME "me@home.test"
#define UNAVAILABLE "<error type='cancel'><service-unavailable xmlns='" BAL_NS_STANZAS "'/></error></iq>"
#define CARBON "urn:xmpp:carbons:2"

typedef struct
{
  BalRouter *router;
  GPtrArray *sent;  /* stanzas */
  GString *heard;   /* what the events told */
  BalSource source; /* of the last event */
} Fixture;

/* Everybody that a stanza can be from. */
static const struct
{
  const char *from; /* NULL: the stanza has none */
  BalSource source;
} senders[] = {
  { NULL, BAL_SOURCE_ACCOUNT },
  { ME, BAL_SOURCE_ACCOUNT },
  { ME "/phone", BAL_SOURCE_OWN_RESOURCE },
  { "home.test", BAL_SOURCE_SERVER },
  { "both@friends.test/x", BAL_SOURCE_CONTACT_BOTH },
  { "to@friends.test/x", BAL_SOURCE_CONTACT_TO },
  { "from@friends.test/x", BAL_SOURCE_CONTACT_FROM },
  { "none@friends.test/x", BAL_SOURCE_CONTACT_NONE },
  { "evil@other.test/x", BAL_SOURCE_STRANGER },
  { "home.test/x", BAL_SOURCE_STRANGER },
  { "home.test.evil.test", BAL_SOURCE_STRANGER },
  { "me@home.test.evil.test", BAL_SOURCE_STRANGER },
  { "friends.test", BAL_SOURCE_STRANGER },
  { "m\xd0\xb5@home.test", BAL_SOURCE_STRANGER }, /* a Cyrillic e */
};

static void
on_send (const char *xml, const char *id, gpointer data)
{
  g_ptr_array_add (((Fixture *) data)->sent, g_strdup (xml));
}

static BalSource
on_contact (const BalJid *bare, gpointer data)
{
  const char *local = bal_jid_get_local (bare);

  if (g_strcmp0 (bal_jid_get_domain (bare), "friends.test") != 0)
    return 0;
  return g_strcmp0 (local, "both") == 0   ? BAL_SOURCE_CONTACT_BOTH
         : g_strcmp0 (local, "to") == 0   ? BAL_SOURCE_CONTACT_TO
         : g_strcmp0 (local, "from") == 0 ? BAL_SOURCE_CONTACT_FROM
         : g_strcmp0 (local, "none") == 0 ? BAL_SOURCE_CONTACT_NONE
                                          : 0;
}

static void
on_message (const BalXMessage *message, gpointer data)
{
  Fixture *f = data;

  f->source = message->source;
  g_string_append_printf (f->heard, "message %s %d %s;", bal_jid_get_text (message->from), message->provenance,
                          message->body ? message->body : "-");
}

static void
on_presence (const BalXPresence *presence, gpointer data)
{
  Fixture *f = data;

  f->source = presence->source;
  g_string_append_printf (f->heard, "presence %d;", presence->type);
}

static void
on_push (const BalRosterItem *item, const char *version, gpointer data)
{
  g_string_append_printf (((Fixture *) data)->heard, "push %s %s;", bal_jid_get_text (item->jid), version ? version : "-");
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  static const BalRouterEvents events = { on_send, on_contact, on_message, on_presence, on_push };
  g_autoptr (BalJid) me = bal_jid_new (ME, NULL);

  f->sent = g_ptr_array_new_with_free_func (g_free);
  f->heard = g_string_new (NULL);
  f->router = bal_router_new (me, &events, f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  bal_router_free (f->router);
  g_ptr_array_unref (f->sent);
  g_string_free (f->heard, TRUE);
}

/* Takes @stanza; what was sent and heard before is forgotten. */
static void
feed (Fixture *f, xmpp_stanza_t *stanza)
{
  g_autoptr (FixtureStanza) owned = stanza;

  g_ptr_array_set_size (f->sent, 0);
  g_string_truncate (f->heard, 0);
  bal_router_handle (f->router, owned);
}

static void
assert_silent (Fixture *f)
{
  g_assert_cmpuint (f->sent->len, ==, 0);
  g_assert_cmpstr (f->heard->str, ==, "");
}

static char *
from_attribute (const char *from)
{
  return from != NULL ? g_strdup_printf (" from='%s'", from) : g_strdup ("");
}

/* --- who ---------------------------------------------------------------------------------------- */

static void
test_classes (Fixture *f, gconstpointer unused)
{
  for (guint i = 1; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr (BalJid) from = bal_jid_new (senders[i].from, NULL);

      g_assert_cmpint (bal_router_classify (f->router, from), ==, senders[i].source);
    }
}

/* One handler asked by one sender: exactly the rule decides. */
static void
check_rule (Fixture *f, const BalHandler *handler, guint sender)
{
  const char *name = handler->name != NULL ? handler->name : "x";
  const char *type = handler->kind == BAL_STANZA_IQ_GET ? "get" : "set";
  g_autofree char *from = from_attribute (senders[sender].from);
  g_autofree char *to = senders[sender].from ? g_strdup_printf (" to='%s'", senders[sender].from) : g_strdup ("");
  g_autofree char *refusal = g_strdup_printf ("<iq type='error' id='q1'%s>" UNAVAILABLE, to);

  g_assert_true (handler->kind == BAL_STANZA_IQ_GET || handler->kind == BAL_STANZA_IQ_SET);
  feed (f, fixture_stanza ("<iq type='%s' id='q1'%s><%s xmlns='%s'/></iq>", type, from, name, handler->ns));
  g_assert_cmpuint (f->sent->len, ==, 1);
  if (handler->sources & senders[sender].source)
    g_assert_cmpstr (f->sent->pdata[0], !=, refusal);
  else
    {
      g_assert_cmpstr (f->sent->pdata[0], ==, refusal);
      g_assert_cmpstr (f->heard->str, ==, "");
    }
  /* The other kind of question is another question. */
  feed (f, fixture_stanza ("<iq type='%s' id='q1'%s><%s xmlns='%s'/></iq>", *type == 'g' ? "set" : "get", from, name, handler->ns));
  g_assert_cmpstr (f->sent->pdata[0], ==, refusal);
  feed (f, fixture_stanza ("<iq type='%s' id='q1'%s><%s xmlns='urn:other'/></iq>", type, from, name));
  g_assert_cmpstr (f->sent->pdata[0], ==, refusal);
}

static guint
check_rules (Fixture *f, const BalHandler *handlers)
{
  guint n = 0;

  for (; handlers != NULL && handlers->handle != NULL; handlers++, n++)
    for (guint s = 0; s < G_N_ELEMENTS (senders); s++)
      check_rule (f, handlers, s);
  return n;
}

static void
test_rules (Fixture *f, gconstpointer unused)
{
  guint n = check_rules (f, bal_router_own_handlers ());

  for (guint i = 0; bal_xeps[i] != NULL; i++)
    n += check_rules (f, bal_xeps[i]->handlers);
  g_assert_cmpuint (n, >=, 5);
}

static void
test_no_rule_for_strangers (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; bal_xeps[i] != NULL; i++)
    for (const BalHandler *h = bal_xeps[i]->handlers; h != NULL && h->handle != NULL; h++)
      g_assert_cmpint (h->sources & (BAL_SOURCE_STRANGER | BAL_SOURCE_CONTACT_NONE), ==, 0);
}

/* --- questions and answers ---------------------------------------------------------------------- */

static void
test_malformed_questions (Fixture *f, gconstpointer unused)
{
  static const char *const nothing[] = {
    "<iq type='result' id='a' from='%s'/>",
    "<iq type='error' id='a' from='%s'><error type='cancel'/></iq>",
    "<iq type='odd' id='a' from='%s'><ping xmlns='urn:xmpp:ping'/></iq>",
    "<iq id='a' from='%s'><ping xmlns='urn:xmpp:ping'/></iq>",
    "<odd from='%s'/>",
  };

  for (guint s = 1; s < G_N_ELEMENTS (senders); s++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
        {
          g_auto (GStrv) halves = g_strsplit (nothing[i], "%s", 2);

          feed (f, fixture_stanza ("%s%s%s", halves[0], senders[s].from, halves[1]));
          assert_silent (f);
        }
      feed (f, fixture_stanza ("<iq type='get' id='a' from='%s'/>", senders[s].from));
      g_assert_nonnull (strstr (f->sent->pdata[0], "service-unavailable"));
    }
  feed (f, fixture_stanza ("<iq type='get' id='a' from='@bad'><ping xmlns='urn:xmpp:ping'/></iq>"));
  assert_silent (f);
}

static void
on_answer (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
  g_string_append_printf (data, "%s;", error != NULL ? error->message : bal_stanza_attr (answer, "id") ? "answer" : "?");
}

static char *
ask (Fixture *f, const char *to, GString *log)
{
  g_autoptr (BalJid) jid = to != NULL ? bal_jid_new (to, NULL) : NULL;
  const char *id;

  g_ptr_array_set_size (f->sent, 0);
  bal_router_ask (f->router, jid, "get", "<q xmlns='urn:q'/>", on_answer, log);
  id = strstr (f->sent->pdata[0], " id='") + 5;
  return g_strndup (id, strcspn (id, "'"));
}

static void
test_answers (Fixture *f, gconstpointer unused)
{
  static const char *const asked[] = { NULL, "home.test", "both@friends.test/x", "evil@other.test/x" };

  for (guint a = 0; a < G_N_ELEMENTS (asked); a++)
    for (guint s = 0; s < G_N_ELEMENTS (senders); s++)
      {
        g_autoptr (GString) log = g_string_new (NULL);
        g_autofree char *id = ask (f, asked[a], log);
        g_autofree char *from = from_attribute (senders[s].from);
        gboolean right = asked[a] == NULL ? senders[s].source == BAL_SOURCE_ACCOUNT
                                          : g_strcmp0 (asked[a], senders[s].from) == 0;

        feed (f, fixture_stanza ("<iq type='result' id='%s'%s/>", id, from));
        assert_silent (f);
        g_assert_cmpstr (log->str, ==, right ? "answer;" : "");
        feed (f, fixture_stanza ("<iq type='result' id='%s'%s/>", id, from));
        bal_router_fail_all (f->router);
        g_assert_cmpstr (log->str, ==, right ? "answer;" : "connection lost;");
      }
}

static void
test_error_answers (Fixture *f, gconstpointer unused)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *first = ask (f, NULL, log);
  g_autofree char *second = NULL, *third = NULL;

  feed (f, fixture_stanza ("<iq type='error' id='%s'><error type='auth'><forbidden xmlns='" BAL_NS_STANZAS "'/>"
                           "<text xmlns='" BAL_NS_STANZAS "'>No.</text></error></iq>", first));
  second = ask (f, NULL, log);
  feed (f, fixture_stanza ("<iq type='result' id='%s'><pruned xmlns='" BAL_GUARD_NS "'/></iq>", second));
  third = ask (f, NULL, log);
  bal_router_forget (f->router, log);
  feed (f, fixture_stanza ("<iq type='result' id='%s'/>", third));
  g_assert_cmpstr (log->str, ==, "forbidden: No.;answer over the limits;");
}

static void
test_roster_push (Fixture *f, gconstpointer unused)
{
  feed (f, fixture_stanza ("<iq type='set' id='p'><query xmlns='jabber:iq:roster' ver='7'><item jid='A@b.test'/></query></iq>"));
  g_assert_cmpstr (f->heard->str, ==, "push a@b.test 7;");
  g_assert_cmpstr (f->sent->pdata[0], ==, "<iq type='result' id='p'></iq>");
  feed (f, fixture_stanza ("<iq type='set' id='p'><query xmlns='jabber:iq:roster'><item jid='a@b'/><item jid='c@d'/></query></iq>"));
  g_assert_cmpstr (f->heard->str, ==, "");
  g_assert_nonnull (strstr (f->sent->pdata[0], "bad-request"));
  feed (f, fixture_stanza ("<iq type='set' id='p'><pruned xmlns='" BAL_GUARD_NS "'/></iq>"));
  g_assert_cmpstr (f->heard->str, ==, "");
}

/* --- messages and presence ---------------------------------------------------------------------- */

static void
test_plain (Fixture *f, gconstpointer unused)
{
  for (guint s = 0; s < G_N_ELEMENTS (senders); s++)
    {
      g_autofree char *from = from_attribute (senders[s].from);

      feed (f, fixture_stanza ("<message%s><body>hi</body></message>", from));
      g_assert_cmpint (f->source, ==, senders[s].source);
      g_assert_cmpuint (f->sent->len, ==, 0);
      feed (f, fixture_stanza ("<presence%s type='subscribe'/>", from));
      g_assert_cmpint (f->source, ==, senders[s].source);
      g_assert_cmpuint (f->sent->len, ==, 0);
      feed (f, fixture_stanza ("<message%s><pruned xmlns='" BAL_GUARD_NS "'/></message>", from));
      assert_silent (f);
      feed (f, fixture_stanza ("<presence%s><pruned xmlns='" BAL_GUARD_NS "'/></presence>", from));
      assert_silent (f);
      feed (f, fixture_stanza ("<presence%s type='probe'/>", from));
      assert_silent (f);
      feed (f, fixture_stanza ("<message%s><result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'>"
                               "<message xmlns='jabber:client'><body>x</body></message></forwarded></result></message>", from));
      assert_silent (f);
    }
}

static xmpp_stanza_t *
carbon (const char *outer, const char *kind, const char *inner)
{
  g_autofree char *from = from_attribute (outer);

  return fixture_stanza ("<message%s><%s xmlns='" CARBON "'><forwarded xmlns='urn:xmpp:forward:0'>%s</forwarded></%s>"
                         "<body>outside</body></message>", from, kind, inner, kind);
}

static void
test_carbon_senders (Fixture *f, gconstpointer unused)
{
  static const char in[] = "<message xmlns='jabber:client' from='both@friends.test/x' to='" ME "'><body>in</body></message>";
  static const char out[] = "<message xmlns='jabber:client' from='" ME "/phone' to='both@friends.test'><body>out</body></message>";

  for (guint s = 0; s < G_N_ELEMENTS (senders); s++)
    {
      gboolean ours = senders[s].source == BAL_SOURCE_ACCOUNT;

      feed (f, carbon (senders[s].from, "received", in));
      g_assert_cmpstr (f->heard->str, ==, ours ? "message both@friends.test/x 1 in;" : "");
      g_assert_cmpuint (f->sent->len, ==, 0);
      feed (f, carbon (senders[s].from, "sent", out));
      g_assert_cmpstr (f->heard->str, ==, ours ? "message " ME "/phone 2 out;" : "");
    }
}

static void
test_carbon_contents (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *kind;
    const char *inner;
  } wrong[] = {
    { "sent", "<message xmlns='jabber:client' from='both@friends.test/x' to='a@b'><body>x</body></message>" },
    { "sent", "<message xmlns='jabber:client' from='" ME "/phone'><body>x</body></message>" },
    { "sent", "<message xmlns='jabber:client' from='me@home.test.evil.test' to='a@b'><body>x</body></message>" },
    { "received", "<message xmlns='jabber:client' from='both@friends.test' to='other@home.test'><body>x</body></message>" },
    { "received", "<message xmlns='jabber:client' to='" ME "'><body>x</body></message>" },
    { "received", "<message xmlns='jabber:client' from='@' to='" ME "'><body>x</body></message>" },
    { "received", "<message xmlns='jabber:client' type='groupchat' from='r@rooms.test/x' to='" ME "'><body>x</body></message>" },
    { "received", "<message xmlns='jabber:client' from='a@b' to='" ME "'><received xmlns='" CARBON "'/></message>" },
    { "received", "<message xmlns='jabber:client' from='a@b' to='" ME "'><result xmlns='urn:xmpp:mam:2'/></message>" },
    { "received", "<message xmlns='urn:other' from='a@b' to='" ME "'><body>x</body></message>" },
    { "received", "<iq xmlns='jabber:client' from='a@b' to='" ME "'/>" },
    { "received", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      feed (f, carbon (NULL, wrong[i].kind, wrong[i].inner));
      assert_silent (f);
    }
  feed (f, fixture_stanza ("<message><received xmlns='" CARBON "'/><body>x</body></message>"));
  assert_silent (f);
}

/* --- nothing else ------------------------------------------------------------------------------- */

static const char *const parts[] = {
  "<ping xmlns='urn:xmpp:ping'/>", "<query xmlns='http://jabber.org/protocol/disco#info'/>",
  "<query xmlns='jabber:iq:roster'><item jid='a@b'/></query>", "<block xmlns='urn:xmpp:blocking'/>",
  "<received xmlns='" CARBON "'/>", "<body>b</body>", "<request xmlns='urn:xmpp:receipts'/>",
  "<received xmlns='urn:xmpp:receipts' id='x'/>", "<delay xmlns='urn:xmpp:delay' from='home.test' stamp='x'/>",
  "<error type='cancel'/>", "<x xmlns='jabber:x:oob'><url>http://evil.test/</url></x>", "<show>dnd</show>",
};

static const char *const types[] = { "get", "set", "result", "error", "chat", "headline", "subscribe", "probe", "odd", "" };

/* A stranger gets the one error, for a question, and nothing else ever. */
static void
test_strangers_get_nothing_else (Fixture *f, gconstpointer unused)
{
  static const char *const names[] = { "iq", "message", "presence" };
  static const char refusal[] = "<iq type='error' id='s' to='evil@other.test/x'>" UNAVAILABLE;

  for (guint n = 0; n < 20000; n++)
    {
      const char *name = names[g_test_rand_int_range (0, 3)];
      const char *type = types[g_test_rand_int_range (0, G_N_ELEMENTS (types))];
      gboolean question = *name == 'i' && (g_str_equal (type, "get") || g_str_equal (type, "set"));

      feed (f, fixture_stanza ("<%s type='%s' id='s' from='evil@other.test/x'>%s%s</%s>", name, type,
                               parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))],
                               parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))], name));
      g_assert_cmpuint (f->sent->len, ==, question);
      if (question)
        g_assert_cmpstr (f->sent->pdata[0], ==, refusal);
      g_assert_null (strstr (f->heard->str, "push"));
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer unused);
  } tests[] = {
    { "/router/classes", test_classes },
    { "/router/rules", test_rules },
    { "/router/no-rule-for-strangers", test_no_rule_for_strangers },
    { "/router/malformed-questions", test_malformed_questions },
    { "/router/answers", test_answers },
    { "/router/error-answers", test_error_answers },
    { "/router/roster-push", test_roster_push },
    { "/router/plain", test_plain },
    { "/router/carbon-senders", test_carbon_senders },
    { "/router/carbon-contents", test_carbon_contents },
    { "/router/strangers", test_strangers_get_nothing_else },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
