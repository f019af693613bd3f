#define G_LOG_DOMAIN "bal-text"

#include "util/bal-text-class.h"

typedef struct {
  gunichar first;
  gunichar last;
} Range;

typedef struct {
  gunichar first;
  gunichar last;
  BalTextClass class;
} ClassRange;

/* What differs from the general category. */
static const ClassRange exceptions[] = {
  { 0x9, 0x9, BAL_TEXT_SPACE },
  { 0xa, 0xd, BAL_TEXT_NEWLINE },
  { 0x85, 0x85, BAL_TEXT_NEWLINE },
  { 0x34f, 0x34f, BAL_TEXT_HIDDEN },
  { 0x600, 0x605, BAL_TEXT_BASE },
  { 0x61c, 0x61c, BAL_TEXT_DIRECTION },
  { 0x6dd, 0x6dd, BAL_TEXT_BASE },
  { 0x70f, 0x70f, BAL_TEXT_BASE },
  { 0x890, 0x891, BAL_TEXT_BASE },
  { 0x8e2, 0x8e2, BAL_TEXT_BASE },
  { 0x115f, 0x1160, BAL_TEXT_FILLER },
  { 0x17b4, 0x17b5, BAL_TEXT_HIDDEN },
  { 0x180b, 0x180d, BAL_TEXT_SELECTOR },
  { 0x180f, 0x180f, BAL_TEXT_SELECTOR },
  { 0x200c, 0x200d, BAL_TEXT_JOINER },
  { 0x200e, 0x200f, BAL_TEXT_DIRECTION },
  { 0x202a, 0x202e, BAL_TEXT_DIRECTION },
  { 0x2065, 0x2065, BAL_TEXT_HIDDEN },
  { 0x2066, 0x2069, BAL_TEXT_DIRECTION },
  { 0x2800, 0x2800, BAL_TEXT_FILLER },
  { 0x3164, 0x3164, BAL_TEXT_FILLER },
  { 0xfe00, 0xfe0f, BAL_TEXT_SELECTOR },
  { 0xffa0, 0xffa0, BAL_TEXT_FILLER },
  { 0xfff0, 0xfff8, BAL_TEXT_HIDDEN },
  { 0x110bd, 0x110bd, BAL_TEXT_BASE },
  { 0x110cd, 0x110cd, BAL_TEXT_BASE },
  { 0x13430, 0x13440, BAL_TEXT_BASE },
  { 0x16fe4, 0x16fe4, BAL_TEXT_HIDDEN },
  { 0x1d159, 0x1d159, BAL_TEXT_FILLER },
  { 0xe0000, 0xe00ff, BAL_TEXT_HIDDEN },
  { 0xe0100, 0xe01ef, BAL_TEXT_SELECTOR },
  { 0xe01f0, 0xe0fff, BAL_TEXT_HIDDEN },
};

static const Range emoji[] = {
  { 0xa9, 0xa9 },       { 0xae, 0xae },       { 0x203c, 0x203c },   { 0x2049, 0x2049 },
  { 0x2122, 0x2122 },   { 0x2139, 0x2139 },   { 0x2190, 0x21ff },   { 0x2300, 0x23ff },
  { 0x24c2, 0x24c2 },   { 0x25aa, 0x25fe },   { 0x2600, 0x27bf },   { 0x2934, 0x2935 },
  { 0x2b00, 0x2bff },   { 0x3030, 0x3030 },   { 0x303d, 0x303d },   { 0x3297, 0x3299 },
  { 0x1f000, 0x1f1e5 }, { 0x1f200, 0x1faff },
};

static const Range ideographic[] = {
  { 0x2e80, 0x2fdf },   { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xac00, 0xd7a3 },
  { 0xf900, 0xfaff },   { 0x20000, 0x3fffd },
};

static const Range joining[] = {
  { 0x600, 0x109f },    { 0x1780, 0x18af },   { 0x1900, 0x1cff },   { 0xa800, 0xabff },
  { 0xfb50, 0xfdff },   { 0xfe70, 0xfefc },   { 0x10a00, 0x11fff }, { 0x1e900, 0x1e95f },
};

