/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* On which thread callbacks run and user data is freed; how long a main context is kept. */

#include "future-fixture.h"

#include "future/mo-scheduler-private.h"

static MoFuture *
note_dispatcher (MoFuture *future, gpointer user_data)
{
  g_assert_true (test_is_dispatcher ());
  return test_probe_func (future, user_data);
}

static void
test_dispatcher (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  TestProbe passed = TEST_PROBE_INIT;
  g_auto (TestPair) pair = test_pair_new ();
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher (); /* one thread for both */

  mo_future_unref (mo_then (mo_future_ref (pair.future), note_dispatcher, &probe, test_probe_free));
  mo_future_unref (
      mo_catch (mo_future_ref (pair.future), note_dispatcher, &passed, test_probe_free));
  mo_promise_resolve_true (pair.promise);
  test_counter_wait (&probe.frees, 1);
  test_counter_wait (&passed.frees, 1);
  mo_scheduler_unref (dispatcher);
  g_assert_cmpuint (test_counter_get (&passed.calls), ==, 0);
  g_assert_true (probe.called_on != g_thread_self ());
  g_assert_true (probe.freed_on == probe.called_on);
  g_assert_true (passed.freed_on == probe.called_on);
}

/* One thread from the first task on, as long as anyone holds it; none before and afterwards. */
static void
test_dispatcher_ends (void)
{
  MoScheduler *dispatcher = NULL;

  if (!test_begin_without_dispatcher ())
    return;
  dispatcher = mo_scheduler_dup_dispatcher ();
  g_assert_cmpint (test_count_dispatchers (), ==, 0);
  for (int i = 0; i < 10; i++)
    {
      MoFuture *future = mo_then (mo_future_new_true (), note_dispatcher, NULL, NULL);

      g_assert_true (mo_await (future, NULL));
      g_assert_cmpint (test_count_dispatchers (), ==, 1);
    }
  mo_scheduler_unref (dispatcher);
  test_until_dispatchers (0);
}

static gpointer
settle_thread (gpointer pair)
{
  mo_promise_resolve_true (((TestPair *) pair)->promise);
  return NULL;
}

/* Settled on a third thread, called and freed where the context runs. */
static void
test_named_context (void)
{
  g_autoptr (TestLoop) loop = test_loop_new ();
  TestProbe there = TEST_PROBE_INIT;
  TestProbe passed = TEST_PROBE_INIT;
  TestProbe here = TEST_PROBE_INIT;
  g_auto (TestPair) pair = test_pair_new ();

  mo_future_unref (mo_then_in_context (mo_future_ref (pair.future), loop->context, test_probe_func,
                                       &there, test_probe_free));
  mo_future_unref (mo_catch_in_context (mo_future_ref (pair.future), loop->context, test_probe_func,
                                        &passed, test_probe_free));
  mo_future_unref (mo_finally_in_context (mo_future_ref (pair.future), NULL, test_probe_func, &here,
                                          test_probe_free));
  g_thread_join (g_thread_new ("test", settle_thread, &pair));
  test_counter_wait (&there.frees, 1);
  test_counter_wait (&passed.frees, 1);
  g_assert_cmpuint (test_counter_get (&here.calls), ==, 0);
  test_iterate_until (NULL, &here.frees, 1);

  g_assert_true (there.called_on == loop->thread);
  g_assert_true (there.freed_on == loop->thread);
  g_assert_cmpuint (test_counter_get (&passed.calls), ==, 0);
  g_assert_true (passed.freed_on == loop->thread);
  g_assert_true (here.called_on == g_thread_self ());
  g_assert_true (here.freed_on == g_thread_self ());
  g_assert_cmpuint (test_counter_get (&here.calls), ==, 1);
}

/* NULL is the context of the thread that attaches. */
static void
test_thread_default (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  TestProbe probe = TEST_PROBE_INIT;

  g_main_context_push_thread_default (context);
  mo_future_unref (
      mo_then_in_context (mo_future_new_true (), NULL, test_probe_func, &probe, test_probe_free));
  g_main_context_pop_thread_default (context);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (test_counter_get (&probe.calls), ==, 0);
  test_iterate_until (context, &probe.frees, 1);
  g_assert_cmpuint (test_counter_get (&probe.calls), ==, 1);
}

