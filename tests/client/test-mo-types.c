/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The edge values of each type: written by each protocol, as a literal and as a parameter, and read
 * by each. */

#include <float.h>
#include <math.h>
#include <string.h>

#include "mo-test-server.h"

#define MARIADB (1 << 0)
#define MATRIXONE (1 << 1)
#define AS_LITERAL (1 << 2) /* not as a parameter, which MatrixOne takes otherwise */
#define ALL (MARIADB | MATRIXONE)

#define NULS "\0\0\0\0\0\0\0\0"
#define DAY(y, m, d) mo_value_date (&(MoDateTime){ .year = y, .month = m, .day = d })
#define CLOCK(h, m, s, us, minus)                                                                  \
  mo_value_time (                                                                                  \
      &(MoDateTime){ .hour = h, .minute = m, .second = s, .microsecond = us, .negative = minus })
#define MOMENT(y, mo, d, h, m, s, us)                                                              \
  mo_value_datetime (&(MoDateTime){                                                                \
      .year = y, .month = mo, .day = d, .hour = h, .minute = m, .second = s, .microsecond = us })

/* The text is that of mo_value_to_string(), by which each type is told in full. */
typedef struct
{
  guint where;
  const char *column;
  MoValue value;
  MoValueType type;
  const char *text;
} Case;

static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

static MoResult *
await_result (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (future, &error);

  g_assert_no_error (error);
  return result;
}

static void
check_read (MoTest *test, const Case *self, guint row, MoExecuteFlags flags)
{
  g_autoptr (MoResult) result = await_result (
      mo_execute_with (test->client, flags, mo_test_text (test, "SELECT c FROM $t ORDER BY id")));
  MoValue cell = mo_result_get_value (result, row, 0);
  g_autofree char *text = mo_value_to_string (&cell);

  if (mo_value_get_value_type (&cell) != self->type || strcmp (text, self->text) != 0)
    g_test_message ("%s %s, written %u, read %u", self->column, self->text, row, flags);
  g_assert_cmpstr (mo_value_type_get_name (mo_value_get_value_type (&cell)), ==,
                   mo_value_type_get_name (self->type));
  g_assert_cmpstr (text, ==, self->text);
  g_assert_true (mo_result_is_null (result, mo_result_get_n_rows (result) - 1, 0));
}

/* Rows are of the protocols, in their order; then one that is NULL. */
static void
check (MoTest *test, const Case *self)
{
  g_autofree char *create =
      g_strdup_printf ("CREATE TABLE $t (id INT PRIMARY KEY, c %s NULL) %s", self->column,
                       test->is_matrixone ? "" : "CHARSET=utf8mb4");
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (?, ?)");
  guint n_rows = (self->where & AS_LITERAL) && test->is_matrixone ? 1 : 2;

  mo_test_sql (test, "DROP TABLE $t");
  mo_test_sql (test, create);
  for (guint i = 0; i < n_rows; i++)
    mo_test_ok (mo_execute_with (test->client, protocols[i], insert, i, self->value));
  mo_test_ok (mo_execute_with (test->client, protocols[n_rows - 1], insert, n_rows, MO_NULL));
  for (guint i = 0; i < n_rows; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (protocols); k++)
      check_read (test, self, i, protocols[k]);
}

/* Dates without a month or a day, too. */
static MoClient *
relaxed_client (MoTest *test)
{
  return mo_test_client_new (test->is_matrixone ? "pool_size=1"
                                                : "pool_size=1&init_sql=SET%20sql_mode%3D%27%27");
}

static void
check_all (MoTest *test, const Case *cases, gsize n_cases)
{
  g_autoptr (MoClient) client = test->client;

  test->client = relaxed_client (test);
  for (gsize i = 0; i < n_cases; i++)
    if (cases[i].where & (test->is_matrixone ? MATRIXONE : MARIADB))
      check (test, &cases[i]);
  mo_test_ok (mo_client_disconnect (client));
}

#define CHECK(test, cases) check_all (test, cases, G_N_ELEMENTS (cases))

