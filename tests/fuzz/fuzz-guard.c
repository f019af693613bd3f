/* Any bytes through the guard. What comes out must be the same for any split of them, must be read
 * by a parser that knows no namespaces, and must keep what bal-guard.h promises. */
#include "fuzz.h"

#include "util/bal-limits.h"
#include "xmpp/bal-guard.h"

#include <expat.h>
#include <string.h>

static const char *const header
    = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

typedef struct
{
  guint depth;
  guint elements;
  gboolean marked;
} Reader;

static void
check_names (const Reader *reader, const char *name, const char **attributes)
{
  g_assert_true (!strchr (name, ':') || g_str_has_prefix (name, "stream:"));
  for (; attributes[0]; attributes += 2)
    g_assert_true (!strchr (attributes[0], ':') || g_str_equal (attributes[0], "xml:lang")
                   || (reader->depth == 1 && g_str_equal (attributes[0], "xmlns:stream")));
}

static void
on_start (void *data, const XML_Char *name, const XML_Char **attributes)
{
  Reader *reader = data;
  if (++reader->depth == 2)
    {
      reader->elements = 0;
      reader->marked = FALSE;
    }
  check_names (reader, name, attributes);
  g_assert_false (reader->marked);
  reader->marked = g_str_equal (name, "pruned") && attributes[0]
                   && g_str_equal (attributes[0], "xmlns")
                   && g_str_equal (attributes[1], BAL_GUARD_NS);
  g_assert_cmpuint (reader->depth, <=, reader->marked ? 3 : BAL_LIMIT_DEPTH);
  g_assert_cmpuint (++reader->elements, <=, reader->marked ? 2 : BAL_LIMIT_ANSWER_ELEMENTS);
}

static void
on_end (void *data, const XML_Char *name)
{
  ((Reader *) data)->depth--;
}

static void
read_back (const GString *out)
{
  Reader reader = { 0 };
  XML_Parser parser = XML_ParserCreate ("UTF-8");
  XML_SetUserData (parser, &reader);
  XML_SetElementHandler (parser, on_start, on_end);
  g_assert_cmpint (XML_Parse (parser, out->str, out->len, XML_FALSE), ==, XML_STATUS_OK);
  g_assert_cmpuint (reader.depth, <=, 1);
  XML_ParserFree (parser);
}

static GString *
feed (const char *bytes, gsize length, gsize most)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  GString *out = g_string_new (NULL);
  gboolean alive = bal_guard_feed (guard, header, strlen (header), out, NULL);
  guint state = length;
  while (length > 0 && alive)
    {
      gsize piece = 1 + (state = state * 1103515245 + 12345) % most;
      piece = MIN (piece, length);
      alive = bal_guard_feed (guard, bytes, piece, out, NULL);
      bytes += piece;
      length -= piece;
    }
  return out;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) whole = feed ((const char *) data, size, G_MAXUINT);
  g_autoptr (GString) cut = feed ((const char *) data, size, 13);
  g_assert_cmpmem (whole->str, whole->len, cut->str, cut->len);
  read_back (whole);
  return 0;
}
