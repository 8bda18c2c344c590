/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shields: the wish to cancel ends there, and nothing else does. */

#include "future-fixture.h"

#include <gio/gio.h>
#include <string.h>

static void
test_same_outcome (void)
{
  g_auto (TestPair) value = test_pair_new ();
  g_auto (TestPair) failed = test_pair_new ();
  g_autoptr (MoFuture) one = mo_shield (mo_future_ref (value.future));
  g_autoptr (MoFuture) two = mo_shield (mo_future_ref (failed.future));
  g_autoptr (MoFuture) settled = mo_shield (test_number (8));
  g_autoptr (MoFuture) null = mo_shield (NULL);

  g_assert_cmpint (mo_future_get_status (one), ==, MO_FUTURE_PENDING);
  mo_promise_resolve_int64 (value.promise, 7);
  g_assert_cmpint (test_number_get (one), ==, 7);
  mo_promise_reject (failed.promise, g_error_new (MO_ERROR, MO_ERROR_SYNTAX, "x"));
  test_assert_rejected (two, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpint (test_number_get (settled), ==, 8);
  test_assert_rejected (null, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

/* At once, while the work goes on; and the pending input has nothing more of the shield. */
static void
test_cancel (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *shield = mo_shield (mo_future_ref (pair.future));

  g_assert_true (test_has_waiters (pair.future));
  mo_future_cancel (shield);
  test_assert_rejected (shield, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (test_has_waiters (pair.future));
  mo_future_cancel (shield);
  mo_future_unref (shield);
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_PENDING);
  g_assert_true (mo_promise_resolve_true (pair.promise));
}

/* As a chain cancels, and as a time limit does. */
static void
test_behind_others (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) chain = mo_then (mo_gather (mo_shield (mo_future_ref (pair.future))),
                                        test_probe_func, NULL, NULL);
  g_autoptr (MoFuture) limited = mo_timeout (mo_shield (mo_future_ref (pair.future)), 1);

  mo_future_cancel (chain);
  test_assert_rejected (chain, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (mo_future_wait (limited, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (limited, MO_ERROR, MO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (mo_future_get_error (limited)->message, "the shield goes on"));
  g_assert_null (strstr (mo_future_get_error (limited)->message, "any effect"));
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_PENDING);
  g_assert_true (test_payload_resolve (pair.promise));
}

static void
test_dropped (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  mo_future_unref (mo_shield (mo_future_ref (pair.future)));
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_PENDING);
  test_payload_resolve (pair.promise);
  test_pair_clear (&pair);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* Settled and cancelled at the same time: one of both, and no reference too many or too few. */
static gpointer
resolve_thread (gpointer promise)
{
  test_payload_resolve (promise);
  return NULL;
}

static void
test_race (void)
{
  for (guint n = test_scale (500, 20000); n > 0; n--)
    {
      g_auto (TestPair) pair = test_pair_new ();
      g_autoptr (MoFuture) shield = mo_shield (mo_future_ref (pair.future));
      GThread *thread = g_thread_new ("test-resolve", resolve_thread, pair.promise);

      mo_future_cancel (shield);
      g_thread_join (thread);
      g_assert_cmpint (mo_future_get_status (shield), !=, MO_FUTURE_PENDING);
      g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_RESOLVED);
    }
  g_assert_cmpint (test_payload_live (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/shield/same-outcome", test_same_outcome);
  g_test_add_func ("/future/shield/cancel", test_cancel);
  g_test_add_func ("/future/shield/behind-others", test_behind_others);
  g_test_add_func ("/future/shield/dropped", test_dropped);
  g_test_add_func ("/future/shield/race", test_race);
  return g_test_run ();
}
