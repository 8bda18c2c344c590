/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One transaction for the session, for statements and for MatrixOne's commands: all of it, or
 * nothing. */

#include "orm-test.h"

typedef struct
{
  OrmTest *orm;
  char *snapshot;
  char *backup;
  gboolean fail;
} Scene;

static void
scene_open (Scene *self, OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (User));
  *self = (Scene){ orm, mo_test_unique ("snap"), mo_test_unique ("backup"), FALSE };
}

static void
scene_close (Scene *self)
{
  g_autofree char *drop = g_strdup_printf ("DROP DATABASE IF EXISTS %s", self->backup);

  mo_await (mo_snapshot_drop (self->orm->other, self->snapshot), NULL);
  orm_test_sql (self->orm, drop);
  g_free (self->snapshot);
  g_free (self->backup);
  orm_test_close (self->orm);
}

static gboolean
run_commands (Scene *self, MoTransaction *tx, GError **error)
{
  if (!self->orm->test->is_matrixone)
    return TRUE;
  return mo_await (mo_snapshot_create_database (tx, self->snapshot, self->orm->database), error)
         && mo_await (mo_clone_database (tx, self->backup, self->orm->database), error);
}

static gboolean
body_unified (MoTransaction *tx, gpointer data, GError **error)
{
  Scene *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) alice = mo_new (User, .name = "Alice", .email = "alice@example.com");
  g_autoptr (GPtrArray) users = NULL;

  mo_session_add (session, alice);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  users = mo_await_all (mo_session_execute (session, mo_select (User)), error);
  if (users == NULL)
    return FALSE;
  g_assert_cmpuint (users->len, ==, 1);
  g_assert_true (g_ptr_array_index (users, 0) == alice);
  mo_set (alice, name, "Alice Updated");
  if (!mo_await (mo_session_flush (session), error)
      || !mo_await (mo_execute (tx, "INSERT INTO users (name, email, points) VALUES (%s, %s, 0)",
                                "Bob", "bob@example.com"),
                    error)
      || !run_commands (self, tx, error))
    return FALSE;
  /* Of the commit's own: behind the statement, before the commands. */
  mo_set (alice, status, "last");
  if (self->fail)
    g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "of the body's own");
  return !self->fail;
}

#define ROWS "Alice Updated,last;Bob,NULL"

static void
assert_rows (Scene *self, const char *from)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name, status FROM %s ORDER BY id", from);
  g_autofree char *rows = orm_test_rows (self->orm, sql);

  g_assert_cmpstr (rows, ==, ROWS);
}

static void
test_committed (MoTest *test)
{
  OrmTest orm;
  Scene self;

  scene_open (&self, &orm, test);
  orm_test_run (&orm, body_unified, &self);
  assert_rows (&self, "users");
  if (test->is_matrixone)
    {
      g_autofree char *in_snapshot = g_strdup_printf ("users {snapshot = '%s'}", self.snapshot);
      g_autofree char *in_backup = g_strdup_printf ("%s.users", self.backup);

      orm_test_sql (&orm, "DELETE FROM users");
      assert_rows (&self, in_snapshot);
      assert_rows (&self, in_backup);
    }
  scene_close (&self);
}

static void
test_rolled_back (MoTest *test)
{
  OrmTest orm;
  Scene self;

  scene_open (&self, &orm, test);
  self.fail = TRUE;
  orm_test_run_fails (&orm, body_unified, &self, MO_ERROR_CONSTRAINT);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  if (test->is_matrixone)
    {
      g_autofree char *in_backup = g_strdup_printf ("SELECT COUNT(*) FROM %s.users", self.backup);

      mo_test_fails (mo_execute (orm.other, in_backup), MO_ERROR_NO_SUCH_OBJECT);
      g_assert_false (mo_await (mo_snapshot_drop (orm.other, self.snapshot), NULL));
    }
  scene_close (&self);
}

/* The commands wait for a flush that the commit makes, and go with it. */
static gboolean
body_fails_at_commit (MoTransaction *tx, gpointer data, GError **error)
{
  Scene *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, orm_new_user (1));
  mo_session_take (session, orm_new_user (1));
  return run_commands (self, tx, error);
}

static void
test_flush_fails (MoTest *test)
{
  OrmTest orm;
  Scene self;

  scene_open (&self, &orm, test);
  orm_test_run_fails (&orm, body_fails_at_commit, &self, MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  if (test->is_matrixone)
    g_assert_false (mo_await (mo_snapshot_drop (orm.other, self.snapshot), NULL));
  scene_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/unified/committed", test_committed);
  mo_test_add ("/orm/unified/rolled-back", test_rolled_back);
  mo_test_add ("/orm/unified/flush-fails", test_flush_fails);
  return g_test_run ();
}
