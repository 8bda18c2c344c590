/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values: what MO_VALUE() makes, exact conversions, what a call refuses. */

#include <float.h>
#include <glib.h>
#include <locale.h>
#include <math.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-param.h>

#include "value/mo-value-private.h"

#define assert_type(value, wanted)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    MoValue value_ = (value);                                                                      \
    g_assert_cmpstr (mo_value_type_get_name (mo_value_get_value_type (&value_)), ==,               \
                     mo_value_type_get_name (wanted));                                             \
  }                                                                                                \
  G_STMT_END

static void
test_generic (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("ab", 2);
  g_autoptr (GDateTime) moment = g_date_time_new_utc (2026, 11, 22, 10, 0, 0);
  char *text = (char *) "abc";
  const MoValue constant = mo_value_int64 (3);
  gboolean truth = TRUE;
  int array[1] = { 0 };

  assert_type (MO_VALUE ((_Bool) 1), MO_VALUE_INT64);
  assert_type (MO_VALUE ('x'), MO_VALUE_INT64);
  assert_type (MO_VALUE ((signed char) 1), MO_VALUE_INT64);
  assert_type (MO_VALUE ((short) 1), MO_VALUE_INT64);
  assert_type (MO_VALUE (1), MO_VALUE_INT64);
  assert_type (MO_VALUE (1L), MO_VALUE_INT64);
  assert_type (MO_VALUE ((gint64) 1), MO_VALUE_INT64);
  assert_type (MO_VALUE (truth), MO_VALUE_INT64);
  assert_type (MO_VALUE ((guint8) 1), MO_VALUE_UINT64);
  assert_type (MO_VALUE ((guint16) 1), MO_VALUE_UINT64);
  assert_type (MO_VALUE (1u), MO_VALUE_UINT64);
  assert_type (MO_VALUE ((gsize) 1), MO_VALUE_UINT64);
  assert_type (MO_VALUE (G_MAXUINT64), MO_VALUE_UINT64);
  assert_type (MO_VALUE (1.5f), MO_VALUE_DOUBLE);
  assert_type (MO_VALUE (1.5), MO_VALUE_DOUBLE);
  assert_type (MO_VALUE ("literal"), MO_VALUE_TEXT);
  assert_type (MO_VALUE (text), MO_VALUE_TEXT);
  assert_type (MO_VALUE (bytes), MO_VALUE_BYTES);
  assert_type (MO_VALUE (moment), MO_VALUE_DATETIME);
  assert_type (MO_VALUE (constant), MO_VALUE_INT64);
  assert_type (MO_VALUE (MO_NULL), MO_VALUE_NULL);
  assert_type (MO_VALUE (MO_BOOL (5)), MO_VALUE_INT64);
  assert_type (MO_VALUE (MO_BYTES ("a", 1)), MO_VALUE_BYTES);
  assert_type (MO_VALUE (NULL), MO_VALUE_POINTER);
  assert_type (MO_VALUE (array), MO_VALUE_POINTER);
  assert_type (MO_VALUE ((guchar *) text), MO_VALUE_POINTER);
  assert_type (MO_PARAM ("name", 5).value, MO_VALUE_INT64);
  g_assert_cmpint (MO_BOOL (5).as.int64, ==, 1);
}

static void
test_null (void)
{
  MoValue nulls[] = { MO_NULL,
                      mo_value_text (NULL),
                      mo_value_text_len (NULL, 5),
                      mo_value_decimal (NULL),
                      mo_value_from_bytes (NULL),
                      MO_VALUE ((char *) NULL),
                      MO_VALUE ((GBytes *) NULL),
                      MO_VALUE ((GDateTime *) NULL) };

  for (gsize i = 0; i < G_N_ELEMENTS (nulls); i++)
    g_assert_true (mo_value_is_null (&nulls[i]));
}

static void
test_text (void)
{
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  MoValue value = mo_value_text_len ("a\0bc", 3);
  gsize length = 99;

  g_assert_cmpmem (mo_value_get_text (&value, &length), 3, "a\0b", 3);
  g_assert_cmpuint (length, ==, 3);
  value = mo_value_from_bytes (none);
  g_assert_cmpint (value.type, ==, MO_VALUE_BYTES);
  g_assert_nonnull (mo_value_get_text (&value, &length));
  g_assert_cmpuint (length, ==, 0);
  value = mo_value_bytes (NULL, 0);
  g_assert_cmpint (value.type, ==, MO_VALUE_BYTES);
  assert_type (mo_value_bytes (NULL, 1), MO_VALUE_INVALID);
  value = mo_value_int64 (5);
  length = 99;
  g_assert_null (mo_value_get_text (&value, &length));
  g_assert_cmpuint (length, ==, 0);
}

