#include "ui/bal-shell.h"
#include "util/bal-process.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char *argv[])
{
  g_autoptr(BalApplication) application = NULL;
  g_autoptr(BalShell) shell = NULL;

#ifdef BAL_RELEASE
  bal_process_protect (/* uses_portals= */ TRUE);
#endif
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BAL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Balcony"));

  application = bal_application_new ();
  shell = bal_shell_new (application);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
