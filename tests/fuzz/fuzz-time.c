#include "fuzz.h"

#include "util/bal-time.h"

#define OFFSET_MAX_USEC (G_GINT64_CONSTANT (14 * 3600) * G_USEC_PER_SEC)

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size), *formatted = NULL;
  const gint64 now = G_GINT64_CONSTANT (1700000000000000);
  gint64 usec = 0, again = 1, clamped;

  if (!bal_time_parse (text, &usec))
    return 0;
  clamped = bal_time_clamp (usec, now);
  g_assert_cmpint (clamped, <=, now);
  g_assert_cmpint (clamped, >=, G_GINT64_CONSTANT (946684800000000));

  /* An offset can carry the time out of the years that can be written. */
  formatted = bal_time_format (usec);
  g_assert_true (bal_time_parse (formatted, &again));
  g_assert_cmpint (ABS (again - usec), <=, OFFSET_MAX_USEC);
  if (clamped == usec)
    g_assert_cmpint (again, ==, usec);
  return 0;
}
