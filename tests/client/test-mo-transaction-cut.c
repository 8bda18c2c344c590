/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection is cut after each byte of a transaction, in both directions: what the caller is
 * told, and what is true. */

#include "cut-rig.h"

static const char *
text (CutRig *rig, const char *sql)
{
  return mo_test_text (rig->test, sql);
}

/* --- what the server has --- */

/* (transfer full): the rows, as "id=n", with a space behind each. */
static char *
dup_rows (CutRig *rig)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) rows = mo_await_result (
      mo_execute (rig->test->other, text (rig, "SELECT id, n FROM $t ORDER BY id")), &error);
  GString *found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < mo_result_get_n_rows (rows); i++)
    g_string_append_printf (found, "%d=%d ", (int) mo_result_get_int64 (rows, i, 0),
                            (int) mo_result_get_int64 (rows, i, 1));
  return g_string_free (found, FALSE);
}

static CutHas
look_for (CutRig *rig, const char *before, const char *after)
{
  g_autofree char *rows = dup_rows (rig);

  if (g_str_equal (rows, after))
    return CUT_HAS_ROWS;
  g_assert_cmpstr (rows, ==, before);
  return CUT_HAS_NOTHING;
}

/* --- a transaction of each kind of statement --- */

static CutHas
look_for_transaction (CutRig *rig)
{
  return look_for (rig, "1=0 ", "1=10 2=1 3=2 ");
}

static void
clean_transaction (CutRig *rig, CutHas has)
{
  if (has == CUT_HAS_NOTHING)
    return;
  mo_test_sql (rig->test, "DELETE FROM $t WHERE id > 1");
  mo_test_sql (rig->test, "UPDATE $t SET n = 0");
}

/* The statement before COMMIT is one whose answer is waited for, and behind which nothing is sent,
 * as it is behind a prepared one. */
static GError *
run_transaction (CutRig *rig, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  if (mo_await (mo_execute (tx, text (rig, "INSERT INTO $t VALUES (%s, 'é', %s)"), 2, 1), &error)
      && mo_await (mo_execute (tx, text (rig, "UPDATE $t SET n = n + 10 WHERE id = 1")), &error)
      && mo_await (mo_execute_prepared (tx, text (rig, "INSERT INTO $t VALUES (?, ?, ?)"), 3, "x",
                                        2),
                   &error)
      && mo_await (mo_execute (tx, text (rig, "SELECT id, name, n FROM $t ORDER BY id")), &error))
    mo_await (mo_transaction_commit (tx), &error);
  else
    mo_test_ok (mo_transaction_rollback (tx));
  return error;
}

static const char *const transaction_once[]
    = { "(2, 'é', 1)", "(?, ?, ?)", "START", "UPDATE", "COM_STMT_EXECUTE",
        "SELECT id",    "COMMIT",    NULL };

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

/* It is said where it has to be: of what is not known, the server has some, and some not. */
static void
assert_not_known (CutRig *rig)
{
  guint n_unknown = 0;
  guint n_has = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rig->counts); i++)
    {
      n_unknown += rig->counts[i].n_outcomes[CUT_UNKNOWN];
      n_has += rig->counts[i].n_unknown_has;
    }
  g_assert_cmpuint (n_has, >, 0);
  g_assert_cmpuint (n_has, <, n_unknown);
}

static void
test_transaction (MoTest *test)
{
  CutRig rig;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 0)");
  cut_rig_run (&rig, test, &transaction_work, NULL);
  assert_not_known (&rig);
}

/* --- several statements in one packet, and a caller who commits whatever became of them --- */

static GError *
run_gather (CutRig *rig, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  if (mo_await (mo_gather (mo_execute (tx, text (rig, "INSERT INTO $t VALUES (2, '', 1)")),
                           mo_execute (tx, text (rig, "UPDATE $t SET n = n + 10 WHERE id = 1")),
                           mo_execute (tx, text (rig, "INSERT INTO $t VALUES (3, '', 2)"))),
                &error))
    mo_await (mo_transaction_commit (tx), &error);
  else
    mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  return error;
}

static const char *const gather_once[] = { "INSERT", "START", "UPDATE", "COMMIT", NULL };

