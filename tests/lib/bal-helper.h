#pragma once

#include <gio/gio.h>

/* For test programs that run beside a real server (tests/server/fixture.py): what the fixture said, and the
 * Python programs of this folder as processes that are told lines and answer with lines. All functions belong
 * to the main thread; whatever fails, or takes longer than 30 s, ends the test. */

/* The value of BAL_TEST_<name>, e.g. "DOMAIN"; never NULL. */
const char *bal_fixture (const char *name);

/* The value of BAL_TEST_<name> as a port. */
guint16 bal_fixture_port (const char *name);

/* Tells the server to do something (see tests/README.md): the words after `verb`, ended by NULL.
 * Returns: (transfer full): what it printed, without the last newline. */
char *bal_fixture_ctl (const char *verb, ...) G_GNUC_NULL_TERMINATED;

/* Runs the default main context until `done (data)`. `what` names it, should it never be. */
void bal_wait (gboolean (*done) (gpointer data), gpointer data, const char *what);

typedef struct _BalHelper BalHelper;

/* Starts tests/lib/<program>, e.g. "scripted.py", with these arguments, ended by NULL. What it prints is kept. */
BalHelper *bal_helper_new (const char *program, ...) G_GNUC_NULL_TERMINATED;

/* Starts peer.py logged in as `name` of the fixture's domain, with the resource "peer", and waits until it is. */
BalHelper *bal_helper_peer (const char *name);

/* Sends one line (a JSON object to scripted.py and proxy.py, a step to peer.py). */
void bal_helper_tell (BalHelper *helper, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Runs the main context until a line with `text` in it was printed since the last line that was waited for.
 * Returns: (transfer full): that line. */
char *bal_helper_wait (BalHelper *helper, const char *text);

/* The number of a field of a line, e.g. "port" of {"event": "listening", "port": 4711}; 0 without such a field. */
gint64 bal_helper_number (const char *line, const char *field);

/* The port that scripted.py or proxy.py listens on. To be called first. */
guint16 bal_helper_port (BalHelper *helper);

/* Ends the process by closing its input, and waits for it. */
void bal_helper_free (BalHelper *helper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalHelper, bal_helper_free)
