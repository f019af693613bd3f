/* gallery FOLDER [VIEW...]: writes a picture of each view, in several looks, to FOLDER; in the language of the
   environment, with the catalogues of the build. LOOK chooses one look. */
#include "ui-scene.h"

#include "ui/bal-about.h"
#include "ui/bal-add-dialog.h"
#include "ui/bal-certificate-dialog.h"
#include "ui/bal-contact-dialog.h"
#include "ui/bal-password-dialog.h"
#include "ui/bal-preferences.h"
#include "ui/bal-requests-dialog.h"
#include "ui/bal-shortcuts.h"
#include "ui/bal-text-dialog.h"

#include <glib/gi18n.h>
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
  { "narrow", 370, 690, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR },
  { "large", 960, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 192, GTK_TEXT_DIR_LTR },
  { "rtl", 960, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_RTL },
};

typedef struct
{
  const char *name;
  gboolean filled;
  void (*arrange) (UiScene *scene);
} View;

static void
arrange_nothing (UiScene *scene)
{
}

static void
arrange_chat (UiScene *scene)
{
  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 0));
}

static void
arrange_notice (UiScene *scene)
{
  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 5));
}

static void
arrange_contacts (UiScene *scene)
{
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (ui_find (scene->window, ADW_TYPE_VIEW_STACK, "lists")),
                                         "contacts");
}

static void
arrange_search (UiScene *scene)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL)), "lit");
  ui_scene_pause (scene);
}

static void
arrange_unread (UiScene *scene)
{
  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 1));
}

static void
arrange_trouble (UiScene *scene)
{
  g_autoptr(BalAccount) account = g_list_model_get_item (bal_client_get_accounts (scene->client), 0);

  fake_set_account_state (account, BAL_ACCOUNT_STOPPED,
                          g_error_new (BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED, "not-authorized"));
  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, 0));
}

static void
arrange_failure (UiScene *scene)
{
  g_autoptr(GError) error = g_error_new (BAL_ERROR, BAL_ERROR_STORE_READ_ONLY, "read-only");

  bal_window_show_failure (scene->window, error);
}

static void
present (UiScene *scene, AdwDialog *dialog)
{
  adw_dialog_present (dialog, GTK_WIDGET (scene->window));
}

static void
arrange_wrong_password (UiScene *scene)
{
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED, "not-authorized"), NULL);
  ui_type (scene->window, "address_row", "juliet@capulet.lit");
  ui_type (scene->window, "password_row", "secret");
  ui_click (scene->window, "sign_in_button");
  ui_scene_pause (scene);
}

static void
arrange_advanced (UiScene *scene)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (scene->window, ADW_TYPE_EXPANDER_ROW, NULL)), TRUE);
}

static void
arrange_connecting (UiScene *scene)
{
  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_UNREACHABLE, "x"), NULL);
  ui_type (scene->window, "address_row", "juliet@capulet.lit");
  ui_type (scene->window, "password_row", "secret");
  fake_hold (scene->client);
  ui_click (scene->window, "sign_in_button");
}

static void
arrange_register (UiScene *scene)
{
  ui_click (scene->window, "create_button");
  ui_scene_pause (scene);
}

static void
arrange_form (UiScene *scene)
{
  arrange_register (scene);
  ui_type (scene->window, "domain_row", "example.org");
  ui_click (scene->window, "next_button");
  ui_scene_pause (scene);
}

static void
arrange_certificate (UiScene *scene)
{
  const BalCertificate certificate = {
    .domain = (char *) "capulet.lit",
    .subject = (char *) "verona.lit, *.verona.lit",
    .issuer = (char *) "Friar Laurence & Sons",
    .not_before = 1700000000000000,
    .not_after = 1710000000000000,
    .sha256 = (char *) "8F:43:43:46:64:8F:6B:96:DF:89:DD:A9:01:C5:17:6B:10:A6:D8:39:61:DD:3C:1A:C8:8B:59:B2:DC:32:7A:A4",
    .faults = BAL_CERTIFICATE_OTHER_NAME | BAL_CERTIFICATE_EXPIRED,
  };
  AdwDialog *dialog = bal_certificate_dialog_new (&certificate);

  present (scene, dialog);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, ADW_TYPE_EXPANDER_ROW, NULL)), TRUE);
}

