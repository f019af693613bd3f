/* Entity Capabilities: a hash of the answer to disco#info inside our presence. Those of others are not
 * asked for. */
#include <stdlib.h>
#include <string.h>
#include "xmpp/bal-router.h"
#include "xmpp/bal-xml-writer.h"
#include "xmpp/xep/bal-xep.h"

#define NS_CAPS "http://jabber.org/protocol/caps"

static int
compare (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* XEP-0115 5.1: identity, then the features sorted by octets, each ended by '<'. */
char *
bal_caps_hash (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GString) input = g_string_new ("client/pc//Balcony<");
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);

  for (guint i = 0; bal_xeps[i] != NULL; i++)
    for (guint f = 0; bal_xeps[i]->features != NULL && bal_xeps[i]->features[f] != NULL; f++)
      g_ptr_array_add (all, (gpointer) bal_xeps[i]->features[f]);
  qsort (all->pdata, all->len, sizeof (gpointer), compare);
  for (guint i = 0; i < all->len; i++)
    g_string_append_printf (input, "%s<", (const char *) all->pdata[i]);
  g_checksum_update (sha1, (const guchar *) input->str, (gssize) input->len);
  g_checksum_get_digest (sha1, digest, &length);
  return g_base64_encode (digest, length);
}

void
bal_caps_write (GString *xml)
{
  g_autofree char *hash = bal_caps_hash ();

  bal_xml_empty (xml, "c", "xmlns", NS_CAPS, "hash", "sha-1", "node", BAL_CAPS_NODE, "ver", hash, NULL);
}

static const char *const features[] = { NS_CAPS, NULL };

const BalXep bal_xep_0115 = { "0115", "Entity Capabilities", features, NULL, NULL, NULL };
