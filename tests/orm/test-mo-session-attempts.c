/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances in a body that is run again. */

#include "orm-test.h"

/* In a transaction of its own. */
static void
insert_known (OrmTest *orm, User *user)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);

  mo_session_add (mo_transaction_get_session (tx), user);
  mo_test_ok (mo_transaction_commit (tx));
}

typedef struct
{
  User *known; /* with a row */
  User *fresh;
  Order *order; /* of the fresh one */
  guint n_runs;
} Again;

static gboolean
pay (MoTransaction *tx, gpointer data, GError **error)
{
  Again *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->n_runs++;
  g_assert_cmpint (mo_entity_get_state (self->fresh), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (self->fresh->id, ==, 0);
  g_assert_cmpint (self->order->user_id, ==, 0);
  g_assert_cmpint (self->known->points, ==, 10);
  g_assert_cmpstr (self->known->name, ==, "User1");
  g_assert_cmpint (mo_entity_get_state (self->known), ==, MO_ENTITY_DETACHED);
  mo_session_add (session, self->known);
  mo_session_add (session, self->order); /* and with it the fresh one */
  mo_set (self->known, points, self->known->points + 1);
  mo_set (self->known, name, "another");
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  mo_set (self->fresh, points, self->fresh->points + 100);
  g_assert_cmpint (self->fresh->id, >, 0);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  return self->n_runs == 3
         || mo_await (mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"), error);
}

/* Each run finds the instances as the first one did, and not half paid. */
static void
test_run_again (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  OrmTest orm;
  g_autoptr (User) known = orm_new_user (1);
  g_autoptr (User) fresh = orm_new_user (2);
  g_autoptr (Order) order = mo_new (Order);
  Again again = { known, fresh, order, 0 };
  g_autoptr (GError) error = NULL;

  orm_test_open_gated (&orm, test);
  mo_set (known, name, "User1");
  known->points = 10;
  fresh->points = 20;
  insert_known (&orm, known);
  mo_set_reference (order, user_id, fresh);
  mo_transaction_options_set_max_attempts (options, 3);
  mo_transaction_options_set_backoff (options, 0, 0);
  mo_client_run_transaction_with (orm.client, options, pay, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again.n_runs, ==, 3);
  g_assert_cmpint (known->points, ==, 11);
  g_assert_cmpint (fresh->points, ==, 120);
  g_assert_cmpint (order->user_id, ==, fresh->id);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT SUM(points) FROM users"), ==, 11 + 120);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT user_id FROM orders"), ==, fresh->id);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE name = 'another'"), ==,
                   1);
  orm_test_close (&orm);
}

typedef struct
{
  User *deleted;
  User *added; /* by one body, and deleted by it */
  guint n_runs;
} Deletion;

static gboolean
delete_both (MoTransaction *tx, gpointer data, GError **error)
{
  Deletion *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  self->n_runs++;
  g_assert_cmpint (mo_entity_get_state (self->deleted), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (self->added), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (self->added->id, ==, 0);
  g_assert_cmpstr (self->deleted->name, ==, "User1");
  mo_session_add (session, self->deleted);
  mo_session_add (session, self->added);
  mo_set (self->deleted, name, "Changed");
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  mo_session_delete (session, self->deleted);
  mo_session_delete (session, self->added);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  g_assert_cmpint (mo_test_number (mo_execute (tx, "SELECT COUNT(*) FROM users")), ==, 0);
  if (self->n_runs == 2) /* what is marked, and not flushed, is put back as well */
    mo_session_expunge (session, self->deleted);
  return self->n_runs == 3
         || mo_await (mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"), error);
}

/* What a run has deleted is there for the next one. */
static void
test_deleted (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  OrmTest orm;
  g_autoptr (User) deleted = orm_new_user (1);
  g_autoptr (User) added = orm_new_user (2);
  Deletion self = { deleted, added, 0 };
  g_autoptr (GError) error = NULL;

  orm_test_open_gated (&orm, test);
  insert_known (&orm, deleted);
  mo_transaction_options_set_max_attempts (options, 3);
  mo_transaction_options_set_backoff (options, 0, 0);
  mo_client_run_transaction_with (orm.client, options, delete_both, &self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self.n_runs, ==, 3);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  g_assert_cmpint (mo_entity_get_state (deleted), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (mo_entity_get_state (added), ==, MO_ENTITY_TRANSIENT);
  orm_test_close (&orm);
}

/* --- a row that others have changed --- */

typedef struct
{
  gint64 id;
  gint64 balance;
  gint64 version;
} Account;

MO_DEFINE_MODEL (Account, account, "accounts",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (balance, 0),
                 MO_COLUMN (version, MO_VERSION))

typedef struct
{
  OrmTest *orm;
  guint n_runs;
} Withdrawal;

/* Others are faster, once. */
static gboolean
withdraw (MoTransaction *tx, gpointer data, GError **error)
{
  Withdrawal *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Account) account = mo_await_entity (mo_session_get (session, Account, 1), error);

  if (account == NULL)
    return FALSE;
  if (++self->n_runs == 1)
    orm_test_sql (self->orm,
                  "UPDATE accounts SET balance = balance - 1, version = version + 1");
  mo_set (account, balance, account->balance - 10);
  return TRUE;
}

/* A body that reads what it changes does so again. */
static void
test_stale (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  OrmTest orm;
  Withdrawal self = { &orm, 0 };
  g_autoptr (GError) error = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Account));
  orm_test_sql (&orm, "INSERT INTO accounts (id, balance, version) VALUES (1, 100, 1)");
  mo_client_run_transaction (orm.client, withdraw, &self, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT);
  g_assert_true (mo_error_is_retryable (error));
  g_assert_cmpuint (self.n_runs, ==, 1);
  self.n_runs = 0;
  g_clear_error (&error);
  mo_transaction_options_set_max_attempts (options, 2);
  mo_transaction_options_set_backoff (options, 0, 0);
  mo_client_run_transaction_with (orm.client, options, withdraw, &self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self.n_runs, ==, 2);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT balance FROM accounts"), ==, 88);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/orm/attempts/run-again", test_run_again);
  mo_test_add_mariadb ("/orm/attempts/deleted", test_deleted);
  mo_test_add_mariadb ("/orm/attempts/stale", test_stale);
  return g_test_run ();
}
