#include "guard-feed.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"

#include <string.h>
#include <strophe.h>

#define PRUNED "<pruned xmlns='urn:guard:0'/>"

/* Feeds the header and @xml in several splits, expects the same each time, and returns what came
 * behind the header, or NULL when the stream died with nothing behind it. */
static char *
pass (const char *xml, gboolean *dead)
{
  static const gsize pieces[] = { 0, 1, 2, 7, 1000, 4096 };
  g_autofree char *bytes = g_strconcat (GUARD_HEADER, xml, NULL);
  gsize length = strlen (bytes);
  g_autoptr (GString) first = guard_feed (bytes, length, 0, dead);
  for (guint i = 1; i < G_N_ELEMENTS (pieces); i++)
    {
      gboolean again;
      g_autoptr (GString) out = guard_feed (bytes, length, pieces[i], &again);
      g_assert_true (g_string_equal (out, first));
      g_assert_cmpint (again, ==, *dead);
    }
  g_assert_true (g_str_has_prefix (first->str, GUARD_HEADER));
  return g_strdup (first->str + strlen (GUARD_HEADER));
}

static void
check (const char *xml, const char *expected)
{
  gboolean dead;
  g_autofree char *out = pass (xml, &dead);
  g_assert_false (dead);
  g_assert_cmpstr (out, ==, expected);
}

static void
check_same (const char *xml)
{
  check (xml, xml);
}

/* The stream dies, and a stanza before that has come through. */
static void
check_dead (const char *xml)
{
  g_autofree char *text = g_strconcat ("<message id='before'/>", xml, "<message/>", NULL);
  gboolean dead;
  g_autofree char *out = pass (text, &dead);
  g_assert_true (dead);
  g_assert_cmpstr (out, ==, "<message id='before'/>");
}

static char *
repeat (const char *text, guint n)
{
  GString *all = g_string_new (NULL);
  while (n-- > 0)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

/* @n times @text inside a message is pruned, and the message after it arrives. */
static void
check_pruned (const char *before, const char *text, guint n, const char *behind)
{
  g_autofree char *middle = repeat (text, n);
  g_autofree char *xml
      = g_strconcat ("<message from='a@b' id='1'>", before, middle, behind, "</message>",
                     "<message id='2'/>", NULL);
  g_autofree char *bytes = g_strconcat (GUARD_HEADER, xml, NULL);
  static const gsize pieces[] = { 0, 1, 4099 };
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      gboolean dead;
      g_autoptr (GString) out = guard_feed (bytes, strlen (bytes), pieces[i], &dead);
      g_assert_false (dead);
      g_assert_cmpstr (out->str, ==,
                       GUARD_HEADER "<message from='a@b' id='1'>" PRUNED
                                    "</message><message id='2'/>");
    }
}

static void
test_plain (void)
{
  check_same ("<message from='a@b/c' to='me@example.org' id='1' type='chat' xml:lang='de'>"
              "<body>Grüße 👋</body><x xmlns='urn:x'><y/><z xmlns='urn:z'>t</z><y/></x></message>");
  check_same ("<stream:features><bind xmlns='urn:b'/></stream:features>");
  check_same ("<iq type='get'><query xmlns=''/></iq>");
  check_same ("<message/></stream:stream>");
}

static void
test_spelling (void)
{
  check ("<message  to = \"a\" ></message\n>", "<message to='a'/>");
  check ("<message a='&quot;&apos;&lt;&gt;&amp;'/>", "<message a='\"&apos;&lt;>&amp;'/>");
  check ("<message a='1\n2\t3&#10;4&#9;5&#13;6'/>", "<message a='1 2 3&#10;4&#9;5&#13;6'/>");
  check ("<body>a<![CDATA[<b>&]]]]>&gt;&#13;&#x1F44B;</body>",
         "<body>a&lt;b>&amp;]]&gt;&#13;👋</body>");
  check ("<body>x\r\ny\rz</body>", "<body>x\ny\nz</body>");
}

