#define G_LOG_DOMAIN "bal-store-file"

#include "store/bal-store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store/bal-db.h"
#include "store/bal-store-schema.h"
#include "util/bal-error.h"

/* A check of a very big file that has found nothing until then lets the person in. */
#define CHECK_USEC (5 * G_USEC_PER_SEC)

/* Exists while the file is known to be damaged, so that the next opening looks. */
static char *
suspect_path (BalStoreFile *self)
{
  return g_strconcat (self->path, ".suspect", NULL);
}

/* mkdir and open are subject to the umask and existing files may have any mode: fchmod is not and
 * has the last word. */
static gboolean
make_private (int fd, mode_t mode)
{
  struct stat info;

  return fstat (fd, &info) == 0 && ((info.st_mode & 07777) == mode || fchmod (fd, mode) == 0);
}

/* A folder that holds other things belongs to somebody else: its mode is not ours to change. The files
 * in it are private anyhow. */
static gboolean
is_ours (const char *directory)
{
  g_autofree char *database = g_build_filename (directory, "balcony.db", NULL);
  g_autoptr(GDir) folder = g_dir_open (directory, 0, NULL);

  return (folder && !g_dir_read_name (folder)) || g_file_test (database, G_FILE_TEST_EXISTS);
}

static gboolean
make_directory (const char *directory, GError **error)
{
  g_autofd int fd = -1;

  if (g_mkdir_with_parents (directory, 0700) == 0)
    fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0 && (!is_ours (directory) || make_private (fd, 0700)))
    return TRUE;
  return bal_db_set_system_error (errno, directory, error);
}

/* Returns a descriptor, or -1 with errno. */
static int
open_private (const char *path)
{
  g_autofd int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  return fd >= 0 && make_private (fd, 0600) ? g_steal_fd (&fd) : -1;
}

static gboolean
take_lock (BalStoreFile *self, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "lock", NULL);

  self->lock = open_private (path);
  if (self->lock < 0)
    return bal_db_set_system_error (errno, path, error);
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return bal_db_set_system_error (errno, path, error);
  g_set_error_literal (error, BAL_ERROR, BAL_ERROR_STORE_LOCKED,
                       "The profile is in use by another program");
  return FALSE;
}

static gboolean
make_file (BalStoreFile *self, GError **error)
{
  g_autofd int fd = open_private (self->path);

  return fd >= 0 || bal_db_set_system_error (errno, self->path, error);
}

/* A clean end removes the log. */
static gboolean
ended_badly (BalStoreFile *self)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *suspect = suspect_path (self);
  GStatBuf info;

  return (g_stat (log, &info) == 0 && info.st_size > 0) || g_access (suspect, F_OK) == 0;
}

typedef enum { FINDING_NONE, FINDING_WORDS, FINDING_BROKEN } Finding;

static Finding
judge (BalDb *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BalStatement) check = bal_db_prepare (db, "PRAGMA quick_check", &error);
  Finding finding = FINDING_NONE;
  BalStep step = BAL_STEP_ERROR;

  while (check && (step = bal_statement_step (db, check, &error)) == BAL_STEP_ROW)
    {
      const char *line = bal_statement_get_text (check, 0);

      if (g_strrstr (line, "FTS5"))
        finding = MAX (finding, FINDING_WORDS);
      else if (!g_str_equal (line, "ok"))
        finding = FINDING_BROKEN;
    }
  if (step == BAL_STEP_ERROR && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FINDING_BROKEN;
  return finding;
}

/* The index of words can be made anew; everything else cannot. */
static gboolean
check_file (BalStoreFile *self, BalDb *db, GError **error)
{
  Finding finding;

  bal_db_set_limits (db, NULL, g_get_monotonic_time () + CHECK_USEC);
  finding = judge (db);
  bal_db_set_limits (db, NULL, 0);
  if (finding != FINDING_BROKEN)
    {
      g_autofree char *suspect = suspect_path (self);

      g_unlink (suspect);
      return finding == FINDING_NONE || bal_store_schema_rebuild_words (db, error);
    }
  g_set_error_literal (error, BAL_ERROR, BAL_ERROR_STORE_BROKEN, "The database is damaged");
  return FALSE;
}

static BalDb *
open_file (BalStoreFile *self, GError **error)
{
  g_autoptr(BalDb) db = NULL;
  gboolean look;

  if (!make_file (self, error))
    return NULL;
  look = ended_badly (self);
  db = bal_db_open (self->path, BAL_DB_READ_WRITE, error);
  if (!db || !bal_store_schema_check (db, bal_store_schema_version, error))
    return NULL;
  if (!bal_db_start_writing (db, error) || (look && !check_file (self, db, error)) ||
      !bal_store_schema_migrate (db, bal_store_schema_scripts, bal_store_schema_version, error) ||
      !bal_store_schema_load_key (db, error))
    return NULL;
  return g_steal_pointer (&db);
}

static gboolean
rename_one (BalStoreFile *self, const char *target, const char *suffix)
{
  g_autofree char *from = g_strconcat (self->path, suffix, NULL);
  g_autofree char *to = g_strconcat (target, suffix, NULL);

  return rename (from, to) == 0 || (errno == ENOENT && *suffix);
}

/* The log goes with the file that it belongs to: a new database must not find it. */
static gboolean
set_aside (BalStoreFile *self, GError **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *target = g_strdup_printf ("%s.broken-%s", self->path, stamp);
  g_autofree char *suspect = suspect_path (self);

  for (guint i = 2; g_access (target, F_OK) == 0; i++)
    {
      g_free (target);
      target = g_strdup_printf ("%s.broken-%s-%u", self->path, stamp, i);
    }
  if (!rename_one (self, target, "-wal") || !rename_one (self, target, "-shm") ||
      !rename_one (self, target, ""))
    return bal_db_set_system_error (errno, target, error);
  g_unlink (suspect);
  g_set_str (&self->set_aside, target);
  return TRUE;
}

BalDb *
bal_store_file_open (BalStoreFile *self, const char *directory, GError **error)
{
  g_autoptr(GError) broken = NULL;
  g_autofree char *real = NULL;
  BalDb *db;

  *self = (BalStoreFile) { .lock = -1 };
  if (!make_directory (directory, error) || !take_lock (self, directory, error))
    return NULL;
  real = realpath (directory, NULL);
  if (!real)
    {
      bal_db_set_system_error (errno, directory, error);
      return NULL;
    }
  self->path = g_build_filename (real, "balcony.db", NULL);
  db = open_file (self, &broken);
  if (db)
    return db;
  if (!g_error_matches (broken, BAL_ERROR, BAL_ERROR_STORE_BROKEN))
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  return set_aside (self, error) ? open_file (self, error) : NULL;
}

/* After damage the log stays, so that nothing more is written into the file. */
static void
leave_suspect (BalStoreFile *self, BalDb *db)
{
  g_autofree char *suspect = suspect_path (self);
  g_autofd int fd = open_private (suspect);

  sqlite3_db_config (bal_db_get_handle (db), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

gboolean
bal_store_file_close (BalStoreFile *self, BalDb *db, GError **error)
{
  gboolean fine = TRUE;

  if (db && bal_db_was_broken (db))
    leave_suspect (self, db);
  else if (db)
    fine = bal_db_exec (db, "PRAGMA optimize", error) &&
           bal_db_exec (db, "PRAGMA wal_checkpoint(TRUNCATE) ", error);
  bal_db_close (db);
  g_clear_fd (&self->lock, NULL);
  return fine;
}

void
bal_store_file_clear (BalStoreFile *self)
{
  g_clear_fd (&self->lock, NULL);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->set_aside, g_free);
}
