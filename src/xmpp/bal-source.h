#pragma once

#include <gio/gio.h>

/* The one GSource of a link: it watches a pollable stream and both ends of the local pair, and has a
 * ready time. Its callback is a GSourceFunc that is called for any of them, below the priority of
 * redrawing. It watches nothing of the stream at first. Owning thread's context only. */

/* @ours and @theirs are the descriptors, not owned. Unref with g_source_unref() after
 * g_source_destroy(). */
GSource *bal_source_new (GIOStream *stream, int ours, int theirs);

/* What of the stream is waited for. */
void bal_source_watch (GSource *source, gboolean input, gboolean output);

/* Stops watching the library's end: it has been closed. */
void bal_source_forget_theirs (GSource *source);

/* Whether there is something to read from that end, as of the last poll. */
gboolean bal_source_ours_is_readable (GSource *source);
gboolean bal_source_theirs_is_readable (GSource *source);
