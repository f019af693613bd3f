#pragma once

#include <gio/gio.h>

/* Passwords of accounts in the Secret Service (or, inside Flatpak, in libsecret's encrypted file with a
 * key from the Secret portal). All functions: main thread; nothing blocks; callbacks come in the
 * thread-default main context of the caller. Accounts are bare JIDs in their normal form.
 *
 * The service must answer within BAL_TIMEOUT_SERVICE; where it has to ask a person to unlock a keyring,
 * that prompt is its own and has BAL_TIMEOUT_PROMPT.
 *
 * Errors of all three: BAL_ERROR_NO_SERVICE (there is none on this desktop: ask the person at each
 * start), BAL_ERROR_TIMED_OUT, BAL_ERROR_NOT_AUTHORIZED (the keyring stayed locked), BAL_ERROR_FAILED,
 * G_IO_ERROR_CANCELLED. The message never contains a password. */

/* Looks the password of @account up. */
void bal_secrets_lookup_async (const char *account,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* Returns the password, to be freed with bal_secrets_free(); NULL without @error set: none is stored. */
char *bal_secrets_lookup_finish (GAsyncResult *result, GError **error);

/* Stores @password for @account, replacing what was there. */
void bal_secrets_store_async (const char *account,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean bal_secrets_store_finish (GAsyncResult *result, GError **error);

/* Removes the password of @account; no stored password is success too. */
void bal_secrets_clear_async (const char *account,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean bal_secrets_clear_finish (GAsyncResult *result, GError **error);

/* Wipes and frees; NULL is allowed. Any thread. */
void bal_secrets_free (char *password);
