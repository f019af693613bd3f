#pragma once

#include "core/bal-client.h"
#include "ui/bal-settings.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Accounts, and what the person can choose. */
#define BAL_TYPE_PREFERENCES (bal_preferences_get_type ())
G_DECLARE_FINAL_TYPE (BalPreferences, bal_preferences, BAL, PREFERENCES, AdwPreferencesDialog)

AdwDialog *bal_preferences_new (BalClient *client, BalSettings *settings);

G_END_DECLS
