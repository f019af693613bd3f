#include "fake-private.h"

struct _BalRegistration
{
  GObject parent;
  BalField fields[8];
  guint n_fields;
  GError *next_error;
};

G_DEFINE_FINAL_TYPE (BalRegistration, bal_registration, G_TYPE_OBJECT)

static void
bal_registration_class_init (BalRegistrationClass *klass)
{
}

static void
bal_registration_init (BalRegistration *self)
{
  static const char *const options[] = { "none", "weekly", NULL };
  static const char *const labels[] = { "No news", "News once a week", NULL };
  static const BalField fields[] = {
    { .name = (char *) "username", .kind = BAL_FIELD_TEXT, .label = (char *) "Username", .required = TRUE },
    { .name = (char *) "password", .kind = BAL_FIELD_PASSWORD, .label = (char *) "Password", .required = TRUE },
    { .name = (char *) "news", .kind = BAL_FIELD_LIST, .label = (char *) "Newsletter" },
    { .name = (char *) "terms", .kind = BAL_FIELD_BOOLEAN, .label = (char *) "I accept the terms of use" },
    { .name = (char *) "why", .kind = BAL_FIELD_MULTI, .label = (char *) "Why do you want an account here?" },
    { .name = NULL, .kind = BAL_FIELD_NOTE, .label = (char *) "Enter the characters that you see in the picture." },
    { .name = (char *) "ocr", .kind = BAL_FIELD_TEXT, .label = (char *) "Characters", .required = TRUE },
  };
  g_autofree char *png = NULL;
  gsize size;

  self->n_fields = G_N_ELEMENTS (fields);
  for (guint i = 0; i < self->n_fields; i++)
    self->fields[i] = fields[i];
  self->fields[2].options = g_strdupv ((char **) options);
  self->fields[2].option_labels = g_strdupv ((char **) labels);
  if (g_file_get_contents (FAKE_DATA "/captcha.png", &png, &size, NULL))
    self->fields[6].image = g_bytes_new_take (g_steal_pointer (&png), size);
}

BalRegistration *
bal_registration_new (const char *domain, const char *host, guint16 port, gboolean direct_tls,
                      const char *ca_file, const char *pin_sha256)
{
  BalRegistration *self = g_object_new (BAL_TYPE_REGISTRATION, NULL);

  if (g_str_has_prefix (domain, "closed."))
    self->next_error = g_error_new (BAL_ERROR, BAL_ERROR_REGISTRATION, "closed");
  return self;
}

void
bal_registration_start_async (BalRegistration *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  fake_return_later (g_task_new (self, cancellable, callback, user_data),
                     g_steal_pointer (&self->next_error), 30);
}

gboolean
bal_registration_start_finish (BalRegistration *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const BalCertificate *bal_registration_get_certificate (BalRegistration *self) { return NULL; }

const char *
bal_registration_get_instructions (BalRegistration *self)
{
  return "Choose a name and a password for your new account.";
}

const char *bal_registration_get_url (BalRegistration *self) { return NULL; }
guint bal_registration_get_n_fields (BalRegistration *self) { return self->n_fields; }
const BalField *bal_registration_get_field (BalRegistration *self, guint i) { return &self->fields[i]; }

void
bal_registration_set_value (BalRegistration *self, guint i, const char *value)
{
  self->fields[i].value = g_strdup (value);
}

void
bal_registration_submit_async (BalRegistration *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;

  if (g_strcmp0 (self->fields[0].value, "taken") == 0)
    error = g_error_new (BAL_ERROR, BAL_ERROR_STANZA, "conflict");
  fake_return_later (g_task_new (self, cancellable, callback, user_data), error, 30);
}

gboolean
bal_registration_submit_finish (BalRegistration *self, GAsyncResult *result, char **jid,
                                char **password, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *jid = g_strdup_printf ("%s@example.org", self->fields[0].value);
  *password = g_strdup (self->fields[1].value);
  return TRUE;
}
