/* Prints what the history view costs with 200,000 items that are made when they are asked for: the
 * time from the beginning of a frame to its painted end, and how many rows there are. */
#include <math.h>
#include <stdlib.h>

#include <adwaita.h>

#include "history-fixture.h"

#define ITEMS 200000

typedef struct
{
  HistoryFixture fixture;
  GArray *frames; /* double: ms */
  gint64 began;
  double step; /* px a frame; 0 for a fling */
  double start;
  double velocity;
  guint frame;
} Bench;

static void
on_before_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->began = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  double ms = (g_get_monotonic_time () - bench->began) / 1000.0;
  g_array_append_val (bench->frames, ms);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  const double friction = 4;
  bench->frame++;
  double gone = bench->velocity == 0
                    ? bench->step * bench->frame
                    : bench->velocity / friction * (1 - exp (-friction * bench->frame / 60));
  gtk_adjustment_set_value (bench->fixture.adjustment, bench->start - gone);
  return G_SOURCE_CONTINUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double
percentile (GArray *frames, double share)
{
  guint index = (guint)(share * (frames->len - 1) + 0.5);
  return g_array_index (frames, double, index);
}

static void
run (Bench *bench, const char *name, guint frames)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->fixture.window);
  bench->start = gtk_adjustment_get_value (bench->fixture.adjustment);
  bench->frame = 0;
  bench->frames = g_array_new (FALSE, FALSE, sizeof (double));
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), bench);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), bench);
  guint tick = gtk_widget_add_tick_callback (bench->fixture.scrolled, on_tick, bench, NULL);
  guint created = bench->fixture.created, bound = bench->fixture.bound;
  while (bench->frames->len < frames)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (bench->fixture.scrolled, tick);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  g_array_sort (bench->frames, compare_doubles);
  g_print (
      "%-28s p50 %5.1f  p95 %5.1f  p99 %5.1f  max %5.1f ms   rows %u of %u, bound %u, made %u\n",
      name, percentile (bench->frames, 0.5), percentile (bench->frames, 0.95),
      percentile (bench->frames, 0.99), percentile (bench->frames, 1),
      history_fixture_rows (&bench->fixture), history_fixture_widgets (&bench->fixture),
      bench->fixture.bound - bound, bench->fixture.created - created);
  g_array_unref (bench->frames);
}

static double
open_time (Bench *bench)
{
  gint64 began = g_get_monotonic_time ();
  bench->fixture = (HistoryFixture){ 0 };
  history_fixture_open_model (&bench->fixture, test_lazy_model_new (0, ITEMS));
  return (g_get_monotonic_time () - began) / 1000.0;
}

/* The window is there already, as when a conversation is chosen. */
static double
switch_time (Bench *bench, guint first_id)
{
  g_autoptr (GListModel) model = test_lazy_model_new (first_id, ITEMS);
  history_fixture_settle (&bench->fixture);
  gint64 began = g_get_monotonic_time ();
  bal_history_view_set_model (bench->fixture.view, model);
  history_fixture_frame (&bench->fixture);
  return (g_get_monotonic_time () - began) / 1000.0;
}

static double
jump_time (Bench *bench, guint position)
{
  history_fixture_settle (&bench->fixture);
  gint64 began = g_get_monotonic_time ();
  bal_history_view_scroll_to (bench->fixture.view, position, 0.3);
  history_fixture_frame (&bench->fixture);
  return (g_get_monotonic_time () - began) / 1000.0;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  gtk_init ();
  adw_init ();
  g_print ("window and first frame         first %.1f ms", open_time (&bench));
  history_fixture_close (&bench.fixture);
  g_print (", again %.1f ms\n", open_time (&bench));
  for (guint i = 0; i < 3; i++)
    g_print ("%s %.1f%s", i == 0 ? "another conversation          " : ",",
             switch_time (&bench, 1000 * i), i == 2 ? " ms\n" : "");
  for (guint i = 0; i < 3; i++)
    g_print ("%s %.1f%s", i == 0 ? "jump to a message             " : ",",
             jump_time (&bench, 30000 * (i + 1)), i == 2 ? " ms\n" : "");
  bal_history_view_scroll_to_end (bench.fixture.view);
  history_fixture_settle (&bench.fixture);
  bench.step = 80;
  run (&bench, "wheel, 80 px a frame", 400);
  bench.step = 700;
  run (&bench, "fast, 700 px a frame", 1200);
  bench.velocity = 16000;
  run (&bench, "fling, 16,000 px/s", 90);
  history_fixture_close (&bench.fixture);
  return EXIT_SUCCESS;
}
