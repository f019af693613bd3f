#include "fault-vfs.h"

#include <string.h>

#include <sqlite3.h>

/* Of the worker, too. */
static struct {
  gint armed;
  gint fault;
  gint left;
  gint lasting;
  gint n_failed;
  gint keeps_synced;
} plan;

typedef struct {
  sqlite3_file base;
  sqlite3_file *real;
  char *path; /* NULL: a temporary one */
} FaultFile;

static sqlite3_vfs *real_vfs;

static sqlite3_file *
real (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static gboolean
fails (gboolean is_sync)
{
  if (!g_atomic_int_get (&plan.armed) || (g_atomic_int_get (&plan.fault) == FAULT_SYNC) != is_sync)
    return FALSE;
  if (g_atomic_int_add (&plan.left, -1) > 0)
    return FALSE;
  if (!g_atomic_int_get (&plan.lasting))
    g_atomic_int_set (&plan.armed, 0);
  g_atomic_int_inc (&plan.n_failed);
  return TRUE;
}

static int
fault_code (void)
{
  return g_atomic_int_get (&plan.fault) == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

/* Through @file and not by opening it again: closing would give up SQLite's locks. */
static void
keep (FaultFile *file)
{
  g_autofree char *path = g_strconcat (file->path, ".synced", NULL);
  g_autofree char *bytes = NULL;
  sqlite3_int64 size = 0;

  file->real->pMethods->xFileSize (file->real, &size);
  bytes = g_malloc ((gsize) size + 1);
  file->real->pMethods->xRead (file->real, bytes, (int) size, 0);
  g_assert_true (g_file_set_contents_full (path, bytes, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static int
close_file (sqlite3_file *file)
{
  int rc = real (file)->pMethods ? real (file)->pMethods->xClose (real (file)) : SQLITE_OK;

  g_free (((FaultFile *) file)->path);
  g_free (real (file));
  return rc;
}

static int
read_file (sqlite3_file *file, void *buffer, int n, sqlite3_int64 offset)
{
  return real (file)->pMethods->xRead (real (file), buffer, n, offset);
}

/* Half of it may reach the disk all the same. */
static int
write_file (sqlite3_file *file, const void *buffer, int n, sqlite3_int64 offset)
{
  if (!fails (/* is_sync= */ FALSE))
    return real (file)->pMethods->xWrite (real (file), buffer, n, offset);
  real (file)->pMethods->xWrite (real (file), buffer, n / 2, offset);
  return fault_code ();
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  return fails (FALSE) ? SQLITE_IOERR_TRUNCATE
                       : real (file)->pMethods->xTruncate (real (file), size);
}

static int
sync_file (sqlite3_file *file, int flags)
{
  int rc;

  if (fails (/* is_sync= */ TRUE))
    return SQLITE_IOERR_FSYNC;
  rc = real (file)->pMethods->xSync (real (file), flags);
  if (g_atomic_int_get (&plan.keeps_synced) && ((FaultFile *) file)->path)
    keep ((FaultFile *) file);
  return rc;
}

static int
get_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
lock_file (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xLock (real (file), lock);
}

static int
unlock_file (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xUnlock (real (file), lock);
}

static int
check_lock (sqlite3_file *file, int *locked)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), locked);
}

static int
control_file (sqlite3_file *file, int op, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), op, argument);
}

static int
get_sector_size (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
get_characteristics (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
map_shared (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return real (file)->pMethods->xShmMap (real (file), page, size, extend, memory);
}

static int
lock_shared (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
barrier_shared (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
unmap_shared (sqlite3_file *file, int remove)
{
  return real (file)->pMethods->xShmUnmap (real (file), remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_characteristics,
  .xShmMap = map_shared,
  .xShmLock = lock_shared,
  .xShmBarrier = barrier_shared,
  .xShmUnmap = unmap_shared,
};

static int
open_file (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *self = (FaultFile *) file;
  int rc;

  self->real = g_malloc0 ((gsize) real_vfs->szOsFile);
  rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->base.pMethods = &methods;
  self->path = g_strdup (name);
  return rc;
}

void
fault_vfs_register (void)
{
  static sqlite3_vfs vfs;

  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.pNext = NULL;
  vfs.zName = "fault";
  vfs.szOsFile = sizeof (FaultFile);
  vfs.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, /* default= */ 1), ==, SQLITE_OK);
}

void
fault_vfs_arm (Fault fault, int after, gboolean lasting)
{
  fault_vfs_disarm ();
  g_atomic_int_set (&plan.fault, (gint) fault);
  g_atomic_int_set (&plan.left, after);
  g_atomic_int_set (&plan.lasting, lasting);
  g_atomic_int_set (&plan.n_failed, 0);
  g_atomic_int_set (&plan.armed, 1);
}

void
fault_vfs_disarm (void)
{
  g_atomic_int_set (&plan.armed, 0);
}

void
fault_vfs_keep_synced (gboolean keep_synced)
{
  g_atomic_int_set (&plan.keeps_synced, keep_synced);
}

int
fault_vfs_get_n_failed (void)
{
  return g_atomic_int_get (&plan.n_failed);
}
