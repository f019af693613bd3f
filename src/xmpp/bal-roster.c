#include "xmpp/bal-roster.h"

#include <stdlib.h>
#include <string.h>
#include "util/bal-limits.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"

static const char *const subscriptions[] = {
  [BAL_ROSTER_NONE] = "none", [BAL_ROSTER_TO] = "to",         [BAL_ROSTER_FROM] = "from",
  [BAL_ROSTER_BOTH] = "both", [BAL_ROSTER_REMOVE] = "remove",
};

void
bal_roster_item_free (BalRosterItem *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->jid, bal_jid_unref);
  g_free (self->name);
  g_strfreev (self->groups);
  g_free (self);
}

static int
compare_groups (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
parse_groups (xmpp_stanza_t *item)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree gpointer *keys = NULL;
  guint length;
  GStrv groups;

  for (xmpp_stanza_t *c = bal_stanza_first (item); c != NULL; c = bal_stanza_next (c))
    {
      g_autofree char *group = NULL;

      if (!bal_stanza_is (c, "group", BAL_NS_ROSTER) || g_hash_table_size (seen) >= BAL_LIMIT_GROUPS)
        continue;
      group = g_strstrip (bal_stanza_dup_text (c, BAL_LIMIT_NAME));
      if (*group != '\0')
        g_hash_table_add (seen, g_steal_pointer (&group));
    }
  groups = (GStrv) g_hash_table_get_keys_as_array (seen, &length);
  g_hash_table_steal_all (seen);
  qsort (groups, length, sizeof (char *), compare_groups);
  return groups;
}

static BalRosterSubscription
parse_subscription (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (subscriptions); i++)
    if (g_strcmp0 (text, subscriptions[i]) == 0)
      return (BalRosterSubscription) i;
  return BAL_ROSTER_NONE;
}

static BalRosterItem *
parse_item (xmpp_stanza_t *stanza)
{
  g_autoptr (BalJid) jid = bal_jid_new (bal_stanza_attr (stanza, "jid"), NULL);
  const char *name = bal_stanza_attr (stanza, "name");
  BalRosterItem *item;

  if (jid == NULL)
    return NULL;
  item = g_new0 (BalRosterItem, 1);
  item->jid = bal_jid_dup_bare (jid);
  if (name != NULL && *name != '\0')
    item->name = g_utf8_make_valid (name, (gssize) strnlen (name, BAL_LIMIT_NAME));
  item->groups = parse_groups (stanza);
  item->subscription = parse_subscription (bal_stanza_attr (stanza, "subscription"));
  item->ask = g_strcmp0 (bal_stanza_attr (stanza, "ask"), "subscribe") == 0;
  return item;
}

GPtrArray *
bal_roster_parse (xmpp_stanza_t *query)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) bal_roster_item_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (bal_jid_hash, bal_jid_equal);

  for (xmpp_stanza_t *c = bal_stanza_first (query); c != NULL; c = bal_stanza_next (c))
    {
      g_autoptr (BalRosterItem) item = NULL;

      if (!bal_stanza_is (c, "item", BAL_NS_ROSTER) || items->len >= BAL_LIMIT_ROSTER)
        continue;
      item = parse_item (c);
      if (item == NULL || item->subscription == BAL_ROSTER_REMOVE || !g_hash_table_add (seen, item->jid))
        continue;
      g_ptr_array_add (items, g_steal_pointer (&item));
    }
  return items;
}

BalRosterItem *
bal_roster_parse_push (xmpp_stanza_t *query)
{
  xmpp_stanza_t *item = bal_stanza_child (query, "item", BAL_NS_ROSTER);

  if (item == NULL || bal_stanza_first (query) != item || bal_stanza_next (item) != NULL)
    return NULL;
  return parse_item (item);
}

char *
bal_roster_write_get (const char *version)
{
  GString *xml = g_string_new (NULL);

  bal_xml_empty (xml, "query", "xmlns", BAL_NS_ROSTER, "ver", version, NULL);
  return g_string_free (xml, FALSE);
}

char *
bal_roster_write_set (const BalJid *jid, const char *name, const char *const *groups)
{
  GString *xml = g_string_new (NULL);

  bal_xml_open (xml, "query", "xmlns", BAL_NS_ROSTER, NULL);
  bal_xml_open (xml, "item", "jid", bal_jid_get_bare (jid), "name", name, NULL);
  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    bal_xml_leaf (xml, "group", groups[i], NULL);
  bal_xml_close (xml, "item");
  bal_xml_close (xml, "query");
  return g_string_free (xml, FALSE);
}

char *
bal_roster_write_remove (const BalJid *jid)
{
  GString *xml = g_string_new (NULL);

  bal_xml_open (xml, "query", "xmlns", BAL_NS_ROSTER, NULL);
  bal_xml_empty (xml, "item", "jid", bal_jid_get_bare (jid), "subscription", "remove", NULL);
  bal_xml_close (xml, "query");
  return g_string_free (xml, FALSE);
}
