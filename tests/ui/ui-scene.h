#pragma once

#include "fake-core.h"
#include "ui-fixture.h"
#include "ui/bal-window.h"

/* The whole window over canned models. */
typedef struct
{
  BalClient *client;
  BalSettings *settings;
  BalWindow *window;
} UiScene;

/* Opens the window, of that size; @filled: with what fake_fill() makes, else without an account. */
void ui_scene_open (UiScene *scene, gboolean filled, int width, int height);
void ui_scene_close (UiScene *scene);
/* Draws what changed. */
void ui_scene_settle (UiScene *scene);
/* Turns the loop for a quarter of a second: what is late on purpose (the fake server, a search) is done. */
void ui_scene_pause (UiScene *scene);
/* Presses a key (an xdotool name, as "ctrl+f") in the window, as the person does. */
void ui_scene_key (UiScene *scene, const char *key);
/* The @n-th conversation as it was made; borrowed. */
BalConversation *ui_scene_conversation (UiScene *scene, guint n);
BalAccount *ui_scene_account (UiScene *scene);
/* The dialog over the window; NULL for none. */
AdwDialog *ui_scene_dialog (UiScene *scene);
void ui_click (gpointer root, const char *id);
void ui_type (gpointer root, const char *id, const char *text);
