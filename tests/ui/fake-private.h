#pragma once

#include "fake-core.h"
#include "fake-model.h"

struct _BalMessage
{
  GObject parent;
  gint64 id;
  gboolean outgoing;
  char *sender, *subject, *body, *reason;
  gint64 time;
  int state;
  gboolean truncated;
};

struct _BalMessageList
{
  GObject parent;
  GPtrArray *messages; /* all there are, shared with the conversation */
  guint first, last;   /* the window: [first, last) */
  gboolean at_start, at_end;
};

struct _BalContact
{
  GObject parent;
  char *jid, *name, *display_name, *status;
  GStrv groups;
  int subscription, presence;
  gboolean pending;
  BalAccount *account;
};

struct _BalConversation
{
  GObject parent;
  gint64 id, time;
  char *jid, *title, *preview, *draft;
  int kind, state;
  BalContact *contact;
  BalAccount *account;
  gboolean outgoing, muted;
  guint unread;
  GPtrArray *messages;
  BalMessageList *list; /* weak */
};

struct _BalRequest
{
  GObject parent;
  char *jid, *name, *message;
  gint64 time;
  BalAccount *account;
};

struct _BalAccount
{
  GObject parent;
  char *jid, *status;
  gboolean enabled;
  int state, presence;
  GError *error;
  BalCertificate *certificate;
  gint64 retry_at;
  int priority;
  GListStore *contacts;
  BalClient *client;
};

struct _BalClient
{
  GObject parent;
  guint unread;
  GListStore *accounts, *conversations, *requests;
  GError *next_error;
  char *pin;
  guint delay; /* milliseconds */
  BalCertificate *next_certificate;
};
