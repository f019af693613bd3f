#define G_LOG_DOMAIN "bal-tray-menu"

#include "desktop/bal-tray-menu.h"

#include "desktop/bal-tray-xml.h"
#include "util/bal-limits.h"

#define INTERFACE "com.canonical.dbusmenu"

typedef struct {
  int id;
  char *action;
  gboolean clickable;
  GHashTable *props; /* name → GVariant */
  GPtrArray *children;
} Node;

struct _BalTrayMenu {
  BalTrayMenuFunc func;
  gpointer user_data;

  GDBusConnection *connection;
  char *path;
  guint registration;

  Node *root;
  GHashTable *nodes; /* id → Node of the tree */
  GHashTable *ids;   /* action → id, for ever */
  int last_id;
  guint revision;
};

static void
node_free (Node *node)
{
  g_free (node->action);
  g_hash_table_unref (node->props);
  g_ptr_array_unref (node->children);
  g_free (node);
}

static Node *
node_new (int id, const char *action)
{
  Node *node = g_new0 (Node, 1);

  node->id = id;
  node->action = g_strdup (action);
  node->props = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) g_variant_unref);
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  return node;
}

static void
set_prop (Node *node, const char *name, GVariant *value)
{
  g_hash_table_insert (node->props, (char *) name, g_variant_ref_sink (value));
}

/* Building the tree. */

static int
id_of (BalTrayMenu *self, const char *action)
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
  g_autofree char *valid = g_utf8_make_valid (label ? label : "", -1);
  g_autofree char *cut = g_utf8_substring (valid, 0,
                                           MIN (g_utf8_strlen (valid, -1), BAL_TRAY_TEXT));
  g_auto(GStrv) parts = g_strsplit (cut, "_", -1);

  return g_variant_new_take_string (g_strjoinv ("__", parts));
}

static void
set_toggle (Node *node, const BalTrayItem *item)
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
fill_node (Node *node, const BalTrayItem *item)
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
add_items (BalTrayMenu *self, Node *parent, const BalTrayItem *items, gsize n, guint depth)
{
  if (depth > BAL_TRAY_DEPTH)
    return;
  for (gsize i = 0; i < n && g_hash_table_size (self->nodes) <= BAL_TRAY_ITEMS; i++)
    {
      g_autofree char *separator = g_strdup_printf ("\1%d %" G_GSIZE_FORMAT, parent->id, i);
      const char *action = items[i].kind == BAL_TRAY_ITEM_SEPARATOR ? separator : items[i].action;
      Node *node;

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

static Node *
start_tree (BalTrayMenu *self)
{
  Node *root = node_new (0, "");

  set_prop (root, "children-display", g_variant_new_string ("submenu"));
  g_hash_table_remove_all (self->nodes);
  g_hash_table_insert (self->nodes, GINT_TO_POINTER (0), root);
  return root;
}

/* Answers. */

static GVariant *
props_variant (Node *node, const char *const *names)
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

static GVariant *
layout_variant (Node *node, int depth, const char *const *names)
{
  g_auto(GVariantBuilder) children = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; depth != 0 && i < node->children->len; i++)
    g_variant_builder_add (&children, "v",
                           layout_variant (g_ptr_array_index (node->children, i),
                                           depth > 0 ? depth - 1 : -1, names));
  return g_variant_new ("(i@a{sv}av)", node->id, props_variant (node, names), &children);
}

static Node *
find_node (BalTrayMenu *self, int id)
{
  return g_hash_table_lookup (self->nodes, GINT_TO_POINTER (id));
}

static void
refuse_id (GDBusMethodInvocation *invocation, int id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                         "no menu entry %d", id);
}

static gboolean
refuse_many (GDBusMethodInvocation *invocation, gsize n)
{
  if (n <= BAL_TRAY_IDS)
    return FALSE;
  g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                 G_DBUS_ERROR_LIMITS_EXCEEDED, "too many");
  return TRUE;
}

