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

static void
test_sql (void)
{
  g_autoptr (GError) cause = mo_error_new_server (MO_ERROR_CONFLICT, 20619, "HY000", 1, TRUE, "x");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) wrapped = NULL;

  g_assert_cmpstr (mo_error_get_sql (cause), ==, "");
  mo_error_set_sql (cause, "SELECT 1");
  mo_error_set_sql (cause, "SELECT 2");
  copy = g_error_copy (cause);
  wrapped = mo_error_rewrap (cause, MO_ERROR_TRANSACTION_ABORTED, "y");
  mo_error_set_sql (cause, NULL);
  g_assert_cmpstr (mo_error_get_sql (cause), ==, "");
  g_clear_error (&cause);
  g_assert_cmpstr (mo_error_get_sql (copy), ==, "SELECT 2");
  g_assert_cmpstr (mo_error_get_sql (wrapped), ==, "SELECT 2");
  mo_error_set_sql (foreign, "SELECT 3");
  mo_error_set_sql (NULL, "SELECT 3");
  g_assert_cmpstr (mo_error_get_sql (foreign), ==, "");
  g_assert_cmpstr (mo_error_get_sql (NULL), ==, "");
}

/* Without a server's number. */
static void
test_class (void)
{
  static const MoErrorClass classes[] = {
    [MO_ERROR_FAILED] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_INVALID_ARGUMENT] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_CONNECT_FAILED] = MO_ERROR_CLASS_LOST,
    [MO_ERROR_ACCESS_DENIED] = MO_ERROR_CLASS_REFUSED,
    [MO_ERROR_CONNECTION_LOST] = MO_ERROR_CLASS_LOST,
    [MO_ERROR_TIMED_OUT] = MO_ERROR_CLASS_TIMEOUT,
    [MO_ERROR_POOL_CLOSED] = MO_ERROR_CLASS_REFUSED,
    [MO_ERROR_POOL_EXHAUSTED] = MO_ERROR_CLASS_TIMEOUT,
    [MO_ERROR_WOULD_DEADLOCK] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_BROKEN_PROMISE] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_TYPE_MISMATCH] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_OUT_OF_RANGE] = MO_ERROR_CLASS_CONSTRAINT,
    [MO_ERROR_SYNTAX] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_NO_SUCH_OBJECT] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_ALREADY_EXISTS] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_DUPLICATE_KEY] = MO_ERROR_CLASS_CONSTRAINT,
    [MO_ERROR_CONSTRAINT] = MO_ERROR_CLASS_CONSTRAINT,
    [MO_ERROR_DEADLOCK] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_LOCK_TIMEOUT] = MO_ERROR_CLASS_TIMEOUT,
    [MO_ERROR_CONFLICT] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_TRANSACTION_FINISHED] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_TRANSACTION_ABORTED] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_TRANSACTION_ENDED] = MO_ERROR_CLASS_UNKNOWN_OUTCOME,
    [MO_ERROR_ENDS_TRANSACTION] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_CURSOR_OPEN] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_OUTCOME_UNKNOWN] = MO_ERROR_CLASS_UNKNOWN_OUTCOME,
    [MO_ERROR_COMMIT_UNKNOWN] = MO_ERROR_CLASS_UNKNOWN_OUTCOME,
    [MO_ERROR_COMMITTED_COMMAND_FAILED] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_NOT_SUPPORTED] = MO_ERROR_CLASS_REFUSED,
    [MO_ERROR_NO_ROWS] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_TOO_MANY_ROWS] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_INTERRUPTED] = MO_ERROR_CLASS_CANCELLED,
    [MO_ERROR_STALE_OBJECT] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_WRONG_THREAD] = MO_ERROR_CLASS_USAGE,
    [MO_ERROR_SCHEMA_MISMATCH] = MO_ERROR_CLASS_OTHER,
    [MO_ERROR_SERVER] = MO_ERROR_CLASS_OTHER,
  };

  for (guint code = 0; code < G_N_ELEMENTS (classes); code++)
    {
      g_autoptr (GError) error = g_error_new_literal (MO_ERROR, (gint) code, "x");

      g_test_message ("%u", code);
      g_assert_cmpint (mo_error_get_class (error), ==, classes[code]);
    }
}

/* Whatever the code: both say the same, and never where the first run may stand. */
static void
test_class_agrees (void)
{
  for (guint code = 0; code <= MO_ERROR_SERVER; code++)
    for (guint flag = 0; flag < 2; flag++)
      {
        g_autoptr (GError) error
            = mo_error_new_server ((MoError) code, 1, "HY000", 1, flag == 1, "x");

        g_assert_cmpint (mo_error_get_class (error) == MO_ERROR_CLASS_RETRYABLE, ==,
                         mo_error_is_retryable (error));
        if (mo_error_get_class (error) == MO_ERROR_CLASS_UNKNOWN_OUTCOME)
          g_assert_false (mo_error_is_retryable (error));
      }
}

static void
assert_foreign_class (GQuark domain, int code, MoErrorClass class)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "x");

  g_assert_cmpint (mo_error_get_class (error), ==, class);
}

static void
test_class_foreign (void)
{
  assert_foreign_class (G_IO_ERROR, G_IO_ERROR_CANCELLED, MO_ERROR_CLASS_CANCELLED);
  assert_foreign_class (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, MO_ERROR_CLASS_TIMEOUT);
  assert_foreign_class (G_IO_ERROR, G_IO_ERROR_EXISTS, MO_ERROR_CLASS_OTHER);
  assert_foreign_class (G_FILE_ERROR, MO_ERROR_CONSTRAINT, MO_ERROR_CLASS_OTHER);
  g_assert_cmpint (mo_error_get_class (NULL), ==, MO_ERROR_CLASS_OTHER);
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
  g_test_add_func ("/error/sql", test_sql);
  g_test_add_func ("/error/class", test_class);
  g_test_add_func ("/error/class-agrees", test_class_agrees);
  g_test_add_func ("/error/class-foreign", test_class_foreign);
  return g_test_run ();
}
