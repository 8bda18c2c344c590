/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelling: where the wish goes, and that it changes nothing that is settled. */

#include "future-fixture.h"

#include <gio/gio.h>

static void
assert_cancelled (MoFuture *future)
{
  mo_future_wait (future, MO_WAIT_FOREVER, NULL);
  test_assert_rejected (future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_promise (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  mo_future_cancel (pair.future);
  assert_cancelled (pair.future);
  g_assert_false (mo_promise_resolve_true (pair.promise));
  mo_future_cancel (pair.future);
  assert_cancelled (pair.future);
}

static void
test_settled (void)
{
  g_autoptr (MoFuture) number = test_number (1);
  g_autoptr (MoFuture) failed = mo_future_new_rejected (MO_ERROR, MO_ERROR_SYNTAX, "x");
  g_autoptr (MoFuture) gather = mo_gather (test_number (2));

  mo_future_cancel (number);
  mo_future_cancel (failed);
  mo_future_cancel (gather);
  g_assert_cmpint (test_number_get (number), ==, 1);
  test_assert_rejected (failed, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpint (mo_future_get_status (gather), ==, MO_FUTURE_RESOLVED);
}

/* Dropping a handle is no cancellation. */
static void
test_dropping_is_not (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  mo_future_unref (mo_then (mo_future_ref (pair.future), test_probe_func, NULL, NULL));
  mo_future_unref (mo_gather (mo_future_ref (pair.future)));
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_PENDING);
  g_assert_true (mo_promise_resolve_true (pair.promise));
}

/* Upstream, and from there down again; the callback is passed by, its data freed. */
static void
test_then_to_upstream (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  TestProbe caught = TEST_PROBE_INIT;
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) first =
      mo_then (mo_future_ref (pair.future), test_probe_func, &probe, test_probe_free);
  g_autoptr (MoFuture) last = mo_catch (mo_future_ref (first), test_probe_func, &caught, NULL);

  mo_future_cancel (last);
  assert_cancelled (last);
  assert_cancelled (pair.future);
  assert_cancelled (first);
  test_counter_wait (&probe.frees, 1);
  test_counter_wait (&caught.calls, 1);
  g_assert_cmpuint (test_counter_get (&probe.calls), ==, 0);
  g_assert_cmpint (caught.seen, ==, MO_FUTURE_REJECTED);
}

static void
test_then_to_inner (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_auto (TestPair) inner = test_pair_new ();
  g_autoptr (MoFuture) then = NULL;

  probe.answer = mo_future_ref (inner.future);
  then = mo_then (mo_future_new_true (), test_probe_func, &probe, NULL);
  test_until_waited_for (inner.future);
  mo_future_cancel (then);
  assert_cancelled (inner.future);
  assert_cancelled (then);
}

/* Wanted between the outcome and the callback: it still runs, and what it starts is stopped. */
static void
test_then_before_its_callback (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_auto (TestPair) inner = test_pair_new ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (MoFuture) then = NULL;

  probe.answer = mo_future_ref (inner.future);
  then = mo_then_in_context (mo_future_new_true (), context, test_probe_func, &probe, NULL);
  mo_future_cancel (then);
  g_assert_cmpint (mo_future_get_status (then), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (inner.future), ==, MO_FUTURE_PENDING);
  test_iterate_until (context, &probe.calls, 1);
  assert_cancelled (inner.future);
  assert_cancelled (then);
}

/* What cannot be stopped tells what really happened. */
static void
test_then_that_is_done (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (MoFuture) then =
      mo_then_in_context (test_number (5), context, test_probe_func, &probe, NULL);

  mo_future_cancel (then);
  test_iterate_until (context, &probe.calls, 1);
  g_assert_cmpint (test_number_get (then), ==, 5);
}

static void
check_join (MoFuture *(*combine) (MoFuture **futures, guint n_futures))
{
  TestPair pairs[3] = { test_pair_new (), test_pair_new (), test_pair_new () };
  MoFuture *inputs[3];
  g_autoptr (MoFuture) joined = NULL;

  for (int i = 0; i < 3; i++)
    inputs[i] = mo_future_ref (pairs[i].future);
  joined = combine (inputs, 3);
  mo_future_cancel (joined);
  for (int i = 0; i < 3; i++)
    {
      assert_cancelled (pairs[i].future);
      test_pair_clear (&pairs[i]);
    }
  g_assert_cmpint (mo_future_get_status (joined), !=, MO_FUTURE_PENDING);
  if (combine != mo_gather_settled_array)
    assert_cancelled (joined);
}

static void
test_joins (void)
{
  check_join (mo_gather_array);
  check_join (mo_gather_settled_array);
  check_join (mo_any_array);
  check_join (mo_race_array);
}

/* What has settled before stays as it is. */
static void
test_gather_half_done (void)
{
  g_auto (TestPair) done = test_pair_new ();
  g_auto (TestPair) pending = test_pair_new ();
  g_autoptr (MoFuture) gather =
      mo_gather (mo_future_ref (done.future), mo_gather (mo_future_ref (pending.future)));

  mo_promise_resolve_int64 (done.promise, 3);
  mo_future_cancel (gather);
  g_assert_cmpint (test_number_get (done.future), ==, 3);
  assert_cancelled (pending.future);
  assert_cancelled (gather);
}

/* One consumer of several: the work is shared, and so is its end. */
static void
test_shared_upstream (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) one = mo_then (mo_future_ref (pair.future), test_probe_func, NULL, NULL);
  g_autoptr (MoFuture) two = mo_then (mo_future_ref (pair.future), test_probe_func, NULL, NULL);

  mo_future_cancel (one);
  assert_cancelled (one);
  assert_cancelled (two);
}

static MoFuture *
cancel_own (MoFuture *future, gpointer own)
{
  mo_future_cancel (*(MoFuture **) own);
  mo_future_cancel (future);
  return NULL;
}

static void
test_from_own_callback (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  MoFuture *then = NULL;

  then = mo_then_in_context (test_number (1), context, cancel_own, &then, NULL);
  while (mo_future_get_status (then) == MO_FUTURE_PENDING)
    g_main_context_iteration (context, FALSE);
  g_assert_cmpint (test_number_get (then), ==, 1);
  mo_future_unref (then);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/cancel/promise", test_promise);
  g_test_add_func ("/future/cancel/settled", test_settled);
  g_test_add_func ("/future/cancel/dropping-is-not", test_dropping_is_not);
  g_test_add_func ("/future/cancel/then-to-upstream", test_then_to_upstream);
  g_test_add_func ("/future/cancel/then-to-inner", test_then_to_inner);
  g_test_add_func ("/future/cancel/then-before-its-callback", test_then_before_its_callback);
  g_test_add_func ("/future/cancel/then-that-is-done", test_then_that_is_done);
  g_test_add_func ("/future/cancel/joins", test_joins);
  g_test_add_func ("/future/cancel/gather-half-done", test_gather_half_done);
  g_test_add_func ("/future/cancel/shared-upstream", test_shared_upstream);
  g_test_add_func ("/future/cancel/from-own-callback", test_from_own_callback);
  return g_test_run ();
}
