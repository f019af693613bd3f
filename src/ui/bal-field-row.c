#include "ui/bal-field-row.h"

#include "ui/bal-captcha.h"

#include <glib/gi18n.h>

typedef GtkWidget *(*MakeRow) (const BalField *field);

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GtkPicture) picture = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = bal_captcha_decode_finish (result, &error);

  if (texture)
    gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
  else
    gtk_picture_set_alternative_text (picture, _("The picture cannot be shown."));
}

static GtkWidget *
make_picture (const BalField *field)
{
  GtkWidget *picture = gtk_picture_new ();

  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), _("Picture with characters to type"));
  gtk_widget_set_size_request (picture, -1, 70);
  bal_captcha_decode_async (field->image, NULL, on_decoded, g_object_ref (picture));
  return picture;
}

static GtkWidget *
make_label (const char *text)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                       "xalign", 0.0, "selectable", FALSE, NULL);
}

/* A row with something else than one line. */
static GtkWidget *
make_wide_row (const BalField *field, GtkWidget *first, GtkWidget *second)
{
  GtkWidget *row = g_object_new (ADW_TYPE_PREFERENCES_ROW, "use-markup", FALSE, "title", field->label,
                                 "activatable", FALSE, NULL);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6,
                                 "margin-top", 12, "margin-bottom", 12, "margin-start", 12, "margin-end",
                                 12, NULL);

  gtk_box_append (GTK_BOX (box), first);
  if (second)
    gtk_box_append (GTK_BOX (box), second);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static GtkWidget *
make_text (const BalField *field)
{
  GtkWidget *row;

  if (field->image)
    {
      GtkWidget *entry = gtk_entry_new ();
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), field->label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label, -1);
      row = make_wide_row (field, make_picture (field), entry);
      g_object_set_data (G_OBJECT (row), "bal-editable", entry);
      return row;
    }
  row = g_object_new (ADW_TYPE_ENTRY_ROW, "use-markup", FALSE, "title", field->label, NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), field->value ? field->value : "");
  g_object_set_data (G_OBJECT (row), "bal-editable", row);
  return row;
}

static GtkWidget *
make_password (const BalField *field)
{
  GtkWidget *row = g_object_new (ADW_TYPE_PASSWORD_ENTRY_ROW, "use-markup", FALSE, "title", field->label, NULL);

  g_object_set_data (G_OBJECT (row), "bal-editable", row);
  return row;
}

static GtkWidget *
make_boolean (const BalField *field)
{
  gboolean on = g_strcmp0 (field->value, "1") == 0;

  return g_object_new (ADW_TYPE_SWITCH_ROW, "use-markup", FALSE, "title", field->label, "title-lines", 0,
                       "active", on, NULL);
}

static GtkWidget *
make_list (const BalField *field)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new ((const char *const *) field->option_labels);
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "use-markup", FALSE, "title", field->label, "model",
                                 labels, NULL);

  for (guint i = 0; field->options && field->options[i]; i++)
    if (g_strcmp0 (field->options[i], field->value) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  return row;
}

static GtkWidget *
make_multi (const BalField *field)
{
  GtkWidget *view = g_object_new (GTK_TYPE_TEXT_VIEW, "wrap-mode", GTK_WRAP_WORD_CHAR, "accepts-tab",
                                  FALSE, "height-request", 72, NULL);
  GtkWidget *row = make_wide_row (field, make_label (field->label), view);

  gtk_widget_add_css_class (view, "multi-line");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), field->value ? field->value : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label, -1);
  g_object_set_data (G_OBJECT (row), "bal-text-view", view);
  return row;
}

static GtkWidget *
make_note (const BalField *field)
{
  return make_wide_row (field, make_label (field->label), field->image ? make_picture (field) : NULL);
}

static const MakeRow makers[] = {
  [BAL_FIELD_TEXT] = make_text,       [BAL_FIELD_PASSWORD] = make_password,
  [BAL_FIELD_BOOLEAN] = make_boolean, [BAL_FIELD_LIST] = make_list,
  [BAL_FIELD_MULTI] = make_multi,     [BAL_FIELD_NOTE] = make_note,
  [BAL_FIELD_HIDDEN] = NULL,
};

GtkWidget *
bal_field_row_new (const BalField *field)
{
  g_return_val_if_fail ((guint) field->kind < G_N_ELEMENTS (makers), NULL);

  return makers[field->kind] ? makers[field->kind](field) : NULL;
}

char *
bal_field_row_dup_value (GtkWidget *row, const BalField *field)
{
  GtkEditable *editable = g_object_get_data (G_OBJECT (row), "bal-editable");
  GtkTextView *view = g_object_get_data (G_OBJECT (row), "bal-text-view");
  char *text = NULL;

  if (editable)
    return g_strdup (gtk_editable_get_text (editable));
  if (view)
    {
      g_object_get (gtk_text_view_get_buffer (view), "text", &text, NULL);
      return text;
    }
  if (ADW_IS_SWITCH_ROW (row))
    return g_strdup (adw_switch_row_get_active (ADW_SWITCH_ROW (row)) ? "1" : "0");
  if (ADW_IS_COMBO_ROW (row))
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));
      return selected < g_strv_length (field->options) ? g_strdup (field->options[selected]) : NULL;
    }
  return NULL;
}

gboolean
bal_field_row_is_complete (const BalField *field, const char *value)
{
  if (!field->required || field->kind == BAL_FIELD_NOTE || field->kind == BAL_FIELD_HIDDEN)
    return TRUE;
  return value && *value && !(field->kind == BAL_FIELD_BOOLEAN && g_str_equal (value, "0"));
}
