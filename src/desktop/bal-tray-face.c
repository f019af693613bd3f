#define G_LOG_DOMAIN "bal-tray-face"

#include "desktop/bal-tray-face.h"

#include "desktop/bal-tray-xml.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"

#define INTERFACE "org.kde.StatusNotifierItem"
#define GATHER_MS 100 /* each change makes hosts fetch everything anew */

typedef enum {
  CHANGED_ICON = 1 << 0,
  CHANGED_ATTENTION_ICON = 1 << 1,
  CHANGED_STATUS = 1 << 2,
  CHANGED_TOOLTIP = 1 << 3,
} Changed;

typedef struct {
  char *name;
  GVariant *pixmaps; /* a(iiay) */
} Icon;

struct _BalTrayFace {
  BalTrayFaceFunc func;
  gpointer user_data;

  GDBusConnection *connection;
  guint registration;
  char *path;
  char *menu_path;

  Icon icon;
  Icon attention_icon;
  gboolean attention;
  char *tooltip;
  char *token; /* for the click that follows it */

  Changed changed;
  guint gather;
};

/* Properties on the bus. */

static GVariant *
no_pixmaps (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
}

static GVariant *
get_string (BalTrayFace *self, const char *name)
{
  static const struct {
    const char *name, *value;
  } constants[] = {
    { "Category", "Communications" }, { "Id", BAL_APP_ID }, { "Title", "Balcony" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (constants); i++)
    if (g_str_equal (name, constants[i].name))
      return g_variant_new_string (constants[i].value);
  return g_variant_new_string ("");
}

static GVariant *
get_status (BalTrayFace *self, const char *name)
{
  return g_variant_new_string (self->attention ? "NeedsAttention" : "Active");
}

static GVariant *
get_icon_name (BalTrayFace *self, const char *name)
{
  return g_variant_new_string (self->icon.name ? self->icon.name : "");
}

static GVariant *
get_icon_pixmap (BalTrayFace *self, const char *name)
{
  return self->icon.pixmaps ? g_variant_ref (self->icon.pixmaps) : no_pixmaps ();
}

/* Without a drawing of its own for attention the usual icon stays: a host would show a hole. */
static const Icon *
attention_icon (BalTrayFace *self)
{
  return self->attention_icon.name || self->attention_icon.pixmaps ? &self->attention_icon
                                                                   : &self->icon;
}

static GVariant *
get_attention_name (BalTrayFace *self, const char *name)
{
  const Icon *icon = attention_icon (self);

  return g_variant_new_string (icon->name ? icon->name : "");
}

static GVariant *
get_attention_pixmap (BalTrayFace *self, const char *name)
{
  const Icon *icon = attention_icon (self);

  return icon->pixmaps ? g_variant_ref (icon->pixmaps) : no_pixmaps ();
}

static GVariant *
get_no_pixmap (BalTrayFace *self, const char *name)
{
  return no_pixmaps ();
}

/* The text of a tooltip is markup by the specification, so ours is escaped. */
static GVariant *
get_tooltip (BalTrayFace *self, const char *name)
{
  g_autofree char *text = g_markup_escape_text (self->tooltip, -1);

  return g_variant_new ("(s@a(iiay)ss)", "", no_pixmaps (), "Balcony", text);
}

static GVariant *
get_number (BalTrayFace *self, const char *name)
{
  return g_variant_new_int32 (0);
}

static GVariant *
get_false (BalTrayFace *self, const char *name)
{
  return g_variant_new_boolean (FALSE);
}

static GVariant *
get_menu (BalTrayFace *self, const char *name)
{
  return g_variant_new_object_path (self->menu_path);
}

static GVariant *
on_get (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
        const char *name, GError **error, gpointer data)
{
  static const struct {
    const char *name;
    GVariant *(*get) (BalTrayFace *self, const char *name);
  } getters[] = {
    { "Status", get_status },
    { "WindowId", get_number },
    { "Menu", get_menu },
    { "ItemIsMenu", get_false },
    { "IconName", get_icon_name },
    { "IconPixmap", get_icon_pixmap },
    { "OverlayIconPixmap", get_no_pixmap },
    { "AttentionIconName", get_attention_name },
    { "AttentionIconPixmap", get_attention_pixmap },
    { "ToolTip", get_tooltip },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (getters); i++)
    if (g_str_equal (name, getters[i].name))
      return getters[i].get (data, name);
  return get_string (data, name);
}

/* Methods. A host that cannot draw our menu calls ContextMenu; then a click of any kind opens the
 * window, where everything of the menu is too. */

static void
on_method (GDBusConnection *connection, const char *sender, const char *path,
           const char *interface, const char *method, GVariant *args,
           GDBusMethodInvocation *invocation, gpointer data)
{
  BalTrayFace *self = data;
  g_autofree char *token = NULL;

  if (g_str_equal (method, "ProvideXdgActivationToken"))
    {
      g_free (self->token);
      g_variant_get (args, "(s)", &self->token);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method, "ProvideXdgActivationToken") || g_str_equal (method, "Scroll"))
    return;
  token = g_steal_pointer (&self->token);
  self->func (token && *token ? token : NULL, self->user_data);
}

