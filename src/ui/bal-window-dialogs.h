#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Actions of BalWindow that open dialogs: win.add-contact, win.add-address (s: address),
 * win.show-requests, win.show-contact (ss: account, address), and what helps an account, each with its
 * address (s): win.reconnect, win.enter-password, win.show-certificate, win.review-login; and win.open-uri
 * (s: an xmpp: URI from outside). */
void bal_window_install_dialogs (GtkWidgetClass *window_class);

G_END_DECLS
