/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* gather, in both forms: order, failures, evaluation from left to right, what is held back. */

#include "future-fixture.h"

#include "future/mo-thread-state-private.h"

static MoFuture *
failed (MoError code)
{
  return mo_future_new_rejected (MO_ERROR, code, "failed");
}

static MoGathered *
gathered_of (MoFuture *future)
{
  const GValue *value = mo_future_get_value (future, NULL);

  g_assert_nonnull (value);
  g_assert_true (G_VALUE_HOLDS (value, MO_TYPE_GATHERED));
  return g_value_get_boxed (value);
}

static gint64
number_at (MoGathered *gathered, guint index)
{
  return test_number_get (mo_gathered_get_future (gathered, index));
}

/* Settled backwards, read forwards. */
static void
test_order (void)
{
  TestPair pairs[4];
  MoFuture *inputs[4];
  g_autoptr (MoFuture) gather = NULL;

  for (int i = 0; i < 4; i++)
    {
      pairs[i] = test_pair_new ();
      inputs[i] = mo_future_ref (pairs[i].future);
    }
  gather = mo_gather_array (inputs, 4);
  for (int i = 3; i >= 0; i--)
    {
      g_assert_cmpint (mo_future_get_status (gather), ==, MO_FUTURE_PENDING);
      mo_promise_resolve_int64 (pairs[i].promise, i);
      test_pair_clear (&pairs[i]);
    }
  g_assert_cmpuint (mo_gathered_get_length (gathered_of (gather)), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (number_at (gathered_of (gather), i), ==, i);
}

/* The earliest in the order written, though it failed last; only when all have settled; the
 * others are left alone. */
static void
test_earliest_failure (void)
{
  g_auto (TestPair) early = test_pair_new ();
  g_auto (TestPair) late = test_pair_new ();
  g_auto (TestPair) good = test_pair_new ();
  g_autoptr (MoFuture) gather = mo_gather (
      mo_future_ref (good.future), mo_future_ref (early.future), mo_future_ref (late.future));

  mo_promise_reject (late.promise, g_error_new_literal (MO_ERROR, MO_ERROR_NO_ROWS, "late"));
  g_assert_cmpint (mo_future_get_status (gather), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (early.future), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (good.future), ==, MO_FUTURE_PENDING);
  g_assert_true (mo_promise_resolve_true (good.promise));
  g_assert_cmpint (mo_future_get_status (gather), ==, MO_FUTURE_PENDING);
  mo_promise_reject (early.promise, g_error_new_literal (MO_ERROR, MO_ERROR_CONFLICT, "early"));
  test_assert_rejected (gather, MO_ERROR, MO_ERROR_CONFLICT);
}

static void
test_settled_form (void)
{
  g_auto (TestPair) last = test_pair_new ();
  g_autoptr (MoFuture) gather =
      mo_gather_settled (failed (MO_ERROR_SYNTAX), test_number (1), failed (MO_ERROR_NO_ROWS),
                         test_number (3), mo_future_ref (last.future));
  MoGathered *outcomes;
  const int codes[] = { MO_ERROR_SYNTAX, 0, MO_ERROR_NO_ROWS, 0, MO_ERROR_BROKEN_PROMISE };

  g_assert_cmpint (mo_future_get_status (gather), ==, MO_FUTURE_PENDING);
  g_clear_pointer (&last.promise, mo_promise_unref);
  outcomes = gathered_of (gather);
  g_assert_cmpuint (mo_gathered_get_length (outcomes), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      const GValue *value = mo_gathered_get_value (outcomes, i, &error);

      if (i % 2 == 1)
        g_assert_cmpint (g_value_get_int64 (value), ==, i);
      else
        g_assert_error (error, MO_ERROR, codes[i]);
    }
}

/* Settled in any order, they come in the order of the inputs, 3 failures among them. */
static void
test_settled_many (void)
{
  enum { N = 1000, STEP = 377 };
  const guint failures[] = { 0, 500, N - 1 };
  TestPair pairs[N];
  MoFuture *inputs[N];
  g_autoptr (MoFuture) gather = NULL;
  guint n_errors = 0;

  for (guint i = 0; i < N; i++)
    {
      pairs[i] = test_pair_new ();
      inputs[i] = mo_future_ref (pairs[i].future);
    }
  gather = mo_gather_settled_array (inputs, N);
  for (guint i = 0; i < N; i++)
    {
      guint which = i * STEP % N;
      gboolean fails = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (failures); j++)
        fails = fails || which == failures[j];
      g_assert_cmpint (mo_future_get_status (gather), ==, MO_FUTURE_PENDING);
      if (fails)
        mo_promise_reject (pairs[which].promise, g_error_new (MO_ERROR, (gint) which, "failed"));
      else
        mo_promise_resolve_int64 (pairs[which].promise, which);
    }
  g_assert_cmpuint (mo_gathered_get_length (gathered_of (gather)), ==, N);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;
      const GValue *value = mo_gathered_get_value (gathered_of (gather), i, &error);

      if (value != NULL)
        g_assert_cmpint (g_value_get_int64 (value), ==, i);
      else
        {
          g_assert_cmpuint (i, ==, failures[n_errors++]);
          g_assert_error (error, MO_ERROR, (gint) i);
        }
      test_pair_clear (&pairs[i]);
    }
  g_test_message ("%u outcomes in the order of the inputs, %u of them errors", N, n_errors);
  g_assert_cmpuint (n_errors, ==, G_N_ELEMENTS (failures));
}

