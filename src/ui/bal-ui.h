#pragma once

/* Makes templates, style and icons known; before the first widget, as often as you like. Main thread. */
void bal_ui_init (void);
