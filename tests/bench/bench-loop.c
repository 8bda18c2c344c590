/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 100,000 operations that end at once on another thread, and are told to a main loop: how long that
 * takes, and for how long the loop does nothing else meanwhile. The peer is GTask. */

#include <gio/gio.h>
#include <matrixone-glib.h>
#include <time.h>

#include "bench-turns.h"

#define ROUNDS 7
#define N_OPERATIONS 100000
#define LONGEST_TURN_MSEC 2

/* The turn of a loop: from where it has waited for events to where it does so again. */
typedef struct
{
  double msec;
  double work_msec; /* processor time of the loop's thread alone */
} Longest;

typedef struct
{
  double began_msec; /* 0: the loop has not waited yet */
  double began_work_msec;
  Longest longest;
} Turns;

typedef struct
{
  GMainLoop *loop;
  guint n_left;
  GPtrArray *pending; /* promises, or tasks */
  gboolean of_peer;
  Turns turns;
  guint n_turns;
  Longest longest[2][ROUNDS + 1]; /* ours, the peer's; the first does not count */
} Bench;

static Turns *watched; /* the loop's thread's own */

static double
read_work_msec (void)
{
  struct timespec work;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &work);
  return (double) work.tv_sec * 1e3 + (double) work.tv_nsec / 1e6;
}

static gint
poll_and_watch (GPollFD *fds, guint n_fds, gint timeout)
{
  double msec = (double) g_get_monotonic_time () / 1000 - watched->began_msec;
  double work_msec = read_work_msec () - watched->began_work_msec;
  gint n;

  if (watched->began_msec > 0)
    {
      watched->longest.msec = MAX (watched->longest.msec, msec);
      watched->longest.work_msec = MAX (watched->longest.work_msec, work_msec);
    }
  n = g_poll (fds, n_fds, timeout);
  watched->began_msec = (double) g_get_monotonic_time () / 1000;
  watched->began_work_msec = read_work_msec ();
  return n;
}

/* --- what comes to the loop --- */

static void
count_down (Bench *self)
{
  if (--self->n_left == 0)
    g_main_loop_quit (self->loop);
}

static MoFuture *
on_future (MoFuture *future, gpointer bench)
{
  count_down (bench);
  return NULL;
}

static void
on_task (GObject *source, GAsyncResult *result, gpointer bench)
{
  g_task_propagate_int (G_TASK (result), NULL);
  count_down (bench);
}

/* --- a side --- */

static void
begin (Bench *self, gboolean of_peer, GDestroyNotify unref)
{
  self->n_left = N_OPERATIONS;
  self->of_peer = of_peer;
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  self->pending = g_ptr_array_new_full (N_OPERATIONS, unref);
}

static void
prepare_futures (gpointer bench)
{
  Bench *self = bench;

  begin (self, FALSE, (GDestroyNotify) mo_promise_unref);
  for (guint i = 0; i < N_OPERATIONS; i++)
    {
      MoPromise *promise = mo_promise_new ();

      g_ptr_array_add (self->pending, promise);
      mo_future_unref (mo_then_in_context (mo_promise_dup_future (promise), NULL, on_future, self,
                                           NULL));
    }
}

static void
prepare_tasks (gpointer bench)
{
  Bench *self = bench;

  begin (self, TRUE, g_object_unref);
  for (guint i = 0; i < N_OPERATIONS; i++)
    g_ptr_array_add (self->pending, g_task_new (NULL, NULL, on_task, self));
}

static gpointer
end_all (gpointer bench)
{
  Bench *self = bench;

  for (guint i = 0; i < N_OPERATIONS; i++)
    if (self->of_peer)
      g_task_return_int (self->pending->pdata[i], i);
    else
      mo_promise_resolve_int64 (self->pending->pdata[i], i);
  return NULL;
}

/* The thread ends one after the other, while the loop is at it. */
static void
run_loop (gpointer bench)
{
  Bench *self = bench;
  GThread *thread;

  self->turns = (Turns){ 0 };
  thread = g_thread_new ("end", end_all, self);
  g_main_loop_run (self->loop);
  g_thread_join (thread);
  self->longest[self->of_peer][self->n_turns / 2] = self->turns.longest;
  self->n_turns++;
}

static void
live_futures (gpointer bench)
{
  Bench *self = bench;

  prepare_futures (self);
  run_loop (self);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
}

static void
live_tasks (gpointer bench)
{
  Bench *self = bench;

  prepare_tasks (self);
  run_loop (self);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
}

/* --- all --- */

/* The median; or the least, which what else runs on the machine can only add to. */
static double
sum_up (const Longest *longest, gboolean of_work)
{
  double numbers[ROUNDS];
  double median;

  for (guint i = 0; i < ROUNDS; i++)
    numbers[i] = of_work ? longest[i + 1].work_msec : longest[i + 1].msec;
  median = bench_median (numbers, ROUNDS); /* which sorts them */
  return of_work ? numbers[0] : median;
}

static void
report_turns (const Bench *self, const char *name, gboolean of_work)
{
  bench_report_case (&(BenchCase){
      .name = name,
      .unit = "ms",
      .ours = sum_up (self->longest[0], of_work),
      .peer = sum_up (self->longest[1], of_work),
      .goal = LONGEST_TURN_MSEC,
      .is_cost = TRUE,
      .is_limit = TRUE,
  });
}

static void
compare (Bench *self, const char *name, BenchSide ours, BenchSide peer)
{
  BenchCosts costs;

  self->n_turns = 0;
  costs = bench_take_turns (ours, peer, ROUNDS, self);
  bench_report_time (name, costs, N_OPERATIONS, 0.3);
  bench_report_work (name, costs, N_OPERATIONS, 0);
}

int
main (void)
{
  Bench self = { .loop = g_main_loop_new (NULL, FALSE) };

  watched = &self.turns;
  g_main_context_set_poll_func (NULL, poll_and_watch);
  bench_report_begin ("bench-loop", "ours", "GTask");
  compare (&self, "100,000 made, told to a loop, freed", (BenchSide){ live_futures },
           (BenchSide){ live_tasks });
  compare (&self, "100,000 told to a loop", (BenchSide){ run_loop, prepare_futures },
           (BenchSide){ run_loop, prepare_tasks });
  report_turns (&self, "the longest turn of that loop, time", FALSE);
  report_turns (&self, "the longest turn of that loop, work", TRUE);
  g_clear_pointer (&self.pending, g_ptr_array_unref);
  g_main_loop_unref (self.loop);
  return 0;
}
