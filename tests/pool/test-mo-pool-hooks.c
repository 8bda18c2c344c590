/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with each new connection before its first use, and what becomes of a bad one. */

#include <gio/gio.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <pthread.h>
#include <string.h>

#include "pool-test.h"

#define INIT_SQL "SET @a = 1; SET @b = 2"

typedef struct
{
  _Atomic guint n_called;
  _Atomic guint n_freed;
  _Atomic gboolean refuses;
  _Atomic gboolean is_silent; /* refuses without saying why */
  pthread_t caller;
  const char *sends; /* NULL: nothing */
} Hook;

static gboolean
call (MoConnection *connection, gpointer data, GError **error)
{
  Hook *self = data;
  g_autoptr (MoResult) result = NULL;

  atomic_fetch_add (&self->n_called, 1);
  g_assert_false (pthread_equal (self->caller, pthread_self ()));
  if (atomic_load (&self->is_silent))
    return FALSE;
  if (atomic_load (&self->refuses))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "not this one");
      return FALSE;
    }
  if (self->sends == NULL)
    return TRUE;
  result = mo_connection_query (connection, self->sends, -1, error);
  return result != NULL;
}

static void
count_free (gpointer data)
{
  atomic_fetch_add (&((Hook *) data)->n_freed, 1);
}

static void
open_with_hook (PoolTest *test, const MoPoolOptions *options, Hook *hook)
{
  hook->caller = pthread_self ();
  pool_test_open (test, options);
  g_assert_true (mo_pool_add_hook (test->pool, call, hook, count_free));
}

static void
close_with_hook (PoolTest *test, Hook *hook)
{
  g_assert_cmpuint (atomic_load (&hook->n_freed), ==, 0);
  pool_test_close (test);
  g_assert_cmpuint (atomic_load (&hook->n_freed), ==, 1);
}

/* 50 connections, one after the other. */
static void
test_once_per_connection (void)
{
  MoPoolOptions options = pool_test_options (1);
  Hook hook = { 0 };
  PoolTest test;

  options.init_sql = (char *) INIT_SQL;
  open_with_hook (&test, &options, &hook);
  for (guint i = 1; i <= 50; i++)
    {
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, i);
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, i);
      fake_mysql_kill_all ();
      pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR,
                             MO_ERROR_CONNECTION_LOST);
      pool_test_settle (&test);
    }
  g_print ("# %u connections, %u calls of the hook, %u of init_sql\n", fake_mysql_get_n_opened (),
           atomic_load (&hook.n_called), fake_mysql_count (INIT_SQL));
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 50);
  g_assert_cmpuint (atomic_load (&hook.n_called), ==, 50);
  g_assert_cmpuint (fake_mysql_count (INIT_SQL), ==, 50);
  close_with_hook (&test, &hook);
}

static void
test_refusing_hook (void)
{
  MoPoolOptions options = pool_test_options (2);
  Hook hook = { .refuses = TRUE };
  PoolTest test;

  open_with_hook (&test, &options, &hook);
  for (guint i = 1; i <= 20; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mo_await (pool_test_submit (&test, "INSERT"), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
      g_assert_cmpstr (error->message, ==, "a hook refused the new connection: not this one");
      pool_test_settle (&test);
      g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
      g_assert_cmpuint (atomic_load (&hook.n_called), ==, i);
    }
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  atomic_store (&hook.refuses, FALSE);
  g_assert_cmpint (pool_test_run (&test, "INSERT"), ==, 21);
  g_print ("# 20 connections refused, %u queries on them\n", fake_mysql_count ("INSERT") - 1);
  close_with_hook (&test, &hook);
}

static void
test_silent_hook (void)
{
  Hook hook = { .is_silent = TRUE };
  g_autoptr (GError) error = NULL;
  PoolTest test;

  open_with_hook (&test, NULL, &hook);
  g_assert_false (mo_await (pool_test_submit (&test, "INSERT"), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  close_with_hook (&test, &hook);
}

static void
test_failing_init_sql (void)
{
  MoPoolOptions options = pool_test_options (1);
  Hook hook = { 0 };
  g_autoptr (GError) error = NULL;
  PoolTest test;

  options.init_sql = (char *) "FAIL init";
  open_with_hook (&test, &options, &hook);
  for (guint i = 0; i < 5; i++)
    {
      g_clear_error (&error);
      g_assert_false (mo_await (pool_test_submit (&test, "INSERT"), &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      g_assert_true (g_str_has_prefix (error->message, "the init_sql of a new connection: "));
    }
  g_print ("# %s\n", error->message);
  pool_test_settle (&test);
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
  g_assert_cmpuint (atomic_load (&hook.n_called), ==, 0);
  close_with_hook (&test, &hook);
}

/* A hook that leaves a transaction open would have every job run in it. */
static void
test_hook_leaves_transaction (void)
{
  static const char *const dirt[] = { "BEGIN", "SET autocommit = 0" };

  for (guint i = 0; i < G_N_ELEMENTS (dirt); i++)
    {
      Hook hook = { .sends = dirt[i] };
      PoolTest test;

      open_with_hook (&test, NULL, &hook);
      pool_test_assert_code (pool_test_submit (&test, "INSERT"), MO_ERROR,
                             MO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
      close_with_hook (&test, &hook);
    }
}

static void
test_order (void)
{
  MoPoolOptions options = pool_test_options (1);
  Hook first = { .sends = "SELECT first" };
  Hook second = { .sends = "SELECT second", .caller = pthread_self () };
  g_auto (GStrv) queries = NULL;
  guint n;
  PoolTest test;

  options.init_sql = (char *) INIT_SQL;
  open_with_hook (&test, &options, &first);
  g_assert_true (mo_pool_add_hook (test.pool, call, &second, NULL));
  pool_test_run (&test, "INSERT");
  queries = fake_mysql_dup_queries ();
  n = g_strv_length (queries);
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpstr (queries[n - 5], ==, INIT_SQL);
  g_assert_cmpstr (queries[n - 4], ==, "SELECT first");
  g_assert_cmpstr (queries[n - 3], ==, "SELECT second");
  g_assert_cmpstr (queries[n - 2], ==, "SELECT @@character_set_client");
  g_assert_cmpstr (queries[n - 1], ==, "INSERT");
  close_with_hook (&test, &first);
}

/* Connections that the first hook has not seen would be used like the others. */
static void
test_too_late (void)
{
  Hook hook = { .caller = pthread_self () };
  PoolTest test;

  pool_test_open (&test, NULL);
  mo_future_unref (pool_test_submit (&test, "SELECT 1"));
  g_assert_false (mo_pool_add_hook (test.pool, call, &hook, count_free));
  pool_test_close (&test);
  pool_test_open (&test, NULL);
  g_assert_true (mo_await (mo_pool_close (test.pool, -1), NULL));
  g_assert_false (mo_pool_add_hook (test.pool, call, &hook, count_free));
  pool_test_close (&test);
  g_assert_cmpuint (atomic_load (&hook.n_called), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/hooks/once-per-connection", test_once_per_connection);
  g_test_add_func ("/pool/hooks/one-that-refuses", test_refusing_hook);
  g_test_add_func ("/pool/hooks/one-that-says-nothing", test_silent_hook);
  g_test_add_func ("/pool/hooks/failing-init-sql", test_failing_init_sql);
  g_test_add_func ("/pool/hooks/transaction-left-open", test_hook_leaves_transaction);
  g_test_add_func ("/pool/hooks/order", test_order);
  g_test_add_func ("/pool/hooks/too-late", test_too_late);
  return g_test_run ();
}
