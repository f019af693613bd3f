#pragma once

#include <glib.h>

/* SASL mechanisms (RFC 6120 section 6). Any thread. */

/* In order of strength, so that a greater value is a stronger login: any mechanism bound to the TLS
 * channel before any that is not. The values are stored; new ones need a plan for old databases. */
typedef enum {
  BAL_SASL_NONE,
  BAL_SASL_PLAIN,
  BAL_SASL_SCRAM_SHA_1,
  BAL_SASL_SCRAM_SHA_256,
  BAL_SASL_SCRAM_SHA_512,
  BAL_SASL_SCRAM_SHA_1_PLUS,
  BAL_SASL_SCRAM_SHA_256_PLUS,
  BAL_SASL_SCRAM_SHA_512_PLUS,
} BalSaslMechanism;

/* The registered name; NULL for BAL_SASL_NONE. */
const char *bal_sasl_mechanism_name (BalSaslMechanism mechanism);

/* BAL_SASL_NONE for every name that is not exactly one of ours, and for NULL. */
BalSaslMechanism bal_sasl_mechanism_from_name (const char *name);

/* Whether @mechanism is one of the SCRAM mechanisms, and whether it is one with channel binding. */
gboolean bal_sasl_mechanism_is_scram (BalSaslMechanism mechanism);
gboolean bal_sasl_mechanism_is_plus (BalSaslMechanism mechanism);

/* Returns the strongest of @offered, an array of names that ends with NULL, leaving out those with
 * channel binding unless @have_binding. BAL_SASL_NONE, if there is none of ours. */
BalSaslMechanism bal_sasl_choose (const char *const *offered, gboolean have_binding);

/* Whether any of @offered is a mechanism of ours with channel binding. */
gboolean bal_sasl_offers_plus (const char *const *offered);

/* Returns the initial response of PLAIN (RFC 4616) in base64: "\0user\0password". The caller
 * owns it and wipes it with bal_sasl_free_secret(). @user is a local part, @password what the
 * person typed. */
char *bal_sasl_plain (const char *user, const char *password);

/* Between the text of a mechanism and the content of an element (RFC 6120 section 6.4.2):
 * base64, with "=" for the empty text. Decoding refuses what is not exactly base64 of valid text
 * without a zero byte, or longer than BAL_SCRAM_MESSAGE_MAX, with BAL_ERROR_PROTOCOL. NULL and
 * "" are the empty text. */
char *bal_sasl_encode (const char *text);
char *bal_sasl_decode (const char *base64, GError **error);

/* Overwrites a string before it is freed; NULL is fine. */
void bal_sasl_free_secret (char *secret);
