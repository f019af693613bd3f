#define G_LOG_DOMAIN "bal-parser"

#include "xmpp/bal-parser.h"

#include "util/bal-error.h"
#include "xmpp/bal-exchange.h"

#include <glib/gstdio.h>
#include <sys/socket.h>

#define PIECE 4096 /* what one xmpp_run_once() reads */

struct _BalParser
{
  const BalParserEvents *events;
  gpointer user_data;
  xmpp_ctx_t *ctx;
  xmpp_conn_t *conn;
  int our_fd;
  int library_fd;
  gboolean silent; /* being made or freed */
};

static int
on_stanza (xmpp_conn_t *conn, xmpp_stanza_t *stanza, void *data)
{
  BalParser *self = data;
  self->events->stanza (stanza, self->user_data);
  return TRUE;
}

static void
on_connection (xmpp_conn_t *conn,
               xmpp_conn_event_t event,
               int code,
               xmpp_stream_error_t *stream_error,
               void *data)
{
  BalParser *self = data;
  if (self->silent)
    return;
  switch (event)
    {
    case XMPP_CONN_CONNECT:
      self->events->opened (self->user_data);
      break;
    case XMPP_CONN_DISCONNECT:
    case XMPP_CONN_FAIL:
      self->events->gone (self->user_data);
      break;
    case XMPP_CONN_RAW_CONNECT:
      break;
    }
}

static gboolean
connect_library (BalParser *self, GError **error)
{
  /* The library wants an address to connect, but never shows it to anybody here. */
  xmpp_conn_set_jid (self->conn, "balcony.invalid");
  if (xmpp_conn_set_flags (self->conn, XMPP_CONN_FLAG_DISABLE_TLS | XMPP_CONN_FLAG_DISABLE_SM)
      != XMPP_EOK)
    {
      g_set_error_literal (error, BAL_ERROR, BAL_ERROR_FAILED, "The stream library is unusable");
      return FALSE;
    }
  xmpp_handler_add (self->conn, on_stanza, NULL, NULL, NULL, self);
  self->our_fd
      = bal_exchange_connect (self->conn, on_connection, self, &self->library_fd, error);
  if (self->our_fd < 0)
    return FALSE;
  xmpp_run_once (self->ctx, 0);
  if (xmpp_conn_is_connected (self->conn))
    return TRUE;
  g_set_error_literal (error, BAL_ERROR, BAL_ERROR_FAILED, "The stream library did not connect");
  return FALSE;
}

BalParser *
bal_parser_new (const BalParserEvents *events, gpointer user_data, GError **error)
{
  BalParser *self = g_new0 (BalParser, 1);
  self->events = events;
  self->user_data = user_data;
  self->our_fd = -1;
  self->silent = TRUE;
  xmpp_initialize ();
  /* One context each: xmpp_run_once() then runs this connection only. */
  self->ctx = xmpp_ctx_new (NULL, NULL);
  self->conn = xmpp_conn_new (self->ctx);
  if (!connect_library (self, error))
    g_clear_pointer (&self, bal_parser_free);
  else
    self->silent = FALSE;
  return self;
}

void
bal_parser_free (BalParser *self)
{
  if (!self)
    return;
  self->silent = TRUE;
  /* The library's end is closed first: it would not survive writing to a closed one of ours. */
  xmpp_conn_release (self->conn);
  xmpp_ctx_free (self->ctx);
  g_clear_fd (&self->our_fd, NULL);
  g_free (self);
}

int
bal_parser_get_our_fd (BalParser *self)
{
  return self->our_fd;
}

int
bal_parser_get_library_fd (BalParser *self)
{
  return self->library_fd;
}

void
bal_parser_restart (BalParser *self)
{
  xmpp_conn_open_stream_default (self->conn);
}

gsize
bal_parser_feed (BalParser *self, const char *bytes, gsize length)
{
  gssize sent = send (self->our_fd, bytes, MIN (length, PIECE), MSG_NOSIGNAL);
  return MAX (sent, 0);
}

void
bal_parser_run (BalParser *self)
{
  xmpp_run_once (self->ctx, 0);
}

void
bal_parser_drop_output (BalParser *self)
{
  char buffer[1024];
  while (recv (self->our_fd, buffer, sizeof buffer, 0) > 0)
    ;
}
