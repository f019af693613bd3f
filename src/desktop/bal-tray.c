#define G_LOG_DOMAIN "bal-tray"

#include "desktop/bal-tray.h"

#include "desktop/bal-tray-host.h"
#include "desktop/bal-tray-menu.h"

#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/MenuBar"

struct _BalTray {
  GObject parent_instance;

  GCancellable *connecting;
  GDBusConnection *connection;
  BalTrayFace *face;
  BalTrayMenu *menu;
  BalTrayHost *host;
  guint attention;
  gboolean available;
};

G_DEFINE_FINAL_TYPE (BalTray, bal_tray, G_TYPE_OBJECT)

enum { PROP_AVAILABLE = 1, PROP_ATTENTION, PROP_TOOLTIP, N_PROPS };
enum { ACTIVATE, MENU_ACTION, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_click (const char *token, gpointer data)
{
  g_signal_emit (data, signals[ACTIVATE], 0, token);
}

static void
on_menu_action (const char *action, gpointer data)
{
  g_signal_emit (data, signals[MENU_ACTION], 0, action);
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
export_all (BalTray *self, GError **error)
{
  return bal_tray_face_export (self->face, self->connection, ITEM_PATH, MENU_PATH, error)
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
  if (self->connection && export_all (self, &error))
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

/* Closing the connection is what takes the icon out of the panel. */
static void
bal_tray_dispose (GObject *object)
{
  BalTray *self = BAL_TRAY (object);

  g_cancellable_cancel (self->connecting);
  g_clear_pointer (&self->host, bal_tray_host_free);
  g_clear_pointer (&self->menu, bal_tray_menu_free);
  g_clear_pointer (&self->face, bal_tray_face_free);
  if (self->connection)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (bal_tray_parent_class)->dispose (object);
}

static void
bal_tray_finalize (GObject *object)
{
  g_object_unref (BAL_TRAY (object)->connecting);
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
      g_value_set_string (value, bal_tray_face_get_tooltip (self->face));
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
  self->face = bal_tray_face_new (on_click, self);
  self->menu = bal_tray_menu_new (on_menu_action, self);
}

BalTray *
bal_tray_new (void)
{
  return g_object_new (BAL_TYPE_TRAY, NULL);
}

void
bal_tray_set_icons (BalTray *self, const char *name, const BalTrayIcon *icons, gsize n_icons)
{
  g_return_if_fail (BAL_IS_TRAY (self));

  bal_tray_face_set_icons (self->face, name, icons, n_icons);
}

void
bal_tray_set_attention_icons (BalTray *self,
                              const char *name,
                              const BalTrayIcon *icons,
                              gsize n_icons)
{
  g_return_if_fail (BAL_IS_TRAY (self));

  bal_tray_face_set_attention_icons (self->face, name, icons, n_icons);
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
  g_return_if_fail (BAL_IS_TRAY (self));

  if (self->attention == attention)
    return;
  self->attention = attention;
  bal_tray_face_set_attention (self->face, attention > 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ATTENTION]);
}

const char *
bal_tray_get_tooltip (BalTray *self)
{
  g_return_val_if_fail (BAL_IS_TRAY (self), NULL);
  return bal_tray_face_get_tooltip (self->face);
}

void
bal_tray_set_tooltip (BalTray *self, const char *tooltip)
{
  g_return_if_fail (BAL_IS_TRAY (self));

  if (bal_tray_face_set_tooltip (self->face, tooltip))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOOLTIP]);
}
