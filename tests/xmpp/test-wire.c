#include "fake-resolver.h"
#include "tls-server.h"

#include "util/bal-error.h"
#include "xmpp/bal-wire.h"

#include <string.h>

#define FEATURES                                                                                   \
  "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
#define PROCEED "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define CLIENT_SRV "_xmpp-client._tcp.example.org"
#define DIRECT_SRV "_xmpps-client._tcp.example.org"

/* How one dial went. */
typedef struct
{
  GIOStream *stream;
  BalWireReport *report;
  GError *error;
  gboolean done;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_clear_object (&outcome->stream);
  bal_wire_report_free (outcome->report);
  g_clear_error (&outcome->error);
  g_free (outcome);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

/* Scripts of the server */

static void
hold (GIOStream *connection)
{
  tls_server_await (connection, "never");
}

static void
serve_tls (TlsServer *server, GIOStream *connection)
{
  g_autoptr (GIOStream) tls = tls_server_begin (server, connection);
  if (tls)
    hold (tls);
}

static void
script_direct (TlsServer *server, GIOStream *connection)
{
  serve_tls (server, connection);
}

static void
script_silent (TlsServer *server, GIOStream *connection)
{
  hold (connection);
}

static void
begin (GIOStream *connection, const char *features)
{
  tls_server_await (connection, ">");
  tls_server_await (connection, ">");
  tls_server_say (connection, tls_server_header);
  tls_server_say (connection, features);
}

static void
script_starttls (TlsServer *server, GIOStream *connection)
{
  begin (connection, FEATURES);
  tls_server_await (connection, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  tls_server_say (connection, PROCEED);
  serve_tls (server, connection);
}

static void
script_silent_after_header (TlsServer *server, GIOStream *connection)
{
  begin (connection, "");
  hold (connection);
}

static void
script_silent_in_tls (TlsServer *server, GIOStream *connection)
{
  begin (connection, FEATURES);
  tls_server_await (connection, "<starttls");
  tls_server_say (connection, PROCEED);
  hold (connection);
}

static void
script_no_tls (TlsServer *server, GIOStream *connection)
{
  begin (connection, "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                     "<mechanism>PLAIN</mechanism></mechanisms></stream:features>");
  hold (connection);
}

static void
script_old (TlsServer *server, GIOStream *connection)
{
  tls_server_await (connection, ">");
  tls_server_say (connection, "<stream:stream xmlns='jabber:client' id='1' "
                              "xmlns:stream='http://etherx.jabber.org/streams'>");
  hold (connection);
}

static void
script_failure (TlsServer *server, GIOStream *connection)
{
  begin (connection, FEATURES);
  tls_server_await (connection, "<starttls");
  tls_server_say (connection, "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>");
}

static void
script_behind (TlsServer *server, GIOStream *connection)
{
  begin (connection, FEATURES);
  tls_server_await (connection, "<starttls");
  tls_server_say (connection, PROCEED "<stream:features/>");
  hold (connection);
}

static void
script_space_behind (TlsServer *server, GIOStream *connection)
{
  begin (connection, FEATURES);
  tls_server_await (connection, "<starttls");
  tls_server_say (connection, PROCEED " ");
  hold (connection);
}

static void
script_proceed_unasked (TlsServer *server, GIOStream *connection)
{
  begin (connection, PROCEED);
  hold (connection);
}

static void
script_host_unknown (TlsServer *server, GIOStream *connection)
{
  begin (connection, "<stream:error><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>no</text>"
                     "<host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                     "</stream:stream>");
}

static void
script_shutdown (TlsServer *server, GIOStream *connection)
{
  begin (connection, "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                     "</stream:error></stream:stream>");
}

static void
script_html (TlsServer *server, GIOStream *connection)
{
  tls_server_say (connection, "HTTP/1.1 400 Bad Request\r\n\r\n<html></html>");
  hold (connection);
}

static void
script_much (TlsServer *server, GIOStream *connection)
{
  g_autofree char *blanks = g_strnfill (70 * 1024, ' ');
  begin (connection, blanks);
  hold (connection);
}

static void
script_hang_up (TlsServer *server, GIOStream *connection)
{
}

/* Dialling */

static void
on_connected (GObject *unused, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;
  outcome->stream = bal_wire_connect_finish (result, &outcome->report, &outcome->error);
  outcome->done = TRUE;
  g_assert_nonnull (outcome->report);
  g_assert_true (!outcome->stream == !!outcome->error);
}

static Outcome *
start (const BalWireOptions *options, GCancellable *cancellable)
{
  g_autofree char *ca = tls_server_file ("ca", ".pem");
  Outcome *outcome = g_new0 (Outcome, 1);
  BalWireOptions own = *options;
  own.domain = own.domain ? own.domain : "example.org";
  own.ca_file = own.ca_file ? own.ca_file : ca;
  bal_wire_connect_async (&own, cancellable, on_connected, outcome);
  return outcome;
}

static void
wait_for (Outcome *outcome)
{
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static Outcome *
dial (const BalWireOptions *options)
{
  Outcome *outcome = start (options, NULL);
  wait_for (outcome);
  return outcome;
}

static Outcome *
dial_server (TlsServer *server, gboolean direct)
{
  return dial (&(BalWireOptions){
      .host = "127.0.0.1", .port = tls_server_get_port (server), .direct_tls = direct });
}

static gboolean
has_step (const Outcome *outcome, const char *part)
{
  for (guint i = 0; i < outcome->report->steps->len; i++)
    if (strstr (g_ptr_array_index (outcome->report->steps, i), part))
      return TRUE;
  return FALSE;
}

/* Tests */

typedef struct
{
  const char *name;
  TlsServerScript script;
  gboolean direct;
  int error;
} Failure;

static const Failure failures[] = {
  { "no-tls", script_no_tls, FALSE, BAL_ERROR_NO_TLS },
  { "version-missing", script_old, FALSE, BAL_ERROR_NO_TLS },
  { "starttls-failure", script_failure, FALSE, BAL_ERROR_TLS },
  { "element-behind-proceed", script_behind, FALSE, BAL_ERROR_PROTOCOL },
  { "space-behind-proceed", script_space_behind, FALSE, BAL_ERROR_PROTOCOL },
  { "proceed-unasked", script_proceed_unasked, FALSE, BAL_ERROR_PROTOCOL },
  { "host-unknown", script_host_unknown, FALSE, BAL_ERROR_HOST_UNKNOWN },
  { "system-shutdown", script_shutdown, FALSE, BAL_ERROR_STREAM },
  { "html", script_html, FALSE, BAL_ERROR_PROTOCOL },
  { "much-clear-text", script_much, FALSE, BAL_ERROR_PROTOCOL },
  { "hang-up", script_hang_up, FALSE, BAL_ERROR_CLOSED },
  { "direct-to-html", script_html, TRUE, BAL_ERROR_TLS },
  { "direct-hang-up", script_hang_up, TRUE, BAL_ERROR_TLS },
  { "silent", script_silent, FALSE, BAL_ERROR_TIMED_OUT },
  { "silent-after-header", script_silent_after_header, FALSE, BAL_ERROR_TIMED_OUT },
  { "silent-in-tls", script_silent_in_tls, FALSE, BAL_ERROR_TIMED_OUT },
  { "direct-silent", script_silent, TRUE, BAL_ERROR_TIMED_OUT },
};

static void
test_failure (gconstpointer data)
{
  const Failure *failure = data;
  g_autoptr (TlsServer) server = tls_server_new (failure->script, "valid");
  guint ms = failure->error == BAL_ERROR_TIMED_OUT ? 200 : 0;
  g_autoptr (Outcome) outcome = dial (&(BalWireOptions){ .host = "127.0.0.1",
                                                         .port = tls_server_get_port (server),
                                                         .direct_tls = failure->direct,
                                                         .clear_ms = ms,
                                                         .tls_ms = ms });
  g_assert_error (outcome->error, BAL_ERROR, failure->error);
  g_assert_cmpuint (outcome->report->steps->len, >=, 2);
  g_assert_cmpuint (tls_server_count_connections (server), ==, 1);
}

static void
test_success (gconstpointer direct)
{
  gboolean is_direct = GPOINTER_TO_INT (direct);
  g_autoptr (TlsServer) server
      = tls_server_new (is_direct ? script_direct : script_starttls, "valid");
  g_autoptr (Outcome) outcome = dial_server (server, is_direct);
  BalWireReport *report = outcome->report;
  const char *alpn;
  g_assert_no_error (outcome->error);
  g_assert_true (G_IS_TLS_CONNECTION (outcome->stream));
  alpn = g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (outcome->stream));
  g_assert_cmpstr (alpn, ==, is_direct ? "xmpp-client" : NULL);
  g_assert_cmpstr (report->host, ==, "127.0.0.1");
  g_assert_cmpuint (report->port, ==, tls_server_get_port (server));
  g_assert_cmpint (report->direct_tls, ==, is_direct);
  g_assert_cmpstr (report->tls_version, ==, "TLS 1.3");
  g_assert_nonnull (report->ciphersuite);
  g_assert_cmpint (report->certificate->faults, ==, 0);
  g_assert_true (has_step (outcome, "connecting to 127.0.0.1:"));
  g_assert_true (has_step (outcome, "TLS 1.3"));
}

typedef struct
{
  const char *certificate;
  BalXCertificateFaults faults;
} Refusal;

static const Refusal refusals[] = {
  { "other", BAL_XCERTIFICATE_OTHER_NAME },
  { "expired", BAL_XCERTIFICATE_EXPIRED },
  { "early", BAL_XCERTIFICATE_NOT_YET_VALID },
  { "strange", BAL_XCERTIFICATE_UNKNOWN_CA },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (TlsServer) direct = tls_server_new (script_direct, refusal->certificate);
  g_autoptr (TlsServer) starttls = tls_server_new (script_starttls, refusal->certificate);
  g_autoptr (Outcome) first = dial_server (direct, TRUE);
  g_autoptr (Outcome) second = dial_server (starttls, FALSE);
  g_assert_error (first->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_error (second->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_cmpint (first->report->certificate->faults, ==, refusal->faults);
  g_assert_cmpint (second->report->certificate->faults, ==, refusal->faults);
}

static void
test_certificate_details (void)
{
  g_autoptr (TlsServer) server = tls_server_new (script_direct, "expired");
  g_autoptr (Outcome) outcome = dial_server (server, TRUE);
  BalXCertificate *certificate = outcome->report->certificate;
  g_autofree char *file = tls_server_file ("expired", ".crt");
  g_autofree char *command
      = g_strdup_printf ("openssl x509 -in %s -noout -fingerprint -sha256", file);
  g_autofree char *printed = NULL;
  g_autoptr (GError) error = NULL;
  static const char *const names[] = { "example.org", "chat.example.org", NULL };
  g_assert_cmpstrv (certificate->names, names);
  g_assert_cmpstr (certificate->issuer, ==, "CN=ca");
  g_assert_cmpint (certificate->not_before, ==, G_GINT64_CONSTANT (1577836800000000));
  g_assert_cmpint (certificate->not_after, ==, G_GINT64_CONSTANT (1580515200000000));
  g_spawn_command_line_sync (command, &printed, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (printed, certificate->sha256));
}

static Outcome *
dial_pinned (const char *certificate, const char *pin)
{
  g_autoptr (TlsServer) server = tls_server_new (script_direct, certificate);
  Outcome *outcome = dial (&(BalWireOptions){ .host = "127.0.0.1",
                                              .port = tls_server_get_port (server),
                                              .direct_tls = TRUE,
                                              .pin_sha256 = pin });
  g_clear_object (&outcome->stream);
  return outcome;
}

static void
test_pin (void)
{
  g_autoptr (Outcome) refused = dial_pinned ("strange", NULL);
  g_autofree char *pin = g_ascii_strdown (refused->report->certificate->sha256, -1);
  g_autoptr (Outcome) accepted = dial_pinned ("strange", pin);
  g_autoptr (Outcome) other = dial_pinned ("expired", pin);
  g_autoptr (Outcome) valid = dial_pinned ("valid", pin);
  g_autoptr (GString) bare = g_string_new (pin);
  g_autoptr (Outcome) accepted_bare = NULL;
  g_string_replace (bare, ":", "", 0);
  accepted_bare = dial_pinned ("strange", bare->str);
  g_assert_error (refused->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_no_error (accepted->error);
  g_assert_cmpint (accepted->report->certificate->faults, ==, BAL_XCERTIFICATE_UNKNOWN_CA);
  g_assert_no_error (accepted_bare->error);
  g_assert_error (other->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_cmpint (other->report->certificate->faults, ==,
                   BAL_XCERTIFICATE_EXPIRED | BAL_XCERTIFICATE_CHANGED);
  g_assert_no_error (valid->error);
}

static void
test_pin_is_whole (void)
{
  g_autoptr (Outcome) refused = dial_pinned ("strange", NULL);
  g_autofree char *part = g_strndup (refused->report->certificate->sha256, 20);
  g_autoptr (Outcome) partly = dial_pinned ("strange", part);
  g_autoptr (Outcome) empty = dial_pinned ("strange", "");
  g_assert_error (partly->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_error (empty->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
}

static void
test_unreachable (void)
{
  TlsServer *server = tls_server_new (script_direct, "valid");
  guint16 port = tls_server_get_port (server);
  g_autoptr (Outcome) outcome = NULL;
  tls_server_free (server);
  outcome = dial (&(BalWireOptions){ .host = "127.0.0.1", .port = port });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_UNREACHABLE);
}

static void
test_bad_ca_file (void)
{
  g_autoptr (TlsServer) server = tls_server_new (script_direct, "valid");
  g_autoptr (Outcome) outcome = dial (&(BalWireOptions){ .host = "127.0.0.1",
                                                         .port = tls_server_get_port (server),
                                                         .direct_tls = TRUE,
                                                         .ca_file = "/nonexistent.pem" });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_FAILED);
}

static void
test_bad_domain (void)
{
  g_autoptr (Outcome) outcome = dial (&(BalWireOptions){ .domain = "" });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_BAD_ADDRESS);
}

/* DNS */

typedef struct
{
  FakeResolver *resolver;
} Dns;

static void
set_up_dns (Dns *dns, gconstpointer unused)
{
  dns->resolver = fake_resolver_install ();
}

static void
tear_down_dns (Dns *dns, gconstpointer unused)
{
  fake_resolver_uninstall (dns->resolver);
}

static void
test_srv_direct (Dns *dns, gconstpointer unused)
{
  g_autoptr (TlsServer) server = tls_server_new (script_direct, "valid");
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "a.hosting.example", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "a.hosting.example",
                             tls_server_get_port (server), 5);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_no_error (outcome->error);
  g_assert_cmpstr (outcome->report->host, ==, "a.hosting.example");
  g_assert_true (outcome->report->direct_tls);
  g_assert_true (has_step (outcome, "SRV _xmpps-client._tcp.example.org: 5 0 "));
}

/* Both sets are one list: the middle priority is that of STARTTLS. */
static void
test_srv_order (Dns *dns, gconstpointer unused)
{
  g_autoptr (TlsServer) closing = tls_server_new (script_hang_up, "valid");
  g_autoptr (TlsServer) starttls = tls_server_new (script_starttls, "valid");
  g_autoptr (TlsServer) unused_server = tls_server_new (script_direct, "valid");
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "a.example", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "a.example",
                             tls_server_get_port (unused_server), 30);
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "missing.example", 1, 5);
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "a.example", tls_server_get_port (closing),
                             10);
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, "a.example",
                             tls_server_get_port (starttls), 20);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_no_error (outcome->error);
  g_assert_false (outcome->report->direct_tls);
  g_assert_cmpuint (outcome->report->port, ==, tls_server_get_port (starttls));
  g_assert_cmpuint (tls_server_count_connections (closing), ==, 1);
  g_assert_cmpuint (tls_server_count_connections (unused_server), ==, 0);
  g_assert_true (has_step (outcome, "missing.example:1: "));
}

static void
test_srv_certificate_stops (Dns *dns, gconstpointer unused)
{
  g_autoptr (TlsServer) bad = tls_server_new (script_direct, "other");
  g_autoptr (TlsServer) good = tls_server_new (script_direct, "valid");
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "a.example", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "a.example", tls_server_get_port (bad), 1);
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "a.example", tls_server_get_port (good), 2);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_cmpuint (tls_server_count_connections (good), ==, 0);
}

/* The name in the certificate is that of the account, not the one that DNS gave. */
static void
test_srv_name_is_not_trusted (Dns *dns, gconstpointer unused)
{
  g_autoptr (TlsServer) server = tls_server_new (script_direct, "other");
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "example.com", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, "example.com",
                             tls_server_get_port (server), 1);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_CERTIFICATE);
  g_assert_cmpint (outcome->report->certificate->faults, ==, BAL_XCERTIFICATE_OTHER_NAME);
}

