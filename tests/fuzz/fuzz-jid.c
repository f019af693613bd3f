#include "fuzz.h"

#include <string.h>

#include "util/bal-limits.h"
#include "xmpp/bal-jid.h"

static void
check_part (const char *part, const char *forbidden)
{
  g_assert_cmpuint (strlen (part), >, 0);
  g_assert_cmpuint (strlen (part), <=, BAL_LIMIT_JID_PART);
  g_assert_true (g_utf8_validate (part, -1, NULL));
  g_assert_null (strpbrk (part, forbidden));
  for (; *part; part = g_utf8_next_char (part))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (part)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (BalJid) jid = bal_jid_new (text, NULL), again = NULL, bare = NULL, full = NULL;

  if (!jid)
    return 0;
  if (bal_jid_get_local (jid))
    check_part (bal_jid_get_local (jid), " \"&'/:<>@");
  check_part (bal_jid_get_domain (jid), " \"&'/<>@");
  if (bal_jid_get_resource (jid))
    check_part (bal_jid_get_resource (jid), "\n\r\t");

  again = bal_jid_new (bal_jid_get_text (jid), NULL);
  g_assert_true (again && bal_jid_equal (jid, again));
  bare = bal_jid_dup_bare (jid);
  g_assert_true (bal_jid_is_bare (bare) && bal_jid_same_bare (bare, jid));
  full = bal_jid_with_resource (bare, bal_jid_get_resource (jid), NULL);
  g_assert_true (full && bal_jid_equal (full, jid));
  return 0;
}
