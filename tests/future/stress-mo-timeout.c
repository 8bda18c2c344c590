/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Time limits by the million: what they cost, and what they race with. */

#include "future-fixture.h"

#include <gio/gio.h>

#include "future/mo-scheduler-private.h"

#define AN_HOUR (3600 * (gint64) G_USEC_PER_SEC)

static void
test_one_after_the_other (void)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  guint n = test_scale (100000, 1000000);
  gsize before = 0;
  gint64 start = 0;

  for (guint i = 0; i < n + 100; i++)
    {
      g_auto (TestPair) pair = test_pair_new ();
      g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), AN_HOUR);

      if (i == 100)
        {
          before = test_bytes_in_use ();
          start = g_get_monotonic_time ();
        }
      mo_promise_resolve_int64 (pair.promise, i);
      g_assert_cmpint (test_number_get (limited), ==, i);
    }
  g_test_message ("%u limits that were kept: %.3f us each", n,
                  (double) (g_get_monotonic_time () - start) / n);
  g_assert_cmpuint (test_bytes_in_use (), <=, before + 4096);
  mo_scheduler_unref (dispatcher);
}

static void
test_all_at_once (void)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  guint n = test_scale (100000, 1000000);
  g_autofree MoPromise **promises = g_new (MoPromise *, n);
  gint64 start = g_get_monotonic_time ();
  gint64 started, settled;
  gsize before = test_bytes_in_use ();
  gsize most;

  for (guint i = 0; i < n; i++)
    {
      promises[i] = mo_promise_new ();
      mo_future_unref (mo_timeout (mo_promise_dup_future (promises[i]), AN_HOUR - i));
    }
  started = g_get_monotonic_time ();
  most = test_bytes_in_use () - before;
  for (guint i = 0; i < n; i++)
    {
      mo_promise_resolve_true (promises[i]);
      mo_promise_unref (promises[i]);
    }
  settled = g_get_monotonic_time ();
  g_test_message ("%u limits pending: %.0f bytes, start %.3f us, settle %.3f us each", n,
                  (double) most / n, (double) (started - start) / n,
                  (double) (settled - started) / n);
  g_assert_cmpuint (most, <=, n * (gsize) 600);
  g_assert_cmpuint (test_bytes_in_use (), <=, before + 100000);
  mo_scheduler_unref (dispatcher);
}

/* All of them late, each with its own end. */
static void
test_all_late (void)
{
  guint n = test_scale (10000, 100000);
  g_autofree MoFuture **limited = g_new (MoFuture *, n);
  g_autofree MoPromise **promises = g_new (MoPromise *, n);

  for (guint i = 0; i < n; i++)
    {
      promises[i] = mo_promise_new ();
      limited[i] = mo_timeout (mo_promise_dup_future (promises[i]), 1 + i % 1000);
    }
  for (guint i = 0; i < n; i++)
    {
      g_assert_false (mo_future_wait (limited[i], MO_WAIT_FOREVER, NULL));
      test_assert_rejected (limited[i], MO_ERROR, MO_ERROR_TIMED_OUT);
      mo_future_unref (limited[i]);
      mo_promise_unref (promises[i]);
    }
}

/* --- the end of the time, the outcome and the wish to cancel at once --- */

typedef struct
{
  pthread_barrier_t start;
  pthread_barrier_t end;
  guint n_rounds;
  TestPair pair;
  MoFuture *limited;
  gboolean won;
} Race;

static gpointer
resolve_thread (gpointer data)
{
  Race *self = data;

  for (guint i = 0; i < self->n_rounds; i++)
    {
      pthread_barrier_wait (&self->start);
      self->won = test_payload_resolve (self->pair.promise);
      pthread_barrier_wait (&self->end);
    }
  return NULL;
}

static gpointer
cancel_thread (gpointer data)
{
  Race *self = data;

  for (guint i = 0; i < self->n_rounds; i++)
    {
      pthread_barrier_wait (&self->start);
      if (i % 3 == 0)
        mo_future_cancel (self->limited);
      pthread_barrier_wait (&self->end);
    }
  return NULL;
}

static void
check_race (Race *self, guint round, guint *n_late)
{
  gboolean resolved = mo_future_wait (self->limited, MO_WAIT_FOREVER, NULL);

  g_assert_cmpint (resolved, ==, self->won);
  if (!resolved)
    {
      const GError *error = mo_future_get_error (self->limited);

      g_assert_true (g_error_matches (error, MO_ERROR, MO_ERROR_TIMED_OUT)
                     || (round % 3 == 0
                         && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)));
      *n_late += error->domain == MO_ERROR;
    }
}

static void
test_race (void)
{
  Race race = { .n_rounds = test_scale (5000, 100000) };
  GThread *threads[2];
  guint n_late = 0;

  pthread_barrier_init (&race.start, NULL, 3);
  pthread_barrier_init (&race.end, NULL, 3);
  threads[0] = g_thread_new ("test-resolve", resolve_thread, &race);
  threads[1] = g_thread_new ("test-cancel", cancel_thread, &race);
  for (guint i = 0; i < race.n_rounds; i++)
    {
      race.pair = test_pair_new ();
      race.limited = mo_timeout (mo_future_ref (race.pair.future), i % 50);
      pthread_barrier_wait (&race.start);
      pthread_barrier_wait (&race.end);
      check_race (&race, i, &n_late);
      mo_future_unref (race.limited);
      test_pair_clear (&race.pair);
    }
  g_test_message ("%u of %u were late", n_late, race.n_rounds);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  while (test_payload_live () > 0) /* the dispatcher's own reference */
    g_thread_yield ();
  pthread_barrier_destroy (&race.start);
  pthread_barrier_destroy (&race.end);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stress/timeout/one-after-the-other", test_one_after_the_other);
  g_test_add_func ("/stress/timeout/all-at-once", test_all_at_once);
  g_test_add_func ("/stress/timeout/all-late", test_all_late);
  g_test_add_func ("/stress/timeout/race", test_race);
  return g_test_run ();
}
