#include "xmpp/bal-form.h"

#include <string.h>
#include "util/bal-image.h"
#include "util/bal-limits.h"
#include "xmpp/bal-sasl.h"
#include "xmpp/bal-stanza.h"
#include "xmpp/bal-xml-writer.h"

#define NS_DATA "jabber:x:data"
#define NS_REGISTER "jabber:iq:register"
#define NS_MEDIA "urn:xmpp:media-element"
#define NS_BOB "urn:xmpp:bob"
#define NS_OOB "jabber:x:oob"

static const struct
{
  const char *name;
  BalXFieldType type;
} types[] = {
  { "text-single", BAL_XFIELD_TEXT_SINGLE }, { "text-private", BAL_XFIELD_TEXT_PRIVATE },
  { "text-multi", BAL_XFIELD_TEXT_MULTI },   { "boolean", BAL_XFIELD_BOOLEAN },
  { "list-single", BAL_XFIELD_LIST_SINGLE }, { "fixed", BAL_XFIELD_FIXED },
  { "hidden", BAL_XFIELD_HIDDEN },           { "jid-single", BAL_XFIELD_TEXT_SINGLE },
};

static void
field_free (gpointer data)
{
  BalXField *field = data;

  g_free (field->name);
  g_free (field->label);
  bal_sasl_free_secret (field->value);
  g_strfreev (field->options);
  g_strfreev (field->option_labels);
  g_clear_pointer (&field->image, g_bytes_unref);
  g_free (field);
}

void
bal_xform_free (BalXForm *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->instructions);
  g_free (self->url);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

/* --- pictures ---------------------------------------------------------------------------------- */

static GBytes *
decode_image (xmpp_stanza_t *data)
{
  g_autofree char *text = bal_stanza_dup_text (data, BAL_LIMIT_CAPTCHA_BYTES * 2);
  g_autoptr (GBytes) bytes = NULL;
  BalImageInfo info;
  gsize length;
  guchar *raw;

  if (text == NULL)
    return NULL;
  raw = g_base64_decode (text, &length);
  bytes = g_bytes_new_take (raw, length);
  if (length > BAL_LIMIT_CAPTCHA_BYTES || !bal_image_sniff (bytes, &info) || info.width == 0 || info.height == 0
      || (guint64) info.width * info.height > BAL_LIMIT_CAPTCHA_PIXELS)
    return NULL;
  return g_steal_pointer (&bytes);
}

static xmpp_stanza_t *
find_bits (xmpp_stanza_t *parent, const char *cid)
{
  for (xmpp_stanza_t *c = bal_stanza_first (parent); c != NULL; c = bal_stanza_next (c))
    if (bal_stanza_is (c, "data", NS_BOB) && g_strcmp0 (bal_stanza_attr (c, "cid"), cid) == 0)
      return c;
  return NULL;
}

/* Where pictures may be, and how many are still looked at. */
typedef struct
{
  xmpp_stanza_t *in[3];
  guint left;
} Places;

/* XEP-0221: only pictures that came along; nothing is fetched. */
static GBytes *
find_image (xmpp_stanza_t *field, Places *places)
{
  xmpp_stanza_t *media = bal_stanza_child (field, "media", NS_MEDIA);

  for (xmpp_stanza_t *c = bal_stanza_first (media); c != NULL && places->left > 0; c = bal_stanza_next (c))
    {
      g_autofree char *uri = bal_stanza_is (c, "uri", NS_MEDIA) ? bal_stanza_dup_text (c, BAL_LIMIT_ID) : NULL;

      if (uri == NULL || !g_str_has_prefix (uri, "cid:"))
        continue;
      places->left--;
      for (guint i = 0; i < G_N_ELEMENTS (places->in); i++)
        {
          GBytes *image = decode_image (find_bits (places->in[i], uri + 4));

          if (image != NULL)
            return image;
        }
    }
  return NULL;
}

/* --- data forms -------------------------------------------------------------------------------- */

static BalXFieldType
parse_type (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (text, types[i].name) == 0)
      return types[i].type;
  return BAL_XFIELD_TEXT_SINGLE;
}

static char *
parse_values (xmpp_stanza_t *field)
{
  GString *all = NULL;

  for (xmpp_stanza_t *c = bal_stanza_first (field); c != NULL; c = bal_stanza_next (c))
    {
      g_autofree char *value = NULL;

      if (!bal_stanza_is (c, "value", NS_DATA) || (all != NULL && all->len > BAL_LIMIT_STATUS))
        continue;
      value = bal_stanza_dup_text (c, BAL_LIMIT_STATUS);
      if (all == NULL)
        all = g_string_new (value);
      else
        g_string_append_printf (all, "\n%s", value);
    }
  return all != NULL ? g_string_free (all, FALSE) : NULL;
}

static void
parse_options (xmpp_stanza_t *stanza, BalXField *field)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  guint n = 0;

  for (xmpp_stanza_t *c = bal_stanza_first (stanza); c != NULL && n < BAL_LIMIT_FORM_OPTIONS; c = bal_stanza_next (c))
    {
      g_autofree char *value = bal_stanza_is (c, "option", NS_DATA)
                                 ? bal_stanza_dup_child_text (c, "value", NS_DATA, BAL_LIMIT_NAME)
                                 : NULL;
      const char *label = bal_stanza_attr (c, "label");

      if (value == NULL)
        continue;
      g_strv_builder_add (labels, label != NULL ? label : value);
      g_strv_builder_add (values, value);
      n++;
    }
  field->options = g_strv_builder_end (values);
  field->option_labels = g_strv_builder_end (labels);
}

