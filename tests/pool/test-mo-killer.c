/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The killer by itself, and who may still ask it for something at the end. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pool-test.h"
#include "pool/mo-fence-private.h"
#include "pool/mo-killer-private.h"
#include "wire/mo-mysql-api-private.h"

#define SECOND G_USEC_PER_SEC
#define LIMIT_USEC (10 * SECOND)

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
  mo_killer_order (rig.killer, rig.fence, job, FALSE, 0);
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
  mo_killer_order (rig.killer, rig.fence, job, FALSE, 0);
  mo_killer_order (rig.killer, rig.fence, job, TRUE, 0);
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
  mo_killer_order (rig.killer, rig.fence, job, TRUE, 0);
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

/* --- a server that lets nobody in --- */

/* A victim and what it runs, on a clock that stands until it is moved. */
typedef struct
{
  MoConnection *connection;
  MoFence *fence;
  MoJob *job;
} Victim;

typedef struct
{
  _Atomic gint64 now_usec;
  MoMysqlApi api;
  MoKiller *killer;
  Victim victims[4];
} Many;

static gint64
read_clock (gpointer data)
{
  return atomic_load ((_Atomic gint64 *) data);
}

static void
many_open (Many *self)
{
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  MoClock clock = { read_clock, (gpointer) &self->now_usec };

  fake_mysql_reset ();
  fake_mysql_set_nodes ((const char *[]){ "one", NULL });
  atomic_store (&self->now_usec, 1000 * SECOND);
  self->killer = mo_killer_new (&self->api, &endpoint, &clock, SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (self->victims); i++)
    {
      Victim *victim = &self->victims[i];

      victim->connection = mo_connection_open (&self->api, &endpoint, NULL);
      g_assert_nonnull (victim->connection);
      victim->fence = mo_fence_new (self->killer, &clock, victim->connection, LIMIT_USEC);
      victim->job = mo_job_alloc (&job_class);
    }
}

static void
many_close (Many *self)
{
  mo_killer_end (self->killer);
  for (guint i = 0; i < G_N_ELEMENTS (self->victims); i++)
    {
      pool_test_drop_job (self->victims[i].job);
      mo_fence_unref (self->victims[i].fence);
      mo_connection_close (self->victims[i].connection);
    }
  mo_killer_unref (self->killer);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 0);
}

static void
many_advance (Many *self, gint64 usec)
{
  atomic_fetch_add (&self->now_usec, usec);
  mo_killer_wake (self->killer);
}

static void
many_stop (Many *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->victims); i++)
    {
      Victim *victim = &self->victims[i];

      g_assert_true (mo_fence_enter (victim->fence, victim->job, "SELECT 1", MO_FENCE_STATEMENT));
      mo_fence_stop (victim->fence, victim->job);
    }
}

static gboolean
all_are_cut (gpointer data)
{
  Many *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->victims); i++)
    if (!mo_fence_is_spent (self->victims[i].fence))
      return FALSE;
  return TRUE;
}

static void
assert_all_cut (Many *self)
{
  pool_test_wait_until (all_are_cut, self);
  g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, G_N_ELEMENTS (self->victims) + 1);
  g_assert_cmpuint (mo_killer_get_n_kills (self->killer), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->victims); i++)
    g_assert_true (mo_fence_leave (self->victims[i].fence));
}

static gboolean
is_held (gpointer data)
{
  return fake_mysql_get_n_held () == 1;
}

/* The attempt hangs for longer than the pause behind one: what waits behind it is cut all the same,
 * and does not try in its turn. */
static void
test_hanging_server (void)
{
  Many many = { .api = fake_mysql_api };

  many_open (&many);
  fake_mysql_set_hold (TRUE);
  fake_mysql_set_refuse (TRUE);
  many_stop (&many);
  pool_test_wait_until (is_held, NULL);
  many_advance (&many, 5 * SECOND);
  fake_mysql_set_hold (FALSE);
  assert_all_cut (&many);
  many_close (&many);
}

/* The same of a server that says no at once; and later it is asked again. */
static void
test_refusing_server (void)
{
  Many many = { .api = fake_mysql_api };

  many_open (&many);
  fake_mysql_set_refuse (TRUE);
  many_stop (&many);
  assert_all_cut (&many);
  fake_mysql_set_refuse (FALSE);
  many_advance (&many, 2 * SECOND);
  mo_killer_end_connection (many.killer, many.victims[0].fence);
  pool_test_wait_until (has_killed, many.killer);
  g_assert_cmpuint (fake_mysql_count ("KILL CONNECTION 1"), ==, 1);
  many_close (&many);
}

/* --- on the side --- */

static int victim_socket = -1;

/* The first connection's. */
static int
get_victim_socket (MYSQL *mysql)
{
  return fake_mysql_api.thread_id (mysql) == 1 ? victim_socket : -1;
}

/* Of many the first one has a socket, and asks on the side. */
typedef struct
{
  Many many;
  int sockets[2];
} Aside;

