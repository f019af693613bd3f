#pragma once

#include "core/bal-keyring.h"

G_BEGIN_DECLS

/* Passwords in a file of mode 0600 inside the profile, unprotected: only by explicit choice
 * (balcony-cli account add --store-password=file). */
#define BAL_TYPE_FILE_KEYRING (bal_file_keyring_get_type ())
G_DECLARE_FINAL_TYPE (BalFileKeyring, bal_file_keyring, BAL, FILE_KEYRING, GObject)

/* @path is the file; it need not exist. */
BalKeyring *bal_file_keyring_new (const char *path);

G_END_DECLS
