#define G_LOG_DOMAIN "bal-guard"

#include "xmpp/bal-guard.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-guard-writer.h"
#include "xmpp/bal-xml.h"

#include <expat.h>
#include <string.h>

#define PIECE (16 * 1024)
#define SMALL_TAG 4096 /* up to here an unfinished tag may be read again and again */

/* What expat has not seen the end of. */
typedef struct
{
  char first[2];
  guint length;    /* 0, 1, or 2 for more */
  char quote;      /* the one that an attribute's value stands in, or 0 */
  gboolean closed; /* its '>' has come */
} Token;

struct _BalGuard
{
  XML_Parser parser;
  BalGuardWriter *writer;
  GError *error; /* set: dead */
  BalStreamHeader header;
  gboolean has_header;
  GQueue sizes;
  GString *out;     /* of the caller, during a call */
  guint depth;      /* open elements with the stream */
  guint64 finished; /* first-level elements, over all streams */
  guint skip_depth; /* where the subtree that is dropped began, or 0 */

  gint64 fed;       /* bytes given to expat */
  gint64 event_end; /* where its last event ended, so where the token begins */
  Token token;
  GString *staged; /* bytes that cannot complete it, kept from expat */
};

static void
die (BalGuard *self, const char *message)
{
  if (self->error)
    return;
  self->error = g_error_new_literal (BAL_ERROR, BAL_ERROR_XML, message);
  XML_StopParser (self->parser, XML_FALSE);
}

/* Returns FALSE when the event is not to be looked at any more. */
static gboolean
note_event (BalGuard *self)
{
  if (self->error)
    return FALSE;
  self->event_end
      = XML_GetCurrentByteIndex (self->parser) + XML_GetCurrentByteCount (self->parser);
  return TRUE;
}

static gboolean
note_tag (BalGuard *self)
{
  if (XML_GetCurrentByteCount (self->parser) > BAL_LIMIT_TOKEN_BYTES)
    die (self, "A tag is too long");
  return note_event (self);
}

static void
write_header (BalGuard *self, const char **attributes)
{
  const struct
  {
    const char *name;
    const char *written;
    char **to;
  } known[] = {
    { "from", "from", &self->header.from },    { "to", "to", &self->header.to },
    { "id", "id", &self->header.id },          { "version", "version", &self->header.version },
    { "http://www.w3.org/XML/1998/namespace\x1flang", "xml:lang", &self->header.lang },
  };
  gsize start = self->out->len;
  g_string_append (self->out,
                   "<stream:stream xmlns='" BAL_NS_CLIENT "' xmlns:stream='" BAL_NS_STREAM "'");
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      const char *value = bal_guard_attribute (attributes, known[i].name);
      *known[i].to = g_strdup (value);
      if (value)
        bal_xml_append_attribute (self->out, known[i].written, value);
    }
  g_string_append_c (self->out, '>');
  bal_guard_pad (self->out, self->out->len - start);
  self->has_header = TRUE;
}

static void
begin_stream (BalGuard *self, const BalGuardName *name, const char **attributes)
{
  if (bal_guard_name_is_in (name, BAL_NS_STREAM) && strcmp (name->local, "stream") == 0)
    write_header (self, attributes);
  else
    die (self, "The server does not speak XMPP: no stream header");
}

static void
on_start (void *data, const XML_Char *full_name, const XML_Char **attributes)
{
  BalGuard *self = data;
  BalGuardName name = bal_guard_name (full_name);
  if (!note_tag (self))
    return;
  if (++self->depth > BAL_LIMIT_OPEN_ELEMENTS)
    die (self, "Too many open elements");
  else if (self->depth == 1)
    begin_stream (self, &name, attributes);
  else if (self->skip_depth > 0)
    return;
  else if (bal_guard_name_is_in (&name, BAL_GUARD_NS))
    self->skip_depth = self->depth;
  else
    bal_guard_writer_start (self->writer, self->depth - 1, &name, attributes);
}

