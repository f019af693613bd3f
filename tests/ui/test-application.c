/* The program with the real core: starting, one instance for a profile, hiding, ending. */
#include "ui/bal-application.h"

#include <glib/gstdio.h>

typedef struct
{
  BalApplication *application;
  char *profile;
  int status;
} Program;

static gboolean
is_ready (gpointer data)
{
  gboolean ready = FALSE;

  g_object_get (((Program *) data)->application, "ready", &ready, NULL);
  return ready;
}

static void
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static gboolean
wait_for (gboolean (*done) (gpointer), Program *program)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_once (10000, on_late, &late);

  while (!done (program) && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timeout);
  return !late;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_remove (file);
    }
  g_rmdir (path);
}

static void
set_up (Program *program, gconstpointer option)
{
  g_autofree char *profile = NULL;
  const char *argv[] = { "balcony", NULL, option, NULL };
  g_autofree char *id = NULL;
  int status;

  program->profile = g_dir_make_tmp ("balcony-ui-XXXXXX", NULL);
  profile = g_strconcat ("--profile=", program->profile, NULL);
  argv[1] = profile;
  program->application = bal_application_new ();
  /* What g_application_run() does, without the loop that ends with the program. */
  G_APPLICATION_GET_CLASS (program->application)
      ->local_command_line (G_APPLICATION (program->application),
                            &(char **) { g_strdupv ((char **) argv) }, &status);
  id = bal_application_make_id (program->profile);
  g_assert_cmpstr (g_application_get_application_id (G_APPLICATION (program->application)), ==, id);
  g_assert_true (wait_for (is_ready, program));
}

static gboolean
is_gone (gpointer data)
{
  return g_application_get_is_registered (G_APPLICATION (((Program *) data)->application)) &&
         !bal_application_get_window (((Program *) data)->application);
}

static void
tear_down (Program *program, gconstpointer option)
{
  g_action_group_activate_action (G_ACTION_GROUP (program->application), "quit", NULL);
  g_assert_true (wait_for (is_gone, program));
  for (guint i = 0; i < 200; i++)
    g_main_context_iteration (NULL, FALSE);
  g_clear_object (&program->application);
  remove_folder (program->profile);
  g_free (program->profile);
}

static gboolean
is_visible (Program *program)
{
  BalWindow *window = bal_application_get_window (program->application);

  return window && gtk_widget_get_visible (GTK_WIDGET (window));
}

static void
test_start (Program *program, gconstpointer option)
{
  g_autofree char *database = g_build_filename (program->profile, "balcony.db", NULL);

  g_assert_true (is_visible (program));
  g_assert_true (g_file_test (database, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (g_list_model_get_n_items (bal_client_get_accounts (bal_application_get_client (program->application))), ==, 0);
}

static void
test_hidden (Program *program, gconstpointer option)
{
  g_assert_false (is_visible (program));
  /* A second start, by hand, shows it. */
  g_application_activate (G_APPLICATION (program->application));
  g_assert_true (is_visible (program));
}

static void
test_close_hides (Program *program, gconstpointer option)
{
  bal_application_set_may_hide (program->application, TRUE);
  gtk_window_close (GTK_WINDOW (bal_application_get_window (program->application)));
  g_assert_false (is_visible (program));
  /* The tray is gone: a window that nobody can reach comes back. */
  bal_application_set_may_hide (program->application, FALSE);
  g_assert_true (is_visible (program));
  bal_application_set_may_hide (program->application, TRUE);
  gtk_window_close (GTK_WINDOW (bal_application_get_window (program->application)));
  g_action_group_activate_action (G_ACTION_GROUP (program->application), "show", NULL);
  g_assert_true (is_visible (program));
}

static void
test_close_quits (Program *program, gconstpointer option)
{
  gtk_window_close (GTK_WINDOW (bal_application_get_window (program->application)));
  g_assert_true (wait_for (is_gone, program));
}

static void
test_dialogs (Program *program, gconstpointer option)
{
  static const char *const actions[] = { "about", "shortcuts", "preferences" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      AdwDialog *dialog;
      g_action_group_activate_action (G_ACTION_GROUP (program->application), actions[i], NULL);
      dialog = adw_application_window_get_visible_dialog (
          ADW_APPLICATION_WINDOW (bal_application_get_window (program->application)));
      g_assert_nonnull (dialog);
      adw_dialog_force_close (dialog);
    }
}

static void
test_ids (void)
{
  g_autofree char *one = bal_application_make_id ("/a/b");
  g_autofree char *same = bal_application_make_id ("/a//b/../b/");
  g_autofree char *other = bal_application_make_id ("/a/c");

  g_assert_true (g_application_id_is_valid (one));
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
}

#define ADD(name, option, func) g_test_add ("/ui/application/" name, Program, option, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("start", NULL, test_start);
  ADD ("hidden", "--hidden", test_hidden);
  ADD ("close-hides", NULL, test_close_hides);
  ADD ("close-quits", NULL, test_close_quits);
  ADD ("dialogs", NULL, test_dialogs);
  g_test_add_func ("/ui/application/ids", test_ids);
  return g_test_run ();
}
