/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Digits are those that printf() writes; and a double whose digits are few reads back as itself. */

#include "value/mo-digits-private.h"

#include <math.h>
#include <string.h>

#include "value/mo-value-private.h"

#define N_RANDOM 200000

static void
assert_natural (guint64 number, guint least)
{
  char digits[MO_DIGITS_BYTES + 1] = { 0 };
  g_autofree char *expected = g_strdup_printf ("%0*" G_GUINT64_FORMAT, (int) least, number);

  g_assert_cmpuint (mo_digits_natural (digits, number, least), ==, strlen (expected));
  g_assert_cmpstr (digits, ==, expected);
}

static void
test_natural (void)
{
  static const guint64 numbers[] = { 0,     1,          9,          10,        11,
                                     99,    100,        999999,     1000000,   G_MAXUINT32,
                                     1ull << 63, G_MAXUINT64 - 1, G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (guint least = 1; least <= MO_DIGITS_BYTES; least++)
      assert_natural (numbers[i], least);
}

static void
assert_integer (gint64 number)
{
  char digits[MO_DIGITS_BYTES + 1] = { 0 };
  g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  g_assert_cmpuint (mo_digits_integer (digits, number), ==, strlen (expected));
  g_assert_cmpstr (digits, ==, expected);
}

static void
test_integer (void)
{
  static const gint64 numbers[] = { 0, -1, 1, -9, -10, G_MAXINT64, G_MININT64, G_MININT64 + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    assert_integer (numbers[i]);
  for (guint i = 0; i < N_RANDOM; i++)
    assert_integer ((gint64) ((guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ())
                    >> g_test_rand_int_range (0, 63));
}

static void
assert_short (double number, const char *expected)
{
  char digits[MO_DIGITS_BYTES + 1] = { 0 };

  g_assert_cmpuint (mo_digits_short_double (digits, number), ==, strlen (expected));
  g_assert_cmpstr (digits, ==, expected);
}

static void
test_short_double (void)
{
  assert_short (1, "1");
  assert_short (-1, "-1");
  assert_short (0.5, "0.5");
  assert_short (-0.0001, "-0.0001");
  assert_short (1.05, "1.05");
  assert_short (12.0034, "12.0034");
  assert_short (99999999999.0, "99999999999");
  assert_short (99999999999.9999, "99999999999.9999");
  assert_short (10, "10");
}

static void
test_no_short_double (void)
{
  static const double numbers[]
      = { 0.0, -0.0, 1e11, -1e11, 0.00001, 0.12345, 1.0 / 3, INFINITY, -INFINITY, NAN, 5e-324 };
  char digits[MO_DIGITS_BYTES];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpuint (mo_digits_short_double (digits, numbers[i]), ==, 0);
}

/* As it would be written without the short cut. */
static void
test_as_printf (void)
{
  for (guint i = 0; i < N_RANDOM; i++)
    {
      gint32 whole = g_test_rand_int ();
      double number = whole / pow (10, g_test_rand_int_range (0, 7));
      char digits[MO_DIGITS_BYTES + 1] = { 0 };
      char expected[G_ASCII_DTOSTR_BUF_SIZE];

      if (mo_digits_short_double (digits, number) == 0)
        continue;
      g_ascii_formatd (expected, sizeof expected, "%.15g", number);
      g_assert_cmpstr (digits, ==, expected);
      g_assert_true (g_ascii_strtod (digits, NULL) == number);
    }
}

static void
test_format_double (void)
{
  static const struct
  {
    double number;
    const char *text;
  } rows[] = {
    { 0, "0" },     { -0.0, "-0" },      { 2.5, "2.5" },         { 1e10, "10000000000" },
    { 1e11, "100000000000" }, { 1e15, "1e+15" },       { 0.1, "0.1" },         { 0.00001, "1e-05" },
    { 0.1 + 0.2, "0.30000000000000004" }, { -7, "-7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char text[MO_DOUBLE_TEXT_BYTES];

      g_assert_cmpuint (mo_value_format_double (rows[i].number, text), ==, strlen (rows[i].text));
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/digits/natural", test_natural);
  g_test_add_func ("/value/digits/integer", test_integer);
  g_test_add_func ("/value/digits/short-double", test_short_double);
  g_test_add_func ("/value/digits/no-short-double", test_no_short_double);
  g_test_add_func ("/value/digits/as-printf", test_as_printf);
  g_test_add_func ("/value/digits/format-double", test_format_double);
  return g_test_run ();
}
