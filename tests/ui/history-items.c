#include "history-items.h"

#include <adwaita.h>

#include "ui/bal-row-layout.h"

struct _TestItem
{
  GObject parent;
  guint id;
};

G_DEFINE_FINAL_TYPE (TestItem, test_item, G_TYPE_OBJECT)

static void
test_item_class_init (TestItemClass *klass)
{
}

static void
test_item_init (TestItem *self)
{
}

TestItem *
test_item_new (guint id)
{
  TestItem *item = g_object_new (TEST_TYPE_ITEM, NULL);
  item->id = id;
  return item;
}

guint
test_item_get_id (TestItem *item)
{
  return item->id;
}

static guint
scatter (guint x)
{
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ (x >> 16);
}

static const char *const scripts[][6] = {
  { "coffee", "at", "the", "harbour", "tomorrow", "evening?" },
  { "Ζωή", "και", "θάλασσα", "μαζί", "σήμερα", "αύριο" },
  { "مرحبا", "كيف", "الحال", "اليوم", "يا", "صديقي" },
  { "今天", "天气很好", "我们", "一起去", "公园", "散步吧。" },
  { "नमस्ते", "आज", "मौसम", "बहुत", "अच्छा", "है" },
};

/* Most messages are short, some have up to 2,000 characters. */
static char *
text_of (guint id)
{
  guint chance = scatter (id);
  const char *const *words = scripts[chance % G_N_ELEMENTS (scripts)];
  gboolean is_short = id < TEST_LONG_IDS && (id >= TEST_SHORT_IDS || chance / 7 % 10 < 8);
  glong length = 1 + (glong)(chance / 70 % (is_short ? 140 : 2000));
  if (id >= TEST_LONG_IDS)
    length += 1000;
  GString *text = g_string_new (words[id % 6]);
  for (guint i = 1; g_utf8_strlen (text->str, -1) < length; i++)
    g_string_append_printf (text, " %s", words[scatter (id + i) % 6]);
  return g_string_free (text, FALSE);
}

struct _TestRow
{
  GtkWidget parent;
  GtkWidget *lead, *bubble, *name, *body, *extra;
  TestItem *item;
};

G_DEFINE_FINAL_TYPE (TestRow, test_row, GTK_TYPE_WIDGET)

static void
test_row_dispose (GObject *object)
{
  TestRow *self = TEST_ROW (object);
  g_clear_object (&self->item);
  g_clear_pointer (&self->lead, gtk_widget_unparent);
  g_clear_pointer (&self->bubble, gtk_widget_unparent);
  G_OBJECT_CLASS (test_row_parent_class)->dispose (object);
}

static void
test_row_class_init (TestRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "row");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), BAL_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
test_row_init (TestRow *self)
{
  BalRowLayout *layout = BAL_ROW_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  self->lead = adw_avatar_new (32, NULL, TRUE);
  self->bubble = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->name = gtk_label_new (NULL);
  self->body = gtk_label_new (NULL);
  self->extra = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_label_set_wrap (GTK_LABEL (self->body), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->body), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (self->body), 20);
  gtk_label_set_xalign (GTK_LABEL (self->body), 0);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_widget_add_css_class (self->bubble, "bubble");
  gtk_widget_add_css_class (self->name, "caption-heading");
  gtk_box_append (GTK_BOX (self->bubble), self->name);
  gtk_box_append (GTK_BOX (self->bubble), self->body);
  gtk_box_append (GTK_BOX (self->bubble), self->extra);
  gtk_widget_set_parent (self->lead, GTK_WIDGET (self));
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
  gtk_widget_set_valign (self->lead, GTK_ALIGN_START);
  bal_row_layout_set_slot (layout, self->lead, BAL_ROW_SLOT_LEAD);
  bal_row_layout_set_lead_width (layout, 32);
}

void
test_row_show (TestRow *self, TestItem *item)
{
  BalRowLayout *layout = BAL_ROW_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  gboolean outgoing = item != NULL && scatter (item->id) % 3 == 0;
  if (g_set_object (&self->item, item))
    gtk_widget_set_size_request (self->extra, -1, -1);
  if (item == NULL)
    return;
  g_autofree char *text = text_of (item->id);
  g_autofree char *name = g_strdup_printf ("Person %u", item->id);
  gtk_label_set_text (GTK_LABEL (self->body), text);
  gtk_label_set_text (GTK_LABEL (self->name), name);
  adw_avatar_set_text (ADW_AVATAR (self->lead), name);
  gtk_widget_set_visible (self->lead, !outgoing);
  bal_row_layout_set_outgoing (layout, outgoing);
  if (outgoing)
    gtk_widget_add_css_class (GTK_WIDGET (self), "outgoing");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "outgoing");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

TestItem *
test_row_get_item (TestRow *row)
{
  return row->item;
}

GtkWidget *
test_row_get_body (TestRow *row)
{
  return row->body;
}

GtkWidget *
test_row_get_extra (TestRow *row)
{
  return row->extra;
}

GtkWidget *
test_row_get_bubble (TestRow *row)
{
  return row->bubble;
}

#define TEST_TYPE_LAZY_MODEL (test_lazy_model_get_type ())
G_DECLARE_FINAL_TYPE (TestLazyModel, test_lazy_model, TEST, LAZY_MODEL, GObject)

struct _TestLazyModel
{
  GObject parent;
  guint first_id;
  guint n;
};

static GType
lazy_get_item_type (GListModel *model)
{
  return TEST_TYPE_ITEM;
}

static guint
lazy_get_n_items (GListModel *model)
{
  return TEST_LAZY_MODEL (model)->n;
}

static gpointer
lazy_get_item (GListModel *model, guint position)
{
  TestLazyModel *self = TEST_LAZY_MODEL (model);
  return position < self->n ? test_item_new (self->first_id + position) : NULL;
}

static void
lazy_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = lazy_get_item_type;
  iface->get_n_items = lazy_get_n_items;
  iface->get_item = lazy_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestLazyModel,
                               test_lazy_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lazy_iface_init))

static void
test_lazy_model_class_init (TestLazyModelClass *klass)
{
}

static void
test_lazy_model_init (TestLazyModel *self)
{
}

GListModel *
test_lazy_model_new (guint first_id, guint n)
{
  TestLazyModel *self = g_object_new (TEST_TYPE_LAZY_MODEL, NULL);
  self->first_id = first_id;
  self->n = n;
  return G_LIST_MODEL (self);
}
