#include "ui/bal-order.h"

#include "core/bal-conversation.h"

static GtkOrdering
from_difference (gint64 difference)
{
  return difference < 0 ? GTK_ORDERING_SMALLER : difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
}

static int
compare_conversations (gconstpointer a, gconstpointer b, gpointer data)
{
  BalConversation *first = BAL_CONVERSATION ((gpointer) a);
  BalConversation *second = BAL_CONVERSATION ((gpointer) b);
  gint64 later = bal_conversation_get_time (second) - bal_conversation_get_time (first);

  return from_difference (later ? later : bal_conversation_get_id (first) - bal_conversation_get_id (second));
}

typedef struct
{
  char *name;
  char *key;
} Collated;

static void
collated_free (gpointer data)
{
  Collated *collated = data;

  g_free (collated->name);
  g_free (collated->key);
  g_free (collated);
}

/* The collation key of a name, kept with the contact because sorting asks for it a dozen times. */
static const char *
collation_key (gpointer contact, const char *slot, const char *name)
{
  Collated *collated = g_object_get_data (contact, slot);

  if (collated && g_str_equal (collated->name, name))
    return collated->key;
  collated = g_new0 (Collated, 1);
  collated->name = g_strdup (name);
  collated->key = g_utf8_collate_key (name, -1);
  g_object_set_data_full (contact, slot, collated, collated_free);
  return collated->key;
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer data)
{
  const char *first = bal_contact_get_groups ((gpointer) a)[0];
  const char *second = bal_contact_get_groups ((gpointer) b)[0];

  if (!first || !second)
    return from_difference ((first == NULL) - (second == NULL));
  return from_difference (strcmp (collation_key ((gpointer) a, "bal-group-key", first),
                                  collation_key ((gpointer) b, "bal-group-key", second)));
}

static gboolean
is_away (gconstpointer contact)
{
  return bal_contact_get_presence ((gpointer) contact) == BAL_PRESENCE_OFFLINE;
}

static int
compare_contacts (gconstpointer a, gconstpointer b, gpointer data)
{
  const char *first, *second;

  if (is_away (a) != is_away (b))
    return from_difference (is_away (a) - is_away (b));
  first = collation_key ((gpointer) a, "bal-name-key", bal_contact_get_display_name ((gpointer) a));
  second = collation_key ((gpointer) b, "bal-name-key", bal_contact_get_display_name ((gpointer) b));
  return from_difference (strcmp (first, second));
}

GtkSorter *
bal_order_conversations (void)
{
  return GTK_SORTER (gtk_custom_sorter_new (compare_conversations, NULL, NULL));
}

GtkSorter *
bal_order_groups (void)
{
  return GTK_SORTER (gtk_custom_sorter_new (compare_groups, NULL, NULL));
}

GtkSorter *
bal_order_contacts (void)
{
  return GTK_SORTER (gtk_custom_sorter_new (compare_contacts, NULL, NULL));
}
