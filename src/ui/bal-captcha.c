#include "ui/bal-captcha.h"

#include "util/bal-limits.h"

#include <string.h>

static guint
read_be16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint
read_le16 (const guint8 *at)
{
  return (guint) at[1] << 8 | at[0];
}

static guint32
read_be32 (const guint8 *at)
{
  return (guint32) read_be16 (at) << 16 | read_be16 (at + 2);
}

static gboolean
measure_png (const guint8 *data, gsize size, guint *width, guint *height)
{
  if (size < 33 || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;
  *width = read_be32 (data + 16);
  *height = read_be32 (data + 20);
  return TRUE;
}

static gboolean
measure_gif (const guint8 *data, gsize size, guint *width, guint *height)
{
  if (size < 13 || (memcmp (data, "GIF87a", 6) != 0 && memcmp (data, "GIF89a", 6) != 0))
    return FALSE;
  *width = read_le16 (data + 6);
  *height = read_le16 (data + 8);
  return TRUE;
}

/* A frame header, of any kind of compression: 0xC0 to 0xCF without DHT, JPG and DAC. */
static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
measure_jpeg (const guint8 *data, gsize size, guint *width, guint *height)
{
  gsize at = 2;

  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;
  while (at + 9 <= size && data[at] == 0xff)
    {
      if (is_frame (data[at + 1]))
        {
          *height = read_be16 (data + at + 5);
          *width = read_be16 (data + at + 7);
          return TRUE;
        }
      at += 2 + read_be16 (data + at + 2);
    }
  return FALSE;
}

gboolean
bal_captcha_measure (GBytes *bytes, guint *width, guint *height)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint w = 0, h = 0;

  if (size > BAL_LIMIT_CAPTCHA_BYTES)
    return FALSE;
  if (!measure_png (data, size, &w, &h) && !measure_jpeg (data, size, &w, &h) && !measure_gif (data, size, &w, &h))
    return FALSE;
  if (w == 0 || h == 0 || (guint64) w * h > BAL_LIMIT_CAPTCHA_PIXELS)
    return FALSE;
  *width = w;
  *height = h;
  return TRUE;
}

static void
decode (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (data, &error);

  if (texture)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
bal_captcha_decode_async (GBytes *bytes, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  guint width, height;

  g_task_set_source_tag (task, bal_captcha_decode_async);
  if (!bal_captcha_measure (bytes, &width, &height))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a picture within the limits");
      return;
    }
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode);
}

GdkTexture *
bal_captcha_decode_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
