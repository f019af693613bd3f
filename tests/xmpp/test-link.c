#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "xmpp/bal-link.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER                                                                                     \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "                                     \
  "xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='example.org' version='1.0' "      \
  "xml:lang='en'>"

typedef struct
{
  BalLink *link;
  int server; /* the other end of the connection, blocking */
  GString *log;
  guint stanzas;
  guint out_of_order; /* stanzas whose id was not their number */
  gboolean closed;
  GError *error;
  const char *action; /* what the next stanza's event does */
} Fixture;

static void
on_opened (BalLink *link, const BalStreamHeader *header, gpointer data)
{
  Fixture *f = data;
  g_assert_nonnull (header);
  g_string_append_printf (f->log, "opened %s %s %s %s;", header->id, header->from,
                          header->version, header->lang);
}

static void
act (Fixture *f, BalLink *link)
{
  const char *action = g_steal_pointer (&f->action);
  if (g_strcmp0 (action, "abort") == 0)
    bal_link_abort (link);
  else if (g_strcmp0 (action, "close") == 0)
    bal_link_close (link);
  else if (g_strcmp0 (action, "restart") == 0)
    bal_link_open_stream (link, "example.org", NULL, NULL);
  else if (g_strcmp0 (action, "pause") == 0)
    bal_link_set_paused (link, TRUE);
  else if (g_strcmp0 (action, "free") == 0)
    {
      g_clear_pointer (&f->link, bal_link_free);
      f->closed = TRUE;
    }
}

static void
on_stanza (BalLink *link, xmpp_stanza_t *stanza, gsize bytes, gpointer data)
{
  Fixture *f = data;
  const char *id = xmpp_stanza_get_id (stanza);
  g_assert_cmpuint (bytes, >, 0);
  f->out_of_order += !id || g_ascii_strtoull (id, NULL, 10) != f->stanzas;
  f->stanzas++;
  g_string_append_printf (f->log, "%s %s;", xmpp_stanza_get_name (stanza), id ? id : "-");
  act (f, link);
}

static void
on_closed (BalLink *link, const GError *error, gpointer data)
{
  Fixture *f = data;
  g_assert_false (f->closed);
  f->closed = TRUE;
  f->error = error ? g_error_copy (error) : NULL;
  if (g_strcmp0 (f->action, "free at end") == 0)
    g_clear_pointer (&f->link, bal_link_free);
}

static const BalLinkEvents events = { on_opened, on_stanza, on_closed };

