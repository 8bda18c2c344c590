/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an error keeps of the server's answer. */

#include <gio/gio.h>

#include "base/mo-error-private.h"

static void
assert_server (const GError *error, guint code, const char *sqlstate, guint64 connection_id)
{
  g_assert_cmpuint (mo_error_get_server_code (error), ==, code);
  g_assert_cmpstr (mo_error_get_sqlstate (error), ==, sqlstate);
  g_assert_cmpuint (mo_error_get_connection_id (error), ==, connection_id);
}

static void
test_server (void)
{
  g_autoptr (GError) error = mo_error_new_server (MO_ERROR_DUPLICATE_KEY, 1062, "23000",
                                                  G_MAXUINT64, FALSE, "100% of keys: %s");

  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpstr (error->message, ==, "100% of keys: %s");
  assert_server (error, 1062, "23000", G_MAXUINT64);
  g_assert_false (mo_error_is_retryable (error));
}

static void
test_retryable (void)
{
  g_autoptr (GError) error = mo_error_new_server (MO_ERROR_DEADLOCK, 1213, "40001", 7, TRUE, "x");
  g_autoptr (GError) bare = g_error_new_literal (MO_ERROR, MO_ERROR_DEADLOCK, "x");

  g_assert_true (mo_error_is_retryable (error));
  g_assert_false (mo_error_is_retryable (bare));
}

static void
test_copy (void)
{
  g_autoptr (GError) error = mo_error_new_server (MO_ERROR_CONFLICT, 20619, "HY000", 42, TRUE, "x");
  g_autoptr (GError) copy = g_error_copy (error);

  g_clear_error (&error);
  g_assert_error (copy, MO_ERROR, MO_ERROR_CONFLICT);
  assert_server (copy, 20619, "HY000", 42);
  g_assert_true (mo_error_is_retryable (copy));
}

static void
test_rewrap (void)
{
  g_autoptr (GError) cause =
      mo_error_new_server (MO_ERROR_LOCK_TIMEOUT, 1205, "HY000", 3, TRUE, "waited");
  g_autoptr (GError) error =
      mo_error_rewrap (cause, MO_ERROR_TRANSACTION_ABORTED, "%s of %d", cause->message, 9);

  g_clear_error (&cause);
  g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpstr (error->message, ==, "waited of 9");
  assert_server (error, 1205, "HY000", 3);
  g_assert_true (mo_error_is_retryable (error));
}

static void
test_rewrap_foreign (void)
{
  g_autoptr (GError) cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) error = mo_error_rewrap (cause, MO_ERROR_FAILED, "y");
  g_autoptr (GError) of_none = mo_error_rewrap (NULL, MO_ERROR_FAILED, "z");

  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  assert_server (error, 0, "", 0);
  assert_server (of_none, 0, "", 0);
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");

  assert_server (error, 0, "", 0);
  g_assert_false (mo_error_is_retryable (error));
  assert_server (NULL, 0, "", 0);
  g_assert_false (mo_error_is_retryable (NULL));
}

/* A server that lies about its SQLSTATE. */
static void
test_sqlstate (void)
{
  g_autoptr (GError) none = mo_error_new_server (MO_ERROR_SERVER, 1, NULL, 0, FALSE, "x");
  g_autoptr (GError) empty = mo_error_new_server (MO_ERROR_SERVER, 1, "", 0, FALSE, "x");
  g_autoptr (GError) longer = mo_error_new_server (MO_ERROR_SERVER, 1, "1234567890", 0, FALSE, "x");

  g_assert_cmpstr (mo_error_get_sqlstate (none), ==, "");
  g_assert_cmpstr (mo_error_get_sqlstate (empty), ==, "");
  g_assert_cmpstr (mo_error_get_sqlstate (longer), ==, "12345");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/server", test_server);
  g_test_add_func ("/error/retryable", test_retryable);
  g_test_add_func ("/error/copy", test_copy);
  g_test_add_func ("/error/rewrap", test_rewrap);
  g_test_add_func ("/error/rewrap-foreign", test_rewrap_foreign);
  g_test_add_func ("/error/foreign", test_foreign);
  g_test_add_func ("/error/sqlstate", test_sqlstate);
  return g_test_run ();
}