static void
aside_open (Aside *self)
{
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, self->sockets), ==, 0);
  victim_socket = self->sockets[0];
  self->many.api = fake_mysql_api;
  self->many.api.get_socket = get_victim_socket;
  many_open (&self->many);
}

static void
aside_close (Aside *self)
{
  many_close (&self->many);
  close (self->sockets[0]);
  close (self->sockets[1]);
}

static gboolean
is_cut (gpointer data)
{
  char byte;

  return recv (((Aside *) data)->sockets[1], &byte, 1, MSG_DONTWAIT) == 0;
}

/* Whatever was due is done, as another one's KILL behind it shows. */
static void
wait_for_killer (Aside *self)
{
  Victim *other = &self->many.victims[1];

  g_assert_true (mo_fence_enter (other->fence, other->job, "SELECT 2", MO_FENCE_STATEMENT));
  mo_fence_stop (other->fence, other->job);
  pool_test_wait_until (has_killed, self->many.killer);
  g_assert_true (mo_fence_leave (other->fence));
}

static void
assert_only_cut (Aside *self, Victim *victim)
{
  wait_for_killer (self);
  many_advance (&self->many, 2 * SECOND - 1);
  g_usleep (2000);
  g_assert_false (is_cut (self));
  many_advance (&self->many, 1);
  pool_test_wait_until (is_cut, self);
  g_assert_true (mo_fence_leave (victim->fence));
  g_assert_true (mo_fence_is_spent (victim->fence));
  g_assert_cmpuint (mo_killer_get_n_kills (self->many.killer), ==, 1); /* the other one's */
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 2"), ==, 1);
}

/* Nobody answers: it is never killed, and cut when a statement would have been. */
static void
test_aside_stopped (void)
{
  Aside aside;
  Victim *victim = &aside.many.victims[0];

  aside_open (&aside);
  mo_fence_enter_aside (victim->fence, victim->job, "ROLLBACK");
  mo_fence_stop (victim->fence, victim->job);
  assert_only_cut (&aside, victim);
  aside_close (&aside);
}

/* It is asked for all the same where its job was cancelled before. */
static void
test_aside_of_unwanted (void)
{
  Aside aside;
  Victim *victim = &aside.many.victims[0];

  aside_open (&aside);
  mo_fence_stop (victim->fence, victim->job);
  g_assert_false (mo_fence_enter (victim->fence, victim->job, "SELECT 1", MO_FENCE_STATEMENT));
  mo_fence_enter_aside (victim->fence, victim->job, "ROLLBACK");
  assert_only_cut (&aside, victim);
  aside_close (&aside);
}

/* Answered in time, it leaves the connection as it is. */
static void
test_aside_answered (void)
{
  Aside aside;
  Victim *victim = &aside.many.victims[0];

  aside_open (&aside);
  mo_fence_enter_aside (victim->fence, victim->job, "ROLLBACK");
  mo_fence_stop (victim->fence, victim->job);
  g_assert_false (mo_fence_leave (victim->fence));
  many_advance (&aside.many, 3 * SECOND);
  wait_for_killer (&aside);
  mo_fence_cut_overdue (victim->fence, read_clock (&aside.many.now_usec) + LIMIT_USEC);
  g_assert_false (is_cut (&aside));
  g_assert_false (mo_fence_is_spent (victim->fence));
  aside_close (&aside);
}

/* Wanted by everybody, it has the time that anything of ours has; then the server is told, too. */
static void
test_aside_overdue (void)
{
  Aside aside;
  Victim *victim = &aside.many.victims[0];
  gint64 end;

  aside_open (&aside);
  mo_fence_enter_aside (victim->fence, victim->job, "a ping");
  end = mo_fence_get_limit (victim->fence);
  g_assert_cmpint (end, ==, read_clock (&aside.many.now_usec) + LIMIT_USEC);
  mo_fence_cut_overdue (victim->fence, end - 1);
  g_assert_false (is_cut (&aside));
  mo_fence_cut_overdue (victim->fence, end);
  g_assert_true (is_cut (&aside));
  g_assert_true (mo_fence_is_spent (victim->fence));
  mo_fence_leave (victim->fence);
  pool_test_wait_until (has_killed, aside.many.killer);
  g_assert_cmpuint (fake_mysql_count ("KILL CONNECTION 1"), ==, 1);
  aside_close (&aside);
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
  g_test_add_func ("/pool/killer/hanging-server", test_hanging_server);
  g_test_add_func ("/pool/killer/refusing-server", test_refusing_server);
  g_test_add_func ("/pool/killer/aside-stopped", test_aside_stopped);
  g_test_add_func ("/pool/killer/aside-of-unwanted", test_aside_of_unwanted);
  g_test_add_func ("/pool/killer/aside-answered", test_aside_answered);
  g_test_add_func ("/pool/killer/aside-overdue", test_aside_overdue);
  return g_test_run ();
}
