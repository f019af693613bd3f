/* balcony-cli roster, add, accept, decline, remove, block, requests */
#include "cli/bal-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

static void
roster (BalCli *cli, char **arguments)
{
  BalAccount *account = bal_cli_option (cli, "offline") != NULL ? bal_cli_account (cli) : bal_cli_online (cli);
  GListModel *contacts = account != NULL ? bal_account_get_contacts (account) : NULL;

  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (BalContact) contact = g_list_model_get_item (contacts, i);
      g_autofree char *groups = g_strjoinv (", ", (char **) bal_contact_get_groups (contact));

      bal_cli_print (cli, "jid", bal_contact_get_jid (contact), "name", bal_contact_get_name (contact), "subscription",
                     bal_cli_nick (BAL_TYPE_SUBSCRIPTION, bal_contact_get_subscription (contact)), "pending",
                     bal_contact_get_pending (contact) ? "yes" : NULL, "groups", *groups != '\0' ? groups : NULL, NULL);
    }
}

typedef gboolean (*Finish) (BalAccount *, GAsyncResult *, GError **);

static void
finish (BalCli *cli, GObject *source, GAsyncResult *result, Finish call)
{
  GError *error = NULL;

  if (call (BAL_ACCOUNT (source), result, &error))
    bal_cli_finish (cli);
  else
    bal_cli_fail (cli, error, bal_account_get_jid (BAL_ACCOUNT (source)));
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  finish (data, source, result, bal_account_add_contact_finish);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  finish (data, source, result, bal_account_remove_contact_finish);
}

static void
on_blocked (GObject *source, GAsyncResult *result, gpointer data)
{
  finish (data, source, result, bal_account_block_finish);
}

static void
add (BalCli *cli, char **arguments)
{
  BalAccount *account = bal_cli_online (cli);
  const char *group = bal_cli_option (cli, "group");
  const char *const groups[] = { group, NULL };

  if (account == NULL)
    return;
  bal_account_add_contact_async (account, arguments[0], bal_cli_option (cli, "name"), group != NULL ? groups : NULL,
                                 bal_cli_option (cli, "message"), NULL, on_added, cli);
  bal_cli_wait (cli);
}

static void
remove_contact (BalCli *cli, char **arguments)
{
  BalAccount *account = bal_cli_online (cli);

  if (account == NULL)
    return;
  bal_account_remove_contact_async (account, arguments[0], NULL, on_removed, cli);
  bal_cli_wait (cli);
}

static void
block (BalCli *cli, char **arguments)
{
  BalAccount *account = bal_cli_online (cli);

  if (account == NULL)
    return;
  bal_account_block_async (account, arguments[0], NULL, on_blocked, cli);
  bal_cli_wait (cli);
}

static void
requests (BalCli *cli, char **arguments)
{
  GListModel *list = bal_client_get_requests (cli->client);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (BalRequest) request = g_list_model_get_item (list, i);

      bal_cli_print (cli, "jid", bal_request_get_jid (request), "name", bal_request_get_name (request), "message",
                     bal_request_get_message (request), NULL);
    }
}

static gboolean
is_done (gpointer cli)
{
  bal_cli_finish (cli);
  return G_SOURCE_REMOVE;
}

static void
answer (BalCli *cli, const char *jid, void (*call) (BalAccount *, BalRequest *))
{
  GListModel *list = bal_client_get_requests (cli->client);
  BalAccount *account = bal_cli_online (cli);

  for (guint i = 0; account != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (BalRequest) request = g_list_model_get_item (list, i);

      if (g_strcmp0 (bal_request_get_jid (request), jid) != 0)
        continue;
      call (account, request);
      g_timeout_add (300, is_done, cli); /* the closing of the stream comes after it */
      bal_cli_wait (cli);
      return;
    }
  if (account != NULL)
    fprintf (stderr, "%s\n", _("Nobody with this address has asked."));
  cli->status = 1;
}

static void
accept_request (BalCli *cli, char **arguments)
{
  answer (cli, arguments[0], bal_account_accept_request);
}

static void
decline (BalCli *cli, char **arguments)
{
  answer (cli, arguments[0], bal_account_decline_request);
}

static const char *const add_options[] = { "name=", "group=", "message=", NULL };
static const char *const roster_options[] = { "offline", NULL };

const BalCommand bal_roster_commands[] = {
  { "roster", "", roster_options, 0, roster },
  { "requests", "", NULL, 0, requests },
  { "add", "ADDRESS", add_options, 1, add },
  { "accept", "ADDRESS", NULL, 1, accept_request },
  { "decline", "ADDRESS", NULL, 1, decline },
  { "remove", "ADDRESS", NULL, 1, remove_contact },
  { "block", "ADDRESS", NULL, 1, block },
  { 0 },
};
