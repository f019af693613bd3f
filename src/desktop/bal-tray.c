#define G_LOG_DOMAIN "bal-tray"

#include "desktop/bal-tray.h"

#include "desktop/bal-tray-host.h"
#include "desktop/bal-tray-xml.h"
#include "util/bal-limits.h"

#define INTERFACE "org.kde.StatusNotifierItem"
#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/MenuBar"
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

struct _BalTray {
  GObject parent_instance;

  GCancellable *connecting;
  GDBusConnection *connection;
  guint registration;
  BalTrayHost *host;
  BalTrayMenu *menu;

  Icon icon;
  Icon attention_icon;
  guint attention;
  char *tooltip;
  char *token; /* for the click that follows it */
  gboolean available;

  Changed changed;
  guint gather;
};

G_DEFINE_FINAL_TYPE (BalTray, bal_tray, G_TYPE_OBJECT)

enum { PROP_AVAILABLE = 1, PROP_ATTENTION, PROP_TOOLTIP, N_PROPS };
enum { ACTIVATE, MENU_ACTION, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* Properties on the bus. */

static GVariant *
no_pixmaps (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
}

static GVariant *
get_string (BalTray *self, const char *name)
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
get_status (BalTray *self, const char *name)
{
  return g_variant_new_string (self->attention > 0 ? "NeedsAttention" : "Active");
}

static GVariant *
get_icon_name (BalTray *self, const char *name)
{
  return g_variant_new_string (self->icon.name ? self->icon.name : "");
}

static GVariant *
get_icon_pixmap (BalTray *self, const char *name)
{
  return self->icon.pixmaps ? g_variant_ref (self->icon.pixmaps) : no_pixmaps ();
}

/* Without a drawing of its own for attention the usual icon stays: a host would show a hole. */
static const Icon *
attention_icon (BalTray *self)
{
  return self->attention_icon.name || self->attention_icon.pixmaps ? &self->attention_icon
                                                                   : &self->icon;
}

static GVariant *
get_attention_name (BalTray *self, const char *name)
{
  const Icon *icon = attention_icon (self);

  return g_variant_new_string (icon->name ? icon->name : "");
}

static GVariant *
get_attention_pixmap (BalTray *self, const char *name)
{
  const Icon *icon = attention_icon (self);

  return icon->pixmaps ? g_variant_ref (icon->pixmaps) : no_pixmaps ();
}

static GVariant *
get_no_pixmap (BalTray *self, const char *name)
{
  return no_pixmaps ();
}

/* The text of a tooltip is markup by the specification, so ours is escaped. */
static GVariant *
get_tooltip (BalTray *self, const char *name)
{
  g_autofree char *text = g_markup_escape_text (self->tooltip ? self->tooltip : "", -1);

  return g_variant_new ("(s@a(iiay)ss)", "", no_pixmaps (), "Balcony", text);
}

static GVariant *
get_number (BalTray *self, const char *name)
{
  return g_variant_new_int32 (0);
}

static GVariant *
get_false (BalTray *self, const char *name)
{
  return g_variant_new_boolean (FALSE);
}

static GVariant *
get_menu (BalTray *self, const char *name)
{
  return g_variant_new_object_path (MENU_PATH);
}

static GVariant *
on_get (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
        const char *name, GError **error, gpointer data)
{
  static const struct {
    const char *name;
    GVariant *(*get) (BalTray *self, const char *name);
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
  BalTray *self = data;
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
  g_signal_emit (self, signals[ACTIVATE], 0, token && *token ? token : NULL);
}

static void
on_menu_action (const char *action, gpointer data)
{
  g_signal_emit (data, signals[MENU_ACTION], 0, action);
}

/* Changes. */

static void
emit (BalTray *self, const char *signal, GVariant *args)
{
  if (self->connection)
    g_dbus_connection_emit_signal (self->connection, NULL, ITEM_PATH, INTERFACE, signal, args, NULL);
}

static gboolean
on_gathered (gpointer data)
{
  BalTray *self = data;
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
note_change (BalTray *self, Changed changed)
{
  self->changed |= changed;
  if (self->gather == 0)
    self->gather = g_timeout_add (GATHER_MS, on_gathered, self);
}

/* Connecting. */

static void
on_available (gboolean available, gpointer data)
{
  BalTray *self = data;

  self->available = available;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVAILABLE]);
}

static gboolean
export_item (BalTray *self, GError **error)
{
  static const GDBusInterfaceVTable vtable = { on_method, on_get, NULL };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (bal_tray_item_xml, NULL);

  self->registration = g_dbus_connection_register_object (self->connection, ITEM_PATH,
                                                          node->interfaces[0], &vtable, self,
                                                          NULL, error);
  return self->registration != 0
         && bal_tray_menu_export (self->menu, self->connection, MENU_PATH, error);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) connection = g_task_propagate_pointer (G_TASK (result), &error);
  BalTray *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = data;
  self->connection = g_steal_pointer (&connection);
  if (self->connection && export_item (self, &error))
    self->host = bal_tray_host_new (self->connection, ITEM_PATH, on_available, self);
  else
    g_debug ("no tray: %s", error->message);
}

/* In a thread, because finding the session bus may start a program and wait for it. */
static void
connect_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, cancellable,
                                                              &error);
  GDBusConnection *connection = NULL;

  if (address)
    connection = g_dbus_connection_new_for_address_sync (
        address,
        G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
            | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
        NULL, cancellable, &error);
  if (connection)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