static void
test_prefixes (void)
{
  check ("<c:message xmlns:c='jabber:client'><c:body>b</c:body></c:message>",
         "<message><body>b</body></message>");
  check ("<a:x xmlns:a='urn:a'><b:y xmlns:b='urn:b'><a:z/></b:y></a:x>",
         "<x xmlns='urn:a'><y xmlns='urn:b'><z xmlns='urn:a'/></y></x>");
  check ("<x xmlns='urn:a'><message xmlns='jabber:client'/></x>",
         "<x xmlns='urn:a'><message xmlns='jabber:client'/></x>");
  check ("<s:error xmlns:s='http://etherx.jabber.org/streams'><s:x/></s:error>",
         "<stream:error><stream:x/></stream:error>");
  check_dead ("<u:message/>");
  check_dead ("<x:y:z xmlns:x='urn:x'/>");
}

static void
test_foreign_attributes (void)
{
  check ("<message from='real@b' xmlns:x='urn:e' x:from='false@b' x:type='error' x:id='2'/>",
         "<message from='real@b'/>");
  check ("<message xmlns:x='urn:e' x:from='false@b'><x by='r' x:by='f' xmlns='urn:s'/></message>",
         "<message><x xmlns='urn:s' by='r'/></message>");
  check ("<message xml:lang='en' xml:space='preserve' xml:id='7'/>", "<message xml:lang='en'/>");
  check ("<message xmlns:x='jabber:client' x:from='f'/>", "<message/>");
}

static void
test_stream_level (void)
{
  check ("  \n<message/> text <presence/>", "<message/><presence/>");
  check_same ("<toplevel xmlns='urn:any'/>");
  check_same ("<a xmlns='urn:xmpp:sm:3' h='1'/><r xmlns='urn:xmpp:sm:3'/>");
}

static void
test_spoofed_mark (void)
{
  check ("<message>" PRUNED "</message>", "<message/>");
  check ("<message><pruned xmlns='urn:guard:0'>t<body xmlns='jabber:client'/></pruned>"
         "<body>b</body></message>",
         "<message><body>b</body></message>");
  check ("<g:pruned xmlns:g='urn:guard:0'><message/></g:pruned><message id='1'/>",
         "<message id='1'/>");
  check ("<message xmlns:g='urn:guard:0' g:pruned='1'/>", "<message/>");
}

static void
test_restricted (void)
{
  check_dead ("<!-- comment -->");
  check_dead ("<message><!-- comment --></message>");
  check_dead ("<?target data?>");
  check_dead ("<message><?target data?></message>");
  check_dead ("<!DOCTYPE x>");
  check_dead ("<message>&undefined;</message>");
  check_dead ("<message a='&undefined;'/>");
}

static void
test_not_well_formed (void)
{
  check_dead ("<message></presence>");
  check_dead ("<message a='1' a='2'/>");
  check_dead ("<message xmlns:a='urn:x' xmlns:b='urn:x' a:c='1' b:c='2'/>");
  check_dead ("<message>\xC0\xAF</message>");
  check_dead ("<message>\xED\xA0\x80</message>");
  check_dead ("<message>\xFF</message>");
  check_dead ("<message>\xC3</message>");
  check_dead ("<message a='\xE2\x82'/>");
  check_dead ("<message>\x01</message>");
  check_dead ("<message>&#1;</message>");
  check_dead ("<message>&#0;</message>");
  check_dead ("<message>&#xFFFE;</message>");
  check_dead ("<message>\xEF\xBF\xBF</message>");
  check_dead ("<message>&#xD800;</message>");
  check_dead ("<message>]]></message>");
  check_dead ("<stream:stream></message>");
  check_dead ("<");
  check_dead ("<message xmlns='urn:a\x1f"
              "from'/>");
  check_dead ("<message xmlns='urn:a&#31;from'/>");
}

static void
test_no_header (void)
{
  static const char *const beginnings[] = {
    "<html><body>",
    "HTTP/1.1 200 OK\r\n",
    "<stream xmlns='jabber:client'>",
    "<message/>",
    "<!DOCTYPE html><html>",
    ("<?xml version='1.0'?><!DOCTYPE stream [<!ENTITY a 'b'>]>" GUARD_HEADER),
    "\x16\x03\x01",
  };
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    for (gsize piece = 0; piece < 3; piece++)
      {
        gboolean dead;
        g_autoptr (GString) out
            = guard_feed (beginnings[i], strlen (beginnings[i]), piece, &dead);
        g_assert_true (dead);
        g_assert_cmpstr (out->str, ==, "");
      }
}

