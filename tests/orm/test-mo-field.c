/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields of each C type: extremes both ways, what is refused, what is equal, what is owned. */

#include <float.h>
#include <math.h>
#include <matrixone-glib.h>

#include "orm/mo-field-private.h"
#include "orm/mo-model-private.h"

typedef struct
{
  _Bool flag;
  gboolean truth;
  gint8 int8;
  gint16 int16;
  gint32 int32;
  gint64 int64;
  guint8 uint8;
  guint16 uint16;
  guint32 uint32;
  guint64 uint64;
  float single;
  double number;
  MoNullInt64 maybe_int;
  MoNullDouble maybe_double;
  char *text;
  GBytes *bytes;
  GDateTime *moment;
  guint64 guard;
} All;

/* clang-format off */
MO_DEFINE_MODEL (All, all, "all",
  MO_COLUMN (int64, MO_PRIMARY_KEY),
  MO_COLUMN (flag, 0), MO_COLUMN (truth, MO_BOOLEAN),
  MO_COLUMN (int8, 0), MO_COLUMN (int16, 0), MO_COLUMN (int32, 0),
  MO_COLUMN (uint8, 0), MO_COLUMN (uint16, 0), MO_COLUMN (uint32, 0), MO_COLUMN (uint64, 0),
  MO_COLUMN (single, 0), MO_COLUMN (number, 0),
  MO_COLUMN (maybe_int, 0), MO_COLUMN (maybe_double, 0),
  MO_COLUMN (text, 0), MO_COLUMN (bytes, 0), MO_COLUMN (moment, 0))
/* clang-format on */

static const MoColumn *
find (const char *name)
{
  gsize n_columns;
  const MoColumn *columns = mo_model_get_columns (MO_MODEL (All), &n_columns);

  for (gsize i = 0; i < n_columns; i++)
    if (g_str_equal (columns[i].name, name))
      return &columns[i];
  g_assert_not_reached ();
}

static void
clear (All *all)
{
  gsize n_columns;
  const MoColumn *columns = mo_model_get_columns (MO_MODEL (All), &n_columns);

  for (gsize i = 0; i < n_columns; i++)
    mo_field_clear (&columns[i], all);
}

