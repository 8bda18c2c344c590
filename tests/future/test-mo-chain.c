/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chains, nests and crowds of futures of any size settle, cancel and go in constant stack. */

#include "future-fixture.h"

#include <gio/gio.h>

static guint
chain_length (void)
{
  return test_scale (200000, 1000000);
}

static MoFuture *
count_call (MoFuture *future, gpointer n_calls)
{
  (*(guint *) n_calls)++;
  return NULL;
}

static gboolean
iterate_until_settled (GMainContext *context, MoFuture *future)
{
  while (mo_future_get_status (future) == MO_FUTURE_PENDING)
    g_main_context_iteration (context, TRUE);
  return mo_future_get_status (future) == MO_FUTURE_RESOLVED;
}

/* Each callback runs on this small stack, too. */
static void
settle_thens (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *last = mo_future_ref (pair.future);
  guint n_calls = 0;

  for (guint i = chain_length (); i > 0; i--)
    last = mo_then_in_context (last, context, count_call, &n_calls, NULL);
  mo_promise_resolve_int64 (pair.promise, 6);
  g_assert_true (iterate_until_settled (context, last));
  g_assert_cmpint (test_number_get (last), ==, 6);
  g_assert_cmpuint (n_calls, ==, chain_length ());
  mo_future_unref (last);
}

/* All settle within the one call that rejects, and go with the one last reference. */
static void
pass_errors (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *last = mo_future_ref (pair.future);

  for (guint i = chain_length (); i > 0; i--)
    last = mo_then (last, count_call, NULL, NULL);
  mo_promise_reject (pair.promise, g_error_new_literal (MO_ERROR, MO_ERROR_NO_ROWS, "none"));
  test_assert_rejected (last, MO_ERROR, MO_ERROR_NO_ROWS);
  mo_future_unref (last);
}

static void
pass_values_by_catches (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *last = mo_future_ref (pair.future);

  for (guint i = chain_length (); i > 0; i--)
    last = mo_catch (last, count_call, NULL, NULL);
  test_payload_resolve (pair.promise);
  g_assert_nonnull (mo_future_get_value (last, NULL));
  test_pair_clear (&pair);
  g_assert_cmpint (test_payload_live (), ==, 1);
  mo_future_unref (last);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* Never settled: the promise goes together with the chain. */
static void
break_promise (void)
{
  TestPair pair = test_pair_new ();
  MoFuture *last = g_steal_pointer (&pair.future);

  for (guint i = chain_length (); i > 0; i--)
    last = mo_then (last, count_call, NULL, NULL);
  mo_future_unref (last);
  mo_promise_unref (pair.promise);
}

static void
cancel_chain (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *last = mo_future_ref (pair.future);

  for (guint i = chain_length (); i > 0; i--)
    last = mo_then (last, count_call, NULL, NULL);
  mo_future_cancel (last);
  test_assert_rejected (last, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_future_unref (last);
}

/* A value within a value within a value. */
static void
nest_gathers (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *last = mo_future_ref (pair.future);

  for (guint i = test_scale (100000, 1000000); i > 0; i--)
    last = mo_gather_array (&last, 1);
  test_payload_resolve (pair.promise);
  g_assert_true (G_VALUE_HOLDS (mo_future_get_value (last, NULL), MO_TYPE_GATHERED));
  test_pair_clear (&pair);
  g_assert_cmpint (test_payload_live (), ==, 1);
  mo_future_unref (last);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* A loop of steps, each of which returns the future of all that come after it. */
typedef struct
{
  GMainContext *context;
  guint n_left;
} Steps;

static MoFuture *
step (MoFuture *future, gpointer user_data)
{
  Steps *self = user_data;

  if (self->n_left-- == 0)
    return test_number (77);
  return mo_then_in_context (mo_future_new_true (), self->context, step, self, NULL);
}

static void
loop_of_steps (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Steps steps = { context, chain_length () };
  g_autoptr (MoFuture) future =
      mo_then_in_context (mo_future_new_true (), context, step, &steps, NULL);

  g_assert_true (iterate_until_settled (context, future));
  g_assert_cmpint (test_number_get (future), ==, 77);
}

/* --- many on one --- */

static void
crowd_of_callbacks (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (TestPair) pair = test_pair_new ();
  guint n_waiters = test_scale (100000, 1000000);
  guint n_calls = 0;

  for (guint i = 0; i < n_waiters; i++)
    mo_future_unref (
        mo_then_in_context (mo_future_ref (pair.future), context, count_call, &n_calls, NULL));
  mo_promise_resolve_true (pair.promise);
  while (n_calls < n_waiters)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (n_calls, ==, n_waiters);
}

/* Those that leave from the middle of the crowd take no time that grows with it. */
static void
crowd_of_losers (void)
{
  g_auto (TestPair) slow = test_pair_new ();
  guint n_races = test_scale (100000, 1000000);
  g_autofree MoFuture **races = g_new (MoFuture *, n_races);
  g_autofree MoPromise **promises = g_new (MoPromise *, n_races);

  for (guint i = 0; i < n_races; i++)
    {
      promises[i] = mo_promise_new ();
      races[i] = mo_race (mo_future_ref (slow.future), mo_promise_dup_future (promises[i]));
    }
  g_assert_true (test_has_waiters (slow.future));
  for (guint i = 0; i < n_races; i++)
    {
      mo_promise_resolve_int64 (promises[i], i);
      mo_promise_unref (promises[i]);
      g_assert_cmpint (test_number_get (races[i]), ==, i);
      mo_future_unref (races[i]);
    }
  g_assert_false (test_has_waiters (slow.future));
}

static void
run (gconstpointer func)
{
  g_test_message ("chains of %u, on a thread with a small stack", chain_length ());
  test_run_on_small_stack (*(void (*const *) (void)) func);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (void);
  } cases[] = {
    { "/future/chain/thens-settle", settle_thens },
    { "/future/chain/errors-pass", pass_errors },
    { "/future/chain/values-pass", pass_values_by_catches },
    { "/future/chain/promise-breaks", break_promise },
    { "/future/chain/cancel", cancel_chain },
    { "/future/chain/nested-gathers", nest_gathers },
    { "/future/chain/loop-of-steps", loop_of_steps },
    { "/future/crowd/callbacks", crowd_of_callbacks },
    { "/future/crowd/losers-leave", crowd_of_losers },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i].func, run);
  return g_test_run ();
}
