#define G_LOG_DOMAIN "bal-store-page"

#include "store/bal-store-message.h"

#include "store/bal-db.h"
#include "store/bal-store-private.h"
#include "util/bal-error.h"

#define PAGE_ROWS 1000
#define PAGE_BYTES (1024 * 1024)

#define PAGE(condition, order) \
  "SELECT " BAL_STORE_MESSAGE_COLUMNS " FROM message m WHERE m.conversation = ?1 AND " condition \
  " ORDER BY m.sort " order ", m.id " order " LIMIT ?4"
static const char before_sql[] = PAGE ("(m.sort, m.id) < (?2, ?3)", "DESC");
static const char after_sql[] = PAGE ("(m.sort, m.id) > (?2, ?3)", "ASC");
static const char from_sql[] = PAGE ("(m.sort, m.id) >= (?2, ?3)", "ASC");

static gboolean
read_page (BalDb *db, const char *sql, const BalStorePage *page, GPtrArray *messages,
           GError **error)
{
  g_autoptr(BalStatement) rows = bal_db_prepare (db, sql, error);

  if (!rows)
    return FALSE;
  bal_statement_bind_int (rows, 1, page->conversation);
  bal_statement_bind_int (rows, 2, page->sort);
  bal_statement_bind_int (rows, 3, page->id);
  bal_statement_bind_int (rows, 4, MIN (page->limit, PAGE_ROWS));
  return bal_store_message_read_all (db, rows, PAGE_BYTES, messages, error);
}

static BalDb *
get_reader (BalStore *self, GError **error)
{
  BalDb *db = bal_store_get_reader (self);

  if (!db)
    g_set_error_literal (error, BAL_ERROR, BAL_ERROR_STORE, "The store is closed");
  return db;
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0, j = array->len; i + 1 < j; i++)
    {
      gpointer swapped = array->pdata[i];

      array->pdata[i] = array->pdata[--j];
      array->pdata[j] = swapped;
    }
}

static gboolean
read_before (BalDb *db, const BalStorePage *page, GPtrArray *messages, GError **error)
{
  if (!read_page (db, before_sql, page, messages, error))
    return FALSE;
  reverse (messages);
  return TRUE;
}

static gboolean
read_around (BalDb *db, const BalStorePage *page, GPtrArray *messages, GError **error)
{
  BalStorePage half = *page;

  half.limit = page->limit / 2;
  if (!read_before (db, &half, messages, error))
    return FALSE;
  half.limit = page->limit - half.limit;
  return read_page (db, from_sql, &half, messages, error);
}

GPtrArray *
bal_store_message_page (BalStore *self, const BalStorePage *page, GError **error)
{
  g_autoptr(GPtrArray) messages = bal_store_message_array_new ();
  BalStorePage newest = { .conversation = page->conversation, .sort = G_MAXINT64,
                          .id = G_MAXINT64, .limit = page->limit };
  BalDb *db = get_reader (self, error);
  gboolean read = FALSE;

  if (!db)
    return NULL;
  switch (page->way)
    {
    case BAL_STORE_PAGE_NEWEST:
      read = read_before (db, &newest, messages, error);
      break;
    case BAL_STORE_PAGE_BEFORE:
      read = read_before (db, page, messages, error);
      break;
    case BAL_STORE_PAGE_AFTER:
      read = read_page (db, after_sql, page, messages, error);
      break;
    case BAL_STORE_PAGE_AROUND:
      read = read_around (db, page, messages, error);
      break;
    }
  return read ? g_steal_pointer (&messages) : NULL;
}

BalStoreMessage *
bal_store_message_get (BalStore *self, gint64 message, GError **error)
{
  BalDb *db = get_reader (self, error);

  return db ? bal_store_message_get_from (db, message, error) : NULL;
}
