#define G_LOG_DOMAIN "bal-prep"

#include "xmpp/bal-prep.h"

#include <string.h>

#define PASSES_MAX 4

typedef struct {
  gunichar first;
  gunichar last;
} Range;

/* RFC 3454 table B.1. */
static const Range mapped_to_nothing[] = {
  { 0xad, 0xad },     { 0x34f, 0x34f },   { 0x1806, 0x1806 }, { 0x180b, 0x180d },
  { 0x200b, 0x200d }, { 0x2060, 0x2060 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
};

/* RFC 3454 tables C.1.2, C.2.1, C.2.2 and C.3 to C.9; surrogates are no UTF-8, and the last two
 * code points of each plane are in is_prohibited(). */
static const Range prohibited[] = {
  { 0x0, 0x1f },          { 0x7f, 0xa0 },         { 0x340, 0x341 },       { 0x6dd, 0x6dd },
  { 0x70f, 0x70f },       { 0x1680, 0x1680 },     { 0x180e, 0x180e },     { 0x2000, 0x200f },
  { 0x2028, 0x202f },     { 0x205f, 0x2063 },     { 0x206a, 0x206f },     { 0x2ff0, 0x2ffb },
  { 0x3000, 0x3000 },     { 0xe000, 0xf8ff },     { 0xfdd0, 0xfdef },     { 0xfeff, 0xfeff },
  { 0xfff9, 0xffff },     { 0x1d173, 0x1d17a },   { 0xe0001, 0xe0001 },   { 0xe0020, 0xe007f },
  { 0xf0000, 0xffffd },   { 0x100000, 0x10fffd },
};

/* Ranges with characters that Unicode 3.2 did not have and that later versions fold, decompose or
 * reorder; servers pass them through. Nothing else in these ranges changes in preparation. */
static const Range younger[] = {
  { 0x23a, 0x24e },     { 0x350, 0x35f },     { 0x370, 0x372 },     { 0x376, 0x376 },
  { 0x37f, 0x37f },     { 0x3cf, 0x3cf },     { 0x3f7, 0x3ff },     { 0x487, 0x487 },
  { 0x4c0, 0x4c0 },     { 0x4f6, 0x4f6 },     { 0x4fa, 0x4fe },     { 0x510, 0x52e },
  { 0x5a2, 0x5a2 },     { 0x5ba, 0x5ba },     { 0x5c5, 0x5c7 },     { 0x610, 0x61a },
  { 0x656, 0x65f },     { 0x7eb, 0x8ff },     { 0x9fe, 0x9fe },     { 0xc3c, 0xc3c },
  { 0xcbc, 0xcbc },     { 0xd3b, 0xd3c },     { 0xeba, 0xeba },     { 0x103a, 0x108d },
  { 0x10a0, 0x10ff },   { 0x1200, 0x13fd },   { 0x1715, 0x1715 },   { 0x17dd, 0x17dd },
  { 0x1939, 0x1dff },   { 0x1e9e, 0x1e9e },   { 0x1efa, 0x1efe },   { 0x2090, 0x209c },
  { 0x20eb, 0x20f0 },   { 0x2132, 0x2132 },   { 0x213b, 0x213c },   { 0x2150, 0x2152 },
  { 0x2183, 0x2184 },   { 0x2189, 0x2189 },   { 0x2c00, 0x2dff },   { 0x321d, 0x321e },
  { 0x3244, 0x3250 },   { 0x327c, 0x327e },   { 0x32cc, 0x32cf },   { 0x32ff, 0x32ff },
  { 0x3377, 0x337a },   { 0x33de, 0x33df },   { 0x33ff, 0x33ff },   { 0xa640, 0xabed },
  { 0xfa2e, 0xfa2f },   { 0xfa6b, 0xfad9 },   { 0xfe10, 0xfe19 },   { 0xfe24, 0xfe2f },
  { 0xfe47, 0xfe48 },   { 0x101fd, 0x1037a }, { 0x10426, 0x1cfff }, { 0x1d242, 0x1d244 },
  { 0x1d4c1, 0x1d4c1 }, { 0x1d6a4, 0x1d6a5 }, { 0x1d7ca, 0x1d7cb }, { 0x1e000, 0x1fbf9 },
};

/* Blocks whose letters run from right to left. */
static const Range right_to_left[] = {
  { 0x590, 0x8ff },     { 0xfb1d, 0xfdff },   { 0xfe70, 0xfeff },   { 0x10800, 0x10fff },
  { 0x1e800, 0x1efff },
};

static gboolean
in_ranges (const Range *ranges, gsize count, gunichar c)
{
  gsize low = 0, high = count;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (c > ranges[middle].last)
        low = middle + 1;
      else
        high = middle;
    }
  return low < count && c >= ranges[low].first;
}

