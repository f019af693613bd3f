#include "ui/bal-composer.h"

struct _BalComposer
{
  AdwBin parent;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkLabel *placeholder, *notice_label;
  GtkMenuButton *emoji_button;
  gboolean setting; /* by bal_composer_set_text(), not by the person */
};

G_DEFINE_FINAL_TYPE (BalComposer, bal_composer, ADW_TYPE_BIN)

enum { SIGNAL_SEND, SIGNAL_EDITED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* The text view grows with what is written up to this many lines, then it scrolls. */
#define MAX_LINES 8
#define MARGINS 16

static void
send (BalComposer *self)
{
  g_autofree char *text = g_strstrip (bal_composer_dup_text (self));

  if (!*text || !gtk_text_view_get_editable (self->view))
    return;
  g_signal_emit (self, signals[SIGNAL_SEND], 0, text);
  bal_composer_set_text (self, "");
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static void
on_send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send (BAL_COMPOSER (widget));
}

static gboolean
has_words (BalComposer *self)
{
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (self->buffer, &iter);
  do
    {
      gunichar c = gtk_text_iter_get_char (&iter);
      if (c && !g_unichar_isspace (c))
        return TRUE;
    }
  while (gtk_text_iter_forward_char (&iter));
  return FALSE;
}

static void
on_changed (BalComposer *self)
{
  gboolean empty = gtk_text_buffer_get_char_count (self->buffer) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), empty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", !empty && has_words (self));
  if (!self->setting)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

/* An input method sees the key first: there Enter takes what is being composed. */
static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
        BalComposer *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  const GdkModifierType modifiers = GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_CONTROL_MASK;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if (state & modifiers & ~GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;
  if (event && gtk_text_view_im_context_filter_keypress (self->view, event))
    return GDK_EVENT_STOP;
  send (self);
  return GDK_EVENT_STOP;
}

static void
on_text_pasted (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalComposer) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (!text)
    return;
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete_selection (self->buffer, /* interactive= */ TRUE, /* default_editable= */ TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
}

/* Formatted text and pictures of other programs do not get in: only their plain text. */
static void
on_paste (BalComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  g_signal_stop_emission_by_name (self->view, "paste-clipboard");
  gdk_clipboard_read_text_async (clipboard, NULL, on_text_pasted, g_object_ref (self));
}

static void
on_emoji (GtkEmojiChooser *chooser, const char *text, BalComposer *self)
{
  gtk_text_buffer_insert_at_cursor (self->buffer, text, -1);
  bal_composer_focus (self);
}

/* The chooser is made when it is first asked for: it is large. */
static void
make_emoji_chooser (GtkMenuButton *button, gpointer data)
{
  GtkWidget *chooser;

  if (gtk_menu_button_get_popover (button))
    return;
  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (on_emoji), data, G_CONNECT_DEFAULT);
  gtk_menu_button_set_popover (button, chooser);
}

/* The height of MAX_LINES lines follows the font. */
static void
update_max_height (BalComposer *self)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "X");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_scrolled_window_set_max_content_height (self->scroller, MAX_LINES * height + MARGINS);
}

static gboolean
bal_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BAL_COMPOSER (widget)->view));
}

static void
bal_composer_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (bal_composer_parent_class)->system_setting_changed (widget, setting);
  update_max_height (BAL_COMPOSER (widget));
}

static void
bal_composer_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), BAL_TYPE_COMPOSER);
  G_OBJECT_CLASS (bal_composer_parent_class)->dispose (object);
}

static void
bal_composer_class_init (BalComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bal_composer_dispose;
  widget_class->grab_focus = bal_composer_grab_focus;
  widget_class->system_setting_changed = bal_composer_system_setting_changed;
  signals[SIGNAL_SEND] = g_signal_new ("send", BAL_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_EDITED] = g_signal_new ("edited", BAL_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, on_send_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, BalComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, BalComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, BalComposer, view);
  gtk_widget_class_bind_template_child (widget_class, BalComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, BalComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BalComposer, notice_label);
  gtk_widget_class_bind_template_child (widget_class, BalComposer, emoji_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_paste);
}

static void
bal_composer_init (BalComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_menu_button_set_create_popup_func (self->emoji_button, make_emoji_chooser, self, NULL);
  update_max_height (self);
  on_changed (self);
}

char *
bal_composer_dup_text (BalComposer *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, /* include_hidden_chars= */ FALSE);
}

void
bal_composer_set_text (BalComposer *self, const char *text)
{
  g_return_if_fail (BAL_IS_COMPOSER (self));

  self->setting = TRUE;
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
  self->setting = FALSE;
}

void
bal_composer_set_notice (BalComposer *self, const char *notice)
{
  g_return_if_fail (BAL_IS_COMPOSER (self));

  gtk_label_set_label (self->notice_label, notice ? notice : "");
  gtk_text_view_set_editable (self->view, notice == NULL);
  gtk_stack_set_visible_child_name (self->stack, notice ? "notice" : "write");
}

void
bal_composer_focus (BalComposer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
