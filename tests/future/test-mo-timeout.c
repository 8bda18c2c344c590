/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Time limits: what becomes of work that is late, and that nothing is left of what is not. */

#include "future-fixture.h"

#include <gio/gio.h>
#include <string.h>

#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

#define AN_HOUR (3600 * (gint64) G_USEC_PER_SEC)

static gint64
after (gint64 usec)
{
  return g_get_monotonic_time () + usec;
}

static void
assert_times_out (MoFuture *limited)
{
  g_assert_false (mo_future_wait (limited, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (limited, MO_ERROR, MO_ERROR_TIMED_OUT);
}

static void
assert_says (MoFuture *future, const char *part)
{
  const char *message = mo_future_get_error (future)->message;

  if (strstr (message, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, message);
}

/* --- work that does not stop at once --- */

typedef struct
{
  MoFuture parent;
  TestCounter *wishes;
} Stubborn;

static void
stubborn_cancel (MoFuture *future, GPtrArray *more)
{
  test_counter_add (((Stubborn *) future)->wishes);
}

static const MoFutureClass stubborn_class = { sizeof (Stubborn), NULL, stubborn_cancel };

static MoFuture *
stubborn_new (TestCounter *wishes)
{
  Stubborn *self = (Stubborn *) mo_future_alloc (&stubborn_class);

  self->wishes = wishes;
  return &self->parent;
}

/* --- in time, and not --- */

static void
test_in_time (void)
{
  g_auto (TestPair) value = test_pair_new ();
  g_auto (TestPair) failed = test_pair_new ();
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (value.future), AN_HOUR);
  g_autoptr (MoFuture) late = mo_deadline (mo_future_ref (failed.future), after (AN_HOUR));

  g_assert_cmpint (mo_future_get_status (limited), ==, MO_FUTURE_PENDING);
  mo_promise_resolve_int64 (value.promise, 4);
  g_assert_cmpint (test_number_get (limited), ==, 4);
  mo_promise_reject (failed.promise, g_error_new (MO_ERROR, MO_ERROR_DEADLOCK, "you"));
  test_assert_rejected (late, MO_ERROR, MO_ERROR_DEADLOCK);
}

static void
test_too_late (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), 1500);

  assert_times_out (limited);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 1500);
  assert_says (limited, "limit of 1.500 ms");
  assert_says (limited, "cancelled before it was settled");
  test_assert_rejected (pair.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (mo_error_is_retryable (mo_future_get_error (limited)));
}

static void
test_deadline_too_late (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  gint64 due = after (1000);
  g_autoptr (MoFuture) limited = mo_deadline (mo_future_ref (pair.future), due);

  assert_times_out (limited);
  g_assert_cmpint (g_get_monotonic_time (), >=, due);
  assert_says (limited, "deadline after ");
}

