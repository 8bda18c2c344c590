/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Participants of a transaction: asked before a commit, told of every end, once, before anyone
 * else is. */

#include "mo-test-server.h"

#include "client/mo-participant-private.h"

#define TEST_TYPE_GUEST (test_guest_get_type ())
G_DECLARE_FINAL_TYPE (TestGuest, test_guest, TEST, GUEST, GObject)

struct _TestGuest
{
  GObject parent_instance;
  MoScheduler *scheduler;
  gboolean refuses;
  guint n_prepared;
  guint n_ended;
  MoOutcome outcome;
  GThread *ended_on;
};

static gboolean
guest_prepare (MoParticipant *participant, GError **error)
{
  TestGuest *self = TEST_GUEST (participant);

  self->n_prepared++;
  if (self->refuses)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_STALE_OBJECT, "not like this");
  return !self->refuses;
}

static MoScheduler *
guest_get_scheduler (MoParticipant *participant)
{
  return TEST_GUEST (participant)->scheduler;
}

static void
guest_ended (MoParticipant *participant, MoOutcome outcome)
{
  TestGuest *self = TEST_GUEST (participant);

  self->n_ended++;
  self->outcome = outcome;
  self->ended_on = g_thread_self ();
}

static void
guest_participant_init (MoParticipantInterface *iface)
{
  iface->prepare = guest_prepare;
  iface->get_scheduler = guest_get_scheduler;
  iface->ended = guest_ended;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestGuest, test_guest, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_PARTICIPANT,
                                                      guest_participant_init))

static void
test_guest_finalize (GObject *object)
{
  mo_scheduler_unref (TEST_GUEST (object)->scheduler);
  G_OBJECT_CLASS (test_guest_parent_class)->finalize (object);
}

static void
test_guest_class_init (TestGuestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_guest_finalize;
}

static void
test_guest_init (TestGuest *self)
{
  self->scheduler = mo_scheduler_new_immediate ();
}

static TestGuest *
invite (MoTransaction *tx)
{
  TestGuest *guest = g_object_new (TEST_TYPE_GUEST, NULL);

  g_assert_true (mo_transaction_add_participant (tx, MO_PARTICIPANT (guest))
                 == MO_PARTICIPANT (guest));
  return guest;
}

static void
assert_told (TestGuest *guest, guint n_prepared, MoOutcome outcome)
{
  g_assert_cmpuint (guest->n_prepared, ==, n_prepared);
  g_assert_cmpuint (guest->n_ended, ==, 1);
  g_assert_cmpint (guest->outcome, ==, outcome);
  g_object_unref (guest);
}

static void
test_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  TestGuest *guest = invite (tx);

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_FINISHED);
  assert_told (guest, 1, MO_OUTCOME_COMMITTED);
}

static void
test_rollback (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  TestGuest *guest = invite (tx);

  mo_test_ok (mo_transaction_rollback (tx));
  assert_told (guest, 0, MO_OUTCOME_ROLLED_BACK);
}

static void
test_dropped (MoTest *test)
{
  MoTransaction *tx = mo_test_begin (test->client);
  TestGuest *guest = invite (tx);

  g_object_unref (tx);
  mo_test_ok (mo_client_disconnect (test->client));
  assert_told (guest, 0, MO_OUTCOME_ROLLED_BACK);
}

/* A refusal leaves the transaction open. */
static void
test_refuses (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  TestGuest *guest = invite (tx);

  guest->refuses = TRUE;
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_STALE_OBJECT);
  g_assert_cmpuint (guest->n_ended, ==, 0);
  guest->refuses = FALSE;
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  assert_told (guest, 2, MO_OUTCOME_COMMITTED);
}

static void
test_one_of_a_type (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (TestGuest) first = invite (tx);
  g_autoptr (TestGuest) second = g_object_new (TEST_TYPE_GUEST, NULL);

  g_assert_true (mo_transaction_add_participant (tx, MO_PARTICIPANT (second))
                 == MO_PARTICIPANT (first));
  g_assert_true (mo_transaction_find_participant (tx, TEST_TYPE_GUEST) == MO_PARTICIPANT (first));
  g_assert_null (mo_transaction_find_participant (tx, MO_TYPE_CLIENT));
}

/* A statement that failed and that nobody looked at: the commit rolls back, and that is said. */
static void
test_commit_rolls_back (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  TestGuest *guest = invite (tx);

  mo_future_unref (mo_execute (tx, "SELECT no_such_column"));
  g_error_free (mo_test_take_error (mo_transaction_commit (tx)));
  assert_told (guest, 1, MO_OUTCOME_ROLLED_BACK);
}

/* --- in bodies --- */

typedef struct
{
  MoTest *test;
  TestGuest *guest;
  gboolean refuses;
} Body;

static gboolean
blocking_body (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  self->guest = invite (tx);
  self->guest->refuses = self->refuses;
  return mo_await (
      mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (1, 'a', 1)")), error);
}

static void
test_blocking_body (MoTest *test)
{
  Body body = { test, NULL, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_client_run_transaction (test->client, blocking_body, &body, &error));
  assert_told (body.guest, 1, MO_OUTCOME_COMMITTED);
}

static void
test_blocking_body_refused (MoTest *test)
{
  Body body = { test, NULL, TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_client_run_transaction (test->client, blocking_body, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  assert_told (body.guest, 1, MO_OUTCOME_ROLLED_BACK);
}

static MoFuture *
future_body (MoTransaction *tx, gpointer data)
{
  Body *self = data;

  self->guest = invite (tx);
  self->guest->refuses = self->refuses;
  return mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (1, 'a', 1)"));
}

static void
test_future_body (MoTest *test)
{
  Body body = { test, NULL, FALSE };

  mo_test_ok (mo_client_transaction (test->client, future_body, &body, NULL));
  g_assert_true (body.guest->ended_on != g_thread_self ());
  assert_told (body.guest, 1, MO_OUTCOME_COMMITTED);
}

static void
test_future_body_refused (MoTest *test)
{
  Body body = { test, NULL, TRUE };

  mo_test_fails (mo_client_transaction (test->client, future_body, &body, NULL),
                 MO_ERROR_STALE_OBJECT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  assert_told (body.guest, 1, MO_OUTCOME_ROLLED_BACK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/participant/commit", test_commit);
  mo_test_add ("/client/participant/rollback", test_rollback);
  mo_test_add ("/client/participant/dropped", test_dropped);
  mo_test_add ("/client/participant/refuses", test_refuses);
  mo_test_add ("/client/participant/one-of-a-type", test_one_of_a_type);
  mo_test_add ("/client/participant/commit-rolls-back", test_commit_rolls_back);
  mo_test_add ("/client/participant/blocking-body", test_blocking_body);
  mo_test_add ("/client/participant/blocking-body-refused", test_blocking_body_refused);
  mo_test_add ("/client/participant/future-body", test_future_body);
  mo_test_add ("/client/participant/future-body-refused", test_future_body_refused);
  return g_test_run ();
}
