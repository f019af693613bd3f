#include "store/bal-store-key.h"

#include <string.h>

static guint64
rotate (guint64 word, guint bits)
{
  return word << bits | word >> (64 - bits);
}

static void
mix (guint64 v[4])
{
  v[0] += v[1];
  v[2] += v[3];
  v[1] = rotate (v[1], 13) ^ v[0];
  v[3] = rotate (v[3], 16) ^ v[2];
  v[0] = rotate (v[0], 32);
  v[2] += v[1];
  v[0] += v[3];
  v[1] = rotate (v[1], 17) ^ v[2];
  v[3] = rotate (v[3], 21) ^ v[0];
  v[2] = rotate (v[2], 32);
}

static void
add_word (BalStoreKey *self, guint64 word)
{
  self->v[3] ^= word;
  mix (self->v);
  mix (self->v);
  self->v[0] ^= word;
}

static void
add_byte (BalStoreKey *self, guint8 byte)
{
  guint shift = 8 * (self->length++ % 8);

  self->tail |= (guint64) byte << shift;
  if (shift < 56)
    return;
  add_word (self, self->tail);
  self->tail = 0;
}

void
bal_store_key_init (BalStoreKey *self, const guint8 key[16])
{
  guint64 k[2];

  memcpy (k, key, sizeof k);
  k[0] = GUINT64_FROM_LE (k[0]);
  k[1] = GUINT64_FROM_LE (k[1]);
  *self = (BalStoreKey) { .v = { k[0] ^ 0x736f6d6570736575, k[1] ^ 0x646f72616e646f6d,
                                 k[0] ^ 0x6c7967656e657261, k[1] ^ 0x7465646279746573 } };
}

void
bal_store_key_add (BalStoreKey *self, const char *text)
{
  if (!text)
    {
      add_byte (self, 0xff); /* no UTF-8 text has this byte */
      return;
    }
  for (; *text; text++)
    add_byte (self, (guint8) *text);
  add_byte (self, 0);
}

void
bal_store_key_add_int (BalStoreKey *self, guint64 number)
{
  for (guint i = 0; i < 8; i++)
    add_byte (self, (guint8) (number >> (8 * i)));
}

gint64
bal_store_key_end (BalStoreKey *self)
{
  guint64 hash;

  add_word (self, self->tail | self->length << 56);
  self->v[2] ^= 0xff;
  for (guint i = 0; i < 4; i++)
    mix (self->v);
  hash = self->v[0] ^ self->v[1] ^ self->v[2] ^ self->v[3];
  return hash ? (gint64) hash : 1;
}
