#include "fake-private.h"

BalAccount *
fake_add_account (BalClient *client, const char *jid)
{
  g_autoptr(BalAccount) account = g_object_new (BAL_TYPE_ACCOUNT, NULL);

  account->jid = g_strdup (jid);
  account->client = client;
  g_list_store_append (client->accounts, account);
  return account;
}

BalContact *
fake_add_contact (BalAccount *account, const char *jid, const char *name, BalPresence presence,
                  const char *status, const char *group)
{
  g_autoptr(BalContact) contact = g_object_new (BAL_TYPE_CONTACT, NULL);
  const char *groups[] = { group, NULL };

  contact->jid = g_strdup (jid);
  contact->name = g_strdup (name);
  contact->display_name = g_strdup (name ? name : jid);
  contact->presence = presence;
  contact->status = g_strdup (status);
  contact->groups = g_strdupv ((char **) groups);
  contact->subscription = BAL_SUBSCRIPTION_BOTH;
  contact->account = account;
  g_list_store_append (account->contacts, contact);
  return contact;
}

BalConversation *
fake_add_conversation (BalClient *client, BalAccount *account, const char *jid,
                       BalConversationKind kind)
{
  static gint64 last_id;
  g_autoptr(BalConversation) conversation = g_object_new (BAL_TYPE_CONVERSATION, NULL);

  conversation->id = ++last_id;
  conversation->jid = g_strdup (jid);
  conversation->kind = kind;
  conversation->account = account;
  conversation->contact = bal_account_get_contact (account, jid);
  conversation->title =
      g_strdup (conversation->contact ? conversation->contact->display_name : jid);
  conversation->preview = g_strdup ("");
  g_list_store_append (client->conversations, conversation);
  return conversation;
}

BalRequest *
fake_add_request (BalClient *client, BalAccount *account, const char *jid, const char *name,
                  const char *message)
{
  g_autoptr(BalRequest) request = g_object_new (BAL_TYPE_REQUEST, NULL);

  request->jid = g_strdup (jid);
  request->name = g_strdup (name);
  request->message = g_strdup (message);
  request->time = g_get_real_time () - G_TIME_SPAN_HOUR;
  request->account = account;
  g_list_store_append (client->requests, request);
  g_signal_emit_by_name (client, "request", request);
  return request;
}

