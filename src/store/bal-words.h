#pragma once

#include "store/bal-store.h"

/* What the search index holds of a text, and what a search asks of it.
 *
 * Text is decomposed (NFKD) character by character, without case, accents, marks and format
 * characters; digits of every script become 0-9. Letters, digits and symbols then form words. Where
 * a script writes no spaces (Chinese, Japanese, Thai, ...) each character becomes a word with the
 * one after it: a run of n characters gives n words, the last of one character.
 *
 * A row is taken out of the index by its words, so a change of how text is cut needs a new version
 * of the schema that makes the index anew. */

/* The words of @subject and @body, either may be NULL, separated by spaces. */
char *bal_words_index (const char *subject, const char *body);

/* An FTS5 query for texts with every word of @search, each as the beginning of a word, or NULL if
 * it has none. @checks gets the folded runs that the index alone cannot prove to be there (three
 * and more unspaced characters), to be looked for by bal_words_contain(); may be empty. */
char *bal_words_query (const char *search, GStrv *checks);

/* Whether the folded text of @subject or of @body has every run of @checks. */
gboolean bal_words_contain (const char *const *checks, const char *subject, const char *body);

/* Makes the SQL function bal_words (subject, body), which the triggers of the schema use. */
gboolean bal_words_register (BalDb *db, GError **error);
