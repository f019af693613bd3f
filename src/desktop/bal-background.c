#define G_LOG_DOMAIN "bal-background"

#include "desktop/bal-background.h"

#include "util/bal-error.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define BACKGROUND "org.freedesktop.portal.Background"
#define REQUEST "org.freedesktop.portal.Request"
#define PROPERTIES "org.freedesktop.DBus.Properties"

/* One question to the portal. It ends once: by an answer, an error, the limit or the caller. Until
 * then it and its task hold each other. */
typedef struct {
  GTask *task; /* NULL once it has ended */
  const char *interface;
  const char *method;
  GVariant *args;    /* of the call; for RequestBackground made when the connection is there */
  char *parent;      /* RequestBackground */
  GVariant *options; /* RequestBackground: a{sv} without the token; else NULL */

  GDBusConnection *bus;
  char *handle; /* path of the portal's request object, which answers by a signal */
  guint response;
  guint timer;
  gulong cancelled;
} Question;

static void
question_free (Question *question)
{
  g_clear_object (&question->bus);
  g_clear_pointer (&question->args, g_variant_unref);
  g_clear_pointer (&question->options, g_variant_unref);
  g_free (question->parent);
  g_free (question->handle);
  g_free (question);
}

/* Ends the question, so that nothing calls back later. Gives the task, or NULL if it had ended. */
static GTask *
settle (Question *question)
{
  GTask *task = g_steal_pointer (&question->task);

  if (!task)
    return NULL;
  g_clear_handle_id (&question->timer, g_source_remove);
  if (question->response != 0)
    g_dbus_connection_signal_unsubscribe (question->bus, question->response);
  if (question->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), question->cancelled);
  return task;
}

static void
fail (Question *question, int code, const char *message)
{
  g_autoptr(GTask) task = settle (question);

  if (task && !g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, BAL_ERROR, code, "background portal: %s", message);
}

static int
error_code (const GError *error)
{
  static const int missing[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN,   G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_UNKNOWN_METHOD,
    G_DBUS_ERROR_UNKNOWN_INTERFACE, G_DBUS_ERROR_UNKNOWN_OBJECT,    G_DBUS_ERROR_UNKNOWN_PROPERTY,
    G_DBUS_ERROR_INVALID_ARGS,      G_DBUS_ERROR_DISCONNECTED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
    if (g_error_matches (error, G_DBUS_ERROR, missing[i]))
      return BAL_ERROR_NO_SERVICE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return BAL_ERROR_NO_SERVICE;
  return BAL_ERROR_FAILED;
}

/* The portal keeps asking the person until the request object is closed. */
static void
close_request (Question *question)
{
  if (question->handle)
    g_dbus_connection_call (question->bus, PORTAL_NAME, question->handle, REQUEST, "Close", NULL,
                            NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, BAL_TIMEOUT_SERVICE, NULL, NULL,
                            NULL);
}

static gboolean
on_timeout (gpointer data)
{
  Question *question = data;

  question->timer = 0;
  close_request (question);
  fail (question, BAL_ERROR_TIMED_OUT, "no answer");
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  close_request (data);
  fail (data, BAL_ERROR_FAILED, "cancelled");
}

static void
answer (Question *question, GVariant *results)
{
  g_autoptr(GTask) task = settle (question);
  BalBackgroundAnswer *given = g_new0 (BalBackgroundAnswer, 1);

  g_variant_lookup (results, "background", "b", &given->background);
  g_variant_lookup (results, "autostart", "b", &given->autostart);
  g_task_return_pointer (task, given, g_free);
}

/* Response codes: 0 done, 1 the person cancelled, 2 ended otherwise. */
static void
on_response (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *signal, GVariant *args, gpointer data)
{
  Question *question = data;
  g_autoptr(GVariant) results = NULL;
  guint32 code = 2;

  if (g_variant_is_of_type (args, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (args, "(u@a{sv})", &code, &results);
  if (code == 0)
    answer (question, results);
  else if (code == 1)
    fail (question, BAL_ERROR_NOT_AUTHORIZED, "the question was closed");
  else
    fail (question, BAL_ERROR_FAILED, "the question was ended");
}

/* The reply to RequestBackground says only that the question was understood. */
static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) call = data;
  Question *question = g_task_get_task_data (call);
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                             &error);

  if (error)
    {
      g_dbus_error_strip_remote_error (error);
      fail (question, error_code (error), error->message);
      return;
    }
  if (question->options)
    return;
  task = settle (question);
  if (task)
    g_task_return_boolean (task, TRUE);
}

