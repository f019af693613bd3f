#define G_LOG_DOMAIN "bal-store-account"

#include "store/bal-store-account.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "store/bal-store-tidy.h"
#include "util/bal-limits.h"

#define COLUMNS \
  "id, jid, host, port, direct_tls, ca_file, pin_sha256, mechanism, enabled, roster_version," \
  " sort, show, status, priority, resumption"

BalStoreAccount *
bal_store_account_copy (const BalStoreAccount *account)
{
  BalStoreAccount *copy = g_memdup2 (account, sizeof *account);

  copy->jid = g_strdup (account->jid);
  copy->host = g_strdup (account->host);
  copy->ca_file = g_strdup (account->ca_file);
  copy->pin_sha256 = g_strdup (account->pin_sha256);
  copy->roster_version = g_strdup (account->roster_version);
  copy->show = g_strdup (account->show);
  copy->status = g_strdup (account->status);
  copy->resumption = g_strdup (account->resumption);
  return copy;
}

void
bal_store_account_free (BalStoreAccount *account)
{
  if (!account)
    return;
  g_free (account->jid);
  g_free (account->host);
  g_free (account->ca_file);
  g_free (account->pin_sha256);
  g_free (account->roster_version);
  g_free (account->show);
  g_free (account->status);
  g_free (account->resumption);
  g_free (account);
}

static BalStoreAccount *
read_account (BalStatement *row)
{
  BalStoreAccount *account = g_new0 (BalStoreAccount, 1);

  account->id = bal_statement_get_int (row, 0);
  account->jid = bal_statement_dup_text (row, 1);
  account->host = bal_statement_dup_text (row, 2);
  account->port = (guint) bal_statement_get_int (row, 3);
  account->direct_tls = bal_statement_get_int (row, 4) != 0;
  account->ca_file = bal_statement_dup_text (row, 5);
  account->pin_sha256 = bal_statement_dup_text (row, 6);
  account->mechanism = (int) bal_statement_get_int (row, 7);
  account->enabled = bal_statement_get_int (row, 8) != 0;
  account->roster_version = bal_statement_dup_text (row, 9);
  account->sort = (int) bal_statement_get_int (row, 10);
  account->show = bal_statement_dup_text (row, 11);
  account->status = bal_statement_dup_text (row, 12);
  account->priority = (int) bal_statement_get_int (row, 13);
  account->resumption = bal_statement_dup_text (row, 14);
  return account;
}

static void
free_account (gpointer account)
{
  bal_store_account_free (account);
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

static gboolean
load (BalDb *db, gpointer job, GError **error)
{
  GPtrArray *accounts = job;
  g_autoptr(BalStatement) rows =
    bal_db_prepare (db, "SELECT " COLUMNS " FROM account ORDER BY sort, id", error);
  BalStep step;

  if (!rows)
    return FALSE;
  while ((step = bal_statement_step (db, rows, error)) == BAL_STEP_ROW)
    g_ptr_array_add (accounts, read_account (rows));
  return step == BAL_STEP_DONE;
}

void
bal_store_account_load_async (BalStore *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  bal_store_read_async (self, load, g_ptr_array_new_with_free_func (free_account), free_array,
                        cancellable, callback, user_data);
}

GPtrArray *
bal_store_account_load_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *accounts = bal_store_read_finish (self, result, error);

  return accounts ? g_ptr_array_ref (accounts) : NULL;
}

typedef struct {
  BalStoreAccount *given;
  BalStoreAccount *stored;
} Save;

static void
free_save (gpointer data)
{
  Save *job = data;

  bal_store_account_free (job->given);
  bal_store_account_free (job->stored);
  g_free (job);
}

static const char update_by_id[] =
  "UPDATE account SET jid = ?1, host = ?2, port = ?3, direct_tls = ?4, ca_file = ?5, enabled = ?6,"
  " sort = ?7, show = ?8, status = ?9, priority = ?10 WHERE id = ?15 RETURNING " COLUMNS;

static const char upsert_by_jid[] =
  "INSERT INTO account (jid, host, port, direct_tls, ca_file, enabled, sort, show, status,"
  " priority, pin_sha256, mechanism, roster_version, resumption)"
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
  " ON CONFLICT (jid) DO UPDATE SET host = ?2, port = ?3, direct_tls = ?4, ca_file = ?5,"
  " enabled = ?6, sort = ?7, show = ?8, status = ?9, priority = ?10 RETURNING " COLUMNS;

