#include <string.h>

#include "store/bal-store-key.h"
#include "store/bal-words.h"

static void
test_index (void)
{
  static const struct { const char *text; const char *words; } cases[] = {
    { "", "" },
    { "Hello, World!", "hello world " },
    { "caf\303\251 cafe\314\201 CAF\303\211", "cafe cafe cafe " },
    { "\303\204rger Stra\303\237e \341\272\236", "arger strasse ss " },
    { "\305\201\303\263d\305\272 \303\206r\303\270", "lodz aero " },
    { "\320\237\321\200\320\270\320\262\320\265\321\202, \320\201\320\273\320\272\320\260",
      "\320\277\321\200\320\270\320\262\320\265\321\202 \320\265\320\273\320\272\320\260 " },
    /* Harakat, tatweel and the hamza of an alef. */
    { "\330\243\331\216\331\207\331\200\331\200\331\204\330\247", "\330\247\331\207\331\204\330\247 " },
    { "\316\243\316\237\316\246\316\237\316\243 \317\203\316\277\317\206\317\214\317\202",
      "\317\203\316\277\317\206\316\277\317\203 \317\203\316\277\317\206\316\277\317\203 " },
    /* Chinese in pairs, the last alone. */
    { "\344\275\240\345\245\275\345\220\227\357\274\237",
      "\344\275\240\345\245\275 \345\245\275\345\220\227 \345\220\227 " },
    { "\345\245\275", "\345\245\275 " },
    { "GTK\344\275\240\345\245\2754", "gtk \344\275\240\345\245\275 \345\245\275 4 " },
    /* Full width letters and digits, Arabic-Indic digits. */
    { "\357\274\241\357\275\202\357\274\221 \331\243\331\244", "ab1 34 " },
    /* A voiced kana is not the unvoiced one, in either form. */
    { "\343\201\214", "\343\201\213\343\202\231 " },
    { "\343\201\213\343\202\231\343\201\213", "\343\201\213\343\202\231\343\201\213 \343\201\213 " },
    /* Devanagari keeps its vowel signs. */
    { "\340\244\225\340\244\277\340\244\244\340\244\276\340\244\254",
      "\340\244\225\340\244\277\340\244\244\340\244\276\340\244\254 " },
    /* Emoji: modifiers and joiners do not matter. */
    { "ok\360\237\221\215\360\237\217\275", "ok \360\237\221\215 " },
    { "a\xc2\xad" "b\xe2\x80\x8b" "c", "abc " },
    { "foo_bar-baz \"NEAR\" * col:umn", "foo bar baz near col umn " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = bal_words_index (NULL, cases[i].text);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_subject_and_body (void)
{
  g_autofree char *both = bal_words_index ("Sub", "ject");
  g_autofree char *nothing = bal_words_index (NULL, NULL);

  g_assert_cmpstr (both, ==, "sub ject ");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_query (void)
{
  static const struct { const char *search; const char *query; guint n_checks; } cases[] = {
    { "", NULL, 0 },
    { " *?\" \t\n", NULL, 0 },
    { "Hello", "\"hello\"*", 0 },
    { "foo OR bar", "\"foo\"* AND \"or\"* AND \"bar\"*", 0 },
    { "\"a b\" NEAR(c) -d words:e", "\"a\"* AND \"b\"* AND \"near\"* AND \"c\"* AND \"d\"* AND \"words\"* AND \"e\"*", 0 },
    { "\345\245\275", "\"\345\245\275\"*", 0 },
    { "\344\275\240\345\245\275", "\"\344\275\240\345\245\275\"", 0 },
    { "\344\275\240\345\245\275\345\220\227",
      "\"\344\275\240\345\245\275\" AND \"\345\245\275\345\220\227\"", 1 },
    { "a\377b", "\"a\"* AND \"\357\277\275\"* AND \"b\"*", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) checks = NULL;
      g_autofree char *query = bal_words_query (cases[i].search, &checks);

      g_assert_cmpstr (query, ==, cases[i].query);
      g_assert_cmpuint (g_strv_length (checks), ==, cases[i].n_checks);
    }
}

static void
test_contain (void)
{
  static const char *const run[] = { "\345\244\251\345\256\211\351\227\250", NULL };

  g_assert_true (bal_words_contain (run, NULL, "\345\234\250\345\244\251\345\256\211\351\227\250!"));
  g_assert_true (bal_words_contain (run, "\345\244\251\345\256\211\351\227\250", NULL));
  g_assert_false (bal_words_contain (run, NULL, "\345\244\251\345\256\211 \345\256\211\351\227\250"));
  g_assert_false (bal_words_contain (run, "\345\244\251\345\256\211", "\351\227\250"));
}

/* Quadratic work would not end. */
static void
test_hostile (void)
{
  static const char *const pieces[] = {
    "\314\201\314\247", "\357\267\272", "\345\245\275", "a", " ", "\360\237\221\215", "\340\244\277", "\343\202\231",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      GString *text = g_string_new (NULL);
      g_autofree char *words = NULL;
      g_autofree char *query = NULL;
      g_auto(GStrv) checks = NULL;

      while (text->len < 256 * 1024)
        g_string_append (text, pieces[i]);
      words = bal_words_index (text->str, text->str);
      query = bal_words_query (text->str, &checks);
      g_assert_true (g_utf8_validate (words, -1, NULL));
      g_assert_cmpuint (query ? strlen (query) : 0, <, 16 * 1024);
      g_string_free (text, TRUE);
    }
}

/* The vector of the paper: key 00..0f, input 00..0e. Text cannot hold a zero byte, so the integers
 * do. */
static void
test_siphash (void)
{
  guint8 key[16];
  BalStoreKey hash;

  for (guint i = 0; i < 16; i++)
    key[i] = (guint8) i;
  bal_store_key_init (&hash, key);
  bal_store_key_add_int (&hash, G_GUINT64_CONSTANT (0x0706050403020100));
  g_assert_cmphex ((guint64) bal_store_key_end (&hash), ==, G_GUINT64_CONSTANT (0x93f5f5799a932462));
  bal_store_key_init (&hash, key);
  g_assert_cmphex ((guint64) bal_store_key_end (&hash), ==, G_GUINT64_CONSTANT (0x726fdb47dd0e0e31));
}

static gint64
hash_two (const char *first, const char *second)
{
  static const guint8 key[16] = "sixteen bytes k";
  BalStoreKey hash;

  bal_store_key_init (&hash, key);
  bal_store_key_add (&hash, first);
  bal_store_key_add (&hash, second);
  return bal_store_key_end (&hash);
}

static void
test_fields (void)
{
  g_assert_cmpint (hash_two ("a", "bc"), !=, hash_two ("ab", "c"));
  g_assert_cmpint (hash_two ("", "a"), !=, hash_two (NULL, "a"));
  g_assert_cmpint (hash_two ("a", ""), !=, hash_two ("a", NULL));
  g_assert_cmpint (hash_two ("a", "b"), ==, hash_two ("a", "b"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/index", test_index);
  g_test_add_func ("/words/subject-and-body", test_subject_and_body);
  g_test_add_func ("/words/query", test_query);
  g_test_add_func ("/words/contain", test_contain);
  g_test_add_func ("/words/hostile", test_hostile);
  g_test_add_func ("/key/siphash", test_siphash);
  g_test_add_func ("/key/fields", test_fields);
  return g_test_run ();
}
