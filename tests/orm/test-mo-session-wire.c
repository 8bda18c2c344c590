/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session sends, and how often: counted on the wire. */

#include <string.h>

#include "orm-test.h"

#define ROUND_TRIP_USEC 5000

static void
open_fixture (OrmUnit *self, MoTest *test, guint n_users)
{
  orm_test_open (&self->orm, test, NULL);
  orm_test_create (&self->orm, MO_MODELS (User));
  orm_test_add_users (&self->orm, n_users, "pending");
  orm_wire_open (&self->wire, &self->orm, "pool_size=1");
  self->tx = mo_test_begin (self->wire.client);
  self->session = mo_transaction_get_session (self->tx);
}

static guint
n_commands (OrmUnit *self)
{
  return wireplay_get_n_commands (self->wire.proxy);
}

/* For a failed test: how what was sent begins and ends. */
static void
print_sent (OrmUnit *self)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (self->wire.proxy);

  for (guint i = 0; i < log->len; i++)
    {
      const char *text = ((WireplayRecord *) g_ptr_array_index (log, i))->text;
      gsize length = strlen (text);

      g_test_message ("%.200s ... %s", text, length > 200 ? text + length - 200 : "");
    }
}

/* What stands between SET and WHERE in the one UPDATE that was sent. */
static char *
set_clause (OrmUnit *self)
{
  g_autofree char *text = orm_wire_text (&self->wire);
  const char *start, *end;

  g_test_message ("%s", text);
  g_assert_cmpuint (orm_wire_count (&self->wire, "UPDATE"), ==, 1);
  start = strstr (strstr (text, "UPDATE"), "SET");
  g_assert_nonnull (start);
  end = strstr (start, "WHERE");
  g_assert_nonnull (end);
  return g_strndup (start, (gsize) (end - start));
}

static void
assert_sets_only (OrmUnit *self, const char *column)
{
  static const char *const columns[]
      = { "id", "name", "email", "status", "points", "last_login", "created_at" };
  g_autofree char *clause = set_clause (self);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_assert_cmpint (strstr (clause, columns[i]) != NULL, ==, g_str_equal (columns[i], column));
}

/* --- one changed column --- */

static void
test_one_column (MoTest *test)
{
  OrmUnit self;
  User *user;
  g_autofree char *rows = NULL;

  open_fixture (&self, test, 2);
  user = orm_load_user (self.session, 1);
  wireplay_reset (self.wire.proxy);
  mo_set (user, name, "Zed");
  g_assert_true (mo_entity_is_modified (user));
  mo_test_ok (mo_session_flush (self.session));
  assert_sets_only (&self, "name");
  g_assert_false (mo_entity_is_modified (user));
  user_unref (user);
  orm_unit_commit (&self);
  rows = orm_test_rows (&self.orm, "SELECT name, status, points FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "Zed,pending,1;User2,pending,1");
  orm_unit_close (&self);
}

/* A number may be assigned. */
static void
test_assignment (MoTest *test)
{
  OrmUnit self;
  User *user;

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  wireplay_reset (self.wire.proxy);
  user->points = 77;
  g_assert_true (mo_entity_is_modified (user));
  mo_test_ok (mo_session_flush (self.session));
  assert_sets_only (&self, "points");
  user_unref (user);
  orm_unit_commit (&self);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT points FROM users"), ==, 77);
  orm_unit_close (&self);
}

/* Of an instance that was inserted by the same session, too. */
static void
test_after_insert (MoTest *test)
{
  OrmUnit self;
  User *user = orm_new_user (1);

  open_fixture (&self, test, 0);
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  wireplay_reset (self.wire.proxy);
  mo_set (user, status, "Zed");
  mo_test_ok (mo_session_flush (self.session));
  assert_sets_only (&self, "status");
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 0);
  user_unref (user);
  orm_unit_commit (&self);
  orm_unit_close (&self);
}

static void
test_set_back (MoTest *test)
{
  OrmUnit self;
  User *user;

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  wireplay_reset (self.wire.proxy);
  mo_set (user, name, "Zed");
  mo_set (user, name, "User1");
  mo_set (user, email, "user1@example.com");
  mo_set (user, last_login, MO_NULL);
  user->points += 5;
  user->points -= 5;
  g_assert_false (mo_entity_is_modified (user));
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (n_commands (&self), ==, 0);
  user_unref (user);
  orm_unit_commit (&self);
  orm_unit_close (&self);
}

