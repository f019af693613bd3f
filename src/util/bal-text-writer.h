#pragma once

#include <glib.h>

/* Writes display text character by character, so that what comes out can be laid out in bounded
 * time and is never cut within what people see as one character; part of bal-text. One thread at
 * a time. */

#define BAL_TEXT_DEPTH 16 /* open embeddings and isolates */
#define BAL_TEXT_JOINS 10 /* characters joined to one; the longest emoji in use has 4 */

typedef struct {
  guint8 depth;
  guint8 dropped; /* opened beyond BAL_TEXT_DEPTH, up to 255 */
  char kind[BAL_TEXT_DEPTH];
} BalTextStack;

typedef struct {
  GString *out;
  gsize max;        /* characters of @out, U+200B and closing controls not counted */
  gsize count;
  gsize max_cost;   /* of the characters of @out, see bal_text_cost() */
  gsize cost;
  gsize safe;       /* length of @out that can be kept when "…" must follow */
  gboolean cut;     /* "…" has been written: nothing more is */
  gboolean visible; /* something that shows has been written */
  guint run;        /* characters since the last place to break */
  guint marks;
  guint joins;
  gunichar base;    /* the last one, 0 where a line may end */
  gunichar last;    /* the last character written */
  gunichar joiner;  /* waits for what comes next */
  gboolean half_flag;
  BalTextStack stack;
  BalTextStack safe_stack;
} BalTextWriter;

void bal_text_writer_init (BalTextWriter *self, gsize max);

void bal_text_writer_base (BalTextWriter *self, gunichar c);
void bal_text_writer_mark (BalTextWriter *self, gunichar c);
void bal_text_writer_selector (BalTextWriter *self, gunichar c);
void bal_text_writer_joiner (BalTextWriter *self, gunichar c);

/* White space, line ends and blank characters, as they are. */
void bal_text_writer_blank (BalTextWriter *self, gunichar c);

/* Directional controls: marks as they are, overrides never, the rest where it is balanced. */
void bal_text_writer_direction (BalTextWriter *self, gunichar c);

/* Closes what is open, as at the end of a line. */
void bal_text_writer_close (BalTextWriter *self);

/* Ends the text here with "…". */
void bal_text_writer_cut (BalTextWriter *self);

/* Closes what is open and returns the text, owned by the caller. */
char *bal_text_writer_finish (BalTextWriter *self);
