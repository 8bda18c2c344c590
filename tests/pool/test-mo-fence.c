/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fence by itself: whose statement is stopped, and whose is not. */

#include <matrixone-glib/mo-await.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool-test.h"
#include "pool/mo-fence-private.h"

#define LIMIT_USEC (60 * G_USEC_PER_SEC)

typedef struct
{
  MoKiller *killer;
  MoConnection *connection;
  MoFence *fence;
  MoJob *jobs[2];
} Rig;

static void
rig_open (Rig *self)
{
  static const char *const nodes[] = { "one", NULL };
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  g_autoptr (GError) error = NULL;

  fake_mysql_reset ();
  fake_mysql_set_nodes (nodes);
  self->killer
      = mo_killer_new (&fake_mysql_api, &endpoint, &mo_clock_monotonic, 60 * G_USEC_PER_SEC);
  self->connection = mo_connection_open (&fake_mysql_api, &endpoint, &error);
  g_assert_no_error (error);
  self->fence = mo_fence_new (self->killer, &mo_clock_monotonic, self->connection, LIMIT_USEC);
  for (guint i = 0; i < G_N_ELEMENTS (self->jobs); i++)
    {
      self->jobs[i] = pool_test_job_new ("SELECT 1");
      g_assert_true (mo_job_take_on (self->jobs[i], self->fence));
    }
}

static void
rig_close (Rig *self)
{
  mo_killer_end (self->killer);
  for (guint i = 0; i < G_N_ELEMENTS (self->jobs); i++)
    {
      mo_future_resolve_true (&self->jobs[i]->parent);
      mo_future_unref (&self->jobs[i]->parent);
    }
  mo_fence_unref (self->fence);
  mo_connection_close (self->connection);
  mo_killer_unref (self->killer);
}

static gboolean
enter (Rig *self, guint job)
{
  return mo_fence_enter (self->fence, self->jobs[job], "SELECT 1", MO_FENCE_STATEMENT);
}

/* Of one who is gone: whoever is there now does not notice. */
static void
test_late_interrupt (void)
{
  Rig rig;
  int first, second;

  rig_open (&rig);
  mo_fence_let (rig.fence, &first);
  mo_fence_let (rig.fence, NULL);
  g_assert_true (enter (&rig, 0));
  mo_fence_interrupt (rig.fence, &first);
  g_assert_false (mo_fence_is_unwanted (rig.fence, rig.jobs[0]));
  g_assert_false (mo_fence_leave (rig.fence));
  mo_fence_let (rig.fence, &second);
  mo_fence_interrupt (rig.fence, &first);
  g_assert_true (enter (&rig, 0));
  g_assert_false (mo_fence_leave (rig.fence));
  g_assert_cmpuint (mo_killer_get_n_kills (rig.killer), ==, 0);
  rig_close (&rig);
}

/* When nothing runs, nothing runs from then on; until it is somebody else's. */
static void
test_interrupt_between (void)
{
  Rig rig;
  int first;

  rig_open (&rig);
  mo_fence_let (rig.fence, &first);
  mo_fence_interrupt (rig.fence, &first);
  g_assert_true (mo_fence_is_unwanted (rig.fence, rig.jobs[0]));
  g_assert_false (enter (&rig, 0));
  mo_fence_let (rig.fence, NULL);
  g_assert_true (enter (&rig, 0));
  g_assert_false (mo_fence_leave (rig.fence));
  rig_close (&rig);
}

static gboolean
has_killed (gpointer killer)
{
  return mo_killer_get_n_kills (killer) > 0;
}

/* The next statement of a packet is stopped as well, when the first one has come to its end. */
static void
test_interrupt_packet (void)
{
  Rig rig;
  int first;

  rig_open (&rig);
  mo_fence_let (rig.fence, &first);
  g_assert_true (enter (&rig, 0));
  mo_fence_interrupt (rig.fence, &first);
  pool_test_wait_until (has_killed, rig.killer);
  mo_fence_move (rig.fence, rig.jobs[1], "SELECT 2");
  while (mo_killer_get_n_kills (rig.killer) < 2)
    g_usleep (100);
  g_assert_true (mo_fence_leave (rig.fence));
  rig_close (&rig);
}

/* The killer does not begin where something else runs, or nothing. */
static void
test_begin_kill (void)
{
  Rig rig;

  rig_open (&rig);
  g_assert_false (mo_fence_begin_kill (rig.fence, rig.jobs[0], FALSE));
  g_assert_true (enter (&rig, 1));
  g_assert_false (mo_fence_begin_kill (rig.fence, rig.jobs[0], FALSE));
  g_assert_true (mo_fence_begin_kill (rig.fence, rig.jobs[1], FALSE));
  mo_fence_end_kill (rig.fence, FALSE);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_false (mo_fence_is_spent (rig.fence));
  rig_close (&rig);
}

/* --- upkeep --- */

static void
test_upkeep_shut (void)
{
  Rig rig;

  rig_open (&rig);
  g_assert_cmpint (mo_fence_begin_upkeep (rig.fence, "a"), ==, MO_FENCE_UPKEEP_DONE);
  g_assert_cmpint (mo_fence_get_limit (rig.fence), >, 0);
  g_assert_cmpint (mo_fence_end_upkeep (rig.fence), ==, MO_FENCE_UPKEEP_DONE);
  g_assert_false (mo_fence_is_spent (rig.fence));
  g_assert_cmpint (mo_fence_begin_upkeep (rig.fence, "b"), ==, MO_FENCE_UPKEEP_DONE);
  mo_fence_shut (rig.fence);
  g_assert_true (mo_fence_is_spent (rig.fence));
  g_assert_cmpint (mo_fence_end_upkeep (rig.fence), ==, MO_FENCE_UPKEEP_SHUT);
  g_assert_cmpint (mo_fence_begin_upkeep (rig.fence, "c"), ==, MO_FENCE_UPKEEP_SHUT);
  rig_close (&rig);
}

