/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The objects of a table, and the commands that make the server write them. */

#include "command-test.h"
#include "matrixone/mo-ctl-answer-private.h"

#define N_ROWS 20000
#define N_DELETED 100
#define N_NULLS 2000

/* A table with an index and that many rows, all in objects. */
static void
make_table (MoTest *test, const char *database, const char *table)
{
  command_sql (test, "CREATE DATABASE @", database, NULL);
  command_sql (test,
               "CREATE TABLE @.@ (id BIGINT PRIMARY KEY, v VARCHAR(20), k INT, KEY by_k (k))",
               database, table, NULL);
  command_sql (test,
               "INSERT INTO @.@ SELECT result, CONCAT('v', result), IF(result % 10 = 0, NULL, 7) "
               "FROM generate_series(1, 20000) g",
               database, table, NULL);
  mo_test_ok (mo_ctl_flush_table (test->client, database, table));
  command_sql (test, "DELETE FROM @.@ WHERE id <= 100", database, table, NULL);
  mo_test_ok (mo_ctl_flush_table (test->client, database, table));
}

static MoMetadataStats *
stats (MoTest *test,
       const char *database,
       const char *table,
       const char *index,
       MoMetadataPart part)
{
  return command_entity (mo_metadata_get_stats (test->client, database, table, index, part,
                                                NULL));
}

/* With every name that has no dot, which stands between names here. */
static void
test_names (MoTest *test)
{
  mo_test_use_one_connection (test);
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *database = command_new_name (i);
      g_autofree char *table = command_new_table (i);
      g_autoptr (MoMetadataStats) rows = NULL;
      g_autoptr (MoMetadataStats) deleted = NULL;
      g_autoptr (MoMetadataStats) index = NULL;

      make_table (test, database, table);
      rows = stats (test, database, table, NULL, MO_METADATA_ROWS);
      deleted = stats (test, database, table, NULL, MO_METADATA_TOMBSTONES);
      index = stats (test, database, table, "by_k", MO_METADATA_ROWS);
      g_assert_cmpint (rows->row_count, ==, N_ROWS);
      g_assert_cmpint (rows->object_count, >=, 1);
      g_assert_cmpint (rows->original_bytes, >, rows->compressed_bytes);
      g_assert_cmpint (rows->compressed_bytes, >, 10000);
      g_assert_cmpint (deleted->row_count, ==, N_DELETED);
      g_assert_cmpint (index->row_count, ==, N_ROWS);
      command_sql (test, "DROP TABLE @.@", database, table, NULL); /* whose name may keep it */
      command_sql (test, "DROP DATABASE @", database, NULL);
    }
}

/* Of each object, what its columns say of it. */
static void
test_objects (MoTest *test)
{
  g_autofree char *database = command_new_name (4);
  g_autofree char *table = command_new_table (1);
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  g_autoptr (MoMetadataStats) of_k = NULL;
  g_autoptr (MoMetadataStats) all = NULL;
  gint64 n_rows = 0;

  mo_test_use_one_connection (test);
  make_table (test, database, table);
  objects = command_all (
      mo_metadata_list_objects (test->client, database, table, NULL, MO_METADATA_ROWS, NULL));
  columns = command_all (
      mo_metadata_scan (test->client, database, table, NULL, MO_METADATA_ROWS, NULL));
  of_k = command_entity (
      mo_metadata_get_stats (test->client, database, table, NULL, MO_METADATA_ROWS, "k"));
  all = stats (test, database, table, NULL, MO_METADATA_ROWS);
  g_assert_cmpint (of_k->null_count, ==, N_NULLS);
  g_assert_cmpint (of_k->row_count, ==, N_ROWS);
  g_assert_cmpint (of_k->original_bytes, <, all->original_bytes);
  ids = command_all (
      mo_metadata_scan (test->client, database, table, NULL, MO_METADATA_ROWS, "id"));
  g_assert_cmpuint (columns->len, ==, 3 * objects->len);
  g_assert_cmpuint (ids->len, ==, objects->len);
  MO_FOREACH (MoMetadataObject, object, objects)
    {
      g_assert_cmpint (object->created_nsec, >, G_GINT64_CONSTANT (1700000000000000000));
      g_assert_cmpint (object->deleted_nsec, ==, 0);
      n_rows += object->row_count;
    }
  g_assert_cmpint (n_rows, ==, N_ROWS);
  MO_FOREACH (MoMetadata, column, columns)
    {
      g_assert_true (g_str_equal (column->column_name, "id")
                     || g_str_equal (column->column_name, "v")
                     || g_str_equal (column->column_name, "k"));
      g_assert_false (column->is_hidden);
      g_assert_true (g_str_has_prefix (column->location, column->object_name));
      g_assert_null (column->min);
      g_assert_cmpint (column->row_count, >, 0);
    }
  MO_FOREACH (MoMetadata, id, ids)
    {
      g_assert_cmpint (id->compressed_bytes, >, 0);
      g_assert_nonnull (id->min);
      g_assert_cmpuint (g_bytes_get_size (id->max), ==, sizeof (gint64));
    }
  command_sql (test, "DROP DATABASE @", database, NULL);
}

