/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* then, catch and finally: which outcome they take, what they return, in which order they run. */

#include "future-fixture.h"

#include <gio/gio.h>

#include "future/mo-future-private.h"

typedef MoFuture *(*Attach) (MoFuture *, MoFutureFunc, gpointer, GDestroyNotify);

static MoFuture *
failed (MoError code)
{
  return mo_future_new_rejected (MO_ERROR, code, "failed");
}

/* Whether the callback was called; its user data is freed in any case, once. */
static gboolean
is_called (Attach attach, MoFuture *future, MoFuture **after)
{
  TestProbe probe = TEST_PROBE_INIT;

  *after = attach (future, test_probe_func, &probe, test_probe_free);
  mo_future_wait (*after, MO_WAIT_FOREVER, NULL);
  test_counter_wait (&probe.frees, 1);
  g_assert_cmpuint (test_counter_get (&probe.frees), ==, 1);
  g_assert_cmpuint (test_counter_get (&probe.calls), <=, 1);
  return test_counter_get (&probe.calls) == 1;
}

/* Returning NULL, or not being called, passes the outcome on. */
static void
test_which_outcome (void)
{
  const struct
  {
    Attach attach;
    gboolean resolved, rejected;
  } cases[] = {
    { mo_then, TRUE, FALSE },
    { mo_catch, FALSE, TRUE },
    { mo_finally, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MoFuture) good = NULL;
      g_autoptr (MoFuture) bad = NULL;

      g_assert_cmpint (is_called (cases[i].attach, test_number (9), &good), ==, cases[i].resolved);
      g_assert_cmpint (test_number_get (good), ==, 9);
      g_assert_cmpint (is_called (cases[i].attach, failed (MO_ERROR_SYNTAX), &bad), ==,
                       cases[i].rejected);
      test_assert_rejected (bad, MO_ERROR, MO_ERROR_SYNTAX);
    }
}

static MoFuture *
after_answer (Attach attach, MoFuture *future, MoFuture *answer)
{
  TestProbe probe = TEST_PROBE_INIT;
  MoFuture *after;

  probe.answer = answer;
  after = attach (future, test_probe_func, &probe, test_probe_free);
  test_counter_wait (&probe.frees, 1);
  g_assert_null (probe.answer);
  return after;
}

