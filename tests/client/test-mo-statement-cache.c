/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prepared statements that a connection keeps: which it prepares, as seen on the wire, and that one
 * which is run again means what it would mean if it were prepared anew. */

#include "mo-test-cursor.h"
#include "mo-test-database.h"
#include "mo-test-proxy.h"

#define N_TEXTS 10
/* On a MatrixOne, too, which does not notice that a table is another one. */
#define KEPT "statement_cache_size=64"

static gint64
get_number (MoExecutor *executor, const char *sql)
{
  return mo_test_number (mo_execute_prepared (executor, sql));
}

/* What is in the text of the @n-th statement, and is so in no other. */
static char *
make_text (guint n)
{
  return g_strdup_printf ("SELECT ? + %u", 1000 + n);
}

static guint
count_prepared (MoTestWire *wire, guint n)
{
  g_autofree char *text = make_text (n);

  return mo_test_proxy_count (wire->proxy, text);
}

static void
run_text (MoTestWire *wire, guint n, gint64 value)
{
  g_autofree char *text = make_text (n);

  g_assert_cmpint (mo_test_number (mo_execute_prepared (wire->client, text, value)), ==,
                   value + 1000 + n);
}

static void
test_repeats (MoTest *test)
{
  const guint n = mo_test_is_full () ? 10000 : 500;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (guint i = 0; i < n; i++)
    run_text (&wire, i % N_TEXTS, i);
  for (guint i = 0; i < N_TEXTS; i++)
    g_assert_cmpuint (count_prepared (&wire, i), ==, 1);
  mo_test_wire_close (&wire);
}

/* Each of the two connections that run at once prepares for itself. */
static void
test_two_connections (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=2");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MoTransaction) one = mo_test_begin (wire.client);
      g_autoptr (MoTransaction) other = mo_test_begin (wire.client);

      g_assert_cmpint (get_number (MO_EXECUTOR (one), "SELECT 3333"), ==, 3333);
      g_assert_cmpint (get_number (MO_EXECUTOR (other), "SELECT 3333"), ==, 3333);
      mo_test_ok (mo_transaction_commit (one));
      mo_test_ok (mo_transaction_commit (other));
    }
  g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "SELECT 3333"), ==, 2);
  mo_test_wire_close (&wire);
}

/* The least recently used goes. */
static void
test_most (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1&statement_cache_size=3");
  for (guint i = 0; i < 3; i++)
    run_text (&wire, i, 1);
  run_text (&wire, 0, 2);
  run_text (&wire, 3, 1); /* in the place of 1 */
  run_text (&wire, 0, 3);
  run_text (&wire, 2, 2);
  g_assert_cmpuint (count_prepared (&wire, 0), ==, 1);
  g_assert_cmpuint (count_prepared (&wire, 2), ==, 1);
  run_text (&wire, 1, 2);
  g_assert_cmpuint (count_prepared (&wire, 1), ==, 2);
  mo_test_wire_close (&wire);
}

static void
test_none (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1&statement_cache_size=0");
  for (guint i = 0; i < 3; i++)
    run_text (&wire, 0, i);
  g_assert_cmpuint (count_prepared (&wire, 0), ==, 3);
  mo_test_wire_close (&wire);
}

/* --- the same text, and what it means by now --- */

/* The session that a variable was set in is reset before the next job, and nothing is left. */
static void
test_after_reset (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (guint i = 0; i < 3; i++)
    {
      run_text (&wire, 0, 1);
      mo_test_ok (mo_execute (wire.client, "SET @left = 1"));
      run_text (&wire, 0, 2);
    }
  g_assert_cmpuint (count_prepared (&wire, 0), >=, 4);
  mo_test_wire_close (&wire);
}

