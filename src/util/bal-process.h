#pragma once

#include <glib.h>

/* Keeps what is in memory (passwords, messages) from core files and from other programs of the same person. To be
 * called first thing, on the main thread. @uses_portals: outside of a sandbox a portal knows a program by what only
 * one that others may look into shows, so such a program is then only kept from core files. */
void bal_process_protect (gboolean uses_portals);
