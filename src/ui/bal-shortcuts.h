#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* All keys that do something, in a dialog. */
AdwDialog *bal_shortcuts_new (void);

G_END_DECLS
