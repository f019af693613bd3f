#include "ui/bal-requests-dialog.h"

#include "ui/bal-avatar.h"
#include "ui/bal-person.h"
#include "ui/bal-words.h"
#include "util/bal-text.h"

#include <glib/gi18n.h>

struct _BalRequestsDialog
{
  AdwDialog parent;
  BalClient *client;
  BalRequest *request; /* the one that is shown */
  AdwWindowTitle *window_title;
  BalAvatar *avatar;
  GtkBox *queue_box;
  GtkLabel *address_label, *name_label, *explanation_label, *message_label, *time_label;
  GtkButton *previous_button, *next_button, *accept_button, *decline_button, *block_button, *later_button;
};

G_DEFINE_FINAL_TYPE (BalRequestsDialog, bal_requests_dialog, ADW_TYPE_DIALOG)

enum { PROP_CLIENT = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

static GListModel *
get_queue (BalRequestsDialog *self)
{
  return bal_client_get_requests (self->client);
}

/* Where the request stands in the queue; G_MAXUINT if it was answered. */
static guint
find_position (BalRequestsDialog *self)
{
  guint n = g_list_model_get_n_items (get_queue (self));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BalRequest) request = g_list_model_get_item (get_queue (self), i);
      if (request == self->request)
        return i;
    }
  return G_MAXUINT;
}

static void
show_queue (BalRequestsDialog *self)
{
  guint n = g_list_model_get_n_items (get_queue (self));
  guint position = find_position (self);
  g_autofree char *where = NULL;

  /* Translators: which of several friend requests is shown, as in "1 of 7". */
  where = n > 1 ? g_strdup_printf (_("%u of %u"), position + 1, n) : g_strdup ("");
  adw_window_title_set_subtitle (self->window_title, where);
  gtk_widget_set_visible (GTK_WIDGET (self->queue_box), n > 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous_button), position > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), position + 1 < n);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_request (BalRequestsDialog *self)
{
  const char *name = bal_request_get_name (self->request);
  BalAccount *account = bal_request_get_account (self->request);
  g_autofree char *moment = bal_words_moment (bal_request_get_time (self->request));
  g_autofree char *isolated = name ? bal_text_isolate (name) : NULL;
  g_autofree char *calls = NULL;
  g_autofree char *explanation = NULL;

  if (isolated)
    /* Translators: below the address of somebody who asks to be a friend; %s is the name they give themselves. */
    calls = g_strdup_printf (_("They call themselves “%s”."), isolated);
  if (account)
    /* Translators: "they" asks to be a friend; %s is the user's own address. */
    explanation = g_strdup_printf (_("They want to see when %s is online, and to be in your contacts."),
                                   bal_account_get_jid (account));
  bal_avatar_set_text (self->avatar, bal_request_get_jid (self->request));
  show_text (self->address_label, bal_request_get_jid (self->request));
  show_text (self->name_label, calls);
  show_text (self->explanation_label, explanation);
  show_text (self->message_label, bal_request_get_message (self->request));
  show_text (self->time_label, moment);
  show_queue (self);
}

static void
show_at (BalRequestsDialog *self, guint position)
{
  g_autoptr(BalRequest) request = g_list_model_get_item (get_queue (self), position);

  if (!request)
    return;
  g_set_object (&self->request, request);
  show_request (self);
}

/* The one that was shown may be gone, answered here or on another device. */
static void
on_queue_changed (BalRequestsDialog *self, guint position)
{
  guint n = g_list_model_get_n_items (get_queue (self));

  if (n == 0)
    adw_dialog_force_close (ADW_DIALOG (self));
  else if (self->request && find_position (self) != G_MAXUINT)
    show_queue (self);
  else
    show_at (self, MIN (position, n - 1));
}

static void
on_previous (BalRequestsDialog *self)
{
  show_at (self, find_position (self) - 1);
}

static void
on_next (BalRequestsDialog *self)
{
  show_at (self, find_position (self) + 1);
}

static void
on_accept (BalRequestsDialog *self)
{
  g_autoptr(BalRequest) request = g_object_ref (self->request);

  if (bal_request_get_account (request))
    bal_account_accept_request (bal_request_get_account (request), request);
}

static void
on_decline (BalRequestsDialog *self)
{
  g_autoptr(BalRequest) request = g_object_ref (self->request);

  if (bal_request_get_account (request))
    bal_account_decline_request (bal_request_get_account (request), request);
}

static void
on_blocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GtkWidget) parent = data;
  g_autoptr(GError) error = NULL;

  if (!bal_account_block_finish (BAL_ACCOUNT (source), result, &error))
    bal_toast_error (parent, error, bal_account_get_jid (BAL_ACCOUNT (source)));
}

/* Declined first: nothing goes to who is blocked, and the server would ask again for them. */
static void
on_block (BalRequestsDialog *self)
{
  g_autoptr(BalRequest) request = g_object_ref (self->request);
  BalAccount *account = bal_request_get_account (request);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (!account)
    return;
  g_object_ref (parent ? parent : GTK_WIDGET (self));
  bal_account_decline_request (account, request);
  bal_account_block_async (account, bal_request_get_jid (request), NULL, on_blocked,
                           parent ? parent : GTK_WIDGET (self));
}

static void
bal_requests_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BAL_REQUESTS_DIALOG (object)->client = g_value_dup_object (value);
}

static void
bal_requests_dialog_constructed (GObject *object)
{
  BalRequestsDialog *self = BAL_REQUESTS_DIALOG (object);

  G_OBJECT_CLASS (bal_requests_dialog_parent_class)->constructed (object);
  g_signal_connect_object (get_queue (self), "items-changed", G_CALLBACK (on_queue_changed), self,
                           G_CONNECT_SWAPPED);
  show_at (self, 0);
}

static void
bal_requests_dialog_dispose (GObject *object)
{
  BalRequestsDialog *self = BAL_REQUESTS_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BAL_TYPE_REQUESTS_DIALOG);
  g_clear_object (&self->request);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (bal_requests_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/im/balcony/Balcony/ui/bal-requests-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, avatar);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, queue_box);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, address_label);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, explanation_label);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, message_label);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, time_label);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, previous_button);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, next_button);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, accept_button);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, decline_button);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, block_button);
  gtk_widget_class_bind_template_child (widget_class, BalRequestsDialog, later_button);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_accept);
  gtk_widget_class_bind_template_callback (widget_class, on_decline);
  gtk_widget_class_bind_template_callback (widget_class, on_block);
  gtk_widget_class_bind_template_callback (widget_class, adw_dialog_close);
}

static void
bal_requests_dialog_class_init (BalRequestsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bal_requests_dialog_set_property;
  object_class->constructed = bal_requests_dialog_constructed;
  object_class->dispose = bal_requests_dialog_dispose;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, BAL_TYPE_CLIENT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (BAL_TYPE_AVATAR);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
bal_requests_dialog_init (BalRequestsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
bal_requests_dialog_new (BalClient *client)
{
  return g_object_new (BAL_TYPE_REQUESTS_DIALOG, "client", client, NULL);
}

void
bal_requests_dialog_show (BalRequestsDialog *self, BalRequest *request)
{
  g_return_if_fail (BAL_IS_REQUESTS_DIALOG (self));

  g_set_object (&self->request, request);
  if (find_position (self) == G_MAXUINT)
    show_at (self, 0);
  else
    show_request (self);
}
