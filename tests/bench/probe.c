/* Looks into a GLib or GTK program from within its process, so that the program itself needs no switch for
 * it: preloaded (LD_PRELOAD), it prints to the descriptor of the environment variable BAL_PROBE_FD
 *
 *   window TIME        the first frame of the first window was painted
 *   frame TIME         and with BAL_PROBE_FRAMES each one after it, with how long it took
 *   stall MS MS        on SIGUSR2: the longest that the main loop was away since SIGUSR1, and the most that it
 *                      computed meanwhile: the rest of the time others had the processor
 *
 * Times are microseconds of the monotonic clock. The heartbeat that finds stalls runs between SIGUSR1 and
 * SIGUSR2 alone, so an idle program stays idle. */

#include <dlfcn.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BEAT_MS 4

typedef struct {
  int fd;
  gint64 last_beat;
  gint64 longest;
  gint64 last_cpu;
  gint64 longest_cpu;
  guint beat;
  gboolean painted;
  gint64 frame_start;
} Probe;

static Probe probe = { .fd = -1 };

static gint64
thread_cpu (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static gboolean
on_beat (gpointer data)
{
  gint64 now = g_get_monotonic_time ();
  gint64 cpu = thread_cpu ();

  probe.longest = MAX (probe.longest, now - probe.last_beat - BEAT_MS * 1000);
  probe.longest_cpu = MAX (probe.longest_cpu, cpu - probe.last_cpu);
  probe.last_beat = now;
  probe.last_cpu = cpu;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_begin (gpointer data)
{
  g_clear_handle_id (&probe.beat, g_source_remove);
  probe.longest = probe.longest_cpu = 0;
  probe.last_beat = g_get_monotonic_time ();
  probe.last_cpu = thread_cpu ();
  probe.beat = g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, on_beat, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_end (gpointer data)
{
  on_beat (NULL);
  g_clear_handle_id (&probe.beat, g_source_remove);
  dprintf (probe.fd, "stall %.1f %.1f\n", (double) probe.longest / 1000, (double) probe.longest_cpu / 1000);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_before_paint (gpointer clock)
{
  probe.frame_start = g_get_monotonic_time ();
  return TRUE;
}

static void
on_after_paint (gpointer clock)
{
  gint64 now = g_get_monotonic_time ();

  if (!probe.painted)
    dprintf (probe.fd, "window %" G_GINT64_FORMAT "\n", now);
  else if (getenv ("BAL_PROBE_FRAMES"))
    dprintf (probe.fd, "frame %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", now, now - probe.frame_start);
  probe.painted = TRUE;
}

/* By name, so that the probe needs no GTK where the program has none. */
static void
on_map (GObject *window)
{
  GObject *(*get_clock) (gpointer) = dlsym (RTLD_DEFAULT, "gtk_widget_get_frame_clock");
  GObject *clock = get_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
}

static void
on_window_added (GApplication *app, GObject *window)
{
  if (!probe.painted)
    g_signal_connect_after (window, "map", G_CALLBACK (on_map), NULL);
}

static void
begin (void)
{
  const char *fd = getenv ("BAL_PROBE_FD");

  if (!fd || probe.fd >= 0)
    return;
  probe.fd = atoi (fd);
  g_unix_signal_add (SIGUSR1, on_begin, NULL);
  g_unix_signal_add (SIGUSR2, on_end, NULL);
}

int
g_application_run (GApplication *app, int argc, char **argv)
{
  int (*real) (GApplication *, int, char **) = dlsym (RTLD_NEXT, "g_application_run");

  begin ();
  if (probe.fd >= 0 && g_signal_lookup ("window-added", G_OBJECT_TYPE (app)))
    g_signal_connect (app, "window-added", G_CALLBACK (on_window_added), NULL);
  return real (app, argc, argv);
}

gboolean
g_main_context_iteration (GMainContext *context, gboolean may_block)
{
  gboolean (*real) (GMainContext *, gboolean) = dlsym (RTLD_NEXT, "g_main_context_iteration");

  begin ();
  return real (context, may_block);
}
