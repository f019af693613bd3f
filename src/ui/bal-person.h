#pragma once

#include "core/bal-account.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Somebody, as seen by an account. All members are borrowed. */
typedef struct
{
  BalAccount *account; /* NULL once it is gone */
  const char *jid;
  const char *name; /* safe to show */
} BalPerson;

/* What can be done with a person from several places. Each asks first, in a dialog over the window of
 * @parent, then does it and says in a toast what went wrong. */
void bal_person_remove (GtkWidget *parent, BalPerson person);
void bal_person_block (GtkWidget *parent, BalPerson person);
/* Opens the details of a contact. */
void bal_person_show_details (GtkWidget *parent, BalPerson person);

/* Shows @text in the toast overlay above @widget; in plain text. */
void bal_toast (GtkWidget *widget, const char *text);
/* Shows what @error means for @jid (may be NULL), unless somebody cancelled. */
void bal_toast_error (GtkWidget *widget, const GError *error, const char *jid);

G_END_DECLS
