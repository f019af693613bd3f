#pragma once

#include "xmpp/bal-envelope.h"

/* RFC 6121 5.2.2. An unknown type is normal. */
typedef enum {
  BAL_XMESSAGE_NORMAL,
  BAL_XMESSAGE_CHAT,
  BAL_XMESSAGE_GROUPCHAT,
  BAL_XMESSAGE_HEADLINE,
  BAL_XMESSAGE_ERROR,
} BalXMessageType;

/* Everything that one message can carry, as the extensions of the table read it and write it. Strings
 * are owned, NULL where there is none, and within the limits of bal-limits.h, but are text of others:
 * not yet fit for display. */
typedef struct
{
  BalXMessageType type;
  BalSource source;
  BalProvenance provenance;
  BalJid *from;
  BalJid *to;
  char *id;
  char *thread;
  char *subject;
  char *body;
  char *origin_id;         /* XEP-0359 */
  gint64 stamp;            /* XEP-0203: µs, 0 for none; a claim of the sender unless stamp_by_server */
  gboolean stamp_by_server;
  gboolean wants_receipt;  /* XEP-0184 */
  char *receipt_id;        /* the message that this is a receipt for */
  char *url;               /* XEP-0066, http or https only */
  char *error_condition;   /* of type error: RFC 6120 8.3.3 */
  char *error_type;
  char *error_text;
} BalXMessage;

/* Reads an envelope of kind message through all extensions. Never fails: what is not understood is left
 * out. Transfer full. */
BalXMessage *bal_xmessage_new (const BalEnvelope *envelope);
/* An empty one to be filled in for sending. */
BalXMessage *bal_xmessage_new_to (BalJid *to, BalXMessageType type, const char *id);
void bal_xmessage_free (BalXMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalXMessage, bal_xmessage_free)
/* The stanza as text, parts written by all extensions. Free with g_free(). */
char *bal_xmessage_write (const BalXMessage *self);
