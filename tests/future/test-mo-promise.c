/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A promise settles its future once; what the readers of a future lend. */

#include "future-fixture.h"

#include <gio/gio.h>
#include <stdatomic.h>

static void
test_resolve (void)
{
  g_auto (TestPair) truth = test_pair_new ();
  g_auto (TestPair) number = test_pair_new ();
  g_auto (TestPair) text = test_pair_new ();
  g_auto (TestPair) nothing = test_pair_new ();

  g_assert_cmpint (mo_future_get_status (truth.future), ==, MO_FUTURE_PENDING);
  g_assert_true (mo_promise_resolve_true (truth.promise));
  g_assert_cmpint (mo_future_get_status (truth.future), ==, MO_FUTURE_RESOLVED);
  g_assert_true (g_value_get_boolean (mo_future_get_value (truth.future, NULL)));
  g_assert_null (mo_future_get_error (truth.future));

  g_assert_true (mo_promise_resolve_int64 (number.promise, G_MININT64));
  g_assert_cmpint (test_number_get (number.future), ==, G_MININT64);

  g_assert_true (mo_promise_resolve_string (text.promise, "done"));
  g_assert_cmpstr (g_value_get_string (mo_future_get_value (text.future, NULL)), ==, "done");

  g_assert_true (mo_promise_resolve_string (nothing.promise, NULL));
  g_assert_null (g_value_get_string (mo_future_get_value (nothing.future, NULL)));
}

static void
test_reject (void)
{
  g_auto (TestPair) pair = test_pair_new ();

  g_assert_true (mo_promise_reject (
      pair.promise, g_error_new_literal (MO_ERROR, MO_ERROR_CONFLICT, "they were first")));
  test_assert_rejected (pair.future, MO_ERROR, MO_ERROR_CONFLICT);
  g_assert_cmpstr (mo_future_get_error (pair.future)->message, ==, "they were first");
}

static void
test_exactly_once (void)
{
  g_auto (TestPair) resolved = test_pair_new ();
  g_auto (TestPair) rejected = test_pair_new ();

  g_assert_true (mo_promise_resolve_int64 (resolved.promise, 1));
  g_assert_false (mo_promise_resolve_int64 (resolved.promise, 2));
  g_assert_false (test_payload_resolve (resolved.promise));
  g_assert_cmpint (test_payload_live (), ==, 0);
  g_assert_false (mo_promise_reject (resolved.promise,
                                     g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "late")));
  g_assert_cmpint (test_number_get (resolved.future), ==, 1);

  g_assert_true (mo_promise_reject (rejected.promise,
                                    g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "first")));
  g_assert_false (mo_promise_resolve_true (rejected.promise));
  g_assert_false (mo_promise_resolve_string (rejected.promise, "late"));
  g_assert_false (mo_promise_reject (rejected.promise,
                                     g_error_new_literal (MO_ERROR, MO_ERROR_SYNTAX, "late")));
  test_assert_rejected (rejected.future, MO_ERROR, MO_ERROR_FAILED);
}

static void
test_broken (void)
{
  g_auto (TestPair) pending = test_pair_new ();
  g_auto (TestPair) settled = test_pair_new ();
  MoPromise *second = mo_promise_ref (pending.promise);

  g_clear_pointer (&pending.promise, mo_promise_unref);
  g_assert_cmpint (mo_future_get_status (pending.future), ==, MO_FUTURE_PENDING);
  mo_promise_unref (second);
  test_assert_rejected (pending.future, MO_ERROR, MO_ERROR_BROKEN_PROMISE);

  mo_promise_resolve_int64 (settled.promise, 5);
  g_clear_pointer (&settled.promise, mo_promise_unref);
  g_assert_cmpint (test_number_get (settled.future), ==, 5);
}

