/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* any and race: who wins, and that the losers are neither cancelled nor hold anything. */

#include "future-fixture.h"

#include <gio/gio.h>

static MoFuture *
failed (MoError code)
{
  return mo_future_new_rejected (MO_ERROR, code, "failed");
}

static void
test_race_takes_first (void)
{
  g_auto (TestPair) slow = test_pair_new ();
  g_auto (TestPair) fast = test_pair_new ();
  g_autoptr (MoFuture) race = mo_race (mo_future_ref (slow.future), mo_future_ref (fast.future));

  g_assert_cmpint (mo_future_get_status (race), ==, MO_FUTURE_PENDING);
  mo_promise_resolve_int64 (fast.promise, 2);
  g_assert_cmpint (test_number_get (race), ==, 2);
  g_assert_cmpint (mo_future_get_status (slow.future), ==, MO_FUTURE_PENDING);
  g_assert_true (mo_promise_resolve_int64 (slow.promise, 1));
  g_assert_cmpint (test_number_get (race), ==, 2);
}

static void
test_race_takes_error (void)
{
  g_auto (TestPair) slow = test_pair_new ();
  g_autoptr (MoFuture) race =
      mo_race (mo_future_ref (slow.future), failed (MO_ERROR_SYNTAX), test_number (1));

  test_assert_rejected (race, MO_ERROR, MO_ERROR_SYNTAX);
}

static void
test_any_takes_first_value (void)
{
  g_auto (TestPair) slow = test_pair_new ();
  g_auto (TestPair) fast = test_pair_new ();
  g_autoptr (MoFuture) any =
      mo_any (mo_future_ref (slow.future), failed (MO_ERROR_SYNTAX), mo_future_ref (fast.future));

  g_assert_cmpint (mo_future_get_status (any), ==, MO_FUTURE_PENDING);
  mo_promise_resolve_int64 (fast.promise, 7);
  g_assert_cmpint (test_number_get (any), ==, 7);
  mo_promise_reject (slow.promise, g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "late"));
  g_assert_cmpint (test_number_get (any), ==, 7);
}

/* The earliest in the order written, as of a gather. */
static void
test_any_of_failures (void)
{
  g_auto (TestPair) first = test_pair_new ();
  g_autoptr (MoFuture) any = mo_any (mo_future_ref (first.future), failed (MO_ERROR_SYNTAX));

  g_assert_cmpint (mo_future_get_status (any), ==, MO_FUTURE_PENDING);
  mo_promise_reject (first.promise, g_error_new_literal (MO_ERROR, MO_ERROR_CONFLICT, "last"));
  test_assert_rejected (any, MO_ERROR, MO_ERROR_CONFLICT);
}

static void
test_arguments (void)
{
  MoFuture *nulls[] = { NULL, NULL };
  MoFuture *one[] = { NULL, test_number (3) };
  g_autoptr (MoFuture) no_any = mo_any_array (NULL, 0);
  g_autoptr (MoFuture) no_race = mo_race_array (NULL, 0);
  g_autoptr (MoFuture) any = mo_any_array (nulls, 2);
  g_autoptr (MoFuture) race = mo_race_array (nulls, 2);
  g_autoptr (MoFuture) third = mo_any_array (one, 2);

  test_assert_rejected (no_any, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_assert_rejected (no_race, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_assert_rejected (any, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_assert_rejected (race, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (test_number_get (third), ==, 3);
}

/* The payload goes with the race, though a loser is pending and a handle on it is held. */
static void
check_losers_leave (MoFuture *(*combine) (MoFuture **futures, guint n_futures),
                    gboolean settled_before)
{
  g_auto (TestPair) before = test_pair_new ();
  g_auto (TestPair) winner = test_pair_new ();
  g_auto (TestPair) after = test_pair_new ();
  MoFuture *inputs[] = { mo_future_ref (before.future), g_steal_pointer (&winner.future),
                         mo_future_ref (after.future) };
  MoFuture *joined;

  if (settled_before)
    test_payload_resolve (winner.promise);
  joined = combine (inputs, 3);
  if (!settled_before)
    {
      g_assert_true (test_has_waiters (before.future));
      g_assert_true (test_has_waiters (after.future));
      test_payload_resolve (winner.promise);
    }
  g_assert_cmpint (mo_future_get_status (joined), ==, MO_FUTURE_RESOLVED);
  g_assert_false (test_has_waiters (before.future));
  g_assert_false (test_has_waiters (after.future));
  test_pair_clear (&winner);
  g_assert_cmpint (test_payload_live (), ==, 1);
  mo_future_unref (joined);
  g_assert_cmpint (test_payload_live (), ==, 0);
  g_assert_cmpint (mo_future_get_status (before.future), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (after.future), ==, MO_FUTURE_PENDING);
}

static void
test_losers_leave (void)
{
  check_losers_leave (mo_race_array, FALSE);
  check_losers_leave (mo_race_array, TRUE);
  check_losers_leave (mo_any_array, FALSE);
  check_losers_leave (mo_any_array, TRUE);
}

/* Dropping the handle of a pending race leaves its inputs alone. */
static void
test_dropped_race (void)
{
  g_auto (TestPair) one = test_pair_new ();
  g_auto (TestPair) two = test_pair_new ();

  mo_future_unref (mo_race (mo_future_ref (one.future), mo_future_ref (two.future)));
  g_assert_cmpint (mo_future_get_status (one.future), ==, MO_FUTURE_PENDING);
  mo_promise_resolve_true (one.promise);
  g_assert_false (test_has_waiters (two.future));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/race/takes-first", test_race_takes_first);
  g_test_add_func ("/future/race/takes-error", test_race_takes_error);
  g_test_add_func ("/future/race/losers-leave", test_losers_leave);
  g_test_add_func ("/future/race/dropped", test_dropped_race);
  g_test_add_func ("/future/any/takes-first-value", test_any_takes_first_value);
  g_test_add_func ("/future/any/of-failures", test_any_of_failures);
  g_test_add_func ("/future/any/arguments", test_arguments);
  return g_test_run ();
}
