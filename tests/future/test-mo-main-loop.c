/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A main loop stays alive under a flood of results, and may be run inside of a callback. */

#include "future-fixture.h"

#include <time.h>

#define N_RESULTS 100000

/* A tenth of that where the loop is run for something else. */
#define N_SOME (N_RESULTS / 10)

/* Where GTK redraws. */
#define REDRAW_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

/* A window: each callback makes it dirty, and a turn of the loop at that priority redraws it. */
typedef struct
{
  GMainContext *context;
  GSource *redraw;
  gint64 dirty_since;     /* on the wall */
  gint64 dirty_since_cpu; /* by what this thread has run, whatever else the machine does */
  gint64 max_gap;
  gint64 max_gap_cpu;
  guint n_results;
  guint n_redraws;
  guint n_callbacks;
  guint n_calls_to_come; /* of a callback that goes on by itself */
} Window;

static gboolean
redraw_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs redraw_funcs = { .dispatch = redraw_dispatch };

static gint64
cpu_time (void)
{
  struct timespec now;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now), ==, 0);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
redraw (gpointer data)
{
  Window *self = data;

  g_source_set_ready_time (self->redraw, -1);
  self->max_gap = MAX (self->max_gap, g_get_monotonic_time () - self->dirty_since);
  self->max_gap_cpu = MAX (self->max_gap_cpu, cpu_time () - self->dirty_since_cpu);
  self->n_redraws++;
  return G_SOURCE_CONTINUE;
}

static void
window_open (Window *self, guint n_results)
{
  *self = (Window){ .context = g_main_context_new (), .n_results = n_results };
  self->redraw = g_source_new (&redraw_funcs, sizeof (GSource));
  g_source_set_priority (self->redraw, REDRAW_PRIORITY);
  g_source_set_callback (self->redraw, redraw, self, NULL);
  g_source_attach (self->redraw, self->context);
}

static void
window_close (Window *self)
{
  g_source_destroy (self->redraw);
  g_source_unref (self->redraw);
  g_main_context_unref (self->context);
}

/* 10 us of work. */
static MoFuture *
show_result (MoFuture *future, gpointer data)
{
  Window *self = data;
  gint64 start = g_get_monotonic_time ();

  self->n_callbacks++;
  if (g_source_get_ready_time (self->redraw) < 0)
    {
      self->dirty_since = start;
      self->dirty_since_cpu = cpu_time ();
      g_source_set_ready_time (self->redraw, 0);
    }
  while (g_get_monotonic_time () < start + 10)
    ;
  return NULL;
}

/* A second of callbacks in turns of 2 ms leaves room for 500 redraws; a tenth must be there before
 * the last callback, whatever else the machine does. What is dirty is redrawn after 30 ms at the
 * most, of those that this thread was given. */
static void
window_run (Window *self)
{
  while (self->n_callbacks < self->n_results)
    g_main_context_iteration (self->context, TRUE);
  g_assert_cmpuint (self->n_callbacks, ==, self->n_results);
  g_test_message ("%u results, %u redraws: the longest wait for one was %.3f ms, and %.3f ms of "
                  "this thread's own time",
                  self->n_callbacks, self->n_redraws, (double) self->max_gap / 1000,
                  (double) self->max_gap_cpu / 1000);
  g_assert_cmpuint (self->n_redraws, >=, self->n_results / 2000);
  g_assert_cmpint (self->max_gap_cpu, <=, 30000);
}

/* All are there at once. */
static void
test_flood (void)
{
  Window window;

  window_open (&window, N_RESULTS);
  for (guint i = 0; i < N_RESULTS; i++)
    mo_future_unref (
        mo_then_in_context (mo_future_new_true (), window.context, show_result, &window, NULL));
  window_run (&window);
  window_close (&window);
}

/* Each callback leads to the next one, so that never more than one is there. */
static void
test_chain (void)
{
  g_autoptr (MoPromise) promise = mo_promise_new ();
  MoFuture *future = mo_promise_dup_future (promise);
  Window window;

  window_open (&window, N_RESULTS);
  for (guint i = 0; i < N_RESULTS; i++)
    future = mo_then_in_context (future, window.context, show_result, &window, NULL);
  mo_promise_resolve_true (promise);
  window_run (&window);
  mo_future_unref (future);
  window_close (&window);
}

