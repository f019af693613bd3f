#pragma once

#include <glib.h>

/* What a picture claims to be, read from its first bytes without decoding it. */
typedef struct
{
  const char *type; /* "image/png", "image/jpeg", "image/gif" */
  guint width;
  guint height;
} BalImageInfo;

/* FALSE if @bytes do not begin like one of these kinds. Any thread. */
gboolean bal_image_sniff (GBytes *bytes, BalImageInfo *info);
