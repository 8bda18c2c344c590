/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a transaction is asked to be: isolation, access, consistent snapshot; on whoever cannot give
 * it, an error instead of something else. */

#include <string.h>

#include "client/mo-transaction-private.h"
#include "mo-test-proxy.h"
#include "wire/mo-mysql-api-private.h"

static MoTransactionOptions *
options_new (MoIsolation isolation)
{
  MoTransactionOptions *options = mo_transaction_options_new ();

  mo_transaction_options_set_isolation (options, isolation);
  return options;
}

static MoTransaction *
begin_with (MoClient *client, const MoTransactionOptions *options)
{
  g_autoptr (GError) error = NULL;
  MoTransaction *tx = mo_await_transaction (mo_client_begin_with (client, options), &error);

  g_assert_no_error (error);
  return tx;
}

static gint64
count_in (MoTest *test, MoTransaction *tx)
{
  return mo_test_number (mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")));
}

/* --- what others do meanwhile --- */

/* How much of it a transaction sees: a row that is not committed, one that is. */
static void
assert_sees (MoTest *test, MoIsolation isolation, gint64 uncommitted, gint64 committed)
{
  g_autoptr (MoTransactionOptions) options = options_new (isolation);
  g_autoptr (MoTransaction) writer = mo_test_begin (test->other);
  g_autoptr (MoTransaction) reader = begin_with (test->client, options);

  g_assert_cmpint (count_in (test, reader), ==, 0);
  mo_test_ok (mo_execute (writer, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  g_assert_cmpint (count_in (test, reader), ==, uncommitted);
  mo_test_ok (mo_transaction_commit (writer));
  g_assert_cmpint (count_in (test, reader), ==, committed);
  mo_test_ok (mo_transaction_rollback (reader));
  mo_test_sql (test, "DELETE FROM $t");
}

static void
test_levels (MoTest *test)
{
  assert_sees (test, MO_ISOLATION_READ_UNCOMMITTED, 1, 1);
  assert_sees (test, MO_ISOLATION_READ_COMMITTED, 0, 1);
  assert_sees (test, MO_ISOLATION_REPEATABLE_READ, 0, 0);
}

/* Where a reader locks what it reads, a writer waits for it. */
static void
test_serializable (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (MO_ISOLATION_SERIALIZABLE);
  g_autoptr (MoTransaction) reader = begin_with (test->client, options);
  g_autoptr (MoTransaction) writer = mo_test_begin (test->other);

  g_assert_cmpint (count_in (test, reader), ==, 0);
  mo_test_ok (mo_execute (writer, "SET innodb_lock_wait_timeout = 1"));
  mo_test_fails (mo_execute (writer, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")),
                 MO_ERROR_LOCK_TIMEOUT);
  mo_test_ok (mo_transaction_rollback (writer));
  mo_test_ok (mo_transaction_commit (reader));
}

/* The level is the transaction's, not the connection's. */
static void
test_next_has_the_default (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = options_new (MO_ISOLATION_READ_COMMITTED);
  g_autoptr (MoTransaction) first = begin_with (one, options);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (first));
  g_autoptr (MoTransaction) second = NULL;

  mo_test_ok (mo_transaction_commit (first));
  second = mo_test_begin (one);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (second)), ==, id);
  g_assert_cmpint (count_in (test, second), ==, 0);
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1)");
  g_assert_cmpint (count_in (test, second), ==, 0); /* MariaDB's default is REPEATABLE READ */
  mo_test_ok (mo_transaction_rollback (second));
  mo_test_ok (mo_client_disconnect (one));
}

/* --- access --- */

static void
test_read_only (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)");
  g_autoptr (MoTransaction) reader = NULL;
  g_autoptr (MoTransaction) writer = NULL;

  mo_transaction_options_set_read_only (options, TRUE);
  reader = begin_with (one, options);
  g_assert_cmpint (count_in (test, reader), ==, 0);
  mo_test_fails (mo_execute (reader, insert), MO_ERROR_ACCESS_DENIED);
  g_assert_cmpint (count_in (test, reader), ==, 0);
  mo_test_ok (mo_transaction_commit (reader));
  writer = mo_test_begin (one);
  mo_test_ok (mo_execute (writer, insert));
  mo_test_ok (mo_transaction_commit (writer));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (one));
}

