/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists behind IN, as servers understand them, by both protocols. */

#include "mo-test-server.h"

static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

/* The ids of the rows for which @condition holds, in order. */
static char *
find_with (MoTest *test, const char *condition, MoValue value, MoExecuteFlags flags)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM $t WHERE %s ORDER BY id", condition);
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute_values (MO_EXECUTOR (test->client), mo_test_text (test, sql), &value, 1, flags),
      &error);

  g_assert_no_error (error);
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    g_string_append_printf (ids, "%s%d", i > 0 ? " " : "",
                            (int) mo_result_get_int64 (result, i, 0));
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_finds (MoTest *test, const char *condition, MoValue value, const char *expected)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *ids = find_with (test, condition, value, protocols[i]);

      if (g_strcmp0 (ids, expected) != 0)
        g_test_message ("%s, protocol %d", condition, (int) i);
      g_assert_cmpstr (ids, ==, expected);
    }
}

static void
fill (MoTest *test)
{
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 10), (2, 'it''s \\\\', 20), (3, NULL, NULL), "
                     "(4, '', 40)");
}

static void
test_values (MoTest *test)
{
  const gint64 ids[] = { 4, 1, 99 };
  const char *const names[] = { "it's \\", "a", "none" };

  fill (test);
  assert_finds (test, "id IN ?", MO_LIST (1, 3, 7), "1 3");
  assert_finds (test, "id IN (?)", MO_LIST (1, 3, 7), "1 3");
  assert_finds (test, "id IN %s", MO_LIST (1, 3, 7), "1 3");
  assert_finds (test, "id NOT IN ?", MO_LIST (1, 3, 7), "2 4");
  assert_finds (test, "NOT id IN ( ? ) AND n > 0", MO_LIST (1), "2 4");
  assert_finds (test, "id IN ?", mo_value_int64s (ids, 3), "1 4");
  assert_finds (test, "name IN ?", mo_value_texts (names, 3), "1 2");
  assert_finds (test, "name NOT IN ?", mo_value_texts (names, 3), "4");
  assert_finds (test, "id IN ?", MO_LIST (2), "2");
}

static void
test_rows (MoTest *test)
{
  fill (test);
  assert_finds (test, "(id, name) IN ?", MO_LIST (MO_LIST (1, "a"), MO_LIST (4, "a")), "1");
  assert_finds (test, "(id, n) IN (?)", MO_LIST (MO_LIST (2, 20), MO_LIST (4, 40)), "2 4");
  assert_finds (test, "(id, n) NOT IN ?", MO_LIST (MO_LIST (2, 20), MO_LIST (3, 30)), "1 4");
}

/* Nothing is in no values, and everything is not, SQL NULL too. */
static void
test_nothing (MoTest *test)
{
  const MoValue nothing = mo_value_list (NULL, 0);

  fill (test);
  assert_finds (test, "n IN ?", nothing, "");
  assert_finds (test, "n IN (?)", nothing, "");
  assert_finds (test, "n NOT IN ?", nothing, "1 2 3 4");
  assert_finds (test, "name NOT IN (?)", nothing, "1 2 3 4");
  assert_finds (test, "NOT n IN ?", nothing, "1 2 3 4");
  assert_finds (test, "NULL NOT IN ?", nothing, "1 2 3 4");
  assert_finds (test, "(id, n) IN ?", nothing, "");
  assert_finds (test, "(id, name, n) NOT IN ?", nothing, "1 2 3 4");
  assert_finds (test, "COALESCE(n, 5) NOT IN ?", nothing, "1 2 3 4");
  assert_finds (test, "(n IN ?) = 0", nothing, "1 2 3 4");
  assert_finds (test, "CASE WHEN n IN ? THEN id = 1 ELSE id = 3 END", nothing, "3");
}

