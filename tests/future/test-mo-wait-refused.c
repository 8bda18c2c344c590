/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits that could never end are refused before they start. */

#include "future-fixture.h"

#include <string.h>

#include "future/mo-thread-state-private.h"

static void
assert_refused (MoFuture *future, MoWaitFlags flags)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_future_wait_full (future, MO_WAIT_FOREVER, flags, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
}

static void
assert_not_refused (MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_future_wait (future, 1, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
}

static void
assert_waits (MoWaitFlags flags)
{
  g_auto (TestPair) pair = test_pair_new ();
  GThread *thread = test_resolve_when_waited_for (pair.promise);
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_future_wait_full (pair.future, MO_WAIT_FOREVER, flags, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
}

/* As on a pool's worker; insisting does not help. */
static gpointer
no_waiting_thread (gpointer data)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GError) error = NULL;

  mo_thread_state_get ()->no_waiting = "a thread of a test";
  assert_refused (pair.future, MO_WAIT_DEFAULT);
  assert_refused (pair.future, MO_WAIT_IN_CALLBACK);
  g_assert_false (mo_future_wait (pair.future, MO_WAIT_FOREVER, &error));
  g_assert_nonnull (strstr (error->message, "a thread of a test"));
  g_clear_error (&error);
  /* To look is no wait, nor is there any for what is settled. */
  g_assert_false (mo_future_wait (pair.future, 0, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
  mo_promise_resolve_true (pair.promise);
  g_assert_true (mo_future_wait (pair.future, MO_WAIT_FOREVER, NULL));
  return NULL;
}

static void
test_marked_thread (void)
{
  g_thread_join (g_thread_new ("test", no_waiting_thread, NULL));
}

static gboolean
wait_in_source (gpointer done)
{
  g_auto (TestPair) pair = test_pair_new ();

  assert_refused (pair.future, MO_WAIT_DEFAULT);
  assert_waits (MO_WAIT_IN_CALLBACK);
  mo_promise_resolve_true (pair.promise);
  g_assert_true (mo_future_wait (pair.future, MO_WAIT_FOREVER, NULL));
  test_counter_add (done);
  return G_SOURCE_REMOVE;
}

static void
test_main_loop_callback (void)
{
  TestCounter done = TEST_COUNTER_INIT;

  g_idle_add (wait_in_source, &done);
  test_iterate_until (NULL, &done, 1);
  assert_waits (MO_WAIT_DEFAULT);
}

static MoFuture *
wait_in_future_callback (MoFuture *future, gpointer done)
{
  wait_in_source (done);
  return NULL;
}

static void
test_future_callback (void)
{
  TestCounter done = TEST_COUNTER_INIT;
  G_GNUC_UNUSED g_autoptr (MoFuture) future =
      mo_then_in_context (mo_future_new_true (), NULL, wait_in_future_callback, &done, NULL);

  test_iterate_until (NULL, &done, 1);
}

static void
test_dispatcher (void)
{
  TestCounter done = TEST_COUNTER_INIT;
  g_autoptr (MoFuture) future =
      mo_then (mo_future_new_true (), wait_in_future_callback, &done, NULL);

  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (test_counter_get (&done), ==, 1);
}

static MoFuture *
insist_on_own_callback (MoFuture *future, gpointer data)
{
  g_autoptr (MoFuture) then = mo_then (mo_future_new_true (), test_probe_func, data, NULL);
  g_autoptr (MoFuture) chain =
      mo_gather (mo_catch (mo_future_ref (then), test_probe_func, data, NULL));
  TestCounter done = TEST_COUNTER_INIT;

  assert_refused (then, MO_WAIT_IN_CALLBACK);
  assert_refused (chain, MO_WAIT_IN_CALLBACK);
  wait_in_source (&done); /* what another thread settles may still be waited for */
  return NULL;
}

/* The dispatcher would have to run the callback that it waits for. */
static void
test_dispatcher_for_itself (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_autoptr (MoFuture) future =
      mo_then (mo_future_new_true (), insist_on_own_callback, &probe, NULL);

  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  test_counter_wait (&probe.calls, 1);
}

typedef struct
{
  MoFuture *direct, *chain, *gather, *settled, *any, *race;
} Bound;

static gpointer
other_thread (gpointer data)
{
  Bound *bound = data;

  assert_not_refused (bound->direct);
  assert_not_refused (bound->chain);
  assert_not_refused (bound->gather);
  assert_not_refused (bound->race);
  return NULL;
}

static void
bound_init (Bound *self, MoFuture *pending, GMainContext *context)
{
  MoFuture *direct =
      mo_then_in_context (mo_future_ref (pending), context, test_probe_func, NULL, NULL);

  self->direct = direct;
  self->chain = mo_catch (mo_then (mo_future_ref (direct), test_probe_func, NULL, NULL),
                          test_probe_func, NULL, NULL);
  self->gather = mo_gather (mo_future_ref (pending), mo_future_ref (direct));
  self->settled = mo_gather_settled (mo_future_ref (self->gather), mo_future_ref (pending));
  self->any = mo_any (mo_future_ref (pending), mo_future_ref (self->chain));
  self->race = mo_race (mo_future_ref (self->any));
}

/* Owned by this thread, though not running: nobody else could run it. */
static void
test_own_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (TestPair) pair = test_pair_new ();
  Bound bound;
  MoFuture **all = (MoFuture **) &bound;

  bound_init (&bound, pair.future, context);
  assert_not_refused (bound.direct);
  g_main_context_push_thread_default (context);
  for (gsize i = 0; i < sizeof bound / sizeof (MoFuture *); i++)
    {
      assert_refused (all[i], MO_WAIT_DEFAULT);
      assert_refused (all[i], MO_WAIT_IN_CALLBACK);
    }
  assert_not_refused (pair.future);
  g_thread_join (g_thread_new ("test", other_thread, &bound));
  mo_promise_reject (pair.promise, g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "passes by"));
  g_main_context_pop_thread_default (context);
  for (gsize i = 0; i < sizeof bound / sizeof (MoFuture *); i++)
    mo_future_unref (all[i]);
}