static void
test_integers (MoTest *test)
{
  const Case cases[] = {
    { ALL, "TINYINT", MO_VALUE (-128), MO_VALUE_INT64, "-128" },
    { ALL, "TINYINT UNSIGNED", MO_VALUE (255), MO_VALUE_UINT64, "255" },
    { ALL, "BOOL", MO_BOOL (TRUE), MO_VALUE_INT64, "1" },
    { ALL, "INT UNSIGNED", MO_VALUE (G_MAXUINT32), MO_VALUE_UINT64, "4294967295" },
    { ALL, "BIGINT", MO_VALUE (G_MININT64), MO_VALUE_INT64, "-9223372036854775808" },
    { ALL, "BIGINT", MO_VALUE (G_MAXINT64), MO_VALUE_INT64, "9223372036854775807" },
    { ALL, "BIGINT", MO_VALUE ((guint64) G_MAXINT64), MO_VALUE_INT64, "9223372036854775807" },
    { ALL, "BIGINT UNSIGNED", MO_VALUE ((guint64) 1 << 63), MO_VALUE_UINT64,
      "9223372036854775808" },
    { ALL, "BIGINT UNSIGNED", MO_VALUE (G_MAXUINT64), MO_VALUE_UINT64, "18446744073709551615" },
    { ALL, "YEAR", MO_VALUE (1901), MO_VALUE_UINT64, "1901" },
    { ALL, "YEAR", MO_VALUE (2155u), MO_VALUE_UINT64, "2155" },
    { ALL | AS_LITERAL, "BIT(1)", MO_VALUE (1u), MO_VALUE_UINT64, "1" },
    { ALL | AS_LITERAL, "BIT(63)", MO_VALUE (G_MAXINT64), MO_VALUE_UINT64, "9223372036854775807" },
    { ALL | AS_LITERAL, "BIT(64)", MO_VALUE ((guint64) 1 << 63), MO_VALUE_UINT64,
      "9223372036854775808" },
    { ALL | AS_LITERAL, "BIT(64)", MO_VALUE (G_MAXUINT64), MO_VALUE_UINT64,
      "18446744073709551615" },
  };

  CHECK (test, cases);
}

static void
test_numbers (MoTest *test)
{
  const Case cases[] = {
    { ALL, "DOUBLE", MO_VALUE (DBL_MAX), MO_VALUE_DOUBLE, "1.7976931348623157e+308" },
    { ALL, "DOUBLE", MO_VALUE (-DBL_MIN), MO_VALUE_DOUBLE, "-2.2250738585072014e-308" },
    { ALL, "DOUBLE", MO_VALUE (DBL_TRUE_MIN), MO_VALUE_DOUBLE, "5e-324" },
    { ALL, "DOUBLE", MO_VALUE (0.1), MO_VALUE_DOUBLE, "0.1" },
    { ALL, "DOUBLE", MO_VALUE (0.1 + 0.2), MO_VALUE_DOUBLE, "0.30000000000000004" },
    { ALL, "DOUBLE", MO_VALUE (9007199254740993.0), MO_VALUE_DOUBLE, "9007199254740992" },
    { ALL, "DOUBLE", MO_VALUE (1e23), MO_VALUE_DOUBLE, "1e+23" },
    { ALL, "DECIMAL(18,4)", mo_value_decimal ("-12345678901234.5678"), MO_VALUE_DECIMAL,
      "-12345678901234.5678" },
    { ALL, "DECIMAL(38,30)", mo_value_decimal ("-12345678.123456789012345678901234567890"),
      MO_VALUE_DECIMAL, "-12345678.123456789012345678901234567890" },
    { MARIADB, "DECIMAL(38,38)", mo_value_decimal ("-0.00000000000000000000000000000000000001"),
      MO_VALUE_DECIMAL, "-0.00000000000000000000000000000000000001" },
    { ALL, "DECIMAL(38,0)", mo_value_decimal ("99999999999999999999999999999999999999"),
      MO_VALUE_DECIMAL, "99999999999999999999999999999999999999" },
    { ALL, "DECIMAL(20,2)", mo_value_decimal ("1e3"), MO_VALUE_DECIMAL, "1000.00" },
    { ALL, "DECIMAL(20,2)", mo_value_decimal ("-0"), MO_VALUE_DECIMAL, "0.00" },
    { MARIADB, "DECIMAL(65,30)",
      mo_value_decimal ("-99999999999999999999999999999999999.999999999999999999999999999999"),
      MO_VALUE_DECIMAL, "-99999999999999999999999999999999999.999999999999999999999999999999" },
    { MARIADB, "DECIMAL(65,30)", mo_value_decimal ("0.000000000000000000000000000001"),
      MO_VALUE_DECIMAL, "0.000000000000000000000000000001" },
  };

  CHECK (test, cases);
}

