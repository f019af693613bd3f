/* One conversation: writing, drafts, what is unread, what became of a message. */
#include "ui-scene.h"

#include "ui/bal-composer.h"
#include "ui/bal-conversation-view.h"
#include "ui/bal-history-pane.h"
#include "ui/bal-history-view.h"
#include "ui/bal-message-row.h"

static void
set_up (UiScene *scene, gconstpointer data)
{
  ui_scene_open (scene, TRUE, 960, 680);
}

static void
tear_down (UiScene *scene, gconstpointer data)
{
  ui_scene_close (scene);
}

static void
open_nth (UiScene *scene, guint n)
{
  bal_window_open_conversation (scene->window, ui_scene_conversation (scene, n));
  ui_scene_settle (scene);
}

static BalComposer *
get_composer (UiScene *scene)
{
  return BAL_COMPOSER (ui_find (scene->window, BAL_TYPE_COMPOSER, NULL));
}

static void
write_text (UiScene *scene, const char *text)
{
  GtkTextView *view = GTK_TEXT_VIEW (ui_find (get_composer (scene), GTK_TYPE_TEXT_VIEW, NULL));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

static char *
get_text (UiScene *scene)
{
  return bal_composer_dup_text (get_composer (scene));
}

/* The row of the newest message; fails if there is none. */
static GtkWidget *
last_row (UiScene *scene)
{
  BalHistoryView *view = BAL_HISTORY_VIEW (ui_find (scene->window, BAL_TYPE_HISTORY_VIEW, NULL));
  GtkWidget *row;

  ui_scene_settle (scene);
  row = bal_history_view_get_row (view, g_list_model_get_n_items (bal_history_view_get_model (view)) - 1);
  g_assert_nonnull (row);
  return row;
}

static const char *
preview (UiScene *scene, guint n)
{
  return bal_conversation_get_preview (ui_scene_conversation (scene, n));
}

static void
test_keys (UiScene *scene, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *left = NULL;

  open_nth (scene, 0);
  ui_scene_key (scene, "a");
  ui_scene_key (scene, "shift+Return");
  ui_scene_key (scene, "b");
  text = get_text (scene);
  g_assert_cmpstr (text, ==, "a\nb");
  g_assert_cmpstr (preview (scene, 0), ==, "My love as deep.");
  ui_scene_key (scene, "Return");
  g_assert_cmpstr (preview (scene, 0), ==, "a\nb");
  left = get_text (scene);
  g_assert_cmpstr (left, ==, "");
  /* White space alone is nothing to send. */
  write_text (scene, " \n ");
  ui_scene_key (scene, "Return");
  g_assert_cmpstr (preview (scene, 0), ==, "a\nb");
}

static void
test_send_button (UiScene *scene, gconstpointer data)
{
  GtkWidget *button;

  open_nth (scene, 0);
  button = ui_find (get_composer (scene), GTK_TYPE_BUTTON, "send_button");
  g_assert_false (gtk_widget_is_sensitive (button));
  write_text (scene, "Good night");
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_widget_activate_action (GTK_WIDGET (get_composer (scene)), "composer.send", NULL);
  g_assert_cmpstr (preview (scene, 0), ==, "Good night");
  g_assert_nonnull (ui_find_text (last_row (scene), "Good night"));
}

static void
test_drafts (UiScene *scene, gconstpointer data)
{
  g_autofree char *other = NULL;
  g_autofree char *again = NULL;

  open_nth (scene, 0);
  write_text (scene, "Unfinished");
  open_nth (scene, 4);
  other = get_text (scene);
  g_assert_cmpstr (other, ==, "Tell her that I");
  g_assert_cmpstr (bal_conversation_get_draft (ui_scene_conversation (scene, 0)), ==, "Unfinished");
  open_nth (scene, 0);
  again = get_text (scene);
  g_assert_cmpstr (again, ==, "Unfinished");
  gtk_widget_activate_action (GTK_WIDGET (get_composer (scene)), "composer.send", NULL);
  g_assert_null (bal_conversation_get_draft (ui_scene_conversation (scene, 0)));
  open_nth (scene, 4);
  g_assert_null (bal_conversation_get_draft (ui_scene_conversation (scene, 0)));
  g_assert_cmpstr (bal_conversation_get_draft (ui_scene_conversation (scene, 4)), ==, "Tell her that I");
}

static void
test_undo (UiScene *scene, gconstpointer data)
{
  GtkTextBuffer *buffer;

  open_nth (scene, 0);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find (get_composer (scene), GTK_TYPE_TEXT_VIEW, NULL)));
  open_nth (scene, 4);
  /* What stood here for somebody else does not come back. */
  g_assert_false (gtk_text_buffer_get_can_undo (buffer));
}

