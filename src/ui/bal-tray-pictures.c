#include "ui/bal-tray-pictures.h"

#include <gtk/gtk.h>

static const guint sizes[] = { 16, 22, 24, 32, 48 };

/* A dot in the lower corner, in a colour that shows on light and dark panels. */
static void
add_mark (GtkSnapshot *snapshot, float size)
{
  float diameter = size * 0.5f;
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (
      &circle, &GRAPHENE_RECT_INIT (size - diameter, size - diameter, diameter, diameter), diameter / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0.88f, 0.11f, 0.14f, 1 }, &circle.bounds);
  gtk_snapshot_pop (snapshot);
}

static guint8 *
draw (GskRenderer *renderer, GdkPaintable *icon, guint size, gboolean mark)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GdkTextureDownloader) downloader = NULL;
  guint8 *pixels = g_malloc0 ((gsize) size * size * 4);

  gdk_paintable_snapshot (icon, snapshot, size, size);
  if (mark)
    add_mark (snapshot, (float) size);
  node = gtk_snapshot_to_node (snapshot);
  if (!node)
    return pixels;
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) size, (float) size));
  downloader = gdk_texture_downloader_new (texture);
  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_A8R8G8B8);
  gdk_texture_downloader_download_into (downloader, pixels, (gsize) size * 4);
  return pixels;
}

static void
set_pictures (BalTray *tray, GskRenderer *renderer, gboolean mark)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  BalTrayIcon icons[G_N_ELEMENTS (sizes)];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GtkIconPaintable) icon
          = gtk_icon_theme_lookup_icon (theme, BAL_APP_ID, NULL, (int) sizes[i], 1, GTK_TEXT_DIR_NONE, 0);

      icons[i] = (BalTrayIcon) { sizes[i], draw (renderer, GDK_PAINTABLE (icon), sizes[i], mark) };
    }
  if (mark)
    bal_tray_set_attention_icons (tray, NULL, icons, G_N_ELEMENTS (icons));
  else
    bal_tray_set_icons (tray, NULL, icons, G_N_ELEMENTS (icons));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_free ((gpointer) icons[i].pixels);
}

void
bal_tray_pictures_set (BalTray *tray)
{
  g_autoptr(GskRenderer) renderer = gsk_cairo_renderer_new ();

  if (!gsk_renderer_realize_for_display (renderer, gdk_display_get_default (), NULL))
    return;
  set_pictures (tray, renderer, FALSE);
  set_pictures (tray, renderer, TRUE);
  gsk_renderer_unrealize (renderer);
}
