#define G_LOG_DOMAIN "bal-hangup"

#include "xmpp/bal-hangup.h"

#include "util/bal-limits.h"

typedef struct
{
  GCancellable *cancellable;
  GSource *timeout;
} Hangup;

static void
cut (GIOStream *stream)
{
  g_autoptr (GIOStream) base = NULL;
  if (G_IS_TLS_CONNECTION (stream))
    g_object_get (stream, "base-io-stream", &base, NULL);
  g_io_stream_close (base ? base : stream, NULL, NULL);
}

static void
on_closed (GObject *object, GAsyncResult *result, gpointer data)
{
  Hangup *hangup = data;
  if (!g_io_stream_close_finish (G_IO_STREAM (object), result, NULL))
    cut (G_IO_STREAM (object));
  g_source_destroy (hangup->timeout);
  g_source_unref (hangup->timeout);
  g_object_unref (hangup->cancellable);
  g_free (hangup);
}

static gboolean
on_timeout (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

void
bal_hangup (GIOStream *stream, gboolean politely)
{
  Hangup *hangup;
  if (!politely)
    {
      cut (stream);
      return;
    }
  hangup = g_new0 (Hangup, 1);
  hangup->cancellable = g_cancellable_new ();
  hangup->timeout = g_timeout_source_new (BAL_TIMEOUT_CLOSE);
  g_source_set_callback (hangup->timeout, on_timeout, hangup->cancellable, NULL);
  g_source_attach (hangup->timeout, g_main_context_get_thread_default ());
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, hangup->cancellable, on_closed, hangup);
}
