/* The window as a whole: narrow and wide, keys, names for screen readers. */
#include "ui-scene.h"

#include "ui/bal-about.h"
#include "ui/bal-add-dialog.h"
#include "ui/bal-certificate-dialog.h"
#include "ui/bal-contact-dialog.h"
#include "ui/bal-password-dialog.h"
#include "ui/bal-preferences.h"
#include "ui/bal-requests-dialog.h"
#include "ui/bal-shortcuts.h"
#include "ui/bal-welcome.h"

static void
set_up (UiScene *scene, gconstpointer data)
{
  ui_scene_open (scene, TRUE, GPOINTER_TO_INT (data), 680);
}

static void
tear_down (UiScene *scene, gconstpointer data)
{
  ui_scene_close (scene);
}

static AdwNavigationSplitView *
get_split (UiScene *scene)
{
  return ADW_NAVIGATION_SPLIT_VIEW (ui_find (scene->window, ADW_TYPE_NAVIGATION_SPLIT_VIEW, NULL));
}

static void
test_narrow (UiScene *scene, gconstpointer data)
{
  GListModel *chats = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (scene->window, GTK_TYPE_LIST_VIEW, "chats_view"))));

  g_assert_true (adw_navigation_split_view_get_collapsed (get_split (scene)));
  g_assert_false (adw_navigation_split_view_get_show_content (get_split (scene)));
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (chats), 1);
  ui_scene_settle (scene);
  g_assert_true (adw_navigation_split_view_get_show_content (get_split (scene)));
  g_assert_true (bal_window_get_conversation (scene->window) == ui_scene_conversation (scene, 1));
  ui_scene_key (scene, "Escape");
  g_assert_false (adw_navigation_split_view_get_show_content (get_split (scene)));
  /* Nothing is selected in the list, so that the same one can be opened again. */
  g_assert_null (gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (chats)));
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (chats), 1);
  g_assert_true (adw_navigation_split_view_get_show_content (get_split (scene)));
}

static void
test_wide (UiScene *scene, gconstpointer data)
{
  g_assert_false (adw_navigation_split_view_get_collapsed (get_split (scene)));
}

static void
assert_open (UiScene *scene, guint n)
{
  g_assert_true (bal_window_get_conversation (scene->window) == ui_scene_conversation (scene, n));
}

static void
test_keys (UiScene *scene, gconstpointer data)
{
  GtkWidget *focus;

  ui_scene_key (scene, "ctrl+2");
  assert_open (scene, 1);
  ui_scene_key (scene, "alt+Down");
  assert_open (scene, 2);
  ui_scene_key (scene, "alt+Up");
  ui_scene_key (scene, "alt+Up");
  ui_scene_key (scene, "alt+Up");
  assert_open (scene, 0);
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (scene->window))));
  ui_scene_key (scene, "F6");
  focus = gtk_window_get_focus (GTK_WINDOW (scene->window));
  g_assert_nonnull (gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW));
  ui_scene_key (scene, "F6");
  ui_scene_key (scene, "F6");
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (scene->window))));
  ui_scene_key (scene, "ctrl+f");
  focus = gtk_window_get_focus (GTK_WINDOW (scene->window));
  g_assert_nonnull (gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY));
  ui_scene_key (scene, "ctrl+n");
  g_assert_true (BAL_IS_ADD_DIALOG (ui_scene_dialog (scene)));
  ui_scene_key (scene, "Escape");
  g_assert_null (ui_scene_dialog (scene));
}