/* Two contexts in one future, one of which is ours. */
static void
test_own_context_among_others (void)
{
  g_autoptr (TestLoop) loop = test_loop_new ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) theirs = mo_finally_in_context (mo_future_ref (pair.future), loop->context,
                                                       test_probe_func, NULL, NULL);
  g_autoptr (MoFuture) ours =
      mo_finally_in_context (mo_future_ref (theirs), context, test_probe_func, NULL, NULL);
  g_autoptr (MoFuture) all = mo_gather (mo_future_ref (theirs), mo_future_ref (ours));

  g_assert_true (g_main_context_acquire (context));
  assert_not_refused (theirs);
  assert_refused (ours, MO_WAIT_DEFAULT);
  assert_refused (all, MO_WAIT_DEFAULT);
  g_main_context_release (context);
  assert_not_refused (all);
  mo_future_cancel (all);
  while (mo_future_get_status (all) == MO_FUTURE_PENDING)
    g_main_context_iteration (context, FALSE);
}

/* Nobody runs the default context but the main thread, which would stand still in the wait. */
static void
test_loop_not_entered (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  TestProbe probe = TEST_PROBE_INIT;
  g_autoptr (MoFuture) future = mo_then_in_context (mo_future_ref (pair.future), NULL,
                                                    test_probe_func, &probe, test_probe_free);

#ifndef __linux__
  g_test_skip ("no way to tell the main thread");
  return;
#endif
  assert_refused (future, MO_WAIT_DEFAULT);
  assert_refused (future, MO_WAIT_IN_CALLBACK);
  mo_promise_resolve_true (pair.promise);
  test_iterate_until (NULL, &probe.frees, 1);
}

static gpointer
attach_and_wait_thread (gpointer done)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_autoptr (MoFuture) future =
      mo_then_in_context (mo_future_new_true (), NULL, test_probe_func, &probe, test_probe_free);

  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (test_counter_get (&probe.frees), ==, 1);
  test_counter_add (done);
  return NULL;
}

/* What another thread attaches to the loop of the main thread, it may wait for, though that loop
 * has not been entered yet. */
static void
test_loop_entered_later (void)
{
  TestCounter done = TEST_COUNTER_INIT;
  GThread *thread = g_thread_new ("test", attach_and_wait_thread, &done);

  test_iterate_until (NULL, &done, 1);
  g_thread_join (thread);
}

static gpointer
own_thread (gpointer context)
{
  g_main_context_push_thread_default (context);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* A thread that is about to own its context does, whoever waits meanwhile for what it will run. */
static void
test_loop_is_starting (void)
{
  for (guint round = test_scale (200, 10000); round > 0; round--)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      g_auto (TestPair) pair = test_pair_new ();
      g_autoptr (MoFuture) future =
          mo_then_in_context (mo_future_ref (pair.future), context, test_probe_func, NULL, NULL);
      GThread *thread = g_thread_new ("test", own_thread, context);

      for (int i = 0; i < 5; i++)
        assert_not_refused (future);
      g_thread_join (thread);
      mo_promise_reject (pair.promise, g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "by"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/wait-refused/marked-thread", test_marked_thread);
  g_test_add_func ("/future/wait-refused/main-loop-callback", test_main_loop_callback);
  g_test_add_func ("/future/wait-refused/future-callback", test_future_callback);
  g_test_add_func ("/future/wait-refused/dispatcher", test_dispatcher);
  g_test_add_func ("/future/wait-refused/dispatcher-for-itself", test_dispatcher_for_itself);
  g_test_add_func ("/future/wait-refused/loop-not-entered", test_loop_not_entered);
  g_test_add_func ("/future/wait-refused/loop-entered-later", test_loop_entered_later);
  g_test_add_func ("/future/wait-refused/loop-is-starting", test_loop_is_starting);
  g_test_add_func ("/future/wait-refused/own-context", test_own_context);
  g_test_add_func ("/future/wait-refused/own-context-among-others", test_own_context_among_others);
  return g_test_run ();
}
