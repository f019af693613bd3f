#pragma once

#include "xmpp/bal-envelope.h"

/* Presence, RFC 6121 4.7. */
typedef enum {
  BAL_XPRESENCE_AVAILABLE,
  BAL_XPRESENCE_UNAVAILABLE,
  BAL_XPRESENCE_SUBSCRIBE,
  BAL_XPRESENCE_SUBSCRIBED,
  BAL_XPRESENCE_UNSUBSCRIBE,
  BAL_XPRESENCE_UNSUBSCRIBED,
  BAL_XPRESENCE_ERROR,
} BalXPresenceType;

typedef enum {
  BAL_XSHOW_CHAT,
  BAL_XSHOW_NONE,
  BAL_XSHOW_AWAY,
  BAL_XSHOW_XA,
  BAL_XSHOW_DND,
} BalXShow;

typedef struct
{
  BalXPresenceType type;
  BalSource source;
  BalJid *from;
  BalXShow show;
  int priority;          /* -128 to 127 */
  char *status;          /* NULL for none; text of others */
  char *nick;            /* XEP-0172, in a subscribe; never to be trusted */
  char *error_condition; /* of type error */
  char *error_text;
} BalXPresence;

/* NULL if the type is unknown: such a presence means nothing (probe is the server's affair). */
BalXPresence *bal_xpresence_new (const BalEnvelope *envelope);
void bal_xpresence_free (BalXPresence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalXPresence, bal_xpresence_free)
/* Our own presence to everybody who may see it, with capabilities (XEP-0115); free with g_free(). */
char *bal_presence_write (BalXShow show, const char *status, int priority);
/* A presence of another type, to @to (bare); @status may be NULL. */
char *bal_presence_write_to (BalXPresenceType type, BalJid *to, const char *status);
