/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that the server writes, as it reads them again. */

#include "file-test.h"

typedef struct
{
  gint64 id;
  char *name;
  MoNullInt64 n;
  GDateTime *seen;
} ExportRow;

MO_DECLARE_MODEL (ExportRow, export_row)

/* clang-format off */
MO_DEFINE_MODEL (ExportRow, export_row, "export_rows",
  MO_COLUMN (id, MO_PRIMARY_KEY),
  MO_COLUMN (name, 0, .length = 100),
  MO_COLUMN (n, 0),
  MO_COLUMN (seen, MO_NULLABLE))
/* clang-format on */

#define ALL "SELECT id, name, n FROM $t ORDER BY id"

/* Rows with what has to be quoted. */
static const char *const rows = "1 it's 10;2 a,b|\"c\" NULL;3 NULL -3;4  4;5 two\nlines\\ 5;"
                                "6 \xe5\xbf\xab\t?%s 6;";

static void
fill (MoTest *test)
{
  mo_test_ok (mo_execute (test->other,
                          mo_test_text (test, "INSERT INTO $t VALUES (1, ?, 10), (2, ?, NULL), "
                                              "(3, NULL, -3), (4, '', 4), (5, ?, 5), (6, ?, 6)"),
                          "it's", "a,b|\"c\"", "two\nlines\\", "\xe5\xbf\xab\t?%s"));
}

static MoFuture *
export_all (MoTest *test, const char *path, const MoExportOptions *options)
{
  return mo_export_sql (test->client, mo_test_text (test, ALL), NULL, 0, path, options);
}

/* What is in a file, as the server sees it. */
static void
assert_file (MoTest *test, const char *path, const char *expected)
{
  g_autofree char *url = g_strconcat ("file://", path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = mo_await_strings (
      mo_execute (test->other, "SELECT load_file(CAST(? AS DATALINK))", url), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (all, 0), ==, expected);
}

/* --- formats --- */

/* Written and read again without options, and with the same ones. */
static void
test_round_trip (MoTest *test)
{
  static const struct
  {
    const char *name;
    MoExportOptions as;
    MoLoadOptions from;
  } all[] = {
    { "default.csv", { 0 }, { 0 } },
    { "default", { 0 }, { 0 } },
    { "header.csv", { .header = TRUE }, { .ignore_lines = 1 } },
    { "other.csv",
      { .fields_terminated_by = "|", .fields_enclosed_by = "'", .lines_terminated_by = "#\n" },
      { .fields_terminated_by = "|", .fields_enclosed_by = "'", .lines_terminated_by = "#\n" } },
    { "long.csv", { .fields_terminated_by = "\t||" }, { .fields_terminated_by = "\t||" } },
    { "a.jsonl", { .format = MO_EXPORT_JSON_OBJECTS }, { .format = MO_LOAD_JSON_OBJECTS } },
    { "json", { .format = MO_EXPORT_JSON_OBJECTS }, { .format = MO_LOAD_JSON_OBJECTS } },
    { "a.parquet", { .format = MO_EXPORT_PARQUET }, { .format = MO_LOAD_PARQUET } },
  };
  g_auto (FileTest) files = { NULL };

  file_test_open (&files);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      const char *path = file_test_path (&files, all[i].name);

      fill (test);
      mo_test_ok (export_all (test, path, &all[i].as));
      g_assert_cmpint (file_test_take_rows (test), ==, 6);
      mo_test_ok (mo_load_file (test->client, NULL, test->table, path, &all[i].from));
      file_test_assert_rows (test, rows);
      file_test_take_rows (test);
    }
}

/* Byte for byte. */
static void
test_written (MoTest *test)
{
  static const char *const quoted[] = { "id", "n", NULL };
  const MoExportOptions odd = { .fields_terminated_by = "\\",
                                .fields_enclosed_by = "'",
                                .lines_terminated_by = "'\n",
                                .header = TRUE };
  const MoExportOptions with_quoted = { .force_quote = quoted };
  const MoExportOptions json = { .format = MO_EXPORT_JSON_OBJECTS };
  g_auto (FileTest) files = { NULL };

  file_test_open (&files);
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a\"b', 10), (2, 'c''d', NULL)");
  mo_test_ok (export_all (test, file_test_path (&files, "a.csv"), NULL));
  assert_file (test, file_test_path (&files, "a.csv"), "1,\"a\"\"b\",10\n2,\"c'd\",\\N\n");
  mo_test_ok (export_all (test, file_test_path (&files, "b.csv"), &odd));
  assert_file (test, file_test_path (&files, "b.csv"),
               "id\\name\\n'\n1\\'a\"b'\\10'\n2\\'c''d'\\\\N'\n");
  mo_test_ok (export_all (test, file_test_path (&files, "c.csv"), &with_quoted));
  assert_file (test, file_test_path (&files, "c.csv"),
               "\"1\",\"a\"\"b\",\"10\"\n\"2\",\"c'd\",\"\\N\"\n");
  mo_test_ok (export_all (test, file_test_path (&files, "d.jsonl"), &json));
  assert_file (test, file_test_path (&files, "d.jsonl"),
               "{\"id\":1,\"n\":10,\"name\":\"a\\\"b\"}\n"
               "{\"id\":2,\"n\":null,\"name\":\"c'd\"}\n");
}

