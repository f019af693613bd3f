#pragma once

#include <glib.h>

/* Preparation of strings before they are compared or sent: stringprep (RFC 3454), because that
 * is what servers apply to addresses and passwords today; two addresses that a server keeps
 * apart must not become one here. Any thread. */

typedef enum {
  BAL_PREP_NODE,     /* Nodeprep, RFC 6122 appendix A: case folded */
  BAL_PREP_RESOURCE, /* Resourceprep, RFC 6122 appendix B */
  BAL_PREP_PASSWORD, /* SASLprep, RFC 4013 */
} BalPrep;

/* Returns the prepared form of @text, owned by the caller, or NULL if @text is no UTF-8 or has a
 * character that @profile prohibits. The result may be empty, and preparing it again changes
 * nothing. Characters that Unicode 3.2 did not know (emoji, for example) stay as they are, as on
 * servers. The rules for text of two directions hold for BAL_PREP_NODE alone: in the others they
 * would only make mixed nicknames impossible. */
char *bal_prep (BalPrep profile, const char *text);

/* Whether @text, valid UTF-8, keeps the rules for text of two directions (RFC 3454 section 6). */
gboolean bal_prep_direction_is_clear (const char *text);
