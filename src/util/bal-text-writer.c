#define G_LOG_DOMAIN "bal-text"

#include "util/bal-text-writer.h"

#include <string.h>

#include "util/bal-limits.h"
#include "util/bal-text-class.h"

#define ZERO_WIDTH_SPACE 0x200b
#define ZERO_WIDTH_JOINER 0x200d
#define ELLIPSIS 0x2026
#define LRE 0x202a
#define RLE 0x202b
#define PDF 0x202c
#define LRO 0x202d
#define RLO 0x202e
#define LRI 0x2066
#define FSI 0x2068
#define PDI 0x2069

enum {
  KIND_EMBEDDING,
  KIND_OVERRIDE, /* not written, so its end must not be either */
  KIND_ISOLATE,
};

void
bal_text_writer_init (BalTextWriter *self, gsize max)
{
  *self = (BalTextWriter) { .out = g_string_new (NULL), .max = MAX (max, 1), .max_cost = G_MAXSIZE };
}

void
bal_text_writer_cut (BalTextWriter *self)
{
  if (self->cut)
    return;
  if (self->count >= self->max)
    {
      g_string_truncate (self->out, self->safe);
      self->stack = self->safe_stack;
    }
  g_strchomp (self->out->str);
  self->out->len = strlen (self->out->str);
  g_string_append_unichar (self->out, ELLIPSIS);
  self->cut = TRUE;
}

/* @boundary: the text may be cut before @c. */
static void
put (BalTextWriter *self, gunichar c, gboolean boundary)
{
  if (self->cut)
    return;
  self->cost += bal_text_cost (self->last, c);
  if (boundary && self->cost > self->max_cost)
    self->max = MIN (self->max, self->count);
  if (boundary && self->count < self->max)
    {
      self->safe = self->out->len;
      self->safe_stack = self->stack;
    }
  if (self->count >= self->max)
    {
      bal_text_writer_cut (self);
      return;
    }
  if (boundary && self->run >= BAL_SHOW_RUN)
    {
      g_string_append_unichar (self->out, ZERO_WIDTH_SPACE);
      self->run = 0;
    }
  g_string_append_unichar (self->out, c);
  self->count++;
  self->run++;
  self->last = c;
}

static gboolean
joiner_fits (const BalTextWriter *self, gunichar next)
{
  if (self->joins >= BAL_TEXT_JOINS)
    return FALSE;
  if (self->joiner == ZERO_WIDTH_JOINER && bal_text_is_emoji (self->base) &&
      bal_text_is_emoji (next))
    return TRUE;
  return bal_text_is_joining (self->last) && bal_text_is_joining (next);
}

/* Writes the joiner that waits, if it does something between its neighbours. */
static gboolean
take_joiner (BalTextWriter *self, gunichar next)
{
  gboolean fits = self->joiner && joiner_fits (self, next);

  if (fits)
    {
      put (self, self->joiner, /* boundary= */ FALSE);
      self->joins++;
    }
  self->joiner = 0;
  return fits;
}

void
bal_text_writer_base (BalTextWriter *self, gunichar c)
{
  gboolean joined = take_joiner (self, c);
  gboolean flag = bal_text_is_regional_indicator (c);
  gboolean second_half = flag && self->half_flag && self->last == self->base;
  gboolean toned = bal_text_is_emoji_modifier (c) && bal_text_is_emoji (self->base) &&
                   !bal_text_is_emoji_modifier (self->base);

  if (self->base == 0 || (bal_text_is_ideographic (self->last) && bal_text_is_ideographic (c)))
    self->run = 0;
  put (self, c, /* boundary= */ !joined && !second_half && !toned);
  if (!joined)
    self->joins = 0;
  self->half_flag = flag && !second_half;
  self->marks = 0;
  self->base = c;
  self->visible = TRUE;
}

void
bal_text_writer_mark (BalTextWriter *self, gunichar c)
{
  if (self->marks >= BAL_SHOW_MARKS)
    {
      self->joiner = 0;
      return;
    }
  take_joiner (self, c);
  put (self, c, /* boundary= */ FALSE);
  self->marks++;
  self->visible = TRUE;
}

void
bal_text_writer_selector (BalTextWriter *self, gunichar c)
{
  if (self->base && self->last == self->base && bal_text_takes_selector (self->base, c))
    put (self, c, /* boundary= */ FALSE);
}

void
bal_text_writer_joiner (BalTextWriter *self, gunichar c)
{
  self->joiner = c;
}

/* Whether a line may end at @c (UAX 14); unsure means no. */
static gboolean
is_break (gunichar c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == 0x1680 || c == 0x205f || c == 0x3000 ||
         (c >= 0x2000 && c <= 0x200a && c != 0x2007);
}

void
bal_text_writer_blank (BalTextWriter *self, gunichar c)
{
  put (self, c, /* boundary= */ TRUE);
  self->joiner = 0;
  self->half_flag = FALSE;
  self->marks = 0;
  self->joins = 0;
  self->base = is_break (c) ? 0 : c;
}

static void
open_level (BalTextWriter *self, gunichar c)
{
  BalTextStack *stack = &self->stack;
  char kind = c >= LRI ? KIND_ISOLATE : c == LRO || c == RLO ? KIND_OVERRIDE : KIND_EMBEDDING;

  if (stack->depth == BAL_TEXT_DEPTH)
    {
      stack->dropped += stack->dropped < G_MAXUINT8;
      return;
    }
  if (kind != KIND_OVERRIDE)
    put (self, c, /* boundary= */ TRUE);
  /* A cut has put the stack back to what is left of the text. */
  if (!self->cut)
    stack->kind[stack->depth++] = kind;
}

static void
close_embedding (BalTextWriter *self)
{
  BalTextStack *stack = &self->stack;

  if (stack->depth == 0 || stack->kind[stack->depth - 1] == KIND_ISOLATE)
    return;
  if (stack->kind[stack->depth - 1] == KIND_EMBEDDING)
    put (self, PDF, /* boundary= */ TRUE);
  if (!self->cut)
    stack->depth--;
}

/* An isolate's end also ends the embeddings within it (UAX 9 X6a). */
static void
close_isolate (BalTextWriter *self)
{
  BalTextStack *stack = &self->stack;
  guint8 depth = stack->depth;

  while (depth > 0 && stack->kind[depth - 1] != KIND_ISOLATE)
    depth--;
  if (depth == 0)
    return;
  put (self, PDI, /* boundary= */ TRUE);
  if (!self->cut)
    stack->depth = depth - 1;
}

void
bal_text_writer_direction (BalTextWriter *self, gunichar c)
{
  if (self->cut)
    return;
  if ((c == PDF || c == PDI) && self->stack.dropped > 0)
    self->stack.dropped--;
  else if (c == PDF)
    close_embedding (self);
  else if (c == PDI)
    close_isolate (self);
  else if ((c >= LRE && c <= RLO) || (c >= LRI && c <= FSI))
    open_level (self, c);
  else
    put (self, c, /* boundary= */ TRUE);
}

void
bal_text_writer_close (BalTextWriter *self)
{
  BalTextStack *stack = &self->stack;

  while (stack->depth > 0)
    {
      char kind = stack->kind[--stack->depth];

      if (kind != KIND_OVERRIDE)
        g_string_append_unichar (self->out, kind == KIND_ISOLATE ? PDI : PDF);
    }
  stack->dropped = 0;
}

char *
bal_text_writer_finish (BalTextWriter *self)
{
  bal_text_writer_close (self);
  return g_string_free (g_steal_pointer (&self->out), FALSE);
}
