#pragma once

#include "ui/bal-sign-in-page.h"

G_BEGIN_DECLS

/* Making an account: first the server, then what it asks. Signal "registered"
 * (string address, string password): the account exists now. */
#define BAL_TYPE_REGISTER_PAGE (bal_register_page_get_type ())
G_DECLARE_FINAL_TYPE (BalRegisterPage, bal_register_page, BAL, REGISTER_PAGE, AdwNavigationPage)

GtkWidget *bal_register_page_new (void);
/* Where to look for the server, if the person said so on the page before. Strings are copied. */
void bal_register_page_set_server (BalRegisterPage *self, BalServerChoice server);

G_END_DECLS