static void
bind_account (BalStatement *statement, const BalStoreAccount *account)
{
  bal_statement_bind_text (statement, 1, account->jid);
  bal_statement_bind_text (statement, 2, account->host);
  bal_statement_bind_int (statement, 3, account->port);
  bal_statement_bind_int (statement, 4, account->direct_tls);
  bal_statement_bind_text (statement, 5, account->ca_file);
  bal_statement_bind_int (statement, 6, account->enabled);
  bal_statement_bind_int (statement, 7, account->sort);
  bal_statement_bind_text (statement, 8, account->show);
  bal_statement_bind_text (statement, 9, account->status);
  bal_statement_bind_int (statement, 10, account->priority);
}

static void
bind_learnt (BalStatement *statement, const BalStoreAccount *account)
{
  bal_statement_bind_text (statement, 11, account->pin_sha256);
  bal_statement_bind_int (statement, 12, account->mechanism);
  bal_statement_bind_text (statement, 13, account->roster_version);
  bal_statement_bind_text (statement, 14, account->resumption);
}

/* The row must be read to its end: RETURNING gives it before the statement is done. */
static gboolean
save_with (BalDb *db, const char *sql, Save *job, GError **error)
{
  g_autoptr(BalStatement) statement = bal_db_prepare (db, sql, error);
  BalStep step;

  if (!statement)
    return FALSE;
  bind_account (statement, job->given);
  if (sql == update_by_id)
    bal_statement_bind_int (statement, 15, job->given->id);
  else
    bind_learnt (statement, job->given);
  g_clear_pointer (&job->stored, bal_store_account_free);
  while ((step = bal_statement_step (db, statement, error)) == BAL_STEP_ROW)
    job->stored = read_account (statement);
  return step == BAL_STEP_DONE;
}

static gboolean
save (BalDb *db, gpointer data, GError **error)
{
  Save *job = data;

  if (job->given->id && !save_with (db, update_by_id, job, error))
    return FALSE;
  return (job->given->id && job->stored) || save_with (db, upsert_by_jid, job, error);
}

void
bal_store_account_save_async (BalStore *self, const BalStoreAccount *account,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Save *job = g_new0 (Save, 1);

  job->given = bal_store_account_copy (account);
  bal_store_write_async (self, save, job, free_save, callback, user_data);
}

BalStoreAccount *
bal_store_account_save_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  Save *job = bal_store_write_finish (self, result, error);

  return job ? g_steal_pointer (&job->stored) : NULL;
}

typedef struct {
  const char *sql; /* ?1 the account, ?2 what is set */
  gint64 account;
  char *text;
  int number;
} Change;

static void
free_change (gpointer data)
{
  Change *job = data;

  g_free (job->text);
  g_free (job);
}

static const char set_mechanism[] = "UPDATE account SET mechanism = ?2 WHERE id = ?1";
static const char set_pin[] = "UPDATE account SET pin_sha256 = ?2 WHERE id = ?1";
static const char set_resumption[] = "UPDATE account SET resumption = ?2 WHERE id = ?1";
static const char remove_account[] = "DELETE FROM account WHERE id = ?1";

static gboolean
change (BalDb *db, gpointer data, GError **error)
{
  Change *job = data;
  g_autoptr(BalStatement) statement = bal_db_prepare (db, job->sql, error);

  if (!statement)
    return FALSE;
  bal_statement_bind_int (statement, 1, job->account);
  if (job->sql == set_mechanism)
    bal_statement_bind_int (statement, 2, job->number);
  else if (job->sql != remove_account)
    bal_statement_bind_text (statement, 2, job->text);
  return bal_statement_run (db, statement, error);
}

static void
change_async (BalStore *self, Change given, GAsyncReadyCallback callback, gpointer user_data)
{
  bal_store_write_async (self, change, g_memdup2 (&given, sizeof given), free_change, callback,
                         user_data);
}

void
bal_store_account_remove_async (BalStore *self, gint64 account, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  change_async (self, (Change) { .sql = remove_account, .account = account }, callback, user_data);
  bal_store_tidy (self);
}

gboolean
bal_store_account_remove_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return bal_store_write_finish (self, result, error) != NULL;
}

void
bal_store_account_set_mechanism_async (BalStore *self, gint64 account, int mechanism,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self,
                (Change) { .sql = set_mechanism, .account = account, .number = mechanism },
                callback, user_data);
}

void
bal_store_account_set_pin_async (BalStore *self, gint64 account, const char *pin_sha256,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (self,
                (Change) { .sql = set_pin, .account = account, .text = g_strdup (pin_sha256) },
                callback, user_data);
}

void
bal_store_account_set_resumption_async (BalStore *self, gint64 account, const char *resumption,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  change_async (
    self, (Change) { .sql = set_resumption, .account = account, .text = g_strdup (resumption) },
    callback, user_data);
}

gboolean
bal_store_account_set_finish (BalStore *self, GAsyncResult *result, GError **error)
{
  return bal_store_write_finish (self, result, error) != NULL;
}
