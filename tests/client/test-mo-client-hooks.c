/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hooks of a client, and its init_sql, on a server that loses connections. */

#include <stdatomic.h>
#include <string.h>

#include "client/mo-client-private.h"
#include "mo-test-server.h"
#include "pool/mo-pool-private.h"

typedef struct
{
  _Atomic guint n_called;
  _Atomic guint n_freed;
  _Atomic gboolean refuses;
} Hook;

static gboolean
call (MoConnection *connection, gpointer data, GError **error)
{
  Hook *self = data;

  atomic_fetch_add (&self->n_called, 1);
  if (!atomic_load (&self->refuses))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_ACCESS_DENIED, "not this one");
  return FALSE;
}

static void
count_free (gpointer data)
{
  atomic_fetch_add (&((Hook *) data)->n_freed, 1);
}

static MoClient *
client_with (Hook *hook, const char *options)
{
  MoClient *client = mo_test_client_new (options);
  g_autoptr (GError) error = NULL;

  mo_client_add_connect_hook (client, call, hook, count_free, &error);
  g_assert_no_error (error);
  return client;
}

static void
test_once_per_connection (MoTest *test)
{
  Hook hook = { 0 };
  g_autoptr (MoClient) client
      = client_with (&hook, "pool_size=1&init_sql=SET%20%40tenant%20%3D%207");
  MoPoolStats stats;

  for (guint i = 1; i <= 50; i++)
    {
      guint64 id = (guint64) mo_test_connection_id (MO_EXECUTOR (client));
      g_autoptr (MoResult) result
          = mo_await_result (mo_execute (client, "SELECT CAST(@tenant AS CHAR)"), NULL);

      g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, "7");
      g_assert_cmpuint (atomic_load (&hook.n_called), ==, i);
      mo_test_kill (test, id);
    }
  mo_pool_get_stats (mo_client_get_pool (client), &stats);
  g_print ("# 50 connections lost: %" G_GUINT64_FORMAT " were opened, %u calls of the hook\n",
           stats.n_connections, atomic_load (&hook.n_called));
  g_assert_cmpuint (stats.n_connections, ==, atomic_load (&hook.n_called));
  mo_test_ok (mo_client_disconnect (client));
  g_clear_object (&client);
  g_assert_cmpuint (atomic_load (&hook.n_freed), ==, 1);
}

