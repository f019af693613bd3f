#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Signing in, or making an account and signing in. Construct-only property: client. Signal "done"
 * (BalAccount): signed in. Fills the window at the first start, and a dialog for another account. */
#define BAL_TYPE_WELCOME (bal_welcome_get_type ())
G_DECLARE_FINAL_TYPE (BalWelcome, bal_welcome, BAL, WELCOME, AdwBin)

GtkWidget *bal_welcome_new (BalClient *client);
/* The same in a dialog that closes when it is done. */
AdwDialog *bal_welcome_dialog_new (BalClient *client);

G_END_DECLS
