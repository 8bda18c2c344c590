/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool on a real server, with a clock that is moved: what it finds after a while. */

#include <stdatomic.h>
#include <string.h>

#include "client/mo-statement-job-private.h"
#include "mo-test-server.h"
#include "pool/mo-pool-private.h"

#define SECOND G_USEC_PER_SEC

typedef struct
{
  MoPool *pool;
  _Atomic gint64 now_usec;
} Rig;

static gint64
read_clock (gpointer data)
{
  return atomic_load ((_Atomic gint64 *) data);
}

static void
rig_open (Rig *self, gboolean pre_ping, gint64 recycle_usec)
{
  g_autoptr (MoEndpoint) endpoint = mo_test_endpoint_new ();
  MoPoolOptions options = {
    .max_workers = 1,
    .acquire_timeout_usec = -1,
    .recycle_usec = recycle_usec,
    .pre_ping = pre_ping,
    MO_POOL_NO_LIMITS
  };
  MoClock clock = { read_clock, (gpointer) &self->now_usec };

  atomic_store (&self->now_usec, 1000 * SECOND);
  self->pool = mo_pool_new (&mo_mysql_api, endpoint, &options, &clock);
}

static void
rig_close (Rig *self)
{
  mo_test_ok (mo_pool_close (self->pool, -1));
  mo_pool_unref (self->pool);
}

static gboolean
is_idle (gpointer data)
{
  MoPoolStats stats;

  mo_pool_get_stats (data, &stats);
  return stats.n_busy == 0;
}

static MoFuture *
rig_submit (Rig *self, const char *sql)
{
  MoStatement *statement = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, NULL);

  return mo_pool_submit (self->pool, mo_statement_job_new (statement,
                                                            mo_pool_get_log_options (self->pool)));
}

/* The id of its connection, once the worker is free again. */
static gint64
rig_ask (Rig *self)
{
  gint64 id = mo_test_number (rig_submit (self, "SELECT CONNECTION_ID()"));

  g_assert_true (mo_test_wait_until (is_idle, self->pool));
  return id;
}

static void
advance (Rig *self, gint64 usec)
{
  atomic_fetch_add (&self->now_usec, usec);
}

static MoPoolStats
read_stats (Rig *self)
{
  MoPoolStats stats;

  mo_pool_get_stats (self->pool, &stats);
  return stats;
}

/* Killed while it was idle: nobody sees anything of it. */
static void
test_pre_ping (MoTest *test)
{
  gint64 first, second;
  Rig rig;

  rig_open (&rig, TRUE, -1);
  first = rig_ask (&rig);
  mo_test_kill (test, (guint64) first);
  advance (&rig, SECOND);
  second = rig_ask (&rig);
  g_assert_cmpint (second, !=, first);
  g_assert_cmpuint (read_stats (&rig).n_connections, ==, 2);
  rig_close (&rig);
}

/* A ping that is answered leaves the connection as clean as it was. */
static void
test_ping_keeps_connection (MoTest *test)
{
  gint64 id;
  Rig rig;

  rig_open (&rig, TRUE, -1);
  mo_test_ok (mo_pool_submit (rig.pool, mo_connect_job_new ()));
  g_assert_true (mo_test_wait_until (is_idle, rig.pool));
  id = rig_ask (&rig);
  for (guint i = 1; i <= 3; i++)
    {
      advance (&rig, SECOND);
      mo_test_ok (mo_pool_submit (rig.pool, mo_connect_job_new ()));
      g_assert_true (mo_test_wait_until (is_idle, rig.pool));
      g_assert_cmpint (rig_ask (&rig), ==, id);
      g_assert_cmpuint (read_stats (&rig).n_pings, ==, i);
    }
  g_assert_cmpuint (read_stats (&rig).n_connections, ==, 1);
  rig_close (&rig);
}

static void
test_without_pre_ping (MoTest *test)
{
  gint64 id;
  Rig rig;

  rig_open (&rig, FALSE, -1);
  id = rig_ask (&rig);
  mo_test_kill (test, (guint64) id);
  advance (&rig, 1000 * SECOND);
  /* The system knows that the server has closed it. */
  g_assert_cmpint (rig_ask (&rig), !=, id);
  g_assert_cmpuint (read_stats (&rig).n_pings, ==, 0);
  rig_close (&rig);
}

static void
test_recycle (MoTest *test)
{
  gint64 id;
  Rig rig;

  rig_open (&rig, FALSE, 300 * SECOND);
  id = rig_ask (&rig);
  advance (&rig, 299 * SECOND);
  g_assert_cmpint (rig_ask (&rig), ==, id);
  advance (&rig, SECOND);
  g_assert_cmpint (rig_ask (&rig), !=, id);
  g_assert_cmpuint (read_stats (&rig).n_connections, ==, 2);
  rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/pool/server/pre-ping", test_pre_ping);
  mo_test_add ("/pool/server/ping-keeps-connection", test_ping_keeps_connection);
  mo_test_add ("/pool/server/without-pre-ping", test_without_pre_ping);
  mo_test_add ("/pool/server/recycle", test_recycle);
  return g_test_run ();
}
