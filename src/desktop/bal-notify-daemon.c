#define G_LOG_DOMAIN "bal-notify-daemon"

#include "desktop/bal-notify-daemon.h"

#include <glib/gi18n.h>
#include <libnotify/notify.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"

#define PORTAL_SERVER_NAME "Portal Notification" /* libnotify's own, when it goes through the portal */
#define REASON_GONE 4                            /* the specification's "undefined" */

typedef struct {
  BalNotifyDaemon *daemon;
  char *key;
  NotifyNotification *notification;
} Shown;

struct _BalNotifyDaemon {
  BalNotifyEventFunc func;
  gpointer user_data;
  GPtrArray *shown; /* oldest first */
  gboolean known;   /* the next two are */
  gboolean portal;
  gboolean markup;
};

static void
shown_free (Shown *shown)
{
  g_signal_handlers_disconnect_by_data (shown->notification, shown);
  notify_notification_clear_actions (shown->notification);
  g_object_unref (shown->notification);
  g_free (shown->key);
  g_free (shown);
}

/* What is shown. */

static void
tell_closed (BalNotifyDaemon *self, char *key, guint reason)
{
  self->func (self->user_data,
              &(BalNotifyEvent) { BAL_NOTIFY_EVENT_CLOSED, .key = key, .reason = reason });
}

static Shown *
find_shown (BalNotifyDaemon *self, const char *key)
{
  for (guint i = 0; i < self->shown->len; i++)
    {
      Shown *shown = g_ptr_array_index (self->shown, i);

      if (g_str_equal (shown->key, key))
        return shown;
    }
  return NULL;
}

static void
on_closed (NotifyNotification *notification, Shown *shown)
{
  BalNotifyDaemon *self = shown->daemon;
  int reason = notify_notification_get_closed_reason (notification);

  tell_closed (self, shown->key, reason > 0 ? MIN (reason, REASON_GONE) : REASON_GONE);
  g_ptr_array_remove (self->shown, shown);
}

static void
on_action (NotifyNotification *notification, char *action, gpointer data)
{
  Shown *shown = data;
  BalNotifyEvent event = {
    .kind = BAL_NOTIFY_EVENT_ACTION,
    .key = shown->key,
    .action = action,
    .token = (char *) notify_notification_get_activation_token (notification),
  };

  shown->daemon->func (shown->daemon->user_data, &event);
}

static void
withdraw (BalNotifyDaemon *self, Shown *shown)
{
  g_autoptr(GError) error = NULL;

  g_signal_handlers_disconnect_by_data (shown->notification, shown);
  if (!notify_notification_close (shown->notification, &error))
    g_debug ("cannot withdraw: %s", error ? error->message : "unknown");
  g_ptr_array_remove (self->shown, shown);
}

static Shown *
add_shown (BalNotifyDaemon *self, const char *key)
{
  Shown *shown = g_new0 (Shown, 1);

  if (self->shown->len >= BAL_NOTIFY_SHOWN)
    {
      Shown *oldest = g_ptr_array_index (self->shown, 0);

      tell_closed (self, oldest->key, REASON_GONE);
      withdraw (self, oldest);
    }
  shown->daemon = self;
  shown->key = g_strdup (key);
  shown->notification = notify_notification_new ("Balcony", NULL, NULL);
  g_signal_connect (shown->notification, "closed", G_CALLBACK (on_closed), shown);
  g_ptr_array_add (self->shown, shown);
  return shown;
}

/* The daemon. */

static gboolean
has_capability (const char *wanted)
{
  GList *caps = notify_get_server_caps ();
  gboolean has = g_list_find_custom (caps, wanted, (GCompareFunc) g_strcmp0) != NULL;

  g_list_free_full (caps, g_free);
  return has;
}

