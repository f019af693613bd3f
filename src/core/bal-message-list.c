#include "core/bal-core-private.h"

#define PAGE 60
#define WINDOW 600 /* messages kept; beyond it the far end is cut by a page or more */

struct _BalMessageList
{
  GObject parent_instance;
  BalStore *store;
  gint64 conversation;
  GPtrArray *messages;  /* BalMessage, by (sort, id) */
  GHashTable *by_id;    /* gint64 * inside -> BalMessage */
  gboolean at_start;
  gboolean at_end;
  gboolean following;
};

enum { PROP_AT_START = 1, PROP_AT_END, N_PROPS };

static GParamSpec *props[N_PROPS];

static void bal_message_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BalMessageList, bal_message_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bal_message_list_iface_init))

static GType
get_item_type (GListModel *model)
{
  return BAL_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return BAL_MESSAGE_LIST (model)->messages->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BalMessageList *self = BAL_MESSAGE_LIST (model);

  return position < self->messages->len ? g_object_ref (self->messages->pdata[position]) : NULL;
}

static void
bal_message_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
bal_message_list_finalize (GObject *object)
{
  BalMessageList *self = BAL_MESSAGE_LIST (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->messages);
  g_object_unref (self->store);
  G_OBJECT_CLASS (bal_message_list_parent_class)->finalize (object);
}

static void
bal_message_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalMessageList *self = BAL_MESSAGE_LIST (object);

  switch (id)
    {
    case PROP_AT_START: g_value_set_boolean (value, self->at_start); break;
    case PROP_AT_END: g_value_set_boolean (value, self->at_end); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_message_list_class_init (BalMessageListClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->finalize = bal_message_list_finalize;
  object->get_property = bal_message_list_get_property;
  props[PROP_AT_START] = g_param_spec_boolean ("at-start", NULL, NULL, FALSE, flags);
  props[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
bal_message_list_init (BalMessageList *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->following = TRUE;
}

static void
set_ends (BalMessageList *self, gboolean at_start, gboolean at_end)
{
  if (self->at_start != at_start)
    {
      self->at_start = at_start;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_START]);
    }
  if (self->at_end != at_end)
    {
      self->at_end = at_end;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_END]);
    }
}

static int
compare (BalMessage *a, BalMessage *b)
{
  gint64 x = bal_message_get_sort (a), y = bal_message_get_sort (b);

  if (x != y)
    return x < y ? -1 : 1;
  return (bal_message_get_id (a) > bal_message_get_id (b)) - (bal_message_get_id (a) < bal_message_get_id (b));
}

static void
insert (BalMessageList *self, guint position, BalMessage *message)
{
  gint64 id = bal_message_get_id (message);

  g_ptr_array_insert (self->messages, (int) position, g_object_ref (message));
  g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), message);
}

