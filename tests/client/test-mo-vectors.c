/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vectors on a server: what is read is what was sent, bit for bit. Another server than MatrixOne
 * keeps their text. */

#include <float.h>
#include <math.h>
#include <string.h>

#include "mo-test-server.h"

static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

static void
create (MoTest *test, gsize n_elements)
{
  g_autofree char *sql = g_strdup_printf (
      test->is_matrixone ? "CREATE TABLE $t (id INT PRIMARY KEY, f VECF32(%" G_GSIZE_FORMAT
                           "), d VECF64(%" G_GSIZE_FORMAT "))"
                         : "CREATE TABLE $t (id INT PRIMARY KEY, f LONGTEXT, d LONGTEXT)",
      n_elements, n_elements);

  mo_test_sql (test, "DROP TABLE $t");
  mo_test_sql (test, sql);
}

static MoResult *
read_back (MoTest *test, MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (
      mo_execute_with (test->client, flags, mo_test_text (test, "SELECT f, d FROM $t ORDER BY id")),
      &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_row (MoResult *result, guint row, const float *floats, const double *doubles, gsize n)
{
  MoValue cells[] = { mo_result_get_value (result, row, 0), mo_result_get_value (result, row, 1) };
  g_autoptr (GError) error = NULL;
  gsize n_floats;
  gsize n_doubles;
  g_autofree float *read_floats = mo_value_get_vecf32 (&cells[0], &n_floats, &error);
  g_autofree double *read_doubles = mo_value_get_vecf64 (&cells[1], &n_doubles, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (read_floats, n_floats * sizeof (float), floats, n * sizeof (float));
  g_assert_cmpmem (read_doubles, n_doubles * sizeof (double), doubles, n * sizeof (double));
}

/* Sends by each protocol, and reads by each. */
static void
check (MoTest *test, const float *floats, const double *doubles, gsize n)
{
  create (test, n);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    mo_test_ok (mo_execute_with (test->client, protocols[i],
                                 mo_test_text (test, "INSERT INTO $t VALUES (%s, %s, %s)"), (int) i,
                                 mo_value_vecf32 (floats, n), mo_value_vecf64 (doubles, n)));
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (MoResult) result = read_back (test, protocols[i]);

      g_assert_cmpuint (mo_result_get_n_rows (result), ==, 2);
      assert_row (result, 0, floats, doubles, n);
      assert_row (result, 1, floats, doubles, n);
    }
}

static void
test_edges (MoTest *test)
{
  static const float floats[] = { 0,       -0.0f,        1,       2.5f,
                                  -3,      0.1f,         FLT_MAX, -FLT_MAX,
                                  FLT_MIN, FLT_TRUE_MIN, 1 / 3.f, 0x1.fffffep-126f };
  static const double doubles[] = { 0,       -0.0,         1,       2.5,
                                    -3,      0.1,          DBL_MAX, -DBL_MAX,
                                    DBL_MIN, DBL_TRUE_MIN, 1 / 3.,  0x1.fffffffffffffp-1022 };

  check (test, floats, doubles, G_N_ELEMENTS (floats));
  check (test, floats + 5, doubles + 5, 1);
}

static void
test_random (MoTest *test)
{
  float floats[1000];
  double doubles[1000];

  for (gsize i = 0; i < G_N_ELEMENTS (floats); i++)
    {
      guint32 bits;
      guint64 wide;

      do
        {
          bits = g_test_rand_int ();
          memcpy (&floats[i], &bits, sizeof bits);
        }
      while (!isfinite (floats[i]));
      do
        {
          wide = (guint64) g_test_rand_int () << 32 | g_test_rand_int ();
          memcpy (&doubles[i], &wide, sizeof wide);
        }
      while (!isfinite (doubles[i]));
    }
  check (test, floats, doubles, G_N_ELEMENTS (floats));
}

/* As many as a column can have. */
static void
test_longest (MoTest *test)
{
  g_autofree float *floats = g_new (float, 65535);
  g_autofree double *doubles = g_new (double, 65535);

  for (gsize i = 0; i < 65535; i++)
    {
      floats[i] = (float) i / 7;
      doubles[i] = (double) i / 7;
    }
  check (test, floats, doubles, 65535);
}

static void
test_refused (MoTest *test)
{
  static const float nan[] = { 1, NAN };
  static const double infinite[] = { INFINITY, 1 };

  create (test, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      const char *sql = mo_test_text (test, "INSERT INTO $t VALUES (1, %s, %s)");

      mo_test_fails (
          mo_execute_with (test->client, protocols[i], sql, mo_value_vecf32 (nan, 2), MO_NULL),
          MO_ERROR_OUT_OF_RANGE);
      mo_test_fails (
          mo_execute_with (test->client, protocols[i], sql, MO_NULL, mo_value_vecf64 (infinite, 2)),
          MO_ERROR_OUT_OF_RANGE);
      mo_test_fails (
          mo_execute_with (test->client, protocols[i], sql, mo_value_vecf32 (NULL, 0), MO_NULL),
          MO_ERROR_OUT_OF_RANGE);
    }
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* The nearest comes first. */
static void
test_search (MoTest *test)
{
  static const float near[] = { 1, 2.25f };
  static const float far[] = { -7, 100 };
  static const float wanted[] = { 1, 2 };

  create (test, 2);
  mo_test_ok (mo_execute (test->client,
                          mo_test_text (test, "INSERT INTO $t (id, f) VALUES (1, %s), (2, %s)"),
                          mo_value_vecf32 (far, 2), mo_value_vecf32 (near, 2)));
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = mo_await_result (
          mo_execute_with (
              test->client, protocols[i],
              mo_test_text (test, "SELECT id, l2_distance(f, %s) d FROM $t ORDER BY d LIMIT 1"),
              mo_value_vecf32 (wanted, 2)),
          &error);

      g_assert_no_error (error);
      g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 2);
      g_assert_cmpfloat (mo_result_get_double (result, 0, 1), ==, 0.25);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/vectors/edges", test_edges);
  mo_test_add ("/vectors/random", test_random);
  mo_test_add ("/vectors/longest", test_longest);
  mo_test_add ("/vectors/refused", test_refused);
  mo_test_add_matrixone ("/vectors/search", test_search);
  return g_test_run ();
}
