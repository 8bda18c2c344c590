/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries that lock what they read, and queries of what was. */

#include "orm-test.h"

static MoSelect *
user_one (void)
{
  return mo_where (mo_select (User), mo_eq (MO_C (User, id), 1));
}

/* Who locks second waits for the end of the first, and reads what that has written. */
static void
test_for_update (MoTest *test)
{
  OrmTest orm;
  g_autoptr (MoTransaction) first = NULL;
  g_autoptr (MoTransaction) second = NULL;
  g_autoptr (User) user = NULL;
  g_autoptr (User) later = NULL;
  MoFuture *waiting;

  orm_test_open_with_users (&orm, test, 2);
  first = mo_test_begin (orm.client);
  second = mo_test_begin (orm.client);
  user = orm_entity (mo_session_one (mo_transaction_get_session (first),
                                     mo_for_update (user_one (), MO_LOCK_WAIT)));
  waiting = mo_session_one (mo_transaction_get_session (second),
                            mo_for_update (user_one (), MO_LOCK_WAIT));
  user->points = 7;
  mo_test_ok (mo_transaction_commit (first));
  later = orm_entity (waiting);
  g_assert_cmpint (later->points, ==, 7);
  mo_test_ok (mo_transaction_commit (second));
  orm_test_close (&orm);
}

static guint
count (MoTransaction *tx, MoSelect *select)
{
  g_autoptr (GPtrArray) all
      = orm_all (mo_session_execute (mo_transaction_get_session (tx), select));

  return all->len;
}

static void
test_waits (MoTest *test)
{
  OrmTest orm;
  g_autoptr (MoTransaction) first = NULL;
  g_autoptr (MoTransaction) second = NULL;

  orm_test_open_with_users (&orm, test, 3);
  first = mo_test_begin (orm.client);
  second = mo_test_begin (orm.client);
  g_assert_cmpuint (count (first, mo_for_update (user_one (), MO_LOCK_WAIT)), ==, 1);
  g_assert_cmpuint (count (second, mo_for_update (mo_select (User), MO_LOCK_SKIP_LOCKED)), ==, 2);
  mo_test_ok (mo_transaction_rollback (second));
  g_clear_object (&second);
  second = mo_test_begin (orm.client);
  g_assert_cmpuint (count (second, mo_for_share (mo_select (User), MO_LOCK_SKIP_LOCKED)), ==, 2);
  mo_test_fails (mo_session_execute (mo_transaction_get_session (second),
                                     mo_for_share (user_one (), MO_LOCK_NOWAIT)),
                 MO_ERROR_LOCK_TIMEOUT);
  mo_test_ok (mo_transaction_rollback (second));
  mo_test_ok (mo_transaction_rollback (first));
  orm_test_close (&orm);
}

/* Two may share, but neither may then be alone with it. */
static void
test_for_share (MoTest *test)
{
  OrmTest orm;
  g_autoptr (MoTransaction) first = NULL;
  g_autoptr (MoTransaction) second = NULL;

  orm_test_open_with_users (&orm, test, 2);
  first = mo_test_begin (orm.client);
  second = mo_test_begin (orm.client);
  g_assert_cmpuint (count (first, mo_for_share (user_one (), MO_LOCK_WAIT)), ==, 1);
  g_assert_cmpuint (count (second, mo_for_share (user_one (), MO_LOCK_NOWAIT)), ==, 1);
  mo_test_fails (mo_session_execute (mo_transaction_get_session (second),
                                     mo_for_update (user_one (), MO_LOCK_NOWAIT)),
                 MO_ERROR_LOCK_TIMEOUT);
  mo_test_ok (mo_transaction_rollback (second));
  mo_test_ok (mo_transaction_rollback (first));
  orm_test_close (&orm);
}

/* --- the past --- */

typedef struct
{
  OrmTest orm;
  char *snapshot;
} Past;

static gboolean
body_snapshot (MoTransaction *tx, gpointer data, GError **error)
{
  Past *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) now = orm_load_user (session, 1);
  g_autoptr (User) then = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_cmpint (now->points, ==, 9);
  then = orm_entity (mo_session_one (session, mo_at_snapshot (user_one (), self->snapshot)));
  g_assert_true (then != now);
  g_assert_cmpint (then->points, ==, 1);
  g_assert_cmpint (mo_entity_get_state (then), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (now->points, ==, 9);
  all = orm_all (mo_session_execute (session, mo_at_snapshot (mo_select (User), self->snapshot)));
  g_assert_cmpuint (all->len, ==, 2);
  g_clear_pointer (&all, g_ptr_array_unref);
  /* Those that are gone, by a query of the past inside one of the present. */
  all = orm_all (mo_session_execute (
      session,
      mo_where (mo_at_snapshot (mo_select (User), self->snapshot),
                mo_not (mo_in_select (MO_C (User, id), mo_select_expr (MO_C (User, id)))))));
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (((User *) all->pdata[0])->id, ==, 2);
  then->points = 55; /* written by nobody */
  return TRUE;
}

static void
test_snapshot (MoTest *test)
{
  Past self;

  orm_test_open_with_users (&self.orm, test, 2);
  self.snapshot = mo_test_unique ("snapshot");
  mo_test_ok (
      mo_snapshot_create_database (self.orm.other, self.snapshot, self.orm.database));
  orm_test_sql (&self.orm, "UPDATE users SET points = 9 WHERE id = 1");
  orm_test_sql (&self.orm, "DELETE FROM users WHERE id = 2");
  orm_test_run (&self.orm, body_snapshot, &self);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT points FROM users WHERE id = 1"), ==, 9);
  mo_test_ok (mo_snapshot_drop (self.orm.other, self.snapshot));
  mo_test_fails (mo_client_select (self.orm.client,
                                   mo_at_snapshot (mo_select (User), self.snapshot)),
                 MO_ERROR_SERVER);
  g_free (self.snapshot);
  orm_test_close (&self.orm);
}

/* (transfer full): what the server's clock says, which is in UTC for us. */
static GDateTime *
server_time (OrmTest *orm)
{
  g_autoptr (MoResult) result = orm_result (mo_execute (orm->other, "SELECT UTC_TIMESTAMP(6)"));
  MoValue cell = mo_result_get_value (result, 0, 0);
  g_autoptr (GError) error = NULL;
  GDateTime *time = mo_value_to_date_time (&cell, &error);

  g_assert_no_error (error);
  return time;
}

static void
test_timestamp (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GDateTime) before = NULL;
  g_autoptr (GDateTime) abroad = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (5 * 3600);
  g_autoptr (GPtrArray) then = NULL;
  g_autoptr (GPtrArray) now = NULL;

  orm_test_open_with_users (&orm, test, 2);
  before = server_time (&orm);
  abroad = g_date_time_to_timezone (before, zone);
  orm_test_sql (&orm, "DELETE FROM users WHERE id = 2");
  then = orm_all (mo_client_select (orm.client, mo_at_timestamp (mo_select (User), abroad)));
  g_assert_cmpuint (then->len, ==, 2);
  now = orm_all (mo_client_select (orm.client, mo_select (User)));
  g_assert_cmpuint (now->len, ==, 1);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/locks/for-update", test_for_update);
  mo_test_add_mariadb ("/session/locks/waits", test_waits);
  mo_test_add_mariadb ("/session/locks/for-share", test_for_share);
  mo_test_add_matrixone ("/session/locks/snapshot", test_snapshot);
  mo_test_add_matrixone ("/session/locks/timestamp", test_timestamp);
  return g_test_run ();
}
