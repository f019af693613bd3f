#define G_LOG_DOMAIN "bal-link"

#include "xmpp/bal-link.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-hangup.h"
#include "xmpp/bal-parser.h"
#include "xmpp/bal-queue.h"
#include "xmpp/bal-source.h"
#include "xmpp/bal-xml.h"

#define READ_SIZE (16 * 1024) /* a whole TLS record: nothing stays in the TLS library unseen */
#define STREAM_END "</stream:stream>"

struct _BalLink
{
  BalLinkEvents events;
  gpointer user_data;

  GIOStream *stream;
  GSource *source;
  BalGuard *guard;
  BalParser *parser;

  BalQueue inbound; /* clean XML for the parser */
  BalQueue outbound;
  gboolean output_blocked;
  gboolean output_over;
  gboolean input_over;
  GError *input_error; /* why input is over; the end, once the library has all before it */

  gint64 last_read;
  gint64 deadline; /* when we stop waiting for the server; 0: never */
  guint64 open;           /* the element that is unfinished, see bal_guard_get_open() */
  gint64 stanza_deadline; /* when it must be finished; 0: none is begun */
  gboolean paused;
  gboolean closing;
  gboolean aborted;
  gboolean awaiting_header;
  gboolean ended; /* decided; the closed event is due */
  GError *error;  /* how it ended; NULL: by </stream:stream> */
  gboolean in_turn;
  gboolean freed;
};

static void
wake (BalLink *self)
{
  if (self->source)
    g_source_set_ready_time (self->source, 0);
}

static void
end (BalLink *self, GError *error)
{
  if (self->ended)
    {
      g_clear_error (&error);
      return;
    }
  self->ended = TRUE;
  self->error = error;
  wake (self);
}

static void
end_protocol (BalLink *self, const char *message)
{
  end (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_PROTOCOL, message));
}

static GError *
closed_error (const char *message)
{
  return g_error_new (BAL_ERROR, BAL_ERROR_CLOSED, "The connection was lost: %s", message);
}

static void
send_stream_end (BalLink *self)
{
  if (!self->closing)
    g_string_append (self->outbound.bytes, STREAM_END);
  self->closing = TRUE;
}

static void
end_input (BalLink *self, GError *error)
{
  self->input_over = TRUE;
  self->input_error = error;
}

/* The parser */

static void
on_opened (gpointer data)
{
  BalLink *self = data;
  self->awaiting_header = FALSE;
  if (!self->ended)
    self->events.opened (self, bal_guard_get_header (self->guard), self->user_data);
}

static void
on_stanza (xmpp_stanza_t *stanza, gpointer data)
{
  BalLink *self = data;
  gsize bytes = bal_guard_pop_size (self->guard);
  if (self->ended)
    return;
  if (self->awaiting_header)
    end_protocol (self, "An element came where a stream header was due");
  else
    self->events.stanza (self, stanza, bytes, self->user_data);
}

static void
on_gone (gpointer data)
{
  BalLink *self = data;
  bal_source_forget_theirs (self->source);
  if (self->ended)
    return;
  if (bal_guard_has_ended (self->guard) && bal_queue_is_blank (&self->inbound))
    {
      send_stream_end (self);
      end (self, NULL);
    }
  else
    end_protocol (self, "The stream library has given the stream up");
}

/* The events of this may look at the queue or clear it. */
static void
feed_parser (BalLink *self)
{
  bal_queue_skip (&self->inbound,
                  bal_parser_feed (self->parser, bal_queue_peek (&self->inbound),
                                   bal_queue_get_length (&self->inbound)));
  bal_parser_run (self->parser);
}

/* The connection */

static void
guard_bytes (BalLink *self, const char *bytes, gsize length)
{
  GError *error = NULL;
  if (bal_guard_feed (self->guard, bytes, length, self->inbound.bytes, &error))
    return;
  /* The stream must not be resumed: tell the server so. */
  send_stream_end (self);
  end_input (self, error);
}

/* An element that never ends would keep the connection alive and useless for ever. */
static void
watch_open_element (BalLink *self)
{
  guint64 open = bal_guard_get_open (self->guard);

  if (open == self->open)
    return;
  self->open = open;
  self->stanza_deadline = open != 0 ? self->last_read + BAL_TIMEOUT_STANZA * G_TIME_SPAN_MILLISECOND : 0;
}

