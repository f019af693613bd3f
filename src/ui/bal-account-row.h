#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* One account in the preferences: its state, whether it shall be signed in, removing it. Construct-only
 * properties: client, account. */
#define BAL_TYPE_ACCOUNT_ROW (bal_account_row_get_type ())
G_DECLARE_FINAL_TYPE (BalAccountRow, bal_account_row, BAL, ACCOUNT_ROW, AdwActionRow)

GtkWidget *bal_account_row_new (BalClient *client, BalAccount *account);

G_END_DECLS
