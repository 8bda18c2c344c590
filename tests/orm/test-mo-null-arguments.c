/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NULL where a pointer belongs: an error or a critical, never a crash. */

#include <gio/gio.h>

#include "orm-test.h"

#define expect_critical(pattern) g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, pattern)

/* --- models --- */

static void
test_model (void)
{
  gsize n_columns = 0;

  expect_critical ("mo_model_get_name*self*");
  g_assert_null (mo_model_get_name (NULL));
  expect_critical ("mo_model_get_table*self*");
  g_assert_null (mo_model_get_table (NULL));
  expect_critical ("mo_model_get_columns*self*");
  g_assert_null (mo_model_get_columns (NULL, &n_columns));
  expect_critical ("mo_model_get_columns*n_columns*");
  g_assert_null (mo_model_get_columns (MO_MODEL (User), NULL));
  g_test_assert_expected_messages ();
}

/* No columns, whatever their number is said to be. */
static void
test_columns (void)
{
  static const MoModel *model = NULL; /* lives as long as the program */
  gsize n_columns = 1;

  if (model == NULL)
    model = mo_model_register ("Empty", "empty", 8, NULL, 1, sizeof (MoColumn));
  mo_model_get_columns (model, &n_columns);
  g_assert_cmpuint (n_columns, ==, 0);
}

/* --- clients, transactions --- */

static void
test_client (void)
{
  mo_test_fails (mo_client_connect (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_client_disconnect (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_client_begin (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_client_select (NULL, mo_select (User)), MO_ERROR_INVALID_ARGUMENT);
}

static void
test_transaction (void)
{
  mo_test_fails (mo_transaction_commit (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_transaction_rollback (NULL), MO_ERROR_INVALID_ARGUMENT);
  expect_critical ("mo_transaction_get_connection_id*");
  g_assert_cmpuint (mo_transaction_get_connection_id (NULL), ==, 0);
  expect_critical ("mo_transaction_get_session*");
  g_assert_null (mo_transaction_get_session (NULL));
  g_test_assert_expected_messages ();
}

/* --- queries --- */

static void
keep_result (GObject *source, GAsyncResult *result, gpointer kept)
{
  *(GAsyncResult **) kept = g_object_ref (result);
}

static void
test_query (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mo_test_fails (mo_client_select (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_execute (session, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_first (session, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_one (session, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_one_or_none (session, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_scalar (session, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_client_select_async (test->client, NULL, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (mo_client_select_finish (test->client, result, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_client_select_async (test->client, NULL, NULL, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* its task holds the client */
  mo_test_ok (mo_transaction_rollback (tx));
}

/* --- sessions --- */

static void
test_session (void)
{
  mo_test_fails (mo_session_flush (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_commit (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_rollback (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_close (NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_execute (NULL, mo_select (User)), MO_ERROR_INVALID_ARGUMENT);
}

static void
test_instances (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoSession *session = mo_transaction_get_session (tx);

  g_assert_true (mo_session_add_all (session, NULL, 0));
  g_assert_false (mo_session_add_all (session, NULL, 1));
  mo_test_fails (mo_session_flush (session), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_transaction_rollback (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/null-arguments/model", test_model);
  g_test_add_func ("/orm/null-arguments/columns", test_columns);
  g_test_add_func ("/orm/null-arguments/client", test_client);
  g_test_add_func ("/orm/null-arguments/transaction", test_transaction);
  g_test_add_func ("/orm/null-arguments/session", test_session);
  mo_test_add ("/orm/null-arguments/query", test_query);
  mo_test_add ("/orm/null-arguments/instances", test_instances);
  return g_test_run ();
}