static void
test_adopts_settled (void)
{
  g_autoptr (MoFuture) value = after_answer (mo_then, test_number (1), test_number (2));
  g_autoptr (MoFuture) error = after_answer (mo_then, test_number (1), failed (MO_ERROR_CONFLICT));
  g_autoptr (MoFuture) mended =
      after_answer (mo_catch, failed (MO_ERROR_CONFLICT), test_number (3));
  g_autoptr (MoFuture) replaced =
      after_answer (mo_finally, failed (MO_ERROR_CONFLICT), failed (MO_ERROR_NO_ROWS));

  g_assert_true (mo_future_wait (value, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (test_number_get (value), ==, 2);
  g_assert_false (mo_future_wait (error, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (error, MO_ERROR, MO_ERROR_CONFLICT);
  g_assert_true (mo_future_wait (mended, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (test_number_get (mended), ==, 3);
  g_assert_false (mo_future_wait (replaced, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (replaced, MO_ERROR, MO_ERROR_NO_ROWS);
}

static void
test_adopts_pending (void)
{
  g_auto (TestPair) inner = test_pair_new ();
  g_autoptr (MoFuture) after =
      after_answer (mo_then, mo_future_new_true (), mo_future_ref (inner.future));

  test_until_waited_for (inner.future);
  g_assert_cmpint (mo_future_get_status (after), ==, MO_FUTURE_PENDING);
  mo_promise_resolve_int64 (inner.promise, 11);
  g_assert_cmpint (test_number_get (after), ==, 11);
}

/* What has adopted a future that is dropped by everyone else holds it. */
static void
test_adopted_promise_breaks (void)
{
  g_auto (TestPair) inner = test_pair_new ();
  g_autoptr (MoFuture) after =
      after_answer (mo_then, mo_future_new_true (), g_steal_pointer (&inner.future));

  g_clear_pointer (&inner.promise, mo_promise_unref);
  g_assert_false (mo_future_wait (after, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (after, MO_ERROR, MO_ERROR_BROKEN_PROMISE);
}

static void
test_returns_itself (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) after =
      mo_then (mo_future_ref (pair.future), test_probe_func, &probe, test_probe_free);

  probe.answer = mo_future_ref (after);
  test_payload_resolve (pair.promise);
  g_assert_false (mo_future_wait (after, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (after, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  test_counter_wait (&probe.frees, 1);
  test_pair_clear (&pair);
  while (test_payload_live () > 0) /* the dispatcher's own reference */
    g_thread_yield ();
}

static MoFuture *
return_own_upstream (MoFuture *future, gpointer data)
{
  return mo_future_ref (future);
}

static void
test_returns_upstream (void)
{
  g_autoptr (MoFuture) after = mo_then (test_number (4), return_own_upstream, NULL, NULL);

  g_assert_true (mo_future_wait (after, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (test_number_get (after), ==, 4);
}

static void
test_handles_dropped (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  MoPromise *promise = mo_promise_new ();

  for (int i = 0; i < 3; i++)
    mo_future_unref (
        mo_then (mo_promise_dup_future (promise), test_probe_func, &probe, test_probe_free));
  test_payload_resolve (promise);
  mo_promise_unref (promise);
  test_counter_wait (&probe.calls, 3);
  test_counter_wait (&probe.frees, 3);
  while (test_payload_live () > 0)
    g_thread_yield ();
}

/* The user data is gone before anyone can know of the outcome. */
typedef struct
{
  TestProbe probe;
  MoFuture *after;
  MoFutureStatus seen_by_free;
} Watch;

static MoFuture *
watch_func (MoFuture *future, gpointer user_data)
{
  return test_probe_func (future, &((Watch *) user_data)->probe);
}

static void
watch_free (gpointer user_data)
{
  Watch *self = user_data;

  self->seen_by_free = mo_future_get_status (self->after);
  test_probe_free (&self->probe);
}

static void
check_data_freed_before_outcome (MoFuture *answer)
{
  Watch watch = { .probe = TEST_PROBE_INIT, .seen_by_free = MO_FUTURE_REJECTED };
  g_auto (TestPair) pair = test_pair_new ();

  watch.probe.answer = answer;
  watch.after = mo_then (mo_future_ref (pair.future), watch_func, &watch, watch_free);
  mo_promise_resolve_true (pair.promise);
  g_assert_true (mo_future_wait (watch.after, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (test_counter_get (&watch.probe.frees), ==, 1);
  g_assert_cmpint (watch.seen_by_free, ==, MO_FUTURE_PENDING);
  mo_future_unref (watch.after);
}

static void
test_data_freed_before_outcome (void)
{
  check_data_freed_before_outcome (NULL);
  check_data_freed_before_outcome (mo_future_new_true ());
}

static void
test_null_future (void)
{
  g_autoptr (MoFuture) then = NULL;
  g_autoptr (MoFuture) caught = NULL;

  g_assert_false (is_called (mo_then, NULL, &then));
  test_assert_rejected (then, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_true (is_called (mo_catch, NULL, &caught));
}

static void
test_null_callback (void)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_autoptr (MoFuture) then = mo_then (mo_future_new_true (), NULL, &probe, test_probe_free);
  g_autoptr (MoFuture) bound = mo_finally_in_context (NULL, NULL, NULL, NULL, NULL);

  g_assert_false (mo_future_wait (then, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (then, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_counter_wait (&probe.frees, 1);
  test_assert_rejected (bound, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

/* --- order --- */

static void
assert_order (GArray *order)
{
  for (guint i = 0; i < order->len; i++)
    g_assert_cmpint (g_array_index (order, int, i), ==, (int) i);
}

static gpointer
resolve_on_signal (gpointer data)
{
  gpointer *both = data;

  test_counter_wait (both[0], 1);
  g_assert_true (mo_promise_resolve_true (both[1]));
  return NULL;
}

/* Some are attached before it is settled, some meanwhile, some afterwards. */
static void
test_order (void)
{
  for (guint round = test_scale (20, 1000); round > 0; round--)
    {
      const int n = 500;
      TestCounter go = TEST_COUNTER_INIT;
      g_autofree TestProbe *probes = g_new0 (TestProbe, n);
      g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
      g_auto (TestPair) pair = test_pair_new ();
      gpointer both[] = { &go, pair.promise };
      GThread *thread = g_thread_new ("test", resolve_on_signal, both);

      for (int i = 0; i < n; i++)
        {
          probes[i] = (TestProbe) TEST_PROBE_INIT;
          probes[i].id = i;
          probes[i].order = order;
          mo_future_unref (
              mo_then (mo_future_ref (pair.future), test_probe_func, &probes[i], test_probe_free));
          if (i == n / 4)
            test_counter_add (&go);
        }
      g_thread_join (thread);
      for (int i = 0; i < n; i++)
        test_counter_wait (&probes[i].frees, 1);
      g_assert_cmpuint (order->len, ==, n);
      assert_order (order);
    }
}

/* Stops the thread that settles, in the middle of telling. */
typedef struct
{
  MoWaiter waiter;
  TestCounter told;
  TestCounter go;
} Stopper;

static void
stop (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  Stopper *self = (Stopper *) waiter;

  test_counter_add (&self->told);
  test_counter_wait (&self->go, 1);
}

static gpointer
resolve_thread (gpointer promise)
{
  mo_promise_resolve_true (promise);
  return NULL;
}

/* Attached when the outcome is out but those before have not all been told of it. */
static void
test_order_while_settling (void)
{
  TestProbe probes[2] = { TEST_PROBE_INIT, TEST_PROBE_INIT };
  Stopper stopper = { .waiter.notify = stop, .told = TEST_COUNTER_INIT, .go = TEST_COUNTER_INIT };
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (TestPair) pair = test_pair_new ();
  GThread *thread;

  g_assert_true (mo_future_attach (pair.future, &stopper.waiter));
  for (int i = 0; i < 2; i++)
    {
      probes[i].id = i;
      probes[i].order = order;
    }
  mo_future_unref (
      mo_then (mo_future_ref (pair.future), test_probe_func, &probes[0], test_probe_free));
  thread = g_thread_new ("test", resolve_thread, pair.promise);
  test_counter_wait (&stopper.told, 1);
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_RESOLVED);
  mo_future_unref (
      mo_then (mo_future_ref (pair.future), test_probe_func, &probes[1], test_probe_free));
  test_counter_add (&stopper.go);
  g_thread_join (thread);
  test_counter_wait (&probes[0].frees, 1);
  test_counter_wait (&probes[1].frees, 1);
  g_assert_cmpuint (order->len, ==, 2);
  assert_order (order);
}

static MoFuture *
attach_more (MoFuture *future, gpointer user_data)
{
  TestProbe *probes = user_data;

  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_RESOLVED);
  mo_future_unref (mo_then (mo_future_ref (future), test_probe_func, &probes[2], test_probe_free));
  return test_probe_func (future, &probes[0]);
}

/* From inside its own callback, behind those that are attached already. */
static void
test_order_from_inside (void)
{
  TestProbe probes[3] = { TEST_PROBE_INIT, TEST_PROBE_INIT, TEST_PROBE_INIT };
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (TestPair) pair = test_pair_new ();

  for (int i = 0; i < 3; i++)
    {
      probes[i].id = i;
      probes[i].order = order;
    }
  mo_future_unref (mo_then (mo_future_ref (pair.future), attach_more, probes, NULL));
  mo_future_unref (
      mo_then (mo_future_ref (pair.future), test_probe_func, &probes[1], test_probe_free));
  mo_promise_resolve_true (pair.promise);
  test_counter_wait (&probes[1].frees, 1);
  test_counter_wait (&probes[2].frees, 1);
  g_assert_cmpuint (order->len, ==, 3);
  assert_order (order);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/then/which-outcome", test_which_outcome);
  g_test_add_func ("/future/then/adopts-settled", test_adopts_settled);
  g_test_add_func ("/future/then/adopts-pending", test_adopts_pending);
  g_test_add_func ("/future/then/adopted-promise-breaks", test_adopted_promise_breaks);
  g_test_add_func ("/future/then/returns-itself", test_returns_itself);
  g_test_add_func ("/future/then/returns-upstream", test_returns_upstream);
  g_test_add_func ("/future/then/handles-dropped", test_handles_dropped);
  g_test_add_func ("/future/then/data-freed-before-outcome", test_data_freed_before_outcome);
  g_test_add_func ("/future/then/null-future", test_null_future);
  g_test_add_func ("/future/then/null-callback", test_null_callback);
  g_test_add_func ("/future/then/order", test_order);
  g_test_add_func ("/future/then/order-while-settling", test_order_while_settling);
  g_test_add_func ("/future/then/order-from-inside", test_order_from_inside);
  return g_test_run ();
}
