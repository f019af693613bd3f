#pragma once

#include "core/bal-client.h"

G_BEGIN_DECLS

/* Turns what happens in the client into desktop notifications: messages, notices of servers, friend
 * requests; takes them back when they are seen. Main thread.
 *
 * Properties: "muted" (gboolean): nothing new is shown.
 *
 * Signals, when the person clicked; @token is what gtk_window_set_startup_id() takes, or NULL:
 *   "open" (BalConversation, const char *token)
 *   "open-requests" (const char *token)
 *   "open-window" (const char *token)            the one that sums up many */
#define BAL_TYPE_ALERTS (bal_alerts_get_type ())
G_DECLARE_FINAL_TYPE (BalAlerts, bal_alerts, BAL, ALERTS, GObject)

BalAlerts *bal_alerts_new (BalClient *client);
/* The conversation that the person looks at: it raises nothing; NULL for none, or when the window is not
 * the active one. */
void bal_alerts_set_in_view (BalAlerts *self, BalConversation *conversation);
void bal_alerts_set_muted (BalAlerts *self, gboolean muted);
/* Before the program ends: takes everything back. */
void bal_alerts_stop_async (BalAlerts *self, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
