#include "xmpp/bal-sm.h"

static void
count_ack (const char *id, gpointer data)
{
  g_string_append_printf (data, "%s ", id ? id : "-");
}

static BalSm *
make (void)
{
  BalSm *sm = bal_sm_new ();

  bal_sm_enable (sm);
  bal_sm_enabled (sm, "stream-1");
  return sm;
}

static void
test_order (void)
{
  g_autoptr (BalSm) sm = make ();
  guint64 a = bal_sm_receive (sm), b = bal_sm_receive (sm), c = bal_sm_receive (sm);

  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 0);
  g_assert_false (bal_sm_done (sm, b)); /* behind one that is open */
  g_assert_true (bal_sm_is_behind (sm));
  g_assert_true (bal_sm_done (sm, a));
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 2);
  g_assert_true (bal_sm_done (sm, c));
  g_assert_false (bal_sm_done (sm, c)); /* only once */
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 3);
  g_assert_false (bal_sm_is_behind (sm));
}

static void
test_holds (void)
{
  g_autoptr (BalSm) sm = make ();
  guint64 token = bal_sm_receive (sm);

  bal_sm_hold (sm, token);
  bal_sm_hold (sm, token);
  g_assert_false (bal_sm_done (sm, token));
  g_assert_false (bal_sm_done (sm, token));
  g_assert_true (bal_sm_done (sm, token));
  bal_sm_hold (sm, token); /* too late: nothing happens */
  g_assert_false (bal_sm_done (sm, token));
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 1);
}

static void
test_generations (void)
{
  g_autoptr (BalSm) sm = make ();
  guint64 a = bal_sm_receive (sm), b = bal_sm_receive (sm), again;

  bal_sm_done (sm, a);
  bal_sm_rewind (sm);
  again = bal_sm_receive (sm); /* b, sent once more */
  g_assert_cmpuint (again, !=, b);
  g_assert_false (bal_sm_done (sm, b));
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 1);
  g_assert_true (bal_sm_done (sm, again));
  bal_sm_receive (sm);
  bal_sm_enable (sm);
  g_assert_null (bal_sm_get_resume_id (sm));
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 0);
  g_assert_false (bal_sm_is_behind (sm));
}

/* XEP-0198 3: what the server sends before <enabled/> it does not count. */
static void
test_before_enabled (void)
{
  g_autoptr (BalSm) sm = bal_sm_new ();
  guint64 early;

  bal_sm_enable (sm);
  early = bal_sm_receive (sm);
  bal_sm_done (sm, bal_sm_receive (sm));
  bal_sm_sent (sm, "<iq/>", "a");
  bal_sm_enabled (sm, "stream-1");
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 0);
  g_assert_false (bal_sm_done (sm, early));
  g_assert_cmpuint (bal_sm_get_unacked (sm), ==, 1);
  bal_sm_done (sm, bal_sm_receive (sm));
  bal_sm_enabled (sm, "stream-2"); /* a second one means nothing */
  g_assert_cmpuint (bal_sm_get_handled (sm), ==, 1);
  g_assert_cmpstr (bal_sm_get_resume_id (sm), ==, "stream-1");
}

static void
test_off (void)
{
  g_autoptr (BalSm) sm = bal_sm_new ();
  guint64 token = bal_sm_receive (sm);

  g_assert_cmpuint (token, ==, 0);
  g_assert_false (bal_sm_done (sm, token));
  bal_sm_sent (sm, "<iq/>", NULL);
  g_assert_cmpuint (bal_sm_get_unacked (sm), ==, 0);
  g_assert_false (bal_sm_ack (sm, 0, NULL, NULL));
  bal_sm_enabled (sm, "nothing was asked");
  g_assert_null (bal_sm_get_resume_id (sm));
}

