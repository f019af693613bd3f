#pragma once

#include <gio/gio.h>

/* What the tests of the desktop layer share: other programs as peers, waiting, pictures of the screen. */

/* Another program that this test started, and what it writes. */
typedef struct _DeskPeer DeskPeer;

/* Starts a program; its standard output is read by lines, its errors go to the test's. */
DeskPeer *desk_peer_new (const char *const *argv);

/* Starts tests/desktop/mock.py with these arguments (NULL at the end) and waits until it is there. */
DeskPeer *desk_mock_new (const char *role, ...) G_GNUC_NULL_TERMINATED;

/* Waits for the next line that contains @part, skipping others; fails the test after DESK_PATIENCE. */
char *desk_peer_expect (DeskPeer *peer, const char *part);

/* Lines with @part that were written so far and not yet taken by desk_peer_expect(). */
guint desk_peer_count (DeskPeer *peer, const char *part);

/* Writes a line to its standard input. */
void desk_peer_tell (DeskPeer *peer, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Writes the last text, without a newline, and ends its standard input. */
void desk_peer_close (DeskPeer *peer, const char *text);

/* Kills and waits for it, and forgets it. */
void desk_peer_end (DeskPeer *peer);

#define DESK_PATIENCE 30 /* seconds, for what must happen */

/* Runs the main loop until @condition holds; fails the test when it does not in DESK_PATIENCE. */
#define desk_wait_for(condition)                                                                  \
  G_STMT_START                                                                                    \
  {                                                                                               \
    gint64 until_ = g_get_monotonic_time () + DESK_PATIENCE * G_USEC_PER_SEC;                      \
    while (!(condition) && g_get_monotonic_time () < until_)                                      \
      desk_turn ();                                                                               \
    g_assert_true (condition);                                                                    \
  }                                                                                               \
  G_STMT_END

/* One turn of the main loop, at most some milliseconds long. */
void desk_turn (void);

/* Runs the main loop for some time: for what must not happen. */
void desk_pass (guint milliseconds);

/* Runs a program to its end, while the main loop runs; gives what it wrote. */
char *desk_run (const char *command) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until somebody has this name on the session bus, or nobody. */
void desk_wait_name (const char *name, gboolean there);

/* Takes a picture of the screen, kept as shots/NAME.png in the build folder; gives its path. */
char *desk_shot (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* How many pixels of a picture have exactly this colour, as "#c01c28", within WxH+X+Y or NULL. */
guint desk_count_pixels (const char *png, const char *colour, const char *area);
