#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Adds somebody to the contacts: address, name, groups, a few words. Construct-only property: client. The
 * address is looked at while it is typed; what the server says about it stands in the dialog. */
#define BAL_TYPE_ADD_DIALOG (bal_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BalAddDialog, bal_add_dialog, BAL, ADD_DIALOG, AdwDialog)

/* @jid: an address to begin with, or NULL. */
AdwDialog *bal_add_dialog_new (BalClient *client, const char *jid);

/* What is wrong with @text as an address of a person, as a sentence; NULL if nothing is. Only what can be
 * said at once: the rest is found when it is used. */
const char *bal_add_dialog_check (const char *text);

G_END_DECLS
