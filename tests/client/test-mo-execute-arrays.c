/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows as arrays: the same cells as by rows, in one piece of memory a column. */

#include <math.h>
#include <string.h>

#include "mo-test-server.h"

static const char *const vector_names[] = { "v", NULL };

static MoResult *
ask (gpointer executor, const MoArrayOptions *options, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (
      mo_execute_arrays_values ((MoExecutor *) executor, sql, NULL, 0, options), &error);

  g_assert_no_error (error);
  return result;
}

static MoResult *
ask_vectors (MoTest *test, const char *sql, gboolean as_doubles)
{
  const MoArrayOptions options = { .vectors = vector_names, .as_doubles = as_doubles };

  return ask (test->client, &options, sql);
}

static void
assert_refused (MoTest *test, const char *sql, MoError code, const char *part)
{
  const MoArrayOptions options = { .vectors = vector_names };
  gint64 id = mo_test_connection_id (MO_EXECUTOR (test->other));
  g_autoptr (GError) error
      = mo_test_take_error (mo_execute_arrays (test->other, &options, sql));

  g_assert_error (error, MO_ERROR, (gint) code);
  if (strstr (error->message, part) == NULL)
    g_error ("%s", error->message);
  /* All has been read: the connection goes on. */
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (test->other)), ==, id);
}

/* --- every cell as by rows --- */

static void
make_rows (MoTest *test)
{
  mo_test_sql (test, "CREATE TABLE $t_all (id BIGINT PRIMARY KEY, i INT, u BIGINT UNSIGNED,"
                     " f FLOAT, d DOUBLE, n DECIMAL(20, 4), t VARCHAR(40), b VARBINARY(8),"
                     " m DATETIME(6))");
  mo_test_sql (test, "INSERT INTO $t_all VALUES"
                     " (1, -7, 18446744073709551615, 0.1, 1e300, 1234.5678, 'a', 'b', NULL),"
                     " (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-02 03:04:05.000006'),"
                     " (3, 2147483647, 0, -2.5, -0.25, -0.0001, '', '', '2026-12-31 23:59:59')");
}

static void
assert_same_cells (MoResult *arrays, MoResult *rows)
{
  g_assert_cmpuint (mo_result_get_n_rows (arrays), ==, mo_result_get_n_rows (rows));
  g_assert_cmpuint (mo_result_get_n_columns (arrays), ==, mo_result_get_n_columns (rows));
  for (guint column = 0; column < mo_result_get_n_columns (rows); column++)
    {
      g_assert_cmpstr (mo_result_get_column_name (arrays, column), ==,
                       mo_result_get_column_name (rows, column));
      for (guint row = 0; row < mo_result_get_n_rows (rows); row++)
        {
          MoValue is = mo_result_get_value (arrays, row, column);
          MoValue should_be = mo_result_get_value (rows, row, column);
          g_autofree char *text = mo_value_to_string (&is);
          g_autofree char *expected = mo_value_to_string (&should_be);

          g_assert_cmpint (mo_value_get_value_type (&is), ==, mo_value_get_value_type (&should_be));
          g_assert_cmpstr (text, ==, expected);
        }
    }
}

static void
assert_arrays (MoResult *result)
{
  const gint64 *i = mo_result_get_int64_array (result, 1);
  const guint64 *u = mo_result_get_uint64_array (result, 2);
  const double *d = mo_result_get_double_array (result, 4);
  const guint8 *nulls = mo_result_get_null_array (result, 1);

  g_assert_cmpint (i[0], ==, -7);
  g_assert_cmpint (i[1], ==, 0);
  g_assert_cmpint (i[2], ==, 2147483647);
  g_assert_cmpuint (u[0], ==, G_MAXUINT64);
  g_assert_cmpuint (u[2], ==, 0);
  g_assert_cmpfloat (d[0], ==, 1e300);
  g_assert_cmpfloat (d[2], ==, -0.25);
  g_assert_cmpmem (nulls, 3, "\0\1\0", 3);
  g_assert_null (mo_result_get_null_array (result, 0));
  g_assert_nonnull (mo_result_get_null_array (result, 5)); /* of a column that is no array */
  /* Each kind is lent as what it is. */
  g_assert_null (mo_result_get_uint64_array (result, 1));
  g_assert_null (mo_result_get_double_array (result, 1));
  g_assert_null (mo_result_get_int64_array (result, 5));
  g_assert_null (mo_result_get_vecf32_array (result, 6, NULL));
  g_assert_null (mo_result_get_int64_array (result, 99));
}

