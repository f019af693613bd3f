#include "guard-feed.h"

typedef gsize (*NextPiece) (gpointer data);

static GString *
feed (const char *bytes, gsize length, gboolean *dead, NextPiece next, gpointer data)
{
  g_autoptr (BalGuard) guard = bal_guard_new ();
  GString *out = g_string_new (NULL);
  gboolean alive = TRUE;
  bal_guard_set_account (guard, "me@example.org");
  while (length > 0 && alive)
    {
      gsize wanted = next (data), piece = MIN (wanted, length);
      alive = bal_guard_feed (guard, bytes, piece, out, NULL);
      bytes += piece;
      length -= piece;
    }
  if (dead)
    *dead = !alive;
  return out;
}

static gsize
same_piece (gpointer data)
{
  return GPOINTER_TO_SIZE (data);
}

typedef struct
{
  GRand *rand;
  gsize most;
} Random;

static gsize
random_piece (gpointer data)
{
  Random *random = data;
  return g_rand_int_range (random->rand, 1, random->most + 1);
}

GString *
guard_feed (const char *bytes, gsize length, gsize piece, gboolean *dead)
{
  return feed (bytes, length, dead, same_piece, GSIZE_TO_POINTER (piece > 0 ? piece : length));
}

GString *
guard_feed_random (const char *bytes, gsize length, GRand *rand, gsize most, gboolean *dead)
{
  return feed (bytes, length, dead, random_piece, &(Random){ rand, most });
}
