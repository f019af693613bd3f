/* gallery FOLDER [VIEW...]: writes a picture of each view, in several looks, to FOLDER. */
#include "fake-core.h"
#include "ui-fixture.h"

#include "ui/bal-window.h"

#include <locale.h>

typedef struct
{
  const char *name;
  int width, height;
  AdwColorScheme scheme;
  int dpi; /* dots an inch; 96 is 100 % */
  GtkTextDirection direction;
} Look;

static const Look looks[] = {
  { "light", 960, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR },
  { "dark", 960, 680, ADW_COLOR_SCHEME_FORCE_DARK, 96, GTK_TEXT_DIR_LTR },
  { "narrow", 360, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR },
  { "large", 960, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 192, GTK_TEXT_DIR_LTR },
  { "rtl", 960, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_RTL },
};

typedef struct
{
  BalClient *client;
  BalWindow *window;
} Scene;

typedef struct
{
  const char *name;
  gboolean filled;
  void (*arrange) (Scene *scene);
} View;

static BalConversation *
nth_conversation (Scene *scene, guint n)
{
  g_autoptr(BalConversation) conversation =
      g_list_model_get_item (bal_client_get_conversations (scene->client), n);

  return conversation;
}

static void
arrange_nothing (Scene *scene)
{
}

static void
arrange_chat (Scene *scene)
{
  bal_window_open_conversation (scene->window, nth_conversation (scene, 0));
}

static void
arrange_notice (Scene *scene)
{
  bal_window_open_conversation (scene->window, nth_conversation (scene, 5));
}

static void
arrange_contacts (Scene *scene)
{
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (ui_find (scene->window, ADW_TYPE_VIEW_STACK, "lists")),
                                         "contacts");
}

static void
arrange_search (Scene *scene)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL)), "lit");
  g_usleep (200000);
}

static void
arrange_unread (Scene *scene)
{
  bal_window_open_conversation (scene->window, nth_conversation (scene, 1));
}

static void
arrange_trouble (Scene *scene)
{
  g_autoptr(BalAccount) account = g_list_model_get_item (bal_client_get_accounts (scene->client), 0);

  fake_set_account_state (account, BAL_ACCOUNT_STOPPED,
                          g_error_new (BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED, "not-authorized"));
  bal_window_open_conversation (scene->window, nth_conversation (scene, 0));
}

static void
arrange_failure (Scene *scene)
{
  g_autoptr(GError) error = g_error_new (BAL_ERROR, BAL_ERROR_STORE_READ_ONLY, "read-only");

  bal_window_show_failure (scene->window, error);
}

static const View views[] = {
  { "list", TRUE, arrange_nothing },
  { "chat", TRUE, arrange_chat },
  { "unread", TRUE, arrange_unread },
  { "notice", TRUE, arrange_notice },
  { "contacts", TRUE, arrange_contacts },
  { "search", TRUE, arrange_search },
  { "trouble", TRUE, arrange_trouble },
  { "welcome", FALSE, arrange_nothing },
  { "failure", FALSE, arrange_failure },
};

static void
shoot (const char *folder, const Look *look, const View *view)
{
  g_autoptr(BalSettings) settings = bal_settings_new (NULL);
  g_autofree char *name = g_strdup_printf ("%s-%s.png", view->name, look->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  Scene scene = { .client = bal_client_new (NULL, NULL) };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), look->scheme);
  gtk_widget_set_default_direction (look->direction);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", look->dpi * 1024, NULL);
  g_object_set (settings, "window-width", look->width, "window-height", look->height, NULL);
  if (view->filled)
    fake_fill (scene.client);
  scene.window = bal_window_new (NULL, scene.client, settings);
  bal_window_show_profile (scene.window);
  gtk_window_present (GTK_WINDOW (scene.window));
  ui_settle (GTK_WIDGET (scene.window));
  view->arrange (&scene);
  for (guint i = 0; i < 4; i++)
    ui_settle (GTK_WIDGET (scene.window));
  ui_shoot (scene.window, path);
  gtk_window_destroy (GTK_WINDOW (scene.window));
  g_object_unref (scene.client);
}

static gboolean
is_chosen (char **names, const char *name)
{
  return !*names || g_strv_contains ((const char *const *) names, name);
}

int
main (int argc, char *argv[])
{
  const char *chosen = g_getenv ("LOOK");

  setlocale (LC_ALL, "");
  ui_init (&argc, &argv);
  if (argc < 2)
    return 2;
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    for (guint l = 0; l < G_N_ELEMENTS (looks); l++)
      if (is_chosen (argv + 2, views[v].name) && (!chosen || g_str_equal (chosen, looks[l].name)))
        shoot (argv[1], &looks[l], &views[v]);
  return 0;
}