static void
test_types (MoTest *test)
{
  const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };
  const char *sql
      = mo_test_text (test, "SELECT id, i, u, f, d, n, t, b, m FROM $t_all ORDER BY id");

  make_rows (test);
  for (guint k = 0; k < G_N_ELEMENTS (protocols); k++)
    {
      const MoArrayOptions options = { .flags = protocols[k] };
      g_autoptr (MoResult) arrays = ask (test->client, &options, sql);
      g_autoptr (MoResult) rows
          = mo_await_result (mo_execute_with (test->client, protocols[k], sql), NULL);

      g_assert_nonnull (rows);
      assert_same_cells (arrays, rows);
      assert_arrays (arrays);
      g_assert_null (mo_result_get_int64_array (rows, 1)); /* which nobody asked for */
      g_assert_null (mo_result_get_null_array (rows, 1));
    }
  mo_test_sql (test, "DROP TABLE $t_all");
}

/* --- many --- */

static char *
numbers_to (MoTest *test, const char *columns, guint n)
{
  g_autofree char *source
      = test->is_matrixone
            ? g_strdup_printf ("SELECT result AS i FROM generate_series(1, %u) g", n)
            : g_strdup_printf ("SELECT CAST(seq AS SIGNED) AS i FROM seq_1_to_%u", n);

  return g_strdup_printf ("SELECT %s FROM (%s) s ORDER BY i", columns, source);
}

/* In many pieces, with SQL NULL from somewhere in the middle on. */
static void
test_many (MoTest *test)
{
  const guint n = 100000;
  g_autofree char *sql = numbers_to (
      test, "i, i * 0.5e0, CASE WHEN i % 1000 = 999 THEN NULL ELSE i * 2 END", n);
  g_autoptr (MoResult) result = ask (test->client, NULL, sql);
  const gint64 *i = mo_result_get_int64_array (result, 0);
  const double *half = mo_result_get_double_array (result, 1);
  const gint64 *twice = mo_result_get_int64_array (result, 2);
  const guint8 *nulls = mo_result_get_null_array (result, 2);

  g_assert_cmpuint (mo_result_get_n_rows (result), ==, n);
  for (guint k = 0; k < n; k++)
    {
      gboolean is_null = (k + 1) % 1000 == 999;

      g_assert_cmpint (i[k], ==, k + 1);
      g_assert_cmpfloat (half[k], ==, (k + 1) * 0.5);
      g_assert_cmpint (nulls[k], ==, is_null);
      g_assert_cmpint (twice[k], ==, is_null ? 0 : 2 * (gint64) (k + 1));
    }
}

/* --- vectors --- */

/* As every server sends them. */
#define VECTORS                                                                                    \
  "SELECT 1 AS id, NULL AS v UNION ALL SELECT 2, '[1, 2.5,-3e-7]'"                                 \
  " UNION ALL SELECT 3, NULL UNION ALL SELECT 4, '[0.1,1e30,-0]' ORDER BY id"

static void
test_vectors (MoTest *test)
{
  g_autoptr (MoResult) floats = ask_vectors (test, VECTORS, FALSE);
  g_autoptr (MoResult) doubles = ask_vectors (test, VECTORS, TRUE);
  const float f_expected[] = { 0, 0, 0, 1, 2.5f, -3e-7f, 0, 0, 0, 0.1f, 1e30f, 0 };
  const double d_expected[] = { 0, 0, 0, 1, 2.5, -3e-7, 0, 0, 0, 0.1, 1e30, 0 };
  guint n;
  const float *f = mo_result_get_vecf32_array (floats, 1, &n);
  const double *d;
  MoValue cell;

  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (f_expected); i++)
    g_assert_cmpfloat (f[i], ==, f_expected[i]);
  g_assert_cmpmem (mo_result_get_null_array (floats, 1), 4, "\1\0\1\0", 4);
  g_assert_null (mo_result_get_vecf64_array (floats, 1, &n));
  g_assert_cmpuint (n, ==, 0);
  d = mo_result_get_vecf64_array (doubles, 1, &n);
  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (d_expected); i++)
    g_assert_cmpfloat (d[i], ==, d_expected[i]);
  g_assert_cmpint (mo_result_get_column_type (floats, 1), ==, MO_VALUE_VECF32);
  g_assert_cmpint (mo_result_get_column_type (doubles, 1), ==, MO_VALUE_VECF64);
  cell = mo_result_get_value (floats, 1, 1);
  g_assert_cmpint (mo_value_get_value_type (&cell), ==, MO_VALUE_VECF32);
  g_assert_true (cell.as.vecf32 == f + 3);
  g_assert_true (mo_result_is_null (floats, 2, 1));
}

