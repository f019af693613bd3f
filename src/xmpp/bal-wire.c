#define G_LOG_DOMAIN "bal-wire"

#include "xmpp/bal-wire.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-deadline.h"
#include "xmpp/bal-handshake.h"
#include "xmpp/bal-starttls.h"
#include "xmpp/bal-targets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

typedef struct
{
  BalWireOptions options; /* its strings are ours */
  char *ascii;            /* the domain */
  BalWireReport *report;
  GPtrArray *targets;
  guint next;
  GError *error; /* the most telling one of the targets so far */
  BalDeadline *deadline;
  GIOStream *tcp;
} Dial;

static void
dial_free (gpointer data)
{
  Dial *dial = data;
  bal_deadline_end (dial->deadline);
  g_clear_object (&dial->tcp);
  g_clear_error (&dial->error);
  g_clear_pointer (&dial->targets, g_ptr_array_unref);
  g_clear_pointer (&dial->report, bal_wire_report_free);
  g_free (dial->ascii);
  g_free ((char *) dial->options.domain);
  g_free ((char *) dial->options.host);
  g_free ((char *) dial->options.ca_file);
  g_free ((char *) dial->options.pin_sha256);
  g_free (dial);
}

static void G_GNUC_PRINTF (2, 3)
add_step (Dial *dial, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (dial->report->steps, g_strdup_vprintf (format, args));
  va_end (args);
}

static const BalTarget *
current (Dial *dial)
{
  return g_ptr_array_index (dial->targets, dial->next - 1);
}

/* What is wrong with a server that answered says more than an address that did not. */
static gboolean
is_more_telling (const GError *error, const GError *than)
{
  static const int ranks[] = {
    [BAL_ERROR_NO_SERVER] = 1, [BAL_ERROR_UNREACHABLE] = 2, [BAL_ERROR_TIMED_OUT] = 3,
    [BAL_ERROR_CLOSED] = 4,    [BAL_ERROR_PROTOCOL] = 5,    [BAL_ERROR_STREAM] = 6,
    [BAL_ERROR_TLS] = 7,       [BAL_ERROR_NO_TLS] = 8,      [BAL_ERROR_HOST_UNKNOWN] = 9,
  };
  if (!than)
    return TRUE;
  return ranks[error->code] > ranks[than->code];
}

/* More targets are no excuse for a certificate that is refused, and no cure for the others. */
static gboolean
is_final (const GError *error)
{
  return error->domain != BAL_ERROR || error->code == BAL_ERROR_CERTIFICATE
         || error->code == BAL_ERROR_FAILED;
}

static void dial_next (GTask *task);

/* Takes @error: the current target failed. */
static void
target_failed (GTask *task, GError *error)
{
  Dial *dial = g_task_get_task_data (task);
  add_step (dial, "%s:%u: %s", current (dial)->host, current (dial)->port, error->message);
  g_clear_object (&dial->tcp);
  if (is_final (error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (is_more_telling (error, dial->error))
    {
      g_clear_error (&dial->error);
      dial->error = error;
    }
  else
    g_error_free (error);
  dial_next (task);
}

static void
note_tls (BalWireReport *report, GTlsConnection *tls)
{
  switch (g_tls_connection_get_protocol_version (tls))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      report->tls_version = g_strdup ("TLS 1.2");
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      report->tls_version = g_strdup ("TLS 1.3");
      break;
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
      break;
    }
  report->ciphersuite = g_tls_connection_get_ciphersuite_name (tls);
}

static void
on_handshake (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Dial *dial = g_task_get_task_data (task);
  GError *error = NULL;
  BalXCertificate *certificate = NULL;
  GIOStream *tls = bal_handshake_finish (result, &certificate, &error);
  if (certificate)
    {
      bal_xcertificate_free (dial->report->certificate);
      dial->report->certificate = certificate;
    }
  if (!tls)
    {
      target_failed (task, error);
      return;
    }
  note_tls (dial->report, G_TLS_CONNECTION (tls));
  add_step (dial, "%s:%u: %s, %s", current (dial)->host, current (dial)->port,
            dial->report->tls_version, dial->report->ciphersuite);
  g_task_return_pointer (task, tls, g_object_unref);
}

static void
begin_tls (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  bal_handshake_async (dial->tcp,
                       &(BalHandshakeOptions){
                           .domain = dial->ascii,
                           .ca_file = dial->options.ca_file,
                           .pin_sha256 = dial->options.pin_sha256,
                           .direct_tls = current (dial)->direct_tls,
                           .ms = dial->options.tls_ms,
                       },
                       g_task_get_cancellable (task), on_handshake, g_object_ref (task));
}

static void
on_starttls (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  if (bal_starttls_finish (result, &error))
    begin_tls (task);
  else
    target_failed (task, error);
}

/* Takes @cause. A name that does not exist is no server; everything else is one out of reach. */
static GError *
tcp_error (GError *cause, gboolean passed)
{
  g_autoptr (GError) owned = cause;
  if (passed)
    return g_error_new_literal (BAL_ERROR, BAL_ERROR_UNREACHABLE, "No answer");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&owned);
  return g_error_new_literal (BAL_ERROR,
                              g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND)
                                  ? BAL_ERROR_NO_SERVER
                                  : BAL_ERROR_UNREACHABLE,
                              cause->message);
}

