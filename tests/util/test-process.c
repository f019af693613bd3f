#include "util/bal-process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static void
test_protect (void)
{
  gboolean sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
  struct rlimit limit = { 1, 1 };

  g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 1);
  bal_process_protect (/* uses_portals= */ TRUE);
  g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, sandboxed ? 0 : 1);
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_max, ==, 0);
  bal_process_protect (/* uses_portals= */ FALSE);
  g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process/protect", test_protect);
  return g_test_run ();
}
