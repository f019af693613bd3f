#include "ui/bal-message-row.h"

#include "ui/bal-links.h"
#include "ui/bal-row-layout.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalMessageRow
{
  GtkWidget parent;
  BalMessage *message;
  char *author;
  GSignalGroup *signals;
  BalRowLayout *layout;
  GtkBox *above, *bubble, *footer, *failure;
  GtkLabel *day_label, *new_label, *subject_label, *body_label, *time_label, *reason_label;
  GtkButton *show_all_button, *retry_button;
  GtkImage *state_icon;
};

G_DEFINE_FINAL_TYPE (BalMessageRow, bal_message_row, GTK_TYPE_WIDGET)

/* Messages of one sender closer than this stand together. */
#define GROUP_USEC (5 * 60 * G_USEC_PER_SEC)

static gboolean
belong_together (BalMessage *a, BalMessage *b)
{
  gint64 pause;

  if (!a || !b || bal_message_get_outgoing (a) != bal_message_get_outgoing (b) ||
      g_strcmp0 (bal_message_get_sender (a), bal_message_get_sender (b)) != 0)
    return FALSE;
  pause = bal_message_get_time (b) - bal_message_get_time (a);
  return ABS (pause) < GROUP_USEC &&
         bal_words_same_day (bal_message_get_time (a), bal_message_get_time (b));
}

BalMessagePlace
bal_message_place (BalMessage *message, BalMessage *before, BalMessage *after)
{
  return (BalMessagePlace) {
    .starts_day = !before || !bal_words_same_day (bal_message_get_time (before),
                                                  bal_message_get_time (message)),
    .starts_group = !belong_together (before, message),
    .ends_group = !belong_together (message, after),
  };
}

static void
set_class (gpointer widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Everything that a row says, for a screen reader. */
static void
update_label (BalMessageRow *self)
{
  BalMessage *message = self->message;
  const char *state = bal_words_message_state (bal_message_get_state (message));
  const char *subject = bal_message_get_subject (message);
  g_autofree char *time = bal_words_clock (bal_message_get_time (message));
  g_autoptr(GString) label = g_string_new (bal_message_get_outgoing (message) ? _("You") : self->author);

  if (subject)
    g_string_append_printf (label, ", %s", subject);
  g_string_append_printf (label, ", %s, %s", bal_message_get_body (message), time);
  if (*state)
    g_string_append_printf (label, ", %s", state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str, -1);
}

static void
update_state (BalMessageRow *self)
{
  BalMessageState state;
  const char *icon, *reason;

  if (!self->message)
    return;
  state = bal_message_get_state (self->message);
  icon = bal_words_message_icon (state);
  reason = bal_message_get_reason (self->message);
  gtk_widget_set_visible (GTK_WIDGET (self->state_icon), icon != NULL);
  gtk_image_set_from_icon_name (self->state_icon, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_icon), bal_words_message_state (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bal_words_message_state (state), -1);
  set_class (self->state_icon, "read", state == BAL_MESSAGE_DISPLAYED);
  set_class (self->state_icon, "error", state == BAL_MESSAGE_FAILED);
  gtk_widget_set_visible (GTK_WIDGET (self->failure), state == BAL_MESSAGE_FAILED);
  gtk_label_set_label (self->reason_label, reason ? reason : _("This message could not be sent."));
  update_label (self);
}

static void
update_text (BalMessageRow *self)
{
  BalMessage *message = self->message;
  const char *subject = bal_message_get_subject (message);
  g_autofree char *clock = bal_words_clock (bal_message_get_time (message));
  g_autofree char *moment = bal_words_moment (bal_message_get_time (message));
  g_autoptr(GMenuModel) links = NULL;
  gint64 id = bal_message_get_id (message);

  gtk_label_set_label (self->subject_label, subject ? subject : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subject_label), subject != NULL);
  gtk_label_set_label (self->body_label, bal_message_get_body (message));
  bal_links_decorate (self->body_label);
  links = bal_links_make_menu (bal_message_get_body (message));
  gtk_label_set_extra_menu (self->body_label, links);
  gtk_widget_set_visible (GTK_WIDGET (self->show_all_button), bal_message_get_truncated (message));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_all_button), "x", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry_button), "x", id);
  gtk_label_set_label (self->time_label, clock);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), moment);
}

static void
update_place (BalMessageRow *self, BalMessagePlace place)
{
  gboolean outgoing = bal_message_get_outgoing (self->message);

  if (place.starts_day)
    {
      g_autofree char *day = bal_words_day (bal_message_get_time (self->message), g_get_real_time ());
      gtk_label_set_label (self->day_label, day);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->day_label), place.starts_day);
  gtk_widget_set_visible (GTK_WIDGET (self->new_label), place.starts_new);
  gtk_widget_set_visible (GTK_WIDGET (self->above), place.starts_day || place.starts_new);
  bal_row_layout_set_outgoing (self->layout, outgoing);
  set_class (self->bubble, "outgoing", outgoing);
  set_class (self, "group-start", place.starts_group);
  set_class (self->bubble, "group-end", place.ends_group);
  gtk_widget_set_visible (GTK_WIDGET (self->footer), place.ends_group || outgoing);
}

/* Actions */

static void
on_open_link (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bal_links_open (widget, g_variant_get_string (parameter, NULL));
}

/* The whole message, where nothing of it is selected. */
static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalMessageRow *self = BAL_MESSAGE_ROW (widget);

  if (self->message)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), bal_message_get_text (self->message));
}

static void
on_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (BAL_MESSAGE_ROW (widget)->body_label), "menu.popup", NULL);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "message.open-link", "s", on_open_link);
  gtk_widget_class_install_action (widget_class, "message.copy", NULL, on_copy);
  gtk_widget_class_install_action (widget_class, "message.menu", NULL, on_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "message.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "message.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "message.menu", NULL);
}

static void
bal_message_row_dispose (GObject *object)
{
  BalMessageRow *self = BAL_MESSAGE_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->message);
  g_clear_pointer (&self->author, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_MESSAGE_ROW);
  G_OBJECT_CLASS (bal_message_row_parent_class)->dispose (object);
}

static void
bal_message_row_class_init (BalMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_message_row_dispose;
  g_type_ensure (BAL_TYPE_ROW_LAYOUT);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, layout);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, above);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, footer);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, failure);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, day_label);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, new_label);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, subject_label);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, body_label);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, reason_label);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, show_all_button);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, BalMessageRow, state_icon);
}

static void
bal_message_row_init (BalMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bal_links_attach (self->body_label);
  self->signals = g_signal_group_new (BAL_TYPE_MESSAGE);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (update_state), self);
  g_signal_group_connect_swapped (self->signals, "notify::reason", G_CALLBACK (update_state), self);
}

GtkWidget *
bal_message_row_new (void)
{
  return g_object_new (BAL_TYPE_MESSAGE_ROW, NULL);
}

void
bal_message_row_bind (BalMessageRow *self, BalMessage *message, const char *author,
                      BalMessagePlace place)
{
  gboolean other;

  g_return_if_fail (BAL_IS_MESSAGE_ROW (self));

  other = g_set_object (&self->message, message);
  g_signal_group_set_target (self->signals, message);
  if (!message)
    return;
  g_set_str (&self->author, author);
  if (other)
    update_text (self);
  update_place (self, place);
  update_state (self);
}

BalMessage *
bal_message_row_get_message (BalMessageRow *self)
{
  g_return_val_if_fail (BAL_IS_MESSAGE_ROW (self), NULL);
  return self->message;
}