static gpointer
trickle_thread (gpointer data)
{
  Window *window = data;

  for (guint i = 0; i < N_RESULTS; i++)
    mo_future_unref (
        mo_then_in_context (mo_future_new_true (), window->context, show_result, window, NULL));
  return NULL;
}

/* They keep coming from another thread. */
static void
test_trickle (void)
{
  GThread *thread;
  Window window;

  window_open (&window, N_RESULTS);
  thread = g_thread_new ("test-trickle", trickle_thread, &window);
  window_run (&window);
  g_thread_join (thread);
  window_close (&window);
}

/* Never done with redrawing, for a thousand turns. */
static gboolean
redraw_on (gpointer n_turns)
{
  return ++*(guint *) n_turns < 1000;
}

static gboolean
is_served_first (Window *window)
{
  TestProbe probe = TEST_PROBE_INIT;
  g_autoptr (GSource) busy = g_idle_source_new ();
  guint n_turns = 0;

  g_source_set_priority (busy, REDRAW_PRIORITY);
  g_source_set_callback (busy, redraw_on, &n_turns, NULL);
  g_source_attach (busy, window->context);
  mo_future_unref (mo_then_in_context (mo_future_new_true (), window->context, test_probe_func,
                                       &probe, test_probe_free));
  test_iterate_until (window->context, &probe.frees, 1);
  g_source_destroy (busy);
  return n_turns < 1000;
}

/* Once the flood is over, a result comes before a redraw again. On a busy machine a turn may take
 * long and the next result wait, but not each. */
static void
test_after_flood (void)
{
  gboolean served_first = FALSE;
  Window window;

  window_open (&window, N_SOME);
  for (guint i = 0; i < N_SOME; i++)
    mo_future_unref (
        mo_then_in_context (mo_future_new_true (), window.context, show_result, &window, NULL));
  window_run (&window);
  for (int i = 0; i < 100 && !served_first; i++)
    served_first = is_served_first (&window);
  g_assert_true (served_first);
  window_close (&window);
}

/* A dialog that runs its own loop in a callback sees results, those of before and of meanwhile. */
static MoFuture *
run_dialog (MoFuture *future, gpointer data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  TestProbe meanwhile = TEST_PROBE_INIT;

  mo_future_unref (mo_then_in_context (mo_future_new_true (), context, test_probe_func, &meanwhile,
                                       test_probe_free));
  test_iterate_until (context, data, 1);
  test_iterate_until (context, &meanwhile.frees, 1);
  return NULL;
}

static void
test_loop_in_callback (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  TestProbe before = TEST_PROBE_INIT;
  TestProbe after = TEST_PROBE_INIT;

  g_main_context_push_thread_default (context);
  mo_future_unref (
      mo_then_in_context (mo_future_new_true (), context, run_dialog, &before.frees, NULL));
  mo_future_unref (mo_then_in_context (mo_future_new_true (), context, test_probe_func, &before,
                                       test_probe_free));
  test_iterate_until (context, &before.frees, 1);
  mo_future_unref (mo_then_in_context (mo_future_new_true (), context, test_probe_func, &after,
                                       test_probe_free));
  test_iterate_until (context, &after.frees, 1);
  g_main_context_pop_thread_default (context);
}

/* A loop with nothing to do sleeps: no source of ours stays ready. */
static void
test_sleeps_afterwards (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  TestProbe probe = TEST_PROBE_INIT;

  for (guint i = 1; i <= 100; i++)
    {
      mo_future_unref (mo_then_in_context (mo_future_new_true (), context, test_probe_func, &probe,
                                           test_probe_free));
      test_iterate_until (context, &probe.frees, i);
    }
  for (guint i = 0; g_main_context_iteration (context, FALSE); i++)
    g_assert_cmpuint (i, <, 3);
  g_assert_false (g_main_context_pending (context));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/main-loop/flood", test_flood);
  g_test_add_func ("/future/main-loop/chain", test_chain);
  g_test_add_func ("/future/main-loop/trickle", test_trickle);
  g_test_add_func ("/future/main-loop/after-flood", test_after_flood);
  g_test_add_func ("/future/main-loop/loop-in-callback", test_loop_in_callback);
  g_test_add_func ("/future/main-loop/sleeps-afterwards", test_sleeps_afterwards);
  return g_test_run ();
}