bal_tray_constructed (GObject *object)
{
  BalTray *self = BAL_TRAY (object);
  g_autoptr(GTask) task = NULL;

  G_OBJECT_CLASS (bal_tray_parent_class)->constructed (object);
  self->connecting = g_cancellable_new ();
  task = g_task_new (NULL, self->connecting, on_connected, self);
  g_task_set_source_tag (task, bal_tray_constructed);
  g_task_run_in_thread (task, connect_in_thread);
}

/* GObject. */

static void
icon_clear (Icon *icon)
{
  g_clear_pointer (&icon->name, g_free);
  g_clear_pointer (&icon->pixmaps, g_variant_unref);
}

/* Closing the connection is what takes the icon out of the panel. */
static void
bal_tray_dispose (GObject *object)
{
  BalTray *self = BAL_TRAY (object);

  g_cancellable_cancel (self->connecting);
  g_clear_handle_id (&self->gather, g_source_remove);
  g_clear_pointer (&self->host, bal_tray_host_free);
  g_clear_pointer (&self->menu, bal_tray_menu_free);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  if (self->connection)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (bal_tray_parent_class)->dispose (object);
}

static void
bal_tray_finalize (GObject *object)
{
  BalTray *self = BAL_TRAY (object);

  g_object_unref (self->connecting);
  icon_clear (&self->icon);
  icon_clear (&self->attention_icon);
  g_free (self->tooltip);
  g_free (self->token);
  G_OBJECT_CLASS (bal_tray_parent_class)->finalize (object);
}

static void
bal_tray_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalTray *self = BAL_TRAY (object);

  switch (id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_ATTENTION:
      g_value_set_uint (value, self->attention);
      break;
    case PROP_TOOLTIP:
      g_value_set_string (value, self->tooltip);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_tray_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalTray *self = BAL_TRAY (object);

  switch (id)
    {
    case PROP_ATTENTION:
      bal_tray_set_attention (self, g_value_get_uint (value));
      break;
    case PROP_TOOLTIP:
      bal_tray_set_tooltip (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_tray_class_init (BalTrayClass *klass)
{
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bal_tray_constructed;
  object_class->dispose = bal_tray_dispose;
  object_class->finalize = bal_tray_finalize;
  object_class->get_property = bal_tray_get_property;
  object_class->set_property = bal_tray_set_property;

  props[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | flags);
  props[PROP_ATTENTION] = g_param_spec_uint ("attention", NULL, NULL, 0, G_MAXUINT, 0,
                                             G_PARAM_READWRITE | flags);
  props[PROP_TOOLTIP] = g_param_spec_string ("tooltip", NULL, NULL, NULL,
                                             G_PARAM_READWRITE | flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ACTIVATE] = g_signal_new ("activate", BAL_TYPE_TRAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[MENU_ACTION] = g_signal_new ("menu-action", BAL_TYPE_TRAY, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bal_tray_init (BalTray *self)
{
  self->menu = bal_tray_menu_new (on_menu_action, self);
}

BalTray *
bal_tray_new (void)
{
  return g_object_new (BAL_TYPE_TRAY, NULL);
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

void
bal_tray_set_icons (BalTray *self, const char *name, const BalTrayIcon *icons, gsize n_icons)
{
  g_return_if_fail (BAL_IS_TRAY (self));

  set_icon (&self->icon, name, icons, n_icons);
  note_change (self, CHANGED_ICON | CHANGED_ATTENTION_ICON);
}

void
bal_tray_set_attention_icons (BalTray *self,
                              const char *name,
                              const BalTrayIcon *icons,
                              gsize n_icons)
{
  g_return_if_fail (BAL_IS_TRAY (self));

  set_icon (&self->attention_icon, name, icons, n_icons);
  note_change (self, CHANGED_ATTENTION_ICON);
}

void
bal_tray_set_menu (BalTray *self, const BalTrayItem *items, gsize n_items)
{
  g_return_if_fail (BAL_IS_TRAY (self));
  bal_tray_menu_set (self->menu, items, n_items);
}

gboolean
bal_tray_get_available (BalTray *self)
{
  g_return_val_if_fail (BAL_IS_TRAY (self), FALSE);
  return self->available;
}

guint
bal_tray_get_attention (BalTray *self)
{
  g_return_val_if_fail (BAL_IS_TRAY (self), 0);
  return self->attention;
}

void
bal_tray_set_attention (BalTray *self, guint attention)
{
  gboolean had;

  g_return_if_fail (BAL_IS_TRAY (self));

  if (self->attention == attention)
    return;
  had = self->attention > 0;
  self->attention = attention;
  if (had != (attention > 0))
    note_change (self, CHANGED_STATUS);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ATTENTION]);
}

const char *
bal_tray_get_tooltip (BalTray *self)
{
  g_return_val_if_fail (BAL_IS_TRAY (self), NULL);
  return self->tooltip;
}

void
bal_tray_set_tooltip (BalTray *self, const char *tooltip)
{
  g_autofree char *valid = g_utf8_make_valid (tooltip ? tooltip : "", -1);
  g_autofree char *cut = g_utf8_substring (valid, 0,
                                           MIN (g_utf8_strlen (valid, -1), BAL_TRAY_TEXT));

  g_return_if_fail (BAL_IS_TRAY (self));

  if (!g_set_str (&self->tooltip, cut))
    return;
  note_change (self, CHANGED_TOOLTIP);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOOLTIP]);
}
