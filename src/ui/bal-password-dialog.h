#pragma once

#include "core/bal-account.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for the password of @account, says why, and signs in with it. */
AdwDialog *bal_password_dialog_new (BalAccount *account);

G_END_DECLS
