/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session does only when it is told to. */

#include "orm-test.h"

static char *
read_name (MoSession *session)
{
  g_autoptr (User) user = orm_load_user (session, 1);

  return g_strdup (user->name);
}

static gboolean
body_expires_not (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);
  g_autofree char *after_commit = NULL;

  g_assert_false (mo_session_get_expire_on_commit (session));
  mo_test_ok (mo_execute (tx, "UPDATE users SET name = 'Behind' WHERE id = 1"));
  mo_test_ok (mo_session_commit (session));
  after_commit = read_name (session);
  g_assert_cmpstr (after_commit, ==, "User1");
  g_assert_cmpstr (user->name, ==, "User1");
  mo_session_set_expire_on_commit (session, TRUE);
  g_assert_true (mo_session_get_expire_on_commit (session));
  return TRUE;
}

static void
test_expire_on_commit_is_off (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_expires_not, NULL);
  orm_test_close (&orm);
}

static gint64
count_in_session (MoSession *session)
{
  return mo_test_number (mo_session_execute (session, mo_select_expr (mo_count (MO_C (User, id)))));
}

static gboolean
body_autoflushes (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (1);

  g_assert_false (mo_session_get_autoflush (session));
  mo_session_add (session, user);
  g_assert_cmpint (count_in_session (session), ==, 0);
  g_assert_cmpint (user->id, ==, 0);
  mo_session_set_autoflush (session, TRUE);
  g_assert_true (mo_session_get_autoflush (session));
  g_assert_cmpint (count_in_session (session), ==, 1);
  g_assert_cmpint (user->id, >, 0);
  mo_session_set_autoflush (session, FALSE);
  mo_session_take (session, orm_new_user (2));
  g_assert_cmpint (count_in_session (session), ==, 1);
  return TRUE;
}

static void
test_autoflush_is_off (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run (&orm, body_autoflushes, NULL);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 2);
  orm_test_close (&orm);
}

static void
test_autocommit_is_off (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
      MoSession *session = mo_transaction_get_session (tx);

      mo_session_take (session, orm_new_user (i));
      mo_test_ok (mo_session_flush (session));
      mo_test_ok (mo_session_commit (session));
      g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
      mo_test_ok (i == 0 ? mo_transaction_rollback (tx) : mo_transaction_commit (tx));
    }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/session/expire-on-commit-is-off", test_expire_on_commit_is_off);
  mo_test_add ("/orm/session/autoflush-is-off", test_autoflush_is_off);
  mo_test_add ("/orm/session/autocommit-is-off", test_autocommit_is_off);
  return g_test_run ();
}
