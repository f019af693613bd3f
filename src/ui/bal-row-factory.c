#include "ui/bal-row-factory.h"

#include "ui/bal-contact-row.h"
#include "ui/bal-conversation-row.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"

#include <glib/gi18n.h>

static void
keep_summary (GtkListItem *item, GtkWidget *row)
{
  gtk_list_item_set_child (item, row);
  g_object_bind_property (row, "summary", item, "accessible-label", G_BINDING_SYNC_CREATE);
}

static void
bind_conversation (GtkListItem *item, BalConversation *conversation, GObject *clock)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (!BAL_IS_CONVERSATION_ROW (row))
    {
      row = bal_conversation_row_new ();
      g_object_bind_property (clock, "now", row, "now", G_BINDING_SYNC_CREATE);
      keep_summary (item, row);
    }
  bal_conversation_row_set_conversation (BAL_CONVERSATION_ROW (row), conversation);
}

static void
bind_contact (GtkListItem *item, BalContact *contact)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (!BAL_IS_CONTACT_ROW (row))
    {
      row = bal_contact_row_new ();
      keep_summary (item, row);
    }
  bal_contact_row_set_contact (BAL_CONTACT_ROW (row), contact);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer clock)
{
  gpointer object = gtk_list_item_get_item (item);

  if (BAL_IS_CONVERSATION (object))
    bind_conversation (item, object, clock);
  else
    bind_contact (item, object);
}

static void
on_header_setup (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer data)
{
  gtk_list_header_set_child (header, g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize",
                                                   PANGO_ELLIPSIZE_END, "margin-start", 9, "margin-end", 9, NULL));
}

static void
on_group_bind (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer data)
{
  gpointer item = gtk_list_header_get_item (header);
  const char *group = BAL_IS_CONTACT (item) ? bal_contact_get_groups (item)[0] : NULL;
  g_autofree char *line = bal_text_line (group ? group : _("No Group"), BAL_SHOW_NAME);

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), line);
}

static void
on_kind_bind (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer data)
{
  gboolean contact = BAL_IS_CONTACT (gtk_list_header_get_item (header));

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)),
                       contact ? _("Contacts") : _("Chats"));
}

GtkListItemFactory *
bal_row_factory_new (GObject *clock)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), clock, G_CONNECT_DEFAULT);
  return factory;
}

GtkListItemFactory *
bal_row_factory_new_groups (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_header_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_group_bind), NULL);
  return factory;
}

GtkListItemFactory *
bal_row_factory_new_kinds (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_header_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_kind_bind), NULL);
  return factory;
}
