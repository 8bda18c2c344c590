/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts of columns: arrays of each type, with what is NULL in them, and vectors. */

#include "orm-test.h"

#define N 4

static const guint8 is_set[N] = { 1, 0, 1, 0 };

/* A table that a test fills by either method. */
static void
open_with_table (OrmTest *orm, MoTest *test, const char *columns)
{
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE bulk (%s)", columns);

  orm_test_open (orm, test, NULL);
  orm_test_sql (orm, sql);
}

static void
assert_inserted (OrmTest *orm, const MoBulkColumn *columns, gsize n_columns, const char *expected)
{
  for (MoBulkMethod method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    {
      const MoBulkOptions options = { .method = method };
      MoFuture *inserted
          = mo_bulk_insert_columns (orm->client, "bulk", columns, n_columns, N, &options);
      g_autofree char *rows = NULL;

      g_assert_cmpint (mo_test_number (inserted), ==, N);
      rows = orm_test_rows (orm, "SELECT * FROM bulk ORDER BY id");
      g_assert_cmpstr (rows, ==, expected);
      orm_test_sql (orm, "DELETE FROM bulk");
    }
}

static void
test_numbers (MoTest *test)
{
  static const gint32 ids[N] = { 1, 2, 3, 4 };
  gint64 large[N] = { G_MININT64, 0, -1, G_MAXINT64 };
  static const guint64 natural[N] = { 0, 1, G_MAXUINT64, 2 };
  double numbers[N] = { 0.1, -2.5, 1e100, 7 };
  static const float singles[N] = { 0.5f, -1.25f, 1, 0 };
  const MoBulkColumn columns[] = { MO_BULK_COLUMN ("id", ids),
                                   MO_BULK_NULLABLE ("large", large, is_set),
                                   MO_BULK_COLUMN ("natural_", natural),
                                   MO_BULK_COLUMN ("numbers", numbers),
                                   MO_BULK_NULLABLE ("singles", singles, is_set) };
  OrmTest orm;

  open_with_table (&orm, test, "id INT PRIMARY KEY, other INT DEFAULT 5, large BIGINT,"
                               " natural_ BIGINT UNSIGNED, numbers DOUBLE, singles FLOAT");
  assert_inserted (&orm, columns, G_N_ELEMENTS (columns),
                   "1,5,-9223372036854775808,0,0.1,0.5;2,5,NULL,1,-2.5,NULL;"
                   "3,5,-1,18446744073709551615,1e+100,1;4,5,NULL,2,7,NULL");
  orm_test_close (&orm);
}

static void
test_text (MoTest *test)
{
  const gint64 ids[N] = { 1, 2, 3, 4 };
  const char *const texts[N] = { "a\tb", "", NULL, "\\N" };
  char *others[N] = { (char *) "x", (char *) "y", NULL, (char *) "z" };
  const MoBulkColumn columns[] = { MO_BULK_COLUMN ("id", ids), MO_BULK_COLUMN ("text_", texts),
                                   MO_BULK_NULLABLE ("others", others, is_set) };
  OrmTest orm;

  open_with_table (&orm, test, "id BIGINT PRIMARY KEY, text_ TEXT, others VARCHAR(10)");
  assert_inserted (&orm, columns, G_N_ELEMENTS (columns),
                   "1,a\tb,x;2,,NULL;3,NULL,NULL;4,\\N,NULL");
  orm_test_close (&orm);
}

/* A line without a character is a row, too. */
static void
test_alone (MoTest *test)
{
  const char *texts[N] = { "", "b", "", "a" };
  const MoBulkColumn column = MO_BULK_COLUMN ("id", texts);
  OrmTest orm;

  open_with_table (&orm, test, "id TEXT");
  assert_inserted (&orm, &column, 1, ";;a;b");
  orm_test_close (&orm);
}

static void
test_bytes_and_times (MoTest *test)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\xff'", 3);
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 11, 30, 1, 2, 3.000004);
  GBytes *all_bytes[N] = { bytes, NULL, bytes, bytes };
  GDateTime *const times[N] = { NULL, time, time, NULL };
  const gint16 ids[N] = { 1, 2, 3, 4 };
  _Bool flags[N] = { 1, 0, 1, 0 };
  const MoBulkColumn columns[]
      = { MO_BULK_COLUMN ("id", ids), MO_BULK_NULLABLE ("bytes", all_bytes, is_set),
          MO_BULK_COLUMN ("at", times), MO_BULK_COLUMN ("flag", flags) };
  OrmTest orm;

  open_with_table (&orm, test, "id INT PRIMARY KEY, bytes BLOB, at DATETIME(6), flag BOOL,"
                               " hex VARCHAR(10) DEFAULT 'none'");
  assert_inserted (&orm, columns, G_N_ELEMENTS (columns),
                   "1,x'00ff27',NULL,1,none;2,NULL,2026-11-30 01:02:03.000004,0,none;"
                   "3,x'00ff27',2026-11-30 01:02:03.000004,1,none;4,NULL,NULL,0,none");
  orm_test_close (&orm);
}