/* Each row is in one of several files. A batch of rows is at most of 8,192, and goes to one. */
static void
test_split (MoTest *test)
{
  const MoExportOptions options = { .split_size_bytes = 65536 };
  g_auto (FileTest) files = { NULL };
  const MoValue least = mo_value_int64 (1);
  const char *sql = "SELECT result, 'x', result FROM generate_series(?, 30000) g";
  gint64 sum;

  file_test_open (&files);
  mo_test_ok (
      mo_export_sql (test->client, sql, &least, 1, file_test_path (&files, "a%02d.csv"), &options));
  mo_test_ok (
      mo_export_sql (test->client, sql, &least, 1, file_test_path (&files, "b.csv"), &options));
  mo_test_ok (
      mo_load_file (test->client, NULL, test->table, file_test_path (&files, "a00.csv"), NULL));
  sum = mo_test_count (test);
  g_assert_cmpint (sum, <, 30000);
  mo_test_ok (
      mo_load_file (test->client, NULL, test->table, file_test_path (&files, "a01.csv"), NULL));
  g_assert_cmpint (mo_test_count (test), >, sum);
  for (guint i = 2; mo_test_count (test) < 30000 && i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%02u.csv", i);

      mo_test_ok (
          mo_load_file (test->client, NULL, test->table, file_test_path (&files, name), NULL));
    }
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t"), ==, 15000L * 30001);
  mo_test_sql (test, "DELETE FROM $t");
  mo_test_ok (
      mo_load_file (test->client, NULL, test->table, file_test_path (&files, "b.csv.1"), NULL));
  g_assert_cmpint (mo_test_count (test), >, 0);
}

/* --- queries --- */

/* The text's end, and the marks of its parameters. */
static void
test_text (MoTest *test)
{
  static const char *const texts[] = {
    "SELECT id, name, n FROM $t WHERE id = ?",
    " /* why */ SELECT id, name, n FROM $t WHERE id = %s ; ",
    "SELECT id, name, n FROM $t WHERE id = ? -- and not 1",
    "SELECT id, name, n FROM $t WHERE id = ? # and not 1\n",
    "WITH x AS (SELECT * FROM $t) SELECT id, name, n FROM x WHERE id = ? LIMIT 5",
    "SELECT id, name, n FROM $t WHERE id = ? UNION ALL SELECT id, name, n FROM $t WHERE id > 9",
  };
  const MoValue two = mo_value_int64 (2);
  g_auto (FileTest) files = { NULL };

  file_test_open (&files);
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 10), (2, '?', 20)");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.csv", i);
      const char *path = file_test_path (&files, name);

      mo_test_ok (mo_export_sql (test->client, mo_test_text (test, texts[i]), &two, 1, path, NULL));
      assert_file (test, path, "2,\"?\",20\n");
    }
}

static MoClient *
new_client (MoTest *test, const char *database)
{
  command_sql (test, "CREATE DATABASE @", database, NULL);
  command_sql (test,
               "CREATE TABLE @.export_rows (id BIGINT PRIMARY KEY, name VARCHAR(100), n BIGINT, "
               "seen DATETIME(6))",
               database, NULL);
  command_sql (test,
               "INSERT INTO @.export_rows VALUES (1, 'it''s', 10, '2026-01-01'), "
               "(2, 'b', NULL, '2026-01-02'), (3, 'c', 30, NULL), (4, 'd', 40, '2026-01-04')",
               database, NULL);
  return mo_test_client_with ("database", database, NULL);
}

