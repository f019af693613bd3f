#include "ui/bal-contact-row.h"

#include "ui/bal-avatar.h"
#include "ui/bal-closures.h"
#include "ui/bal-words.h"

#include <glib/gi18n.h>

struct _BalContactRow
{
  AdwBin parent;
  BalContact *contact;
  char *summary;
};

G_DEFINE_FINAL_TYPE (BalContactRow, bal_contact_row, ADW_TYPE_BIN)

enum { PROP_CONTACT = 1, PROP_SUMMARY, N_PROPS };

static GParamSpec *props[N_PROPS];

static char *
closure_subtitle (gpointer self, BalPresence presence, const char *status, gboolean pending)
{
  if (pending)
    return g_strdup (_("Waiting for an answer"));
  return g_strdup (status && *status ? status : bal_words_presence (presence));
}

static char *
closure_summary (gpointer self, const char *name, const char *subtitle)
{
  return g_strjoin (", ", name, subtitle, NULL);
}

static void
bal_contact_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalContactRow *self = BAL_CONTACT_ROW (object);

  switch (id)
    {
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_contact_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalContactRow *self = BAL_CONTACT_ROW (object);

  switch (id)
    {
    case PROP_CONTACT:
      bal_contact_row_set_contact (self, g_value_get_object (value));
      break;
    case PROP_SUMMARY:
      if (g_set_str (&self->summary, g_value_get_string (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_contact_row_dispose (GObject *object)
{
  BalContactRow *self = BAL_CONTACT_ROW (object);

  g_clear_object (&self->contact);
  g_clear_pointer (&self->summary, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_CONTACT_ROW);
  G_OBJECT_CLASS (bal_contact_row_parent_class)->dispose (object);
}

static void
bal_contact_row_class_init (BalContactRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_contact_row_get_property;
  object_class->set_property = bal_contact_row_set_property;
  object_class->dispose = bal_contact_row_dispose;
  props[PROP_CONTACT] =
      g_param_spec_object ("contact", NULL, NULL, BAL_TYPE_CONTACT, flags);
  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (BAL_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-contact-row.ui");
  bal_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "subtitle", G_CALLBACK (closure_subtitle));
  gtk_widget_class_bind_template_callback_full (widget_class, "summary", G_CALLBACK (closure_summary));
}

static void
bal_contact_row_init (BalContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bal_contact_row_new (void)
{
  return g_object_new (BAL_TYPE_CONTACT_ROW, NULL);
}

BalContact *
bal_contact_row_get_contact (BalContactRow *self)
{
  g_return_val_if_fail (BAL_IS_CONTACT_ROW (self), NULL);
  return self->contact;
}

void
bal_contact_row_set_contact (BalContactRow *self, BalContact *contact)
{
  g_return_if_fail (BAL_IS_CONTACT_ROW (self));

  if (g_set_object (&self->contact, contact))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
}
