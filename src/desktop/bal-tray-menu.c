#define G_LOG_DOMAIN "bal-tray-menu"

#include "desktop/bal-tray-menu.h"

#include "desktop/bal-tray-xml.h"
#include "util/bal-limits.h"

#define INTERFACE "com.canonical.dbusmenu"

struct _BalTrayMenu {
  BalTrayMenuFunc func;
  gpointer user_data;

  GDBusConnection *connection;
  char *path;
  guint registration;

  BalTrayTree *tree;
  guint revision;
};

static BalTrayNode *
find_node (BalTrayMenu *self, int id)
{
  return bal_tray_tree_find (self->tree, id);
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
  BalTrayNode *node;

  g_variant_get (args, "(ii^a&s)", &id, &depth, &names);
  node = find_node (self, id);
  if (!node)
    refuse_id (invocation, id);
  else if (!refuse_many (invocation, g_strv_length ((char **) names)))
    g_dbus_method_invocation_return_value (
        invocation,
        g_variant_new ("(u@(ia{sv}av))", self->revision, bal_tray_tree_layout (node, depth, names)));
}

static void
on_get_group_properties (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  g_autoptr(GVariant) ids = g_variant_get_child_value (args, 0);
  g_autofree const char **names = NULL;
  gsize n;
  const gint32 *id = g_variant_get_fixed_array (ids, &n, sizeof (gint32));

  g_variant_get_child (args, 1, "^a&s", &names);
  if (refuse_many (invocation, MAX (n, g_strv_length ((char **) names))))
    return;
  if (n == 0)
    bal_tray_tree_add_all_props (self->tree, names, &builder);
  for (gsize i = 0; i < n; i++)
    if (find_node (self, id[i]))
      bal_tray_tree_add_props (find_node (self, id[i]), names, &builder);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(ia{sv}))", &builder));
}

static void
on_get_property (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  const char *name;
  int id;
  BalTrayNode *node;
  GVariant *value;

  g_variant_get (args, "(i&s)", &id, &name);
  node = find_node (self, id);
  value = node ? bal_tray_tree_get_prop (node, name) : NULL;
  if (value)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
  else
    refuse_id (invocation, id);
}

/* The action is copied: the listener may replace the menu. */
static void
click (BalTrayMenu *self, BalTrayNode *node)
{
  g_autofree char *action = bal_tray_tree_dup_click (node);

  if (action)
    self->func (action, self->user_data);
}

static void
on_event (BalTrayMenu *self, GVariant *args, GDBusMethodInvocation *invocation)
{
  const char *event;
  int id;
  BalTrayNode *node;

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
  BalTrayNode *clicked = NULL;

  if (refuse_many (invocation, g_variant_n_children (events)))
    return;
  for (gsize i = 0; i < g_variant_n_children (events); i++)
    {
      g_autoptr(GVariant) one = g_variant_get_child_value (events, i);
      const char *event;
      int id;
      BalTrayNode *node;

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

BalTrayMenu *
bal_tray_menu_new (BalTrayMenuFunc func, gpointer user_data)
{
  BalTrayMenu *self = g_new0 (BalTrayMenu, 1);

  self->func = func;
  self->user_data = user_data;
  self->tree = bal_tray_tree_new ();
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
  bal_tray_tree_free (self->tree);
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
  g_auto(GVariantBuilder) changes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));

  switch (bal_tray_tree_set (self->tree, items, n_items, &changes))
    {
    case BAL_TRAY_CHANGE_NONE:
      break;
    case BAL_TRAY_CHANGE_PROPS:
      emit (self, "ItemsPropertiesUpdated", g_variant_new ("(a(ia{sv})a(ias))", &changes, NULL));
      break;
    case BAL_TRAY_CHANGE_LAYOUT:
      self->revision++;
      emit (self, "LayoutUpdated", g_variant_new ("(ui)", self->revision, 0));
      break;
    }
}
