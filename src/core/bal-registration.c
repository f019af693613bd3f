#define G_LOG_DOMAIN "bal-registration"

#include "core/bal-core-private.h"

#include <string.h>
#include "core/bal-registration.h"

#include <glib/gi18n.h>
#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"
#include "xmpp/bal-form.h"
#include "xmpp/bal-stanza.h"

#define NS_REGISTER "jabber:iq:register"

struct _BalRegistration
{
  GObject parent_instance;
  BalJid *domain;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *ca_file;
  char *pin_sha256;

  BalSm *sm;
  BalSession *session;
  BalRouter *router;
  GTask *task;          /* starting or submitting */
  BalCertificate *certificate;
  BalXForm *form;
  GPtrArray *fields;    /* BalField */
  char *instructions;
};

G_DEFINE_FINAL_TYPE (BalRegistration, bal_registration, G_TYPE_OBJECT)

static void
field_free (gpointer data)
{
  BalField *field = data;

  g_free (field->name);
  g_free (field->label);
  bal_password_free (field->value);
  g_strfreev (field->options);
  g_strfreev (field->option_labels);
  g_clear_pointer (&field->image, g_bytes_unref);
  g_free (field);
}

static void
bal_registration_dispose (GObject *object)
{
  BalRegistration *self = BAL_REGISTRATION (object);

  g_clear_pointer (&self->session, bal_session_free);
  g_clear_pointer (&self->router, bal_router_free);
  G_OBJECT_CLASS (bal_registration_parent_class)->dispose (object);
}

static void
bal_registration_finalize (GObject *object)
{
  BalRegistration *self = BAL_REGISTRATION (object);

  g_clear_pointer (&self->domain, bal_jid_unref);
  g_free (self->host);
  g_free (self->ca_file);
  g_free (self->pin_sha256);
  g_free (self->instructions);
  bal_sm_free (self->sm);
  bal_certificate_free (self->certificate);
  bal_xform_free (self->form);
  g_ptr_array_unref (self->fields);
  G_OBJECT_CLASS (bal_registration_parent_class)->finalize (object);
}

static void
bal_registration_class_init (BalRegistrationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bal_registration_dispose;
  G_OBJECT_CLASS (klass)->finalize = bal_registration_finalize;
}

static void
bal_registration_init (BalRegistration *self)
{
  self->sm = bal_sm_new ();
  self->fields = g_ptr_array_new_with_free_func (field_free);
}

BalRegistration *
bal_registration_new (const char *domain, const char *host, guint16 port, gboolean direct_tls, const char *ca_file,
                      const char *pin_sha256)
{
  BalRegistration *self = g_object_new (BAL_TYPE_REGISTRATION, NULL);
  g_autofree char *trimmed = g_strstrip (g_strdup (domain));

  self->domain = bal_jid_new (trimmed, NULL);
  self->host = g_strdup (host);
  self->port = port;
  self->direct_tls = direct_tls;
  self->ca_file = g_strdup (ca_file);
  self->pin_sha256 = g_strdup (pin_sha256);
  return self;
}

