#pragma once

#include "core/bal-contact.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* One contact in a list. Properties: contact;
 * summary (readable: all that the row says, for a screen reader). */
#define BAL_TYPE_CONTACT_ROW (bal_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (BalContactRow, bal_contact_row, BAL, CONTACT_ROW, AdwBin)

GtkWidget *bal_contact_row_new (void);
BalContact *bal_contact_row_get_contact (BalContactRow *self);
void bal_contact_row_set_contact (BalContactRow *self, BalContact *contact);

G_END_DECLS
