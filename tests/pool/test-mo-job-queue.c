/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue by itself: who is next, and that it takes the same time however many wait. */

#include <gio/gio.h>
#include <matrixone-glib/mo-error.h>

#include "pool-test.h"
#include "pool/mo-job-queue-private.h"

#define SECOND G_USEC_PER_SEC

static const MoJobClass job_class = { .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_cancel) };

static MoJob *
push (MoJobQueue *queue, MoJobPriority priority, gint64 now)
{
  MoJob *job = mo_job_alloc (&job_class);

  job->priority = priority;
  job->queue = mo_job_queue_ref (queue);
  mo_job_queue_lock (queue);
  g_assert_true (mo_job_queue_push (queue, job, now));
  mo_job_queue_unlock (queue);
  return job;
}

static MoJob *
pop (MoJobQueue *queue, gint64 now)
{
  MoJob *job;

  mo_job_queue_lock (queue);
  job = mo_job_queue_pop (queue, now);
  mo_job_queue_unlock (queue);
  return job;
}

static void
put_back (MoJobQueue *queue, MoJob *job)
{
  mo_job_queue_lock (queue);
  g_assert_true (mo_job_queue_push_back (queue, job));
  mo_job_queue_unlock (queue);
}

static void
drop_all (MoJobQueue *queue)
{
  MoJob *job;

  while ((job = pop (queue, 0)) != NULL)
    pool_test_drop_job (job);
}

static void
test_priorities (void)
{
  g_autoptr (MoJobQueue) queue = mo_job_queue_new ();
  MoJob *background = push (queue, MO_JOB_BACKGROUND, 0);
  MoJob *normal[2] = { push (queue, MO_JOB_NORMAL, 0), push (queue, MO_JOB_NORMAL, 0) };
  MoJob *urgent[2] = { push (queue, MO_JOB_URGENT, 0), push (queue, MO_JOB_URGENT, 0) };
  MoJob *expected[] = { urgent[0], urgent[1], normal[0], normal[1], background, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      MoJob *job = pop (queue, 0);

      g_assert_true (job == expected[i]);
      if (job != NULL)
        pool_test_drop_job (job);
    }
}

/* For each class that waits behind a flood of another: one in MO_JOB_QUEUE_SHARE once it is old. */
static void
test_share_of_the_old (void)
{
  static const struct
  {
    MoJobPriority flood, aged;
    gint64 age;
  } cases[] = {
    { MO_JOB_URGENT, MO_JOB_NORMAL, MO_JOB_NORMAL_AGE_USEC },
    { MO_JOB_URGENT, MO_JOB_BACKGROUND, MO_JOB_BACKGROUND_AGE_USEC },
    { MO_JOB_NORMAL, MO_JOB_BACKGROUND, MO_JOB_BACKGROUND_AGE_USEC },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MoJobQueue) queue = mo_job_queue_new ();
      guint n_aged = 0, last = 0, widest = 0;

      for (guint j = 0; j < 100; j++)
        push (queue, cases[i].aged, 0);
      for (guint j = 0; j < 1000; j++)
        push (queue, cases[i].flood, cases[i].age);
      for (guint j = 0; j < 100; j++)
        {
          MoJob *young = pop (queue, cases[i].age - 1);

          g_assert_cmpint (young->priority, ==, cases[i].flood);
          pool_test_drop_job (young);
        }
      for (guint j = 1; j <= 800; j++)
        {
          MoJob *job = pop (queue, cases[i].age);

          if (job->priority == cases[i].aged)
            {
              n_aged++;
              widest = MAX (widest, j - last);
              last = j;
            }
          pool_test_drop_job (job);
        }
      g_print ("# priority %d behind a flood of %d: %u of 800 once it was old, at most %u apart\n",
               cases[i].aged, cases[i].flood, n_aged, widest);
      g_assert_cmpuint (n_aged, ==, 800 / MO_JOB_QUEUE_SHARE);
      g_assert_cmpuint (widest, ==, MO_JOB_QUEUE_SHARE);
      drop_all (queue);
    }
}

/* Behind a flood of both, the one that is overdue for longest goes: nobody is passed over for
 * good, though more normal ones come than are served. */
