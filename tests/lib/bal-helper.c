#include "bal-helper.h"

#define LIMIT_SECONDS 30

struct _BalHelper
{
  GSubprocess *process;
  GDataInputStream *output;
  GOutputStream *input;
  GCancellable *stop;
  GPtrArray *lines;
  guint seen;      /* lines that were waited for or passed over */
  gboolean reading; /* a read is under way */
  const char *program;
  const char *wanted;
};

const char *
bal_fixture (const char *name)
{
  g_autofree char *variable = g_strconcat ("BAL_TEST_", name, NULL);
  const char *value = g_getenv (variable);
  if (!value)
    g_error ("%s is not set: tests/server/fixture.py runs this program", variable);
  return value;
}

guint16
bal_fixture_port (const char *name)
{
  return (guint16) g_ascii_strtoull (bal_fixture (name), NULL, 10);
}

static GPtrArray *
collect (const char *first, va_list rest)
{
  GPtrArray *words = g_ptr_array_new ();
  g_ptr_array_add (words, (char *) first);
  for (const char *word = va_arg (rest, const char *); word; word = va_arg (rest, const char *))
    g_ptr_array_add (words, (char *) word);
  g_ptr_array_add (words, NULL);
  return words;
}

char *
bal_fixture_ctl (const char *verb, ...)
{
  va_list rest;
  va_start (rest, verb);
  g_autoptr (GPtrArray) words = collect (verb, rest);
  va_end (rest);
  g_ptr_array_insert (words, 0, (char *) bal_fixture ("CTL"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv ((const char *const *) words->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_autofree char *output = NULL;
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("the fixture could not %s", verb);
  return g_strchomp (g_steal_pointer (&output));
}

static gboolean
on_limit (gpointer data)
{
  g_error ("waited %d s for %s", LIMIT_SECONDS, (const char *) data);
  return G_SOURCE_REMOVE;
}

void
bal_wait (gboolean (*done) (gpointer data), gpointer data, const char *what)
{
  guint limit = g_timeout_add_seconds (LIMIT_SECONDS, on_limit, (gpointer) what);
  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static void read_line (BalHelper *helper);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  BalHelper *helper = data;
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line_finish (helper->output, result, NULL, &error);
  helper->reading = FALSE;
  if (!line)
    return;
  g_debug ("%s: %s", helper->program, line);
  g_ptr_array_add (helper->lines, line);
  read_line (helper);
}

static void
read_line (BalHelper *helper)
{
  helper->reading = TRUE;
  g_data_input_stream_read_line_async (helper->output, G_PRIORITY_DEFAULT, helper->stop, on_line, helper);
}

static BalHelper *
start (GPtrArray *words)
{
  BalHelper *helper = g_new0 (BalHelper, 1);
  g_autofree char *folder = g_path_get_dirname (bal_fixture ("CTL"));
  g_autofree char *path = g_build_filename (folder, "..", "lib", words->pdata[0], NULL);
  helper->program = g_intern_string (words->pdata[0]);
  words->pdata[0] = path;
  g_autoptr (GError) error = NULL;
  helper->process = g_subprocess_newv ((const char *const *) words->pdata,
                                       G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  helper->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (helper->process));
  helper->input = g_subprocess_get_stdin_pipe (helper->process);
  helper->stop = g_cancellable_new ();
  helper->lines = g_ptr_array_new_with_free_func (g_free);
  read_line (helper);
  return helper;
}

BalHelper *
bal_helper_new (const char *program, ...)
{
  va_list rest;
  va_start (rest, program);
  g_autoptr (GPtrArray) words = collect (program, rest);
  va_end (rest);
  return start (words);
}

BalHelper *
bal_helper_peer (const char *name)
{
  g_autofree char *jid = g_strdup_printf ("%s@%s", name, bal_fixture ("DOMAIN"));
  g_autofree char *password = g_strconcat ("secret-", name, NULL);
  BalHelper *helper = bal_helper_new ("peer.py", "--jid", jid, "--password", password, "-", NULL);
  g_free (bal_helper_wait (helper, "online"));
  return helper;
}

void
bal_helper_tell (BalHelper *helper, const char *format, ...)
{
  va_list rest;
  va_start (rest, format);
  g_autofree char *text = g_strdup_vprintf (format, rest);
  va_end (rest);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autoptr (GError) error = NULL;
  g_output_stream_write_all (helper->input, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
has_line (gpointer data)
{
  BalHelper *helper = data;
  while (helper->seen < helper->lines->len)
    if (strstr (helper->lines->pdata[helper->seen++], helper->wanted))
      return TRUE;
  if (!helper->reading)
    g_error ("%s ended before it said %s", helper->program, helper->wanted);
  return FALSE;
}

char *
bal_helper_wait (BalHelper *helper, const char *text)
{
  helper->wanted = text;
  bal_wait (has_line, helper, text);
  return g_strdup (helper->lines->pdata[helper->seen - 1]);
}

gint64
bal_helper_number (const char *line, const char *field)
{
  g_autofree char *key = g_strdup_printf ("\"%s\": ", field);
  const char *found = strstr (line, key);
  return found ? g_ascii_strtoll (found + strlen (key), NULL, 10) : 0;
}

guint16
bal_helper_port (BalHelper *helper)
{
  g_autofree char *line = bal_helper_wait (helper, "\"listening\"");
  return (guint16) bal_helper_number (line, "port");
}

static gboolean
has_stopped (gpointer data)
{
  return !((BalHelper *) data)->reading;
}

void
bal_helper_free (BalHelper *helper)
{
  g_output_stream_close (helper->input, NULL, NULL);
  bal_wait (has_stopped, helper, helper->program);
  g_subprocess_wait (helper->process, NULL, NULL);
  g_ptr_array_unref (helper->lines);
  g_clear_object (&helper->stop);
  g_clear_object (&helper->output);
  g_clear_object (&helper->process);
  g_free (helper);
}