static void
test_header (void)
{
  static const char xml[]
      = "<?xml version='1.0' encoding='ISO-8859-1'?>\n<s:stream xmlns='jabber:client' to='me@b' "
        "xmlns:s='http://etherx.jabber.org/streams' version='1.0' id='i&amp;d' from='example.org' "
        "xmlns:x='urn:x' x:from='false.example' xml:lang='de' other='o'>";
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  const BalStreamHeader *header;
  g_assert_null (bal_guard_get_header (guard));
  g_assert_true (bal_guard_feed (guard, xml, strlen (xml), out, NULL));
  g_assert_cmpstr (out->str, ==,
                   "<stream:stream xmlns='jabber:client' "
                   "xmlns:stream='http://etherx.jabber.org/streams' from='example.org' to='me@b' "
                   "id='i&amp;d' version='1.0' xml:lang='de'>");
  header = bal_guard_get_header (guard);
  g_assert_cmpstr (header->from, ==, "example.org");
  g_assert_cmpstr (header->to, ==, "me@b");
  g_assert_cmpstr (header->id, ==, "i&d");
  g_assert_cmpstr (header->version, ==, "1.0");
  g_assert_cmpstr (header->lang, ==, "de");
  g_assert_false (bal_guard_has_ended (guard));
  g_assert_true (bal_guard_feed (guard, "</s:stream>", 11, out, NULL));
  g_assert_true (bal_guard_has_ended (guard));
}

static void
test_dead_stays_dead (void)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  static const char xml[] = GUARD_HEADER "<!-- -->";
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (bal_guard_feed (guard, xml, strlen (xml), out, &error));
      g_assert_error (error, BAL_ERROR, BAL_ERROR_XML);
    }
  g_assert_cmpstr (out->str, ==, GUARD_HEADER);
  bal_guard_restart (guard);
  g_string_truncate (out, 0);
  g_assert_true (bal_guard_feed (guard, GUARD_HEADER, strlen (GUARD_HEADER), out, NULL));
  g_assert_cmpstr (out->str, ==, GUARD_HEADER);
}

static void
test_restart (void)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  static const char first[] = GUARD_HEADER "<message><x xmlns='urn:x'><half a='";
  static const char second[] = GUARD_HEADER "<message><x xmlns='urn:x'/></message>";
  g_assert_true (bal_guard_feed (guard, first, strlen (first), out, NULL));
  bal_guard_restart (guard);
  g_assert_null (bal_guard_get_header (guard));
  g_string_truncate (out, 0);
  g_assert_true (bal_guard_feed (guard, second, strlen (second), out, NULL));
  g_assert_cmpstr (out->str, ==, second);
}

static void
test_whole_stanzas (void)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  static const char begun[] = GUARD_HEADER "<message><body>text</body>";
  g_assert_true (bal_guard_feed (guard, begun, strlen (begun), out, NULL));
  g_assert_cmpstr (out->str, ==, GUARD_HEADER);
  g_assert_cmpuint (bal_guard_pop_size (guard), ==, 0);
  g_assert_true (bal_guard_feed (guard, "</message><r/>", 14, out, NULL));
  g_assert_cmpuint (bal_guard_pop_size (guard), ==, strlen ("<message><body>text</body></message>"));
  g_assert_cmpuint (bal_guard_pop_size (guard), ==, strlen ("<r/>"));
  g_assert_cmpuint (bal_guard_pop_size (guard), ==, 0);
}

static void
test_wide (void)
{
  check_pruned ("", "<a/>", 60000, "");
  check_pruned ("", "<a/>", BAL_LIMIT_ELEMENTS, "");
  check_pruned ("<body>t</body>", "<a><b/></a>", BAL_LIMIT_ELEMENTS / 2, "");
}

static void
test_just_wide_enough (void)
{
  g_autofree char *children = repeat ("<a/>", BAL_LIMIT_ELEMENTS - 1);
  g_autofree char *xml = g_strconcat ("<message>", children, "</message>", NULL);
  check_same (xml);
}

static void
test_deep (void)
{
  g_autofree char *ends = repeat ("</a>", 300000);
  check_pruned ("", "<a>", 300000, ends);
}

