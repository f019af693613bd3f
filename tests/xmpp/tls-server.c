#include "tls-server.h"

#include <string.h>

const char tls_server_header[]
    = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams' id='s' from='example.org' version='1.0'>";

struct _TlsServer
{
  TlsServerScript script;
  char *certificate;
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  GPtrArray *threads; /* of the accepting thread only, until it is joined */
  guint16 port;
  gint connections;
};

typedef struct
{
  TlsServer *server;
  GIOStream *connection;
} Serving;

static gpointer
serve (gpointer data)
{
  g_autofree Serving *serving = data;
  serving->server->script (serving->server, serving->connection);
  g_object_unref (serving->connection);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  TlsServer *self = data;
  GSocketConnection *connection;
  while ((connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL)))
    {
      Serving *serving = g_new0 (Serving, 1);
      serving->server = self;
      serving->connection = G_IO_STREAM (connection);
      g_atomic_int_inc (&self->connections);
      g_ptr_array_add (self->threads, g_thread_new ("serve", serve, serving));
    }
  return NULL;
}

TlsServer *
tls_server_new (TlsServerScript script, const char *certificate)
{
  TlsServer *self = g_new0 (TlsServer, 1);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;
  self->script = script;
  self->certificate = g_strdup (certificate);
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->threads = g_ptr_array_new ();
  g_socket_listener_add_address (self->listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("accept", accept_all, self);
  return self;
}

void
tls_server_free (TlsServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_free (self->certificate);
  g_free (self);
}

guint16
tls_server_get_port (TlsServer *self)
{
  return self->port;
}

guint
tls_server_count_connections (TlsServer *self)
{
  return g_atomic_int_get (&self->connections);
}

char *
tls_server_file (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  const char *folder = g_getenv ("BAL_TEST_CERTIFICATES");
  g_assert_nonnull (folder);
  return g_build_filename (folder, file, NULL);
}

void
tls_server_say (GIOStream *connection, const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (connection), text, strlen (text), NULL,
                             NULL, NULL);
}

void
tls_server_await (GIOStream *connection, const char *text)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  char byte;
  while (!strstr (seen->str, text)
         && g_input_stream_read (g_io_stream_get_input_stream (connection), &byte, 1, NULL, NULL)
                > 0)
    g_string_append_c (seen, byte);
}

GIOStream *
tls_server_begin (TlsServer *self, GIOStream *connection)
{
  static const char *const protocols[] = { "xmpp-client", NULL };
  g_autofree char *file = tls_server_file (self->certificate, ".pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (file, &error);
  g_autoptr (GIOStream) tls = NULL;
  g_assert_no_error (error);
  tls = g_tls_server_connection_new (connection, certificate, &error);
  g_assert_no_error (error);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
    return NULL;
  return g_steal_pointer (&tls);
}