static void
arrange_add (UiScene *scene)
{
  AdwDialog *dialog = bal_add_dialog_new (scene->client, "nobody@capulet.lit");

  fake_fail_next (scene->client, g_error_new (BAL_ERROR, BAL_ERROR_STANZA, "item-not-found"), NULL);
  present (scene, dialog);
  ui_click (dialog, "add_button");
  ui_scene_pause (scene);
}

static void
arrange_requests (UiScene *scene)
{
  present (scene, bal_requests_dialog_new (scene->client));
}

static void
arrange_contact (UiScene *scene)
{
  present (scene, bal_contact_dialog_new (bal_account_get_contact (ui_scene_account (scene), "lady@capulet.lit")));
}

static void
arrange_password (UiScene *scene)
{
  arrange_trouble (scene);
  present (scene, bal_password_dialog_new (ui_scene_account (scene)));
}

static void
arrange_preferences (UiScene *scene)
{
  present (scene, bal_preferences_new (scene->client, bal_settings_new (NULL)));
}

static void
arrange_accounts (UiScene *scene)
{
  AdwDialog *dialog = bal_preferences_new (scene->client, bal_settings_new (NULL));

  arrange_trouble (scene);
  present (scene, dialog);
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog), "accounts");
}

static void
arrange_shortcuts (UiScene *scene)
{
  present (scene, bal_shortcuts_new ());
}

static void
arrange_about (UiScene *scene)
{
  present (scene, bal_about_new ());
}

static void
arrange_remove (UiScene *scene)
{
  arrange_chat (scene);
  gtk_widget_activate_action (ui_find (scene->window, G_TYPE_INVALID, "composer"), "chat.remove", NULL);
}

static void
arrange_text (UiScene *scene)
{
  g_autofree char *text = g_strnfill (9000, 'x');

  present (scene, bal_text_dialog_new ("Message", text));
}

static void
arrange_empty (UiScene *scene)
{
  BalAccount *account = fake_add_account (scene->client, "juliet@capulet.lit");

  bal_window_open_conversation (scene->window, fake_add_conversation (scene->client, account, "romeo@montague.lit",
                                                                      BAL_CONVERSATION_CHAT));
}

static void
arrange_no_chats (UiScene *scene)
{
  fake_add_account (scene->client, "juliet@capulet.lit");
}

static const View views[] = {
  { "welcome-error", FALSE, arrange_wrong_password },
  { "welcome-advanced", FALSE, arrange_advanced },
  { "welcome-busy", FALSE, arrange_connecting },
  { "register", FALSE, arrange_register },
  { "form", FALSE, arrange_form },
  { "certificate", TRUE, arrange_certificate },
  { "add", TRUE, arrange_add },
  { "requests", TRUE, arrange_requests },
  { "contact", TRUE, arrange_contact },
  { "password", TRUE, arrange_password },
  { "preferences", TRUE, arrange_preferences },
  { "accounts", TRUE, arrange_accounts },
  { "shortcuts", TRUE, arrange_shortcuts },
  { "about", TRUE, arrange_about },
  { "remove", TRUE, arrange_remove },
  { "text", TRUE, arrange_text },
  { "empty", FALSE, arrange_empty },
  { "no-chats", FALSE, arrange_no_chats },
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
  g_autofree char *name = g_strdup_printf ("%s-%s.png", view->name, look->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  UiScene scene;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), look->scheme);
  gtk_widget_set_default_direction (look->direction);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", look->dpi * 1024, NULL);
  ui_scene_open (&scene, view->filled, look->width, look->height);
  view->arrange (&scene);
  for (guint i = 0; i < 4; i++)
    ui_scene_settle (&scene);
  ui_shoot (scene.window, path);
  ui_scene_close (&scene);
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

  bindtextdomain (GETTEXT_PACKAGE, BUILD_LOCALE_DIR);
  textdomain (GETTEXT_PACKAGE);
  ui_init (&argc, &argv);
  setlocale (LC_ALL, ""); /* tests have it in English */
  /* Warnings are for the person who looks; only tests end at them. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  if (argc < 2)
    return 2;
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    for (guint l = 0; l < G_N_ELEMENTS (looks); l++)
      if (is_chosen (argv + 2, views[v].name) && (!chosen || g_str_equal (chosen, looks[l].name)))
        shoot (argv[1], &looks[l], &views[v]);
  return 0;
}
