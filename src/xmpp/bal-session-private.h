#pragma once

#include "xmpp/bal-link.h"
#include "xmpp/bal-session.h"

/* The parts of a session: bal-session.c (connecting, sending, the end), bal-session-login.c (features,
 * SASL, bind, resumption), bal-session-live.c (acknowledgements and pings). */

typedef enum {
  BAL_PHASE_WIRE,      /* DNS, TCP, TLS */
  BAL_PHASE_FEATURES,  /* the first ones, inside TLS */
  BAL_PHASE_SASL,
  BAL_PHASE_FEATURES2, /* those after SASL */
  BAL_PHASE_BIND,      /* or resumption */
  BAL_PHASE_READY,
  BAL_PHASE_CLOSING,
  BAL_PHASE_ENDED,
} BalPhase;

struct _BalSession
{
  BalPhase phase;
  BalJid *account;
  BalJid *full;
  char *password;
  BalWireOptions wire;
  BalSaslMechanism strongest;
  BalSaslMechanism mechanism;
  gboolean allow_plain;
  gboolean only_register;

  BalSm *sm;
  BalSessionEvents events;
  gpointer user_data;

  GCancellable *cancellable;
  GIOStream *stream; /* the TLS connection */
  BalWireReport *report;
  BalLink *link;
  guint timer;       /* of the phase */
  guint idle_timer;
  gint64 asked_at;   /* monotonic: when we asked for a sign of life; 0: not waiting */
  GError *end;       /* why it ends, while CLOSING */

  BalScram *scram;
  char *bind_id;
  GHashTable *features; /* "name\nnamespace" of each; a stanza would not outlive the link */
  guint64 token;     /* of the stanza being handled */
  gboolean server_counts; /* XEP-0198; else an answered ping proves that all before it arrived */
  char *barrier_id;  /* of that ping */
  guint32 barrier_h;
  gboolean acking;   /* an <r/> or that ping is under way */
  guint ack_source;
  guint ack_timer;   /* until we say unasked how much is done */
  guint32 ack_sent;  /* that we said last */
  gboolean ack_due;  /* the server asks and not all is done yet */
  guint32 ack_first; /* answered when so many are done */
  guint32 ack_last;  /* it asked again; answered when so many are */
  gboolean inactive;
  gboolean paused;
};

void bal_session_enter (BalSession *self, BalPhase phase, guint limit_ms);
/* Ends the session with @error, which is taken; @resumable FALSE also forgets the stream management. */
void bal_session_fail (BalSession *self, GError *error, gboolean resumable);
void bal_session_fail_literal (BalSession *self, int code, const char *message);
/* Puts a nonza or a stanza on the wire without counting it. */
void bal_session_write (BalSession *self, const char *xml);

/* Login: TRUE if the element was part of it. */
void bal_session_login_element (BalSession *self, xmpp_stanza_t *element);

/* Live. */
void bal_session_live_start (BalSession *self);
void bal_session_live_stop (BalSession *self);
void bal_session_live_element (BalSession *self, xmpp_stanza_t *element);
/* TRUE if the element was the answer to the ping that stands in for acknowledgements. */
gboolean bal_session_take_barrier (BalSession *self, xmpp_stanza_t *element);
/* Before a goodbye: what the server knows to have arrived it will not send again. */
void bal_session_last_ack (BalSession *self);
/* Asks for an acknowledgement once the burst is over. */
void bal_session_request_ack (BalSession *self);
