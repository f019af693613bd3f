/* Runs a fuzz target on the files of a folder, for TAP. */
#include "fuzz.h"

#include <glib.h>

static void
run_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const uint8_t *) bytes, length);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (argv[1], 0, &error);
  const char *name;
  guint n = 0;
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)))
    {
      run_file (argv[1], name);
      g_print ("ok %u - %s\n", ++n, name);
    }
  g_assert_cmpuint (n, >, 0);
  g_print ("1..%u\n", n);
  return 0;
}
