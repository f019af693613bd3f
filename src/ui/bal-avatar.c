#include "ui/bal-avatar.h"

#include "ui/bal-words.h"

struct _BalAvatar
{
  AdwBin parent;
  AdwAvatar *avatar;
  GtkImage *dot;
  BalContact *contact;
  GSignalGroup *contact_signals;
  int presence;
};

G_DEFINE_FINAL_TYPE (BalAvatar, bal_avatar, ADW_TYPE_BIN)

enum { PROP_TEXT = 1, PROP_SIZE, PROP_ICON_NAME, PROP_CONTACT, PROP_PRESENCE, N_PROPS };

static GParamSpec *props[N_PROPS];

static void
update_dot (BalAvatar *self)
{
  int presence = self->contact ? (int) bal_contact_get_presence (self->contact) : self->presence;
  const char *classes[] = { "presence", NULL, NULL };

  gtk_widget_set_visible (GTK_WIDGET (self->dot), presence >= 0);
  if (presence < 0)
    return;
  classes[1] = bal_words_presence_class ((BalPresence) presence);
  gtk_widget_set_css_classes (GTK_WIDGET (self->dot), classes);
  gtk_image_set_from_icon_name (self->dot, bal_words_presence_icon ((BalPresence) presence));
}

static void
bal_avatar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalAvatar *self = BAL_AVATAR (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, adw_avatar_get_text (self->avatar));
      break;
    case PROP_SIZE:
      g_value_set_int (value, adw_avatar_get_size (self->avatar));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, adw_avatar_get_icon_name (self->avatar));
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
set_icon_name (BalAvatar *self, const char *icon_name)
{
  adw_avatar_set_icon_name (self->avatar, icon_name);
  adw_avatar_set_show_initials (self->avatar, icon_name == NULL);
}

static void
set_presence (BalAvatar *self, int presence)
{
  self->presence = presence;
  update_dot (self);
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
      adw_avatar_set_size (self->avatar, g_value_get_int (value));
      gtk_image_set_pixel_size (self->dot, MAX (8, g_value_get_int (value) / 5 + 2));
      break;
    case PROP_ICON_NAME:
      set_icon_name (self, g_value_get_string (value));
      break;
    case PROP_CONTACT:
      bal_avatar_set_contact (self, g_value_get_object (value));
      break;
    case PROP_PRESENCE:
      set_presence (self, g_value_get_int (value));
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
  G_OBJECT_CLASS (bal_avatar_parent_class)->dispose (object);
}

static void
bal_avatar_class_init (BalAvatarClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bal_avatar_get_property;
  object_class->set_property = bal_avatar_set_property;
  object_class->dispose = bal_avatar_dispose;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, -1, 512, 40, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, BAL_TYPE_CONTACT, flags);
  props[PROP_PRESENCE] = g_param_spec_int ("presence", NULL, NULL, -1, BAL_PRESENCE_OFFLINE, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
bal_avatar_init (BalAvatar *self)
{
  GtkOverlay *overlay = GTK_OVERLAY (gtk_overlay_new ());

  self->presence = -1;
  self->avatar = ADW_AVATAR (adw_avatar_new (40, NULL, /* show_initials= */ TRUE));
  self->dot = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "halign", GTK_ALIGN_END, "valign",
                                       GTK_ALIGN_END, "visible", FALSE, "pixel-size", 10,
                                       "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_overlay_set_child (overlay, GTK_WIDGET (self->avatar));
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (self->dot));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (overlay));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->contact_signals = g_signal_group_new (BAL_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_signals, "notify::presence",
                                  G_CALLBACK (update_dot), self);
}

void
bal_avatar_set_contact (BalAvatar *self, BalContact *contact)
{
  g_return_if_fail (BAL_IS_AVATAR (self));

  g_set_object (&self->contact, contact);
  g_signal_group_set_target (self->contact_signals, contact);
  update_dot (self);
}

void
bal_avatar_set_text (BalAvatar *self, const char *text)
{
  g_return_if_fail (BAL_IS_AVATAR (self));

  adw_avatar_set_text (self->avatar, text);
}
