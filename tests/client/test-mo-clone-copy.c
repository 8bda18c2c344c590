/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clones that are copies: a part of the transaction, with what it wrote. */

#include <string.h>

#include "mo-test-database.h"

static MoFuture *
copy (MoTransaction *tx, const char *target, const char *source, MoCloneFlags flags)
{
  return mo_clone_database_full (tx, target, source, NULL, MO_CLONE_COPY | flags);
}

/* What the transaction wrote is in it, and nobody sees it before the commit. */
static void
test_own_writes (MoTest *test)
{
  MoTestDatabase database;
  g_autofree char *name = mo_test_unique ("copy");

  mo_test_database_open (&database, test);
  g_ptr_array_add (database.databases, g_strdup (name));
  mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 2));
    mo_test_ok (copy (tx, name, database.name, MO_CLONE_AT_COMMIT));
    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 3)); /* too late for it */
    g_assert_cmpint (mo_test_database_count (&database, name, "t"), ==, -1);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (mo_test_database_count (&database, name, "t"), ==, 2);
  g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 3);
  mo_test_database_close (&database);
}

static void
test_rolled_back (MoTest *test)
{
  MoTestDatabase database;
  g_autofree char *name = mo_test_unique ("copy");

  mo_test_database_open (&database, test);
  g_ptr_array_add (database.databases, g_strdup (name));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (copy (tx, name, database.name, MO_CLONE_AT_COMMIT));
    mo_test_ok (mo_transaction_rollback (tx));
  }
  g_assert_cmpint (mo_test_database_count (&database, name, "t"), ==, -1);
  mo_test_database_close (&database);
}

/* Keys come with it: the copy refuses a second row of the same key. */
static void
test_table (MoTest *test)
{
  MoTestDatabase database;
  g_autofree char *name = mo_test_unique ("copy");
  g_autofree char *insert = NULL;

  mo_test_database_open (&database, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_clone_table_full (tx, NULL, name, database.name, "t", NULL, MO_CLONE_COPY));
    mo_test_ok (mo_transaction_commit (tx));
  }
  insert = g_strdup_printf ("INSERT INTO %s VALUES (1)", name);
  mo_test_fails (mo_execute (test->other, insert), MO_ERROR_DUPLICATE_KEY);
  g_free (insert);
  insert = g_strdup_printf ("DROP TABLE %s", name);
  mo_test_sql (test, insert);
  mo_test_database_close (&database);
}

static void
test_target_exists (MoTest *test)
{
  MoTestDatabase database;
  g_autofree char *name = mo_test_unique ("copy");

  mo_test_database_open (&database, test);
  g_ptr_array_add (database.databases, g_strdup (name));
  mo_test_ok (mo_clone_database (test->client, name, database.name));
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1 + i));
      if (i == 0)
        mo_test_ok (copy (tx, name, database.name, MO_CLONE_IF_NOT_EXISTS));
      else
        mo_test_fails (copy (tx, name, database.name, MO_CLONE_AT_COMMIT),
                       MO_ERROR_ALREADY_EXISTS);
      /* Half of what was to be done is worth nothing, whoever looked at the error. */
      if (i == 0)
        mo_test_ok (mo_transaction_commit (tx));
      else
        mo_test_fails (mo_transaction_commit (tx), MO_ERROR_ALREADY_EXISTS);
      g_assert_cmpint (mo_test_database_count (&database, name, "t"), ==, 0);
      g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 1);
    }
  mo_test_database_close (&database);
}

static void
test_refused (MoTest *test)
{
  MoTestDatabase database;
  g_autofree char *name = mo_test_unique ("copy");
  g_autoptr (GError) view = NULL;

  mo_test_database_open (&database, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_fails (copy (tx, "", database.name, MO_CLONE_AT_COMMIT), MO_ERROR_INVALID_ARGUMENT);
    mo_test_fails (mo_clone_database_full (tx, name, database.name, "s", MO_CLONE_COPY),
                   MO_ERROR_INVALID_ARGUMENT);
    mo_test_fails (copy (tx, name, "mo_glib_there_is_none", MO_CLONE_AT_COMMIT),
                   MO_ERROR_NO_SUCH_OBJECT);
    mo_test_ok (mo_transaction_rollback (tx));
  }
  {
    g_autofree char *sql = g_strdup_printf ("CREATE VIEW `%s`.v AS SELECT 1", database.name);
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_execute (tx, sql));
    view = mo_test_take_error (copy (tx, name, database.name, MO_CLONE_AT_COMMIT));
    g_assert_error (view, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
    mo_test_assert_contains (view->message, "\"v\"");
    mo_test_ok (mo_transaction_rollback (tx));
  }
  mo_test_database_close (&database);
}

/* On a client it is the server's own clone. */
static void
test_on_client (MoTest *test)
{
  MoTestDatabase database;
  g_autofree char *name = mo_test_unique ("copy");

  mo_test_database_open (&database, test);
  g_ptr_array_add (database.databases, g_strdup (name));
  mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (test->other), 1));
  mo_test_ok (mo_clone_database_full (test->client, name, database.name, NULL, MO_CLONE_COPY));
  g_assert_cmpint (mo_test_database_count (&database, name, "t"), ==, 1);
  mo_test_database_close (&database);
}

static void
test_not_supported (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = mo_test_take_error (copy (tx, "a", "b", MO_CLONE_AT_COMMIT));

  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  mo_test_assert_contains (error->message, "MariaDB");
  mo_test_ok (mo_transaction_rollback (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/clone-copy/own-writes", test_own_writes);
  mo_test_add_matrixone ("/clone-copy/rolled-back", test_rolled_back);
  mo_test_add_matrixone ("/clone-copy/table", test_table);
  mo_test_add_matrixone ("/clone-copy/target-exists", test_target_exists);
  mo_test_add_matrixone ("/clone-copy/refused", test_refused);
  mo_test_add_matrixone ("/clone-copy/on-client", test_on_client);
  mo_test_add_mariadb ("/clone-copy/not-supported", test_not_supported);
  return g_test_run ();
}