/* One that was over in time is not cut by who comes too late. */
static void
test_upkeep_overdue (void)
{
  Rig rig;
  gint64 end;

  rig_open (&rig);
  mo_fence_begin_upkeep (rig.fence, "a");
  end = mo_fence_get_limit (rig.fence);
  mo_fence_cut_overdue (rig.fence, end - 1);
  g_assert_cmpint (mo_fence_end_upkeep (rig.fence), ==, MO_FENCE_UPKEEP_DONE);
  mo_fence_cut_overdue (rig.fence, end);
  g_assert_false (mo_fence_is_spent (rig.fence));
  g_assert_cmpint (mo_fence_begin_upkeep (rig.fence, "b"), ==,
                   MO_FENCE_UPKEEP_DONE);
  mo_fence_cut_overdue (rig.fence, mo_fence_get_limit (rig.fence));
  g_assert_cmpint (mo_fence_end_upkeep (rig.fence), ==, MO_FENCE_UPKEEP_OVERDUE);
  g_assert_true (mo_fence_is_spent (rig.fence));
  rig_close (&rig);
}

typedef struct
{
  MoJob parent;
  gboolean *is_gone;
} MortalJob;

static void
mortal_job_clear (MoJob *job)
{
  *((MortalJob *) job)->is_gone = TRUE;
}

static const MoJobClass mortal_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MortalJob, mo_job_cancel),
  .clear = mortal_job_clear,
};

/* Who wants something stopped when the killer is gone: it is dropped, and not kept. */
static void
test_late_order (void)
{
  MortalJob *job = (MortalJob *) mo_job_alloc (&mortal_job_class);
  gboolean is_gone = FALSE;
  Rig rig;

  rig_open (&rig);
  job->is_gone = &is_gone;
  g_assert_true (mo_job_take_on (&job->parent, rig.fence));
  g_assert_true (mo_fence_enter (rig.fence, &job->parent, "SELECT 1", MO_FENCE_STATEMENT));
  mo_killer_end (rig.killer);
  mo_fence_stop (rig.fence, &job->parent);
  g_assert_false (mo_fence_leave (rig.fence));
  mo_future_resolve_true (&job->parent.parent);
  mo_future_unref (&job->parent.parent);
  g_assert_true (is_gone);
  rig_close (&rig);
}

/* --- another process --- */

typedef struct
{
  Rig rig;
  gboolean is_armed;
} Forking;

/* The fence asks for the time with its lock held, which in the child nobody gives up. */
static gint64
fork_and_read_clock (gpointer data)
{
  Forking *self = data;
  int status = -1;
  pid_t child;

  if (!self->is_armed)
    return g_get_monotonic_time ();
  child = fork ();
  if (child == 0)
    {
      alarm (20);
      mo_fence_stop (self->rig.fence, self->rig.jobs[0]);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  return g_get_monotonic_time ();
}

static void
test_stop_in_child (void)
{
  Forking self = { .is_armed = FALSE };
  MoClock clock = { fork_and_read_clock, &self };

  rig_open (&self.rig);
  mo_fence_unref (self.rig.fence);
  self.rig.fence = mo_fence_new (self.rig.killer, &clock, self.rig.connection, LIMIT_USEC);
  self.is_armed = TRUE;
  g_assert_true (enter (&self.rig, 0));
  g_assert_false (mo_fence_is_unwanted (self.rig.fence, self.rig.jobs[0]));
  g_assert_false (mo_fence_leave (self.rig.fence));
  rig_close (&self.rig);
}

/* --- many --- */

typedef struct
{
  MoFence *fence;
  MoJob *job;
  _Atomic gboolean go;
} Canceller;

static void *
cancel (void *data)
{
  Canceller *self = data;

  while (!atomic_load (&self->go))
    {
    }
  mo_fence_stop (self->fence, self->job);
  return NULL;
}

/* Cancelled by sixteen threads, while the worker comes and goes: one KILL at the most for a job,
 * and none for the other one. */
static void
test_sixteen (void)
{
  pthread_t threads[16];
  Canceller canceller;
  Rig rig;

  rig_open (&rig);
  canceller = (Canceller){ .fence = rig.fence, .job = rig.jobs[0] };
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, cancel, &canceller), ==, 0);
  atomic_store (&canceller.go, TRUE);
  for (guint i = 0; i < 1000; i++)
    {
      if (enter (&rig, 0))
        mo_fence_leave (rig.fence);
      g_assert_true (enter (&rig, 1));
      g_assert_false (mo_fence_is_unwanted (rig.fence, rig.jobs[1]));
      g_assert_false (mo_fence_leave (rig.fence));
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
  g_assert_false (enter (&rig, 0));
  g_assert_cmpuint (mo_killer_get_n_kills (rig.killer), <=, 1);
  rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fence/late-interrupt", test_late_interrupt);
  g_test_add_func ("/fence/interrupt-between", test_interrupt_between);
  g_test_add_func ("/fence/interrupt-packet", test_interrupt_packet);
  g_test_add_func ("/fence/begin-kill", test_begin_kill);
  g_test_add_func ("/fence/late-order", test_late_order);
  g_test_add_func ("/fence/sixteen", test_sixteen);
  g_test_add_func ("/fence/upkeep-shut", test_upkeep_shut);
  g_test_add_func ("/fence/upkeep-overdue", test_upkeep_overdue);
  g_test_add_func ("/fence/stop-in-child", test_stop_in_child);
  return g_test_run ();
}
