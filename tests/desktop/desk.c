#include "desk.h"

#include <glib/gstdio.h>

struct _DeskPeer {
  GSubprocess *process;
  GDataInputStream *out;
  GQueue lines;
  gboolean over;
  guint refs; /* the test's, and the read that waits */
};

static void
peer_unref (DeskPeer *peer)
{
  if (--peer->refs > 0)
    return;
  g_queue_clear_full (&peer->lines, g_free);
  g_object_unref (peer->out);
  g_object_unref (peer->process);
  g_free (peer);
}

static void
on_line (GObject *object, GAsyncResult *result, gpointer data)
{
  DeskPeer *peer = data;
  char *line = g_data_input_stream_read_line_finish (peer->out, result, NULL, NULL);

  if (!line)
    {
      peer->over = TRUE;
      peer_unref (peer);
      return;
    }
  g_queue_push_tail (&peer->lines, line);
  g_data_input_stream_read_line_async (peer->out, G_PRIORITY_DEFAULT, NULL, on_line, peer);
}

DeskPeer *
desk_peer_new (const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  DeskPeer *peer = g_new0 (DeskPeer, 1);

  peer->process = g_subprocess_newv (argv,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     &error);
  g_assert_no_error (error);
  peer->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (peer->process));
  peer->refs = 2;
  g_data_input_stream_read_line_async (peer->out, G_PRIORITY_DEFAULT, NULL, on_line, peer);
  return peer;
}

DeskPeer *
desk_mock_new (const char *role, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "mock.py", NULL);
  g_autofree char *ready = NULL;
  DeskPeer *peer;
  va_list args;

  g_ptr_array_add (argv, (char *) "python3");
  g_ptr_array_add (argv, path);
  g_ptr_array_add (argv, (char *) role);
  va_start (args, role);
  for (char *arg = va_arg (args, char *); arg; arg = va_arg (args, char *))
    g_ptr_array_add (argv, arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  peer = desk_peer_new ((const char *const *) argv->pdata);
  ready = desk_peer_expect (peer, "ready");
  return peer;
}

static char *
take_line (DeskPeer *peer, const char *part)
{
  char *line;

  while ((line = g_queue_pop_head (&peer->lines)))
    {
      if (strstr (line, part))
        return line;
      g_free (line);
    }
  return NULL;
}

char *
desk_peer_expect (DeskPeer *peer, const char *part)
{
  char *line = NULL;

  desk_wait_for ((line = line ? line : take_line (peer, part)));
  return line;
}

guint
desk_peer_count (DeskPeer *peer, const char *part)
{
  guint n = 0;

  for (GList *l = peer->lines.head; l; l = l->next)
    n += strstr (l->data, part) != NULL;
  return n;
}

void
desk_peer_tell (DeskPeer *peer, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strconcat (text, "\n", NULL);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (peer->process), line,
                                            strlen (line), NULL, NULL, NULL));
}

void
desk_peer_close (DeskPeer *peer, const char *text)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (peer->process);

  g_assert_true (g_output_stream_write_all (in, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (in, NULL, NULL));
}

void
desk_peer_end (DeskPeer *peer)
{
  g_subprocess_force_exit (peer->process);
  g_assert_true (g_subprocess_wait (peer->process, NULL, NULL));
  desk_wait_for (peer->over);
  peer_unref (peer);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
desk_turn (void)
{
  guint tick = g_timeout_add (10, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

void
desk_pass (guint milliseconds)
{
  gint64 until = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < until)
    desk_turn ();
}

typedef struct {
  char *out;
  gboolean done;
} Run;

static void
on_run (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  Run *run = data;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (object), result, &run->out, NULL, &error);
  g_assert_no_error (error);
  run->done = TRUE;
}

char *
desk_run (const char *command)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh",
                                                     "-c", command, NULL);
  Run run = { NULL };

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_run, &run);
  desk_wait_for (run.done);
  return run.out ? run.out : g_strdup ("");
}

static void
on_name (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  *(int *) data = TRUE;
}

static void
on_no_name (GDBusConnection *bus, const char *name, gpointer data)
{
  *(int *) data = FALSE;
}

void
desk_wait_name (const char *name, gboolean there)
{
  int known = -1;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, name, G_BUS_NAME_WATCHER_FLAGS_NONE, on_name,
                                  on_no_name, &known, NULL);

  desk_wait_for (known == there);
  g_bus_unwatch_name (watch);
}

char *
desk_shot (const char *name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "shots", NULL);
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  char *path = g_build_filename (folder, file, NULL);
  g_autofree char *command = g_strdup_printf ("import -window root '%s'", path);
  g_autofree char *out = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  out = desk_run (command);
  return path;
}

guint
desk_count_pixels (const char *png, const char *colour, const char *area)
{
  g_autofree char *command = g_strdup_printf (
      "convert '%s' %s%s -fill black +opaque '%s' -fill white -opaque '%s'"
      " -format '%%[fx:round(mean*w*h)]' info:",
      png, area ? "-crop " : "", area ? area : "", colour, colour);
  g_autofree char *out = desk_run (command);

  return g_ascii_strtoull (out, NULL, 10);
}
