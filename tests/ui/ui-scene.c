#include "ui-scene.h"

void
ui_scene_settle (UiScene *scene)
{
  ui_settle (GTK_WIDGET (scene->window));
}

void
ui_scene_open (UiScene *scene, gboolean filled, int width, int height)
{
  scene->client = bal_client_new (NULL, NULL);
  scene->settings = bal_settings_new (NULL);
  g_object_set (scene->settings, "window-width", width, "window-height", height, NULL);
  if (filled)
    fake_fill (scene->client);
  scene->window = bal_window_new (NULL, scene->client, scene->settings);
  bal_window_show_profile (scene->window);
  gtk_window_present (GTK_WINDOW (scene->window));
  ui_scene_settle (scene);
}

void
ui_scene_close (UiScene *scene)
{
  gtk_window_destroy (GTK_WINDOW (scene->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (scene->settings);
  g_object_unref (scene->client);
}

static gboolean
stay (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
is_over (gpointer until)
{
  return g_get_monotonic_time () > *(gint64 *) until;
}

void
ui_scene_pause (UiScene *scene)
{
  gint64 until = g_get_monotonic_time () + 250000;
  guint tick = g_timeout_add (20, stay, NULL);

  ui_wait (is_over, &until);
  g_source_remove (tick);
  ui_scene_settle (scene);
}

void
ui_scene_key (UiScene *scene, const char *key)
{
  const char *argv[] = { "xdotool", "search", "--name", "^Balcony$", "windowfocus", "--sync", "key", key, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  ui_scene_settle (scene);
  ui_scene_settle (scene);
}

BalConversation *
ui_scene_conversation (UiScene *scene, guint n)
{
  g_autoptr(BalConversation) conversation =
      g_list_model_get_item (bal_client_get_conversations (scene->client), n);

  return conversation;
}

BalAccount *
ui_scene_account (UiScene *scene)
{
  g_autoptr(BalAccount) account = g_list_model_get_item (bal_client_get_accounts (scene->client), 0);

  return account;
}

AdwDialog *
ui_scene_dialog (UiScene *scene)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (scene->window));
}

void
ui_click (gpointer root, const char *id)
{
  g_signal_emit_by_name (ui_find (root, GTK_TYPE_BUTTON, id), "clicked");
}

void
ui_type (gpointer root, const char *id, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find (root, G_TYPE_INVALID, id)), text);
}
