#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where passwords live. The desktop gives the Secret Service (desktop/bal-secret-keyring.h), scripts may
 * choose a file (core/bal-file-keyring.h). All calls are asynchronous and belong to the main thread;
 * every string is copied. */
#define BAL_TYPE_KEYRING (bal_keyring_get_type ())
G_DECLARE_INTERFACE (BalKeyring, bal_keyring, BAL, KEYRING, GObject)

struct _BalKeyringInterface
{
  GTypeInterface parent;
  void (*lookup_async) (BalKeyring *, const char *jid, GCancellable *, GAsyncReadyCallback, gpointer);
  char *(*lookup_finish) (BalKeyring *, GAsyncResult *, GError **);
  void (*store_async) (BalKeyring *, const char *jid, const char *password, GCancellable *,
                       GAsyncReadyCallback, gpointer);
  gboolean (*store_finish) (BalKeyring *, GAsyncResult *, GError **);
  void (*clear_async) (BalKeyring *, const char *jid, GCancellable *, GAsyncReadyCallback, gpointer);
  gboolean (*clear_finish) (BalKeyring *, GAsyncResult *, GError **);
};

/* The password of the account @jid (a bare address). The result is to be freed with
 * bal_password_free(); NULL without an error when none is kept; an error when the place itself fails. */
void bal_keyring_lookup_async (BalKeyring *self, const char *jid, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
char *bal_keyring_lookup_finish (BalKeyring *self, GAsyncResult *result, GError **error);

void bal_keyring_store_async (BalKeyring *self, const char *jid, const char *password,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean bal_keyring_store_finish (BalKeyring *self, GAsyncResult *result, GError **error);

/* Removing a password that is not there is no error. */
void bal_keyring_clear_async (BalKeyring *self, const char *jid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_keyring_clear_finish (BalKeyring *self, GAsyncResult *result, GError **error);

/* Wipes and frees; takes NULL. */
void bal_password_free (char *password);

G_END_DECLS