/* @error is taken; NULL is success. */
static void
finish (BalRegistration *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* --- the form ---------------------------------------------------------------------------------- */

static const BalFieldKind kinds[] = {
  [BAL_XFIELD_TEXT_SINGLE] = BAL_FIELD_TEXT, [BAL_XFIELD_TEXT_PRIVATE] = BAL_FIELD_PASSWORD,
  [BAL_XFIELD_TEXT_MULTI] = BAL_FIELD_MULTI, [BAL_XFIELD_BOOLEAN] = BAL_FIELD_BOOLEAN,
  [BAL_XFIELD_LIST_SINGLE] = BAL_FIELD_LIST, [BAL_XFIELD_FIXED] = BAL_FIELD_NOTE,
  [BAL_XFIELD_HIDDEN] = BAL_FIELD_HIDDEN,
};

static GStrv
show_all (const char *const *texts)
{
  g_autoptr (GStrvBuilder) shown = g_strv_builder_new ();

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    g_strv_builder_take (shown, bal_text_line (texts[i], BAL_SHOW_STATUS));
  return g_strv_builder_end (shown);
}

/* The plain form of XEP-0077 names its fields in the language of the protocol alone. */
static const char *
name_plain_field (const char *name)
{
  static const struct
  {
    const char *name;
    const char *label;
  } labels[] = {
    { "username", N_("Username") },     { "password", N_("Password") },         { "nick", N_("Nickname") },
    { "name", N_("Full Name") },        { "first", N_("First Name") },          { "last", N_("Last Name") },
    { "email", N_("Email Address") },   { "address", N_("Street and Number") }, { "city", N_("City") },
    { "state", N_("State or Region") }, { "zip", N_("Postal Code") },           { "phone", N_("Phone Number") },
    { "url", N_("Website") },           { "date", N_("Date") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (labels[i].name, name) == 0)
      return _(labels[i].label);
  return name;
}

static BalField *
make_field (const BalXForm *form, const BalXField *from)
{
  BalField *field = g_new0 (BalField, 1);
  const char *label = form->plain                        ? name_plain_field (from->name)
                      : from->type == BAL_XFIELD_FIXED ? from->value
                                                         : from->label;

  field->name = g_strdup (from->name);
  field->kind = kinds[from->type];
  field->label = bal_text_line (label != NULL ? label : from->name != NULL ? from->name : "", BAL_SHOW_STATUS);
  field->value = g_strdup (from->value);
  field->required = from->required;
  field->options = g_strdupv (from->options);
  field->option_labels = show_all ((const char *const *) from->option_labels);
  field->image = from->image != NULL ? g_bytes_ref (from->image) : NULL;
  return field;
}

static void
take_form (BalRegistration *self, xmpp_stanza_t *answer, xmpp_stanza_t *query)
{
  bal_xform_free (self->form);
  self->form = bal_xform_parse_registration (answer, query);
  g_ptr_array_set_size (self->fields, 0);
  for (guint i = 0; i < self->form->fields->len; i++)
    g_ptr_array_add (self->fields, make_field (self->form, self->form->fields->pdata[i]));
  g_free (self->instructions);
  self->instructions = bal_text_line (self->form->instructions != NULL ? self->form->instructions : "", 1000);
}

static void
on_form (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
  BalRegistration *self = data;
  xmpp_stanza_t *query = bal_stanza_child (answer, "query", NS_REGISTER);

  if (g_error_matches (error, BAL_ERROR, BAL_ERROR_STANZA) || (error == NULL && query == NULL))
    {
      finish (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_REGISTRATION, error != NULL ? error->message : "no form"));
      return;
    }
  if (error != NULL)
    {
      finish (self, g_error_copy (error));
      return;
    }
  take_form (self, answer, query);
  finish (self, NULL);
}

/* --- the connection ---------------------------------------------------------------------------- */

static void
on_ready (BalSession *session, gboolean resumed, gpointer data)
{
  BalRegistration *self = data;

  bal_router_ask (self->router, self->domain, "get", "<query xmlns='" NS_REGISTER "'/>", on_form, self);
}

static void
on_stanza (BalSession *session, xmpp_stanza_t *stanza, gpointer data)
{
  bal_router_handle (((BalRegistration *) data)->router, stanza);
}

static void
on_ended (BalSession *session, const GError *error, const BalWireReport *report, gpointer data)
{
  g_autoptr (BalRegistration) self = g_object_ref (data);
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "closed");

  /* A server that registers nobody may end the stream at the first question (RFC 6120 4.9.3.12). */
  if (g_error_matches (copy, BAL_ERROR, BAL_ERROR_NOT_AUTHORIZED))
    copy->code = BAL_ERROR_REGISTRATION;
  bal_certificate_free (self->certificate);
  self->certificate = bal_certificate_from_report (report, bal_jid_get_domain (self->domain));
  g_clear_pointer (&self->session, bal_session_free);
  finish (self, g_steal_pointer (&copy));
  bal_router_fail_all (self->router); /* an answer of this connection must not end a later task */
}

static void
router_send (const char *xml, const char *id, gpointer data)
{
  BalRegistration *self = data;

  if (self->session != NULL)
    bal_session_send (self->session, xml, id);
}

static BalSource
router_contact (const BalJid *bare, gpointer data)
{
  return 0;
}

static void
ignore_message (const BalXMessage *message, gpointer data)
{
}

static void
ignore_presence (const BalXPresence *presence, gpointer data)
{
}