static void
test_srv_not_offered (Dns *dns, gconstpointer unused)
{
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "example.org", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, ".", 0, 0);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_NO_SERVER);
}

static void
test_srv_only_direct_not_offered (Dns *dns, gconstpointer unused)
{
  g_autoptr (TlsServer) server = tls_server_new (script_starttls, "valid");
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "a.example", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, DIRECT_SRV, ".", 0, 0);
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, "a.example", tls_server_get_port (server),
                             0);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_no_error (outcome->error);
}

static void
test_no_such_domain (Dns *dns, gconstpointer unused)
{
  g_autoptr (Outcome) outcome = dial (&(BalWireOptions){ 0 });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_NO_SERVER);
  g_assert_cmpstr (outcome->report->host, ==, "example.org");
  g_assert_cmpuint (outcome->report->port, ==, 5222);
}

static void
test_dns_silent (Dns *dns, gconstpointer unused)
{
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, "silent", 0, 0);
  fake_resolver_add_host (dns->resolver, "example.org", "silent");
  outcome = dial (&(BalWireOptions){ .dns_ms = 100, .tcp_ms = 100 });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_UNREACHABLE);
}

static void
test_most_telling_error (Dns *dns, gconstpointer unused)
{
  g_autoptr (TlsServer) server = tls_server_new (script_host_unknown, "valid");
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_host (dns->resolver, "a.example", "127.0.0.1");
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, "a.example", tls_server_get_port (server),
                             0);
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, "missing.example", 1, 1);
  outcome = dial (&(BalWireOptions){ 0 });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_HOST_UNKNOWN);
}

