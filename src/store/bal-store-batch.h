#pragma once

#include "store/bal-store.h"

/* Jobs, and the transaction in which many of them run. */

typedef enum {
  BAL_STORE_JOB_OPEN,
  BAL_STORE_JOB_READ,
  BAL_STORE_JOB_WRITE,
  BAL_STORE_JOB_CLOSE,
} BalStoreJobKind;

/* Belongs to its task, which only the main thread touches. While it is in the queue and at work the
 * rest is the worker's. */
typedef struct {
  BalStoreJobKind kind;
  GTask *task;      /* owns this */
  BalStoreFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GError *error;    /* set by running */
} BalStoreJob;

/* FALSE with job->error. */
gboolean bal_store_job_run (BalStoreJob *job, BalDb *db);

/* The next write that waits, or NULL if there is none just now. */
typedef BalStoreJob *(*BalStoreNext) (gpointer data);

/* Runs the one job of @batch and what @next gives, up to BAL_STORE_BATCH_ROWS or _USEC, adds those to
 * @batch, and commits. A job that fails undoes itself alone; where the transaction fails, every job of
 * the batch has that error. */
void bal_store_batch_run (BalDb *db, GPtrArray *batch, BalStoreNext next, gpointer data);
