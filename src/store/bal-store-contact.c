#define G_LOG_DOMAIN "bal-store-contact"

#include "store/bal-store-contact.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "util/bal-limits.h"

#define COLUMNS "id, account, jid, name, subscription, ask, approved, groups"

static const char *const subscription_names[] = { "none", "to", "from", "both" };

BalStoreContact *
bal_store_contact_copy (const BalStoreContact *contact)
{
  BalStoreContact *copy = g_memdup2 (contact, sizeof *contact);

  copy->jid = g_strdup (contact->jid);
  copy->name = g_strdup (contact->name);
  copy->groups = g_strdupv (contact->groups);
  return copy;
}

void
bal_store_contact_free (BalStoreContact *contact)
{
  if (!contact)
    return;
  g_free (contact->jid);
  g_free (contact->name);
  g_strfreev (contact->groups);
  g_free (contact);
}

static void
free_contact (gpointer contact)
{
  bal_store_contact_free (contact);
}

static BalStoreContact *
read_contact (BalStatement *row)
{
  BalStoreContact *contact = g_new0 (BalStoreContact, 1);
  const char *groups = bal_statement_get_text (row, 7);

  contact->id = bal_statement_get_int (row, 0);
  contact->account = bal_statement_get_int (row, 1);
  contact->jid = bal_statement_dup_text (row, 2);
  contact->name = bal_statement_dup_text (row, 3);
  contact->subscription = (BalStoreSubscription) bal_db_name_to_enum (
    subscription_names, G_N_ELEMENTS (subscription_names), bal_statement_get_text (row, 4),
    BAL_STORE_SUBSCRIPTION_NONE);
  contact->ask = bal_statement_get_int (row, 5) != 0;
  contact->approved = bal_statement_get_int (row, 6) != 0;
  contact->groups = groups ? g_strsplit (groups, "\n", BAL_LIMIT_GROUPS) : NULL;
  return contact;
}

static gboolean
load_into (BalDb *db, gint64 account, GPtrArray *contacts, GError **error)
{
  g_autoptr(BalStatement) rows =
    bal_db_prepare (db, "SELECT " COLUMNS " FROM contact WHERE account = ?1 ORDER BY jid", error);
  BalStep step;

  if (!rows)
    return FALSE;
  bal_statement_bind_int (rows, 1, account);
  while ((step = bal_statement_step (db, rows, error)) == BAL_STEP_ROW)
    g_ptr_array_add (contacts, read_contact (rows));
  return step == BAL_STEP_DONE;
}

/* One job for everything; what a function does not need stays empty. */
typedef struct {
  gint64 account;
  GPtrArray *contacts; /* given, or read */
  GPtrArray *stored;
  BalStoreContact *contact;
  BalStoreContact *pushed;
  char *jid;
  char *version;
} Job;

static Job *
new_job (gint64 account, const char *version)
{
  Job *job = g_new0 (Job, 1);

  job->account = account;
  job->version = bal_store_dup_id (version);
  return job;
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->contacts, g_ptr_array_unref);
  g_clear_pointer (&job->stored, g_ptr_array_unref);
  bal_store_contact_free (job->contact);
  bal_store_contact_free (job->pushed);
  g_free (job->jid);
  g_free (job->version);
  g_free (job);
}

static char *
join_groups (GStrv groups)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  g_auto(GStrv) joined = NULL;
  guint n_lines = 0;

  for (guint i = 0; groups && groups[i] && n_lines < BAL_LIMIT_GROUPS; i++)
    {
      char *line = bal_store_dup_text (groups[i], BAL_LIMIT_NAME);

      if (!line)
        continue;
      g_strv_builder_take (lines, g_strdelimit (line, "\n", ' '));
      n_lines++;
    }
  joined = g_strv_builder_end (lines);
  return n_lines ? g_strjoinv ("\n", joined) : NULL;
}

static const char put_sql[] =
  "INSERT INTO contact (account, jid, name, subscription, ask, approved, groups)"
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (account, jid) DO UPDATE SET name = ?3,"
  " subscription = ?4, ask = ?5, approved = ?6, groups = ?7 RETURNING " COLUMNS;

