/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The supervisor, one thread a pool: ends waits that last too long, and brings a close to its end.
 */

#include "base/mo-error-private.h"
#include "pool/mo-worker-private.h"

/* An idle worker takes its job within this time, or soon after. */
#define LOOK_AGAIN_USEC 1000

/* What one look at the pool found to do, once the lock is gone. */
typedef struct
{
  GPtrArray *expired; /* MoJob, each with a reference */
  GError *error;
  gint64 next_usec; /* when to look again; < 0: when woken */
  GPtrArray *ended; /* GThread */
  gboolean all_ended;
} MoSurvey;

/* Each idle worker is on its way to one of the oldest jobs: these have not waited in vain. */
static MoJob *
skip_served (MoPool *pool, MoSurvey *survey, gint64 now)
{
  MoJob *job = pool->oldest_waiting;
  guint n_idle = mo_pool_count_idle (pool);

  if (n_idle > 0 && job != NULL)
    survey->next_usec
        = MAX (job->queued_usec + pool->options.acquire_timeout_usec, now + LOOK_AGAIN_USEC);
  while (n_idle-- > 0 && job != NULL)
    job = job->newer;
  return job;
}

static void
survey_waiting (MoPool *pool, MoSurvey *survey, gint64 now)
{
  gint64 timeout = pool->options.acquire_timeout_usec;
  MoJob *job = timeout >= 0 ? skip_served (pool, survey, now) : NULL;

  while (job != NULL)
    {
      MoJob *newer = job->newer;

      if (job->queued_usec + timeout > now)
        {
          if (survey->next_usec < 0)
            survey->next_usec = job->queued_usec + timeout;
          return;
        }
      if (survey->error == NULL)
        survey->error = mo_pool_explain_exhaustion (pool, now);
      mo_pool_unlink_waiting (pool, job);
      mo_future_ref (&job->parent);
      g_ptr_array_add (survey->expired, job);
      job = newer;
    }
}

static void
survey_pool (MoPool *pool, MoSurvey *survey)
{
  mo_job_queue_lock (pool->queue);
  survey_waiting (pool, survey, mo_pool_now (pool));
  for (guint i = 0; i < pool->ended->len; i++)
    g_ptr_array_add (survey->ended, g_ptr_array_index (pool->ended, i));
  g_ptr_array_set_size (pool->ended, 0);
  survey->all_ended = pool->closing && pool->workers->len == 0;
  mo_job_queue_unlock (pool->queue);
}

static void
act_on (MoSurvey *survey)
{
  for (guint i = 0; i < survey->expired->len; i++)
    {
      MoJob *job = g_ptr_array_index (survey->expired, i);

      mo_job_abandon (job, survey->error);
      mo_future_unref (&job->parent);
    }
  for (guint i = 0; i < survey->ended->len; i++)
    g_thread_join (g_ptr_array_index (survey->ended, i));
  g_clear_error (&survey->error);
}

static void
sleep_until (MoPool *pool, gint64 next_usec)
{
  gboolean signalled = TRUE;

  mo_mutex_lock (&pool->wake_lock);
  while (!pool->woken && signalled)
    signalled = mo_cond_wait_until (&pool->wake, &pool->wake_lock, next_usec);
  pool->woken = FALSE;
  mo_mutex_unlock (&pool->wake_lock);
}

gpointer
mo_supervisor_main (gpointer data)
{
  g_autoptr (MoPool) pool = data;
  g_autoptr (GPtrArray) expired = g_ptr_array_new ();
  g_autoptr (GPtrArray) ended = g_ptr_array_new ();
  MoSurvey survey = { .expired = expired, .ended = ended };

  do
    {
      g_ptr_array_set_size (expired, 0);
      g_ptr_array_set_size (ended, 0);
      survey.next_usec = -1;
      survey_pool (pool, &survey);
      act_on (&survey);
      if (!survey.all_ended)
        sleep_until (pool, survey.next_usec);
    }
  while (!survey.all_ended);
  mo_future_resolve_true (pool->closed);
  return NULL;
}
