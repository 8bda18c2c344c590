/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sixteen threads settle, cancel, attach to and drop one future at once. */

#include "future-fixture.h"

#include <gio/gio.h>

#include "future/mo-future-private.h"

#define N_THREADS 16

typedef enum
{
  RESOLVE_NUMBER,
  RESOLVE_PAYLOAD,
  REJECT,
  CANCEL,
  CONTINUE_ANYWHERE,
  CONTINUE_IN_LOOP,
  WAIT,
  DROP,
  N_DEEDS,
} Deed;

typedef struct
{
  pthread_barrier_t start;
  pthread_barrier_t end;
  TestLoop *loop;
  guint n_rounds;
  /* Of one round; written by the main thread before start. */
  MoPromise *promise;
  MoFuture *future;
  _Atomic int n_winners;
  _Atomic int winner; /* a thread, if one was told that it settled */
  /* Of all rounds. */
  TestCounter frees;
  _Atomic guint n_calls;
  guint n_won[N_DEEDS]; /* how often each deed settled it */
} Race;

typedef struct
{
  Race *race;
  int id;
} Racer;

static Deed
deed_of (int id, guint round)
{
  return (id + round) % N_DEEDS;
}

static MoFuture *
count_call (MoFuture *future, gpointer race)
{
  g_assert_cmpint (mo_future_get_status (future), !=, MO_FUTURE_PENDING);
  atomic_fetch_add (&((Race *) race)->n_calls, 1);
  return NULL;
}

static void
count_free (gpointer race)
{
  test_counter_add (&((Race *) race)->frees);
}

static gboolean
settle (MoPromise *promise, Deed deed, int id)
{
  if (deed == RESOLVE_NUMBER)
    return mo_promise_resolve_int64 (promise, id);
  if (deed == RESOLVE_PAYLOAD)
    return test_payload_resolve (promise);
  if (deed == REJECT)
    return mo_promise_reject (promise, g_error_new (MO_ERROR, id, "by %d", id));
  return FALSE;
}

static void
act (Race *race, Deed deed, int id)
{
  MoPromise *promise = race->promise;
  MoFuture *future = race->future;

  if (deed == CANCEL)
    mo_future_cancel (future);
  else if (deed == CONTINUE_ANYWHERE)
    mo_future_unref (mo_finally (mo_future_ref (future), count_call, race, count_free));
  else if (deed == CONTINUE_IN_LOOP)
    mo_future_unref (mo_finally_in_context (mo_future_ref (future), race->loop->context, count_call,
                                            race, count_free));
  else if (deed == WAIT)
    mo_future_wait (future, MO_WAIT_FOREVER, NULL);
  else if (settle (promise, deed, id))
    {
      atomic_fetch_add (&race->n_winners, 1);
      atomic_store (&race->winner, id);
    }
  mo_promise_unref (promise);
  mo_future_unref (future);
}

static gpointer
racer_thread (gpointer data)
{
  Racer *self = data;
  Race *race = self->race;

  for (guint round = 0; round < race->n_rounds; round++)
    {
      pthread_barrier_wait (&race->start);
      act (race, deed_of (self->id, round), self->id);
      pthread_barrier_wait (&race->end);
    }
  return NULL;
}

