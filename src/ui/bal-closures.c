#include "ui/bal-closures.h"

#include "ui/bal-words.h"

/* The first argument of a closure is the widget of the template. */

static char *
closure_when (gpointer self, gint64 time, gint64 now)
{
  return bal_words_when (time, now);
}

static char *
closure_clock (gpointer self, gint64 time)
{
  return bal_words_clock (time);
}

static char *
closure_moment (gpointer self, gint64 time)
{
  return bal_words_moment (time);
}

static char *
closure_presence_name (gpointer self, BalPresence presence)
{
  return g_strdup (bal_words_presence (presence));
}

static char *
closure_preview (gpointer self, const char *preview, gboolean outgoing, const char *draft)
{
  return bal_words_preview (preview, outgoing, draft);
}

static char *
closure_badge (gpointer self, guint count)
{
  return bal_words_badge (count);
}

static gboolean
closure_not_empty (gpointer self, const char *text)
{
  return text && *text;
}

static gboolean
closure_is_positive (gpointer self, guint count)
{
  return count > 0;
}

static gboolean
closure_not (gpointer self, gboolean flag)
{
  return !flag;
}

static char *
closure_either (gpointer self, const char *text, const char *fallback)
{
  return g_strdup (text && *text ? text : fallback);
}

static char *
closure_account_state (gpointer self, BalAccountState state)
{
  return g_strdup (bal_words_account_state (state));
}

static gboolean
closure_is_set (gpointer self, GObject *object)
{
  return object != NULL;
}

void
bal_closures_bind (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    GCallback callback;
  } closures[] = {
    { "when", G_CALLBACK (closure_when) },
    { "clock", G_CALLBACK (closure_clock) },
    { "moment", G_CALLBACK (closure_moment) },
    { "presence_name", G_CALLBACK (closure_presence_name) },
    { "preview", G_CALLBACK (closure_preview) },
    { "badge", G_CALLBACK (closure_badge) },
    { "not_empty", G_CALLBACK (closure_not_empty) },
    { "is_positive", G_CALLBACK (closure_is_positive) },
    { "not", G_CALLBACK (closure_not) },
    { "either", G_CALLBACK (closure_either) },
    { "account_state", G_CALLBACK (closure_account_state) },
    { "is_set", G_CALLBACK (closure_is_set) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (closures); i++)
    gtk_widget_class_bind_template_callback_full (klass, closures[i].name, closures[i].callback);
}
