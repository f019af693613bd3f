#pragma once

#include <glib.h>

/* A file system for SQLite, in front of the real one, whose writes fail when the test says so. */

typedef enum {
  FAULT_FULL,  /* writing: the disk is full */
  FAULT_IO,    /* writing: an input/output error */
  FAULT_SYNC,  /* fsync fails */
} Fault;

/* Makes it the default of the process. */
void fault_vfs_register (void);

/* Counting from now, the operation number @after (from 0) of the kind of @fault fails, and with
 * @lasting all after it, too. */
void fault_vfs_arm (Fault fault, int after, gboolean lasting);
void fault_vfs_disarm (void);
/* From now on keeps FILE.synced beside each file that is synced: what a power cut leaves, where it
 * takes every write that was not synced. FALSE ends it. */
void fault_vfs_keep_synced (gboolean keep);

/* Operations that failed since it was armed. */
int fault_vfs_get_n_failed (void);
