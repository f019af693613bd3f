#pragma once

#include "core/bal-client.h"

/* balcony-cli: the same core without a window. One file per group of commands; each command runs the main loop
 * until it is done. */

typedef struct
{
  BalClient *client;
  gboolean json;
  const char *account; /* --account, or NULL */
  int status;          /* exit status: 0, 1 failed, 2 usage */
  gboolean done;
  gint64 last_beat;    /* listen --watch-stalls */
  GHashTable *options; /* of the command: name -> value ("" for a switch) */
} BalCli;

typedef struct
{
  const char *name;       /* "account add" */
  const char *arguments;  /* for the help */
  const char *const *options; /* names it takes, ended by NULL; "name=" takes a value */
  int n_arguments;        /* at least */
  void (*run) (BalCli *cli, char **arguments);
} BalCommand;

extern const BalCommand bal_account_commands[];  /* each ended by name NULL */
extern const BalCommand bal_roster_commands[];
extern const BalCommand bal_message_commands[];
extern const BalCommand bal_listen_commands[];

/* Value of an option, NULL if it was not given. */
const char *bal_cli_option (BalCli *cli, const char *name);
/* The first line of the file of --password-file; NULL without one, or with status 1 if it cannot be read.
 * Free with bal_password_free(). */
char *bal_cli_read_password (BalCli *cli);
/* Runs the main loop until cli->done. */
void bal_cli_wait (BalCli *cli);
/* Says what went wrong and ends with status 1. @error is taken. */
void bal_cli_fail (BalCli *cli, GError *error, const char *jid);
void bal_cli_finish (BalCli *cli);
/* The account to use: --account, or the only one; NULL after having said why not. */
BalAccount *bal_cli_account (BalCli *cli);
/* The same, signed in; NULL after having said why not. */
BalAccount *bal_cli_online (BalCli *cli);
/* Prints one record: pairs of name and text up to a NULL name; a NULL text is left out. As a line of JSON, or
 * the texts with tabs between. */
void bal_cli_print (BalCli *cli, ...) G_GNUC_NULL_TERMINATED;
/* Microseconds as local time for people, or as a number in JSON. Free with g_free(). */
char *bal_cli_time (BalCli *cli, gint64 time);
/* Nick of an enumeration's value. */
const char *bal_cli_nick (GType type, int value);