/* Returns whether something came. */
static gboolean
read_connection (BalLink *self)
{
  char buffer[READ_SIZE];
  g_autoptr (GError) error = NULL;
  GInputStream *input = g_io_stream_get_input_stream (self->stream);
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer,
                                                       sizeof buffer, NULL, &error);
  if (n > 0)
    {
      self->last_read = g_get_monotonic_time ();
      guard_bytes (self, buffer, n);
      watch_open_element (self);
      return TRUE;
    }
  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  end_input (self, closed_error (n == 0 ? "end of file" : error->message));
  return TRUE;
}

static void
give_up_sending (BalLink *self, const char *why)
{
  /* What the server said before it hung up is still to be read. */
  self->output_over = TRUE;
  self->deadline = g_get_monotonic_time () + BAL_TIMEOUT_CLOSE * G_TIME_SPAN_MILLISECOND;
  bal_queue_clear (&self->outbound);
  g_debug ("sending failed: %s", why);
}

/* Returns whether something went. */
static gboolean
write_connection (BalLink *self)
{
  g_autoptr (GError) error = NULL;
  GOutputStream *output = g_io_stream_get_output_stream (self->stream);
  gssize n;
  if (bal_queue_get_length (&self->outbound) == 0)
    return FALSE;
  n = g_pollable_output_stream_write_nonblocking (
      G_POLLABLE_OUTPUT_STREAM (output), bal_queue_peek (&self->outbound),
      MIN (bal_queue_get_length (&self->outbound), BAL_LIMIT_SEND_PIECE), NULL, &error);
  if (n > 0)
    {
      bal_queue_skip (&self->outbound, n);
      return TRUE;
    }
  self->output_blocked = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  if (!self->output_blocked)
    give_up_sending (self, error->message);
  return FALSE;
}

/* The turn */

/* A server that asks without end and does not read the answers gets no more of them. */
static gboolean
is_congested (BalLink *self)
{
  return !self->input_over && !self->output_over && bal_queue_get_length (&self->outbound) > BAL_LIMIT_OUTBOUND_QUEUE;
}

/* One piece of work on what comes; returns whether there may be more. Nothing is read while the
 * library has not had all that was read before. */
static gboolean
step_input (BalLink *self)
{
  if (self->ended || self->paused || is_congested (self))
    return FALSE;
  if (bal_queue_get_length (&self->inbound) > 0)
    feed_parser (self);
  else if (self->input_over)
    end (self, g_steal_pointer (&self->input_error));
  else
    return read_connection (self);
  return !self->ended;
}

static gboolean
step_output (BalLink *self)
{
  return self->stream && !self->aborted && !self->output_over && write_connection (self);
}

/* Works until there is nothing to do or the turn is used up; returns whether there is more. */
static gboolean
work (BalLink *self)
{
  gint64 until = g_get_monotonic_time () + BAL_DISPATCH_BUDGET_USEC;
  gboolean input, output;
  do
    {
      input = step_input (self);
      output = step_output (self);
    }
  while ((input || output) && g_get_monotonic_time () < until);
  return input || output;
}

static void
tear_down (BalLink *self)
{
  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->parser, bal_parser_free);
  if (self->stream)
    bal_hangup (self->stream, self->closing && !self->aborted && !self->output_over);
  g_clear_object (&self->stream);
}

static void
destroy (BalLink *self)
{
  tear_down (self);
  bal_guard_free (self->guard);
  bal_queue_free (&self->inbound);
  bal_queue_free (&self->outbound);
  g_clear_error (&self->error);
  g_clear_error (&self->input_error);
  g_free (self);
}

static void
finish (BalLink *self)
{
  while (step_output (self))
    ;
  tear_down (self);
  if (!self->freed)
    self->events.closed (self, self->error, self->user_data);
}

/* The earlier of the two; 0: nothing to wait for. Time does not run while we do not read. */
static gint64
next_deadline (BalLink *self)
{
  gint64 stanza = self->paused ? 0 : self->stanza_deadline;

  if (self->deadline == 0 || stanza == 0)
    return MAX (self->deadline, stanza);
  return MIN (self->deadline, stanza);
}