/* Stanzas are small and already gathered: waiting for more before a packet goes only delays them. */
static void
send_at_once (GSocketConnection *connection)
{
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Dial *dial = g_task_get_task_data (task);
  GError *error = NULL;
  GSocketConnection *connection
      = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (client), result, &error);
  gboolean passed = bal_deadline_end (g_steal_pointer (&dial->deadline));
  if (!connection)
    {
      target_failed (task, tcp_error (error, passed));
      return;
    }
  send_at_once (connection);
  dial->tcp = G_IO_STREAM (connection);
  if (current (dial)->direct_tls)
    begin_tls (task);
  else
    bal_starttls_async (dial->tcp, dial->options.domain, dial->options.clear_ms,
                        g_task_get_cancellable (task), on_starttls, g_object_ref (task));
}

static void
on_client_event (GSocketClient *client,
                 GSocketClientEvent event,
                 GSocketConnectable *connectable,
                 GIOStream *connection,
                 gpointer data)
{
  Dial *dial = g_task_get_task_data (data);
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;
  if (event != G_SOCKET_CLIENT_CONNECTING)
    return;
  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  text = address ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address)) : NULL;
  add_step (dial, "%s:%u: connecting to %s", current (dial)->host, current (dial)->port,
            text ? text : "a proxy");
}

static void
dial_next (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (GSocketClient) client = NULL;
  const BalTarget *target;
  if (dial->next == dial->targets->len)
    {
      g_task_return_error (task, g_steal_pointer (&dial->error));
      return;
    }
  dial->next++;
  target = current (dial);
  g_set_str (&dial->report->host, target->host);
  dial->report->port = target->port;
  dial->report->direct_tls = target->direct_tls;
  dial->deadline = bal_deadline_new (g_task_get_cancellable (task), dial->options.tcp_ms);
  client = g_socket_client_new ();
  g_signal_connect_data (client, "event", G_CALLBACK (on_client_event), g_object_ref (task),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  g_socket_client_connect_to_host_async (client, target->host, target->port,
                                         bal_deadline_get_cancellable (dial->deadline),
                                         on_connected, g_object_ref (task));
}

static void
on_targets (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Dial *dial = g_task_get_task_data (task);
  GError *error = NULL;
  dial->targets = bal_targets_lookup_finish (result, dial->report->steps, &error);
  if (dial->targets)
    dial_next (task);
  else
    g_task_return_error (task, error);
}

static void
find_targets (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  const BalWireOptions *options = &dial->options;
  guint16 port = options->port ? options->port : options->direct_tls ? 5223 : 5222;
  if (!options->host)
    {
      bal_targets_lookup_async (dial->ascii, options->dns_ms, g_task_get_cancellable (task),
                                on_targets, g_object_ref (task));
      return;
    }
  dial->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) bal_target_free);
  g_ptr_array_add (dial->targets, bal_target_new (options->host, port, options->direct_tls));
  dial_next (task);
}

static Dial *
dial_new (const BalWireOptions *options)
{
  Dial *dial = g_new0 (Dial, 1);
  BalWireOptions *own = &dial->options;
  *own = *options;
  own->domain = g_strdup (options->domain);
  own->host = g_strdup (options->host);
  own->ca_file = g_strdup (options->ca_file);
  own->pin_sha256 = g_strdup (options->pin_sha256);
  own->dns_ms = options->dns_ms ? options->dns_ms : BAL_TIMEOUT_DNS;
  own->tcp_ms = options->tcp_ms ? options->tcp_ms : BAL_TIMEOUT_TCP;
  own->clear_ms = options->clear_ms ? options->clear_ms : BAL_TIMEOUT_FEATURES;
  own->tls_ms = options->tls_ms ? options->tls_ms : BAL_TIMEOUT_TLS;
  dial->ascii = g_hostname_to_ascii (options->domain);
  dial->report = g_new0 (BalWireReport, 1);
  dial->report->steps = g_ptr_array_new_with_free_func (g_free);
  return dial;
}

void
bal_wire_report_free (BalWireReport *report)
{
  if (!report)
    return;
  g_ptr_array_unref (report->steps);
  g_free (report->host);
  g_free (report->tls_version);
  g_free (report->ciphersuite);
  bal_xcertificate_free (report->certificate);
  g_free (report);
}

void
bal_wire_connect_async (const BalWireOptions *options,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Dial *dial = dial_new (options);
  g_task_set_source_tag (task, bal_wire_connect_async);
  g_task_set_task_data (task, dial, dial_free);
  if (dial->ascii && *dial->ascii)
    find_targets (task);
  else
    g_task_return_new_error (task, BAL_ERROR, BAL_ERROR_BAD_ADDRESS, "No domain: %s",
                             options->domain);
}

GIOStream *
bal_wire_connect_finish (GAsyncResult *result, BalWireReport **report, GError **error)
{
  Dial *dial = g_task_get_task_data (G_TASK (result));
  *report = g_steal_pointer (&dial->report);
  return g_task_propagate_pointer (G_TASK (result), error);
}
