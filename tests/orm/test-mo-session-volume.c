/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A migration of many rows in one transaction, and a stream of upserts. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  char *full_name;
  char *email_address;
  GDateTime *creation_date;
} OldUser;

MO_DEFINE_MODEL (OldUser, old_user, "old_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (full_name, MO_NULLABLE, .length = 100),
                 MO_COLUMN (email_address, MO_NULLABLE, .length = 100),
                 MO_COLUMN (creation_date, MO_NULLABLE))

typedef struct
{
  gint64 id; /* the stream's, not the server's */
  gint64 value;
  GDateTime *created_at;
  GDateTime *updated_at;
} DataRecord;

MO_DEFINE_MODEL (DataRecord, data_record, "data_records",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (value, 0),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW),
                 MO_COLUMN (updated_at, MO_NULLABLE))

/* --- migration --- */

typedef struct
{
  OrmTest *orm;
  const char *snapshot; /* NULL: the server has none */
  guint n;
} Migration;

static void
add_old_users (OrmTest *orm, guint n)
{
  for (guint i = 0; i < n;)
    {
      g_autoptr (GString) sql = g_string_new (
          "INSERT INTO old_users (full_name, email_address, creation_date) VALUES ");

      for (guint j = 0; j < 1000 && i < n; i++, j++)
        g_string_append_printf (sql, "%s('Old %u', 'old%u@example.com', "
                                     "'2001-02-03 04:05:06.%06u')",
                                j > 0 ? ", " : "", i, i, i);
      orm_test_sql (orm, sql->str);
    }
}

static gboolean
body_migrates (MoTransaction *tx, gpointer data, GError **error)
{
  Migration *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) old
      = mo_await_all (mo_session_execute (session, mo_select (OldUser)), error);

  if (old == NULL)
    return FALSE;
  g_assert_cmpuint (old->len, ==, self->n);
  MO_FOREACH (OldUser, user, old)
    g_assert_true (mo_session_take (session, mo_new (User, .name = user->full_name,
                                                     .email = user->email_address,
                                                     .points = user->id,
                                                     .created_at = user->creation_date)));
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  return self->snapshot == NULL
         || mo_await (mo_snapshot_create_database (tx, self->snapshot, self->orm->database), error);
}

static void
assert_migrated (OrmTest *orm, guint n)
{
  g_assert_cmpint (orm_test_count_users (orm), ==, n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM old_users o JOIN users u "
                                        "ON u.email = o.email_address AND u.name = o.full_name "
                                        "AND u.created_at = o.creation_date AND u.points = o.id "
                                        "AND u.status IS NULL"),
                   ==, n);
}

static void
test_migration (MoTest *test)
{
  OrmTest orm;
  g_autofree char *snapshot = mo_test_unique ("snap");
  Migration migration = { &orm, test->is_matrixone ? snapshot : NULL,
                          mo_test_is_full () ? 100000 : 5000 };
  g_autofree char *count = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (OldUser, User));
  add_old_users (&orm, migration.n);
  orm_test_run (&orm, body_migrates, &migration);
  assert_migrated (&orm, migration.n);
  if (test->is_matrixone)
    {
      orm_test_sql (&orm, "DELETE FROM users");
      count = g_strdup_printf ("SELECT COUNT(*) FROM users {snapshot = '%s'}", snapshot);
      g_assert_cmpint (orm_test_int64 (&orm, count), ==, migration.n);
      mo_test_ok (mo_snapshot_drop (orm.other, snapshot));
    }
  orm_test_close (&orm);
}

/* --- a stream --- */

typedef struct
{
  guint next;
  guint end;
} Stream;

static void
add_known (OrmTest *orm, guint n)
{
  for (guint i = 0; i < n;)
    {
      g_autoptr (GString) sql
          = g_string_new ("INSERT INTO data_records (id, value, created_at) VALUES ");

      for (guint j = 0; j < 1000 && i < n; i += 2, j++)
        g_string_append_printf (sql, "%s(%u, -1, '2000-01-01')", j > 0 ? ", " : "", i);
      orm_test_sql (orm, sql->str);
    }
}

/* The record of that number: changed if it is known, added if not; flushed by itself. */
static gboolean
upsert (MoSession *session, guint number, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GError) failed = NULL;
  g_autoptr (DataRecord) known = mo_await_entity (
      mo_session_one_or_none (session, mo_where (mo_select (DataRecord),
                                                 mo_eq (MO_C (DataRecord, id), number))),
      &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (known == NULL)
    mo_session_take (session, mo_new (DataRecord, .id = number, .value = 3 * (gint64) number));
  else
    {
      known->value = 3 * (gint64) number;
      mo_set (known, updated_at, now);
    }
  return mo_await (mo_session_flush (session), error);
}