static void
test_just_deep_enough (void)
{
  g_autofree char *starts = repeat ("<a>", BAL_LIMIT_DEPTH - 3);
  g_autofree char *ends = repeat ("</a>", BAL_LIMIT_DEPTH - 3);
  g_autofree char *same = g_strconcat ("<message>", starts, "<b/>", ends, "</message>", NULL);
  g_autofree char *more = g_strconcat ("<b>", "<c/>", "</b>", ends, NULL);
  check_same (same);
  check_pruned (starts, "", 0, more);
}

static void
test_endless_depth (void)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *starts = repeat ("<a>", 10000);
  gboolean alive = bal_guard_feed (guard, GUARD_HEADER, strlen (GUARD_HEADER), out, NULL);
  for (guint i = 0; i < 1000 && alive; i++)
    alive = bal_guard_feed (guard, starts, 30000, out, NULL);
  g_assert_false (alive);
}

/* Line breaks beyond what may be spent become spaces; nothing else is lost. */
static void
check_breaks_folded (guint n)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *breaks = repeat ("\n", n);
  g_autofree char *xml
      = g_strconcat (GUARD_HEADER "<message id='1'><body>", breaks, "end</body></message><message id='2'/>", NULL);

  g_assert_true (bal_guard_feed (guard, xml, strlen (xml), out, NULL));
  g_assert_cmpuint (out->len, ==, strlen (xml));
  g_assert_nonnull (strstr (out->str, "<body>\n\n"));
  g_assert_nonnull (strstr (out->str, "  end</body></message><message id='2'/>"));
}

static void
test_costly_text (void)
{
  g_autofree char *line = repeat ("x", 20);
  g_autofree char *lines = g_strconcat (line, "\n", NULL);
  g_autofree char *poem = repeat (lines, 2000);
  g_autofree char *xml = g_strconcat ("<message><body>", poem, "</body></message>", NULL);
  check_breaks_folded (1024 * 1024 - 4096);
  check_breaks_folded (60000);
  check_pruned ("<body>", "&lt;", 100000, "</body>");
  check_pruned ("<body><![CDATA[", "<", 100000, "]]></body>");
  check_same (xml);
}

static void
test_large_text (void)
{
  g_autofree char *text = g_strnfill (900 * 1024, 'x');
  g_autofree char *xml = g_strconcat ("<message><body>", text, "</body></message>", NULL);
  check_same (xml);
  check_pruned ("<body>", "xxxxxxxx", BAL_LIMIT_STANZA_BYTES / 8, "</body>");
  check_pruned ("<body>", "xxxxxxxx", 10 * 1024 * 1024 / 8, "</body>");
}

static void
test_many_attributes (void)
{
  g_autoptr (GString) attributes = g_string_new (NULL);
  g_autofree char *child = NULL;
  g_autofree char *top = NULL;
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (attributes, " a%u='v'", i);
  child = g_strconcat ("<x", attributes->str, "/>", NULL);
  check_pruned ("", child, 1, "");
  top = g_strconcat ("<message", attributes->str, " id='1' from='a@b' to='c' type='chat'><body/>",
                     "</message><message id='2'/>", NULL);
  check (top, "<message id='1' from='a@b' to='c' type='chat'>" PRUNED
              "</message><message id='2'/>");
}

static void
test_just_enough_attributes (void)
{
  g_autoptr (GString) xml = g_string_new ("<message");
  for (guint i = 0; i < BAL_LIMIT_ATTRIBUTES; i++)
    g_string_append_printf (xml, " a%u='v'", i);
  g_string_append (xml, "/>");
  check_same (xml->str);
}

/* A long tag is followed by as many spaces. */
static void
test_long_tag (void)
{
  static const guint sizes[] = { 4000, 5000, 20000, 512 * 1024 };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *value = g_strnfill (sizes[i], '>');
      g_autofree char *tag = g_strdup_printf ("<x xmlns='urn:x' a='%s'", value);
      g_autofree char *xml = g_strconcat ("<message>", tag, "/></message>", NULL);
      g_autofree char *spaces = g_strnfill (strlen (tag), ' ');
      g_autofree char *expected = g_strconcat (xml, sizes[i] > 4096 ? spaces : "", NULL);
      check (xml, expected);
    }
}