/* Tables of one name in two databases, of one row and of two. */
static void
test_use (MoTest *test)
{
  MoTestDatabase databases[2];
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (guint i = 0; i < 2; i++)
    {
      mo_test_database_open (&databases[i], test);
      for (guint j = 0; j <= i; j++)
        mo_test_ok (mo_test_database_insert (&databases[i], MO_EXECUTOR (test->other), j));
    }
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

    for (guint i = 0; i < 4; i++)
      {
        g_autofree char *use = g_strdup_printf ("USE `%s`", databases[i % 2].name);

        mo_test_ok (mo_execute (tx, use));
        for (guint j = 0; j < 2; j++)
          g_assert_cmpint (get_number (MO_EXECUTOR (tx), "SELECT COUNT(*) FROM t"), ==, 1 + i % 2);
      }
    mo_test_ok (mo_transaction_rollback (tx));
  }
  for (guint i = 0; i < 2; i++)
    mo_test_database_close (&databases[i]);
  mo_test_wire_close (&wire);
}

static void
assert_columns (MoTestWire *wire, const char *sql, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (mo_execute_prepared (wire->client, sql), &error);
  g_autoptr (GString) columns = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < mo_result_get_n_columns (result); i++)
    {
      MoValue cell = mo_result_get_value (result, 0, i);
      g_autofree char *text = mo_value_to_string (&cell);

      g_string_append_printf (columns, "%s=%s;", mo_result_get_column_name (result, i), text);
    }
  g_assert_cmpstr (columns->str, ==, expected);
}

/* Columns come, change their type, and go; and the table is another one. */
static void
test_table_changes (MoTest *test)
{
  const char *all = mo_test_text (test, "SELECT * FROM $t WHERE id = 1");
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'Ann', 5)");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, all, "id=1;name=Ann;n=5;");
  mo_test_sql (test, "ALTER TABLE $t ADD COLUMN more VARCHAR(20) DEFAULT 'new'");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, all, "id=1;name=Ann;n=5;more=new;");
  mo_test_sql (test, "ALTER TABLE $t DROP COLUMN name");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, all, "id=1;n=5;more=new;");
  mo_test_sql (test, "ALTER TABLE $t MODIFY n VARCHAR(20)");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, all, "id=1;n=5;more=new;");
  mo_test_sql (test, "DROP TABLE $t");
  mo_test_fails (mo_execute_prepared (wire.client, all), MO_ERROR_NO_SUCH_OBJECT);
  mo_test_sql (test, "CREATE TABLE $t (d DOUBLE, id BIGINT PRIMARY KEY)");
  mo_test_sql (test, "INSERT INTO $t VALUES (0.5, 1)");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, all, "d=0.5;id=1;");
  mo_test_wire_close (&wire);
}

/* Those that are named stay, or the server says that they are gone. */
static void
test_column_changes (MoTest *test)
{
  const char *named = mo_test_text (test, "SELECT id, n FROM $t WHERE id = 1");
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'Ann', 5)");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, named, "id=1;n=5;");
  mo_test_sql (test, "ALTER TABLE $t MODIFY n VARCHAR(20) FIRST");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, named, "id=1;n=5;");
  mo_test_sql (test, "ALTER TABLE $t MODIFY n DOUBLE");
  mo_test_sql (test, "UPDATE $t SET n = 0.25");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, named, "id=1;n=0.25;");
  mo_test_sql (test, "ALTER TABLE $t DROP COLUMN n");
  g_assert_false (mo_await (mo_execute_prepared (wire.client, named), NULL));
  mo_test_sql (test, "ALTER TABLE $t ADD COLUMN n VARCHAR(10) DEFAULT 'back'");
  for (guint i = 0; i < 2; i++)
    assert_columns (&wire, named, "id=1;n=back;");
  mo_test_wire_close (&wire);
}

static void
assert_selects (MoTestWire *wire, const char *sql, const MoValue *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute_values (MO_EXECUTOR (wire->client), sql, value, 1, MO_EXECUTE_PREPARED), &error);
  g_autofree char *text = NULL;
  MoValue cell;

  g_assert_no_error (error);
  cell = mo_result_get_value (result, 0, 0);
  text = mo_value_to_string (&cell);
  g_assert_cmpstr (text, ==, expected);
}

