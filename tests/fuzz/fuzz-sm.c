#include "fuzz.h"

#include "xmpp/bal-sm.h"

/* Input: operations, one a byte with what they need in its upper bits. What is acknowledged never goes back and never
 * exceeds what came; what was sent is lost nowhere. */

#define TOKENS 16

typedef struct
{
  BalSm *sm;
  guint64 token[TOKENS];
  guint received;
  guint sent;
  guint acked;
} State;

static void
count (const char *id, gpointer data)
{
  ((State *) data)->acked++;
}

static void
start (State *state)
{
  bal_sm_enable (state->sm);
  bal_sm_enabled (state->sm, "id");
  state->received = state->sent = state->acked = 0;
}

static void
step (State *state, guint8 byte)
{
  guint argument = byte >> 3;

  switch (byte & 7)
    {
    case 0:
    case 1: state->token[state->received++ % TOKENS] = bal_sm_receive (state->sm); break;
    case 2: bal_sm_hold (state->sm, state->token[argument % TOKENS]); break;
    case 3: bal_sm_done (state->sm, state->token[argument % TOKENS]); break;
    case 4:
      bal_sm_sent (state->sm, "<iq/>", NULL);
      state->sent++;
      break;
    case 5:
      g_assert_true (bal_sm_ack (state->sm, argument, count, state) == (argument <= state->sent));
      break;
    case 6:
      bal_sm_rewind (state->sm);
      state->received = bal_sm_get_handled (state->sm);
      break;
    default:
      if (argument == 31)
        start (state);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (BalSm) sm = bal_sm_new ();
  State state = { .sm = sm };

  start (&state);
  for (size_t i = 0; i < size; i++)
    {
      guint32 before = bal_sm_get_handled (sm);

      step (&state, data[i]);
      g_assert_true (bal_sm_get_handled (sm) >= before || (data[i] & 7) == 7);
      g_assert_cmpuint (bal_sm_get_handled (sm), <=, state.received);
      g_assert_cmpuint (bal_sm_get_unacked (sm) + state.acked, ==, state.sent);
      g_assert_true (bal_sm_is_behind (sm) == (bal_sm_get_handled (sm) != state.received));
    }
  return 0;
}