/* Of which nobody knows how many elements they would have. */
static void
test_only_null (MoTest *test)
{
  g_autoptr (MoResult) result = ask_vectors (test, "SELECT 1 AS id, NULL AS v", FALSE);
  guint n = 1;

  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  g_assert_null (mo_result_get_vecf32_array (result, 1, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpmem (mo_result_get_null_array (result, 1), 1, "\1", 1);
  g_assert_true (mo_result_is_null (result, 0, 1));
}

/* A column of the type itself, through an INSERT and back. */
static void
test_vector_column (MoTest *test)
{
  const float in[] = { 0.1f, -1e-20f, 16777216 };
  g_autoptr (MoResult) result = NULL;
  guint n;

  mo_test_sql (test, "CREATE TABLE $t_v (id INT PRIMARY KEY, v VECF32(3))");
  mo_test_ok (mo_execute (test->client, mo_test_text (test, "INSERT INTO $t_v VALUES (1, ?)"),
                          mo_value_vecf32 (in, 3)));
  result = ask_vectors (test, mo_test_text (test, "SELECT v FROM $t_v"), FALSE);
  g_assert_cmpmem (mo_result_get_vecf32_array (result, 0, &n), sizeof in, in, sizeof in);
  g_assert_cmpuint (n, ==, 3);
  mo_test_sql (test, "DROP TABLE $t_v");
}

#define PAIR(first, second)                                                                        \
  "SELECT 1 AS k, " first " AS v UNION ALL SELECT 2, " second " ORDER BY k"

static void
test_wrong (MoTest *test)
{
  assert_refused (test, "SELECT 1 AS id", MO_ERROR_INVALID_ARGUMENT, "no column \"v\"");
  assert_refused (test, "SELECT 1 AS v", MO_ERROR_INVALID_ARGUMENT,
                  "column \"v\" was to be a vector, and is not of text");
  assert_refused (test, PAIR ("'[1,2]'", "'[1,2,3]'"), MO_ERROR_TYPE_MISMATCH,
                  "row 2, column \"v\": a vector of 3 elements");
  assert_refused (test, PAIR ("'[1,2]'", "'[1]'"), MO_ERROR_TYPE_MISMATCH,
                  "row 2, column \"v\": a vector of 1 elements");
  assert_refused (test, PAIR ("'[1,2]'", "'[1,2'"), MO_ERROR_TYPE_MISMATCH,
                  "row 2, column \"v\"");
  assert_refused (test, PAIR ("'[1,2]'", "'[1,2]x'"), MO_ERROR_TYPE_MISMATCH,
                  "row 2, column \"v\"");
  assert_refused (test, "SELECT 'text' AS v", MO_ERROR_TYPE_MISMATCH, "row 1, column \"v\"");
  assert_refused (test, "SELECT '[]' AS v", MO_ERROR_TYPE_MISMATCH, "row 1, column \"v\"");
  assert_refused (test, PAIR ("'[1,2]'", "'[1,1e39]'"), MO_ERROR_OUT_OF_RANGE,
                  "row 2, column \"v\"");
  assert_refused (test, "SELECT '[1e39]' AS v", MO_ERROR_OUT_OF_RANGE, "row 1, column \"v\"");
  assert_refused (test, "SELECT 1 AS v FROM no_such", MO_ERROR_NO_SUCH_OBJECT, "no_such");
}

/* --- around it --- */

static void
test_nothing (MoTest *test)
{
  g_autoptr (MoResult) none
      = ask (test->client, NULL, mo_test_text (test, "SELECT id, n FROM $t"));
  g_autoptr (MoResult) written
      = ask (test->client, NULL, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 5)"));
  g_autoptr (MoResult) one
      = ask (test->client, NULL, mo_test_text (test, "SELECT n FROM $t WHERE id = 1"));
  MoValue cell;

  g_assert_cmpuint (mo_result_get_n_rows (none), ==, 0);
  g_assert_null (mo_result_get_int64_array (none, 0));
  g_assert_cmpuint (mo_result_get_affected_rows (written), ==, 1);
  g_assert_null (mo_result_get_int64_array (written, 0));
  g_assert_true (mo_result_get_scalar (one, &cell, NULL));
  g_assert_cmpint (cell.as.int64, ==, 5);
}

/* They are told of as they are by rows. */
static void
test_out_parameters (MoTest *test)
{
  const MoArrayOptions options = { .flags = MO_EXECUTE_PREPARED };
  const MoValue values[] = { MO_VALUE (20), MO_VALUE (0) };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;

  mo_test_sql (test, "CREATE PROCEDURE $t_p (a INT, OUT b INT) SET b = a + 1");
  result = mo_await_result (
      mo_execute_arrays_values (MO_EXECUTOR (test->client), mo_test_text (test, "CALL $t_p(?, ?)"),
                                values, G_N_ELEMENTS (values), &options),
      &error);
  g_assert_no_error (error);
  g_assert_true (mo_result_has_out_parameters (result));
  g_assert_cmpint (mo_result_get_int64_array (result, 0)[0], ==, 21);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* Reading is none of the time until the answer, in which the server makes the rows: both take about
 * as long. */
static void
test_phases (MoTest *test)
{
  g_autofree char *sql = numbers_to (test, "i, i * 2", 1000000);
  g_autoptr (MoFuture) future = mo_execute_arrays_values (MO_EXECUTOR (test->client), sql, NULL, 0,
                                                          NULL);

  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (mo_future_get_phase_usec (future, MO_PHASE_FETCH), >,
                   mo_future_get_phase_usec (future, MO_PHASE_EXECUTE) / 10);
}

/* What has taken effect is not told as a failure of the statement. */
static void
test_written (MoTest *test)
{
  const char *const names[] = { "name", NULL };
  const MoArrayOptions options = { .vectors = names };
  g_autoptr (GError) error = mo_test_take_error (mo_execute_arrays (
      test->client, &options,
      mo_test_text (test, "INSERT INTO $t VALUES (1, 'no vector', 5) RETURNING name")));

  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  g_assert_nonnull (strstr (error->message, "the statement has run, but"));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* What the transaction has written, between its other statements. */
static void
test_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 5)")));
  result = mo_await_result (
      mo_execute_arrays (tx, NULL, mo_test_text (test, "SELECT id, n FROM $t WHERE n > ?"), 4),
      &error);
  g_assert_no_error (error);
  g_assert_cmpint (mo_result_get_int64_array (result, 1)[0], ==, 5);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = 6")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_int64 (test, "SELECT n FROM $t"), ==, 6);
}

/* --- in the style of GIO --- */

static void
on_result (GObject *executor, GAsyncResult *result, gpointer user_data)
{
  MoResult **out = user_data;
  g_autoptr (GError) error = NULL;

  *out = mo_execute_arrays_values_finish (MO_EXECUTOR (executor), result, &error);
  g_assert_no_error (error);
}

static void
test_async (MoTest *test)
{
  const MoArrayOptions options = { .vectors = vector_names };
  g_autoptr (MoResult) result = NULL;

  mo_execute_arrays_values_async (MO_EXECUTOR (test->client), VECTORS, NULL, 0, &options, NULL,
                                  on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (mo_result_get_vecf32_array (result, 1, NULL)[4], ==, 2.5f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/execute-arrays/types", test_types);
  mo_test_add ("/execute-arrays/many", test_many);
  mo_test_add ("/execute-arrays/vectors", test_vectors);
  mo_test_add ("/execute-arrays/only-null", test_only_null);
  mo_test_add_matrixone ("/execute-arrays/vector-column", test_vector_column);
  mo_test_add ("/execute-arrays/wrong", test_wrong);
  mo_test_add ("/execute-arrays/nothing", test_nothing);
  mo_test_add_mariadb ("/execute-arrays/written", test_written);
  mo_test_add_mariadb ("/execute-arrays/out-parameters", test_out_parameters);
  mo_test_add_mariadb ("/execute-arrays/phases", test_phases);
  mo_test_add ("/execute-arrays/transaction", test_transaction);
  mo_test_add ("/execute-arrays/async", test_async);
  return g_test_run ();
}
