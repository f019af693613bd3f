#pragma once

#include <glib.h>

/* Text from others, made fit to be shown, logged or sent. All functions take anything that ends
 * with a zero byte, in any encoding, and take time in proportion to its length; the result
 * belongs to the caller and is valid UTF-8. Any thread.
 *
 * Text for display has bounded cost in a text layout: at most BAL_SHOW_MARKS combining marks on
 * a base, and a place to break (U+200B) in runs of more than BAL_SHOW_RUN characters. U+200B is
 * not counted in the limits below. It is plain text: never give it to a function that reads
 * markup. */

/* Names, statuses, subjects, previews: one line, where white space and control characters are
 * one space and are trimmed at both ends. Directional, zero-width and tag characters are
 * removed; joiners and variation selectors stay where they do something. At most @max_chars
 * characters; a longer text is cut between two visible characters and ends in "…". Empty, if
 * @text is NULL or shows nothing. */
char *bal_text_line (const char *text, gsize max_chars);

/* Message bodies: like bal_text_line(), but lines, tabulators and spaces stay; trailing spaces
 * of a line and empty lines around the text go, of more than three empty lines three stay, and of
 * very many spaces some.
 * Directional marks stay, isolates and embeddings are closed at the end of each line, overrides
 * are removed (UAX 9). At most BAL_SHOW_BODY characters, fewer of those that take long to lay out,
 * and BAL_SHOW_BODY_LINES lines, then "…", and @truncated, which may be NULL, is TRUE. A text that is not empty but shows nothing becomes
 * a translated remark. */
char *bal_text_body (const char *text, gboolean *truncated);

/* Puts @line, which comes from bal_text_line(), between FSI and PDI, so that its direction does
 * not change the sentence around it (UAX 9). */
char *bal_text_isolate (const char *line);

/* For the log: one line, at most 200 characters and then "…". What is not printable, and each
 * byte that is not UTF-8, becomes \xNN, and a backslash two. */
char *bal_text_log (const char *text);

/* For sending: without the characters that XML 1.0 forbids (section 2.2), bytes that are not
 * UTF-8 replaced by U+FFFD. */
char *bal_text_xml_clean (const char *text);
