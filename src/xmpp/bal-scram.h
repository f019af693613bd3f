#pragma once

#include "xmpp/bal-sasl.h"

/* The client's side of SCRAM (RFC 5802, RFC 7677) without input or output: the calls below, in
 * their order, once each. A call out of order fails like a wrong message. Messages are plain
 * text; see bal_sasl_encode() for their way into XML.
 *
 * The password is prepared by SASLprep, as RFC 5802 says and servers do; one that SASLprep
 * refuses is used as it is. The difference from RFC 8265 (OpaqueString) shows in compatibility
 * characters alone; plain ASCII is the same in all.
 *
 * An object belongs to one thread at a time. */
typedef struct _BalScram BalScram;

typedef struct {
  BalSaslMechanism mechanism; /* a SCRAM one */
  const char *user;           /* local part */
  const char *password;
  const char *binding_type; /* "tls-exporter" (RFC 9266), "tls-server-end-point", or NULL */
  /* The channel binding data. Needed for a PLUS mechanism, and given for the others too if we could
   * bind: the server then notices if somebody removed its PLUS mechanisms from the list. */
  const guint8 *binding;
  gsize binding_length;
  gboolean server_offers_plus; /* the list of the server has a PLUS mechanism */
  const char *nonce;           /* for tests; NULL for 192 random bits */
} BalScramOptions;

/* Copies everything. NULL, if there is no random number to be had. */
BalScram *bal_scram_new (const BalScramOptions *options);

/* Wipes and frees. */
void bal_scram_free (BalScram *scram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalScram, bal_scram_free)

/* Returns the client-first-message, NULL out of order. */
char *bal_scram_first (BalScram *scram);

/* Takes the server-first-message. BAL_ERROR_PROTOCOL, if it is not one, if its nonce does not
 * continue ours, if it asks for an extension, or if its salt or iteration count is outside the
 * limits. */
gboolean bal_scram_challenge (BalScram *scram, const char *server_first, GError **error);

/* Computes the keys: up to seconds of work, so in another thread. Out of order it does nothing. */
void bal_scram_derive (BalScram *scram);

/* Returns the client-final-message, NULL out of order or if bal_scram_derive() failed. */
char *bal_scram_final (BalScram *scram);

/* Takes the server-final-message, which comes with the success or before it; NULL if it did not
 * come. TRUE only if the server proved that it knows the password. BAL_ERROR_NOT_AUTHORIZED, if
 * it is an error ("e="); BAL_ERROR_SERVER_UNPROVEN for everything else, a success out of order
 * too. */
gboolean bal_scram_verify (BalScram *scram, const char *server_final, GError **error);
