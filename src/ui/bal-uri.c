#include "ui/bal-uri.h"

#include <string.h>

/* Longer URIs are nothing that a person has seen. */
#define MAX_URI 4096

/* The decoded value of @key in "verb;key=value;key=value"; NULL for none. */
static char *
get_parameter (char **parts, const char *key)
{
  for (guint i = 1; parts[i]; i++)
    {
      const char *equals = strchr (parts[i], '=');

      if (equals && (gsize) (equals - parts[i]) == strlen (key) && g_str_has_prefix (parts[i], key))
        return g_uri_unescape_string (equals + 1, NULL);
    }
  return NULL;
}

BalUri *
bal_uri_parse (const char *text)
{
  g_auto(GStrv) halves = NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree char *jid = NULL;
  char *slash;
  BalUri *uri;

  if (strlen (text) > MAX_URI || g_ascii_strncasecmp (text, "xmpp:", 5) != 0 || !text[5])
    return NULL;
  halves = g_strsplit (text + 5, "?", 2);
  /* "xmpp://account/person" names the account that shall be used; the person is what matters here. */
  jid = g_uri_unescape_string (g_str_has_prefix (halves[0], "//") && strchr (halves[0] + 2, '/')
                                   ? strchr (halves[0] + 2, '/') + 1
                                   : halves[0],
                               NULL);
  if (!jid || !g_utf8_validate (jid, -1, NULL) || !*jid)
    return NULL;
  slash = strchr (jid, '/');
  if (slash)
    *slash = '\0';
  parts = g_strsplit (halves[1] ? halves[1] : "", ";", -1);
  uri = g_new0 (BalUri, 1);
  uri->jid = g_steal_pointer (&jid);
  uri->verb = g_strv_length (parts) > 0 && (g_str_equal (parts[0], "roster") || g_str_equal (parts[0], "subscribe"))
                  ? BAL_URI_ROSTER
                  : BAL_URI_MESSAGE;
  if (g_strv_length (parts) > 0 && g_str_equal (parts[0], "message"))
    uri->body = get_parameter (parts, "body");
  return uri;
}

void
bal_uri_free (BalUri *uri)
{
  g_free (uri->jid);
  g_free (uri->body);
  g_free (uri);
}