/* At once, and without the thread of the timers. */
static void
check_at_once (MoFuture *limited, MoFuture *input)
{
  g_assert_cmpint (mo_future_get_status (limited), ==, MO_FUTURE_REJECTED);
  test_assert_rejected (limited, MO_ERROR, MO_ERROR_TIMED_OUT);
  test_assert_rejected (input, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_future_unref (limited);
}

static void
test_over_already (void)
{
  const gint64 deadlines[] = { 0, 1, g_get_monotonic_time () - 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (deadlines); i++)
    {
      g_auto (TestPair) pair = test_pair_new ();

      check_at_once (mo_deadline (mo_future_ref (pair.future), deadlines[i]), pair.future);
    }
  {
    g_auto (TestPair) pair = test_pair_new ();

    check_at_once (mo_timeout (mo_future_ref (pair.future), 0), pair.future);
  }
}

static void
test_never (void)
{
  const gint64 timeouts[] = { MO_WAIT_FOREVER, -2, G_MININT64, G_MAXINT64, G_MAXINT64 - 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (timeouts); i++)
    {
      g_auto (TestPair) pair = test_pair_new ();
      g_autoptr (MoFuture) timeout = mo_timeout (mo_future_ref (pair.future), timeouts[i]);
      g_autoptr (MoFuture) deadline = mo_deadline (mo_future_ref (pair.future), timeouts[i]);

      g_assert_cmpint (mo_future_get_status (timeout), ==, MO_FUTURE_PENDING);
      g_assert_cmpint (mo_future_get_status (deadline), ==, MO_FUTURE_PENDING);
      if (i % 2 == 0)
        mo_future_cancel (timeout);
      else
        mo_future_cancel (deadline);
      test_assert_rejected (timeout, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      test_assert_rejected (deadline, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_settled_before (void)
{
  g_autoptr (MoFuture) value = mo_timeout (test_number (3), 0);
  g_autoptr (MoFuture) error
      = mo_deadline (mo_future_new_rejected (G_IO_ERROR, G_IO_ERROR_CANCELLED, "before"), 0);

  g_assert_cmpint (test_number_get (value), ==, 3);
  test_assert_rejected (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_null (void)
{
  g_autoptr (MoFuture) timeout = mo_timeout (NULL, 1);
  g_autoptr (MoFuture) deadline = mo_deadline (NULL, 1);

  test_assert_rejected (timeout, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_assert_rejected (deadline, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

/* --- the truth --- */

/* It settles when the work has stopped, with what came of it. */
static void
test_truth (void)
{
  TestCounter wishes = TEST_COUNTER_INIT;
  g_autoptr (MoFuture) value = stubborn_new (&wishes);
  g_autoptr (MoFuture) unknown = stubborn_new (&wishes);
  g_autoptr (MoFuture) stopped = stubborn_new (&wishes);
  g_autoptr (MoFuture) late_value = mo_timeout (mo_future_ref (value), 1000);
  g_autoptr (MoFuture) late_unknown = mo_timeout (mo_future_ref (unknown), 1000);
  g_autoptr (MoFuture) late_stopped = mo_timeout (mo_future_ref (stopped), 1000);

  test_counter_wait (&wishes, 3);
  g_assert_cmpint (mo_future_get_status (late_value), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (late_unknown), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (late_stopped), ==, MO_FUTURE_PENDING);
  mo_future_resolve_true (value);
  mo_future_reject (unknown, g_error_new (MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN, "who knows"));
  mo_future_reject (stopped, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "KILL QUERY 7"));
  g_assert_cmpint (mo_future_get_status (late_value), ==, MO_FUTURE_RESOLVED);
  test_assert_rejected (late_unknown, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
  test_assert_rejected (late_stopped, MO_ERROR, MO_ERROR_TIMED_OUT);
  assert_says (late_stopped, "KILL QUERY 7");
}

/* So long that a busy machine comes to cancel in time. */
#define LIMIT_USEC (G_USEC_PER_SEC / 4)

/* Who cancels before the time is over is told so, also if the work stops only afterwards. */
static void
test_cancelled_before (void)
{
  TestCounter wishes = TEST_COUNTER_INIT;
  TestCounter later_wishes = TEST_COUNTER_INIT;
  g_autoptr (MoFuture) work = stubborn_new (&wishes);
  g_autoptr (MoFuture) later_work = stubborn_new (&later_wishes);
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (work), LIMIT_USEC);
  G_GNUC_UNUSED g_autoptr (MoFuture) later = mo_timeout (mo_future_ref (later_work), LIMIT_USEC);

  mo_future_cancel (limited);
  g_assert_cmpuint (test_counter_get (&wishes), ==, 1);
  test_counter_wait (&later_wishes, 1); /* its time was over after that of the first one */
  mo_future_reject (work, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "at last"));
  test_assert_rejected (limited, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_future_resolve_true (later_work);
}

static void
test_cancels_input (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), AN_HOUR);

  mo_future_cancel (limited);
  test_assert_rejected (pair.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_assert_rejected (limited, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Somebody else called the input off. */
static void
test_input_cancelled (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), AN_HOUR);

  mo_future_cancel (pair.future);
  test_assert_rejected (limited, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- what is behind a future --- */

static void
test_covers_everything (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_auto (TestPair) one = test_pair_new ();
  g_auto (TestPair) inner = test_pair_new ();
  g_autoptr (MoFuture) limited = NULL;
  MoFuture *chain;

  probe.answer = mo_future_ref (inner.future);
  chain = mo_then (mo_future_new_true (), test_probe_func, &probe, NULL);
  test_until_waited_for (inner.future);
  limited = mo_timeout (mo_gather (mo_future_ref (one.future), chain), 1000);
  assert_times_out (limited);
  test_assert_rejected (one.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_assert_rejected (inner.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The one that is over first speaks. */
static void
test_nested (void)
{
  g_auto (TestPair) one = test_pair_new ();
  g_auto (TestPair) two = test_pair_new ();
  g_autoptr (MoFuture) inner_first
      = mo_timeout (mo_timeout (mo_future_ref (one.future), 1000), AN_HOUR);
  g_autoptr (MoFuture) outer_first
      = mo_timeout (mo_timeout (mo_future_ref (two.future), AN_HOUR), 2000);

  assert_times_out (inner_first);
  assert_says (inner_first, "1.000 ms");
  assert_times_out (outer_first);
  assert_says (outer_first, "2.000 ms");
}

/* --- whose error was handed to somebody: a commit asks --- */

static void
test_taken (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), 0);
  g_autoptr (MoFuture) then = mo_then (mo_future_ref (limited), test_probe_func, NULL, NULL);

  g_assert_false (mo_future_is_taken (pair.future));
  g_assert_nonnull (mo_future_get_error (then));
  g_assert_true (mo_future_is_taken (limited));
  g_assert_true (mo_future_is_taken (pair.future));
}

static void
test_taken_before (void)
{
  TestCounter wishes = TEST_COUNTER_INIT;
  g_autoptr (MoFuture) work = stubborn_new (&wishes);
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (work), 0);

  mo_future_mark_taken (limited);
  g_assert_false (mo_future_is_taken (work));
  mo_future_reject (work, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  g_assert_true (mo_future_is_taken (work)); /* before anybody reads the error here */
  test_assert_rejected (limited, MO_ERROR, MO_ERROR_TIMED_OUT);
}

/* --- what it costs --- */

/* With the timer goes the only reference on the dispatcher. */
static void
test_timer_goes (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) limited = NULL;

  if (!test_begin_without_dispatcher ())
    return;
  limited = mo_timeout (mo_future_ref (pair.future), AN_HOUR);
  test_until_dispatchers (1);
  test_payload_resolve (pair.promise);
  test_until_dispatchers (0);
  test_pair_clear (&pair);
  g_assert_cmpint (test_payload_live (), ==, 1);
  g_clear_pointer (&limited, mo_future_unref);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* --- on the dispatcher --- */

static MoFuture *
wait_for_limited (MoFuture *future, gpointer pending)
{
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pending), AN_HOUR);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      mo_future_wait_full (limited, MO_WAIT_FOREVER, MO_WAIT_IN_CALLBACK, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  return NULL;
}

static void
test_dispatcher_waits_not (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  g_assert_true (mo_await (mo_then (mo_future_new_true (), wait_for_limited, pair.future, NULL),
                           NULL));
  mo_promise_resolve_true (pair.promise);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/timeout/timer-goes", test_timer_goes);
  g_test_add_func ("/future/timeout/in-time", test_in_time);
  g_test_add_func ("/future/timeout/too-late", test_too_late);
  g_test_add_func ("/future/timeout/deadline-too-late", test_deadline_too_late);
  g_test_add_func ("/future/timeout/over-already", test_over_already);
  g_test_add_func ("/future/timeout/never", test_never);
  g_test_add_func ("/future/timeout/settled-before", test_settled_before);
  g_test_add_func ("/future/timeout/null", test_null);
  g_test_add_func ("/future/timeout/truth", test_truth);
  g_test_add_func ("/future/timeout/cancelled-before", test_cancelled_before);
  g_test_add_func ("/future/timeout/cancels-input", test_cancels_input);
  g_test_add_func ("/future/timeout/input-cancelled", test_input_cancelled);
  g_test_add_func ("/future/timeout/covers-everything", test_covers_everything);
  g_test_add_func ("/future/timeout/nested", test_nested);
  g_test_add_func ("/future/timeout/taken", test_taken);
  g_test_add_func ("/future/timeout/taken-before", test_taken_before);
  g_test_add_func ("/future/timeout/dispatcher-waits-not", test_dispatcher_waits_not);
  return g_test_run ();
}
