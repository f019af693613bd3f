#include "ui/bal-sidebar.h"

#include "ui/bal-account-banner.h"
#include "ui/bal-lists.h"
#include "ui/bal-row-factory.h"
#include "ui/bal-row-menu.h"
#include "ui/bal-status-button.h"
#include "ui/bal-ui.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalSidebar
{
  AdwBin parent;
  BalClient *client;
  GtkSearchEntry *search_entry;
  GtkStack *stack, *chats_stack, *contacts_stack;
  AdwViewStack *lists;
  GtkListView *chats_view, *contacts_view, *results_view;
  AdwBanner *requests_banner;
  BalAccountBanner *banner;
  BalStatusButton *status_button;
  GtkMenuButton *menu_button;
  GMenuModel *primary_menu;
  GtkSingleSelection *selection;
  GtkSliceListModel *slice; /* the chats that have rows: at first a window full */
  guint growing;
  GtkSelectionModel *contacts_model, *results_model; /* of the views, once they are looked at */
  BalLists *models;
  GtkListItemFactory *group_headings;
  gint64 now;
  guint midnight;
  gboolean selecting; /* by bal_sidebar_select(), not by the person */
};

G_DEFINE_FINAL_TYPE (BalSidebar, bal_sidebar, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_NOW, N_PROPS };

static GParamSpec *props[N_PROPS];

enum { SIGNAL_OPEN_CONVERSATION, SIGNAL_OPEN_CONTACT, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Lists */

/* A list view makes rows for its next 200 items at once, seen or not, which for a long list is a fifth of a
 * second in which nothing else happens. */
#define FIRST_ROWS 20
#define MORE_ROWS 2
#define MOST_ROWS 200

static void
show_filled (GtkStack *stack, GListModel *model)
{
  gtk_stack_set_visible_child_name (stack, g_list_model_get_n_items (model) > 0 ? "list" : "empty");
}

/* Who has no groups needs no heading that says so. */
static void
on_lists_changed (BalSidebar *self)
{
  gboolean groups = bal_lists_has_groups (self->models);

  gtk_list_view_set_header_factory (self->contacts_view, groups ? self->group_headings : NULL);
  show_filled (self->chats_stack, bal_lists_get_chats (self->models));
  show_filled (self->contacts_stack, bal_lists_get_contacts (self->models));
}

static void
on_contacts_map (BalSidebar *self)
{
  gtk_list_view_set_model (self->contacts_view, self->contacts_model);
}

static void
on_selected (BalSidebar *self)
{
  gpointer conversation = gtk_single_selection_get_selected_item (self->selection);

  if (conversation && !self->selecting)
    g_signal_emit (self, signals[SIGNAL_OPEN_CONVERSATION], 0, conversation);
}

static void
show_all_chats (BalSidebar *self)
{
  g_clear_handle_id (&self->growing, g_source_remove);
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
}

/* After drawing and after the network, a few rows at a time. */
static gboolean
on_grow (gpointer data)
{
  BalSidebar *self = data;
  guint size = gtk_slice_list_model_get_size (self->slice);

  if (size < MOST_ROWS && size <= g_list_model_get_n_items (gtk_slice_list_model_get_model (self->slice)))
    {
      gtk_slice_list_model_set_size (self->slice, size + MORE_ROWS);
      return G_SOURCE_CONTINUE;
    }
  self->growing = 0;
  show_all_chats (self);
  return G_SOURCE_REMOVE;
}

static void
make_chats (BalSidebar *self, GListModel *sorted_chats)
{
  GListModel *chats;

  self->slice = gtk_slice_list_model_new (g_object_ref (sorted_chats), 0, FIRST_ROWS);
  self->growing = g_idle_add_full (G_PRIORITY_LOW, on_grow, self, NULL);
  chats = G_LIST_MODEL (self->slice);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, chats);
  gtk_list_view_set_model (self->chats_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
}

static GtkSelectionModel *
without_selection (GListModel *model)
{
  return GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (model)));
}

