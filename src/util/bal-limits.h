#pragma once

/* Every limit on what others can send or make us do, with its reason. Nothing else defines one. */

/* The guard (stream). A stock server lets 256 KiB to 1 MiB through. */
#define BAL_LIMIT_DEPTH 100                  /* open elements; deeper subtrees are dropped: the parser recurses */
#define BAL_LIMIT_ELEMENTS 5000              /* elements a stanza; the sibling walk is quadratic */
#define BAL_LIMIT_ANSWER_ELEMENTS 20000      /* the same in an answer of our own account: a large roster */
#define BAL_LIMIT_ANSWER_BYTES (4 * 1024 * 1024) /* and its bytes: 10,000 contacts are above 1 MiB */
#define BAL_LIMIT_OPEN_ELEMENTS (1024 * 1024) /* open at once in what is dropped: expat keeps 130 bytes each */
#define BAL_LIMIT_ATTRIBUTES 64              /* attributes an element */
#define BAL_LIMIT_STANZA_BYTES (1024 * 1024) /* bytes of one stanza as written on */
#define BAL_LIMIT_TOKEN_BYTES (1024 * 1024)  /* bytes without an XML event: an unfinished tag is rescanned */
#define BAL_LIMIT_TEXT_COST (64 * 1024 * 1024) /* bytes copied while a text node grows (newlines, entities) */
#define BAL_LIMIT_CLEAR_BYTES (64 * 1024)    /* bytes read before TLS */
#define BAL_LIMIT_OUTBOUND_QUEUE (32 * 1024 * 1024) /* bytes that the server does not take; beyond it nothing is read */
#define BAL_LIMIT_UNACKED 50000              /* stanzas kept until the server says that it has them (XEP-0198) */
#define BAL_LIMIT_SEND_PIECE (16 * 1024)     /* bytes handed to the library at a time */

/* Time, in milliseconds (or as named). */
#define BAL_TIMEOUT_DNS 10000
#define BAL_TIMEOUT_TCP 10000
#define BAL_TIMEOUT_TLS 15000
#define BAL_TIMEOUT_FEATURES 10000
#define BAL_TIMEOUT_SASL 15000
#define BAL_TIMEOUT_BIND 15000
#define BAL_TIMEOUT_IQ 60000
#define BAL_TIMEOUT_CLOSE 2000
#define BAL_TIMEOUT_STANZA 30000             /* from the first byte of an element to its last */
#define BAL_PING_IDLE_SECONDS 60             /* silence after which the server is asked (XEP-0199) */
#define BAL_PING_DEAD_SECONDS 20             /* then this long without a byte is a dead link */
#define BAL_RECONNECT_FIRST_SECONDS 1
#define BAL_RECONNECT_LAST_SECONDS 300
#define BAL_RECONNECT_FAULT 4                /* doublings with which to begin after a fault of the server */
#define BAL_STABLE_SECONDS 60                /* after this long online the backoff starts anew */
#define BAL_DISPATCH_BUDGET_USEC 4000        /* of stream work in one turn of the main loop: a frame is 16 ms */

/* SASL (RFC 5802). */
#define BAL_SCRAM_ITERATIONS_MIN 4096
#define BAL_SCRAM_ITERATIONS_MAX 10000000
#define BAL_SCRAM_SALT_MAX 1024
#define BAL_SCRAM_MESSAGE_MAX 8192

/* Addresses and ids. */
#define BAL_LIMIT_JID_PART 1023              /* bytes of each part (RFC 7622) */
#define BAL_LIMIT_ID 1024                    /* bytes of a stanza, origin or archive id; longer ones count as none */

/* What is kept. */
#define BAL_LIMIT_BODY (256 * 1024)          /* bytes of a body that are stored */
#define BAL_LIMIT_SUBJECT 4096
#define BAL_LIMIT_STATUS 4096
#define BAL_LIMIT_NAME 1024
#define BAL_LIMIT_GROUPS 100                 /* groups a contact */
#define BAL_LIMIT_ROSTER 20000               /* contacts an account */
#define BAL_LIMIT_RESOURCES 64               /* devices a contact */
#define BAL_LIMIT_REQUESTS 200               /* friend requests waiting */
#define BAL_LIMIT_PENDING_IQ 1000
#define BAL_LIMIT_FORM_FIELDS 64             /* each becomes a row at once */
#define BAL_LIMIT_FORM_OPTIONS 500           /* of one field */
#define BAL_LIMIT_FORM_IMAGES 8              /* that are decoded to find one that can be shown */
#define BAL_LIMIT_CAPTCHA_BYTES (256 * 1024)
#define BAL_LIMIT_CAPTCHA_PIXELS (1024 * 1024)

/* What is shown. Laying out one 100 KB word takes Pango 16 s; see bal-text.h. */
#define BAL_SHOW_NAME 64                     /* characters */
#define BAL_SHOW_STATUS 140
#define BAL_SHOW_SUBJECT 200
#define BAL_SHOW_PREVIEW 200
#define BAL_SHOW_BODY 3000
#define BAL_SHOW_BODY_COST 3000              /* see bal_text_cost(): the worst text takes about 10 ms */
#define BAL_SHOW_BODY_LINES 60
#define BAL_SHOW_RUN 200                     /* characters without a place to break */
#define BAL_SHOW_MARKS 4                     /* combining marks on one base character */

/* Store. */
#define BAL_STORE_BATCH_ROWS 500
#define BAL_STORE_BATCH_USEC 50000
#define BAL_STORE_QUIET_SECONDS 5            /* after this long without a job memory is given back */
#define BAL_STORE_QUEUE 2000                 /* jobs waiting; beyond it the sockets are not read */

/* Notifications. */
#define BAL_NOTIFY_INTERVAL_MS 1000          /* at most one new banner in this time; others are summed up */
#define BAL_NOTIFY_WAITING 5                 /* conversations with a banner waiting; more are summed up in one */
#define BAL_NOTIFY_SUMMED 1000               /* conversations that a summary counts */
#define BAL_NOTIFY_SHOWN 64                  /* notifications kept at a time; the oldest is withdrawn */
#define BAL_NOTIFY_ACTIONS 4                 /* buttons a notification */
#define BAL_NOTIFY_TITLE 128                 /* characters */
#define BAL_NOTIFY_BODY 500
#define BAL_NOTIFY_LINES 8
#define BAL_TIMEOUT_NOTIFY_STOP 1000         /* for withdrawing everything when the program ends */

/* Tray: what a host may ask for, and what a menu may have. */
#define BAL_TRAY_DEPTH 8
#define BAL_TRAY_ITEMS 200
#define BAL_TRAY_IDS 1000                    /* ids or events answered in one call */
#define BAL_TRAY_ICON_PIXELS 512             /* of one side */
#define BAL_TRAY_ICONS 8                     /* sizes */
#define BAL_TRAY_TEXT 256                    /* characters of a label or a tooltip */

/* Services of the desktop, in milliseconds. */
#define BAL_TIMEOUT_SERVICE 10000            /* for an answer from the Secret Service or a portal */
#define BAL_TIMEOUT_PROMPT 120000            /* the same, where a person may be typing a password */
#define BAL_BACKGROUND_STATUS 96             /* characters (Background portal, version 2) */
