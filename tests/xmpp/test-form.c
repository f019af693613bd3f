#include "xmpp/bal-form.h"

#include <string.h>
#include "stanza-fixture.h"
#include "util/bal-limits.h"

#define REGISTER "jabber:iq:register"

static BalXForm *
parse (const char *inside, const char *beside)
{
  g_autoptr (FixtureStanza) iq = fixture_stanza ("<iq><query xmlns='" REGISTER "'>%s</query>%s</iq>", inside, beside);

  return bal_xform_parse_registration (iq, bal_stanza_first (iq));
}

static const BalXField *
field (const BalXForm *form, guint i)
{
  g_assert_cmpuint (i, <, form->fields->len);
  return form->fields->pdata[i];
}

static void
test_plain (void)
{
  g_autoptr (BalXForm) form = parse ("<instructions>Choose</instructions><password/><username/><email>e@x</email><odd/>"
                                     "<x xmlns='jabber:x:oob'><url>https://a.test/</url></x>", "");
  g_autofree char *answer = NULL;

  g_assert_true (form->plain);
  g_assert_cmpuint (form->fields->len, ==, 3);
  g_assert_cmpstr (form->instructions, ==, "Choose");
  g_assert_cmpstr (form->url, ==, "https://a.test/");
  g_assert_cmpstr (field (form, 0)->name, ==, "username");
  g_assert_cmpint (field (form, 1)->type, ==, BAL_XFIELD_TEXT_PRIVATE);
  g_set_str (&((BalXField *) field (form, 0))->value, "m&e");
  g_set_str (&((BalXField *) field (form, 1))->value, "<word>");
  answer = bal_xform_write_registration (form);
  g_assert_cmpstr (answer, ==,
                   "<query xmlns='" REGISTER "'><username>m&amp;e</username><password>&lt;word&gt;</password>"
                   "<email>e@x</email></query>");
}

static void
test_urls (void)
{
  static const char *const wrong[] = { "file:///etc/passwd", "javascript:x", "no url", "" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *x = g_strdup_printf ("<x xmlns='jabber:x:oob'><url>%s</url></x>", wrong[i]);
      g_autoptr (BalXForm) form = parse (x, "");

      g_assert_null (form->url);
    }
}

static void
test_data (void)
{
  g_autoptr (BalXForm) form = parse (
    "<username/><x xmlns='jabber:x:data' type='form'><title>T</title><instructions>I</instructions>"
    "<field type='hidden' var='FORM_TYPE'><value>" REGISTER "</value></field>"
    "<field type='text-single' var='username' label='Name'><required/></field>"
    "<field type='text-private' var='password'/>"
    "<field type='text-multi' var='about'><value>one</value><value>two</value></field>"
    "<field type='list-single' var='pick'><value>b</value><option label='A'><value>a</value></option>"
    "<option><value>b</value></option><option/></field>"
    "<field type='boolean' var='ok'/><field type='fixed'><value>Note</value></field>"
    "<field type='jid-multi' var='odd'/><field var='untyped'/>"
    "<field var='username'><value>second</value></field><field type='text-single'/></x>", "");
  g_autofree char *answer = bal_xform_write_registration (form);

  g_assert_false (form->plain);
  g_assert_cmpuint (form->fields->len, ==, 9);
  g_assert_true (field (form, 1)->required && field (form, 1)->value == NULL);
  g_assert_cmpstr (field (form, 3)->value, ==, "one\ntwo");
  g_assert_cmpstrv (field (form, 4)->options, ((const char *const[]) { "a", "b", NULL }));
  g_assert_cmpstrv (field (form, 4)->option_labels, ((const char *const[]) { "A", "b", NULL }));
  g_assert_cmpint (field (form, 6)->type, ==, BAL_XFIELD_FIXED);
  g_assert_cmpint (field (form, 7)->type, ==, BAL_XFIELD_TEXT_SINGLE);
  g_assert_cmpstr (answer, ==,
                   "<query xmlns='" REGISTER "'><x xmlns='jabber:x:data' type='submit'>"
                   "<field var='FORM_TYPE'><value>" REGISTER "</value></field>"
                   "<field var='about'><value>one</value><value>two</value></field>"
                   "<field var='pick'><value>b</value></field></x></query>");
}

