/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clones: at once, behind COMMIT, or inside a transaction and rolled back with it. */

#include <string.h>

#include "mo-test-database.h"

static void
test_on_client (MoTest *test)
{
  MoTestDatabase database;
  const char *target;

  mo_test_database_open (&database, test);
  target = mo_test_database_name (&database);
  mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
  mo_test_ok (mo_clone_database (test->client, target, database.name));
  g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, 1);
  mo_test_fails (mo_clone_database (test->client, target, database.name), MO_ERROR_ALREADY_EXISTS);
  mo_test_ok (mo_clone_database_full (test->client, target, database.name, NULL,
                                      MO_CLONE_IF_NOT_EXISTS));
  mo_test_ok (mo_clone_table_full (test->client, database.name, "u ; \"", database.name, "t", NULL,
                                   MO_CLONE_AT_COMMIT));
  g_assert_cmpint (mo_test_database_count (&database, database.name, "u ; \""), ==, 1);
  mo_test_database_close (&database);
}

/* The server may not like the name, and it stays one name. */
static void
test_name_that_attacks (MoTest *test)
{
  static const char *const attacks[] = {
    "x` CLONE `y`; DROP TABLE t; -- ",
    "x'; DROP TABLE t; -- ",
    "x\"; DROP TABLE t; -- ",
    "x\\",
    "x y",
  };
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autofree char *target = g_strconcat (mo_test_database_name (&database), attacks[i], NULL);
      g_autofree char *snapshot = g_strconcat (mo_test_snapshot_name (&database), attacks[i], NULL);

      g_test_message ("%s", attacks[i]);
      g_ptr_array_add (database.databases, g_strdup (target));
      g_ptr_array_add (database.snapshots, g_strdup (snapshot));
      mo_await (mo_clone_database (test->client, target, database.name), NULL);
      mo_await (mo_clone_database_full (test->client, target, database.name, attacks[i],
                                        MO_CLONE_AT_COMMIT),
                NULL);
      mo_await (mo_snapshot_create_table (test->client, snapshot, database.name, attacks[i]), NULL);
      mo_await (mo_snapshot_create_database (test->client, snapshot, attacks[i]), NULL);
      g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 1);
    }
  mo_test_database_close (&database);
}

/* It holds what the transaction wrote before and after it was asked for. */
static void
test_at_commit (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *target = mo_test_database_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_clone_database (tx, target, database.name));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, -1);
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, 2);
  }
  mo_test_database_close (&database);
}

static void
test_table_at_commit (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_gather (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1),
                           mo_clone_table_full (tx, database.name, "u", database.name, "t", NULL,
                                                MO_CLONE_AT_COMMIT),
                           mo_test_database_insert (&database, MO_EXECUTOR (tx), 2)));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, database.name, "u"), ==, 2);
  }
  mo_test_database_close (&database);
}

static void
test_rolled_back (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  for (int i = 0; i < 2; i++)
    {
      const char *target = mo_test_database_name (&database);
      MoCloneFlags flags = i == 0 ? MO_CLONE_AT_COMMIT : MO_CLONE_NOW;
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
      mo_test_ok (mo_clone_database_full (tx, target, database.name, NULL, flags));
      mo_test_ok (mo_transaction_rollback (tx));
      g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, -1);
      g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 0);
    }
  mo_test_database_close (&database);
}

static void
test_now_committed (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *target = mo_test_database_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
    mo_test_ok (mo_clone_database_full (tx, target, database.name, NULL, MO_CLONE_NOW));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, -1);
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, 1);
    g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 2);
  }
  mo_test_database_close (&database);
}

static void
test_from_snapshot (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *snapshot = mo_test_snapshot_name (&database);
    const char *target = mo_test_database_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
    mo_test_ok (mo_snapshot_create_database (test->client, snapshot, database.name));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    mo_test_ok (mo_clone_database_full (tx, target, database.name, snapshot, MO_CLONE_AT_COMMIT));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, 1);
  }
  mo_test_database_close (&database);
}

/* Snapshot and clone wait together, and the clone can be of that snapshot. */
static void
test_in_order (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *snapshot = mo_test_snapshot_name (&database);
    const char *target = mo_test_database_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_gather (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1),
                           mo_snapshot_create_database (tx, snapshot, database.name),
                           mo_clone_database_full (tx, target, database.name, snapshot,
                                                   MO_CLONE_AT_COMMIT),
                           mo_snapshot_drop (tx, snapshot), mo_transaction_commit (tx)));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, 1);
    g_assert_false (mo_test_snapshot_is_listed (&database, snapshot));
  }
  mo_test_database_close (&database);
}

static void
test_target_exists (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *free_name = mo_test_database_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
    g_autoptr (GError) error = NULL;

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_clone_database (tx, database.name, database.name));
    mo_test_ok (mo_clone_database (tx, free_name, database.name));
    error = mo_test_take_error (mo_transaction_commit (tx));
    g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
    mo_test_assert_contains (error->message, "not tried: CREATE DATABASE");
    g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 1);
    g_assert_cmpint (mo_test_database_count (&database, free_name, "t"), ==, -1);
  }
  mo_test_database_close (&database);
}

/* Where the target may exist, no such thing is a failure, and what comes behind it is done. */
static void
test_may_exist (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *target = mo_test_database_name (&database);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_clone_database_full (tx, database.name, database.name, NULL,
                                        MO_CLONE_IF_NOT_EXISTS | MO_CLONE_NOW));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    mo_test_ok (mo_clone_database_full (tx, database.name, database.name, NULL,
                                        MO_CLONE_IF_NOT_EXISTS));
    mo_test_ok (mo_clone_table_full (tx, database.name, "t", database.name, "t", NULL,
                                     MO_CLONE_IF_NOT_EXISTS));
    mo_test_ok (mo_clone_database_full (tx, target, database.name, NULL, MO_CLONE_IF_NOT_EXISTS));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, target, "t"), ==, 2);
  }
  mo_test_database_close (&database);
}

/* Inside, it is a statement like another: its error is its own. */
static void
test_now_fails (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_fails (mo_clone_database_full (tx, database.name, database.name, NULL, MO_CLONE_NOW),
                   MO_ERROR_ALREADY_EXISTS);
    mo_test_fails (mo_clone_table_full (tx, database.name, "t", database.name, "t", NULL,
                                        MO_CLONE_NOW),
                   MO_ERROR_ALREADY_EXISTS);
    mo_test_ok (mo_clone_table_full (tx, database.name, "u", database.name, "t", NULL,
                                     MO_CLONE_NOW));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 2);
  }
  mo_test_database_close (&database);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/clone/on-client", test_on_client);
  mo_test_add_matrixone ("/clone/name-that-attacks", test_name_that_attacks);
  mo_test_add_matrixone ("/clone/at-commit", test_at_commit);
  mo_test_add_matrixone ("/clone/table-at-commit", test_table_at_commit);
  mo_test_add_matrixone ("/clone/rolled-back", test_rolled_back);
  mo_test_add_matrixone ("/clone/now-committed", test_now_committed);
  mo_test_add_matrixone ("/clone/from-snapshot", test_from_snapshot);
  mo_test_add_matrixone ("/clone/in-order", test_in_order);
  mo_test_add_matrixone ("/clone/target-exists", test_target_exists);
  mo_test_add_matrixone ("/clone/may-exist", test_may_exist);
  mo_test_add_matrixone ("/clone/now-fails", test_now_fails);
  return g_test_run ();
}