static void
test_too_long (void)
{
  if (sizeof (gsize) <= 4)
    return g_test_skip ("no text can be that long here");
  /* Nobody reads it. */
  assert_type (mo_value_text_len ("", (gsize) G_MAXUINT32 + 1), MO_VALUE_INVALID);
  assert_type (mo_value_bytes ("", (gsize) G_MAXUINT32 + 1), MO_VALUE_INVALID);
  assert_type (mo_value_text_len ("", G_MAXUINT32), MO_VALUE_TEXT);
}

#define OK (-1)

static void
check_int64 (MoValue value, int code, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 77;
  gboolean ok = mo_value_get_int64 (&value, &number, &error);

  g_assert_cmpint (error == NULL ? OK : error->code, ==, code);
  g_assert_cmpint (ok, ==, code == OK);
  g_assert_cmpint (number, ==, code == OK ? expected : 77);
}

static void
check_uint64 (MoValue value, int code, guint64 expected)
{
  g_autoptr (GError) error = NULL;
  guint64 number = 77;
  gboolean ok = mo_value_get_uint64 (&value, &number, &error);

  g_assert_cmpint (error == NULL ? OK : error->code, ==, code);
  g_assert_cmpint (ok, ==, code == OK);
  g_assert_cmpuint (number, ==, code == OK ? expected : 77);
}

static void
test_int64 (void)
{
  const guint64 two_63 = (guint64) 1 << 63;

  check_int64 (mo_value_int64 (G_MININT64), OK, G_MININT64);
  check_int64 (mo_value_int64 (G_MAXINT64), OK, G_MAXINT64);
  check_int64 (mo_value_uint64 (G_MAXINT64), OK, G_MAXINT64);
  check_int64 (mo_value_uint64 (two_63), MO_ERROR_OUT_OF_RANGE, 0);
  check_int64 (mo_value_uint64 (G_MAXUINT64), MO_ERROR_OUT_OF_RANGE, 0);
  check_int64 (mo_value_double (3.0), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_null (), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_text ("3"), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_bytes ("3", 1), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_time (&(MoDateTime){ 0 }), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_pointer (NULL), MO_ERROR_TYPE_MISMATCH, 0);

  check_uint64 (mo_value_uint64 (G_MAXUINT64), OK, G_MAXUINT64);
  check_uint64 (mo_value_int64 (G_MAXINT64), OK, G_MAXINT64);
  check_uint64 (mo_value_int64 (0), OK, 0);
  check_uint64 (mo_value_int64 (-1), MO_ERROR_OUT_OF_RANGE, 0);
  check_uint64 (mo_value_double (3.0), MO_ERROR_TYPE_MISMATCH, 0);
  check_uint64 (mo_value_null (), MO_ERROR_TYPE_MISMATCH, 0);
}

static void
test_decimal_as_integer (void)
{
  check_int64 (mo_value_decimal ("9223372036854775807"), OK, G_MAXINT64);
  check_int64 (mo_value_decimal ("-9223372036854775808"), OK, G_MININT64);
  check_int64 (mo_value_decimal ("9223372036854775808"), MO_ERROR_OUT_OF_RANGE, 0);
  check_int64 (mo_value_decimal ("-9223372036854775809"), MO_ERROR_OUT_OF_RANGE, 0);
  check_int64 (mo_value_decimal ("+0012.000"), OK, 12);
  check_int64 (mo_value_decimal ("-0.0"), OK, 0);
  check_int64 (mo_value_decimal ("12.5"), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_decimal ("12.5e1"), OK, 125);
  check_int64 (mo_value_decimal ("120E-1"), OK, 12);
  check_int64 (mo_value_decimal ("12e-1"), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_decimal ("1e18"), OK, G_GINT64_CONSTANT (1000000000000000000));
  check_int64 (mo_value_decimal ("1e19"), MO_ERROR_OUT_OF_RANGE, 0);
  check_int64 (mo_value_decimal ("1e999999999999999"), MO_ERROR_OUT_OF_RANGE, 0);
  check_int64 (mo_value_decimal ("0e999999999999999"), OK, 0);
  check_int64 (mo_value_decimal ("0e-999999999999999"), OK, 0);
  check_int64 (mo_value_decimal ("1e-999999999999999"), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_decimal ("1x"), MO_ERROR_TYPE_MISMATCH, 0);
  check_int64 (mo_value_decimal (""), MO_ERROR_TYPE_MISMATCH, 0);
  check_uint64 (mo_value_decimal ("18446744073709551615.0"), OK, G_MAXUINT64);
  check_uint64 (mo_value_decimal ("18446744073709551616"), MO_ERROR_OUT_OF_RANGE, 0);
  check_uint64 (mo_value_decimal ("-1"), MO_ERROR_OUT_OF_RANGE, 0);
  check_uint64 (mo_value_decimal ("-0"), OK, 0);
}

