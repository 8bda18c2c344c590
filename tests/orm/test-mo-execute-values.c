/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements of a transaction with values of every type, by either protocol. */

#include <float.h>
#include <string.h>

#include "mo-test-server.h"

#define ODD_TEXT "a\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80 '\"` \\ \\' %s ? :x -- # ;\n\t"

static const guint8 all_kinds[] = { 0, 1, '\'', '"', '\\', '%', 's', '?', 26, 0x80, 0xff };

static const char *const create
    = "CREATE TABLE v_$t (id INT PRIMARY KEY, i BIGINT, u BIGINT UNSIGNED, d DOUBLE, "
      "n DECIMAL(30,10), b BOOL, t VARCHAR(200), y VARBINARY(200), j JSON, da DATE, "
      "ti TIME(6), dt DATETIME(6))";

typedef struct
{
  gint64 signed_number;
  guint64 unsigned_number;
  double precise;
  const char *decimal;
  gboolean truth;
  const char *text;
  GBytes *bytes;
  const char *json;
  MoDateTime date;
  MoDateTime time;
  GDateTime *moment;
} Row;

static Row
lowest (void)
{
  return (Row){
    G_MININT64, 0, -DBL_MAX, "-12345678901234567890.0123456789", FALSE, "", g_bytes_new (NULL, 0),
    "[]", { .year = 1000, .month = 1, .day = 1 },
    { .hour = 838, .minute = 59, .second = 59, .negative = TRUE },
    g_date_time_new_utc (1000, 1, 1, 0, 0, 0),
  };
}

static Row
highest (void)
{
  return (Row){
    G_MAXINT64, G_MAXUINT64, DBL_MAX, "12345678901234567890.0123456789", TRUE, ODD_TEXT,
    g_bytes_new (all_kinds, sizeof all_kinds), "{\"a\":\"'\\\\\"}",
    { .year = 9999, .month = 12, .day = 31 },
    { .hour = 23, .minute = 59, .second = 59, .microsecond = 999999 },
    g_date_time_new_utc (9999, 12, 31, 23, 59, 59.5),
  };
}

static void
row_clear (Row *self)
{
  g_bytes_unref (self->bytes);
  g_date_time_unref (self->moment);
}

static MoFuture *
insert (MoTest *test, MoTransaction *tx, int id, const Row *row, gboolean prepared)
{
  const char *sql = mo_test_text (
      test, "INSERT INTO v_$t VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)");

#define VALUES                                                                                     \
  id, row->signed_number, row->unsigned_number, row->precise, mo_value_decimal (row->decimal),     \
      MO_BOOL (row->truth), row->text, row->bytes, row->json, mo_value_date (&row->date),          \
      mo_value_time (&row->time), row->moment
  return prepared ? mo_execute_prepared (tx, sql, VALUES) : mo_execute (tx, sql, VALUES);
#undef VALUES
}

static void
assert_moment (MoResult *result, guint row, guint column, const MoDateTime *expected)
{
  MoValue value = mo_result_get_value (result, row, column);
  MoDateTime got;
  g_autoptr (GError) error = NULL;

  mo_value_get_date_time (&value, &got, &error);
  g_assert_no_error (error);
  g_assert_cmpint (got.year, ==, expected->year);
  g_assert_cmpint (got.month, ==, expected->month);
  g_assert_cmpint (got.day, ==, expected->day);
  g_assert_cmpint (got.hour, ==, expected->hour);
  g_assert_cmpint (got.minute, ==, expected->minute);
  g_assert_cmpint (got.second, ==, expected->second);
  g_assert_cmpint (got.microsecond, ==, expected->microsecond);
  g_assert_cmpint (got.negative, ==, expected->negative);
}

static void
assert_unsigned (MoResult *result, guint row, guint column, guint64 expected)
{
  MoValue value = mo_result_get_value (result, row, column);
  guint64 got = 0;

  g_assert_true (mo_value_get_uint64 (&value, &got, NULL));
  g_assert_cmpuint (got, ==, expected);
}

