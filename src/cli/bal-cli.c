#include "cli/bal-cli.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include "core/bal-sentence.h"
#include "util/bal-error.h"
#include "util/bal-text.h"

const char *
bal_cli_option (BalCli *cli, const char *name)
{
  return g_hash_table_lookup (cli->options, name);
}

char *
bal_cli_read_password (BalCli *cli)
{
  const char *path = bal_cli_option (cli, "password-file");
  g_autoptr (GError) error = NULL;
  char *text;

  if (path == NULL)
    return NULL;
  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      cli->status = 1;
      return NULL;
    }
  text[strcspn (text, "\r\n")] = '\0';
  return text;
}

void
bal_cli_wait (BalCli *cli)
{
  while (!cli->done)
    g_main_context_iteration (NULL, TRUE);
  cli->done = FALSE;
}

void
bal_cli_finish (BalCli *cli)
{
  cli->done = TRUE;
}

void
bal_cli_fail (BalCli *cli, GError *error, const char *jid)
{
  g_autoptr (GError) owned = error;
  g_autofree char *sentence = bal_error_sentence (owned, jid);
  g_autofree char *detail = bal_text_log (owned != NULL ? owned->message : "");

  fprintf (stderr, "%s (%s)\n", sentence, detail);
  cli->status = 1;
  cli->done = TRUE;
}

BalAccount *
bal_cli_account (BalCli *cli)
{
  GListModel *accounts = bal_client_get_accounts (cli->client);
  g_autoptr (BalAccount) first = g_list_model_get_item (accounts, 0);
  BalAccount *account = cli->account != NULL ? bal_client_get_account (cli->client, cli->account) : first;

  if (account == NULL || (cli->account == NULL && g_list_model_get_n_items (accounts) > 1))
    {
      fprintf (stderr, "%s\n", account == NULL ? _("There is no such account here.") : _("Say which account: --account=ADDRESS."));
      cli->status = account == NULL ? 1 : 2;
      return NULL;
    }
  return account; /* the client holds it */
}

static void
on_state (BalAccount *account, GParamSpec *pspec, BalCli *cli)
{
  BalAccountState state = bal_account_get_state (account);
  const GError *error = bal_account_get_error (account);

  if (state == BAL_ACCOUNT_ONLINE)
    bal_cli_finish (cli);
  else if (error != NULL && (state == BAL_ACCOUNT_STOPPED || state == BAL_ACCOUNT_WAITING))
    bal_cli_fail (cli, g_error_copy (error), bal_account_get_jid (account));
}

BalAccount *
bal_cli_online (BalCli *cli)
{
  BalAccount *account = bal_cli_account (cli);
  char *password = bal_cli_read_password (cli);
  gulong handler;

  if (account == NULL || cli->status != 0)
    {
      bal_password_free (password);
      return NULL;
    }
  if (!bal_account_get_enabled (account) || bal_account_get_presence (account) == BAL_PRESENCE_OFFLINE)
    {
      bal_password_free (password);
      fprintf (stderr, "%s\n", _("This account is switched off."));
      cli->status = 1;
      return NULL;
    }
  handler = g_signal_connect (account, "notify::state", G_CALLBACK (on_state), cli);
  if (password != NULL)
    bal_account_set_password (account, password, /* remember= */ FALSE);
  else
    bal_account_connect_now (account);
  bal_password_free (password);
  bal_cli_wait (cli);
  g_signal_handler_disconnect (account, handler);
  return bal_account_get_state (account) == BAL_ACCOUNT_ONLINE ? account : NULL;
}

/* --- output ------------------------------------------------------------------------------------ */

static void
print_json (va_list pairs)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  const char *name;

  json_builder_begin_object (builder);
  while ((name = va_arg (pairs, const char *)) != NULL)
    {
      const char *value = va_arg (pairs, const char *);

      if (value == NULL)
        continue;
      json_builder_set_member_name (builder, name);
      json_builder_add_string_value (builder, value);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  puts (text);
}

/* Controls of a text from others must not reach the terminal. */
static void
print_text (va_list pairs)
{
  gboolean first = TRUE;

  while (va_arg (pairs, const char *) != NULL)
    {
      const char *value = va_arg (pairs, const char *);
      g_autofree char *line = value != NULL ? bal_text_line (value, 10000) : NULL;

      if (line == NULL)
        continue;
      printf ("%s%s", first ? "" : "\t", line);
      first = FALSE;
    }
  putchar ('\n');
}

void
bal_cli_print (BalCli *cli, ...)
{
  va_list pairs;

  va_start (pairs, cli);
  if (cli->json)
    print_json (pairs);
  else
    print_text (pairs);
  va_end (pairs);
  fflush (stdout);
}

char *
bal_cli_time (BalCli *cli, gint64 time)
{
  g_autoptr (GDateTime) local = NULL;

  if (cli->json)
    return g_strdup_printf ("%" G_GINT64_FORMAT, time);
  local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  return local != NULL ? g_date_time_format (local, "%F %T") : g_strdup ("");
}

const char *
bal_cli_nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : "";
}
