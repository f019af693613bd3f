#define G_LOG_DOMAIN "bal-tray-host"

#include "desktop/bal-tray-host.h"

#include "util/bal-limits.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _BalTrayHost {
  GDBusConnection *connection;
  char *path;
  BalTrayHostFunc func;
  gpointer user_data;

  guint watch;
  guint signals;
  GCancellable *calls; /* to the watcher that is there now */
  gboolean asking;
  gboolean ask_again;
  gboolean registered;
  gboolean hosted;
  gboolean available;
};

static void
update (BalTrayHost *self)
{
  gboolean available = self->registered && self->hosted;

  if (self->available == available)
    return;
  self->available = available;
  self->func (available, self->user_data);
}

static void
call_watcher (BalTrayHost *self, const char *interface, const char *method, GVariant *args,
              GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, interface, method, args,
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, BAL_TIMEOUT_SERVICE, self->calls,
                          callback, self);
}

static void on_host_answer (GObject *source, GAsyncResult *result, gpointer data);

/* However often the watcher says that hosts came and went, one question is under way at a time. */
static void
ask_for_host (BalTrayHost *self)
{
  if (self->asking)
    {
      self->ask_again = TRUE;
      return;
    }
  self->asking = TRUE;
  self->ask_again = FALSE;
  call_watcher (self, "org.freedesktop.DBus.Properties", "Get",
                g_variant_new ("(ss)", WATCHER_NAME, "IsStatusNotifierHostRegistered"),
                on_host_answer);
}

static gboolean
answer_is_true (GVariant *answer)
{
  g_autoptr(GVariant) value = NULL;

  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    return FALSE;
  g_variant_get (answer, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
}

/* A cancelled call belongs to a watcher that is gone, or to an object that is freed: touch nothing. */
static void
on_host_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  BalTrayHost *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error)
    g_debug ("no answer about hosts: %s", error->message);
  self->asking = FALSE;
  self->hosted = answer && answer_is_true (answer);
  if (self->ask_again)
    ask_for_host (self);
  else
    update (self);
}

static void
on_registered (GObject *source, GAsyncResult *result, gpointer data)
{
  BalTrayHost *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error)
    g_debug ("not registered: %s", error->message);
  self->registered = answer != NULL;
  update (self);
}

static void
on_signal (GDBusConnection *connection, const char *sender, const char *path,
           const char *interface, const char *name, GVariant *args, gpointer data)
{
  if (g_str_equal (name, "StatusNotifierHostRegistered")
      || g_str_equal (name, "StatusNotifierHostUnregistered"))
    ask_for_host (data);
}

static void
leave_watcher (BalTrayHost *self)
{
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signals);
  self->signals = 0;
  if (self->calls)
    g_cancellable_cancel (self->calls);
  g_clear_object (&self->calls);
  self->asking = self->registered = self->hosted = FALSE;
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  BalTrayHost *self = data;

  leave_watcher (self);
  self->calls = g_cancellable_new ();
  self->signals = g_dbus_connection_signal_subscribe (connection, owner, WATCHER_NAME, NULL,
                                                      WATCHER_PATH, NULL,
                                                      G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self,
                                                      NULL);
  call_watcher (self, WATCHER_NAME, "RegisterStatusNotifierItem",
                g_variant_new ("(s)", self->path), on_registered);
  ask_for_host (self);
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  leave_watcher (data);
  update (data);
}

BalTrayHost *
bal_tray_host_new (GDBusConnection *connection,
                   const char *path,
                   BalTrayHostFunc func,
                   gpointer user_data)
{
  BalTrayHost *self = g_new0 (BalTrayHost, 1);

  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  self->watch = g_bus_watch_name_on_connection (connection, WATCHER_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared,
                                                on_vanished, self, NULL);
  return self;
}

void
bal_tray_host_free (BalTrayHost *self)
{
  g_bus_unwatch_name (self->watch);
  leave_watcher (self);
  g_object_unref (self->connection);
  g_free (self->path);
  g_free (self);
}
