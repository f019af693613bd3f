#include "ui/bal-account-banner.h"

#include "core/bal-sentence.h"
#include "ui/bal-watch.h"
#include "util/bal-error.h"

#include <glib/gi18n.h>

struct _BalAccountBanner
{
  AdwBin parent;
  AdwBanner *banner;
  GListModel *accounts;
  BalWatch *watch;
};

G_DEFINE_FINAL_TYPE (BalAccountBanner, bal_account_banner, ADW_TYPE_BIN)

BalRemedy
bal_account_banner_get_remedy (BalAccountState state, const GError *error)
{
  const BalRemedy reconnect = { N_("_Reconnect"), "win.reconnect" };
  const BalRemedy password = { N_("Enter _Password"), "win.enter-password" };
  const BalRemedy certificate = { N_("Show _Certificate"), "win.show-certificate" };
  const BalRemedy weak = { N_("_Review…"), "win.review-login" };

  if (state == BAL_ACCOUNT_WAITING || !error || error->domain != BAL_ERROR)
    return reconnect;
  if (error->code == BAL_ERROR_NOT_AUTHORIZED || error->code == BAL_ERROR_NO_PASSWORD)
    return password;
  if (error->code == BAL_ERROR_CERTIFICATE)
    return certificate;
  return error->code == BAL_ERROR_WEAK_LOGIN ? weak : reconnect;
}

static gboolean
has_trouble (BalAccount *account)
{
  BalAccountState state = bal_account_get_state (account);

  return state == BAL_ACCOUNT_STOPPED || state == BAL_ACCOUNT_WAITING;
}

/* The account that needs the person most; stopped ones first. Transfer full, NULL for none. */
static BalAccount *
find_trouble (GListModel *accounts)
{
  g_autoptr(BalAccount) found = NULL;
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BalAccount) account = g_list_model_get_item (accounts, i);
      if (has_trouble (account) && (!found || bal_account_get_state (account) == BAL_ACCOUNT_STOPPED))
        g_set_object (&found, account);
    }
  return g_steal_pointer (&found);
}

static void
show_trouble (BalAccountBanner *self, BalAccount *account)
{
  const GError *error = bal_account_get_error (account);
  const char *jid = bal_account_get_jid (account);
  BalRemedy remedy = bal_account_banner_get_remedy (bal_account_get_state (account), error);
  g_autofree char *sentence = error ? bal_error_sentence (error, jid)
                                    : g_strdup_printf (_("%s is not connected."), jid);

  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_title (self->banner, sentence);
  adw_banner_set_button_label (self->banner, _(remedy.label));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->banner), "s", jid);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->banner), remedy.action);
}

static void
update (gpointer data)
{
  BalAccountBanner *self = data;
  g_autoptr(BalAccount) account = self->accounts ? find_trouble (self->accounts) : NULL;

  if (account)
    show_trouble (self, account);
  adw_banner_set_revealed (self->banner, account != NULL);
}

static void
bal_account_banner_dispose (GObject *object)
{
  BalAccountBanner *self = BAL_ACCOUNT_BANNER (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (bal_account_banner_parent_class)->dispose (object);
}

static void
bal_account_banner_class_init (BalAccountBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bal_account_banner_dispose;
}

static void
bal_account_banner_init (BalAccountBanner *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

void
bal_account_banner_set_accounts (BalAccountBanner *self, GListModel *accounts)
{
  static const char *const properties[] = { "state", "error", NULL };

  g_return_if_fail (BAL_IS_ACCOUNT_BANNER (self));

  g_clear_object (&self->watch);
  g_set_object (&self->accounts, accounts);
  if (accounts)
    self->watch = bal_watch_new (accounts, properties, update, self);
  update (self);
}
