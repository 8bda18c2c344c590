/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Flushes that are hard: changes of every type that differ from row to row, values that are
 * refused, flushes that are cancelled, transactions that are rolled back after them. */

#include <gio/gio.h>
#include <string.h>

#include "orm-everything.h"

#define N_ROWS 60

/* --- every type, every row another value --- */

typedef struct
{
  GRand *random;
  GPtrArray *rows;
} Chaos;

static char *
random_text (GRand *random, guint longest)
{
  static const char *const parts[]
      = { "a", "'", "\"", "\\", "%", "_", "?", "%s", "\xc3\xa9", "\xf0\x9f\x98\x80", "\n", " ",
          "NULL", "0", "--", "/*", ";", "`", "\t" };
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (random, 0, (gint32) longest / 4);

  for (guint i = 0; i < n; i++)
    g_string_append (text, parts[g_rand_int_range (random, 0, G_N_ELEMENTS (parts))]);
  /* What a server may pad or strip is none of this test's business. */
  g_string_append_c (text, 'z');
  return g_string_free (text, FALSE);
}

static GBytes *
random_bytes (GRand *random, gsize longest)
{
  gsize n = (gsize) g_rand_int_range (random, 0, (gint32) longest);
  guint8 *data = g_malloc (n + 1);

  for (gsize i = 0; i <= n; i++)
    data[i] = (guint8) g_rand_int (random);
  data[n] = 1;
  return g_bytes_new_take (data, n + 1);
}

static gint64
random_64 (GRand *random)
{
  return (gint64) ((guint64) g_rand_int (random) << 32 | g_rand_int (random));
}

static void
change_numbers (Everything *self, GRand *random)
{
  self->flag = g_rand_boolean (random);
  self->wide_flag = g_rand_boolean (random);
  self->tiny = (gint8) g_rand_int (random);
  self->small = (gint16) g_rand_int (random);
  self->medium = (gint32) g_rand_int (random);
  self->big = random_64 (random);
  self->utiny = (guint8) g_rand_int (random);
  self->usmall = (guint16) g_rand_int (random);
  self->umedium = g_rand_int (random);
  self->ubig = (guint64) random_64 (random);
  self->precise = g_rand_double_range (random, -1e9, 1e9);
  self->maybe_number = (MoNullInt64){ 0, FALSE };
  self->maybe_precise = (MoNullDouble){ 0, FALSE };
  if (g_rand_boolean (random))
    self->maybe_number = (MoNullInt64){ random_64 (random), TRUE };
  if (g_rand_boolean (random))
    self->maybe_precise = (MoNullDouble){ g_rand_double (random), TRUE };
}

static void
change_pointers (Everything *self, GRand *random)
{
  g_autofree char *text = g_rand_boolean (random) ? random_text (random, 60) : NULL;
  g_autofree char *long_text = g_rand_boolean (random) ? random_text (random, 4000) : NULL;
  g_autoptr (GBytes) bytes = g_rand_boolean (random) ? random_bytes (random, 200) : NULL;
  g_autoptr (GBytes) blob = g_rand_boolean (random) ? random_bytes (random, 4000) : NULL;
  g_autoptr (GDateTime) start = g_date_time_new_utc (1970, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) moment = g_date_time_add (start, random_64 (random) >> 9);

  g_assert_true (mo_set (self, text, text));
  g_assert_true (mo_set (self, long_text, long_text));
  g_assert_true (mo_set (self, bytes, bytes));
  g_assert_true (mo_set (self, blob, blob));
  if (g_rand_boolean (random))
    g_assert_true (mo_set (self, moment, MO_NULL));
  else
    g_assert_true (mo_set (self, moment, moment));
}

/* All inserted by one flush, all changed by another. */
static gboolean
body_chaos (MoTransaction *tx, gpointer data, GError **error)
{
  Chaos *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 0; i < N_ROWS; i++)
    {
      Everything *row = mo_new (Everything, .id = 0);

      g_ptr_array_add (self->rows, row);
      change_numbers (row, self->random);
      change_pointers (row, self->random);
      mo_session_add (session, row);
    }
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  MO_FOREACH (Everything, row, self->rows)
    {
      if (row->id % 7 != 0)
        change_numbers (row, self->random);
      if (row->id % 5 != 0)
        change_pointers (row, self->random);
    }
  return mo_await (mo_session_flush (session), error);
}