/* Before a flush there are no objects. */
static void
test_nothing (MoTest *test)
{
  g_autoptr (MoMetadataStats) none = stats (test, "test", test->table, NULL, MO_METADATA_ROWS);
  g_autoptr (GPtrArray) objects = command_all (
      mo_metadata_list_objects (test->client, "test", test->table, NULL, MO_METADATA_ROWS, NULL));

  g_assert_cmpint (none->object_count, ==, 0);
  g_assert_cmpint (none->row_count, ==, 0);
  g_assert_cmpint (none->null_count, ==, 0);
  g_assert_cmpint (none->original_bytes, ==, 0);
  g_assert_cmpuint (objects->len, ==, 0);
  mo_test_fails (mo_metadata_get_stats (test->client, "test", "no_such", NULL, MO_METADATA_ROWS,
                                        NULL),
                 MO_ERROR_NO_SUCH_OBJECT);
  mo_test_fails (mo_metadata_scan (test->client, "test", test->table, "no_such", MO_METADATA_ROWS,
                                   NULL),
                 MO_ERROR_SERVER);
  mo_test_fails (mo_metadata_scan (test->client, "test", test->table, NULL, MO_METADATA_ROWS,
                                   "no_such"),
                 MO_ERROR_SERVER);
}

static void
test_in_transaction (MoTest *test)
{
  g_autofree char *database = command_new_name (0);
  g_autofree char *table = command_new_table (0);
  g_autoptr (MoMetadataStats) later = NULL;

  mo_test_use_one_connection (test);
  make_table (test, database, table);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoMetadataStats) seen = NULL;
      g_autofree char *sql = g_strdup_printf ("INSERT INTO `%s`.`%s` VALUES (%u, 'new', 0)",
                                              database, table, N_ROWS + 1 + i);

      mo_test_ok (mo_execute (tx, sql));
      mo_test_ok (mo_ctl_flush_table (tx, database, table));
      seen = command_entity (
          mo_metadata_get_stats (tx, database, table, NULL, MO_METADATA_ROWS, NULL));
      g_assert_cmpint (seen->row_count, ==, N_ROWS); /* not of its own */
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
    }
  mo_test_ok (mo_ctl_flush_table (test->client, database, table));
  later = stats (test, database, table, NULL, MO_METADATA_ROWS);
  g_assert_cmpint (later->row_count, ==, N_ROWS + 1);
  command_sql (test, "DROP DATABASE @", database, NULL);
}

/* --- mo_ctl() --- */

