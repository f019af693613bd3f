#include "core/bal-sentence.h"

#include <glib/gi18n.h>
#include <string.h>
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"

/* In each, %s is the server's name; it is put there without printf, so %1$s would stay as it is. */
static const struct
{
  int code;
  const char *text;
} sentences[] = {
  { BAL_ERROR_BAD_ADDRESS, N_("This is not a valid address. Addresses look like name@example.org.") },
  /* Translators: %s is the name of a server, here and in the sentences below; do not write it as %1$s. */
  { BAL_ERROR_NO_SERVER, N_("There is no chat server for %s. Check the spelling of the address, or your internet connection.") },
  { BAL_ERROR_UNREACHABLE, N_("The server of %s cannot be reached. It may be down, or something blocks the connection.") },
  { BAL_ERROR_TIMED_OUT, N_("The server of %s does not answer.") },
  { BAL_ERROR_NO_TLS, N_("The server of %s offers no encryption, so Balcony does not sign in there.") },
  { BAL_ERROR_CERTIFICATE, N_("The server could not prove that it is really %s.") },
  { BAL_ERROR_TLS, N_("No encrypted connection to %s could be made.") },
  { BAL_ERROR_CLOSED, N_("The connection to %s was lost.") },
  { BAL_ERROR_XML, N_("The server of %s sends data that Balcony cannot read.") },
  { BAL_ERROR_PROTOCOL, N_("The server of %s does not keep to the rules, so Balcony hung up.") },
  { BAL_ERROR_NOT_AUTHORIZED, N_("The server of %s does not accept this address and password.") },
  { BAL_ERROR_ACCOUNT_DISABLED, N_("The server of %s has disabled this account. Ask those who run it.") },
  { BAL_ERROR_AUTH_TEMPORARY, N_("The server of %s cannot check passwords at the moment. Try again later.") },
  { BAL_ERROR_WEAK_LOGIN, N_("The server of %s asks for a less secure way to sign in than before. Somebody may be listening in.") },
  { BAL_ERROR_NO_MECHANISM, N_("The server of %s offers no way to sign in that Balcony knows.") },
  { BAL_ERROR_SERVER_UNPROVEN, N_("The server of %s could not prove that it knows your password. Somebody may be posing as it.") },
  { BAL_ERROR_CONFLICT, N_("The server of %s ended this connection because another one took its place.") },
  { BAL_ERROR_HOST_UNKNOWN, N_("The server that answered is not responsible for %s.") },
  { BAL_ERROR_STREAM, N_("The server of %s ended the connection.") },
  { BAL_ERROR_OFFLINE, N_("You are not connected to %s.") },
  { BAL_ERROR_REGISTRATION, N_("The server of %s does not let people create accounts here. Its website may help.") },
  { BAL_ERROR_NO_PASSWORD, N_("The password is needed to sign in to %s.") },
  { BAL_ERROR_NO_SERVICE, N_("This desktop has no place to keep passwords safely.") },
  { BAL_ERROR_STORE, N_("Messages cannot be stored on this computer.") },
  { BAL_ERROR_STORE_FULL, N_("The disk is full, so messages cannot be stored.") },
  { BAL_ERROR_STORE_NEWER, N_("Your messages were stored by a newer version of Balcony. Please install that version again.") },
  { BAL_ERROR_STORE_BROKEN, N_("The stored messages are damaged.") },
  { BAL_ERROR_STORE_LOCKED, N_("Balcony is already running with these messages.") },
  { BAL_ERROR_STORE_READ_ONLY, N_("The folder with your messages cannot be written to.") },
};

/* Conditions of RFC 6120 8.3.3, as a person meets them. */
static const struct
{
  const char *condition;
  const char *text;
} conditions[] = {
  { "item-not-found", N_("The server says that this address does not exist, or does not want to be found.") },
  { "remote-server-not-found", N_("There is no chat server for this address.") },
  { "remote-server-timeout", N_("The server of this address does not answer.") },
  { "service-unavailable", N_("This address cannot be reached at the moment, or does not exist.") },
  { "recipient-unavailable", N_("The other person cannot be reached at the moment.") },
  { "jid-malformed", N_("The server says that this is not a valid address.") },
  { "forbidden", N_("You are not allowed to do this.") },
  { "not-allowed", N_("The server does not allow this.") },
  { "not-authorized", N_("You are not allowed to do this.") },
  { "not-acceptable", N_("The server does not accept this. Something is missing or wrong.") },
  { "conflict", N_("This name is already taken.") },
  { "resource-constraint", N_("The server is too busy. Wait a little and try again.") },
  { "policy-violation", N_("The server refused this because of its rules.") },
  { "feature-not-implemented", N_("The server cannot do this.") },
  { "internal-server-error", N_("Something went wrong in the server.") },
  { "registration-required", N_("This is only for people who are registered there.") },
  { "subscription-required", N_("The other person has not accepted you yet.") },
  { "gone", N_("This address is no longer used.") },
};

static const char *
look_up (const char *condition, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (strlen (conditions[i].condition) == length && strncmp (conditions[i].condition, condition, length) == 0)
      return _(conditions[i].text);
  return NULL;
}

char *
bal_stanza_error_sentence (const char *condition, const char *text)
{
  const char *known = look_up (condition, strlen (condition));
  g_autofree char *line = text != NULL ? bal_text_line (text, BAL_SHOW_STATUS) : NULL;
  g_autofree char *safe = line != NULL && *line != '\0' ? bal_text_isolate (line) : NULL;

  if (known == NULL)
    known = _("The server refused this.");
  /* Translators: %1$s is a whole sentence, %2$s are the server's own words. */
  return safe != NULL ? g_strdup_printf (_("%1$s The server says: “%2$s”"), known, safe) : g_strdup (known);
}

static char *
stanza_sentence (const char *message)
{
  const char *colon = strstr (message, ": ");
  g_autofree char *condition = colon != NULL ? g_strndup (message, colon - message) : g_strdup (message);

  return bal_stanza_error_sentence (condition, colon != NULL ? colon + 2 : NULL);
}

static char *
with_server (const char *text, const char *jid)
{
  const char *at = jid != NULL ? strchr (jid, '@') : NULL;
  g_autofree char *line = bal_text_line (at != NULL ? at + 1 : jid != NULL ? jid : "", BAL_SHOW_SUBJECT);
  g_autofree char *server = bal_text_isolate (line);
  g_auto (GStrv) parts = g_strsplit (text, "%s", 2);

  return g_strjoinv (server, parts);
}

char *
bal_error_sentence (const GError *error, const char *jid)
{
  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_STANZA))
    return stanza_sentence (error->message);
  for (guint i = 0; error != NULL && i < G_N_ELEMENTS (sentences); i++)
    if (g_error_matches (error, BAL_ERROR, sentences[i].code))
      return with_server (_(sentences[i].text), jid);
  return g_strdup (_("Something went wrong."));
}
