/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions without waiting: in bodies that return futures and in their continuations; flushes whose
 * futures nobody keeps; gathers whose parts see each other as if they ran one after another. */

#include <string.h>

#include "orm-test.h"

#define SHORT_ROUNDS 300
#define FULL_ROUNDS 10000
#define N_AT_ONCE 15

static void
open_test (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, "pool_size=8&pool_timeout=120");
  orm_test_create (orm, MO_MODELS (User, Order, LoginLog));
}

/* --- a handler --- */

static void
test_login (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  open_test (&orm, test);
  orm_test_add_users (&orm, 3, "old");
  mo_test_ok (orm_login (orm.client, 2));
  mo_test_ok (orm_login (orm.client, 99));
  mo_test_ok (orm_login (orm.client, 2));
  rows = orm_test_rows (&orm, "SELECT user_id, COUNT(*) FROM login_logs GROUP BY user_id");
  g_assert_cmpstr (rows, ==, "2,2");
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE last_login IS NULL"),
                   ==, 2);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE last_login = "
                                         "(SELECT MAX(login_time) FROM login_logs)"),
                   ==, 1);
  orm_test_close (&orm);
}

/* --- continuations --- */

typedef struct
{
  MoTransaction *tx;
  User *user;
  Order *order;
} Chain;

static void
chain_clear (Chain *self)
{
  g_clear_object (&self->tx);
  g_clear_pointer (&self->user, user_unref);
  g_clear_pointer (&self->order, order_unref);
}

static MoFuture *
chain_order (MoFuture *flushed, gpointer data)
{
  Chain *self = data;
  MoSession *session = mo_transaction_get_session (self->tx);

  g_assert_cmpint (self->user->id, >, 0);
  self->order = mo_new (Order, .user_id = self->user->id, .item = "tea");
  g_assert_true (mo_session_add (session, self->order));
  mo_set (self->user, name, "Ordered");
  return mo_session_flush (session);
}

static MoFuture *
chain_read (MoFuture *flushed, gpointer data)
{
  Chain *self = data;

  g_assert_cmpint (self->order->id, >, 0);
  return mo_session_execute (
      mo_transaction_get_session (self->tx),
      mo_join (mo_select (User, Order), Order, mo_eq (MO_C (User, id), MO_C (Order, user_id))));
}

static MoFuture *
chain_check (MoFuture *read, gpointer data)
{
  Chain *self = data;

  g_assert_true (mo_future_peek_entity (read, User) == self->user);
  g_assert_true (mo_future_peek_entity (read, Order) == self->order);
  g_assert_cmpstr (self->user->name, ==, "Ordered");
  g_clear_object (&self->tx);
  return NULL;
}

static MoFuture *
body_chain (MoTransaction *tx, gpointer data)
{
  Chain *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->tx = g_object_ref (tx);
  self->user = orm_new_user (1);
  mo_session_add (session, self->user);
  return mo_then (mo_then (mo_then (mo_session_flush (session), chain_order, self, NULL),
                           chain_read, self, NULL),
                  chain_check, self, NULL);
}

static void
test_chain (MoTest *test)
{
  OrmTest orm;
  Chain chain = { NULL };
  g_autofree char *rows = NULL;

  open_test (&orm, test);
  mo_test_ok (mo_client_transaction (orm.client, body_chain, &chain, NULL));
  rows = orm_test_rows (&orm, "SELECT u.name, o.item FROM users u JOIN orders o "
                              "ON o.user_id = u.id");
  g_assert_cmpstr (rows, ==, "Ordered,tea");
  g_assert_cmpint (mo_entity_get_state (chain.user), ==, MO_ENTITY_DETACHED);
  chain_clear (&chain);
  orm_test_close (&orm);
}

/* Nothing is flushed by the body: the commit does. */
static MoFuture *
body_leaves_pending (MoTransaction *tx, gpointer data)
{
  Chain *self = data;

  self->user = orm_new_user (1);
  mo_session_add (mo_transaction_get_session (tx), self->user);
  return NULL;
}

static void
test_commit_flushes (MoTest *test)
{
  OrmTest orm;
  Chain chain = { NULL };

  open_test (&orm, test);
  mo_test_ok (mo_client_transaction (orm.client, body_leaves_pending, &chain, NULL));
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users"), ==, chain.user->id);
  chain_clear (&chain);
  mo_test_fails (mo_client_transaction (orm.client, body_leaves_pending, &chain, NULL),
                 MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpint (chain.user->id, ==, 0);
  g_assert_cmpint (mo_entity_get_state (chain.user), ==, MO_ENTITY_TRANSIENT);
  chain_clear (&chain);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

static MoFuture *
fail_late (MoFuture *flushed, gpointer data)
{
  g_assert_cmpint (((Chain *) data)->user->id, >, 0);
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_CONSTRAINT, "late");
}

static MoFuture *
body_fails_late (MoTransaction *tx, gpointer data)
{
  Chain *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->user = orm_new_user (1);
  mo_session_add (session, self->user);
  return mo_then (mo_session_flush (session), fail_late, self, NULL);
}

static MoFuture *
forgive (MoFuture *failed, gpointer data)
{
  return mo_future_new_true ();
}

/* What could not be flushed is not committed, even where somebody looked at the error. */
static MoFuture *
body_forgives (MoTransaction *tx, gpointer data)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, orm_new_user (1));
  mo_session_take (session, orm_new_user (1));
  return mo_catch (mo_session_flush (session), forgive, NULL, NULL);
}

