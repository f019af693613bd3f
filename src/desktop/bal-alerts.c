#include "desktop/bal-alerts.h"

#include <glib/gi18n.h>
#include <string.h>
#include "desktop/bal-notifier.h"

#define ACTION_READ "mark-read"
#define ACTION_REPLY "reply"
#define ACTION_ACCEPT "accept"
#define ACTION_DECLINE "decline"

struct _BalAlerts
{
  GObject parent_instance;
  BalClient *client;
  BalNotifier *notifier;
  BalConversation *in_view; /* weak */
};

enum { OPEN, OPEN_REQUESTS, OPEN_WINDOW, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BalAlerts, bal_alerts, G_TYPE_OBJECT)

/* Keys: "chat:ROW" and "request:ACCOUNT\nADDRESS". */
static char *
conversation_key (BalConversation *conversation)
{
  return g_strdup_printf ("chat:%" G_GINT64_FORMAT, bal_conversation_get_id (conversation));
}

static char *
request_key (BalRequest *request)
{
  BalAccount *account = bal_request_get_account (request);

  return g_strdup_printf ("request:%s\n%s", account != NULL ? bal_account_get_jid (account) : "",
                          bal_request_get_jid (request));
}

/* --- showing ----------------------------------------------------------------------------------- */

static void
on_unread (BalConversation *conversation, GParamSpec *pspec, BalAlerts *self)
{
  g_autofree char *key = conversation_key (conversation);

  if (bal_conversation_get_unread (conversation) == 0)
    bal_notifier_withdraw (self->notifier, key);
}

static void
watch (BalAlerts *self, BalConversation *conversation)
{
  g_signal_handlers_disconnect_by_func (conversation, on_unread, self);
  g_signal_connect_object (conversation, "notify::unread", G_CALLBACK (on_unread), self, 0);
}

static void
on_message (BalAlerts *self, BalConversation *conversation, BalMessage *message)
{
  const BalNoticeAction chat[] = { { ACTION_REPLY, _("Reply") }, { ACTION_READ, _("Mark as Read") } };
  const BalNoticeAction notice[] = { { ACTION_READ, _("Mark as Read") } };
  gboolean is_notice = bal_conversation_get_kind (conversation) == BAL_CONVERSATION_NOTICE;
  const char *subject = bal_message_get_subject (message);
  g_autofree char *key = conversation_key (conversation);
  g_autofree char *body = subject != NULL ? g_strdup_printf ("%s\n%s", subject, bal_message_get_body (message))
                                          : g_strdup (bal_message_get_body (message));

  if (conversation == self->in_view || bal_conversation_get_muted (conversation))
    return;
  watch (self, conversation);
  bal_notifier_show (self->notifier, &(BalNotice) {
    .key = key,
    .title = bal_conversation_get_title (conversation),
    .body = body,
    .category = "im.received",
    .actions = is_notice ? notice : chat,
    .n_actions = is_notice ? G_N_ELEMENTS (notice) : G_N_ELEMENTS (chat),
  });
}

static void
on_request (BalAlerts *self, BalRequest *request)
{
  const BalNoticeAction actions[] = { { ACTION_ACCEPT, _("Accept") }, { ACTION_DECLINE, _("Decline") } };
  g_autofree char *key = request_key (request);
  const char *message = bal_request_get_message (request);
  g_autofree char *body = message != NULL ? g_strdup_printf ("%s\n%s", _("Wants to be your friend"), message)
                                          : g_strdup (_("Wants to be your friend"));

  /* The address, not the name they give themselves: anybody can be called anything. */
  bal_notifier_show (self->notifier, &(BalNotice) {
    .key = key,
    .title = bal_request_get_jid (request),
    .body = body,
    .category = "im",
    .actions = actions,
    .n_actions = G_N_ELEMENTS (actions),
  });
}

static void
on_request_gone (BalAlerts *self, BalRequest *request)
{
  g_autofree char *key = request_key (request);

  bal_notifier_withdraw (self->notifier, key);
}

static void
summarise (guint n, char **title, char **body, gpointer user_data)
{
  *title = g_strdup (_("New Messages"));
  *body = g_strdup_printf (ngettext ("From %u conversation", "From %u conversations", n), n);
}

/* --- clicks ------------------------------------------------------------------------------------ */

static void
on_conversation_action (BalAlerts *self, const char *key, const char *action, const char *token)
{
  gint64 id = g_ascii_strtoll (key + strlen ("chat:"), NULL, 10);
  BalConversation *conversation = bal_client_get_conversation (self->client, id);

  if (conversation == NULL)
    return;
  if (strcmp (action, ACTION_READ) == 0)
    bal_conversation_mark_read (conversation);
  else
    g_signal_emit (self, signals[OPEN], 0, conversation, token);
}

static void
on_request_action (BalAlerts *self, const char *key, const char *action, const char *token)
{
  GListModel *requests = bal_client_get_requests (self->client);

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++)
    {
      g_autoptr (BalRequest) request = g_list_model_get_item (requests, i);
      g_autofree char *own = request_key (request);
      BalAccount *account = bal_request_get_account (request);

      if (strcmp (own, key) != 0 || account == NULL)
        continue;
      if (strcmp (action, ACTION_ACCEPT) == 0)
        bal_account_accept_request (account, request);
      else if (strcmp (action, ACTION_DECLINE) == 0)
        bal_account_decline_request (account, request);
      else
        g_signal_emit (self, signals[OPEN_REQUESTS], 0, token);
      return;
    }
}

static void
on_action (BalAlerts *self, const char *key, const char *action, const char *token)
{
  if (g_str_has_prefix (key, "chat:"))
    on_conversation_action (self, key, action, token);
  else if (g_str_has_prefix (key, "request:"))
    on_request_action (self, key, action, token);
  else
    g_signal_emit (self, signals[OPEN_WINDOW], 0, token);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
bal_alerts_dispose (GObject *object)
{
  BalAlerts *self = BAL_ALERTS (object);

  g_clear_weak_pointer (&self->in_view);
  g_clear_object (&self->notifier);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (bal_alerts_parent_class)->dispose (object);
}

static void
bal_alerts_class_init (BalAlertsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_alerts_dispose;
  signals[OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                BAL_TYPE_CONVERSATION, G_TYPE_STRING);
  signals[OPEN_REQUESTS] = g_signal_new ("open-requests", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         1, G_TYPE_STRING);
  signals[OPEN_WINDOW] = g_signal_new ("open-window", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_STRING);
}

static void
bal_alerts_init (BalAlerts *self)
{
}

BalAlerts *
bal_alerts_new (BalClient *client)
{
  BalAlerts *self = g_object_new (BAL_TYPE_ALERTS, NULL);

  self->client = g_object_ref (client);
  self->notifier = bal_notifier_new (summarise, NULL, NULL);
  g_signal_connect_object (self->notifier, "action", G_CALLBACK (on_action), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "request", G_CALLBACK (on_request), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "request-gone", G_CALLBACK (on_request_gone), self, G_CONNECT_SWAPPED);
  return self;
}

void
bal_alerts_set_in_view (BalAlerts *self, BalConversation *conversation)
{
  g_set_weak_pointer (&self->in_view, conversation);
}

void
bal_alerts_set_muted (BalAlerts *self, gboolean muted)
{
  bal_notifier_set_muted (self->notifier, muted);
}

void
bal_alerts_stop_async (BalAlerts *self, GAsyncReadyCallback callback, gpointer user_data)
{
  bal_notifier_stop_async (self->notifier, NULL, callback, user_data);
}