static GIOStream *
connection_from_fd (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);
  g_assert_no_error (error);
  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = NULL;
  int pair[2];
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  f->server = pair[1];
  f->log = g_string_new (NULL);
  stream = connection_from_fd (pair[0]);
  f->link = bal_link_new (stream, &events, f, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->link, bal_link_free);
  if (f->server >= 0)
    close (f->server);
  g_string_free (f->log, TRUE);
  g_clear_error (&f->error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
say (Fixture *f, const char *text)
{
  gsize length = strlen (text);
  g_assert_cmpint (send (f->server, text, length, MSG_NOSIGNAL), ==, length);
}

/* What the client sent until now. */
static char *
heard (Fixture *f)
{
  GString *all = g_string_new (NULL);
  char buffer[4096];
  gssize n;
  while ((n = recv (f->server, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_string_append_len (all, buffer, n);
  return g_string_free (all, FALSE);
}

static void
settle (void)
{
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
run_until_closed (Fixture *f)
{
  while (!f->closed)
    g_main_context_iteration (NULL, TRUE);
}

static void
run_until (Fixture *f, guint stanzas)
{
  while (f->stanzas < stanzas && !f->closed)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_stream (Fixture *f)
{
  bal_link_open_stream (f->link, "example.org", NULL, NULL);
  say (f, HEADER);
  while (f->log->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_free (heard (f));
}

static void
test_exchange (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = NULL;
  bal_link_open_stream (f->link, "exam'ple.org", "me@example.org", "de");
  settle ();
  sent = heard (f);
  g_assert_cmpstr (sent, ==,
                   "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                   "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
                   "to='exam&apos;ple.org' from='me@example.org' xml:lang='de'>");
  say (f, HEADER "<stream:features><bind xmlns='urn:x'/></stream:features><message id='m'/>");
  run_until (f, 2);
  g_assert_cmpstr (f->log->str, ==, "opened s1 example.org 1.0 en;features -;message m;");
  close (f->server);
  f->server = -1;
  run_until_closed (f);
  g_assert_error (f->error, BAL_ERROR, BAL_ERROR_CLOSED);
}

static void
test_last_stanzas_before_end_of_file (Fixture *f, gconstpointer unused)
{
  open_stream (f);
  for (guint i = 0; i < 200; i++)
    say (f, "<message id='x'><body>some text that fills the buffers</body></message>");
  close (f->server);
  f->server = -1;
  run_until_closed (f);
  g_assert_cmpuint (f->stanzas, ==, 200);
  g_assert_error (f->error, BAL_ERROR, BAL_ERROR_CLOSED);
}

static void
test_server_ends_stream (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = NULL;
  open_stream (f);
  say (f, "<message id='m'/></stream:stream>");
  run_until_closed (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->stanzas, ==, 1);
  sent = heard (f);
  g_assert_cmpstr (sent, ==, "</stream:stream>");
}

static void
test_close (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = NULL;
  open_stream (f);
  bal_link_send (f->link, "<presence type='unavailable'/>");
  bal_link_close (f->link);
  bal_link_close (f->link);
  bal_link_send (f->link, "<message/>");
  g_assert_false (f->closed);
  settle ();
  g_assert_false (f->closed);
  sent = heard (f);
  g_assert_cmpstr (sent, ==, "<presence type='unavailable'/></stream:stream>");
  say (f, "<message id='late'/></stream:stream>");
  run_until_closed (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->stanzas, ==, 1);
}

static void
test_close_unanswered (Fixture *f, gconstpointer unused)
{
  char byte;
  open_stream (f);
  bal_link_close (f->link);
  run_until_closed (f);
  g_assert_error (f->error, BAL_ERROR, BAL_ERROR_CLOSED);
  g_free (heard (f));
  settle ();
  g_assert_cmpint (recv (f->server, &byte, 1, 0), ==, 0);
}

static void
test_abort (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = NULL;
  open_stream (f);
  bal_link_send (f->link, "<message/>");
  bal_link_abort (f->link);
  g_assert_false (f->closed);
  g_assert_cmpuint (bal_link_get_unsent (f->link), ==, 0);
  run_until_closed (f);
  g_assert_error (f->error, BAL_ERROR, BAL_ERROR_CLOSED);
  sent = heard (f);
  g_assert_cmpstr (sent, ==, "");
}

static void
test_action_in_stanza (Fixture *f, gconstpointer action)
{
  open_stream (f);
  f->action = action;
  say (f, "<message id='1'/><message id='2'/><message id='3'/>");
  if (g_strcmp0 (action, "close") == 0)
    say (f, "</stream:stream>");
  run_until_closed (f);
  settle ();
  g_assert_cmpuint (f->stanzas, ==, g_strcmp0 (action, "close") == 0 ? 3 : 1);
}

static void
test_free_in_closed (Fixture *f, gconstpointer unused)
{
  open_stream (f);
  f->action = "free at end";
  bal_link_abort (f->link);
  run_until_closed (f);
  g_assert_null (f->link);
}

static void
test_restart (Fixture *f, gconstpointer unused)
{
  open_stream (f);
  f->action = "restart";
  say (f, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
  run_until (f, 1);
  say (f, HEADER "<stream:features/><message id='m'/>");
  run_until (f, 3);
  g_assert_cmpstr (f->log->str, ==,
                   "opened s1 example.org 1.0 en;success -;"
                   "opened s1 example.org 1.0 en;features -;message m;");
}

/* What stands behind <success/> belongs to no stream. */
static void
test_restart_early (Fixture *f, gconstpointer behind)
{
  open_stream (f);
  f->action = "restart";
  say (f, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
  say (f, behind);
  run_until_closed (f);
  g_assert_cmpuint (f->stanzas, ==, 1);
  g_assert_cmpint (f->error->code, !=, BAL_ERROR_CLOSED);
}

static void
test_bad_xml (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = NULL;
  open_stream (f);
  say (f, "<message id='1'/><message id='2'/><!-- no --><message id='3'/>");
  run_until_closed (f);
  g_assert_error (f->error, BAL_ERROR, BAL_ERROR_XML);
  g_assert_cmpuint (f->stanzas, ==, 2);
  sent = heard (f);
  g_assert_cmpstr (sent, ==, "</stream:stream>");
}

static void
test_large_tags (Fixture *f, gconstpointer unused)
{
  static const guint sizes[] = { 3000, 4090, 4096, 5000, 8192, 20000, 300000 };
  g_autoptr (GString) text = g_string_new (NULL);
  open_stream (f);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *value = g_strnfill (sizes[i], 'v');
      g_string_printf (text, "<message id='m'><x xmlns='urn:x' a='%s'/></message>", value);
      for (gsize at = 0; at < text->len; at += 30000)
        {
          g_autofree char *piece = g_strndup (text->str + at, 30000);
          say (f, piece);
          settle ();
        }
      /* Nothing else comes: it must have arrived by itself. */
      run_until (f, i + 1);
    }
  g_assert_cmpuint (f->stanzas, ==, G_N_ELEMENTS (sizes));
}

static void
test_pause (Fixture *f, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint before;
  open_stream (f);
  f->action = "pause";
  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "<message id='x'><body>text that fills the buffers</body></message>");
  say (f, text->str);
  settle ();
  before = f->stanzas;
  g_assert_cmpuint (before, >=, 1);
  g_assert_cmpuint (before, <, 70);
  settle ();
  g_assert_cmpuint (f->stanzas, ==, before);
  bal_link_set_paused (f->link, FALSE);
  run_until (f, 1000);
  g_assert_cmpuint (f->stanzas, ==, 1000);
}

static gpointer
flood (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < 50000; i++)
    {
      g_string_printf (text, "<message id='%u' from='a@b' type='chat'><body>hello</body></message>",
                       i);
      g_assert_cmpint (send (fd, text->str, text->len, MSG_NOSIGNAL), ==, text->len);
    }
  return NULL;
}

static void
test_flood (Fixture *f, gconstpointer unused)
{
  GThread *thread;
  open_stream (f);
  thread = g_thread_new ("flood", flood, GINT_TO_POINTER (f->server));
  run_until (f, 50000);
  g_thread_join (thread);
  settle ();
  g_assert_cmpuint (f->stanzas, ==, 50000);
  g_assert_cmpuint (f->out_of_order, ==, 0);
}

static gpointer
read_all (gpointer data)
{
  char buffer[65536];
  gsize total = 0;
  gssize n;
  while ((n = recv (GPOINTER_TO_INT (data), buffer, sizeof buffer, 0)) > 0)
    {
      total += n;
      if (n >= 16 && memcmp (buffer + n - 16, "</stream:stream>", 16) == 0)
        break;
    }
  return GSIZE_TO_POINTER (total);
}

static void
test_much_output (Fixture *f, gconstpointer unused)
{
  GThread *thread;
  g_autofree char *message = NULL;
  g_autofree char *body = g_strnfill (BAL_LIMIT_OUTBOUND_QUEUE - 1024 * 1024, 'x');
  gsize total;
  open_stream (f);
  message = g_strdup_printf ("<message><body>%s</body></message>", body);
  bal_link_send (f->link, message);
  settle ();
  g_assert_cmpuint (bal_link_get_unsent (f->link), >, BAL_LIMIT_OUTBOUND_QUEUE / 2);
  /* The server still speaks while it does not read. */
  say (f, "<message id='m'/>");
  run_until (f, 1);
  thread = g_thread_new ("reader", read_all, GINT_TO_POINTER (f->server));
  while (bal_link_get_unsent (f->link) > 0)
    g_main_context_iteration (NULL, TRUE);
  bal_link_close (f->link);
  settle ();
  total = GPOINTER_TO_SIZE (g_thread_join (thread));
  g_assert_cmpuint (total, ==, strlen (message) + strlen ("</stream:stream>"));
}

/* What nobody reads must not grow for ever. */
static void
test_answers_that_nobody_reads (Fixture *f, gconstpointer unused)
{
  GThread *thread;
  g_autofree char *text = g_strnfill (BAL_LIMIT_OUTBOUND_QUEUE + 16 * 1024 * 1024, 'x');
  open_stream (f);
  bal_link_send (f->link, text);
  settle ();
  g_assert_cmpuint (bal_link_get_unsent (f->link), >, BAL_LIMIT_OUTBOUND_QUEUE);
  say (f, "<iq type='get' id='0'/>");
  settle ();
  g_assert_cmpuint (f->stanzas, ==, 0);
  thread = g_thread_new ("reader", read_all, GINT_TO_POINTER (f->server));
  run_until (f, 1);
  g_assert_cmpuint (bal_link_get_unsent (f->link), <=, BAL_LIMIT_OUTBOUND_QUEUE);
  while (bal_link_get_unsent (f->link) > 0)
    g_main_context_iteration (NULL, TRUE);
  bal_link_close (f->link);
  settle ();
  g_thread_join (thread);
}

static void
test_forbidden_characters (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = NULL;
  open_stream (f);
  bal_link_send (f->link, "<body>a\x01"
                          "b\xEF\xBF\xBE"
                          "c\xFF"
                          "d\tü%s</body>");
  settle ();
  sent = heard (f);
  g_assert_cmpstr (sent, ==, "<body>abcd\tü%s</body>");
}

static void
test_last_read (Fixture *f, gconstpointer unused)
{
  gint64 first = bal_link_get_last_read (f->link), second;
  open_stream (f);
  second = bal_link_get_last_read (f->link);
  g_assert_cmpint (second, >, first);
  settle ();
  g_assert_cmpint (bal_link_get_last_read (f->link), ==, second);
  say (f, " ");
  settle ();
  g_assert_cmpint (bal_link_get_last_read (f->link), >, second);
}

static GPollFunc real_poll;
static guint polls;

static int
counting_poll (GPollFD *fds, guint n, int timeout)
{
  polls++;
  return real_poll (fds, n, timeout);
}

static gboolean
on_idle_over (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_idle (Fixture *f, gconstpointer unused)
{
  gboolean over = FALSE;
  open_stream (f);
  settle ();
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, counting_poll);
  polls = 0;
  g_timeout_add (300, on_idle_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_set_poll_func (NULL, real_poll);
  /* The one that waits for the timer, and the one that finds it due. */
  g_assert_cmpuint (polls, <=, 2);
}

static void
test_many_descriptors (void)
{
  struct rlimit limit;
  g_autoptr (GArray) open_fds = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = NULL;
  Fixture f = { 0 };
  int pair[2], fd;
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (limit.rlim_max, 2048);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  stream = connection_from_fd (pair[0]);
  do
    {
      fd = dup (pair[1]);
      g_assert_cmpint (fd, >=, 0);
      g_array_append_val (open_fds, fd);
    }
  while (fd < FD_SETSIZE);
  g_assert_null (bal_link_new (stream, &events, &f, &error));
  g_assert_error (error, BAL_ERROR, BAL_ERROR_FAILED);
  for (guint i = 0; i < open_fds->len; i++)
    close (g_array_index (open_fds, int, i));
  close (pair[1]);
}

static guint
count_descriptors (void)
{
  guint n = 0;
  for (int fd = 0; fd < FD_SETSIZE; fd++)
    n += fcntl (fd, F_GETFD) >= 0;
  return n;
}

static void
test_nothing_left_open (void)
{
  guint before = 0;
  for (guint i = 0; i < 20; i++)
    {
      Fixture f = { 0 };
      set_up (&f, NULL);
      open_stream (&f);
      if (i % 2)
        bal_link_abort (f.link);
      else
        say (&f, "</stream:stream>");
      run_until_closed (&f);
      tear_down (&f, NULL);
      if (i == 1)
        before = count_descriptors ();
    }
  g_assert_cmpuint (count_descriptors (), ==, before);
}

#define ADD(path, function, data)                                                                  \
  g_test_add ("/link/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("exchange", test_exchange, NULL);
  ADD ("last-stanzas-before-end-of-file", test_last_stanzas_before_end_of_file, NULL);
  ADD ("server-ends-stream", test_server_ends_stream, NULL);
  ADD ("close", test_close, NULL);
  ADD ("close-unanswered", test_close_unanswered, NULL);
  ADD ("abort", test_abort, NULL);
  ADD ("abort-in-stanza", test_action_in_stanza, "abort");
  ADD ("close-in-stanza", test_action_in_stanza, "close");
  ADD ("free-in-stanza", test_action_in_stanza, "free");
  ADD ("free-in-closed", test_free_in_closed, NULL);
  ADD ("restart", test_restart, NULL);
  ADD ("restart-early-stanza", test_restart_early, "<message id='early'/>");
  ADD ("restart-early-header", test_restart_early, HEADER);
  ADD ("bad-xml", test_bad_xml, NULL);
  ADD ("large-tags", test_large_tags, NULL);
  ADD ("pause", test_pause, NULL);
  ADD ("flood", test_flood, NULL);
  ADD ("much-output", test_much_output, NULL);
  ADD ("answers-that-nobody-reads", test_answers_that_nobody_reads, NULL);
  ADD ("forbidden-characters", test_forbidden_characters, NULL);
  ADD ("last-read", test_last_read, NULL);
  ADD ("idle", test_idle, NULL);
  g_test_add_func ("/link/nothing-left-open", test_nothing_left_open);
  g_test_add_func ("/link/many-descriptors", test_many_descriptors);
  return g_test_run ();
}