static void
test_international_domain (Dns *dns, gconstpointer unused)
{
  g_autoptr (Outcome) outcome = dial (&(BalWireOptions){ .domain = "bücher.example" });
  g_assert_error (outcome->error, BAL_ERROR, BAL_ERROR_NO_SERVER);
  g_assert_cmpstr (outcome->report->host, ==, "xn--bcher-kva.example");
}

/* Cancelling and waiting */

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
test_cancel (gconstpointer data)
{
  const Failure *silence = data;
  g_autoptr (TlsServer) server = tls_server_new (silence->script, "valid");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Outcome) outcome = start (&(BalWireOptions){ .host = "127.0.0.1",
                                                          .port = tls_server_get_port (server),
                                                          .direct_tls = silence->direct },
                                       cancellable);
  pass_time (50);
  g_assert_false (outcome->done);
  g_cancellable_cancel (cancellable);
  wait_for (outcome);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_at_once (Dns *dns, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Outcome) outcome = NULL;
  fake_resolver_add_service (dns->resolver, CLIENT_SRV, "silent", 0, 0);
  outcome = start (&(BalWireOptions){ 0 }, cancellable);
  g_assert_false (outcome->done);
  g_cancellable_cancel (cancellable);
  wait_for (outcome);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_handshakes_at_once (void)
{
  g_autoptr (TlsServer) silent = tls_server_new (script_silent, "valid");
  g_autoptr (TlsServer) good = tls_server_new (script_direct, "valid");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BalWireOptions options = { .host = "127.0.0.1",
                             .port = tls_server_get_port (silent),
                             .direct_tls = TRUE,
                             .tls_ms = 600 };
  Outcome *stuck[4];
  g_autoptr (Outcome) cancelled = NULL;
  g_autoptr (Outcome) last = NULL;
  for (guint i = 0; i < 4; i++)
    stuck[i] = start (&options, NULL);
  pass_time (100);
  options.port = tls_server_get_port (good);
  cancelled = start (&options, cancellable);
  last = start (&options, NULL);
  pass_time (100);
  g_cancellable_cancel (cancellable);
  wait_for (cancelled);
  g_assert_error (cancelled->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (stuck[0]->done || last->done);
  wait_for (last);
  g_assert_no_error (last->error);
  g_assert_true (stuck[0]->done);
  for (guint i = 0; i < 4; i++)
    {
      wait_for (stuck[i]);
      g_assert_error (stuck[i]->error, BAL_ERROR, BAL_ERROR_TIMED_OUT);
      outcome_free (stuck[i]);
    }
}

static void
add_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strconcat ("/wire/failure/", failures[i].name, NULL);
      g_autofree char *cancel = g_strconcat ("/wire/cancel/", failures[i].name, NULL);
      g_test_add_data_func (path, failures + i, test_failure);
      if (failures[i].error == BAL_ERROR_TIMED_OUT)
        g_test_add_data_func (cancel, failures + i, test_cancel);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/wire/certificate/", refusals[i].certificate, NULL);
      g_test_add_data_func (path, refusals + i, test_refusal);
    }
}

