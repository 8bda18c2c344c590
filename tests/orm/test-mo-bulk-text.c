/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as fields of LOAD DATA, and that none of them breaks out of its field. */

#include "orm/mo-bulk-text-private.h"

#include <float.h>

#include <matrixone-glib.h>

static void
assert_text (MoValue value, MoServerKind kind, const char *expected)
{
  g_autoptr (GString) out = g_string_new ("|");

  mo_bulk_text_append (out, &value, kind);
  g_assert_cmpstr (out->str + 1, ==, expected);
}

static void
assert_both (MoValue value, const char *expected)
{
  assert_text (value, MO_SERVER_KIND_MARIADB, expected);
  assert_text (value, MO_SERVER_KIND_MATRIXONE, expected);
}

static void
test_integers (void)
{
  assert_both (mo_value_null (), "\\N");
  assert_both (mo_value_int64 (0), "0");
  assert_both (mo_value_int64 (-7), "-7");
  assert_both (mo_value_int64 (G_MININT64), "-9223372036854775808");
  assert_both (mo_value_int64 (G_MAXINT64), "9223372036854775807");
  assert_both (mo_value_uint64 (G_MAXUINT64), "18446744073709551615");
  assert_both (mo_value_boolean (TRUE), "1");
}

static void
test_doubles (void)
{
  static const double numbers[]
      = { 0.1,         1.5,     -2.25,          1e10 + 0.5, 123456789.0123, 1.0 / 3, 1e300, -0.5,
          DBL_MIN / 2, DBL_MAX, 99999999999.25, 0.0001,     0.00001,        3e11,    4.35,  0.07 };

  assert_both (mo_value_double (0.0), "0");
  assert_both (mo_value_double (-0.0), "-0");
  assert_both (mo_value_double (1), "1");
  assert_both (mo_value_double (-1.25), "-1.25");
  assert_both (mo_value_double (0.05), "0.05");
  assert_both (mo_value_double (12.0005), "12.0005");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      MoValue value = mo_value_double (numbers[i]);
      g_autoptr (GString) out = g_string_new (NULL);

      mo_bulk_text_append (out, &value, MO_SERVER_KIND_MARIADB);
      g_assert_true (g_ascii_strtod (out->str, NULL) == numbers[i]);
      g_assert_cmpuint (out->len, <=, 24);
    }
}

/* Of any digits and any exponent. */
static void
test_random_doubles (void)
{
  for (guint i = 0; i < 100000; i++)
    {
      double whole = (double) g_test_rand_int_range (G_MININT32, G_MAXINT32);
      double number = i % 2 == 0 ? whole / 1000 : whole * g_test_rand_double_range (0, 1e9);
      MoValue value = mo_value_double (number);
      g_autoptr (GString) out = g_string_new (NULL);

      mo_bulk_text_append (out, &value, MO_SERVER_KIND_MARIADB);
      g_assert_true (g_ascii_strtod (out->str, NULL) == number);
    }
}

static void
test_text (void)
{
  assert_text (mo_value_text (""), MO_SERVER_KIND_MARIADB, "");
  assert_text (mo_value_text (""), MO_SERVER_KIND_MATRIXONE, "\"\"");
  assert_text (mo_value_text ("NULL"), MO_SERVER_KIND_MARIADB, "NULL");
  assert_text (mo_value_text ("NULL"), MO_SERVER_KIND_MATRIXONE, "\"NULL\"");
  assert_text (mo_value_text ("\xef\xbb\xbfx"), MO_SERVER_KIND_MARIADB, "\xef\xbb\xbfx");
  assert_text (mo_value_text ("\xef\xbb\xbfx"), MO_SERVER_KIND_MATRIXONE, "\\\xef\xbb\xbfx");
  assert_both (mo_value_text ("plain"), "plain");
  assert_both (mo_value_text ("\\N"), "\\\\N");
  assert_both (mo_value_text ("a\tb\nc\rd\\e\"f'g"), "a\\tb\\nc\\rd\\\\e\\\"f'g");
  assert_both (mo_value_text_len ("a\0b", 3), "a\\0b");
  assert_both (mo_value_text ("\n"), "\\n");
  assert_both (mo_value_text ("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
}

static void
test_bytes (void)
{
  assert_text (mo_value_bytes ("\0\xff\t", 3), MO_SERVER_KIND_MARIADB, "00FF09");
  assert_text (mo_value_bytes ("\0\xff\t", 3), MO_SERVER_KIND_MATRIXONE, "\\0\xff\\t");
  assert_text (mo_value_bytes ("", 0), MO_SERVER_KIND_MARIADB, "");
  assert_text (mo_value_bytes ("", 0), MO_SERVER_KIND_MATRIXONE, "\"\"");
}

static void
test_others (void)
{
  static const float floats[] = { 1, -2.5f, 0.1f };
  const MoDateTime time = { .year = 2026, .month = 1, .day = 2, .hour = 3, .microsecond = 45 };

  assert_both (mo_value_vecf32 (floats, 3), "[1,-2.5,0.1]");
  assert_both (mo_value_datetime (&time), "2026-01-02 03:00:00.000045");
  assert_both (mo_value_decimal ("-12.50"), "-12.50");
}

/* Whatever is in it, no field ends where it should not, nor begins as what it is not. */
static void
test_each_byte (void)
{
  for (guint i = 0; i < 256; i++)
    {
      char text[] = { (char) i, 'x', (char) i };
      MoValue value = mo_value_text_len (text, 3);
      g_autoptr (GString) out = g_string_new (NULL);

      mo_bulk_text_append (out, &value, MO_SERVER_KIND_MATRIXONE);
      g_assert_null (memchr (out->str, '\t', out->len));
      g_assert_null (memchr (out->str, '\n', out->len));
      g_assert_null (memchr (out->str, '\0', out->len));
      g_assert_cmpint (out->str[0], !=, '"');
      g_assert_cmpuint (out->len, ==, strchr ("\t\n\r\\\"", (int) i) != NULL ? 5 : 3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bulk/text/integers", test_integers);
  g_test_add_func ("/bulk/text/doubles", test_doubles);
  g_test_add_func ("/bulk/text/random-doubles", test_random_doubles);
  g_test_add_func ("/bulk/text/text", test_text);
  g_test_add_func ("/bulk/text/bytes", test_bytes);
  g_test_add_func ("/bulk/text/others", test_others);
  g_test_add_func ("/bulk/text/each-byte", test_each_byte);

  return g_test_run ();
}