static void
on_get_layout (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  int id, depth;
  Node *node;

  g_variant_get (args, "(ii^a&s)", &id, &depth, &names);
  node = find_node (self, id);
  if (!node)
    refuse_id (invocation, id);
  else if (!refuse_many (invocation, g_strv_length ((char **) names)))
    g_dbus_method_invocation_return_value (
        invocation,
        g_variant_new ("(u@(ia{sv}av))", self->revision, layout_variant (node, depth, names)));
}

static void
add_group (GVariantBuilder *builder, Node *node, const char *const *names)
{
  if (node)
    g_variant_builder_add (builder, "(i@a{sv})", node->id, props_variant (node, names));
}

static void
on_get_group_properties (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  g_autoptr(GVariant) ids = g_variant_get_child_value (args, 0);
  g_autofree const char **names = NULL;
  GHashTableIter iter;
  gpointer node;
  gsize n;
  const gint32 *id = g_variant_get_fixed_array (ids, &n, sizeof (gint32));

  g_variant_get_child (args, 1, "^a&s", &names);
  if (refuse_many (invocation, MAX (n, g_strv_length ((char **) names))))
    return;
  for (gsize i = 0; i < n; i++)
    add_group (&builder, find_node (self, id[i]), names);
  g_hash_table_iter_init (&iter, self->nodes);
  while (n == 0 && g_hash_table_iter_next (&iter, NULL, &node))
    add_group (&builder, node, names);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(ia{sv}))", &builder));
}

static void
on_get_property (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  const char *name;
  int id;
  Node *node;
  GVariant *value;

  g_variant_get (args, "(i&s)", &id, &name);
  node = find_node (self, id);
  value = node ? g_hash_table_lookup (node->props, name) : NULL;
  if (value)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
  else
    refuse_id (invocation, id);
}

/* The action is copied: the listener may replace the menu. */
static void
click (BalTrayMenu *self, Node *node)
{
  g_autofree char *action = node->clickable ? g_strdup (node->action) : NULL;

  if (action)
    self->func (action, self->user_data);
}

static void
on_event (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  const char *event;
  int id;
  Node *node;

  g_variant_get (args, "(i&svu)", &id, &event, NULL, NULL);
  node = find_node (self, id);
  if (!node)
    {
      refuse_id (invocation, id);
      return;
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (event, "clicked"))
    click (self, node);
}

/* A person chooses one entry at a time: of several clicks in one call the first counts. */
static void
on_event_group (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  g_auto(GVariantBuilder) errors = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_autoptr(GVariant) events = g_variant_get_child_value (args, 0);
  Node *clicked = NULL;

  if (refuse_many (invocation, g_variant_n_children (events)))
    return;
  for (gsize i = 0; i < g_variant_n_children (events); i++)
    {
      g_autoptr(GVariant) one = g_variant_get_child_value (events, i);
      const char *event;
      int id;
      Node *node;

      g_variant_get (one, "(i&svu)", &id, &event, NULL, NULL);
      node = find_node (self, id);
      if (!node)
        g_variant_builder_add (&errors, "i", id);
      else if (!clicked && g_str_equal (event, "clicked"))
        clicked = node;
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ai)", &errors));
  if (clicked)
    click (self, clicked);
}

static void
on_about_to_show (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  int id;

  g_variant_get (args, "(i)", &id);
  if (find_node (self, id))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", FALSE));
  else
    refuse_id (invocation, id);
}

static void
on_about_to_show_group (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  g_auto(GVariantBuilder) errors = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_autoptr(GVariant) ids = g_variant_get_child_value (args, 0);
  gsize n;
  const gint32 *id = g_variant_get_fixed_array (ids, &n, sizeof (gint32));

  if (refuse_many (invocation, n))
    return;
  for (gsize i = 0; i < n; i++)
    if (!find_node (self, id[i]))
      g_variant_builder_add (&errors, "i", id[i]);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aiai)", NULL, &errors));
}

