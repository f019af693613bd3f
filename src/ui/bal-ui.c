#include "ui/bal-ui.h"

#include <gio/gio.h>

/* Made by glib-compile-resources from balcony.gresource.xml. */
void bal_ui_register_resource (void);

void
bal_ui_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      bal_ui_register_resource ();
      g_once_init_leave (&done, 1);
    }
}