static void
ignore_push (const BalRosterItem *item, const char *version, gpointer data)
{
}

static void
connect_to_server (BalRegistration *self)
{
  static const BalRouterEvents router_events = { router_send, router_contact, ignore_message, ignore_presence, ignore_push };
  static const BalSessionEvents session_events = { on_ready, on_stanza, NULL, on_ended };
  BalSessionOptions options = {
    .account = self->domain,
    .only_register = TRUE,
    .wire = {
      .domain = bal_jid_get_domain (self->domain),
      .host = self->host,
      .port = self->port,
      .direct_tls = self->direct_tls,
      .ca_file = self->ca_file,
      .pin_sha256 = self->pin_sha256,
    },
  };

  if (self->router == NULL)
    self->router = bal_router_new (self->domain, &router_events, self);
  self->session = bal_session_new (&options, self->sm, &session_events, self);
}

static void
on_cancelled (GCancellable *cancellable, BalRegistration *self)
{
  g_clear_pointer (&self->session, bal_session_free);
  finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  if (self->router != NULL)
    bal_router_fail_all (self->router);
}

static gboolean
begin (BalRegistration *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (self->task != NULL)
    {
      g_task_return_new_error_literal (task, BAL_ERROR, BAL_ERROR_FAILED, "busy");
      g_object_unref (task);
      return FALSE;
    }
  self->task = task;
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self, 0);
  return TRUE;
}

void
bal_registration_start_async (BalRegistration *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  if (!begin (self, g_task_new (self, cancellable, callback, user_data)))
    return;
  if (self->domain == NULL || bal_jid_get_local (self->domain) != NULL)
    finish (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_BAD_ADDRESS, "not a server"));
  else
    connect_to_server (self);
}

gboolean
bal_registration_start_finish (BalRegistration *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- submitting -------------------------------------------------------------------------------- */

static const char *
value_of (BalRegistration *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (g_strcmp0 (((BalField *) self->fields->pdata[i])->name, name) == 0)
      return ((BalField *) self->fields->pdata[i])->value;
  return NULL;
}

static void
on_submitted (xmpp_stanza_t *answer, const GError *error, gpointer data)
{
  finish (data, error != NULL ? g_error_copy (error) : NULL);
}

void
bal_registration_submit_async (BalRegistration *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *payload = NULL;

  if (!begin (self, g_task_new (self, cancellable, callback, user_data)))
    return;
  if (self->session == NULL || self->form == NULL)
    {
      finish (self, g_error_new_literal (BAL_ERROR, BAL_ERROR_CLOSED, "the connection is gone"));
      return;
    }
  for (guint i = 0; i < self->fields->len; i++)
    {
      BalXField *field = self->form->fields->pdata[i];

      bal_password_free (field->value);
      field->value = g_strdup (((BalField *) self->fields->pdata[i])->value);
    }
  payload = bal_xform_write_registration (self->form);
  bal_router_ask (self->router, self->domain, "set", payload, on_submitted, self);
  explicit_bzero (payload, strlen (payload));
}

gboolean
bal_registration_submit_finish (BalRegistration *self, GAsyncResult *result, char **jid, char **password, GError **error)
{
  const char *user = value_of (self, "username");

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *jid = g_strdup_printf ("%s@%s", user != NULL ? user : "", bal_jid_get_domain (self->domain));
  *password = g_strdup (value_of (self, "password"));
  return TRUE;
}

/* --- getters ----------------------------------------------------------------------------------- */

const BalCertificate *
bal_registration_get_certificate (BalRegistration *self)
{
  return self->certificate;
}

const char *
bal_registration_get_instructions (BalRegistration *self)
{
  return self->instructions;
}

const char *
bal_registration_get_url (BalRegistration *self)
{
  return self->form != NULL ? self->form->url : NULL;
}

guint
bal_registration_get_n_fields (BalRegistration *self)
{
  return self->fields->len;
}

const BalField *
bal_registration_get_field (BalRegistration *self, guint i)
{
  return self->fields->pdata[i];
}

void
bal_registration_set_value (BalRegistration *self, guint i, const char *value)
{
  BalField *field = self->fields->pdata[i];

  bal_password_free (field->value);
  field->value = g_strdup (value);
}
