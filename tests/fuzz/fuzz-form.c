#include "fuzz.h"

#include "stanza-fixture.h"
#include "util/bal-limits.h"
#include "xmpp/bal-form.h"

/* Input: the iq with a registration form. Names are unique, pictures small, and the answer is well-formed. */

static void
check_names (const BalXForm *form)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (form->fields->len, <=, BAL_LIMIT_FORM_FIELDS);
  for (guint i = 0; i < form->fields->len; i++)
    {
      const BalXField *field = form->fields->pdata[i];

      g_assert_true (field->name != NULL || field->type == BAL_XFIELD_FIXED);
      if (field->type != BAL_XFIELD_FIXED)
        g_assert_true (g_hash_table_add (names, field->name));
      g_assert_true (field->image == NULL || g_bytes_get_size (field->image) <= BAL_LIMIT_CAPTCHA_BYTES);
      g_assert_true (field->options == NULL
                     || g_strv_length (field->options) == g_strv_length (field->option_labels));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  xmpp_stanza_t *iq = g_utf8_validate (text, -1, NULL) ? fixture_try_stanza (text) : NULL;
  xmpp_stanza_t *query = iq ? bal_stanza_first (iq) : NULL;

  if (query != NULL)
    {
      g_autoptr (BalXForm) form = bal_xform_parse_registration (iq, query);
      g_autofree char *answer = bal_xform_write_registration (form);
      g_autofree char *whole = g_strconcat ("<iq>", answer, "</iq>", NULL);
      xmpp_stanza_t *parsed = fixture_try_stanza (whole);

      check_names (form);
      g_assert_nonnull (parsed);
      xmpp_stanza_release (parsed);
    }
  if (iq != NULL)
    xmpp_stanza_release (iq);
  return 0;
}
