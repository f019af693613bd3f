#include "core/bal-file-keyring.h"

#include <glib/gstdio.h>
#include <string.h>
#include "store-fixture.h"

typedef struct
{
  char *directory;
  char *path;
  BalKeyring *keyring;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->directory = fixture_make_directory ();
  f->path = g_build_filename (f->directory, "deep", "passwords", NULL);
  f->keyring = bal_file_keyring_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_object_unref (f->keyring);
  g_free (f->path);
  fixture_remove_directory (f->directory);
}

static gboolean
store (Fixture *f, const char *jid, const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;

  bal_keyring_store_async (f->keyring, jid, password, NULL, fixture_got, &result);
  fixture_wait (&result);
  return bal_keyring_store_finish (f->keyring, result, NULL);
}

static char *
look_up (Fixture *f, const char *jid)
{
  g_autoptr (GAsyncResult) result = NULL;

  bal_keyring_lookup_async (f->keyring, jid, NULL, fixture_got, &result);
  fixture_wait (&result);
  return bal_keyring_lookup_finish (f->keyring, result, NULL);
}

static void
assert_password (Fixture *f, const char *jid, const char *wanted)
{
  char *password = look_up (f, jid);

  g_assert_cmpstr (password, ==, wanted);
  bal_password_free (password);
}

/* Addresses and passwords with everything that a file of keys has a meaning for. */
static const char *const pairs[][2] = {
  { "a@b.test", "simple" },       { "a=b@c.test", "x=y" },          { "[a]@b.test", "[group]" },
  { "#a@b.test", "#comment" },    { "你好@例子.test", " spaces " }, { "a;b@c.test", "tab\tand\\backslash\\n" },
  { "%41@b.test", "new\nline" }, { "A@b.test", "zwei Wörter «und» 密码 & <mehr>" },
};

static void
test_round (Fixture *f, gconstpointer unused)
{
  GStatBuf info;

  assert_password (f, "a@b.test", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_true (store (f, pairs[i][0], pairs[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    assert_password (f, pairs[i][0], pairs[i][1]);
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_clear (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  store (f, "a@b", "one");
  store (f, "c@d", "two");
  bal_keyring_clear_async (f->keyring, "a@b", NULL, fixture_got, &result);
  fixture_wait (&result);
  g_assert_true (bal_keyring_clear_finish (f->keyring, result, NULL));
  assert_password (f, "a@b", NULL);
  assert_password (f, "c@d", "two");
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_null (strstr (text, "one"));
}

/* Several at once: none is lost. */
static void
test_at_once (Fixture *f, gconstpointer unused)
{
  GAsyncResult *results[20] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *jid = g_strdup_printf ("u%u@b", i);

      bal_keyring_store_async (f->keyring, jid, jid, NULL, fixture_got, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      fixture_wait (&results[i]);
      g_assert_true (bal_keyring_store_finish (f->keyring, results[i], NULL));
      g_object_unref (results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *jid = g_strdup_printf ("u%u@b", i);

      assert_password (f, jid, jid);
    }
}

/* A file that cannot be understood is not written over. */
static void
test_foreign_file (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autofree char *text = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (f->path, "not a file of keys\n", -1, NULL));
  g_assert_false (store (f, "a@b", "one"));
  assert_password (f, "a@b", NULL);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "not a file of keys\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/keyring/round", Fixture, NULL, set_up, test_round, tear_down);
  g_test_add ("/keyring/clear", Fixture, NULL, set_up, test_clear, tear_down);
  g_test_add ("/keyring/at-once", Fixture, NULL, set_up, test_at_once, tear_down);
  g_test_add ("/keyring/foreign-file", Fixture, NULL, set_up, test_foreign_file, tear_down);
  return g_test_run ();
}
