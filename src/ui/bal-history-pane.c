#include "ui/bal-history-pane.h"

#include "ui/bal-history-view.h"
#include "ui/bal-message-row.h"
#include "ui/bal-text-dialog.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalHistoryPane
{
  AdwBin parent;
  GtkStack *stack;
  BalHistoryView *view;
  GtkRevealer *jump_revealer;
  GtkButton *jump_button;
  GtkLabel *jump_label;
  BalConversation *conversation;
  BalMessageList *messages;
  GSignalGroup *conversation_signals, *message_signals;
  guint seen_tick;
  guint frames; /* drawn since something may have been seen */
  gint64 first_new; /* id of the message above which new ones begin; 0 for none */
};

G_DEFINE_FINAL_TYPE (BalHistoryPane, bal_history_pane, ADW_TYPE_BIN)

/* How far back the first unread message is looked for. */
#define MAX_UNREAD_SEARCH 400

/* Where on the page the first unread message stands: some of what was read before stays in sight. */
#define UNREAD_ALIGN 0.3

static BalMessage *
get_message (BalHistoryPane *self, guint position)
{
  return self->messages ? g_list_model_get_item (G_LIST_MODEL (self->messages), position) : NULL;
}

/* Rows */

static GtkWidget *
create_row (gpointer data)
{
  return bal_message_row_new ();
}

static void
bind_row (GtkWidget *row, gpointer item, guint position, gpointer data)
{
  BalHistoryPane *self = data;
  g_autoptr(BalMessage) before = NULL;
  g_autoptr(BalMessage) after = NULL;
  BalMessagePlace place = { 0 };

  if (item)
    {
      before = position > 0 ? get_message (self, position - 1) : NULL;
      after = get_message (self, position + 1);
      place = bal_message_place (item, before, after);
      place.starts_new = bal_message_get_id (item) == self->first_new;
    }
  bal_message_row_bind (BAL_MESSAGE_ROW (row), item,
                        self->conversation ? bal_conversation_get_title (self->conversation) : "", place);
}

/* Position */

static void
update_jump (BalHistoryPane *self)
{
  gboolean at_end = bal_history_view_is_at_end (self->view);
  guint unread = self->conversation ? bal_conversation_get_unread (self->conversation) : 0;
  g_autofree char *badge = bal_words_badge (unread);

  gtk_revealer_set_reveal_child (self->jump_revealer, !at_end);
  gtk_widget_set_can_focus (GTK_WIDGET (self->jump_button), !at_end);
  gtk_label_set_label (self->jump_label, badge);
  gtk_widget_set_visible (GTK_WIDGET (self->jump_label), unread > 0);
}

static gboolean
is_looked_at (BalHistoryPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return gtk_widget_get_mapped (GTK_WIDGET (self)) && GTK_IS_WINDOW (root) &&
         gtk_window_is_active (GTK_WINDOW (root)) && bal_history_view_is_at_end (self->view);
}

static gboolean
on_seen_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BalHistoryPane *self = BAL_HISTORY_PANE (widget);

  if (++self->frames < 2)
    return G_SOURCE_CONTINUE;
  self->seen_tick = 0;
  if (self->conversation && is_looked_at (self))
    bal_conversation_mark_read (self->conversation);
  return G_SOURCE_REMOVE;
}

static void
on_at_end (BalHistoryPane *self)
{
  if (self->messages)
    bal_message_list_set_following (self->messages, bal_history_view_is_at_end (self->view));
  update_jump (self);
  bal_history_pane_mark_seen (self);
}

static void
on_need_older (BalHistoryPane *self)
{
  if (self->messages)
    bal_message_list_load_older (self->messages);
}

static void
on_need_newer (BalHistoryPane *self)
{
  if (self->messages)
    bal_message_list_load_newer (self->messages);
}

static void
on_window_at_end (BalHistoryPane *self)
{
  bal_history_view_set_live (self->view, bal_message_list_get_at_end (self->messages));
}

/* The position of the first unread message in the list, which is extended to it where that is not far. */
static guint
find_first_unread (BalHistoryPane *self, guint unread)
{
  GListModel *model = G_LIST_MODEL (self->messages);
  guint n = g_list_model_get_n_items (model);

  while (n < unread && n < MAX_UNREAD_SEARCH && bal_message_list_load_older (self->messages) > 0)
    n = g_list_model_get_n_items (model);
  return n > unread ? n - unread : 0;
}

static void
show_start (BalHistoryPane *self)
{
  guint unread = bal_conversation_get_unread (self->conversation);
  g_autoptr(BalMessage) first = NULL;
  guint position;

  self->first_new = 0;
  if (unread == 0)
    {
      bal_history_view_set_model (self->view, G_LIST_MODEL (self->messages));
      return;
    }
  position = find_first_unread (self, unread);
  first = get_message (self, position);
  self->first_new = first ? bal_message_get_id (first) : 0;
  bal_history_view_set_model (self->view, G_LIST_MODEL (self->messages));
  bal_history_view_scroll_to (self->view, position, UNREAD_ALIGN);
}

/* What comes in */

static void
announce (BalHistoryPane *self, BalMessage *message)
{
  /* Translators: read aloud when a message comes in: the sender, then the text. */
  g_autofree char *text = g_strdup_printf (_("%s: %s"), bal_conversation_get_title (self->conversation),
                                           bal_message_get_body (message));

  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_page (BalHistoryPane *self)
{
  gboolean empty = !self->messages || g_list_model_get_n_items (G_LIST_MODEL (self->messages)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "history");
}

static void
on_items_changed (BalHistoryPane *self, guint position, guint removed, guint added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->messages));
  g_autoptr(BalMessage) last = NULL;

  show_page (self);
  /* Pages of older messages and bursts after a pause are not read aloud. */
  if (added != 1 || position + 1 != n || removed > 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  last = get_message (self, position);
  if (!bal_message_get_outgoing (last))
    announce (self, last);
}

