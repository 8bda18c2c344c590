/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocking waits: their time limits, what they leave behind, and that mo_await() consumes. */

#include "future-fixture.h"

#include <string.h>
#include <sys/prctl.h>

#include "future/mo-thread-state-private.h"

static void
assert_times_out (MoFuture *future, gint64 timeout_usec)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_future_wait (future, timeout_usec, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
}

/* Never early; and on a busy machine one of several is on time. */
static void
test_times_out (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  gint64 best = G_MAXINT64;

  for (int i = 0; i < 20 && best > 80000; i++)
    {
      gint64 start = g_get_monotonic_time ();

      assert_times_out (pair.future, 50000);
      best = MIN (best, g_get_monotonic_time () - start);
      g_assert_cmpint (best, >=, 50000);
    }
  g_test_message ("50 ms took %.3f ms", (double) best / 1000);
  g_assert_cmpint (best, <=, 80000);
  g_assert_false (test_has_waiters (pair.future));
  g_assert_true (mo_promise_resolve_true (pair.promise));
  g_assert_true (mo_future_wait (pair.future, 50000, NULL));
}

static void
test_zero_looks (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  assert_times_out (pair.future, 0);
  mo_promise_resolve_true (pair.promise);
  g_assert_true (mo_future_wait (pair.future, 0, NULL));
}

/* The time is over before the thread could sleep. */
static void
test_past_deadline (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  for (int i = 0; i < 100; i++)
    assert_times_out (pair.future, 1);
}

/* Each of these must still be waiting when the other thread resolves. */
static void
test_forever (void)
{
  const gint64 timeouts[] = {
    MO_WAIT_FOREVER,
    -2,
    G_MININT64,
    G_MAXINT64,
    G_MAXINT64 - 1,
    G_MAXINT64 / 2,
    G_MAXINT64 - g_get_monotonic_time () - G_USEC_PER_SEC,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (timeouts); i++)
    {
      g_auto (TestPair) pair = test_pair_new ();
      GThread *thread = test_resolve_when_waited_for (pair.promise);
      g_autoptr (GError) error = NULL;

      g_assert_true (mo_future_wait (pair.future, timeouts[i], &error));
      g_assert_no_error (error);
      g_thread_join (thread);
    }
}

static void
test_rejected (void)
{
  g_autoptr (MoFuture) future = mo_future_new_rejected (MO_ERROR, MO_ERROR_DEADLOCK, "you");
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_future_wait (future, MO_WAIT_FOREVER, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  g_assert_true (error != mo_future_get_error (future)); /* the caller's own */
  g_assert_false (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
}

static gpointer
wait_thread (gpointer future)
{
  return GINT_TO_POINTER (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
}

static void
test_many_threads (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  GThread *threads[16];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("test-wait", wait_thread, pair.future);
  test_until_waited_for (pair.future);
  mo_promise_resolve_true (pair.promise);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
}

/* In KiB; 0: no /proc to read it in. */
static guint64
resident (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      || (line = strstr (status, "VmRSS:")) == NULL)
    return 0;
  return g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10);
}

static void
test_vain_waits_hold_nothing (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  guint n = test_scale (100000, 1000000);
  guint64 resident_before;
  gsize before;

  prctl (PR_SET_TIMERSLACK, 1); /* 50 us a wait otherwise */
  for (int i = 0; i < 100; i++)
    assert_times_out (pair.future, 1);
  before = test_bytes_in_use ();
  resident_before = resident ();
  for (guint i = 0; i < n; i++)
    g_assert_false (mo_future_wait (pair.future, 1, NULL));
  g_test_message ("%u waits in vain: %" G_GINT64_FORMAT " bytes more in use, %" G_GINT64_FORMAT
                  " KiB more resident",
                  n, (gint64) test_bytes_in_use () - (gint64) before,
                  (gint64) (resident () - resident_before));
  g_assert_cmpuint (test_bytes_in_use (), <=, before + 4096);
  g_assert_false (test_has_waiters (pair.future));
}

/* --- mo_await() consumes on every path --- */

static void
test_await_consumes (void)
{
  g_auto (TestPair) settled = test_pair_new ();
  g_auto (TestPair) late = test_pair_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  test_payload_resolve (settled.promise);
  g_clear_pointer (&settled.promise, mo_promise_unref);
  g_assert_true (mo_await (g_steal_pointer (&settled.future), &error));
  g_assert_cmpint (test_payload_live (), ==, 0);

  thread = test_resolve_when_waited_for (late.promise);
  g_assert_true (mo_await (g_steal_pointer (&late.future), &error));
  g_thread_join (thread);
  g_assert_no_error (error);
}

/* A gather keeps its inputs, so the payload of one tells whether the gather went. */
static MoFuture *
gather_with_payload (MoFuture *other)
{
  g_auto (TestPair) pair = test_pair_new ();

  test_payload_resolve (pair.promise);
  return mo_gather (g_steal_pointer (&pair.future), other);
}

static void
test_await_consumes_rejected (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_await (
      gather_with_payload (mo_future_new_rejected (MO_ERROR, MO_ERROR_SYNTAX, "x")), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

static void
test_await_consumes_refused (void)
{
  MoThreadState *thread = mo_thread_state_get ();
  g_auto (TestPair) pending = test_pair_new ();
  MoFuture *gather = gather_with_payload (mo_future_ref (pending.future));
  g_autoptr (GError) error = NULL;

  thread->no_waiting = "a test";
  g_assert_false (mo_await (gather, &error));
  thread->no_waiting = NULL;
  g_assert_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  /* The pending input holds the gather until it settles. */
  g_assert_cmpint (test_payload_live (), ==, 1);
  mo_promise_resolve_true (pending.promise);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

static void
test_await_null (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_await (NULL, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (mo_future_wait (NULL, 0, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/wait/times-out", test_times_out);
  g_test_add_func ("/future/wait/zero-looks", test_zero_looks);
  g_test_add_func ("/future/wait/past-deadline", test_past_deadline);
  g_test_add_func ("/future/wait/forever", test_forever);
  g_test_add_func ("/future/wait/rejected", test_rejected);
  g_test_add_func ("/future/wait/many-threads", test_many_threads);
  g_test_add_func ("/future/wait/in-vain-holds-nothing", test_vain_waits_hold_nothing);
  g_test_add_func ("/future/await/consumes", test_await_consumes);
  g_test_add_func ("/future/await/consumes-rejected", test_await_consumes_rejected);
  g_test_add_func ("/future/await/consumes-refused", test_await_consumes_refused);
  g_test_add_func ("/future/await/null", test_await_null);
  return g_test_run ();
}
