#include "ui/bal-shell.h"

#include "desktop/bal-alerts.h"
#include "desktop/bal-background.h"
#include "desktop/bal-tray-status.h"
#include "ui/bal-tray-pictures.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

static const int ending[] = { SIGTERM, SIGINT, SIGHUP };

struct _BalShell
{
  GObject parent;
  BalApplication *application; /* weak */
  BalAlerts *alerts;
  BalTrayStatus *tray;
  GSignalGroup *window; /* of the window, which comes and goes */
  gboolean background;  /* the desktop's portal lets us run without a window */
  GCancellable *cancellable;
  guint signals[G_N_ELEMENTS (ending)];
};

G_DEFINE_FINAL_TYPE (BalShell, bal_shell, G_TYPE_OBJECT)

/* What the person sees */

static void
update_in_view (BalShell *self)
{
  BalWindow *window = bal_application_get_window (self->application);
  gboolean active = window && gtk_window_is_active (GTK_WINDOW (window));
  gboolean visible = window && gtk_widget_get_visible (GTK_WIDGET (window))
                     && !gtk_window_is_suspended (GTK_WINDOW (window));

  bal_alerts_set_in_view (self->alerts, active ? bal_window_get_conversation (window) : NULL);
  bal_client_set_active (bal_application_get_client (self->application), visible);
}

static void
on_window_added (BalShell *self, GtkWindow *window)
{
  if (BAL_IS_WINDOW (window))
    g_signal_group_set_target (self->window, window);
}

static void
update_muted (BalShell *self)
{
  BalSettings *settings = bal_application_get_settings (self->application);
  gboolean mute = bal_settings_get_boolean (settings, "mute");

  bal_alerts_set_muted (self->alerts, mute || !bal_settings_get_boolean (settings, "notifications"));
  bal_tray_status_set_muted (self->tray, mute);
}

static void
update_receipts (BalShell *self)
{
  gboolean send = bal_settings_get_boolean (bal_application_get_settings (self->application), "send-receipts");

  bal_client_set_send_receipts (bal_application_get_client (self->application), send);
}

/* Staying without a window */

static void
update_may_hide (BalShell *self)
{
  gboolean tray = bal_tray_get_available (bal_tray_status_get_tray (self->tray));

  bal_application_set_may_hide (self->application, tray || self->background);
}

static void
on_background_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalShell) self = data;
  BalBackgroundAnswer answer;

  if (!bal_background_request_finish (result, &answer, NULL) || !self->application)
    return;
  self->background = answer.background;
  update_may_hide (self);
}

static void
on_background_supported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalShell) self = data;

  if (bal_background_supported_finish (result, NULL) && self->application)
    bal_background_request_async (NULL, _("Balcony tells you of new messages while its window is closed."), FALSE,
                                  NULL, self->cancellable, on_background_answer, g_object_ref (self));
}

/* Where there is a portal it is asked only by those who want to stay: the question is the desktop's. */
static void
ask_for_background (BalShell *self)
{
  if (bal_settings_get_boolean (bal_application_get_settings (self->application), "run-in-background"))
    bal_background_supported_async (self->cancellable, on_background_supported, g_object_ref (self));
}

/* Clicks outside of the window */

static void
activate (BalShell *self, const char *token, const char *action, GVariant *parameter)
{
  BalWindow *window = bal_application_get_window (self->application);

  if (token && window)
    gtk_window_set_startup_id (GTK_WINDOW (window), token);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), action, parameter);
}

static void
on_open (BalShell *self, BalConversation *conversation, const char *token)
{
  BalAccount *account = bal_conversation_get_account (conversation);

  if (account)
    activate (self, token, "open-conversation",
              g_variant_new ("(sx)", bal_account_get_jid (account), bal_conversation_get_id (conversation)));
}

static void
on_open_requests (BalShell *self, const char *token)
{
  activate (self, token, "show-requests", NULL);
}

static void
on_show (BalShell *self, const char *token)
{
  activate (self, token, "show", NULL);
}