static void
set_ok (const char *name, All *all, MoValue value)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = mo_field_set (find (name), all, &value, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

/* The field is as it was, byte by byte; the message has both parts. */
static void
set_fails (const char *name, All *all, MoValue value, MoError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *column = g_strdup_printf ("column %s", name);
  All before;

  memcpy (&before, all, sizeof before);
  g_assert_false (mo_field_set (find (name), all, &value, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, column));
  g_assert_nonnull (strstr (error->message, part));
  g_assert_cmpmem (&before, sizeof before, all, sizeof *all);
}

static void
check_get (const char *name, const All *all, MoValueType type, const char *text)
{
  MoValue value = mo_field_get (find (name), all);
  g_autofree char *got = mo_value_to_string (&value);

  g_assert_cmpstr (mo_value_type_get_name (mo_value_get_value_type (&value)), ==,
                   mo_value_type_get_name (type));
  g_assert_cmpstr (got, ==, text);
}

typedef struct
{
  const char *name;
  MoValueType type;
  const char *least;
  const char *most;
  const char *below;
  const char *above;
} Range;

static void
test_integers (void)
{
  static const Range ranges[] = {
    { "int8", MO_VALUE_INT64, "-128", "127", "-129", "128" },
    { "int16", MO_VALUE_INT64, "-32768", "32767", "-32769", "32768" },
    { "int32", MO_VALUE_INT64, "-2147483648", "2147483647", "-2147483649", "2147483648" },
    { "int64", MO_VALUE_INT64, "-9223372036854775808", "9223372036854775807",
      "-9223372036854775809", "9223372036854775808" },
    { "maybe_int", MO_VALUE_INT64, "-9223372036854775808", "9223372036854775807",
      "-9223372036854775809", "9223372036854775808" },
    { "uint8", MO_VALUE_UINT64, "0", "255", "-1", "256" },
    { "uint16", MO_VALUE_UINT64, "0", "65535", "-1", "65536" },
    { "uint32", MO_VALUE_UINT64, "0", "4294967295", "-1", "4294967296" },
    { "uint64", MO_VALUE_UINT64, "0", "18446744073709551615", "-1", "18446744073709551616" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      const Range *range = &ranges[i];
      All all = { .guard = 0x1122334455667788 };

      set_ok (range->name, &all, mo_value_decimal (range->least));
      check_get (range->name, &all, range->type, range->least);
      set_ok (range->name, &all, mo_value_decimal (range->most));
      check_get (range->name, &all, range->type, range->most);
      set_fails (range->name, &all, mo_value_decimal (range->below), MO_ERROR_OUT_OF_RANGE,
                 range->below);
      set_fails (range->name, &all, mo_value_decimal (range->above), MO_ERROR_OUT_OF_RANGE,
                 range->above);
      set_fails (range->name, &all, mo_value_decimal ("1.5"), MO_ERROR_TYPE_MISMATCH, "1.5");
      set_fails (range->name, &all, mo_value_text ("1"), MO_ERROR_TYPE_MISMATCH, "TEXT");
      set_fails (range->name, &all, mo_value_double (1), MO_ERROR_TYPE_MISMATCH, "DOUBLE");
      set_fails (range->name, &all, MO_VALUE (NULL), MO_ERROR_TYPE_MISMATCH, "untyped pointer");
      set_ok (range->name, &all, MO_VALUE (100));
      check_get (range->name, &all, range->type, "100");
      set_ok (range->name, &all, MO_VALUE (101u));
      check_get (range->name, &all, range->type, "101");
      g_assert_cmpuint (all.guard, ==, 0x1122334455667788);
    }
}

/* Each writes its own bytes and no others: a gboolean has four, a _Bool one. */
static void
test_neighbours (void)
{
  All all;

  memset (&all, 0x5a, sizeof all);
  set_ok ("truth", &all, MO_BOOL (TRUE));
  g_assert_cmpint (all.truth, ==, 1);
  set_ok ("flag", &all, MO_BOOL (FALSE));
  g_assert_cmpint (((guint8 *) &all)[offsetof (All, flag)], ==, 0);
  g_assert_cmpint (((guint8 *) &all)[offsetof (All, flag) + 1], ==, 0x5a);
  set_ok ("int8", &all, MO_VALUE (-1));
  set_ok ("uint8", &all, MO_VALUE (1));
  set_ok ("uint16", &all, MO_VALUE (2));
  set_ok ("uint32", &all, MO_VALUE (3));
  set_ok ("single", &all, MO_VALUE (0.5));
  g_assert_cmpint (all.truth, ==, 1);
  g_assert_cmpint (all.int8, ==, -1);
  g_assert_cmpint (all.int16, ==, 0x5a5a);
  g_assert_cmpint (all.uint8, ==, 1);
  g_assert_cmpint (all.uint16, ==, 2);
  g_assert_cmpint (all.uint32, ==, 3);
  g_assert_cmpuint (all.uint64, ==, 0x5a5a5a5a5a5a5a5a);
}

static void
test_booleans (void)
{
  static const char *const names[] = { "flag", "truth" };
  All all = { 0 };

  g_assert_cmpint (find ("truth")->flags & MO_BOOLEAN, ==, MO_BOOLEAN);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      check_get (names[i], &all, MO_VALUE_INT64, "0");
      g_assert_true (mo_field_is_unset (find (names[i]), &all));
      set_ok (names[i], &all, MO_VALUE (-256));
      check_get (names[i], &all, MO_VALUE_INT64, "1");
      g_assert_false (mo_field_is_unset (find (names[i]), &all));
      set_fails (names[i], &all, MO_NULL, MO_ERROR_TYPE_MISMATCH, "MoNullInt64");
      set_fails (names[i], &all, mo_value_text ("true"), MO_ERROR_TYPE_MISMATCH, "TEXT");
    }
  g_assert_true (all.flag);
  g_assert_cmpint (all.truth, ==, 1);
  /* What C takes for true is TRUE, by hand too. */
  all.truth = 256;
  check_get ("truth", &all, MO_VALUE_INT64, "1");
  g_assert_true (mo_field_equal (find ("truth"), &all, &(All){ .truth = 1 }));
  g_assert_false (mo_field_equal (find ("truth"), &all, &(All){ .truth = 0 }));
}

static void
test_doubles (void)
{
  All all = { 0 };

  set_ok ("single", &all, mo_value_double ((double) FLT_MAX));
  g_assert_cmpfloat (all.single, ==, FLT_MAX);
  set_ok ("single", &all, mo_value_double (-(double) FLT_MAX));
  g_assert_cmpfloat (all.single, ==, -FLT_MAX);
  set_fails ("single", &all, mo_value_double (3.5e38), MO_ERROR_OUT_OF_RANGE, "3.5e+38");
  set_fails ("single", &all, mo_value_double (-3.5e38), MO_ERROR_OUT_OF_RANGE, "-3.5e+38");
  set_ok ("single", &all, mo_value_decimal ("0.25"));
  check_get ("single", &all, MO_VALUE_DOUBLE, "0.25");
  set_ok ("number", &all, mo_value_double (DBL_MAX));
  g_assert_cmpfloat (all.number, ==, DBL_MAX);
  set_ok ("number", &all, MO_VALUE (-7));
  check_get ("number", &all, MO_VALUE_DOUBLE, "-7");
  set_fails ("number", &all, mo_value_double (NAN), MO_ERROR_OUT_OF_RANGE, "finite");
  set_fails ("number", &all, mo_value_decimal ("1e400"), MO_ERROR_OUT_OF_RANGE, "1e400");
  set_fails ("number", &all, mo_value_text ("1"), MO_ERROR_TYPE_MISMATCH, "TEXT");
  set_fails ("number", &all, MO_NULL, MO_ERROR_TYPE_MISMATCH, "MoNullDouble");
  set_fails ("single", &all, MO_NULL, MO_ERROR_TYPE_MISMATCH, "MoNullDouble");
}

static void
test_nulls (void)
{
  static const char *const numbers[] = { "int8",  "int16",  "int32",  "int64",
                                         "uint8", "uint16", "uint32", "uint64" };
  static const char *const nullable[] = { "maybe_int", "maybe_double", "text", "bytes", "moment" };
  All all = { .maybe_int = { 5, TRUE }, .maybe_double = { 0.5, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    set_fails (numbers[i], &all, MO_NULL, MO_ERROR_TYPE_MISMATCH, "MoNullInt64");
  check_get ("maybe_int", &all, MO_VALUE_INT64, "5");
  check_get ("maybe_double", &all, MO_VALUE_DOUBLE, "0.5");
  for (gsize i = 0; i < G_N_ELEMENTS (nullable); i++)
    {
      set_ok (nullable[i], &all, MO_NULL);
      check_get (nullable[i], &all, MO_VALUE_NULL, "NULL");
      g_assert_true (mo_field_is_unset (find (nullable[i]), &all));
    }
  set_ok ("maybe_int", &all, MO_VALUE (0));
  set_ok ("maybe_double", &all, MO_VALUE (0));
  check_get ("maybe_int", &all, MO_VALUE_INT64, "0");
  check_get ("maybe_double", &all, MO_VALUE_DOUBLE, "0");
  g_assert_false (mo_field_is_unset (find ("maybe_int"), &all));
  g_assert_false (mo_field_is_unset (find ("maybe_double"), &all));
}

static void
test_text (void)
{
  All all = { 0 };

  set_ok ("text", &all, mo_value_text_len ("Zoë and more", 4));
  g_assert_cmpstr (all.text, ==, "Zoë");
  check_get ("text", &all, MO_VALUE_TEXT, "Zoë");
  set_fails ("text", &all, mo_value_text_len ("a\0b", 3), MO_ERROR_TYPE_MISMATCH, "GBytes");
  set_fails ("text", &all, mo_value_text ("\xff"), MO_ERROR_TYPE_MISMATCH, "UTF-8");
  set_fails ("text", &all, mo_value_bytes ("a", 1), MO_ERROR_TYPE_MISMATCH, "GBytes");
  set_fails ("text", &all, MO_VALUE (5), MO_ERROR_TYPE_MISMATCH, "INT64 5");
  clear (&all);
  set_ok ("text", &all, mo_value_decimal ("12.50"));
  g_assert_cmpstr (all.text, ==, "12.50");
  clear (&all);
  set_ok ("text", &all, MO_VALUE (""));
  g_assert_cmpstr (all.text, ==, "");
  g_assert_false (mo_field_is_unset (find ("text"), &all));
  clear (&all);
  g_assert_null (all.text);
}

static void
test_bytes (void)
{
  All all = { 0 };

  set_ok ("bytes", &all, mo_value_bytes ("a\0\xff", 3));
  g_assert_cmpmem (g_bytes_get_data (all.bytes, NULL), g_bytes_get_size (all.bytes), "a\0\xff", 3);
  check_get ("bytes", &all, MO_VALUE_BYTES, "x'6100ff'");
  set_fails ("bytes", &all, MO_VALUE (5), MO_ERROR_TYPE_MISMATCH, "INT64 5");
  set_fails ("bytes", &all, mo_value_decimal ("5"), MO_ERROR_TYPE_MISMATCH, "DECIMAL 5");
  clear (&all);
  set_ok ("bytes", &all, mo_value_text_len ("x\0y", 3));
  g_assert_cmpuint (g_bytes_get_size (all.bytes), ==, 3);
  clear (&all);
  set_ok ("bytes", &all, mo_value_bytes (NULL, 0));
  g_assert_cmpuint (g_bytes_get_size (all.bytes), ==, 0);
  clear (&all);
}

static void
test_date_times (void)
{
  const MoDateTime last = { 9999, 12, 31, 23, 59, 59, 999999, FALSE };
  const MoDateTime zero = { 0 };
  const MoDateTime none = { .year = 2026, .month = 2, .day = 30 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (3600);
  g_autoptr (GDateTime) local = g_date_time_new (zone, 2026, 11, 22, 0, 30, 0);
  All all = { 0 };

  set_ok ("moment", &all, mo_value_datetime (&last));
  check_get ("moment", &all, MO_VALUE_DATETIME, "9999-12-31 23:59:59.999999");
  set_fails ("moment", &all, mo_value_datetime (&zero), MO_ERROR_TYPE_MISMATCH, "zero date");
  set_fails ("moment", &all, mo_value_date (&none), MO_ERROR_TYPE_MISMATCH, "2026-02-30");
  set_fails ("moment", &all, mo_value_time (&zero), MO_ERROR_TYPE_MISMATCH, "TIME");
  set_fails ("moment", &all, MO_VALUE ("2026-11-22"), MO_ERROR_TYPE_MISMATCH, "TEXT");
  clear (&all);
  set_ok ("moment", &all, mo_value_date (&last));
  check_get ("moment", &all, MO_VALUE_DATETIME, "9999-12-31 00:00:00");
  clear (&all);
  set_ok ("moment", &all, MO_VALUE (local));
  check_get ("moment", &all, MO_VALUE_DATETIME, "2026-11-21 23:30:00");
  g_assert_true (mo_field_equal (find ("moment"), &all, &(All){ .moment = local }));
  clear (&all);
}

static gboolean
equal_doubles (double a, double b)
{
  All left = { .number = a, .single = (float) a, .maybe_double = { a, TRUE } };
  All right = { .number = b, .single = (float) b, .maybe_double = { b, 2 } };
  gboolean equal = mo_field_equal (find ("number"), &left, &right);

  g_assert_cmpint (mo_field_equal (find ("single"), &left, &right), ==, equal);
  g_assert_cmpint (mo_field_equal (find ("maybe_double"), &left, &right), ==, equal);
  return equal;
}

static void
test_equal (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("ab", 2);
  g_autoptr (GBytes) same = g_bytes_new ("ab", 2);
  char text[] = "ab";
  char other[] = "aB";
  const All empty = { 0 };
  All a = { .int8 = 1, .uint64 = 1, .maybe_int = { 1, TRUE }, .text = text, .bytes = bytes };
  All b = { .int8 = -1, .uint64 = 2, .maybe_int = { 1, FALSE }, .text = other, .bytes = same };

  g_assert_true (equal_doubles (1.5, 1.5));
  g_assert_true (equal_doubles (NAN, NAN));
  g_assert_false (equal_doubles (NAN, 1));
  g_assert_false (equal_doubles (0.0, -0.0));
  g_assert_false (mo_field_equal (find ("int8"), &a, &b));
  g_assert_true (mo_field_equal (find ("int8"), &a, &a));
  g_assert_false (mo_field_equal (find ("uint64"), &a, &b));
  g_assert_false (mo_field_equal (find ("maybe_int"), &a, &b));
  g_assert_true (mo_field_equal (find ("maybe_int"), &empty, &b)); /* neither is set */
  g_assert_false (mo_field_equal (find ("text"), &a, &b));
  g_assert_false (mo_field_equal (find ("text"), &a, &empty));
  other[1] = 'b';
  g_assert_true (mo_field_equal (find ("text"), &a, &b));
  g_assert_true (mo_field_equal (find ("bytes"), &a, &b));
  g_assert_false (mo_field_equal (find ("bytes"), &a, &empty));
  g_assert_true (mo_field_equal (find ("moment"), &a, &b));
}

static void
test_owners (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("ab", 2);
  g_autoptr (GDateTime) moment = g_date_time_new_utc (2026, 11, 22, 10, 0, 0);
  char text[] = "ab";
  All copy = { .number = 2.5, .text = text, .bytes = bytes, .moment = moment };
  gsize n_columns;
  const MoColumn *columns = mo_model_get_columns (MO_MODEL (All), &n_columns);
  guint n_owners = 0;

  for (gsize i = 0; i < n_columns; i++)
    {
      mo_field_dup (&columns[i], &copy);
      n_owners += mo_field_is_owner (&columns[i]) ? 1 : 0;
    }
  g_assert_cmpuint (n_owners, ==, 3);
  g_assert_true (copy.text != text);
  g_assert_cmpstr (copy.text, ==, "ab");
  g_assert_true (copy.bytes == bytes);
  g_assert_true (copy.moment == moment);
  g_assert_cmpfloat (copy.number, ==, 2.5);
  clear (&copy);
  g_assert_null (copy.text);
  g_assert_null (copy.bytes);
  g_assert_null (copy.moment);
  g_assert_cmpfloat (copy.number, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/field/integers", test_integers);
  g_test_add_func ("/orm/field/neighbours", test_neighbours);
  g_test_add_func ("/orm/field/booleans", test_booleans);
  g_test_add_func ("/orm/field/doubles", test_doubles);
  g_test_add_func ("/orm/field/nulls", test_nulls);
  g_test_add_func ("/orm/field/text", test_text);
  g_test_add_func ("/orm/field/bytes", test_bytes);
  g_test_add_func ("/orm/field/date-times", test_date_times);
  g_test_add_func ("/orm/field/equal", test_equal);
  g_test_add_func ("/orm/field/owners", test_owners);
  return g_test_run ();
}
