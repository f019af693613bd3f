#include "cli/bal-cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include "core/bal-file-keyring.h"
#include "util/bal-process.h"

static const BalCommand *const groups[] = {
  bal_account_commands, bal_roster_commands, bal_message_commands, bal_listen_commands,
};

static void
print_help (void)
{
  printf ("%s\n\n", _("Usage: balcony-cli [--profile=FOLDER] [--json] [--account=ADDRESS] COMMAND"));
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const BalCommand *c = groups[g]; c->name != NULL; c++)
      {
        printf ("  %s %s", c->name, c->arguments);
        for (guint o = 0; c->options != NULL && c->options[o] != NULL; o++)
          printf (" [--%s]", c->options[o]);
        putchar ('\n');
      }
}

/* The command whose name the first words are; @words is moved behind it. */
static const BalCommand *
find_command (char ***words)
{
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const BalCommand *c = groups[g]; c->name != NULL; c++)
      {
        g_auto (GStrv) name = g_strsplit (c->name, " ", 0);
        guint n = 0;

        while (name[n] != NULL && (*words)[n] != NULL && strcmp (name[n], (*words)[n]) == 0)
          n++;
        if (name[n] != NULL)
          continue;
        *words += n;
        return c;
      }
  return NULL;
}

static gboolean
is_known (const char *const *known, const char *name, gboolean has_value)
{
  for (guint i = 0; known != NULL && known[i] != NULL; i++)
    {
      gsize length = strlen (known[i]);
      gboolean wants_value = known[i][length - 1] == '=';

      if (wants_value == has_value && strlen (name) == length - wants_value
          && strncmp (known[i], name, strlen (name)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Takes the options out of @words; "--" ends them. FALSE for one that @known has not. */
static gboolean
take_options (BalCli *cli, char **words, const char *const *known)
{
  guint out = 0;
  gboolean options = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');
      g_autofree char *name = NULL;

      if (!options || !g_str_has_prefix (words[i], "--"))
        {
          words[out++] = words[i];
          continue;
        }
      if (words[i][2] == '\0')
        {
          options = FALSE;
          continue;
        }
      name = equals != NULL ? g_strndup (words[i] + 2, equals - words[i] - 2) : g_strdup (words[i] + 2);
      if (!is_known (known, name, equals != NULL))
        {
          fprintf (stderr, _("Unknown option: %s\n"), words[i]);
          return FALSE;
        }
      g_hash_table_insert (cli->options, g_steal_pointer (&name), g_strdup (equals != NULL ? equals + 1 : ""));
    }
  words[out] = NULL;
  return TRUE;
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;

  if (bal_client_open_finish (BAL_CLIENT (source), result, &error))
    bal_cli_finish (cli);
  else
    bal_cli_fail (cli, error, NULL);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  BalCli *cli = data;
  GError *error = NULL;

  if (bal_client_close_finish (BAL_CLIENT (source), result, &error))
    bal_cli_finish (cli);
  else
    bal_cli_fail (cli, error, NULL);
}

static void
run (BalCli *cli, const BalCommand *command, char **arguments)
{
  const char *profile = bal_cli_option (cli, "profile");
  g_autofree char *folder = profile != NULL ? g_strdup (profile) : bal_client_default_profile ();
  g_autofree char *passwords = g_build_filename (folder, "passwords", NULL);
  g_autoptr (BalKeyring) keyring = bal_file_keyring_new (passwords);

  cli->json = bal_cli_option (cli, "json") != NULL;
  cli->account = bal_cli_option (cli, "account");
  cli->client = bal_client_new (folder, keyring);
  bal_client_open_async (cli->client, NULL, on_open, cli);
  bal_cli_wait (cli);
  if (cli->status == 0)
    {
      command->run (cli, arguments);
      bal_client_close_async (cli->client, on_closed, cli);
      bal_cli_wait (cli);
    }
  g_clear_object (&cli->client);
}

int
main (int argc, char **argv)
{
  static const char *const common[] = { "profile=", "json", "account=", "password-file=", "help", "version", NULL };
  BalCli cli = { .options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  g_auto (GStrv) owned = g_strdupv (argv + (argc > 0));
  g_autofree char **words = g_memdup2 (owned, (g_strv_length (owned) + 1) * sizeof (char *));
  char **arguments = words;
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const BalCommand *command;

#ifdef BAL_RELEASE
  bal_process_protect (/* uses_portals= */ FALSE);
#endif
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BAL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  for (guint i = 0; common[i] != NULL; i++)
    g_ptr_array_add (known, (gpointer) common[i]);
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const BalCommand *c = groups[g]; c->name != NULL; c++)
      for (guint o = 0; c->options != NULL && c->options[o] != NULL; o++)
        g_ptr_array_add (known, (gpointer) c->options[o]);
  g_ptr_array_add (known, NULL);

  if (!take_options (&cli, arguments, (const char *const *) known->pdata))
    cli.status = 2;
  else if (bal_cli_option (&cli, "version") != NULL)
    puts ("balcony-cli " BAL_VERSION);
  else if (bal_cli_option (&cli, "help") != NULL)
    print_help ();
  else if ((command = find_command (&arguments)) == NULL || (int) g_strv_length (arguments) < command->n_arguments)
    {
      print_help ();
      cli.status = 2;
    }
  else
    run (&cli, command, arguments);
  g_hash_table_unref (cli.options);
  return cli.status;
}