/* Neither with nor without anything loaded. */
static void
test_nothing_changed (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) all = NULL;

  open_fixture (&self, test, 50);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (n_commands (&self), ==, 0);
  all = orm_all (mo_session_execute (self.session, mo_select (User)));
  g_assert_cmpuint (all->len, ==, 50);
  wireplay_reset (self.wire.proxy);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_commit (self.session));
  g_assert_cmpuint (n_commands (&self), ==, 0);
  orm_unit_commit (&self);
  orm_unit_close (&self);
}

/* --- batches --- */

static void
assert_keys (OrmTest *orm, GPtrArray *users)
{
  g_autoptr (MoResult) rows
      = orm_result (mo_execute (orm->other, "SELECT id, email FROM users ORDER BY id"));
  g_autoptr (GHashTable) by_email = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, users->len);
  for (guint i = 0; i < users->len; i++)
    g_hash_table_insert (by_email, (gpointer) mo_result_get_text (rows, i, 1),
                         GSIZE_TO_POINTER (mo_result_get_int64 (rows, i, 0)));
  MO_FOREACH (User, user, users)
    g_assert_cmpint (user->id, ==,
                     (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (by_email, user->email)));
}

static void
test_hundred_inserts (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (mo_entity_unref);

  open_fixture (&self, test, 0);
  for (guint i = 0; i < 100; i++)
    {
      User *user = orm_new_user (i);

      g_ptr_array_add (users, user);
      g_assert_true (mo_session_add (self.session, user));
    }
  mo_test_ok (mo_session_flush (self.session));
  print_sent (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 1);
  g_assert_cmpuint (orm_wire_count (&self.wire, "UPDATE"), ==, 0);
  MO_FOREACH (User, user, users)
    g_assert_cmpint (user->id, >, 0);
  orm_unit_commit (&self);
  assert_keys (&self.orm, users);
  orm_unit_close (&self);
}

static GPtrArray *
load_pending (OrmUnit *self)
{
  GPtrArray *all = orm_all (mo_session_execute (
      self->session,
      mo_order_by (mo_where (mo_select (User), mo_eq (MO_C (User, status), "pending")),
                   MO_C (User, id))));

  wireplay_reset (self->wire.proxy);
  return all;
}

static void
test_thousand_equal_changes (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) all = NULL;

  open_fixture (&self, test, 1003);
  orm_test_sql (&self.orm, "UPDATE users SET status = 'other' WHERE id > 1000");
  all = load_pending (&self);
  g_assert_cmpuint (all->len, ==, 1000);
  MO_FOREACH (User, user, all)
    mo_set (user, status, "processed");
  mo_test_ok (mo_session_flush (self.session));
  print_sent (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "UPDATE"), ==, 1);
  /* A connection may be asked once what it takes. */
  g_assert_cmpuint (wireplay_get_n_statements (self.wire.proxy), ==,
                    1 + orm_wire_count (&self.wire, "max_allowed_packet"));
  orm_unit_commit (&self);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT COUNT(*) FROM users WHERE "
                                              "status = 'processed' AND id <= 1000"),
                   ==, 1000);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT COUNT(*) FROM users WHERE "
                                              "status = 'other' AND id > 1000"),
                   ==, 3);
  orm_unit_close (&self);
}

/* Each row another number, and every tenth another name. */
static void
test_thousand_unequal_changes (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) all = NULL;

  open_fixture (&self, test, 1000);
  all = load_pending (&self);
  MO_FOREACH (User, user, all)
    {
      g_autofree char *name = g_strdup_printf ("Name%d", (int) user->id);

      user->points = 7 * user->id;
      if (user->id % 10 == 0)
        mo_set (user, name, name);
    }
  mo_test_ok (mo_session_flush (self.session));
  g_test_message ("%u UPDATEs", orm_wire_count (&self.wire, "UPDATE"));
  g_assert_cmpuint (wireplay_get_n_statements (self.wire.proxy), <=, 5);
  orm_unit_commit (&self);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT COUNT(*) FROM users WHERE points = 7 * id"),
                   ==, 1000);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT COUNT(*) FROM users WHERE "
                                              "name = CONCAT('Name', id) AND id % 10 = 0"),
                   ==, 100);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT COUNT(*) FROM users WHERE "
                                              "name = CONCAT('User', id) AND id % 10 <> 0"),
                   ==, 900);
  orm_unit_close (&self);
}

/* --- gather --- */

static MoFuture *
user_by_email (OrmUnit *self, const char *email)
{
  return mo_session_execute (self->session,
                             mo_where (mo_select (User), mo_eq (MO_C (User, email), email)));
}

static void
assert_in_order (const char *text)
{
  static const char *const parts[] = { "user1@", "user2@", "user3@", "COUNT(*)" };
  const char *last = text;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *at = strstr (text, parts[i]);

      g_assert_nonnull (at);
      g_assert_true (at >= last);
      last = at;
    }
}