/* A picture of @width, as many bytes as @length. */
static char *
picture (guint32 width, gsize length)
{
  g_autofree guint8 *png = g_malloc0 (length);

  memcpy (png, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  png[16] = (guint8) (width >> 24);
  png[17] = (guint8) (width >> 16);
  png[18] = (guint8) (width >> 8);
  png[19] = (guint8) width;
  png[23] = 60;
  return g_base64_encode (png, length);
}

static GBytes *
captcha (const char *uri, const char *cid, const char *data, gboolean inside)
{
  g_autofree char *bits = g_strdup_printf ("<data xmlns='urn:xmpp:bob' cid='%s' type='image/png'>%s</data>", cid, data);
  g_autofree char *query = g_strdup_printf (
    "<x xmlns='jabber:x:data'><field var='ocr' type='text-single'><media xmlns='urn:xmpp:media-element'>"
    "<uri type='image/png'>http://evil.test/x.png</uri><uri type='image/png'>%s</uri></media></field></x>%s",
    uri, inside ? bits : "");
  g_autoptr (BalXForm) form = parse (query, inside ? "" : bits);
  GBytes *image = field (form, 0)->image;

  return image != NULL ? g_bytes_ref (image) : NULL;
}

static void
test_captcha (void)
{
  g_autofree char *good = picture (200, 1000);
  g_autofree char *wide = picture (1000000, 1000);
  g_autofree char *empty = picture (0, 1000);
  g_autofree char *heavy = picture (200, BAL_LIMIT_CAPTCHA_BYTES + 1);
  g_autofree char *full = picture (200, BAL_LIMIT_CAPTCHA_BYTES);
  g_autoptr (GBytes) inside = captcha ("cid:a@bob", "a@bob", good, TRUE);
  g_autoptr (GBytes) beside = captcha ("cid:a@bob", "a@bob", good, FALSE);
  g_autoptr (GBytes) largest = captcha ("cid:a@bob", "a@bob", full, FALSE);

  g_assert_cmpuint (g_bytes_get_size (inside), ==, 1000);
  g_assert_cmpuint (g_bytes_get_size (beside), ==, 1000);
  g_assert_cmpuint (g_bytes_get_size (largest), ==, BAL_LIMIT_CAPTCHA_BYTES);
  g_assert_null (captcha ("cid:a@bob", "b@bob", good, TRUE));
  g_assert_null (captcha ("https://a.test/a@bob", "a@bob", good, TRUE));
  g_assert_null (captcha ("cid:a@bob", "a@bob", wide, TRUE));
  g_assert_null (captcha ("cid:a@bob", "a@bob", empty, TRUE));
  g_assert_null (captcha ("cid:a@bob", "a@bob", heavy, TRUE));
  g_assert_null (captcha ("cid:a@bob", "a@bob", "", TRUE));
  g_assert_null (captcha ("cid:a@bob", "a@bob", "%%% not base64 %%%", TRUE));
}

static void
test_limits (void)
{
  g_autoptr (GString) x = g_string_new ("<x xmlns='jabber:x:data'>");
  g_autoptr (BalXForm) form = NULL;

  for (int i = 0; i < 600; i++)
    g_string_append_printf (x, "<field var='f%d'/>", i);
  g_string_append (x, "</x>");
  form = parse (x->str, "");
  g_assert_cmpuint (form->fields->len, ==, BAL_LIMIT_FORM_FIELDS);
}

static void
test_nothing (void)
{
  g_autoptr (BalXForm) form = parse ("", "");
  g_autofree char *answer = bal_xform_write_registration (form);

  g_assert_cmpuint (form->fields->len, ==, 0);
  g_assert_cmpstr (answer, ==, "<query xmlns='" REGISTER "'></query>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form/plain", test_plain);
  g_test_add_func ("/form/urls", test_urls);
  g_test_add_func ("/form/data", test_data);
  g_test_add_func ("/form/captcha", test_captcha);
  g_test_add_func ("/form/limits", test_limits);
  g_test_add_func ("/form/nothing", test_nothing);
  return g_test_run ();
}
