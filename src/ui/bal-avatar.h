#pragma once

#include "core/bal-contact.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Initials on a colour that follows from the name, with the presence of a contact as a dot. It draws
 * itself without any child, because a list has hundreds of them. Properties: text (the name), size (px),
 * icon-name (shown instead of initials, or NULL), contact (BalContact whose presence is shown; NULL for
 * no dot), presence (int: the dot when there is no contact; -1 for none). */
#define BAL_TYPE_AVATAR (bal_avatar_get_type ())
G_DECLARE_FINAL_TYPE (BalAvatar, bal_avatar, BAL, AVATAR, GtkWidget)

void bal_avatar_set_contact (BalAvatar *self, BalContact *contact);
void bal_avatar_set_text (BalAvatar *self, const char *text);

/* The first letters of the first and the last word of @name, in upper case; the caller's; "" for none. */
char *bal_avatar_initials (const char *name);

G_END_DECLS