static void
test_consistent_snapshot (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (MoTransaction) plain = mo_test_begin (test->client);
  g_autoptr (MoTransaction) fixed = NULL;

  mo_transaction_options_set_consistent_snapshot (options, TRUE);
  fixed = begin_with (test->client, options);
  mo_test_ok (mo_execute (plain, "SELECT 1"));
  mo_test_ok (mo_execute (fixed, "SELECT 1"));
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1)");
  g_assert_cmpint (count_in (test, plain), ==, 1);
  g_assert_cmpint (count_in (test, fixed), ==, 0);
  mo_test_ok (mo_transaction_rollback (plain));
  mo_test_ok (mo_transaction_rollback (fixed));
}

/* --- on the wire --- */

static void
assert_opening (MoTestWire *wire, const MoTransactionOptions *options, const char *opening)
{
  g_autofree char *expected = g_strconcat (opening, "\n;\nSELECT 1", NULL);
  g_autoptr (MoTransaction) tx = begin_with (wire->client, options);
  g_autoptr (GPtrArray) log = NULL;

  wireplay_reset (wire->proxy);
  mo_test_ok (mo_execute (tx, "SELECT 1"));
  log = wireplay_dup_log (wire->proxy);
  g_assert_cmpuint (log->len, ==, 1);
  g_assert_cmpstr (((WireplayRecord *) g_ptr_array_index (log, 0))->text, ==, expected);
  mo_test_ok (mo_transaction_rollback (tx));
}

/* In the packet of the first statement, whatever is asked. */
static void
test_one_packet (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (MO_ISOLATION_SERIALIZABLE);
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  assert_opening (&wire, NULL, "START TRANSACTION");
  assert_opening (&wire, options,
                  "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE\n;\nSTART TRANSACTION");
  mo_transaction_options_set_read_only (options, TRUE);
  assert_opening (&wire, options,
                  "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE\n;\nSTART TRANSACTION READ ONLY");
  mo_transaction_options_set_isolation (options, MO_ISOLATION_DEFAULT);
  mo_transaction_options_set_consistent_snapshot (options, TRUE);
  assert_opening (&wire, options,
                  "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ\n;\n"
                  "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  mo_test_wire_close (&wire);
}

/* A statement that goes alone has it before it, and an error of syntax leaves it as it is. */
static void
test_apart (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (MO_ISOLATION_READ_COMMITTED);
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = begin_with (wire.client, options);
      g_autoptr (GPtrArray) log = NULL;

      wireplay_reset (wire.proxy);
      if (i == 0)
        mo_test_ok (mo_execute (tx, "SHOW TABLES LIKE 'none'"));
      else
        mo_test_fails (mo_execute (tx, "SELECT FROM WHERE"), MO_ERROR_SYNTAX);
      g_assert_cmpint (count_in (test, tx), ==, 0);
      mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1)");
      g_assert_cmpint (count_in (test, tx), ==, 1);
      mo_test_proxy_print (wire.proxy);
      g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "START TRANSACTION"), ==, 1);
      mo_test_ok (mo_transaction_commit (tx));
      mo_test_sql (test, "DELETE FROM $t");
    }
  mo_test_wire_close (&wire);
}

/* --- half an opening --- */

static _Atomic gboolean spoils_begin;

/* The server does not understand the START TRANSACTION behind SET TRANSACTION. */
static int
spoiling_send_query (MYSQL *mysql, const char *sql, unsigned long length)
{
  g_autofree char *spoilt = g_strndup (sql, length);
  char *begin = strstr (spoilt, MO_BEGIN);

  if (begin != NULL && atomic_load (&spoils_begin))
    *begin = 'X';
  return mo_mysql_api.send_query (mysql, spoilt, length);
}

