#pragma once

#include "xmpp/bal-guard.h"

#include <gio/gio.h>
#include <strophe.h>

/* An XMPP stream over a connection: what comes passes the guard and is taken apart by libstrophe,
 * which runs in raw mode on a local descriptor in the GLib main loop; what goes is text.
 *
 * libstrophe reads only. What we send goes straight to the connection: it is text that is ready,
 * in one order with the stream headers, and how much of it is still unsent is known exactly. The
 * library's own output (its copies of the headers) is read from the pair and dropped.
 *
 * Everything happens in the thread-default main context of the thread that made the link. The
 * events come from that loop only, never from inside a call of a function below; each event may
 * call any of these functions, bal_link_free() too. */

typedef struct _BalLink BalLink;

typedef struct
{
  /* The server's stream header came (RFC 6120, 4.7); the caller checks from and version. @header
   * is borrowed until the next bal_link_open_stream(). */
  void (*opened) (BalLink *link, const BalStreamHeader *header, gpointer user_data);

  /* A first-level element came, of whatever namespace: features, success, a, r, message, error …
   * @stanza belongs to the library and is good during the call; xmpp_stanza_clone() keeps it. @bytes
   * is its size as the guard wrote it. */
  void (*stanza) (BalLink *link, xmpp_stanza_t *stanza, gsize bytes, gpointer user_data);

  /* The link is over, after all that came before was delivered; called once, and the last event.
   * @error is NULL when the server ended the stream by </stream:stream>; else BAL_ERROR_CLOSED (the
   * connection was lost, or ended by us without the server's answer), BAL_ERROR_XML (the stream must
   * not be resumed) or BAL_ERROR_PROTOCOL. Borrowed. */
  void (*closed) (BalLink *link, const GError *error, gpointer user_data);
} BalLinkEvents;

/* A link over @stream, whose halves must be pollable: a GTlsConnection after its handshake, or a
 * socket in tests. Takes a reference, and closes @stream at the end. @events is copied. Nothing is
 * sent or read before bal_link_open_stream(). NULL with BAL_ERROR_FAILED, when there is no
 * descriptor for it. */
BalLink *bal_link_new (GIOStream *stream,
                       const BalLinkEvents *events,
                       gpointer user_data,
                       GError **error);

/* Frees @link; no event comes after that. Without bal_link_close() before, the connection is cut. */
void bal_link_free (BalLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalLink, bal_link_free)

/* Begins a stream, first and after SASL (RFC 6120, 4.3.3 and 6.4.6): sends the header and makes
 * guard and library expect one. The server may not have sent anything of the new stream before; if
 * it has, the link ends with BAL_ERROR_PROTOCOL. @from is a bare address or NULL. */
void bal_link_open_stream (BalLink *link, const char *to_domain, const char *from, const char *lang);

/* The account's bare address, see bal_guard_set_account(). */
void bal_link_set_account (BalLink *link, const char *bare_jid);

/* Queues @xml, whole well-formed elements. Characters that XML forbids are dropped. Ignored after
 * bal_link_close() and after the end. */
void bal_link_send (BalLink *link, const char *xml);

/* Back pressure: while paused, nothing is read and, but for what is under way (4 KiB at most), nothing
 * delivered. Sending goes on. */
void bal_link_set_paused (BalLink *link, gboolean paused);

/* Sends </stream:stream> behind all that is queued and waits for the server's, delivering what comes
 * before it, but at most BAL_TIMEOUT_CLOSE; then closes the connection. Ends a pause. */
void bal_link_close (BalLink *link);

/* Cuts the connection without a word, so that the server keeps the session for a resumption. What is
 * queued is dropped and nothing more is delivered but the closed event. */
void bal_link_abort (BalLink *link);

/* When the last byte came, in microseconds of the monotonic clock; at first, when @link was made. */
gint64 bal_link_get_last_read (BalLink *link);

/* Bytes queued that the connection has not taken yet. */
gsize bal_link_get_unsent (BalLink *link);
