#pragma once

#include "core/bal-account.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* A contact's details: name and groups to change, presence, who sees whom; removing and blocking.
 * Construct-only property: contact. A change is sent when it is applied. */
#define BAL_TYPE_CONTACT_DIALOG (bal_contact_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BalContactDialog, bal_contact_dialog, BAL, CONTACT_DIALOG, AdwDialog)

AdwDialog *bal_contact_dialog_new (BalContact *contact);

G_END_DECLS