static gboolean
know_daemon (BalNotifyDaemon *self, GError **error)
{
  g_autofree char *name = NULL;

  if (self->known)
    return TRUE;
  if (!notify_get_server_info (&name, NULL, NULL, NULL))
    {
      g_set_error_literal (error, BAL_ERROR, BAL_ERROR_NO_SERVICE, "no notification daemon");
      return FALSE;
    }
  self->portal = g_strcmp0 (name, PORTAL_SERVER_NAME) == 0;
  self->markup = has_capability ("body-markup");
  self->known = TRUE;
  return TRUE;
}

/* An icon always goes along as the application's: as image path it would make libnotify look into the
 * daemon's version of the specification, which a daemon may give wrongly. */
static void
set_icon (BalNotifyDaemon *self, NotifyNotification *notification, const BalNotice *notice)
{
  if (!self->portal)
    notify_notification_set_app_icon (notification,
                                      notice->icon_name ? notice->icon_name : BAL_APP_ID);
}

static void
set_hints (NotifyNotification *notification, const BalNotice *notice)
{
  static const NotifyUrgency urgencies[] = {
    [BAL_NOTICE_NORMAL] = NOTIFY_URGENCY_NORMAL,
    [BAL_NOTICE_LOW] = NOTIFY_URGENCY_LOW,
    [BAL_NOTICE_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
  };

  notify_notification_set_urgency (notification, urgencies[notice->urgency]);
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (BAL_APP_ID));
  notify_notification_set_hint (notification, "category",
                                notice->category ? g_variant_new_string (notice->category) : NULL);
}

static void
set_actions (Shown *shown, const BalNotice *notice)
{
  NotifyNotification *notification = shown->notification;

  notify_notification_clear_actions (notification);
  /* Translators: what a click on a notification does: it opens the conversation. */
  notify_notification_add_action (notification, "default", _("Open"), on_action, shown, NULL);
  for (gsize i = 0; i < notice->n_actions; i++)
    notify_notification_add_action (notification, notice->actions[i].id, notice->actions[i].label,
                                    on_action, shown, NULL);
}

gboolean
bal_notify_daemon_show (BalNotifyDaemon *self, const BalNotice *notice, GError **error)
{
  Shown *shown = find_shown (self, notice->key);
  g_autofree char *body = NULL;

  if (!know_daemon (self, error))
    return FALSE;
  body = self->markup ? g_markup_escape_text (notice->body, -1) : g_strdup (notice->body);
  if (!shown)
    shown = add_shown (self, notice->key);
  notify_notification_update (shown->notification, notice->title, body,
                              self->portal ? notice->icon_name : NULL);
  set_icon (self, shown->notification, notice);
  set_hints (shown->notification, notice);
  set_actions (shown, notice);
  if (notify_notification_show (shown->notification, error))
    return TRUE;
  tell_closed (self, shown->key, REASON_GONE);
  g_ptr_array_remove (self->shown, shown);
  return FALSE;
}

BalNotifyDaemon *
bal_notify_daemon_new (BalNotifyEventFunc func, gpointer user_data)
{
  BalNotifyDaemon *self = g_new0 (BalNotifyDaemon, 1);

  self->func = func;
  self->user_data = user_data;
  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) shown_free);
  notify_init ("Balcony");
  return self;
}

void
bal_notify_daemon_free (BalNotifyDaemon *self)
{
  g_ptr_array_unref (self->shown);
  notify_uninit ();
  g_free (self);
}

void
bal_notify_daemon_withdraw (BalNotifyDaemon *self, const char *key)
{
  Shown *shown = find_shown (self, key);

  if (shown)
    withdraw (self, shown);
}

void
bal_notify_daemon_withdraw_all (BalNotifyDaemon *self)
{
  while (self->shown->len > 0)
    withdraw (self, g_ptr_array_index (self->shown, self->shown->len - 1));
}

/* libnotify keeps what it knew of the daemon that is gone; starting it anew makes it ask the next one. */
void
bal_notify_daemon_forget (BalNotifyDaemon *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    tell_closed (self, ((Shown *) g_ptr_array_index (self->shown, i))->key, REASON_GONE);
  g_ptr_array_set_size (self->shown, 0);
  self->known = FALSE;
  notify_uninit ();
  notify_init ("Balcony");
}