/* What the level was set for did not begin: nobody else's transaction is to have it. */
static void
test_half_an_opening (MoTest *test)
{
  g_autoptr (MoEndpoint) endpoint = mo_test_endpoint_new ();
  MoPoolOptions pool_options = {
    .max_workers = 1, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS
  };
  MoMysqlApi api = mo_mysql_api;
  MoPool *pool;

  api.send_query = spoiling_send_query;
  pool = mo_pool_new (&api, endpoint, &pool_options, &mo_clock_monotonic);
  for (int i = 0; i < 2; i++)
    {
      MoTransactionRequest request = MO_TRANSACTION_REQUEST_INIT (pool, "a test");
      MoTransactionCore *core;
      g_autoptr (MoTransaction) tx = NULL;

      request.options.isolation = i == 0 ? MO_ISOLATION_READ_UNCOMMITTED : MO_ISOLATION_DEFAULT;
      core = mo_transaction_core_new (&request);
      tx = mo_await_transaction (mo_transaction_core_request (core, mo_transaction_new (core)),
                                 NULL);
      atomic_store (&spoils_begin, i == 0);
      if (i == 0)
        mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_SYNTAX);
      else
        {
          g_autoptr (MoTransaction) writer = mo_test_begin (test->other);

          mo_test_ok (mo_execute (writer, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")));
          g_assert_cmpint (count_in (test, tx), ==, 0);
          mo_test_ok (mo_transaction_rollback (writer));
        }
      mo_test_ok (mo_transaction_rollback (tx));
    }
  mo_test_ok (mo_pool_close (pool, -1));
  mo_pool_join (pool);
  mo_pool_unref (pool);
}

/* --- what is refused --- */

static void
test_does_not_go_together (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (MO_ISOLATION_READ_COMMITTED);
  g_autoptr (GError) error = NULL;

  mo_transaction_options_set_consistent_snapshot (options, TRUE);
  error = mo_test_take_error (mo_client_begin_with (test->client, options));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "READ COMMITTED");
}

static void
assert_not_supported (MoTest *test, const MoTransactionOptions *options, const char *what)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (one));
  g_autoptr (GError) error = mo_test_take_error (mo_client_begin_with (one, options));

  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  mo_test_assert_contains (error->message, what);
  mo_test_assert_contains (error->message, "MatrixOne");
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), ==, id);
  mo_test_ok (mo_client_disconnect (one));
}

/* It takes them all, and has one level whatever is said. */
static void
test_refused_on_matrixone (MoTest *test)
{
  g_autoptr (MoTransactionOptions) read_only = mo_transaction_options_new ();
  g_autoptr (MoTransactionOptions) snapshot = mo_transaction_options_new ();
  g_autoptr (MoTransactionOptions) uncommitted = options_new (MO_ISOLATION_READ_UNCOMMITTED);
  g_autoptr (MoTransactionOptions) repeatable = options_new (MO_ISOLATION_REPEATABLE_READ);
  g_autoptr (MoTransactionOptions) serializable = options_new (MO_ISOLATION_SERIALIZABLE);

  mo_transaction_options_set_read_only (read_only, TRUE);
  mo_transaction_options_set_consistent_snapshot (snapshot, TRUE);
  assert_not_supported (test, read_only, "only reads");
  assert_not_supported (test, snapshot, "consistent snapshot");
  assert_not_supported (test, uncommitted, "READ UNCOMMITTED");
  assert_not_supported (test, repeatable, "REPEATABLE READ");
  assert_not_supported (test, serializable, "SERIALIZABLE");
}

static void
test_read_committed_on_matrixone (MoTest *test)
{
  assert_sees (test, MO_ISOLATION_READ_COMMITTED, 0, 1);
}

static void
test_copy (void)
{
  g_autoptr (MoTransactionOptions) options = options_new (MO_ISOLATION_SERIALIZABLE);
  g_autoptr (MoTransactionOptions) copy = mo_transaction_options_copy (options);

  mo_transaction_options_set_isolation (options, MO_ISOLATION_DEFAULT);
  g_assert_cmpint (copy->isolation, ==, MO_ISOLATION_SERIALIZABLE);
  g_assert_cmpint (options->isolation, ==, MO_ISOLATION_DEFAULT);
  g_assert_cmpuint (copy->max_attempts, ==, 1);
  g_assert_cmpint (copy->timeout_usec, <, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transaction-options/copy", test_copy);
  mo_test_add ("/transaction-options/does-not-go-together", test_does_not_go_together);
  mo_test_add_mariadb ("/transaction-options/levels", test_levels);
  mo_test_add_mariadb ("/transaction-options/serializable", test_serializable);
  mo_test_add_mariadb ("/transaction-options/next-has-the-default", test_next_has_the_default);
  mo_test_add_mariadb ("/transaction-options/read-only", test_read_only);
  mo_test_add_mariadb ("/transaction-options/consistent-snapshot", test_consistent_snapshot);
  mo_test_add_mariadb ("/transaction-options/one-packet", test_one_packet);
  mo_test_add_mariadb ("/transaction-options/apart", test_apart);
  mo_test_add_mariadb ("/transaction-options/half-an-opening", test_half_an_opening);
  mo_test_add_matrixone ("/transaction-options/refused-on-matrixone", test_refused_on_matrixone);
  mo_test_add_matrixone ("/transaction-options/read-committed-on-matrixone",
                         test_read_committed_on_matrixone);
  return g_test_run ();
}
