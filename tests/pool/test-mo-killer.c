/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The killer by itself, and who may still ask it for something at the end. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>

#include "pool-test.h"
#include "pool/mo-fence-private.h"
#include "pool/mo-killer-private.h"

static const MoJobClass job_class = { .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_cancel) };

typedef struct
{
  MoKiller *killer;
  MoConnection *connection; /* the victim's, of this thread */
  MoFence *fence;
} Rig;

static void
rig_open (Rig *self)
{
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  g_autoptr (GError) error = NULL;

  fake_mysql_reset ();
  fake_mysql_set_nodes ((const char *[]){ "one", NULL });
  self->killer = mo_killer_new (&fake_mysql_api, &endpoint, &mo_clock_monotonic, G_USEC_PER_SEC);
  self->connection = mo_connection_open (&fake_mysql_api, &endpoint, &error);
  g_assert_no_error (error);
  self->fence = mo_fence_new (self->killer, &mo_clock_monotonic, self->connection, 0);
}

static void
rig_close (Rig *self)
{
  mo_fence_unref (self->fence);
  mo_connection_close (self->connection);
  mo_killer_end (self->killer);
  mo_killer_unref (self->killer);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_foreign (), ==, 0);
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 0);
}

static gboolean
has_killed (gpointer killer)
{
  return mo_killer_get_n_kills (killer) == 1;
}

static void
test_kills (void)
{
  MoJob *job = mo_job_alloc (&job_class);
  Rig rig;

  rig_open (&rig);
  g_assert_true (mo_fence_enter (rig.fence, job, "SELECT 1", MO_FENCE_STATEMENT));
  mo_fence_stop (rig.fence, job);
  pool_test_wait_until (has_killed, rig.killer);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 1"), ==, 1);
  g_assert_false (mo_fence_is_spent (rig.fence));
  pool_test_drop_job (job);
  rig_close (&rig);
}

/* The statement was over before the killer came: nothing is sent. */
static void
test_too_late_for_the_statement (void)
{
  MoJob *job = mo_job_alloc (&job_class);
  MoJob *next = mo_job_alloc (&job_class);
  Rig rig;

  rig_open (&rig);
  g_assert_true (mo_fence_enter (rig.fence, job, "SELECT 1", MO_FENCE_STATEMENT));
  g_assert_false (mo_fence_leave (rig.fence));
  g_assert_true (mo_fence_enter (rig.fence, next, "SELECT 2", MO_FENCE_STATEMENT));
  mo_killer_order (rig.killer, rig.fence, job, FALSE);
  mo_fence_stop (rig.fence, next); /* so that one KILL is sent, behind the other order */
  pool_test_wait_until (has_killed, rig.killer);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 1"), ==, 1);
  pool_test_drop_job (job);
  pool_test_drop_job (next);
  rig_close (&rig);
}

/* Somebody has seen the statement run, and orders when it and the killer have ended. */
static void
test_order_after_the_end (void)
{
  MoJob *job = mo_job_alloc (&job_class);
  Rig rig;

  rig_open (&rig);
  mo_killer_end (rig.killer);
  mo_killer_order (rig.killer, rig.fence, job, FALSE);
  mo_killer_order (rig.killer, rig.fence, job, TRUE);
  pool_test_drop_job (job);
  rig_close (&rig);
}

/* What is left of the order's time does not hold up the end. */
static void
test_end_with_orders (void)
{
  MoJob *job = mo_job_alloc (&job_class);
  Rig rig;

  rig_open (&rig);
  mo_killer_order (rig.killer, rig.fence, job, TRUE);
  pool_test_drop_job (job);
  rig_close (&rig);
}

static gboolean
is_reserved (gpointer data)
{
  return fake_mysql_get_n_open () == 2;
}

/* pool_test_close() looks at whose thread used which handle: the killer's too. */
static void
test_reserved (void)
{
  Rig rig;

  rig_open (&rig);
  mo_killer_reserve (rig.killer);
  pool_test_wait_until (is_reserved, NULL);
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 1);
  fake_mysql_kill_all ();
  rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/killer/kills", test_kills);
  g_test_add_func ("/pool/killer/too-late-for-the-statement", test_too_late_for_the_statement);
  g_test_add_func ("/pool/killer/order-after-the-end", test_order_after_the_end);
  g_test_add_func ("/pool/killer/end-with-orders", test_end_with_orders);
  g_test_add_func ("/pool/killer/reserved", test_reserved);
  return g_test_run ();
}
