/* The sidebar: order, search, requests, trouble. */
#include "ui-scene.h"

#include "ui/bal-account-banner.h"
#include "ui/bal-conversation-row.h"

static void
set_up (UiScene *scene, gconstpointer data)
{
  ui_scene_open (scene, TRUE, 960, 680);
}

static void
tear_down (UiScene *scene, gconstpointer data)
{
  ui_scene_close (scene);
}

static GListModel *
get_model (UiScene *scene, const char *view)
{
  return G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (scene->window, GTK_TYPE_LIST_VIEW, view))));
}

/* The list is filled when it is first seen. */
static GListModel *
show_contacts (UiScene *scene)
{
  AdwViewStack *lists = ADW_VIEW_STACK (ui_find (scene->window, ADW_TYPE_VIEW_STACK, "lists"));

  adw_view_stack_set_visible_child_name (lists, "contacts");
  ui_scene_settle (scene);
  return get_model (scene, "contacts_view");
}

static char *
titles (GListModel *model)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (model, i);
      const char *title = BAL_IS_CONTACT (item) ? bal_contact_get_display_name (BAL_CONTACT (item))
                                                : bal_conversation_get_title (BAL_CONVERSATION (item));
      g_string_append_printf (all, "%s%s", i ? "|" : "", title);
    }
  return g_string_free_and_steal (g_steal_pointer (&all));
}

static void
test_order (UiScene *scene, gconstpointer data)
{
  GListModel *model = get_model (scene, "chats_view");
  g_autofree char *before = titles (model);
  g_autofree char *after = NULL;

  g_assert_true (g_str_has_prefix (before, "Romeo Montague|Mercutio|王小明|ليلى عبد الرحمن|Angelica (Nurse)|capulet.lit|"));
  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 0));
  fake_add_message (ui_scene_conversation (scene, 2), FALSE, NULL, "新消息", 0, BAL_MESSAGE_RECEIVED);
  ui_scene_settle (scene);
  after = titles (model);
  g_assert_true (g_str_has_prefix (after, "王小明|Romeo Montague|Mercutio|"));
  /* The open conversation stays the selected one. */
  g_assert_true (gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model)) ==
                 (gpointer) ui_scene_conversation (scene, 0));
}

static void
test_contacts (UiScene *scene, gconstpointer data)
{
  GListModel *model = show_contacts (scene);
  BalContact *tybalt = bal_account_get_contact (ui_scene_account (scene), "tybalt@capulet.lit");
  g_autofree char *before = titles (model);
  g_autofree char *after = NULL;

  /* By group, in it who is there first, then by name. People without a group are last. */
  g_assert_true (g_str_has_prefix (before, "Angelica (Nurse)|Lady Capulet|Tybalt|Benvolio|Mercutio|Romeo Montague|"));
  fake_set_presence (tybalt, BAL_PRESENCE_DND, NULL);
  fake_set_presence (bal_account_get_contact (ui_scene_account (scene), "nurse@capulet.lit"), BAL_PRESENCE_OFFLINE, NULL);
  ui_scene_settle (scene);
  after = titles (model);
  g_assert_true (g_str_has_prefix (after, "Lady Capulet|Tybalt|Angelica (Nurse)|Benvolio|"));
}

static void
test_search (UiScene *scene, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (ui_find (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL));
  GtkStack *stack = GTK_STACK (ui_find (scene->window, GTK_TYPE_STACK, "stack"));
  g_autofree char *found = NULL;

  stack = GTK_STACK (gtk_widget_get_ancestor (ui_find (scene->window, GTK_TYPE_LIST_VIEW, "results_view"), GTK_TYPE_STACK));
  gtk_editable_set_text (entry, "MONTAGUE rom");
  ui_scene_pause (scene);
  found = titles (get_model (scene, "results_view"));
  g_assert_cmpstr (found, ==, "Romeo Montague|Romeo Montague");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "results");
  gtk_editable_set_text (entry, "王");
  ui_scene_pause (scene);
  g_assert_cmpuint (g_list_model_get_n_items (get_model (scene, "results_view")), ==, 2);
  gtk_editable_set_text (entry, "no such name");
  ui_scene_pause (scene);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "nothing");
  gtk_widget_activate_action (GTK_WIDGET (scene->window), "win.back", NULL);
  ui_scene_settle (scene);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "lists");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

