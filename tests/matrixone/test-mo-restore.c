/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RESTORE from a snapshot. The cluster and the account sys are in test-mo-restore-all. */

#include "command-test.h"

/* A database with tables `a` and `b` of one row each, kept in a snapshot; then there are more. */
typedef struct
{
  char *database;
  char *snapshot;
} Kept;

static void
kept_open (Kept *self, MoTest *test, guint which)
{
  self->database = command_new_name (which);
  self->snapshot = command_new_name (which);
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.a (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "CREATE TABLE @.b (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "INSERT INTO @.a VALUES (1)", self->database, NULL);
  command_sql (test, "INSERT INTO @.b VALUES (1)", self->database, NULL);
  mo_test_ok (mo_snapshot_create_database (test->other, self->snapshot, self->database));
  command_sql (test, "INSERT INTO @.a VALUES (2)", self->database, NULL);
  command_sql (test, "INSERT INTO @.b VALUES (2), (3)", self->database, NULL);
}

static void
kept_close (Kept *self, MoTest *test)
{
  mo_test_ok (mo_snapshot_drop (test->other, self->snapshot));
  command_sql (test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
  g_free (self->snapshot);
}

static gint64
count (Kept *self, MoTest *test, const char *table)
{
  return command_int64 (test, "SELECT COUNT(*) FROM @.@", self->database, table, NULL);
}

static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      const MoRestoreOptions of_sys = { .account = "sys" };
      Kept kept;

      kept_open (&kept, test, i);
      mo_test_ok (mo_restore_table (test->client, kept.database, "a", kept.snapshot, NULL));
      g_assert_cmpint (count (&kept, test, "a"), ==, 1);
      g_assert_cmpint (count (&kept, test, "b"), ==, 3);
      command_sql (test, "CREATE TABLE @.later (id BIGINT PRIMARY KEY)", kept.database, NULL);
      mo_test_ok (mo_restore_database (test->client, kept.database, kept.snapshot, &of_sys));
      g_assert_cmpint (count (&kept, test, "b"), ==, 1);
      mo_test_fails (mo_restore_table (test->client, kept.database, "later", kept.snapshot, NULL),
                     MO_ERROR_SERVER); /* it is not in there */
      command_sql (test, "DROP DATABASE @", kept.database, NULL);
      mo_test_ok (mo_restore_database (test->client, kept.database, kept.snapshot, NULL));
      g_assert_cmpint (count (&kept, test, "a"), ==, 1);
      kept_close (&kept, test);
    }
}

/* Behind COMMIT, with what the transaction did undone; or never. */
static void
test_in_transaction (MoTest *test)
{
  Kept kept;

  kept_open (&kept, test, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_restore_table (tx, kept.database, "a", kept.snapshot, NULL));
      mo_test_ok (mo_restore_database (tx, kept.database, kept.snapshot, NULL));
      g_assert_cmpint (count (&kept, test, "a"), ==, 2);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (count (&kept, test, "a"), ==, i == 0 ? 2 : 1);
      g_assert_cmpint (count (&kept, test, "b"), ==, i == 0 ? 3 : 1);
    }
  kept_close (&kept, test);
}

/* --- accounts --- */

static void
make_account (MoTest *test, const char *account)
{
  command_sql (test, "CREATE ACCOUNT @ ADMIN_NAME 'admin' IDENTIFIED BY '111'", account, NULL);
}

static gint64
count_in (const char *account)
{
  g_autoptr (MoClient) client = command_client_of (account);
  gint64 n = mo_test_number (mo_execute (client, "SELECT COUNT(*) FROM kept.t"));

  mo_test_ok (mo_client_disconnect (client));
  return n;
}

static void
fill (const char *account)
{
  g_autoptr (MoClient) client = command_client_of (account);

  mo_test_ok (mo_execute (client, "CREATE DATABASE kept"));
  mo_test_ok (mo_execute (client, "CREATE TABLE kept.t (id BIGINT PRIMARY KEY)"));
  mo_test_ok (mo_execute (client, "INSERT INTO kept.t VALUES (1)"));
  mo_test_ok (mo_client_disconnect (client));
}

