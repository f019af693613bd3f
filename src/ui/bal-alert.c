#include "ui/bal-alert.h"

#include <glib/gi18n.h>

AdwAlertDialog *
bal_alert_new (const char *heading, const char *text, const char *deed, AdwResponseAppearance appearance)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, NULL));
  PangoAttrList *attributes = pango_attr_list_new ();
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "justify", GTK_JUSTIFY_CENTER, "xalign", 0.5, NULL);

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  adw_alert_dialog_set_extra_child (dialog, label);
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "do", deed, NULL);
  adw_alert_dialog_set_response_appearance (dialog, "do", appearance);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  return dialog;
}
