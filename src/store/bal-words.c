#define G_LOG_DOMAIN "bal-words"

#include "store/bal-words.h"

#include <string.h>

#include "store/bal-db.h"

/* A longer word is found by its beginning. */
#define WORD_CHARACTERS 64
/* Of one character; a longer row of them goes on as a word of its own. */
#define MARKS 4
/* Words of one search that count. */
#define QUERY_WORDS 32
/* Of a Unicode decomposition (UAX 15). */
#define DECOMPOSITION 18

typedef enum {
  CLASS_NONE,     /* ends a word */
  CLASS_DROPPED,  /* is not there at all */
  CLASS_MARK,     /* belongs to the character before it */
  CLASS_LETTER,   /* of a script with spaces */
  CLASS_UNSPACED, /* of a script without, or a symbol */
} Class;

/* Letters that Unicode does not decompose and that people type, or read, as these. */
static const struct { gunichar from; const char *to; } letters[] = {
  { 0xdf, "ss" }, { 0xe6, "ae" }, { 0xf8, "o" },   { 0x111, "d" },    { 0x127, "h" },
  { 0x131, "i" }, { 0x142, "l" }, { 0x153, "oe" }, { 0x3c2, "\317\203" },
};

static gboolean
is_unspaced_script (gunichar c)
{
  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
    case G_UNICODE_SCRIPT_TIBETAN:
      return TRUE;
    default:
      return c == 0x30fc; /* the mark that lengthens a kana is of no script */
    }
}

/* Accents have a combining class; vowel signs of Indic scripts have none and are part of the word,
 * and so is the voicing of a kana (class 8). */
static Class
classify_mark (gunichar c)
{
  int combining = g_unichar_combining_class (c);
  gboolean variation = (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);

  return (combining == 0 || combining == 8) && !variation ? CLASS_MARK : CLASS_DROPPED;
}

static Class
classify (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c) ? CLASS_LETTER : CLASS_NONE;
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
      return classify_mark (c);
    case G_UNICODE_FORMAT:
    case G_UNICODE_MODIFIER_SYMBOL:
      return CLASS_DROPPED;
    case G_UNICODE_OTHER_SYMBOL:
      return CLASS_UNSPACED;
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      if (c == 0x640) /* stretches an Arabic word, and is no letter of it */
        return CLASS_DROPPED;
      return is_unspaced_script (c) ? CLASS_UNSPACED : CLASS_LETTER;
    default:
      return CLASS_NONE;
    }
}

static void
append_separator (GString *folded)
{
  if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
    g_string_append_c (folded, ' ');
}

static void
append_letter (GString *folded, gunichar c)
{
  int digit = g_unichar_digit_value (c);

  c = g_unichar_tolower (c);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (letters[i].from == c)
      {
        g_string_append (folded, letters[i].to);
        return;
      }
  if (digit >= 0)
    g_string_append_c (folded, (char) ('0' + digit));
  else
    g_string_append_unichar (folded, c);
}

static void
fold_character (GString *folded, gunichar c)
{
  gunichar parts[DECOMPOSITION];
  gsize n_parts = g_unichar_fully_decompose (c, TRUE, parts, DECOMPOSITION);

  for (gsize i = 0; i < n_parts; i++)
    switch (classify (parts[i]))
      {
      case CLASS_NONE:
        append_separator (folded);
        break;
      case CLASS_DROPPED:
        break;
      case CLASS_MARK:
      case CLASS_LETTER:
      case CLASS_UNSPACED:
      default:
        append_letter (folded, parts[i]);
        break;
      }
}

/* Character by character and not g_utf8_normalize(), whose reordering of marks takes quadratic time
 * for a long row of them. */
static void
fold (GString *folded, const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    {
      if (g_ascii_isalnum (*text))
        g_string_append_c (folded, g_ascii_tolower (*text));
      else if ((guchar) *text < 0x80)
        append_separator (folded);
      else
        fold_character (folded, g_utf8_get_char (text));
    }
  append_separator (folded);
}

static GString *
fold_both (const char *subject, const char *body)
{
  GString *folded = g_string_new (NULL);

  if (subject)
    fold (folded, subject);
  if (body)
    fold (folded, body);
  return folded;
}

/* The end of the character at @text with the marks that belong to it. */
static const char *
next_cluster (const char *text)
{
  text = g_utf8_next_char (text);
  for (guint i = 0; i < MARKS && classify (g_utf8_get_char (text)) == CLASS_MARK; i++)
    text = g_utf8_next_char (text);
  return text;
}

