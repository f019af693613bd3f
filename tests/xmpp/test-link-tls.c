#include "tls-server.h"

#include "util/bal-error.h"
#include "xmpp/bal-link.h"
#include "xmpp/bal-wire.h"

#include <string.h>

#define MESSAGES 5000
#define OUTPUT (8 * 1024 * 1024)

/* A link over a real TLS connection from bal_wire_connect_async(). */
typedef struct
{
  TlsServer *server;
  GIOStream *tls;
  BalLink *link;
  guint opened;
  guint stanzas;
  gboolean closed;
  GError *error;
} Fixture;

static void
begin (GIOStream *tls)
{
  tls_server_await (tls, "<stream:stream");
  tls_server_await (tls, ">");
  tls_server_say (tls, tls_server_header);
}

static void
say_messages (GIOStream *tls)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < MESSAGES; i++)
    g_string_append_printf (text, "<message id='%u'><body>some text</body></message>", i);
  tls_server_say (tls, text->str);
}

static void
script_flood (TlsServer *server, GIOStream *connection)
{
  g_autoptr (GIOStream) tls = tls_server_begin (server, connection);
  begin (tls);
  say_messages (tls);
  tls_server_say (tls, "</stream:stream>");
  tls_server_await (tls, "</stream:stream>");
}

/* Cuts the connection below TLS. */
static void
script_cut (TlsServer *server, GIOStream *connection)
{
  g_autoptr (GIOStream) tls = tls_server_begin (server, connection);
  begin (tls);
  say_messages (tls);
  g_io_stream_close (connection, NULL, NULL);
}

/* Reads nothing until it has been told that the client's output is stuck. */
static void
script_slow_reader (TlsServer *server, GIOStream *connection)
{
  g_autoptr (GIOStream) tls = tls_server_begin (server, connection);
  char buffer[16384];
  gsize total = 0;
  begin (tls);
  g_usleep (200 * 1000);
  tls_server_say (tls, "<message id='still-there'/>");
  while (total < OUTPUT)
    {
      gssize n = g_input_stream_read (g_io_stream_get_input_stream (tls), buffer, sizeof buffer,
                                      NULL, NULL);
      g_assert_cmpint (n, >, 0);
      for (gssize i = 0; i < n; i++)
        g_assert_cmpint (buffer[i], ==, 'x');
      total += n;
    }
  tls_server_say (tls, "<message id='all-read'/>");
  tls_server_await (tls, "</stream:stream>");
  tls_server_say (tls, "</stream:stream>");
}

static void
script_idle (TlsServer *server, GIOStream *connection)
{
  g_autoptr (GIOStream) tls = tls_server_begin (server, connection);
  begin (tls);
  tls_server_await (tls, "</stream:stream>");
}

static void
on_opened (BalLink *link, const BalStreamHeader *header, gpointer data)
{
  ((Fixture *) data)->opened++;
}

static void
on_stanza (BalLink *link, xmpp_stanza_t *stanza, gsize bytes, gpointer data)
{
  ((Fixture *) data)->stanzas++;
}

static void
on_closed (BalLink *link, const GError *error, gpointer data)
{
  Fixture *f = data;
  f->closed = TRUE;
  f->error = error ? g_error_copy (error) : NULL;
}

static void
on_connected (GObject *unused, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;
  g_autoptr (BalWireReport) report = NULL;
  g_autoptr (GError) error = NULL;
  f->tls = bal_wire_connect_finish (result, &report, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer script)
{
  static const BalLinkEvents events = { on_opened, on_stanza, on_closed };
  g_autofree char *ca = tls_server_file ("ca", ".pem");
  g_autoptr (GError) error = NULL;
  f->server = tls_server_new ((TlsServerScript) script, "valid");
  bal_wire_connect_async (&(BalWireOptions){ .domain = "example.org",
                                             .host = "127.0.0.1",
                                             .port = tls_server_get_port (f->server),
                                             .direct_tls = TRUE,
                                             .ca_file = ca },
                          NULL, on_connected, f);
  while (!f->tls)
    g_main_context_iteration (NULL, TRUE);
  f->link = bal_link_new (f->tls, &events, f, &error);
  g_assert_no_error (error);
  bal_link_open_stream (f->link, "example.org", "me@example.org", "en");
}

static void
tear_down (Fixture *f, gconstpointer script)
{
  bal_link_free (f->link);
  g_object_unref (f->tls);
  tls_server_free (f->server);
  g_clear_error (&f->error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
run_until_closed (Fixture *f)
{
  while (!f->closed)
    g_main_context_iteration (NULL, TRUE);
}

static void
run_until (Fixture *f, guint stanzas)
{
  while (f->stanzas < stanzas && !f->closed)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_flood (Fixture *f, gconstpointer script)
{
  run_until_closed (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->opened, ==, 1);
  g_assert_cmpuint (f->stanzas, ==, MESSAGES);
}

static void
test_cut (Fixture *f, gconstpointer script)
{
  run_until_closed (f);
  g_assert_error (f->error, BAL_ERROR, BAL_ERROR_CLOSED);
  g_assert_cmpuint (f->stanzas, ==, MESSAGES);
}

static void
test_slow_reader (Fixture *f, gconstpointer script)
{
  g_autofree char *output = g_strnfill (OUTPUT, 'x');
  while (!f->opened)
    g_main_context_iteration (NULL, TRUE);
  bal_link_send (f->link, output);
  run_until (f, 2);
  g_assert_cmpuint (bal_link_get_unsent (f->link), ==, 0);
  bal_link_close (f->link);
  run_until_closed (f);
  g_assert_no_error (f->error);
}

static GPollFunc real_poll;
static guint polls;

static int
counting_poll (GPollFD *fds, guint n, int timeout)
{
  polls++;
  return real_poll (fds, n, timeout);
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pass_time (guint ms)
{
  gboolean over = FALSE;
  g_timeout_add (ms, on_time, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_idle (Fixture *f, gconstpointer script)
{
  while (!f->opened)
    g_main_context_iteration (NULL, TRUE);
  /* Session tickets come behind the handshake. */
  pass_time (100);
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, counting_poll);
  polls = 0;
  pass_time (300);
  g_main_context_set_poll_func (NULL, real_poll);
  /* The one that waits for the timer, and the one that finds it due. */
  g_assert_cmpuint (polls, <=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/link-tls/flood", Fixture, script_flood, set_up, test_flood, tear_down);
  g_test_add ("/link-tls/cut", Fixture, script_cut, set_up, test_cut, tear_down);
  g_test_add ("/link-tls/slow-reader", Fixture, script_slow_reader, set_up, test_slow_reader,
              tear_down);
  g_test_add ("/link-tls/idle", Fixture, script_idle, set_up, test_idle, tear_down);
  return g_test_run ();
}
