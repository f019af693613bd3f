#pragma once

/* What the tray item offers on the bus. */
extern const char bal_tray_item_xml[]; /* org.kde.StatusNotifierItem */
extern const char bal_tray_menu_xml[]; /* com.canonical.dbusmenu, version 3 */
