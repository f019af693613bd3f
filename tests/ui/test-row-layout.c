#include <gtk/gtk.h>

#include "ui/bal-row-layout.h"

/* A widget of given sizes, so that every figure below is exact. */
#define TEST_TYPE_BOX (test_box_get_type ())
G_DECLARE_FINAL_TYPE (TestBox, test_box, TEST, BOX, GtkWidget)

struct _TestBox
{
  GtkWidget parent;
  int minimum;
  int natural;
  int area; /* its height is this, divided by its width */
};

G_DEFINE_FINAL_TYPE (TestBox, test_box, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
test_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
test_box_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  TestBox *self = TEST_BOX (widget);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = self->area / (for_size < 0 ? self->natural : for_size);
  else
    {
      *minimum = self->minimum;
      *natural = self->natural;
    }
}

static void
test_box_class_init (TestBoxClass *klass)
{
  GTK_WIDGET_CLASS (klass)->measure = test_box_measure;
  GTK_WIDGET_CLASS (klass)->get_request_mode = test_box_get_request_mode;
}

static void
test_box_init (TestBox *self)
{
}

#define TEST_TYPE_HOLDER (test_holder_get_type ())
G_DECLARE_FINAL_TYPE (TestHolder, test_holder, TEST, HOLDER, GtkWidget)

struct _TestHolder
{
  GtkWidget parent;
};

G_DEFINE_FINAL_TYPE (TestHolder, test_holder, GTK_TYPE_WIDGET)

static void
test_holder_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (test_holder_parent_class)->dispose (object);
}

static void
test_holder_class_init (TestHolderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_holder_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), BAL_TYPE_ROW_LAYOUT);
}

static void
test_holder_init (TestHolder *self)
{
}

typedef struct
{
  GtkWidget *row;
  BalRowLayout *layout;
  GtkWidget *body, *lead, *above;
} Fixture;

static GtkWidget *
add_child (Fixture *fixture, BalRowSlot slot, int minimum, int natural, int area)
{
  TestBox *box = g_object_new (TEST_TYPE_BOX, NULL);
  box->minimum = minimum;
  box->natural = natural;
  box->area = area;
  gtk_widget_set_parent (GTK_WIDGET (box), fixture->row);
  bal_row_layout_set_slot (fixture->layout, GTK_WIDGET (box), slot);
  return GTK_WIDGET (box);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->row = g_object_ref_sink (g_object_new (TEST_TYPE_HOLDER, NULL));
  fixture->layout = BAL_ROW_LAYOUT (gtk_widget_get_layout_manager (fixture->row));
  fixture->lead = add_child (fixture, BAL_ROW_SLOT_LEAD, 32, 32, 32 * 32);
  fixture->body = add_child (fixture, BAL_ROW_SLOT_BODY, 100, 1000, 40000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->row);
}

static void
lay_out (Fixture *fixture, int width)
{
  int minimum, height;
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, width);
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_size_allocate (fixture->row, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
assert_place (Fixture *fixture, GtkWidget *child, int x, int y, int width, int height)
{
  graphene_rect_t place;
  g_assert_true (gtk_widget_compute_bounds (child, fixture->row, &place));
  g_assert_cmpfloat (place.origin.x, ==, x);
  g_assert_cmpfloat (place.origin.y, ==, y);
  g_assert_cmpfloat (place.size.width, ==, width);
  g_assert_cmpfloat (place.size.height, ==, height);
}

static void
test_sides (Fixture *fixture, gconstpointer data)
{
  lay_out (fixture, 800);
  assert_place (fixture, fixture->lead, 0, 0, 32, 32);
  assert_place (fixture, fixture->body, 40, 0, 560, 71);
  gtk_widget_set_visible (fixture->lead, FALSE);
  bal_row_layout_set_outgoing (fixture->layout, TRUE);
  lay_out (fixture, 800);
  assert_place (fixture, fixture->body, 240, 0, 560, 71);
}

static void
test_mirrored (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_direction (fixture->row, GTK_TEXT_DIR_RTL);
  lay_out (fixture, 800);
  assert_place (fixture, fixture->lead, 768, 0, 32, 32);
  assert_place (fixture, fixture->body, 200, 0, 560, 71);
  gtk_widget_set_visible (fixture->lead, FALSE);
  bal_row_layout_set_outgoing (fixture->layout, TRUE);
  lay_out (fixture, 800);
  assert_place (fixture, fixture->body, 0, 0, 560, 71);
}

static void
test_widths (Fixture *fixture, gconstpointer data)
{
  lay_out (fixture, 480);
  assert_place (fixture, fixture->body, 40, 0, 400, 100);
  bal_row_layout_set_max_width (fixture->layout, 250);
  lay_out (fixture, 480);
  assert_place (fixture, fixture->body, 40, 0, 250, 160);
  TEST_BOX (fixture->body)->natural = 200;
  gtk_widget_queue_resize (fixture->body);
  lay_out (fixture, 480);
  assert_place (fixture, fixture->body, 40, 0, 200, 200);
  /* Where there is little room, the space beside the body goes first. */
  lay_out (fixture, 140);
  assert_place (fixture, fixture->body, 40, 0, 100, 400);
}

static void
test_lead_room (Fixture *fixture, gconstpointer data)
{
  bal_row_layout_set_lead_width (fixture->layout, 32);
  gtk_widget_set_visible (fixture->lead, FALSE);
  lay_out (fixture, 800);
  assert_place (fixture, fixture->body, 40, 0, 560, 71);
  bal_row_layout_set_lead_width (fixture->layout, 0);
  lay_out (fixture, 800);
  assert_place (fixture, fixture->body, 0, 0, 560, 71);
}

static void
test_above (Fixture *fixture, gconstpointer data)
{
  GtkWidget *above = add_child (fixture, BAL_ROW_SLOT_ABOVE, 50, 90, 800 * 20);
  lay_out (fixture, 800);
  assert_place (fixture, above, 0, 0, 800, 20);
  assert_place (fixture, fixture->lead, 0, 20, 32, 32);
  assert_place (fixture, fixture->body, 40, 20, 560, 71);
  int height;
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_VERTICAL, 800, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, ==, 91);
}

static void
test_lead_is_higher (Fixture *fixture, gconstpointer data)
{
  int height;
  TEST_BOX (fixture->body)->area = 5600;
  gtk_widget_queue_resize (fixture->body);
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_VERTICAL, 800, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, ==, 32);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/row-layout/sides", test_sides },   { "/row-layout/mirrored", test_mirrored },
    { "/row-layout/widths", test_widths }, { "/row-layout/lead-room", test_lead_room },
    { "/row-layout/above", test_above },   { "/row-layout/lead-is-higher", test_lead_is_higher },
  };
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