static void
test_notice (UiScene *scene, gconstpointer data)
{
  open_nth (scene, 5);
  g_assert_nonnull (ui_find_text (get_composer (scene), "These are notices. They cannot be answered."));
  g_assert_false (gtk_text_view_get_editable (GTK_TEXT_VIEW (ui_find (get_composer (scene), GTK_TYPE_TEXT_VIEW, NULL))));
}

static void
test_states (UiScene *scene, gconstpointer data)
{
  BalMessage *message;
  GtkWidget *row, *retry;

  open_nth (scene, 0);
  row = last_row (scene);
  message = bal_message_row_get_message (BAL_MESSAGE_ROW (row));
  retry = ui_find (row, GTK_TYPE_BUTTON, "retry_button");
  g_assert_false (gtk_widget_get_mapped (retry));
  fake_set_message_state (message, BAL_MESSAGE_FAILED, "Nobody has this address.");
  ui_scene_settle (scene);
  g_assert_true (gtk_widget_get_mapped (retry));
  g_assert_nonnull (ui_find_text (row, "Nobody has this address."));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ui_find (row, GTK_TYPE_IMAGE, "state_icon")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Not sent");
  gtk_widget_activate (retry);
  g_signal_emit_by_name (retry, "clicked");
  ui_scene_settle (scene);
  g_assert_cmpint (bal_message_get_state (message), ==, BAL_MESSAGE_PENDING);
  g_assert_false (gtk_widget_get_mapped (retry));
}

static void
test_markup (UiScene *scene, gconstpointer data)
{
  open_nth (scene, 0);
  fake_add_message (ui_scene_conversation (scene, 0), FALSE, "<i>s</i>", "<b>bold</b> &amp; <a href='x'>y</a>", 0,
                    BAL_MESSAGE_RECEIVED);
  g_assert_nonnull (ui_find_text (last_row (scene), "<b>bold</b> &amp; <a href='x'>y</a>"));
  g_assert_nonnull (ui_find_text (last_row (scene), "<i>s</i>"));
}

static void
test_message_keys (UiScene *scene, gconstpointer data)
{
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  GtkWidget *row;

  open_nth (scene, 0);
  fake_add_message (ui_scene_conversation (scene, 0), FALSE, NULL, "See https://example.org/a_b", 0, BAL_MESSAGE_RECEIVED);
  row = last_row (scene);
  gtk_widget_grab_focus (row);
  ui_scene_key (scene, "ctrl+c");
  g_assert_true (gdk_clipboard_is_local (clipboard));
  ui_scene_key (scene, "shift+F10");
  g_assert_nonnull (ui_find_text (row, "Open https://example.org/a_b"));
}

static void
test_unread_line (UiScene *scene, gconstpointer data)
{
  BalConversation *conversation = ui_scene_conversation (scene, 2);

  fake_add_message (conversation, FALSE, NULL, "First new", 0, BAL_MESSAGE_RECEIVED);
  fake_add_message (conversation, FALSE, NULL, "Second new", 0, BAL_MESSAGE_RECEIVED);
  open_nth (scene, 2);
  g_assert_true (gtk_widget_get_mapped (ui_find_text (
      gtk_widget_get_ancestor (ui_find_text (scene->window, "First new"), BAL_TYPE_MESSAGE_ROW), "New Messages")));
  g_assert_null (ui_find_text (last_row (scene), "New Messages"));
}

