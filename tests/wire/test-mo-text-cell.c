/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cells of the text protocol: what parses, and that nothing else is lost. */

#include <math.h>
#include <string.h>

#include <matrixone-glib/mo-result.h>

#include "wire/mo-field-private.h"

static MoResult *
decode (MoCellKind kind, const char *bytes, gsize length)
{
  g_autoptr (MoResultBuilder) builder = mo_result_builder_new (1);

  mo_result_builder_set_column (builder, 0, "c", mo_cell_kind_get_value_type (kind));
  g_assert_true (mo_text_cell_add (builder, kind, bytes, length));
  return mo_result_builder_finish (g_steal_pointer (&builder));
}

static void
assert_cell (MoCellKind kind, const char *bytes, MoValueType type, const char *text)
{
  g_autoptr (MoResult) result = decode (kind, bytes, strlen (bytes));
  MoValue value = mo_result_get_value (result, 0, 0);
  g_autofree char *string = mo_value_to_string (&value);

  g_test_message ("%s", bytes);
  g_assert_cmpstr (mo_value_type_get_name (mo_value_get_value_type (&value)), ==,
                   mo_value_type_get_name (type));
  g_assert_cmpstr (string, ==, text);
}

static void
test_integers (void)
{
  assert_cell (MO_CELL_INT64, "0", MO_VALUE_INT64, "0");
  assert_cell (MO_CELL_INT64, "-1", MO_VALUE_INT64, "-1");
  assert_cell (MO_CELL_INT64, "007", MO_VALUE_INT64, "7");
  assert_cell (MO_CELL_INT64, "9223372036854775807", MO_VALUE_INT64, "9223372036854775807");
  assert_cell (MO_CELL_INT64, "-9223372036854775808", MO_VALUE_INT64, "-9223372036854775808");
  assert_cell (MO_CELL_UINT64, "18446744073709551615", MO_VALUE_UINT64, "18446744073709551615");
  assert_cell (MO_CELL_UINT64, "0000", MO_VALUE_UINT64, "0");
}