static void
on_mute (BalShell *self, gboolean mute)
{
  g_object_set (bal_application_get_settings (self->application), "mute", mute, NULL);
}

static void
on_quit (BalShell *self)
{
  activate (self, NULL, "quit", NULL);
}

/* Beginning and end */

static void
on_alerts_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalApplication) application = data;

  bal_application_done_closing (application);
}

/* Nobody would answer a click any more: what is shown is taken back first. */
static void
on_closing (BalShell *self)
{
  if (!self->alerts)
    return;
  bal_application_hold_closing (self->application);
  bal_alerts_stop_async (self->alerts, on_alerts_stopped, g_object_ref (self->application));
}

static void
start_alerts (BalShell *self, BalClient *client)
{
  BalSettings *settings = bal_application_get_settings (self->application);

  self->alerts = bal_alerts_new (client);
  g_signal_connect_object (self->alerts, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alerts, "open-requests", G_CALLBACK (on_open_requests), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alerts, "open-window", G_CALLBACK (on_show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::mute", G_CALLBACK (update_muted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::notifications", G_CALLBACK (update_muted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::send-receipts", G_CALLBACK (update_receipts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::run-in-background", G_CALLBACK (ask_for_background), self,
                           G_CONNECT_SWAPPED);
}

static void
start_tray (BalShell *self, BalClient *client)
{
  self->tray = bal_tray_status_new (client);
  bal_tray_pictures_set (bal_tray_status_get_tray (self->tray));
  g_signal_connect_object (self->tray, "show", G_CALLBACK (on_show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "mute", G_CALLBACK (on_mute), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "quit", G_CALLBACK (on_quit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bal_tray_status_get_tray (self->tray), "notify::available", G_CALLBACK (update_may_hide),
                           self, G_CONNECT_SWAPPED);
}

/* Not before the start-up: the window's class needs the templates. */
static void
watch_window (BalShell *self)
{
  static const char *const details[] = {
    "notify::is-active", "notify::in-view", "notify::visible", "notify::suspended",
  };

  self->window = g_signal_group_new (BAL_TYPE_WINDOW);
  for (guint i = 0; i < G_N_ELEMENTS (details); i++)
    g_signal_group_connect_swapped (self->window, details[i], G_CALLBACK (update_in_view), self);
}

/* The session ends: what waits for the disk gets there, the servers hear goodbye. */
static gboolean
on_signal (gpointer data)
{
  on_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
on_client (BalShell *self)
{
  BalClient *client = bal_application_get_client (self->application);

  watch_window (self);
  for (guint i = 0; i < G_N_ELEMENTS (ending); i++)
    self->signals[i] = g_unix_signal_add (ending[i], on_signal, self);
  start_alerts (self, client);
  start_tray (self, client);
  update_muted (self);
  update_receipts (self);
  update_may_hide (self);
}

static void
on_shutdown (BalShell *self)
{
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (ending); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_object (&self->tray);
  g_clear_object (&self->alerts);
}

static void
bal_shell_dispose (GObject *object)
{
  BalShell *self = BAL_SHELL (object);

  on_shutdown (self);
  g_clear_object (&self->window);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->application);
  G_OBJECT_CLASS (bal_shell_parent_class)->dispose (object);
}

static void
bal_shell_class_init (BalShellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bal_shell_dispose;
}

static void
bal_shell_init (BalShell *self)
{
  self->cancellable = g_cancellable_new ();
}

BalShell *
bal_shell_new (BalApplication *application)
{
  BalShell *self = g_object_new (BAL_TYPE_SHELL, NULL);

  g_set_weak_pointer (&self->application, application);
  g_signal_connect_object (application, "notify::client", G_CALLBACK (on_client), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "notify::ready", G_CALLBACK (ask_for_background), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "closing", G_CALLBACK (on_closing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "shutdown", G_CALLBACK (on_shutdown), self, G_CONNECT_SWAPPED);
  return self;
}
