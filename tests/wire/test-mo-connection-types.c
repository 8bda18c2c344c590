/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The edge values of each type, written as text and as parameters, read by both protocols. */

#include <string.h>

#include <matrixone-glib/mo-date-time.h>
#include <matrixone-glib/mo-error.h>

#include "server-fixture.h"

#define MARIADB (1 << MO_SERVER_KIND_MARIADB)
#define MATRIXONE (1 << MO_SERVER_KIND_MATRIXONE)
#define ALL (MARIADB | MATRIXONE)

/* The column type; a literal; the type and the text of the value, or NULL for the literal's own,
 * without its quotes. */
static const struct
{
  guint servers;
  const char *column;
  const char *literal;
  MoValueType type;
  const char *text;
} cases[] = {
  { ALL, "TINYINT", "-128", MO_VALUE_INT64, NULL },
  { ALL, "TINYINT", "127", MO_VALUE_INT64, NULL },
  { ALL, "TINYINT UNSIGNED", "255", MO_VALUE_UINT64, NULL },
  { ALL, "BOOL", "TRUE", MO_VALUE_INT64, "1" },
  { ALL, "SMALLINT", "-32768", MO_VALUE_INT64, NULL },
  { ALL, "SMALLINT UNSIGNED", "65535", MO_VALUE_UINT64, NULL },
  { MARIADB, "MEDIUMINT", "-8388608", MO_VALUE_INT64, NULL },
  { MARIADB, "MEDIUMINT UNSIGNED", "16777215", MO_VALUE_UINT64, NULL },
  { ALL, "INT", "-2147483648", MO_VALUE_INT64, NULL },
  { ALL, "INT", "2147483647", MO_VALUE_INT64, NULL },
  { ALL, "INT UNSIGNED", "4294967295", MO_VALUE_UINT64, NULL },
  { MARIADB, "INT(10) ZEROFILL", "42", MO_VALUE_UINT64, NULL },
  { ALL, "BIGINT", "-9223372036854775808", MO_VALUE_INT64, NULL },
  { ALL, "BIGINT", "9223372036854775807", MO_VALUE_INT64, NULL },
  { ALL, "BIGINT UNSIGNED", "0", MO_VALUE_UINT64, NULL },
  { ALL, "BIGINT UNSIGNED", "18446744073709551615", MO_VALUE_UINT64, NULL },
  { ALL, "YEAR", "2026", MO_VALUE_UINT64, NULL },
  { ALL, "YEAR", "1901", MO_VALUE_UINT64, NULL },
  { ALL, "YEAR", "2155", MO_VALUE_UINT64, NULL },
  { MARIADB, "YEAR", "'0000'", MO_VALUE_UINT64, "0" },
  { ALL, "BIT(1)", "1", MO_VALUE_UINT64, NULL },
  { ALL, "BIT(12)", "258", MO_VALUE_UINT64, NULL },
  { ALL, "BIT(64)", "18446744073709551615", MO_VALUE_UINT64, NULL },
  { ALL, "BIT(64)", "0", MO_VALUE_UINT64, NULL },
  { ALL, "FLOAT", "0.1", MO_VALUE_DOUBLE, NULL },
  { ALL, "FLOAT", "-2.5", MO_VALUE_DOUBLE, NULL },
  { ALL, "FLOAT", "100000", MO_VALUE_DOUBLE, NULL },
  { ALL, "FLOAT", "1e-10", MO_VALUE_DOUBLE, NULL },
  { ALL, "FLOAT", "3.40282e38", MO_VALUE_DOUBLE, "3.40282e+38" },
  { ALL, "DOUBLE", "0.1", MO_VALUE_DOUBLE, NULL },
  { ALL, "DOUBLE", "-123456.789", MO_VALUE_DOUBLE, NULL },
  { ALL, "DOUBLE", "1.7976931348623157e308", MO_VALUE_DOUBLE, "1.7976931348623157e+308" },
  { ALL, "DOUBLE", "-2.2250738585072014e-308", MO_VALUE_DOUBLE, NULL },
  { ALL, "DOUBLE", "0", MO_VALUE_DOUBLE, NULL },
  { ALL, "DECIMAL(18,4)", "-12345678901234.5678", MO_VALUE_DECIMAL, NULL },
  { ALL, "DECIMAL(38,10)", "9999999999999999999999999999.9999999999", MO_VALUE_DECIMAL, NULL },
  { ALL, "DECIMAL(10,2)", "0", MO_VALUE_DECIMAL, "0.00" },
  { MARIADB, "DECIMAL(65,30)",
    "-99999999999999999999999999999999999.999999999999999999999999999999", MO_VALUE_DECIMAL, NULL },
  { ALL, "DATE", "'2026-11-22'", MO_VALUE_DATE, NULL },
  { ALL, "DATE", "'9999-12-31'", MO_VALUE_DATE, NULL },
  { ALL, "DATE", "'1000-01-01'", MO_VALUE_DATE, NULL },
  { MARIADB, "DATE", "'0000-00-00'", MO_VALUE_DATE, NULL },
  { MARIADB, "DATE", "'2026-00-00'", MO_VALUE_DATE, NULL },
  { ALL, "TIME", "'00:00:00'", MO_VALUE_TIME, NULL },
  { ALL, "TIME", "'23:59:59'", MO_VALUE_TIME, NULL },
  { ALL, "TIME", "'-00:00:01'", MO_VALUE_TIME, NULL },
  { ALL, "TIME(6)", "'838:59:59.999999'", MO_VALUE_TIME, NULL },
  { ALL, "TIME(6)", "'-838:59:59.999999'", MO_VALUE_TIME, NULL },
  { ALL, "DATETIME", "'2026-11-22 10:11:12'", MO_VALUE_DATETIME, NULL },
  { ALL, "DATETIME", "'2026-11-22 00:00:00'", MO_VALUE_DATETIME, NULL },
  { ALL, "DATETIME(6)", "'9999-12-31 23:59:59.999999'", MO_VALUE_DATETIME, NULL },
  { ALL, "DATETIME(6)", "'1000-01-01 00:00:00.000001'", MO_VALUE_DATETIME, NULL },
  { MARIADB, "DATETIME", "'0000-00-00 00:00:00'", MO_VALUE_DATETIME, NULL },
  { ALL, "TIMESTAMP(6)", "'2026-11-22 10:11:12.123456'", MO_VALUE_DATETIME, NULL },
  { ALL, "TIMESTAMP NULL", "'1971-01-01 00:00:00'", MO_VALUE_DATETIME, NULL },
  { MARIADB, "TIMESTAMP", "'0000-00-00 00:00:00'", MO_VALUE_DATETIME, "0000-00-00 00:00:00" },
  { ALL, "CHAR(10)", "''", MO_VALUE_TEXT, NULL },
  { ALL, "CHAR(10)", "'😀é'", MO_VALUE_TEXT, NULL },
  { ALL, "VARCHAR(100)", "''", MO_VALUE_TEXT, NULL },
  { ALL, "VARCHAR(100)", "'😀 e\xcc\x81 \xe4\xb8\xad'", MO_VALUE_TEXT, NULL },
  { ALL, "TEXT", "'x'", MO_VALUE_TEXT, NULL },
  { ALL, "TEXT", "''", MO_VALUE_TEXT, NULL },
  { ALL, "BINARY(3)", "x'00ff00'", MO_VALUE_BYTES, "00ff00" },
  { ALL, "VARBINARY(10)", "x'00ff0a'", MO_VALUE_BYTES, "00ff0a" },
  { ALL, "VARBINARY(10)", "''", MO_VALUE_BYTES, "" },
  { ALL, "BLOB", "x'00'", MO_VALUE_BYTES, "00" },
  { ALL, "BLOB", "x'e9ff00275c22'", MO_VALUE_BYTES, "e9ff00275c22" },
  { ALL, "BLOB", "''", MO_VALUE_BYTES, "" },
  { MARIADB, "JSON", "'{\"a\": [1, null, \"é\"]}'", MO_VALUE_TEXT, NULL },
  { MATRIXONE, "JSON", "'{\"a\": [1, null, \"é\"]}'", MO_VALUE_JSON, NULL },
  { ALL, "ENUM('a','b')", "'b'", MO_VALUE_TEXT, NULL },
  { MARIADB, "SET('a','b')", "'a,b'", MO_VALUE_TEXT, NULL },
  { MARIADB, "UUID", "'123e4567-e89b-12d3-a456-426655440000'", MO_VALUE_TEXT, NULL },
  { MATRIXONE, "UUID", "'123e4567-e89b-12d3-a456-426655440000'", MO_VALUE_TEXT, NULL },
  { MATRIXONE, "VECF32(3)", "'[1, 2.5, -3]'", MO_VALUE_TEXT, NULL },
  { MATRIXONE, "VECF64(2)", "'[0.1, 2]'", MO_VALUE_TEXT, NULL },
  { MARIADB, "POINT", "POINT(1, 2)", MO_VALUE_BYTES,
    "000000000101000000000000000000f03f0000000000000040" },
};