static void
test_failures (MoTest *test)
{
  OrmTest orm;
  Chain chain = { NULL };

  open_test (&orm, test);
  mo_test_fails (mo_client_transaction (orm.client, body_fails_late, &chain, NULL),
                 MO_ERROR_CONSTRAINT);
  g_assert_cmpint (chain.user->id, ==, 0);
  g_assert_cmpint (mo_entity_get_state (chain.user), ==, MO_ENTITY_TRANSIENT);
  chain_clear (&chain);
  mo_test_fails (mo_client_transaction (orm.client, body_forgives, NULL, NULL),
                 MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  orm_test_close (&orm);
}

/* --- a flush whose future nobody keeps --- */

static gboolean
body_drops (MoTransaction *tx, gpointer data, GError **error)
{
  Chain *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) read = NULL;

  self->user = orm_new_user (1);
  mo_session_add (session, self->user);
  mo_future_unref (mo_session_flush (session));
  mo_test_ok (mo_execute (tx, "SELECT 1"));
  /* It has run before that statement, and this is the next call of the session. */
  g_assert_true (mo_session_contains (session, self->user));
  g_assert_cmpint (self->user->id, >, 0);
  read = orm_load_user (session, self->user->id);
  g_assert_true (read == self->user);
  /* And one that only the end waits for. */
  self->order = mo_new (Order, .user_id = self->user->id);
  mo_session_add (session, self->order);
  mo_future_unref (mo_session_flush (session));
  return TRUE;
}

static MoFuture *
body_drops_on_worker (MoTransaction *tx, gpointer data)
{
  Chain *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->user = orm_new_user (2);
  self->order = mo_new (Order, .item = "cake");
  mo_session_add (session, self->user);
  mo_session_add (session, self->order);
  mo_set_reference (self->order, user_id, self->user);
  mo_future_unref (mo_session_flush (session));
  return NULL;
}

static void
assert_keys (OrmTest *orm, Chain *chain)
{
  gint64 user_id = mo_test_number (
      mo_execute (orm->other, "SELECT id FROM users WHERE email = %s", chain->user->email));
  gint64 order_id = mo_test_number (
      mo_execute (orm->other, "SELECT id FROM orders WHERE user_id = %s", chain->user->id));

  g_assert_cmpint (user_id, ==, chain->user->id);
  g_assert_cmpint (order_id, ==, chain->order->id);
}

static void
test_dropped_flush (MoTest *test)
{
  OrmTest orm;
  Chain chain = { NULL };

  open_test (&orm, test);
  orm_test_run (&orm, body_drops, &chain);
  assert_keys (&orm, &chain);
  chain_clear (&chain);
  mo_test_ok (mo_client_transaction (orm.client, body_drops_on_worker, &chain, NULL));
  assert_keys (&orm, &chain);
  g_assert_cmpint (chain.order->user_id, ==, chain.user->id);
  chain_clear (&chain);
  orm_test_close (&orm);
}

/* --- rounds --- */

typedef struct
{
  guint number;
  MoTransaction *tx; /* a reference of the continuation's own */
  char *emails[3];
  User *first;
  User *third;
} Round;

static void
round_init (Round *self, guint number)
{
  *self = (Round){ .number = number };
  for (guint i = 0; i < 3; i++)
    self->emails[i] = g_strdup_printf ("%u-%c@example.com", number, 'a' + (int) i);
  self->first = mo_new (User, .name = "first", .email = self->emails[0], .points = 1);
  self->third = mo_new (User, .name = "third", .email = self->emails[2], .points = 400);
}

static void
round_clear (Round *self)
{
  for (guint i = 0; i < 3; i++)
    g_free (self->emails[i]);
  user_unref (self->first);
  user_unref (self->third);
}

static MoSelect *
round_select (Round *self)
{
  return mo_order_by (mo_where (mo_select (User), mo_in (MO_C (User, email), self->emails[0],
                                                         self->emails[1], self->emails[2])),
                      MO_C (User, email));
}

static MoFuture *
round_change_and_flush (Round *self, MoSession *session)
{
  self->first->points = 20;
  mo_set (self->first, status, "changed");
  mo_session_add (session, self->third);
  return mo_session_flush (session);
}

