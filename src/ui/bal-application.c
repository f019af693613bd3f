#include "ui/bal-application.h"

#include "desktop/bal-secret-keyring.h"
#include "ui/bal-about.h"
#include "ui/bal-preferences.h"
#include "ui/bal-shortcuts.h"
#include "ui/bal-text-dialog.h"
#include "ui/bal-ui.h"
#include "ui/bal-welcome.h"

#include <glib/gi18n.h>

struct _BalApplication
{
  AdwApplication parent;
  char *profile;
  gboolean hidden; /* started without a window, by --hidden or D-Bus */
  gboolean may_hide, ready, closing;
  guint closing_waits;
  BalClient *client;
  BalSettings *settings;
  BalWindow *window;
  GError *failure; /* why the profile could not be opened */
};

G_DEFINE_FINAL_TYPE (BalApplication, bal_application, ADW_TYPE_APPLICATION)

enum { PROP_CLIENT = 1, PROP_READY, PROP_MAY_HIDE, N_PROPS };

static GParamSpec *props[N_PROPS];

char *
bal_application_make_id (const char *directory)
{
  g_autofree char *full = g_canonicalize_filename (directory, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, full, -1);

  /* An element of a bus name begins with a letter. */
  return g_strdup_printf ("%s.p%.16s", BAL_APP_ID, hash);
}

/* The window */

static gboolean
wants_background (BalApplication *self)
{
  return self->may_hide && bal_settings_get_boolean (self->settings, "run-in-background");
}

static gboolean
on_close_request (BalApplication *self)
{
  if (wants_background (self))
    gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  else
    g_action_group_activate_action (G_ACTION_GROUP (self), "quit", NULL);
  return GDK_EVENT_STOP;
}

static void
show_content (BalApplication *self)
{
  if (!self->window)
    return;
  if (self->failure)
    bal_window_show_failure (self->window, self->failure);
  else if (self->ready)
    bal_window_show_profile (self->window);
}

static void
ensure_window (BalApplication *self)
{
  if (self->window)
    return;
  self->window = bal_window_new (GTK_APPLICATION (self), self->client, self->settings);
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close_request), self,
                           G_CONNECT_SWAPPED);
  show_content (self);
}

static void
present (BalApplication *self)
{
  if (self->closing)
    return; /* what comes now is too late: the profile is being closed */
  ensure_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* The profile */

static void
on_set_aside (BalApplication *self, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *text = g_strdup_printf (_("The file with your conversations was damaged. Balcony began a new "
                                             "one and kept the old one as %s."),
                                           shown);

  present (self);
  adw_dialog_present (bal_text_dialog_new (_("Damaged History"), text), GTK_WIDGET (self->window));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalApplication) self = data;

  if (bal_client_open_finish (BAL_CLIENT (source), result, &self->failure))
    {
      self->ready = TRUE;
      bal_client_connect (self->client);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
    }
  show_content (self);
  g_application_release (G_APPLICATION (self));
}

void
bal_application_hold_closing (BalApplication *self)
{
  self->closing_waits++;
}

void
bal_application_done_closing (BalApplication *self)
{
  if (--self->closing_waits == 0)
    g_application_quit (G_APPLICATION (self));
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(BalApplication) self = data;

  bal_client_close_finish (BAL_CLIENT (source), result, NULL);
  bal_application_done_closing (self);
}

/* Actions */

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;

  if (self->closing)
    return;
  self->closing = TRUE;
  self->ready = FALSE;
  if (self->window)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  g_application_hold (G_APPLICATION (self));
  bal_application_hold_closing (self);
  g_signal_emit_by_name (self, "closing");
  bal_client_close_async (self->client, on_closed, g_object_ref (self));
}

static void
on_show (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present (data);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;

  present (self);
  if (self->window)
    adw_dialog_present (bal_about_new (), GTK_WIDGET (self->window));
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;

  present (self);
  if (self->window)
    adw_dialog_present (bal_shortcuts_new (), GTK_WIDGET (self->window));
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;

  present (self);
  if (self->ready)
    adw_dialog_present (bal_preferences_new (self->client, self->settings), GTK_WIDGET (self->window));
}

static void
on_new_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;

  present (self);
  /* Without an account, the window itself is where one is added. */
  if (self->ready && g_list_model_get_n_items (bal_client_get_accounts (self->client)) > 0)
    adw_dialog_present (bal_welcome_dialog_new (self->client), GTK_WIDGET (self->window));
}

static void
on_show_requests (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;

  present (self);
  if (self->ready)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-requests", NULL);
}

static void
on_open_conversation (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;
  BalConversation *conversation;
  const char *account;
  gint64 id;

  present (self);
  g_variant_get (parameter, "(&sx)", &account, &id);
  conversation = self->ready ? bal_client_get_conversation (self->client, id) : NULL;
  if (conversation)
    bal_window_open_conversation (self->window, conversation);
}

static void
on_open_address (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BalApplication *self = data;
  const char *jid, *address;
  BalAccount *account;

  present (self);
  g_variant_get (parameter, "(&s&s)", &jid, &address);
  account = self->ready ? bal_client_get_account (self->client, jid) : NULL;
  if (account)
    bal_window_open_address (self->window, account, address);
}