static void
wait_for_more (BalLink *self, gboolean more)
{
  gboolean has_output = bal_queue_get_length (&self->outbound) > 0 && !self->output_over;
  bal_source_watch (self->source, !self->paused && !self->input_over && !is_congested (self),
                    has_output && self->output_blocked);
  if (more)
    wake (self);
  else if (next_deadline (self) > 0)
    g_source_set_ready_time (self->source, next_deadline (self));
}

static gboolean
on_turn (gpointer data)
{
  BalLink *self = data;
  gboolean more;
  self->in_turn = TRUE;
  g_source_set_ready_time (self->source, -1);
  if (bal_source_ours_is_readable (self->source))
    bal_parser_drop_output (self->parser);
  if (bal_source_theirs_is_readable (self->source))
    bal_parser_run (self->parser);
  more = work (self);
  if (next_deadline (self) > 0 && g_get_monotonic_time () >= next_deadline (self))
    end (self, closed_error ("the server did not answer in time"));
  if (self->ended)
    finish (self);
  else
    wait_for_more (self, more);
  self->in_turn = FALSE;
  if (self->freed)
    destroy (self);
  return G_SOURCE_CONTINUE;
}

BalLink *
bal_link_new (GIOStream *stream, const BalLinkEvents *events, gpointer user_data, GError **error)
{
  static const BalParserEvents parser_events = { on_opened, on_stanza, on_gone };
  BalLink *self = g_new0 (BalLink, 1);
  self->events = *events;
  self->user_data = user_data;
  self->guard = bal_guard_new ();
  bal_queue_init (&self->inbound);
  bal_queue_init (&self->outbound);
  self->last_read = g_get_monotonic_time ();
  self->parser = bal_parser_new (&parser_events, self, error);
  if (!self->parser)
    {
      destroy (self);
      return NULL;
    }
  self->stream = g_object_ref (stream);
  self->source = bal_source_new (stream, bal_parser_get_our_fd (self->parser),
                                 bal_parser_get_library_fd (self->parser));
  g_source_set_callback (self->source, on_turn, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
bal_link_free (BalLink *self)
{
  if (!self)
    return;
  self->freed = TRUE;
  self->aborted = !self->closing;
  end (self, NULL);
  if (self->in_turn)
    return;
  finish (self);
  destroy (self);
}

void
bal_link_open_stream (BalLink *self, const char *to_domain, const char *from, const char *lang)
{
  GString *out = self->outbound.bytes;
  if (self->ended || self->closing)
    return;
  if (!bal_queue_is_blank (&self->inbound))
    {
      end_protocol (self, "The server did not wait for the new stream");
      return;
    }
  bal_queue_clear (&self->inbound);
  bal_guard_restart (self->guard);
  self->awaiting_header = TRUE;
  bal_parser_restart (self->parser);
  g_string_append (out, "<?xml version='1.0'?><stream:stream xmlns='" BAL_NS_CLIENT
                        "' xmlns:stream='" BAL_NS_STREAM "' version='1.0'");
  bal_xml_append_attribute (out, "to", to_domain);
  if (from)
    bal_xml_append_attribute (out, "from", from);
  if (lang)
    bal_xml_append_attribute (out, "xml:lang", lang);
  g_string_append_c (out, '>');
  wake (self);
}

void
bal_link_set_account (BalLink *self, const char *bare_jid)
{
  bal_guard_set_account (self->guard, bare_jid);
}

void
bal_link_send (BalLink *self, const char *xml)
{
  if (self->ended || self->closing || self->output_over)
    return;
  bal_xml_append_clean (self->outbound.bytes, xml);
  wake (self);
}

void
bal_link_set_paused (BalLink *self, gboolean paused)
{
  self->paused = paused && !self->closing;
  wake (self);
}

void
bal_link_close (BalLink *self)
{
  if (self->ended || self->closing)
    return;
  send_stream_end (self);
  self->paused = FALSE;
  self->deadline = g_get_monotonic_time () + BAL_TIMEOUT_CLOSE * G_TIME_SPAN_MILLISECOND;
  wake (self);
}

void
bal_link_abort (BalLink *self)
{
  if (self->ended)
    return;
  self->aborted = TRUE;
  bal_queue_clear (&self->outbound);
  end (self, closed_error ("ended by us"));
}

gint64
bal_link_get_last_read (BalLink *self)
{
  return self->last_read;
}

gsize
bal_link_get_unsent (BalLink *self)
{
  return bal_queue_get_length (&self->outbound);
}
