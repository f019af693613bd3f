#pragma once

#include "core/bal-account.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Says in words why an account of a list is not online, with the button that helps. Shown only then. */
#define BAL_TYPE_ACCOUNT_BANNER (bal_account_banner_get_type ())
G_DECLARE_FINAL_TYPE (BalAccountBanner, bal_account_banner, BAL, ACCOUNT_BANNER, AdwBin)

/* @accounts: BalAccount; referenced; NULL for none. */
void bal_account_banner_set_accounts (BalAccountBanner *self, GListModel *accounts);

/* What helps against @error; a label and a detailed action name without its target, both constant; or
 * NULL if only waiting helps. */
typedef struct
{
  const char *label;
  const char *action;
} BalRemedy;

BalRemedy bal_account_banner_get_remedy (BalAccountState state, const GError *error);

G_END_DECLS
