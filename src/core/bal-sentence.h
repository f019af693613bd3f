#pragma once

#include <glib.h>

/* What went wrong, in the person's language, as a sentence or two that say what to do. @jid names the
 * account, @error is of domain BAL_ERROR (anything else gives a general sentence). Free with g_free(). */
char *bal_error_sentence (const GError *error, const char *jid);
