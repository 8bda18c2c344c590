/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows by their keys: got, read again, let go of, and merged. */

#include <string.h>

#include "orm-test.h"

static void
open_fixture (OrmUnit *self, MoTest *test, guint n_users)
{
  orm_test_open_with_users (&self->orm, test, n_users);
  orm_wire_open (&self->wire, &self->orm, "pool_size=1");
  orm_unit_begin (self);
}

static guint
n_sent (OrmUnit *self)
{
  return wireplay_get_n_commands (self->wire.proxy);
}

/* What the session does not notice. */
static void
rename_behind (OrmUnit *self, const char *name)
{
  mo_test_ok (mo_execute (self->tx, "UPDATE users SET name = ? WHERE id = 1", name));
  wireplay_reset (self->wire.proxy);
}

/* --- get --- */

static void
test_get (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) first = NULL;
  g_autoptr (User) again = NULL;
  g_autoptr (User) none = NULL;

  open_fixture (&self, test, 2);
  first = orm_entity (mo_session_get (self.session, User, 1));
  g_assert_cmpstr (first->name, ==, "User1");
  g_assert_cmpuint (orm_wire_count (&self.wire, "SELECT"), ==, 1);
  wireplay_reset (self.wire.proxy);
  again = orm_entity (mo_session_get (self.session, User, 1));
  g_assert_true (again == first);
  g_assert_cmpuint (n_sent (&self), ==, 0);
  none = orm_entity (mo_session_get (self.session, User, 3));
  g_assert_null (none);
  orm_unit_close (&self);
}

/* Also the one that the session has inserted itself, and one that is read again as it is expired.
 */
static void
test_get_known (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = orm_new_user (7);
  g_autoptr (User) found = NULL;

  open_fixture (&self, test, 0);
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  wireplay_reset (self.wire.proxy);
  found = orm_entity (mo_session_get (self.session, User, user->id));
  g_assert_true (found == user);
  g_assert_cmpuint (n_sent (&self), ==, 0);
  g_clear_pointer (&found, user_unref);
  mo_test_ok (mo_execute (self.tx, "UPDATE users SET name = 'Behind'"));
  g_assert_true (mo_session_expire (self.session, user));
  g_assert_cmpstr (user->name, ==, "User7");
  found = orm_entity (mo_session_get (self.session, User, user->id));
  g_assert_true (found == user);
  g_assert_cmpstr (user->name, ==, "Behind");
  orm_unit_close (&self);
}

static void
test_get_wrong_key (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GError) error = NULL;
  const MoValue keys[] = { mo_value_int64 (1), mo_value_int64 (2) };

  open_fixture (&self, test, 0);
  error = mo_test_take_error (mo_session_get_by_key (self.session, MO_MODEL (User), keys, 2));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==,
                   "an instance of User is got by its key of 1 column, and 2 values were given");
  mo_test_fails (mo_session_get_by_key (self.session, MO_MODEL (User), NULL, 1),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_get_by_key (self.session, NULL, keys, 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_get (self.session, User, "one"), MO_ERROR_TYPE_MISMATCH);
  g_assert_cmpuint (n_sent (&self), ==, 0);
  orm_unit_close (&self);
}

/* --- refresh --- */

static void
test_refresh (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) same = NULL;

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  rename_behind (&self, "Behind");
  mo_set (user, name, "Changed");
  user->points = 77;
  same = orm_entity (mo_session_refresh (self.session, user));
  g_assert_true (same == user);
  g_assert_cmpstr (user->name, ==, "Behind");
  g_assert_cmpint (user->points, ==, 1);
  g_assert_false (mo_entity_is_modified (user));
  wireplay_reset (self.wire.proxy);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (n_sent (&self), ==, 0);
  orm_unit_close (&self);
}

/* A flush that was called later is newer than what the refresh reads. */
static void
test_refresh_then_flush (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  MoFuture *refreshed;

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  refreshed = mo_session_refresh (self.session, user);
  mo_set (user, name, "Newer");
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (refreshed);
  g_assert_cmpstr (user->name, ==, "Newer");
  g_assert_false (mo_entity_is_modified (user));
  orm_unit_close (&self);
}

