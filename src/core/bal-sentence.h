#pragma once

#include <glib.h>

/* What went wrong, in the person's language, as a sentence or two that say what to do. @jid names the
 * account, @error is of domain BAL_ERROR (anything else gives a general sentence). Free with g_free(). */
char *bal_error_sentence (const GError *error, const char *jid);

/* The same for a condition of RFC 6120 8.3.3 and the server's own words, which may be NULL. */
char *bal_stanza_error_sentence (const char *condition, const char *text);