/* Never in the middle of the caller, though the future is settled and the context its own. */
static void
test_never_at_once (void)
{
  TestProbe probe = TEST_PROBE_INIT;

  mo_future_unref (
      mo_then_in_context (mo_future_new_true (), NULL, test_probe_func, &probe, test_probe_free));
  g_assert_cmpuint (test_counter_get (&probe.calls), ==, 0);
  test_iterate_until (NULL, &probe.frees, 1);
}

static void
test_outcome_of_many_contexts (void)
{
  g_autoptr (TestLoop) loop = test_loop_new ();
  g_autoptr (TestLoop) other = test_loop_new ();
  TestProbe probes[3] = { TEST_PROBE_INIT, TEST_PROBE_INIT, TEST_PROBE_INIT };
  MoFuture *future = test_number (8);

  future = mo_then_in_context (future, loop->context, test_probe_func, &probes[0], NULL);
  future = mo_finally_in_context (future, other->context, test_probe_func, &probes[1], NULL);
  future = mo_then (future, test_probe_func, &probes[2], NULL);
  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (test_number_get (future), ==, 8);
  g_assert_true (probes[0].called_on == loop->thread);
  g_assert_true (probes[1].called_on == other->thread);
  g_assert_true (probes[2].called_on != loop->thread && probes[2].called_on != other->thread);
  mo_future_unref (future);
}

/* --- the life of a context --- */

static void
test_context_goes_afterwards (void)
{
  TestCounter gone = TEST_COUNTER_INIT;
  TestProbe probe = TEST_PROBE_INIT;

  for (guint round = 1; round <= 3; round++) /* the same address may come again */
    {
      GMainContext *context = test_context_new_watched (&gone);
      MoFuture *future = mo_then_in_context (mo_future_new_true (), context, test_probe_func,
                                             &probe, test_probe_free);

      test_iterate_until (context, &probe.frees, round);
      mo_future_unref (future);
      g_assert_cmpuint (test_counter_get (&gone), ==, round - 1);
      g_main_context_unref (context);
      g_assert_cmpuint (test_counter_get (&gone), ==, round);
    }
}

/* Callbacks wait in a context that nobody runs, and keep it, until somebody does. */
static void
test_context_never_runs (void)
{
  TestCounter gone = TEST_COUNTER_INIT;
  TestProbe probe = TEST_PROBE_INIT;
  GMainContext *context = test_context_new_watched (&gone);
  GMainContext *lent = context;
  g_auto (TestPair) pair = test_pair_new ();

  mo_future_unref (mo_then_in_context (mo_future_ref (pair.future), context, test_probe_func,
                                       &probe, test_probe_free));
  mo_future_unref (mo_catch_in_context (mo_future_ref (pair.future), context, test_probe_func,
                                        &probe, test_probe_free));
  g_main_context_unref (context);
  g_assert_cmpuint (test_counter_get (&gone), ==, 0);
  mo_promise_resolve_true (pair.promise);
  test_pair_clear (&pair);
  g_assert_cmpuint (test_counter_get (&gone), ==, 0);
  g_assert_cmpuint (test_counter_get (&probe.calls), ==, 0);
  g_assert_cmpuint (test_counter_get (&probe.frees), ==, 0);

  g_main_context_ref (lent); /* alive by what is pending */
  test_iterate_until (lent, &probe.frees, 2);
  g_assert_cmpuint (test_counter_get (&probe.calls), ==, 1);
  g_main_context_unref (lent);
  g_assert_cmpuint (test_counter_get (&gone), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/then/runs-on-dispatcher", test_dispatcher);
  g_test_add_func ("/future/then/dispatcher-ends", test_dispatcher_ends);
  g_test_add_func ("/future/then/runs-in-named-context", test_named_context);
  g_test_add_func ("/future/then/runs-in-thread-default-context", test_thread_default);
  g_test_add_func ("/future/then/never-at-once", test_never_at_once);
  g_test_add_func ("/future/then/many-contexts", test_outcome_of_many_contexts);
  g_test_add_func ("/future/context/goes-afterwards", test_context_goes_afterwards);
  g_test_add_func ("/future/context/never-runs", test_context_never_runs);
  return g_test_run ();
}
