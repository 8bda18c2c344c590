/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys, defaults, constraints and types of the table that create_all made. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  char *total;
  char *data;
} Invoice;

MO_DEFINE_MODEL (Invoice, invoice, "invoices",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (total, MO_NULLABLE, .sql_type = "DECIMAL(12,2)"),
                 MO_COLUMN (data, MO_NULLABLE, .sql_type = "JSON"))

/* --- keys, defaults, constraints --- */

static gboolean
body_adds (MoTransaction *tx, gpointer user, GError **error)
{
  return mo_session_add (mo_transaction_get_session (tx), user)
         && mo_await (mo_session_flush (mo_transaction_get_session (tx)), error);
}

static gboolean
body_compares_times (MoTransaction *tx, gpointer data, GError **error)
{
  User *written = data;
  g_autoptr (User) read = orm_load_user (mo_transaction_get_session (tx), written->id);

  g_assert_nonnull (read->created_at);
  g_assert_true (g_date_time_equal (read->created_at, written->created_at));
  g_assert_null (read->last_login);
  return TRUE;
}

static void
test_generated (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  gint64 age;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User));
  orm_test_create (&orm, MO_MODELS (User));
  orm_test_run (&orm, body_adds, user);
  g_assert_cmpint (user->id, >, 0);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users"), ==, user->id);
  g_assert_nonnull (user->created_at);
  g_assert_cmpint (ABS (g_date_time_difference (user->created_at, now)), <, G_TIME_SPAN_MINUTE);
  age = orm_test_int64 (&orm,
                        "SELECT TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP()) FROM users");
  g_assert_cmpint (ABS (age), <, 60);
  orm_test_run (&orm, body_compares_times, user);
  orm_test_close (&orm);
}

/* A time that is given stays. */
static void
test_given_default (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GDateTime) then = g_date_time_new_utc (1999, 12, 31, 23, 59, 59.5);
  g_autoptr (User) user
      = mo_new (User, .name = "Old", .email = "old@example.com", .created_at = then);
  g_autofree char *row = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User));
  orm_test_run (&orm, body_adds, user);
  row = orm_test_rows (&orm, "SELECT COUNT(*) FROM users WHERE created_at = "
                             "'1999-12-31 23:59:59.5'");
  g_assert_cmpstr (row, ==, "1");
  orm_test_close (&orm);
}

static void
refuse (OrmTest *orm, User *consumed, MoError code)
{
  g_autoptr (User) user = consumed;

  orm_test_run_fails (orm, body_adds, user, code);
  g_assert_cmpint (user->id, ==, 0);
}

static void
test_constraints (MoTest *test)
{
  OrmTest orm;
  g_autofree char *longest = g_strnfill (100, 'n');
  g_autofree char *too_long = g_strnfill (101, 'n');
  g_autoptr (User) first = orm_new_user (1);
  g_autoptr (User) fits = mo_new (User, .name = longest, .email = "long@example.com");
  g_autoptr (User) does_not = mo_new (User, .name = too_long, .email = "longer@example.com");
  g_autoptr (GError) error = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User));
  orm_test_run (&orm, body_adds, first);
  orm_test_run (&orm, body_adds, fits);
  refuse (&orm, mo_new (User, .email = "nameless@example.com"), MO_ERROR_CONSTRAINT);
  refuse (&orm, mo_new (User, .name = "No address"), MO_ERROR_CONSTRAINT);
  refuse (&orm, orm_new_user (1), MO_ERROR_DUPLICATE_KEY);
  g_assert_false (mo_client_run_transaction (orm.client, body_adds, does_not, &error));
  g_assert_cmpuint (error->domain, ==, MO_ERROR);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 2);
  /* The table's own, not only the client's. */
  g_assert_false (mo_await (mo_execute (orm.other, "INSERT INTO users (email) VALUES (%s)",
                                        MO_NULL),
                            NULL));
  orm_test_close (&orm);
}

/* --- another SQL type --- */

static gboolean
body_adds_invoices (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Invoice, .total = "9999999999.99",
                                    .data = "{\"a\": [1, 2], \"b\": \"\xc3\xa9'\"}"));
  mo_session_take (session, mo_new (Invoice, .id = 0));
  return TRUE;
}

static gboolean
body_changes_invoice (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) all = orm_all (
      mo_session_execute (session, mo_order_by (mo_select (Invoice), MO_C (Invoice, id))));
  Invoice *first = g_ptr_array_index (all, 0);
  Invoice *second = g_ptr_array_index (all, 1);
  g_auto (GStrv) words = NULL;
  g_autofree char *json = NULL;

  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (first->total, ==, "9999999999.99");
  words = g_strsplit (first->data, " ", -1);
  json = g_strjoinv ("", words);
  g_assert_cmpstr (json, ==, "{\"a\":[1,2],\"b\":\"\xc3\xa9'\"}");
  g_assert_null (second->total);
  g_assert_null (second->data);
  mo_set (first, total, "-0.01");
  mo_set (second, data, "[]");
  return TRUE;
}

static void
test_sql_type (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Invoice));
  orm_test_run (&orm, body_adds_invoices, NULL);
  orm_test_run (&orm, body_changes_invoice, NULL);
  rows = orm_test_rows (&orm, "SELECT total, JSON_EXTRACT(data, '$.a[1]') FROM invoices "
                              "ORDER BY id");
  g_assert_cmpstr (rows, ==, "-0.01,2;NULL,NULL");
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM invoices WHERE data IS NULL"), ==,
                   0);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/columns/generated", test_generated);
  mo_test_add ("/orm/columns/given-default", test_given_default);
  mo_test_add ("/orm/columns/constraints", test_constraints);
  mo_test_add ("/orm/columns/sql-type", test_sql_type);
  return g_test_run ();
}
