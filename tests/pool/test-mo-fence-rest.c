/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left of an answer that nobody wants: it has a moment, and is stopped then. */

#include <stdatomic.h>

#include "pool-test.h"
#include "pool/mo-fence-private.h"

#define SECOND G_USEC_PER_SEC
#define GRACE_USEC (SECOND / 2)

/* On a clock that stands until it is moved. */
typedef struct
{
  _Atomic gint64 now_usec;
  MoKiller *killer;
  MoConnection *connection;
  MoFence *fence;
  MoJob *rest;
  MoJob *other;
} Rig;

static gint64
read_clock (gpointer data)
{
  return atomic_load ((_Atomic gint64 *) data);
}

static void
rig_open (Rig *self)
{
  static const char *const nodes[] = { "one", NULL };
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  MoClock clock = { read_clock, (gpointer) &self->now_usec };

  fake_mysql_reset ();
  fake_mysql_set_nodes (nodes);
  atomic_init (&self->now_usec, 1000 * SECOND);
  self->killer = mo_killer_new (&fake_mysql_api, &endpoint, &clock, 3 * SECOND);
  self->connection = mo_connection_open (&fake_mysql_api, &endpoint, NULL);
  self->fence = mo_fence_new (self->killer, &clock, self->connection, 0);
  self->rest = pool_test_job_new ("SELECT 1");
  self->other = pool_test_job_new ("SELECT 2");
}

static void
rig_close (Rig *self)
{
  mo_killer_end (self->killer);
  pool_test_drop_job (self->rest);
  pool_test_drop_job (self->other);
  mo_fence_unref (self->fence);
  mo_connection_close (self->connection);
  mo_killer_unref (self->killer);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
}

static void
rig_advance (Rig *self, gint64 usec)
{
  atomic_fetch_add (&self->now_usec, usec);
  mo_killer_wake (self->killer);
}

static gboolean
has_killed (gpointer killer)
{
  return mo_killer_get_n_kills (killer) > 0;
}

/* Whatever was due is done, as the KILL that another one orders behind it shows. */
static void
assert_kills (Rig *self, guint n)
{
  g_assert_true (mo_fence_enter (self->fence, self->other, "SELECT 2", MO_FENCE_STATEMENT));
  mo_fence_stop (self->fence, self->other);
  pool_test_wait_until (has_killed, self->killer);
  g_assert_true (mo_fence_leave (self->fence));
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 1"), ==, n);
}

/* It ends by itself. */
static void
test_in_time (void)
{
  Rig rig;

  rig_open (&rig);
  mo_fence_enter_to_stop (rig.fence, rig.rest, "SELECT 1", GRACE_USEC);
  rig_advance (&rig, GRACE_USEC - 1);
  g_assert_false (mo_fence_leave (rig.fence));
  rig_advance (&rig, 2 * GRACE_USEC);
  assert_kills (&rig, 1);
  rig_close (&rig);
}

static void
test_stopped (void)
{
  Rig rig;

  rig_open (&rig);
  mo_fence_enter_to_stop (rig.fence, rig.rest, "SELECT 1", GRACE_USEC);
  rig_advance (&rig, GRACE_USEC);
  pool_test_wait_until (has_killed, rig.killer);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_false (mo_fence_is_spent (rig.fence));
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 1"), ==, 1);
  rig_close (&rig);
}

static gboolean
has_killed_connection (gpointer data)
{
  return fake_mysql_count ("KILL CONNECTION 1") > 0;
}

/* And then by harsher means, as everything else. */
static void
test_harsher (void)
{
  Rig rig;

  rig_open (&rig);
  mo_fence_enter_to_stop (rig.fence, rig.rest, "SELECT 1", GRACE_USEC);
  rig_advance (&rig, GRACE_USEC);
  pool_test_wait_until (has_killed, rig.killer);
  while (!has_killed_connection (NULL))
    rig_advance (&rig, SECOND);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_true (mo_fence_is_spent (rig.fence));
  rig_close (&rig);
}

/* Where nothing is let in any more, it is, once: somebody has to read it. */
static void
test_behind_interrupt (void)
{
  Rig rig;
  int tenant;

  rig_open (&rig);
  mo_fence_let (rig.fence, &tenant);
  mo_fence_interrupt (rig.fence, &tenant);
  g_assert_false (mo_fence_enter (rig.fence, rig.rest, "SELECT 1", MO_FENCE_STATEMENT));
  mo_fence_enter_to_stop (rig.fence, rig.rest, "SELECT 1", GRACE_USEC);
  rig_advance (&rig, GRACE_USEC);
  pool_test_wait_until (has_killed, rig.killer);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_false (mo_fence_enter (rig.fence, rig.other, "SELECT 2", MO_FENCE_STATEMENT));
  rig_close (&rig);
}

/* Who comes to stop it is late: that is ordered already. */
static void
test_stopped_twice (void)
{
  Rig rig;

  rig_open (&rig);
  mo_fence_enter_to_stop (rig.fence, rig.rest, "SELECT 1", GRACE_USEC);
  mo_fence_stop (rig.fence, rig.rest);
  mo_fence_shut (rig.fence);
  rig_advance (&rig, GRACE_USEC);
  pool_test_wait_until (has_killed, rig.killer);
  g_assert_true (mo_fence_leave (rig.fence));
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 1"), ==, 1);
  rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fence/rest/in-time", test_in_time);
  g_test_add_func ("/fence/rest/stopped", test_stopped);
  g_test_add_func ("/fence/rest/harsher", test_harsher);
  g_test_add_func ("/fence/rest/behind-interrupt", test_behind_interrupt);
  g_test_add_func ("/fence/rest/stopped-twice", test_stopped_twice);
  return g_test_run ();
}
