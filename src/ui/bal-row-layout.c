#define G_LOG_DOMAIN "bal-row-layout"

#include "ui/bal-row-layout.h"

#define GAP 8         /* px, between lead and body */
#define MAX_WIDTH 560 /* px; longer lines are hard to read */
#define SPACE 40      /* px, kept free beside the body where there is room */

#define BAL_TYPE_ROW_LAYOUT_CHILD (bal_row_layout_child_get_type ())
G_DECLARE_FINAL_TYPE (
    BalRowLayoutChild, bal_row_layout_child, BAL, ROW_LAYOUT_CHILD, GtkLayoutChild)

struct _BalRowLayoutChild
{
  GtkLayoutChild parent;
  BalRowSlot slot;
};

struct _BalRowLayout
{
  GtkLayoutManager parent;
  gboolean outgoing;
  int max_width;
  int lead_width;
};

G_DEFINE_ENUM_TYPE (BalRowSlot,
                    bal_row_slot,
                    G_DEFINE_ENUM_VALUE (BAL_ROW_SLOT_BODY, "body"),
                    G_DEFINE_ENUM_VALUE (BAL_ROW_SLOT_LEAD, "lead"),
                    G_DEFINE_ENUM_VALUE (BAL_ROW_SLOT_ABOVE, "above"))
G_DEFINE_FINAL_TYPE (BalRowLayoutChild, bal_row_layout_child, GTK_TYPE_LAYOUT_CHILD)
G_DEFINE_FINAL_TYPE (BalRowLayout, bal_row_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  CHILD_PROP_SLOT = 1,
};

