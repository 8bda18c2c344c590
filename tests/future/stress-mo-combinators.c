/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads do with a few futures whatever comes to them: join, continue, wait, settle, cancel. */

#include "future-fixture.h"

#define N_THREADS 8
#define N_FUTURES 3
#define N_DEEDS 6

typedef struct
{
  pthread_barrier_t start;
  pthread_barrier_t end;
  TestLoop *loop;
  guint n_rounds;
  /* Of one round; written by the main thread before start. */
  MoPromise *promises[N_FUTURES];
  MoFuture *futures[N_FUTURES];
  /* Of all rounds. */
  _Atomic guint n_attached;
  _Atomic guint n_finally;
  _Atomic guint n_calls_of_finally;
  TestCounter frees;
} Mix;

typedef struct
{
  Mix *mix;
  guint32 random;
} Mixer;

static guint
choose (Mixer *self, guint n)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return self->random % n;
}

static void
count_free (gpointer mix)
{
  test_counter_add (&((Mix *) mix)->frees);
}

static MoFuture *
pass_on (MoFuture *future, gpointer mix)
{
  return NULL;
}

static MoFuture *
restart (MoFuture *future, gpointer mix)
{
  return mo_gather (mo_future_ref (future), mo_future_new_true ());
}

static MoFuture *
count_call (MoFuture *future, gpointer mix)
{
  g_assert_cmpint (mo_future_get_status (future), !=, MO_FUTURE_PENDING);
  atomic_fetch_add (&((Mix *) mix)->n_calls_of_finally, 1);
  return NULL;
}

static MoFuture *
continue_somehow (Mixer *self, MoFuture *future)
{
  Mix *mix = self->mix;
  gpointer data = mix;

  atomic_fetch_add (&mix->n_attached, 1);
  switch (choose (self, 5))
    {
    case 0:
      return mo_then (future, restart, data, count_free);
    case 1:
      return mo_catch_in_context (future, mix->loop->context, pass_on, data, count_free);
    case 2:
      return mo_then_in_context (future, mix->loop->context, restart, data, count_free);
    case 3:
      atomic_fetch_add (&mix->n_finally, 1);
      return mo_finally (future, count_call, data, count_free);
    default:
      atomic_fetch_add (&mix->n_finally, 1);
      return mo_finally_in_context (future, mix->loop->context, count_call, data, count_free);
    }
}

static MoFuture *
join_somehow (Mixer *self)
{
  MoFuture *(*const combine[]) (MoFuture **, guint) = {
    mo_gather_array,
    mo_gather_settled_array,
    mo_any_array,
    mo_race_array,
  };
  MoFuture *inputs[N_FUTURES + 1];

  for (guint i = 0; i <= N_FUTURES; i++)
    inputs[i] = mo_future_ref (self->mix->futures[choose (self, N_FUTURES)]);
  inputs[1] = continue_somehow (self, inputs[1]);
  return combine[choose (self, 4)](inputs, N_FUTURES + 1);
}

static void
settle_somehow (Mixer *self, MoPromise *promise)
{
  switch (choose (self, 3))
    {
    case 0:
      test_payload_resolve (promise);
      break;
    case 1:
      mo_promise_resolve_string (promise, "text");
      break;
    default:
      mo_promise_reject (promise, g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "rejected"));
      break;
    }
}

static void
do_something (Mixer *self, MoFuture **kept)
{
  guint which = choose (self, N_FUTURES);
  MoFuture *future = self->mix->futures[which];

  switch (choose (self, 8))
    {
    case 0:
      mo_future_wait (future, choose (self, 3), NULL);
      break;
    case 1:
      settle_somehow (self, self->mix->promises[which]);
      break;
    case 2:
      if (choose (self, 4) == 0)
        mo_future_cancel (*kept);
      break;
    case 3:
      mo_future_unref (continue_somehow (self, mo_future_ref (future)));
      break;
    case 4:
      mo_future_unref (join_somehow (self));
      break;
    default:
      mo_future_unref (*kept);
      *kept = continue_somehow (self, join_somehow (self));
      break;
    }
}

/* Whatever was done, with the last promise all is settled, so that the wait must end. */
static gpointer
mixer_thread (gpointer data)
{
  Mixer *self = data;
  Mix *mix = self->mix;

  for (guint round = 0; round < mix->n_rounds; round++)
    {
      MoFuture *kept;

      pthread_barrier_wait (&mix->start);
      kept = mo_future_ref (mix->futures[0]);
      for (guint i = 0; i < N_DEEDS; i++)
        do_something (self, &kept);
      for (guint i = 0; i < N_FUTURES; i++)
        {
          mo_promise_unref (mix->promises[i]);
          mo_future_unref (mix->futures[i]);
        }
      mo_future_wait (kept, MO_WAIT_FOREVER, NULL);
      g_assert_cmpint (mo_future_get_status (kept), !=, MO_FUTURE_PENDING);
      mo_future_unref (kept);
      pthread_barrier_wait (&mix->end);
    }
  return NULL;
}

static void
run_round (Mix *self)
{
  for (guint i = 0; i < N_FUTURES; i++)
    {
      self->promises[i] = mo_promise_new ();
      self->futures[i] = mo_promise_dup_future (self->promises[i]);
      for (guint j = 1; j < N_THREADS; j++)
        {
          mo_promise_ref (self->promises[i]);
          mo_future_ref (self->futures[i]);
        }
    }
  pthread_barrier_wait (&self->start);
  pthread_barrier_wait (&self->end);
  test_counter_wait (&self->frees, atomic_load (&self->n_attached));
  g_assert_cmpuint (test_counter_get (&self->frees), ==, atomic_load (&self->n_attached));
  g_assert_cmpuint (atomic_load (&self->n_calls_of_finally), ==, atomic_load (&self->n_finally));
}

static void
test_mix (void)
{
  Mix mix = { .frees = TEST_COUNTER_INIT, .n_rounds = test_scale (1000, 50000) };
  Mixer mixers[N_THREADS];
  GThread *threads[N_THREADS];

  pthread_barrier_init (&mix.start, NULL, N_THREADS + 1);
  pthread_barrier_init (&mix.end, NULL, N_THREADS + 1);
  mix.loop = test_loop_new ();
  for (guint i = 0; i < N_THREADS; i++)
    {
      mixers[i] = (Mixer){ &mix, (guint32) g_test_rand_int () | 1 };
      threads[i] = g_thread_new ("test-mixer", mixer_thread, &mixers[i]);
    }
  for (guint round = 0; round < mix.n_rounds; round++)
    run_round (&mix);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  test_loop_free (mix.loop);
  while (test_payload_live () > 0) /* the last callbacks' own references */
    g_thread_yield ();
  pthread_barrier_destroy (&mix.start);
  pthread_barrier_destroy (&mix.end);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stress/combinators/mix", test_mix);
  return g_test_run ();
}
