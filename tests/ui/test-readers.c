/* What reads text and bytes from outside: addresses in messages, xmpp: URIs, pictures, what is typed. */
#include "ui/bal-add-dialog.h"
#include "ui/bal-captcha.h"
#include "ui/bal-links.h"
#include "ui/bal-uri.h"
#include "util/bal-limits.h"

#include <string.h>

static void
test_links (void)
{
  const struct
  {
    const char *text, *first, *second;
  } cases[] = {
    { "see https://example.org/a?b=c#d now", "https://example.org/a?b=c#d", NULL },
    { "(http://example.org/x).", "http://example.org/x", NULL },
    { "http://example.org/a_(b)", "http://example.org/a_(b)", NULL },
    { "http://a.example, HTTPS://b.example!", "http://a.example", "HTTPS://b.example" },
    { "点击https://example.cn/路径，谢谢", "https://example.cn/路径", NULL },
    { "xhttp://example.org", NULL, NULL },
    { "https://", NULL, NULL },
    { "javascript:alert(1) file:///etc/passwd data:text/html,x", NULL, NULL },
    { "http://example.org/\u202egpj.exe", "http://example.org/", NULL },
    { "hhhhhttp", NULL, NULL },
    { "", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BalLink link = { 0 };
      const char *expected[] = { cases[i].first, cases[i].second, NULL };
      guint n = 0;

      for (; bal_links_next (cases[i].text, link.end, &link); n++)
        {
          g_autofree char *found = g_strndup (cases[i].text + link.start, link.end - link.start);
          g_assert_cmpuint (n, <, 2);
          g_assert_cmpstr (found, ==, expected[n]);
        }
      g_assert_true (n == 2 || !expected[n]);
    }
}

static void
test_uris (void)
{
  g_autoptr(BalUri) message = bal_uri_parse ("xmpp:romeo@montague.lit?message;subject=x;body=Good%20day");
  g_autoptr(BalUri) plain = bal_uri_parse ("XMPP:romeo@montague.lit/orchard");
  g_autoptr(BalUri) roster = bal_uri_parse ("xmpp:romeo@montague.lit?roster;name=R");
  g_autoptr(BalUri) removal = bal_uri_parse ("xmpp:romeo@montague.lit?remove");
  g_autoptr(BalUri) account = bal_uri_parse ("xmpp://juliet@capulet.lit/romeo@montague.lit?message");

  g_assert_cmpstr (message->jid, ==, "romeo@montague.lit");
  g_assert_cmpstr (message->body, ==, "Good day");
  g_assert_cmpstr (plain->jid, ==, "romeo@montague.lit");
  g_assert_cmpint (plain->verb, ==, BAL_URI_MESSAGE);
  g_assert_cmpint (roster->verb, ==, BAL_URI_ROSTER);
  /* Nothing is ever removed because a page says so. */
  g_assert_cmpint (removal->verb, ==, BAL_URI_MESSAGE);
  g_assert_cmpstr (account->jid, ==, "romeo@montague.lit");
  g_assert_null (bal_uri_parse ("https://example.org"));
  g_assert_null (bal_uri_parse ("xmpp:"));
  g_assert_null (bal_uri_parse ("xmpp:%ff%fe@x"));
  g_assert_null (bal_uri_parse ("xmpp:a%00b@x"));
}

static gboolean
fits (const char *data, gsize size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  guint width = 0, height = 0;

  return bal_captcha_measure (bytes, &width, &height);
}

static void
test_pictures (void)
{
  static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xc8\0\0\0\x46\x08\x02\0\0\0\0\0\0\0";
  static const char bomb[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0\0\0\0\0";
  static const char gif[] = "GIF89a\x10\0\x08\0\0\0\0\0";
  static const char jpeg[] = "\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\0\x46\0\xc8\x03";
  static const char loop[] = "\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff\xe0\0\0\xff";
  g_autofree char *large = g_malloc0 (BAL_LIMIT_CAPTCHA_BYTES + 1);

  memcpy (large, png, sizeof png);
  g_assert_true (fits (png, sizeof png));
  g_assert_true (fits (gif, sizeof gif));
  g_assert_true (fits (jpeg, sizeof jpeg));
  g_assert_false (fits (bomb, sizeof bomb));
  g_assert_false (fits (loop, sizeof loop));
  g_assert_false (fits (png, 20));
  g_assert_false (fits ("<svg/>", 6));
  g_assert_false (fits ("", 0));
  g_assert_true (fits (large, BAL_LIMIT_CAPTCHA_BYTES));
  g_assert_false (fits (large, BAL_LIMIT_CAPTCHA_BYTES + 1));
}

static void
test_addresses (void)
{
  static const char *const wrong[] = { "", "romeo", "@x", "romeo@", "a@b@c", "a b@c", "a@b/c" };

  g_assert_null (bal_add_dialog_check ("romeo@montague.lit"));
  g_assert_null (bal_add_dialog_check ("王@例子.cn"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_nonnull (bal_add_dialog_check (wrong[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/readers/links", test_links);
  g_test_add_func ("/ui/readers/uris", test_uris);
  g_test_add_func ("/ui/readers/pictures", test_pictures);
  g_test_add_func ("/ui/readers/addresses", test_addresses);
  return g_test_run ();
}