static void
test_refuses (MoTest *test)
{
  Hook hook = { .refuses = TRUE };
  g_autoptr (MoClient) client = client_with (&hook, "pool_size=2");

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error
          = mo_test_take_error (mo_execute (client, mo_test_text (test, "DELETE FROM $t")));

      g_assert_error (error, MO_ERROR, MO_ERROR_ACCESS_DENIED);
      mo_test_assert_contains (error->message, "not this one");
    }
  mo_test_fails (mo_client_connect (client), MO_ERROR_ACCESS_DENIED);
  mo_test_fails (mo_client_begin (client), MO_ERROR_ACCESS_DENIED);
  atomic_store (&hook.refuses, FALSE);
  mo_test_ok (mo_client_connect (client));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_failing_init_sql (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&init_sql=SELEKT%201");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = mo_test_take_error (mo_execute (client, "SELECT 1"));

      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      mo_test_assert_contains (error->message, "init_sql");
    }
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_too_late (MoTest *test)
{
  Hook hook = { 0 };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_client_connect (client));
  g_assert_false (mo_client_add_connect_hook (client, call, &hook, count_free, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (atomic_load (&hook.n_freed), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpuint (atomic_load (&hook.n_called), ==, 0);
}

/* --- what takes too long --- */

#define SLEEPS "init_sql=SELECT%20SLEEP(30)"

static double
seconds_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static gboolean
sleep_on_server (MoConnection *connection, gpointer data, GError **error)
{
  g_autoptr (MoResult) slept
      = mo_connection_run_values (connection, "SELECT SLEEP(30)", NULL, 0, error);

  atomic_fetch_add (&((Hook *) data)->n_called, 1);
  return slept != NULL;
}

static void
assert_overdue (MoClient *client)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) error = mo_test_take_error (mo_execute (client, "SELECT 1"));

  g_test_message ("%.1f s: %s", seconds_since (begin), error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  mo_test_assert_contains (error->message, "connect_timeout, 1 s");
  g_assert_cmpfloat (seconds_since (begin), >=, 1);
  g_assert_cmpfloat (seconds_since (begin), <, 15);
}

static void
test_overdue (MoTest *test)
{
  Hook hook = { 0 };
  g_autoptr (MoClient) init = mo_test_client_new ("pool_size=1&connect_timeout=1&" SLEEPS);
  g_autoptr (MoClient) hooked = mo_test_client_new ("pool_size=1&connect_timeout=1");
  g_autoptr (GError) error = NULL;

  assert_overdue (init);
  mo_test_ok (mo_client_disconnect (init));
  mo_client_add_connect_hook (hooked, sleep_on_server, &hook, NULL, &error);
  g_assert_no_error (error);
  assert_overdue (hooked);
  g_assert_cmpuint (atomic_load (&hook.n_called), ==, 1);
  mo_test_ok (mo_client_disconnect (hooked));
}

static void
assert_closes_at_once (MoTest *test, MoClient *client)
{
  MoFuture *waits = mo_execute (client, "SELECT 1");
  gint64 begin;
  g_autoptr (GError) error = NULL;

  mo_test_wait_for_statement (test, "SLEEP(30)");
  begin = g_get_monotonic_time ();
  mo_test_ok (mo_client_disconnect_within (client, G_USEC_PER_SEC / 10));
  g_test_message ("closed after %.1f s", seconds_since (begin));
  g_assert_cmpfloat (seconds_since (begin), <, 8); /* less than connect_timeout */
  error = mo_test_take_error (waits);
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
}

static void
test_close_meanwhile (MoTest *test)
{
  Hook hook = { 0 };
  g_autoptr (MoClient) init = mo_test_client_new ("pool_size=1&" SLEEPS);
  g_autoptr (MoClient) hooked = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error = NULL;

  assert_closes_at_once (test, init);
  mo_client_add_connect_hook (hooked, sleep_on_server, &hook, NULL, &error);
  g_assert_no_error (error);
  assert_closes_at_once (test, hooked);
}

static MoClient *
client_that_begins_with (MoTest *test, const char *sql, const char *options)
{
  g_autofree char *escaped = g_uri_escape_string (mo_test_text (test, sql), NULL, FALSE);
  g_autofree char *all = g_strconcat (options, "&init_sql=", escaped, NULL);

  return mo_test_client_new (all);
}

/* It waits for a lock, for longer than tests do: where its client goes, the server goes on. */
#define LOCKS "SELECT n FROM $t WHERE id = 1 FOR UPDATE"

/* What is cut on our side is ended there as well. */
static void
test_overdue_at_lock (MoTest *test)
{
  g_autoptr (MoTransaction) holder = mo_test_hold_row (test, test->client);
  g_autoptr (MoClient) client
      = client_that_begins_with (test, LOCKS, "pool_size=1&connect_timeout=1");

  assert_overdue (client);
  mo_test_wait_for_no_statement (test, "FOR UPDATE");
  mo_test_ok (mo_transaction_rollback (holder));
  mo_test_ok (mo_client_disconnect (client));
}

static gboolean
lock_row (MoConnection *connection, gpointer test, GError **error)
{
  g_autoptr (MoResult) locked
      = mo_connection_run_values (connection, mo_test_text (test, LOCKS), NULL, 0, error);

  return locked != NULL;
}

static void
test_close_at_lock (MoTest *test)
{
  g_autoptr (MoTransaction) holder = mo_test_hold_row (test, test->client);
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error = NULL;
  MoFuture *waits;

  mo_client_add_connect_hook (client, lock_row, test, NULL, &error);
  g_assert_no_error (error);
  waits = mo_execute (client, "SELECT 1");
  mo_test_wait_for_statement (test, "FOR UPDATE");
  mo_test_ok (mo_client_disconnect_within (client, 0));
  mo_test_fails (waits, MO_ERROR_POOL_CLOSED);
  mo_test_wait_for_no_statement (test, "FOR UPDATE");
  mo_test_ok (mo_transaction_rollback (holder));
}

/* --- a session that is made as new --- */

/* As long as the table says. */
#define SLEEPS_BY_TABLE "SELECT SLEEP(n) FROM $t WHERE id = 1"

/* Also where a session is made as new: the connection is given up, and another one opened. */
static void
test_overdue_reset (MoTest *test)
{
  g_autoptr (MoClient) client
      = client_that_begins_with (test, SLEEPS_BY_TABLE, "pool_size=1&connect_timeout=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoFuture) next = NULL;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 30)");
  mo_test_ok (mo_execute (client, "SET @a = 1"));
  next = mo_execute (client, "SELECT 1");
  mo_test_wait_for_statement (test, mo_test_text (test, "SLEEP(n) FROM $t"));
  mo_test_sql (test, "DELETE FROM $t");
  mo_test_ok (mo_future_ref (next));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), !=, id);
  mo_test_ok (mo_client_disconnect (client));
}

static void
open_two (MoClient *client)
{
  g_autoptr (MoTransaction) first = mo_test_begin (client);
  g_autoptr (MoTransaction) second = mo_test_begin (client);

  mo_test_ok (mo_transaction_rollback (first));
  mo_test_ok (mo_transaction_rollback (second));
}

/* @next was submitted while the worker of a SET was about to make its session as new, which then
 * takes its time: it did not wait for that. */
static void
assert_still_resetting (MoTest *test, MoFuture *next, MoClient *client)
{
  const char *resetting = mo_test_text (test, "SLEEP(n) FROM $t");
  gint64 begin = g_get_monotonic_time ();

  mo_future_wait (next, MO_WAIT_FOREVER, NULL);
  g_test_message ("settled after %.1f s", seconds_since (begin));
  mo_test_wait_for_statement (test, resetting);
  g_assert_cmpfloat (seconds_since (begin), <, 8); /* less than connect_timeout */
  mo_test_ok (mo_client_disconnect_within (client, 0));
  mo_test_wait_for_no_statement (test, resetting);
}