static MoFuture *
round_submit (Round *self, MoTransaction *tx)
{
  MoSession *session = mo_transaction_get_session (tx);
  const char *sum = "SELECT SUM(points) FROM users WHERE email IN (%s, %s, %s)";
  MoFuture *gather;

  mo_session_add (session, self->first);
  gather = mo_gather (
      mo_session_flush (session),
      mo_execute (tx, sum, self->emails[0], self->emails[1], self->emails[2]),
      mo_execute (tx, "INSERT INTO users (name, email, points) VALUES ('second', %s, 3)",
                  self->emails[1]),
      round_change_and_flush (self, session),
      mo_session_execute (session, round_select (self)),
      mo_execute (tx, sum, self->emails[0], self->emails[1], self->emails[2]));
  /* After the last flush: for the commit. */
  self->first->points = 5000;
  return gather;
}

static void
round_check (Round *self, MoGathered *got)
{
  g_autoptr (GError) error = NULL;
  MoResult *read = mo_gathered_get_result (got, 4, &error);
  User *second;

  g_assert_no_error (error);
  g_assert_cmpint (mo_gathered_int64 (got, 1), ==, 1);
  g_assert_cmpint (mo_gathered_int64 (got, 5), ==, 423);
  g_assert_cmpuint (mo_result_get_n_rows (read), ==, 3);
  second = mo_result_entity (read, 1, User);
  g_assert_true (mo_result_entity (read, 0, User) == self->first);
  g_assert_true (mo_result_entity (read, 2, User) == self->third);
  g_assert_cmpstr (second->name, ==, "second");
  g_assert_cmpint (second->points, ==, 3);
  g_assert_cmpint (self->first->points, ==, 5000);
  g_assert_cmpint (self->first->id, >, 0);
  g_assert_cmpint (second->id, >, self->first->id);
  g_assert_cmpint (self->third->id, >, second->id);
}

static void
assert_rounds (OrmTest *orm, guint n)
{
  g_assert_cmpint (orm_test_count_users (orm), ==, 3 * n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM users WHERE name = 'first' "
                                        "AND status = 'changed' AND points = 5000"),
                   ==, n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM users WHERE name = 'second' "
                                        "AND status IS NULL AND points = 3"),
                   ==, n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM users WHERE name = 'third' "
                                        "AND status IS NULL AND points = 400"),
                   ==, n);
}

static void
assert_round_keys (OrmTest *orm, Round *self)
{
  const char *sql = "SELECT id FROM users WHERE email = %s";

  g_assert_cmpint (mo_test_number (mo_execute (orm->other, sql, self->emails[0])), ==,
                   self->first->id);
  g_assert_cmpint (mo_test_number (mo_execute (orm->other, sql, self->emails[2])), ==,
                   self->third->id);
}

static gboolean
body_round (MoTransaction *tx, gpointer data, GError **error)
{
  Round *self = data;
  g_autoptr (MoGathered) got = mo_await_gathered (round_submit (self, tx), error);

  if (got != NULL)
    round_check (self, got);
  return got != NULL;
}

static guint
n_rounds (void)
{
  return mo_test_is_full () ? FULL_ROUNDS : SHORT_ROUNDS;
}

static void
test_rounds_blocking (MoTest *test)
{
  OrmTest orm;

  open_test (&orm, test);
  for (guint i = 0; i < n_rounds (); i++)
    {
      Round round;

      round_init (&round, i);
      orm_test_run (&orm, body_round, &round);
      assert_round_keys (&orm, &round);
      round_clear (&round);
    }
  assert_rounds (&orm, n_rounds ());
  orm_test_close (&orm);
}

static MoFuture *
round_continue (MoFuture *gathered, gpointer data)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = mo_future_get_value (gathered, &error);

  g_assert_no_error (error);
  round_check (data, g_value_get_boxed (value));
  return NULL;
}

static MoFuture *
body_round_async (MoTransaction *tx, gpointer data)
{
  return mo_then (round_submit (data, tx), round_continue, data, NULL);
}

static void
test_rounds_continued (MoTest *test)
{
  OrmTest orm;

  open_test (&orm, test);
  for (guint i = 0; i < n_rounds () / N_AT_ONCE; i++)
    {
      Round rounds[N_AT_ONCE];
      MoFuture *futures[N_AT_ONCE];

      for (guint j = 0; j < N_AT_ONCE; j++)
        {
          round_init (&rounds[j], i * N_AT_ONCE + j);
          futures[j] = mo_client_transaction (orm.client, body_round_async, &rounds[j], NULL);
        }
      mo_test_ok (mo_gather_array (futures, N_AT_ONCE));
      for (guint j = 0; j < N_AT_ONCE; j++)
        {
          assert_round_keys (&orm, &rounds[j]);
          round_clear (&rounds[j]);
        }
    }
  assert_rounds (&orm, n_rounds () / N_AT_ONCE * N_AT_ONCE);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/async/login", test_login);
  mo_test_add ("/orm/async/chain", test_chain);
  mo_test_add ("/orm/async/commit-flushes", test_commit_flushes);
  mo_test_add ("/orm/async/failures", test_failures);
  mo_test_add ("/orm/async/dropped-flush", test_dropped_flush);
  mo_test_add ("/orm/async/rounds-blocking", test_rounds_blocking);
  mo_test_add ("/orm/async/rounds-continued", test_rounds_continued);
  return g_test_run ();
}