static void
test_pending (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_future_get_value (pair.future, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_null (mo_future_get_error (pair.future));
  g_assert_null (mo_future_get_value (pair.future, NULL));
}

/* What is read belongs to the future, and goes with it. */
static void
test_readers_borrow (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) second = mo_future_ref (pair.future);
  const GValue *value;

  g_assert_true (test_payload_resolve (pair.promise));
  g_assert_cmpint (test_payload_live (), ==, 1);
  value = mo_future_get_value (pair.future, NULL);
  for (int i = 0; i < 10; i++)
    g_assert_true (mo_future_get_value (second, NULL) == value);
  g_clear_pointer (&pair.promise, mo_promise_unref);
  g_clear_pointer (&pair.future, mo_future_unref);
  g_assert_true (mo_future_get_value (second, NULL) == value);
  g_assert_cmpint (test_payload_live (), ==, 1);
  g_clear_pointer (&second, mo_future_unref);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* Neither a value nor an error is copied from hop to hop. */
static void
test_outcome_is_shared (void)
{
  g_autoptr (MoFuture) failed = mo_future_new_rejected (MO_ERROR, MO_ERROR_SYNTAX, "near %d", 7);
  g_autoptr (MoFuture) first = mo_then (mo_future_ref (failed), test_probe_func, NULL, NULL);
  g_autoptr (MoFuture) last =
      mo_gather (mo_then (mo_future_ref (first), test_probe_func, NULL, NULL));

  g_assert_cmpstr (mo_future_get_error (failed)->message, ==, "near 7");
  g_assert_true (mo_future_get_error (last) == mo_future_get_error (failed));
  g_clear_pointer (&failed, mo_future_unref);
  g_clear_pointer (&first, mo_future_unref);
  test_assert_rejected (last, MO_ERROR, MO_ERROR_SYNTAX);
}

static void
test_ready_made (void)
{
  GValue unset = G_VALUE_INIT;
  g_autoptr (MoFuture) truth = mo_future_new_true ();
  g_autoptr (MoFuture) number = test_number (3);
  g_autoptr (MoFuture) wrong = mo_future_new_for_value (&unset);
  g_autoptr (MoFuture) null = mo_future_new_for_value (NULL);
  g_autoptr (MoFuture) unnamed = mo_future_new_for_error (NULL);
  g_autoptr (MoFuture) named =
      mo_future_new_for_error (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no"));

  g_assert_true (g_value_get_boolean (mo_future_get_value (truth, NULL)));
  g_assert_cmpint (test_number_get (number), ==, 3);
  test_assert_rejected (wrong, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_assert_rejected (null, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  test_assert_rejected (unnamed, MO_ERROR, MO_ERROR_FAILED);
  test_assert_rejected (named, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static MoFuture *
drop_promise (MoFuture *future, gpointer user_data)
{
  TestPair *pair = user_data;

  g_clear_pointer (&pair->promise, mo_promise_unref);
  g_clear_pointer (&pair->future, mo_future_unref);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_RESOLVED);
  return NULL;
}

static void
test_dropped_in_callback (void)
{
  TestPair pair = test_pair_new ();
  MoPromise *promise = mo_promise_ref (pair.promise);
  g_autoptr (MoFuture) after = mo_then (mo_future_ref (pair.future), drop_promise, &pair, NULL);

  g_assert_true (test_payload_resolve (promise));
  mo_promise_unref (promise);
  g_assert_true (mo_future_wait (after, MO_WAIT_FOREVER, NULL));
  g_assert_null (pair.promise);
  g_assert_cmpint (test_payload_live (), ==, 1);
  g_clear_pointer (&after, mo_future_unref);
  /* The dispatcher may still hold its reference for a moment. */
  while (test_payload_live () > 0)
    g_thread_yield ();
}

static void
test_wrong_arguments (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  GValue unset = G_VALUE_INIT;
  g_autoptr (MoFuture) future = NULL;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*G_IS_VALUE*");
  g_assert_false (mo_promise_resolve (pair.promise, &unset));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*error != NULL*");
  g_assert_false (mo_promise_reject (pair.promise, NULL));
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_PENDING);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*self != NULL*");
  future = mo_promise_dup_future (NULL);
  g_test_assert_expected_messages ();
  test_assert_rejected (future, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

/* --- a promise that is let go of by whoever sees its outcome --- */

#define N_LENT 100000

typedef struct
{
  MoPromise *_Atomic promise; /* NULL: take the next one */
  gboolean rejects;
} Lent;

static gpointer
settle_lent (gpointer data)
{
  Lent *self = data;

  for (guint i = 0; i < N_LENT; i++)
    {
      MoPromise *promise;

      while ((promise = atomic_load (&self->promise)) == NULL)
        g_thread_yield ();
      atomic_store (&self->promise, NULL);
      if (self->rejects)
        mo_promise_reject (promise, g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "no"));
      else
        mo_promise_resolve_int64 (promise, i);
    }
  return NULL;
}

/* Nobody waits, so the outcome is seen at once. */
static void
see_lent (gboolean rejects)
{
  Lent lent = { NULL, rejects };
  GThread *thread = g_thread_new ("settle", settle_lent, &lent);

  for (guint i = 0; i < N_LENT; i++)
    {
      MoPromise *promise = mo_promise_new ();
      MoFuture *future = mo_promise_dup_future (promise);

      atomic_store (&lent.promise, promise);
      while (mo_future_get_status (future) == MO_FUTURE_PENDING)
        if (i % 8 == 0)
          g_thread_yield ();
      mo_promise_unref (promise);
      mo_future_unref (future);
    }
  g_thread_join (thread);
}

static void
test_lent (void)
{
  see_lent (FALSE);
  see_lent (TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/promise/resolve", test_resolve);
  g_test_add_func ("/future/promise/reject", test_reject);
  g_test_add_func ("/future/promise/exactly-once", test_exactly_once);
  g_test_add_func ("/future/promise/broken", test_broken);
  g_test_add_func ("/future/promise/dropped-in-callback", test_dropped_in_callback);
  g_test_add_func ("/future/promise/wrong-arguments", test_wrong_arguments);
  g_test_add_func ("/future/readers/pending", test_pending);
  g_test_add_func ("/future/readers/borrow", test_readers_borrow);
  g_test_add_func ("/future/readers/outcome-is-shared", test_outcome_is_shared);
  g_test_add_func ("/future/readers/ready-made", test_ready_made);
  g_test_add_func ("/future/promise/lent", test_lent);
  return g_test_run ();
}
