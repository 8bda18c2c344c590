/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RESTORE of the whole cluster, and of the account sys, from snapshots and PITRs: for a server that
 * is the tests' alone, which MO_TEST_WHOLE_SERVER says; what a recording plays is. */

#include "command-test.h"

/* A database with a table of one row, and a later row that a restore undoes. */
typedef struct
{
  MoTest *test;
  char *database;
  char *name; /* of the snapshot, or the PITR */
} Whole;

static gint64
count (const Whole *self)
{
  return command_int64 (self->test, "SELECT COUNT(*) FROM @.t", self->database, NULL);
}

static void
insert_two (const Whole *self)
{
  command_sql (self->test, "INSERT INTO @.t VALUES (2)", self->database, NULL);
  g_assert_cmpint (count (self), ==, 2);
}

static void
whole_open (Whole *self, MoTest *test)
{
  self->test = test;
  self->database = command_new_name (0);
  self->name = command_new_name (1);
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "INSERT INTO @.t VALUES (1)", self->database, NULL);
}

static void
whole_close (Whole *self)
{
  command_sql (self->test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
  g_free (self->name);
}

/* The server's clock. */
static GDateTime *
dup_moment (const Whole *self)
{
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GDateTime *moment;
  MoValue now;

  result = mo_await_result (mo_execute (self->test->other, "SELECT UTC_TIMESTAMP(6)"), &error);
  g_assert_no_error (error);
  now = mo_result_get_value (result, 0, 0);
  moment = mo_value_to_date_time (&now, &error);
  g_assert_no_error (error);
  return moment;
}

/* --- from a snapshot --- */

/* Also what was dropped since, and a database of another account. */
static void
test_cluster (MoTest *test)
{
  g_autofree char *account = mo_test_unique ("acc");
  g_autoptr (MoClient) client = NULL;
  Whole whole;

  whole_open (&whole, test);
  command_sql (test, "CREATE ACCOUNT @ ADMIN_NAME 'admin' IDENTIFIED BY '111'", account, NULL);
  client = command_client_of (account);
  mo_test_ok (mo_execute (client, "CREATE DATABASE kept"));
  mo_test_ok (mo_snapshot_create_cluster (test->client, whole.name));
  insert_two (&whole);
  mo_test_ok (mo_execute (client, "DROP DATABASE kept"));
  mo_test_ok (mo_restore_cluster (test->client, whole.name, NULL));
  g_assert_cmpint (count (&whole), ==, 1);
  mo_test_ok (mo_execute (client, "DROP DATABASE kept"));
  mo_test_ok (mo_client_disconnect (client));
  mo_test_ok (mo_snapshot_drop (test->client, whole.name));
  command_sql (test, "DROP ACCOUNT @", account, NULL);
  whole_close (&whole);
}

static void
test_account (MoTest *test)
{
  Whole whole;

  whole_open (&whole, test);
  mo_test_ok (mo_snapshot_create_account (test->client, whole.name, NULL));
  insert_two (&whole);
  mo_test_ok (mo_restore_account (test->client, "sys", whole.name, NULL));
  g_assert_cmpint (count (&whole), ==, 1);
  mo_test_ok (mo_snapshot_drop (test->client, whole.name));
  whole_close (&whole);
}

/* Behind COMMIT, or never. */
static void
test_in_transaction (MoTest *test)
{
  Whole whole;

  whole_open (&whole, test);
  mo_test_ok (mo_snapshot_create_cluster (test->client, whole.name));
  insert_two (&whole);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_restore_cluster (tx, whole.name, NULL));
      g_assert_cmpint (count (&whole), ==, 2);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count (&whole), ==, i == 0 ? 2 : 1);
    }
  mo_test_ok (mo_snapshot_drop (test->client, whole.name));
  whole_close (&whole);
}

/* --- from a PITR --- */

static void
test_cluster_from_pitr (MoTest *test)
{
  g_autoptr (GDateTime) moment = NULL;
  Whole whole;

  whole_open (&whole, test);
  mo_test_ok (mo_pitr_create_cluster (test->client, whole.name, 1, MO_PITR_HOURS));
  mo_test_ok (mo_execute (test->other, "SELECT SLEEP(1)"));
  moment = dup_moment (&whole);
  insert_two (&whole);
  mo_test_ok (mo_restore_cluster_from_pitr (test->client, whole.name, moment));
  g_assert_cmpint (count (&whole), ==, 1);
  mo_test_ok (mo_pitr_drop (test->client, whole.name));
  whole_close (&whole);
}

/* By its own PITR and by the cluster's; the server wants sys not to be named. */
static void
test_account_from_pitr (MoTest *test)
{
  g_autoptr (GDateTime) moment = NULL;
  Whole whole;

  whole_open (&whole, test);
  mo_test_ok (mo_pitr_create_account (test->client, whole.name, NULL, 1, MO_PITR_HOURS));
  mo_test_ok (mo_execute (test->other, "SELECT SLEEP(1)"));
  moment = dup_moment (&whole);
  insert_two (&whole);
  mo_test_fails (mo_restore_account_from_pitr (test->client, "sys", NULL, whole.name, moment),
                 MO_ERROR_SERVER);
  g_assert_cmpint (count (&whole), ==, 2);
  mo_test_ok (mo_restore_account_from_pitr (test->client, NULL, NULL, whole.name, moment));
  g_assert_cmpint (count (&whole), ==, 1);
  mo_test_ok (mo_pitr_drop (test->client, whole.name));
  whole_close (&whole);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("MO_TEST_WHOLE_SERVER") == NULL)
    {
      g_print ("1..0 # SKIP the server is not the tests' alone: see MO_TEST_WHOLE_SERVER\n");
      return 0;
    }
  mo_test_add_matrixone ("/restore-all/cluster", test_cluster);
  mo_test_add_matrixone ("/restore-all/account", test_account);
  mo_test_add_matrixone ("/restore-all/transaction", test_in_transaction);
  mo_test_add_matrixone ("/restore-all/cluster-from-pitr", test_cluster_from_pitr);
  mo_test_add_matrixone ("/restore-all/account-from-pitr", test_account_from_pitr);
  return g_test_run ();
}