/* Values of other types than the last time. A MySQL would read a text as the number that there was
 * before, where nothing else says what is meant. */
static void
test_types (MoTest *test)
{
  static const char *const statements[] = { "SELECT CONCAT(?, '')", "SELECT ?" };
  const MoValue values[] = { MO_VALUE ("12"),
                             MO_VALUE (12),
                             MO_VALUE (12.5),
                             mo_value_null (),
                             MO_VALUE ("longer text"),
                             mo_value_uint64 (G_MAXUINT64),
                             MO_VALUE (G_GINT64_CONSTANT (9007199254740993)) };
  static const char *const texts[]
      = { "12", "12", "12.5", "NULL", "longer text", "18446744073709551615", "9007199254740993" };
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (guint i = 0; i < 3 * G_N_ELEMENTS (values); i++)
    {
      guint which = (i * 3 + i / 7) % G_N_ELEMENTS (values);

      for (guint j = 0; j < G_N_ELEMENTS (statements); j++)
        assert_selects (&wire, statements[j], &values[which], texts[which]);
    }
  mo_test_wire_close (&wire);
}

/* Long texts are not kept, nor those of many parameters. */
static void
test_long (MoTest *test)
{
  g_autofree char *many = g_strnfill (400, '?');
  g_autofree char *letters = g_strnfill (20000, 'a');
  g_auto (GStrv) marks = g_strsplit (many, "?", -1);
  g_autofree char *sum = g_strjoinv (" + ?", marks);
  g_autofree char *long_text = g_strdup_printf ("SELECT 4321 + LENGTH('%s')", letters);
  g_autofree char *wide = g_strdup_printf ("SELECT 8765%s", sum);
  g_autofree MoValue *values = g_new (MoValue, 400);
  MoTestWire wire;

  for (guint i = 0; i < 400; i++)
    values[i] = MO_VALUE (1);
  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (get_number (MO_EXECUTOR (wire.client), long_text), ==, 24321);
      mo_test_ok (mo_execute_values (MO_EXECUTOR (wire.client), wide, values, 400,
                                     MO_EXECUTE_PREPARED));
    }
  g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "SELECT 4321"), ==, 2);
  g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "SELECT 8765"), ==, 2);
  mo_test_wire_close (&wire);
}

/* --- what ends otherwise --- */

static void
test_fails (MoTest *test)
{
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (?, 'x', 1)");
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (gint64 i = 1; i <= 3; i++)
    {
      mo_test_ok (mo_execute_prepared (wire.client, insert, i));
      mo_test_fails (mo_execute_prepared (wire.client, insert, i), MO_ERROR_DUPLICATE_KEY);
    }
  g_assert_cmpint (mo_test_count (test), ==, 3);
  mo_test_wire_close (&wire);
}

/* A stream that is closed before its end, and one that is read to it. */
static void
test_streams (MoTest *test)
{
  const char *all = mo_test_text (test, "SELECT id FROM $t ORDER BY id");
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (gint64 i = 1; i <= 20; i++)
    mo_test_ok (mo_execute (test->other, mo_test_text (test, "INSERT INTO $t VALUES (?, '', 0)"),
                            i));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (MoCursor) cursor
          = mo_test_open (MO_EXECUTOR (wire.client), all, MO_EXECUTE_PREPARED);

      for (guint n = 0; n < (i % 2 == 0 ? 5 : 20); n += 5)
        {
          g_autoptr (MoResult) rows = mo_test_fetch (cursor, 5);

          g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 5);
          g_assert_cmpint (mo_result_get_int64 (rows, 0, 0), ==, n + 1);
        }
      if (i % 2 != 0)
        mo_test_fetch_end (cursor);
      mo_test_ok (mo_cursor_close (cursor));
    }
  mo_test_wire_close (&wire);
}

static void
read_all (MoExecutor *executor, const char *sql, MoExecuteFlags flags)
{
  g_autoptr (MoCursor) cursor = mo_test_open (executor, sql, flags);

  for (guint n = 0; n < 20; n += 5)
    {
      g_autoptr (MoResult) rows = mo_test_fetch (cursor, 5);

      g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 5);
      g_assert_cmpint (mo_result_get_int64 (rows, 0, 0), ==, n + 1);
    }
  mo_test_fetch_end (cursor);
}