static char *
to_hex (const char *bytes, gsize length)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", (guint8) bytes[i]);
  return g_string_free (hex, FALSE);
}

static char *
describe (const MoValue *value)
{
  gsize length;
  const char *bytes;

  if (mo_value_get_value_type (value) != MO_VALUE_BYTES)
    return mo_value_to_string (value);
  bytes = mo_value_get_text (value, &length);
  return to_hex (bytes, length);
}

static char *
expected_text (gsize index)
{
  const char *literal = cases[index].literal;
  gsize length = strlen (literal);

  if (cases[index].text != NULL)
    return g_strdup (cases[index].text);
  if (literal[0] == '\'')
    return g_strndup (literal + 1, length - 2);
  return g_strdup (literal);
}

static void
assert_is (MoResult *result, guint row, gsize index, const char *how)
{
  MoValue value = mo_result_get_value (result, row, 0);
  g_autofree char *text = describe (&value);
  g_autofree char *expected = expected_text (index);
  MoValueType column_type = mo_result_get_column_type (result, 0);

  if (mo_value_get_value_type (&value) != cases[index].type || strcmp (text, expected) != 0)
    g_test_message ("%s %s, %s, row %u: %s, is %s", cases[index].column, cases[index].literal, how,
                    row, mo_value_type_get_name (mo_value_get_value_type (&value)), text);
  g_assert_cmpint (mo_value_get_value_type (&value), ==, cases[index].type);
  g_assert_cmpint (column_type, ==, cases[index].type);
  g_assert_cmpstr (text, ==, expected);
}