static void
test_too_long_tag (void)
{
  static const char *const fillers[] = { "v", ">", "&amp;" };
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autofree char *value
          = repeat (fillers[i], BAL_LIMIT_TOKEN_BYTES / strlen (fillers[i]) + 1);
      g_autofree char *xml = g_strdup_printf ("<x a='%s'/>", value);
      check_dead (xml);
    }
}

static void
test_endless_tag (void)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  static const char begun[] = GUARD_HEADER "<message a='";
  gboolean alive = bal_guard_feed (guard, begun, strlen (begun), out, NULL);
  gsize fed = 0;
  for (; alive; fed++)
    alive = bal_guard_feed (guard, fed % 7 ? "v" : ">", 1, out, NULL);
  g_assert_cmpuint (fed, <, BAL_LIMIT_TOKEN_BYTES + 1000);
}

static void
check_answer (const char *top, guint elements, gboolean whole)
{
  g_autofree char *items = repeat ("<item/>", elements - 2);
  g_autofree char *xml
      = g_strconcat (top, "<query xmlns='jabber:iq:roster'>", items, "</query></iq>", NULL);
  g_autofree char *pruned = g_strconcat (top, PRUNED "</iq>", NULL);
  check (xml, whole ? xml : pruned);
}

static void
test_answers (void)
{
  check_answer ("<iq type='result' id='1'>", BAL_LIMIT_ANSWER_ELEMENTS, TRUE);
  check_answer ("<iq type='result' id='1'>", BAL_LIMIT_ANSWER_ELEMENTS + 1, FALSE);
  check_answer ("<iq type='result' id='1' from='me@example.org'>", BAL_LIMIT_ANSWER_ELEMENTS, TRUE);
  check_answer ("<iq type='result' from='me@example.org.evil'>", BAL_LIMIT_ELEMENTS + 1, FALSE);
  check_answer ("<iq type='result' from='evil@example.org'>", BAL_LIMIT_ELEMENTS + 1, FALSE);
  check_answer ("<iq type='set'>", BAL_LIMIT_ELEMENTS + 1, FALSE);
  check_answer ("<iq xmlns='urn:x' type='result'>", BAL_LIMIT_ELEMENTS + 1, FALSE);
}

/* Whether two stanzas mean the same: names, namespaces, attributes, text and order. */
static void
assert_same_tree (xmpp_stanza_t *a, xmpp_stanza_t *b)
{
  const char *attributes[2 * 70];
  int n;
  g_assert_cmpint (xmpp_stanza_is_text (a), ==, xmpp_stanza_is_text (b));
  if (xmpp_stanza_is_text (a))
    {
      g_assert_cmpstr (xmpp_stanza_get_text_ptr (a), ==, xmpp_stanza_get_text_ptr (b));
      return;
    }
  g_assert_cmpstr (xmpp_stanza_get_name (a), ==, xmpp_stanza_get_name (b));
  g_assert_cmpstr (xmpp_stanza_get_ns (a), ==, xmpp_stanza_get_ns (b));
  n = xmpp_stanza_get_attributes (a, attributes, G_N_ELEMENTS (attributes));
  g_assert_cmpint (xmpp_stanza_get_attribute_count (a), ==, xmpp_stanza_get_attribute_count (b));
  for (int i = 0; i + 1 < n; i += 2)
    g_assert_cmpstr (xmpp_stanza_get_attribute (b, attributes[i]), ==, attributes[i + 1]);
  a = xmpp_stanza_get_children (a);
  b = xmpp_stanza_get_children (b);
  for (; a && b; a = xmpp_stanza_get_next (a), b = xmpp_stanza_get_next (b))
    assert_same_tree (a, b);
  g_assert_true (!a && !b);
}

static void
append_random_text (GString *xml, GRand *rand)
{
  static const char *const parts[] = { "word", " ", "\n", "&lt;", "&amp;", "&#13;", "]]", "&gt;",
                                       "é",    "中", "👋", "'",    "\"",    "\t",    "&#x9;" };
  for (int n = g_rand_int_range (rand, 1, 6); n > 0; n--)
    g_string_append (xml, parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);
}

