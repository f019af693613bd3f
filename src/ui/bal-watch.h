#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls @changed (@data) once, before the next frame is laid out, after items came or went in @model or
 * an item notified one of @properties (NULL-terminated, static). Changes of one turn of the main loop
 * make one call. The watch is referenced by the caller and ends with it; @model is referenced, @data
 * must outlive it. */
#define BAL_TYPE_WATCH (bal_watch_get_type ())
G_DECLARE_FINAL_TYPE (BalWatch, bal_watch, BAL, WATCH, GObject)

typedef void (*BalWatchFunc) (gpointer data);

BalWatch *bal_watch_new (GListModel *model, const char *const *properties, BalWatchFunc changed,
                         gpointer data);

G_END_DECLS
