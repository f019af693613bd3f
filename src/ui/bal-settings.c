#include "ui/bal-settings.h"

struct _BalSettings
{
  GObject parent;
  int values[16];
};

G_DEFINE_FINAL_TYPE (BalSettings, bal_settings, G_TYPE_OBJECT)

typedef struct
{
  const char *key;
  GType type;
  int initial;
  int least, most;
} Key;

enum { PROP_FIRST = 1, N_KEYS = 8 };

/* G_TYPE_BOOLEAN and G_TYPE_INT are constants of the C implementation. */
static const Key keys[N_KEYS] = {
  { "window-width", G_TYPE_INT, 960, 360, 32767 },
  { "window-height", G_TYPE_INT, 680, 294, 32767 },
  { "window-maximized", G_TYPE_BOOLEAN, FALSE, 0, 1 },
  { "run-in-background", G_TYPE_BOOLEAN, TRUE, 0, 1 },
  { "send-receipts", G_TYPE_BOOLEAN, TRUE, 0, 1 },
  { "notifications", G_TYPE_BOOLEAN, TRUE, 0, 1 },
  { "mute", G_TYPE_BOOLEAN, FALSE, 0, 1 },
  { "color-scheme", G_TYPE_INT, 0, 0, 2 },
};

static void
bal_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  int number = BAL_SETTINGS (object)->values[id - PROP_FIRST];

  if (keys[id - PROP_FIRST].type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, number);
  else
    g_value_set_int (value, number);
}

static void
bal_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BalSettings *self = BAL_SETTINGS (object);
  gboolean is_boolean = keys[id - PROP_FIRST].type == G_TYPE_BOOLEAN;
  int number = is_boolean ? g_value_get_boolean (value) : g_value_get_int (value);

  if (self->values[id - PROP_FIRST] == number)
    return;
  self->values[id - PROP_FIRST] = number;
  g_object_notify_by_pspec (object, pspec);
}

static void
bal_settings_class_init (BalSettingsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bal_settings_get_property;
  object_class->set_property = bal_settings_set_property;
  for (guint i = 0; i < N_KEYS; i++)
    g_object_class_install_property (
        object_class, PROP_FIRST + i,
        keys[i].type == G_TYPE_BOOLEAN
            ? g_param_spec_boolean (keys[i].key, NULL, NULL, keys[i].initial, flags)
            : g_param_spec_int (keys[i].key, NULL, NULL, keys[i].least, keys[i].most,
                                keys[i].initial, flags));
}

static void
bal_settings_init (BalSettings *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    self->values[i] = keys[i].initial;
}

/* The desktop's choice of colours is an enumeration in the schema. */
static gboolean
read_scheme (GValue *value, GVariant *variant, gpointer data)
{
  static const char *const names[] = { "system", "light", "dark" };
  const char *name = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      g_value_set_int (value, (int) i);
  return TRUE;
}

static GVariant *
write_scheme (const GValue *value, const GVariantType *type, gpointer data)
{
  static const char *const names[] = { "system", "light", "dark" };

  return g_variant_new_string (names[CLAMP (g_value_get_int (value), 0, 2)]);
}

static void
bind_key (BalSettings *self, GSettings *settings, const char *key)
{
  if (g_str_equal (key, "color-scheme"))
    g_settings_bind_with_mapping (settings, key, self, key, G_SETTINGS_BIND_DEFAULT, read_scheme,
                                  write_scheme, NULL, NULL);
  else
    g_settings_bind (settings, key, self, key, G_SETTINGS_BIND_DEFAULT);
}

BalSettings *
bal_settings_new (const char *schema_id)
{
  BalSettings *self = g_object_new (BAL_TYPE_SETTINGS, NULL);
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettings) settings = NULL;

  if (schema_id && source)
    schema = g_settings_schema_source_lookup (source, schema_id, /* recursive= */ TRUE);
  if (!schema)
    return self;
  settings = g_settings_new_full (schema, NULL, NULL);
  for (guint i = 0; i < N_KEYS; i++)
    if (g_settings_schema_has_key (schema, keys[i].key))
      bind_key (self, settings, keys[i].key);
  return self;
}

gboolean
bal_settings_get_boolean (BalSettings *self, const char *key)
{
  gboolean value = FALSE;

  g_object_get (self, key, &value, NULL);
  return value;
}

int
bal_settings_get_int (BalSettings *self, const char *key)
{
  int value = 0;

  g_object_get (self, key, &value, NULL);
  return value;
}
