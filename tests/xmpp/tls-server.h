#pragma once

#include <gio/gio.h>

/* A server on loopback that follows a script, each connection in a thread of its own. */
typedef struct _TlsServer TlsServer;

/* What to do with a connection, with blocking calls. */
typedef void (*TlsServerScript) (TlsServer *server, GIOStream *connection);

/* @certificate is a name of make-certificates.sh. */
TlsServer *tls_server_new (TlsServerScript script, const char *certificate);
void tls_server_free (TlsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsServer, tls_server_free)
guint16 tls_server_get_port (TlsServer *server);
guint tls_server_count_connections (TlsServer *server);

/* The path of a file of make-certificates.sh. To be freed. */
char *tls_server_file (const char *name, const char *suffix);

/* Steps for scripts. */
void tls_server_say (GIOStream *connection, const char *text);
/* Reads until @text was there or the client hung up. */
void tls_server_await (GIOStream *connection, const char *text);
/* The server's side of TLS, with the application protocol xmpp-client; NULL on failure. */
GIOStream *tls_server_begin (TlsServer *server, GIOStream *connection);

extern const char tls_server_header[];
