#include "stanza-fixture.h"

static xmpp_ctx_t *
get_context (void)
{
  static xmpp_ctx_t *context;

  if (context == NULL)
    context = xmpp_ctx_new (NULL, NULL);
  return context;
}

/* The parser has no stream around it that would say what the default namespace is. */
xmpp_stanza_t *
fixture_try_stanza (const char *xml)
{
  const char *end = xml + 1;
  g_autofree char *text = NULL;

  if (*xml != '<')
    return NULL;
  while (g_ascii_isalpha (*end))
    end++;
  text = g_strdup_printf ("%.*s xmlns='jabber:client'%s", (int) (end - xml), xml, end);
  return xmpp_stanza_new_from_string (get_context (), text);
}

xmpp_stanza_t *
fixture_stanza (const char *format, ...)
{
  g_autofree char *xml = NULL;
  xmpp_stanza_t *stanza;
  va_list arguments;

  va_start (arguments, format);
  xml = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  stanza = fixture_try_stanza (xml);
  if (stanza == NULL)
    g_error ("not well-formed: %s", xml);
  return stanza;
}

void
fixture_stanza_release (FixtureStanza *stanza)
{
  xmpp_stanza_release (stanza);
}
