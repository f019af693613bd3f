#include "ui/bal-avatar.h"

#include "ui/bal-words.h"

struct _BalAvatar
{
  GtkWidget parent;
  char *text;
  char *icon_name;
  int size;
  int presence;
  BalContact *contact;
  GSignalGroup *contact_signals;
  PangoLayout *initials; /* NULL until it is drawn */
};

G_DEFINE_FINAL_TYPE (BalAvatar, bal_avatar, GTK_TYPE_WIDGET)

enum { PROP_TEXT = 1, PROP_SIZE, PROP_ICON_NAME, PROP_CONTACT, PROP_PRESENCE, N_PROPS };

static GParamSpec *props[N_PROPS];

/* Top and bottom of the ground, and what is written on it. */
static const struct
{
  guint32 top, bottom, ink;
} palette[] = {
  { 0x83b6ec, 0x337fdc, 0xffffff }, { 0x7ad9f1, 0x0f9ac8, 0xffffff }, { 0x8de6b1, 0x29ae74, 0xffffff },
  { 0xb5e98a, 0x6ab85b, 0xffffff }, { 0xffcb62, 0xd68400, 0xffffff }, { 0xffa95a, 0xed5b00, 0xffffff },
  { 0xf78773, 0xe62d42, 0xffffff }, { 0xe973ab, 0xe33b6a, 0xffffff }, { 0xcb78d4, 0x9945b5, 0xffffff },
  { 0x9e91e8, 0x7a59ca, 0xffffff }, { 0xbe916d, 0x785336, 0xffffff }, { 0xc0bfbc, 0x6e6d71, 0xffffff },
};

/* Colours of the dots: legible on light and dark grounds. */
static const guint32 dots[] = {
  [BAL_PRESENCE_ONLINE] = 0x26a269, [BAL_PRESENCE_CHAT] = 0x26a269, [BAL_PRESENCE_AWAY] = 0xc88800,
  [BAL_PRESENCE_XA] = 0xc88800,     [BAL_PRESENCE_DND] = 0xd0293a,  [BAL_PRESENCE_OFFLINE] = 0x8a898c,
};

static GdkRGBA
to_rgba (guint32 colour)
{
  return (GdkRGBA) { (float) (colour >> 16 & 0xff) / 255, (float) (colour >> 8 & 0xff) / 255,
                     (float) (colour & 0xff) / 255, 1 };
}

static gunichar
first_letter (const char *word)
{
  for (const char *at = word; *at; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      return g_unichar_toupper (g_utf8_get_char (at));
  return 0;
}

char *
bal_avatar_initials (const char *name)
{
  g_auto(GStrv) words = g_strsplit_set (name ? name : "", " \t", -1);
  g_autoptr(GString) initials = g_string_new (NULL);
  gunichar first = 0, last = 0;

  for (guint i = 0; words[i]; i++)
    {
      gunichar letter = first_letter (words[i]);
      first = first ? first : letter;
      last = letter ? letter : last;
      if (letter && initials->len == 0)
        g_string_append_unichar (initials, letter);
      else if (letter)
        {
          g_string_truncate (initials, 0);
          g_string_append_unichar (initials, first);
          g_string_append_unichar (initials, last);
        }
    }
  return g_string_free_and_steal (g_steal_pointer (&initials));
}

static int
get_presence (BalAvatar *self)
{
  return self->contact ? (int) bal_contact_get_presence (self->contact) : self->presence;
}

static void
draw_icon (BalAvatar *self, GtkSnapshot *snapshot, const char *name, const GdkRGBA *colour,
           const graphene_rect_t *area)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr(GtkIconPaintable) icon =
      gtk_icon_theme_lookup_icon (theme, name, NULL, (int) area->size.width,
                                  gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                  gtk_widget_get_direction (GTK_WIDGET (self)), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &area->origin);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, area->size.width,
                                            area->size.height, colour, 1);
  gtk_snapshot_restore (snapshot);
}

static void
ensure_initials (BalAvatar *self)
{
  g_autofree char *letters = NULL;
  PangoFontDescription *font;

  if (self->initials)
    return;
  letters = bal_avatar_initials (self->text);
  self->initials = gtk_widget_create_pango_layout (GTK_WIDGET (self), letters);
  font = pango_font_description_copy (pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self))));
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  /* A small face has room for larger letters, and needs them. */
  pango_font_description_set_absolute_size (font, self->size * (self->size < 32 ? 0.5 : 0.42) * PANGO_SCALE);
  pango_layout_set_font_description (self->initials, font);
  pango_font_description_free (font);
}