static void
test_acks (void)
{
  g_autoptr (BalSm) sm = make ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GPtrArray) unacked = NULL;

  bal_sm_sent (sm, "<a/>", "a");
  bal_sm_sent (sm, "<b/>", NULL);
  bal_sm_sent (sm, "<c/>", "c");
  g_assert_false (bal_sm_ack (sm, 4, count_ack, log)); /* ahead of what was sent */
  g_assert_cmpstr (log->str, ==, "");
  g_assert_true (bal_sm_ack (sm, 2, count_ack, log));
  g_assert_cmpstr (log->str, ==, "a - ");
  g_assert_true (bal_sm_ack (sm, 1, count_ack, log)); /* an older one */
  unacked = bal_sm_dup_unacked (sm);
  g_assert_cmpuint (unacked->len, ==, 1);
  g_assert_cmpstr (unacked->pdata[0], ==, "<c/>");
  g_assert_true (bal_sm_ack (sm, 3, count_ack, log));
  g_assert_cmpstr (log->str, ==, "a - c ");
  bal_sm_forget (sm);
  g_assert_false (bal_sm_is_enabled (sm));
  g_assert_null (bal_sm_get_resume_id (sm));
}

static void
test_numbers (void)
{
  static const char *const wrong[] = { "", "-1", "+1", " 1", "1 ", "0x1", "4294967296", "99999999999999999999", "1e3", "一" };
  guint32 h;

  g_assert_false (bal_sm_parse_h (NULL, &h));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (bal_sm_parse_h (wrong[i], &h));
  g_assert_true (bal_sm_parse_h ("4294967295", &h));
  g_assert_cmpuint (h, ==, G_MAXUINT32);
  g_assert_true (bal_sm_parse_h ("007", &h));
  g_assert_cmpuint (h, ==, 7);
}

/* Random operations beside a model that is plain arrays. */
#define MODEL 400

typedef struct
{
  guint64 token[MODEL];
  guint holds[MODEL];
  guint received;
  guint sent;
  guint acked;
} Model;

static guint
model_handled (const Model *model)
{
  guint n = 0;

  while (n < model->received && model->holds[n] == 0)
    n++;
  return n;
}

static void
random_receiving (BalSm *sm, Model *model)
{
  guint pick = model->received > 0 ? (guint) g_test_rand_int_range (0, (int) model->received) : 0;

  if (model->received == 0 || (g_test_rand_bit () && model->received < MODEL))
    {
      model->token[model->received] = bal_sm_receive (sm);
      model->holds[model->received++] = 1;
    }
  else if (g_test_rand_int_range (0, 4) == 0)
    {
      bal_sm_hold (sm, model->token[pick]);
      model->holds[pick] += model->holds[pick] > 0 && pick >= model_handled (model);
    }
  else
    {
      guint before = model_handled (model);

      model->holds[pick] -= model->holds[pick] > 0;
      g_assert_cmpint (bal_sm_done (sm, model->token[pick]), ==, model_handled (model) != before);
    }
}

static void
random_sending (BalSm *sm, Model *model)
{
  guint h = (guint) g_test_rand_int_range (0, (int) model->sent + 3);

  if (g_test_rand_bit ())
    {
      bal_sm_sent (sm, "<iq/>", "id");
      model->sent++;
      return;
    }
  g_assert_cmpint (bal_sm_ack (sm, h, NULL, NULL), ==, h <= model->sent);
  if (h <= model->sent)
    model->acked = MAX (model->acked, h);
}

static void
test_model (void)
{
  for (int round = 0; round < 40; round++)
    {
      g_autoptr (BalSm) sm = make ();
      Model model = { 0 };

      for (int i = 0; i < 1500; i++)
        {
          random_receiving (sm, &model);
          random_sending (sm, &model);
          g_assert_cmpuint (bal_sm_get_handled (sm), ==, model_handled (&model));
          g_assert_cmpint (bal_sm_is_behind (sm), ==, model_handled (&model) < model.received);
          g_assert_cmpuint (bal_sm_get_unacked (sm), ==, model.sent - model.acked);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sm/order", test_order);
  g_test_add_func ("/sm/holds", test_holds);
  g_test_add_func ("/sm/generations", test_generations);
  g_test_add_func ("/sm/before-enabled", test_before_enabled);
  g_test_add_func ("/sm/off", test_off);
  g_test_add_func ("/sm/acks", test_acks);
  g_test_add_func ("/sm/numbers", test_numbers);
  g_test_add_func ("/sm/model", test_model);
  return g_test_run ();
}
