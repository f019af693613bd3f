#pragma once

#include "ui/bal-application.h"

G_BEGIN_DECLS

/* Joins the program to the desktop around it: notifications, the tray icon, running in the background.
 * Made before g_application_run(), freed after it. Main thread. */
#define BAL_TYPE_SHELL (bal_shell_get_type ())
G_DECLARE_FINAL_TYPE (BalShell, bal_shell, BAL, SHELL, GObject)

BalShell *bal_shell_new (BalApplication *application);

G_END_DECLS
