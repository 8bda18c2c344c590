/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A cursor in a transaction: among the other statements, in the way of all of them while it is
 * open, and out of the way behind its end. */

#include <string.h>

#include "client/mo-executor-private.h"
#include "mo-test-cursor.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"
#define COUNT "SELECT COUNT(*) FROM $t"

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, INSERT), id);
}

/* A transaction with one row written, and a cursor of which one row is read. */
typedef struct
{
  MoTest *test;
  MoTransaction *tx;
  MoCursor *cursor;
  guint n_destroyed;
} Open;

static void
open_begin (Open *self, MoTest *test, MoClient *client)
{
  self->test = test;
  self->n_destroyed = 0;
  self->tx = mo_test_begin (client);
  mo_test_ok (insert (test, self->tx, 1));
  self->cursor = mo_test_open (MO_EXECUTOR (self->tx), mo_test_rows_sql (test, 1), 0);
  mo_test_fetch_rows (self->cursor, 1, 0);
}

/* So the next statement runs. */
static void
open_read (Open *self)
{
  mo_test_fetch_rows (self->cursor, 9, 1);
  mo_test_fetch_end (self->cursor);
}

static void
open_end (Open *self)
{
  g_clear_object (&self->cursor);
  g_clear_object (&self->tx);
}

/* --- the transaction goes on --- */

/* Statement, cursor, statement: one transaction, one connection. */
static void
test_among_others (MoTest *test)
{
  Open open;

  open_begin (&open, test, test->client);
  g_assert_cmpuint (mo_cursor_get_connection_id (open.cursor), ==,
                    mo_transaction_get_connection_id (open.tx));
  open_read (&open);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (open.tx)), ==,
                   mo_transaction_get_connection_id (open.tx));
  mo_test_ok (insert (test, open.tx, 2));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_transaction_commit (open.tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  open_end (&open);
}

/* A cursor sees what its transaction has written, and may be the first of its statements. */
static void
test_own_rows (MoTest *test)
{
  for (guint prepared = 0; prepared < 2; prepared++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      MoExecuteFlags flags = prepared ? MO_EXECUTE_PREPARED : MO_EXECUTE_DEFAULT;
      const char *sql = mo_test_text (test, "SELECT id FROM $t ORDER BY id");
      g_autoptr (MoCursor) first = mo_test_open (MO_EXECUTOR (tx), sql, flags);
      g_autoptr (MoCursor) second = NULL;

      mo_test_fetch_end (first);
      mo_test_ok (mo_gather (insert (test, tx, 0), insert (test, tx, 1), insert (test, tx, 2)));
      second = mo_test_open (MO_EXECUTOR (tx), sql, flags);
      mo_test_fetch_rows (second, 2, 0);
      mo_test_fetch_rows (second, 1, 2);
      mo_test_fetch_end (second);
      mo_test_ok (mo_transaction_rollback (tx));
    }
}

static MoFuture *
fetch_more (MoFuture *future, gpointer data)
{
  return mo_cursor_fetch (data, 100);
}

static MoFuture *
read_first (MoFuture *future, gpointer data)
{
  MoCursor *cursor = g_value_get_object (mo_future_get_value (future, NULL));

  return mo_then (mo_cursor_fetch (cursor, 4), fetch_more, g_object_ref (cursor), g_object_unref);
}

static MoFuture *
read_in_body (MoTransaction *tx, gpointer sql)
{
  return mo_then (mo_open_cursor (tx, (const char *) sql), read_first, NULL, NULL);
}

/* On its worker, between its jobs. */
static void
test_in_body (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) rows = mo_await_result (
      mo_client_transaction (test->client, read_in_body, (gpointer) mo_test_rows_sql (test, 1),
                             NULL),
      &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 6);
  g_assert_cmpint (mo_result_get_int64 (rows, 5, 0), ==, 9);
}

/* --- what is refused meanwhile --- */

static void
assert_refused (Open *self, MoFuture *future)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_assert_error (error, MO_ERROR, MO_ERROR_CURSOR_OPEN);
  mo_test_assert_contains (error->message, "WITH d AS"); /* which one */
  mo_test_assert_contains (error->message, "close it");  /* and what to do */
  g_assert_cmpint (mo_error_get_class (error), ==, MO_ERROR_CLASS_USAGE);
}

static gboolean
no_next (MoProgram *self,
         const MoProgramSite *site,
         GPtrArray *answers,
         GPtrArray *statements,
         GError **error)
{
  g_assert_not_reached ();
}

static void
program_finalize (MoProgram *self)
{
  g_free (self);
}

/* So large that the server would be asked what it takes. */
static MoFuture *
run_program (MoTransaction *tx)
{
  static const MoProgramClass klass = { no_next, program_finalize };
  MoProgram *program = g_new0 (MoProgram, 1);

  mo_program_init (program, &klass);
  program->bytes = 1024 * 1024;
  return mo_executor_run (MO_EXECUTOR (tx), program);
}

static gboolean
no_call (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  g_assert_not_reached ();
}

static void
count_destroyed (gpointer n)
{
  ++*(guint *) n;
}

static gssize
no_read (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  g_assert_not_reached ();
}

