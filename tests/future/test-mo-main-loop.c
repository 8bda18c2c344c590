/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A main loop stays alive under a flood of results, and may be run inside of a callback. */

#include "future-fixture.h"

#define N_RESULTS 20000

/* Where GTK redraws. */
#define REDRAW_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

/* A window: each callback makes it dirty, and a turn of the loop at that priority redraws it. */
typedef struct
{
  GMainContext *context;
  GSource *redraw;
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

static gboolean
redraw (gpointer data)
{
  Window *self = data;

  g_source_set_ready_time (self->redraw, -1);
  self->n_redraws++;
  return G_SOURCE_CONTINUE;
}

static void
window_open (Window *self)
{
  *self = (Window){ .context = g_main_context_new () };
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
  gint64 end = g_get_monotonic_time () + 10;

  self->n_callbacks++;
  if (g_source_get_ready_time (self->redraw) < 0)
    g_source_set_ready_time (self->redraw, 0);
  while (g_get_monotonic_time () < end)
    ;
  return NULL;
}

/* 200 ms of callbacks in turns of 2 ms leave room for 100 redraws; a tenth must be there before the
 * last callback, whatever else the machine does. */
static void
window_run (Window *self)
{
  while (self->n_callbacks < N_RESULTS)
    g_main_context_iteration (self->context, TRUE);
  g_assert_cmpuint (self->n_callbacks, ==, N_RESULTS);
  g_assert_cmpuint (self->n_redraws, >=, 10);
}

/* All are there at once. */
static void
test_flood (void)
{
  Window window;

  window_open (&window);
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

  window_open (&window);
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

  window_open (&window);
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

  window_open (&window);
  for (guint i = 0; i < N_RESULTS; i++)
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
