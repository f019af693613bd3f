#pragma once

#include "core/bal-core-private.h"
#include "core/bal-outbox.h"

/* An account is written in four files: bal-account.c (settings and properties), -connection.c (session,
 * retries, passwords), -roster.c (contacts and presence), -requests.c (who may see whom). */
struct _BalAccount
{
  GObject parent_instance;
  BalClient *client; /* weak */
  BalStoreAccount *row;
  BalJid *jid;
  BalPresence presence;

  BalAccountState state;
  GError *error;
  BalCertificate *certificate;
  gint64 retry_at;

  char *password;
  guint keeping;            /* passwords on their way to the keyring */
  GTask *kept;              /* returns when they are there */
  gboolean password_is_new; /* to be kept once the server took it */
  gboolean remember;
  BalSaslMechanism refused; /* what a server offered when that was weaker than before */
  gboolean allow_weak;      /* for one sign-in: that one, nothing below */
  gboolean allow_plain;
  GCancellable *cancellable;

  BalSession *session;
  BalSm *sm;
  BalRouter *router;
  BalOutbox *outbox;
  guint retry_timer;
  guint stable_timer;
  guint failures;
  gint64 told_of_rooms;     /* when a dropped message of a room was last logged; monotonic */
  GTask *signing_in;        /* the first sign-in: done when it succeeds or fails once */
  GPtrArray *stopping;      /* GTask: all who wait for the goodbye */
  gboolean inactive;
  gboolean announced;       /* the server was told our presence as it is */

  GListStore *contacts;
  GHashTable *by_jid;       /* bare address -> BalContact, owned by contacts */
  GHashTable *items;        /* bare BalJid -> BalContact: for the router */
  GPtrArray *adding;        /* GTask: see -requests.c */
  GPtrArray *settling;      /* Settling: see -requests.c */
};

/* --- bal-account.c --- */
void bal_account_set_state (BalAccount *self, BalAccountState state, const GError *error);
void bal_account_set_certificate (BalAccount *self, BalCertificate *certificate);
gboolean bal_account_is_online (BalAccount *self);
/* Writes the settings of the row to the database. */
void bal_account_save (BalAccount *self);

/* --- bal-account-connection.c --- */
/* The roster is here: tells everybody that we are, and sends what waits. Nothing if the connection is gone. */
void bal_account_become_online (BalAccount *self, gboolean resumed);
/* Returns @task, which is taken, when the passwords to be kept are in the keyring. */
void bal_account_wait_kept (BalAccount *self, GTask *task);
/* Keeps the stanza that is being handled from being acknowledged until bal_account_done(). */
guint64 bal_account_hold (BalAccount *self);
/* An incoming stanza is on disk, or needed no disk. */
void bal_account_done (BalAccount *self, guint64 token);
/* It could not be written: the connection ends, so that the server keeps it. */
void bal_account_store_failed (BalAccount *self, const GError *error);
/* Stops reading from the network while the database is behind. */
void bal_account_check_pressure (BalAccount *self);
void bal_account_send (BalAccount *self, const char *xml);
/* Ends the connection without a goodbye and gives up what it was doing. */
void bal_account_drop_connection (BalAccount *self);

/* --- bal-account-roster.c --- */
void bal_account_roster_load (BalAccount *self, GPtrArray *contacts);
/* Asks the server for what changed, then tells everybody that we are here. */
void bal_account_roster_sync (BalAccount *self);
/* @token: of the stanza, done once the change is on disk. */
void bal_account_roster_push (BalAccount *self, const BalRosterItem *item, const char *version, guint64 token);
void bal_account_roster_presence (BalAccount *self, const BalXPresence *presence);
void bal_account_roster_offline (BalAccount *self);
void bal_account_send_presence (BalAccount *self);

/* --- bal-account-requests.c --- */
/* TRUE if it was about subscriptions. */
gboolean bal_account_take_subscription (BalAccount *self, const BalXPresence *presence);
void bal_account_requests_clear (BalAccount *self);
