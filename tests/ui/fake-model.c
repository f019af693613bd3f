#include "fake-model.h"

#include <string.h>

static GQuark
fields_quark (void)
{
  return g_quark_from_static_string ("fake-fields");
}

static const FakeField *
get_fields (GObject *object)
{
  return g_type_get_qdata (G_OBJECT_TYPE (object), fields_quark ());
}

static void
fake_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const FakeField *field = &get_fields (object)[id - 1];
  gpointer at = G_STRUCT_MEMBER_P (object, field->offset);

  if (G_TYPE_IS_ENUM (field->type))
    g_value_set_enum (value, *(int *) at);
  else if (field->type == G_TYPE_STRING)
    g_value_set_string (value, *(char **) at);
  else if (field->type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, *(gboolean *) at);
  else if (field->type == G_TYPE_UINT)
    g_value_set_uint (value, *(guint *) at);
  else if (field->type == G_TYPE_INT64)
    g_value_set_int64 (value, *(gint64 *) at);
  else if (g_type_is_a (field->type, G_TYPE_OBJECT))
    g_value_set_object (value, *(gpointer *) at);
  else
    g_value_set_boxed (value, *(gpointer *) at);
}

static GParamSpec *
make_pspec (const FakeField *field)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  if (G_TYPE_IS_ENUM (field->type))
    return g_param_spec_enum (field->name, NULL, NULL, field->type, 0, flags);
  if (field->type == G_TYPE_STRING)
    return g_param_spec_string (field->name, NULL, NULL, NULL, flags);
  if (field->type == G_TYPE_BOOLEAN)
    return g_param_spec_boolean (field->name, NULL, NULL, FALSE, flags);
  if (field->type == G_TYPE_UINT)
    return g_param_spec_uint (field->name, NULL, NULL, 0, G_MAXUINT, 0, flags);
  if (field->type == G_TYPE_INT64)
    return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  if (g_type_is_a (field->type, G_TYPE_OBJECT))
    return g_param_spec_object (field->name, NULL, NULL, field->type, flags);
  return g_param_spec_boxed (field->name, NULL, NULL, field->type, flags);
}

void
fake_class_init (GObjectClass *klass, const FakeField *fields, guint n_fields)
{
  gpointer copy = g_memdup2 (fields, n_fields * sizeof *fields);

  g_type_set_qdata (G_OBJECT_CLASS_TYPE (klass), fields_quark (), copy);
  klass->get_property = fake_get_property;
  for (guint i = 0; i < n_fields; i++)
    g_object_class_install_property (klass, i + 1, make_pspec (&fields[i]));
}

void
fake_set_string (gpointer object, const char *name, char **field, const char *value)
{
  if (g_set_str (field, value))
    g_object_notify (object, name);
}

void
fake_set_uint (gpointer object, const char *name, guint *field, guint value)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify (object, name);
}

static gboolean
return_now (gpointer data)
{
  GTask *task = data;
  GError *error = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

void
fake_return_later (GTask *task, GError *error, guint milliseconds)
{
  GSource *source = g_timeout_source_new (milliseconds);

  g_task_set_task_data (task, error, error ? (GDestroyNotify) g_error_free : NULL);
  g_source_set_callback (source, return_now, task, g_object_unref);
  if (g_task_get_cancellable (task))
    {
      GSource *cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (source, cancelled);
      g_source_unref (cancelled);
    }
  g_source_attach (source, NULL);
  g_source_unref (source);
}