static void
assert_chaos (OrmTest *orm, GPtrArray *rows)
{
  g_autoptr (GPtrArray) read = orm_all (mo_client_select (
      orm->client, mo_order_by (mo_select (Everything), MO_C (Everything, id))));

  g_assert_cmpuint (read->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      Everything *expected = g_ptr_array_index (rows, i);
      Everything *got = g_ptr_array_index (read, i);

      g_assert_cmpint (got->id, ==, expected->id);
      orm_assert_everything_equal (got, expected);
    }
}

static void
test_chaos (MoTest *test)
{
  OrmTest orm;
  Chaos chaos = { g_rand_new_with_seed ((guint32) g_test_rand_int ()),
                  g_ptr_array_new_with_free_func (mo_entity_unref) };

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  orm_test_run (&orm, body_chaos, &chaos);
  assert_chaos (&orm, chaos.rows);
  g_ptr_array_unref (chaos.rows);
  g_rand_free (chaos.random);
  orm_test_close (&orm);
}

/* --- what a field does not take --- */

static void
open_with_users (OrmTest *orm, MoTest *test, guint n)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (User, Order));
  orm_test_add_users (orm, n, "old");
}

static gboolean
body_mistypes (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);

  g_assert_false (mo_set (user, points, "many"));
  g_assert_cmpint (user->points, ==, 1);
  mo_set (user, name, "Never");
  return mo_await (mo_session_flush (session), error);
}

static gboolean
body_takes_key (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);

  user->id = 77;
  mo_set (user, name, "Never");
  return TRUE;
}

static gboolean
body_takes_null (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);

  mo_set (user, name, MO_NULL);
  mo_set (user, status, "never");
  return TRUE;
}

static gboolean
body_fails_on_loaded (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);

  mo_set (user, email, "user2@example.com");
  return TRUE;
}

static void
test_refused (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;
  g_autoptr (GError) error = NULL;

  open_with_users (&orm, test, 2);
  orm_test_run_fails (&orm, body_mistypes, NULL, MO_ERROR_TYPE_MISMATCH);
  orm_test_run_fails (&orm, body_takes_key, NULL, MO_ERROR_INVALID_ARGUMENT);
  g_assert_false (mo_client_run_transaction (orm.client, body_takes_null, NULL, &error));
  orm_test_run_fails (&orm, body_fails_on_loaded, NULL, MO_ERROR_DUPLICATE_KEY);
  rows = orm_test_rows (&orm, "SELECT id, name, email, status FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "1,User1,user1@example.com,old;2,User2,user2@example.com,old");
  orm_test_close (&orm);
}

/* --- cancelled --- */

static gboolean
has_settled (gpointer data)
{
  return mo_future_get_status (data) != MO_FUTURE_PENDING;
}

/* Whatever becomes of a flush that is cancelled: a commit that says it is one has all of it. */
static void
check_cancelled (OrmTest *orm, gboolean queued)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) added = orm_new_user (50 + (guint) queued);
  g_autoptr (User) loaded = orm_load_user (session, 1);
  g_autoptr (MoFuture) sleeping = NULL;
  g_autoptr (MoFuture) flush = NULL;
  gboolean ok;
  gint64 n;

  if (queued)
    sleeping = mo_execute (tx, "SELECT SLEEP(0.2)");
  mo_session_add (session, added);
  mo_set (loaded, name, queued ? "Queued" : "Running");
  flush = mo_session_flush (session);
  mo_future_cancel (flush);
  g_assert_true (mo_test_wait_until (has_settled, flush));
  ok = mo_await (mo_transaction_commit (tx), NULL);
  n = mo_test_number (mo_execute (orm->other, "SELECT COUNT(*) FROM users WHERE email = %s "
                                              "OR name = %s",
                                  added->email, loaded->name));
  g_test_message ("flush %d, commit %d, %d rows", mo_future_get_status (flush), ok, (int) n);
  g_assert_cmpint (n, ==, ok ? 2 : 0);
  g_assert_cmpint (added->id > 0, ==, ok);
}

