/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session in which a job has left something: made as new, or replaced where that cannot be done;
 * and nothing more is sent where nothing was left. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>

#include "pool-test.h"

#define INIT_SQL "SET @tenant = 7"

/* A job that leaves what no flag of the server tells. */
static void
leave_run (MoJob *job, MoConnection *connection)
{
  mo_connection_leave_state (connection, 0);
  mo_future_resolve_true (&job->parent);
}

static void
leave_database_run (MoJob *job, MoConnection *connection)
{
  mo_connection_leave_state (connection, MO_LEFT_DATABASE);
  mo_future_resolve_true (&job->parent);
}

static const MoJobClass leave_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_cancel),
  .run = leave_run,
};

static const MoJobClass leave_database_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_cancel),
  .run = leave_database_run,
};

static void
leave (PoolTest *test, gboolean another_database)
{
  MoJob *job = mo_job_alloc (another_database ? &leave_database_class : &leave_class);

  g_assert_true (mo_await (mo_pool_submit (test->pool, job), NULL));
  pool_test_settle (test);
}

static void
test_clean_costs_nothing (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;
  PoolTest test;

  options.init_sql = (char *) INIT_SQL;
  pool_test_open (&test, &options);
  pool_test_run (&test, "SELECT 1");
  before = fake_mysql_dup_queries ();
  for (guint i = 0; i < 100; i++)
    pool_test_run (&test, "SELECT 1");
  after = fake_mysql_dup_queries ();
  g_assert_cmpuint (g_strv_length (after) - g_strv_length (before), ==, 100);
  g_assert_cmpuint (fake_mysql_get_n_resets (), ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 0);
  g_print ("# 100 clean jobs: %u queries, %u resets, %u pings\n",
           g_strv_length (after) - g_strv_length (before), fake_mysql_get_n_resets (),
           fake_mysql_get_n_pings ());
  pool_test_close (&test);
}

static void
test_reset (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  options.init_sql = (char *) INIT_SQL;
  pool_test_open (&test, &options);
  pool_test_run (&test, "SELECT 1");
  for (guint i = 1; i <= 10; i++)
    {
      leave (&test, FALSE);
      g_assert_cmpuint (fake_mysql_get_n_resets (), ==, i);
      g_assert_cmpuint (pool_test_stats (&test).n_resets, ==, i);
      g_assert_cmpuint (fake_mysql_count (INIT_SQL), ==, 1 + i);
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
      g_assert_cmpuint (fake_mysql_get_n_resets (), ==, i);
    }
  pool_test_close (&test);
}

/* MatrixOne up to 4.2. */
static void
test_server_without_reset (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  options.init_sql = (char *) INIT_SQL;
  pool_test_open (&test, &options);
  fake_mysql_set_refuse_reset (TRUE);
  for (guint i = 1; i <= 5; i++)
    {
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, i);
      leave (&test, FALSE);
      g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
    }
  g_assert_cmpuint (pool_test_stats (&test).n_resets, ==, 0);
  g_assert_cmpuint (fake_mysql_count (INIT_SQL), ==, 5);
  g_print ("# 5 dirty jobs where sessions cannot be made as new: %u connections, one at a time\n",
           fake_mysql_get_n_opened ());
  pool_test_close (&test);
}

/* COM_RESET_CONNECTION leaves the default database. */
static void
test_another_database (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  pool_test_open (&test, &options);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  leave (&test, TRUE);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  g_assert_cmpuint (fake_mysql_get_n_resets (), ==, 0);
  pool_test_close (&test);
}

static gboolean
count_call (MoConnection *connection, gpointer data, GError **error)
{
  atomic_fetch_add ((_Atomic guint *) data, 1);
  return TRUE;
}

/* Hooks are for new connections: they could not be run again on this one. */
static void
test_with_hooks (void)
{
  MoPoolOptions options = pool_test_options (1);
  _Atomic guint n_calls = 0;
  PoolTest test;

  pool_test_open (&test, &options);
  g_assert_true (mo_pool_add_hook (test.pool, count_call, (gpointer) &n_calls, NULL));
  for (guint i = 1; i <= 5; i++)
    {
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, i);
      g_assert_cmpuint (atomic_load (&n_calls), ==, i);
      leave (&test, FALSE);
    }
  g_assert_cmpuint (fake_mysql_get_n_resets (), ==, 0);
  pool_test_close (&test);
}

/* The server is lost before the session can be made as new: nobody sees anything of it. */
static void
test_lost_before_reset (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  pool_test_open (&test, &options);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  fake_mysql_kill_all ();
  leave (&test, FALSE);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  pool_test_close (&test);
}

static void
open_two (PoolTest *test)
{
  MoFuture *futures[2];

  for (guint i = 0; i < 2; i++)
    futures[i] = pool_test_submit (test, "WAIT");
  pool_test_wait_for_gate (2);
  fake_mysql_open_gate ();
  for (guint i = 0; i < 2; i++)
    pool_test_await_id (futures[i]);
  pool_test_settle (test);
}

/* The worker that was used last has lost its connection, and no other is to be had: the one before
 * it has one. */
static void
test_connected_first (void)
{
  PoolTest test;

  pool_test_open (&test, NULL);
  open_two (&test);
  fake_mysql_set_refuse_reset (TRUE);
  leave (&test, FALSE);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 1);
  fake_mysql_set_refuse (TRUE);
  for (guint i = 0; i < 3; i++)
    pool_test_run (&test, "SELECT 1");
  g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, 2);
  pool_test_close (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/session/clean-costs-nothing", test_clean_costs_nothing);
  g_test_add_func ("/pool/session/made-as-new", test_reset);
  g_test_add_func ("/pool/session/server-without-reset", test_server_without_reset);
  g_test_add_func ("/pool/session/another-database", test_another_database);
  g_test_add_func ("/pool/session/with-hooks", test_with_hooks);
  g_test_add_func ("/pool/session/lost-before-reset", test_lost_before_reset);
  g_test_add_func ("/pool/session/connected-first", test_connected_first);
  return g_test_run ();
}