/* Values of conditions, lists and moments among them, and a limit. */
static void
test_select (MoTest *test)
{
  g_autofree char *database = command_new_name (0);
  g_autoptr (MoClient) client = new_client (test, database);
  g_autoptr (GDateTime) day = g_date_time_new_utc (2026, 1, 3, 0, 0, 0);
  g_auto (FileTest) files = { NULL };
  const MoExportOptions header = { .header = TRUE };
  const MoExportOptions json = { .format = MO_EXPORT_JSON_OBJECTS };

  file_test_open (&files);
  mo_test_ok (mo_export_select (
      client,
      mo_order_by (mo_where (mo_select (ExportRow), mo_in (MO_C (ExportRow, id), 1, 3, 9)),
                   MO_C (ExportRow, id)),
      file_test_path (&files, "a.csv"), &header));
  assert_file (test, file_test_path (&files, "a.csv"),
               "id,name,n,seen\n1,\"it's\",10,2026-01-01 00:00:00.000000\n3,\"c\",30,\\N\n");
  mo_test_ok (mo_export_select (
      client,
      mo_where (mo_select_expr (MO_C (ExportRow, id)),
                mo_and (mo_gt (MO_C (ExportRow, seen), day), mo_eq (MO_C (ExportRow, name), "d"))),
      file_test_path (&files, "b.csv"), NULL));
  assert_file (test, file_test_path (&files, "b.csv"), "4\n");
  mo_test_ok (mo_export_select (
      client,
      mo_limit (mo_order_by_desc (mo_select_expr (MO_C (ExportRow, id), MO_C (ExportRow, name)),
                                  MO_C (ExportRow, id)),
                1),
      file_test_path (&files, "c.jsonl"), &json));
  assert_file (test, file_test_path (&files, "c.jsonl"), "{\"id\":4,\"name\":\"d\"}\n");
  command_sql (test, "DROP DATABASE @", database, NULL);
}

/* --- stages --- */

/* It is the file of that name, as the stage is read and as the folder is. */
static void
test_stage (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  g_autofree char *stage = command_new_name (0);
  g_autofree char *database = command_new_name (0);
  g_autoptr (MoClient) client = new_client (test, database);
  const char *const names[] = { "per%41.csv", "\xe5\xbf\xab's", "sub/folder/x.csv" };

  file_test_open (&files);
  mo_test_ok (mo_stage_create_local (test->client, stage, files.path, NULL));
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 10)");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      mo_test_ok (mo_export_sql_stage (test->client, mo_test_text (test, ALL), NULL, 0, stage,
                                       names[i], NULL));
      file_test_take_rows (test);
      mo_test_ok (mo_load_stage (test->client, NULL, test->table, stage, names[i], NULL));
      file_test_assert_rows (test, "1 a 10;");
      file_test_take_rows (test);
      mo_test_ok (
          mo_load_file (test->client, NULL, test->table, file_test_path (&files, names[i]), NULL));
      file_test_assert_rows (test, "1 a 10;");
    }
  mo_test_ok (mo_export_select_stage (
      client,
      mo_where (mo_select_expr (MO_C (ExportRow, id)), mo_eq (MO_C (ExportRow, name), "it's")),
      stage, "y.csv", NULL));
  assert_file (test, file_test_path (&files, "y.csv"), "1\n");
  mo_test_ok (mo_stage_drop (test->client, stage, FALSE));
  mo_test_fails (mo_export_sql_stage (test->client, "SELECT 1", NULL, 0, stage, "z.csv", NULL),
                 MO_ERROR_SERVER);
  command_sql (test, "DROP DATABASE @", database, NULL);
}

/* --- what becomes of it --- */

/* What the transaction sees is written, and stays. */
static void
test_in_transaction (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  static const char *const names[] = { "rolled-back.csv", "committed.csv" };

  file_test_open (&files);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'own', 10)")));
      mo_test_ok (mo_export_sql (tx, mo_test_text (test, ALL), NULL, 0,
                                 file_test_path (&files, names[i]), NULL));
      g_assert_cmpint (mo_test_count (test), ==, 0);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
      g_assert_cmpint (mo_test_count (test), ==, i);
      assert_file (test, file_test_path (&files, names[i]), "1,\"own\",10\n");
    }
}

static void
test_failed (MoTest *test)
{
  g_auto (FileTest) files = { NULL };
  const MoExportOptions parquet = { .format = MO_EXPORT_PARQUET };

  file_test_open (&files);
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 10)");
  mo_test_ok (export_all (test, file_test_path (&files, "a.csv"), NULL));
  mo_test_sql (test, "DELETE FROM $t");
  mo_test_fails (export_all (test, file_test_path (&files, "a.csv"), NULL), MO_ERROR_SERVER);
  assert_file (test, file_test_path (&files, "a.csv"), "1,\"a\",10\n");
  mo_test_fails (export_all (test, file_test_path (&files, "b.csv"), &parquet), MO_ERROR_SERVER);
  mo_test_fails (export_all (test, file_test_path (&files, "c.jsonl"), NULL), MO_ERROR_SERVER);
  mo_test_fails (mo_export_sql (test->client, "SELECT 1 FROM nobodys_table", NULL, 0,
                                file_test_path (&files, "d.csv"), NULL),
                 MO_ERROR_NO_SUCH_OBJECT);
}