static gboolean
body_streams (MoTransaction *tx, gpointer data, GError **error)
{
  Stream *self = data;

  for (; self->next < self->end; self->next++)
    if (!upsert (mo_transaction_get_session (tx), self->next, error))
      return FALSE;
  return TRUE;
}

/* Each second record is known; a transaction for each five hundred. */
static void
test_stream (MoTest *test)
{
  OrmTest orm;
  guint n = mo_test_is_full () ? 10000 : 1000;
  Stream stream = { 0, 0 };

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (DataRecord));
  add_known (&orm, n);
  while (stream.end < n)
    {
      stream.end += 500;
      orm_test_run (&orm, body_streams, &stream);
    }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM data_records WHERE value = 3 * id"),
                   ==, n);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM data_records WHERE id % 2 = 0 "
                                         "AND updated_at IS NOT NULL "
                                         "AND created_at = '2000-01-01'"),
                   ==, n / 2);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM data_records WHERE id % 2 = 1 "
                                         "AND updated_at IS NULL AND created_at > '2000-01-02'"),
                   ==, n / 2);
  orm_test_close (&orm);
}

/* --- many pages in one transaction --- */

typedef struct
{
  gint64 id;
  gint64 owner_id;
  GBytes *data; /* whose end tells that of the instance */
} Piece;

MO_DEFINE_MODEL (Piece, piece, "pieces",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (owner_id, MO_NULLABLE),
                 MO_COLUMN (data, MO_NULLABLE, .length = 10))

static void
count_down (gpointer n)
{
  --*(guint *) n;
}

static Piece *
new_piece (guint *n_alive)
{
  g_autoptr (GBytes) data = g_bytes_new_with_free_func ("x", 1, count_down, n_alive);

  ++*n_alive;
  return mo_new (Piece, .data = data);
}

/* Writes each twice; the first is the program's, too. */
static void
write_pieces (MoSession *session, guint n, Piece *kept, guint *n_alive)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (Piece) piece = i == 0 ? piece_ref (kept) : new_piece (n_alive);

      mo_session_add (session, piece);
      if (i == n / 2)
        mo_test_ok (mo_session_flush (session));
      mo_set (piece, owner_id, i + 1);
    }
  mo_test_ok (mo_session_flush (session));
}

/* What nobody sees any more is not kept for a rollback. */
static void
test_closed (MoTest *test)
{
  OrmTest orm;
  guint n_alive = 0;
  g_autoptr (Piece) kept = new_piece (&n_alive);
  g_autoptr (MoTransaction) tx = NULL;
  MoSession *session;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Piece));
  tx = mo_test_begin (orm.client);
  session = mo_transaction_get_session (tx);
  write_pieces (session, 10, kept, &n_alive);
  g_assert_cmpuint (n_alive, ==, 10);
  mo_test_ok (mo_session_close (session));
  g_assert_cmpuint (n_alive, ==, 1);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_entity_get_state (kept), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (kept->id, ==, 0);
  orm_test_close (&orm);
}

typedef struct
{
  guint n_alive;
  Piece *kept;
} Scoped;

static gboolean
write_and_fail (MoTransaction *tx, gpointer data, GError **error)
{
  Scoped *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Piece) piece = new_piece (&self->n_alive);

  write_pieces (session, 10, piece, &self->n_alive);
  mo_test_ok (mo_session_close (session));
  g_assert_cmpuint (self->n_alive, ==, 11); /* those from before are the scope's, too */
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

static void
test_closed_in_scope (MoTest *test)
{
  OrmTest orm;
  Scoped self = { 0, NULL };
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (GError) error = NULL;
  MoSession *session;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Piece));
  tx = mo_test_begin (orm.client);
  session = mo_transaction_get_session (tx);
  self.kept = new_piece (&self.n_alive);
  write_pieces (session, 10, self.kept, &self.n_alive);
  mo_transaction_run_nested (tx, write_and_fail, &self, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
  g_assert_cmpint (mo_entity_get_state (self.kept), ==, MO_ENTITY_PERSISTENT);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_entity_get_state (self.kept), ==, MO_ENTITY_TRANSIENT);
  piece_unref (self.kept);
  g_assert_cmpuint (self.n_alive, ==, 0);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/volume/migration", test_migration);
  mo_test_add ("/orm/volume/stream", test_stream);
  mo_test_add ("/orm/volume/closed", test_closed);
  mo_test_add_mariadb ("/orm/volume/closed-in-scope", test_closed_in_scope);
  return g_test_run ();
}
