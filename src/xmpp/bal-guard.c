#define G_LOG_DOMAIN "bal-guard"

#include "xmpp/bal-guard.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-xml.h"

#include <expat.h>
#include <string.h>

#define SEPARATOR '\x1f' /* cannot occur in XML 1.0, so neither in a name nor in a namespace */
#define XML_LANG "http://www.w3.org/XML/1998/namespace\x1flang"
#define PRUNED "<pruned xmlns='" BAL_GUARD_NS "'/>"
#define PIECE (16 * 1024)
#define SMALL_TAG 4096 /* what a reader that reads in blocks of this size sees at once */

/* A part of @scopes. */
typedef struct
{
  gsize start;
  gsize length;
} Scope;

typedef struct
{
  const char *space; /* not terminated */
  gsize space_length;
  const char *local;
} Name;

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
  char *account;
  GError *error; /* set: dead */
  BalStreamHeader header;
  gboolean has_header;
  GQueue sizes;
  GString *out; /* of the caller, during a call */

  gint64 fed;       /* bytes given to expat */
  gint64 event_end; /* where its last event ended, so where the token begins */
  Token token;
  GString *staged; /* bytes that cannot complete it, kept from expat */

  /* The first-level element being collected. */
  guint depth;
  guint skip_depth; /* where the subtree that is dropped began, or 0 */
  guint elements;
  guint max_elements;
  gsize max_bytes;
  gboolean pruned;
  gboolean tag_open; /* the last start tag still lacks its '>' */
  gsize top_length;
  gsize longest_tag;
  BalTextCost text;
  GString *stanza;
  GString *scopes; /* the default namespaces in force, one behind the other */
  Scope scope[BAL_LIMIT_DEPTH + 1];
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

static Name
split_name (const char *name)
{
  const char *separator = strchr (name, SEPARATOR);
  if (!separator)
    return (Name) { "", 0, name };
  return (Name) { name, separator - name, separator + 1 };
}

static gboolean
in_namespace (const Name *name, const char *space)
{
  return strlen (space) == name->space_length
         && memcmp (name->space, space, name->space_length) == 0;
}

/* An attribute in a namespace looks, to a reader that drops namespaces, like the one of RFC 6120
 * with the same local name: a stranger could set "from" by it. */
static const char *
allowed_attribute (const char *name)
{
  if (strcmp (name, XML_LANG) == 0)
    return "xml:lang";
  return strchr (name, SEPARATOR) ? NULL : name;
}

static gboolean
is_addressing (const char *name)
{
  static const char *const names[] = { "from", "to", "id", "type", "xml:lang", NULL };
  return g_strv_contains (names, name);
}

static const char *
find_attribute (const char **attributes, const char *name)
{
  for (; attributes[0]; attributes += 2)
    if (strcmp (attributes[0], name) == 0)
      return attributes[1];
  return NULL;
}

static guint
count_attributes (const char **attributes)
{
  guint n = 0;
  while (attributes[2 * n])
    n++;
  return n;
}

static void
prune (BalGuard *self)
{
  g_string_truncate (self->stanza, self->top_length);
  self->pruned = TRUE;
  self->tag_open = TRUE;
  self->longest_tag = self->top_length;
}

static void
prune_if_too_large (BalGuard *self)
{
  if (self->stanza->len > self->max_bytes || self->text.cost > BAL_LIMIT_TEXT_COST)
    prune (self);
}

/* An answer that we asked for: a roster or an archive's settings may be long, and only our own
 * server can send it. */
static gboolean
is_own_answer (BalGuard *self, const Name *name, const char **attributes)
{
  const char *type = find_attribute (attributes, "type");
  const char *from = find_attribute (attributes, "from");
  return strcmp (name->local, "iq") == 0 && in_namespace (name, BAL_NS_CLIENT) && type
         && strcmp (type, "result") == 0
         && (!from || (self->account && strcmp (from, self->account) == 0));
}

