#pragma once

#include <glib-object.h>

/* The enumerations that the models show. */

/* Where an account stands. */
typedef enum {
  BAL_ACCOUNT_OFFLINE,    /* by wish: switched off, or signed out */
  BAL_ACCOUNT_CONNECTING, /* from the first DNS question to the end of the roster */
  BAL_ACCOUNT_ONLINE,
  BAL_ACCOUNT_WAITING,    /* lost the connection; tries again by itself */
  BAL_ACCOUNT_STOPPED,    /* needs the person: see BalAccount:error */
} BalAccountState;

/* What a person's devices say about them (RFC 6121 4.7.2.1), in the order of a menu. */
typedef enum {
  BAL_PRESENCE_ONLINE,
  BAL_PRESENCE_CHAT,
  BAL_PRESENCE_AWAY,
  BAL_PRESENCE_XA,
  BAL_PRESENCE_DND,
  BAL_PRESENCE_OFFLINE,
} BalPresence;

/* Who sees whose presence (RFC 6121 2.1.2.5). */
typedef enum {
  BAL_SUBSCRIPTION_NONE,
  BAL_SUBSCRIPTION_TO,
  BAL_SUBSCRIPTION_FROM,
  BAL_SUBSCRIPTION_BOTH,
} BalSubscription;

typedef enum {
  BAL_CONVERSATION_CHAT,
  BAL_CONVERSATION_ROOM,
  BAL_CONVERSATION_PRIVATE, /* with an occupant of a room */
  BAL_CONVERSATION_NOTICE,  /* headlines of one sender: nothing can be answered */
} BalConversationKind;

/* How far a message has come. Incoming ones are RECEIVED. */
typedef enum {
  BAL_MESSAGE_RECEIVED,
  BAL_MESSAGE_PENDING,   /* on disk, not yet known to the server */
  BAL_MESSAGE_SENT,      /* written to the connection */
  BAL_MESSAGE_ACKED,     /* the server has it (XEP-0198) */
  BAL_MESSAGE_ARCHIVED,  /* and keeps it (XEP-0313) */
  BAL_MESSAGE_DELIVERED, /* a device of the other person has it (XEP-0184) */
  BAL_MESSAGE_DISPLAYED, /* and showed it (XEP-0333) */
  BAL_MESSAGE_FAILED,    /* see BalMessage:reason */
} BalMessageState;

#define BAL_TYPE_ACCOUNT_STATE (bal_account_state_get_type ())
GType bal_account_state_get_type (void);
#define BAL_TYPE_PRESENCE (bal_presence_get_type ())
GType bal_presence_get_type (void);
#define BAL_TYPE_SUBSCRIPTION (bal_subscription_get_type ())
GType bal_subscription_get_type (void);
#define BAL_TYPE_CONVERSATION_KIND (bal_conversation_kind_get_type ())
GType bal_conversation_kind_get_type (void);
#define BAL_TYPE_MESSAGE_STATE (bal_message_state_get_type ())
GType bal_message_state_get_type (void);
