#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Reads the size of a PNG, JPEG or GIF from its header, without decoding it. FALSE if @bytes is none of
 * these, or larger than BAL_LIMIT_CAPTCHA_BYTES or BAL_LIMIT_CAPTCHA_PIXELS. Any thread. */
gboolean bal_captcha_measure (GBytes *bytes, guint *width, guint *height);

/* Decodes a picture in a thread of its own, after bal_captcha_measure() let it pass. finish returns the
 * texture (transfer full) or NULL with an error of domain G_IO_ERROR. */
void bal_captcha_decode_async (GBytes *bytes, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
GdkTexture *bal_captcha_decode_finish (GAsyncResult *result, GError **error);

G_END_DECLS
