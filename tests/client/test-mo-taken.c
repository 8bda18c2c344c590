/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who has looked at a statement's error, so that a commit may go through in spite of it. */

#include "mo-test-server.h"

#define N_TRIES 20

static MoFuture *
forget (MoFuture *failed, gpointer data)
{
  return mo_future_new_true ();
}

static MoFuture *
fail_in (MoTransaction *tx)
{
  return mo_execute (tx, "SELECT no_such_column");
}

static MoFuture *
insert (MoTest *test, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)"));
}

static void
assert_committed (MoTest *test, MoTransaction *tx)
{
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_sql (test, "DELETE FROM $t");
}

static void
assert_not_committed (MoTest *test, MoTransaction *tx)
{
  g_autoptr (GError) error = mo_test_take_error (mo_transaction_commit (tx));

  mo_test_assert_contains (error->message, "never looked at");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* The COMMIT may be on its way before the callback has run. */
static void
test_catch (MoTest *test)
{
  for (guint i = 0; i < N_TRIES; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (insert (test, tx));
      mo_future_unref (mo_catch (fail_in (tx), forget, NULL, NULL));
      assert_committed (test, tx);
    }
}

/* As above, and here it surely has not run. */
static void
test_catch_in_idle_context (MoTest *test)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoFuture) caught = NULL;

  mo_test_ok (insert (test, tx));
  caught = mo_catch_in_context (fail_in (tx), context, forget, NULL, NULL);
  assert_committed (test, tx);
  g_assert_cmpint (mo_future_get_status (caught), ==, MO_FUTURE_PENDING);
  while (mo_future_get_status (caught) == MO_FUTURE_PENDING)
    g_main_context_iteration (context, TRUE);
  mo_test_ok (mo_future_ref (caught));
}

/* mo_then() is told of no error, and hands it on. */
static void
test_then (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx));
  mo_future_unref (mo_then (fail_in (tx), forget, NULL, NULL));
  assert_not_committed (test, tx);
}

/* Nobody can look at a loser's error: the winner speaks for all. */
static void
test_any (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx));
  mo_test_ok (mo_any (fail_in (tx), mo_execute (tx, "SELECT 1")));
  assert_committed (test, tx);
}

/* The same, where the loser fails after the race was won. */
static void
test_race (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx));
  mo_test_ok (mo_race (mo_execute (tx, "SELECT 1"), fail_in (tx)));
  assert_committed (test, tx);
}

static void
test_race_lost_unread (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx));
  mo_future_unref (mo_race (fail_in (tx), mo_execute (tx, "SELECT 1")));
  assert_not_committed (test, tx);
}

static void
test_settled_unread (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx));
  mo_future_unref (mo_gather_settled (fail_in (tx), mo_execute (tx, "SELECT 1")));
  assert_not_committed (test, tx);
}

static void
test_settled_read (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) gathered = NULL;
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx));
  gathered = mo_await_gathered (mo_gather_settled (fail_in (tx), mo_execute (tx, "SELECT 1")),
                                &error);
  g_assert_no_error (error);
  g_assert_null (mo_gathered_get_result (gathered, 0, &error));
  g_assert_nonnull (error);
  assert_committed (test, tx);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/taken/catch", test_catch);
  mo_test_add ("/taken/catch-in-idle-context", test_catch_in_idle_context);
  mo_test_add ("/taken/then", test_then);
  mo_test_add ("/taken/any", test_any);
  mo_test_add ("/taken/race", test_race);
  mo_test_add ("/taken/race-lost-unread", test_race_lost_unread);
  mo_test_add ("/taken/settled-unread", test_settled_unread);
  mo_test_add ("/taken/settled-read", test_settled_read);
  return g_test_run ();
}
