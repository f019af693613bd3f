#define G_LOG_DOMAIN "bal-handshake"

#include "xmpp/bal-handshake.h"

#include "util/bal-error.h"
#include "xmpp/bal-deadline.h"
#include "xmpp/bal-gate.h"

typedef struct
{
  GIOStream *base;
  char *domain;
  char *ca_file;
  char *pin;
  gboolean direct_tls;
  guint ms;
  gboolean has_place;
  BalDeadline *deadline;
  GIOStream *tls;
  gulong handler;
  BalXCertificate *certificate;
} Handshake;

static void
handshake_free (gpointer data)
{
  Handshake *shake = data;
  bal_deadline_end (shake->deadline);
  if (shake->tls)
    g_signal_handler_disconnect (shake->tls, shake->handler);
  g_clear_object (&shake->tls);
  g_object_unref (shake->base);
  bal_xcertificate_free (shake->certificate);
  g_free (shake->domain);
  g_free (shake->ca_file);
  g_free (shake->pin);
  g_free (shake);
}

static void
leave_gate (Handshake *shake)
{
  if (shake->has_place)
    bal_gate_leave ();
  shake->has_place = FALSE;
}

static GError *
certificate_error (Handshake *shake)
{
  return g_error_new (BAL_ERROR, BAL_ERROR_CERTIFICATE,
                      "The certificate is not valid for %s (faults 0x%x, SHA-256 %s)",
                      shake->domain, shake->certificate->faults, shake->certificate->sha256);
}

static void
fail (GTask *task, GError *error)
{
  Handshake *shake = g_task_get_task_data (task);
  gboolean passed = bal_deadline_end (g_steal_pointer (&shake->deadline));
  g_autoptr (GError) cause = error;
  leave_gate (shake);
  if (passed)
    g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_TIMED_OUT,
                                     "The server did not answer in TLS");
  else if (error->domain == BAL_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&cause));
  else if (shake->certificate && shake->certificate->faults)
    g_task_return_error (task, certificate_error (shake));
  else
    g_task_return_new_error (task, BAL_ERROR, BAL_ERROR_TLS, "TLS: %s", cause->message);
}

/* Called only for a certificate that is not valid. It answers at once: a person is asked later, and
 * what they accept is dialled again with the pin. */
static gboolean
on_invalid_certificate (GTlsConnection *tls,
                        GTlsCertificate *leaf,
                        GTlsCertificateFlags flags,
                        gpointer data)
{
  Handshake *shake = data;
  gboolean pinned;
  bal_xcertificate_free (shake->certificate);
  shake->certificate = bal_xcertificate_new (leaf, flags);
  pinned = bal_xcertificate_matches (shake->certificate, shake->pin);
  if (!shake->certificate->faults)
    shake->certificate->faults = BAL_XCERTIFICATE_INVALID;
  if (shake->pin && !pinned)
    shake->certificate->faults |= BAL_XCERTIFICATE_CHANGED;
  return pinned;
}

static void
on_handshake (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Handshake *shake = g_task_get_task_data (task);
  GTlsConnection *tls = G_TLS_CONNECTION (object);
  GError *error = NULL;
  if (g_tls_connection_handshake_finish (tls, result, &error)
      && g_tls_connection_get_protocol_version (tls) < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    error = g_error_new_literal (BAL_ERROR, BAL_ERROR_TLS, "The server has no TLS 1.2 or later");
  if (error)
    {
      fail (task, error);
      return;
    }
  if (!shake->certificate)
    shake->certificate = bal_xcertificate_new (g_tls_connection_get_peer_certificate (tls), 0);
  leave_gate (shake);
  g_clear_pointer (&shake->deadline, bal_deadline_end);
  g_task_return_pointer (task, g_object_ref (tls), g_object_unref);
}

static void
on_made (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Handshake *shake = g_task_get_task_data (task);
  static const char *const protocols[] = { "xmpp-client", NULL };
  GError *error = NULL;
  shake->tls = g_task_propagate_pointer (G_TASK (result), &error);
  if (!shake->tls)
    {
      fail (task, error);
      return;
    }
  shake->handler = g_signal_connect (shake->tls, "accept-certificate",
                                     G_CALLBACK (on_invalid_certificate), shake);
  if (shake->direct_tls)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (shake->tls),
                                               (const char *const *) protocols);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (shake->tls), G_PRIORITY_DEFAULT,
                                    bal_deadline_get_cancellable (shake->deadline), on_handshake,
                                    g_steal_pointer (&task));
}

static GTlsDatabase *
open_database (const char *ca_file, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *path = g_canonicalize_filename (ca_file, NULL);
  GTlsDatabase *database = g_tls_file_database_new (path, &cause);
  if (!database)
    g_set_error (error, BAL_ERROR, BAL_ERROR_FAILED, "Cannot read the CA file: %s",
                 cause->message);
  return database;
}

/* In a thread: the object copies the system's list of authorities, which takes longer than a
 * frame. */
static void
make (GTask *task, gpointer unused, gpointer data, GCancellable *cancellable)
{
  Handshake *shake = data;
  GError *error = NULL;
  g_autoptr (GSocketConnectable) identity = g_network_address_new (shake->domain, 5222);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GIOStream) tls = NULL;
  if (shake->ca_file && !(database = open_database (shake->ca_file, &error)))
    {
      g_task_return_error (task, error);
      return;
    }
  tls = g_tls_client_connection_new (shake->base, identity, &error);
  if (!tls)
    {
      g_task_return_error (task, error);
      return;
    }
  if (database)
    g_tls_connection_set_database (G_TLS_CONNECTION (tls), database);
  g_task_return_pointer (task, g_steal_pointer (&tls), g_object_unref);
}

static void
on_place (GObject *unused, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Handshake *shake = g_task_get_task_data (task);
  g_autoptr (GTask) thread = NULL;
  GError *error = NULL;
  shake->has_place = bal_gate_enter_finish (result, &error);
  if (!shake->has_place)
    {
      fail (task, error);
      g_object_unref (task);
      return;
    }
  shake->deadline = bal_deadline_new (g_task_get_cancellable (task), shake->ms);
  thread = g_task_new (NULL, bal_deadline_get_cancellable (shake->deadline), on_made, task);
  g_task_set_source_tag (thread, make);
  /* @task holds it until on_made(). */
  g_task_set_task_data (thread, shake, NULL);
  g_task_run_in_thread (thread, make);
}

void
bal_handshake_async (GIOStream *base,
                     const BalHandshakeOptions *options,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Handshake *shake = g_new0 (Handshake, 1);
  g_task_set_source_tag (task, bal_handshake_async);
  g_task_set_task_data (task, shake, handshake_free);
  shake->base = g_object_ref (base);
  shake->domain = g_strdup (options->domain);
  shake->ca_file = g_strdup (options->ca_file);
  shake->pin = g_strdup (options->pin_sha256);
  shake->direct_tls = options->direct_tls;
  shake->ms = options->ms;
  bal_gate_enter_async (cancellable, on_place, task);
}

GIOStream *
bal_handshake_finish (GAsyncResult *result, BalXCertificate **certificate, GError **error)
{
  Handshake *shake = g_task_get_task_data (G_TASK (result));
  *certificate = g_steal_pointer (&shake->certificate);
  return g_task_propagate_pointer (G_TASK (result), error);
}