static void
test_row_menu (UiScene *scene, gconstpointer data)
{
  GtkWidget *view = ui_find (scene->window, GTK_TYPE_LIST_VIEW, "chats_view");
  gboolean muted = bal_conversation_get_muted (ui_scene_conversation (scene, 0));
  GtkWidget *popover, *menu;
  int height;

  ui_scene_key (scene, "ctrl+1");
  ui_scene_key (scene, "F6");
  ui_scene_key (scene, "shift+F10");
  popover = ui_find (view, GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_true (gtk_widget_get_mapped (popover));
  menu = gtk_popover_get_child (GTK_POPOVER (popover));
  gtk_widget_measure (menu, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  g_assert_cmpint (gtk_widget_get_height (menu), >=, height);
  gtk_widget_activate_action (view, "row.mute", NULL);
  g_assert_true (bal_conversation_get_muted (ui_scene_conversation (scene, 0)) != muted);
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
test_removed_account (UiScene *scene, gconstpointer data)
{
  GListStore *conversations = G_LIST_STORE (bal_client_get_conversations (scene->client));

  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 0));
  g_list_store_remove_all (conversations);
  g_assert_null (bal_window_get_conversation (scene->window));
  g_list_store_remove_all (G_LIST_STORE (bal_client_get_accounts (scene->client)));
  ui_scene_settle (scene);
  g_assert_true (gtk_widget_get_mapped (ui_find (scene->window, BAL_TYPE_WELCOME, NULL)));
}

static void
assert_named (UiScene *scene, gpointer root)
{
  g_autofree char *unnamed = NULL;

  ui_scene_settle (scene);
  unnamed = ui_unnamed (root);
  g_assert_cmpstr (unnamed, ==, "");
}

static void
check_dialog (UiScene *scene, AdwDialog *dialog)
{
  adw_dialog_present (dialog, GTK_WIDGET (scene->window));
  assert_named (scene, dialog);
  adw_dialog_force_close (dialog);
  ui_scene_settle (scene);
}

static void
test_names (UiScene *scene, gconstpointer data)
{
  const BalCertificate certificate = { .domain = (char *) "a", .subject = (char *) "b", .issuer = (char *) "c",
                                       .sha256 = (char *) "d" };

  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 0));
  assert_named (scene, scene->window);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (ui_find (scene->window, ADW_TYPE_VIEW_STACK, "lists")), "contacts");
  assert_named (scene, scene->window);
  ui_type (ui_find (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL), "search_entry", "lit");
  ui_scene_pause (scene);
  assert_named (scene, scene->window);
  check_dialog (scene, bal_add_dialog_new (scene->client, NULL));
  check_dialog (scene, bal_requests_dialog_new (scene->client));
  check_dialog (scene, bal_certificate_dialog_new (&certificate));
  check_dialog (scene, bal_contact_dialog_new (bal_account_get_contact (ui_scene_account (scene), "lady@capulet.lit")));
  check_dialog (scene, bal_password_dialog_new (ui_scene_account (scene)));
  check_dialog (scene, bal_preferences_new (scene->client, scene->settings));
  check_dialog (scene, bal_shortcuts_new ());
  check_dialog (scene, bal_about_new ());
  check_dialog (scene, bal_welcome_dialog_new (scene->client));
}

/* The check itself finds what it looks for. */
static void
test_names_can_fail (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  g_autofree char *none = NULL;
  g_autofree char *one = NULL;
  GtkWidget *button = gtk_button_new_from_icon_name ("open-menu-symbolic");

  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("Named"));
  none = ui_unnamed (box);
  g_assert_cmpstr (none, ==, "");
  gtk_box_append (GTK_BOX (box), button);
  one = ui_unnamed (box);
  g_assert_cmpstr (one, !=, "");
  g_object_unref (box);
}

#define ADD(name, width, func) \
  g_test_add ("/ui/window/" name, UiScene, GINT_TO_POINTER (width), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  ui_init (&argc, &argv);
  ADD ("narrow", 400, test_narrow);
  ADD ("wide", 960, test_wide);
  ADD ("keys", 960, test_keys);
  ADD ("row-menu", 960, test_row_menu);
  ADD ("removed-account", 960, test_removed_account);
  ADD ("names", 960, test_names);
  g_test_add_func ("/ui/window/names-can-fail", test_names_can_fail);
  return g_test_run ();
}
