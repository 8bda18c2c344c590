/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one borrower of a connection leaves in its session does not reach the next; and where it
 * left nothing, nothing is sent for it. */

#include <string.h>

#include "mo-test-proxy.h"

#define COMMAND_RESET 0x1f

/* The single cell, as text; NULL is SQL NULL. */
static char *
ask (MoClient *client, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (mo_execute (client, sql), &error);

  g_assert_no_error (error);
  return g_strdup (mo_result_get_text (result, 0, 0));
}

static MoClient *
client_of_one (const char *options)
{
  g_autofree char *all = g_strconcat ("pool_size=1", options, NULL);

  return mo_test_client_new (all);
}

/* To MatrixOne a variable that was not set is an error instead of NULL. */
static gboolean
is_unset (MoTest *test, MoClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *leak = NULL;

  if (!test->is_matrixone)
    {
      leak = ask (client, "SELECT @leak");
      return leak == NULL;
    }
  error = mo_test_take_error (mo_execute (client, "SELECT @leak"));
  return strstr (error->message, "leak does not exist") != NULL;
}

/* SQLAlchemy, borrowed again: 42. MatrixOne up to 4.2 has no command that makes a session as new:
 * it is another connection then. */
static void
test_variable (MoTest *test)
{
  g_autoptr (MoClient) client = client_of_one ("");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));

  for (guint i = 0; i < 5; i++)
    {
      mo_test_ok (mo_execute (client, "SET @leak = 42"));
      g_assert_true (is_unset (test, client));
      if (!test->is_matrixone)
        g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
    }
  g_print ("# SET @leak = 42, five times: the next borrower of connection %" G_GINT64_FORMAT
           " read NULL\n",
           id);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_temporary_table (MoTest *test)
{
  g_autoptr (MoClient) client = client_of_one ("");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));

  mo_test_ok (mo_execute (client, "CREATE TEMPORARY TABLE leak (a INT)"));
  mo_test_fails (mo_execute (client, "SELECT a FROM leak"), MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_lock (MoTest *test)
{
  g_autoptr (MoClient) client = client_of_one ("");
  g_autofree char *name = mo_test_unique ("lock");
  g_autofree char *take = g_strdup_printf ("SELECT CAST(GET_LOCK('%s', 0) AS CHAR)", name);
  g_autofree char *look = g_strdup_printf ("SELECT IS_FREE_LOCK('%s')", name);
  g_autofree char *taken = NULL;
  g_autofree char *second = NULL;

  taken = ask (client, take);
  g_assert_cmpstr (taken, ==, "1");
  second = ask (client, "SELECT 'b'"); /* behind the reset */
  g_assert_cmpint (mo_test_int64 (test, look), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_database (MoTest *test)
{
  g_autoptr (MoClient) client = client_of_one ("");
  g_autofree char *before = ask (client, "SELECT DATABASE()");
  g_autofree char *after = NULL;

  mo_test_ok (mo_execute (client, "USE information_schema"));
  after = ask (client, "SELECT DATABASE()");
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (after, !=, "information_schema");
  mo_test_ok (mo_client_disconnect (client));
}

/* What the settings want of each connection is wanted of one that was made as new, too. */
static void
test_settings_are_kept (MoTest *test)
{
  g_autoptr (MoClient) client = client_of_one ("&init_sql=SET%20%40tenant%20%3D%207");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *tenant = ask (client, "SELECT CAST(@tenant AS CHAR)");
      g_autofree char *charset
          = ask (client, "SELECT CONCAT_WS('/', @@character_set_client, "
                         "@@character_set_connection, @@character_set_results)");
      g_autofree char *text = ask (client, "SELECT '\xf0\x9f\x90\xac'");

      g_assert_cmpstr (tenant, ==, "7");
      g_assert_cmpstr (charset, ==, "utf8mb4/utf8mb4/utf8mb4");
      g_assert_cmpstr (text, ==, "\xf0\x9f\x90\xac");
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
      mo_test_ok (mo_execute (client, "SET @tenant = 8"));
    }
  mo_test_ok (mo_client_disconnect (client));
}

/* --- over the wire --- */

static guint
count_resets (Wireplay *proxy)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (proxy);
  guint n = 0;

  for (guint i = 0; i < log->len; i++)
    n += ((WireplayRecord *) g_ptr_array_index (log, i))->command == COMMAND_RESET;
  return n;
}

/* In GBK the second byte of \xe5\x5c is no backslash, and what is behind it would be SQL. */
static void
test_charset (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (mo_execute (tx, "EXECUTE IMMEDIATE 'SET NAMES gbk'"));
  mo_test_ok (mo_execute (tx, "SELECT @@character_set_client"));
  mo_test_fails (mo_execute (tx, "SELECT %s, %s", "\xe5\x95\x8a\\", ", USER() AS pwned -- "),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), 1),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_execute (tx, "SET NAMES utf8mb4"));
  mo_test_ok (mo_execute (tx, "SELECT %s, %s", "\xe5\x95\x8a\\", ", USER() AS pwned -- "));
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_ok (mo_execute (test->client, "SELECT %s", "\xe5\x95\x8a\\"));
}

#define N_CLEAN 100

static void
test_clean_jobs_cost_nothing (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1&init_sql=SET%20%40tenant%20%3D%207");
  for (guint i = 0; i < N_CLEAN; i++)
    {
      mo_test_ok (mo_execute (wire.client, "SELECT 1"));
      mo_test_ok (mo_execute (
          wire.client, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), i));
    }
  g_print ("# %u clean jobs: %u round trips\n", 2 * N_CLEAN,
           wireplay_get_n_round_trips (wire.proxy));
  g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 2 * N_CLEAN);
  mo_test_wire_close (&wire);
}

static void
test_dirty_jobs_cost_a_reset (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  for (guint i = 0; i < 10; i++)
    {
      mo_test_ok (mo_execute (wire.client, "SET @leak = 42"));
      mo_test_ok (mo_execute (wire.client, "SELECT 1"));
    }
  g_print ("# 10 dirty and 10 clean jobs: %u round trips, %u of them resets\n",
           wireplay_get_n_round_trips (wire.proxy), count_resets (wire.proxy));
  g_assert_cmpuint (count_resets (wire.proxy), ==, 10);
  g_assert_cmpuint (wireplay_get_n_connections (wire.proxy), ==, 0);
  mo_test_wire_close (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/session-state/variable", test_variable);
  mo_test_add_mariadb ("/client/session-state/temporary-table", test_temporary_table);
  mo_test_add_mariadb ("/client/session-state/lock", test_lock);
  mo_test_add ("/client/session-state/database", test_database);
  mo_test_add_mariadb ("/client/session-state/settings-are-kept", test_settings_are_kept);
  mo_test_add_mariadb ("/client/session-state/charset", test_charset);
  mo_test_add_mariadb ("/client/session-state/clean-jobs-cost-nothing",
                       test_clean_jobs_cost_nothing);
  mo_test_add_mariadb ("/client/session-state/dirty-jobs-cost-a-reset",
                       test_dirty_jobs_cost_a_reset);
  return g_test_run ();
}
