#define G_LOG_DOMAIN "bal-starttls"

#include "xmpp/bal-starttls.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-deadline.h"
#include "xmpp/bal-guard.h"
#include "xmpp/bal-xml.h"

#include <strophe.h>

#define READ_SIZE 4096
#define ROOT "<stream:stream xmlns='" BAL_NS_CLIENT "' xmlns:stream='" BAL_NS_STREAM "'>"

typedef struct
{
  GIOStream *stream;
  BalDeadline *deadline;
  BalGuard *guard;
  xmpp_ctx_t *ctx;
  GString *clean;
  GString *request; /* being written */
  gsize total;
  gboolean asked;
  gboolean proceed;
  char buffer[READ_SIZE];
} Talk;

static void
talk_free (gpointer data)
{
  Talk *talk = data;
  g_object_unref (talk->stream);
  bal_deadline_end (talk->deadline);
  bal_guard_free (talk->guard);
  xmpp_ctx_free (talk->ctx);
  g_string_free (talk->clean, TRUE);
  g_string_free (talk->request, TRUE);
  g_free (talk);
}

static void
fail (GTask *task, GError *error)
{
  Talk *talk = g_task_get_task_data (task);
  gboolean passed = bal_deadline_end (g_steal_pointer (&talk->deadline));
  if (passed)
    {
      g_clear_error (&error);
      error = g_error_new_literal (BAL_ERROR, BAL_ERROR_TIMED_OUT,
                                   "The server did not answer before TLS");
    }
  else if (error->domain != BAL_ERROR
           && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr (GError) cause = error;
      error = g_error_new (BAL_ERROR, BAL_ERROR_CLOSED, "Before TLS: %s", cause->message);
    }
  g_task_return_error (task, error);
}

static GError *
stream_error (xmpp_stanza_t *element)
{
  for (xmpp_stanza_t *child = xmpp_stanza_get_children (element); child;
       child = xmpp_stanza_get_next (child))
    {
      const char *name = xmpp_stanza_get_name (child);
      if (!name || g_strcmp0 (xmpp_stanza_get_ns (child), BAL_NS_STREAM_ERRORS) != 0
          || g_str_equal (name, "text"))
        continue;
      return g_error_new (BAL_ERROR,
                          g_str_equal (name, "host-unknown") ? BAL_ERROR_HOST_UNKNOWN
                                                             : BAL_ERROR_STREAM,
                          "%s (before TLS)", name);
    }
  return g_error_new_literal (BAL_ERROR, BAL_ERROR_STREAM, "undefined-condition (before TLS)");
}

/* Returns why not to go on, or NULL. */
static GError *
take_element (Talk *talk, xmpp_stanza_t *element)
{
  const char *name = xmpp_stanza_get_name (element), *space = xmpp_stanza_get_ns (element);
  gboolean of_stream = g_strcmp0 (space, BAL_NS_STREAM) == 0;
  gboolean of_tls = g_strcmp0 (space, BAL_NS_TLS) == 0;
  if (of_stream && g_strcmp0 (name, "error") == 0)
    return stream_error (element);
  if (of_stream && g_strcmp0 (name, "features") == 0 && !talk->asked)
    {
      if (!xmpp_stanza_get_child_by_name_and_ns (element, "starttls", BAL_NS_TLS))
        return g_error_new_literal (BAL_ERROR, BAL_ERROR_NO_TLS, "The server offers no STARTTLS");
      g_string_assign (talk->request, "<starttls xmlns='" BAL_NS_TLS "'/>");
      talk->asked = TRUE;
      return NULL;
    }
  if (of_tls && talk->asked && g_strcmp0 (name, "proceed") == 0)
    {
      talk->proceed = TRUE;
      return NULL;
    }
  if (of_tls && talk->asked && g_strcmp0 (name, "failure") == 0)
    return g_error_new_literal (BAL_ERROR, BAL_ERROR_TLS, "The server refused to begin TLS");
  return g_error_new (BAL_ERROR, BAL_ERROR_PROTOCOL, "Before TLS the server sent <%s/>", name);
}

