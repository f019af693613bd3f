#define G_LOG_DOMAIN "bal-tray-tree"

#include "desktop/bal-tray-tree.h"

#include "util/bal-limits.h"
#include "util/bal-text.h"

struct _BalTrayNode {
  int id;
  char *action;
  gboolean clickable;
  GHashTable *props;   /* name → GVariant */
  GPtrArray *children; /* BalTrayNode */
};

struct _BalTrayTree {
  BalTrayNode *root;
  GHashTable *nodes; /* id → BalTrayNode of the tree */
  GHashTable *ids;   /* action → id, for ever */
  int last_id;
};

static void
node_free (BalTrayNode *node)
{
  g_free (node->action);
  g_hash_table_unref (node->props);
  g_ptr_array_unref (node->children);
  g_free (node);
}

static BalTrayNode *
node_new (int id, const char *action)
{
  BalTrayNode *node = g_new0 (BalTrayNode, 1);

  node->id = id;
  node->action = g_strdup (action);
  node->props = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) g_variant_unref);
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  return node;
}

static void
set_prop (BalTrayNode *node, const char *name, GVariant *value)
{
  g_hash_table_insert (node->props, (char *) name, g_variant_ref_sink (value));
}

static int
id_of (BalTrayTree *self, const char *action)
{
  int id = GPOINTER_TO_INT (g_hash_table_lookup (self->ids, action));

  if (id == 0)
    {
      id = ++self->last_id;
      g_hash_table_insert (self->ids, g_strdup (action), GINT_TO_POINTER (id));
    }
  return id;
}

/* dbusmenu takes one underscore for the mark of an access key. */
static GVariant *
label_variant (const char *label)
{
  g_autofree char *line = bal_text_line (label, BAL_TRAY_TEXT);
  g_auto(GStrv) parts = g_strsplit (line, "_", -1);

  return g_variant_new_take_string (g_strjoinv ("__", parts));
}

static void
set_toggle (BalTrayNode *node, const BalTrayItem *item)
{
  static const char *const types[] = {
    [BAL_TRAY_ITEM_CHECK] = "checkmark",
    [BAL_TRAY_ITEM_RADIO] = "radio",
    [BAL_TRAY_ITEM_SEPARATOR] = NULL,
  };

  if (!types[item->kind])
    return;
  set_prop (node, "toggle-type", g_variant_new_string (types[item->kind]));
  set_prop (node, "toggle-state", g_variant_new_int32 (item->checked ? 1 : 0));
}

static void
fill_node (BalTrayNode *node, const BalTrayItem *item)
{
  set_prop (node, "visible", g_variant_new_boolean (TRUE));
  set_prop (node, "enabled", g_variant_new_boolean (!item->disabled));
  if (item->kind == BAL_TRAY_ITEM_SEPARATOR)
    {
      set_prop (node, "type", g_variant_new_string ("separator"));
      return;
    }
  set_prop (node, "label", label_variant (item->label));
  set_toggle (node, item);
  if (item->n_children > 0)
    set_prop (node, "children-display", g_variant_new_string ("submenu"));
  node->clickable = !item->disabled && item->n_children == 0;
}

static void
add_items (BalTrayTree *self, BalTrayNode *parent, const BalTrayItem *items, gsize n, guint depth)
{
  if (depth > BAL_TRAY_DEPTH)
    return;
  for (gsize i = 0; i < n && g_hash_table_size (self->nodes) <= BAL_TRAY_ITEMS; i++)
    {
      g_autofree char *separator = g_strdup_printf ("\1%d %" G_GSIZE_FORMAT, parent->id, i);
      const char *action = items[i].kind == BAL_TRAY_ITEM_SEPARATOR ? separator : items[i].action;
      BalTrayNode *node;

      g_return_if_fail (action != NULL);
      g_return_if_fail (!g_hash_table_contains (self->nodes,
                                                GINT_TO_POINTER (id_of (self, action))));
      node = node_new (id_of (self, action), action);
      fill_node (node, &items[i]);
      g_ptr_array_add (parent->children, node);
      g_hash_table_insert (self->nodes, GINT_TO_POINTER (node->id), node);
      add_items (self, node, items[i].children, items[i].n_children, depth + 1);
    }
}

