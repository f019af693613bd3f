#pragma once

#include <glib.h>

/* What one notification says. Filled with designated initialisers by the caller, who keeps ownership:
 *   bal_notifier_show (notifier, &(BalNotice) { .key = "chat:me@a:you@b", .title = name, .body = text });
 * Texts are plain text, never markup, and may be hostile: they are cut and cleaned before they leave. */

typedef enum {
  BAL_NOTICE_NORMAL,
  BAL_NOTICE_LOW,
  BAL_NOTICE_CRITICAL,
} BalNoticeUrgency;

typedef struct {
  const char *id;    /* constant word of ours; "default" is taken by the click on the notification itself */
  const char *label; /* what the button says */
} BalNoticeAction;

typedef struct {
  const char *key;       /* one notification a key; a second one replaces the first */
  const char *title;     /* one line; empty: the program's name */
  const char *body;      /* or NULL */
  const char *icon_name; /* name of the icon theme or absolute path; NULL: the program's icon */
  const char *category;  /* of the Desktop Notifications Specification, as "im.received"; or NULL */
  BalNoticeUrgency urgency;
  const BalNoticeAction *actions; /* buttons, in order; or NULL */
  gsize n_actions;
} BalNotice;

/* A copy with texts that are fit to be shown (bal-text.h), the title on one line, cut to
 * BAL_NOTIFY_TITLE, the body to BAL_NOTIFY_BODY and BAL_NOTIFY_LINES. Free with bal_notice_free(). Any thread. */
BalNotice *bal_notice_copy (const BalNotice *notice);

/* Frees what bal_notice_copy() gave; NULL is allowed. Any thread. */
void bal_notice_free (BalNotice *notice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalNotice, bal_notice_free)