static void
test_nothing_written (MoTest *test)
{
  const MoValue nothing = mo_value_list (NULL, 0);

  fill (test);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      mo_test_ok (mo_execute_with (test->client, protocols[i],
                                   mo_test_text (test, "DELETE FROM $t WHERE n IN ?"), nothing));
      g_assert_cmpint (mo_test_count (test), ==, 4);
      mo_test_ok (mo_execute_with (
          test->client, protocols[i],
          mo_test_text (test, "UPDATE $t SET n = COALESCE(n, 0) + 1 WHERE n NOT IN ?"), nothing));
      g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t"), ==,
                       10 + 20 + 0 + 40 + 4 * (gint64) (i + 1));
    }
}

/* Whatever is compared: the column's type is none of the list's business. */
static void
test_nothing_of_any_type (MoTest *test)
{
  static const char *const types[] = {
    "BOOL",     "BIGINT UNSIGNED", "DOUBLE",   "DECIMAL(30,10)", "VARCHAR(20)", "TEXT",
    "CHAR(20)", "VARBINARY(20)",   "BLOB",     "JSON",           "DATE",        "TIME(6)",
    "DATETIME", "TIMESTAMP NULL",  "YEAR",     "BIT(8)",         "UUID",        "ENUM('x')",
    "FLOAT",    "SMALLINT",        "VECF32(2)"
  };
  const MoValue nothing = mo_value_list (NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *create = g_strdup_printf ("CREATE TABLE $t (id INT, c %s)", types[i]);

      if (g_str_has_prefix (types[i], "VEC") && !test->is_matrixone)
        continue;
      g_test_message ("%s", types[i]);
      mo_test_sql (test, "DROP TABLE $t");
      mo_test_sql (test, create);
      mo_test_sql (test, "INSERT INTO $t VALUES (1, NULL)");
      assert_finds (test, "c IN ?", nothing, "");
      assert_finds (test, "c NOT IN ?", nothing, "1");
      assert_finds (test, "(id, c) NOT IN ?", nothing, "1");
    }
}

/* As SQL has it: nothing is equal to it, and nothing is known to be different. */
static void
test_null (MoTest *test)
{
  fill (test);
  assert_finds (test, "id IN ?", MO_LIST (1, MO_NULL), "1");
  assert_finds (test, "id IN ?", MO_LIST (MO_NULL, 1, 2, 3), "1 2 3");
  assert_finds (test, "id NOT IN ?", MO_LIST (1, MO_NULL), "");
  assert_finds (test, "name IN (?)", MO_LIST ("a", (char *) NULL), "1");
  assert_finds (test, "name NOT IN ?", MO_LIST ("a", (char *) NULL), "");
  assert_finds (test, "name IN ?", MO_LIST ("", "a", MO_NULL), "1 4");
  assert_finds (test, "n IN ?", MO_LIST (MO_NULL), "");
  assert_finds (test, "n NOT IN ?", MO_LIST (MO_NULL, MO_NULL), "");
  assert_finds (test, "(id IN ?) IS NULL", MO_LIST (1, 4, MO_NULL), "2 3");
  assert_finds (test, "(id, n) IN ?", MO_LIST (MO_LIST (1, 10), MO_LIST (3, MO_NULL)), "1");
  assert_finds (test, "(id, n) NOT IN ?", MO_LIST (MO_LIST (1, 10), MO_LIST (2, MO_NULL)), "3 4");
}

static void
test_named (MoTest *test)
{
  const char *sql = mo_test_text (test, "SELECT COUNT(*) FROM $t WHERE id IN :ids AND name = :name "
                                        "OR n IN (:ids) OR id NOT IN :none AND id = :id");
  const MoParam params[] = { MO_PARAM ("ids", MO_LIST (1, 2, 40)), MO_PARAM ("name", "a"),
                             MO_PARAM ("none", mo_value_list (NULL, 0)), MO_PARAM ("id", 3) };

  fill (test);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    g_assert_cmpint (mo_test_number (mo_execute_params (MO_EXECUTOR (test->client), sql, params,
                                                        G_N_ELEMENTS (params), protocols[i])),
                     ==, 3);
}

