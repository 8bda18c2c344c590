/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls in the style of GIO: what they finish with, and what their cancellable can still stop. */

#include "mo-test-database.h"

#include <gio/gio.h>

/* --- a callback that keeps its result --- */

typedef struct
{
  GAsyncResult *result; /* owned, once called */
  GObject *source;      /* borrowed */
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *self = data;

  g_assert_null (self->result); /* once */
  self->result = g_object_ref (result);
  self->source = source;
}

static GAsyncResult *
wait_for (Answer *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return self->result;
}

static void
answer_clear (Answer *self)
{
  g_clear_object (&self->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* The one answer of a call and what it finished with. */
#define FINISHES(call, object, ...)                                                                \
  ({                                                                                               \
    g_auto (Answer) answer_ = { NULL };                                                            \
    g_autoptr (GError) error_ = NULL;                                                              \
    call##_async (object, __VA_ARGS__ NULL, on_answer, &answer_);                                  \
    g_assert_null (answer_.result); /* never in the middle of the caller */                        \
    wait_for (&answer_);                                                                           \
    g_assert_true (answer_.source == G_OBJECT (object));                                           \
    __auto_type finished_ = call##_finish (object, answer_.result, &error_);                       \
    g_assert_no_error (error_);                                                                    \
    finished_;                                                                                     \
  })

#define SUCCEEDS(...)                                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean succeeds_ = FINISHES (__VA_ARGS__, );                                                 \
    g_assert_true (succeeds_);                                                                     \
  }                                                                                                \
  G_STMT_END

static void
execute_async (MoTest *test, MoExecutor *executor, const char *sql, GCancellable *cancellable,
               Answer *answer)
{
  mo_execute_values_async (executor, mo_test_text (test, sql), NULL, 0, MO_EXECUTE_DEFAULT,
                           cancellable, on_answer, answer);
}

/* --- what they finish with --- */

static MoFuture *
body (MoTransaction *tx, gpointer test)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (7, 'g', 7)"));
}

static void
test_values (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoTransaction) undone = NULL;
  g_autoptr (MoResult) inserted = NULL;
  g_autoptr (MoResult) read = NULL;
  const MoValue values[] = { mo_value_int64 (1), mo_value_text ("a") };
  const MoParam params[] = { { "id", mo_value_int64 (1) } };
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (?, ?, 5)");
  const char *select = mo_test_text (test, "SELECT n FROM $t WHERE id = :id");

  SUCCEEDS (mo_client_connect, client);
  tx = FINISHES (mo_client_begin, client, );
  inserted = FINISHES (mo_execute_values, MO_EXECUTOR (tx), insert, values, 2,
                       MO_EXECUTE_DEFAULT, );
  g_assert_cmpuint (mo_result_get_affected_rows (inserted), ==, 1);
  SUCCEEDS (mo_transaction_commit, tx);
  read = FINISHES (mo_execute_params, MO_EXECUTOR (client), select, params, 1,
                   MO_EXECUTE_PREPARED, );
  g_assert_cmpint (mo_result_get_int64 (read, 0, 0), ==, 5);
  undone = FINISHES (mo_client_begin, client, );
  mo_test_ok (mo_execute (undone, mo_test_text (test, "DELETE FROM $t")));
  SUCCEEDS (mo_transaction_rollback, undone);
  SUCCEEDS (mo_client_transaction, client, body, test, NULL);
  g_assert_cmpint (mo_test_count (test), ==, 2);
  SUCCEEDS (mo_client_supports, client, test->is_matrixone ? MO_FEATURE_CLONES : MO_FEATURE_RESET);
  SUCCEEDS (mo_client_disconnect, client);
}

static void
test_nested (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  SUCCEEDS (mo_transaction_nested, tx, body, test, NULL);
  SUCCEEDS (mo_transaction_commit, tx);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* As a begin without a callback: the one who has the connection is named. */
static void
test_labels (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoTransaction) here = FINISHES (mo_client_begin, client, );
  g_autoptr (MoTransaction) named = FINISHES (mo_client_begin_full, client, NULL, "a report", );
  g_autofree char *dump = mo_client_dump (client);

  mo_test_assert_contains (dump, "mo_client_begin_async at ");
  mo_test_assert_contains (dump, "test-mo-async.c");
  mo_test_assert_contains (dump, "a report");
  mo_test_ok (mo_transaction_rollback (here));
  mo_test_ok (mo_transaction_rollback (named));
  SUCCEEDS (mo_client_transaction_full, client, NULL, "an insert", body, test, NULL);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  SUCCEEDS (mo_client_disconnect_within, client, 30 * G_USEC_PER_SEC);
}