static void
make_models (BalSidebar *self)
{
  self->models = bal_lists_new (self->client);
  self->contacts_model = without_selection (bal_lists_get_contacts (self->models));
  self->results_model = without_selection (bal_lists_get_results (self->models));
  make_chats (self, bal_lists_get_chats (self->models));
  g_signal_connect_object (self->contacts_view, "map", G_CALLBACK (on_contacts_map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->models, "changed", G_CALLBACK (on_lists_changed), self, G_CONNECT_SWAPPED);
}

static void
set_factories (BalSidebar *self, GtkListView *view, GtkListItemFactory *headers)
{
  g_autoptr(GtkListItemFactory) rows = bal_row_factory_new (G_OBJECT (self));

  gtk_list_view_set_factory (view, rows);
  gtk_list_view_set_header_factory (view, headers);
}

/* Requests */

static void
on_requests_changed (BalSidebar *self)
{
  guint n = g_list_model_get_n_items (bal_client_get_requests (self->client));
  g_autofree char *title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u Friend Request", "%u Friend Requests", n), n);

  adw_banner_set_use_markup (self->requests_banner, FALSE);
  adw_banner_set_title (self->requests_banner, title);
  adw_banner_set_revealed (self->requests_banner, n > 0);
}

/* Search */

static void
show_page (BalSidebar *self)
{
  gboolean searching = bal_lists_is_searching (self->models);
  GListModel *results = bal_lists_get_results (self->models);
  const char *page = "lists";

  gtk_list_view_set_model (self->results_view, searching ? self->results_model : NULL);
  if (searching)
    page = g_list_model_get_n_items (results) > 0 ? "results" : "nothing";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
on_search_changed (BalSidebar *self)
{
  bal_lists_search (self->models, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  show_page (self);
}

static void
open_item (BalSidebar *self, gpointer item)
{
  bal_sidebar_stop_search (self);
  if (BAL_IS_CONVERSATION (item))
    g_signal_emit (self, signals[SIGNAL_OPEN_CONVERSATION], 0, item);
  else if (BAL_IS_CONTACT (item))
    g_signal_emit (self, signals[SIGNAL_OPEN_CONTACT], 0, item);
}

static void
on_search_activate (BalSidebar *self)
{
  g_autoptr(GObject) first = NULL;

  on_search_changed (self);
  if (bal_lists_is_searching (self->models))
    first = g_list_model_get_item (bal_lists_get_results (self->models), 0);
  if (first)
    open_item (self, first);
}

static void
on_stop_search (BalSidebar *self)
{
  if (!bal_sidebar_stop_search (self))
    bal_sidebar_focus_list (self);
}

static gboolean
on_search_down (GtkWidget *widget, GVariant *args, gpointer data)
{
  bal_sidebar_focus_list (data);
  return TRUE;
}

/* Rows */

static void
on_list_activate (BalSidebar *self, guint position, GtkListView *view)
{
  g_autoptr(GObject) item =
      g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (view)), position);

  open_item (self, item);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.write", NULL);
}

/* A click on the open conversation opens it too: in a narrow window it is on another page. */
static void
on_chat_activate (BalSidebar *self, guint position, GtkListView *view)
{
  on_list_activate (self, position, view);
}

static gboolean
on_midnight (gpointer data)
{
  BalSidebar *self = data;

  self->now = g_get_real_time ();
  self->midnight = g_timeout_add_seconds (
      (guint) (bal_words_until_midnight (self->now) / G_USEC_PER_SEC) + 1, on_midnight, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOW]);
  return G_SOURCE_REMOVE;
}

static void
bal_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalSidebar *self = BAL_SIDEBAR (object);

  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_NOW:
      g_value_set_int64 (value, self->now);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_sidebar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BAL_SIDEBAR (object)->client = g_value_dup_object (value);
}