static BalStoreContact *
put (BalDb *db, gint64 account, const BalStoreContact *contact, GError **error)
{
  g_autofree char *name = bal_store_dup_text (contact->name, BAL_LIMIT_NAME);
  g_autofree char *groups = join_groups (contact->groups);
  g_autoptr(BalStoreContact) stored = NULL;
  g_autoptr(BalStatement) statement = bal_db_prepare (db, put_sql, error);
  BalStep step;

  if (!statement)
    return NULL;
  bal_statement_bind_int (statement, 1, account);
  bal_statement_bind_text (statement, 2, contact->jid);
  bal_statement_bind_text (statement, 3, name);
  bal_statement_bind_text (statement, 4, subscription_names[contact->subscription & 3]);
  bal_statement_bind_int (statement, 5, contact->ask);
  bal_statement_bind_int (statement, 6, contact->approved);
  bal_statement_bind_text (statement, 7, groups);
  while ((step = bal_statement_step (db, statement, error)) == BAL_STEP_ROW)
    stored = read_contact (statement);
  return step == BAL_STEP_DONE ? g_steal_pointer (&stored) : NULL;
}

static gboolean
set_version (BalDb *db, Job *job, GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "UPDATE account SET roster_version = ?2 WHERE id = ?1", error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, job->account);
  bal_statement_bind_text (statement, 2, job->version);
  return bal_statement_run (db, statement, error);
}

static gboolean
remove_one (BalDb *db, gint64 account, const char *jid, GError **error)
{
  g_autoptr(BalStatement) statement =
    bal_db_prepare (db, "DELETE FROM contact WHERE account = ?1 AND jid = ?2", error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, account);
  bal_statement_bind_text (statement, 2, jid);
  return bal_statement_run (db, statement, error);
}

static gboolean
remove_others (BalDb *db, Job *job, GHashTable *kept, GError **error)
{
  g_autoptr(GPtrArray) old = g_ptr_array_new_with_free_func (free_contact);

  if (!load_into (db, job->account, old, error))
    return FALSE;
  for (guint i = 0; i < old->len; i++)
    {
      BalStoreContact *contact = g_ptr_array_index (old, i);

      if (!g_hash_table_contains (kept, contact->jid) &&
          !remove_one (db, job->account, contact->jid, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
replace_all (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr(GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_contacts = MIN (job->contacts->len, BAL_LIMIT_ROSTER);

  g_clear_pointer (&job->stored, g_ptr_array_unref);
  job->stored = g_ptr_array_new_with_free_func (free_contact);
  for (guint i = 0; i < n_contacts; i++)
    {
      BalStoreContact *contact = g_ptr_array_index (job->contacts, i);
      g_autoptr(BalStoreContact) stored = put (db, job->account, contact, error);

      if (!stored)
        return FALSE;
      g_hash_table_add (kept, contact->jid);
    }
  return remove_others (db, job, kept, error) && set_version (db, job, error) &&
         load_into (db, job->account, job->stored, error);
}

static gboolean
load (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;

  return load_into (db, job->account, job->contacts, error);
}

static gboolean
push (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->pushed, bal_store_contact_free);
  job->pushed = put (db, job->account, job->contact, error);
  return job->pushed && (!job->version || set_version (db, job, error));
}

static gboolean
remove_pushed (BalDb *db, gpointer data, GError **error)
{
  Job *job = data;

  return remove_one (db, job->account, job->jid, error) &&
         (!job->version || set_version (db, job, error));
}

void
bal_store_contact_load_async (BalStore *self, gint64 account, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (account, NULL);

  job->contacts = g_ptr_array_new_with_free_func (free_contact);
  bal_store_read_async (self, load, job, free_job, cancellable, callback, user_data);
}

GPtrArray *
bal_store_contact_load_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Job *job = bal_store_read_finish (self, result, error);

  return job ? g_steal_pointer (&job->contacts) : NULL;
}

void
bal_store_contact_replace_all_async (BalStore *self, gint64 account, GPtrArray *contacts,
                                     const char *version,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (account, version);

  job->contacts = contacts;
  bal_store_write_async (self, replace_all, job, free_job, callback, user_data);
}

GPtrArray *
bal_store_contact_replace_all_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Job *job = bal_store_write_finish (self, result, error);

  return job ? g_steal_pointer (&job->stored) : NULL;
}

void
bal_store_contact_push_async (BalStore *self, const BalStoreContact *contact, const char *version,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (contact->account, version);

  job->contact = bal_store_contact_copy (contact);
  bal_store_write_async (self, push, job, free_job, callback, user_data);
}

BalStoreContact *
bal_store_contact_push_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Job *job = bal_store_write_finish (self, result, error);

  return job ? g_steal_pointer (&job->pushed) : NULL;
}

void
bal_store_contact_remove_async (BalStore *self, gint64 account, const char *jid,
                                const char *version, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Job *job = new_job (account, version);

  job->jid = g_strdup (jid);
  bal_store_write_async (self, remove_pushed, job, free_job, callback, user_data);
}

gboolean
bal_store_contact_remove_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return bal_store_write_finish (self, result, error) != NULL;
}
