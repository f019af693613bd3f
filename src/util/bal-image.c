#include "util/bal-image.h"

#include <string.h>

typedef struct
{
  const guint8 *data;
  gsize length;
} Bytes;

static guint
big16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

static guint
big32 (const guint8 *p)
{
  return big16 (p) << 16 | big16 (p + 2);
}

/* PNG: signature, then IHDR with width and height. */
static gboolean
read_png (Bytes b, BalImageInfo *info)
{
  if (b.length < 24 || memcmp (b.data, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) != 0)
    return FALSE;
  *info = (BalImageInfo) { "image/png", big32 (b.data + 16), big32 (b.data + 20) };
  return TRUE;
}

static gboolean
read_gif (Bytes b, BalImageInfo *info)
{
  if (b.length < 10 || (memcmp (b.data, "GIF87a", 6) != 0 && memcmp (b.data, "GIF89a", 6) != 0))
    return FALSE;
  *info = (BalImageInfo) { "image/gif", b.data[6] | (guint) b.data[7] << 8, b.data[8] | (guint) b.data[9] << 8 };
  return TRUE;
}

static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* JPEG: segments of marker and length up to the frame header. */
static gboolean
read_jpeg (Bytes b, BalImageInfo *info)
{
  gsize at = 2;

  if (b.length < 4 || b.data[0] != 0xff || b.data[1] != 0xd8)
    return FALSE;
  while (at + 9 <= b.length && b.data[at] == 0xff)
    {
      if (is_frame (b.data[at + 1]))
        {
          *info = (BalImageInfo) { "image/jpeg", big16 (b.data + at + 7), big16 (b.data + at + 5) };
          return TRUE;
        }
      at += 2 + MAX (big16 (b.data + at + 2), 2);
    }
  return FALSE;
}

gboolean
bal_image_sniff (GBytes *bytes, BalImageInfo *info)
{
  Bytes b;

  b.data = g_bytes_get_data (bytes, &b.length);
  return read_png (b, info) || read_gif (b, info) || read_jpeg (b, info);
}
