/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session on a client whose transaction takes too long, or whose end is cancelled. */

#include "orm-test.h"

#define SHORT_USEC (300 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  OrmTest orm;
  MoClient *client; /* of one connection */
  MoSession *session;
  User *old;
  User *new;
} Fixture;

/* With both flushed. */
static void
open_fixture (Fixture *self, MoTest *test, gint64 timeout_usec)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();

  orm_test_open_with_users (&self->orm, test, 1);
  mo_transaction_options_set_timeout (options, timeout_usec);
  self->client = mo_test_client_with ("database", self->orm.database, "pool_size=1");
  self->session = mo_session_new_full (self->client, options, "short");
  self->old = orm_load_user (self->session, 1);
  self->new = orm_new_user (2);
  mo_set (self->old, name, "Changed");
  mo_session_add (self->session, self->new);
  mo_test_ok (mo_session_flush (self->session));
}

static void
close_fixture (Fixture *self)
{
  g_clear_object (&self->session);
  mo_test_ok (mo_client_disconnect (self->client));
  g_clear_object (&self->client);
  user_unref (self->old);
  user_unref (self->new);
  orm_test_close (&self->orm);
}

static void
assert_rolled_back (Fixture *self)
{
  g_assert_cmpint (mo_entity_get_state (self->old), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (self->new), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (self->new->id, ==, 0);
  g_assert_cmpint (orm_test_int64 (&self->orm, "SELECT COUNT(*) FROM users WHERE name = 'User1'"),
                   ==, 1);
  g_assert_cmpint (orm_test_count_users (&self->orm), ==, 1);
}

static void
assert_goes_on (Fixture *self)
{
  mo_session_add (self->session, self->old);
  mo_session_add (self->session, self->new);
  mo_test_ok (mo_session_commit (self->session));
  g_assert_cmpint (orm_test_count_users (&self->orm), ==, 2);
  g_assert_cmpint (orm_test_int64 (&self->orm, "SELECT COUNT(*) FROM users WHERE name = 'Changed'"),
                   ==, 1);
}

/* The connection is free, though nobody has called the session. */
static void
wait_until_over (Fixture *self)
{
  mo_test_ok (mo_execute (self->client, "SELECT 1"));
}

/* As documented: a commit that fails lets go of the instances, and the session goes on. */
static void
test_commit_too_late (MoTest *test)
{
  Fixture self;

  open_fixture (&self, test, SHORT_USEC);
  wait_until_over (&self);
  mo_test_fails (mo_session_commit (self.session), MO_ERROR_TIMED_OUT);
  assert_rolled_back (&self);
  assert_goes_on (&self);
  close_fixture (&self);
}

static void
test_rollback_too_late (MoTest *test)
{
  Fixture self;

  open_fixture (&self, test, SHORT_USEC);
  wait_until_over (&self);
  mo_test_fails (mo_session_get (self.session, User, 9), MO_ERROR_TIMED_OUT);
  mo_await (mo_session_rollback (self.session), NULL);
  assert_rolled_back (&self);
  assert_goes_on (&self);
  close_fixture (&self);
}

static void
test_commit_cancelled (MoTest *test)
{
  Fixture self;
  g_autoptr (GError) error = NULL;
  MoFuture *committed;
  gboolean ok;

  open_fixture (&self, test, -1);
  committed = mo_session_commit (self.session);
  mo_future_cancel (committed);
  ok = mo_await (committed, &error);
  if (ok) /* it was too late */
    {
      g_assert_true (mo_session_contains (self.session, self.old));
      g_assert_cmpint (orm_test_count_users (&self.orm), ==, 2);
    }
  else
    {
      assert_rolled_back (&self);
      assert_goes_on (&self);
    }
  close_fixture (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/time/commit", test_commit_too_late);
  mo_test_add ("/session/time/rollback", test_rollback_too_late);
  mo_test_add ("/session/time/cancelled", test_commit_cancelled);
  return g_test_run ();
}
