#include "desktop/bal-tray-status.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BalTrayStatus
{
  GObject parent_instance;
  BalClient *client;
  BalTray *tray;
  gboolean muted;
};

enum { SHOW, MUTE, QUIT, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BalTrayStatus, bal_tray_status, G_TYPE_OBJECT)

static const struct
{
  const char *action;
  BalPresence presence;
  const char *label;
} statuses[] = {
  { "status-online", BAL_PRESENCE_ONLINE, N_("Online") },
  { "status-away", BAL_PRESENCE_AWAY, N_("Away") },
  { "status-dnd", BAL_PRESENCE_DND, N_("Do Not Disturb") },
  { "status-offline", BAL_PRESENCE_OFFLINE, N_("Offline") },
};

static BalPresence
get_presence (BalTrayStatus *self)
{
  g_autoptr (BalAccount) account = g_list_model_get_item (bal_client_get_accounts (self->client), 0);

  return account != NULL ? bal_account_get_presence (account) : BAL_PRESENCE_OFFLINE;
}

static void
update_menu (BalTrayStatus *self)
{
  BalTrayItem status[G_N_ELEMENTS (statuses)] = { 0 };
  gboolean no_account = g_list_model_get_n_items (bal_client_get_accounts (self->client)) == 0;
  BalPresence presence = get_presence (self);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    status[i] = (BalTrayItem) {
      .action = statuses[i].action,
      .label = _(statuses[i].label),
      .kind = BAL_TRAY_ITEM_RADIO,
      .checked = statuses[i].presence == presence,
    };
  const BalTrayItem items[] = {
    { .action = "show", .label = _("Show Balcony") },
    { .action = "status", .label = _("Status"), .disabled = no_account, .children = status,
      .n_children = G_N_ELEMENTS (status) },
    { .action = "mute", .label = _("Mute Notifications"), .kind = BAL_TRAY_ITEM_CHECK, .checked = self->muted },
    { .kind = BAL_TRAY_ITEM_SEPARATOR },
    { .action = "quit", .label = _("Quit") },
  };
  bal_tray_set_menu (self->tray, items, G_N_ELEMENTS (items));
}

static void
update_unread (BalTrayStatus *self)
{
  guint unread = bal_client_get_unread (self->client);
  g_autofree char *tooltip = unread > 0 ? g_strdup_printf (ngettext ("%u unread message", "%u unread messages", unread), unread)
                                        : g_strdup (_("No unread messages"));

  bal_tray_set_attention (self->tray, unread);
  bal_tray_set_tooltip (self->tray, tooltip);
}

static void
set_presence (BalTrayStatus *self, BalPresence presence)
{
  GListModel *accounts = bal_client_get_accounts (self->client);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (accounts, i);

      bal_account_set_presence (account, presence, bal_account_get_status (account), bal_account_get_priority (account));
    }
}

static void
on_menu_action (BalTrayStatus *self, const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (strcmp (action, statuses[i].action) == 0)
      set_presence (self, statuses[i].presence);
  if (strcmp (action, "show") == 0)
    g_signal_emit (self, signals[SHOW], 0, NULL);
  else if (strcmp (action, "mute") == 0)
    g_signal_emit (self, signals[MUTE], 0, !self->muted);
  else if (strcmp (action, "quit") == 0)
    g_signal_emit (self, signals[QUIT], 0);
}

static void
on_activate (BalTrayStatus *self, const char *token)
{
  g_signal_emit (self, signals[SHOW], 0, token);
}

static void
on_accounts (BalTrayStatus *self, guint position, guint removed, guint added, GListModel *accounts)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (account, "notify::presence", G_CALLBACK (update_menu), self, G_CONNECT_SWAPPED);
    }
  update_menu (self);
}

static void
bal_tray_status_dispose (GObject *object)
{
  BalTrayStatus *self = BAL_TRAY_STATUS (object);

  g_clear_object (&self->tray);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (bal_tray_status_parent_class)->dispose (object);
}

static void
bal_tray_status_class_init (BalTrayStatusClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_tray_status_dispose;
  signals[SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[MUTE] = g_signal_new ("mute", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[QUIT] = g_signal_new ("quit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bal_tray_status_init (BalTrayStatus *self)
{
}

BalTrayStatus *
bal_tray_status_new (BalClient *client)
{
  BalTrayStatus *self = g_object_new (BAL_TYPE_TRAY_STATUS, NULL);
  GListModel *accounts = bal_client_get_accounts (client);

  self->client = g_object_ref (client);
  self->tray = bal_tray_new ();
  g_signal_connect_object (self->tray, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "menu-action", G_CALLBACK (on_menu_action), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::unread", G_CALLBACK (update_unread), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts), self, G_CONNECT_SWAPPED);
  on_accounts (self, 0, 0, g_list_model_get_n_items (accounts), accounts);
  update_unread (self);
  return self;
}

BalTray *
bal_tray_status_get_tray (BalTrayStatus *self)
{
  return self->tray;
}

void
bal_tray_status_set_muted (BalTrayStatus *self, gboolean muted)
{
  self->muted = muted;
  update_menu (self);
}