/* In a transaction, in one packet with others. */
static void
test_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;

  fill (test);
  tx = mo_test_begin (test->client);
  mo_test_ok (mo_gather (
      mo_execute (tx, mo_test_text (test, "DELETE FROM $t WHERE id IN ?"), MO_LIST (1, 2)),
      mo_execute (tx, mo_test_text (test, "DELETE FROM $t WHERE id IN ?"), mo_value_list (NULL, 0)),
      mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = 7 WHERE (id, name) IN ?"),
                  MO_LIST (MO_LIST (4, ""), MO_LIST (3, "")))));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t"), ==, 7);
}

static gboolean
count_in_hook (MoConnection *connection, gpointer user_data, GError **error)
{
  const MoValue values[] = { MO_LIST (1, 4), mo_value_list (NULL, 0) };
  MoTest *test = user_data;
  const char *sql = mo_test_text (test, "SELECT COUNT(*) FROM $t WHERE id IN ? AND n NOT IN ?");
  g_autoptr (MoResult) result = mo_connection_run_values (connection, sql, values, 2, error);

  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 2);
  return TRUE;
}

static void
test_connection (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  fill (test);
  mo_client_add_connect_hook (client, count_in_hook, test, NULL, NULL);
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* As many as a prepared statement can take, and more. */
static void
test_many (MoTest *test)
{
  const char *sql = mo_test_text (test, "SELECT COUNT(*) FROM $t WHERE id IN ?");
  g_autofree gint64 *ids = g_new (gint64, 100000);

  fill (test);
  for (gint64 i = 0; i < 100000; i++)
    ids[i] = i * 2;
  g_assert_cmpint (mo_test_number (mo_execute (test->client, sql, mo_value_int64s (ids, 100000))),
                   ==, 2);
  g_assert_cmpint (
      mo_test_number (mo_execute_prepared (test->client, sql, mo_value_int64s (ids, 65535))), ==,
      2);
  mo_test_fails (mo_execute_prepared (test->client, sql, mo_value_int64s (ids, 65536)),
                 MO_ERROR_INVALID_ARGUMENT);
}

/* MatrixOne 1.3 takes no query in a join's condition, and says so. */
static void
test_nothing_in_join (MoTest *test)
{
  const char *sql = mo_test_text (test, "SELECT COUNT(b.id) FROM $t a LEFT JOIN $t b ON a.id IN ?");
  g_autoptr (GError) error = NULL;
  MoFuture *future;

  fill (test);
  future = mo_execute (test->client, sql, mo_value_list (NULL, 0));
  if (!test->is_matrixone)
    {
      g_assert_cmpint (mo_test_number (future), ==, 0);
      return;
    }
  error = mo_test_take_error (future);
  mo_test_assert_contains (error->message, "subquery in JOIN condition");
}

/* Refused before it is sent, with the connection as it was. */
static void
test_refused (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *refused =
      mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'x', ?)"), MO_LIST (1, 2));
  g_autoptr (GError) error = mo_test_take_error (refused);

  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  mo_test_assert_contains (error->message, "parameter 1, at byte ");
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'x', 1)")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/lists/values", test_values);
  mo_test_add ("/lists/rows", test_rows);
  mo_test_add ("/lists/nothing", test_nothing);
  mo_test_add ("/lists/nothing-written", test_nothing_written);
  mo_test_add ("/lists/nothing-of-any-type", test_nothing_of_any_type);
  mo_test_add ("/lists/nothing-in-join", test_nothing_in_join);
  mo_test_add ("/lists/null", test_null);
  mo_test_add ("/lists/named", test_named);
  mo_test_add ("/lists/transaction", test_transaction);
  mo_test_add ("/lists/connection", test_connection);
  mo_test_add ("/lists/many", test_many);
  mo_test_add ("/lists/refused", test_refused);
  return g_test_run ();
}
