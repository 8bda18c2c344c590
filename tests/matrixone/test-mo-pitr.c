/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Point-in-time recovery. */

#include "command-test.h"

static gboolean
is_listed (MoTest *test, const char *name)
{
  g_autoptr (GPtrArray) all = command_all (mo_pitr_list (test->other));

  MO_FOREACH (MoPitr, pitr, all)
    if (command_is_name (pitr->name, name))
      return TRUE;
  return FALSE;
}

/* Made, read, altered and dropped, whatever its name, and that of what it keeps. */
static void
test_names (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = command_new_name (i);
      g_autofree char *database = command_new_name (i);
      g_autoptr (MoPitr) pitr = NULL;
      g_autoptr (MoPitr) altered = NULL;

      command_sql (test, "CREATE DATABASE @", database, NULL);
      mo_test_ok (mo_pitr_create_database (test->client, name, database, 2, MO_PITR_HOURS));
      pitr = command_entity (mo_pitr_get (test->client, name));
      g_assert_nonnull (pitr);
      g_assert_true (command_is_name (pitr->name, name));
      g_assert_cmpstr (pitr->level, ==, "database");
      g_assert_true (command_is_name (pitr->database_name, database));
      g_assert_cmpint (pitr->length, ==, 2);
      g_assert_cmpstr (pitr->unit, ==, "h");
      mo_test_ok (mo_pitr_alter (test->client, name, 3, MO_PITR_DAYS));
      altered = command_entity (mo_pitr_get (test->client, name));
      g_assert_cmpint (altered->length, ==, 3);
      g_assert_cmpstr (altered->unit, ==, "d");
      g_assert_true (is_listed (test, name));
      mo_test_ok (mo_pitr_drop (test->client, name));
      g_assert_false (is_listed (test, name));
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
}

static void
test_levels (MoTest *test)
{
  g_autofree char *name = command_new_name (0);
  g_autofree char *table = command_new_table (0);
  g_autofree char *database = command_new_name (2);
  g_autoptr (MoPitr) pitr = NULL;

  command_sql (test, "CREATE DATABASE @", database, NULL);
  command_sql (test, "CREATE TABLE @.@ (id BIGINT PRIMARY KEY)", database, table, NULL);
  mo_test_ok (mo_pitr_create_table (test->client, name, database, table, 100, MO_PITR_YEARS));
  pitr = command_entity (mo_pitr_get (test->client, name));
  g_assert_cmpstr (pitr->level, ==, "table");
  g_assert_true (command_is_name (pitr->table_name, table));
  g_assert_cmpstr (pitr->unit, ==, "y");
  g_assert_cmpint (pitr->created_nsec, >, G_GINT64_CONSTANT (1700000000000000000));
  mo_test_ok (mo_pitr_drop (test->client, name));
  mo_test_ok (mo_pitr_create_account (test->client, name, NULL, 1, MO_PITR_MONTHS));
  mo_test_fails (mo_pitr_create_account (test->client, "another", "sys", 1, MO_PITR_MONTHS),
                 MO_ERROR_SERVER); /* there is one */
  mo_test_ok (mo_pitr_drop (test->client, name));
  mo_test_ok (mo_pitr_create_cluster (test->client, name, 1, MO_PITR_DAYS));
  mo_test_ok (mo_pitr_drop (test->client, name));
  command_sql (test, "DROP DATABASE @", database, NULL);
}

/* Behind COMMIT, or never; what is there is seen at once. */
static void
test_in_transaction (MoTest *test)
{
  g_autofree char *name = command_new_name (4);
  g_autofree char *database = command_new_name (4);

  command_sql (test, "CREATE DATABASE @", database, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoPitr) pitr = NULL;

      mo_test_ok (mo_pitr_create_database (tx, name, database, 1, MO_PITR_DAYS));
      pitr = command_entity (mo_pitr_get (tx, name));
      g_assert_null (pitr);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_true (is_listed (test, name) == (i == 1));
    }
  mo_test_ok (mo_pitr_drop (test->client, name));
  command_sql (test, "DROP DATABASE @", database, NULL);
}

static void
test_refused (MoTest *test)
{
  mo_test_fails (mo_pitr_create_cluster (test->client, "p", 0, MO_PITR_DAYS),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_pitr_create_cluster (test->client, "p", 101, MO_PITR_DAYS),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_pitr_create_cluster (test->client, "p", 1, (MoPitrUnit) 4),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_pitr_create_cluster (test->client, "", 1, MO_PITR_DAYS),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_pitr_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_pitr_create_cluster (executor, "p", 1, MO_PITR_DAYS);
    case 1:
      return mo_pitr_create_account (executor, "p", NULL, 1, MO_PITR_DAYS);
    case 2:
      return mo_pitr_create_database (executor, "p", "d", 1, MO_PITR_DAYS);
    case 3:
      return mo_pitr_create_table (executor, "p", "d", "t", 1, MO_PITR_DAYS);
    case 4:
      return mo_pitr_alter (executor, "p", 1, MO_PITR_DAYS);
    case 5:
      return mo_pitr_drop (executor, "p");
    case 6:
      return mo_pitr_get (executor, "p");
    case 7:
      return mo_pitr_list (executor);
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
create_named (MoExecutor *executor, const char *name)
{
  return mo_pitr_create_cluster (executor, name, 1, MO_PITR_DAYS);
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
  mo_test_add_matrixone ("/pitr/names", test_names);
  mo_test_add_matrixone ("/pitr/bad-names", test_bad_names);
  mo_test_add_matrixone ("/pitr/levels", test_levels);
  mo_test_add_matrixone ("/pitr/in-transaction", test_in_transaction);
  mo_test_add ("/pitr/refused", test_refused);
  mo_test_add_mariadb ("/pitr/elsewhere", test_elsewhere);
  return g_test_run ();
}
