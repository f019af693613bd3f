#include "core/bal-keyring.h"

#include <string.h>

G_DEFINE_INTERFACE (BalKeyring, bal_keyring, G_TYPE_OBJECT)

static void
bal_keyring_default_init (BalKeyringInterface *iface)
{
}

void
bal_keyring_lookup_async (BalKeyring *self, const char *jid, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  BAL_KEYRING_GET_IFACE (self)->lookup_async (self, jid, cancellable, callback, user_data);
}

char *
bal_keyring_lookup_finish (BalKeyring *self, GAsyncResult *result, GError **error)
{
  return BAL_KEYRING_GET_IFACE (self)->lookup_finish (self, result, error);
}

void
bal_keyring_store_async (BalKeyring *self, const char *jid, const char *password,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BAL_KEYRING_GET_IFACE (self)->store_async (self, jid, password, cancellable, callback, user_data);
}

gboolean
bal_keyring_store_finish (BalKeyring *self, GAsyncResult *result, GError **error)
{
  return BAL_KEYRING_GET_IFACE (self)->store_finish (self, result, error);
}

void
bal_keyring_clear_async (BalKeyring *self, const char *jid, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  BAL_KEYRING_GET_IFACE (self)->clear_async (self, jid, cancellable, callback, user_data);
}

gboolean
bal_keyring_clear_finish (BalKeyring *self, GAsyncResult *result, GError **error)
{
  return BAL_KEYRING_GET_IFACE (self)->clear_finish (self, result, error);
}

void
bal_password_free (char *password)
{
  if (password == NULL)
    return;
  explicit_bzero (password, strlen (password));
  g_free (password);
}