static const CutWork gather_work = {
  .run = run_gather,
  .look = look_for_transaction,
  .clean = clean_transaction,
  .check = cut_check_write,
  .from = "START TRANSACTION",
  .decisive = "COMMIT",
  .once = gather_once,
};

static void
test_gather (MoTest *test)
{
  CutRig rig;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 0)");
  cut_rig_run (&rig, test, &gather_work, NULL);
  assert_not_known (&rig);
}

/* --- rolled back: nothing of it is there, and it need not be answered --- */

static CutHas
look_for_nothing (CutRig *rig)
{
  return look_for (rig, "", "nothing else");
}

static void
clean_nothing (CutRig *rig, CutHas has)
{
  g_assert_cmpint (has, ==, CUT_HAS_NOTHING);
}

static GError *
run_rollback (CutRig *rig, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  mo_await (mo_execute (tx, text (rig, "INSERT INTO $t VALUES (1, '', 1)")), &error);
  mo_test_ok (mo_transaction_rollback (tx));
  return error;
}

static const char *const rollback_once[] = { "INSERT", "START", "ROLLBACK", NULL };

static const CutWork rollback_work = {
  .run = run_rollback,
  .look = look_for_nothing,
  .clean = clean_nothing,
  .check = cut_check_rollback,
  .from = "START TRANSACTION",
  .decisive = "ROLLBACK",
  .once = rollback_once,
};

static void
test_rollback (MoTest *test)
{
  CutRig rig;

  cut_rig_run (&rig, test, &rollback_work, NULL);
}

/* --- a statement by itself --- */

static CutHas
look_for_row (CutRig *rig)
{
  return look_for (rig, "", "1=5 ");
}

static void
clean_row (CutRig *rig, CutHas has)
{
  if (has != CUT_HAS_NOTHING)
    mo_test_sql (rig->test, "DELETE FROM $t");
}

static GError *
run_alone (CutRig *rig, MoClient *client)
{
  GError *error = NULL;

  mo_await (mo_execute (client, text (rig, "INSERT INTO $t VALUES (1, '', 5)")), &error);
  return error;
}

static const char *const alone_once[] = { "INSERT", NULL };

/* The client sees its first byte go, and no other. */
static const CutWork alone_work = {
  .run = run_alone,
  .look = look_for_row,
  .clean = clean_row,
  .check = cut_check_write,
  .from = "INSERT",
  .decisive = "INSERT",
  .once = alone_once,
};

static void
test_alone (MoTest *test)
{
  CutRig rig;

  cut_rig_run (&rig, test, &alone_work, NULL);
  assert_not_known (&rig);
  g_assert_cmpuint (rig.counts[WIREPLAY_TO_SERVER].n_outcomes[CUT_FAILED], ==, 0);
  g_assert_cmpuint (rig.counts[WIREPLAY_TO_CLIENT].n_outcomes[CUT_FAILED], ==, 0);
}

/* While it is prepared, nothing has run. */
static GError *
run_prepared (CutRig *rig, MoClient *client)
{
  GError *error = NULL;

  mo_await (mo_execute_prepared (client, text (rig, "INSERT INTO $t VALUES (?, ?, ?)"), 1, "", 5),
            &error);
  return error;
}

static const char *const prepared_once[] = { "INSERT", "COM_STMT_EXECUTE", NULL };

static const CutWork prepared_work = {
  .run = run_prepared,
  .look = look_for_row,
  .clean = clean_row,
  .check = cut_check_write,
  .from = "INSERT",
  .decisive = "COM_STMT_EXECUTE",
  .once = prepared_once,
};

static void
test_prepared (MoTest *test)
{
  CutRig rig;

  cut_rig_run (&rig, test, &prepared_work, NULL);
  assert_not_known (&rig);
}

static GError *
run_read (CutRig *rig, MoClient *client)
{
  GError *error = NULL;

  mo_await (mo_execute (client, text (rig, "SELECT id, name, n FROM $t")), &error);
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

  cut_rig_run (&rig, test, &read_work, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/cut/transaction", test_transaction);
  mo_test_add ("/transaction/cut/gather", test_gather);
  mo_test_add ("/transaction/cut/rollback", test_rollback);
  mo_test_add ("/transaction/cut/alone", test_alone);
  mo_test_add ("/transaction/cut/prepared", test_prepared);
  mo_test_add ("/transaction/cut/read", test_read);
  return g_test_run ();
}