static void
end_element (BalGuard *self, const BalGuardName *name)
{
  bal_guard_writer_end (self->writer, self->depth - 1, name);
  if (self->depth != 2)
    return;
  self->finished++;
  g_queue_push_tail (&self->sizes,
                     GSIZE_TO_POINTER (bal_guard_writer_release (self->writer, self->out)));
}

static void
on_end (void *data, const XML_Char *full_name)
{
  BalGuard *self = data;
  BalGuardName name = bal_guard_name (full_name);
  if (!note_tag (self))
    return;
  if (self->depth == 1)
    g_string_append (self->out, "</stream:stream>");
  else if (self->skip_depth == 0)
    end_element (self, &name);
  else if (self->skip_depth == self->depth)
    self->skip_depth = 0;
  self->depth--;
}

static void
on_text (void *data, const XML_Char *text, int length)
{
  BalGuard *self = data;
  /* A reference to one character can be written in any number of bytes. */
  if (length < 8 && XML_GetCurrentByteCount (self->parser) > SMALL_TAG)
    die (self, "A character reference is too long");
  if (note_event (self) && self->depth >= 2 && self->skip_depth == 0)
    bal_guard_writer_text (self->writer, text, length);
}

static void
on_declaration (void *data, const XML_Char *version, const XML_Char *encoding, int standalone)
{
  note_event (data);
}

/* Where a section begins and ends is no text, but not part of the next tag either. */
static void
on_section (void *data)
{
  note_event (data);
}

static void
on_doctype (
    void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int own)
{
  die (data, "The server sent a document type declaration");
}

static void
on_instruction (void *data, const XML_Char *target, const XML_Char *text)
{
  die (data, "The server sent a processing instruction");
}

static void
on_comment (void *data, const XML_Char *text)
{
  die (data, "The server sent a comment");
}

/* expat forgets its handlers at a reset. */
static void
set_handlers (BalGuard *self)
{
  XML_SetUserData (self->parser, self);
  XML_SetElementHandler (self->parser, on_start, on_end);
  XML_SetCharacterDataHandler (self->parser, on_text);
  XML_SetXmlDeclHandler (self->parser, on_declaration);
  XML_SetCdataSectionHandler (self->parser, on_section, on_section);
  XML_SetStartDoctypeDeclHandler (self->parser, on_doctype);
  XML_SetProcessingInstructionHandler (self->parser, on_instruction);
  XML_SetCommentHandler (self->parser, on_comment);
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 6
  /* A tag must not wait for what comes after it; feed_piece() bounds the work instead. */
  XML_SetReparseDeferralEnabled (self->parser, XML_FALSE);
#endif
}

/* Before 2.4.5 a namespace could contain the separator, and broken UTF-8 could pass. */
static void
check_library (BalGuard *self)
{
  XML_Expat_Version version = XML_ExpatVersionInfo ();
  if (version.major * 10000 + version.minor * 100 + version.micro < 20405)
    die (self, "The expat library is older than 2.4.5");
}

static void
clear_stream (BalGuard *self)
{
  g_clear_pointer (&self->header.from, g_free);
  g_clear_pointer (&self->header.to, g_free);
  g_clear_pointer (&self->header.id, g_free);
  g_clear_pointer (&self->header.version, g_free);
  g_clear_pointer (&self->header.lang, g_free);
  g_clear_error (&self->error);
  g_queue_clear (&self->sizes);
}

/* Follows the token through @bytes; returns whether its '>' has come. */
static gboolean
follow (BalGuard *self, const char *bytes, gsize length)
{
  Token *token = &self->token;
  for (const char *end = bytes + length; bytes < end && !token->closed; bytes++)
    {
      char c = *bytes;
      /* What may stand before the root is no token, and no event either. */
      if (token->length == 0 && memchr (" \t\r\n\xEF\xBB\xBF", c, 7))
        self->event_end++;
      else if (token->length < 2)
        token->first[token->length++] = c;
      else if (token->quote)
        token->quote = c == token->quote ? 0 : token->quote;
      else if (c == '"' || c == '\'')
        token->quote = c;
      if (c == '>' && !token->quote)
        token->closed = TRUE;
    }
  return token->closed;
}