static void
begin_stanza (BalGuard *self, const Name *name, const char **attributes)
{
  gboolean own = is_own_answer (self, name, attributes);
  self->max_elements = own ? BAL_LIMIT_ANSWER_ELEMENTS : BAL_LIMIT_ELEMENTS;
  self->max_bytes = own ? BAL_LIMIT_ANSWER_BYTES : BAL_LIMIT_STANZA_BYTES;
  self->elements = 0;
  self->pruned = FALSE;
  self->tag_open = FALSE;
  self->longest_tag = 0;
  self->top_length = 0;
  g_string_truncate (self->scopes, self->scope[1].length);
}

/* Writes the name, and the namespace where it differs from the one in force. */
static void
write_name (BalGuard *self, const Name *name)
{
  Scope outer = self->scope[self->depth - 1];
  g_string_append_c (self->stanza, '<');
  self->scope[self->depth] = outer;
  if (in_namespace (name, BAL_NS_STREAM))
    g_string_append (self->stanza, "stream:");
  g_string_append (self->stanza, name->local);
  if (in_namespace (name, BAL_NS_STREAM)
      || (outer.length == name->space_length
          && memcmp (self->scopes->str + outer.start, name->space, outer.length) == 0))
    return;
  self->scope[self->depth] = (Scope) { self->scopes->len, name->space_length };
  g_string_append_len (self->scopes, name->space, name->space_length);
  bal_xml_append_attribute (self->stanza, "xmlns",
                            self->scopes->str + self->scope[self->depth].start);
}

static void
write_attributes (BalGuard *self, const char **attributes, gboolean addressing_only)
{
  for (; attributes[0]; attributes += 2)
    {
      const char *name = allowed_attribute (attributes[0]);
      if (name && (!addressing_only || is_addressing (name)))
        bal_xml_append_attribute (self->stanza, name, attributes[1]);
    }
}

static void
close_tag (BalGuard *self)
{
  if (self->tag_open)
    g_string_append_c (self->stanza, '>');
  self->tag_open = FALSE;
  self->text = (BalTextCost) { 0 };
}

static void
write_top (BalGuard *self, const Name *name, const char **attributes)
{
  gboolean too_much = count_attributes (attributes) > BAL_LIMIT_ATTRIBUTES;
  gsize start;
  begin_stanza (self, name, attributes);
  write_name (self, name);
  start = self->stanza->len;
  if (!too_much)
    write_attributes (self, attributes, FALSE);
  too_much = too_much || self->stanza->len > self->max_bytes;
  if (too_much)
    {
      g_string_truncate (self->stanza, start);
      write_attributes (self, attributes, TRUE);
    }
  self->tag_open = TRUE;
  self->top_length = self->stanza->len;
  self->longest_tag = self->stanza->len;
  if (too_much)
    prune (self);
}

static void
write_child (BalGuard *self, const Name *name, const char **attributes)
{
  gsize start;
  if (self->depth > BAL_LIMIT_DEPTH || ++self->elements >= self->max_elements
      || count_attributes (attributes) > BAL_LIMIT_ATTRIBUTES)
    {
      prune (self);
      return;
    }
  close_tag (self);
  start = self->stanza->len;
  write_name (self, name);
  write_attributes (self, attributes, FALSE);
  self->tag_open = TRUE;
  self->longest_tag = MAX (self->longest_tag, self->stanza->len - start);
  prune_if_too_large (self);
}

static void
write_end (BalGuard *self, const Name *name)
{
  Scope scope = self->scope[self->depth], outer = self->scope[self->depth - 1];
  if (self->tag_open)
    g_string_append_len (self->stanza, "/>", 2);
  else
    g_string_append_printf (self->stanza, "</%s%s>",
                            in_namespace (name, BAL_NS_STREAM) ? "stream:" : "", name->local);
  self->tag_open = FALSE;
  self->text = (BalTextCost) { 0 };
  if (scope.start != outer.start)
    g_string_truncate (self->scopes, scope.start);
}

/* expat 2.6 and later holds back a tag that took several reads until as much again has come. */
static void
pad (GString *out, gsize longest_tag)
{
  gsize end = out->len;
  if (longest_tag <= SMALL_TAG)
    return;
  g_string_set_size (out, end + longest_tag);
  memset (out->str + end, ' ', longest_tag);
}