static GError *
take_text (Talk *talk)
{
  g_autofree char *text = g_strconcat (ROOT, talk->clean->str, "</stream:stream>", NULL);
  xmpp_stanza_t *root = xmpp_stanza_new_from_string (talk->ctx, text);
  GError *error;
  if (!root || !xmpp_stanza_get_children (root))
    error = g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "The server cannot be understood");
  else
    error = take_element (talk, xmpp_stanza_get_children (root));
  if (root)
    xmpp_stanza_release (root);
  return error;
}

static GError *
check_stream (Talk *talk)
{
  const BalStreamHeader *header = bal_guard_get_header (talk->guard);
  if (bal_guard_has_ended (talk->guard))
    return g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "The server ended the stream");
  /* RFC 6120, 4.7.5: without a version there are no features. */
  if (header && !header->version)
    return g_error_new_literal (BAL_ERROR, BAL_ERROR_NO_TLS, "The server is older than XMPP 1.0");
  return NULL;
}

/* One byte at a time, because not one may follow <proceed/>. */
static GError *
take_byte (Talk *talk, const char *byte)
{
  g_autoptr (GError) cause = NULL;
  if (talk->proceed)
    return g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "There is clear text behind TLS");
  g_string_truncate (talk->clean, 0);
  if (!bal_guard_feed (talk->guard, byte, 1, talk->clean, &cause))
    return g_error_new (BAL_ERROR, BAL_ERROR_PROTOCOL, "Before TLS: %s", cause->message);
  if (bal_guard_pop_size (talk->guard) > 0)
    return take_text (talk);
  return talk->clean->len > 0 ? check_stream (talk) : NULL;
}

static GError *
take_bytes (Talk *talk, gssize n)
{
  GError *error = NULL;
  talk->total += n;
  if (n == 0)
    error = g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "The server hung up before TLS");
  else if (talk->total > BAL_LIMIT_CLEAR_BYTES)
    error = g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, "Too much clear text before TLS");
  for (gssize i = 0; i < n && !error; i++)
    error = take_byte (talk, talk->buffer + i);
  return error;
}

static void go_on (GTask *task);

static void
on_read (GObject *input, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Talk *talk = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (input), result, &error);
  if (n >= 0)
    error = take_bytes (talk, n);
  if (error)
    fail (task, error);
  else if (talk->proceed)
    g_task_return_boolean (task, TRUE);
  else
    go_on (g_steal_pointer (&task));
}

static void
on_written (GObject *output, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Talk *talk = g_task_get_task_data (task);
  GError *error = NULL;
  g_string_truncate (talk->request, 0);
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL, &error))
    go_on (g_steal_pointer (&task));
  else
    fail (task, error);
}

/* Sends what is to be sent, then waits for more. Takes @task. */
static void
go_on (GTask *task)
{
  Talk *talk = g_task_get_task_data (task);
  GCancellable *cancellable = bal_deadline_get_cancellable (talk->deadline);
  if (talk->request->len > 0)
    g_output_stream_write_all_async (g_io_stream_get_output_stream (talk->stream),
                                     talk->request->str, talk->request->len, G_PRIORITY_DEFAULT,
                                     cancellable, on_written, task);
  else
    g_input_stream_read_async (g_io_stream_get_input_stream (talk->stream), talk->buffer,
                               sizeof talk->buffer, G_PRIORITY_DEFAULT, cancellable, on_read, task);
}

void
bal_starttls_async (GIOStream *stream,
                    const char *domain,
                    guint ms,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Talk *talk = g_new0 (Talk, 1);
  g_task_set_source_tag (task, bal_starttls_async);
  g_task_set_task_data (task, talk, talk_free);
  talk->stream = g_object_ref (stream);
  talk->deadline = bal_deadline_new (cancellable, ms);
  talk->guard = bal_guard_new ();
  talk->ctx = xmpp_ctx_new (NULL, NULL);
  talk->clean = g_string_new (NULL);
  /* RFC 6120, 4.7.1: our own address is not told before TLS. */
  talk->request = g_string_new ("<?xml version='1.0'?><stream:stream xmlns='" BAL_NS_CLIENT
                                "' xmlns:stream='" BAL_NS_STREAM "' version='1.0'");
  bal_xml_append_attribute (talk->request, "to", domain);
  g_string_append_c (talk->request, '>');
  go_on (task);
}

gboolean
bal_starttls_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
