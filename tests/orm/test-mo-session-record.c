/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records in a session: what is done with them is what is done with plain structs, and they tell
 * what has changed in them. */

#include <string.h>

#include "orm-test.h"
#include "record-models.h"

static void
open_members (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (Member, Pet));
}

static Member *
load_member (MoSession *session, gint64 id)
{
  return orm_entity (
      mo_session_one (session, mo_where (mo_select (Member), mo_eq (MO_C (Member, id), id))));
}

/* --- written and read --- */

/* Until its gate, a mutex, is open. */
static gboolean
stand (MoConnection *connection, GValue *result, gpointer gate, GError **error)
{
  g_mutex_lock (gate);
  g_mutex_unlock (gate);
  return TRUE;
}

static void
test_insert (MoTest *test)
{
  OrmTest orm;
  GMutex gate;
  Heard heard = { NULL };
  g_autoptr (Member) ann = g_object_new (member_get_type (), "name", "Ann", "age", 30, NULL);
  g_autofree char *rows = NULL;

  g_mutex_init (&gate);
  open_members (&orm, test);
  heard_listen (&heard, ann);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (MoFuture) flushed = NULL;
    g_autoptr (MoFuture) standing = NULL;

    g_assert_true (mo_session_add (session, ann));
    heard_expect (&heard, "");
    g_mutex_lock (&gate);
    standing = mo_transaction_call (tx, stand, &gate, NULL);
    flushed = mo_session_flush (session);
    heard_expect (&heard, "seen"); /* filled in by the call */
    g_assert_cmpint (ann->id, ==, 0);
    g_mutex_unlock (&gate);
    mo_test_ok (g_steal_pointer (&flushed));
    heard_expect (&heard, "id");
    g_assert_cmpint (ann->id, >, 0);
    mo_test_ok (mo_session_flush (session));
    mo_test_ok (mo_transaction_commit (tx));
  }
  heard_expect (&heard, "");
  g_assert_cmpint (mo_entity_get_state (ann), ==, MO_ENTITY_DETACHED);
  rows = orm_test_rows (&orm, "SELECT name, age, score FROM members");
  g_assert_cmpstr (rows, ==, "Ann,30,NULL");
  heard_clear (&heard);
  orm_test_close (&orm);
  g_mutex_clear (&gate);
}

/* One column, and nothing where nothing has changed. */
static void
test_update (MoTest *test)
{
  OrmTest orm;
  OrmWire wire;
  g_autofree char *sent = NULL;

  open_members (&orm, test);
  orm_test_sql (&orm, "INSERT INTO members (id, name, age, level, admin, height) "
                      "VALUES (1, 'Ann', 30, 1, 0, 1.5)");
  orm_wire_open (&wire, &orm, NULL);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (Member) ann = load_member (session, 1);

    g_assert_cmpfloat (ann->height, ==, 1.5);
    wireplay_reset (wire.proxy);
    g_object_set (ann, "age", 31, "name", "Ann", NULL);
    mo_test_ok (mo_session_flush (session));
    sent = orm_wire_text (&wire);
    g_assert_nonnull (strstr (sent, "SET `age` = "));
    g_assert_null (strstr (sent, "`name`"));
    wireplay_reset (wire.proxy);
    g_object_ref (ann); /* another reference is no change of the row */
    mo_test_ok (mo_session_flush (session));
    g_object_unref (ann);
    g_assert_cmpuint (orm_wire_count (&wire, "UPDATE"), ==, 0);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT age FROM members"), ==, 31);
  orm_wire_close (&wire);
  orm_test_close (&orm);
}

