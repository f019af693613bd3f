#pragma once

#include <adwaita.h>

/* What tests of views share: GTK with Balcony's style, ways to find a widget, to wait and to look. */

/* First call of main(): like gtk_test_init(), with libadwaita and Balcony's resources. */
void ui_init (int *argc, char ***argv);
/* Turns the main loop until @done (@data) or for two seconds; returns whether it is done. */
gboolean ui_wait (gboolean (*done) (gpointer), gpointer data);
/* Turns the main loop until it is quiet and @widget, if it is in a window, has been drawn. */
void ui_settle (GtkWidget *widget);
/* The first widget below @root, depth first, that is of @type and has the buildable id @id; either may be
 * left out (G_TYPE_INVALID, NULL). Aborts the test if there is none. */
GtkWidget *ui_find (gpointer root, GType type, const char *id);
/* As above, by what a label, button or entry says; NULL if there is none. */
GtkWidget *ui_find_text (gpointer root, const char *text);
/* Writes what @widget shows to the file @path (PNG). */
void ui_shoot (gpointer widget, const char *path);
/* Names of controls below @root, visible ones, that a screen reader could not name; "" for none. */
char *ui_unnamed (gpointer root);
