#include "ui/bal-about.h"

#include <glib/gi18n.h>

AdwDialog *
bal_about_new (void)
{
  AdwAboutDialog *dialog = ADW_ABOUT_DIALOG (adw_about_dialog_new ());

  adw_about_dialog_set_application_icon (dialog, BAL_APP_ID);
  adw_about_dialog_set_application_name (dialog, _("Balcony"));
  adw_about_dialog_set_developer_name (dialog, _("The Balcony Developers"));
  adw_about_dialog_set_version (dialog, BAL_VERSION);
  adw_about_dialog_set_comments (dialog, _("Chat with your friends over XMPP."));
  adw_about_dialog_set_license_type (dialog, GTK_LICENSE_GPL_3_0);
  /* Translators: your name, and your address if you like, one translator a line. */
  adw_about_dialog_set_translator_credits (dialog, _("translator-credits"));
  return ADW_DIALOG (dialog);
}
