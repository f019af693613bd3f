#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The person's own presence: a button with an avatar that opens a choice of presence and status text,
 * which then holds for all accounts. */
#define BAL_TYPE_STATUS_BUTTON (bal_status_button_get_type ())
G_DECLARE_FINAL_TYPE (BalStatusButton, bal_status_button, BAL, STATUS_BUTTON, AdwBin)

void bal_status_button_set_client (BalStatusButton *self, BalClient *client);

G_END_DECLS
