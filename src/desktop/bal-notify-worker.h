#pragma once

#include <glib-object.h>

#include "desktop/bal-notice.h"

/* The thread that speaks with the notification daemon through libnotify, whose calls wait for the
 * daemon's answer: a daemon that hangs holds this thread and nothing else. libnotify's state is one a
 * process and belongs to this thread, so there is one worker a process at a time. */

typedef struct _BalNotifyWorker BalNotifyWorker;

typedef enum {
  BAL_NOTIFY_EVENT_ACTION,
  BAL_NOTIFY_EVENT_CLOSED,
  BAL_NOTIFY_EVENT_STOPPED,
} BalNotifyEventKind;

typedef struct {
  BalNotifyEventKind kind;
  char *key;    /* of the notice; NULL for STOPPED */
  char *action; /* ACTION: its id */
  char *token;  /* ACTION: activation token for the window, or NULL */
  guint reason; /* CLOSED: BalNoticeClosed */
} BalNotifyEvent;

typedef void (*BalNotifyEventFunc) (gpointer owner, const BalNotifyEvent *event);

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