static gsize
count_open (BalGuard *self)
{
  return self->fed + self->staged->len - self->event_end;
}

/* Anything else that is long is a comment, an instruction, a DTD, or meant to keep us busy. */
static gboolean
is_unfinished_tag (const Token *token)
{
  return !token->closed && token->first[0] == '<' && !strchr ("!?", token->first[1]);
}

static void
parse (BalGuard *self, const char *bytes, gsize length)
{
  gint64 start = self->fed;
  self->fed += length;
  if (XML_Parse (self->parser, bytes, length, XML_FALSE) != XML_STATUS_OK)
    {
      die (self, XML_ErrorString (XML_GetErrorCode (self->parser)));
      return;
    }
  if (self->event_end >= start)
    {
      self->token = (Token) { 0 };
      bytes += self->event_end - start;
      length = self->fed - self->event_end;
    }
  follow (self, bytes, length);
}

/* expat reads an unfinished tag from its beginning each time, so a long one is kept until it is
 * whole. */
static void
feed_piece (BalGuard *self, const char *bytes, gsize length)
{
  if (count_open (self) <= SMALL_TAG)
    parse (self, bytes, length);
  else
    {
      g_string_append_len (self->staged, bytes, length);
      if (follow (self, bytes, length))
        {
          parse (self, self->staged->str, self->staged->len);
          g_string_truncate (self->staged, 0);
        }
    }
  if (count_open (self) > BAL_LIMIT_TOKEN_BYTES
      || (count_open (self) > SMALL_TAG && !is_unfinished_tag (&self->token)))
    die (self, "A tag is too long");
}

BalGuard *
bal_guard_new (void)
{
  BalGuard *self = g_new0 (BalGuard, 1);
  self->parser = XML_ParserCreateNS ("UTF-8", BAL_GUARD_SEPARATOR);
  self->writer = bal_guard_writer_new ();
  self->staged = g_string_new (NULL);
  g_queue_init (&self->sizes);
  set_handlers (self);
  check_library (self);
  return self;
}

void
bal_guard_free (BalGuard *self)
{
  if (!self)
    return;
  clear_stream (self);
  XML_ParserFree (self->parser);
  bal_guard_writer_free (self->writer);
  g_string_free (self->staged, TRUE);
  g_free (self);
}

gboolean
bal_guard_feed (BalGuard *self, const char *bytes, gsize length, GString *out, GError **error)
{
  g_return_val_if_fail (out != NULL, FALSE);
  self->out = out;
  while (length > 0 && !self->error)
    {
      gsize piece = MIN (length, PIECE);
      feed_piece (self, bytes, piece);
      bytes += piece;
      length -= piece;
    }
  self->out = NULL;
  if (self->error && error)
    *error = g_error_copy (self->error);
  return !self->error;
}

void
bal_guard_restart (BalGuard *self)
{
  clear_stream (self);
  XML_ParserReset (self->parser, "UTF-8");
  set_handlers (self);
  bal_guard_writer_reset (self->writer);
  g_string_truncate (self->staged, 0);
  self->fed = self->event_end = 0;
  self->token = (Token) { 0 };
  self->depth = self->skip_depth = 0;
  self->has_header = FALSE;
  check_library (self);
}

void
bal_guard_set_account (BalGuard *self, const char *bare_jid)
{
  bal_guard_writer_set_account (self->writer, bare_jid);
}

const BalStreamHeader *
bal_guard_get_header (BalGuard *self)
{
  return self->has_header ? &self->header : NULL;
}

gboolean
bal_guard_has_ended (BalGuard *self)
{
  return self->has_header && self->depth == 0;
}

guint64
bal_guard_get_open (BalGuard *self)
{
  return self->depth >= 2 ? self->finished + 1 : 0;
}

gsize
bal_guard_pop_size (BalGuard *self)
{
  return GPOINTER_TO_SIZE (g_queue_pop_head (&self->sizes));
}
