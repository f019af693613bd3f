#pragma once

#include <glib.h>

/* Bytes that wait to be taken from the front. */
typedef struct
{
  GString *bytes; /* append here */
  gsize start;    /* what is before it has been taken */
} BalQueue;

void bal_queue_init (BalQueue *queue);
void bal_queue_free (BalQueue *queue);
gsize bal_queue_get_length (const BalQueue *queue);
const char *bal_queue_peek (const BalQueue *queue);

/* Takes @n bytes, at most as many as there are; memory is given back with time. */
void bal_queue_skip (BalQueue *queue, gsize n);
void bal_queue_clear (BalQueue *queue);

/* Whether there are no bytes but spaces. */
gboolean bal_queue_is_blank (const BalQueue *queue);
