/* balcony-cli account … */
#include "cli/bal-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include "core/bal-registration.h"
#include "core/bal-sentence.h"
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"

/* HOST:PORT, HOST, or [IPV6]:PORT. */
static gboolean
parse_connect (BalCli *cli, char **host, guint16 *port)
{
  const char *text = bal_cli_option (cli, "connect");
  g_autoptr (GSocketConnectable) address = NULL;

  if (text == NULL)
    return TRUE;
  address = g_network_address_parse (text, bal_cli_option (cli, "direct-tls") != NULL ? 5223 : 5222, NULL);
  if (address == NULL)
    {
      fprintf (stderr, "%s\n", _("Write --connect=HOST:PORT."));
      cli->status = 2;
      return FALSE;
    }
  *host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  *port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return TRUE;
}

static void
print_certificate (const BalCertificate *certificate)
{
  fprintf (stderr, "%s\n  %s\n  %s\n  SHA-256 %s\n",
           _("To trust this certificate all the same, add --trust=SHA-256."), certificate->subject,
           certificate->issuer, certificate->sha256);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;
  g_autoptr (BalCertificate) certificate = NULL;
  BalAccount *account = bal_client_sign_in_finish (cli->client, result, &certificate, &error);

  if (account == NULL)
    {
      bal_cli_fail (cli, error, g_hash_table_lookup (cli->options, "jid"));
      if (certificate != NULL)
        print_certificate (certificate);
      return;
    }
  bal_cli_print (cli, "account", bal_account_get_jid (account), NULL);
  bal_cli_finish (cli);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;
  BalAccount *account = bal_client_add_account_finish (cli->client, result, &error);

  if (account == NULL)
    {
      bal_cli_fail (cli, error, g_hash_table_lookup (cli->options, "jid"));
      return;
    }
  bal_cli_print (cli, "account", bal_account_get_jid (account), NULL);
  bal_cli_finish (cli);
}

static void
add (BalCli *cli, char **arguments)
{
  g_autofree char *host = NULL;
  guint16 port = 0;
  char *password = bal_cli_read_password (cli);
  BalSignIn sign_in;

  if (cli->status != 0 || !parse_connect (cli, &host, &port))
    return;
  sign_in = (BalSignIn) {
    .jid = arguments[0],
    .password = password != NULL ? password : "",
    .host = host,
    .port = port,
    .direct_tls = bal_cli_option (cli, "direct-tls") != NULL,
    .ca_file = bal_cli_option (cli, "ca-file"),
    .pin_sha256 = bal_cli_option (cli, "trust"),
    .allow_plain = bal_cli_option (cli, "allow-plain") != NULL,
    .remember = g_strcmp0 (bal_cli_option (cli, "store-password"), "file") == 0,
  };
  g_hash_table_insert (cli->options, g_strdup ("jid"), g_strdup (arguments[0]));
  if (bal_cli_option (cli, "offline") != NULL)
    bal_client_add_account_async (cli->client, &sign_in, NULL, on_added, cli);
  else
    bal_client_sign_in_async (cli->client, &sign_in, NULL, on_signed_in, cli);
  bal_password_free (password);
  bal_cli_wait (cli);
}

static void
list (BalCli *cli, char **arguments)
{
  GListModel *accounts = bal_client_get_accounts (cli->client);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (accounts, i);

      bal_cli_print (cli, "account", bal_account_get_jid (account), "enabled",
                     bal_account_get_enabled (account) ? "yes" : "no", NULL);
    }
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;

  if (bal_client_remove_account_finish (cli->client, result, &error))
    bal_cli_finish (cli);
  else
    bal_cli_fail (cli, error, NULL);
}

static void
remove_account (BalCli *cli, char **arguments)
{
  BalAccount *account = bal_client_get_account (cli->client, arguments[0]);

  if (account == NULL)
    {
      fprintf (stderr, "%s\n", _("There is no such account here."));
      cli->status = 1;
      return;
    }
  bal_client_remove_account_async (cli->client, account, NULL, on_removed, cli);
  bal_cli_wait (cli);
}

/* --- register ---------------------------------------------------------------------------------- */

static void
on_form (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;

  if (bal_registration_start_finish (BAL_REGISTRATION (source), result, &error))
    bal_cli_finish (cli);
  else
    bal_cli_fail (cli, error, g_hash_table_lookup (cli->options, "jid"));
}

static void
on_registered (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;
  g_autofree char *jid = NULL;
  char *password = NULL;

  if (bal_registration_submit_finish (BAL_REGISTRATION (source), result, &jid, &password, &error))
    bal_cli_finish (cli);
  else
    bal_cli_fail (cli, error, g_hash_table_lookup (cli->options, "jid"));
  bal_password_free (password);
}

/* username and password are known; everything else by --field=NAME=VALUE, or is asked for in the error. */
static void
fill_in (BalCli *cli, BalRegistration *registration, const char *user, const char *password)
{
  const char *extra = bal_cli_option (cli, "field");

  for (guint i = 0; i < bal_registration_get_n_fields (registration); i++)
    {
      const BalField *field = bal_registration_get_field (registration, i);

      if (g_strcmp0 (field->name, "username") == 0)
        bal_registration_set_value (registration, i, user);
      else if (g_strcmp0 (field->name, "password") == 0)
        bal_registration_set_value (registration, i, password);
      else if (extra != NULL && field->name != NULL && g_str_has_prefix (extra, field->name)
               && extra[strlen (field->name)] == '=')
        bal_registration_set_value (registration, i, extra + strlen (field->name) + 1);
      else if (field->required && field->value == NULL && field->name != NULL)
        {
          g_autofree char *name = bal_text_line (field->name, BAL_SHOW_NAME);

          fprintf (stderr, "--field=%s=…: %s\n", name, field->label);
        }
    }
}

static void
register_account (BalCli *cli, char **arguments)
{
  const char *at = strchr (arguments[0], '@');
  g_autofree char *host = NULL;
  guint16 port = 0;
  g_autofree char *user = at != NULL ? g_strndup (arguments[0], at - arguments[0]) : NULL;
  char *password = bal_cli_read_password (cli);
  g_autoptr (BalRegistration) registration = NULL;

  if (cli->status != 0 || at == NULL || password == NULL || !parse_connect (cli, &host, &port))
    {
      cli->status = cli->status != 0 ? cli->status : 2;
      bal_password_free (password);
      return;
    }
  g_hash_table_insert (cli->options, g_strdup ("jid"), g_strdup (arguments[0]));
  registration = bal_registration_new (at + 1, host, port, bal_cli_option (cli, "direct-tls") != NULL,
                                       bal_cli_option (cli, "ca-file"), bal_cli_option (cli, "trust"));
  bal_registration_start_async (registration, NULL, on_form, cli);
  bal_cli_wait (cli);
  if (cli->status == 0)
    {
      fill_in (cli, registration, user, password);
      bal_registration_submit_async (registration, NULL, on_registered, cli);
      bal_cli_wait (cli);
    }
  bal_password_free (password);
  if (cli->status == 0)
    add (cli, arguments);
}

static const char *const add_options[] = {
  "connect=", "direct-tls", "ca-file=", "trust=", "store-password=", "allow-plain", "offline",
  "field=", NULL,
};

const BalCommand bal_account_commands[] = {
  { "account add", "ADDRESS", add_options, 1, add },
  { "account register", "ADDRESS", add_options, 1, register_account },
  { "account list", "", NULL, 0, list },
  { "account remove", "ADDRESS", NULL, 1, remove_account },
  { 0 },
};
