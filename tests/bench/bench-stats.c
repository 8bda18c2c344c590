/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs a pool that its numbers are read a million times a second: with such a reader,
 * without one, and with one that reads as often of a pool that does nothing, which takes as much of
 * the machine. Two measures: how long the same statements take; and the processor time that all
 * threads but the reader spend on them, which others on the machine disturb less. */

#include <matrixone-glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "bench-turns.h"

#define ROUNDS 21
#define N_STATEMENTS 10000
#define READS_PER_MSEC 1000

typedef enum
{
  NOBODY,
  OF_ANOTHER,
  OF_THIS_ONE,
  N_SIDES,
} Side;

typedef struct
{
  MoClient *client; /* NULL: nobody reads */
  _Atomic gboolean stops;
  guint64 n_reads; /* the thread's own while it runs */
  gint64 work_nsec; /* its processor time */
} Reader;

typedef struct
{
  gint64 usec;
  gint64 work_nsec;
} Cost;

static gint64
read_work (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
read_once (Reader *self)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (self->client);

  self->n_reads++;
}

/* So many each millisecond, or as many as can be. */
static void *
read_on (void *data)
{
  Reader *self = data;
  gint64 next = g_get_monotonic_time ();

  while (!atomic_load_explicit (&self->stops, memory_order_relaxed))
    {
      gint64 pause;

      for (guint i = 0; i < READS_PER_MSEC; i++)
        read_once (self);
      next += 1000;
      pause = next - g_get_monotonic_time ();
      if (pause > 0)
        g_usleep ((gulong) pause);
    }
  self->work_nsec = read_work (CLOCK_THREAD_CPUTIME_ID);
  return NULL;
}

static void
run_statements (MoClient *client)
{
  g_autoptr (GError) error = NULL;

  mo_gathering_begin ();
  for (guint i = 0; i < N_STATEMENTS; i++)
    mo_gathering_add (mo_execute (client, "SELECT 1"));
  if (!mo_await (mo_gathering_end (mo_gather_array), &error))
    g_error ("%s", error->message);
}

static Cost
run_with (MoClient *client, Reader *reader)
{
  gint64 work = read_work (CLOCK_PROCESS_CPUTIME_ID);
  pthread_t thread;
  gint64 start;
  gint64 end;

  if (reader->client != NULL && pthread_create (&thread, NULL, read_on, reader) != 0)
    g_error ("no thread");
  start = g_get_monotonic_time ();
  run_statements (client);
  end = g_get_monotonic_time ();
  atomic_store_explicit (&reader->stops, TRUE, memory_order_relaxed);
  if (reader->client != NULL)
    pthread_join (thread, NULL);
  work = read_work (CLOCK_PROCESS_CPUTIME_ID) - work - reader->work_nsec;
  return (Cost){ end - start, work };
}

static gint64
read_cost (const Cost *self, gboolean of_work)
{
  return of_work ? self->work_nsec : self->usec;
}

/* Each round compares what ran in it, so that both saw the same noise; what had the least of it is
 * the case. */
static void
report (const char *name, Cost costs[ROUNDS][N_SIDES], gboolean of_work, Side peer)
{
  double ratios[ROUNDS];
  gint64 best_ours = G_MAXINT64;
  gint64 best_theirs = G_MAXINT64;
  double median;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 ours = read_cost (&costs[i][OF_THIS_ONE], of_work);
      gint64 theirs = read_cost (&costs[i][peer], of_work);

      ratios[i] = (double) ours / (double) theirs;
      best_ours = MIN (best_ours, ours);
      best_theirs = MIN (best_theirs, theirs);
    }
  bench_report_case (&(BenchCase){ .name = name,
                                   .unit = of_work ? "ns" : "us",
                                   .ours = (double) best_ours / N_STATEMENTS,
                                   .peer = (double) best_theirs / N_STATEMENTS,
                                   .is_cost = TRUE });
  median = bench_median (ratios, ROUNDS); /* which sorts them */
  g_print ("  ratio in a round: %.3f   middle half %.3f to %.3f   all %.3f to %.3f\n", median,
           ratios[ROUNDS / 4], ratios[ROUNDS - 1 - ROUNDS / 4], ratios[0], ratios[ROUNDS - 1]);
}

static void
run_rounds (MoClient *client, MoClient *another)
{
  MoClient *const clients[N_SIDES] = { NULL, another, client };
  Cost costs[ROUNDS][N_SIDES];
  guint64 n_reads = 0;
  gint64 reading = 0;

  run_statements (client);
  for (guint i = 0; i < ROUNDS; i++)
    for (guint j = 0; j < N_SIDES; j++)
      {
        Side side = (i + j) % N_SIDES;
        Reader reader = { clients[side] };

        costs[i][side] = run_with (client, &reader);
        if (side == OF_THIS_ONE)
          {
            n_reads += reader.n_reads;
            reading += costs[i][side].usec;
          }
      }
  g_print ("%-44s %.2f million reads a second\n", "statistics, read while the pool works",
           (double) n_reads / (double) reading);
  bench_report_begin ("bench-stats", "with", "without");
  report ("time with a reader / with one elsewhere", costs, FALSE, OF_ANOTHER);
  report ("time with a reader / with none", costs, FALSE, NOBODY);
  report ("work with a reader / with one elsewhere", costs, TRUE, OF_ANOTHER);
  report ("work with a reader / with none", costs, TRUE, NOBODY);
}

int
main (void)
{
  const char *uri = g_getenv ("MO_TEST_URI");
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;
  g_autoptr (MoClient) another = NULL;

  if (uri == NULL)
    {
      g_print ("no server: set MO_TEST_URI, or install mariadb-server-core\n");
      return 77;
    }
  if (!(client = mo_client_new (uri, &error)) || !(another = mo_client_new (uri, &error)))
    g_error ("%s", error->message);
  run_rounds (client, another);
  if (!mo_await (mo_client_disconnect (client), &error))
    g_error ("%s", error->message);
  return 0;
}
