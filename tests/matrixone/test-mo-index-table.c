/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hidden tables of indexes. */

#include "command-test.h"

/* A table of four rows, with NULLs, and an index of each kind. */
static void
make_table (MoTest *test, const char *database, const char *table)
{
  command_sql (test, "CREATE DATABASE @", database, NULL);
  command_sql (test,
               "CREATE TABLE @.@ (id BIGINT PRIMARY KEY, a INT, b VARCHAR(10), `odd ``c` INT, "
               "t TEXT, v VECF32(3), UNIQUE KEY pair (b, `odd ``c`), KEY by_a (a), "
               "FULLTEXT words (t), KEY near USING ivfflat (v) lists = 1 op_type "
               "'vector_l2_ops')",
               database, table, NULL);
  command_sql (test,
               "INSERT INTO @.@ VALUES (1, 1, 'x', 1, 'one two', '[1,2,3]'), "
               "(2, NULL, 'x', NULL, 'three', NULL), (3, 1, NULL, 1, NULL, '[1,2,4]'), "
               "(4, NULL, NULL, NULL, NULL, NULL)",
               database, table, NULL);
}

static GPtrArray *
list (MoTest *test, const char *database, const char *table, const char *index)
{
  return command_all (mo_index_table_list (test->client, database, table, index));
}

/* The one hidden table of an index. */
static MoIndexTable *
one (MoTest *test, const char *database, const char *table, const char *index)
{
  g_autoptr (GPtrArray) all = list (test, database, table, index);

  g_assert_cmpuint (all->len, ==, 1);
  return mo_index_table_ref (g_ptr_array_index (all, 0));
}

/* Of an index of each kind, whatever the table is called. */
static void
test_list (MoTest *test)
{
  for (guint i = 0; command_odd_tables ()[i] != NULL; i++)
    {
      g_autofree char *database = command_new_name (i < 5 ? i : 0);
      g_autofree char *table = command_new_table (i);
      g_autoptr (GPtrArray) all = NULL;
      g_autoptr (GPtrArray) near = NULL;
      g_autoptr (GPtrArray) none = NULL;
      g_autoptr (MoIndexTable) pair = NULL;

      make_table (test, database, table);
      all = list (test, database, table, NULL);
      g_assert_cmpuint (all->len, ==, 6);
      pair = one (test, database, table, "PAIR");
      g_assert_cmpstr (pair->type, ==, "UNIQUE");
      g_assert_cmpstr (pair->algorithm, ==, "");
      g_assert_cmpstr (pair->columns, ==, "b, odd `c");
      g_assert_cmpint (
          command_int64 (test, "SELECT COUNT(*) FROM @.@", database, pair->table_name, NULL), ==,
          1);
      near = list (test, database, table, "near");
      g_assert_cmpuint (near->len, ==, 3);
      MO_FOREACH (MoIndexTable, part, near)
        {
          g_assert_cmpstr (part->algorithm, ==, "ivfflat");
          g_assert_cmpstr (part->columns, ==, "v");
          mo_test_assert_contains (part->parameters, "vector_l2_ops");
          g_assert_true (g_str_equal (part->role, "metadata")
                         || g_str_equal (part->role, "centroids")
                         || g_str_equal (part->role, "entries"));
        }
      command_sql (test, "DROP TABLE @.@", database, table, NULL);
      none = list (test, database, table, NULL);
      g_assert_cmpuint (none->len, ==, 0);
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
}

static void
assert_wrong (MoTest *test, const char *database, const char *table, const char *what)
{
  g_autoptr (GError) error
      = mo_test_take_error (mo_index_table_verify (test->client, database, table));

  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  mo_test_assert_contains (error->message, what);
}

/* Right with NULLs, which a unique index leaves out; and wrong once a row of one is taken away. */
static void
test_verify (MoTest *test)
{
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *database = command_new_name (i);
      g_autofree char *table = command_new_table (i);
      g_autoptr (MoIndexTable) pair = NULL;
      g_autoptr (MoIndexTable) by_a = NULL;

      make_table (test, database, table);
      g_assert_cmpint (
          mo_test_number (mo_index_table_verify (test->client, database, table)), ==, 4);
      by_a = one (test, database, table, "by_a");
      pair = one (test, database, table, "pair");
      command_sql (test, "DELETE FROM @.@ LIMIT 1", database, by_a->table_name, NULL);
      assert_wrong (test, database, table, "has 3 rows and not 4");
      assert_wrong (test, database, table, by_a->table_name);
      command_sql (test, "DELETE FROM @.@", database, pair->table_name, NULL);
      assert_wrong (test, database, table, "has 0 rows and not 1");
      command_sql (test, "DROP TABLE @.@", database, table, NULL);
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
  g_assert_cmpint (mo_test_number (mo_index_table_verify (test->client, "test", test->table)), ==,
                   0); /* without an index */
  mo_test_fails (mo_index_table_verify (test->client, "test", "no_such"),
                 MO_ERROR_NO_SUCH_OBJECT);
}

static void
test_in_transaction (MoTest *test)
{
  g_autofree char *database = command_new_name (0);
  g_autofree char *table = command_new_table (0);

  make_table (test, database, table);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autofree char *sql
          = g_strdup_printf ("INSERT INTO `%s`.`%s` VALUES (5, 5, 'y', 5, 'five', '[5,5,5]')",
                             database, table);
      g_autoptr (GPtrArray) all = NULL;

      mo_test_ok (mo_execute (tx, sql));
      all = command_all (mo_index_table_list (tx, database, table, NULL));
      g_assert_cmpuint (all->len, ==, 6);
      g_assert_cmpint (mo_test_number (mo_index_table_verify (tx, database, table)), ==, 5);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (
          mo_test_number (mo_index_table_verify (test->client, database, table)), ==, 4 + i);
    }
  command_sql (test, "DROP TABLE @.@", database, table, NULL);
  command_sql (test, "DROP DATABASE @", database, NULL);
}

static void
test_refused (MoTest *test)
{
  MoFuture *futures[] = {
    mo_index_table_list (test->client, NULL, "t", NULL),
    mo_index_table_list (test->client, "d", "", NULL),
    mo_index_table_list (test->client, "d", "t", ""),
    mo_index_table_verify (test->client, "d", NULL),
    mo_index_table_verify (test->client, "", "t"),
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
      return mo_index_table_list (executor, "d", "t", NULL);
    case 1:
      return mo_index_table_verify (executor, "d", "t");
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/index-table/list", test_list);
  mo_test_add_matrixone ("/index-table/verify", test_verify);
  mo_test_add_matrixone ("/index-table/in-transaction", test_in_transaction);
  mo_test_add ("/index-table/refused", test_refused);
  mo_test_add_mariadb ("/index-table/elsewhere", test_elsewhere);
  return g_test_run ();
}