/* Changes. */

static void
emit (BalTrayFace *self, const char *signal, GVariant *args)
{
  g_autoptr(GVariant) sunk = args ? g_variant_ref_sink (args) : NULL;

  if (self->registration != 0)
    g_dbus_connection_emit_signal (self->connection, NULL, self->path, INTERFACE, signal, sunk,
                                   NULL);
}

static gboolean
on_gathered (gpointer data)
{
  BalTrayFace *self = data;
  Changed changed = self->changed;

  self->gather = 0;
  self->changed = 0;
  if (changed & CHANGED_ICON)
    emit (self, "NewIcon", NULL);
  if (changed & CHANGED_ATTENTION_ICON)
    emit (self, "NewAttentionIcon", NULL);
  if (changed & CHANGED_TOOLTIP)
    emit (self, "NewToolTip", NULL);
  if (changed & CHANGED_STATUS)
    emit (self, "NewStatus", g_variant_new ("(@s)", get_status (self, NULL)));
  return G_SOURCE_REMOVE;
}

static void
note_change (BalTrayFace *self, Changed changed)
{
  self->changed |= changed;
  if (self->gather == 0)
    self->gather = g_timeout_add (GATHER_MS, on_gathered, self);
}

static void
icon_clear (Icon *icon)
{
  g_clear_pointer (&icon->name, g_free);
  g_clear_pointer (&icon->pixmaps, g_variant_unref);
}

static void
set_icon (Icon *icon, const char *name, const BalTrayIcon *icons, gsize n_icons)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(iiay)"));

  icon_clear (icon);
  icon->name = g_strdup (name);
  for (gsize i = 0; i < MIN (n_icons, BAL_TRAY_ICONS); i++)
    {
      guint size = icons[i].size;

      g_return_if_fail (size > 0 && size <= BAL_TRAY_ICON_PIXELS);
      g_variant_builder_add (&builder, "(ii@ay)", size, size,
                             g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, icons[i].pixels,
                                                        size * size * 4, 1));
    }
  if (n_icons > 0)
    icon->pixmaps = g_variant_ref_sink (g_variant_builder_end (&builder));
}

BalTrayFace *
bal_tray_face_new (BalTrayFaceFunc func, gpointer user_data)
{
  BalTrayFace *self = g_new0 (BalTrayFace, 1);

  self->func = func;
  self->user_data = user_data;
  self->tooltip = g_strdup ("");
  return self;
}

void
bal_tray_face_free (BalTrayFace *self)
{
  g_clear_handle_id (&self->gather, g_source_remove);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  g_clear_object (&self->connection);
  icon_clear (&self->icon);
  icon_clear (&self->attention_icon);
  g_free (self->path);
  g_free (self->menu_path);
  g_free (self->tooltip);
  g_free (self->token);
  g_free (self);
}

gboolean
bal_tray_face_export (BalTrayFace *self,
                      GDBusConnection *connection,
                      const char *path,
                      const char *menu_path,
                      GError **error)
{
  static const GDBusInterfaceVTable vtable = { on_method, on_get, NULL };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (bal_tray_item_xml, NULL);

  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);
  self->menu_path = g_strdup (menu_path);
  self->registration = g_dbus_connection_register_object (connection, path, node->interfaces[0],
                                                          &vtable, self, NULL, error);
  return self->registration != 0;
}

void
bal_tray_face_set_icons (BalTrayFace *self,
                         const char *name,
                         const BalTrayIcon *icons,
                         gsize n_icons)
{
  set_icon (&self->icon, name, icons, n_icons);
  note_change (self, CHANGED_ICON | CHANGED_ATTENTION_ICON);
}

void
bal_tray_face_set_attention_icons (BalTrayFace *self,
                                   const char *name,
                                   const BalTrayIcon *icons,
                                   gsize n_icons)
{
  set_icon (&self->attention_icon, name, icons, n_icons);
  note_change (self, CHANGED_ATTENTION_ICON);
}

void
bal_tray_face_set_attention (BalTrayFace *self, gboolean attention)
{
  if (self->attention == attention)
    return;
  self->attention = attention;
  note_change (self, CHANGED_STATUS);
}

gboolean
bal_tray_face_set_tooltip (BalTrayFace *self, const char *tooltip)
{
  g_autofree char *line = bal_text_line (tooltip, BAL_TRAY_TEXT);

  if (!g_set_str (&self->tooltip, line))
    return FALSE;
  note_change (self, CHANGED_TOOLTIP);
  return TRUE;
}

const char *
bal_tray_face_get_tooltip (BalTrayFace *self)
{
  return self->tooltip;
}
