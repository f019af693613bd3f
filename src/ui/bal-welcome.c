#include "ui/bal-welcome.h"

GtkWidget *
bal_welcome_new (BalClient *client)
{
  return adw_bin_new ();
}
