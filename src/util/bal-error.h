#pragma once

#include <glib.h>

/* One error domain for everything that can go wrong because of a person, a network, a server or a disk.
 * The code says what kind of thing happened and decides what is done about it (ask again, retry, stop);
 * the message is technical English for the log and the details of a dialog. The sentence that a person
 * reads comes from bal_error_sentence() in core. */
#define BAL_ERROR (bal_error_quark ())
GQuark bal_error_quark (void);

typedef enum {
  BAL_ERROR_FAILED,            /* nothing more is known */
  BAL_ERROR_BAD_ADDRESS,       /* not an XMPP address (RFC 7622) */
  BAL_ERROR_NO_SERVER,         /* the domain's server cannot be found (DNS) */
  BAL_ERROR_UNREACHABLE,       /* every address of the server refused or was silent */
  BAL_ERROR_TIMED_OUT,         /* a phase took longer than its limit */
  BAL_ERROR_NO_TLS,            /* the server offers no TLS */
  BAL_ERROR_CERTIFICATE,       /* the certificate is not valid for the account's domain */
  BAL_ERROR_TLS,               /* TLS failed otherwise */
  BAL_ERROR_CLOSED,            /* the connection was lost */
  BAL_ERROR_XML,               /* what the server sends is not XMPP's XML: do not resume */
  BAL_ERROR_PROTOCOL,          /* well-formed, but against the protocol */
  BAL_ERROR_NOT_AUTHORIZED,    /* wrong password */
  BAL_ERROR_ACCOUNT_DISABLED,  /* the server locked the account */
  BAL_ERROR_AUTH_TEMPORARY,    /* the server cannot check passwords now */
  BAL_ERROR_WEAK_LOGIN,        /* only weaker mechanisms than this account had before, or plain text */
  BAL_ERROR_NO_MECHANISM,      /* no mechanism that we have */
  BAL_ERROR_SERVER_UNPROVEN,   /* the server could not prove that it knows the password (RFC 5802) */
  BAL_ERROR_CONFLICT,          /* replaced by another connection (RFC 6120 4.9.3.3) */
  BAL_ERROR_HOST_UNKNOWN,      /* the server does not serve this domain */
  BAL_ERROR_STREAM,            /* another stream error; the message begins with its condition */
  BAL_ERROR_STANZA,            /* an error stanza; the message begins with its condition (RFC 6120 8.3.3) */
  BAL_ERROR_OFFLINE,           /* there is no connection to do this with */
  BAL_ERROR_REGISTRATION,      /* the server does not let people register this way (XEP-0077) */
  BAL_ERROR_NO_PASSWORD,       /* no password is known */
  BAL_ERROR_STORE,             /* the database failed */
  BAL_ERROR_STORE_FULL,        /* the disk is full */
  BAL_ERROR_STORE_NEWER,       /* the database belongs to a newer version */
  BAL_ERROR_STORE_BROKEN,      /* the database was damaged and has been set aside */
  BAL_ERROR_STORE_LOCKED,      /* another program uses this profile */
  BAL_ERROR_STORE_READ_ONLY,   /* the profile cannot be written */
  BAL_ERROR_NO_SERVICE,        /* the desktop lacks what is asked for: Secret Service, portal */
} BalErrorCode;
