#include "ui/bal-conversation-view.h"

#include "core/bal-account.h"
#include "ui/bal-account-banner.h"
#include "ui/bal-avatar.h"
#include "ui/bal-composer.h"
#include "ui/bal-history-pane.h"
#include "ui/bal-person.h"
#include "ui/bal-ui.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalConversationView
{
  AdwBin parent;
  BalAvatar *avatar;
  GtkLabel *title_label, *subtitle_label;
  BalAccountBanner *banner;
  BalHistoryPane *history;
  BalComposer *composer;
  GtkMenuButton *menu_button;
  GMenuModel *menu;
  BalConversation *conversation;
  GSignalGroup *conversation_signals, *contact_signals;
  guint draft_timeout;
  gboolean alone; /* the sidebar is out of sight */
};

G_DEFINE_FINAL_TYPE (BalConversationView, bal_conversation_view, ADW_TYPE_BIN)

enum { PROP_CONVERSATION = 1, PROP_MUTED, N_PROPS };

static GParamSpec *props[N_PROPS];

/* A draft is stored when the person pauses for so long. */
#define DRAFT_PAUSE_MS 500

static BalContact *
get_contact (BalConversationView *self)
{
  return self->conversation ? bal_conversation_get_contact (self->conversation) : NULL;
}

static BalPerson
get_person (BalConversationView *self)
{
  return (BalPerson) { bal_conversation_get_account (self->conversation),
                       bal_conversation_get_jid (self->conversation),
                       bal_conversation_get_title (self->conversation) };
}

/* Header */

static char *
make_subtitle (BalConversationView *self)
{
  BalContact *contact = get_contact (self);

  if (bal_conversation_get_kind (self->conversation) == BAL_CONVERSATION_NOTICE)
    return g_strdup (_("Notices"));
  if (!contact)
    return g_strdup (_("Not in your contacts"));
  if (bal_contact_get_pending (contact))
    return g_strdup (_("Waiting for an answer"));
  if (bal_contact_get_status (contact))
    /* Translators: presence and the person's own words, as in "Away: at lunch". */
    return g_strdup_printf (_("%s: %s"), bal_words_presence (bal_contact_get_presence (contact)),
                            bal_contact_get_status (contact));
  return g_strdup (bal_words_presence (bal_contact_get_presence (contact)));
}

static void
update_header (BalConversationView *self)
{
  BalContact *contact = get_contact (self);
  g_autofree char *subtitle = NULL;
  gboolean notice;

  if (!self->conversation)
    return;
  subtitle = make_subtitle (self);
  notice = bal_conversation_get_kind (self->conversation) == BAL_CONVERSATION_NOTICE;
  gtk_label_set_label (self->title_label, bal_conversation_get_title (self->conversation));
  gtk_label_set_label (self->subtitle_label, subtitle);
  bal_avatar_set_text (self->avatar, bal_conversation_get_title (self->conversation));
  g_object_set (self->avatar, "icon-name", notice ? "balcony-notice-symbolic" : NULL, NULL);
  bal_avatar_set_contact (self->avatar, contact);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chat.details", contact != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chat.remove", contact != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chat.add", contact == NULL && !notice);
}

static void
on_contact (BalConversationView *self)
{
  g_signal_group_set_target (self->contact_signals, get_contact (self));
  update_header (self);
}

static void
on_muted (BalConversationView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MUTED]);
}

/* Only the account of this conversation: where the sidebar is out of sight, nothing else tells. */
static void
update_banner (BalConversationView *self)
{
  g_autoptr(GListStore) accounts = NULL;
  gpointer account = self->conversation && self->alone ? bal_conversation_get_account (self->conversation) : NULL;

  if (account)
    {
      accounts = g_list_store_new (BAL_TYPE_ACCOUNT);
      g_list_store_append (accounts, account);
    }
  bal_account_banner_set_accounts (self->banner, accounts ? G_LIST_MODEL (accounts) : NULL);
}

/* Composer */

void
bal_conversation_view_flush (BalConversationView *self)
{
  g_autofree char *text = NULL;

  if (self->draft_timeout == 0 || !self->conversation)
    return;
  g_clear_handle_id (&self->draft_timeout, g_source_remove);
  text = bal_composer_dup_text (self->composer);
  bal_conversation_set_draft (self->conversation, *text ? text : NULL);
}

static void
on_draft_pause (gpointer data)
{
  bal_conversation_view_flush (data);
}

static void
on_edited (BalConversationView *self)
{
  g_clear_handle_id (&self->draft_timeout, g_source_remove);
  self->draft_timeout = g_timeout_add_once (DRAFT_PAUSE_MS, on_draft_pause, self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalConversationView) self = data;
  g_autoptr(GError) error = NULL;

  if (!bal_conversation_send_finish (BAL_CONVERSATION (source), result, &error))
    bal_toast_error (GTK_WIDGET (self), error, NULL);
}