/* Functions of the program's own are let go of, and not called. */
static void
assert_functions_refused (Open *self)
{
  const char *load = mo_test_text (self->test, "LOAD DATA LOCAL INFILE 'x' INTO TABLE $t");
  gpointer n = &self->n_destroyed;

  assert_refused (self, mo_transaction_call (self->tx, no_call, n, count_destroyed));
  assert_refused (self, mo_load_data_from (self->tx, load, no_read, n, count_destroyed));
}

/* Nothing waits, and nothing is sent: the cursor reads on as if nobody had tried. */
static void
test_refused (MoTest *test)
{
  Open open;

  open_begin (&open, test, test->client);
  assert_refused (&open, insert (test, open.tx, 2));
  assert_refused (&open, mo_execute_prepared (open.tx, "SELECT ?", 1));
  assert_refused (&open, mo_execute (open.tx, "CALL no_such_routine()"));
  assert_refused (&open, mo_open_cursor (open.tx, "SELECT 1"));
  assert_refused (&open, run_program (open.tx));
  assert_refused (&open, mo_execute_script (open.tx, "SELECT 1; SELECT 2"));
  assert_functions_refused (&open);
  if (test->is_matrixone)
    assert_refused (&open, mo_snapshot_create_database (open.tx, "s", "d"));
  open_read (&open);
  mo_test_ok (insert (test, open.tx, 3));
  mo_test_ok (mo_transaction_commit (open.tx));
  g_assert_cmpuint (open.n_destroyed, ==, 2);
  g_assert_cmpint (mo_test_count (test), ==, 2);
  open_end (&open);
}

/* Between the fetches of one gather: what is before the cursor's end is refused, what is behind it
 * runs. */
static void
test_refused_in_gather (MoTest *test)
{
  g_autoptr (MoGathered) got = NULL;
  g_autoptr (GError) error = NULL;
  Open open;

  open_begin (&open, test, test->client);
  got = mo_await_gathered (mo_gather_settled (mo_cursor_fetch (open.cursor, 4),
                                              insert (test, open.tx, 2),
                                              mo_cursor_fetch (open.cursor, 100),
                                              insert (test, open.tx, 3)),
                           &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 0, NULL)), ==, 4);
  g_assert_null (mo_gathered_get_result (got, 1, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CURSOR_OPEN);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 2, NULL)), ==, 5);
  g_assert_nonnull (mo_gathered_get_result (got, 3, NULL));
  mo_test_ok (mo_transaction_commit (open.tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  open_end (&open);
}

/* As any other error that nobody has looked at. */
static void
test_refused_and_not_taken (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  Open open;

  open_begin (&open, test, test->client);
  mo_future_unref (insert (test, open.tx, 2));
  open_read (&open);
  error = mo_test_take_error (mo_transaction_commit (open.tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_CURSOR_OPEN);
  mo_test_assert_contains (error->message, "rolled back instead of committed");
  g_assert_cmpint (mo_test_count (test), ==, 0);
  open_end (&open);
}

/* So is one that fails to open: what its rows would have said, nobody knows. */
static void
test_failed_and_not_taken (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  mo_future_unref (mo_open_cursor (tx, "SELECT * FROM no_such_table_at_all"));
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  mo_test_assert_contains (error->message, "rolled back instead of committed");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* What the transaction's own rules refuse is refused in a cursor, too. */
static void
test_rules (MoTest *test)
{
  Open open;

  open_begin (&open, test, test->client);
  open_read (&open);
  mo_test_fails (mo_open_cursor (open.tx, "COMMIT"), MO_ERROR_ENDS_TRANSACTION);
  mo_test_fails (mo_open_cursor (open.tx, test->is_matrixone ? "SET @u = 1" : "DROP TABLE x"),
                 MO_ERROR_ENDS_TRANSACTION);
  mo_test_fails (mo_open_cursor (open.tx, "SELECT * FROM no_such_table_at_all"),
                 MO_ERROR_NO_SUCH_OBJECT);
  mo_test_ok (mo_transaction_commit (open.tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  open_end (&open);
}

/* --- behind its end --- */

static void
test_behind_the_end (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (tx), mo_test_rows_sql (test, 1), MO_EXECUTE_DEFAULT);

  mo_test_fetch_rows (cursor, 10, 0);
  mo_test_fetch_end (cursor);
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_fails (mo_open_cursor (tx, "SELECT 1"), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fetch_end (cursor); /* it is known */
  mo_test_ok (mo_cursor_close (cursor));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-transaction/among-others", test_among_others);
  mo_test_add ("/client/cursor-transaction/own-rows", test_own_rows);
  mo_test_add ("/client/cursor-transaction/in-body", test_in_body);
  mo_test_add ("/client/cursor-transaction/refused", test_refused);
  mo_test_add ("/client/cursor-transaction/refused-in-gather", test_refused_in_gather);
  mo_test_add ("/client/cursor-transaction/refused-and-not-taken", test_refused_and_not_taken);
  mo_test_add ("/client/cursor-transaction/failed-and-not-taken", test_failed_and_not_taken);
  mo_test_add ("/client/cursor-transaction/rules", test_rules);
  mo_test_add ("/client/cursor-transaction/behind-the-end", test_behind_the_end);
  return g_test_run ();
}