enum
{
  PROP_OUTGOING = 1,
  PROP_MAX_WIDTH,
  PROP_LEAD_WIDTH,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

typedef struct
{
  GtkWidget *slots[3]; /* by BalRowSlot; borrowed, NULL where nothing is visible */
  int lead;            /* width of the lead, px */
  int indent;          /* what lead and gap take, px */
} Parts;

static void
set_slot (BalRowLayoutChild *child, BalRowSlot slot)
{
  if (child->slot == slot)
    return;
  child->slot = slot;
  gtk_layout_manager_layout_changed (
      gtk_layout_child_get_layout_manager (GTK_LAYOUT_CHILD (child)));
  g_object_notify (G_OBJECT (child), "slot");
}

static void
bal_row_layout_child_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == CHILD_PROP_SLOT)
    g_value_set_enum (value, (int)BAL_ROW_LAYOUT_CHILD (object)->slot);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bal_row_layout_child_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  if (id == CHILD_PROP_SLOT)
    set_slot (BAL_ROW_LAYOUT_CHILD (object), (BalRowSlot)g_value_get_enum (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bal_row_layout_child_class_init (BalRowLayoutChildClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = bal_row_layout_child_get_property;
  object_class->set_property = bal_row_layout_child_set_property;
  g_object_class_install_property (
      object_class, CHILD_PROP_SLOT,
      g_param_spec_enum ("slot", NULL, NULL, BAL_TYPE_ROW_SLOT, BAL_ROW_SLOT_BODY,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
}

static void
bal_row_layout_child_init (BalRowLayoutChild *self)
{
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  if (widget != NULL)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
}

static int
measure_height (GtkWidget *widget, int width)
{
  int natural = 0;
  if (widget != NULL)
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static Parts
find_parts (BalRowLayout *self, GtkWidget *widget)
{
  Parts parts = { 0 };
  int minimum;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkLayoutChild *data = gtk_layout_manager_get_layout_child (GTK_LAYOUT_MANAGER (self), child);
      if (gtk_widget_should_layout (child))
        parts.slots[BAL_ROW_LAYOUT_CHILD (data)->slot] = child;
    }
  measure_width (parts.slots[BAL_ROW_SLOT_LEAD], &minimum, &parts.lead);
  int room = self->outgoing ? parts.lead : MAX (parts.lead, self->lead_width);
  parts.indent = room > 0 ? room + GAP : 0;
  return parts;
}

static int
body_width (BalRowLayout *self, const Parts *parts, int width)
{
  int minimum, natural;
  measure_width (parts->slots[BAL_ROW_SLOT_BODY], &minimum, &natural);
  int most = width - parts->indent - SPACE;
  return MAX (MIN (MIN (natural, self->max_width), most), minimum);
}

static void
measure_horizontally (BalRowLayout *self, const Parts *parts, int *minimum, int *natural)
{
  int above_minimum, above_natural, body_minimum, body_natural;
  measure_width (parts->slots[BAL_ROW_SLOT_ABOVE], &above_minimum, &above_natural);
  measure_width (parts->slots[BAL_ROW_SLOT_BODY], &body_minimum, &body_natural);
  body_natural = MAX (MIN (body_natural, self->max_width), body_minimum);
  *minimum = MAX (above_minimum, parts->indent + body_minimum);
  *natural = MAX (above_natural, parts->indent + body_natural + SPACE);
}

static int
measure_vertically (BalRowLayout *self, const Parts *parts, int width)
{
  int minimum, natural;
  if (width < 0)
    {
      measure_horizontally (self, parts, &minimum, &natural);
      width = natural;
    }
  int body = measure_height (parts->slots[BAL_ROW_SLOT_BODY], body_width (self, parts, width));
  int lead = measure_height (parts->slots[BAL_ROW_SLOT_LEAD], parts->lead);
  return measure_height (parts->slots[BAL_ROW_SLOT_ABOVE], width) + MAX (body, lead);
}

static GtkSizeRequestMode
bal_row_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bal_row_layout_measure (GtkLayoutManager *manager,
                        GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  BalRowLayout *self = BAL_ROW_LAYOUT (manager);
  Parts parts = find_parts (self, widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_horizontally (self, &parts, minimum, natural);
  else
    *minimum = *natural = measure_vertically (self, &parts, for_size);
}

static void
place (GtkWidget *child, GtkAllocation area, gboolean mirrored, int width)
{
  if (child == NULL)
    return;
  if (mirrored)
    area.x = width - area.x - area.width;
  gtk_widget_size_allocate (child, &area, -1);
}

static void
bal_row_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  BalRowLayout *self = BAL_ROW_LAYOUT (manager);
  Parts parts = find_parts (self, widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean mirrored = rtl != self->outgoing;
  int above = measure_height (parts.slots[BAL_ROW_SLOT_ABOVE], width);
  int lead = measure_height (parts.slots[BAL_ROW_SLOT_LEAD], parts.lead);
  int body = body_width (self, &parts, width);
  place (parts.slots[BAL_ROW_SLOT_ABOVE], (GtkAllocation){ 0, 0, width, above }, FALSE, width);
  place (parts.slots[BAL_ROW_SLOT_LEAD], (GtkAllocation){ 0, above, parts.lead, lead }, mirrored,
         width);
  place (parts.slots[BAL_ROW_SLOT_BODY],
         (GtkAllocation){ parts.indent, above, body,
                          measure_height (parts.slots[BAL_ROW_SLOT_BODY], body) },
         mirrored, width);
}

static GtkLayoutChild *
bal_row_layout_create_layout_child (GtkLayoutManager *manager, GtkWidget *widget, GtkWidget *child)
{
  return g_object_new (BAL_TYPE_ROW_LAYOUT_CHILD, "layout-manager", manager, "child-widget", child,
                       NULL);
}

static void
bal_row_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalRowLayout *self = BAL_ROW_LAYOUT (object);
  switch (id)
    {
    case PROP_OUTGOING:
      g_value_set_boolean (value, self->outgoing);
      break;
    case PROP_MAX_WIDTH:
      g_value_set_int (value, self->max_width);
      break;
    case PROP_LEAD_WIDTH:
      g_value_set_int (value, self->lead_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_row_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalRowLayout *self = BAL_ROW_LAYOUT (object);
  switch (id)
    {
    case PROP_OUTGOING:
      bal_row_layout_set_outgoing (self, g_value_get_boolean (value));
      break;
    case PROP_MAX_WIDTH:
      bal_row_layout_set_max_width (self, g_value_get_int (value));
      break;
    case PROP_LEAD_WIDTH:
      bal_row_layout_set_lead_width (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_row_layout_class_init (BalRowLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bal_row_layout_get_property;
  object_class->set_property = bal_row_layout_set_property;
  layout_class->get_request_mode = bal_row_layout_get_request_mode;
  layout_class->measure = bal_row_layout_measure;
  layout_class->allocate = bal_row_layout_allocate;
  layout_class->create_layout_child = bal_row_layout_create_layout_child;
  layout_class->layout_child_type = BAL_TYPE_ROW_LAYOUT_CHILD;
  props[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, flags);
  props[PROP_MAX_WIDTH] = g_param_spec_int ("max-width", NULL, NULL, 1, G_MAXINT, MAX_WIDTH, flags);
  props[PROP_LEAD_WIDTH] = g_param_spec_int ("lead-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bal_row_layout_init (BalRowLayout *self)
{
  self->max_width = MAX_WIDTH;
}

GtkLayoutManager *
bal_row_layout_new (void)
{
  return g_object_new (BAL_TYPE_ROW_LAYOUT, NULL);
}

void
bal_row_layout_set_slot (BalRowLayout *self, GtkWidget *child, BalRowSlot slot)
{
  g_return_if_fail (BAL_IS_ROW_LAYOUT (self));
  g_return_if_fail (GTK_IS_WIDGET (child));
  GtkLayoutChild *data = gtk_layout_manager_get_layout_child (GTK_LAYOUT_MANAGER (self), child);
  set_slot (BAL_ROW_LAYOUT_CHILD (data), slot);
}

static void
changed (BalRowLayout *self, guint property)
{
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

void
bal_row_layout_set_outgoing (BalRowLayout *self, gboolean outgoing)
{
  g_return_if_fail (BAL_IS_ROW_LAYOUT (self));
  outgoing = !!outgoing;
  if (self->outgoing == outgoing)
    return;
  self->outgoing = outgoing;
  changed (self, PROP_OUTGOING);
}

gboolean
bal_row_layout_get_outgoing (BalRowLayout *self)
{
  g_return_val_if_fail (BAL_IS_ROW_LAYOUT (self), FALSE);
  return self->outgoing;
}

void
bal_row_layout_set_max_width (BalRowLayout *self, int max_width)
{
  g_return_if_fail (BAL_IS_ROW_LAYOUT (self));
  g_return_if_fail (max_width > 0);
  if (self->max_width == max_width)
    return;
  self->max_width = max_width;
  changed (self, PROP_MAX_WIDTH);
}

int
bal_row_layout_get_max_width (BalRowLayout *self)
{
  g_return_val_if_fail (BAL_IS_ROW_LAYOUT (self), 0);
  return self->max_width;
}

void
bal_row_layout_set_lead_width (BalRowLayout *self, int lead_width)
{
  g_return_if_fail (BAL_IS_ROW_LAYOUT (self));
  g_return_if_fail (lead_width >= 0);
  if (self->lead_width == lead_width)
    return;
  self->lead_width = lead_width;
  changed (self, PROP_LEAD_WIDTH);
}

int
bal_row_layout_get_lead_width (BalRowLayout *self)
{
  g_return_val_if_fail (BAL_IS_ROW_LAYOUT (self), 0);
  return self->lead_width;
}
