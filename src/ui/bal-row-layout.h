#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* BalRowLayout: the layout manager of a message row. Height for width, and cheap: a wrapping label
 * in a horizontal box is measured many times over, here once.
 *
 *   |              above               |     over the whole width (a day, a divider)
 *   | lead | body        |    space    |     incoming
 *   |    space   |        body         |     outgoing
 *
 * The body is as wide as it naturally is, at most `max-width` and what is left beside the lead and
 * a space that shows which side it stands on. "Leading" is the left in left-to-right locales.
 * Labels in it must wrap and have gtk_label_set_width_chars (label, 20), or their minimum width is
 * costly.
 *
 * Properties: "outgoing" (boolean), "max-width" (int, px), "lead-width" (int, px). Main thread
 * only. */
#define BAL_TYPE_ROW_LAYOUT (bal_row_layout_get_type ())
G_DECLARE_FINAL_TYPE (BalRowLayout, bal_row_layout, BAL, ROW_LAYOUT, GtkLayoutManager)

/* A child is in one slot, of which each holds one visible child; BAL_ROW_SLOT_BODY unless it is
 * set. In a .ui file: <layout><property name="slot">lead</property></layout>. */
typedef enum
{
  BAL_ROW_SLOT_BODY,
  BAL_ROW_SLOT_LEAD,
  BAL_ROW_SLOT_ABOVE,
} BalRowSlot;

#define BAL_TYPE_ROW_SLOT (bal_row_slot_get_type ())
GType bal_row_slot_get_type (void);

GtkLayoutManager *bal_row_layout_new (void);

/* Puts @child, a child of the widget that has this layout, into @slot. */
void bal_row_layout_set_slot (BalRowLayout *self, GtkWidget *child, BalRowSlot slot);

/* Own messages stand on the trailing side, without the room for a lead. */
void bal_row_layout_set_outgoing (BalRowLayout *self, gboolean outgoing);
gboolean bal_row_layout_get_outgoing (BalRowLayout *self);

/* The widest that the body becomes, px; 560 at first. */
void bal_row_layout_set_max_width (BalRowLayout *self, int max_width);
int bal_row_layout_get_max_width (BalRowLayout *self);

/* The width that is kept for the lead of incoming messages whether or not it is visible, px; 0 at
 * first: as wide as the lead is. */
void bal_row_layout_set_lead_width (BalRowLayout *self, int lead_width);
int bal_row_layout_get_lead_width (BalRowLayout *self);

G_END_DECLS
