#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes the words of bal-words.h known to the template of @klass as closures without side effects:
 *   when (time, now), clock (time), moment (time), presence_name (presence),
 *   preview (preview, outgoing, draft), badge (count), not_empty (text), is_positive (count), not (flag),
 *   either (text, fallback), account_state (state), is_set (object) */
void bal_closures_bind (GtkWidgetClass *klass);

G_END_DECLS
