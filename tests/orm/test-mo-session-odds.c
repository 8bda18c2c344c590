/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models, tables and values that do not fit each other, and queries that are used twice. */

#include "orm-test.h"

typedef struct
{
  gint64 code;
  char *name;
} Plain;

MO_DEFINE_MODEL (Plain, plain, "plains",
                 MO_COLUMN (code, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NULLABLE, .length = 40))

typedef struct
{
  char *name;
} Keyless;

MO_DEFINE_MODEL (Keyless, keyless, "keyless", MO_COLUMN (name, MO_NULLABLE, .length = 40))

/* Named with what SQL takes for its own, and with quotes. */
typedef struct
{
  gint64 id;
  char *select;
  gint64 order;
} Reserved;

MO_DEFINE_MODEL (Reserved, reserved, "where",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (select, MO_NULLABLE, .length = 40),
                 MO_COLUMN (order, 0))

typedef struct
{
  gint64 id;
  gint64 ego_id;
} Alter;

typedef struct
{
  gint64 id;
  gint64 alter_id;
} Ego;

MO_DECLARE_MODEL (Alter, alter)
MO_DECLARE_MODEL (Ego, ego)

MO_DEFINE_MODEL (Alter, alter, "alters",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (ego_id, 0, .references = MO_REFERENCES (Ego, id)))

MO_DEFINE_MODEL (Ego, ego, "egos",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (alter_id, 0, .references = MO_REFERENCES (Alter, id)))

/* --- keys --- */

static gboolean
body_key_zero (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Plain) zero = mo_new (Plain, .code = 0, .name = "zero");
  g_autoptr (Plain) below = mo_new (Plain, .code = -1, .name = "below");
  g_autoptr (Plain) read = NULL;

  mo_session_add (session, zero);
  mo_session_add (session, below);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  read = orm_entity (mo_session_one (session, mo_where (mo_select (Plain),
                                                        mo_eq (MO_C (Plain, code), 0))));
  g_assert_true (read == zero);
  mo_set (zero, name, "nought");
  return TRUE;
}

/* Where nobody gives out keys, 0 is one. */
static void
test_key_zero (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Plain));
  orm_test_run (&orm, body_key_zero, NULL);
  rows = orm_test_rows (&orm, "SELECT code, name FROM plains ORDER BY code");
  g_assert_cmpstr (rows, ==, "-1,below;0,nought");
  orm_test_close (&orm);
}

static gboolean
body_keyless (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Keyless, .name = "nobody"));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
body_alter_ego (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Alter, .id = 0));
  mo_session_take (session, mo_new (Ego, .id = 0));
  return mo_await (mo_session_flush (session), error);
}

static void
test_bad_models (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_run_fails (&orm, body_keyless, NULL, MO_ERROR_INVALID_ARGUMENT);
  orm_test_run_fails (&orm, body_alter_ego, NULL, MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_client_create_all (orm.client, MO_MODELS (Keyless)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_client_select (orm.client, mo_select (Keyless)), MO_ERROR_INVALID_ARGUMENT);
  orm_test_close (&orm);
}

static gboolean
body_reserved (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Reserved) one = mo_new (Reserved, .select = "a", .order = 2);
  g_autoptr (Reserved) read = NULL;

  mo_session_add (session, one);
  mo_session_take (session, mo_new (Reserved, .select = "b", .order = 1));
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  one->order = 3;
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  read = orm_entity (mo_session_first (
      session, mo_order_by_desc (mo_select (Reserved), MO_C (Reserved, order))));
  g_assert_true (read == one);
  return TRUE;
}

static void
test_reserved (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Reserved));
  orm_test_run (&orm, body_reserved, NULL);
  mo_test_ok (mo_client_drop_all (orm.client, MO_MODELS (Reserved)));
  mo_test_ok (mo_client_drop_all (orm.client, MO_MODELS (Reserved)));
  orm_test_close (&orm);
}

/* --- values --- */

static gboolean
body_not_utf8 (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Plain, .code = 1, .name = data));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
body_reads_null (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GError) refused = NULL;

  g_assert_false (mo_await (mo_session_execute (session, mo_select (Reserved)), &refused));
  g_assert_error (refused, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  mo_test_assert_contains (refused->message, "order");
  /* A row that cannot be read does the session no harm. */
  mo_session_take (session, mo_new (Plain, .code = 5));
  return mo_await (mo_session_flush (session), error);
}

