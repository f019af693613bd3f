#pragma once

#include <gio/gio.h>

/* The Background portal (org.freedesktop.portal.Background): may Balcony go on without a window, and be
 * started with the session? Outside Flatpak nobody has to be asked for the former, and a desktop may
 * have no such portal at all. All functions: main thread; nothing blocks.
 *
 * Errors of all: BAL_ERROR_NO_SERVICE (no such portal), BAL_ERROR_TIMED_OUT, BAL_ERROR_NOT_AUTHORIZED
 * (the person closed the question), BAL_ERROR_FAILED, G_IO_ERROR_CANCELLED. */

typedef struct {
  gboolean background; /* may run without a window */
  gboolean autostart;  /* is started with the session */
} BalBackgroundAnswer;

/* Whether the portal is there, within BAL_TIMEOUT_SERVICE. */
void bal_background_supported_async (GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Returns FALSE without @error set where there is none. */
gboolean bal_background_supported_finish (GAsyncResult *result, GError **error);

/* Asks for leave to run in the background, and to be started with the session if @autostart (FALSE
 * takes that back). @parent is the portal's handle of the window ("x11:…", "wayland:…") or NULL,
 * @reason one sentence for the person, @command what to start, with arguments, or NULL for the usual.
 * The desktop may ask the person, who may take BAL_TIMEOUT_PROMPT to answer. */
void bal_background_request_async (const char *parent,
                                   const char *reason,
                                   gboolean autostart,
                                   const char *const *command,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* Sets @answer and returns TRUE, or returns FALSE and leaves it untouched. */
gboolean bal_background_request_finish (GAsyncResult *result,
                                        BalBackgroundAnswer *answer,
                                        GError **error);

/* What the desktop's list of background programs says, as "2 unread messages": one line, cut to
 * BAL_BACKGROUND_STATUS characters (portal version 2). */
void bal_background_set_status_async (const char *message,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean bal_background_set_status_finish (GAsyncResult *result, GError **error);
