#include "fuzz.h"

#include <string.h>

#include "stanza-fixture.h"
#include "util/bal-limits.h"

/* Input: a message. What is read of it is within the limits; written and read again it is the same. */

static BalXMessage *
read_message (xmpp_stanza_t *stanza)
{
  g_autoptr (BalJid) from = bal_jid_new ("a@b.test/c", NULL);
  g_autoptr (BalJid) to = bal_jid_new ("me@home.test", NULL);
  BalEnvelope envelope = {
    .kind = BAL_STANZA_MESSAGE, .source = BAL_SOURCE_STRANGER, .from = from, .to = to,
    .id = bal_stanza_id_attr (stanza, "id"), .stanza = stanza,
  };

  return bal_xmessage_new (&envelope);
}

static void
check_length (const char *text, gsize limit)
{
  g_assert_true (text == NULL || (strlen (text) <= limit && g_utf8_validate (text, -1, NULL)));
}

static void
check_again (const BalXMessage *message)
{
  g_autofree char *xml = bal_xmessage_write (message);
  xmpp_stanza_t *stanza = fixture_try_stanza (xml);
  g_autoptr (BalXMessage) again = NULL;

  g_assert_nonnull (stanza);
  again = read_message (stanza);
  g_assert_cmpint (again->type, ==, message->type);
  g_assert_cmpstr (again->body, ==, message->body);
  g_assert_cmpstr (again->subject, ==, message->subject);
  g_assert_cmpstr (again->id, ==, message->id);
  g_assert_cmpstr (again->origin_id, ==, message->origin_id);
  g_assert_cmpstr (again->receipt_id, ==, message->receipt_id);
  xmpp_stanza_release (stanza);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  xmpp_stanza_t *stanza = g_utf8_validate (text, -1, NULL) ? fixture_try_stanza (text) : NULL;
  g_autoptr (BalXMessage) message = stanza ? read_message (stanza) : NULL;

  if (message == NULL)
    return 0;
  check_length (message->body, BAL_LIMIT_BODY);
  check_length (message->subject, BAL_LIMIT_SUBJECT);
  check_length (message->origin_id, BAL_LIMIT_ID);
  check_length (message->receipt_id, BAL_LIMIT_ID);
  check_length (message->error_text, BAL_LIMIT_STATUS);
  g_assert_true (message->url == NULL || g_ascii_strncasecmp (message->url, "http", 4) == 0);
  g_assert_true (!message->stamp_by_server || message->stamp != 0);
  check_again (message);
  xmpp_stanza_release (stanza);
  return 0;
}
