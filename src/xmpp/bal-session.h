#pragma once

#include <gio/gio.h>
#include "xmpp/bal-router.h"
#include "xmpp/bal-scram.h"
#include "xmpp/bal-sm.h"
#include "xmpp/bal-wire.h"

/* One connection to a server, from the first DNS question to the end: stream, features, SASL, resource
 * binding or resumption, acknowledgements, pings (RFC 6120, XEP-0198, XEP-0199, XEP-0352). It knows
 * nothing of what stanzas mean. Main thread; it may be released inside any of its callbacks. */
typedef struct _BalSession BalSession;

typedef struct
{
  BalJid *account;            /* bare */
  const char *password;       /* copied and wiped; NULL only with only_register */
  BalWireOptions wire;        /* strings are copied */
  BalSaslMechanism strongest; /* that ever worked for this account; weaker ones are refused */
  gboolean allow_plain;       /* the person agreed that the server may see the password */
  gboolean only_register;     /* stops before SASL, for XEP-0077 */
} BalSessionOptions;

typedef struct
{
  /* Stanzas may flow. @resumed: nothing was lost in between, no roster or presence is needed. With
   * only_register: the server's features are known. */
  void (*ready) (BalSession *session, gboolean resumed, gpointer user_data);
  /* A message, presence or iq came in; borrowed. See bal_session_hold(). */
  void (*stanza) (BalSession *session, xmpp_stanza_t *stanza, gpointer user_data);
  /* The server has the stanza with that id (NULL if it had none). */
  void (*acked) (const char *id, gpointer user_data);
  /* The last word, always, exactly once: @error NULL only after bal_session_close(). @report may be NULL. The BalSm tells
   * whether it can be resumed. */
  void (*ended) (BalSession *session, const GError *error, const BalWireReport *report, gpointer user_data);
} BalSessionEvents;

/* Begins to connect. @sm is borrowed and must outlive the session; if it can be resumed, that is tried.
 * @options and @events are copied. */
BalSession *bal_session_new (const BalSessionOptions *options, BalSm *sm, const BalSessionEvents *events,
                             gpointer user_data);
/* No callback comes after this; the connection is cut if it is still open. */
void bal_session_free (BalSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalSession, bal_session_free)

/* Says goodbye with </stream:stream> (the stream cannot be resumed then); ended follows, within the
 * call if there is no connection yet. */
void bal_session_close (BalSession *self);
/* Cuts the connection because of @error (taken): the server keeps what we have not acknowledged. */
void bal_session_abort (BalSession *self, GError *error);
/* Puts a whole message, presence or iq on the wire; before ready it is dropped. @id may be NULL. */
void bal_session_send (BalSession *self, const char *xml, const char *id);
/* Inside the stanza callback: keeps the stanza from being acknowledged until bal_session_done() is
 * called with the token, which may be after this session ended. */
guint64 bal_session_hold (BalSession *self);
void bal_session_done (BalSession *self, guint64 token);
/* Stops reading from the network for a while. */
void bal_session_set_paused (BalSession *self, gboolean paused);
/* XEP-0352: whether the person is looking. */
void bal_session_set_active (BalSession *self, gboolean active);
/* The computer woke up or changed networks: find out now whether the server is still there. */
void bal_session_check (BalSession *self);

gboolean bal_session_is_ready (BalSession *self);
BalJid *bal_session_get_full (BalSession *self);
BalSaslMechanism bal_session_get_mechanism (BalSession *self);
/* TRUE if the features after sign-in had such an element, e.g. roster versions. */
gboolean bal_session_has_feature (BalSession *self, const char *name, const char *ns);