static gboolean
body_identity (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann");
  g_autoptr (Member) bea = mo_new (Member, .name = "Bea");
  g_autoptr (Pet) tom = mo_new (Pet, .name = "Tom");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (MoResult) pairs = NULL;
  guint n = 0;

  mo_set_reference (tom, member_id, bea);
  mo_session_add (session, ann);
  mo_session_add (session, tom); /* and whom it refers to */
  mo_test_ok (mo_session_flush (session));
  g_assert_cmpint (tom->member_id, ==, bea->id);
  all = orm_all (
      mo_session_execute (session, mo_order_by (mo_select (Member), MO_C (Member, name))));
  MO_FOREACH (Member, member, all)
    g_assert_true (member == (n++ == 0 ? ann : bea));
  g_assert_cmpuint (n, ==, 2);
  pairs = orm_result (mo_session_execute (
      session, mo_order_by (mo_left_join (mo_select (Member, Pet), Pet,
                                          mo_eq (MO_C (Pet, member_id), MO_C (Member, id))),
                            MO_C (Member, name))));
  g_assert_true (mo_result_entity (pairs, 0, Member) == ann);
  g_assert_null (mo_result_entity (pairs, 0, Pet));
  g_assert_true (mo_result_entity (pairs, 1, Member) == bea);
  g_assert_true (mo_result_entity (pairs, 1, Pet) == tom);
  return TRUE;
}

static void
test_identity (MoTest *test)
{
  OrmTest orm;

  open_members (&orm, test);
  orm_test_run (&orm, body_identity, NULL);
  orm_test_close (&orm);
}

/* Whom they refer to, with a key that the same flush gives. */
static void
test_reference (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  g_autoptr (Member) bea = mo_new (Member, .name = "Bea");
  g_autoptr (Pet) tom = mo_new (Pet, .name = "Tom");

  open_members (&orm, test);
  mo_set_reference (tom, member_id, bea);
  heard_listen (&heard, tom);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    mo_session_add (session, tom);
    mo_test_ok (mo_session_flush (session));
    heard_expect (&heard, "id member-id");
    mo_test_ok (mo_session_rollback (session));
    heard_expect (&heard, "id"); /* what the field had of the key stays, and is not written */
  }
  heard_clear (&heard);
  orm_test_close (&orm);
}

/* --- read again --- */

static gboolean
body_reads_again (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  Heard heard = { NULL };
  g_autoptr (Member) ann = load_member (session, 1);
  g_autoptr (Member) again = NULL;

  heard_listen (&heard, ann);
  mo_session_set_expire_on_commit (session, TRUE);
  mo_test_ok (mo_execute (tx, "UPDATE members SET name = 'Anna', age = 31, score = 0"));
  member_unref (load_member (session, 1)); /* the instance stays as it was */
  heard_expect (&heard, "");
  mo_test_ok (mo_session_commit (session));
  mo_set (ann, age, 40); /* ours */
  heard_expect (&heard, "age");
  again = load_member (session, 1);
  g_assert_true (again == ann);
  g_assert_cmpstr (ann->name, ==, "Anna");
  g_assert_cmpint (ann->age, ==, 40);
  heard_expect (&heard, "name score-is-set");
  mo_test_ok (mo_session_commit (session));
  member_unref (load_member (session, 1)); /* nothing else is read */
  heard_expect (&heard, "");
  heard_clear (&heard);
  return TRUE;
}

static void
test_read_again (MoTest *test)
{
  OrmTest orm;

  open_members (&orm, test);
  orm_test_sql (&orm, "INSERT INTO members (id, name, age, level, admin, height, boss_id) "
                      "VALUES (1, 'Ann', 30, 1, 0, 1.5, 1)");
  orm_test_run (&orm, body_reads_again, NULL);
  orm_test_close (&orm);
}

/* --- undone --- */

static void
test_rollback (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann");

  open_members (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    mo_session_add (session, ann);
    mo_test_ok (mo_session_flush (session));
    heard_listen (&heard, ann);
    mo_test_ok (mo_session_rollback (session));
  }
  heard_expect (&heard, "id");
  g_assert_cmpint (ann->id, ==, 0);
  g_assert_cmpint (mo_entity_get_state (ann), ==, MO_ENTITY_TRANSIENT);
  heard_clear (&heard);
  orm_test_close (&orm);
}

