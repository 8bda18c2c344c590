/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vectors: the text that is sent reads back as the same bits; what is no vector is refused. */

#include <float.h>
#include <math.h>
#include <matrixone-glib.h>
#include <stdlib.h>
#include <string.h>

#include "value/mo-value-private.h"

#define N_CASES 200000
#define N(array) (array), G_N_ELEMENTS (array)

static void
assert_text (MoValue vector, const char *expected)
{
  g_autofree char *text = mo_value_to_string (&vector);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  const float floats[] = { 1, 2.5f, -3, 0.1f, 16777216, 1e20f, -0.0f };
  const double doubles[] = { 1, 2.5, 0.1, 0.1f, -1e-300, -0.0 };

  assert_text (mo_value_vecf32 (N (floats)), "[1,2.5,-3,0.1,16777216,1e+20,-0]");
  assert_text (mo_value_vecf64 (N (doubles)), "[1,2.5,0.1,0.10000000149011612,-1e-300,-0]");
  assert_text (mo_value_vecf32 (floats, 1), "[1]");
  assert_text (mo_value_vecf32 (NULL, 0), "[]");
}

static guint32
bits_of_float (float number)
{
  guint32 bits;

  memcpy (&bits, &number, sizeof bits);
  return bits;
}

static guint64
bits_of_double (double number)
{
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  return bits;
}

/* As a server reads it, straight from the decimal: by the C library, not by ours. */
static void
check_float (float number)
{
  MoValue vector = mo_value_vecf32 (&number, 1);
  g_autofree char *text = mo_value_to_string (&vector);
  MoValue sent = mo_value_text (text);
  g_autofree float *read = NULL;
  gsize n;

  g_assert_cmphex (bits_of_float (strtof (text + 1, NULL)), ==, bits_of_float (number));
  read = mo_value_get_vecf32 (&sent, &n, NULL);
  g_assert_cmphex (bits_of_float (read[0]), ==, bits_of_float (number));
}

static void
check_double (double number)
{
  MoValue vector = mo_value_vecf64 (&number, 1);
  g_autofree char *text = mo_value_to_string (&vector);
  MoValue sent = mo_value_text (text);
  g_autofree double *read = NULL;
  gsize n;

  g_assert_cmphex (bits_of_double (strtod (text + 1, NULL)), ==, bits_of_double (number));
  read = mo_value_get_vecf64 (&sent, &n, NULL);
  g_assert_cmphex (bits_of_double (read[0]), ==, bits_of_double (number));
}