static void
test_not_integers (void)
{
  static const char *const texts[] = { "",
                                       "-",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "1.5",
                                       "abc",
                                       "0x10",
                                       "9223372036854775808",
                                       "-9223372036854775809",
                                       "99999999999999999999999999" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_cell (MO_CELL_INT64, texts[i], MO_VALUE_TEXT, texts[i]);
  assert_cell (MO_CELL_UINT64, "-1", MO_VALUE_TEXT, "-1");
  assert_cell (MO_CELL_UINT64, "18446744073709551616", MO_VALUE_TEXT, "18446744073709551616");
}

static void
assert_double (const char *text, double number)
{
  g_autoptr (MoResult) result = decode (MO_CELL_DOUBLE, text, strlen (text));
  MoValue value = mo_result_get_value (result, 0, 0);

  g_assert_cmpint (mo_value_get_value_type (&value), ==, MO_VALUE_DOUBLE);
  g_assert_cmpfloat (mo_result_get_double (result, 0, 0), ==, number);
}

static void
test_doubles (void)
{
  assert_double ("0.1", 0.1);
  assert_double ("-0", 0);
  assert_double ("1.7976931348623157e308", G_MAXDOUBLE);
  assert_double ("2.2250738585072014e-308", G_MINDOUBLE);
  /* As MatrixOne writes it. */
  assert_double ("+Infinity", INFINITY);
  assert_double ("-Infinity", -INFINITY);
  assert_cell (MO_CELL_DOUBLE, "", MO_VALUE_TEXT, "");
  assert_cell (MO_CELL_DOUBLE, "1.5x", MO_VALUE_TEXT, "1.5x");
  assert_cell (MO_CELL_FLOAT, " 1", MO_VALUE_TEXT, " 1");
}

static void
test_bits (void)
{
  g_autoptr (MoResult) none = decode (MO_CELL_BIT, "", 0);
  g_autoptr (MoResult) two = decode (MO_CELL_BIT, "\x01\x00", 2);
  g_autoptr (MoResult) eight = decode (MO_CELL_BIT, "\xff\xff\xff\xff\xff\xff\xff\xfe", 8);
  g_autoptr (MoResult) nine = decode (MO_CELL_BIT, "\0\0\0\0\0\0\0\0\1", 9);
  MoValue value = mo_result_get_value (eight, 0, 0);
  guint64 bits;
  gsize length;

  g_assert_cmpint (mo_result_get_int64 (none, 0, 0), ==, 0);
  g_assert_cmpint (mo_result_get_int64 (two, 0, 0), ==, 256);
  g_assert_true (mo_value_get_uint64 (&value, &bits, NULL));
  g_assert_cmphex (bits, ==, G_MAXUINT64 - 1);
  value = mo_result_get_value (nine, 0, 0);
  g_assert_cmpint (mo_value_get_value_type (&value), ==, MO_VALUE_BYTES);
  mo_value_get_text (&value, &length);
  g_assert_cmpuint (length, ==, 9);
}

static void
test_dates (void)
{
  assert_cell (MO_CELL_DATE, "2026-11-22", MO_VALUE_DATE, "2026-11-22");
  assert_cell (MO_CELL_DATE, "0000-00-00", MO_VALUE_DATE, "0000-00-00");
  assert_cell (MO_CELL_TIME, "-838:59:59.999999", MO_VALUE_TIME, "-838:59:59.999999");
  assert_cell (MO_CELL_DATETIME, "9999-12-31 23:59:59.999999", MO_VALUE_DATETIME,
               "9999-12-31 23:59:59.999999");
  assert_cell (MO_CELL_DATE, "soon", MO_VALUE_TEXT, "soon");
  assert_cell (MO_CELL_TIME, "", MO_VALUE_TEXT, "");
  assert_cell (MO_CELL_DATETIME, "2026-11-22 1", MO_VALUE_TEXT, "2026-11-22 1");
}

static void
test_strings (void)
{
  g_autoptr (MoResult) result = decode (MO_CELL_BYTES, "a\0b", 3);
  MoValue value = mo_result_get_value (result, 0, 0);
  gsize length;
  const char *bytes = mo_value_get_text (&value, &length);

  g_assert_cmpmem (bytes, length, "a\0b", 3);
  assert_cell (MO_CELL_TEXT, "", MO_VALUE_TEXT, "");
  assert_cell (MO_CELL_JSON, "{}", MO_VALUE_JSON, "{}");
  assert_cell (MO_CELL_DECIMAL, "-0.50", MO_VALUE_DECIMAL, "-0.50");
  assert_cell (MO_CELL_NULL, "x", MO_VALUE_TEXT, "x");
}

static void
test_field_kinds (void)
{
  static const struct
  {
    guint type;
    guint flags;
    guint charset;
    MoCellKind kind;
  } fields[] = {
    { MYSQL_TYPE_TINY, 0, 63, MO_CELL_INT64 },
    { MYSQL_TYPE_LONGLONG, UNSIGNED_FLAG, 63, MO_CELL_UINT64 },
    { MYSQL_TYPE_YEAR, 0, 63, MO_CELL_UINT64 },
    { MYSQL_TYPE_DECIMAL, 0, 63, MO_CELL_DECIMAL },
    { MYSQL_TYPE_NEWDECIMAL, 0, 63, MO_CELL_DECIMAL },
    { MYSQL_TYPE_JSON, 0, 63, MO_CELL_JSON },
    { MYSQL_TYPE_GEOMETRY, 0, 33, MO_CELL_BYTES },
    { MYSQL_TYPE_BLOB, 0, 63, MO_CELL_BYTES },
    { MYSQL_TYPE_BLOB, 0, 33, MO_CELL_TEXT },
    { MYSQL_TYPE_STRING, 0, 63, MO_CELL_BYTES },
    { MYSQL_TYPE_VAR_STRING, 0, 45, MO_CELL_TEXT },
    { 15, 0, 33, MO_CELL_TEXT },
    { 15, 0, 63, MO_CELL_BYTES },
    { 241, 0, 63, MO_CELL_TEXT },
    { 200, 0, 33, MO_CELL_TEXT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      MYSQL_FIELD field = { .flags = fields[i].flags, .charsetnr = fields[i].charset };
      gboolean readable;

      field.type = (enum enum_field_types) fields[i].type;
      g_assert_cmpint (mo_field_get_cell_kind (&field), ==, fields[i].kind);
      readable = mo_field_is_binary_readable (&field);
#ifdef MARIADB_PACKAGE_VERSION
      g_assert_cmpint (readable, ==, fields[i].type != 241 && fields[i].type != 200);
#else
      g_assert_cmpint (readable, ==,
                       fields[i].type != 241 && fields[i].type != 200 && fields[i].type != 15);
#endif
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/text-cell/integers", test_integers);
  g_test_add_func ("/wire/text-cell/not-integers", test_not_integers);
  g_test_add_func ("/wire/text-cell/doubles", test_doubles);
  g_test_add_func ("/wire/text-cell/bits", test_bits);
  g_test_add_func ("/wire/text-cell/dates", test_dates);
  g_test_add_func ("/wire/text-cell/strings", test_strings);
  g_test_add_func ("/wire/text-cell/field-kinds", test_field_kinds);
  return g_test_run ();
}