static BalTrayNode *
start_tree (BalTrayTree *self)
{
  BalTrayNode *root = node_new (0, "");

  set_prop (root, "children-display", g_variant_new_string ("submenu"));
  g_hash_table_remove_all (self->nodes);
  g_hash_table_insert (self->nodes, GINT_TO_POINTER (0), root);
  return root;
}

static GVariant *
props_variant (BalTrayNode *node, const char *const *names)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, node->props);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!names || !names[0] || g_strv_contains (names, name))
      g_variant_builder_add (&builder, "{sv}", name, value);
  return g_variant_builder_end (&builder);
}

GVariant *
bal_tray_tree_layout (BalTrayNode *node, int depth, const char *const *names)
{
  g_auto(GVariantBuilder) children = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; depth != 0 && i < node->children->len; i++)
    g_variant_builder_add (&children, "v",
                           bal_tray_tree_layout (g_ptr_array_index (node->children, i),
                                                 depth > 0 ? depth - 1 : -1, names));
  return g_variant_new ("(i@a{sv}av)", node->id, props_variant (node, names), &children);
}

void
bal_tray_tree_add_props (BalTrayNode *node, const char *const *names, GVariantBuilder *builder)
{
  g_variant_builder_add (builder, "(i@a{sv})", node->id, props_variant (node, names));
}

static gboolean
same_shape (BalTrayNode *a, BalTrayNode *b)
{
  if (a->id != b->id || a->children->len != b->children->len
      || g_hash_table_size (a->props) != g_hash_table_size (b->props))
    return FALSE;
  for (guint i = 0; i < a->children->len; i++)
    if (!same_shape (g_ptr_array_index (a->children, i), g_ptr_array_index (b->children, i)))
      return FALSE;
  return TRUE;
}

static gboolean
same_props (BalTrayNode *a, BalTrayNode *b)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, a->props);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      GVariant *other = g_hash_table_lookup (b->props, name);

      if (!other || !g_variant_equal (value, other))
        return FALSE;
    }
  return TRUE;
}

static guint
add_changes (GVariantBuilder *builder, BalTrayNode *old, BalTrayNode *new)
{
  guint n = 0;

  if (!same_props (old, new))
    {
      bal_tray_tree_add_props (new, NULL, builder);
      n++;
    }
  for (guint i = 0; i < new->children->len; i++)
    n += add_changes (builder, g_ptr_array_index (old->children, i),
                      g_ptr_array_index (new->children, i));
  return n;
}

BalTrayTree *
bal_tray_tree_new (void)
{
  BalTrayTree *self = g_new0 (BalTrayTree, 1);

  self->nodes = g_hash_table_new (NULL, NULL);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->root = start_tree (self);
  return self;
}

void
bal_tray_tree_free (BalTrayTree *self)
{
  node_free (self->root);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->ids);
  g_free (self);
}

BalTrayChange
bal_tray_tree_set (BalTrayTree *self,
                   const BalTrayItem *items,
                   gsize n_items,
                   GVariantBuilder *changes)
{
  BalTrayNode *old = self->root;
  BalTrayChange change = BAL_TRAY_CHANGE_LAYOUT;

  self->root = start_tree (self);
  add_items (self, self->root, items, n_items, 1);
  if (same_shape (old, self->root))
    change = add_changes (changes, old, self->root) > 0 ? BAL_TRAY_CHANGE_PROPS
                                                        : BAL_TRAY_CHANGE_NONE;
  node_free (old);
  return change;
}

BalTrayNode *
bal_tray_tree_find (BalTrayTree *self, int id)
{
  return g_hash_table_lookup (self->nodes, GINT_TO_POINTER (id));
}

void
bal_tray_tree_add_all_props (BalTrayTree *self,
                             const char *const *names,
                             GVariantBuilder *builder)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    bal_tray_tree_add_props (node, names, builder);
}

GVariant *
bal_tray_tree_get_prop (BalTrayNode *node, const char *name)
{
  return g_hash_table_lookup (node->props, name);
}

char *
bal_tray_tree_dup_click (BalTrayNode *node)
{
  return node->clickable ? g_strdup (node->action) : NULL;
}