static void
test_background_behind_two_floods (void)
{
  g_autoptr (MoJobQueue) queue = mo_job_queue_new ();
  MoJob *background;
  guint n = 0;
  gint64 now = 0;

  for (guint i = 0; i < 1000; i++)
    push (queue, MO_JOB_NORMAL, now);
  background = push (queue, MO_JOB_BACKGROUND, now);
  /* A take in a millisecond; for each there comes an urgent one, and a normal one. */
  for (;;)
    {
      MoJob *job;

      now += SECOND / 1000;
      n++;
      push (queue, MO_JOB_URGENT, now);
      push (queue, MO_JOB_NORMAL, now);
      job = pop (queue, now);
      pool_test_drop_job (job);
      if (job == background)
        break;
      g_assert_cmpuint (n, <, 100000);
    }
  g_print ("# a background job behind 1,000 normal ones, and more of both in each millisecond: "
           "taken after %.1f s\n",
           (double) now / SECOND);
  drop_all (queue);
}

static void
test_put_back_in_order (void)
{
  g_autoptr (MoJobQueue) queue = mo_job_queue_new ();
  MoJob *jobs[4];
  MoJob *taken[3];

  for (guint i = 0; i < 4; i++)
    jobs[i] = push (queue, MO_JOB_NORMAL, 0);
  for (guint i = 0; i < 3; i++)
    taken[i] = pop (queue, 0);
  put_back (queue, taken[1]);
  put_back (queue, taken[2]);
  put_back (queue, taken[0]);
  for (guint i = 0; i < 4; i++)
    {
      MoJob *job = pop (queue, 0);

      g_assert_true (job == jobs[i]);
      pool_test_drop_job (job);
    }
}

/* --- many --- */

#define MANY 100000

/* From the back, where a search from the front would take the longest. Each time the queue is as it
 * should be; what it would cost to search is seen by the clock of whoever runs this: 5e9 steps. */
static void
test_cancel_many_from_the_back (void)
{
  g_autoptr (MoJobQueue) queue = mo_job_queue_new ();
  g_autofree MoFuture **futures = g_new (MoFuture *, MANY);
  gint64 start;

  for (guint i = 0; i < MANY; i++)
    futures[i] = mo_job_dup_future (push (queue, MO_JOB_NORMAL, 0));
  g_assert_cmpuint (queue->n_jobs, ==, MANY);
  start = g_get_monotonic_time ();
  for (guint i = MANY; i > 0; i--)
    {
      mo_future_cancel (futures[i - 1]);
      g_assert_cmpuint (queue->n_jobs, ==, i - 1);
      g_assert_true (queue->lists[MO_JOB_NORMAL].newest
                     == (i > 1 ? (MoJob *) futures[i - 2] : NULL));
      g_assert_cmpint (mo_future_get_status (futures[i - 1]), ==, MO_FUTURE_REJECTED);
    }
  g_print ("# %u queued jobs cancelled, the last one first: %.2f us each\n", MANY,
           (double) (g_get_monotonic_time () - start) / MANY);
  g_assert_null (pop (queue, 0));
  for (guint i = 0; i < MANY; i++)
    mo_future_unref (futures[i]);
}

static void
test_cancelled_before_it_came (void)
{
  g_autoptr (MoJobQueue) queue = mo_job_queue_new ();
  MoJob *job = mo_job_alloc (&job_class);

  job->queue = mo_job_queue_ref (queue);
  mo_future_cancel (&job->parent);
  mo_job_queue_lock (queue);
  g_assert_false (mo_job_queue_push (queue, job, 0));
  g_assert_false (mo_job_queue_push_back (queue, job));
  mo_job_queue_unlock (queue);
  g_assert_cmpuint (queue->n_jobs, ==, 0);
  mo_future_unref (&job->parent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/queue/priorities", test_priorities);
  g_test_add_func ("/pool/queue/share-of-the-old", test_share_of_the_old);
  g_test_add_func ("/pool/queue/background-behind-two-floods", test_background_behind_two_floods);
  g_test_add_func ("/pool/queue/put-back-in-order", test_put_back_in_order);
  g_test_add_func ("/pool/queue/cancel-many-from-the-back", test_cancel_many_from_the_back);
  g_test_add_func ("/pool/queue/cancelled-before-it-came", test_cancelled_before_it_came);
  return g_test_run ();
}