static MoResult *
execute_or_query (MoConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result =
      mo_connection_execute (connection, sql, strlen (sql), NULL, 0, &error);

  if (g_error_matches (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED))
    {
      g_test_message ("%s", error->message);
      return server_query (connection, "%s", sql);
    }
  g_assert_no_error (error);
  return g_steal_pointer (&result);
}

/* The same, but no more is read than the columns. */
static void
begin (MoConnection *connection, const char *sql, gboolean as_text)
{
  g_autoptr (GError) error = NULL;

  if (!as_text
      && !mo_connection_begin_execute (connection, sql, strlen (sql), FALSE, NULL, 0, &error))
    {
      g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
      g_clear_error (&error);
      as_text = TRUE;
    }
  if (as_text)
    mo_connection_begin_query (connection, sql, strlen (sql), &error);
  g_assert_no_error (error);
}

static MoResult *
fetch_one (MoConnection *connection)
{
  const MoPiece one = { 1, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) end = NULL;
  MoResult *piece = mo_connection_fetch (connection, &one, &end, &error);

  g_assert_no_error (error);
  return piece;
}

/* Row by row: the two that are not NULL, one that is, and the end. */
static void
check_pieces (MoConnection *connection, const char *select, gsize index, gboolean has_null)
{
  for (guint as_text = 0; as_text < 2; as_text++)
    {
      g_autoptr (MoResult) last = NULL;

      begin (connection, select, as_text != 0);
      for (guint row = 0; row < 2; row++)
        {
          g_autoptr (MoResult) piece = fetch_one (connection);

          g_assert_cmpuint (mo_result_get_n_rows (piece), ==, 1);
          assert_is (piece, 0, index, as_text ? "text in pieces" : "binary in pieces");
        }
      if (has_null)
        {
          g_autoptr (MoResult) piece = fetch_one (connection);

          g_assert_true (mo_result_is_null (piece, 0, 0));
        }
      g_assert_true (mo_connection_is_reading (connection));
      last = fetch_one (connection);
      g_assert_cmpuint (mo_result_get_n_rows (last), ==, 0);
      g_assert_cmpint (mo_result_get_column_type (last, 0), ==, cases[index].type);
      g_assert_false (mo_connection_is_reading (connection));
    }
}

/* MatrixOne makes text of every parameter, and takes the digits of a number for bits; a parameter
 * that is NULL becomes 0. */
static gboolean
takes_parameter (MoConnection *connection, gsize index)
{
  return mo_connection_get_server_kind (connection) != MO_SERVER_KIND_MATRIXONE
         || !g_str_has_prefix (cases[index].column, "BIT");
}

