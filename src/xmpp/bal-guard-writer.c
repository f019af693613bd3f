#define G_LOG_DOMAIN "bal-guard"

#include "xmpp/bal-guard-writer.h"

#include "util/bal-limits.h"
#include "xmpp/bal-xml.h"

#include <string.h>

#define XML_LANG "http://www.w3.org/XML/1998/namespace\x1flang"
#define PRUNED "<pruned xmlns='" BAL_GUARD_NS "'/>"
#define READER_BLOCK 4096
#define DEPTH_MAX (BAL_LIMIT_DEPTH - 1) /* the stream itself is open as well */

/* A part of @scopes: a default namespace in force. */
typedef struct
{
  gsize start;
  gsize length;
} Scope;

struct _BalGuardWriter
{
  char *account;
  guint elements;
  guint max_elements;
  gsize max_bytes;
  gboolean pruned;
  gboolean tag_open; /* the last start tag still lacks its '>' */
  gsize top_length;  /* of the first-level start tag without its '>' */
  gsize longest_tag;
  BalTextCost text;
  GString *stanza;
  GString *scopes; /* the namespaces themselves, one behind the other */
  Scope scope[DEPTH_MAX + 1];
};

BalGuardName
bal_guard_name (const char *name)
{
  const char *separator = strchr (name, BAL_GUARD_SEPARATOR);
  if (!separator)
    return (BalGuardName){ "", 0, name };
  return (BalGuardName){ name, separator - name, separator + 1 };
}

gboolean
bal_guard_name_is_in (const BalGuardName *name, const char *space)
{
  return strlen (space) == name->space_length
         && memcmp (name->space, space, name->space_length) == 0;
}

const char *
bal_guard_attribute (const char **attributes, const char *name)
{
  for (; attributes[0]; attributes += 2)
    if (strcmp (attributes[0], name) == 0)
      return attributes[1];
  return NULL;
}

/* An attribute in a namespace looks, to a reader that drops namespaces, like the one of RFC 6120
 * with the same local name: a stranger could set "from" by it. */
static const char *
allowed_attribute (const char *name)
{
  if (strcmp (name, XML_LANG) == 0)
    return "xml:lang";
  return strchr (name, BAL_GUARD_SEPARATOR) ? NULL : name;
}

