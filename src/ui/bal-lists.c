#include "ui/bal-lists.h"

#include "ui/bal-order.h"
#include "ui/bal-watch.h"

#include <string.h>

struct _BalLists
{
  GObject parent;
  BalClient *client;
  GListModel *chats, *all_contacts, *contacts, *results;
  GtkSorter *conversation_sorter, *group_sorter, *contact_sorter;
  GtkFilter *filter;
  BalWatch *conversation_watch, *contact_watch;
  char *folded; /* what is searched for, case-folded; NULL for no search */
};

G_DEFINE_FINAL_TYPE (BalLists, bal_lists, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *const conversation_properties[] = { "time", NULL };
static const char *const contact_properties[] = { "presence", "display-name", "groups", NULL };

static void
on_conversations_changed (gpointer data)
{
  BalLists *self = data;

  gtk_sorter_changed (self->conversation_sorter, GTK_SORTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_contacts_changed (gpointer data)
{
  BalLists *self = data;

  gtk_sorter_changed (self->group_sorter, GTK_SORTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->contact_sorter, GTK_SORTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gpointer
contacts_of_account (gpointer account, gpointer data)
{
  GListModel *contacts = g_object_ref (bal_account_get_contacts (account));

  g_object_unref (account);
  return contacts;
}

static GListModel *
flatten_contacts (BalClient *client)
{
  GListModel *accounts = g_object_ref (bal_client_get_accounts (client));
  GtkMapListModel *map = gtk_map_list_model_new (accounts, contacts_of_account, NULL, NULL);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (map)));
}

static gboolean
matches (gpointer item, gpointer data)
{
  BalLists *self = data;
  g_autofree char *all = NULL;
  g_autofree char *folded = NULL;

  if (!self->folded)
    return TRUE;
  if (BAL_IS_CONTACT (item))
    return bal_contact_matches (item, self->folded);
  if (bal_conversation_get_contact (item))
    return bal_contact_matches (bal_conversation_get_contact (item), self->folded);
  all = g_strjoin (" ", bal_conversation_get_title (item), bal_conversation_get_jid (item), NULL);
  folded = g_utf8_casefold (all, -1);
  return strstr (folded, self->folded) != NULL;
}

static GListModel *
filtered (BalLists *self, GListModel *model)
{
  return G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (model), g_object_ref (self->filter)));
}

static GListModel *
make_results (BalLists *self)
{
  g_autoptr(GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr(GListModel) some_chats = filtered (self, self->chats);
  g_autoptr(GListModel) some_contacts = filtered (self, self->contacts);

  g_list_store_append (parts, some_chats);
  g_list_store_append (parts, some_contacts);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts))));
}

static GtkSortListModel *
sorted (GListModel *model, GtkSorter *sorter)
{
  return gtk_sort_list_model_new (g_object_ref (model), g_object_ref (sorter));
}

static GtkFilterChange
compare_searches (const char *before, const char *after)
{
  if (before && after && strstr (after, before))
    return GTK_FILTER_CHANGE_MORE_STRICT;
  if (before && after && strstr (before, after))
    return GTK_FILTER_CHANGE_LESS_STRICT;
  return GTK_FILTER_CHANGE_DIFFERENT;
}

static void
bal_lists_dispose (GObject *object)
{
  BalLists *self = BAL_LISTS (object);

  g_clear_object (&self->conversation_watch);
  g_clear_object (&self->contact_watch);
  g_clear_object (&self->results);
  g_clear_object (&self->contacts);
  g_clear_object (&self->all_contacts);
  g_clear_object (&self->chats);
  g_clear_object (&self->conversation_sorter);
  g_clear_object (&self->group_sorter);
  g_clear_object (&self->contact_sorter);
  g_clear_object (&self->filter);
  g_clear_object (&self->client);
  g_clear_pointer (&self->folded, g_free);
  G_OBJECT_CLASS (bal_lists_parent_class)->dispose (object);
}

static void
bal_lists_class_init (BalListsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bal_lists_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", BAL_TYPE_LISTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
bal_lists_init (BalLists *self)
{
  self->conversation_sorter = bal_order_conversations ();
  self->group_sorter = bal_order_groups ();
  self->contact_sorter = bal_order_contacts ();
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
}

BalLists *
bal_lists_new (BalClient *client)
{
  BalLists *self = g_object_new (BAL_TYPE_LISTS, NULL);
  GListModel *conversations = bal_client_get_conversations (client);
  GtkSortListModel *contacts;

  self->client = g_object_ref (client);
  self->chats = G_LIST_MODEL (sorted (conversations, self->conversation_sorter));
  self->all_contacts = flatten_contacts (client);
  contacts = sorted (self->all_contacts, self->contact_sorter);
  gtk_sort_list_model_set_section_sorter (contacts, self->group_sorter);
  self->contacts = G_LIST_MODEL (contacts);
  self->results = make_results (self);
  self->conversation_watch =
      bal_watch_new (conversations, conversation_properties, on_conversations_changed, self);
  self->contact_watch = bal_watch_new (self->all_contacts, contact_properties, on_contacts_changed, self);
  return self;
}

GListModel *
bal_lists_get_chats (BalLists *self)
{
  return self->chats;
}

GListModel *
bal_lists_get_contacts (BalLists *self)
{
  return self->contacts;
}

GListModel *
bal_lists_get_results (BalLists *self)
{
  return self->results;
}

gboolean
bal_lists_has_groups (BalLists *self)
{
  guint n = g_list_model_get_n_items (self->all_contacts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BalContact) contact = g_list_model_get_item (self->all_contacts, i);
      if (bal_contact_get_groups (contact)[0])
        return TRUE;
    }
  return FALSE;
}

gboolean
bal_lists_search (BalLists *self, const char *text)
{
  g_autofree char *words = g_strstrip (g_strdup (text ? text : ""));
  g_autofree char *before = g_steal_pointer (&self->folded);

  self->folded = *words ? g_utf8_casefold (words, -1) : NULL;
  gtk_filter_changed (self->filter, compare_searches (before, self->folded));
  return self->folded != NULL;
}

gboolean
bal_lists_is_searching (BalLists *self)
{
  return self->folded != NULL;
}