static void
test_bits (void)
{
  static const float floats[] = { 0,       -0.0f,   FLT_MIN, FLT_MAX, -FLT_MAX, FLT_TRUE_MIN,
                                  0.1f,    1e-45f,  3e-45f,  1 / 3.f, 16777217, 0x1.fffffep-126f,
                                  8388608, 1.5e38f, 1e-38f };
  static const double doubles[] = { 0,
                                    -0.0,
                                    DBL_MIN,
                                    DBL_MAX,
                                    -DBL_MAX,
                                    DBL_TRUE_MIN,
                                    0.1,
                                    1 / 3.,
                                    1e22,
                                    1e23,
                                    0x1.fffffffffffffp-1022 };

  for (gsize i = 0; i < G_N_ELEMENTS (floats); i++)
    check_float (floats[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (doubles); i++)
    check_double (doubles[i]);
  for (guint i = 0; i < N_CASES; i++)
    {
      guint32 single = g_test_rand_int ();
      guint64 bits = (guint64) g_test_rand_int () << 32 | single;
      float number;
      double precise;

      memcpy (&number, &single, sizeof number);
      memcpy (&precise, &bits, sizeof precise);
      if (isfinite (number))
        check_float (number);
      if (isfinite (precise))
        check_double (precise);
    }
}

static void
assert_read (MoValue value, const double *expected, gsize n_expected)
{
  g_autoptr (GError) error = NULL;
  gsize n_doubles = 99;
  gsize n_floats = 99;
  g_autofree double *doubles = mo_value_get_vecf64 (&value, &n_doubles, &error);
  g_autofree float *floats = mo_value_get_vecf32 (&value, &n_floats, NULL);

  g_assert_no_error (error);
  g_assert_nonnull (doubles);
  g_assert_nonnull (floats);
  g_assert_cmpuint (n_doubles, ==, n_expected);
  g_assert_cmpuint (n_floats, ==, n_expected);
  for (gsize i = 0; i < n_expected; i++)
    {
      g_assert_cmphex (bits_of_double (doubles[i]), ==, bits_of_double (expected[i]));
      g_assert_cmphex (bits_of_float (floats[i]), ==, bits_of_float ((float) expected[i]));
    }
}

static void
test_read (void)
{
  const double three[] = { 1, 2.5, -3 };
  const double small[] = { 1e-7, -1e7, 0.5 };
  const double odd[] = { (double) NAN, (double) INFINITY, (double) -INFINITY };
  const float floats[] = { 1, 2.5f, -3 };

  assert_read (mo_value_text ("[1, 2.5, -3]"), N (three));
  assert_read (mo_value_text ("[1,2.5,-3]"), N (three));
  assert_read (mo_value_text ("[ 1.0 , 2.50 ,-3 ]"), N (three));
  assert_read (mo_value_text ("[1e-7, -1E+7, 5e-1]"), N (small));
  assert_read (mo_value_text ("[NaN, +Inf, -Inf]"), N (odd));
  assert_read (mo_value_text ("[]"), NULL, 0);
  assert_read (mo_value_text_len ("[1, 2.5, -3]0", 12), N (three));
  assert_read (mo_value_vecf64 (N (three)), N (three));
  assert_read (mo_value_vecf32 (N (floats)), N (three));
}

static void
refuse (MoValue value, MoError code, const char *message)
{
  g_autoptr (GError) error = NULL;
  gsize n = 99;

  g_assert_null (mo_value_get_vecf32 (&value, &n, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (n, ==, 99);
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",       "1",     "[",     "]",       "[1",      "1]",     "[1]x",  " [1]",   "[1] ",
    "[,]",    "[1,]",  "[,1]",  "[1 2]",   "[1;2]",   "[0x10]", "[+1]",  "[1.]",   "[.5]",
    "[1e]",   "[1e+]", "[--1]", "[- 1]",   "[nan]",   "[Inf]",  "[inf]", "[-]",    "[1\n]",
    "[1,,2]", "{1}",   "[[1]]", "[\"1\"]", "[1.5.5]", "[NaNs]", "[1]]",  "[null]", "[1e1e1]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *message =
          g_strdup_printf ("cannot read TEXT \"%s\" as a vector such as [1, 2.5]", texts[i]);

      refuse (mo_value_text (texts[i]), MO_ERROR_TYPE_MISMATCH, message);
    }
  refuse (mo_value_null (), MO_ERROR_TYPE_MISMATCH,
          "cannot read NULL as a vector such as [1, 2.5]");
  refuse (mo_value_bytes ("[1]", 3), MO_ERROR_TYPE_MISMATCH,
          "cannot read BYTES as a vector such as [1, 2.5]");
  refuse (mo_value_int64 (1), MO_ERROR_TYPE_MISMATCH,
          "cannot read INT64 1 as a vector such as [1, 2.5]");
}

static void
test_too_large (void)
{
  MoValue beyond_float = mo_value_text ("[1, 1e39]");
  g_autofree double *doubles = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;
  const double number = 1e39;

  refuse (mo_value_text_len ("[1, 2]\0", 7), MO_ERROR_TYPE_MISMATCH,
          "cannot read TEXT \"[1, 2]\357\277\275\" as a vector such as [1, 2.5]");
  refuse (beyond_float, MO_ERROR_OUT_OF_RANGE,
          "TEXT \"[1, 1e39]\" does not fit a vector of floats");
  refuse (mo_value_vecf64 (&number, 1), MO_ERROR_OUT_OF_RANGE,
          "VECF64 does not fit a vector of floats");
  doubles = mo_value_get_vecf64 (&beyond_float, &n, NULL);
  g_assert_cmpfloat (doubles[1], ==, 1e39);
  beyond_float = mo_value_text ("[-1e309]");
  g_assert_null (mo_value_get_vecf64 (&beyond_float, &n, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE);
  g_assert_cmpstr (error->message, ==, "TEXT \"[-1e309]\" does not fit a vector of doubles");
}

static void
test_check (void)
{
  const float nan[] = { 1, NAN };
  const double infinite[] = { -INFINITY };
  const double fine[] = { DBL_MAX };
  const MoValue refused[] = { mo_value_vecf32 (N (nan)), mo_value_vecf64 (N (infinite)),
                              mo_value_vecf32 (NULL, 0), mo_value_vecf64 (NULL, 0) };
  const MoValue invalid[] = { mo_value_vecf32 (NULL, 1), mo_value_vecf64 (NULL, 1),
                              mo_value_vecf32 (nan, (gsize) G_MAXUINT32 + 1) };
  MoValue good = mo_value_vecf64 (N (fine));

  g_assert_true (mo_value_check (&good, "it", NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mo_value_check (&refused[i], "it", &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE);
      g_assert_cmpstr (error->message, ==,
                       i < 2 ? "it is a vector with an element that is not a finite number"
                             : "it is a vector without elements, which no column can hold");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    g_assert_cmpint (mo_value_get_value_type (&invalid[i]), ==, MO_VALUE_INVALID);
}

/* From any position of the arena. */
static void
test_copy (void)
{
  MoArena arena = { 0 };

  for (gsize i = 0; i < 20; i++)
    {
      double doubles[] = { 1.5, (double) i };
      MoValue value = mo_value_vecf64 (N (doubles));
      MoValue copy = mo_value_copy (&value, &arena);

      memset (doubles, 0xff, sizeof doubles);
      g_assert_cmpuint ((guintptr) copy.as.vecf64 % sizeof (double), ==, 0);
      g_assert_cmpfloat (copy.as.vecf64[0], ==, 1.5);
      g_assert_cmpfloat (copy.as.vecf64[1], ==, (double) i);
      mo_arena_copy (&arena, "123456", i % 7);
    }
  mo_arena_clear (&arena);
}

/* However many digits, and whatever exponent: what strtod() makes of them. */
static void
test_decimals (void)
{
  for (guint i = 0; i < 200000; i++)
    {
      g_autoptr (GString) text = g_string_new ("[");
      g_autofree double *out = NULL;
      gint n_whole = g_test_rand_int_range (1, 12);
      gint n_fraction = g_test_rand_int_range (0, 12);
      double expected;
      MoValue value;
      gsize n;

      if (g_test_rand_bit ())
        g_string_append_c (text, '-');
      for (gint k = 0; k < n_whole; k++)
        g_string_append_c (text, (char) g_test_rand_int_range ('0', '9' + 1));
      for (gint k = 0; k < n_fraction; k++)
        g_string_append_printf (text, "%s%d", k == 0 ? "." : "", g_test_rand_int_range (0, 10));
      if (g_test_rand_bit ())
        g_string_append_printf (text, "%c%d", g_test_rand_bit () ? 'e' : 'E',
                                g_test_rand_int_range (-40, 40));
      expected = g_ascii_strtod (text->str + 1, NULL);
      g_string_append_c (text, ']');
      value = mo_value_text (text->str);
      out = mo_value_get_vecf64 (&value, &n, NULL);
      g_assert_nonnull (out);
      g_assert_cmpuint (n, ==, 1);
      if (memcmp (out, &expected, sizeof expected) != 0)
        g_error ("%s was read as %.17g, and is %.17g", text->str, *out, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/vector/text", test_text);
  g_test_add_func ("/value/vector/bits", test_bits);
  g_test_add_func ("/value/vector/read", test_read);
  g_test_add_func ("/value/vector/refused", test_refused);
  g_test_add_func ("/value/vector/too-large", test_too_large);
  g_test_add_func ("/value/vector/check", test_check);
  g_test_add_func ("/value/vector/copy", test_copy);
  g_test_add_func ("/value/vector/decimals", test_decimals);
  return g_test_run ();
}
