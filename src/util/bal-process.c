#include "util/bal-process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void
bal_process_protect (gboolean uses_portals)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  if (!uses_portals || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}
