#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Web addresses in foreign text: found by one linear pass, shown as they are written, never markup. */

typedef struct
{
  guint start; /* byte offsets into the text: [start, end) */
  guint end;
} BalLink;

/* Finds the next http or https address at or after byte @from of @text. Closing punctuation and an
 * unbalanced closing bracket at its end do not belong to it. */
gboolean bal_links_next (const char *text, guint from, BalLink *link);

/* Underlines the addresses in the plain text of @label. */
void bal_links_decorate (GtkLabel *label);
/* Opens the address under a click on @label, and shows a pointer over it. Once for each label. */
void bal_links_attach (GtkLabel *label);
/* A menu to open the addresses in @text by the action message.open-link (s); new; NULL if there are none. */
GMenuModel *bal_links_make_menu (const char *text);
/* Opens @address, which came from bal_links_next(), with what the desktop has for it. */
void bal_links_open (GtkWidget *widget, const char *address);
/* The address at byte @index of the plain text of @label; the caller's; NULL for none. */
char *bal_links_at (GtkLabel *label, int index);

G_END_DECLS