/* It has left the session before the row comes, and nobody else takes its place. */
static void
test_refresh_expunged (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) same = NULL;
  MoFuture *refreshed;

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  rename_behind (&self, "Behind");
  refreshed = mo_session_refresh (self.session, user);
  g_assert_true (mo_session_expunge (self.session, user));
  same = orm_entity (refreshed);
  g_assert_true (same == user);
  g_assert_cmpstr (user->name, ==, "User1");
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  g_assert_true (mo_session_add (self.session, user));
  orm_unit_close (&self);
}

/* Its row is another's by then. */
static void
test_refresh_replaced (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) heir = mo_new (User, .id = 1, .name = "Heir", .email = "heir@example.com");

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  mo_session_set_autoflush (self.session, TRUE);
  mo_session_delete (self.session, user);
  mo_session_add (self.session, heir);
  mo_test_fails (mo_session_refresh (self.session, user), MO_ERROR_STALE_OBJECT);
  g_assert_cmpint (mo_entity_get_state (heir), ==, MO_ENTITY_PERSISTENT);
  orm_unit_close (&self);
}

static void
test_refresh_refused (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) gone = NULL;
  g_autoptr (User) pending = orm_new_user (9);
  g_autoptr (User) stranger = orm_new_user (8);

  open_fixture (&self, test, 1);
  gone = orm_load_user (self.session, 1);
  mo_session_add (self.session, pending);
  mo_test_fails (mo_session_refresh (self.session, pending), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_refresh (self.session, stranger), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_refresh (self.session, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_execute (self.tx, "DELETE FROM users WHERE id = 1"));
  mo_test_fails (mo_session_refresh (self.session, gone), MO_ERROR_STALE_OBJECT);
  orm_unit_close (&self);
}

/* --- expire --- */

/* What was changed since stays. */
static void
test_expire (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) same = NULL;

  open_fixture (&self, test, 2);
  user = orm_load_user (self.session, 1);
  mo_test_ok (mo_execute (self.tx, "UPDATE users SET name = 'Behind', points = 50"));
  mo_session_expire_all (self.session);
  user->points = 8;
  same = orm_load_user (self.session, 1);
  g_assert_true (same == user);
  g_assert_cmpstr (user->name, ==, "Behind");
  g_assert_cmpint (user->points, ==, 8);
  orm_unit_commit (&self);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT points FROM users WHERE id = 1"), ==, 8);
  orm_unit_close (&self);
}

/* --- expunge --- */

static void
test_expunge (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) other = NULL;
  g_autoptr (User) pending = orm_new_user (5);

  open_fixture (&self, test, 1);
  user = orm_load_user (self.session, 1);
  mo_set (user, name, "Unwatched");
  user->id = 99; /* by hand: it is let go of under the key that it was read with */
  g_assert_true (mo_session_expunge (self.session, user));
  g_assert_false (mo_session_contains (self.session, user));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  mo_session_add (self.session, pending);
  g_assert_true (mo_session_expunge (self.session, pending));
  g_assert_cmpint (mo_entity_get_state (pending), ==, MO_ENTITY_TRANSIENT);
  other = orm_load_user (self.session, 1);
  g_assert_true (other != user);
  orm_unit_commit (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "UPDATE"), ==, 0);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 0);
  orm_unit_close (&self);
}

static void
test_expunge_in_flight (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = orm_new_user (5);
  MoFuture *flushed;

  open_fixture (&self, test, 0);
  mo_session_add (self.session, user);
  flushed = mo_session_flush (self.session);
  g_assert_true (mo_session_expunge (self.session, user));
  mo_test_ok (flushed);
  g_assert_cmpint (user->id, >, 0);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  orm_unit_commit (&self);
  g_assert_cmpint (orm_test_count_users (&self.orm), ==, 1);
  orm_unit_close (&self);
}

/* --- merge --- */

