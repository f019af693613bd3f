#pragma once

#include <gio/gio.h>

/* Objects whose properties lie in a table: each is a field of the instance. Just enough to stand in for
 * the models of core in a test that needs no account. */
typedef struct
{
  const char *name;
  GType type; /* G_TYPE_STRING, _BOOLEAN, _UINT, _INT64, G_TYPE_STRV, an enumeration, an object or boxed type */
  gsize offset;
} FakeField;

void fake_class_init (GObjectClass *klass, const FakeField *fields, guint n_fields);
/* Sets a field and notifies; strings are copied. */
void fake_set_string (gpointer object, const char *name, char **field, const char *value);
void fake_set_uint (gpointer object, const char *name, guint *field, guint value);

/* Ends a task at the next turn of the loop, with @error or TRUE. */
void fake_return_later (GTask *task, GError *error, guint milliseconds);