static void
on_unread (BalHistoryPane *self)
{
  bal_history_pane_mark_seen (self);
  update_jump (self);
}

/* Actions */

static BalMessage *
find_message (BalHistoryPane *self, gint64 id)
{
  guint n = self->messages ? g_list_model_get_n_items (G_LIST_MODEL (self->messages)) : 0;

  for (guint i = n; i > 0; i--)
    {
      g_autoptr(BalMessage) message = get_message (self, i - 1);
      if (bal_message_get_id (message) == id)
        return g_steal_pointer (&message);
    }
  return NULL;
}

static void
on_retry (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalHistoryPane *self = BAL_HISTORY_PANE (widget);
  g_autoptr(BalMessage) message = find_message (self, g_variant_get_int64 (parameter));

  if (message)
    bal_conversation_retry (self->conversation, message);
}

static void
on_show_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalHistoryPane *self = BAL_HISTORY_PANE (widget);
  g_autoptr(BalMessage) message = find_message (self, g_variant_get_int64 (parameter));

  if (message)
    adw_dialog_present (bal_text_dialog_new (_("Message"), bal_message_get_text (message)), widget);
}

static void
on_jump (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bal_history_pane_scroll_to_end (BAL_HISTORY_PANE (widget));
}

static void
on_map (BalHistoryPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (bal_history_pane_mark_seen), self,
                             G_CONNECT_SWAPPED);
  bal_history_pane_mark_seen (self);
}

static void
on_unmap (BalHistoryPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root)
    g_signal_handlers_disconnect_by_func (root, bal_history_pane_mark_seen, self);
}

static void
bal_history_pane_dispose (GObject *object)
{
  BalHistoryPane *self = BAL_HISTORY_PANE (object);

  if (self->view)
    bal_history_pane_set_conversation (self, NULL);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->message_signals);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_HISTORY_PANE);
  G_OBJECT_CLASS (bal_history_pane_parent_class)->dispose (object);
}

static void
bal_history_pane_class_init (BalHistoryPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_history_pane_dispose;
  g_type_ensure (BAL_TYPE_HISTORY_VIEW);
  gtk_widget_class_install_action (widget_class, "message.retry", "x", on_retry);
  gtk_widget_class_install_action (widget_class, "message.show-all", "x", on_show_all);
  gtk_widget_class_install_action (widget_class, "history.jump", NULL, on_jump);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-history-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, BalHistoryPane, stack);
  gtk_widget_class_bind_template_child (widget_class, BalHistoryPane, view);
  gtk_widget_class_bind_template_child (widget_class, BalHistoryPane, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, BalHistoryPane, jump_button);
  gtk_widget_class_bind_template_child (widget_class, BalHistoryPane, jump_label);
  gtk_widget_class_bind_template_callback (widget_class, on_need_older);
  gtk_widget_class_bind_template_callback (widget_class, on_need_newer);
  gtk_widget_class_bind_template_callback (widget_class, on_at_end);
}

static void
bal_history_pane_init (BalHistoryPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bal_history_view_set_factory (self->view, create_row, bind_row, self, NULL);
  self->conversation_signals = g_signal_group_new (BAL_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::unread", G_CALLBACK (on_unread), self);
  self->message_signals = g_signal_group_new (BAL_TYPE_MESSAGE_LIST);
  g_signal_group_connect_swapped (self->message_signals, "notify::at-end", G_CALLBACK (on_window_at_end), self);
  g_signal_group_connect_swapped (self->message_signals, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (on_unmap), NULL);
}

void
bal_history_pane_set_conversation (BalHistoryPane *self, BalConversation *conversation)
{
  g_return_if_fail (BAL_IS_HISTORY_PANE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  g_signal_group_set_target (self->conversation_signals, conversation);
  bal_history_view_set_model (self->view, NULL);
  g_clear_object (&self->messages);
  if (conversation)
    self->messages = bal_conversation_dup_messages (conversation);
  g_signal_group_set_target (self->message_signals, self->messages);
  if (conversation)
    {
      on_window_at_end (self);
      show_start (self);
    }
  show_page (self);
  on_at_end (self);
}

void
bal_history_pane_show_message (BalHistoryPane *self, gint64 id)
{
  guint position;

  if (self->messages && bal_message_list_load_around (self->messages, id, &position))
    bal_history_view_scroll_to (self->view, position, UNREAD_ALIGN);
}

void
bal_history_pane_scroll_to_end (BalHistoryPane *self)
{
  if (self->messages && !bal_message_list_get_at_end (self->messages))
    bal_message_list_load_end (self->messages);
  bal_history_view_scroll_to_end (self->view);
}

/* Only after it was drawn is anything seen: where the page stands is known then. */
void
bal_history_pane_mark_seen (BalHistoryPane *self)
{
  if (!self->conversation || bal_conversation_get_unread (self->conversation) == 0)
    return;
  self->frames = 0;
  if (self->seen_tick == 0)
    self->seen_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_seen_tick, NULL, NULL);
}

BalMessageList *
bal_history_pane_get_messages (BalHistoryPane *self)
{
  g_return_val_if_fail (BAL_IS_HISTORY_PANE (self), NULL);
  return self->messages;
}
