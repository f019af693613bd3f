#pragma once

#include <gio/gio.h>

#include "desktop/bal-notice.h"

/* Desktop notifications: one for each key, replaced and withdrawn by key. At most one new banner each
 * BAL_NOTIFY_INTERVAL_MS; what comes faster waits (the newest of each key), and when more than
 * BAL_NOTIFY_WAITING keys wait, one summary stands for them all. A daemon that is missing, dies or
 * hangs costs notifications and nothing else; when it is back they come again.
 * One object a process. All functions and signals: main thread; nothing blocks.
 *
 * Signals:
 *   action (const char *key, const char *action, const char *token)
 *     The notification or one of its buttons was clicked: @action is "default" or the id of a button,
 *     @token what gtk_window_set_startup_id() takes, or NULL.
 *   closed (const char *key, BalNoticeClosed reason)
 *     Not after a withdrawal. After GONE nothing is known to be visible under @key.
 *
 * Property "muted": new notices are dropped; what is visible stays. */

#define BAL_TYPE_NOTIFIER (bal_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BalNotifier, bal_notifier, BAL, NOTIFIER, GObject)

#define BAL_NOTICE_ACTION_DEFAULT "default"
#define BAL_NOTICE_KEY_SUMMARY "summary" /* the key that the summary's signals carry */

typedef enum {
  BAL_NOTICE_CLOSED_EXPIRED = 1,
  BAL_NOTICE_CLOSED_DISMISSED = 2,
  BAL_NOTICE_CLOSED_WITHDRAWN = 3,
  BAL_NOTICE_CLOSED_GONE = 4, /* the daemon went away, or could not show it */
} BalNoticeClosed;

/* Gives the texts, to be freed with g_free(), of the one notification that stands for @n_keys keys. */
typedef void (*BalNoticeSummaryFunc) (guint n_keys, char **title, char **body, gpointer user_data);

/* @summary is needed; @destroy frees @user_data with the object, or is NULL. */
BalNotifier *bal_notifier_new (BalNoticeSummaryFunc summary,
                               gpointer user_data,
                               GDestroyNotify destroy);

/* Shows @notice, or replaces what is shown or waits under its key. Copies. */
void bal_notifier_show (BalNotifier *self, const BalNotice *notice);

/* Takes back what is shown or waits under @key, for example because it was read; unknown keys are fine. */
void bal_notifier_withdraw (BalNotifier *self, const char *key);

/* Takes back everything. */
void bal_notifier_withdraw_all (BalNotifier *self);

gboolean bal_notifier_get_muted (BalNotifier *self);
void bal_notifier_set_muted (BalNotifier *self, gboolean muted);

/* For the end of the program: takes back everything, since nobody would answer a click any more, and
 * completes when that is done or after BAL_TIMEOUT_NOTIFY_STOP. Nothing is shown from then on.
 * Errors: BAL_ERROR_TIMED_OUT, G_IO_ERROR_CANCELLED; both may be ignored. */
void bal_notifier_stop_async (BalNotifier *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean bal_notifier_stop_finish (BalNotifier *self, GAsyncResult *result, GError **error);
