#pragma once

#include <glib.h>

/* The writing half of the guard: collects one first-level element, without what may not pass, and
 * prunes it when it exceeds a limit. Names are as expat gives them with BAL_GUARD_SEPARATOR. */

#define BAL_GUARD_NS "urn:guard:0"
#define BAL_GUARD_SEPARATOR '\x1f' /* no XML 1.0 character: neither in a name nor in a namespace */

typedef struct _BalGuardWriter BalGuardWriter;

/* A name split at the separator. Borrows. */
typedef struct
{
  const char *space; /* @space_length bytes, not terminated */
  gsize space_length;
  const char *local;
} BalGuardName;

BalGuardName bal_guard_name (const char *name);
gboolean bal_guard_name_is_in (const BalGuardName *name, const char *space);

/* The value of the attribute with that name, or NULL. */
const char *bal_guard_attribute (const char **attributes, const char *name);

BalGuardWriter *bal_guard_writer_new (void);
void bal_guard_writer_free (BalGuardWriter *writer);

/* Our own bare address, or NULL. */
void bal_guard_writer_set_account (BalGuardWriter *writer, const char *bare_jid);

/* Forgets what is unfinished. */
void bal_guard_writer_reset (BalGuardWriter *writer);

/* An element begins or ends @depth elements below the stream (1: first-level), or text comes in the
 * last one that began. */
void bal_guard_writer_start (BalGuardWriter *writer,
                             guint depth,
                             const BalGuardName *name,
                             const char **attributes);
void bal_guard_writer_text (BalGuardWriter *writer, const char *text, gsize length);
void bal_guard_writer_end (BalGuardWriter *writer, guint depth, const BalGuardName *name);

/* Appends the first-level element that has just ended to @out; returns its size, without the spaces
 * behind it. */
gsize bal_guard_writer_release (BalGuardWriter *writer, GString *out);

/* Appends @longest_tag spaces, if that is more than a reader is sure to see at once: expat holds a
 * tag that took several reads back until as much again has come. */
void bal_guard_pad (GString *out, gsize longest_tag);