static void
test_dates (MoTest *test)
{
  const Case cases[] = {
    { ALL, "DATE", DAY (1, 1, 1), MO_VALUE_DATE, "0001-01-01" },
    { ALL, "DATE", DAY (9999, 12, 31), MO_VALUE_DATE, "9999-12-31" },
    { ALL, "DATE", DAY (2024, 2, 29), MO_VALUE_DATE, "2024-02-29" },
    { MARIADB, "DATE", DAY (0, 0, 0), MO_VALUE_DATE, "0000-00-00" },
    { MARIADB, "DATE", DAY (2026, 11, 0), MO_VALUE_DATE, "2026-11-00" },
    { ALL, "TIME(6)", CLOCK (0, 0, 0, 0, FALSE), MO_VALUE_TIME, "00:00:00" },
    { ALL, "TIME(6)", CLOCK (0, 0, 0, 1, TRUE), MO_VALUE_TIME, "-00:00:00.000001" },
    { ALL, "TIME(6)", CLOCK (24, 0, 0, 0, FALSE), MO_VALUE_TIME, "24:00:00" },
    { ALL, "TIME(6)", CLOCK (838, 59, 59, 999999, FALSE), MO_VALUE_TIME, "838:59:59.999999" },
    { ALL, "TIME(6)", CLOCK (838, 59, 59, 999999, TRUE), MO_VALUE_TIME, "-838:59:59.999999" },
    { ALL, "DATETIME(6)", MOMENT (1, 1, 1, 0, 0, 0, 0), MO_VALUE_DATETIME, "0001-01-01 00:00:00" },
    { ALL, "DATETIME(6)", MOMENT (9999, 12, 31, 23, 59, 59, 999999), MO_VALUE_DATETIME,
      "9999-12-31 23:59:59.999999" },
    /* In much of Europe there is no such hour. */
    { ALL, "DATETIME", MOMENT (2026, 3, 29, 2, 30, 0, 0), MO_VALUE_DATETIME,
      "2026-03-29 02:30:00" },
    { ALL, "TIMESTAMP", MOMENT (2026, 3, 29, 2, 30, 0, 0), MO_VALUE_DATETIME,
      "2026-03-29 02:30:00" },
    { MARIADB, "DATETIME", MOMENT (0, 0, 0, 0, 0, 0, 0), MO_VALUE_DATETIME, "0000-00-00 00:00:00" },
    { ALL, "TIMESTAMP(6)", MOMENT (1970, 1, 1, 0, 0, 1, 0), MO_VALUE_DATETIME,
      "1970-01-01 00:00:01" },
    { ALL, "TIMESTAMP(6)", MOMENT (2038, 1, 19, 3, 14, 7, 999999), MO_VALUE_DATETIME,
      "2038-01-19 03:14:07.999999" },
  };

  CHECK (test, cases);
}

