#include "ui/bal-ui.h"

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

static void
make_popover (GtkMenuButton *button, gpointer menu)
{
  if (!gtk_menu_button_get_popover (button))
    gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (menu));
}

void
bal_ui_set_menu (GtkMenuButton *button, GMenuModel *menu)
{
  gtk_menu_button_set_create_popup_func (button, make_popover, g_object_ref (menu), g_object_unref);
}
