#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Friend requests, one at a time. The address comes first and largest; what they call themselves is said
 * to be just that. Closing answers nothing: the requests stay. Construct-only property: client. */
#define BAL_TYPE_REQUESTS_DIALOG (bal_requests_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BalRequestsDialog, bal_requests_dialog, BAL, REQUESTS_DIALOG, AdwDialog)

AdwDialog *bal_requests_dialog_new (BalClient *client);
/* Shows @request, if it still waits. */
void bal_requests_dialog_show (BalRequestsDialog *self, BalRequest *request);

G_END_DECLS
