/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots as rows, of every level and with every name. */

#include "command-test.h"

static MoSnapshot *
find (MoTest *test, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_snapshot_list (test->other));

  MO_FOREACH (MoSnapshot, snapshot, all)
    if (command_is_name (snapshot->name, name))
      return mo_snapshot_ref (snapshot);
  return NULL;
}

static gboolean
exists (MoTest *test, const char *name)
{
  gint64 number = mo_test_number (mo_snapshot_exists (test->client, name));

  g_assert_true (number == 0 || number == 1);
  return number == 1;
}

/* That it is the one snapshot of its name, kept of what is named; then it is dropped. */
static void
check (MoTest *test, const char *name, const char *level, const char *database, const char *table)
{
  g_autoptr (MoSnapshot) snapshot = command_entity (mo_snapshot_get (test->client, name));
  g_autoptr (MoSnapshot) listed = find (test, name);
  gint64 now_nsec = g_get_real_time () * 1000;

  g_assert_nonnull (snapshot);
  g_assert_nonnull (listed);
  g_assert_true (command_is_name (snapshot->name, name));
  g_assert_cmpstr (snapshot->level, ==, level);
  g_assert_true (command_is_name (snapshot->database_name, database));
  g_assert_true (command_is_name (snapshot->table_name, table));
  g_assert_cmpint (snapshot->time_nsec, ==, listed->time_nsec);
  g_assert_cmpint (snapshot->time_nsec, >, G_GINT64_CONSTANT (1700000000000000000));
  if (g_getenv ("MO_TEST_SEED") == NULL) /* a recording is older */
    g_assert_cmpint (ABS (now_nsec - snapshot->time_nsec), <, G_GINT64_CONSTANT (600000000000));
  g_assert_true (exists (test, name));
  mo_test_ok (mo_snapshot_drop (test->client, name));
  g_assert_false (exists (test, name));
  g_assert_null (command_entity (mo_snapshot_get (test->client, name)));
}

static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = command_new_name (i);
      g_autofree char *database = command_new_name (i);
      g_autofree char *table = command_new_name (i); /* this command takes no other for a table */

      command_sql (test, "CREATE DATABASE @", database, NULL);
      command_sql (test, "CREATE TABLE @.@ (id BIGINT PRIMARY KEY)", database, table, NULL);
      g_assert_false (exists (test, name));
      mo_test_ok (mo_snapshot_create_database (test->client, name, database));
      check (test, name, "database", database, "");
      mo_test_ok (mo_snapshot_create_table (test->client, name, database, table));
      check (test, name, "table", database, table);
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
}

static void
test_levels (MoTest *test)
{
  g_autofree char *name = command_new_name (0);

  mo_test_ok (mo_snapshot_create_cluster (test->client, name));
  mo_test_fails (mo_snapshot_create_cluster (test->client, name), MO_ERROR_SERVER);
  check (test, name, "cluster", "", "");
  mo_test_ok (mo_snapshot_create_account (test->client, name, NULL));
  g_assert_cmpint (command_int64 (test,
                                  "SELECT COUNT(*) FROM mo_catalog.mo_snapshots"
                                  " WHERE level = 'account' AND account_name = 'sys'",
                                  NULL),
                   >=, 1);
  check (test, name, "account", "", "");
  mo_test_ok (mo_snapshot_create_account (test->client, name, "sys"));
  check (test, name, "account", "", "");
  mo_test_fails (mo_snapshot_create_account (test->client, name, "no_such_account_"),
                 MO_ERROR_SERVER);
  g_assert_false (exists (test, name));
}

/* Newest first, and none that the server keeps for itself. */
static void
test_list (MoTest *test)
{
  g_autofree char *names[] = { mo_test_unique ("first"), mo_test_unique ("second") };
  g_autofree char *branch = mo_test_unique ("branch");
  g_autoptr (GPtrArray) all = NULL;
  gint64 last_nsec = G_MAXINT64;
  guint seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mo_test_ok (mo_snapshot_create_database (test->client, names[i], "test"));
  command_sql (test, mo_test_text (test, "DATA BRANCH CREATE TABLE @ FROM $t"), branch, NULL);
  all = command_all (mo_snapshot_list (test->client));
  MO_FOREACH (MoSnapshot, snapshot, all)
    {
      g_assert_cmpint (snapshot->time_nsec, <=, last_nsec);
      g_assert_cmpstr (snapshot->table_name, !=, test->table);
      last_nsec = snapshot->time_nsec;
      if (seen < 2 && g_strcmp0 (snapshot->name, names[1 - seen]) == 0)
        seen++;
    }
  g_assert_cmpuint (seen, ==, 2);
  g_assert_cmpint (command_int64 (test,
                                  mo_test_text (test,
                                                "SELECT COUNT(*) FROM mo_catalog.mo_snapshots"
                                                " WHERE kind = 'branch' AND table_name = '$t'"),
                                  NULL),
                   ==, 1);
  command_sql (test, "DATA BRANCH DELETE TABLE @", branch, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mo_test_ok (mo_snapshot_drop (test->client, names[i]));
}

static void
test_in_transaction (MoTest *test)
{
  g_autofree char *cluster = command_new_name (1);
  g_autofree char *account = command_new_name (2);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_snapshot_create_cluster (tx, cluster));
      mo_test_ok (mo_snapshot_create_account (tx, account, NULL));
      g_assert_cmpint (mo_test_number (mo_snapshot_exists (tx, cluster)), ==, 0);
      g_assert_null (command_entity (mo_snapshot_get (tx, account)));
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (exists (test, cluster) == (i == 1));
      g_assert_true (exists (test, account) == (i == 1));
    }
  mo_test_ok (mo_snapshot_drop (test->client, cluster));
  mo_test_ok (mo_snapshot_drop (test->client, account));
}

static void
test_refused (MoTest *test)
{
  mo_test_fails (mo_snapshot_create_cluster (test->client, ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_create_account (test->client, NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_create_account (test->client, "s", ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_exists (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_snapshot_create_cluster (executor, "s");
    case 1:
      return mo_snapshot_create_account (executor, "s", NULL);
    case 2:
      return mo_snapshot_get (executor, "s");
    case 3:
      return mo_snapshot_exists (executor, "s");
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  command_test_not_supported (test, call);
  error = mo_test_take_error (mo_snapshot_list (test->client));
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_assert_true (g_str_has_prefix (error->message, "mo_snapshot_list() is a command of MatrixOne, "
                                                   "and this server is "));
}

static MoFuture *
create_named (MoExecutor *executor, const char *name)
{
  return mo_snapshot_create_account (executor, name, NULL);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, create_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/snapshot-levels/names", test_names);
  mo_test_add_matrixone ("/snapshot-levels/bad-names", test_bad_names);
  mo_test_add_matrixone ("/snapshot-levels/levels", test_levels);
  mo_test_add_matrixone ("/snapshot-levels/list", test_list);
  mo_test_add_matrixone ("/snapshot-levels/in-transaction", test_in_transaction);
  mo_test_add ("/snapshot-levels/refused", test_refused);
  mo_test_add_mariadb ("/snapshot-levels/elsewhere", test_elsewhere);
  return g_test_run ();
}
