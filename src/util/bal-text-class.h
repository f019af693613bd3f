#pragma once

#include <glib.h>

/* What a character does to the look of a text; part of bal-text. Any thread. */

typedef enum {
  BAL_TEXT_BASE,      /* shows something, or is not known not to */
  BAL_TEXT_MARK,      /* combines with what is before it */
  BAL_TEXT_SELECTOR,  /* variation selector */
  BAL_TEXT_JOINER,    /* U+200C, U+200D */
  BAL_TEXT_SPACE,     /* also the tabulator */
  BAL_TEXT_FILLER,    /* a letter or symbol that is blank */
  BAL_TEXT_NEWLINE,   /* ends a line or a paragraph */
  BAL_TEXT_CONTROL,   /* other control characters */
  BAL_TEXT_DIRECTION, /* directional marks, embeddings, overrides, isolates (UAX 9) */
  BAL_TEXT_HIDDEN,    /* zero width, tags and other characters that only format */
} BalTextClass;

BalTextClass bal_text_classify (gunichar c);

/* Roughly Extended_Pictographic of UTS 51. */
gboolean bal_text_is_emoji (gunichar c);
gboolean bal_text_is_emoji_modifier (gunichar c);
gboolean bal_text_is_regional_indicator (gunichar c);

/* Ideographs and hangul syllables: lines break between any two of these (UAX 14). */
gboolean bal_text_is_ideographic (gunichar c);

/* Letters and marks of scripts in which joiners change the shape of their neighbours. */
gboolean bal_text_is_joining (gunichar c);

/* Whether @selector, a variation selector, can mean something after @base. */
gboolean bal_text_takes_selector (gunichar base, gunichar selector);

/* What it takes to lay @c out after @before, 0 for nothing; a plain letter is 1. */
guint bal_text_cost (gunichar before, gunichar c);
