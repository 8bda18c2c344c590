/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of many megabytes, and text that is none. */

#include <string.h>

#include "mo-test-server.h"

#define LARGE (16 * 1024 * 1024)

static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

static MoResult *
await_result (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (future, &error);

  g_assert_no_error (error);
  return result;
}

/* A client of connections to which the server grants as much; the server is this program's own. */
static MoClient *
large_client (MoTest *test)
{
  if (!test->is_matrixone)
    mo_test_sql (test, "SET GLOBAL max_allowed_packet = 67108864");
  return mo_test_client_new ("pool_size=1");
}

static void
check (MoTest *test, const char *column, MoValue value)
{
  g_autofree char *create = g_strdup_printf ("CREATE TABLE $t (c %s)", column);
  g_autoptr (MoClient) client = large_client (test);

  mo_test_sql (test, "DROP TABLE $t");
  mo_test_sql (test, create);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      mo_test_ok (mo_execute_with (client, protocols[i],
                                   mo_test_text (test, "INSERT INTO $t VALUES (?)"), value));
      for (gsize k = 0; k < G_N_ELEMENTS (protocols); k++)
        {
          g_autoptr (MoResult) result = await_result (
              mo_execute_with (client, protocols[k], mo_test_text (test, "SELECT c FROM $t")));
          MoValue cell = mo_result_get_value (result, 0, 0);
          gsize length;
          const char *text = mo_value_get_text (&cell, &length);

          g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
          g_assert_cmpmem (text, length, value.as.text, value.length);
        }
      mo_test_ok (mo_execute (client, mo_test_text (test, "DELETE FROM $t")));
    }
  mo_test_ok (mo_client_disconnect (client));
}

/* As MatrixOne writes it. */
static void
test_json (MoTest *test)
{
  g_autofree char *json = g_malloc (LARGE + 1);
  const char *start = "{\"a\": \"";
  const char *end = "\"}";

  memset (json, 'x', LARGE);
  memcpy (json, start, strlen (start));
  strcpy (json + LARGE - strlen (end), end);
  check (test, test->is_matrixone ? "JSON" : "LONGTEXT", mo_value_text (json));
}

static void
test_nuls (MoTest *test)
{
  g_autofree char *nuls = g_malloc0 (LARGE);

  check (test, test->is_matrixone ? "BLOB" : "LONGBLOB", mo_value_bytes (nuls, LARGE));
}

/* Above the server's limit it is an error, and the next statement finds a connection. */
static void
test_above_limit (MoTest *test)
{
  g_autofree char *text = g_strnfill (65 * 1024 * 1024, 'x');
  g_autoptr (MoClient) client = large_client (test);
  g_autoptr (GError) error = mo_test_take_error (mo_execute (client, "SELECT LENGTH(?)", text));

  g_test_message ("%s", error->message);
  g_assert_true (strlen (error->message) < 1000);
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* A server may send what is no UTF-8 as text: MariaDB, told to convert nothing; MatrixOne, which
 * looks at nothing. It is handed out as it is, and not taken back as text. */
static void
test_not_utf8 (MoTest *test)
{
  static const char bytes[] = { 'a', '\xe9', '\xff' };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_sql (test, "DROP TABLE $t");
  mo_test_sql (test, test->is_matrixone ? "CREATE TABLE $t (c VARCHAR(10))"
                                        : "CREATE TABLE $t (c VARCHAR(10) CHARSET latin1)");
  mo_test_sql (test, test->is_matrixone ? "INSERT INTO $t VALUES (x'61e9ff')"
                                        : "INSERT INTO $t VALUES (_latin1 x'61e9ff')");
  if (!test->is_matrixone)
    mo_test_ok (mo_execute (tx, "SET character_set_results = NULL"));
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (MoResult) result = await_result (
          mo_execute_with (tx, protocols[i], mo_test_text (test, "SELECT c FROM $t")));
      MoValue cell = mo_result_get_value (result, 0, 0);
      g_autofree char *shown = mo_value_to_string (&cell);
      gsize length;
      const char *text = mo_value_get_text (&cell, &length);

      g_assert_cmpint (mo_value_get_value_type (&cell), ==, MO_VALUE_TEXT);
      g_assert_cmpmem (text, length, bytes, sizeof bytes);
      g_assert_cmpstr (shown, ==, "a\xef\xbf\xbd\xef\xbf\xbd");
      mo_test_fails (mo_execute_with (tx, protocols[i], "SELECT ?", cell), MO_ERROR_TYPE_MISMATCH);
    }
  mo_test_ok (mo_transaction_rollback (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/large-values/json", test_json);
  mo_test_add ("/large-values/nuls", test_nuls);
  mo_test_add ("/large-values/above-limit", test_above_limit);
  mo_test_add ("/large-values/not-utf8", test_not_utf8);
  return g_test_run ();
}
