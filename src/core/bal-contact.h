#pragma once

#include <gio/gio.h>
#include "core/bal-enums.h"

G_BEGIN_DECLS

/* One entry of an account's roster, with what its devices say (RFC 6121). Main thread.
 *
 * Properties, all readable, each with notify:
 *   jid           bare address, never changes
 *   name          the name that the person gave, or NULL
 *   display-name  the name, else the address; one line, safe to show
 *   groups        GStrv, sorted, never NULL
 *   subscription  BalSubscription
 *   pending       TRUE while our wish to see them waits for an answer
 *   presence      BalPresence of the device with the highest priority
 *   status        its text, one line, safe to show; NULL for none */
#define BAL_TYPE_CONTACT (bal_contact_get_type ())
G_DECLARE_FINAL_TYPE (BalContact, bal_contact, BAL, CONTACT, GObject)

const char *bal_contact_get_jid (BalContact *self);
const char *bal_contact_get_name (BalContact *self);
const char *bal_contact_get_display_name (BalContact *self);
const char *const *bal_contact_get_groups (BalContact *self);
BalSubscription bal_contact_get_subscription (BalContact *self);
gboolean bal_contact_get_pending (BalContact *self);
BalPresence bal_contact_get_presence (BalContact *self);
const char *bal_contact_get_status (BalContact *self);
/* BalAccount of which this is a contact; borrowed, NULL once the account is gone. */
gpointer bal_contact_get_account (BalContact *self);
/* TRUE if every word of @folded (g_utf8_casefold of what was typed) occurs in the name or address. */
gboolean bal_contact_matches (BalContact *self, const char *folded);

G_END_DECLS