static void
test_search_opens (UiScene *scene, gconstpointer data)
{
  GtkWidget *entry = ui_find (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), "mercutio");
  g_signal_emit_by_name (entry, "activate");
  ui_scene_settle (scene);
  g_assert_true (bal_window_get_conversation (scene->window) == ui_scene_conversation (scene, 1));
}

static void
test_requests (UiScene *scene, gconstpointer data)
{
  AdwBanner *banner = ADW_BANNER (ui_find (scene->window, ADW_TYPE_BANNER, "requests_banner"));
  GListModel *requests = bal_client_get_requests (scene->client);

  g_assert_cmpstr (adw_banner_get_title (banner), ==, "7 Friend Requests");
  g_assert_true (adw_banner_get_revealed (banner));
  while (g_list_model_get_n_items (requests) > 0)
    {
      g_autoptr(BalRequest) request = g_list_model_get_item (requests, 0);
      bal_account_decline_request (ui_scene_account (scene), request);
      if (g_list_model_get_n_items (requests) == 1)
        g_assert_cmpstr (adw_banner_get_title (banner), ==, "1 Friend Request");
    }
  g_assert_false (adw_banner_get_revealed (banner));
}

static void
test_trouble (UiScene *scene, gconstpointer data)
{
  GtkWidget *place = ui_find (scene->window, BAL_TYPE_ACCOUNT_BANNER, NULL);
  AdwBanner *banner = ADW_BANNER (ui_find (place, ADW_TYPE_BANNER, NULL));
  const struct
  {
    BalAccountState state;
    int code;
    const char *action;
  } cases[] = {
    { BAL_ACCOUNT_WAITING, BAL_ERROR_CLOSED, "win.reconnect" },
    { BAL_ACCOUNT_STOPPED, BAL_ERROR_NOT_AUTHORIZED, "win.enter-password" },
    { BAL_ACCOUNT_STOPPED, BAL_ERROR_NO_PASSWORD, "win.enter-password" },
    { BAL_ACCOUNT_STOPPED, BAL_ERROR_CERTIFICATE, "win.show-certificate" },
    { BAL_ACCOUNT_STOPPED, BAL_ERROR_WEAK_LOGIN, "win.review-login" },
    { BAL_ACCOUNT_STOPPED, BAL_ERROR_CONFLICT, "win.reconnect" },
  };

  g_assert_false (adw_banner_get_revealed (banner));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fake_set_account_state (ui_scene_account (scene), cases[i].state, g_error_new (BAL_ERROR, cases[i].code, "x"));
      ui_scene_settle (scene);
      g_assert_true (adw_banner_get_revealed (banner));
      g_assert_cmpstr (adw_banner_get_title (banner), !=, "");
      g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (banner)), ==, cases[i].action);
    }
  g_signal_emit_by_name (banner, "button-clicked");
  fake_set_account_state (ui_scene_account (scene), BAL_ACCOUNT_ONLINE, NULL);
  ui_scene_settle (scene);
  g_assert_false (adw_banner_get_revealed (banner));
}

static void
test_row (UiScene *scene, gconstpointer data)
{
  g_autofree char *summary = NULL;
  GtkWidget *row = gtk_widget_get_ancestor (ui_find_text (scene->window, "Mercutio"), BAL_TYPE_CONVERSATION_ROW);

  g_object_get (row, "summary", &summary, NULL);
  g_assert_nonnull (strstr (summary, "Mercutio, 3 unread messages, Nay, gentle Romeo"));
  bal_conversation_mark_read (ui_scene_conversation (scene, 1));
  g_clear_pointer (&summary, g_free);
  g_object_get (row, "summary", &summary, NULL);
  g_assert_null (strstr (summary, "unread"));
}

#define ADD(name, func) g_test_add ("/ui/lists/" name, UiScene, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  ui_init (&argc, &argv);
  ADD ("order", test_order);
  ADD ("contacts", test_contacts);
  ADD ("search", test_search);
  ADD ("search-opens", test_search_opens);
  ADD ("requests", test_requests);
  ADD ("trouble", test_trouble);
  ADD ("row", test_row);
  return g_test_run ();
}