static void
test_values (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Plain));
  orm_test_run_fails (&orm, body_not_utf8, (gpointer) "\xff\xfe", MO_ERROR_TYPE_MISMATCH);
  orm_test_sql (&orm, "CREATE TABLE `where` (id BIGINT PRIMARY KEY, `select` VARCHAR(40), "
                      "`order` BIGINT)");
  orm_test_sql (&orm, "INSERT INTO `where` VALUES (1, NULL, NULL)");
  orm_test_run (&orm, body_reads_null, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT MAX(code) FROM plains"), ==, 5);
  orm_test_close (&orm);
}

/* --- queries used twice, and queries that fail among others --- */

static gboolean
body_uses_twice (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoSelect) select = mo_order_by (mo_select (User), MO_C (User, id));
  g_autoptr (MoGathered) got = mo_await_gathered (
      mo_gather (mo_session_execute (session, mo_select_ref (select)),
                 mo_session_first (session, mo_select_ref (select)),
                 mo_session_execute (session, mo_select_ref (select))),
      error);
  User *first;

  if (got == NULL)
    return FALSE;
  first = mo_result_entity (mo_gathered_get_result (got, 0, NULL), 0, User);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 0, NULL)), ==, 3);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 1, NULL)), ==, 1);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 2, NULL)), ==, 3);
  for (guint i = 1; i < 3; i++)
    g_assert_true (mo_result_entity (mo_gathered_get_result (got, i, NULL), 0, User) == first);
  return TRUE;
}

static gboolean
body_fails_among (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (10);
  g_autoptr (MoGathered) got = NULL;

  mo_session_add (session, user);
  got = mo_await_gathered (
      mo_gather_settled (mo_session_flush (session),
                         mo_session_execute (session, mo_select (Ghost)),
                         mo_session_one (session, mo_select (User)),
                         mo_execute (tx, "SELECT COUNT(*) FROM users"),
                         mo_session_first (session, mo_order_by_desc (mo_select (User),
                                                                      MO_C (User, id)))),
      error);
  g_assert_nonnull (got);
  g_assert_error (mo_future_get_error (mo_gathered_get_future (got, 1)), MO_ERROR,
                  MO_ERROR_NO_SUCH_OBJECT);
  g_assert_error (mo_future_get_error (mo_gathered_get_future (got, 2)), MO_ERROR,
                  MO_ERROR_TOO_MANY_ROWS);
  g_assert_cmpint (mo_gathered_int64 (got, 3), ==, 4);
  g_assert_true (mo_future_peek_entity (mo_gathered_get_future (got, 4), User) == user);
  return TRUE;
}

static void
test_queries (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 3);
  orm_test_run (&orm, body_uses_twice, NULL);
  orm_test_run (&orm, body_fails_among, NULL);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 4);
  orm_test_close (&orm);
}

/* The result keeps what it holds, when session and transaction are gone. */
static gboolean
body_hands_out (MoTransaction *tx, gpointer data, GError **error)
{
  *(MoResult **) data = orm_result (
      mo_session_execute (mo_transaction_get_session (tx),
                          mo_order_by (mo_select (User), MO_C (User, id))));
  return TRUE;
}

static void
test_result_outlives (MoTest *test)
{
  OrmTest orm;
  MoResult *result = NULL;

  orm_test_open_with_users (&orm, test, 3);
  orm_test_run (&orm, body_hands_out, &result);
  orm_test_close (&orm);
  g_assert_cmpstr (mo_result_entity (result, 2, User)->name, ==, "User3");
  g_assert_cmpint (mo_entity_get_state (mo_result_entity (result, 2, User)), ==,
                   MO_ENTITY_DETACHED);
  g_assert_null (mo_result_entity (result, 3, User));
  mo_result_unref (result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/odds/key-zero", test_key_zero);
  mo_test_add ("/orm/odds/bad-models", test_bad_models);
  mo_test_add ("/orm/odds/reserved", test_reserved);
  mo_test_add ("/orm/odds/values", test_values);
  mo_test_add ("/orm/odds/queries", test_queries);
  mo_test_add ("/orm/odds/result-outlives", test_result_outlives);
  return g_test_run ();
}