static gboolean
fail (MoTransaction *tx, gpointer data, GError **error)
{
  Member *ann = data;

  mo_set (ann, age, 31);
  if (!mo_await (mo_session_flush (mo_transaction_get_session (tx)), error))
    return FALSE;
  mo_set (ann, name, "Anna");
  mo_set (ann, level, 3);
  mo_set (ann, level, 0);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

/* Each is told once, and what comes back to what it was is not. */
static void
test_nested (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann", .age = 30);

  open_members (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    mo_session_add (session, ann);
    mo_test_ok (mo_session_flush (session));
    heard_listen (&heard, ann);
    g_assert_false (mo_transaction_run_nested (tx, fail, ann, NULL));
    heard_expect (&heard, "age age level level name name");
    g_assert_cmpint (ann->age, ==, 30);
    g_assert_cmpstr (ann->name, ==, "Ann");
    g_assert_cmpint (ann->id, >, 0);
    mo_test_ok (mo_transaction_commit (tx));
  }
  heard_expect (&heard, "");
  heard_clear (&heard);
  orm_test_close (&orm);
}

static gboolean
body_conflicts_once (MoTransaction *tx, gpointer data, GError **error)
{
  Member *ann = data;
  gboolean is_first = ann->scratch++ == 0;

  mo_session_add (mo_transaction_get_session (tx), ann);
  g_assert_cmpint (ann->age, ==, 30);
  mo_set (ann, age, 31);
  if (!mo_await (mo_session_flush (mo_transaction_get_session (tx)), error))
    return FALSE;
  return !is_first
         || mo_await (mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"), error);
}

/* A body that is run again finds it as it was, and who listens hears of it. */
static void
test_again (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann", .age = 30);
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (GError) error = NULL;

  open_members (&orm, test);
  heard_listen (&heard, ann);
  mo_transaction_options_set_max_attempts (options, 2);
  mo_transaction_options_set_backoff (options, 0, 0);
  mo_client_run_transaction_with (orm.client, options, body_conflicts_once, ann, &error);
  g_assert_no_error (error);
  heard_expect (&heard, "age age age id id id seen seen seen");
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT age FROM members"), ==, 31);
  heard_clear (&heard);
  orm_test_close (&orm);
}

/* --- without a session --- */

static void
on_list (GObject *client, GAsyncResult *result, gpointer data)
{
  GListModel **list = data;
  g_autoptr (GError) error = NULL;

  *list = mo_client_select_finish (MO_CLIENT (client), result, &error);
  g_assert_no_error (error);
}

/* A list of them is one of the records themselves. */
static void
test_list (MoTest *test)
{
  OrmTest orm;
  Heard heard = { NULL };
  GListModel *list = NULL;
  g_autoptr (Member) first = NULL;

  open_members (&orm, test);
  orm_test_sql (&orm, "INSERT INTO members (id, name, age, level, admin, height, boss_id) "
                      "VALUES (1, 'Ann', 30, 1, 0, 1.5, 1), (2, 'Bea', 31, 1, 0, 1.5, 1)");
  mo_client_select_async (orm.client, mo_order_by (mo_select (Member), MO_C (Member, id)), NULL,
                          on_list, &list);
  while (list == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_list_model_get_item_type (list) == member_get_type ());
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  first = g_list_model_get_item (list, 0);
  g_assert_cmpstr (first->name, ==, "Ann");
  g_assert_cmpint (mo_entity_get_state (first), ==, MO_ENTITY_DETACHED);
  heard_listen (&heard, first);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);

    mo_session_add (mo_transaction_get_session (tx), first);
    g_object_set (first, "name", "Anna", NULL);
    mo_test_ok (mo_transaction_commit (tx));
  }
  heard_expect (&heard, "name");
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM members WHERE name = 'Anna'"), ==,
                   1);
  heard_clear (&heard);
  g_object_unref (list);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/session/record/insert", test_insert);
  mo_test_add ("/orm/session/record/update", test_update);
  mo_test_add ("/orm/session/record/identity", test_identity);
  mo_test_add ("/orm/session/record/reference", test_reference);
  mo_test_add ("/orm/session/record/read-again", test_read_again);
  mo_test_add ("/orm/session/record/rollback", test_rollback);
  mo_test_add_mariadb ("/orm/session/record/nested", test_nested);
  mo_test_add_mariadb ("/orm/session/record/again", test_again);
  mo_test_add ("/orm/session/record/list", test_list);
  return g_test_run ();
}