#define ADD_DNS(path, function)                                                                    \
  g_test_add ("/wire/dns/" path, Dns, NULL, set_up_dns, function, tear_down_dns)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/wire/direct", GINT_TO_POINTER (TRUE), test_success);
  g_test_add_data_func ("/wire/starttls", GINT_TO_POINTER (FALSE), test_success);
  add_tables ();
  g_test_add_func ("/wire/certificate/details", test_certificate_details);
  g_test_add_func ("/wire/certificate/pin", test_pin);
  g_test_add_func ("/wire/certificate/pin-is-whole", test_pin_is_whole);
  g_test_add_func ("/wire/unreachable", test_unreachable);
  g_test_add_func ("/wire/bad-ca-file", test_bad_ca_file);
  g_test_add_func ("/wire/bad-domain", test_bad_domain);
  g_test_add_func ("/wire/handshakes-at-once", test_handshakes_at_once);
  ADD_DNS ("direct", test_srv_direct);
  ADD_DNS ("order", test_srv_order);
  ADD_DNS ("certificate-stops", test_srv_certificate_stops);
  ADD_DNS ("name-is-not-trusted", test_srv_name_is_not_trusted);
  ADD_DNS ("not-offered", test_srv_not_offered);
  ADD_DNS ("only-direct-not-offered", test_srv_only_direct_not_offered);
  ADD_DNS ("no-such-domain", test_no_such_domain);
  ADD_DNS ("silent", test_dns_silent);
  ADD_DNS ("most-telling-error", test_most_telling_error);
  ADD_DNS ("international-domain", test_international_domain);
  ADD_DNS ("cancel", test_cancel_at_once);
  return g_test_run ();
}