static void
check_double (MoValue value, int code, double expected)
{
  g_autoptr (GError) error = NULL;
  double number = 77;
  gboolean ok = mo_value_get_double (&value, &number, &error);

  g_assert_cmpint (error == NULL ? OK : error->code, ==, code);
  g_assert_cmpint (ok, ==, code == OK);
  g_assert_cmpfloat (number, ==, code == OK ? expected : 77);
}

static void
test_double (void)
{
  check_double (mo_value_double (0.1), OK, 0.1);
  check_double (mo_value_int64 (G_MININT64), OK, -9223372036854775808.0);
  check_double (mo_value_uint64 (G_MAXUINT64), OK, 18446744073709551616.0);
  check_double (mo_value_decimal ("-12.50"), OK, -12.5);
  check_double (mo_value_decimal ("1e400"), MO_ERROR_OUT_OF_RANGE, 0);
  check_double (mo_value_decimal ("nan"), MO_ERROR_TYPE_MISMATCH, 0);
  check_double (mo_value_decimal ("0x10"), MO_ERROR_TYPE_MISMATCH, 0);
  check_double (mo_value_text ("1.5"), MO_ERROR_TYPE_MISMATCH, 0);
  check_double (mo_value_null (), MO_ERROR_TYPE_MISMATCH, 0);
}

