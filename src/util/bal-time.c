#define G_LOG_DOMAIN "bal-time"

#include "util/bal-time.h"

#define SECONDS_A_DAY G_GINT64_CONSTANT (86400)
#define DAYS_BEFORE_1970 G_GINT64_CONSTANT (719162) /* since 0001-01-01 */
#define FIRST_USEC (-DAYS_BEFORE_1970 * SECONDS_A_DAY * G_USEC_PER_SEC)
#define LAST_USEC (G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC + 999999)
#define YEAR_2000_USEC (G_GINT64_CONSTANT (946684800) * G_USEC_PER_SEC)
#define OFFSET_MAX_MINUTES (14 * 60)

typedef struct {
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
  int usec;
  int offset; /* minutes east of UTC */
} Stamp;

static gboolean
take_digits (const char **at, int count, int *value)
{
  int result = 0;

  for (int i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit ((*at)[i]))
        return FALSE;
      result = result * 10 + g_ascii_digit_value ((*at)[i]);
    }
  *at += count;
  *value = result;
  return TRUE;
}

static gboolean
take_char (const char **at, char wanted)
{
  if (**at != wanted)
    return FALSE;
  (*at)++;
  return TRUE;
}

/* Sets @dashes by what separates the date: none means the older form. */
static gboolean
take_date (const char **at, Stamp *stamp, gboolean *dashes)
{
  if (!take_digits (at, 4, &stamp->year))
    return FALSE;
  *dashes = take_char (at, '-');
  return take_digits (at, 2, &stamp->month) && (!*dashes || take_char (at, '-')) &&
         take_digits (at, 2, &stamp->day);
}

static gboolean
take_time (const char **at, Stamp *stamp)
{
  return take_digits (at, 2, &stamp->hour) && take_char (at, ':') &&
         take_digits (at, 2, &stamp->minute) && take_char (at, ':') &&
         take_digits (at, 2, &stamp->second);
}

static gboolean
take_fraction (const char **at, Stamp *stamp)
{
  int scale = 100000;

  if (!take_char (at, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**at))
    return FALSE;
  for (; g_ascii_isdigit (**at); (*at)++, scale /= 10)
    stamp->usec += g_ascii_digit_value (**at) * scale;
  return TRUE;
}

static gboolean
take_zone (const char **at, Stamp *stamp)
{
  int hours, minutes, sign = **at == '-' ? -1 : 1;

  if (take_char (at, 'Z'))
    return TRUE;
  if (!take_char (at, '+') && !take_char (at, '-'))
    return FALSE;
  if (!take_digits (at, 2, &hours) || !take_char (at, ':') || !take_digits (at, 2, &minutes))
    return FALSE;
  if (minutes > 59 || hours * 60 + minutes > OFFSET_MAX_MINUTES)
    return FALSE;
  stamp->offset = sign * (hours * 60 + minutes);
  return TRUE;
}

static gboolean
stamp_is_possible (const Stamp *stamp)
{
  return stamp->year >= 1 && stamp->month >= 1 && stamp->month <= 12 && stamp->day >= 1 &&
         stamp->day <= g_date_get_days_in_month (stamp->month, stamp->year) && stamp->hour <= 23 &&
         stamp->minute <= 59 && stamp->second <= 59;
}

static gint64
stamp_to_usec (const Stamp *stamp)
{
  g_autoptr (GDate) date = g_date_new_dmy (stamp->day, stamp->month, stamp->year);
  gint64 days = (gint64) g_date_get_julian (date) - 1 - DAYS_BEFORE_1970;
  gint64 minutes = stamp->hour * 60 + stamp->minute - stamp->offset;

  return (days * SECONDS_A_DAY + minutes * 60 + stamp->second) * G_USEC_PER_SEC + stamp->usec;
}

gint64
bal_time_now (void)
{
  return g_get_real_time ();
}

gboolean
bal_time_parse (const char *text, gint64 *usec)
{
  Stamp stamp = { 0 };
  const char *at = text;
  gboolean dashes;

  g_return_val_if_fail (usec, FALSE);

  if (!text || !take_date (&at, &stamp, &dashes) || !take_char (&at, 'T') ||
      !take_time (&at, &stamp))
    return FALSE;
  if (dashes && (!take_fraction (&at, &stamp) || !take_zone (&at, &stamp)))
    return FALSE;
  if (*at || !stamp_is_possible (&stamp))
    return FALSE;

  *usec = stamp_to_usec (&stamp);
  return TRUE;
}

gint64
bal_time_clamp (gint64 stamp, gint64 now)
{
  return MAX (MIN (stamp, now), YEAR_2000_USEC);
}

char *
bal_time_format (gint64 usec)
{
  gint64 value = CLAMP (usec, FIRST_USEC, LAST_USEC) - FIRST_USEC;
  gint64 seconds = value / G_USEC_PER_SEC;
  int fraction = value % G_USEC_PER_SEC;
  int in_day = seconds % SECONDS_A_DAY;
  g_autoptr (GDate) date = g_date_new_julian (seconds / SECONDS_A_DAY + 1);
  g_autofree char *part = fraction ? g_strdup_printf (".%06d", fraction) : g_strdup ("");

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%sZ", g_date_get_year (date),
                          (int) g_date_get_month (date), g_date_get_day (date), in_day / 3600,
                          in_day / 60 % 60, in_day % 60, part);
}