static void
add_actions (BalApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = on_quit },
    { .name = "show", .activate = on_show },
    { .name = "about", .activate = on_about },
    { .name = "shortcuts", .activate = on_shortcuts },
    { .name = "preferences", .activate = on_preferences },
    { .name = "new-account", .activate = on_new_account },
    { .name = "show-requests", .activate = on_show_requests },
    { .name = "open-conversation", .activate = on_open_conversation, .parameter_type = "(sx)" },
    { .name = "open-address", .activate = on_open_address, .parameter_type = "(ss)" },
  };
  GtkApplication *application = GTK_APPLICATION (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (application, "app.quit", (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (application, "app.preferences", (const char *[]) { "<Control>comma", NULL });
  gtk_application_set_accels_for_action (application, "app.shortcuts", (const char *[]) { "<Control>question", NULL });
  gtk_application_set_accels_for_action (application, "window.close", (const char *[]) { "<Control>w", NULL });
}

/* GApplication */

static void
apply_color_scheme (BalApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  int chosen = bal_settings_get_int (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[CLAMP (chosen, 0, 2)]);
}

static BalClient *
make_client (BalApplication *self)
{
  g_autofree char *folder = self->profile ? g_strdup (self->profile) : bal_client_default_profile ();
  g_autofree char *passwords = g_build_filename (folder, "passwords", NULL);
  g_autoptr(BalKeyring) keyring = bal_secret_keyring_new (passwords);

  return bal_client_new (folder, keyring);
}

static void
bal_application_startup (GApplication *application)
{
  BalApplication *self = BAL_APPLICATION (application);

  bal_ui_init ();
  G_APPLICATION_CLASS (bal_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (BAL_APP_ID);
  self->settings = bal_settings_new (BAL_APP_ID);
  g_signal_connect_object (self->settings, "notify::color-scheme", G_CALLBACK (apply_color_scheme), self,
                           G_CONNECT_SWAPPED);
  apply_color_scheme (self);
  add_actions (self);
  self->client = make_client (self);
  g_signal_connect_object (self->client, "set-aside", G_CALLBACK (on_set_aside), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  /* Held until the profile is open, and while it runs hidden, by what may-hide promises. */
  g_application_hold (application);
  bal_client_open_async (self->client, NULL, on_opened, g_object_ref (self));
}

static void
bal_application_activate (GApplication *application)
{
  BalApplication *self = BAL_APPLICATION (application);

  if (self->hidden)
    {
      /* Only the first activation may be hidden: later ones are the person's. */
      self->hidden = FALSE;
      ensure_window (self);
      return;
    }
  present (self);
}

static void
bal_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  BalApplication *self = BAL_APPLICATION (application);

  present (self);
  for (int i = 0; self->window && i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);
      gtk_widget_activate_action (GTK_WIDGET (self->window), "win.open-uri", "s", uri);
    }
}

static int
bal_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  BalApplication *self = BAL_APPLICATION (application);
  g_autofree char *id = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("balcony %s\n", BAL_VERSION);
      return 0;
    }
  self->hidden = g_variant_dict_contains (options, "hidden");
  if (!g_variant_dict_lookup (options, "profile", "^ay", &self->profile))
    return -1;
  id = bal_application_make_id (self->profile);
  g_application_set_application_id (application, id);
  return -1;
}

static void
bal_application_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalApplication *self = BAL_APPLICATION (object);

  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_MAY_HIDE:
      g_value_set_boolean (value, self->may_hide);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_application_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  bal_application_set_may_hide (BAL_APPLICATION (object), g_value_get_boolean (value));
}

static void
bal_application_finalize (GObject *object)
{
  BalApplication *self = BAL_APPLICATION (object);

  g_clear_pointer (&self->profile, g_free);
  g_clear_error (&self->failure);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (bal_application_parent_class)->finalize (object);
}

static void
bal_application_class_init (BalApplicationClass *klass)
{
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->get_property = bal_application_get_property;
  object_class->set_property = bal_application_set_property;
  object_class->finalize = bal_application_finalize;
  application_class->startup = bal_application_startup;
  application_class->activate = bal_application_activate;
  application_class->open = bal_application_open;
  application_class->handle_local_options = bal_application_handle_local_options;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT, G_PARAM_READABLE | flags);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  props[PROP_MAY_HIDE] = g_param_spec_boolean ("may-hide", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_signal_new ("closing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bal_application_init (BalApplication *self)
{
  static const GOptionEntry options[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything under this folder"), N_("FOLDER") },
    { "hidden", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Start without showing the window"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

BalApplication *
bal_application_new (void)
{
  return g_object_new (BAL_TYPE_APPLICATION, "application-id", BAL_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/im/balcony/Balcony", NULL);
}

BalClient *
bal_application_get_client (BalApplication *self)
{
  g_return_val_if_fail (BAL_IS_APPLICATION (self), NULL);
  return self->client;
}

BalSettings *
bal_application_get_settings (BalApplication *self)
{
  g_return_val_if_fail (BAL_IS_APPLICATION (self), NULL);
  return self->settings;
}

BalWindow *
bal_application_get_window (BalApplication *self)
{
  g_return_val_if_fail (BAL_IS_APPLICATION (self), NULL);
  return self->window;
}

void
bal_application_set_may_hide (BalApplication *self, gboolean may_hide)
{
  g_return_if_fail (BAL_IS_APPLICATION (self));

  if (self->may_hide == may_hide)
    return;
  self->may_hide = may_hide;
  /* A window hidden for good would be a program that nobody can reach. */
  if (!may_hide && self->window && !gtk_widget_get_visible (GTK_WIDGET (self->window)))
    present (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAY_HIDE]);
}
