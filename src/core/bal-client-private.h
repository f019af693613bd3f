#pragma once

#include "core/bal-core-private.h"
#include "store/bal-store.h"

/* A client is written in four files: bal-client.c (accounts, conversations, connecting), -open.c (reading the profile),
 * -accounts.c (making and removing accounts, closing), -requests.c (who asks to be a friend). */
struct _BalClient
{
  GObject parent_instance;
  char *profile;
  BalKeyring *keyring;
  BalStore *store;
  GListStore *accounts;
  GListStore *conversations;
  GListStore *requests;
  GHashTable *by_id; /* gint64 * inside -> BalConversation */
  GHashTable *by_key; /* "account id\njid\nkind" -> BalConversation */
  GNetworkMonitor *network;
  gboolean send_receipts;
  guint unread;
  guint unread_source;
};

/* --- bal-client.c --- */
BalAccount *bal_client_find_account (BalClient *self, gint64 id);
/* Makes the model of a row without showing it. */
BalConversation *bal_client_make_conversation (BalClient *self, BalAccount *account, const BalStoreConversation *row);
void bal_client_count_unread (BalClient *self);
/* The sockets may be read again. */
void bal_client_drained (BalClient *self);

/* --- bal-client-requests.c --- */
void bal_client_forget_requests (BalClient *self, BalAccount *account);
