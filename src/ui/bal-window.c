#include "ui/bal-window.h"

#include "core/bal-sentence.h"
#include "ui/bal-conversation-view.h"
#include "ui/bal-person.h"
#include "ui/bal-sidebar.h"
#include "ui/bal-welcome.h"
#include "ui/bal-window-dialogs.h"

#include <glib/gi18n.h>

struct _BalWindow
{
  AdwApplicationWindow parent;
  BalClient *client;
  BalSettings *settings;
  AdwToastOverlay *toasts;
  GtkStack *stack, *content_stack;
  AdwStatusPage *failure_page;
  AdwBin *welcome_bin, *sidebar_bin, *conversation_bin;
  AdwNavigationSplitView *split;
  AdwNavigationPage *content_page;
  BalConversationView *conversation_view; /* NULL until a conversation is opened */
  BalSidebar *sidebar;
  BalConversation *in_view;
};

G_DEFINE_FINAL_TYPE (BalWindow, bal_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_CLIENT = 1, PROP_SETTINGS, PROP_IN_VIEW, N_PROPS };

static GParamSpec *props[N_PROPS];

/* Pages */

static void
show_welcome (BalWindow *self)
{
  if (!adw_bin_get_child (self->welcome_bin))
    adw_bin_set_child (self->welcome_bin, bal_welcome_new (self->client));
  gtk_stack_set_visible_child_name (self->stack, "welcome");
}

static void
show_main (BalWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "main");
  /* The welcome page may hold a password. */
  adw_bin_set_child (self->welcome_bin, NULL);
}

/* Without a keyring, or after the password changed: asked at once, but over no other dialog. The banner
 * stays in any case. */
static void
on_password_needed (BalWindow *self, BalAccount *account)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      !adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.enter-password", "s", bal_account_get_jid (account));
}

static void
watch_accounts (BalWindow *self, guint position, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(BalAccount) account = g_list_model_get_item (bal_client_get_accounts (self->client), i);
      g_signal_handlers_disconnect_by_func (account, on_password_needed, self);
      g_signal_connect_object (account, "password-needed", G_CALLBACK (on_password_needed), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
on_accounts_changed (BalWindow *self, guint position, guint removed, guint added)
{
  watch_accounts (self, position, added);
  if (g_list_model_get_n_items (bal_client_get_accounts (self->client)) > 0)
    show_main (self);
  else
    show_welcome (self);
}

/* A conversation whose account was removed must not stay in view. */
static void
on_conversations_changed (BalWindow *self)
{
  BalConversation *open = bal_window_get_conversation (self);

  if (open && bal_client_get_conversation (self->client, bal_conversation_get_id (open)) != open)
    bal_window_open_conversation (self, NULL);
}

/* What the person looks at; other parts of the program need to know it. */
static void
update_in_view (BalWindow *self)
{
  gboolean active = gtk_window_is_active (GTK_WINDOW (self));
  gboolean hidden = adw_navigation_split_view_get_collapsed (self->split) &&
                    !adw_navigation_split_view_get_show_content (self->split);
  BalConversation *seen = active && !hidden ? bal_window_get_conversation (self) : NULL;

  bal_client_set_active (self->client, active);
  if (g_set_object (&self->in_view, seen))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_VIEW]);
}

/* In a narrow window, nothing is selected while the list is shown: a click there opens again. */
static void
on_page_changed (BalWindow *self)
{
  gboolean hidden = adw_navigation_split_view_get_collapsed (self->split) &&
                    !adw_navigation_split_view_get_show_content (self->split);

  if (!self->sidebar)
    return;
  if (self->conversation_view)
    {
      bal_conversation_view_set_alone (self->conversation_view,
                                       adw_navigation_split_view_get_collapsed (self->split));
      bal_conversation_view_flush (self->conversation_view);
    }
  update_in_view (self);
  bal_sidebar_select (self->sidebar, hidden ? NULL : bal_window_get_conversation (self));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalWindow) self = data;
  g_autoptr(GError) error = NULL;
  BalConversation *conversation =
      bal_account_open_conversation_finish (BAL_ACCOUNT (source), result, &error);

  if (conversation)
    bal_window_open_conversation (self, conversation);
  else
    bal_toast_error (GTK_WIDGET (self->toasts), error, bal_account_get_jid (BAL_ACCOUNT (source)));
}

