#pragma once

#include <glib.h>

/* Keyed 64-bit hashes (SipHash-2-4) for the indexes over ids that others choose: 8 bytes in place
 * of a random text, and whoever does not know the key cannot make two ids collide. A hit is always
 * checked against the text. Never 0. */
typedef struct {
  guint64 v[4];
  guint64 tail;   /* bytes that do not fill a word yet */
  guint64 length;
} BalStoreKey;

void bal_store_key_init (BalStoreKey *self, const guint8 key[16]);
/* Adds @text and its end, so that "a", "bc" differs from "ab", "c"; NULL adds what no text adds. */
void bal_store_key_add (BalStoreKey *self, const char *text);
void bal_store_key_add_int (BalStoreKey *self, guint64 number);
gint64 bal_store_key_end (BalStoreKey *self);