/* --- refused --- */

static void
refuse (MoTest *test, const MoExportOptions options)
{
  mo_test_fails (mo_export_sql (test->client, "SELECT 1", NULL, 0, "/x", &options),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_select_stage (test->client, mo_select (ExportRow), "s", "x", &options),
                 MO_ERROR_INVALID_ARGUMENT);
}

static void
test_refused_options (MoTest *test)
{
  static const char *const nothing[] = { NULL };
  static const char *const bad[] = { "", NULL };
  static const char *const some[] = { "id", NULL };

  refuse (test, (MoExportOptions){ .format = (MoExportFormat) 3 });
  refuse (test, (MoExportOptions){ .fields_terminated_by = "" });
  refuse (test, (MoExportOptions){ .fields_enclosed_by = "" });
  refuse (test, (MoExportOptions){ .fields_enclosed_by = "\xc3\xa9" });
  refuse (test, (MoExportOptions){ .lines_terminated_by = "" });
  refuse (test, (MoExportOptions){ .force_quote = nothing });
  refuse (test, (MoExportOptions){ .force_quote = bad });
  refuse (test, (MoExportOptions){ .format = MO_EXPORT_PARQUET, .header = TRUE });
  refuse (test, (MoExportOptions){ .format = MO_EXPORT_PARQUET, .force_quote = some });
  refuse (test, (MoExportOptions){ .format = MO_EXPORT_JSON_OBJECTS, .lines_terminated_by = "\n" });
  refuse (test, (MoExportOptions){ .format = MO_EXPORT_JSON_OBJECTS, .fields_enclosed_by = "'" });
}

static void
test_refused (MoTest *test)
{
  static const char *const texts[] = { "INSERT INTO t SELECT 1", "SHOW TABLES", "DELETE FROM t" };
  static const char *const names[] = { "", "/", "../x", "a?b", "a#b", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    mo_test_fails (mo_export_sql (test->client, texts[i], NULL, 0, "/x", NULL),
                   MO_ERROR_INVALID_ARGUMENT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mo_test_fails (mo_export_sql_stage (test->client, "SELECT 1", NULL, 0, "s", names[i], NULL),
                   MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_sql_stage (test->client, "SELECT 1", NULL, 0, "a/b", "x", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_sql (test->client, NULL, NULL, 0, "/x", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_sql (test->client, "SELECT ?", NULL, 0, "/x", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_sql (test->client, "SELECT 1; SELECT 2", NULL, 0, "/x", NULL),
                 MO_ERROR_SYNTAX);
  mo_test_fails (mo_export_sql (test->client, "SELECT 1", NULL, 0, "x", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_sql (test->client, "SELECT 1", NULL, 0, NULL, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_export_select (test->client, NULL, "/x", NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_export_select (test->client, mo_where (mo_select (ExportRow), NULL), "/x", NULL),
      MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_export_select (executor, mo_select (ExportRow), "/x", NULL);
    case 1:
      return mo_export_select_stage (executor, mo_select (ExportRow), "s", "x", NULL);
    case 2:
      return mo_export_sql (executor, "SELECT 1", NULL, 0, "/x", NULL);
    case 3:
      return mo_export_sql_stage (executor, "SELECT 1", NULL, 0, "s", "x", NULL);
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
  mo_test_add_matrixone ("/export/round-trip", test_round_trip);
  mo_test_add_matrixone ("/export/written", test_written);
  mo_test_add_matrixone ("/export/split", test_split);
  mo_test_add_matrixone ("/export/text", test_text);
  mo_test_add_matrixone ("/export/select", test_select);
  mo_test_add_matrixone ("/export/stage", test_stage);
  mo_test_add_matrixone ("/export/in-transaction", test_in_transaction);
  mo_test_add_matrixone ("/export/failed", test_failed);
  mo_test_add ("/export/refused", test_refused);
  mo_test_add ("/export/refused-options", test_refused_options);
  mo_test_add_mariadb ("/export/elsewhere", test_elsewhere);
  return g_test_run ();
}
