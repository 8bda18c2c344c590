/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where prepared statements on MatrixOne went other ways than text ones. */

#include "mo-test-server.h"

/* A prepared query does not cost its connection. */
static void
test_keeps_connection (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  gint64 first = mo_test_connection_id (MO_EXECUTOR (one));

  for (guint i = 0; i < 6; i++)
    g_assert_cmpint (mo_test_number (mo_execute_prepared (one, "SELECT CONNECTION_ID()")), ==,
                     first);
  mo_test_ok (mo_client_disconnect (one));
}

static char *
await_first_cell (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (future, &error);
  MoValue value;

  g_assert_no_error (error);
  value = mo_result_get_value (result, 0, 0);
  return mo_value_to_string (&value);
}

static void
test_first_day (MoTest *test)
{
  static const char *const types[] = { "DATE", "DATETIME", "DATETIME(6)" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *create = g_strdup_printf ("CREATE TABLE $t (a %s)", types[i]);
      const char *select = mo_test_text (test, "SELECT a FROM $t");
      g_autofree char *as_text = NULL;
      g_autofree char *prepared = NULL;

      mo_test_sql (test, "DROP TABLE $t");
      mo_test_sql (test, create);
      mo_test_sql (test, "INSERT INTO $t VALUES ('0001-01-01')");
      as_text = await_first_cell (mo_execute (test->client, select));
      prepared = await_first_cell (mo_execute_prepared (test->client, select));
      g_assert_true (g_str_has_prefix (as_text, "0001-01-01"));
      g_assert_cmpstr (prepared, ==, as_text);
    }
}

static void
test_zero_date (MoTest *test)
{
  static const MoDateTime zero = { 0 };

  mo_test_sql (test, "DROP TABLE $t");
  mo_test_sql (test, "CREATE TABLE $t (a DATE)");
  mo_test_fails (mo_execute_prepared (test->client,
                                      mo_test_text (test, "INSERT INTO $t VALUES (?)"),
                                      mo_value_date (&zero)),
                 MO_ERROR_OUT_OF_RANGE);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/matrixone-prepared/keeps-connection", test_keeps_connection);
  mo_test_add_matrixone ("/matrixone-prepared/first-day", test_first_day);
  mo_test_add_matrixone ("/matrixone-prepared/zero-date", test_zero_date);
  return g_test_run ();
}