static void
assert_bytes (MoResult *result, guint row, guint column, GBytes *expected)
{
  MoValue value = mo_result_get_value (result, row, column);
  gsize length = 0;
  const char *data = mo_value_get_text (&value, &length);

  g_assert_cmpmem (data, length, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

/* Servers lay JSON out as they like. */
static void
assert_json (const char *got, const char *expected)
{
  g_auto (GStrv) words = g_strsplit (got, " ", -1);
  g_autofree char *packed = g_strjoinv ("", words);

  g_assert_cmpstr (packed, ==, expected);
}

static void
assert_row (MoResult *result, guint i, const Row *row)
{
  MoDateTime moment = {
    .year = (guint16) g_date_time_get_year (row->moment),
    .month = (guint8) g_date_time_get_month (row->moment),
    .day = (guint8) g_date_time_get_day_of_month (row->moment),
    .hour = (guint16) g_date_time_get_hour (row->moment),
    .minute = (guint8) g_date_time_get_minute (row->moment),
    .second = (guint8) g_date_time_get_second (row->moment),
    .microsecond = (guint32) g_date_time_get_microsecond (row->moment),
  };

  g_assert_cmpint (mo_result_get_int64 (result, i, 1), ==, row->signed_number);
  assert_unsigned (result, i, 2, row->unsigned_number);
  g_assert_cmpfloat (mo_result_get_double (result, i, 3), ==, row->precise);
  g_assert_cmpint (mo_result_get_column_type (result, 4), ==, MO_VALUE_DECIMAL);
  g_assert_cmpstr (mo_result_get_text (result, i, 4), ==, row->decimal);
  g_assert_cmpint (mo_result_get_int64 (result, i, 5), ==, row->truth);
  g_assert_cmpstr (mo_result_get_text (result, i, 6), ==, row->text);
  assert_bytes (result, i, 7, row->bytes);
  assert_json (mo_result_get_text (result, i, 8), row->json);
  assert_moment (result, i, 9, &row->date);
  assert_moment (result, i, 10, &row->time);
  assert_moment (result, i, 11, &moment);
}

static MoResult *
read_back (MoTest *test, gboolean prepared)
{
  const char *sql = mo_test_text (test, "SELECT * FROM v_$t WHERE id > %s ORDER BY id");
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (prepared ? mo_execute_prepared (test->client, sql, 0)
                                               : mo_execute (test->client, sql, 0),
                                      &error);

  g_assert_no_error (error);
  return result;
}

static void
check (MoTest *test, gboolean prepared)
{
  Row rows[] = { lowest (), highest () };
  g_autoptr (MoResult) result = NULL;

  mo_test_sql (test, create);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

    mo_test_ok (insert (test, tx, 1, &rows[0], prepared));
    mo_test_ok (insert (test, tx, 2, &rows[1], prepared));
    mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO v_$t (id, i, t, y, dt) "
                                                    "VALUES (%s, %s, %s, %s, %s)"),
                            3, MO_NULL, (char *) NULL, (GBytes *) NULL, (GDateTime *) NULL));
    mo_test_ok (mo_transaction_commit (tx));
  }
  result = read_back (test, prepared);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 3);
  for (guint i = 0; i < 2; i++)
    assert_row (result, i, &rows[i]);
  for (guint i = 1; i < mo_result_get_n_columns (result); i++)
    g_assert_true (mo_result_is_null (result, 2, i));
  row_clear (&rows[0]);
  row_clear (&rows[1]);
  mo_test_sql (test, "DROP TABLE v_$t");
}

static void
test_text (MoTest *test)
{
  check (test, FALSE);
}

static void
test_prepared (MoTest *test)
{
  check (test, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/execute/values/text", test_text);
  mo_test_add ("/execute/values/prepared", test_prepared);
  return g_test_run ();
}
