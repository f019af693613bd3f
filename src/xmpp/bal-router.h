#pragma once

#include "xmpp/bal-presence.h"
#include "xmpp/bal-roster.h"
#include "xmpp/bal-xmessage.h"
#include "xmpp/xep/bal-xep.h"

/* Decides who a stanza is from, who may say what, and who gets to know of it. The only place where a
 * carbon is unwrapped and where the answer to a question is matched. Main thread.
 *
 * What a stranger sends can cause a message to be shown under the stranger's own address, a friend
 * request, and the error service-unavailable in answer to a question; nothing else ever. */

#define BAL_CAPS_NODE "https://balcony.im"

/* How the router reaches the rest; every function is called on the main thread with user_data. */
typedef struct
{
  /* Puts @xml, a whole stanza, on the wire; @id may be NULL. */
  void (*send) (const char *xml, const char *id, gpointer user_data);
  /* BAL_SOURCE_CONTACT_* of the bare address, or 0 if it is not in the roster. */
  BalSource (*contact) (const BalJid *bare, gpointer user_data);
  void (*message) (const BalXMessage *message, gpointer user_data);
  void (*presence) (const BalXPresence *presence, gpointer user_data);
  /* A roster push of our own account (RFC 6121 2.1.6); @version may be NULL. */
  void (*roster_push) (const BalRosterItem *item, const char *version, gpointer user_data);
} BalRouterEvents;

/* @account is the bare address. @events is copied. */
BalRouter *bal_router_new (BalJid *account, const BalRouterEvents *events, gpointer user_data);
/* Every open question is answered with BAL_ERROR_CLOSED first. */
void bal_router_free (BalRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalRouter, bal_router_free)

/* Our own full address, once it is bound (RFC 6120 7); NULL before. */
void bal_router_set_full (BalRouter *self, BalJid *full);

/* A message, presence or iq from the wire. */
void bal_router_handle (BalRouter *self, xmpp_stanza_t *stanza);

/* The answer to a question: @answer is the whole iq of type result, borrowed, or NULL with @error:
 * BAL_ERROR_STANZA beginning with the condition, BAL_ERROR_TIMED_OUT or BAL_ERROR_CLOSED. Called exactly once. */
typedef void (*BalAnswer) (xmpp_stanza_t *answer, const GError *error, gpointer user_data);

/* Asks @to (NULL: our own account) with one child element @payload; @type is "get" or "set". Only the answer of
 * exactly that address counts (RFC 6120 8.1.2.1); ids are random. */
void bal_router_ask (BalRouter *self, const BalJid *to, const char *type, const char *payload,
                     BalAnswer answer, gpointer user_data);
/* Drops the questions of that @user_data unanswered: whoever asked is going away. */
void bal_router_forget (BalRouter *self, gpointer user_data);
/* Ends all open questions with BAL_ERROR_CLOSED: the stream they were asked on is gone for good. */
void bal_router_fail_all (BalRouter *self);

/* For handlers: answers the iq of @envelope; @payload may be NULL. */
void bal_router_reply (BalRouter *self, const BalEnvelope *envelope, const char *payload);
void bal_router_reply_error (BalRouter *self, const BalEnvelope *envelope, const char *type,
                             const char *condition);
/* A new id: 128 random bits. Free with g_free(). */
char *bal_random_id (void);

/* For tests: the class of a sender. */
BalSource bal_router_classify (BalRouter *self, const BalJid *from);
/* The rules that the router itself has, beside those of the table of extensions. */
const BalHandler *bal_router_own_handlers (void);
