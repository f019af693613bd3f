/* balcony-cli send, history, search */
#include "cli/bal-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include "util/bal-error.h"

#define SEND_SECONDS 30

static void
print_message (BalCli *cli, BalConversation *conversation, BalMessage *message)
{
  g_autofree char *time = bal_cli_time (cli, bal_message_get_time (message));
  gboolean outgoing = bal_message_get_outgoing (message);

  bal_cli_print (cli, "time", time, "conversation", bal_conversation_get_jid (conversation), "from",
                 bal_message_get_sender (message), "state",
                 outgoing ? bal_cli_nick (BAL_TYPE_MESSAGE_STATE, bal_message_get_state (message)) : NULL, "subject",
                 bal_message_get_subject (message), "body", bal_message_get_text (message), "reason",
                 bal_message_get_reason (message), NULL);
}

/* --- send -------------------------------------------------------------------------------------- */

typedef struct
{
  BalCli *cli;
  BalConversation *conversation;
  BalMessage *message; /* once it is in the history */
  guint timer;
} Sending;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Sending *sending = data;
  GError *error = NULL;

  sending->conversation = bal_account_open_conversation_finish (BAL_ACCOUNT (source), result, &error);
  if (sending->conversation == NULL)
    bal_cli_fail (sending->cli, error, NULL);
  bal_cli_finish (sending->cli);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  Sending *sending = data;
  GError *error = NULL;

  if (!bal_conversation_send_finish (sending->conversation, result, &error))
    bal_cli_fail (sending->cli, error, NULL);
}

static void
on_state (BalMessage *message, GParamSpec *pspec, Sending *sending)
{
  BalMessageState state = bal_message_get_state (message);

  if (state == BAL_MESSAGE_FAILED && !sending->cli->done)
    {
      fprintf (stderr, "%s\n", bal_message_get_reason (message));
      sending->cli->status = 1;
    }
  if (state == BAL_MESSAGE_ACKED || state == BAL_MESSAGE_DELIVERED || state == BAL_MESSAGE_FAILED)
    bal_cli_finish (sending->cli);
}

/* Others may write meanwhile: the one that goes out is ours. */
static void
on_added (GListModel *messages, guint position, guint removed, guint added, Sending *sending)
{
  for (guint i = position; i < position + added && sending->message == NULL; i++)
    {
      g_autoptr (BalMessage) message = g_list_model_get_item (messages, i);

      if (!bal_message_get_outgoing (message))
        continue;
      sending->message = g_steal_pointer (&message);
      g_signal_connect (sending->message, "notify::state", G_CALLBACK (on_state), sending);
      on_state (sending->message, NULL, sending);
    }
}

static gboolean
on_timeout (gpointer data)
{
  Sending *sending = data;

  sending->timer = 0;
  bal_cli_fail (sending->cli, g_error_new_literal (BAL_ERROR, BAL_ERROR_TIMED_OUT, "not acknowledged"), NULL);
  return G_SOURCE_REMOVE;
}

static void
send_message (BalCli *cli, char **arguments)
{
  BalAccount *account = bal_cli_online (cli);
  Sending sending = { .cli = cli };
  g_autoptr (BalMessageList) messages = NULL;

  if (account == NULL)
    return;
  bal_account_open_conversation_async (account, arguments[0], NULL, on_opened, &sending);
  bal_cli_wait (cli);
  if (sending.conversation == NULL)
    return;
  messages = bal_conversation_dup_messages (sending.conversation);
  g_signal_connect (messages, "items-changed", G_CALLBACK (on_added), &sending);
  sending.timer = g_timeout_add_seconds (SEND_SECONDS, on_timeout, &sending);
  bal_conversation_send_async (sending.conversation, arguments[1], NULL, on_stored, &sending);
  bal_cli_wait (cli);
  g_clear_handle_id (&sending.timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (messages, &sending);
  if (sending.message != NULL)
    g_signal_handlers_disconnect_by_data (sending.message, &sending);
  g_clear_object (&sending.message);
}

/* --- history, search --------------------------------------------------------------------------- */

static guint
get_limit (BalCli *cli, guint otherwise)
{
  const char *text = bal_cli_option (cli, "limit");
  guint64 limit;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 1000000, &limit, NULL) ? (guint) limit : otherwise;
}

static BalConversation *
find_conversation (BalCli *cli, const char *jid)
{
  GListModel *list = bal_client_get_conversations (cli->client);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (BalConversation) conversation = g_list_model_get_item (list, i);
      BalAccount *account = bal_conversation_get_account (conversation);

      if (g_strcmp0 (bal_conversation_get_jid (conversation), jid) == 0
          && (cli->account == NULL || g_strcmp0 (bal_account_get_jid (account), cli->account) == 0))
        return conversation; /* the client holds it */
    }
  return NULL;
}

static void
history (BalCli *cli, char **arguments)
{
  BalConversation *conversation = find_conversation (cli, arguments[0]);
  guint limit = get_limit (cli, 100);
  g_autoptr (BalMessageList) messages = NULL;
  guint n;

  if (conversation == NULL)
    {
      fprintf (stderr, "%s\n", _("There is no conversation with this address."));
      cli->status = 1;
      return;
    }
  messages = bal_conversation_dup_messages (conversation);
  while (g_list_model_get_n_items (G_LIST_MODEL (messages)) < MIN (limit, 500)
         && bal_message_list_load_older (messages) > 0)
    continue;
  n = g_list_model_get_n_items (G_LIST_MODEL (messages));
  for (guint i = n > limit ? n - limit : 0; i < n; i++)
    {
      g_autoptr (BalMessage) message = g_list_model_get_item (G_LIST_MODEL (messages), i);

      print_message (cli, conversation, message);
    }
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;
  g_autoptr (GListModel) found = bal_client_search_finish (cli->client, result, &error);

  if (found == NULL)
    {
      bal_cli_fail (cli, error, NULL);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (BalFound) item = g_list_model_get_item (found, i);

      print_message (cli, bal_found_get_conversation (item), bal_found_get_message (item));
    }
  bal_cli_finish (cli);
}

static void
search (BalCli *cli, char **arguments)
{
  g_autofree char *words = g_strjoinv (" ", arguments);

  bal_client_search_async (cli->client, words, get_limit (cli, 50), NULL, on_found, cli);
  bal_cli_wait (cli);
}

static const char *const list_options[] = { "limit=", NULL };

const BalCommand bal_message_commands[] = {
  { "send", "ADDRESS TEXT", NULL, 2, send_message },
  { "history", "ADDRESS", list_options, 1, history },
  { "search", "WORDS", list_options, 1, search },
  { 0 },
};