static void
spoil (const char *account)
{
  g_autoptr (MoClient) client = command_client_of (account);

  mo_test_ok (mo_execute (client, "INSERT INTO kept.t VALUES (2)"));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_accounts (MoTest *test)
{
  g_autofree char *account = mo_test_unique ("acc");
  g_autofree char *to = mo_test_unique ("to");
  g_autofree char *snapshot = command_new_name (0);
  const MoRestoreOptions options = { .to_account = to };

  make_account (test, account);
  make_account (test, to);
  fill (account);
  mo_test_ok (mo_snapshot_create_account (test->client, snapshot, account));
  spoil (account);
  g_assert_cmpint (count_in (account), ==, 2);
  mo_test_ok (mo_restore_account (test->client, account, snapshot, &options));
  g_assert_cmpint (count_in (to), ==, 1);
  g_assert_cmpint (count_in (account), ==, 2);
  mo_test_ok (mo_restore_account (test->client, account, snapshot, NULL));
  g_assert_cmpint (count_in (account), ==, 1);
  mo_test_ok (mo_snapshot_drop (test->client, snapshot));
  command_sql (test, "DROP ACCOUNT @", account, NULL);
  command_sql (test, "DROP ACCOUNT @", to, NULL);
}

/* --- what is sent, of snapshots that there are not --- */

static void
check_sent (MoTestWire *wire, MoFuture *future, MoError code, const char *sql)
{
  mo_test_fails (future, code);
  g_test_message ("%s", sql);
  g_assert_cmpuint (mo_test_proxy_count (wire->proxy, sql), ==, 1);
}

static void
test_sent (MoTest *test)
{
  const MoRestoreOptions old = { .grammar = MO_RESTORE_GRAMMAR_3 };
  const MoRestoreOptions old_to = { .grammar = MO_RESTORE_GRAMMAR_3, .to_account = "no`b" };
  const MoRestoreOptions old_of = { .grammar = MO_RESTORE_GRAMMAR_3, .account = "no_a" };
  const MoRestoreOptions of_to = { .account = "no_a", .to_account = "no_b" };
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  check_sent (&wire, mo_restore_cluster (wire.client, "no_s", NULL), MO_ERROR_SERVER,
              "RESTORE CLUSTER {snapshot = `no_s`}");
  check_sent (&wire, mo_restore_account (wire.client, "no_a", "no_s", NULL), MO_ERROR_SERVER,
              "RESTORE ACCOUNT `no_a` {snapshot = `no_s`}");
  check_sent (&wire, mo_restore_table (wire.client, "no_d", "no_t", "no_s", &of_to),
              MO_ERROR_SERVER,
              "RESTORE TABLE `no_a`.`no_d`.`no_t` {snapshot = `no_s`} TO ACCOUNT `no_b`");
  check_sent (&wire, mo_restore_cluster (wire.client, "no_s", &old), MO_ERROR_SYNTAX,
              "RESTORE CLUSTER FROM SNAPSHOT `no_s`");
  check_sent (&wire, mo_restore_account (wire.client, "no_a", "no_s", &old_to), MO_ERROR_SYNTAX,
              "RESTORE ACCOUNT `no_a` FROM SNAPSHOT `no_s` TO ACCOUNT `no``b`");
  check_sent (&wire, mo_restore_database (wire.client, "no_d", "no_s", &old_of), MO_ERROR_SYNTAX,
              "RESTORE ACCOUNT `no_a` DATABASE `no_d` FROM SNAPSHOT `no_s`");
  check_sent (&wire, mo_restore_table (wire.client, "no_d", "no_t", "no_s", &old_of),
              MO_ERROR_SYNTAX,
              "RESTORE ACCOUNT `no_a` DATABASE `no_d` TABLE `no_t` FROM SNAPSHOT `no_s`");
  mo_test_wire_close (&wire);
}

static void
test_refused (MoTest *test)
{
  const MoRestoreOptions old = { .grammar = MO_RESTORE_GRAMMAR_3 };
  const MoRestoreOptions old_to
      = { .grammar = MO_RESTORE_GRAMMAR_3, .account = "a", .to_account = "b" };
  const MoRestoreOptions none = { .grammar = (MoRestoreGrammar) 2 };
  const MoRestoreOptions to = { .to_account = "a" };
  const MoRestoreOptions empty_to = { .to_account = "" };
  const MoRestoreOptions of = { .account = "a" };
  MoFuture *futures[] = {
    mo_restore_cluster (test->client, NULL, NULL),
    mo_restore_cluster (test->client, "", NULL),
    mo_restore_cluster (test->client, "s", &to),
    mo_restore_cluster (test->client, "s", &of),
    mo_restore_cluster (test->client, "s", &none),
    mo_restore_account (test->client, NULL, "s", NULL), /* not the cluster */
    mo_restore_account (test->client, "a", "s", &of),
    mo_restore_account (test->client, "a", "s", &empty_to),
    mo_restore_account (test->client, "a", NULL, &old),
    mo_restore_database (test->client, NULL, "s", NULL),
    mo_restore_database (test->client, NULL, "s", &of), /* not the account */
    mo_restore_database (test->client, "d", "s", &old),
    mo_restore_database (test->client, "d", "s", &old_to),
    mo_restore_table (test->client, "d", NULL, "s", NULL), /* not the database */
    mo_restore_table (test->client, NULL, "t", "s", NULL),
    mo_restore_table (test->client, "d", "t", "\xff", NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    mo_test_fails (futures[i], MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_restore_cluster (executor, "s", NULL);
    case 1:
      return mo_restore_account (executor, "a", "s", NULL);
    case 2:
      return mo_restore_database (executor, "d", "s", NULL);
    case 3:
      return mo_restore_table (executor, "d", "t", "s", NULL);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

static MoFuture *
restore_named (MoExecutor *executor, const char *name)
{
  return mo_restore_table (executor, "test", name, name, NULL);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, restore_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/restore/names", test_names);
  mo_test_add_matrixone ("/restore/bad-names", test_bad_names);
  mo_test_add_matrixone ("/restore/accounts", test_accounts);
  mo_test_add_matrixone ("/restore/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/restore/sent", test_sent);
  mo_test_add ("/restore/refused", test_refused);
  mo_test_add_mariadb ("/restore/elsewhere", test_elsewhere);
  return g_test_run ();
}