static gboolean
in_ranges (const Range *ranges, gsize count, gunichar c)
{
  for (gsize i = 0; i < count && c >= ranges[i].first; i++)
    if (c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

static BalTextClass
classify_by_category (gunichar c)
{
  static const BalTextClass classes[] = {
    [G_UNICODE_CONTROL] = BAL_TEXT_CONTROL,
    [G_UNICODE_FORMAT] = BAL_TEXT_HIDDEN,
    [G_UNICODE_SPACING_MARK] = BAL_TEXT_MARK,
    [G_UNICODE_ENCLOSING_MARK] = BAL_TEXT_MARK,
    [G_UNICODE_NON_SPACING_MARK] = BAL_TEXT_MARK,
    [G_UNICODE_LINE_SEPARATOR] = BAL_TEXT_NEWLINE,
    [G_UNICODE_PARAGRAPH_SEPARATOR] = BAL_TEXT_NEWLINE,
    [G_UNICODE_SPACE_SEPARATOR] = BAL_TEXT_SPACE,
  };
  GUnicodeType type = g_unichar_type (c);

  return (guint) type < G_N_ELEMENTS (classes) ? classes[type] : BAL_TEXT_BASE;
}

BalTextClass
bal_text_classify (gunichar c)
{
  gsize low = 0, high = G_N_ELEMENTS (exceptions);

  if (c > 0x20 && c < 0x7f)
    return BAL_TEXT_BASE;
  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (c > exceptions[middle].last)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < G_N_ELEMENTS (exceptions) && c >= exceptions[low].first)
    return exceptions[low].class;
  return classify_by_category (c);
}

gboolean
bal_text_is_emoji (gunichar c)
{
  return in_ranges (emoji, G_N_ELEMENTS (emoji), c);
}

gboolean
bal_text_is_emoji_modifier (gunichar c)
{
  return c >= 0x1f3fb && c <= 0x1f3ff;
}

gboolean
bal_text_is_regional_indicator (gunichar c)
{
  return c >= 0x1f1e6 && c <= 0x1f1ff;
}

gboolean
bal_text_is_ideographic (gunichar c)
{
  return in_ranges (ideographic, G_N_ELEMENTS (ideographic), c);
}

gboolean
bal_text_is_joining (gunichar c)
{
  return in_ranges (joining, G_N_ELEMENTS (joining), c) &&
         (g_unichar_isalpha (c) || g_unichar_ismark (c));
}

gboolean
bal_text_takes_selector (gunichar base, gunichar selector)
{
  if (selector >= 0x180b && selector <= 0x180f)
    return base >= 0x1800 && base <= 0x18af;
  if (selector == 0xfe0e || selector == 0xfe0f)
    return bal_text_is_emoji (base) || base == '#' || base == '*' || g_unichar_isdigit (base);
  return bal_text_is_ideographic (base) || g_unichar_type (base) == G_UNICODE_MATH_SYMBOL ||
         (bal_text_is_joining (base) && selector < 0xe0100);
}

/* Scripts whose letters are reordered and joined while they are shaped. */
static guint
script_cost (gunichar c)
{
  if (c < 0x900)
    return 1;
  if (c >= 0xf00 && c <= 0xfff)
    return 4;
  return (c >= 0x900 && c <= 0x109f) || (c >= 0x1780 && c <= 0x1aff) || c >= 0x10000 ? 2 : 1;
}

/* Each stretch of one script is shaped by itself. */
static gboolean
changes_script (gunichar before, gunichar c)
{
  GUnicodeScript a, b;

  if (before == 0 || (before < 0x80 && c < 0x80))
    return FALSE;
  a = g_unichar_get_script (before);
  b = g_unichar_get_script (c);
  return a != b && b != G_UNICODE_SCRIPT_COMMON && b != G_UNICODE_SCRIPT_INHERITED;
}

guint
bal_text_cost (gunichar before, gunichar c)
{
  static const Range as_wide_as_a_line[] = {
    { 0xfdfa, 0xfdfd }, { 0x12219, 0x12219 }, { 0x1242b, 0x1242b },
  };
  guint cost = script_cost (c);

  if (c == '\t')
    cost = 5;
  else if (in_ranges (as_wide_as_a_line, G_N_ELEMENTS (as_wide_as_a_line), c))
    cost = 40;
  else if (c == 0x200d) /* joins emoji: many to one, and slowly */
    cost = 8;
  else if (bal_text_is_emoji (c) || bal_text_is_regional_indicator (c))
    cost = 4;
  return cost + (changes_script (before, c) ? 5 : 0);
}
