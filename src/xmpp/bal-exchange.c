#define G_LOG_DOMAIN "bal-exchange"

#include "xmpp/bal-exchange.h"

#include "util/bal-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

/* The library's callback for a new socket has no user data: this is where it notes the number, while
 * bal_exchange_connect() of its thread waits for it. */
static GPrivate noted = G_PRIVATE_INIT (NULL);

/* Puts an unconnected datagram socket under the number: connecting it succeeds at once, sends
 * nothing and needs no network. */
static int
on_socket (xmpp_conn_t *conn, void *socket_of_library)
{
  int fd = *(int *) socket_of_library, domain, replacement, result;
  int *note = g_private_get (&noted);
  socklen_t length = sizeof domain;
  if (!note || fd >= FD_SETSIZE
      || getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0)
    return -1;
  replacement = socket (domain, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (replacement < 0)
    return -1;
  result = dup3 (replacement, fd, O_CLOEXEC);
  close (replacement);
  *note = fd;
  return result < 0 ? -1 : 0;
}

static gboolean
connect_datagram (xmpp_conn_t *conn, xmpp_conn_handler handler, void *data, int *fd)
{
  /* A machine with one family only finds the other's loopback address unusable. */
  static const char *const addresses[] = { "127.0.0.1", "::1" };
  gboolean connected = FALSE;
  g_private_set (&noted, fd);
  for (guint i = 0; i < G_N_ELEMENTS (addresses) && !connected; i++)
    connected = xmpp_connect_raw (conn, addresses[i], 9, handler, data) == XMPP_EOK;
  g_private_set (&noted, NULL);
  return connected;
}

int
bal_exchange_connect (
    xmpp_conn_t *conn, xmpp_conn_handler handler, void *data, int *library_fd, GError **error)
{
  int pair[2], fd = -1;
  xmpp_conn_set_sockopt_callback (conn, on_socket);
  if (!connect_datagram (conn, handler, data, &fd))
    {
      g_set_error_literal (error, BAL_ERROR, BAL_ERROR_FAILED,
                           "No local socket for the stream library");
      return -1;
    }
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
    {
      g_set_error (error, BAL_ERROR, BAL_ERROR_FAILED, "socketpair: %s", g_strerror (errno));
      return -1;
    }
  if (dup3 (pair[1], fd, O_CLOEXEC) < 0)
    {
      g_set_error (error, BAL_ERROR, BAL_ERROR_FAILED, "dup3: %s", g_strerror (errno));
      g_clear_fd (&pair[0], NULL);
    }
  close (pair[1]);
  *library_fd = fd;
  return pair[0];
}