/* Changed behind the end of its session. */
static void
test_merge_changed (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) detached = NULL;
  g_autoptr (User) own = NULL;

  open_fixture (&self, test, 1);
  detached = orm_load_user (self.session, 1);
  orm_unit_commit (&self);
  mo_set (detached, name, "Merged");
  orm_unit_begin (&self);
  own = orm_entity (mo_session_merge (self.session, detached));
  g_assert_true (own != detached);
  g_assert_cmpstr (own->name, ==, "Merged");
  g_assert_true (mo_session_contains (self.session, own));
  g_assert_false (mo_session_contains (self.session, detached));
  wireplay_reset (self.wire.proxy);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (orm_wire_count (&self.wire, "SET `name` ="), ==, 1);
  orm_unit_commit (&self);
  g_assert_cmpint (
      orm_test_int64 (&self.orm, "SELECT COUNT(*) FROM users WHERE name = 'Merged'"), ==, 1);
  orm_unit_close (&self);
}

/* The session has the row; one that it has not and that does not exist; one without a key. */
static void
test_merge_all_ways (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) known = NULL;
  g_autoptr (User) same = NULL;
  g_autoptr (User) new = NULL;
  g_autoptr (User) keyless = NULL;
  g_autoptr (User) from_elsewhere
      = mo_new (User, .id = 1, .name = "A", .email = "a@example.com", .points = 4);
  g_autoptr (User) to_be_new = mo_new (User, .id = 50, .name = "B", .email = "b@example.com");
  g_autoptr (User) without_key = mo_new (User, .name = "C", .email = "c@example.com");
  g_autofree char *rows = NULL;

  open_fixture (&self, test, 1);
  known = orm_load_user (self.session, 1);
  wireplay_reset (self.wire.proxy);
  same = orm_entity (mo_session_merge (self.session, from_elsewhere));
  g_assert_true (same == known);
  keyless = orm_entity (mo_session_merge (self.session, without_key));
  g_assert_cmpuint (n_sent (&self), ==, 0);
  new = orm_entity (mo_session_merge (self.session, to_be_new));
  g_assert_cmpint (mo_entity_get_state (new), ==, MO_ENTITY_PENDING);
  g_assert_cmpint (mo_entity_get_state (keyless), ==, MO_ENTITY_PENDING);
  g_assert_true (new != to_be_new && keyless != without_key);
  orm_unit_commit (&self);
  rows = orm_test_rows (&self.orm, "SELECT name, points, status FROM users ORDER BY name");
  g_assert_cmpstr (rows, ==, "A,4,NULL;B,0,NULL;C,0,NULL");
  orm_unit_close (&self);
}

/* It takes the values at the call. */
static void
test_merge_at_once (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) from = mo_new (User, .id = 1, .name = "Early", .email = "a@example.com");
  g_autoptr (User) own = NULL;
  MoFuture *merged;

  open_fixture (&self, test, 1);
  merged = mo_session_merge (self.session, from);
  mo_set (from, name, "Late");
  own = orm_entity (merged);
  g_assert_cmpstr (own->name, ==, "Early");
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/get/found", test_get);
  mo_test_add ("/session/get/known", test_get_known);
  mo_test_add ("/session/get/wrong-key", test_get_wrong_key);
  mo_test_add ("/session/refresh/overwrites", test_refresh);
  mo_test_add ("/session/refresh/then-flush", test_refresh_then_flush);
  mo_test_add ("/session/refresh/expunged", test_refresh_expunged);
  mo_test_add ("/session/refresh/replaced", test_refresh_replaced);
  mo_test_add ("/session/refresh/refused", test_refresh_refused);
  mo_test_add ("/session/expire/keeps-changes", test_expire);
  mo_test_add ("/session/expunge/lets-go", test_expunge);
  mo_test_add ("/session/expunge/in-flight", test_expunge_in_flight);
  mo_test_add ("/session/merge/changed", test_merge_changed);
  mo_test_add ("/session/merge/all-ways", test_merge_all_ways);
  mo_test_add ("/session/merge/at-once", test_merge_at_once);
  return g_test_run ();
}
