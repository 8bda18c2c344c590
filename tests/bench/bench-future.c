/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a future costs beside GTask, and beside libdex where that is installed: made, settled, read
 * and freed on one thread; and what a callback behind another future adds. */

#include <gio/gio.h>
#include <matrixone-glib.h>
#ifdef HAVE_LIBDEX
#include <libdex.h>
#endif

#include "bench-turns.h"

#define ROUNDS 11
#define N_ALONE 200000
#define N_A_TURN 1000

/* --- made, settled, read and freed --- */

static void
futures_alone (gpointer data)
{
  for (guint i = 0; i < N_ALONE; i++)
    {
      MoPromise *promise = mo_promise_new ();
      MoFuture *future = mo_promise_dup_future (promise);

      mo_promise_resolve_int64 (promise, i);
      if (mo_future_get_value (future, NULL) == NULL)
        g_error ("no value");
      mo_future_unref (future);
      mo_promise_unref (promise);
    }
}

static void
tasks_alone (gpointer data)
{
  for (guint i = 0; i < N_ALONE; i++)
    {
      GTask *task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_return_int (task, i);
      if (g_task_propagate_int (task, NULL) != (gssize) i)
        g_error ("no value");
      g_object_unref (task);
    }
}

static void
compare_with_tasks (void)
{
  BenchCosts costs
      = bench_take_turns ((BenchSide){ futures_alone }, (BenchSide){ tasks_alone }, ROUNDS, NULL);

  bench_report_begin ("bench-future", "ours", "GTask");
  bench_report_time ("made, settled, read, freed", costs, N_ALONE, 0);
  bench_report_work ("made, settled, read, freed", costs, N_ALONE, 0);
}

/* --- beside libdex --- */

#ifdef HAVE_LIBDEX
static void
promises_alone (gpointer data)
{
  for (guint i = 0; i < N_ALONE; i++)
    {
      DexPromise *promise = dex_promise_new ();

      dex_promise_resolve_int64 (promise, i);
      if (dex_future_get_value (DEX_FUTURE (promise), NULL) == NULL)
        g_error ("no value");
      dex_unref (promise);
    }
}

static DexFuture *
count_libdex (DexFuture *future, gpointer n_told)
{
  *(guint *) n_told += 1;
  return NULL;
}

/* What nobody holds any more is not continued. */
static void
promises_continued (gpointer data)
{
  DexFuture *held[N_A_TURN];
  guint n_told = 0;

  for (guint i = 0; i < N_ALONE; i += N_A_TURN)
    {
      for (guint j = 0; j < N_A_TURN; j++)
        {
          DexPromise *promise = dex_promise_new ();

          held[j] = dex_future_then (dex_ref (DEX_FUTURE (promise)), count_libdex, &n_told, NULL);
          dex_promise_resolve_int64 (promise, i);
          dex_unref (promise);
        }
      while (n_told < i + N_A_TURN)
        g_main_context_iteration (data, FALSE);
      for (guint j = 0; j < N_A_TURN; j++)
        dex_unref (held[j]);
    }
}

static MoFuture *
count (MoFuture *future, gpointer n_told)
{
  *(guint *) n_told += 1;
  return NULL;
}

/* Each with a callback, which a loop of this thread runs; so many at a time that the turns of the
 * loop do not count. */
static void
futures_continued (gpointer data)
{
  GMainContext *context = data;
  guint n_told = 0;

  for (guint i = 0; i < N_ALONE; i += N_A_TURN)
    {
      for (guint j = 0; j < N_A_TURN; j++)
        {
          MoPromise *promise = mo_promise_new ();

          mo_future_unref (mo_then_in_context (mo_promise_dup_future (promise), context, count,
                                               &n_told, NULL));
          mo_promise_resolve_int64 (promise, i);
          mo_promise_unref (promise);
        }
      while (n_told < i + N_A_TURN)
        g_main_context_iteration (context, FALSE);
    }
}

/* All of 16 settle before they are gathered: what the gathering itself costs. */
static void
gather_ours (gpointer data)
{
  for (guint i = 0; i < N_ALONE / 16; i++)
    {
      MoFuture *futures[16];
      g_autoptr (MoFuture) all = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (futures); j++)
        futures[j] = mo_future_new_true ();
      all = mo_gather_array (futures, G_N_ELEMENTS (futures));
      if (mo_future_get_status (all) != MO_FUTURE_RESOLVED)
        g_error ("not settled");
    }
}

static void
gather_libdex (gpointer data)
{
  for (guint i = 0; i < N_ALONE / 16; i++)
    {
      DexFuture *futures[16];
      DexFuture *all;

      for (guint j = 0; j < G_N_ELEMENTS (futures); j++)
        futures[j] = dex_future_new_for_boolean (TRUE);
      all = dex_future_allv (futures, G_N_ELEMENTS (futures));
      if (!dex_future_is_resolved (all))
        g_error ("not settled");
      for (guint j = 0; j < G_N_ELEMENTS (futures); j++)
        dex_unref (futures[j]);
      dex_unref (all);
    }
}

static void
compare_with_libdex (void)
{
  GMainContext *context = g_main_context_default ();
  BenchCosts costs;

  dex_init ();
  bench_report_begin ("bench-future", "ours", "libdex");
  costs = bench_take_turns ((BenchSide){ futures_alone }, (BenchSide){ promises_alone }, ROUNDS,
                            NULL);
  bench_report_work ("made, settled, read, freed / libdex", costs, N_ALONE, 0.6);
  costs = bench_take_turns ((BenchSide){ futures_continued }, (BenchSide){ promises_alone }, ROUNDS,
                            context);
  bench_report_work ("the same with a callback / libdex without", costs, N_ALONE, 0.6);
  costs = bench_take_turns ((BenchSide){ futures_continued }, (BenchSide){ promises_continued },
                            ROUNDS, context);
  bench_report_work ("the same with a callback / libdex", costs, N_ALONE, 0);
  costs = bench_take_turns ((BenchSide){ gather_ours }, (BenchSide){ gather_libdex }, ROUNDS, NULL);
  bench_report_work ("16 settled ones gathered / libdex", costs, N_ALONE / 16, 1);
}
#else
static void
compare_with_libdex (void)
{
  g_print ("no peer: libdex-1 was not found when this was built\n");
}
#endif

int
main (void)
{
  compare_with_tasks ();
  compare_with_libdex ();
  return 0;
}
