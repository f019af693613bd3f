#pragma once

#include "desktop/bal-tray.h"

/* Draws Balcony's icon in the sizes that panels use, with and without a mark for unread messages, and
 * gives it to @tray. The host may not see our icon theme (Flatpak), so it gets pixels. Main thread, after the display is open. */
void bal_tray_pictures_set (BalTray *tray);
