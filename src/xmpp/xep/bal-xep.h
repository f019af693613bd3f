#pragma once

#include "xmpp/bal-xmessage.h"

/* An extension is one file with one const struct; bal_xeps (table.c) lists them all. Service discovery,
 * capabilities, the router and the DOAP file come from that table. */

typedef struct _BalRouter BalRouter;

/* Handles a stanza whose first-level child is (name, ns), or, with name NULL, any other child of that namespace,
 * from the sources named. The router has dropped, or answered with service-unavailable, everything else before. */
typedef struct
{
  BalStanzaKind kind;
  const char *name;
  const char *ns;
  guint sources; /* BalSource */
  void (*handle) (BalRouter *router, const BalEnvelope *envelope);
} BalHandler;

typedef struct
{
  const char *number;            /* "0199" */
  const char *name;
  const char *const *features;   /* for disco#info, NULL-terminated; NULL for none */
  const BalHandler *handlers;    /* ended by one whose handle is NULL; NULL for none */
  /* Reads its part of a message, and writes it; pure; NULL where a message has no part of it. */
  void (*parse) (const BalEnvelope *envelope, BalXMessage *message);
  void (*write) (const BalXMessage *message, GString *xml);
} BalXep;

extern const BalXep *const bal_xeps[]; /* NULL-terminated */

/* XEP-0115: <c/> for our own presence, and the hash in it (free with g_free()). */
void bal_caps_write (GString *xml);
char *bal_caps_hash (void);
/* XEP-0030: the children of a disco#info answer about this program. */
void bal_disco_write (GString *xml);