static void
on_open_contact (BalWindow *self, BalContact *contact)
{
  if (bal_contact_get_account (contact))
    bal_window_open_address (self, bal_contact_get_account (contact), bal_contact_get_jid (contact));
}

/* Actions */

static void
on_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalWindow *self = BAL_WINDOW (widget);

  adw_navigation_split_view_set_show_content (self->split, FALSE);
  bal_sidebar_focus_search (self->sidebar);
}

static void
move (BalWindow *self, int offset)
{
  BalConversation *conversation = bal_sidebar_get_neighbour (self->sidebar, offset);

  if (conversation)
    bal_window_open_conversation (self, conversation);
}

static void
on_previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (BAL_WINDOW (widget), -1);
}

static void
on_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (BAL_WINDOW (widget), 1);
}

static void
on_select (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalWindow *self = BAL_WINDOW (widget);
  BalConversation *conversation =
      bal_sidebar_get_nth (self->sidebar, (guint) g_variant_get_int32 (parameter));

  if (conversation)
    bal_window_open_conversation (self, conversation);
}

/* Escape: ends a search, else goes back to the list. */
static void
on_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalWindow *self = BAL_WINDOW (widget);

  if (bal_sidebar_stop_search (self->sidebar))
    return;
  if (adw_navigation_split_view_get_collapsed (self->split))
    adw_navigation_split_view_set_show_content (self->split, FALSE);
  else
    bal_sidebar_focus_list (self->sidebar);
}

static void
on_write (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalWindow *self = BAL_WINDOW (widget);

  if (bal_window_get_conversation (self))
    bal_conversation_view_focus_composer (self->conversation_view);
}

static gboolean
has_focus_in (BalWindow *self, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* F6: list, history, composer, and round again. */
static void
on_next_pane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BalWindow *self = BAL_WINDOW (widget);
  gboolean in_list = has_focus_in (self, GTK_WIDGET (self->sidebar));
  gboolean in_text = GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (self)));

  if (!bal_window_get_conversation (self) || in_text)
    {
      adw_navigation_split_view_set_show_content (self->split, FALSE);
      bal_sidebar_focus_list (self->sidebar);
    }
  else if (in_list)
    {
      adw_navigation_split_view_set_show_content (self->split, TRUE);
      bal_conversation_view_focus_history (self->conversation_view);
    }
  else
    bal_conversation_view_focus_composer (self->conversation_view);
}

/* The window */

static void
on_active (BalWindow *self)
{
  /* The last change comes while the window is destroyed. */
  if (self->sidebar)
    update_in_view (self);
}

static void
bal_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalWindow *self = BAL_WINDOW (object);

  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_IN_VIEW:
      g_value_set_object (value, self->in_view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalWindow *self = BAL_WINDOW (object);

  if (id == PROP_CLIENT)
    self->client = g_value_dup_object (value);
  else
    self->settings = g_value_dup_object (value);
}

static void
bind_geometry (BalWindow *self)
{
  const GBindingFlags flags = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  g_object_bind_property (self->settings, "window-width", self, "default-width", flags);
  g_object_bind_property (self->settings, "window-height", self, "default-height", flags);
  g_object_bind_property (self->settings, "window-maximized", self, "maximized", flags);
}

static void
bal_window_constructed (GObject *object)
{
  BalWindow *self = BAL_WINDOW (object);

  G_OBJECT_CLASS (bal_window_parent_class)->constructed (object);
  bind_geometry (self);
}