static void
on_send (BalConversationView *self, const char *text)
{
  bal_conversation_send_async (self->conversation, text, NULL, on_sent, g_object_ref (self));
  bal_conversation_set_draft (self->conversation, NULL);
  bal_history_pane_scroll_to_end (self->history);
}

static const char *
why_not_write (BalConversation *conversation)
{
  if (bal_conversation_get_kind (conversation) == BAL_CONVERSATION_NOTICE)
    return _("These are notices. They cannot be answered.");
  return bal_conversation_get_account (conversation) ? NULL : _("The account of this conversation was removed.");
}

/* Actions */

static void
on_details (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bal_person_show_details (widget, get_person (BAL_CONVERSATION_VIEW (widget)));
}

static void
on_block (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bal_person_block (widget, get_person (BAL_CONVERSATION_VIEW (widget)));
}

static void
on_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bal_person_remove (widget, get_person (BAL_CONVERSATION_VIEW (widget)));
}

static void
on_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalPerson person = get_person (BAL_CONVERSATION_VIEW (widget));

  gtk_widget_activate_action (widget, "win.add-address", "s", person.jid);
}

static void
bal_conversation_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalConversationView *self = BAL_CONVERSATION_VIEW (object);

  switch (id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->conversation && bal_conversation_get_muted (self->conversation));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_conversation_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalConversationView *self = BAL_CONVERSATION_VIEW (object);

  switch (id)
    {
    case PROP_CONVERSATION:
      bal_conversation_view_set_conversation (self, g_value_get_object (value));
      break;
    case PROP_MUTED:
      if (self->conversation)
        bal_conversation_set_muted (self->conversation, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_conversation_view_dispose (GObject *object)
{
  BalConversationView *self = BAL_CONVERSATION_VIEW (object);

  if (self->composer)
    bal_conversation_view_set_conversation (self, NULL);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->contact_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_CONVERSATION_VIEW);
  G_OBJECT_CLASS (bal_conversation_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "chat.details", NULL, on_details);
  gtk_widget_class_install_action (widget_class, "chat.block", NULL, on_block);
  gtk_widget_class_install_action (widget_class, "chat.remove", NULL, on_remove);
  gtk_widget_class_install_action (widget_class, "chat.add", NULL, on_add);
  gtk_widget_class_install_property_action (widget_class, "chat.mute", "muted");
}

static void
bal_conversation_view_class_init (BalConversationViewClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_conversation_view_get_property;
  object_class->set_property = bal_conversation_view_set_property;
  object_class->dispose = bal_conversation_view_dispose;
  props[PROP_CONVERSATION] =
      g_param_spec_object ("conversation", NULL, NULL, BAL_TYPE_CONVERSATION, flags);
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_actions (widget_class);
  g_type_ensure (BAL_TYPE_ACCOUNT_BANNER);
  g_type_ensure (BAL_TYPE_AVATAR);
  g_type_ensure (BAL_TYPE_COMPOSER);
  g_type_ensure (BAL_TYPE_HISTORY_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, avatar);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, title_label);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, banner);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, history);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, composer);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, BalConversationView, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
}

static void
bal_conversation_view_init (BalConversationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bal_ui_set_menu (self->menu_button, self->menu);
  self->conversation_signals = g_signal_group_new (BAL_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::title", G_CALLBACK (update_header), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::contact", G_CALLBACK (on_contact), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::muted", G_CALLBACK (on_muted), self);
  self->contact_signals = g_signal_group_new (BAL_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_signals, "notify", G_CALLBACK (update_header), self);
}

GtkWidget *
bal_conversation_view_new (void)
{
  return g_object_new (BAL_TYPE_CONVERSATION_VIEW, NULL);
}

void
bal_conversation_view_set_conversation (BalConversationView *self, BalConversation *conversation)
{
  g_return_if_fail (BAL_IS_CONVERSATION_VIEW (self));

  if (self->conversation == conversation)
    return;
  bal_conversation_view_flush (self);
  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);
  bal_history_pane_set_conversation (self->history, conversation);
  if (conversation)
    {
      bal_composer_set_text (self->composer, bal_conversation_get_draft (conversation));
      bal_composer_set_notice (self->composer, why_not_write (conversation));
    }
  on_contact (self);
  update_banner (self);
  on_muted (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
}

BalConversation *
bal_conversation_view_get_conversation (BalConversationView *self)
{
  g_return_val_if_fail (BAL_IS_CONVERSATION_VIEW (self), NULL);
  return self->conversation;
}

void
bal_conversation_view_set_alone (BalConversationView *self, gboolean alone)
{
  g_return_if_fail (BAL_IS_CONVERSATION_VIEW (self));

  self->alone = alone;
  update_banner (self);
}

void
bal_conversation_view_focus_composer (BalConversationView *self)
{
  bal_composer_focus (self->composer);
}

void
bal_conversation_view_focus_history (BalConversationView *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->history), GTK_DIR_TAB_FORWARD);
}