static void
release_stanza (BalGuard *self, const Name *name)
{
  if (self->pruned)
    {
      close_tag (self);
      g_string_append (self->stanza, PRUNED);
      write_end (self, name);
    }
  if (self->stanza->len == 0)
    return;
  g_queue_push_tail (&self->sizes, GSIZE_TO_POINTER (self->stanza->len));
  g_string_append_len (self->out, self->stanza->str, self->stanza->len);
  pad (self->out, self->longest_tag);
  g_string_truncate (self->stanza, 0);
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
    { XML_LANG, "xml:lang", &self->header.lang },
  };
  gsize start = self->out->len;
  g_string_append (self->out,
                   "<stream:stream xmlns='" BAL_NS_CLIENT "' xmlns:stream='" BAL_NS_STREAM "'");
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      const char *value = find_attribute (attributes, known[i].name);
      *known[i].to = g_strdup (value);
      if (value)
        bal_xml_append_attribute (self->out, known[i].written, value);
    }
  g_string_append_c (self->out, '>');
  pad (self->out, self->out->len - start);
  self->has_header = TRUE;
}

static void
begin_stream (BalGuard *self, const Name *name, const char **attributes)
{
  if (!in_namespace (name, BAL_NS_STREAM) || strcmp (name->local, "stream") != 0)
    {
      die (self, "The server does not speak XMPP: no stream header");
      return;
    }
  write_header (self, attributes);
  g_string_assign (self->scopes, BAL_NS_CLIENT);
  self->scope[1] = (Scope) { 0, strlen (BAL_NS_CLIENT) };
}

static void
on_start (void *data, const XML_Char *full_name, const XML_Char **attributes)
{
  BalGuard *self = data;
  Name name = split_name (full_name);
  if (!note_tag (self))
    return;
  if (++self->depth > BAL_LIMIT_OPEN_ELEMENTS)
    die (self, "Too many open elements");
  else if (self->depth == 1)
    begin_stream (self, &name, attributes);
  else if (self->skip_depth > 0)
    return;
  else if (in_namespace (&name, BAL_GUARD_NS))
    self->skip_depth = self->depth;
  else if (self->depth == 2)
    write_top (self, &name, attributes);
  else if (!self->pruned)
    write_child (self, &name, attributes);
}

static void
on_end (void *data, const XML_Char *full_name)
{
  BalGuard *self = data;
  Name name = split_name (full_name);
  if (!note_tag (self))
    return;
  if (self->skip_depth == self->depth)
    self->skip_depth = 0;
  else if (self->skip_depth == 0 && self->depth >= 2 && !self->pruned)
    write_end (self, &name);
  if (self->depth == 2)
    release_stanza (self, &name);
  else if (self->depth == 1)
    g_string_append (self->out, "</stream:stream>");
  self->depth--;
}

static void
on_text (void *data, const XML_Char *text, int length)
{
  BalGuard *self = data;
  /* A reference to one character can be written in any number of bytes. */
  if (length < 8 && XML_GetCurrentByteCount (self->parser) > SMALL_TAG)
    die (self, "A character reference is too long");
  if (!note_event (self) || self->depth < 2 || self->skip_depth > 0 || self->pruned)
    return;
  if (self->tag_open)
    close_tag (self);
  bal_xml_append_text (self->stanza, text, length, &self->text);
  prune_if_too_large (self);
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
on_doctype (void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int own)
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
  self->parser = XML_ParserCreateNS ("UTF-8", SEPARATOR);
  self->stanza = g_string_new (NULL);
  self->scopes = g_string_new (NULL);
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
  g_string_free (self->stanza, TRUE);
  g_string_free (self->scopes, TRUE);
  g_string_free (self->staged, TRUE);
  g_free (self->account);
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
  g_string_truncate (self->stanza, 0);
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
  g_set_str (&self->account, bare_jid);
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

gsize
bal_guard_pop_size (BalGuard *self)
{
  return GPOINTER_TO_SIZE (g_queue_pop_head (&self->sizes));
}
