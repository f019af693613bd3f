#include "core/bal-core-private.h"

#include "store-fixture.h"

#define PEER "romeo@x.test"

/* A list beside a model of it that knows only what items-changed told. */
typedef struct
{
  char *directory;
  BalStore *store;
  gint64 account;
  gint64 conversation;
  GPtrArray *rows; /* BalStoreMessage: all there are, oldest first */
  BalMessageList *list;
  GPtrArray *mirror; /* BalMessage */
} Fixture;

static BalStoreMessage *
add_row (Fixture *f)
{
  g_autofree char *text = g_strdup_printf ("message %u", f->rows->len);
  g_autoptr (BalStoreAdded) added = fixture_add_text (f->store, f->account, PEER, text);

  f->conversation = added->conversation->id;
  g_ptr_array_add (f->rows, bal_store_message_copy (added->message));
  return f->rows->pdata[f->rows->len - 1];
}

static void
on_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Fixture *f = data;

  if (removed > 0)
    g_ptr_array_remove_range (f->mirror, position, removed);
  for (guint i = position; i < position + added; i++)
    g_ptr_array_insert (f->mirror, (int) i, g_list_model_get_item (model, i));
}

static void
open_list (Fixture *f)
{
  f->list = bal_message_list_new (f->store, f->conversation);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->list)); i++)
    g_ptr_array_add (f->mirror, g_list_model_get_item (G_LIST_MODEL (f->list), i));
  g_signal_connect (f->list, "items-changed", G_CALLBACK (on_changed), f);
}

static void
set_up (Fixture *f, gconstpointer n)
{
  f->directory = fixture_make_directory ();
  f->store = fixture_open (f->directory);
  f->account = fixture_add_account (f->store, "me@x.test");
  f->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bal_store_message_free);
  f->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < GPOINTER_TO_INT (n); i++)
    add_row (f);
  open_list (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_signal_handlers_disconnect_by_data (f->list, f);
  g_object_unref (f->list);
  g_ptr_array_unref (f->mirror);
  g_ptr_array_unref (f->rows);
  fixture_close (f->store, f->directory);
  fixture_remove_directory (f->directory);
}

static guint
index_of (Fixture *f, gint64 id)
{
  for (guint i = 0; i < f->rows->len; i++)
    if (((BalStoreMessage *) f->rows->pdata[i])->id == id)
      return i;
  g_assert_not_reached ();
}

static guint
first (Fixture *f)
{
  return index_of (f, bal_message_get_id (f->mirror->pdata[0]));
}

static guint
last (Fixture *f)
{
  return index_of (f, bal_message_get_id (f->mirror->pdata[f->mirror->len - 1]));
}

/* Without a gap or a double, as items-changed told it, and honest about its ends. */
static void
check (Fixture *f)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));

  g_assert_cmpuint (n, ==, f->mirror->len);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <=, 720);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BalMessage) message = g_list_model_get_item (G_LIST_MODEL (f->list), i);

      g_assert_true (message == f->mirror->pdata[i]);
      g_assert_cmpuint (index_of (f, bal_message_get_id (message)), ==, first (f) + i);
      g_assert_true (bal_message_list_find (f->list, bal_message_get_id (message)) == message);
    }
  if (bal_message_list_get_at_start (f->list))
    g_assert_cmpuint (first (f), ==, 0);
  if (bal_message_list_get_at_end (f->list))
    g_assert_cmpuint (last (f), ==, f->rows->len - 1);
}

static void
add (Fixture *f)
{
  g_autoptr (BalMessage) message = bal_message_new (add_row (f));

  bal_message_list_add (f->list, message);
}

static void
test_newest_first (Fixture *f, gconstpointer unused)
{
  check (f);
  g_assert_cmpuint (f->mirror->len, ==, 60);
  g_assert_true (bal_message_list_get_at_end (f->list));
  g_assert_false (bal_message_list_get_at_start (f->list));
  while (bal_message_list_load_older (f->list) > 0)
    check (f);
  g_assert_true (bal_message_list_get_at_start (f->list));
  g_assert_false (bal_message_list_get_at_end (f->list)); /* it was trimmed */
  while (bal_message_list_load_newer (f->list) > 0)
    check (f);
  g_assert_true (bal_message_list_get_at_end (f->list));
  g_assert_cmpuint (bal_message_list_load_newer (f->list), ==, 0);
}

static void
test_short (Fixture *f, gconstpointer unused)
{
  check (f);
  g_assert_true (bal_message_list_get_at_start (f->list) && bal_message_list_get_at_end (f->list));
  add (f);
  check (f);
  g_assert_cmpuint (f->mirror->len, ==, 6);
}

static void
test_doubles (Fixture *f, gconstpointer unused)
{
  g_autoptr (BalMessage) message = bal_message_new (add_row (f));

  bal_message_list_add (f->list, message);
  bal_message_list_add (f->list, message);
  check (f);
}

/* What is read stays, whatever comes. */
static void
test_reading (Fixture *f, gconstpointer unused)
{
  guint top;

  while (f->mirror->len < 600)
    bal_message_list_load_older (f->list);
  bal_message_list_load_end (f->list);
  while (f->mirror->len < 600 && bal_message_list_get_at_end (f->list))
    bal_message_list_load_older (f->list);
  top = first (f);
  bal_message_list_set_following (f->list, FALSE);
  for (int i = 0; i < 300; i++)
    add (f);
  check (f);
  g_assert_cmpuint (first (f), ==, top);
}

static void
test_following (Fixture *f, gconstpointer unused)
{
  for (int i = 0; i < 900; i++)
    add (f);
  check (f);
  g_assert_true (bal_message_list_get_at_end (f->list));
  g_assert_cmpuint (last (f), ==, f->rows->len - 1);
}

static void
test_around (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < f->rows->len; i += 97)
    {
      BalStoreMessage *row = f->rows->pdata[i];
      guint position = G_MAXUINT;

      g_assert_true (bal_message_list_load_around (f->list, row->id, &position));
      check (f);
      g_assert_cmpint (bal_message_get_id (f->mirror->pdata[position]), ==, row->id);
    }
  g_assert_false (bal_message_list_load_around (f->list, 1 << 20, &(guint) { 0 }));
}

static void
test_random (Fixture *f, gconstpointer unused)
{
  for (int i = 0; i < 600; i++)
    {
      guint position;

      switch (g_test_rand_int_range (0, 9))
        {
        case 0: bal_message_list_load_end (f->list); break;
        case 1:
          g_assert_true (bal_message_list_load_around (
            f->list, ((BalStoreMessage *) f->rows->pdata[g_test_rand_int_range (0, (int) f->rows->len)])->id, &position));
          break;
        case 2: bal_message_list_set_following (f->list, g_test_rand_bit ()); break;
        case 3:
        case 4:
        case 5: bal_message_list_load_older (f->list); break;
        case 6:
        case 7: bal_message_list_load_newer (f->list); break;
        default: add (f); break;
        }
      check (f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, n, function) \
  g_test_add ("/message-list/" name, Fixture, GINT_TO_POINTER (n), set_up, function, tear_down)
  TEST ("newest-first", 900, test_newest_first);
  TEST ("short", 5, test_short);
  TEST ("doubles", 200, test_doubles);
  TEST ("reading", 1300, test_reading);
  TEST ("following", 100, test_following);
  TEST ("around", 700, test_around);
  TEST ("random", 1000, test_random);
  return g_test_run ();
}