/* Row 1 is written as a literal, row 2 as a parameter that was read, row 3 is NULL. */
static void
check_case (MoConnection *connection, const char *table, gsize index)
{
  g_autofree char *insert = g_strdup_printf ("INSERT INTO %s (id, c) VALUES (?, ?)", table);
  g_autofree char *select = g_strdup_printf ("SELECT c FROM %s ORDER BY id", table);
  g_autoptr (MoResult) first = NULL;
  g_autoptr (MoResult) inserted = NULL;
  g_autoptr (MoResult) inserted_null = NULL;
  g_autoptr (MoResult) text = NULL;
  g_autoptr (MoResult) binary = NULL;
  gboolean not_null = strcmp (cases[index].column, "TIMESTAMP") == 0;
  MoValue values[2];

  g_test_message ("%s %s", cases[index].column, cases[index].literal);
  server_run (connection, "DROP TABLE IF EXISTS %s", table);
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY, c %s) CHARSET=utf8mb4", table,
              cases[index].column);
  server_run (connection, "INSERT INTO %s (id, c) VALUES (1, %s)", table, cases[index].literal);
  first = server_query (connection, "%s", select);
  values[0] = mo_value_int64 (2);
  values[1] = mo_result_get_value (first, 0, 0);
  if (takes_parameter (connection, index))
    inserted = server_execute (connection, insert, values, 2);
  else
    inserted = server_query (connection, "INSERT INTO %s (id, c) VALUES (2, %s)", table,
                             cases[index].literal);
  g_assert_cmpuint (mo_result_get_affected_rows (inserted), ==, 1);
  values[0] = mo_value_int64 (3);
  values[1] = mo_value_null ();
  if (!takes_parameter (connection, index))
    server_run (connection, "INSERT INTO %s (id, c) VALUES (3, NULL)", table);
  else if (!not_null)
    inserted_null = server_execute (connection, insert, values, 2);
  text = server_query (connection, "%s", select);
  binary = execute_or_query (connection, select);
  for (guint row = 0; row < 2; row++)
    {
      assert_is (text, row, index, "text");
      assert_is (binary, row, index, "binary");
    }
  g_assert_true (not_null || mo_result_is_null (text, 2, 0));
  g_assert_true (not_null || mo_result_is_null (binary, 2, 0));
  check_pieces (connection, select, index, !not_null);
}

static void
relax (MoConnection *connection)
{
  if (mo_connection_get_server_kind (connection) != MO_SERVER_KIND_MATRIXONE)
    server_run (connection, "SET SESSION sql_mode = ''");
}

static void
test_round_trip (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autofree char *table = NULL;

  if (connection == NULL)
    return;
  relax (connection);
  table = server_new_table (connection);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if ((cases[i].servers & 1u << mo_connection_get_server_kind (connection)) != 0)
      check_case (connection, table, i);
  server_run (connection, "DROP TABLE IF EXISTS %s", table);
}

/* All types in one row, so that one column's trouble would show in its neighbours. */
static void
test_wide_row (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (GString) select = g_string_new ("SELECT 1");
  g_autoptr (MoResult) text = NULL;
  g_autoptr (MoResult) binary = NULL;

  if (connection == NULL)
    return;
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (select, ", %s",
                            i % 5 == 0   ? "NULL"
                            : i % 5 == 1 ? "'text'"
                            : i % 5 == 2 ? "CAST(1.50 AS DECIMAL(10,2))"
                            : i % 5 == 3 ? "CAST('2026-11-22' AS DATE)"
                                         : "''");
  text = server_query (connection, "%s", select->str);
  binary = server_execute (connection, select->str, NULL, 0);
  g_assert_cmpuint (mo_result_get_n_columns (text), ==, 301);
  g_assert_cmpuint (mo_result_get_n_columns (binary), ==, 301);
  for (guint i = 0; i < 301; i++)
    {
      MoValue one = mo_result_get_value (text, 0, i);
      MoValue other = mo_result_get_value (binary, 0, i);
      g_autofree char *one_text = describe (&one);
      g_autofree char *other_text = describe (&other);

      g_assert_cmpint (mo_value_get_value_type (&one), ==, mo_value_get_value_type (&other));
      g_assert_cmpstr (one_text, ==, other_text);
    }
}

