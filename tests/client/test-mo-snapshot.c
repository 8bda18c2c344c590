/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots: at once on a client, behind COMMIT in a transaction, never without it. */

#include <string.h>

#include "mo-test-database.h"
#include "mo-test-proxy.h"

static void
test_on_client (MoTest *test)
{
  MoTestDatabase database;
  const char *name;

  mo_test_database_open (&database, test);
  name = mo_test_snapshot_name (&database);
  mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
  mo_test_ok (mo_snapshot_create_database (test->client, name, database.name));
  mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 2));
  g_assert_true (mo_test_snapshot_is_listed (&database, name));
  g_assert_cmpint (mo_test_snapshot_count (&database, name), ==, 1);
  mo_test_fails (mo_snapshot_create_database (test->client, name, database.name),
                 MO_ERROR_SERVER);
  mo_test_ok (mo_snapshot_drop (test->client, name));
  g_assert_false (mo_test_snapshot_is_listed (&database, name));
  mo_test_database_close (&database);
}

static void
test_committed (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *name = mo_test_snapshot_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_snapshot_create_table (tx, name, database.name, "t"));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    g_assert_false (mo_test_snapshot_is_listed (&database, name));
    mo_test_ok (mo_transaction_commit (tx));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 3));
    g_assert_true (mo_test_snapshot_is_listed (&database, name));
    g_assert_cmpint (mo_test_snapshot_count (&database, name), ==, 2);
  }
  mo_test_database_close (&database);
}

static void
test_rolled_back (MoTest *test)
{
  /* One connection, so that a recording knows which one is killed. */
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  for (int i = 0; i < 3; i++)
    {
      const char *name = mo_test_snapshot_name (&database);
      g_autoptr (MoTransaction) tx = mo_test_begin (one);

      mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
      mo_test_ok (mo_snapshot_create_database (tx, name, database.name));
      if (i == 0)
        mo_test_ok (mo_transaction_rollback (tx));
      else if (i == 1)
        {
          mo_future_unref (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
          mo_test_fails (mo_transaction_commit (tx), MO_ERROR_DUPLICATE_KEY);
        }
      else
        {
          mo_test_kill (test, mo_transaction_get_connection_id (tx));
          mo_await (mo_transaction_commit (tx), NULL);
        }
      g_assert_false (mo_test_snapshot_is_listed (&database, name));
      g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 0);
    }
  mo_test_ok (mo_client_disconnect (one));
  mo_test_database_close (&database);
}

/* Nothing but commands: no COMMIT to travel behind, and they run at commit all the same. */
static void
test_nothing_else (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *name = mo_test_snapshot_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_snapshot_create_database (tx, name, database.name));
    g_assert_false (mo_test_snapshot_is_listed (&database, name));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_true (mo_test_snapshot_is_listed (&database, name));
  }
  mo_test_database_close (&database);
}

static void
test_list_in_transaction (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *name = mo_test_snapshot_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
    g_autoptr (MoResult) list = NULL;
    g_autoptr (GError) error = NULL;

    mo_test_ok (mo_snapshot_create_database (test->client, name, database.name));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    list = mo_await_result (mo_snapshot_list (tx), &error);
    g_assert_no_error (error);
    g_assert_cmpuint (mo_result_get_n_rows (list), >=, 1);
    g_assert_cmpstr (mo_result_get_column_name (list, 0), ==, "name");
    g_assert_cmpstr (mo_result_get_column_name (list, 5), ==, "table_name");
    mo_test_ok (mo_snapshot_drop (tx, name));
    g_assert_true (mo_test_snapshot_is_listed (&database, name));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_false (mo_test_snapshot_is_listed (&database, name));
  }
  mo_test_database_close (&database);
}

/* --- a command behind COMMIT that fails --- */

static void
test_command_fails (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *first = mo_test_snapshot_name (&database);
    const char *taken = mo_test_snapshot_name (&database);
    const char *last = mo_test_snapshot_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
    g_autoptr (GError) error = NULL;
    const char *done, *failed, *not_tried;

    mo_test_ok (mo_snapshot_create_database (test->client, taken, database.name));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_snapshot_create_database (tx, first, database.name));
    mo_test_ok (mo_snapshot_create_database (tx, taken, database.name));
    mo_test_ok (mo_snapshot_create_database (tx, last, database.name));
    error = mo_test_take_error (mo_transaction_commit (tx));
    g_test_message ("%s", error->message);
    g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
    g_assert_false (mo_error_is_retryable (error));
    failed = strstr (error->message, "CREATE SNAPSHOT");
    done = strstr (error->message, "done: ");
    not_tried = strstr (error->message, "not tried: ");
    g_assert_true (failed != NULL && done != NULL && not_tried != NULL && done < not_tried);
    /* The names' beginnings are unique and need no quoting. */
    {
      g_autofree char *first_part = g_strndup (first, 18);
      g_autofree char *taken_part = g_strndup (taken, 18);
      g_autofree char *last_part = g_strndup (last, 18);

      g_assert_true (strstr (failed, taken_part) < done);
      g_assert_true (strstr (done, first_part) < not_tried);
      g_assert_nonnull (strstr (not_tried, last_part));
    }
    g_assert_true (mo_test_snapshot_is_listed (&database, first));
    g_assert_false (mo_test_snapshot_is_listed (&database, last));
    g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 1);
    mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_FINISHED);
  }
  mo_test_database_close (&database);
}

static void
test_bad_names (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_fails (mo_snapshot_create_database (test->client, "", "d"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_create_database (tx, NULL, "d"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_create_table (tx, "s", "d", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_drop (test->client, "\xff"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_transaction_commit (tx));
}

/* --- another server --- */

static void
assert_not_supported (MoFuture *future)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  mo_test_assert_contains (error->message, "MariaDB");
}

static void
test_not_supported (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  assert_not_supported (mo_snapshot_list (wire.client));
  assert_not_supported (mo_snapshot_create_database (wire.client, "s", "d"));
  assert_not_supported (mo_snapshot_create_table (wire.client, "s", "d", "t"));
  assert_not_supported (mo_snapshot_drop (wire.client, "s"));
  assert_not_supported (mo_clone_database (wire.client, "a", "b"));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

    assert_not_supported (mo_snapshot_create_database (tx, "s", "d"));
    assert_not_supported (mo_snapshot_list (tx));
    assert_not_supported (mo_clone_database_full (tx, "a", "b", NULL, MO_CLONE_NOW));
    assert_not_supported (mo_clone_table_full (tx, NULL, "a", NULL, "b", NULL, MO_CLONE_AT_COMMIT));
    g_assert_cmpuint (wireplay_get_n_commands (wire.proxy), ==, 0);
    mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_wire_close (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/snapshot/on-client", test_on_client);
  mo_test_add_matrixone ("/snapshot/committed", test_committed);
  mo_test_add_matrixone ("/snapshot/rolled-back", test_rolled_back);
  mo_test_add_matrixone ("/snapshot/nothing-else", test_nothing_else);
  mo_test_add_matrixone ("/snapshot/list-in-transaction", test_list_in_transaction);
  mo_test_add_matrixone ("/snapshot/command-fails", test_command_fails);
  mo_test_add ("/snapshot/bad-names", test_bad_names);
  mo_test_add_mariadb ("/snapshot/not-supported", test_not_supported);
  return g_test_run ();
}
