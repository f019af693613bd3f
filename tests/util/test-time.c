#include "util/bal-time.h"

typedef struct {
  const char *text;
  gint64 usec;
} Good;

static const Good good[] = {
  { "1970-01-01T00:00:00Z", 0 },
  { "1969-07-21T02:56:15Z", G_GINT64_CONSTANT (-14159025000000) },
  { "1969-07-20T21:56:15-05:00", G_GINT64_CONSTANT (-14159025000000) },
  { "2000-02-29T12:00:00.5Z", G_GINT64_CONSTANT (951825600500000) },
  { "2024-02-29T23:59:59.999999999999999999Z", G_GINT64_CONSTANT (1709251199999999) },
  { "2024-02-29T00:00:00.000001+14:00", G_GINT64_CONSTANT (1709114400000001) },
  { "1970-01-01T00:30:00+00:30", 0 },
  { "1970-01-01T00:00:00-00:00", 0 },
  { "0001-01-01T00:00:00Z", G_GINT64_CONSTANT (-62135596800000000) },
  { "9999-12-31T23:59:59.999999Z", G_GINT64_CONSTANT (253402300799999999) },
  { "20020910T23:08:25", G_GINT64_CONSTANT (1031699305000000) },
};

static const char *const bad[] = {
  "",
  "garbage",
  "1970-01-01",
  "1970-01-01T00:00:00",
  "1970-01-01T00:00:00z",
  "1970-01-01 00:00:00Z",
  " 1970-01-01T00:00:00Z",
  "1970-01-01T00:00:00Z ",
  "1970-01-01T00:00:00.Z",
  "1970-01-01T00:00:00,5Z",
  "1970-01-01T24:00:00Z",
  "1970-01-01T00:60:00Z",
  "1970-01-01T00:00:60Z",
  "1970-00-01T00:00:00Z",
  "1970-13-01T00:00:00Z",
  "1970-01-00T00:00:00Z",
  "1970-01-32T00:00:00Z",
  "2023-02-29T00:00:00Z",
  "1900-02-29T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "-001-01-01T00:00:00Z",
  "-1970-01-01T00:00:00Z",
  "10000-01-01T00:00:00Z",
  "99999999999999999999-01-01T00:00:00Z",
  "1970-01-01T00:00:00+14:01",
  "1970-01-01T00:00:00+99:99",
  "1970-01-01T00:00:00+01:60",
  "1970-01-01T00:00:00+1:00",
  "1970-01-01T00:00:00+0100",
  "1970-01-01T00:00:00Z+01:00",
  "1970-0101T00:00:00Z",
  "197001-01T00:00:00",
  "20020910T23:08:25Z",
  "20020910T23:08:25.5",
  "20020931T23:08:25",
  "20020910T230825",
  "\xd9\xa1\xd9\xa9\xd9\xa7\xd9\xa0-01-01T00:00:00Z",
};

static void
test_parse_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gint64 usec = -1;

      g_test_message ("%s", good[i].text);
      g_assert_true (bal_time_parse (good[i].text, &usec));
      g_assert_cmpint (usec, ==, good[i].usec);
    }
}

static void
test_parse_bad (void)
{
  gint64 usec = 42;

  g_assert_false (bal_time_parse (NULL, &usec));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (bal_time_parse (bad[i], &usec));
    }
  g_assert_cmpint (usec, ==, 42);
}

static void
test_parse_long_fraction (void)
{
  g_autoptr (GString) text = g_string_new ("1970-01-01T00:00:00.25");
  gint64 usec = -1;

  for (int i = 0; i < 100000; i++)
    g_string_append_c (text, '9');
  g_string_append_c (text, 'Z');
  g_assert_true (bal_time_parse (text->str, &usec));
  g_assert_cmpint (usec, ==, 259999);
}

static void
test_format (void)
{
  static const Good formatted[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T23:59:59.999999Z", -1 },
    { "2024-02-29T12:00:00.500000Z", G_GINT64_CONSTANT (1709208000500000) },
    { "0001-01-01T00:00:00Z", G_MININT64 },
    { "9999-12-31T23:59:59.999999Z", G_MAXINT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (formatted); i++)
    {
      g_autofree char *text = bal_time_format (formatted[i].usec);

      g_assert_cmpstr (text, ==, formatted[i].text);
    }
}

static void
test_round_trip (void)
{
  for (int i = 0; i < 20000; i++)
    {
      gint64 usec = (gint64) (g_test_rand_double () * 253402300799e6), back = -1;
      g_autofree char *text = bal_time_format (usec);

      g_assert_true (bal_time_parse (text, &back));
      g_assert_cmpint (back, ==, usec);
    }
}

static void
test_clamp (void)
{
  const gint64 now = G_GINT64_CONSTANT (1700000000000000);
  const gint64 first = G_GINT64_CONSTANT (946684800000000);

  g_assert_cmpint (bal_time_clamp (now - 1, now), ==, now - 1);
  g_assert_cmpint (bal_time_clamp (now + 1, now), ==, now);
  g_assert_cmpint (bal_time_clamp (first - 1, now), ==, first);
  g_assert_cmpint (bal_time_clamp (G_MININT64, now), ==, first);
  g_assert_cmpint (bal_time_clamp (G_MAXINT64, now), ==, now);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/parse/good", test_parse_good);
  g_test_add_func ("/time/parse/bad", test_parse_bad);
  g_test_add_func ("/time/parse/long-fraction", test_parse_long_fraction);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/round-trip", test_round_trip);
  g_test_add_func ("/time/clamp", test_clamp);
  return g_test_run ();
}