static void
test_marks_read (UiScene *scene, gconstpointer data)
{
  BalConversation *conversation = ui_scene_conversation (scene, 2);

  fake_add_message (conversation, FALSE, NULL, "New", 0, BAL_MESSAGE_RECEIVED);
  ui_scene_key (scene, "shift");
  g_assert_cmpuint (bal_conversation_get_unread (conversation), ==, 1);
  open_nth (scene, 2);
  ui_scene_pause (scene);
  g_assert_cmpuint (bal_conversation_get_unread (conversation), ==, 0);
  fake_add_message (conversation, FALSE, NULL, "Newer", 0, BAL_MESSAGE_RECEIVED);
  ui_scene_pause (scene);
  g_assert_cmpuint (bal_conversation_get_unread (conversation), ==, 0);
}

/* What is below the page was not seen. */
static void
test_keeps_unread (UiScene *scene, gconstpointer data)
{
  BalConversation *conversation = ui_scene_conversation (scene, 2);

  for (guint i = 0; i < 60; i++)
    fake_add_message (conversation, FALSE, NULL, "New", 0, BAL_MESSAGE_RECEIVED);
  ui_scene_key (scene, "shift");
  open_nth (scene, 2);
  ui_scene_pause (scene);
  g_assert_cmpuint (bal_conversation_get_unread (conversation), ==, 60);
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (ui_find (scene->window, GTK_TYPE_REVEALER, "jump_revealer"))));
  gtk_widget_activate_action (ui_find (scene->window, BAL_TYPE_HISTORY_PANE, NULL), "history.jump", NULL);
  ui_scene_pause (scene);
  g_assert_cmpuint (bal_conversation_get_unread (conversation), ==, 0);
}

static void
test_places (void)
{
  BalClient *client = bal_client_new (NULL, NULL);
  BalAccount *account = fake_add_account (client, "juliet@capulet.lit");
  BalConversation *conversation = fake_add_conversation (client, account, "r@m.lit", BAL_CONVERSATION_CHAT);
  BalMessage *old = fake_add_message (conversation, FALSE, NULL, "a", 3 * 24 * 60, BAL_MESSAGE_RECEIVED);
  BalMessage *one = fake_add_message (conversation, FALSE, NULL, "b", 2, BAL_MESSAGE_RECEIVED);
  BalMessage *two = fake_add_message (conversation, FALSE, NULL, "c", 1, BAL_MESSAGE_RECEIVED);
  BalMessage *own = fake_add_message (conversation, TRUE, NULL, "d", 1, BAL_MESSAGE_SENT);
  BalMessage *late = fake_add_message (conversation, TRUE, NULL, "e", -10, BAL_MESSAGE_SENT);

  g_assert_true (bal_message_place (old, NULL, one).starts_day);
  g_assert_true (bal_message_place (one, old, two).starts_day);
  g_assert_true (bal_message_place (one, old, two).starts_group);
  g_assert_false (bal_message_place (one, old, two).ends_group);
  g_assert_false (bal_message_place (two, one, own).starts_group);
  g_assert_true (bal_message_place (two, one, own).ends_group);
  g_assert_true (bal_message_place (own, two, late).starts_group);
  g_assert_true (bal_message_place (own, two, late).ends_group);
  g_assert_true (bal_message_place (late, own, NULL).ends_group);
  g_object_unref (client);
}

#define ADD(name, func) g_test_add ("/ui/conversation/" name, UiScene, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  ui_init (&argc, &argv);
  ADD ("keys", test_keys);
  ADD ("send-button", test_send_button);
  ADD ("drafts", test_drafts);
  ADD ("undo", test_undo);
  ADD ("notice", test_notice);
  ADD ("states", test_states);
  ADD ("markup", test_markup);
  ADD ("message-keys", test_message_keys);
  ADD ("unread-line", test_unread_line);
  ADD ("marks-read", test_marks_read);
  ADD ("keeps-unread", test_keeps_unread);
  g_test_add_func ("/ui/conversation/places", test_places);
  return g_test_run ();
}