/* As text where there are none. */
static void
test_vectors (MoTest *test)
{
  static const float floats[N * 3] = { 1, 2, 3, -0.5f, 0, 0, 0.1f, 0.0001f, 7, 0, 0, 1 };
  const MoNullInt64 ids[N] = { { 1, TRUE }, { 2, TRUE }, { 3, TRUE }, { 4, TRUE } };
  MoBulkColumn columns[]
      = { MO_BULK_COLUMN ("id", ids), MO_BULK_VECTORS ("place", floats, 3) };
  OrmTest orm;

  columns[1].is_set = is_set;
  open_with_table (&orm, test,
                   test->is_matrixone ? "id BIGINT PRIMARY KEY, place VECF32(3)"
                                      : "id BIGINT PRIMARY KEY, place TEXT");
  assert_inserted (&orm, columns, G_N_ELEMENTS (columns),
                   test->is_matrixone ? "1,[1, 2, 3];2,NULL;3,[0.1, 0.0001, 7];4,NULL"
                                      : "1,[1,2,3];2,NULL;3,[0.1,0.0001,7];4,NULL");
  orm_test_close (&orm);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer kept)
{
  (void) object;
  *(GAsyncResult **) kept = g_object_ref (result);
}

static void
test_async (MoTest *test)
{
  const gint64 ids[N] = { 1, 2, 3, 4 };
  const MoBulkColumn column = MO_BULK_COLUMN ("id", ids);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrmTest orm;
  MoExecutor *executor;

  open_with_table (&orm, test, "id BIGINT PRIMARY KEY");
  executor = MO_EXECUTOR (orm.client);
  mo_bulk_insert_columns_async (executor, "bulk", &column, 1, N, NULL, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (mo_bulk_insert_columns_finish (executor, result, &error), ==, N);
  g_assert_no_error (error);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT SUM(id) FROM bulk"), ==, 10);
  orm_test_close (&orm);
}

/* --- what is wrong with the call --- */

/* Whatever the case, and by either method. */
static void
assert_no_column_twice (MoClient *client)
{
  static const gint32 ids[N] = { 1, 2, 3, 4 };
  const MoBulkColumn columns[] = { MO_BULK_COLUMN ("id", ids), MO_BULK_COLUMN ("other", ids),
                                   MO_BULK_COLUMN ("ID", ids) };

  for (MoBulkMethod method = MO_BULK_VALUES; method <= MO_BULK_LOAD_DATA; method++)
    {
      const MoBulkOptions options = { .method = method };
      g_autoptr (GError) error = NULL;

      g_assert_false (mo_await (mo_bulk_insert_columns (client, "bulk", columns,
                                                        G_N_ELEMENTS (columns), N, &options),
                                &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      mo_test_assert_contains (error->message, "\"ID\" is there twice, as number 1 and number 3");
    }
}

static void
test_refused (MoTest *test)
{
  const gint64 ids[N] = { 1, 2, 3, 4 };
  const MoBulkColumn good = MO_BULK_COLUMN ("id", ids);
  const MoBulkColumn nameless = MO_BULK_COLUMN (NULL, ids);
  const MoBulkColumn empty = { .name = "id", .type = MO_FIELD_INT64 };
  const MoBulkColumn odd = { .name = "id", .type = (MoFieldType) 99, .data = ids };
  const MoBulkColumn no_vector = { .name = "id", .type = MO_FIELD_INT64, .data = ids,
                                   .dimension = 2 };
  const MoBulkOptions no_method = { .method = (MoBulkMethod) 9 };
  MoClient *client = test->client;

  mo_test_fails (mo_bulk_insert_columns (client, NULL, &good, 1, N, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "", &good, 1, N, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", NULL, 1, N, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", &good, 0, N, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", &nameless, 1, N, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", &empty, 1, N, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", &odd, 1, N, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", &no_vector, 1, N, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert_columns (client, "t", &good, 1, N, &no_method),
                 MO_ERROR_INVALID_ARGUMENT);
  assert_no_column_twice (client);
  g_assert_cmpint (mo_test_number (mo_bulk_insert_columns (client, "t", &good, 1, 0, NULL)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  mo_test_add ("/bulk/columns/numbers", test_numbers);
  mo_test_add ("/bulk/columns/text", test_text);
  mo_test_add ("/bulk/columns/alone", test_alone);
  mo_test_add ("/bulk/columns/bytes-and-times", test_bytes_and_times);
  mo_test_add ("/bulk/columns/vectors", test_vectors);
  mo_test_add ("/bulk/columns/async", test_async);
  mo_test_add ("/bulk/columns/refused", test_refused);

  return g_test_run ();
}