static void
bal_window_dispose (GObject *object)
{
  BalWindow *self = BAL_WINDOW (object);

  if (self->conversation_view)
    bal_conversation_view_flush (self->conversation_view);
  self->sidebar = NULL;
  self->conversation_view = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_WINDOW);
  g_clear_object (&self->in_view);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (bal_window_parent_class)->dispose (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.add-contact", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "win.previous-chat", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "win.next-chat", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "win.next-pane", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  for (guint i = 0; i < 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_CONTROL_MASK, "win.select-chat",
                                         "i", (int) i);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search);
  gtk_widget_class_install_action (widget_class, "win.previous-chat", NULL, on_previous);
  gtk_widget_class_install_action (widget_class, "win.next-chat", NULL, on_next);
  gtk_widget_class_install_action (widget_class, "win.select-chat", "i", on_select);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, on_next_pane);
  gtk_widget_class_install_action (widget_class, "win.write", NULL, on_write);
  bal_window_install_dialogs (widget_class);
}

static void
bal_window_class_init (BalWindowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_window_get_property;
  object_class->set_property = bal_window_set_property;
  object_class->constructed = bal_window_constructed;
  object_class->dispose = bal_window_dispose;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT, flags);
  props[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, BAL_TYPE_SETTINGS, flags);
  props[PROP_IN_VIEW] = g_param_spec_object ("in-view", NULL, NULL, BAL_TYPE_CONVERSATION,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_actions (widget_class);
  add_bindings (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BalWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, content_stack);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, failure_page);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, welcome_bin);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, split);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, BalWindow, conversation_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
}

static void
bal_window_init (BalWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active), NULL);
}

BalWindow *
bal_window_new (GtkApplication *application, BalClient *client, BalSettings *settings)
{
  return g_object_new (BAL_TYPE_WINDOW, "application", application, "client", client, "settings",
                       settings, NULL);
}

BalClient *
bal_window_get_client (BalWindow *self)
{
  g_return_val_if_fail (BAL_IS_WINDOW (self), NULL);
  return self->client;
}

void
bal_window_show_failure (BalWindow *self, const GError *error)
{
  g_autofree char *sentence = bal_error_sentence (error, NULL);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  /* lint-ok markup: escaped above */
  adw_status_page_set_description (self->failure_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

void
bal_window_show_profile (BalWindow *self)
{
  if (self->sidebar)
    return;
  self->sidebar = BAL_SIDEBAR (bal_sidebar_new (self->client));
  adw_bin_set_child (self->sidebar_bin, GTK_WIDGET (self->sidebar));
  g_signal_connect_object (self->sidebar, "open-conversation", G_CALLBACK (bal_window_open_conversation),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar, "open-contact", G_CALLBACK (on_open_contact), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bal_client_get_accounts (self->client), "items-changed",
                           G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bal_client_get_conversations (self->client), "items-changed",
                           G_CALLBACK (on_conversations_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (bal_client_get_accounts (self->client)));
}

static void
ensure_conversation_view (BalWindow *self)
{
  if (self->conversation_view)
    return;
  self->conversation_view = BAL_CONVERSATION_VIEW (bal_conversation_view_new ());
  adw_bin_set_child (self->conversation_bin, GTK_WIDGET (self->conversation_view));
}

void
bal_window_open_conversation (BalWindow *self, BalConversation *conversation)
{
  g_return_if_fail (BAL_IS_WINDOW (self));

  if (!self->conversation_view && !conversation)
    return;
  ensure_conversation_view (self);
  bal_conversation_view_set_conversation (self->conversation_view, conversation);
  adw_navigation_page_set_title (self->content_page,
                                 conversation ? bal_conversation_get_title (conversation) : _("Conversation"));
  gtk_stack_set_visible_child_name (self->content_stack, conversation ? "conversation" : "none");
  adw_navigation_split_view_set_show_content (self->split, conversation != NULL);
  on_page_changed (self);
  if (conversation && !bal_sidebar_is_browsing (self->sidebar))
    bal_conversation_view_focus_composer (self->conversation_view);
}

BalConversation *
bal_window_get_conversation (BalWindow *self)
{
  g_return_val_if_fail (BAL_IS_WINDOW (self), NULL);
  return self->conversation_view ? bal_conversation_view_get_conversation (self->conversation_view) : NULL;
}

void
bal_window_open_address (BalWindow *self, BalAccount *account, const char *jid)
{
  g_return_if_fail (BAL_IS_WINDOW (self));

  bal_account_open_conversation_async (account, jid, NULL, on_opened, g_object_ref (self));
}