static void
check_round (Race *self, guint round)
{
  int winner = atomic_load (&self->winner);
  Deed deed = winner >= 0 ? deed_of (winner, round) : CANCEL;

  g_assert_cmpint (atomic_load (&self->n_winners), ==, winner >= 0 ? 1 : 0);
  self->n_won[deed]++;
  if (deed == RESOLVE_NUMBER)
    g_assert_cmpint (test_number_get (self->future), ==, winner);
  else if (deed == RESOLVE_PAYLOAD)
    g_assert_true (G_VALUE_HOLDS (mo_future_get_value (self->future, NULL), TEST_TYPE_PAYLOAD));
  else if (deed == REJECT)
    test_assert_rejected (self->future, MO_ERROR, winner);
  else
    test_assert_rejected (self->future, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Two threads of each kind, and a kind is another thread's in each round. */
static void
run_round (Race *self, guint round)
{
  const guint n_continuations = 2 * N_THREADS / N_DEEDS;

  self->promise = mo_promise_new ();
  self->future = mo_promise_dup_future (self->promise);
  atomic_store (&self->n_winners, 0);
  atomic_store (&self->winner, -1);
  for (int i = 0; i < N_THREADS; i++)
    {
      mo_promise_ref (self->promise);
      mo_future_ref (self->future);
    }
  pthread_barrier_wait (&self->start);
  mo_promise_unref (self->promise);
  pthread_barrier_wait (&self->end);
  check_round (self, round);
  mo_future_unref (self->future);
  test_counter_wait (&self->frees, (round + 1) * n_continuations);
  g_assert_cmpuint (atomic_load (&self->n_calls), ==, (round + 1) * n_continuations);
}

static void
test_race (void)
{
  Race race = { .frees = TEST_COUNTER_INIT, .n_rounds = test_scale (2000, 100000) };
  Racer racers[N_THREADS];
  GThread *threads[N_THREADS];

  pthread_barrier_init (&race.start, NULL, N_THREADS + 1);
  pthread_barrier_init (&race.end, NULL, N_THREADS + 1);
  race.loop = test_loop_new ();
  for (int i = 0; i < N_THREADS; i++)
    {
      racers[i] = (Racer){ &race, i };
      threads[i] = g_thread_new ("test-racer", racer_thread, &racers[i]);
    }
  for (guint round = 0; round < race.n_rounds; round++)
    run_round (&race, round);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  test_loop_free (race.loop);
  while (test_payload_live () > 0) /* the last callbacks' own references */
    g_thread_yield ();
  g_assert_cmpuint (test_counter_get (&race.frees), ==, atomic_load (&race.n_calls));
  g_test_message ("%u rounds of %u threads, one winner each: resolved %u, rejected %u, "
                  "cancelled %u",
                  race.n_rounds, N_THREADS,
                  race.n_won[RESOLVE_NUMBER] + race.n_won[RESOLVE_PAYLOAD], race.n_won[REJECT],
                  race.n_won[CANCEL]);
  pthread_barrier_destroy (&race.start);
  pthread_barrier_destroy (&race.end);
}

/* --- millions --- */

#define N_MILLERS 4
#define BATCH 1024

/* Each thread does one thing to each future of a batch, and lets go of it; who is last there frees
 * it. They run side by side, so that now this one is ahead and now that. */
typedef struct
{
  pthread_barrier_t start;
  pthread_barrier_t end;
  MoScheduler *at_once;
  guint n_batches;
  MoPromise *promises[BATCH];
  MoFuture *futures[BATCH];
  /* Of all batches. */
  _Atomic guint n_resolved;
  _Atomic guint n_calls;
  _Atomic guint n_seen_resolved;
} Mill;

typedef struct
{
  Mill *mill;
  int id;
} Miller;

static MoFuture *
count_outcome (MoFuture *future, gpointer data)
{
  Mill *mill = data;

  /* Relaxed: read when the threads have ended. */
  atomic_fetch_add_explicit (&mill->n_calls, 1, memory_order_relaxed);
  if (mo_future_get_status (future) == MO_FUTURE_RESOLVED)
    atomic_fetch_add_explicit (&mill->n_seen_resolved, 1, memory_order_relaxed);
  return NULL;
}

static void
mill_one (Mill *self, int deed, guint i)
{
  if (deed == 0)
    {
      if (test_payload_resolve (self->promises[i]))
        atomic_fetch_add_explicit (&self->n_resolved, 1, memory_order_relaxed);
      mo_promise_unref (self->promises[i]);
    }
  else if (deed == 1)
    mo_future_unref (mo_future_continue_on (mo_future_ref (self->futures[i]), self->at_once,
                                            count_outcome, self, NULL));
  else if (deed == 2)
    mo_future_cancel (self->futures[i]);
  mo_future_unref (self->futures[i]);
}

static gpointer
miller_thread (gpointer data)
{
  Miller *self = data;
  Mill *mill = self->mill;

  for (guint batch = 0; batch < mill->n_batches; batch++)
    {
      pthread_barrier_wait (&mill->start);
      for (guint i = 0; i < BATCH; i++)
        mill_one (mill, (self->id + (int) batch) % N_MILLERS, i);
      pthread_barrier_wait (&mill->end);
    }
  return NULL;
}

static void
fill_batch (Mill *self)
{
  for (guint i = 0; i < BATCH; i++)
    {
      self->promises[i] = mo_promise_new ();
      self->futures[i] = mo_promise_dup_future (self->promises[i]);
      for (int j = 1; j < N_MILLERS; j++)
        mo_future_ref (self->futures[i]);
    }
}

static guint
n_mill_rounds (void)
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  return test_scale (50000, 1000000);
#else
  return test_scale (200000, 10000000);
#endif
}

static void
test_mill (void)
{
  Mill mill = { .n_batches = n_mill_rounds () / BATCH + 1 };
  Miller millers[N_MILLERS];
  GThread *threads[N_MILLERS];
  guint n_rounds = mill.n_batches * BATCH;

  pthread_barrier_init (&mill.start, NULL, N_MILLERS + 1);
  pthread_barrier_init (&mill.end, NULL, N_MILLERS + 1);
  mill.at_once = mo_scheduler_new_immediate ();
  for (int i = 0; i < N_MILLERS; i++)
    {
      millers[i] = (Miller){ &mill, i };
      threads[i] = g_thread_new ("test-miller", miller_thread, &millers[i]);
    }
  for (guint batch = 0; batch < mill.n_batches; batch++)
    {
      fill_batch (&mill);
      pthread_barrier_wait (&mill.start);
      pthread_barrier_wait (&mill.end);
    }
  for (int i = 0; i < N_MILLERS; i++)
    g_thread_join (threads[i]);
  mo_scheduler_unref (mill.at_once);
  g_test_message ("%u rounds: resolved %u, cancelled %u", n_rounds,
                  atomic_load (&mill.n_resolved), n_rounds - atomic_load (&mill.n_resolved));
  g_assert_cmpuint (atomic_load (&mill.n_calls), ==, n_rounds);
  g_assert_cmpuint (atomic_load (&mill.n_seen_resolved), ==, atomic_load (&mill.n_resolved));
  g_assert_cmpint (test_payload_live (), ==, 0);
  pthread_barrier_destroy (&mill.start);
  pthread_barrier_destroy (&mill.end);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stress/future/race", test_race);
  g_test_add_func ("/stress/future/mill", test_mill);
  return g_test_run ();
}
