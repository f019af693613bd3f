#pragma once

#include "core/bal-certificate.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* One field of the form by which a server lets people make an account (XEP-0077, XEP-0004). Strings
 * are one line and safe to show, except value. */
typedef enum {
  BAL_FIELD_TEXT,
  BAL_FIELD_PASSWORD,
  BAL_FIELD_BOOLEAN,  /* value "0" or "1" */
  BAL_FIELD_LIST,     /* value is one of options */
  BAL_FIELD_MULTI,    /* several lines */
  BAL_FIELD_NOTE,     /* text to read: label */
  BAL_FIELD_HIDDEN,
} BalFieldKind;

typedef struct
{
  char *name;      /* var, or element of the plain form: "username", "password", "email" */
  BalFieldKind kind;
  char *label;
  char *value;     /* set it by bal_registration_set_value() */
  gboolean required;
  GStrv options;        /* values; for LIST */
  GStrv option_labels;  /* as many */
  GBytes *image;        /* a picture to be read (captcha, XEP-0158, XEP-0231): PNG, JPEG or GIF bytes,
                         * within the limits of size; NULL for none */
} BalField;

/* The making of one account on one server: connect, show the form, submit. Main thread. */
#define BAL_TYPE_REGISTRATION (bal_registration_get_type ())
G_DECLARE_FINAL_TYPE (BalRegistration, bal_registration, BAL, REGISTRATION, GObject)

/* @host NULL and @port 0: found by DNS. @ca_file, @pin_sha256 may be NULL. */
BalRegistration *bal_registration_new (const char *domain, const char *host, guint16 port,
                                       gboolean direct_tls, const char *ca_file, const char *pin_sha256);
/* Connects and asks for the form. Errors as for signing in; BAL_ERROR_REGISTRATION where the server
 * does not let people register by themselves. */
void bal_registration_start_async (BalRegistration *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_registration_start_finish (BalRegistration *self, GAsyncResult *result, GError **error);
/* After BAL_ERROR_CERTIFICATE: the refused one; borrowed. */
const BalCertificate *bal_registration_get_certificate (BalRegistration *self);
const char *bal_registration_get_instructions (BalRegistration *self);
/* A web page to register at instead (XEP-0066), http or https only; NULL for none. */
const char *bal_registration_get_url (BalRegistration *self);
guint bal_registration_get_n_fields (BalRegistration *self);
const BalField *bal_registration_get_field (BalRegistration *self, guint i);
void bal_registration_set_value (BalRegistration *self, guint i, const char *value);
/* Sends the form. BAL_ERROR_STANZA "conflict": the name is taken; "not-acceptable": something is missing
 * or wrong; the form may be filled in and sent again on the same connection. On success @jid and
 * @password (bal_password_free) are those of the new account. */
void bal_registration_submit_async (BalRegistration *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean bal_registration_submit_finish (BalRegistration *self, GAsyncResult *result, char **jid,
                                         char **password, GError **error);

G_END_DECLS