static void
cut (BalMessageList *self, guint position, guint n)
{
  for (guint i = position; i < position + n; i++)
    {
      gint64 id = bal_message_get_id (self->messages->pdata[i]);

      g_hash_table_remove (self->by_id, &id);
    }
  g_ptr_array_remove_range (self->messages, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

static GPtrArray *
read_page (BalMessageList *self, BalStorePageWay way, BalMessage *from, guint limit)
{
  BalStorePage page = {
    .conversation = self->conversation,
    .way = way,
    .sort = from != NULL ? bal_message_get_sort (from) : 0,
    .id = from != NULL ? bal_message_get_id (from) : 0,
    .limit = limit,
  };
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = bal_store_message_page (self->store, &page, &error);

  if (rows == NULL)
    {
      g_debug ("no page: %s", error->message);
      rows = g_ptr_array_new ();
    }
  return rows;
}

/* Whether nothing is left beyond @rows, which were asked for with @way: a page can be short because its texts are long. */
static gboolean
is_last_page (BalMessageList *self, BalStorePageWay way, GPtrArray *rows)
{
  g_autoptr (BalMessage) edge = NULL;
  g_autoptr (GPtrArray) next = NULL;

  if (rows->len == 0 || rows->len >= PAGE)
    return rows->len == 0;
  edge = bal_message_new (rows->pdata[way == BAL_STORE_PAGE_AFTER ? rows->len - 1 : 0]);
  next = read_page (self, way, edge, 1);
  return next->len == 0;
}

/* Puts @rows at @position, leaving out what is there already. */
static guint
splice (BalMessageList *self, guint position, GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      BalStoreMessage *row = rows->pdata[i];
      g_autoptr (BalMessage) message = NULL;

      if (g_hash_table_contains (self->by_id, &row->id))
        continue;
      message = bal_message_new (row);
      insert (self, position + n++, message);
    }
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
  return n;
}

guint
bal_message_list_load_older (BalMessageList *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  guint n;

  if (self->at_start || self->messages->len == 0)
    return 0;
  rows = read_page (self, BAL_STORE_PAGE_BEFORE, self->messages->pdata[0], PAGE);
  n = splice (self, 0, rows);
  if (self->messages->len > WINDOW)
    {
      cut (self, WINDOW - PAGE, self->messages->len - (WINDOW - PAGE));
      set_ends (self, self->at_start, FALSE);
    }
  set_ends (self, is_last_page (self, BAL_STORE_PAGE_BEFORE, rows), self->at_end);
  return n;
}

guint
bal_message_list_load_newer (BalMessageList *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  guint n;

  if (self->at_end || self->messages->len == 0)
    return 0;
  rows = read_page (self, BAL_STORE_PAGE_AFTER, self->messages->pdata[self->messages->len - 1], PAGE);
  n = splice (self, self->messages->len, rows);
  if (self->messages->len > WINDOW)
    {
      cut (self, 0, self->messages->len - (WINDOW - PAGE));
      set_ends (self, FALSE, self->at_end);
    }
  set_ends (self, self->at_start, is_last_page (self, BAL_STORE_PAGE_AFTER, rows));
  return n;
}

/* One items-changed for all: old out, new in. */
static void
replace (BalMessageList *self, GPtrArray *rows)
{
  guint removed = self->messages->len;

  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->messages, 0);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (BalMessage) message = bal_message_new (rows->pdata[i]);

      insert (self, i, message);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, rows->len);
}

void
bal_message_list_load_end (BalMessageList *self)
{
  g_autoptr (GPtrArray) rows = read_page (self, BAL_STORE_PAGE_NEWEST, NULL, PAGE);

  replace (self, rows);
  set_ends (self, is_last_page (self, BAL_STORE_PAGE_BEFORE, rows), TRUE);
}

gboolean
bal_message_list_load_around (BalMessageList *self, gint64 id, guint *position)
{
  g_autoptr (BalStoreMessage) row = bal_store_message_get (self->store, id, NULL);
  g_autoptr (BalMessage) target = NULL;

  if (row == NULL || row->conversation != self->conversation)
    return FALSE;
  if (!g_hash_table_contains (self->by_id, &id))
    {
      g_autoptr (GPtrArray) rows = NULL;

      target = bal_message_new (row);
      rows = read_page (self, BAL_STORE_PAGE_AROUND, target, 2 * PAGE);
      replace (self, rows);
      set_ends (self, FALSE, FALSE); /* the next page tells */
    }
  for (guint i = 0; i < self->messages->len; i++)
    if (bal_message_get_id (self->messages->pdata[i]) == id)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

/* A full window gives way at the end that nobody looks at. */
static void
make_room (BalMessageList *self)
{
  if (self->messages->len <= WINDOW)
    return;
  if (self->following)
    {
      cut (self, 0, 2 * PAGE);
      set_ends (self, FALSE, self->at_end);
      return;
    }
  cut (self, self->messages->len - PAGE, PAGE);
  set_ends (self, self->at_start, FALSE);
}

void
bal_message_list_add (BalMessageList *self, BalMessage *message)
{
  gint64 id = bal_message_get_id (message);
  guint position = self->messages->len;

  if (!self->at_end || g_hash_table_contains (self->by_id, &id))
    return;
  while (position > 0 && compare (self->messages->pdata[position - 1], message) > 0)
    position--;
  if (position == 0 && self->messages->len > 0 && !self->at_start)
    return; /* older than the window */
  insert (self, position, message);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  make_room (self);
}

BalMessage *
bal_message_list_find (BalMessageList *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

void
bal_message_list_set_following (BalMessageList *self, gboolean following)
{
  self->following = following;
}

gboolean
bal_message_list_get_at_start (BalMessageList *self)
{
  return self->at_start;
}

gboolean
bal_message_list_get_at_end (BalMessageList *self)
{
  return self->at_end;
}

BalMessageList *
bal_message_list_new (BalStore *store, gint64 conversation)
{
  BalMessageList *self = g_object_new (BAL_TYPE_MESSAGE_LIST, NULL);

  self->store = g_object_ref (store);
  self->conversation = conversation;
  bal_message_list_load_end (self);
  return self;
}
