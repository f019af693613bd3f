#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A dialog with a long text from others to read and copy; a text view lays out only the lines in sight. */
AdwDialog *bal_text_dialog_new (const char *title, const char *text);

G_END_DECLS
