/* floor-client JID PASSWORD HOST PORT CA-FILE COUNT [receipts]: libstrophe with its own TLS and SASL; signs
 * in, counts messages, keeps nothing. Prints "online TIME", "first TIME", "done TIME CPU-SECONDS", times on
 * the monotonic clock in microseconds. */

#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strophe.h>
#include <sys/resource.h>

typedef struct {
  xmpp_ctx_t *ctx;
  guint n;
  guint wanted;
  gboolean receipts;
  gboolean gone;
} Floor;

/* A server keeps the session of a client that leaves without a word, and everything that comes for it. */
static volatile sig_atomic_t asked_to_leave;

static void
on_terminate (int number)
{
  asked_to_leave = 1;
}

static void
say (const char *what)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  printf ("%s %" G_GINT64_FORMAT " %.6f\n", what, g_get_monotonic_time (),
          (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC);
  fflush (stdout);
}

static void
send_receipt (Floor *self, xmpp_conn_t *conn, xmpp_stanza_t *message)
{
  const char *id = xmpp_stanza_get_id (message);
  xmpp_stanza_t *answer, *received;

  if (!self->receipts || !id || !xmpp_stanza_get_child_by_name_and_ns (message, "request", "urn:xmpp:receipts"))
    return;
  answer = xmpp_message_new (self->ctx, "chat", xmpp_stanza_get_from (message), NULL);
  received = xmpp_stanza_new (self->ctx);
  xmpp_stanza_set_name (received, "received");
  xmpp_stanza_set_ns (received, "urn:xmpp:receipts");
  xmpp_stanza_set_id (received, id);
  xmpp_stanza_add_child (answer, received);
  xmpp_send (conn, answer);
  xmpp_stanza_release (received);
  xmpp_stanza_release (answer);
}

static int
on_message (xmpp_conn_t *conn, xmpp_stanza_t *stanza, void *data)
{
  Floor *self = data;

  if (!xmpp_stanza_get_child_by_name_and_ns (stanza, "body", "jabber:client"))
    return 1;
  if (self->n++ == 0)
    say ("first");
  send_receipt (self, conn, stanza);
  if (self->n == self->wanted)
    say ("done");
  return 1;
}

static int
on_roster (xmpp_conn_t *conn, xmpp_stanza_t *stanza, void *data)
{
  Floor *self = data;
  xmpp_stanza_t *presence = xmpp_presence_new (self->ctx);

  xmpp_send (conn, presence);
  xmpp_stanza_release (presence);
  say ("online");
  return 0;
}

static void
ask_roster (Floor *self, xmpp_conn_t *conn)
{
  xmpp_stanza_t *iq = xmpp_iq_new (self->ctx, "get", "roster");
  xmpp_stanza_t *query = xmpp_stanza_new (self->ctx);

  xmpp_stanza_set_name (query, "query");
  xmpp_stanza_set_ns (query, "jabber:iq:roster");
  xmpp_stanza_add_child (iq, query);
  xmpp_stanza_release (query);
  xmpp_id_handler_add (conn, on_roster, "roster", self);
  xmpp_send (conn, iq);
  xmpp_stanza_release (iq);
}

static void
on_connection (xmpp_conn_t *conn, xmpp_conn_event_t event, int code, xmpp_stream_error_t *error, void *data)
{
  Floor *self = data;

  if (event != XMPP_CONN_CONNECT)
    {
      self->gone = TRUE;
      return;
    }
  xmpp_handler_add (conn, on_message, NULL, "message", NULL, self);
  ask_roster (self, conn);
}

int
main (int argc, char **argv)
{
  Floor self = { 0 };
  xmpp_conn_t *conn;

  if (argc < 7)
    return 2;
  self.wanted = (guint) strtoul (argv[6], NULL, 10);
  self.receipts = argc > 7;
  signal (SIGTERM, on_terminate);
  xmpp_initialize ();
  self.ctx = xmpp_ctx_new (NULL, NULL);
  conn = xmpp_conn_new (self.ctx);
  xmpp_conn_set_jid (conn, argv[1]);
  xmpp_conn_set_pass (conn, argv[2]);
  xmpp_conn_set_cafile (conn, argv[5]);
  xmpp_conn_set_flags (conn, XMPP_CONN_FLAG_MANDATORY_TLS);
  if (xmpp_connect_client (conn, argv[3], (unsigned short) strtoul (argv[4], NULL, 10), on_connection, &self) != XMPP_EOK)
    return EXIT_FAILURE;
  while (!self.gone && !asked_to_leave)
    xmpp_run_once (self.ctx, 1000);
  if (!self.gone)
    xmpp_disconnect (conn);
  while (!self.gone)
    xmpp_run_once (self.ctx, 100);
  xmpp_conn_release (conn);
  xmpp_ctx_free (self.ctx);
  xmpp_shutdown ();
  return EXIT_SUCCESS;
}
