#define G_LOG_DOMAIN "bal-source"

#include "xmpp/bal-source.h"

/* GDK redraws at G_PRIORITY_HIGH_IDLE + 20: a flood must not come before a frame. */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

typedef struct
{
  GSource base;
  GPollableInputStream *input;
  GPollableOutputStream *output;
  GSource *input_source;
  GSource *output_source;
  gpointer ours_tag;
  gpointer theirs_tag;
} BalSource;

static gboolean
bal_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static void
bal_source_finalize (GSource *source)
{
  BalSource *self = (BalSource *) source;
  g_clear_pointer (&self->input_source, g_source_unref);
  g_clear_pointer (&self->output_source, g_source_unref);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
}

static GSourceFuncs functions = {
  .dispatch = bal_source_dispatch,
  .finalize = bal_source_finalize,
};

static void
add_child (BalSource *self, GSource **child, GSource *made)
{
  g_source_set_dummy_callback (made);
  g_source_add_child_source (&self->base, made);
  *child = made;
}

static void
remove_child (BalSource *self, GSource **child)
{
  g_source_remove_child_source (&self->base, *child);
  g_clear_pointer (child, g_source_unref);
}

GSource *
bal_source_new (GIOStream *stream, int ours, int theirs)
{
  GSource *source = g_source_new (&functions, sizeof (BalSource));
  BalSource *self = (BalSource *) source;
  self->input = g_object_ref (G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream)));
  self->output = g_object_ref (G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)));
  self->ours_tag = g_source_add_unix_fd (source, ours, G_IO_IN);
  self->theirs_tag = g_source_add_unix_fd (source, theirs, G_IO_IN);
  g_source_set_static_name (source, "[balcony] link");
  g_source_set_priority (source, PRIORITY);
  return source;
}

void
bal_source_watch (GSource *source, gboolean input, gboolean output)
{
  BalSource *self = (BalSource *) source;
  if (input && !self->input_source)
    add_child (self, &self->input_source,
               g_pollable_input_stream_create_source (self->input, NULL));
  else if (!input && self->input_source)
    remove_child (self, &self->input_source);
  if (output && !self->output_source)
    add_child (self, &self->output_source,
               g_pollable_output_stream_create_source (self->output, NULL));
  else if (!output && self->output_source)
    remove_child (self, &self->output_source);
}

void
bal_source_forget_theirs (GSource *source)
{
  BalSource *self = (BalSource *) source;
  if (self->theirs_tag)
    g_source_remove_unix_fd (source, g_steal_pointer (&self->theirs_tag));
}

gboolean
bal_source_ours_is_readable (GSource *source)
{
  BalSource *self = (BalSource *) source;
  return g_source_query_unix_fd (source, self->ours_tag) != 0;
}

gboolean
bal_source_theirs_is_readable (GSource *source)
{
  BalSource *self = (BalSource *) source;
  return self->theirs_tag && g_source_query_unix_fd (source, self->theirs_tag) != 0;
}