static void
test_errors (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL };
  g_auto (Answer) null = { NULL };

  execute_async (test, MO_EXECUTOR (test->client), "INSERT INTO $t VALUES (1)", NULL, &answer);
  g_assert_null (
      mo_execute_values_finish (MO_EXECUTOR (test->client), wait_for (&answer), &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == MO_ERROR);
  g_assert_true (g_task_had_error (G_TASK (answer.result)));
  g_clear_error (&error);
  mo_client_begin_async (NULL, NULL, on_answer, &null);
  g_assert_null (mo_client_begin_finish (NULL, wait_for (&null), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

/* The finish of another call, or of the same on another object. */
static void
test_mixed_up (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL };

  mo_client_connect_async (test->client, NULL, on_answer, &answer);
  wait_for (&answer);
  g_assert_null (mo_client_begin_finish (test->client, answer.result, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (mo_client_connect_finish (test->other, answer.result, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (mo_client_connect_finish (test->client, answer.result, &error));
  g_assert_no_error (error);
}

/* --- cancelled before: queued behind a connection that is busy --- */

static void
test_cancel_before (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MoTransaction) holder = mo_test_begin (one);
  g_autoptr (GError) error = NULL;
  g_auto (Answer) insert = { NULL };
  g_auto (Answer) begin = { NULL };

  execute_async (test, MO_EXECUTOR (one), "INSERT INTO $t VALUES (1, 'a', 1)", cancellable,
                 &insert);
  mo_client_begin_async (one, cancellable, on_answer, &begin);
  g_cancellable_cancel (cancellable);
  g_assert_null (mo_execute_values_finish (MO_EXECUTOR (one), wait_for (&insert), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (mo_client_begin_finish (one, wait_for (&begin), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The connection was not taken by either. */
  mo_test_ok (mo_transaction_rollback (holder));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), >, 0);
  mo_test_ok (mo_client_disconnect (one));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- cancelled during --- */

/* Whether or not the server can be stopped in time: what is told is what happened. */
static void
assert_truth (MoTest *test, const GError *error, gboolean finished, const char *count)
{
  gint64 n = mo_test_int64 (test, count);

  if (finished)
    g_assert_cmpint (n, ==, 1);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_assert_cmpint (n, ==, 0);
  else if (!g_error_matches (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN))
    g_assert_error (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
}

static void
test_cancel_during (MoTest *test)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MoClient) eyes = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) holder = NULL;
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL };
  MoTest seen = *test;

  seen.other = eyes;
  holder = mo_test_hold_row (test, test->other);
  execute_async (test, MO_EXECUTOR (test->client), "UPDATE $t SET n = 1 WHERE id = 1",
                 cancellable, &answer);
  mo_test_wait_for_statement (&seen, mo_test_text (test, "UPDATE $t SET n = 1 "));
  g_cancellable_cancel (cancellable);
  mo_test_ok (mo_transaction_rollback (holder));
  result = mo_execute_values_finish (MO_EXECUTOR (test->client), wait_for (&answer), &error);
  assert_truth (test, error, result != NULL, "SELECT n FROM $t WHERE id = 1");
  mo_test_ok (mo_client_disconnect (eyes));
}

/* Whatever happens first. */
static void
test_cancel_sometime (MoTest *test)
{
  guint n_rounds = mo_test_is_full () ? 2000 : 100;

  for (guint i = 0; i < n_rounds; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autofree char *insert = g_strdup_printf ("INSERT INTO %s VALUES (%u, 'a', 1)",
                                                 test->table, i);
      g_autofree char *count = g_strdup_printf ("SELECT COUNT(*) FROM %s WHERE id = %u",
                                                test->table, i);
      g_autoptr (MoResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (Answer) answer = { NULL };
      gint64 until = g_get_monotonic_time () + (i % 20) * 20;

      execute_async (test, MO_EXECUTOR (test->client), insert, cancellable, &answer);
      while (g_get_monotonic_time () < until)
        ;
      g_cancellable_cancel (cancellable);
      result = mo_execute_values_finish (MO_EXECUTOR (test->client), wait_for (&answer), &error);
      assert_truth (test, error, result != NULL, count);
    }
}

/* Before COMMIT was sent that is a rollback; one that was sent is not called off. */
static void
test_cancel_commit (MoTest *test)
{
  guint n_rounds = mo_test_is_full () ? 1000 : 50;

  for (guint i = 0; i < n_rounds; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autofree char *insert = g_strdup_printf ("INSERT INTO %s VALUES (%u, 'a', 1)",
                                                 test->table, i);
      g_autofree char *count = g_strdup_printf ("SELECT COUNT(*) FROM %s WHERE id = %u",
                                                test->table, i);
      g_autoptr (GError) error = NULL;
      g_auto (Answer) answer = { NULL };
      gint64 until = g_get_monotonic_time () + (i % 10) * 20;
      gboolean committed;

      mo_test_ok (mo_execute (tx, insert));
      if (i % 2 == 0)
        g_cancellable_cancel (cancellable);
      mo_transaction_commit_async (tx, cancellable, on_answer, &answer);
      while (g_get_monotonic_time () < until)
        ;
      g_cancellable_cancel (cancellable);
      committed = mo_transaction_commit_finish (tx, wait_for (&answer), &error);
      assert_truth (test, error, committed, count);
    }
}

/* --- cancelled after --- */

static void
cancel_untold (MoTest *test, GCancellable *cancellable)
{
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL };
  MoFuture *behind;

  execute_async (test, MO_EXECUTOR (test->client), "INSERT INTO $t VALUES (1, 'a', 1)", cancellable,
                 &answer);
  /* Settled on its worker, and not told yet: nobody has run the loop. */
  behind = mo_execute (test->client, "SELECT 1");
  mo_test_ok (behind);
  while (mo_test_count (test) == 0)
    ;
  g_cancellable_cancel (cancellable);
  result = mo_execute_values_finish (MO_EXECUTOR (test->client), wait_for (&answer), &error);
  assert_truth (test, error, result != NULL, "SELECT COUNT(*) FROM $t");
  if (error == NULL)
    g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 1);
}

static void
test_cancel_after (MoTest *test)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL };

  execute_async (test, MO_EXECUTOR (test->client), "INSERT INTO $t VALUES (2, 'b', 1)", cancellable,
                 &answer);
  wait_for (&answer);
  g_cancellable_cancel (cancellable);
  result = mo_execute_values_finish (MO_EXECUTOR (test->client), answer.result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 1);
  mo_test_sql (test, "DELETE FROM $t");
  g_cancellable_reset (cancellable);
  cancel_untold (test, cancellable);
}

/* A window's cancellable lives as long as the window, and gathers nothing. */
static void
test_cancellable_stays (MoTest *test)
{
  GCancellable *cancellable = g_cancellable_new ();

  for (int i = 0; i < 50; i++)
    {
      g_autoptr (MoResult) result = NULL;
      g_auto (Answer) answer = { NULL };

      mo_execute_values_async (MO_EXECUTOR (test->client), "SELECT 1", NULL, 0,
                               MO_EXECUTE_DEFAULT, cancellable, on_answer, &answer);
      result = mo_execute_values_finish (MO_EXECUTOR (test->client), wait_for (&answer), NULL);
      g_assert_nonnull (result);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (g_signal_has_handler_pending (
      cancellable, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE), 0, TRUE));
  g_assert_finalize_object (cancellable);
}

typedef struct
{
  MoClient *client;
  MoFuture *future; /* of what was submitted while the data was destroyed */
} Last;

static MoFuture *
never (MoTransaction *tx, gpointer data)
{
  g_assert_not_reached ();
}

static void
submit_last (gpointer data)
{
  Last *self = data;

  g_assert_null (self->future);
  self->future = mo_execute (self->client, "SELECT 7");
}

/* What the call submits does not begin; what its destroy function does is the program's own. */
static void
test_destroy_submits (MoTest *test)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { NULL };
  Last last = { test->client, NULL };

  g_cancellable_cancel (cancellable);
  mo_client_transaction_async (test->client, never, &last, submit_last, cancellable, on_answer,
                               &answer);
  g_assert_nonnull (last.future); /* inside the call */
  g_assert_cmpint (mo_test_number (last.future), ==, 7);
  g_assert_false (mo_client_transaction_finish (test->client, wait_for (&answer), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_test_ok (mo_execute (test->client, "SELECT 1"));
}

/* --- threads --- */

/* Where nothing names no context, and there is no limit, there is no thread for that. */
static void
test_no_dispatcher (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = NULL;

  SUCCEEDS (mo_client_connect, client);
  tx = FINISHES (mo_client_begin, client, );
  mo_test_ok (mo_execute (tx, "SELECT 1"));
  SUCCEEDS (mo_transaction_commit, tx);
  g_assert_cmpuint (mo_test_count_threads ("mo-"), >, 0);
  g_assert_cmpuint (mo_test_count_threads ("mo-dispatcher"), ==, 0);
  mo_test_ok (mo_timeout (mo_execute (client, "SELECT 1"), 3600 * (gint64) G_USEC_PER_SEC));
  SUCCEEDS (mo_client_disconnect, client);
}

/* --- MatrixOne's commands --- */

static void
check_command (MoTest *test, gboolean done, GError *error)
{
  if (test->is_matrixone)
    g_assert_no_error (error);
  else
    g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (done, ==, error == NULL);
  g_clear_error (&error);
}

#define COMMAND(call, ...)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_auto (Answer) answer_ = { NULL };                                                            \
    GError *error_ = NULL;                                                                         \
    call##_async (test->client, __VA_ARGS__ NULL, on_answer, &answer_);                            \
    gboolean done_ = call##_finish (test->client, wait_for (&answer_), &error_);                   \
    check_command (test, done_, error_);                                                           \
  }                                                                                                \
  G_STMT_END

static void
test_commands (MoTest *test)
{
  MoTestDatabase database;

  mo_test_database_open (&database, test);
  {
    const char *whole = mo_test_snapshot_name (&database);
    const char *table = mo_test_snapshot_name (&database);
    g_auto (Answer) answer = { NULL };
    g_autoptr (MoResult) list = NULL;
    GError *error = NULL;

    COMMAND (mo_snapshot_create_database, whole, database.name, );
    COMMAND (mo_snapshot_create_table, table, database.name, "t", );
    mo_snapshot_list_async (test->client, NULL, on_answer, &answer);
    list = mo_snapshot_list_finish (test->client, wait_for (&answer), &error);
    check_command (test, list != NULL, error);
    COMMAND (mo_clone_database, mo_test_database_name (&database), database.name, );
    COMMAND (mo_clone_database_full, mo_test_database_name (&database), database.name, whole,
             MO_CLONE_AT_COMMIT, );
    COMMAND (mo_clone_table_full, database.name, "copy", database.name, "t", NULL,
             MO_CLONE_IF_NOT_EXISTS, );
    COMMAND (mo_snapshot_drop, whole, );
  }
  mo_test_database_close (&database);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/async/values", test_values);
  mo_test_add ("/client/async/labels", test_labels);
  mo_test_add_mariadb ("/client/async/nested", test_nested);
  mo_test_add ("/client/async/errors", test_errors);
  mo_test_add ("/client/async/mixed-up", test_mixed_up);
  mo_test_add ("/client/async/cancel-before", test_cancel_before);
  mo_test_add ("/client/async/cancel-during", test_cancel_during);
  mo_test_add ("/client/async/cancel-sometime", test_cancel_sometime);
  mo_test_add ("/client/async/cancel-commit", test_cancel_commit);
  mo_test_add ("/client/async/cancel-after", test_cancel_after);
  mo_test_add ("/client/async/cancellable-stays", test_cancellable_stays);
  mo_test_add ("/client/async/destroy-submits", test_destroy_submits);
  mo_test_add ("/client/async/no-dispatcher", test_no_dispatcher);
  mo_test_add ("/client/async/commands", test_commands);
  return g_test_run ();
}
