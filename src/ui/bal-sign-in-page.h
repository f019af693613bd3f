#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Address and password, and where the server is. Construct-only property: client. Signals: "signed-in"
 * (BalAccount), "create-account". What is refused can be tried again without typing the rest anew. */
#define BAL_TYPE_SIGN_IN_PAGE (bal_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (BalSignInPage, bal_sign_in_page, BAL, SIGN_IN_PAGE, AdwNavigationPage)

GtkWidget *bal_sign_in_page_new (BalClient *client);
/* Signs in with these, as if they had been typed; for an account that was just made. */
void bal_sign_in_page_start (BalSignInPage *self, const char *jid, const char *password);

/* What the person says about the server, beside the address; strings borrowed from the page. */
typedef struct
{
  const char *host; /* NULL: by DNS */
  guint16 port;     /* 0: by DNS */
  gboolean direct_tls;
  const char *ca_file;
} BalServerChoice;

BalServerChoice bal_sign_in_page_get_server (BalSignInPage *self);

G_END_DECLS