/* On MatrixOne the fifth is a snapshot, which travels with COMMIT; elsewhere a statement. */
static MoFuture *
gather_five (OrmUnit *self, const char *snapshot)
{
  if (self->orm.test->is_matrixone)
    return mo_gather (user_by_email (self, "user1@example.com"),
                      user_by_email (self, "user2@example.com"),
                      user_by_email (self, "user3@example.com"),
                      mo_execute (self->tx, "SELECT COUNT(*) FROM users"),
                      mo_snapshot_create_database (self->tx, snapshot, self->orm.database));
  return mo_gather (
      user_by_email (self, "user1@example.com"), user_by_email (self, "user2@example.com"),
      user_by_email (self, "user3@example.com"),
      mo_execute (self->tx, "SELECT COUNT(*) FROM users"), mo_execute (self->tx, "SELECT 5"));
}

static void
assert_five (OrmUnit *self, const char *snapshot)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) got = mo_await_gathered (gather_five (self, snapshot), &error);
  g_autofree char *text = orm_wire_text (&self->wire);

  g_assert_no_error (error);
  g_test_message ("%s", text);
  for (guint i = 0; i < 3; i++)
    {
      MoResult *result = mo_gathered_get_result (got, i, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
      g_assert_cmpint (mo_result_entity (result, 0, User)->id, ==, i + 1);
    }
  g_assert_cmpint (mo_gathered_int64 (got, 3), ==, 3);
  assert_in_order (text);
}

static void
test_gather (MoTest *test)
{
  OrmUnit self;
  g_autofree char *snapshot = mo_test_unique ("snap");
  gint64 start;

  open_fixture (&self, test, 3);
  wireplay_set_latency_usec (self.wire.proxy, ROUND_TRIP_USEC);
  start = g_get_monotonic_time ();
  assert_five (&self, snapshot);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, ROUND_TRIP_USEC);
  g_assert_cmpuint (wireplay_get_n_round_trips (self.wire.proxy), <, 2);
  g_assert_cmpuint (orm_wire_count (&self.wire, "SNAPSHOT"), ==, 0);
  orm_unit_commit (&self);
  g_assert_cmpuint (wireplay_get_n_round_trips (self.wire.proxy), ==, 2);
  if (test->is_matrixone)
    {
      g_assert_cmpuint (orm_wire_count (&self.wire, "CREATE SNAPSHOT"), ==, 1);
      mo_test_ok (mo_snapshot_drop (self.orm.other, snapshot));
    }
  orm_unit_close (&self);
}

/* --- commit --- */

static void
test_commit_flushes (MoTest *test)
{
  OrmUnit self;
  User *user;
  g_autofree char *text = NULL;
  g_autofree char *rows = NULL;

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  wireplay_reset (self.wire.proxy);
  mo_set (user, name, "Zed");
  mo_session_take (self.session, orm_new_user (2));
  orm_unit_commit (&self);
  text = orm_wire_text (&self.wire);
  g_assert_cmpuint (orm_wire_count (&self.wire, "UPDATE"), ==, 1);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 1);
  g_assert_true (strstr (text, "COMMIT") > strstr (text, "UPDATE"));
  g_assert_true (strstr (text, "COMMIT") > strstr (text, "INSERT INTO"));
  user_unref (user);
  rows = orm_test_rows (&self.orm, "SELECT name, status FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "Zed,pending;User2,new");
  orm_unit_close (&self);
}

/* A session that was only asked for is no business of the server's. */
static void
test_unused (MoTest *test)
{
  OrmUnit self;

  open_fixture (&self, test, 0);
  orm_unit_commit (&self);
  g_assert_cmpuint (n_commands (&self), ==, 0);
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/wire/one-column", test_one_column);
  mo_test_add ("/orm/wire/assignment", test_assignment);
  mo_test_add ("/orm/wire/after-insert", test_after_insert);
  mo_test_add ("/orm/wire/set-back", test_set_back);
  mo_test_add ("/orm/wire/nothing-changed", test_nothing_changed);
  mo_test_add ("/orm/wire/hundred-inserts", test_hundred_inserts);
  mo_test_add ("/orm/wire/thousand-equal-changes", test_thousand_equal_changes);
  mo_test_add ("/orm/wire/thousand-unequal-changes", test_thousand_unequal_changes);
  mo_test_add ("/orm/wire/gather", test_gather);
  mo_test_add ("/orm/wire/commit-flushes", test_commit_flushes);
  mo_test_add ("/orm/wire/unused", test_unused);
  return g_test_run ();
}