static void
fill_contacts (BalAccount *account)
{
  static const struct
  {
    const char *jid, *name;
    BalPresence presence;
    const char *status, *group;
  } contacts[] = {
    { "romeo@montague.lit", "Romeo Montague", BAL_PRESENCE_ONLINE, "Under the balcony", "Friends" },
    { "mercutio@verona.lit", "Mercutio", BAL_PRESENCE_DND, "Do not disturb, rehearsing", "Friends" },
    { "benvolio@montague.lit", "Benvolio", BAL_PRESENCE_AWAY, NULL, "Friends" },
    { "nurse@capulet.lit", "Angelica (Nurse)", BAL_PRESENCE_ONLINE, NULL, "Family" },
    { "tybalt@capulet.lit", "Tybalt", BAL_PRESENCE_OFFLINE, NULL, "Family" },
    { "lady@capulet.lit", "Lady Capulet", BAL_PRESENCE_XA, "At the ball until Sunday evening, then in the country for the rest of the month", "Family" },
    { "wang@example.cn", "王小明", BAL_PRESENCE_ONLINE, "在办公室", "同事" },
    { "li@example.cn", "李娜", BAL_PRESENCE_CHAT, NULL, "同事" },
    { "layla@example.eg", "ليلى عبد الرحمن", BAL_PRESENCE_ONLINE, "متاحة للحديث", NULL },
    { "olga@example.gr", "Όλγα Παπαδοπούλου", BAL_PRESENCE_OFFLINE, NULL, NULL },
    { "a.very.long.address.of.somebody.without.a.name@subdomain.of.a.long.example.org", NULL, BAL_PRESENCE_OFFLINE, NULL, NULL },
    { "paris@verona.lit", "Count Paris", BAL_PRESENCE_OFFLINE, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (contacts); i++)
    fake_add_contact (account, contacts[i].jid, contacts[i].name, contacts[i].presence,
                      contacts[i].status, contacts[i].group);
  bal_account_get_contact (account, "paris@verona.lit")->pending = TRUE;
  bal_account_get_contact (account, "paris@verona.lit")->subscription = BAL_SUBSCRIPTION_NONE;
}

static void
fill_history (BalConversation *conversation)
{
  static const char *const lines[] = {
    "But soft, what light through yonder window breaks?",
    "It is the east, and Juliet is the sun.",
    "See how she leans her cheek upon her hand. O that I were a glove upon that hand, that I might touch that cheek!",
    "Ay me.",
    "She speaks. 🌙",
    "你好，今晚一起去听音乐会吗？七点在广场集合，我已经买好票了。",
    "مرحبا، هل ستأتي إلى الحفلة هذا المساء؟",
    "Καλημέρα, τι κάνεις;",
    "The orchard walls are high and hard to climb,\nand the place death, considering who thou art,\nif any of my kinsmen find thee here.",
    "See https://example.org/verona/map?house=capulet#orchard for the way.",
  };

  for (guint i = 0; i < 290; i++)
    fake_add_message (conversation, i % 5 > 2, NULL, lines[i * 7 % G_N_ELEMENTS (lines)],
                      (290 - i) * 23 + i % 3, i % 5 > 2 ? BAL_MESSAGE_DELIVERED : BAL_MESSAGE_RECEIVED);
}

static void
fill_newest (BalConversation *romeo)
{
  fake_add_message (romeo, FALSE, NULL, "Wilt thou leave me so unsatisfied?", 14, BAL_MESSAGE_RECEIVED);
  fake_add_message (romeo, TRUE, NULL, "What satisfaction canst thou have tonight?", 12, BAL_MESSAGE_DISPLAYED);
  fake_add_message (romeo, FALSE, "The exchange", "Th’ exchange of thy love’s faithful vow for mine.", 11, BAL_MESSAGE_RECEIVED);
  fake_add_message (romeo, TRUE, NULL, "I gave thee mine before thou didst request it.", 9, BAL_MESSAGE_DELIVERED);
  fake_set_message_state (fake_add_message (romeo, TRUE, NULL, "And yet I would it were to give again.", 8, BAL_MESSAGE_FAILED),
                          BAL_MESSAGE_FAILED, "The server of this person does not answer.");
  fake_add_message (romeo, TRUE, NULL, "My bounty is as boundless as the sea.", 3, BAL_MESSAGE_ACKED);
  fake_add_message (romeo, TRUE, NULL, "My love as deep.", 1, BAL_MESSAGE_PENDING);
}

static void
fill_others (BalClient *client, BalAccount *account)
{
  static const struct
  {
    const char *jid, *text;
    gint64 minutes;
    guint unread;
    BalConversationKind kind;
  } others[] = {
    { "mercutio@verona.lit", "Nay, gentle Romeo, we must have you dance.", 50, 3, BAL_CONVERSATION_CHAT },
    { "wang@example.cn", "明天上午十点开会，请带上报告。", 26 * 60, 0, BAL_CONVERSATION_CHAT },
    { "layla@example.eg", "شكرا جزيلا لك!", 3 * 24 * 60, 128, BAL_CONVERSATION_CHAT },
    { "nurse@capulet.lit", "Madam, your mother craves a word with you.", 5 * 24 * 60, 0, BAL_CONVERSATION_CHAT },
    { "capulet.lit", "The server will restart tonight at 23:00 for maintenance.", 6 * 24 * 60, 1, BAL_CONVERSATION_NOTICE },
    { "olga@example.gr", "Τα λέμε αύριο", 40 * 24 * 60, 0, BAL_CONVERSATION_CHAT },
    { "a.very.long.address.of.somebody.without.a.name@subdomain.of.a.long.example.org", "Hello?", 400 * 24 * 60, 0, BAL_CONVERSATION_CHAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      BalConversation *conversation =
          fake_add_conversation (client, account, others[i].jid, others[i].kind);
      fake_add_message (conversation, FALSE, NULL, others[i].text, others[i].minutes, BAL_MESSAGE_RECEIVED);
      fake_set_uint (conversation, "unread", &conversation->unread, others[i].unread);
    }
}

void
fake_fill (BalClient *client)
{
  BalAccount *account = fake_add_account (client, "juliet@capulet.lit");
  BalConversation *romeo;

  fake_add_account (client, "juliet.work@example.cn");
  fill_contacts (account);
  romeo = fake_add_conversation (client, account, "romeo@montague.lit", BAL_CONVERSATION_CHAT);
  fill_history (romeo);
  fill_newest (romeo);
  fill_others (client, account);
  bal_conversation_set_muted (bal_client_get_conversation (client, romeo->id + 2), TRUE);
  bal_conversation_set_draft (bal_client_get_conversation (client, romeo->id + 4), "Tell her that I");
  fake_add_request (client, account, "rosaline@capulet.lit", "Rosaline", "We met at the feast.");
  fake_add_request (client, account, "friar.laurence@cell.verona.lit", NULL, NULL);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *jid = g_strdup_printf ("servant%u@capulet.lit", i + 1);
      fake_add_request (client, account, jid, "王小明", "你好，我们在会议上见过面。");
    }
}
