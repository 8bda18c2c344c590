/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Programs: each turn sees the answers of the one before, nothing comes in between, and a vital one
 * that fails is not committed. */

#include "mo-test-server.h"

#include "client/mo-executor-private.h"

typedef struct
{
  MoProgram parent;
  MoTest *test;
  guint turn;
  gint64 seen[3];
  const char *last; /* text of the last turn */
} Counting;

static void
add (GPtrArray *statements, const char *sql)
{
  g_ptr_array_add (statements, mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, NULL));
}

static gint64
scalar (MoResult *result)
{
  return mo_result_get_int64 (result, 0, 0);
}

/* Insert; insert twice as many again as there are, twice; and look. */
static gboolean
counting_next (MoProgram *program,
               const MoProgramSite *site,
               GPtrArray *answers,
               GPtrArray *statements,
               GError **error)
{
  Counting *self = (Counting *) program;

  switch (self->turn++)
    {
    case 0:
      g_assert_cmpuint (answers->len, ==, 0);
      g_assert_cmpuint (site->packet_bytes, >=, 16 * 1024);
      add (statements, mo_test_text (self->test, "INSERT INTO $t VALUES (1, 'a', 1)"));
      add (statements, mo_test_text (self->test, "SELECT COUNT(*) FROM $t"));
      return TRUE;
    case 1:
      g_assert_cmpuint (answers->len, ==, 2);
      self->seen[0] = scalar (answers->pdata[1]);
      add (statements, self->last);
      return TRUE;
    case 2:
      g_assert_cmpuint (answers->len, ==, 1);
      self->seen[1] = scalar (answers->pdata[0]);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

static void
counting_finalize (MoProgram *program)
{
  g_free (program);
}

static const MoProgramClass counting_class = { counting_next, counting_finalize };

static Counting *
counting_new (MoTest *test, const char *last)
{
  Counting *self = g_new0 (Counting, 1);

  mo_program_init (&self->parent, &counting_class);
  self->test = test;
  self->last = mo_test_text (test, last);
  return self;
}

#define COUNT "SELECT COUNT(*) FROM $t"
#define FAIL "SELECT no_such_column FROM $t"

static MoFuture *
run (gpointer executor, Counting *program)
{
  return mo_executor_run (executor, mo_program_ref (&program->parent));
}

static void
test_on_client (MoTest *test)
{
  Counting *program = counting_new (test, COUNT);

  mo_test_ok (run (test->client, program));
  g_assert_cmpuint (program->turn, ==, 3);
  g_assert_cmpint (program->seen[0], ==, 1);
  g_assert_cmpint (program->seen[1], ==, 1);
  mo_program_unref (&program->parent);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_fails_on_client (MoTest *test)
{
  Counting *program = counting_new (test, FAIL);
  g_autoptr (GError) error = mo_test_take_error (run (test->client, program));

  mo_test_assert_contains (error->message, "no_such_column");
  mo_program_unref (&program->parent);
}

/* What is submitted behind it runs behind its last turn. */
static void
test_nothing_in_between (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Counting *program = counting_new (test, COUNT);
  g_autoptr (MoGathered) got = mo_await_gathered (
      mo_gather (run (tx, program),
                 mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'b', 2)")),
                 mo_execute (tx, mo_test_text (test, COUNT))),
      NULL);

  g_assert_nonnull (got);
  g_assert_cmpint (program->seen[1], ==, 1);
  g_assert_cmpint (mo_gathered_int64 (got, 2), ==, 2);
  mo_program_unref (&program->parent);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

static void
fail_in_transaction (MoTest *test, gboolean is_vital, gboolean is_taken, gboolean commits)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Counting *program = counting_new (test, FAIL);
  g_autoptr (MoFuture) future = NULL;

  program->parent.is_vital = is_vital;
  future = run (tx, program);
  mo_program_unref (&program->parent);
  if (is_taken)
    {
      g_autoptr (GError) error = mo_test_take_error (mo_future_ref (future));

      mo_test_assert_contains (error->message, "no_such_column");
    }
  if (commits)
    mo_test_ok (mo_transaction_commit (tx));
  else
    {
      g_autoptr (GError) error = mo_test_take_error (mo_transaction_commit (tx));

      mo_test_assert_contains (error->message, "rolled back instead of committed");
      mo_test_assert_contains (error->message, "no_such_column");
    }
  g_assert_cmpint (mo_test_count (test), ==, commits ? 1 : 0);
}

static void
test_failed_and_taken (MoTest *test)
{
  fail_in_transaction (test, FALSE, TRUE, TRUE);
}

static void
test_failed_and_not_taken (MoTest *test)
{
  fail_in_transaction (test, FALSE, FALSE, FALSE);
}

static void
test_vital_failed_and_taken (MoTest *test)
{
  fail_in_transaction (test, TRUE, TRUE, FALSE);
}

static void
test_after_the_end (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Counting *program = counting_new (test, COUNT);

  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_fails (run (tx, program), MO_ERROR_TRANSACTION_FINISHED);
  g_assert_cmpuint (program->turn, ==, 0);
  mo_program_unref (&program->parent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/program/on-client", test_on_client);
  mo_test_add ("/client/program/fails-on-client", test_fails_on_client);
  mo_test_add ("/client/program/nothing-in-between", test_nothing_in_between);
  mo_test_add ("/client/program/failed-and-taken", test_failed_and_taken);
  mo_test_add ("/client/program/failed-and-not-taken", test_failed_and_not_taken);
  mo_test_add ("/client/program/vital-failed-and-taken", test_vital_failed_and_taken);
  mo_test_add ("/client/program/after-the-end", test_after_the_end);
  return g_test_run ();
}
