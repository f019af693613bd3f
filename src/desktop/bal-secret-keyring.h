#pragma once

#include "core/bal-keyring.h"

G_BEGIN_DECLS

/* Passwords in the Secret Service, for the desktop. A password that somebody chose to keep in the file
 * @file (see bal-file-keyring.h) is found there too, and kept up to date there; nothing is ever written to that file
 * for another account. Without a Secret Service, storing fails and the person is asked at each start. */
#define BAL_TYPE_SECRET_KEYRING (bal_secret_keyring_get_type ())
G_DECLARE_FINAL_TYPE (BalSecretKeyring, bal_secret_keyring, BAL, SECRET_KEYRING, GObject)

BalKeyring *bal_secret_keyring_new (const char *file);

G_END_DECLS
