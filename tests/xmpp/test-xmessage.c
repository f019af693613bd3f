#include "xmpp/bal-xmessage.h"

#include <string.h>
#include "stanza-fixture.h"
#include "util/bal-limits.h"
#include "util/bal-time.h"

static G_GNUC_PRINTF (1, 2) BalXMessage *
parse (const char *format, ...)
{
  g_autofree char *xml = NULL;
  g_autoptr (FixtureStanza) s = NULL;
  g_autoptr (BalJid) from = bal_jid_new ("romeo@x.test/orchard", NULL);
  g_autoptr (BalJid) to = bal_jid_new ("me@home.test", NULL);
  BalEnvelope envelope = { .kind = BAL_STANZA_MESSAGE, .source = BAL_SOURCE_STRANGER, .from = from, .to = to };
  va_list arguments;

  va_start (arguments, format);
  xml = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  s = fixture_stanza ("%s", xml);
  envelope.stanza = s;
  envelope.id = bal_stanza_id_attr (s, "id");
  return bal_xmessage_new (&envelope);
}

static void
test_types (void)
{
  static const struct
  {
    const char *text;
    BalXMessageType type;
  } types[] = {
    { "chat", BAL_XMESSAGE_CHAT },         { "normal", BAL_XMESSAGE_NORMAL }, { "groupchat", BAL_XMESSAGE_GROUPCHAT },
    { "headline", BAL_XMESSAGE_HEADLINE }, { "error", BAL_XMESSAGE_ERROR },   { "CHAT", BAL_XMESSAGE_NORMAL },
    { "", BAL_XMESSAGE_NORMAL },           { "odd", BAL_XMESSAGE_NORMAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (BalXMessage) message = parse ("<message type='%s'><body>b</body></message>", types[i].text);

      g_assert_cmpint (message->type, ==, types[i].type);
    }
}

static void
test_parts (void)
{
  g_autoptr (BalXMessage) m = parse (
    "<message id='i'><body xmlns='urn:x'>no</body><subject>S</subject><body>B</body><thread>T</thread>"
    "<origin-id xmlns='urn:xmpp:sid:0' id='o'/><request xmlns='urn:xmpp:receipts'/><received xmlns='urn:xmpp:receipts' id='r'/>"
    "<x xmlns='jabber:x:oob'><url>https://a.test/f</url></x></message>");

  g_assert_cmpstr (m->id, ==, "i");
  g_assert_cmpstr (m->body, ==, "B");
  g_assert_cmpstr (m->subject, ==, "S");
  g_assert_cmpstr (m->thread, ==, "T");
  g_assert_cmpstr (m->origin_id, ==, "o");
  g_assert_cmpstr (m->receipt_id, ==, "r");
  g_assert_cmpstr (m->url, ==, "https://a.test/f");
  g_assert_true (m->wants_receipt && m->stamp == 0);
}

static void
test_absent (void)
{
  g_autoptr (BalXMessage) m = parse (
    "<message id=''><origin-id xmlns='urn:xmpp:sid:0'/><received xmlns='urn:xmpp:receipts'/><request xmlns='urn:x'/>"
    "<x xmlns='jabber:x:oob'><url>javascript:alert(1)</url></x><delay xmlns='urn:xmpp:delay' stamp='yesterday'/></message>");

  g_assert_true (!m->id && !m->body && !m->subject && !m->thread && !m->origin_id && !m->receipt_id && !m->url);
  g_assert_true (!m->wants_receipt && m->stamp == 0 && !m->stamp_by_server);
}

static void
test_delay (void)
{
  g_autoptr (BalXMessage) server = parse ("<message><delay xmlns='urn:xmpp:delay' from='HOME.test' stamp='2020-01-02T03:04:05Z'/></message>");
  g_autoptr (BalXMessage) other = parse ("<message><delay xmlns='urn:xmpp:delay' from='x.test' stamp='2020-01-02T03:04:05Z'/></message>");
  g_autoptr (BalXMessage) nobody = parse ("<message><delay xmlns='urn:xmpp:delay' stamp='2020-01-02T03:04:05Z'/></message>");
  g_autoptr (BalXMessage) future = parse ("<message><delay xmlns='urn:xmpp:delay' from='home.test' stamp='9999-01-02T03:04:05Z'/></message>");
  g_autoptr (BalXMessage) past = parse ("<message><delay xmlns='urn:xmpp:delay' from='home.test' stamp='0001-01-02T03:04:05Z'/></message>");

  g_assert_cmpint (server->stamp, ==, G_GINT64_CONSTANT (1577934245) * G_USEC_PER_SEC);
  g_assert_true (server->stamp_by_server && !other->stamp_by_server && !nobody->stamp_by_server);
  g_assert_cmpint (future->stamp, <=, bal_time_now ());
  g_assert_cmpint (past->stamp, >=, 0);
}

static void
test_errors (void)
{
  g_autoptr (BalXMessage) m = parse (
    "<message type='error' id='i'><body>echo</body><error type='cancel'><item-not-found xmlns='" BAL_NS_STANZAS "'/>"
    "<text xmlns='" BAL_NS_STANZAS "'>gone</text></error></message>");
  g_autoptr (BalXMessage) bare = parse ("<message type='error'/>");

  g_assert_cmpstr (m->error_condition, ==, "item-not-found");
  g_assert_cmpstr (m->error_type, ==, "cancel");
  g_assert_cmpstr (m->error_text, ==, "gone");
  g_assert_cmpstr (bare->error_condition, ==, "undefined-condition");
}

static void
test_limits (void)
{
  g_autofree char *text = g_strnfill (BAL_LIMIT_BODY + 10, 'b');
  g_autoptr (BalXMessage) m = parse ("<message><body>%s</body><subject>%s</subject></message>", text, text);

  g_assert_cmpuint (strlen (m->body), ==, BAL_LIMIT_BODY);
  g_assert_cmpuint (strlen (m->subject), ==, BAL_LIMIT_SUBJECT);
}

static void
test_written_and_read (void)
{
  g_autoptr (BalJid) to = bal_jid_new ("juliet@x.test", NULL);
  g_autoptr (BalXMessage) out = bal_xmessage_new_to (to, BAL_XMESSAGE_CHAT, "id<1>");
  g_autofree char *xml = NULL;
  g_autoptr (BalXMessage) in = NULL;

  out->body = g_strdup ("<b>&amp; 😀\r\nx");
  out->subject = g_strdup ("S");
  out->origin_id = g_strdup ("o'");
  out->wants_receipt = TRUE;
  out->receipt_id = g_strdup ("r");
  xml = bal_xmessage_write (out);
  in = parse ("%s", xml);
  g_assert_cmpstr (in->id, ==, "id<1>");
  g_assert_cmpstr (in->body, ==, out->body);
  g_assert_cmpstr (in->subject, ==, "S");
  g_assert_cmpstr (in->origin_id, ==, "o'");
  g_assert_cmpstr (in->receipt_id, ==, "r");
  g_assert_true (in->wants_receipt && in->type == BAL_XMESSAGE_CHAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmessage/types", test_types);
  g_test_add_func ("/xmessage/parts", test_parts);
  g_test_add_func ("/xmessage/absent", test_absent);
  g_test_add_func ("/xmessage/delay", test_delay);
  g_test_add_func ("/xmessage/errors", test_errors);
  g_test_add_func ("/xmessage/limits", test_limits);
  g_test_add_func ("/xmessage/written-and-read", test_written_and_read);
  return g_test_run ();
}
