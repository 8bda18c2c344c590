/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tasks for a thread that blocks: run where it waits, in order, and never lost. */

#include "future-fixture.h"

#include "future/mo-future-private.h"
#include "future/mo-inbox-private.h"

typedef struct
{
  MoTask parent;
  GArray *order; /* of int */
  int number;
  GThread *ran_on;
  MoPromise *then_resolve; /* or NULL */
} Task;

static void
run_task (MoTask *task)
{
  Task *self = (Task *) task;

  self->ran_on = g_thread_self ();
  g_array_append_val (self->order, self->number);
  if (self->then_resolve != NULL)
    mo_promise_resolve_true (self->then_resolve);
}

static Task
task_init (GArray *order, int number, MoPromise *then_resolve)
{
  return (Task){ { NULL, run_task }, order, number, NULL, then_resolve };
}

typedef struct
{
  MoScheduler *inbox;
  Task *tasks;
  guint n_tasks;
  MoPromise *promise; /* or NULL */
} Posting;

static gpointer
post_all (gpointer data)
{
  Posting *self = data;

  for (guint i = 0; i < self->n_tasks; i++)
    mo_scheduler_post (self->inbox, &self->tasks[i].parent);
  if (self->promise != NULL)
    mo_promise_resolve_true (self->promise);
  return NULL;
}

/* A task that settles what is waited for can only do so on the waiting thread. */
static void
test_wait_runs_tasks (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  Task tasks[] = { task_init (order, 1, NULL), task_init (order, 2, NULL),
                   task_init (order, 3, pair.promise) };
  Posting posting = { &mo_inbox_get (mo_thread_state_get ())->parent, tasks, 3, NULL };
  GThread *thread = g_thread_new ("posting", post_all, &posting);

  g_assert_true (mo_future_wait (pair.future, MO_WAIT_FOREVER, NULL));
  g_thread_join (thread);
  g_assert_cmpuint (order->len, ==, 3);
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (g_array_index (order, int, i), ==, i + 1);
      g_assert_true (tasks[i].ran_on == g_thread_self ());
    }
}

/* What was posted before the settling has run when the wait returns, for a future settled long ago
 * as well. */
static void
test_posted_before_settled (void)
{
  for (int i = 0; i < 200; i++)
    {
      g_auto (TestPair) pair = test_pair_new ();
      g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
      Task task = task_init (order, 1, NULL);
      Posting posting = { &mo_inbox_get (mo_thread_state_get ())->parent, &task, 1, pair.promise };
      GThread *thread = g_thread_new ("posting", post_all, &posting);

      if (i % 2 == 0)
        g_thread_join (thread);
      g_assert_true (mo_future_wait (pair.future, MO_WAIT_FOREVER, NULL));
      g_assert_cmpuint (order->len, ==, 1);
      if (i % 2 != 0)
        g_thread_join (thread);
    }
}

static void
test_time_out_runs_tasks (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) error = NULL;
  Task task = task_init (order, 1, NULL);

  mo_scheduler_post (&mo_inbox_get (mo_thread_state_get ())->parent, &task.parent);
  g_assert_false (mo_future_wait (pair.future, 1000, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
  g_assert_cmpuint (order->len, ==, 1);
}

/* A thread that never waits, and looks again and again. */
static void
test_polling_runs_tasks (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  Task task = task_init (order, 1, pair.promise);

  mo_scheduler_post (&mo_inbox_get (mo_thread_state_get ())->parent, &task.parent);
  g_assert_cmpint (mo_future_get_status (pair.future), ==, MO_FUTURE_RESOLVED);
}

static gpointer
lend_inbox (gpointer data)
{
  return mo_scheduler_ref (&mo_inbox_get (mo_thread_state_get ())->parent);
}

/* The thread has ended: somebody else runs what comes. */
static void
test_thread_ended (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  GThread *thread = g_thread_new ("ending", lend_inbox, NULL);
  MoScheduler *inbox = g_thread_join (thread);
  Task task = task_init (order, 1, pair.promise);

  mo_scheduler_post (inbox, &task.parent);
  g_assert_true (mo_future_wait (pair.future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (order->len, ==, 1);
  g_assert_true (task.ran_on != g_thread_self ());
  mo_scheduler_unref (inbox);
}

typedef struct
{
  Task *task;
} Leaving;

static gpointer
post_to_itself (gpointer data)
{
  Leaving *self = data;

  mo_scheduler_post (&mo_inbox_get (mo_thread_state_get ())->parent, &self->task->parent);
  return NULL;
}

/* It ended with a task left. */
static void
test_left_behind (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));
  Task task = task_init (order, 1, pair.promise);
  Leaving leaving = { &task };

  g_thread_join (g_thread_new ("leaving", post_to_itself, &leaving));
  g_assert_true (mo_future_wait (pair.future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (order->len, ==, 1);
}

static MoFuture *
note_thread (MoFuture *future, gpointer ran_on)
{
  *(GThread **) ran_on = g_thread_self ();
  return NULL;
}

static void
test_continue_on (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  GThread *ran_on = NULL;
  MoFuture *continued
      = mo_future_continue_on (mo_future_ref (pair.future),
                               &mo_inbox_get (mo_thread_state_get ())->parent, note_thread,
                               &ran_on, NULL);
  Posting posting = { NULL, NULL, 0, pair.promise };
  GThread *thread = g_thread_new ("settling", post_all, &posting);

  g_assert_true (mo_await (continued, NULL));
  g_assert_true (ran_on == g_thread_self ());
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/inbox/wait-runs-tasks", test_wait_runs_tasks);
  g_test_add_func ("/future/inbox/posted-before-settled", test_posted_before_settled);
  g_test_add_func ("/future/inbox/time-out-runs-tasks", test_time_out_runs_tasks);
  g_test_add_func ("/future/inbox/polling-runs-tasks", test_polling_runs_tasks);
  g_test_add_func ("/future/inbox/thread-ended", test_thread_ended);
  g_test_add_func ("/future/inbox/left-behind", test_left_behind);
  g_test_add_func ("/future/inbox/continue-on", test_continue_on);
  return g_test_run ();
}