/* What it leaves in the session ends what is kept, while rows of its own are still to come: closing
 * a statement there would read them. */
static void
test_stream_leaves_state (MoTest *test)
{
  const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };
  const char *sql = mo_test_text (test, "SELECT id, @a := id FROM $t ORDER BY id");
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (gint64 i = 1; i <= 20; i++)
    mo_test_ok (mo_execute (test->other, mo_test_text (test, "INSERT INTO $t VALUES (?, '', 0)"),
                            i));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (MoTransaction) tx = i % 2 == 0 ? mo_test_begin (wire.client) : NULL;
      MoExecutor *executor = tx != NULL ? MO_EXECUTOR (tx) : MO_EXECUTOR (wire.client);

      g_assert_cmpint (get_number (executor, "SELECT 5 + 1"), ==, 6);
      g_assert_cmpint (get_number (executor, "SELECT 5 + 2"), ==, 7);
      read_all (executor, sql, protocols[i / 2]);
      g_assert_cmpint (get_number (executor, "SELECT 5 + 1"), ==, 6);
      if (tx != NULL)
        mo_test_ok (mo_transaction_rollback (tx));
    }
  mo_test_wire_close (&wire);
}

/* A CALL's results are several. */
static void
test_several_results (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("p");
  g_autofree char *create = g_strdup_printf (
      "CREATE PROCEDURE %s (a INT) BEGIN SELECT a; SELECT a + 1, 'x'; END", name);
  g_autofree char *call = g_strdup_printf ("CALL %s(?)", name);
  g_autofree char *drop = g_strdup_printf ("DROP PROCEDURE %s", name);
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  mo_test_ok (mo_execute_script (test->other, create));
  for (gint64 i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result
          = mo_await_result (mo_execute_prepared (wire.client, call, i), &error);

      g_assert_no_error (error);
      g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, i);
      g_assert_cmpint (mo_result_get_int64 (mo_result_get_next (result), 0, 0), ==, i + 1);
      run_text (&wire, 0, i);
    }
  mo_test_ok (mo_execute (test->other, drop));
  mo_test_wire_close (&wire);
}

/* The next connection knows none of them. */
static void
test_lost (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, KEPT "&pool_size=1");
  for (guint i = 0; i < 3; i++)
    {
      run_text (&wire, 0, 1);
      run_text (&wire, 0, 2);
      mo_test_kill (test, (guint64) mo_test_connection_id (MO_EXECUTOR (wire.client)));
      mo_await (mo_execute (wire.client, "SELECT 1"), NULL); /* the proxy may not have heard yet */
    }
  run_text (&wire, 0, 1);
  g_assert_cmpuint (count_prepared (&wire, 0), ==, 4);
  mo_test_wire_close (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/statement-cache/repeats", test_repeats);
  mo_test_add ("/statement-cache/two-connections", test_two_connections);
  mo_test_add ("/statement-cache/most", test_most);
  mo_test_add ("/statement-cache/none", test_none);
  mo_test_add ("/statement-cache/after-reset", test_after_reset);
  mo_test_add ("/statement-cache/use", test_use);
  mo_test_add ("/statement-cache/table-changes", test_table_changes);
  mo_test_add ("/statement-cache/column-changes", test_column_changes);
  mo_test_add ("/statement-cache/types", test_types);
  mo_test_add ("/statement-cache/long", test_long);
  mo_test_add ("/statement-cache/fails", test_fails);
  mo_test_add ("/statement-cache/streams", test_streams);
  mo_test_add_mariadb ("/statement-cache/stream-leaves-state", test_stream_leaves_state);
  mo_test_add_mariadb ("/statement-cache/several-results", test_several_results);
  mo_test_add ("/statement-cache/lost", test_lost);
  return g_test_run ();
}