/* A stretch of folded text of one class. */
typedef struct {
  const char *text;
  gsize length;
  guint n_clusters;
  gboolean unspaced;
} Run;

static gboolean
next_run (const char **folded, Run *run)
{
  const char *p = *folded + strspn (*folded, " ");

  if (!*p)
    return FALSE;
  *run = (Run) { .text = p, .unspaced = classify (g_utf8_get_char (p)) == CLASS_UNSPACED };
  while (*p && *p != ' ' && (classify (g_utf8_get_char (p)) == CLASS_UNSPACED) == run->unspaced)
    {
      p = next_cluster (p);
      run->n_clusters++;
      if (run->unspaced || run->n_clusters <= WORD_CHARACTERS)
        run->length = (gsize) (p - run->text);
    }
  *folded = p;
  return TRUE;
}

static void
index_unspaced (GString *words, const Run *run)
{
  const char *end = run->text + run->length;
  const char *first = run->text;

  while (first < end)
    {
      const char *second = next_cluster (first);
      const char *stop = second < end ? next_cluster (second) : end;

      g_string_append_len (words, first, stop - first);
      g_string_append_c (words, ' ');
      first = second;
    }
}

char *
bal_words_index (const char *subject, const char *body)
{
  GString *folded = fold_both (subject, body);
  GString *words = g_string_sized_new (folded->len * 2);
  const char *p = folded->str;
  Run run;

  while (next_run (&p, &run))
    {
      if (run.unspaced)
        {
          index_unspaced (words, &run);
          continue;
        }
      g_string_append_len (words, run.text, (gssize) run.length);
      g_string_append_c (words, ' ');
    }
  g_string_free (folded, TRUE);
  return g_string_free (words, FALSE);
}

static void
query_word (GString *query, const char *text, gsize length, gboolean beginning)
{
  g_string_append_printf (query, "%s\"%.*s\"%s", query->len ? " AND " : "", (int) length, text,
                          beginning ? "*" : "");
}

static void
query_unspaced (GString *query, const Run *run, GStrvBuilder *checks)
{
  const char *end = run->text + run->length;
  const char *first = run->text;

  if (run->n_clusters == 1)
    query_word (query, run->text, run->length, /* beginning= */ TRUE);
  for (guint i = 1; i < MIN (run->n_clusters, QUERY_WORDS); i++)
    {
      const char *second = next_cluster (first);
      const char *stop = second < end ? next_cluster (second) : end;

      query_word (query, first, (gsize) (stop - first), /* beginning= */ FALSE);
      first = second;
    }
  if (run->n_clusters > 2)
    g_strv_builder_take (checks, g_strndup (run->text, run->length));
}

char *
bal_words_query (const char *search, GStrv *checks)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *valid = g_utf8_make_valid (search, -1);
  GString *folded = fold_both (NULL, valid);
  GString *query = g_string_new (NULL);
  const char *p = folded->str;
  Run run;

  for (guint i = 0; i < QUERY_WORDS && next_run (&p, &run); i++)
    if (run.unspaced)
      query_unspaced (query, &run, builder);
    else
      query_word (query, run.text, run.length, /* beginning= */ TRUE);
  g_string_free (folded, TRUE);
  *checks = g_strv_builder_end (builder);
  return g_string_free (query, query->len == 0);
}

gboolean
bal_words_contain (const char *const *checks, const char *subject, const char *body)
{
  GString *folded;
  gboolean all = TRUE;

  if (!*checks)
    return TRUE;
  folded = fold_both (subject, body);
  for (; *checks && all; checks++)
    all = strstr (folded->str, *checks) != NULL;
  g_string_free (folded, TRUE);
  return all;
}

/* What is in the file need not be what was written there. */
static char *
dup_valid (sqlite3_value *value)
{
  const char *text = (const char *) sqlite3_value_text (value);

  return text ? g_utf8_make_valid (text, -1) : NULL;
}

static void
words_function (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  g_autofree char *subject = dup_valid (values[0]);
  g_autofree char *body = dup_valid (values[1]);

  sqlite3_result_text (context, bal_words_index (subject, body), -1, g_free);
}

gboolean
bal_words_register (BalDb *db, GError **error)
{
  int rc = sqlite3_create_function_v2 (bal_db_get_handle (db), "bal_words", 2,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                       words_function, NULL, NULL, NULL);

  return rc == SQLITE_OK || bal_db_set_error (db, rc, error);
}
