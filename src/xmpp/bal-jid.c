#define G_LOG_DOMAIN "bal-jid"

#include "xmpp/bal-jid.h"

#include <gio/gio.h>
#include <string.h>

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-prep.h"

#define LABEL_MAX 63
#define HOST_NAME_MAX_BYTES 253 /* RFC 1035 section 2.3.4, without the root */
#define LATIN_CAPITAL_I_WITH_DOT 0x130
#define COMBINING_DOT_ABOVE 0x307

struct _BalJid {
  char *text;
  char *bare;
  char *local;
  char *domain;
  const char *resource; /* in text */
};

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS, sentence);
  return FALSE;
}

static gboolean
label_is_host_name (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  return strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

/* Whether people can read @label without taking a character for punctuation of the address. */
static gboolean
label_is_plain (const char *label)
{
  for (const char *at = label; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isalnum (c) && !g_unichar_ismark (c) && c != '-' && c != '_' && c != 0xb7 &&
          c != 0x30fb)
        return FALSE;
    }
  return bal_prep_direction_is_clear (label);
}

/* Returns the one form of a label in lower-case ASCII. */
static char *
label_to_display (const char *label)
{
  g_autofree char *display = NULL, *back = NULL;

  if (!g_str_has_prefix (label, "xn--"))
    return g_strdup (label);
  display = g_hostname_to_unicode (label);
  back = display ? g_hostname_to_ascii (display) : NULL;
  if (g_strcmp0 (back, label) != 0 || !label_is_plain (display))
    return g_strdup (label);
  return g_steal_pointer (&display);
}

static char *
prepare_ip6 (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *inner = NULL, *canonical = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (length < 4 || text[length - 1] != ']' || strchr (text, '%'))
    return NULL;
  inner = g_strndup (text + 1, length - 2);
  address = g_inet_address_new_from_string (inner);
  if (!address || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return NULL;
  canonical = g_inet_address_to_string (address);
  return g_strdup_printf ("[%s]", canonical);
}

/* Like g_utf8_strdown(), which is different in some languages, and so are the addresses then. */
static char *
lower_case (const char *text)
{
  g_autoptr (GString) lower = g_string_new (NULL);

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (lower, g_unichar_tolower (c));
      if (c == LATIN_CAPITAL_I_WITH_DOT)
        g_string_append_unichar (lower, COMBINING_DOT_ABOVE);
    }
  return g_string_free (g_steal_pointer (&lower), FALSE);
}