static void
test_beside_reset (MoTest *test)
{
  g_autoptr (MoClient) client = client_that_begins_with (test, SLEEPS_BY_TABLE, "pool_size=2");
  g_autoptr (MoFuture) next = NULL;

  open_two (client);
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 30)");
  mo_test_ok (mo_execute (client, "SET @a = 1"));
  next = mo_execute (client, "SELECT 1");
  assert_still_resetting (test, next, client);
  g_assert_cmpint (mo_test_number (mo_future_ref (next)), ==, 1);
}

/* Where there is no other connection, it waits as long as anybody does, and no longer. */
static void
test_timeout_behind_reset (MoTest *test)
{
  g_autoptr (MoClient) client
      = client_that_begins_with (test, SLEEPS_BY_TABLE, "pool_size=1&pool_timeout=0.5");
  g_autoptr (MoFuture) next = NULL;

  mo_test_ok (mo_client_connect (client));
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 30)");
  mo_test_ok (mo_execute (client, "SET @a = 1"));
  next = mo_execute (client, "SELECT 1");
  assert_still_resetting (test, next, client);
  mo_test_fails (mo_future_ref (next), MO_ERROR_POOL_EXHAUSTED);
}

/* --- what a hook does not say --- */

/* The server answers its own KILL with an error, and what comes next not at all. */
static gboolean
lose_silently (MoConnection *connection, gpointer data, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("KILL %" G_GUINT64_FORMAT, mo_connection_get_id (connection));
  g_autoptr (MoResult) killed = mo_connection_run_values (connection, sql, NULL, 0, NULL);
  g_autoptr (MoResult) next = mo_connection_run_values (connection, "SELECT 1", NULL, 0, NULL);

  g_assert_null (next);
  return TRUE;
}

static void
test_lost_silently (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error = NULL;

  mo_client_add_connect_hook (client, lose_silently, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) lost
          = mo_test_take_error (mo_execute (client, mo_test_text (test, "DELETE FROM $t")));

      g_assert_error (lost, MO_ERROR, MO_ERROR_CONNECTION_LOST);
      mo_test_assert_contains (lost->message, "lost in a hook");
    }
  mo_test_fails (mo_client_connect (client), MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- the character set that the server reads --- */

/* What it holds becomes SQL where \xe5\x5c is one character. */
#define HOSTILE "\xe5\x95\x8a\\", ", USER() AS pwned -- "

static void
assert_no_other_charset (MoClient *client)
{
  g_autoptr (GError) error
      = mo_test_take_error (mo_execute (client, "SELECT %s, %s", HOSTILE));

  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "gbk");
  mo_test_ok (mo_client_disconnect (client));
}

static gboolean
set_charset (MoConnection *connection, gpointer data, GError **error)
{
  g_autoptr (MoResult) set = mo_connection_run_values (
      connection, "EXECUTE IMMEDIATE 'SET NAMES gbk'", NULL, 0, error);

  return set != NULL;
}

static void
test_charset (MoTest *test)
{
  g_autoptr (MoClient) init = mo_test_client_new ("pool_size=1&init_sql=SET%20NAMES%20gbk");
  g_autoptr (MoClient) hooked = mo_test_client_new ("pool_size=1");
  g_autoptr (MoClient) utf8mb4 = mo_test_client_new (
      "pool_size=1&init_sql=SET%20NAMES%20utf8mb4%20COLLATE%20utf8mb4_bin");
  g_autoptr (GError) error = NULL;

  assert_no_other_charset (init);
  mo_client_add_connect_hook (hooked, set_charset, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_no_other_charset (hooked);
  mo_test_ok (mo_execute (utf8mb4, "SELECT %s, %s", HOSTILE));
  mo_test_ok (mo_client_disconnect (utf8mb4));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/hooks/once-per-connection", test_once_per_connection);
  mo_test_add ("/client/hooks/refuses", test_refuses);
  mo_test_add ("/client/hooks/failing-init-sql", test_failing_init_sql);
  mo_test_add ("/client/hooks/too-late", test_too_late);
  mo_test_add ("/client/hooks/overdue", test_overdue);
  mo_test_add ("/client/hooks/close-meanwhile", test_close_meanwhile);
  mo_test_add_mariadb ("/client/hooks/overdue-at-lock", test_overdue_at_lock);
  mo_test_add_mariadb ("/client/hooks/close-at-lock", test_close_at_lock);
  mo_test_add_mariadb ("/client/hooks/overdue-reset", test_overdue_reset);
  mo_test_add_mariadb ("/client/hooks/beside-reset", test_beside_reset);
  mo_test_add_mariadb ("/client/hooks/timeout-behind-reset", test_timeout_behind_reset);
  mo_test_add_mariadb ("/client/hooks/lost-silently", test_lost_silently);
  mo_test_add_mariadb ("/client/hooks/charset", test_charset);
  return g_test_run ();
}