static void
test_ctl (MoTest *test)
{
  mo_test_use_one_connection (test);
  mo_test_ok (mo_ctl_checkpoint (test->client));
  mo_test_ok (mo_ctl_global_checkpoint (test->client));
  mo_test_fails (mo_ctl_flush_table (test->client, "test", "no_such"), MO_ERROR_NO_SUCH_OBJECT);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")));
    mo_test_ok (mo_ctl_checkpoint (tx));
    mo_test_ok (mo_transaction_rollback (tx));
  }
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_answers (void)
{
  static const char *const bad[] = {
    NULL,
    "",
    "{\"method\": \"Flush\", \"result\": []}",
    "{\"method\": \"Flush\", \"result\": [{\"returnStr\": \"failed: \\\"OK\\\"\"}]}",
    "{\"result\": [{\"returnStr\": \"OK\"}, {\"returnStr\": \"not OK\"}]}",
    "{\"result\": [{\"returnStr\": null}]}",
    "{\"result\": [{\"other\": \"\\\"returnStr\\\": \\\"OK\\\"\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mo_ctl_answer_is_ok (bad[i]));
  g_assert_true (mo_ctl_answer_is_ok ("{\n  \"method\": \"Flush\",\n  \"result\": [\n    {\n"
                                      "      \"returnStr\": \"OK\"\n    }\n  ]\n}\n"));
  g_assert_true (
      mo_ctl_answer_is_ok ("{\"result\":[{\"returnStr\":\"OK\"},{\"returnStr\" :\"OK\"}]}"));
}

static void
test_refused (MoTest *test)
{
  MoClient *client = test->client;
  MoFuture *futures[] = {
    mo_ctl_flush_table (client, NULL, "t"),
    mo_ctl_flush_table (client, "d", ""),
    mo_ctl_flush_table (client, "d", "t.1"), /* not the account 1 */
    mo_ctl_flush_table (client, "d.e", "t"),
    mo_metadata_scan (client, NULL, "t", NULL, MO_METADATA_ROWS, NULL),
    mo_metadata_scan (client, "d", "t", "", MO_METADATA_ROWS, NULL),
    mo_metadata_scan (client, "d", "t", "i.#", MO_METADATA_ROWS, NULL),
    mo_metadata_scan (client, "d", "t", NULL, MO_METADATA_ROWS, ""),
    mo_metadata_scan (client, "d", "t", NULL, (MoMetadataPart) 2, NULL),
    mo_metadata_list_objects (client, "d", "t.#", NULL, MO_METADATA_ROWS, NULL),
    mo_metadata_get_stats (client, "d", NULL, NULL, MO_METADATA_ROWS, NULL),
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
      return mo_ctl_flush_table (executor, "d", "t");
    case 1:
      return mo_ctl_checkpoint (executor);
    case 2:
      return mo_ctl_global_checkpoint (executor);
    case 3:
      return mo_metadata_scan (executor, "d", "t", NULL, MO_METADATA_ROWS, NULL);
    case 4:
      return mo_metadata_list_objects (executor, "d", "t", NULL, MO_METADATA_ROWS, NULL);
    case 5:
      return mo_metadata_get_stats (executor, "d", "t", NULL, MO_METADATA_ROWS, NULL);
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
scan_named (MoExecutor *executor, const char *name)
{
  return mo_metadata_scan (executor, name, name, name, MO_METADATA_ROWS, NULL);
}

static void
test_bad_names (MoTest *test)
{
  command_test_bad_names (test, scan_named);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/metadata/names", test_names);
  mo_test_add_matrixone ("/metadata/bad-names", test_bad_names);
  mo_test_add_matrixone ("/metadata/objects", test_objects);
  mo_test_add_matrixone ("/metadata/nothing", test_nothing);
  mo_test_add_matrixone ("/metadata/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/metadata/ctl", test_ctl);
  g_test_add_func ("/metadata/answers", test_answers);
  mo_test_add ("/metadata/refused", test_refused);
  mo_test_add_mariadb ("/metadata/elsewhere", test_elsewhere);
  return g_test_run ();
}