static void
draw_initials (BalAvatar *self, GtkSnapshot *snapshot, const GdkRGBA *ink)
{
  int width, height;

  ensure_initials (self);
  pango_layout_get_pixel_size (self->initials, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (self->size - width) / 2,
                                                          (float) (self->size - height) / 2));
  gtk_snapshot_append_layout (snapshot, self->initials, ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_face (BalAvatar *self, GtkSnapshot *snapshot)
{
  guint number = g_str_hash (self->text ? self->text : "") % G_N_ELEMENTS (palette);
  const float size = (float) self->size;
  const GdkRGBA ink = to_rgba (palette[number].ink);
  const GskColorStop stops[] = { { 0, to_rgba (palette[number].top) }, { 1, to_rgba (palette[number].bottom) } };
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &GRAPHENE_RECT_INIT (0, 0, size, size), size / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_linear_gradient (snapshot, &circle.bounds, &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (0, size), stops, G_N_ELEMENTS (stops));
  if (self->icon_name)
    draw_icon (self, snapshot, self->icon_name, &ink,
               &GRAPHENE_RECT_INIT (size / 4, size / 4, size / 2, size / 2));
  else
    draw_initials (self, snapshot, &ink);
  gtk_snapshot_pop (snapshot);
}

/* Where the dot stands: at the lower trailing corner. */
static graphene_rect_t
get_dot (BalAvatar *self)
{
  const int width = MAX (9, self->size / 5 + 2);
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  return GRAPHENE_RECT_INIT (rtl ? 0 : (float) (self->size - width), (float) (self->size - width),
                             (float) width, (float) width);
}

static void
bal_avatar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BalAvatar *self = BAL_AVATAR (widget);
  const int presence = get_presence (self);
  const GdkRGBA opaque = { 0, 0, 0, 1 };
  graphene_rect_t dot = get_dot (self);
  graphene_rect_t hole = dot;
  GskRoundedRect round;
  GdkRGBA colour;

  if (presence < 0)
    {
      draw_face (self, snapshot);
      return;
    }
  /* The dot stands in a hole, so that it is legible on any colour. */
  graphene_rect_inset (&hole, -2, -2);
  gsk_rounded_rect_init_from_rect (&round, &hole, hole.size.width / 2);
  gtk_snapshot_push_mask (snapshot, GSK_MASK_MODE_INVERTED_ALPHA);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &opaque, &hole);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
  draw_face (self, snapshot);
  gtk_snapshot_pop (snapshot);
  colour = to_rgba (dots[presence]);
  draw_icon (self, snapshot, bal_words_presence_icon ((BalPresence) presence), &colour, &dot);
}

static void
bal_avatar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = BAL_AVATAR (widget)->size;
}

static void
bal_avatar_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bal_avatar_parent_class)->css_changed (widget, change);
  g_clear_object (&BAL_AVATAR (widget)->initials);
}

static void
bal_avatar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalAvatar *self = BAL_AVATAR (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_PRESENCE:
      g_value_set_int (value, self->presence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_avatar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalAvatar *self = BAL_AVATAR (object);

  switch (id)
    {
    case PROP_TEXT:
      bal_avatar_set_text (self, g_value_get_string (value));
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      g_clear_object (&self->initials);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_ICON_NAME:
      if (g_set_str (&self->icon_name, g_value_get_string (value)))
        gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    case PROP_CONTACT:
      bal_avatar_set_contact (self, g_value_get_object (value));
      break;
    case PROP_PRESENCE:
      self->presence = g_value_get_int (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_avatar_dispose (GObject *object)
{
  BalAvatar *self = BAL_AVATAR (object);

  g_clear_object (&self->contact_signals);
  g_clear_object (&self->contact);
  g_clear_object (&self->initials);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->icon_name, g_free);
  G_OBJECT_CLASS (bal_avatar_parent_class)->dispose (object);
}

static void
bal_avatar_class_init (BalAvatarClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_avatar_get_property;
  object_class->set_property = bal_avatar_set_property;
  object_class->dispose = bal_avatar_dispose;
  widget_class->snapshot = bal_avatar_snapshot;
  widget_class->measure = bal_avatar_measure;
  widget_class->css_changed = bal_avatar_css_changed;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 8, 512, 40, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, BAL_TYPE_CONTACT, flags);
  props[PROP_PRESENCE] = g_param_spec_int ("presence", NULL, NULL, -1, BAL_PRESENCE_OFFLINE, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
bal_avatar_init (BalAvatar *self)
{
  self->size = 40;
  self->presence = -1;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->contact_signals = g_signal_group_new (BAL_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_signals, "notify::presence",
                                  G_CALLBACK (gtk_widget_queue_draw), self);
}

void
bal_avatar_set_contact (BalAvatar *self, BalContact *contact)
{
  g_return_if_fail (BAL_IS_AVATAR (self));

  if (!g_set_object (&self->contact, contact))
    return;
  g_signal_group_set_target (self->contact_signals, contact);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
bal_avatar_set_text (BalAvatar *self, const char *text)
{
  g_return_if_fail (BAL_IS_AVATAR (self));

  if (!g_set_str (&self->text, text))
    return;
  g_clear_object (&self->initials);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
