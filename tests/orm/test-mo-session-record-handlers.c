/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the program may do while a record tells what has changed, or goes. */

#include "orm-test.h"
#include "record-models.h"

static void
open_members (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (Member));
}

typedef struct
{
  MoTransaction *tx;
  Member *mine; /* the last reference but the session's */
  guint n_gone;
  MoFuture *found;
} Handler;

static void
count (gpointer data, GObject *gone)
{
  ++*(guint *) data;
}

static void
flush_again (Member *ann, GParamSpec *pspec, gpointer data)
{
  Handler *self = data;
  MoSession *session = mo_transaction_get_session (self->tx);

  g_assert_cmpint (ann->id, >, 0);
  mo_set (ann, name, "Anna");
  mo_session_take (session, mo_new (Member, .name = "Bea"));
  mo_test_ok (mo_session_flush (session));
  g_assert_true (mo_session_contains (session, ann));
  mo_test_ok (mo_session_close (session));
  g_clear_object (&self->mine);
}

static void
test_handler (MoTest *test)
{
  OrmTest orm;
  Handler self = { NULL, mo_new (Member, .name = "Ann"), 0, NULL };
  g_autofree char *rows = NULL;

  open_members (&orm, test);
  g_object_weak_ref (G_OBJECT (self.mine), count, &self.n_gone);
  g_signal_connect (self.mine, "notify::id", G_CALLBACK (flush_again), &self);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);

    self.tx = tx;
    mo_session_add (mo_transaction_get_session (tx), self.mine);
    mo_test_ok (mo_session_flush (mo_transaction_get_session (tx)));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_null (self.mine);
  g_assert_cmpuint (self.n_gone, ==, 1);
  rows = orm_test_rows (&orm, "SELECT name FROM members ORDER BY name");
  g_assert_cmpstr (rows, ==, "Anna;Bea");
  orm_test_close (&orm);
}

static void
roll_back (Member *ann, GParamSpec *pspec, gpointer data)
{
  Handler *self = data;
  MoSession *session = mo_transaction_get_session (self->tx);

  if (ann->id != 0)
    mo_test_ok (mo_session_rollback (session));
  else
    mo_test_fails (mo_session_flush (session), MO_ERROR_TRANSACTION_FINISHED);
  self->n_gone++;
}

/* The transaction ends inside of the call that applies a flush. */
static void
test_handler_rolls_back (MoTest *test)
{
  OrmTest orm;
  Handler self = { NULL, mo_new (Member, .name = "Ann"), 0, NULL };

  open_members (&orm, test);
  g_signal_connect (self.mine, "notify::id", G_CALLBACK (roll_back), &self);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    self.tx = tx;
    mo_session_add (session, self.mine);
    mo_test_ok (mo_session_flush (session));
    g_assert_cmpint (self.mine->id, ==, 0);
    mo_test_fails (mo_session_flush (session), MO_ERROR_TRANSACTION_FINISHED);
  }
  g_assert_cmpuint (self.n_gone, ==, 2);
  g_object_unref (self.mine);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM members"), ==, 0);
  orm_test_close (&orm);
}

static void
add_another (gpointer data, GObject *gone)
{
  Handler *self = data;
  MoSession *session = mo_transaction_get_session (self->tx);

  self->n_gone++;
  g_assert_true (mo_session_take (session, mo_new (Member, .name = "Bea")));
  if (self->found == NULL)
    self->found = mo_session_one (
        session, mo_where (mo_select (Member), mo_eq (MO_C (Member, name), "Cid")));
}

/* What a record does in its last moment finds a session that works. */
static void
test_last_moment (MoTest *test)
{
  OrmTest orm;
  Handler self = { NULL, NULL, 0, NULL };

  open_members (&orm, test);
  orm_test_sql (&orm, "INSERT INTO members (id, name, age, level, admin, height) "
                      "VALUES (9, 'Cid', 30, 1, 0, 1.5)");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (Member) cid = NULL;

    self.tx = tx;
    for (guint i = 0; i < 3; i++)
      {
        Member *ann = mo_new (Member, .name = "Ann");

        g_object_weak_ref (G_OBJECT (ann), add_another, &self);
        mo_session_take (session, ann);
      }
    mo_test_ok (mo_session_close (session));
    g_assert_cmpuint (self.n_gone, ==, 3);
    cid = orm_entity (g_steal_pointer (&self.found));
    g_assert_true (mo_session_contains (session, cid)); /* which it met behind its close */
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM members WHERE name = 'Bea'"), ==,
                   3);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM members"), ==, 4);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/session/record/handler", test_handler);
  mo_test_add ("/orm/session/record/handler-rolls-back", test_handler_rolls_back);
  mo_test_add ("/orm/session/record/last-moment", test_last_moment);
  return g_test_run ();
}