static void
test_texts (MoTest *test)
{
  char controls[128];
  const char *json = "{\"a\": [1, null, \"\xc3\xa9 \\\\ '\"]}";
  const char *uuid = "123e4567-e89b-12d3-a456-426655440000";

  for (guint i = 0; i < 127; i++)
    controls[i] = (char) (i + 1);
  controls[127] = '\0';
  {
    const Case cases[] = {
      { ALL, "VARCHAR(200)", MO_VALUE (""), MO_VALUE_TEXT, "" },
      { ALL, "VARCHAR(200)", MO_VALUE (controls), MO_VALUE_TEXT, controls },
      { ALL, "TEXT", MO_VALUE ("\xf4\x8f\xbf\xbf e\xcc\x81 \xe4\xb8\xad"), MO_VALUE_TEXT,
        "\xf4\x8f\xbf\xbf e\xcc\x81 \xe4\xb8\xad" },
      { ALL, "CHAR(10)", MO_VALUE ("a  b"), MO_VALUE_TEXT, "a  b" },
      { MARIADB, "JSON", MO_VALUE (json), MO_VALUE_TEXT, json },
      { MATRIXONE, "JSON", MO_VALUE (json), MO_VALUE_JSON, json },
      { MATRIXONE, "JSON", MO_VALUE ("null"), MO_VALUE_JSON, "null" },
      { MATRIXONE, "JSON", MO_VALUE ("[]"), MO_VALUE_JSON, "[]" },
      { MATRIXONE, "JSON", MO_VALUE ("18446744073709551615"), MO_VALUE_JSON,
        "18446744073709551615" },
      { ALL, "UUID", MO_VALUE (uuid), MO_VALUE_TEXT, uuid },
      { ALL, "ENUM('a','it''s')", MO_VALUE ("it's"), MO_VALUE_TEXT, "it's" },
      { MARIADB, "SET('a','b')", MO_VALUE ("a,b"), MO_VALUE_TEXT, "a,b" },
    };

    CHECK (test, cases);
  }
}

static void
test_bytes (MoTest *test)
{
  static const char every[] = "\0\001\032\r\n'\"\\`?%s\177\200\377";
  const Case cases[] = {
    { ALL, "VARBINARY(20)", MO_BYTES ("", 0), MO_VALUE_BYTES, "x''" },
    { ALL, "VARBINARY(20)", MO_BYTES (NULS, 8), MO_VALUE_BYTES, "x'0000000000000000'" },
    { ALL, "BLOB", MO_BYTES (NULS, 8), MO_VALUE_BYTES, "x'0000000000000000'" },
    { ALL, "BLOB", MO_BYTES (every, sizeof every - 1), MO_VALUE_BYTES,
      "x'00011a0d0a27225c603f25737f80ff'" },
    { ALL, "BINARY(3)", MO_BYTES ("\377\0\0", 3), MO_VALUE_BYTES, "x'ff0000'" },
    { MARIADB, "BINARY(3)", MO_BYTES ("\377", 1), MO_VALUE_BYTES, "x'ff0000'" },
  };

  CHECK (test, cases);
}

static void
test_vectors (MoTest *test)
{
  static const float floats[] = { 1, -2.5f };
  static const double doubles[] = { 0.1, 1e10 };
  const Case cases[] = {
    { MATRIXONE, "VECF32(2)", mo_value_vecf32 (floats, 2), MO_VALUE_TEXT, "[1, -2.5]" },
    { MATRIXONE, "VECF64(2)", mo_value_vecf64 (doubles, 2), MO_VALUE_TEXT, "[0.1, 10000000000]" },
  };

  CHECK (test, cases);
}

/* --- what cannot be told by a text --- */

static double
read_double (MoTest *test, MoExecuteFlags flags)
{
  g_autoptr (MoResult) result =
      await_result (mo_execute_with (test->client, flags, mo_test_text (test, "SELECT d FROM $t")));

  g_assert_cmpint (mo_result_get_column_type (result, 0), ==, MO_VALUE_DOUBLE);
  return mo_result_get_double (result, 0, 0);
}

/* MariaDB has no zero with a sign. */
static void
test_negative_zero (MoTest *test)
{
  mo_test_sql (test, "DROP TABLE $t");
  mo_test_sql (test, "CREATE TABLE $t (d DOUBLE)");
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (protocols); k++)
      {
        double read;

        mo_test_sql (test, "DELETE FROM $t");
        mo_test_ok (mo_execute_with (test->client, protocols[i],
                                     mo_test_text (test, "INSERT INTO $t VALUES (?)"), -0.0));
        read = read_double (test, protocols[k]);
        g_assert_cmpfloat (read, ==, 0);
        g_assert_cmpint (signbit (read) != 0, ==, test->is_matrixone);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/types/integers", test_integers);
  mo_test_add ("/types/numbers", test_numbers);
  mo_test_add ("/types/dates", test_dates);
  mo_test_add ("/types/texts", test_texts);
  mo_test_add ("/types/bytes", test_bytes);
  mo_test_add_matrixone ("/types/vectors", test_vectors);
  mo_test_add ("/types/negative-zero", test_negative_zero);
  return g_test_run ();
}
