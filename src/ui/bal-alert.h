#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A question with two answers: "cancel", which is the default and what Escape means, and "do", called
 * @deed (with an underline). @text may hold addresses of any length: it breaks within words too.
 * Connect to "response" and present it. */
AdwAlertDialog *bal_alert_new (const char *heading, const char *text, const char *deed,
                               AdwResponseAppearance appearance);

G_END_DECLS
