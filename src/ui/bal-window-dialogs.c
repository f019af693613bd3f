#include "ui/bal-window-dialogs.h"

void
bal_window_install_dialogs (GtkWidgetClass *window_class)
{
}
