#include "ui/bal-links.h"

#include "util/bal-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* More underlines than this in one message help nobody and cost layout time. */
#define MAX_LINKS 50

/* Entries of a menu, and characters of each. */
#define MAX_ITEMS 10
#define MAX_ITEM 60

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Length of the scheme with "://" at @text, 0 if there is none. */
static guint
scheme_length (const char *text)
{
  if (g_ascii_strncasecmp (text, "https://", 8) == 0)
    return 8;
  return g_ascii_strncasecmp (text, "http://", 7) == 0 ? 7 : 0;
}

static gboolean
ends_address (const char *text)
{
  gunichar c = g_utf8_get_char (text);

  return c <= 0x20 || c == 0x7f || c == '<' || c == '>' || c == '"' || g_unichar_isspace (c) ||
         g_unichar_type (c) == G_UNICODE_FORMAT || g_unichar_type (c) == G_UNICODE_CONTROL ||
         (c >= 0x3000 && c <= 0x303f) || (c >= 0xff01 && c <= 0xff0f);
}

/* Where an address that runs to @end really ends: without closing punctuation and brackets that were
 * opened before it. */
static guint
trim (const char *text, guint start, guint end)
{
  int open = 0;

  for (guint i = start; i < end; i++)
    open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
  while (end > start)
    {
      char last = text[end - 1];
      if (last == ')' && open < 0)
        open++;
      else if (!strchr (".,;:!?'", last))
        break;
      end--;
    }
  return end;
}

gboolean
bal_links_next (const char *text, guint from, BalLink *link)
{
  const char *h = text + from;

  while ((h = strpbrk (h, "hH")))
    {
      guint scheme = scheme_length (h);
      guint start = (guint) (h - text);
      const char *end = h + scheme;

      if (scheme == 0 || (h > text && is_word (h[-1])))
        {
          h++;
          continue;
        }
      while (*end && !ends_address (end))
        end = g_utf8_next_char (end);
      link->start = start;
      link->end = trim (text, start, (guint) (end - text));
      if (link->end > start + scheme)
        return TRUE;
      h = end;
    }
  return FALSE;
}

void
bal_links_decorate (GtkLabel *label)
{
  const char *text = gtk_label_get_text (label);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  BalLink link = { 0 };

  /* A hyphen at the break of a long word would look like a part of an address. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; i < MAX_LINKS && bal_links_next (text, link.end, &link); i++)
    {
      PangoAttribute *underline = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      underline->start_index = link.start;
      underline->end_index = link.end;
      pango_attr_list_insert (attributes, underline);
    }
  gtk_label_set_attributes (label, attributes);
}

char *
bal_links_at (GtkLabel *label, int index)
{
  const char *text = gtk_label_get_text (label);
  BalLink link = { 0 };

  for (guint i = 0; i < MAX_LINKS && bal_links_next (text, link.end, &link); i++)
    if (index >= (int) link.start && index < (int) link.end)
      return g_strndup (text + link.start, link.end - link.start);
  return NULL;
}

void
bal_links_open (GtkWidget *widget, const char *address)
{
  g_autoptr(GtkUriLauncher) launcher = gtk_uri_launcher_new (address);
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

/* An underline in the label of a menu means the letter after it, unless it is doubled. */
static char *
make_item_label (const char *address)
{
  g_autofree char *shown = bal_text_line (address, MAX_ITEM);
  g_auto(GStrv) parts = g_strsplit (shown, "_", -1);
  g_autofree char *doubled = g_strjoinv ("__", parts);

  /* Translators: the entry of a menu; %s is a web address. */
  return g_strdup_printf (_("Open %s"), doubled);
}

GMenuModel *
bal_links_make_menu (const char *text)
{
  g_autoptr(GMenu) menu = NULL;
  BalLink link = { 0 };

  for (guint i = 0; i < MAX_ITEMS && bal_links_next (text, link.end, &link); i++)
    {
      g_autofree char *address = g_strndup (text + link.start, link.end - link.start);
      g_autofree char *label = make_item_label (address);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "message.open-link", "s", address);
      if (!menu)
        menu = g_menu_new ();
      g_menu_append_item (menu, item);
    }
  return menu ? G_MENU_MODEL (g_steal_pointer (&menu)) : NULL;
}

/* The address at a point of the widget. */
static char *
address_at (GtkLabel *label, double x, double y)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  int left, top, index, trailing;

  gtk_label_get_layout_offsets (label, &left, &top);
  if (!pango_layout_xy_to_index (layout, (int) (x - left) * PANGO_SCALE, (int) (y - top) * PANGO_SCALE,
                                 &index, &trailing))
    return NULL;
  return bal_links_at (label, index);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, GtkLabel *label)
{
  g_autofree char *address = NULL;

  if (n_press != 1 || gtk_label_get_selection_bounds (label, NULL, NULL))
    return;
  address = address_at (label, x, y);
  if (address)
    bal_links_open (GTK_WIDGET (label), address);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, GtkLabel *label)
{
  g_autofree char *address = address_at (label, x, y);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (label), address ? "pointer" : NULL);
}

void
bal_links_attach (GtkLabel *label)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_object (click, "released", G_CALLBACK (on_released), label, G_CONNECT_DEFAULT);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), label, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (label), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (label), motion);
}