static char *
prepare_name (const char *text)
{
  g_autofree char *name = lower_case (text);
  g_autofree char *ascii = g_hostname_to_ascii (name);
  g_autofree char *lower = ascii ? g_ascii_strdown (ascii, -1) : NULL;
  g_auto (GStrv) labels = NULL;

  if (!lower)
    return NULL;
  if (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';
  if (lower[0] == '\0' || strlen (lower) > HOST_NAME_MAX_BYTES)
    return NULL;
  labels = g_strsplit (lower, ".", -1);
  for (char **label = labels; *label; label++)
    {
      g_autofree char *display = NULL;

      if (!label_is_host_name (*label))
        return NULL;
      display = label_to_display (*label);
      g_set_str (label, display);
    }
  return g_strjoinv (".", labels);
}

static gboolean
part_fits (const char *part)
{
  gsize length = strlen (part);

  return length > 0 && length <= BAL_LIMIT_JID_PART;
}

static gboolean
set_domain (BalJid *jid, const char *text, GError **error)
{
  if (!part_fits (text))
    return fail (error, "The server part of the address is empty or too long.");
  jid->domain = text[0] == '[' ? prepare_ip6 (text) : prepare_name (text);
  if (!jid->domain || !part_fits (jid->domain))
    return fail (error, "The server part of the address is not the name of a server.");
  return TRUE;
}

static gboolean
set_local (BalJid *jid, const char *text, GError **error)
{
  if (!part_fits (text))
    return fail (error, "The part of the address before the @ is empty or too long.");
  jid->local = bal_prep (BAL_PREP_NODE, text);
  if (!jid->local || !part_fits (jid->local))
    return fail (error, "The part of the address before the @ has a forbidden character.");
  return TRUE;
}

/* Completes @jid, whose local part and domain are set. */
static gboolean
set_resource (BalJid *jid, const char *text, GError **error)
{
  g_autofree char *resource = NULL;

  if (text && !part_fits (text))
    return fail (error, "The part of the address after the / is empty or too long.");
  resource = text ? bal_prep (BAL_PREP_RESOURCE, text) : NULL;
  if (text && (!resource || !part_fits (resource)))
    return fail (error, "The part of the address after the / has a forbidden character.");

  jid->bare =
      jid->local ? g_strconcat (jid->local, "@", jid->domain, NULL) : g_strdup (jid->domain);
  jid->text = resource ? g_strconcat (jid->bare, "/", resource, NULL) : g_strdup (jid->bare);
  if (resource)
    jid->resource = jid->text + strlen (jid->bare) + 1;
  return TRUE;
}

static gboolean
set_all (BalJid *jid, const char *text, GError **error)
{
  const char *slash = strchr (text, '/');
  g_autofree char *bare = slash ? g_strndup (text, slash - text) : g_strdup (text);
  char *at = strchr (bare, '@');

  if (at)
    *at = '\0';
  return (!at || set_local (jid, bare, error)) && set_domain (jid, at ? at + 1 : bare, error) &&
         set_resource (jid, slash ? slash + 1 : NULL, error);
}

BalJid *
bal_jid_new (const char *text, GError **error)
{
  g_autoptr (BalJid) jid = NULL;

  /* The length first: nothing below should see more than it must. */
  if (!text || strnlen (text, 3 * BAL_LIMIT_JID_PART + 3) > 3 * BAL_LIMIT_JID_PART + 2)
    {
      fail (error, "The address is missing or too long.");
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      fail (error, "The address is not valid text.");
      return NULL;
    }
  jid = g_atomic_rc_box_new0 (BalJid);
  return set_all (jid, text, error) ? g_steal_pointer (&jid) : NULL;
}

static void
jid_clear (gpointer data)
{
  BalJid *jid = data;

  g_free (jid->text);
  g_free (jid->bare);
  g_free (jid->local);
  g_free (jid->domain);
}

BalJid *
bal_jid_ref (BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return g_atomic_rc_box_acquire (jid);
}

void
bal_jid_unref (BalJid *jid)
{
  g_return_if_fail (jid);

  g_atomic_rc_box_release_full (jid, jid_clear);
}

const char *
bal_jid_get_text (const BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return jid->text;
}

const char *
bal_jid_get_bare (const BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return jid->bare;
}

const char *
bal_jid_get_local (const BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return jid->local;
}

const char *
bal_jid_get_domain (const BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return jid->domain;
}

const char *
bal_jid_get_resource (const BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return jid->resource;
}

gboolean
bal_jid_is_bare (const BalJid *jid)
{
  g_return_val_if_fail (jid, FALSE);

  return !jid->resource;
}

gboolean
bal_jid_equal (gconstpointer a, gconstpointer b)
{
  g_return_val_if_fail (a && b, FALSE);

  return a == b || g_str_equal (((const BalJid *) a)->text, ((const BalJid *) b)->text);
}

guint
bal_jid_hash (gconstpointer jid)
{
  g_return_val_if_fail (jid, 0);

  return g_str_hash (((const BalJid *) jid)->text);
}

gboolean
bal_jid_same_bare (const BalJid *a, const BalJid *b)
{
  g_return_val_if_fail (a && b, FALSE);

  return a == b || g_str_equal (a->bare, b->bare);
}

BalJid *
bal_jid_dup_bare (BalJid *jid)
{
  g_return_val_if_fail (jid, NULL);

  return bal_jid_is_bare (jid) ? bal_jid_ref (jid) : bal_jid_with_resource (jid, NULL, NULL);
}

BalJid *
bal_jid_with_resource (BalJid *jid, const char *resource, GError **error)
{
  g_autoptr (BalJid) result = NULL;

  g_return_val_if_fail (jid, NULL);

  result = g_atomic_rc_box_new0 (BalJid);
  result->local = g_strdup (jid->local);
  result->domain = g_strdup (jid->domain);
  return set_resource (result, resource, error) ? g_steal_pointer (&result) : NULL;
}
