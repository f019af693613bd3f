#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Somebody asks to see the person's presence and to be in their list (RFC 6121 3.1). It stays until it
 * is answered, across restarts. Main thread.
 *
 * Properties: jid (bare), name (their own choice of name, one line, safe to show, never to be trusted;
 * NULL for none), message (safe to show; NULL for none), time (µs). */
#define BAL_TYPE_REQUEST (bal_request_get_type ())
G_DECLARE_FINAL_TYPE (BalRequest, bal_request, BAL, REQUEST, GObject)

const char *bal_request_get_jid (BalRequest *self);
const char *bal_request_get_name (BalRequest *self);
const char *bal_request_get_message (BalRequest *self);
gint64 bal_request_get_time (BalRequest *self);
/* BalAccount that is asked; borrowed, NULL once it is gone. */
gpointer bal_request_get_account (BalRequest *self);

G_END_DECLS
