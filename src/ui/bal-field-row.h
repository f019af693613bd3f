#pragma once

#include "core/bal-registration.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* A row for one field of a server's form, in a list; NULL for a hidden field. Floating. */
GtkWidget *bal_field_row_new (const BalField *field);
/* What the person put in; the caller's; NULL for a field without a value. */
char *bal_field_row_dup_value (GtkWidget *row, const BalField *field);
/* Whether @value may be sent for @field: a required one is not empty. */
gboolean bal_field_row_is_complete (const BalField *field, const char *value);

G_END_DECLS