static void
test_cancelled (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 1);
  check_cancelled (&orm, TRUE);
  check_cancelled (&orm, FALSE);
  orm_test_close (&orm);
}

/* --- rolled back, and tried again --- */

typedef struct
{
  User *loaded;
  User *parent;
  Order *child;
  gboolean fail;
} Retried;

static gboolean
body_retried (MoTransaction *tx, gpointer data, GError **error)
{
  Retried *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  if (self->loaded == NULL)
    {
      self->loaded = orm_load_user (session, 1);
      mo_set (self->loaded, name, "Retried");
      self->loaded->points = 5;
    }
  mo_session_add (session, self->loaded);
  mo_session_add (session, self->child);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  g_assert_cmpint (self->parent->id, >, 0);
  g_assert_cmpint (self->child->user_id, ==, self->parent->id);
  if (self->fail)
    g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "of the body's own");
  return !self->fail;
}

/* The same instances, added to the next transaction, are written by it. */
static void
test_retried (MoTest *test)
{
  OrmTest orm;
  Retried self = { NULL, orm_new_user (2), mo_new (Order, .item = "tea"), TRUE };
  g_autofree char *rows = NULL;

  open_with_users (&orm, test, 1);
  mo_set_reference (self.child, user_id, self.parent);
  for (guint i = 0; i < 3; i++)
    {
      orm_test_run_fails (&orm, body_retried, &self, MO_ERROR_CONSTRAINT);
      g_assert_cmpint (self.parent->id, ==, 0);
      g_assert_cmpint (self.child->id, ==, 0);
      g_assert_cmpint (mo_entity_get_state (self.parent), ==, MO_ENTITY_TRANSIENT);
    }
  self.fail = FALSE;
  orm_test_run (&orm, body_retried, &self);
  rows = orm_test_rows (&orm, "SELECT u.name, u.points, o.item FROM users u LEFT JOIN orders o "
                              "ON o.user_id = u.id ORDER BY u.id");
  g_assert_cmpstr (rows, ==, "Retried,5,NULL;User2,0,tea");
  user_unref (self.loaded);
  user_unref (self.parent);
  order_unref (self.child);
  orm_test_close (&orm);
}

/* --- much --- */

static gboolean
body_adds_large (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autofree char *large = g_strnfill (1 << 20, 'x');

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u'%s", i, large);

      mo_session_take (session, mo_new (Everything, .long_text = text, .tiny = (gint8) i));
    }
  return TRUE;
}

/* More than a server takes in one packet; TEXT holds it on the servers that say LONGTEXT. */
static void
test_large (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Everything));
  if (!test->is_matrixone)
    orm_test_sql (&orm, "ALTER TABLE everything MODIFY long_text LONGTEXT");
  orm_test_run (&orm, body_adds_large, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM everything WHERE "
                                         "LENGTH(long_text) = 1048576 + LENGTH(tiny) + 1 "
                                         "AND long_text LIKE CONCAT(tiny, '''xxx%')"),
                   ==, 40);
  orm_test_close (&orm);
}

/* --- an upsert on a session --- */

/* What the session knows of the rows is read anew, but for what was changed and not flushed. */
static gboolean
body_upserts (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);
  g_autoptr (User) same = mo_new (User, .id = 1, .name = "Upserted", .email = "e", .points = 70);
  gpointer all[] = { same };
  g_autoptr (User) again = NULL;

  mo_set (user, points, 5);
  mo_test_ok (mo_execute_upsert (MO_EXECUTOR (session), all, 1, MO_FIELDS (User, name, points)));
  g_assert_cmpstr (user->name, ==, "User1");
  again = orm_load_user (session, 1);
  g_assert_true (again == user);
  g_assert_cmpstr (user->name, ==, "Upserted");
  g_assert_cmpint (user->points, ==, 5);
  return TRUE;
}

static void
test_upsert (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_upserts, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT points FROM users"), ==, 5);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/writes/chaos", test_chaos);
  mo_test_add ("/orm/writes/refused", test_refused);
  mo_test_add ("/orm/writes/cancelled", test_cancelled);
  mo_test_add ("/orm/writes/retried", test_retried);
  mo_test_add ("/orm/writes/large", test_large);
  mo_test_add ("/orm/writes/upsert", test_upsert);
  return g_test_run ();
}