static gboolean
has_field (const BalXForm *form, const char *name)
{
  for (guint i = 0; i < form->fields->len; i++)
    if (g_strcmp0 (((BalXField *) form->fields->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
parse_field (BalXForm *form, xmpp_stanza_t *stanza, Places *places)
{
  const char *name = bal_stanza_id_attr (stanza, "var");
  BalXFieldType type = parse_type (bal_stanza_attr (stanza, "type"));
  BalXField *field;

  if (type != BAL_XFIELD_FIXED && (name == NULL || has_field (form, name)))
    return;
  field = g_new0 (BalXField, 1);
  field->name = g_strdup (name);
  field->type = type;
  field->label = g_strdup (bal_stanza_attr (stanza, "label"));
  field->value = parse_values (stanza);
  field->required = bal_stanza_child (stanza, "required", NS_DATA) != NULL;
  field->image = find_image (stanza, places);
  parse_options (stanza, field);
  g_ptr_array_add (form->fields, field);
}

static void
parse_data (BalXForm *form, xmpp_stanza_t *x, Places *places)
{
  g_free (form->instructions);
  form->instructions = bal_stanza_dup_child_text (x, "instructions", NS_DATA, BAL_LIMIT_STATUS);
  form->title = bal_stanza_dup_child_text (x, "title", NS_DATA, BAL_LIMIT_NAME);
  for (xmpp_stanza_t *c = bal_stanza_first (x); c != NULL; c = bal_stanza_next (c))
    if (bal_stanza_is (c, "field", NS_DATA) && form->fields->len < BAL_LIMIT_FORM_FIELDS)
      parse_field (form, c, places);
}

/* --- registration ------------------------------------------------------------------------------ */

/* XEP-0077 14.2. */
static const char *const plain_fields[] = {
  "username", "password", "nick", "name", "first", "last", "email", "address", "city",
  "state",    "zip",      "phone", "url", "date",  "misc", "text",  "key",
};

static void
parse_plain (BalXForm *form, xmpp_stanza_t *query)
{
  form->plain = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (plain_fields); i++)
    {
      BalXField *field;

      if (bal_stanza_child (query, plain_fields[i], NS_REGISTER) == NULL)
        continue;
      field = g_new0 (BalXField, 1);
      field->name = g_strdup (plain_fields[i]);
      field->type = strcmp (plain_fields[i], "password") == 0 ? BAL_XFIELD_TEXT_PRIVATE
                    : strcmp (plain_fields[i], "key") == 0    ? BAL_XFIELD_HIDDEN
                                                              : BAL_XFIELD_TEXT_SINGLE;
      field->value = bal_stanza_dup_child_text (query, plain_fields[i], NS_REGISTER, BAL_LIMIT_NAME);
      field->required = TRUE;
      g_ptr_array_add (form->fields, field);
    }
}

BalXForm *
bal_xform_parse_registration (xmpp_stanza_t *iq, xmpp_stanza_t *query)
{
  BalXForm *form = g_new0 (BalXForm, 1);
  xmpp_stanza_t *x = bal_stanza_child (query, "x", NS_DATA);
  Places places = { { query, iq, x }, BAL_LIMIT_FORM_IMAGES };
  g_autofree char *url = bal_stanza_dup_child_text (bal_stanza_child (query, "x", NS_OOB), "url", NS_OOB, 2048);
  const char *scheme = url != NULL ? g_uri_peek_scheme (url) : NULL;

  form->fields = g_ptr_array_new_with_free_func (field_free);
  form->instructions = bal_stanza_dup_child_text (query, "instructions", NS_REGISTER, BAL_LIMIT_STATUS);
  if (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0)
    form->url = g_steal_pointer (&url);
  if (x != NULL)
    parse_data (form, x, &places);
  else
    parse_plain (form, query);
  return form;
}

static void
write_data_field (GString *xml, const BalXField *field)
{
  g_auto (GStrv) lines = NULL;

  if (field->type == BAL_XFIELD_FIXED || field->value == NULL)
    return;
  bal_xml_open (xml, "field", "var", field->name, NULL);
  lines = field->type == BAL_XFIELD_TEXT_MULTI ? g_strsplit (field->value, "\n", 0) : NULL;
  if (lines == NULL)
    bal_xml_leaf (xml, "value", field->value, NULL);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    bal_xml_leaf (xml, "value", lines[i], NULL);
  bal_xml_close (xml, "field");
}

char *
bal_xform_write_registration (const BalXForm *self)
{
  GString *xml = g_string_new (NULL);

  bal_xml_open (xml, "query", "xmlns", NS_REGISTER, NULL);
  if (!self->plain)
    bal_xml_open (xml, "x", "xmlns", NS_DATA, "type", "submit", NULL);
  for (guint i = 0; i < self->fields->len; i++)
    {
      const BalXField *field = self->fields->pdata[i];

      if (self->plain)
        bal_xml_leaf (xml, field->name, field->value, NULL);
      else
        write_data_field (xml, field);
    }
  if (!self->plain)
    bal_xml_close (xml, "x");
  bal_xml_close (xml, "query");
  return g_string_free (xml, FALSE);
}