static void
append_random_element (GString *xml, GRand *rand, guint depth)
{
  static const char *const names[] = { "a", "body", "p:x", "q:item", "stream:s", "é" };
  const char *name = names[g_rand_int_range (rand, 0, depth > 0 ? G_N_ELEMENTS (names) : 2)];
  g_string_append_printf (xml, "<%s", name);
  if (g_rand_int_range (rand, 0, 3) == 0)
    g_string_append_printf (xml, " xmlns='urn:%d'", g_rand_int_range (rand, 0, 3));
  g_string_append_printf (xml, " xmlns:p='urn:%d' xmlns:q='urn:q'", g_rand_int_range (rand, 0, 3));
  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      g_string_append_printf (xml, " attr%d=\"", i);
      g_string_append_printf (xml, "%d&quot;&lt;'&#10;&#9;", g_rand_int_range (rand, 0, 100));
      g_string_append_c (xml, '"');
    }
  g_string_append_c (xml, '>');
  for (int i = g_rand_int_range (rand, 0, depth < 6 ? 5 : 1); i > 0; i--)
    {
      append_random_text (xml, rand);
      append_random_element (xml, rand, depth + 1);
    }
  if (g_rand_boolean (rand))
    append_random_text (xml, rand);
  g_string_append_printf (xml, "</%s>", name);
}

/* Valid stanzas mean the same to libstrophe's parser with and without the guard. */
static void
test_differential (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  xmpp_ctx_t *ctx = xmpp_ctx_new (NULL, NULL);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GString) xml = g_string_new (GUARD_HEADER);
      g_autoptr (GString) out = NULL;
      xmpp_stanza_t *direct, *guarded;
      gboolean dead;
      append_random_element (xml, rand, 0);
      g_string_append (xml, "</stream:stream>");
      out = guard_feed_random (xml->str, xml->len, rand, 30, &dead);
      g_assert_false (dead);
      direct = xmpp_stanza_new_from_string (ctx, xml->str);
      guarded = xmpp_stanza_new_from_string (ctx, out->str);
      g_assert_nonnull (direct);
      g_assert_nonnull (guarded);
      assert_same_tree (direct, guarded);
      xmpp_stanza_release (direct);
      xmpp_stanza_release (guarded);
    }
  xmpp_ctx_free (ctx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/plain", test_plain);
  g_test_add_func ("/guard/spelling", test_spelling);
  g_test_add_func ("/guard/prefixes", test_prefixes);
  g_test_add_func ("/guard/foreign-attributes", test_foreign_attributes);
  g_test_add_func ("/guard/stream-level", test_stream_level);
  g_test_add_func ("/guard/spoofed-mark", test_spoofed_mark);
  g_test_add_func ("/guard/restricted", test_restricted);
  g_test_add_func ("/guard/not-well-formed", test_not_well_formed);
  g_test_add_func ("/guard/no-header", test_no_header);
  g_test_add_func ("/guard/header", test_header);
  g_test_add_func ("/guard/dead-stays-dead", test_dead_stays_dead);
  g_test_add_func ("/guard/restart", test_restart);
  g_test_add_func ("/guard/whole-stanzas", test_whole_stanzas);
  g_test_add_func ("/guard/wide", test_wide);
  g_test_add_func ("/guard/just-wide-enough", test_just_wide_enough);
  g_test_add_func ("/guard/deep", test_deep);
  g_test_add_func ("/guard/just-deep-enough", test_just_deep_enough);
  g_test_add_func ("/guard/endless-depth", test_endless_depth);
  g_test_add_func ("/guard/costly-text", test_costly_text);
  g_test_add_func ("/guard/large-text", test_large_text);
  g_test_add_func ("/guard/many-attributes", test_many_attributes);
  g_test_add_func ("/guard/just-enough-attributes", test_just_enough_attributes);
  g_test_add_func ("/guard/long-tag", test_long_tag);
  g_test_add_func ("/guard/too-long-tag", test_too_long_tag);
  g_test_add_func ("/guard/endless-tag", test_endless_tag);
  g_test_add_func ("/guard/answers", test_answers);
  g_test_add_func ("/guard/differential", test_differential);
  return g_test_run ();
}
