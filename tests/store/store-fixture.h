#pragma once

#include "store/bal-store-account.h"
#include "store/bal-store-message.h"

/* What the tests of the store share: a directory that goes away, and waiting for an answer. */

char *fixture_make_directory (void);
void fixture_remove_directory (char *directory); /* takes it */

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult * at @user_data, and the loop
 * that waits for one. */
void fixture_got (GObject *source, GAsyncResult *result, gpointer user_data);
void fixture_wait (GAsyncResult **result);

BalStore *fixture_try_open (const char *directory, GError **error);
BalStore *fixture_open (const char *directory);
/* Closes, drops and then has SQLite check the whole file. */
void fixture_close (BalStore *store, const char *directory);
void fixture_check_integrity (const char *directory);

/* Id of an account of that JID, made now. */
gint64 fixture_add_account (BalStore *store, const char *jid);

/* An incoming chat message of @sender without ids. */
BalStoreMessage *fixture_message (const char *sender, const char *body);
/* Adds to a chat and waits; takes @message; it must work. */
BalStoreAdded *fixture_add (BalStore *store, gint64 account, const char *jid,
                            BalStoreMessage *message);
BalStoreAdded *fixture_add_text (BalStore *store, gint64 account, const char *jid,
                                 const char *body);

/* The first column of the first row of a query on the file. */
gint64 fixture_query (const char *directory, const char *sql);
