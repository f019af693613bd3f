#include "desk.h"
#include "desktop/bal-tray.h"

#define RED "#E01B24"
#define BLUE "#1C71D8"

typedef struct {
  BalTray *tray;
  DeskPeer *panel;
  guint activated;
  char *chosen;
} Fixture;

static void
on_activate (BalTray *tray, const char *token, Fixture *f)
{
  f->activated++;
}

static void
on_menu_action (BalTray *tray, const char *action, Fixture *f)
{
  g_set_str (&f->chosen, action);
}

static DeskPeer *
start_panel (void)
{
  g_autofree char *config = g_build_filename (g_get_user_config_dir (), "panel.conf", NULL);
  const char *argv[] = { "lxqt-panel", "--configfile", config, NULL };
  const char *text = "panels=panel1\n"
                     "[panel1]\n"
                     "plugins=statusnotifier\n"
                     "position=Bottom\n"
                     "panelSize=48\n"
                     "iconSize=32\n"
                     "width=100\nwidth-percent=true\n"
                     "[statusnotifier]\n"
                     "type=statusnotifier\n";

  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  return desk_peer_new (argv);
}

static void
fill (guint8 *pixels, guint size, guint32 rgb)
{
  for (guint i = 0; i < size * size; i++)
    {
      pixels[4 * i] = 255;
      pixels[4 * i + 1] = rgb >> 16;
      pixels[4 * i + 2] = rgb >> 8;
      pixels[4 * i + 3] = rgb;
    }
}

static void
set_icons (BalTray *tray)
{
  guint8 usual[32 * 32 * 4];
  guint8 attention[32 * 32 * 4];

  fill (usual, 32, 0x1c71d8);
  fill (attention, 32, 0xe01b24);
  bal_tray_set_icons (tray, NULL, &(BalTrayIcon) { 32, usual }, 1);
  bal_tray_set_attention_icons (tray, NULL, &(BalTrayIcon) { 32, attention }, 1);
}

/* Waits until the screen shows enough of a colour. */
static void
wait_for_colour (const char *shot, const char *colour)
{
  guint n = 0;

  for (guint i = 0; i < 60 && n < 300; i++)
    {
      g_autofree char *png = desk_shot (shot);

      n = desk_count_pixels (png, colour, NULL);
    }
  g_assert_cmpuint (n, >=, 300);
  g_assert_cmpuint (n, <=, 64 * 64);
}

/* Where the icon is, as "X Y". */
static char *
find_icon (const char *shot, const char *colour)
{
  g_autofree char *png = desk_shot (shot);
  g_autofree char *command = g_strdup_printf (
      "convert '%s' -fill black +opaque '%s' -fill white -opaque '%s' -trim"
      " -format '%%[fx:page.x+w/2] %%[fx:page.y+h/2]' info:",
      png, colour, colour);

  return desk_run (command);
}

static void
pointer (const char *where, int button)
{
  g_autofree char *command = g_strdup_printf ("xdotool mousemove %s click %d", where, button);
  g_autofree char *out = desk_run (command);
}

static void
press (const char *keys)
{
  g_autofree char *command = g_strdup_printf ("xdotool key --delay 100 %s", keys);
  g_autofree char *out = desk_run (command);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const BalTrayItem items[] = {
    { .action = "show", .label = "Show Balcony" },
    { .action = "mute", .label = "Mute", .kind = BAL_TRAY_ITEM_CHECK, .checked = TRUE },
    { .kind = BAL_TRAY_ITEM_SEPARATOR },
    { .action = "quit", .label = "Quit" },
  };

  f->panel = start_panel ();
  f->tray = bal_tray_new ();
  g_signal_connect (f->tray, "activate", G_CALLBACK (on_activate), f);
  g_signal_connect (f->tray, "menu-action", G_CALLBACK (on_menu_action), f);
  set_icons (f->tray);
  bal_tray_set_tooltip (f->tray, "2 unread messages");
  bal_tray_set_menu (f->tray, items, G_N_ELEMENTS (items));
  desk_wait_for (bal_tray_get_available (f->tray));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->tray);
  desk_peer_end (f->panel);
  g_free (f->chosen);
}

static void
test_icon_and_click (Fixture *f, gconstpointer data)
{
  g_autofree char *where = NULL;

  wait_for_colour ("panel-icon", BLUE);
  where = find_icon ("panel-icon", BLUE);
  pointer (where, 1);
  desk_wait_for (f->activated == 1);
  bal_tray_set_attention (f->tray, 2);
  wait_for_colour ("panel-attention", RED);
}

static void
test_menu (Fixture *f, gconstpointer data)
{
  g_autofree char *where = NULL;
  g_autofree char *shot = NULL;

  wait_for_colour ("panel-icon", BLUE);
  where = find_icon ("panel-icon", BLUE);
  pointer (where, 3);
  desk_pass (1500);
  shot = desk_shot ("panel-menu");
  press ("Up Return");
  desk_wait_for (f->chosen);
  g_assert_cmpstr (f->chosen, ==, "quit");
}

static void
test_host_restarts (Fixture *f, gconstpointer data)
{
  wait_for_colour ("panel-icon", BLUE);
  desk_peer_end (f->panel);
  desk_wait_for (!bal_tray_get_available (f->tray));
  f->panel = start_panel ();
  desk_wait_for (bal_tray_get_available (f->tray));
  wait_for_colour ("panel-again", BLUE);
}

static void
test_vanishes_with_the_object (Fixture *f, gconstpointer data)
{
  guint n = 1;

  wait_for_colour ("panel-icon", BLUE);
  g_assert_finalize_object (g_steal_pointer (&f->tray));
  for (guint i = 0; i < 60 && n > 0; i++)
    {
      g_autofree char *png = desk_shot ("panel-gone");

      n = desk_count_pixels (png, BLUE, NULL);
    }
  g_assert_cmpuint (n, ==, 0);
  f->tray = bal_tray_new ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/panel/icon-and-click", Fixture, NULL, set_up, test_icon_and_click, tear_down);
  g_test_add ("/panel/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add ("/panel/host-restarts", Fixture, NULL, set_up, test_host_restarts, tear_down);
  g_test_add ("/panel/vanishes-with-the-object", Fixture, NULL, set_up,
              test_vanishes_with_the_object, tear_down);
  return g_test_run ();
}
