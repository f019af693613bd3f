/* make-profile FOLDER JID [CONTACTS [MESSAGES [CONVERSATIONS]]]: a profile with a roster and a history in
 * five scripts, the same for the same numbers. The contacts are friend0@DOMAIN, friend1@DOMAIN, … */

#include <stdlib.h>
#include <string.h>

#include "../store/store-fixture.h"
#include "store/bal-store-contact.h"

#define WAITING 1000
#define SPAN (G_GINT64_CONSTANT (700) * 24 * 3600 * G_USEC_PER_SEC)

typedef struct {
  BalStore *store;
  gint64 account;
  const char *jid;
  const char *domain;
  guint n_contacts;
  guint n_messages;
  guint n_conversations;
  GRand *random;
  guint n_waiting;
  guint n_failed;
} Profile;

typedef struct {
  gunichar first;
  guint n;
  gboolean spaced;
} Script;

static const Script scripts[] = {
  { 'a', 26, TRUE },       /* Latin */
  { 0x430, 32, TRUE },     /* Cyrillic */
  { 0x4e00, 3000, FALSE }, /* Han */
  { 0x628, 18, TRUE },     /* Arabic */
  { 0x915, 35, TRUE },     /* Devanagari */
};

static void
append_word (Profile *self, GString *text, const Script *script)
{
  guint n = (guint) g_rand_int_range (self->random, 2, 10);

  if (script->spaced && text->len > 0)
    g_string_append_c (text, ' ');
  for (guint i = 0; i < n; i++)
    g_string_append_unichar (text, script->first + (guint) g_rand_int_range (self->random, 0, (int) script->n));
}

static char *
make_text (Profile *self, guint conversation)
{
  const Script *script = &scripts[conversation % G_N_ELEMENTS (scripts)];
  GString *text = g_string_new (NULL);
  guint n = 1 + (guint) g_rand_int_range (self->random, 0, script->spaced ? 20 : 8);

  for (guint i = 0; i < n; i++)
    append_word (self, text, script);
  return g_string_free (text, FALSE);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Profile *self = user_data;
  g_autoptr (BalStoreAdded) added = bal_store_message_add_finish (self->store, result, NULL);

  self->n_failed += !added || added->duplicate;
  self->n_waiting--;
}

static void
add_message (Profile *self, guint number, gint64 now)
{
  guint conversation = (guint) (g_rand_double (self->random) * g_rand_double (self->random) * self->n_conversations);
  g_autofree char *friend = g_strdup_printf ("friend%u@%s", conversation, self->domain);
  BalStoreMessage *message = g_new0 (BalStoreMessage, 1);

  message->direction = g_rand_boolean (self->random) ? BAL_STORE_OUT : BAL_STORE_IN;
  message->sender = g_strdup (message->direction == BAL_STORE_OUT ? self->jid : friend);
  message->type = BAL_STORE_TYPE_CHAT;
  message->state = message->direction == BAL_STORE_OUT ? BAL_STORE_STATE_DELIVERED : BAL_STORE_STATE_RECEIVED;
  message->stanza_id = g_strdup_printf ("%08x-%u", g_rand_int (self->random), number);
  message->sort = message->time = now - SPAN + SPAN / self->n_messages * number;
  message->body = make_text (self, conversation);
  self->n_waiting++;
  bal_store_message_add_async (self->store, self->account, friend, BAL_STORE_KIND_CHAT, message, on_added, self);
}

static void
add_contacts (Profile *self)
{
  static const char *const groups[] = { "Friends", "Work", "家人", NULL };
  GPtrArray *contacts = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) stored = NULL;

  for (guint i = 0; i < self->n_contacts; i++)
    {
      BalStoreContact *contact = g_new0 (BalStoreContact, 1);
      const char *group[] = { groups[i % 3], NULL };

      contact->account = self->account;
      contact->jid = g_strdup_printf ("friend%u@%s", i, self->domain);
      contact->name = g_strdup_printf ("Friend %u", i);
      contact->subscription = BAL_STORE_SUBSCRIPTION_BOTH;
      contact->groups = g_strdupv ((char **) group);
      g_ptr_array_add (contacts, contact);
    }
  g_ptr_array_set_free_func (contacts, (GDestroyNotify) bal_store_contact_free);
  bal_store_contact_replace_all_async (self->store, self->account, contacts, NULL, fixture_got, &result);
  fixture_wait (&result);
  stored = bal_store_contact_replace_all_finish (self->store, result, NULL);
  self->n_failed += !stored || stored->len != self->n_contacts;
}

static void
add_messages (Profile *self)
{
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < self->n_messages; i++)
    {
      add_message (self, i, now);
      while (self->n_waiting >= WAITING)
        g_main_context_iteration (NULL, TRUE);
    }
  while (self->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  Profile self = { .random = g_rand_new_with_seed (1) };

  if (argc < 3 || !strchr (argv[2], '@'))
    {
      g_printerr ("make-profile FOLDER JID [CONTACTS [MESSAGES [CONVERSATIONS]]]\n");
      return 2;
    }
  self.jid = argv[2];
  self.domain = strchr (argv[2], '@') + 1;
  self.n_contacts = argc > 3 ? (guint) strtoul (argv[3], NULL, 10) : 500;
  self.n_messages = argc > 4 ? (guint) strtoul (argv[4], NULL, 10) : 100000;
  self.n_conversations = MAX (1, argc > 5 ? (guint) strtoul (argv[5], NULL, 10) : MIN (self.n_contacts, 200));
  self.store = fixture_open (argv[1]);
  self.account = fixture_add_account (self.store, self.jid);
  add_contacts (&self);
  add_messages (&self);
  fixture_close (self.store, argv[1]);
  g_rand_free (self.random);
  return self.n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