static void
test_all_fail (void)
{
  g_autoptr (MoFuture) gather = mo_gather (failed (MO_ERROR_SYNTAX), failed (MO_ERROR_CONFLICT));
  g_autoptr (MoFuture) settled =
      mo_gather_settled (failed (MO_ERROR_SYNTAX), failed (MO_ERROR_CONFLICT));

  test_assert_rejected (gather, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpuint (mo_gathered_get_length (gathered_of (settled)), ==, 2);
}

static void
test_gathered_reads (void)
{
  g_autoptr (MoFuture) gather = mo_gather (test_number (5));
  g_autoptr (MoGathered) outcomes = mo_gathered_ref (gathered_of (gather));
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&gather, mo_future_unref);
  g_assert_cmpint (number_at (outcomes, 0), ==, 5);
  g_assert_null (mo_gathered_get_value (outcomes, 1, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*index < self->length*");
  g_assert_null (mo_gathered_get_future (outcomes, 1));
  g_test_assert_expected_messages ();
}

static void
test_null_array (void)
{
  g_autoptr (MoFuture) gather = mo_gather_array (NULL, 2);
  g_autoptr (MoFuture) any = mo_any_array (NULL, 2);

  g_assert_true (g_error_matches (mo_future_get_error (gather), MO_ERROR,
                                  MO_ERROR_INVALID_ARGUMENT));
  g_assert_true (g_error_matches (mo_future_get_error (any), MO_ERROR, MO_ERROR_INVALID_ARGUMENT));
}

static void
test_null_inputs (void)
{
  MoFuture *inputs[] = { test_number (1), NULL, test_number (2) };
  MoFuture *again[] = { NULL, test_number (1) };
  g_autoptr (MoFuture) gather = mo_gather_array (inputs, 3);
  g_autoptr (MoFuture) settled = mo_gather_settled_array (again, 2);
  g_autoptr (MoFuture) macro = mo_gather (NULL, test_number (1));

  test_assert_rejected (gather, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (g_strstr_len (mo_future_get_error (gather)->message, -1, "input 1"));
  test_assert_rejected (mo_gathered_get_future (gathered_of (settled), 0), MO_ERROR,
                        MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (number_at (gathered_of (settled), 1), ==, 1);
  test_assert_rejected (macro, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

static void
test_no_inputs (void)
{
  g_autoptr (MoFuture) gather = mo_gather_array (NULL, 0);
  g_autoptr (MoFuture) settled = mo_gather_settled_array (NULL, 0);

  g_assert_cmpuint (mo_gathered_get_length (gathered_of (gather)), ==, 0);
  g_assert_cmpuint (mo_gathered_get_length (gathered_of (settled)), ==, 0);
}

static void
test_same_input_twice (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) gather =
      mo_gather (mo_future_ref (pair.future), mo_future_ref (pair.future));

  mo_promise_resolve_int64 (pair.promise, 4);
  g_assert_cmpint (number_at (gathered_of (gather), 0), ==, 4);
  g_assert_cmpint (number_at (gathered_of (gather), 1), ==, 4);
}

static void
test_inputs_released (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) gather = mo_gather (g_steal_pointer (&pair.future), test_number (1));

  test_payload_resolve (pair.promise);
  test_pair_clear (&pair);
  g_assert_cmpint (test_payload_live (), ==, 1);
  g_clear_pointer (&gather, mo_future_unref);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* --- the macros --- */

static MoFuture *
noted (GString *notes, char note)
{
  g_string_append_c (notes, note);
  return test_number (note);
}

static void
test_left_to_right (void)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (MoFuture) gather =
      mo_gather (noted (notes, 'a'), noted (notes, 'b'), noted (notes, 'c'), noted (notes, 'd'));
  g_autoptr (MoFuture) race = mo_race (noted (notes, 'e'), noted (notes, 'f'));
  g_autoptr (MoFuture) any = mo_any (noted (notes, 'g'), noted (notes, 'h'));
  g_autoptr (MoFuture) settled = mo_gather_settled (noted (notes, 'i'), noted (notes, 'j'));

  g_assert_cmpstr (notes->str, ==, "abcdefghij");
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (number_at (gathered_of (gather), i), ==, 'a' + (int) i);
  g_assert_cmpint (test_number_get (race), ==, 'e');
  g_assert_cmpint (test_number_get (any), ==, 'g');
  g_assert_cmpint (number_at (gathered_of (settled), 1), ==, 'j');
}

static MoFuture *
gather_inside (GString *notes)
{
  return mo_gather (noted (notes, 'c'), noted (notes, 'd'));
}

static void
test_nested (void)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (MoFuture) gather =
      mo_gather (noted (notes, 'a'), mo_gather_settled (noted (notes, 'b'), gather_inside (notes)),
                 mo_race (noted (notes, 'e'), noted (notes, 'f')));
  MoGathered *second = gathered_of (mo_gathered_get_future (gathered_of (gather), 1));
  MoGathered *third = gathered_of (mo_gathered_get_future (second, 1));

  g_assert_cmpstr (notes->str, ==, "abcdef");
  g_assert_cmpuint (mo_gathered_get_length (gathered_of (gather)), ==, 3);
  g_assert_cmpint (number_at (second, 0), ==, 'b');
  g_assert_cmpint (number_at (third, 1), ==, 'd');
  g_assert_cmpint (number_at (gathered_of (gather), 2), ==, 'e');
}

#define F(n) noted (notes, 'A' + (n))

static void
test_32_inputs (void)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (MoFuture) gather = mo_gather (
      F (0), F (1), F (2), F (3), F (4), F (5), F (6), F (7), F (8), F (9), F (10), F (11), F (12),
      F (13), F (14), F (15), F (16), F (17), F (18), F (19), F (20), F (21), F (22), F (23),
      F (24), F (25), F (26), F (27), F (28), F (29), F (30), F (31));

  g_assert_cmpuint (mo_gathered_get_length (gathered_of (gather)), ==, 32);
  for (guint i = 0; i < 32; i++)
    {
      g_assert_cmpint (notes->str[i], ==, 'A' + (int) i);
      g_assert_cmpint (number_at (gathered_of (gather), i), ==, 'A' + (int) i);
    }
}

#undef F

static void
test_unmatched_macro_parts (void)
{
  g_autoptr (MoFuture) alone = mo_gathering_end (mo_gather_array);
  MoFuture *future = test_number (1);

  test_assert_rejected (alone, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*gatherings*");
  mo_gathering_add (future);
  g_test_assert_expected_messages ();
  mo_future_unref (future);
}

/* --- what is held back while a gather is written down --- */

typedef struct
{
  MoCork cork;
  guint n_released;
} TestCork;

static void
release_cork (MoCork *cork)
{
  ((TestCork *) cork)->n_released++;
}

static MoFuture *
submit (TestCork *cork)
{
  MoThreadState *thread = mo_thread_state_get ();

  g_assert_true (mo_thread_state_is_corked (thread));
  if (mo_thread_state_find_cork (thread, cork) == NULL)
    {
      cork->cork = (MoCork){ .key = cork, .release = release_cork };
      mo_thread_state_add_cork (thread, &cork->cork);
    }
  g_assert_true (mo_thread_state_find_cork (thread, cork) == &cork->cork);
  g_assert_cmpuint (cork->n_released, ==, 0);
  return test_number (1);
}

static void
test_corks (void)
{
  TestCork cork = { .n_released = 0 };
  G_GNUC_UNUSED g_autoptr (MoFuture) gather =
      mo_gather (submit (&cork), mo_gather (submit (&cork)), submit (&cork));

  g_assert_cmpuint (cork.n_released, ==, 1);
  g_assert_false (mo_thread_state_is_corked (mo_thread_state_get ()));
}

/* One for each whom something is held back for; what is let go is not found any more. */
static void
test_corks_of_many (void)
{
  TestCork corks[100] = { { .n_released = 0 } };

  mo_gathering_begin ();
  for (guint i = 0; i < 2 * G_N_ELEMENTS (corks); i++)
    mo_gathering_add (submit (&corks[i % G_N_ELEMENTS (corks)]));
  g_assert_true (mo_await (mo_gathering_end (mo_gather_array), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (corks); i++)
    {
      g_assert_cmpuint (corks[i].n_released, ==, 1);
      g_assert_null (mo_thread_state_find_cork (mo_thread_state_get (), &corks[i]));
    }
}

/* An argument that blocks would wait for what is held back. */
static MoFuture *
submit_and_wait (TestCork *cork)
{
  MoFuture *future = submit (cork);

  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (cork->n_released, ==, 1);
  return future;
}

static void
test_corks_released_by_wait (void)
{
  TestCork cork = { .n_released = 0 };
  G_GNUC_UNUSED g_autoptr (MoFuture) gather = mo_gather (submit (&cork), submit_and_wait (&cork));

  g_assert_cmpuint (cork.n_released, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/gather/order", test_order);
  g_test_add_func ("/future/gather/earliest-failure", test_earliest_failure);
  g_test_add_func ("/future/gather/settled-form", test_settled_form);
  g_test_add_func ("/future/gather/settled-form-of-many", test_settled_many);
  g_test_add_func ("/future/gather/all-fail", test_all_fail);
  g_test_add_func ("/future/gather/reads", test_gathered_reads);
  g_test_add_func ("/future/gather/null-array", test_null_array);
  g_test_add_func ("/future/gather/null-inputs", test_null_inputs);
  g_test_add_func ("/future/gather/no-inputs", test_no_inputs);
  g_test_add_func ("/future/gather/same-input-twice", test_same_input_twice);
  g_test_add_func ("/future/gather/inputs-released", test_inputs_released);
  g_test_add_func ("/future/gather/left-to-right", test_left_to_right);
  g_test_add_func ("/future/gather/nested", test_nested);
  g_test_add_func ("/future/gather/32-inputs", test_32_inputs);
  g_test_add_func ("/future/gather/unmatched-macro-parts", test_unmatched_macro_parts);
  g_test_add_func ("/future/gather/corks", test_corks);
  g_test_add_func ("/future/gather/corks-of-many", test_corks_of_many);
  g_test_add_func ("/future/gather/corks-released-by-wait", test_corks_released_by_wait);
  return g_test_run ();
}
