#include "ui/bal-row-menu.h"

#include "core/bal-account.h"
#include "ui/bal-contact-row.h"
#include "ui/bal-conversation-row.h"
#include "ui/bal-person.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkListView *view; /* borrowed: the owner */
  GtkPopoverMenu *popover;
  GSimpleActionGroup *actions;
  GObject *item; /* whose menu it is */
  guint showing; /* the menu is about to open */
} RowMenu;

static void
row_menu_free (gpointer data)
{
  RowMenu *self = data;

  g_clear_object (&self->actions);
  g_clear_object (&self->item);
  g_free (self);
}

/* Who the item is about. */
static BalPerson
get_person (RowMenu *self)
{
  BalContact *contact;

  if (BAL_IS_CONTACT (self->item))
    {
      contact = BAL_CONTACT (self->item);
      return (BalPerson) { bal_contact_get_account (contact), bal_contact_get_jid (contact),
                           bal_contact_get_display_name (contact) };
    }
  return (BalPerson) { bal_conversation_get_account (BAL_CONVERSATION (self->item)),
                       bal_conversation_get_jid (BAL_CONVERSATION (self->item)),
                       bal_conversation_get_title (BAL_CONVERSATION (self->item)) };
}

static BalContact *
get_contact (RowMenu *self)
{
  if (BAL_IS_CONTACT (self->item))
    return BAL_CONTACT (self->item);
  return bal_conversation_get_contact (BAL_CONVERSATION (self->item));
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RowMenu *self = data;
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->view));
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (model, i);
      if (item == self->item)
        {
          g_signal_emit_by_name (self->view, "activate", i);
          return;
        }
    }
}

static void
on_details (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RowMenu *self = data;

  bal_person_show_details (GTK_WIDGET (self->view), get_person (self));
}

static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RowMenu *self = data;

  bal_person_remove (GTK_WIDGET (self->view), get_person (self));
}

static void
on_block (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RowMenu *self = data;

  bal_person_block (GTK_WIDGET (self->view), get_person (self));
}

static void
on_mute (GSimpleAction *action, GVariant *state, gpointer data)
{
  RowMenu *self = data;

  if (!BAL_IS_CONVERSATION (self->item))
    return;
  bal_conversation_set_muted (BAL_CONVERSATION (self->item), g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static void
set_enabled (RowMenu *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (RowMenu *self)
{
  gboolean chat = BAL_IS_CONVERSATION (self->item);
  GAction *mute = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "mute");

  set_enabled (self, "details", get_contact (self) != NULL);
  set_enabled (self, "remove", get_contact (self) != NULL);
  set_enabled (self, "mute", chat);
  if (chat)
    g_simple_action_set_state (G_SIMPLE_ACTION (mute),
                               g_variant_new_boolean (bal_conversation_get_muted (BAL_CONVERSATION (self->item))));
}

static GMenuModel *
make_menu (void)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) first = g_menu_new ();
  g_autoptr(GMenu) second = g_menu_new ();
  g_autoptr(GMenuItem) mute = g_menu_item_new (_("_Mute"), "row.mute");

  g_menu_item_set_attribute (mute, "hidden-when", "s", "action-disabled");
  g_menu_append (first, _("_Open"), "row.open");
  g_menu_append (first, _("Contact _Details…"), "row.details");
  g_menu_append_item (first, mute);
  g_menu_append (second, _("_Block…"), "row.block");
  g_menu_append (second, _("_Remove…"), "row.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (second));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
ensure_popover (RowMenu *self)
{
  g_autoptr(GMenuModel) menu = NULL;

  if (self->popover)
    return;
  menu = make_menu ();
  self->popover = GTK_POPOVER_MENU (gtk_popover_menu_new_from_model (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->popover), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self->view));
}

static void
on_complete (gpointer data)
{
  RowMenu *self = data;

  self->showing = 0;
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* A new menu puts its separators in when idle, and would be too low for its last row before. */
static void
pop_up (RowMenu *self, GtkWidget *row, const GdkRectangle *at)
{
  if (BAL_IS_CONVERSATION_ROW (row))
    g_set_object (&self->item, G_OBJECT (bal_conversation_row_get_conversation (BAL_CONVERSATION_ROW (row))));
  else
    g_set_object (&self->item, G_OBJECT (bal_contact_row_get_contact (BAL_CONTACT_ROW (row))));
  if (!self->item)
    return;
  update_actions (self);
  ensure_popover (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  if (!self->showing)
    self->showing = g_idle_add_once (on_complete, self);
}

static gboolean
is_row (GtkWidget *widget)
{
  return BAL_IS_CONVERSATION_ROW (widget) || BAL_IS_CONTACT_ROW (widget);
}

static void
pop_up_at (RowMenu *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  while (widget && widget != GTK_WIDGET (self->view) && !is_row (widget))
    widget = gtk_widget_get_first_child (widget) && is_row (gtk_widget_get_first_child (widget))
                 ? gtk_widget_get_first_child (widget)
                 : gtk_widget_get_parent (widget);
  if (widget && is_row (widget))
    pop_up (self, widget, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
}

static void
on_click (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up_at (data, x, y);
}

static void
on_long_press (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up_at (data, x, y);
}

static gboolean
on_menu_key (GtkWidget *view, GVariant *args, gpointer data)
{
  GtkWidget *focus = gtk_widget_get_focus_child (view);
  GtkWidget *row = focus ? gtk_widget_get_first_child (focus) : NULL;
  graphene_rect_t bounds;

  if (!row || !is_row (row) || !gtk_widget_compute_bounds (row, view, &bounds))
    return FALSE;
  pop_up (data, row,
          &(GdkRectangle) { (int) graphene_rect_get_x (&bounds) + 24,
                            (int) (graphene_rect_get_y (&bounds) + graphene_rect_get_height (&bounds)),
                            1, 1 });
  return TRUE;
}

static void
on_view_destroy (GtkWidget *view, gpointer data)
{
  RowMenu *self = data;

  g_clear_handle_id (&self->showing, g_source_remove);
  if (self->popover)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
}

static void
add_controllers (RowMenu *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger = gtk_alternative_trigger_new (gtk_keyval_trigger_new (GDK_KEY_Menu, 0),
                                                             gtk_keyval_trigger_new (GDK_KEY_F10, GDK_SHIFT_MASK));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_click), self);
  g_signal_connect (press, "pressed", G_CALLBACK (on_long_press), self);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (trigger, gtk_callback_action_new (on_menu_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

void
bal_row_menu_attach (GtkListView *view)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = on_open },
    { .name = "details", .activate = on_details },
    { .name = "remove", .activate = on_remove },
    { .name = "block", .activate = on_block },
    { .name = "mute", .state = "false", .change_state = on_mute },
  };
  RowMenu *self = g_new0 (RowMenu, 1);

  self->view = view;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (view), "row", G_ACTION_GROUP (self->actions));
  add_controllers (self);
  g_signal_connect (view, "destroy", G_CALLBACK (on_view_destroy), self);
  g_object_set_data_full (G_OBJECT (view), "bal-row-menu", self, row_menu_free);
}
