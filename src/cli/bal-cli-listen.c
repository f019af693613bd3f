/* balcony-cli listen */
#include "cli/bal-cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include "core/bal-sentence.h"

#define BEAT_MS 20
#define STALL_MS 100

static void
on_message (BalClient *client, BalConversation *conversation, BalMessage *message, BalCli *cli)
{
  BalAccount *account = bal_conversation_get_account (conversation);
  g_autofree char *time = bal_cli_time (cli, bal_message_get_time (message));

  bal_cli_print (cli, "event", "message", "time", time, "account", bal_account_get_jid (account), "kind",
                 bal_cli_nick (BAL_TYPE_CONVERSATION_KIND, bal_conversation_get_kind (conversation)), "from",
                 bal_message_get_sender (message), "subject", bal_message_get_subject (message), "body",
                 bal_message_get_text (message), NULL);
}

static void
on_request (BalClient *client, BalRequest *request, BalCli *cli)
{
  bal_cli_print (cli, "event", "request", "account", bal_account_get_jid (bal_request_get_account (request)), "from",
                 bal_request_get_jid (request), "name", bal_request_get_name (request), "message",
                 bal_request_get_message (request), NULL);
}

static void
on_state (BalAccount *account, GParamSpec *pspec, BalCli *cli)
{
  const GError *error = bal_account_get_error (account);
  g_autofree char *sentence = error != NULL ? bal_error_sentence (error, bal_account_get_jid (account)) : NULL;

  bal_cli_print (cli, "event", "account", "account", bal_account_get_jid (account), "state",
                 bal_cli_nick (BAL_TYPE_ACCOUNT_STATE, bal_account_get_state (account)), "error", sentence, "detail",
                 error != NULL ? error->message : NULL, NULL);
}

static void
on_presence (BalContact *contact, GParamSpec *pspec, BalCli *cli)
{
  bal_cli_print (cli, "event", "presence", "from", bal_contact_get_jid (contact), "presence",
                 bal_cli_nick (BAL_TYPE_PRESENCE, bal_contact_get_presence (contact)), "status",
                 bal_contact_get_status (contact), NULL);
}

static void
on_contacts (GListModel *contacts, guint position, guint removed, guint added, BalCli *cli)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BalContact) contact = g_list_model_get_item (contacts, i);

      g_signal_connect (contact, "notify::presence", G_CALLBACK (on_presence), cli);
    }
}

/* How long the main loop was away, for tests of its patience. */
static gboolean
on_beat (gpointer data)
{
  BalCli *cli = data;
  gint64 now = g_get_monotonic_time ();
  gint64 late = cli->last_beat != 0 ? (now - cli->last_beat) / 1000 - BEAT_MS : 0;

  cli->last_beat = now;
  if (late > STALL_MS)
    {
      g_autofree char *ms = g_strdup_printf ("%" G_GINT64_FORMAT, late);

      bal_cli_print (cli, "event", "stall", "ms", ms, NULL);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_signal (gpointer cli)
{
  bal_cli_finish (cli);
  return G_SOURCE_CONTINUE;
}

static void
watch_account (BalCli *cli, BalAccount *account)
{
  GListModel *contacts = bal_account_get_contacts (account);

  g_signal_connect (account, "notify::state", G_CALLBACK (on_state), cli);
  g_signal_connect (contacts, "items-changed", G_CALLBACK (on_contacts), cli);
  on_contacts (contacts, 0, 0, g_list_model_get_n_items (contacts), cli);
}

static void
listen_all (BalCli *cli, char **arguments)
{
  GListModel *accounts = bal_client_get_accounts (cli->client);
  guint terminate = g_unix_signal_add (SIGTERM, on_signal, cli);
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, cli);
  guint beat = bal_cli_option (cli, "watch-stalls") != NULL ? g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, on_beat, cli, NULL) : 0;

  g_signal_connect (cli->client, "message", G_CALLBACK (on_message), cli);
  g_signal_connect (cli->client, "request", G_CALLBACK (on_request), cli);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BalAccount) account = g_list_model_get_item (accounts, i);

      watch_account (cli, account);
    }
  bal_client_connect (cli->client);
  bal_cli_wait (cli);
  g_clear_handle_id (&beat, g_source_remove);
  g_source_remove (terminate); /* a second signal ends the program at once */
  g_source_remove (interrupt);
}

static const char *const listen_options[] = { "watch-stalls", NULL };

const BalCommand bal_listen_commands[] = {
  { "listen", "", listen_options, 0, listen_all },
  { 0 },
};