static void
test_large (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  gsize length = 1024 * 1024;
  g_autofree char *large = g_malloc (length);
  g_autofree char *letters = g_strnfill (length, 'x');
  g_autofree char *table = NULL;
  g_autofree char *insert = NULL;
  g_autofree char *select = NULL;
  g_autoptr (MoResult) inserted = NULL;
  g_autoptr (MoResult) text = NULL;
  g_autoptr (MoResult) binary = NULL;
  MoValue values[2];

  if (connection == NULL)
    return;
  for (gsize i = 0; i < length; i++)
    large[i] = (char) (i * 7);
  table = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (t LONGTEXT, b LONGBLOB)", table);
  insert = g_strdup_printf ("INSERT INTO %s VALUES (?, ?)", table);
  select = g_strdup_printf ("SELECT t, b FROM %s", table);
  values[0] = mo_value_text (letters);
  values[1] = mo_value_bytes (large, length);
  inserted = server_execute (connection, insert, values, 2);
  text = server_query (connection, "%s", select);
  binary = server_execute (connection, select, NULL, 0);
  for (guint i = 0; i < 2; i++)
    {
      MoValue cell = mo_result_get_value (i == 0 ? text : binary, 0, 0);
      gsize n;
      const char *bytes = mo_value_get_text (&cell, &n);

      g_assert_cmpuint (n, ==, length);
      g_assert_true (bytes[0] == 'x' && bytes[n - 1] == 'x' && bytes[n] == '\0');
      cell = mo_result_get_value (i == 0 ? text : binary, 0, 1);
      bytes = mo_value_get_text (&cell, &n);
      g_assert_cmpmem (bytes, n, large, length);
    }
  server_run (connection, "DROP TABLE %s", table);
}

static void
assert_reads (MoResult *result, guint column, const char *text)
{
  MoValue value = mo_result_get_value (result, 0, column);
  g_autofree char *string = describe (&value);

  g_assert_false (mo_value_is_null (&value));
  g_assert_cmpstr (string, ==, text);
}

/* MatrixOne gives all of them back as text. */
static void
test_parameter_types (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  const char *quoted = "it's \\ \"quoted\" ? 😀";
  MoDateTime time = { .hour = 100, .minute = 2, .second = 3, .negative = TRUE };
  MoValue values[] = {
    mo_value_int64 (G_MININT64),   mo_value_text (""),         mo_value_null (),
    mo_value_text (quoted),        mo_value_boolean (TRUE),    mo_value_bytes ("", 0),
    mo_value_uint64 (G_MAXUINT64), mo_value_decimal ("-0.50"), mo_value_time (&time),
  };
  g_autoptr (MoResult) result = NULL;

  if (connection == NULL)
    return;
  result = server_execute (connection, "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?", values, 9);
  assert_reads (result, 0, "-9223372036854775808");
  assert_reads (result, 1, "");
  g_assert_true (mo_result_is_null (result, 0, 2));
  assert_reads (result, 3, quoted);
  assert_reads (result, 4, "1");
  assert_reads (result, 5, "");
  assert_reads (result, 6, "18446744073709551615");
  assert_reads (result, 7, "-0.50");
  assert_reads (result, 8, "-100:02:03");
}

/* What a float is in binary reads like what it is in text, where the text says all of it. */
static void
test_floats (void)
{
  static const char *const literals[] = { "0.1",      "0.3",      "1.1", "123.456", "1e20",
                                          "-7.5e-12", "0.000123", "3",   "99999.9" };
  g_autoptr (MoConnection) connection = server_open ();
  g_autofree char *table = NULL;
  g_autofree char *select = NULL;

  if (connection == NULL)
    return;
  table = server_new_table (connection);
  select = g_strdup_printf ("SELECT f FROM %s", table);
  server_run (connection, "CREATE TABLE %s (f FLOAT)", table);
  for (gsize i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      g_autoptr (MoResult) text = NULL;
      g_autoptr (MoResult) binary = NULL;

      server_run (connection, "DELETE FROM %s", table);
      server_run (connection, "INSERT INTO %s VALUES (%s)", table, literals[i]);
      text = server_query (connection, "%s", select);
      binary = server_execute (connection, select, NULL, 0);
      g_assert_cmpfloat (mo_result_get_double (text, 0, 0), ==, g_ascii_strtod (literals[i], NULL));
      g_assert_cmpfloat (mo_result_get_double (binary, 0, 0), ==,
                         g_ascii_strtod (literals[i], NULL));
    }
  server_run (connection, "DROP TABLE %s", table);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/types/round-trip", test_round_trip);
  g_test_add_func ("/wire/types/wide-row", test_wide_row);
  g_test_add_func ("/wire/types/large", test_large);
  g_test_add_func ("/wire/types/parameter-types", test_parameter_types);
  g_test_add_func ("/wire/types/floats", test_floats);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
