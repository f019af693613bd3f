#include "ui/bal-conversation-row.h"

#include "ui/bal-avatar.h"
#include "ui/bal-closures.h"

#include <glib/gi18n.h>

struct _BalConversationRow
{
  AdwBin parent;
  BalConversation *conversation;
  gint64 now;
  char *summary;
};

G_DEFINE_FINAL_TYPE (BalConversationRow, bal_conversation_row, ADW_TYPE_BIN)

enum { PROP_CONVERSATION = 1, PROP_NOW, PROP_SUMMARY, N_PROPS };

static GParamSpec *props[N_PROPS];

static char *
closure_icon (gpointer self, BalConversationKind kind)
{
  return g_strdup (kind == BAL_CONVERSATION_NOTICE ? "balcony-notice-symbolic" : NULL);
}

/* What a screen reader says, most important first. */
static char *
closure_summary (gpointer self, const char *title, const char *preview, guint unread, const char *when)
{
  g_autofree char *count = NULL;

  if (unread == 0)
    return g_strjoin (", ", title, preview, when, NULL);
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u unread message", "%u unread messages", unread),
                           unread);
  return g_strjoin (", ", title, count, preview, when, NULL);
}

static void
bal_conversation_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BalConversationRow *self = BAL_CONVERSATION_ROW (object);

  switch (id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;
    case PROP_NOW:
      g_value_set_int64 (value, self->now);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bal_conversation_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalConversationRow *self = BAL_CONVERSATION_ROW (object);

  switch (id)
    {
    case PROP_CONVERSATION:
      bal_conversation_row_set_conversation (self, g_value_get_object (value));
      break;
    case PROP_NOW:
      self->now = g_value_get_int64 (value);
      g_object_notify_by_pspec (object, pspec);
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
bal_conversation_row_dispose (GObject *object)
{
  BalConversationRow *self = BAL_CONVERSATION_ROW (object);

  g_clear_object (&self->conversation);
  g_clear_pointer (&self->summary, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_CONVERSATION_ROW);
  G_OBJECT_CLASS (bal_conversation_row_parent_class)->dispose (object);
}

static void
bal_conversation_row_class_init (BalConversationRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bal_conversation_row_get_property;
  object_class->set_property = bal_conversation_row_set_property;
  object_class->dispose = bal_conversation_row_dispose;
  props[PROP_CONVERSATION] =
      g_param_spec_object ("conversation", NULL, NULL, BAL_TYPE_CONVERSATION, flags);
  props[PROP_NOW] = g_param_spec_int64 ("now", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (BAL_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/balcony/Balcony/ui/bal-conversation-row.ui");
  bal_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "icon", G_CALLBACK (closure_icon));
  gtk_widget_class_bind_template_callback_full (widget_class, "summary", G_CALLBACK (closure_summary));
}

static void
bal_conversation_row_init (BalConversationRow *self)
{
  self->now = g_get_real_time ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bal_conversation_row_new (void)
{
  return g_object_new (BAL_TYPE_CONVERSATION_ROW, NULL);
}

BalConversation *
bal_conversation_row_get_conversation (BalConversationRow *self)
{
  g_return_val_if_fail (BAL_IS_CONVERSATION_ROW (self), NULL);
  return self->conversation;
}

void
bal_conversation_row_set_conversation (BalConversationRow *self, BalConversation *conversation)
{
  g_return_if_fail (BAL_IS_CONVERSATION_ROW (self));

  if (g_set_object (&self->conversation, conversation))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
}
