#pragma once

#include <strophe.h>
#include <glib.h>

/* Data forms (XEP-0004) with pictures (XEP-0221, XEP-0231), and the plain fields of XEP-0077. Pure. */

typedef enum {
  BAL_XFIELD_TEXT_SINGLE,
  BAL_XFIELD_TEXT_PRIVATE,
  BAL_XFIELD_TEXT_MULTI,
  BAL_XFIELD_BOOLEAN,
  BAL_XFIELD_LIST_SINGLE,
  BAL_XFIELD_FIXED,
  BAL_XFIELD_HIDDEN,
} BalXFieldType;

typedef struct
{
  char *name;  /* NULL only for FIXED */
  BalXFieldType type;
  char *label; /* NULL for none */
  char *value; /* NULL for none; lines joined by "\n" for TEXT_MULTI */
  gboolean required;
  GStrv options;
  GStrv option_labels;
  GBytes *image; /* of a kind and size that may be decoded; NULL for none */
} BalXField;

typedef struct
{
  char *title;
  char *instructions;
  gboolean plain;    /* fields of XEP-0077, not a data form */
  char *url;         /* XEP-0066 in a registration: http or https */
  GPtrArray *fields; /* BalXField, at most BAL_LIMIT_FORM_FIELDS, names unique */
} BalXForm;

void bal_xform_free (BalXForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalXForm, bal_xform_free)

/* The form inside <query xmlns='jabber:iq:register'/>; @iq is where pictures may lie too. Never NULL. */
BalXForm *bal_xform_parse_registration (xmpp_stanza_t *iq, xmpp_stanza_t *query);
/* The query that answers it with the fields' values; free with g_free(). */
char *bal_xform_write_registration (const BalXForm *self);
