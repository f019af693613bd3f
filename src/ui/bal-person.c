#include "ui/bal-person.h"

#include "core/bal-sentence.h"
#include "ui/bal-alert.h"
#include "util/bal-limits.h"
#include "util/bal-text.h"

#include <glib/gi18n.h>

typedef enum {
  DEED_REMOVE,
  DEED_BLOCK,
} Deed;

typedef struct
{
  GtkWidget *parent;
  BalAccount *account;
  char *jid;
  Deed deed;
} Question;

static void
question_free (Question *self)
{
  g_clear_object (&self->parent);
  g_clear_object (&self->account);
  g_free (self->jid);
  g_free (self);
}

void
bal_toast (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (!overlay)
    return;
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

void
bal_toast_error (GtkWidget *widget, const GError *error, const char *jid)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = bal_error_sentence (error, jid);
  bal_toast (widget, sentence);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr(GError) error = NULL;
  gboolean done = question->deed == DEED_REMOVE
                      ? bal_account_remove_contact_finish (question->account, result, &error)
                      : bal_account_block_finish (question->account, result, &error);

  if (!done)
    bal_toast_error (question->parent, error, bal_account_get_jid (question->account));
  question_free (question);
}

static void
on_answer (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  Question *question = data;

  if (!g_str_equal (response, "do"))
    question_free (question);
  else if (question->deed == DEED_REMOVE)
    bal_account_remove_contact_async (question->account, question->jid, NULL, on_done, question);
  else
    bal_account_block_async (question->account, question->jid, NULL, on_done, question);
}

static void
ask (GtkWidget *parent, BalPerson person, Deed deed, const char *heading, const char *body)
{
  AdwAlertDialog *dialog = bal_alert_new (heading, body, deed == DEED_REMOVE ? _("_Remove") : _("_Block"),
                                          ADW_RESPONSE_DESTRUCTIVE);
  Question *question = g_new0 (Question, 1);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (parent));

  question->parent = g_object_ref (parent);
  question->account = g_object_ref (person.account);
  question->jid = g_strdup (person.jid);
  question->deed = deed;
  g_signal_connect (dialog, "response", G_CALLBACK (on_answer), question);
  adw_dialog_present (ADW_DIALOG (dialog), root);
}

void
bal_person_remove (GtkWidget *parent, BalPerson person)
{
  g_autofree char *shown = bal_text_line (person.jid, BAL_SHOW_SUBJECT);
  g_autofree char *body = NULL;

  if (!person.account)
    return;
  body = g_strdup_printf (_("%s will be removed from your contacts and will no longer see when you are "
                            "online. Your conversation stays."),
                          shown);
  ask (parent, person, DEED_REMOVE, _("Remove Contact?"), body);
}

void
bal_person_block (GtkWidget *parent, BalPerson person)
{
  g_autofree char *shown = bal_text_line (person.jid, BAL_SHOW_SUBJECT);
  g_autofree char *body = NULL;

  if (!person.account)
    return;
  body = g_strdup_printf (_("You will get no more messages and requests from %s. They are not told."),
                          shown);
  ask (parent, person, DEED_BLOCK, _("Block This Person?"), body);
}

void
bal_person_show_details (GtkWidget *parent, BalPerson person)
{
  if (person.account)
    gtk_widget_activate_action (parent, "win.show-contact", "(ss)",
                                bal_account_get_jid (person.account), person.jid);
}
