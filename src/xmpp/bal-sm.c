#include "xmpp/bal-sm.h"

#include <string.h>

typedef struct
{
  guint32 number;
  char *xml;
  char *id;
} Sent;

typedef struct
{
  guint64 token;
  guint holds;
} Received;

struct _BalSm
{
  gboolean enabled;
  gboolean confirmed; /* by <enabled/> */
  char *resume_id;
  guint32 generation; /* high half of a token: tokens of an earlier stream are void */
  guint32 received;
  guint32 handled;
  GQueue open;        /* Received, oldest first: those that are not done, and those behind one */
  guint32 sent;
  GQueue unacked;     /* Sent */
};

static void
sent_free (Sent *sent)
{
  g_free (sent->xml);
  g_free (sent->id);
  g_free (sent);
}

BalSm *
bal_sm_new (void)
{
  BalSm *self = g_new0 (BalSm, 1);

  g_queue_init (&self->open);
  g_queue_init (&self->unacked);
  return self;
}

static void
reset (BalSm *self)
{
  self->enabled = self->confirmed = FALSE;
  g_clear_pointer (&self->resume_id, g_free);
  self->generation++;
  self->received = self->handled = self->sent = 0;
  g_queue_clear_full (&self->open, g_free);
  g_queue_clear_full (&self->unacked, (GDestroyNotify) sent_free);
}

void
bal_sm_free (BalSm *self)
{
  if (self == NULL)
    return;
  reset (self);
  g_free (self);
}

void
bal_sm_enable (BalSm *self)
{
  reset (self);
  self->enabled = TRUE;
}

void
bal_sm_enabled (BalSm *self, const char *id)
{
  if (!self->enabled || self->confirmed)
    return;
  self->confirmed = TRUE;
  self->handled = 0;
  bal_sm_rewind (self);
  g_set_str (&self->resume_id, id);
}

void
bal_sm_forget (BalSm *self)
{
  reset (self);
}

gboolean
bal_sm_is_enabled (BalSm *self)
{
  return self->enabled;
}

const char *
bal_sm_get_resume_id (BalSm *self)
{
  return self->resume_id;
}

guint64
bal_sm_receive (BalSm *self)
{
  Received *received;

  if (!self->enabled)
    return 0;
  self->received++;
  received = g_new0 (Received, 1);
  received->token = (guint64) self->generation << 32 | self->received;
  received->holds = 1;
  g_queue_push_tail (&self->open, received);
  return received->token;
}

/* Stanzas are done in nearly the order they came in, so the search from the head is short for a
 * bal_sm_done(), and the one from the tail for a bal_sm_hold(). */
static Received *
find (BalSm *self, guint64 token)
{
  GList *head = self->open.head, *tail = self->open.tail;

  for (; head != NULL; head = head->next, tail = tail->prev)
    {
      if (((Received *) head->data)->token == token)
        return head->data;
      if (((Received *) tail->data)->token == token)
        return tail->data;
    }
  return NULL;
}

void
bal_sm_hold (BalSm *self, guint64 token)
{
  Received *received = find (self, token);

  if (received != NULL && received->holds > 0)
    received->holds++;
}

gboolean
bal_sm_done (BalSm *self, guint64 token)
{
  Received *received = find (self, token);
  guint32 before = self->handled;

  if (received == NULL || received->holds == 0)
    return FALSE;
  received->holds--;
  while ((received = g_queue_peek_head (&self->open)) != NULL && received->holds == 0)
    {
      self->handled++;
      g_free (g_queue_pop_head (&self->open));
    }
  return self->handled != before;
}

void
bal_sm_rewind (BalSm *self)
{
  self->generation++;
  self->received = self->handled;
  g_queue_clear_full (&self->open, g_free);
}

guint32
bal_sm_get_handled (BalSm *self)
{
  return self->handled;
}

guint32
bal_sm_get_received (BalSm *self)
{
  return self->received;
}

gboolean
bal_sm_is_behind (BalSm *self)
{
  return self->handled != self->received;
}

void
bal_sm_sent (BalSm *self, const char *xml, const char *id)
{
  Sent *sent;

  if (!self->enabled)
    return;
  sent = g_new0 (Sent, 1);
  sent->number = ++self->sent;
  sent->xml = g_strdup (xml);
  sent->id = g_strdup (id);
  g_queue_push_tail (&self->unacked, sent);
}

guint32
bal_sm_get_sent (BalSm *self)
{
  return self->sent;
}

guint
bal_sm_get_unacked (BalSm *self)
{
  return self->unacked.length;
}

gboolean
bal_sm_ack (BalSm *self, guint32 h, BalSmAcked acked, gpointer user_data)
{
  Sent *sent;

  /* Modulo 2^32: a difference with its top bit set means that h lies ahead of what was sent. */
  if (!self->enabled || (gint32) (self->sent - h) < 0)
    return FALSE;
  while ((sent = g_queue_peek_head (&self->unacked)) != NULL && (gint32) (h - sent->number) >= 0)
    {
      g_queue_pop_head (&self->unacked);
      if (acked != NULL)
        acked (sent->id, user_data);
      sent_free (sent);
    }
  return TRUE;
}

GPtrArray *
bal_sm_dup_unacked (BalSm *self)
{
  GPtrArray *xml = g_ptr_array_new ();

  for (GList *l = self->unacked.head; l != NULL; l = l->next)
    g_ptr_array_add (xml, ((Sent *) l->data)->xml);
  return xml;
}

gboolean
bal_sm_parse_h (const char *text, guint32 *h)
{
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    return FALSE;
  *h = (guint32) number;
  return TRUE;
}