static void
bal_sidebar_constructed (GObject *object)
{
  BalSidebar *self = BAL_SIDEBAR (object);
  GListModel *requests = bal_client_get_requests (self->client);
  g_autoptr(GtkListItemFactory) kinds = bal_row_factory_new_kinds ();

  G_OBJECT_CLASS (bal_sidebar_parent_class)->constructed (object);
  make_models (self);
  set_factories (self, self->chats_view, NULL);
  set_factories (self, self->contacts_view, NULL);
  set_factories (self, self->results_view, kinds);
  on_lists_changed (self);
  bal_row_menu_attach (self->chats_view);
  bal_row_menu_attach (self->contacts_view);
  bal_row_menu_attach (self->results_view);
  bal_account_banner_set_accounts (self->banner, bal_client_get_accounts (self->client));
  bal_status_button_set_client (self->status_button, self->client);
  g_signal_connect_object (bal_lists_get_results (self->models), "items-changed", G_CALLBACK (show_page), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (requests, "items-changed", G_CALLBACK (on_requests_changed), self,
                           G_CONNECT_SWAPPED);
  on_requests_changed (self);
  on_midnight (self);
}

static void
bal_sidebar_dispose (GObject *object)
{
  BalSidebar *self = BAL_SIDEBAR (object);

  g_clear_handle_id (&self->midnight, g_source_remove);
  g_clear_handle_id (&self->growing, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_SIDEBAR);
  g_clear_object (&self->selection);
  g_clear_object (&self->slice);
  g_clear_object (&self->results_model);
  g_clear_object (&self->contacts_model);
  g_clear_object (&self->models);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (bal_sidebar_parent_class)->dispose (object);
}

static void
bal_sidebar_finalize (GObject *object)
{
  BalSidebar *self = BAL_SIDEBAR (object);

  g_clear_object (&self->group_headings);
  G_OBJECT_CLASS (bal_sidebar_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, chats_stack);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, contacts_stack);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, lists);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, chats_view);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, contacts_view);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, results_view);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, requests_banner);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, banner);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, status_button);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, BalSidebar, primary_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_chat_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
bal_sidebar_class_init (BalSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bal_sidebar_get_property;
  object_class->set_property = bal_sidebar_set_property;
  object_class->constructed = bal_sidebar_constructed;
  object_class->dispose = bal_sidebar_dispose;
  object_class->finalize = bal_sidebar_finalize;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_NOW] = g_param_spec_int64 ("now", NULL, NULL, 0, G_MAXINT64, 0,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_OPEN_CONVERSATION] =
      g_signal_new ("open-conversation", BAL_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, BAL_TYPE_CONVERSATION);
  signals[SIGNAL_OPEN_CONTACT] =
      g_signal_new ("open-contact", BAL_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, BAL_TYPE_CONTACT);
  g_type_ensure (BAL_TYPE_ACCOUNT_BANNER);
  g_type_ensure (BAL_TYPE_STATUS_BUTTON);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
bal_sidebar_init (BalSidebar *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->group_headings = bal_row_factory_new_groups ();
  gtk_widget_init_template (GTK_WIDGET (self));
  bal_ui_set_menu (self->menu_button, self->primary_menu);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Down, 0),
                        gtk_callback_action_new (on_search_down, self, NULL)));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

GtkWidget *
bal_sidebar_new (BalClient *client)
{
  return g_object_new (BAL_TYPE_SIDEBAR, "client", client, NULL);
}

static guint
find_chat (BalSidebar *self, BalConversation *conversation)
{
  GListModel *chats = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (chats);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (chats, i);
      if (item == (gpointer) conversation)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

void
bal_sidebar_select (BalSidebar *self, BalConversation *conversation)
{
  guint position = conversation ? find_chat (self, conversation) : GTK_INVALID_LIST_POSITION;

  if (conversation && position == GTK_INVALID_LIST_POSITION)
    {
      show_all_chats (self);
      position = find_chat (self, conversation);
    }
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->selecting = FALSE;
}

BalConversation *
bal_sidebar_get_nth (BalSidebar *self, guint position)
{
  g_autoptr(BalConversation) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return item;
}

BalConversation *
bal_sidebar_get_neighbour (BalSidebar *self, int offset)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  gint64 position = selected == GTK_INVALID_LIST_POSITION ? 0 : (gint64) selected + offset;

  return position < 0 ? NULL : bal_sidebar_get_nth (self, (guint) position);
}

void
bal_sidebar_focus_search (BalSidebar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
bal_sidebar_focus_list (BalSidebar *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

gboolean
bal_sidebar_is_browsing (BalSidebar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root)) &&
         gtk_widget_get_focus_child (GTK_WIDGET (self->chats_view));
}

gboolean
bal_sidebar_stop_search (BalSidebar *self)
{
  if (!bal_lists_is_searching (self->models) && !*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)))
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  on_search_changed (self);
  return TRUE;
}
