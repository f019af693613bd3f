#pragma once

#include <gio/gio.h>

/* A profile's database: one file, DIRECTORY/balcony.db, one worker thread that owns the only
 * connection that writes, and a read-only connection for the pages that the main thread shows.
 *
 * Writes are jobs. The worker drains its queue into one transaction, commits with synchronous=FULL
 * and only then completes the jobs, in the order in which they were asked for, on the main context
 * of bal_store_open_async(): what a callback announces is on the disk. A burst of completions is
 * spread over several turns of the main loop.
 *
 * This file knows the thread and no table; each table family has its own bal-store-*.h. Everything
 * here is called on the thread of that main context. Errors are BAL_ERROR_STORE* or
 * G_IO_ERROR_CANCELLED; messages are for the log and never contain text of a conversation. */
#define BAL_TYPE_STORE (bal_store_get_type ())
G_DECLARE_FINAL_TYPE (BalStore, bal_store, BAL, STORE, GObject)

/* Completions run below redrawing, beside the work on the streams. */
#define BAL_STORE_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

/* One open connection, with its cache of statements (bal-db.h). */
typedef struct _BalDb BalDb;

/* Runs on the worker thread. @job is plain data: nothing else may touch it until the job completes.
 * It may run a second time after the first one's changes were rolled back, so it sets its results
 * anew each time. Returning FALSE undoes what it did, and nothing that other jobs did. */
typedef gboolean (*BalStoreFunc) (BalDb *db, gpointer job, GError **error);

/* Opens, or makes, the database of @directory, which gets mode 0700 and its files 0600. Absent
 * parents are made. Fails with
 *   BAL_ERROR_STORE_LOCKED     another program has the profile open (at once, without waiting)
 *   BAL_ERROR_STORE_NEWER      a newer version wrote it; nothing was touched
 *   BAL_ERROR_STORE_READ_ONLY  it cannot be written
 *   BAL_ERROR_STORE_FULL       the disk is full
 *   BAL_ERROR_STORE            anything else.
 * A database that is damaged or is not ours is renamed, never deleted, and a new one is made:
 * bal_store_get_set_aside(). Cancelling gives up waiting; the files are closed again. */
void bal_store_open_async (const char *directory,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
BalStore *bal_store_open_finish (GAsyncResult *result, GError **error);

/* The path to which a broken database was renamed by opening, or NULL. The person must be told. */
const char *bal_store_get_set_aside (BalStore *self);

/* Finishes every job asked for before, then tidies and closes. Jobs asked for afterwards fail with
 * BAL_ERROR_STORE. The last reference may be dropped without it: then the same happens, but
 * dropping waits for it. */
void bal_store_close_async (BalStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_store_close_finish (BalStore *self, GAsyncResult *result, GError **error);

/* Runs @func (@job) within a transaction on the worker. Takes @job; @free_job frees it after the
 * callback, or never if NULL. A write cannot be cancelled: whoever asked for it needs to know
 * whether it happened. _finish returns @job, borrowed for as long as @result lives, or NULL. */
void bal_store_write_async (BalStore *self,
                            BalStoreFunc func,
                            gpointer job,
                            GDestroyNotify free_job,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gpointer bal_store_write_finish (BalStore *self, GAsyncResult *result, GError **error);

/* The same outside any transaction, for queries: sees every write asked for before. Cancelling
 * skips the job when it has not begun and interrupts it when it has. */
void bal_store_read_async (BalStore *self,
                           BalStoreFunc func,
                           gpointer job,
                           GDestroyNotify free_job,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer bal_store_read_finish (BalStore *self, GAsyncResult *result, GError **error);

/* Jobs asked for and not yet completed. At BAL_STORE_QUEUE and beyond, sockets must not be read.
 * Signal BalStore::drained () is emitted when it falls below half of that after having reached
 * it. */
guint bal_store_get_queued (BalStore *self);

/* For table files: the main thread's connection, opened read-only. Sees what is committed, which
 * can be a little more than what has been announced. NULL once closing has begun. */
BalDb *bal_store_get_reader (BalStore *self);
