#include "xmpp/bal-queue.h"

#include <string.h>

#define KEPT (64 * 1024) /* memory that an empty queue may hold on to */

void
bal_queue_init (BalQueue *queue)
{
  queue->bytes = g_string_new (NULL);
  queue->start = 0;
}

void
bal_queue_free (BalQueue *queue)
{
  explicit_bzero (queue->bytes->str, queue->bytes->len);
  g_string_free (queue->bytes, TRUE);
}

gsize
bal_queue_get_length (const BalQueue *queue)
{
  return queue->bytes->len - queue->start;
}

const char *
bal_queue_peek (const BalQueue *queue)
{
  return queue->bytes->str + queue->start;
}

void
bal_queue_skip (BalQueue *queue, gsize n)
{
  queue->start += n;
  if (queue->start == queue->bytes->len)
    bal_queue_clear (queue);
  else if (queue->start > queue->bytes->len / 2)
    {
      g_string_erase (queue->bytes, 0, queue->start);
      queue->start = 0;
    }
}

void
bal_queue_clear (BalQueue *queue)
{
  explicit_bzero (queue->bytes->str, queue->bytes->len); /* a password may have gone through it */
  queue->start = 0;
  if (queue->bytes->allocated_len > KEPT)
    {
      g_string_free (queue->bytes, TRUE);
      queue->bytes = g_string_new (NULL);
    }
  else
    g_string_truncate (queue->bytes, 0);
}

gboolean
bal_queue_is_blank (const BalQueue *queue)
{
  return bal_queue_get_length (queue) == strspn (bal_queue_peek (queue), " ");
}