static gboolean
is_addressing (const char *name)
{
  static const char *const names[] = { "from", "to", "id", "type", "xml:lang", NULL };
  return g_strv_contains (names, name);
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
prune (BalGuardWriter *self)
{
  g_string_truncate (self->stanza, self->top_length);
  self->pruned = TRUE;
  self->tag_open = TRUE;
  self->longest_tag = self->top_length;
}

static void
prune_if_too_large (BalGuardWriter *self)
{
  if (self->stanza->len > self->max_bytes || self->text.cost > BAL_LIMIT_TEXT_COST)
    prune (self);
}

/* An answer that we asked for, such as a roster, may be long; only our own server can send it. */
static gboolean
is_own_answer (BalGuardWriter *self, const BalGuardName *name, const char **attributes)
{
  const char *type = bal_guard_attribute (attributes, "type");
  const char *from = bal_guard_attribute (attributes, "from");
  return strcmp (name->local, "iq") == 0 && bal_guard_name_is_in (name, BAL_NS_CLIENT) && type
         && strcmp (type, "result") == 0
         && (!from || (self->account && strcmp (from, self->account) == 0));
}

static void
begin (BalGuardWriter *self, const BalGuardName *name, const char **attributes)
{
  gboolean own = is_own_answer (self, name, attributes);
  self->max_elements = own ? BAL_LIMIT_ANSWER_ELEMENTS : BAL_LIMIT_ELEMENTS;
  self->max_bytes = own ? BAL_LIMIT_ANSWER_BYTES : BAL_LIMIT_STANZA_BYTES;
  self->elements = 1;
  self->pruned = FALSE;
  self->scope[0] = (Scope){ 0, strlen (BAL_NS_CLIENT) };
  g_string_assign (self->scopes, BAL_NS_CLIENT);
}

/* Writes the name, and the namespace where it differs from the one in force. */
static void
write_name (BalGuardWriter *self, guint depth, const BalGuardName *name)
{
  Scope outer = self->scope[depth - 1];
  gboolean of_stream = bal_guard_name_is_in (name, BAL_NS_STREAM);
  g_string_append_c (self->stanza, '<');
  self->scope[depth] = outer;
  if (of_stream)
    g_string_append (self->stanza, "stream:");
  g_string_append (self->stanza, name->local);
  if (of_stream
      || (outer.length == name->space_length
          && memcmp (self->scopes->str + outer.start, name->space, outer.length) == 0))
    return;
  self->scope[depth] = (Scope){ self->scopes->len, name->space_length };
  g_string_append_len (self->scopes, name->space, name->space_length);
  bal_xml_append_attribute (self->stanza, "xmlns", self->scopes->str + self->scope[depth].start);
}

static void
write_attributes (BalGuardWriter *self, const char **attributes, gboolean addressing_only)
{
  for (; attributes[0]; attributes += 2)
    {
      const char *name = allowed_attribute (attributes[0]);
      if (name && (!addressing_only || is_addressing (name)))
        bal_xml_append_attribute (self->stanza, name, attributes[1]);
    }
}

static void
close_tag (BalGuardWriter *self)
{
  if (self->tag_open)
    g_string_append_c (self->stanza, '>');
  self->tag_open = FALSE;
  self->text = (BalTextCost){ 0 };
}

static void
start_top (BalGuardWriter *self, const BalGuardName *name, const char **attributes)
{
  gboolean too_much = count_attributes (attributes) > BAL_LIMIT_ATTRIBUTES;
  gsize start;
  begin (self, name, attributes);
  write_name (self, 1, name);
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
start_child (BalGuardWriter *self,
             guint depth,
             const BalGuardName *name,
             const char **attributes)
{
  gsize start;
  if (depth > DEPTH_MAX || ++self->elements > self->max_elements
      || count_attributes (attributes) > BAL_LIMIT_ATTRIBUTES)
    {
      prune (self);
      return;
    }
  close_tag (self);
  start = self->stanza->len;
  write_name (self, depth, name);
  write_attributes (self, attributes, FALSE);
  self->tag_open = TRUE;
  self->longest_tag = MAX (self->longest_tag, self->stanza->len - start);
  prune_if_too_large (self);
}

static void
write_end (BalGuardWriter *self, guint depth, const BalGuardName *name)
{
  Scope scope = self->scope[depth], outer = self->scope[depth - 1];
  if (self->tag_open)
    g_string_append_len (self->stanza, "/>", 2);
  else
    {
      g_string_append_len (self->stanza, "</", 2);
      if (bal_guard_name_is_in (name, BAL_NS_STREAM))
        g_string_append (self->stanza, "stream:");
      g_string_append (self->stanza, name->local);
      g_string_append_c (self->stanza, '>');
    }
  self->tag_open = FALSE;
  self->text = (BalTextCost){ 0 };
  if (scope.start != outer.start)
    g_string_truncate (self->scopes, scope.start);
}

BalGuardWriter *
bal_guard_writer_new (void)
{
  BalGuardWriter *self = g_new0 (BalGuardWriter, 1);
  self->stanza = g_string_new (NULL);
  self->scopes = g_string_new (NULL);
  return self;
}

void
bal_guard_writer_free (BalGuardWriter *self)
{
  g_string_free (self->stanza, TRUE);
  g_string_free (self->scopes, TRUE);
  g_free (self->account);
  g_free (self);
}

void
bal_guard_writer_set_account (BalGuardWriter *self, const char *bare_jid)
{
  g_set_str (&self->account, bare_jid);
}

void
bal_guard_writer_reset (BalGuardWriter *self)
{
  g_string_truncate (self->stanza, 0);
}

void
bal_guard_writer_start (BalGuardWriter *self,
                        guint depth,
                        const BalGuardName *name,
                        const char **attributes)
{
  if (depth == 1)
    start_top (self, name, attributes);
  else if (!self->pruned)
    start_child (self, depth, name, attributes);
}

void
bal_guard_writer_text (BalGuardWriter *self, const char *text, gsize length)
{
  if (self->pruned)
    return;
  if (self->tag_open)
    close_tag (self);
  bal_xml_append_text (self->stanza, text, length, &self->text);
  prune_if_too_large (self);
}

void
bal_guard_writer_end (BalGuardWriter *self, guint depth, const BalGuardName *name)
{
  if (self->pruned && depth > 1)
    return;
  if (self->pruned)
    {
      close_tag (self);
      g_string_append (self->stanza, PRUNED);
    }
  write_end (self, depth, name);
}

gsize
bal_guard_writer_release (BalGuardWriter *self, GString *out)
{
  gsize size = self->stanza->len;
  g_string_append_len (out, self->stanza->str, size);
  bal_guard_pad (out, self->longest_tag);
  g_string_truncate (self->stanza, 0);
  return size;
}

void
bal_guard_pad (GString *out, gsize longest_tag)
{
  gsize end = out->len;
  if (longest_tag <= READER_BLOCK)
    return;
  g_string_set_size (out, end + longest_tag);
  memset (out->str + end, ' ', longest_tag);
}
