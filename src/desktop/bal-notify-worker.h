#pragma once

#include <glib-object.h>

#include "desktop/bal-notify-daemon.h"

/* The thread in which bal-notify-daemon.h waits for the notification daemon: one that hangs holds this
 * thread and nothing else. One worker a process at a time. Functions: any thread; none waits. */

typedef struct _BalNotifyWorker BalNotifyWorker;

/* Starts the thread. @func is called with @owner in the thread-default main context of the caller, as
 * long as @owner lives; the worker keeps only a weak reference to it. */
BalNotifyWorker *bal_notify_worker_new (GObject *owner, BalNotifyEventFunc func);

/* Queues; returns at once. Takes @notice. A waiting notice with the same key is replaced; when
 * BAL_NOTIFY_SHOWN jobs wait, the oldest is dropped. */
void bal_notify_worker_show (BalNotifyWorker *self, BalNotice *notice);
void bal_notify_worker_withdraw (BalNotifyWorker *self, const char *key);
void bal_notify_worker_withdraw_all (BalNotifyWorker *self);

/* Drops what waits, withdraws what is shown, ends the thread and then sends STOPPED. A daemon that
 * hangs delays that for as long as it hangs; the caller does not wait for it. Nothing is queued later. */
void bal_notify_worker_stop (BalNotifyWorker *self);

/* Gives up the caller's reference; call bal_notify_worker_stop() first. */
void bal_notify_worker_unref (BalNotifyWorker *self);
