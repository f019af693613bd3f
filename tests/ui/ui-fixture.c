#include "ui-fixture.h"

#include "ui/bal-ui.h"

void
ui_init (int *argc, char ***argv)
{
  g_autoptr(GtkCssProvider) provider = NULL;

  gtk_test_init (argc, argv, NULL);
  adw_init ();
  bal_ui_init ();
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/im/balcony/Balcony/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/im/balcony/Balcony/icons");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static void
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
}

gboolean
ui_wait (gboolean (*done) (gpointer), gpointer data)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_once (2000, on_late, &late);

  while (!done (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timeout);
  return !late || done (data);
}

static void
on_frame (GdkFrameClock *clock, guint *frames)
{
  (*frames)++;
}

static gboolean
three_frames (gpointer data)
{
  return *(guint *) data >= 3;
}

void
ui_settle (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkFrameClock *clock = native ? gtk_widget_get_frame_clock (GTK_WIDGET (native)) : NULL;
  guint frames = 0;
  gulong handler;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (!clock || !gtk_widget_get_mapped (GTK_WIDGET (native)))
    return;
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_frame), &frames);
  gdk_frame_clock_begin_updating (clock);
  ui_wait (three_frames, &frames);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
search (GtkWidget *widget, Match match, gconstpointer data)
{
  if (match (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = search (child, match, data);
      if (found)
        return found;
    }
  return NULL;
}

typedef struct
{
  GType type;
  const char *id;
} Wanted;

static gboolean
is_wanted (GtkWidget *widget, gconstpointer data)
{
  const Wanted *wanted = data;

  return (wanted->type == G_TYPE_INVALID || g_type_is_a (G_OBJECT_TYPE (widget), wanted->type)) &&
         (!wanted->id || g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), wanted->id) == 0);
}

GtkWidget *
ui_find (gpointer root, GType type, const char *id)
{
  GtkWidget *found = search (root, is_wanted, &(Wanted) { type, id });

  if (!found)
    g_error ("no %s %s below %s", type ? g_type_name (type) : "widget", id ? id : "", G_OBJECT_TYPE_NAME (root));
  return found;
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  return (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text)) ||
         (GTK_IS_EDITABLE (widget) && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (widget)), text));
}

GtkWidget *
ui_find_text (gpointer root, const char *text)
{
  return search (root, says, text);
}

void
ui_shoot (gpointer widget, const char *path)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  ui_settle (widget);
  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  g_mkdir_with_parents (folder, 0755);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static gboolean
is_control (GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  return role == GTK_ACCESSIBLE_ROLE_BUTTON || role == GTK_ACCESSIBLE_ROLE_TOGGLE_BUTTON ||
         role == GTK_ACCESSIBLE_ROLE_TEXT_BOX || role == GTK_ACCESSIBLE_ROLE_SEARCH_BOX ||
         role == GTK_ACCESSIBLE_ROLE_CHECKBOX || role == GTK_ACCESSIBLE_ROLE_SWITCH ||
         role == GTK_ACCESSIBLE_ROLE_COMBO_BOX || role == GTK_ACCESSIBLE_ROLE_LIST_ITEM ||
         role == GTK_ACCESSIBLE_ROLE_LINK || role == GTK_ACCESSIBLE_ROLE_LIST ||
         role == GTK_ACCESSIBLE_ROLE_RADIO || role == GTK_ACCESSIBLE_ROLE_SPIN_BUTTON;
}

static gboolean
has_text (GtkWidget *widget, gconstpointer data)
{
  return (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) && gtk_widget_get_visible (widget));
}

static gboolean
is_named (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
         (tooltip && *tooltip) || search (widget, has_text, NULL);
}

static void
collect_unnamed (GtkWidget *widget, GString *names)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return;
  if (is_control (widget) && !is_named (widget) &&
      !(gtk_widget_get_parent (widget) && is_control (gtk_widget_get_parent (widget)) &&
        is_named (gtk_widget_get_parent (widget))))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
      GtkWidget *parent = gtk_widget_get_parent (widget);
      g_string_append_printf (names, "%s %s in %s; ", G_OBJECT_TYPE_NAME (widget), id ? id : "",
                              parent ? G_OBJECT_TYPE_NAME (parent) : "nothing");
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    collect_unnamed (child, names);
}

char *
ui_unnamed (gpointer root)
{
  g_autoptr(GString) names = g_string_new (NULL);

  collect_unnamed (root, names);
  return g_string_free_and_steal (g_steal_pointer (&names));
}
