/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many prepared statements a server has, and what becomes of ours where it takes no more: on a
 * server that nobody else uses. */

#include "mo-test-proxy.h"

static void
run_text (MoTestWire *wire, guint n, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("SELECT ? + %u", 1000 + n);

  g_assert_cmpint (mo_test_number (mo_execute_prepared (wire->client, text, value)), ==,
                   value + 1000 + n);
}

/* The server counts them for all who are there. */
static gint64
count_on_server (MoTest *test)
{
  return mo_test_int64 (test, "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM "
                              "information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = "
                              "'PREPARED_STMT_COUNT'");
}

static void
test_forgotten_by_server (MoTest *test)
{
  gint64 before = count_on_server (test);
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1&statement_cache_size=3");
  for (guint i = 0; i < 20; i++)
    {
      run_text (&wire, i, 1);
      g_assert_cmpint (count_on_server (test) - before, <=, 3);
    }
  g_assert_cmpint (count_on_server (test) - before, ==, 3);
  mo_test_wire_close (&wire);
}

/* The server takes no more, for all who are there: what we keep makes room for what we run. */
static void
test_server_is_full (MoTest *test)
{
  gint64 usual = mo_test_int64 (test, "SELECT @@max_prepared_stmt_count");
  g_autofree char *few = g_strdup_printf ("SET GLOBAL max_prepared_stmt_count = %" G_GINT64_FORMAT,
                                          count_on_server (test) + 5);
  g_autofree char *back
      = g_strdup_printf ("SET GLOBAL max_prepared_stmt_count = %" G_GINT64_FORMAT, usual);
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  mo_test_sql (test, few);
  for (guint i = 0; i < 20; i++)
    run_text (&wire, i, i);
  mo_test_sql (test, back);
  mo_test_wire_close (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/statement-cache-server/forgets", test_forgotten_by_server);
  mo_test_add_mariadb ("/statement-cache-server/full", test_server_is_full);
  return g_test_run ();
}
