/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GCancellable cancels a future, in whatever order the two come and go. */

#include "future-fixture.h"

#include <matrixone-glib/mo-gio.h>

static gboolean
has_handlers (GCancellable *cancellable)
{
  return g_signal_has_handler_pending (cancellable, g_signal_lookup ("cancelled",
                                                                     G_TYPE_CANCELLABLE),
                                       0, TRUE);
}

static void
test_cancels (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) future = mo_with_cancellable (mo_future_ref (pair.future), cancellable);

  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
  g_cancellable_cancel (cancellable); /* the handler disconnects itself */
  test_assert_rejected (future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_assert_rejected (pair.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (has_handlers (cancellable));
}

static void
test_cancelled_already (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) future = NULL;
  g_autoptr (MoFuture) settled = NULL;

  g_cancellable_cancel (cancellable);
  future = mo_with_cancellable (mo_future_ref (pair.future), cancellable);
  test_assert_rejected (future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_assert_rejected (pair.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (has_handlers (cancellable));
  /* What is settled stays so. */
  settled = mo_with_cancellable (test_number (4), cancellable);
  g_assert_cmpint (test_number_get (settled), ==, 4);
}

static void
test_arguments (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MoFuture) by_nobody = mo_with_cancellable (test_number (5), NULL);
  g_autoptr (MoFuture) null = mo_with_cancellable (NULL, cancellable);

  g_assert_cmpint (test_number_get (by_nobody), ==, 5);
  test_assert_rejected (null, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_false (has_handlers (cancellable));
}

/* The cancellable outlives it, and has nothing of it any more. */
static void
test_settles_first (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (TestPair) pair = test_pair_new ();
  MoFuture *future = mo_with_cancellable (mo_future_ref (pair.future), cancellable);

  g_assert_true (has_handlers (cancellable));
  test_payload_resolve (pair.promise);
  g_assert_false (has_handlers (cancellable));
  test_pair_clear (&pair);
  g_assert_cmpint (test_payload_live (), ==, 1);
  g_cancellable_cancel (cancellable);
  g_assert_nonnull (mo_future_get_value (future, NULL));
  mo_future_unref (future);
  g_assert_cmpint (test_payload_live (), ==, 0);
}

/* The future outlives the cancellable, on which it holds no reference. */
static void
test_cancellable_goes_first (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  GCancellable *watched = cancellable;
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) future = mo_with_cancellable (mo_future_ref (pair.future), cancellable);

  g_object_add_weak_pointer (G_OBJECT (cancellable), (gpointer *) &watched);
  g_object_unref (cancellable);
  g_assert_null (watched);
  mo_promise_resolve_int64 (pair.promise, 6);
  g_assert_cmpint (test_number_get (future), ==, 6);
}

static void
test_cancelled_by_handle (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) future = mo_with_cancellable (mo_future_ref (pair.future), cancellable);

  mo_future_cancel (future);
  test_assert_rejected (pair.future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  g_assert_false (has_handlers (cancellable));
}

/* One for many, as a window has it; some are gone before. */
static void
test_many (void)
{
  enum { N = 100 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TestPair pairs[N];
  MoFuture *futures[N];

  for (int i = 0; i < N; i++)
    {
      pairs[i] = test_pair_new ();
      futures[i] = mo_with_cancellable (mo_future_ref (pairs[i].future), cancellable);
    }
  for (int i = 0; i < N; i += 2)
    mo_promise_resolve_int64 (pairs[i].promise, i);
  g_cancellable_cancel (cancellable);
  for (int i = 0; i < N; i++)
    {
      if (i % 2 == 0)
        g_assert_cmpint (test_number_get (futures[i]), ==, i);
      else
        test_assert_rejected (futures[i], G_IO_ERROR, G_IO_ERROR_CANCELLED);
      mo_future_unref (futures[i]);
      test_pair_clear (&pairs[i]);
    }
  g_assert_false (has_handlers (cancellable));
}

/* --- from other threads --- */

typedef struct
{
  pthread_barrier_t start;
  pthread_barrier_t end;
  guint n_rounds;
  GCancellable *cancellable;
  TestPair pair;
} Race;

static gpointer
cancel_thread (gpointer data)
{
  Race *self = data;

  for (guint i = 0; i < self->n_rounds; i++)
    {
      pthread_barrier_wait (&self->start);
      g_cancellable_cancel (self->cancellable);
      pthread_barrier_wait (&self->end);
    }
  return NULL;
}

static gpointer
resolve_thread (gpointer data)
{
  Race *self = data;

  for (guint i = 0; i < self->n_rounds; i++)
    {
      pthread_barrier_wait (&self->start);
      test_payload_resolve (self->pair.promise);
      pthread_barrier_wait (&self->end);
    }
  return NULL;
}

/* Connected, cancelled, settled and let go of at the same time. */
static void
test_race (void)
{
  Race race = { .n_rounds = test_scale (5000, 100000) };
  GThread *threads[2];

  pthread_barrier_init (&race.start, NULL, 3);
  pthread_barrier_init (&race.end, NULL, 3);
  threads[0] = g_thread_new ("test-cancel", cancel_thread, &race);
  threads[1] = g_thread_new ("test-resolve", resolve_thread, &race);
  for (guint i = 0; i < race.n_rounds; i++)
    {
      MoFuture *future;

      race.cancellable = g_cancellable_new ();
      race.pair = test_pair_new ();
      pthread_barrier_wait (&race.start);
      future = mo_with_cancellable (mo_future_ref (race.pair.future), race.cancellable);
      if (i % 2 == 0)
        g_clear_pointer (&future, mo_future_unref);
      pthread_barrier_wait (&race.end);
      g_assert_cmpint (mo_future_get_status (race.pair.future), !=, MO_FUTURE_PENDING);
      g_clear_pointer (&future, mo_future_unref);
      test_pair_clear (&race.pair);
      g_assert_false (has_handlers (race.cancellable));
      g_object_unref (race.cancellable);
    }
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  g_assert_cmpint (test_payload_live (), ==, 0);
  pthread_barrier_destroy (&race.start);
  pthread_barrier_destroy (&race.end);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/cancellable/cancels", test_cancels);
  g_test_add_func ("/future/cancellable/cancelled-already", test_cancelled_already);
  g_test_add_func ("/future/cancellable/arguments", test_arguments);
  g_test_add_func ("/future/cancellable/settles-first", test_settles_first);
  g_test_add_func ("/future/cancellable/cancellable-goes-first", test_cancellable_goes_first);
  g_test_add_func ("/future/cancellable/cancelled-by-handle", test_cancelled_by_handle);
  g_test_add_func ("/future/cancellable/many", test_many);
  g_test_add_func ("/future/cancellable/race", test_race);
  return g_test_run ();
}