static void
test_messages (void)
{
  static const struct
  {
    MoValue value;
    const char *message;
  } cases[] = {
    { { .as.text = "abc", .length = 3, .type = MO_VALUE_TEXT },
      "cannot read TEXT \"abc\" as an integer" },
    { { .type = MO_VALUE_NULL }, "cannot read NULL as an integer" },
    { { .as.text = "secret", .length = 6, .type = MO_VALUE_BYTES },
      "cannot read BYTES as an integer" },
    { { .as.text = "1.5", .length = 3, .type = MO_VALUE_DECIMAL },
      "cannot read DECIMAL 1.5 as an integer" },
    { { .as.number = 2.5, .type = MO_VALUE_DOUBLE }, "cannot read DOUBLE 2.5 as an integer" },
    { { .as.uint64 = G_MAXUINT64, .type = MO_VALUE_UINT64 },
      "UINT64 18446744073709551615 does not fit a signed 64-bit integer" },
    { { .as.text = "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddééé",
        .length = 45,
        .type = MO_VALUE_TEXT },
      "cannot read TEXT \"aaaaaaaaaabbbbbbbbbbccccccccccddddddddd...\" as an integer" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mo_value_get_int64 (&cases[i].value, NULL, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
assert_string (MoValue value, const char *expected)
{
  g_autofree char *text = mo_value_to_string (&value);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_to_string (void)
{
  assert_string (mo_value_null (), "NULL");
  assert_string (mo_value_int64 (G_MININT64), "-9223372036854775808");
  assert_string (mo_value_uint64 (G_MAXUINT64), "18446744073709551615");
  assert_string (mo_value_text ("it's"), "it's");
  assert_string (mo_value_text_len ("a\377", 2), "a\357\277\275");
  assert_string (mo_value_bytes ("\0\377a", 3), "x'00ff61'");
  assert_string (mo_value_bytes ("", 0), "x''");
  assert_string (mo_value_decimal ("1.50"), "1.50");
  assert_string (mo_value_date (&(MoDateTime){ 2026, 11, 22 }), "2026-11-22");
  assert_string (mo_value_pointer ("x"), "POINTER");
}

static void
test_shortest_double (void)
{
  assert_string (mo_value_double (0.1), "0.1");
  assert_string (mo_value_double (1), "1");
  assert_string (mo_value_double (-0.0), "-0");
  assert_string (mo_value_double (1e308), "1e+308");
  assert_string (mo_value_double (DBL_MAX), "1.7976931348623157e+308");
  assert_string (mo_value_double (5e-324), "5e-324");
  assert_string (mo_value_double (DBL_MIN), "2.2250738585072014e-308");
  assert_string (mo_value_double (1.0 / 3), "0.3333333333333333");
  assert_string (mo_value_double (9007199254740993.0), "9007199254740992");
  assert_string (mo_value_double (INFINITY), "inf");
  for (guint i = 0; i < 100000; i++)
    {
      union
      {
        guint64 bits;
        double number;
      } random = { (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int () };
      char buffer[MO_DOUBLE_TEXT_BYTES];

      if (!isfinite (random.number))
        continue;
      g_assert_cmpuint (mo_value_format_double (random.number, buffer), <, MO_DOUBLE_TEXT_BYTES);
      g_assert_cmpfloat (g_ascii_strtod (buffer, NULL), ==, random.number);
    }
}

/* A comma as the decimal point must not get into SQL. */
static void
test_double_in_locale (void)
{
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    return g_test_skip ("no German locale");
  assert_string (mo_value_double (1.5), "1.5");
  check_double (mo_value_decimal ("1.5"), OK, 1.5);
  setlocale (LC_NUMERIC, "C");
}

static void
test_check_accepts (void)
{
  const MoValue values[] = {
    mo_value_null (),
    mo_value_int64 (G_MININT64),
    mo_value_uint64 (G_MAXUINT64),
    mo_value_double (-0.0),
    mo_value_double (5e-324),
    mo_value_decimal ("-12.50"),
    mo_value_decimal ("+1e-5"),
    mo_value_text ("中文 \U0001F600"),
    mo_value_text_len ("a\0\0b\0", 5),
    mo_value_text_len ("not \377 in here", 4),
    mo_value_bytes ("\377\376", 2),
    mo_value_bytes (NULL, 0),
    mo_value_date (&(MoDateTime){ 0 }),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (mo_value_check (&values[i], "parameter 1", &error));
      g_assert_no_error (error);
    }
}

static void
test_check_refuses (void)
{
  static const char *const not_decimal[] = { "",      "1.",  ".5",   "-",  "1e",    "1e+",
                                             "1.5.5", "0x1", "nan",  "1 ", "1e5.0", "--1",
                                             "1,5",   "1;",  "1-- ", "1'", "1/*",   "(1)" };
  const struct
  {
    MoValue value;
    MoError code;
    const char *message;
  } cases[] = {
    { mo_value_pointer ("x"), MO_ERROR_TYPE_MISMATCH,
      "parameter 2 is an untyped pointer: say MO_NULL for SQL NULL, MO_BYTES() for bytes, or cast "
      "it to char *" },
    { mo_value_text ("a\377"), MO_ERROR_TYPE_MISMATCH,
      "parameter 2 is not UTF-8: use MO_BYTES() for bytes that are not text" },
    { mo_value_text ("\355\240\200"), MO_ERROR_TYPE_MISMATCH, NULL },   /* a surrogate */
    { mo_value_text ("\300\247"), MO_ERROR_TYPE_MISMATCH, NULL },       /* an overlong quote */
    { mo_value_text_len ("a\0\377", 3), MO_ERROR_TYPE_MISMATCH, NULL }, /* behind a NUL */
    { mo_value_text_len ("é", 1), MO_ERROR_TYPE_MISMATCH, NULL },       /* half a character */
    { mo_value_double (NAN), MO_ERROR_OUT_OF_RANGE,
      "parameter 2 is not a finite number, and SQL knows no other" },
    { mo_value_double (INFINITY), MO_ERROR_OUT_OF_RANGE, NULL },
    { mo_value_double (-INFINITY), MO_ERROR_OUT_OF_RANGE, NULL },
    { mo_value_date (&(MoDateTime){ 2026, 13 }), MO_ERROR_TYPE_MISMATCH, NULL },
    { { .type = 200 }, MO_ERROR_TYPE_MISMATCH, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mo_value_check (&cases[i].value, "parameter 2", &error));
      g_assert_error (error, MO_ERROR, (gint) cases[i].code);
      if (cases[i].message != NULL)
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (not_decimal); i++)
    {
      g_autoptr (GError) error = NULL;
      MoValue value = mo_value_decimal (not_decimal[i]);

      g_assert_false (mo_value_check (&value, "parameter 1", &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
    }
}

static void
test_type_names (void)
{
  g_assert_cmpstr (mo_value_type_get_name (MO_VALUE_NULL), ==, "NULL");
  g_assert_cmpstr (mo_value_type_get_name (MO_VALUE_DATETIME), ==, "DATETIME");
  g_assert_cmpstr (mo_value_type_get_name ((MoValueType) 200), ==, "INVALID");
  g_assert_cmpstr (mo_value_type_get_name ((MoValueType) -1), ==, "INVALID");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/generic", test_generic);
  g_test_add_func ("/value/null", test_null);
  g_test_add_func ("/value/text", test_text);
  g_test_add_func ("/value/too-long", test_too_long);
  g_test_add_func ("/value/int64", test_int64);
  g_test_add_func ("/value/decimal-as-integer", test_decimal_as_integer);
  g_test_add_func ("/value/double", test_double);
  g_test_add_func ("/value/messages", test_messages);
  g_test_add_func ("/value/to-string", test_to_string);
  g_test_add_func ("/value/shortest-double", test_shortest_double);
  g_test_add_func ("/value/double-in-locale", test_double_in_locale);
  g_test_add_func ("/value/check/accepts", test_check_accepts);
  g_test_add_func ("/value/check/refuses", test_check_refuses);
  g_test_add_func ("/value/type-names", test_type_names);
  return g_test_run ();
}