static void
on_method (GDBusConnection *connection, const char *sender, const char *path,
           const char *interface, const char *method, GVariant *args,
           GDBusMethodInvocation *invocation, gpointer data)
{
  static const struct {
    const char *name;
    void (*func) (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation);
  } methods[] = {
    { "GetLayout", on_get_layout },
    { "GetGroupProperties", on_get_group_properties },
    { "GetProperty", on_get_property },
    { "Event", on_event },
    { "EventGroup", on_event_group },
    { "AboutToShow", on_about_to_show },
    { "AboutToShowGroup", on_about_to_show_group },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (method, methods[i].name))
      {
        methods[i].func (data, args, invocation);
        return;
      }
  g_assert_not_reached ();
}

static GVariant *
on_get (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
        const char *name, GError **error, gpointer data)
{
  if (g_str_equal (name, "Version"))
    return g_variant_new_uint32 (3);
  if (g_str_equal (name, "TextDirection"))
    return g_variant_new_string ("ltr");
  if (g_str_equal (name, "Status"))
    return g_variant_new_string ("normal");
  return g_variant_new_strv (NULL, 0);
}

/* Changes. */

static void
emit (BalTrayMenu *self, const char *signal, GVariant *args)
{
  g_autoptr(GVariant) sunk = g_variant_ref_sink (args);

  if (self->registration != 0)
    g_dbus_connection_emit_signal (self->connection, NULL, self->path, INTERFACE, signal, sunk,
                                   NULL);
}

static gboolean
same_shape (Node *a, Node *b)
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
same_props (Node *a, Node *b)
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
add_changes (GVariantBuilder *builder, Node *old, Node *new)
{
  guint n = 0;

  if (!same_props (old, new))
    {
      add_group (builder, new, NULL);
      n++;
    }
  for (guint i = 0; i < new->children->len; i++)
    n += add_changes (builder, g_ptr_array_index (old->children, i),
                      g_ptr_array_index (new->children, i));
  return n;
}

static void
announce (BalTrayMenu *self, Node *old)
{
  g_auto(GVariantBuilder) changes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));

  if (!same_shape (old, self->root))
    {
      self->revision++;
      emit (self, "LayoutUpdated", g_variant_new ("(ui)", self->revision, 0));
    }
  else if (add_changes (&changes, old, self->root) > 0)
    {
      emit (self, "ItemsPropertiesUpdated", g_variant_new ("(a(ia{sv})a(ias))", &changes, NULL));
    }
}

BalTrayMenu *
bal_tray_menu_new (BalTrayMenuFunc func, gpointer user_data)
{
  BalTrayMenu *self = g_new0 (BalTrayMenu, 1);

  self->func = func;
  self->user_data = user_data;
  self->nodes = g_hash_table_new (NULL, NULL);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->root = start_tree (self);
  self->revision = 1;
  return self;
}

void
bal_tray_menu_free (BalTrayMenu *self)
{
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  g_clear_object (&self->connection);
  g_free (self->path);
  node_free (self->root);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->ids);
  g_free (self);
}

gboolean
bal_tray_menu_export (BalTrayMenu *self,
                      GDBusConnection *connection,
                      const char *path,
                      GError **error)
{
  static const GDBusInterfaceVTable vtable = { on_method, on_get, NULL };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (bal_tray_menu_xml, NULL);

  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);
  self->registration = g_dbus_connection_register_object (connection, path, node->interfaces[0],
                                                          &vtable, self, NULL, error);
  return self->registration != 0;
}

void
bal_tray_menu_set (BalTrayMenu *self, const BalTrayItem *items, gsize n_items)
{
  Node *old = self->root;

  self->root = start_tree (self);
  add_items (self, self->root, items, n_items, 1);
  announce (self, old);
  node_free (old);
}
