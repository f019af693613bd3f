#include "xmpp/bal-stanza.h"

#include <string.h>
#include "util/bal-limits.h"

const char *
bal_stanza_name (xmpp_stanza_t *stanza)
{
  return stanza != NULL ? xmpp_stanza_get_name (stanza) : NULL;
}

const char *
bal_stanza_ns (xmpp_stanza_t *stanza)
{
  return stanza != NULL ? xmpp_stanza_get_ns (stanza) : NULL;
}

gboolean
bal_stanza_is (xmpp_stanza_t *stanza, const char *name, const char *ns)
{
  if (stanza == NULL || !xmpp_stanza_is_tag (stanza))
    return FALSE;
  if (name != NULL && g_strcmp0 (xmpp_stanza_get_name (stanza), name) != 0)
    return FALSE;
  return g_strcmp0 (xmpp_stanza_get_ns (stanza), ns) == 0;
}

static xmpp_stanza_t *
skip_text (xmpp_stanza_t *stanza)
{
  while (stanza != NULL && !xmpp_stanza_is_tag (stanza))
    stanza = xmpp_stanza_get_next (stanza);
  return stanza;
}

xmpp_stanza_t *
bal_stanza_first (xmpp_stanza_t *stanza)
{
  return stanza != NULL ? skip_text (xmpp_stanza_get_children (stanza)) : NULL;
}

xmpp_stanza_t *
bal_stanza_next (xmpp_stanza_t *element)
{
  return element != NULL ? skip_text (xmpp_stanza_get_next (element)) : NULL;
}

xmpp_stanza_t *
bal_stanza_child (xmpp_stanza_t *stanza, const char *name, const char *ns)
{
  xmpp_stanza_t *child = bal_stanza_first (stanza);

  while (child != NULL && !bal_stanza_is (child, name, ns))
    child = bal_stanza_next (child);
  return child;
}

const char *
bal_stanza_attr (xmpp_stanza_t *stanza, const char *name)
{
  return stanza != NULL ? xmpp_stanza_get_attribute (stanza, name) : NULL;
}

const char *
bal_stanza_id_attr (xmpp_stanza_t *stanza, const char *name)
{
  const char *id = bal_stanza_attr (stanza, name);

  if (id == NULL || *id == '\0' || strnlen (id, BAL_LIMIT_ID + 1) > BAL_LIMIT_ID)
    return NULL;
  return id;
}

static void
cut (GString *text, gsize max)
{
  if (text->len <= max)
    return;
  g_string_truncate (text, g_utf8_find_prev_char (text->str, text->str + max + 1) - text->str);
}

char *
bal_stanza_dup_text (xmpp_stanza_t *stanza, gsize max)
{
  GString *text;

  if (stanza == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (xmpp_stanza_t *c = xmpp_stanza_get_children (stanza); c != NULL; c = xmpp_stanza_get_next (c))
    if (xmpp_stanza_is_text (c))
      g_string_append (text, xmpp_stanza_get_text_ptr (c));
  cut (text, max);
  return g_string_free (text, FALSE);
}

char *
bal_stanza_dup_child_text (xmpp_stanza_t *stanza, const char *name, const char *ns, gsize max)
{
  return bal_stanza_dup_text (bal_stanza_child (stanza, name, ns), max);
}

const char *
bal_stanza_error (xmpp_stanza_t *stanza, const char **type, char **text)
{
  xmpp_stanza_t *error = bal_stanza_child (stanza, "error", BAL_NS_CLIENT);
  const char *condition = "undefined-condition";

  for (xmpp_stanza_t *c = bal_stanza_first (error); c != NULL; c = bal_stanza_next (c))
    if (bal_stanza_is (c, NULL, BAL_NS_STANZAS) && strcmp (bal_stanza_name (c), "text") != 0)
      {
        condition = bal_stanza_name (c);
        break;
      }
  if (type != NULL)
    *type = bal_stanza_attr (error, "type");
  if (text != NULL)
    *text = bal_stanza_dup_child_text (error, "text", BAL_NS_STANZAS, BAL_LIMIT_STATUS);
  return condition;
}