/* The path that the portal will use is listened to before the call, so that no answer is missed
 * (org.freedesktop.portal.Request, "handle_token"). */
static void
prepare_request (Question *question)
{
  g_autofree char *token = g_strdup_printf ("balcony%08x%08x", g_random_int (), g_random_int ());
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (question->bus) + 1);
  g_auto(GVariantDict) options = G_VARIANT_DICT_INIT (question->options);

  g_strdelimit (sender, ".", '_');
  question->handle = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  question->response = g_dbus_connection_signal_subscribe (
      question->bus, PORTAL_NAME, REQUEST, "Response", question->handle, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_response, question, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  question->args = g_variant_ref_sink (
      g_variant_new ("(s@a{sv})", question->parent, g_variant_dict_end (&options)));
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Question *question = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  question->bus = g_bus_get_finish (result, &error);
  if (!question->bus)
    {
      fail (question, BAL_ERROR_NO_SERVICE, error->message);
      return;
    }
  if (!question->task)
    return;
  if (question->options)
    prepare_request (question);
  g_dbus_connection_call (question->bus, PORTAL_NAME, PORTAL_PATH, question->interface,
                          question->method, question->args, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT,
                          NULL, on_reply, g_steal_pointer (&task));
}

/* Takes @question and its floating arguments. */
static void
put_question (GTask *task, Question *question)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  question->task = g_object_ref (task);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  question->timer = g_timeout_add (question->options ? BAL_TIMEOUT_PROMPT : BAL_TIMEOUT_SERVICE,
                                   on_timeout, question);
  if (g_cancellable_is_cancelled (cancellable))
    {
      on_cancelled (cancellable, question);
      return;
    }
  if (cancellable)
    question->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled),
                                            question);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus, g_object_ref (task));
}

void
bal_background_supported_async (GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, bal_background_supported_async);
  question->interface = PROPERTIES;
  question->method = "Get";
  question->args = g_variant_ref_sink (g_variant_new ("(ss)", BACKGROUND, "version"));
  put_question (task, question);
}

gboolean
bal_background_supported_finish (GAsyncResult *result, GError **error)
{
  g_autoptr(GError) cause = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, bal_background_supported_async), FALSE);

  if (g_task_propagate_boolean (G_TASK (result), &cause))
    return TRUE;
  if (!g_error_matches (cause, BAL_ERROR, BAL_ERROR_NO_SERVICE))
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

void
bal_background_request_async (const char *parent,
                              const char *reason,
                              gboolean autostart,
                              const char *const *command,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  g_auto(GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_task_set_source_tag (task, bal_background_request_async);
  g_variant_dict_insert (&options, "reason", "s", reason);
  g_variant_dict_insert (&options, "autostart", "b", autostart);
  if (command)
    g_variant_dict_insert (&options, "commandline", "^as", command);
  question->interface = BACKGROUND;
  question->method = "RequestBackground";
  question->parent = g_strdup (parent ? parent : "");
  question->options = g_variant_ref_sink (g_variant_dict_end (&options));
  put_question (task, question);
}

gboolean
bal_background_request_finish (GAsyncResult *result, BalBackgroundAnswer *given, GError **error)
{
  g_autofree BalBackgroundAnswer *answered = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, bal_background_request_async), FALSE);

  answered = g_task_propagate_pointer (G_TASK (result), error);
  if (!answered)
    return FALSE;
  *given = *answered;
  return TRUE;
}

void
bal_background_set_status_async (const char *message,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  g_auto(GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *line = bal_text_line (message, BAL_BACKGROUND_STATUS);

  g_task_set_source_tag (task, bal_background_set_status_async);
  g_variant_dict_insert (&options, "message", "s", line);
  question->interface = BACKGROUND;
  question->method = "SetStatus";
  question->args = g_variant_ref_sink (g_variant_new ("(@a{sv})", g_variant_dict_end (&options)));
  put_question (task, question);
}

gboolean
bal_background_set_status_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, bal_background_set_status_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
