/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection is cut after each byte of a cursor, in both directions: what whoever fetches from
 * it is told, and what is true. */

#include "cut-rig.h"
#include "mo-test-cursor.h"

static const char *
text (CutRig *rig, const char *sql)
{
  return mo_test_text (rig->test, sql);
}

/* Opened, and read row by row; FALSE: the first error of these. */
static gboolean
read_rows (MoFuture *opened, guint n_expected, GError **error)
{
  g_autoptr (MoCursor) cursor = mo_await_cursor (opened, error);
  guint n = 0;

  while (cursor != NULL)
    {
      g_autoptr (MoResult) rows = mo_await_result (mo_cursor_fetch (cursor, 1), error);

      if (rows == NULL)
        return FALSE;
      if (mo_result_get_n_rows (rows) == 0)
        {
          g_assert_cmpuint (n, ==, n_expected); /* none is lost without a word */
          return TRUE;
        }
      n += mo_result_get_n_rows (rows);
    }
  return FALSE;
}

/* How many rows the table has: none of the work's, or all of them. */
static CutHas
look_for (CutRig *rig, gint64 n_before, gint64 n_after)
{
  gint64 n = mo_test_count (rig->test);

  if (n == n_after)
    return CUT_HAS_ROWS;
  g_assert_cmpint (n, ==, n_before);
  return CUT_HAS_NOTHING;
}

/* --- in a transaction --- */

static CutHas
look_for_transaction (CutRig *rig)
{
  return look_for (rig, 2, 4);
}

static void
clean_transaction (CutRig *rig, CutHas has)
{
  if (has != CUT_HAS_NOTHING)
    mo_test_sql (rig->test, "DELETE FROM $t WHERE id > 2");
}

/* Between a write and another one, by the protocol that @data says. */
static GError *
run_transaction (CutRig *rig, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  if (mo_await (mo_execute (tx, text (rig, "INSERT INTO $t VALUES (3, 'c', 3)")), &error)
      && read_rows (mo_open_cursor_with (tx, GPOINTER_TO_UINT (rig->data),
                                         text (rig, "SELECT id, name, n FROM $t ORDER BY id")),
                    3, &error)
      && mo_await (mo_execute (tx, text (rig, "INSERT INTO $t VALUES (4, 'd', 4)")), &error))
    mo_await (mo_transaction_commit (tx), &error);
  else
    mo_test_ok (mo_transaction_rollback (tx));
  return error;
}

static const char *const transaction_once[]
    = { "(3, 'c', 3)", "START", "(4, 'd', 4)", "SELECT id", "COMMIT", NULL };

static const CutWork transaction_work = {
  .run = run_transaction,
  .look = look_for_transaction,
  .clean = clean_transaction,
  .check = cut_check_write,
  .from = "START TRANSACTION",
  .decisive = "COMMIT",
  .once = transaction_once,
  .step = 7,
};

static void
cut_transaction (MoTest *test, MoExecuteFlags flags)
{
  CutRig rig;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 2)");
  cut_rig_run (&rig, test, &transaction_work, GUINT_TO_POINTER (flags));
}

static void
test_transaction (MoTest *test)
{
  cut_transaction (test, MO_EXECUTE_DEFAULT);
}

static void
test_transaction_prepared (MoTest *test)
{
  cut_transaction (test, MO_EXECUTE_PREPARED);
}

/* --- on a client --- */

static CutHas
look_for_nothing (CutRig *rig)
{
  return look_for (rig, 2, -1);
}

static void
clean_nothing (CutRig *rig, CutHas has)
{
  g_assert_cmpint (has, ==, CUT_HAS_NOTHING);
}

static GError *
run_read (CutRig *rig, MoClient *client)
{
  GError *error = NULL;

  read_rows (mo_open_cursor (client, text (rig, "SELECT id, name, n FROM $t")), 2, &error);
  return error;
}

static const char *const read_once[] = { "SELECT id", NULL };

static const CutWork read_work = {
  .run = run_read,
  .look = look_for_nothing,
  .clean = clean_nothing,
  .check = cut_check_read,
  .from = "SELECT id",
  .decisive = "SELECT id",
  .once = read_once,
};

static void
test_read (MoTest *test)
{
  CutRig rig;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 2)");
  cut_rig_run (&rig, test, &read_work, NULL);
}

/* Of what writes, whoever has not seen the end does not know. */
static CutHas
look_for_written (CutRig *rig)
{
  return look_for (rig, 0, 2);
}

static void
clean_written (CutRig *rig, CutHas has)
{
  if (has != CUT_HAS_NOTHING)
    mo_test_sql (rig->test, "DELETE FROM $t");
}

static GError *
run_write (CutRig *rig, MoClient *client)
{
  GError *error = NULL;

  read_rows (mo_open_cursor (client, text (rig, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 2) "
                                                "RETURNING id, name")),
             2, &error);
  return error;
}

static const char *const write_once[] = { "INSERT", NULL };

static const CutWork write_work = {
  .run = run_write,
  .look = look_for_written,
  .clean = clean_written,
  .check = cut_check_write,
  .from = "INSERT",
  .decisive = "INSERT",
  .once = write_once,
};

static void
test_write (MoTest *test)
{
  CutRig rig;

  cut_rig_run (&rig, test, &write_work, NULL);
  g_assert_cmpuint (rig.counts[WIREPLAY_TO_CLIENT].n_outcomes[CUT_FAILED], ==, 0);
  g_assert_cmpuint (rig.counts[WIREPLAY_TO_CLIENT].n_outcomes[CUT_UNKNOWN], >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-cut/transaction", test_transaction);
  mo_test_add ("/client/cursor-cut/transaction-prepared", test_transaction_prepared);
  mo_test_add ("/client/cursor-cut/read", test_read);
  mo_test_add_mariadb ("/client/cursor-cut/write", test_write);
  return g_test_run ();
}
