#include "ui/bal-welcome.h"

#include "ui/bal-register-page.h"
#include "ui/bal-sign-in-page.h"

#include <glib/gi18n.h>

struct _BalWelcome
{
  AdwBin parent;
  BalClient *client;
  AdwNavigationView *pages;
  BalSignInPage *sign_in;
};

G_DEFINE_FINAL_TYPE (BalWelcome, bal_welcome, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

enum { SIGNAL_DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_signed_in (BalWelcome *self, BalAccount *account)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0, account);
}

static void
on_registered (BalWelcome *self, const char *jid, const char *password)
{
  adw_navigation_view_pop (self->pages);
  bal_sign_in_page_start (self->sign_in, jid, password);
}

static void
on_create_account (BalWelcome *self)
{
  GtkWidget *page = bal_register_page_new ();

  bal_register_page_set_server (BAL_REGISTER_PAGE (page), bal_sign_in_page_get_server (self->sign_in));
  g_signal_connect_object (page, "registered", G_CALLBACK (on_registered), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->pages, ADW_NAVIGATION_PAGE (page));
}

static void
bal_welcome_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BAL_WELCOME (object)->client = g_value_dup_object (value);
}

static void
bal_welcome_constructed (GObject *object)
{
  BalWelcome *self = BAL_WELCOME (object);

  G_OBJECT_CLASS (bal_welcome_parent_class)->constructed (object);
  self->sign_in = BAL_SIGN_IN_PAGE (bal_sign_in_page_new (self->client));
  g_signal_connect_object (self->sign_in, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "create-account", G_CALLBACK (on_create_account), self,
                           G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->pages, ADW_NAVIGATION_PAGE (self->sign_in));
}

static void
bal_welcome_dispose (GObject *object)
{
  g_clear_object (&BAL_WELCOME (object)->client);
  G_OBJECT_CLASS (bal_welcome_parent_class)->dispose (object);
}

static void
bal_welcome_class_init (BalWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bal_welcome_set_property;
  object_class->constructed = bal_welcome_constructed;
  object_class->dispose = bal_welcome_dispose;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_DONE] = g_signal_new ("done", BAL_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, BAL_TYPE_ACCOUNT);
}

static void
bal_welcome_init (BalWelcome *self)
{
  self->pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->pages));
}

GtkWidget *
bal_welcome_new (BalClient *client)
{
  return g_object_new (BAL_TYPE_WELCOME, "client", client, NULL);
}

static void
on_dialog_done (AdwDialog *dialog)
{
  adw_dialog_force_close (dialog);
}

AdwDialog *
bal_welcome_dialog_new (BalClient *client)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *welcome = bal_welcome_new (client);

  adw_dialog_set_title (dialog, _("Add Account"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, welcome);
  g_signal_connect_object (welcome, "done", G_CALLBACK (on_dialog_done), dialog, G_CONNECT_SWAPPED);
  return dialog;
}
