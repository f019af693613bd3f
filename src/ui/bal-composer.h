#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Where a message is written. Enter sends, Shift+Enter breaks the line; pasting takes plain text only.
 *
 * Signals: "send" (string: what was written, without white space round it, never empty); "edited": the
 * person changed the text. Action composer.send. */
#define BAL_TYPE_COMPOSER (bal_composer_get_type ())
G_DECLARE_FINAL_TYPE (BalComposer, bal_composer, BAL, COMPOSER, AdwBin)

/* The whole text; the caller's. */
char *bal_composer_dup_text (BalComposer *self);
/* Replaces the text without "edited"; undo does not bring back what was there before. */
void bal_composer_set_text (BalComposer *self, const char *text);
/* Shows @notice, why nothing can be written, instead of the text; NULL: it can. */
void bal_composer_set_notice (BalComposer *self, const char *notice);
void bal_composer_focus (BalComposer *self);

G_END_DECLS