static gboolean
is_prohibited (BalPrep profile, gunichar c)
{
  if (in_ranges (prohibited, G_N_ELEMENTS (prohibited), c) || (c & 0xfffe) == 0xfffe)
    return TRUE;
  if (profile != BAL_PREP_NODE)
    return FALSE;
  /* Characters that only format are of no use in a name and make twins of it. */
  return (c < 0x80 && strchr (" \"&'/:<>@", (int) c)) || g_unichar_type (c) == G_UNICODE_FORMAT;
}

static void
append_segment (BalPrep profile, GString *out, const char *segment, gsize length)
{
  g_autofree char *folded = NULL, *normal = NULL;

  if (length == 0)
    return;
  if (profile == BAL_PREP_NODE)
    folded = g_utf8_casefold (segment, length);
  else
    folded = g_strndup (segment, length);
  normal = g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);
  g_string_append (out, normal);
}

static gunichar
map_char (BalPrep profile, gunichar c)
{
  if (in_ranges (mapped_to_nothing, G_N_ELEMENTS (mapped_to_nothing), c))
    return 0;
  /* RFC 4013 section 2.1. */
  if (profile == BAL_PREP_PASSWORD && g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR)
    return ' ';
  return c;
}

static char *
map_and_normalize (BalPrep profile, const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) segment = g_string_new (NULL);

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = map_char (profile, g_utf8_get_char (at));

      if (c == 0)
        continue;
      if (!in_ranges (younger, G_N_ELEMENTS (younger), c))
        {
          g_string_append_unichar (segment, c);
          continue;
        }
      append_segment (profile, out, segment->str, segment->len);
      g_string_truncate (segment, 0);
      g_string_append_unichar (out, c);
    }
  append_segment (profile, out, segment->str, segment->len);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
is_right_to_left (gunichar c)
{
  return g_unichar_isalpha (c) && in_ranges (right_to_left, G_N_ELEMENTS (right_to_left), c);
}

gboolean
bal_prep_direction_is_clear (const char *text)
{
  gboolean any_right = FALSE, any_left = FALSE, last_right = FALSE;

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      last_right = is_right_to_left (c);
      any_right |= last_right;
      any_left |= !last_right && g_unichar_isalpha (c);
    }
  return !any_right || (!any_left && last_right && is_right_to_left (g_utf8_get_char (text)));
}

static gboolean
is_allowed (BalPrep profile, const char *text)
{
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    if (is_prohibited (profile, g_utf8_get_char (at)))
      return FALSE;
  return profile != BAL_PREP_NODE || bal_prep_direction_is_clear (text);
}

char *
bal_prep (BalPrep profile, const char *text)
{
  g_autofree char *result = NULL;

  g_return_val_if_fail (text, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  result = map_and_normalize (profile, text);
  /* Folding what normalization brought about can bring about more of it. */
  for (int pass = 0; pass < PASSES_MAX; pass++)
    {
      g_autofree char *again = map_and_normalize (profile, result);

      if (g_str_equal (again, result))
        return is_allowed (profile, result) ? g_steal_pointer (&result) : NULL;
      g_set_str (&result, again);
    }
  return NULL;
}
