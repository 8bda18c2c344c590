/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a future costs, beside GTask in the same run. */

#include <gio/gio.h>
#include <matrixone-glib.h>

#include "bench-report.h"

/* --- made, settled, read and freed on one thread --- */

static gint64
futures_alone (guint n, gpointer data)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      MoPromise *promise = mo_promise_new ();
      MoFuture *future = mo_promise_dup_future (promise);

      mo_promise_resolve_int64 (promise, i);
      if (mo_future_get_value (future, NULL) == NULL)
        g_error ("no value");
      mo_future_unref (future);
      mo_promise_unref (promise);
    }
  return g_get_monotonic_time () - start;
}

static gint64
tasks_alone (guint n, gpointer data)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      GTask *task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_return_int (task, i);
      if (g_task_propagate_int (task, NULL) != (gssize) i)
        g_error ("no value");
      g_object_unref (task);
    }
  return g_get_monotonic_time () - start;
}

/* --- settled on another thread, delivered to a callback in a main loop --- */

typedef struct
{
  GMainLoop *loop;
  guint n_left;
} Delivery;

static void
count_down (Delivery *delivery)
{
  if (--delivery->n_left == 0)
    g_main_loop_quit (delivery->loop);
}

static MoFuture *
on_future (MoFuture *future, gpointer data)
{
  count_down (data);
  return NULL;
}

static void
on_task (GObject *source, GAsyncResult *result, gpointer data)
{
  g_task_propagate_int (G_TASK (result), NULL);
  count_down (data);
}

static gpointer
resolve_all (gpointer data)
{
  GPtrArray *promises = data;

  for (guint i = 0; i < promises->len; i++)
    mo_promise_resolve_int64 (g_ptr_array_index (promises, i), i);
  return NULL;
}

static gpointer
return_all (gpointer data)
{
  GPtrArray *tasks = data;

  for (guint i = 0; i < tasks->len; i++)
    g_task_return_int (g_ptr_array_index (tasks, i), i);
  return NULL;
}

static gint64
deliver (GThreadFunc settle, GPtrArray *pending, Delivery *delivery)
{
  gint64 start = g_get_monotonic_time ();
  GThread *thread = g_thread_new ("settle", settle, pending);

  g_main_loop_run (delivery->loop);
  start = g_get_monotonic_time () - start;
  g_thread_join (thread);
  g_main_loop_unref (delivery->loop);
  return start;
}

static gint64
futures_delivered (guint n, gpointer data)
{
  g_autoptr (GPtrArray) promises
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_promise_unref);
  Delivery delivery = { g_main_loop_new (NULL, FALSE), n };

  for (guint i = 0; i < n; i++)
    {
      MoPromise *promise = mo_promise_new ();

      g_ptr_array_add (promises, promise);
      mo_future_unref (mo_then_in_context (mo_promise_dup_future (promise), NULL, on_future,
                                           &delivery, NULL));
    }
  return deliver (resolve_all, promises, &delivery);
}

static gint64
tasks_delivered (guint n, gpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Delivery delivery = { g_main_loop_new (NULL, FALSE), n };

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (tasks, g_task_new (NULL, NULL, on_task, &delivery));
  return deliver (return_all, tasks, &delivery);
}

int
main (void)
{
  bench_compare ("made, settled, read, freed", "GTask", futures_alone, tasks_alone, 200000, NULL);
  bench_compare ("100,000 delivered to a main loop", "GTask", futures_delivered, tasks_delivered,
                 100000, NULL);
  return 0;
}
