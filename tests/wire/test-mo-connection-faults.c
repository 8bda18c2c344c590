/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that says odd things, or nothing, in the middle. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "fault-fixture.h"

static void
test_error_in_rows (FaultFixture *self, gconstpointer data)
{
  fault_assert_fails (self, "error in rows", MO_ERROR_INTERRUPTED,
                      "Query execution was interrupted (server error 1317, connection 17)");
  g_assert_true (mo_connection_was_request_sent (self->connection));
  fault_assert_usable (self);
}

static void
test_hang_up (FaultFixture *self, gconstpointer data)
{
  fault_assert_fails (self, data, MO_ERROR_CONNECTION_LOST, NULL);
  g_assert_true (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

/* Over TCP the next statement would be taken, and then be lost. */
static void
test_closed_while_idle (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (self->connection, "bye", -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_clear_pointer (&self->server, fake_server_free);
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST,
                      "connection 17 was closed while it was idle");
  g_assert_false (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

static void
test_killed (FaultFixture *self, gconstpointer data)
{
  fault_assert_fails (self, "killed", MO_ERROR_CONNECTION_LOST,
                      "Connection was killed (server error 1927, connection 17)");
  fault_assert_lost (self);
}

static void
test_several_results (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) first = NULL;
  g_autoptr (MoResult) second = NULL;
  g_autoptr (MoResult) third = NULL;
  gboolean more;

  g_assert_true (mo_connection_send (self->connection, "three", 5, &error));
  first = mo_connection_read (self->connection, &more, &error);
  g_assert_no_error (error);
  g_assert_true (more);
  g_assert_cmpuint (mo_result_get_n_columns (first), ==, 0);
  second = mo_connection_read (self->connection, &more, &error);
  g_assert_no_error (error);
  g_assert_true (more);
  g_assert_cmpuint (mo_result_get_n_rows (second), ==, 3);
  third = mo_connection_read (self->connection, &more, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_null (third);
  g_assert_false (more);
  fault_assert_usable (self);
  /* As one statement, the error of a later result is its error. */
  fault_assert_fails (self, "three", MO_ERROR_DUPLICATE_KEY, NULL);
  fault_assert_usable (self);
}

static void
test_cells_that_do_not_parse (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (self->connection, "words", -1, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mo_result_get_column_type (result, 0), ==, MO_VALUE_INT64);
  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 1);
  g_assert_cmpstr (mo_result_get_text (result, 1, 0), ==, "two");
  g_assert_cmpstr (mo_result_get_text (result, 2, 0), ==, "-");
}

static void
test_private_type (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (self->connection, "type 241", -1, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mo_result_get_column_type (result, 0), ==, MO_VALUE_TEXT);
  g_assert_cmpstr (mo_result_get_text (result, 1, 0), ==, "two");
}

static void
assert_not_prepared (FaultFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result =
      mo_connection_execute (self->connection, sql, strlen (sql), NULL, 0, &error);

  g_assert_null (result);
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_test_message ("%s", error->message);
  g_assert_false (mo_connection_was_request_sent (self->connection));
  fault_assert_usable (self);
  g_assert_cmpuint (fake_server_count (self->server, COMMAND_EXECUTE), ==, 0);
}

static void
test_not_prepared (FaultFixture *self, gconstpointer data)
{
  assert_not_prepared (self, "type 241");
  assert_not_prepared (self, "no such statement");
#ifndef MARIADB_PACKAGE_VERSION
  assert_not_prepared (self, "type 15");
#endif
}

static void
test_parameters (FaultFixture *self, gconstpointer data)
{
  MoValue number = mo_value_int64 (1);
  MoValue pointer = mo_value_pointer (self);

  fault_assert_execute_fails (self, &number, 1, MO_ERROR_INVALID_ARGUMENT);
  fault_assert_execute_fails (self, &pointer, 1, MO_ERROR_TYPE_MISMATCH);
  g_assert_false (mo_connection_was_request_sent (self->connection));
  fault_assert_usable (self);
}

/* Columns of another type than when the statement was prepared. */
static void
test_columns_change (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result =
      mo_connection_execute (self->connection, "changes", 7, NULL, 0, &error);

  g_assert_null (result);
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  g_test_message ("%s", error->message);
  g_assert_true (mo_connection_was_request_sent (self->connection));
  fault_assert_usable (self);
}

static void
test_hang_up_in_execute (FaultFixture *self, gconstpointer data)
{
  fault_assert_execute_fails (self, NULL, 0, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

static void
test_flags (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) begun = NULL;
  g_autoptr (MoResult) ended = NULL;

  g_assert_false (mo_connection_is_in_transaction (self->connection));
  begun = mo_connection_query (self->connection, "begin", -1, &error);
  g_assert_true (mo_connection_is_in_transaction (self->connection));
  /* An error packet has no flags. */
  fault_assert_fails (self, "error in rows", MO_ERROR_INTERRUPTED, NULL);
  g_assert_true (mo_connection_is_in_transaction (self->connection));
  ended = mo_connection_query (self->connection, "other", -1, &error);
  g_assert_false (mo_connection_is_in_transaction (self->connection));
  g_assert_true (mo_connection_ping (self->connection, &error));
  g_assert_true (mo_connection_is_in_transaction (self->connection));
  g_assert_no_error (error);
}

static void
test_too_long (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      mo_connection_send (self->connection, "x", MO_CONNECTION_MAX_PACKET_BYTES, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  fault_assert_usable (self);
}

/* As MatrixOne up to 4.2 refuses it. */
static void
test_reset_refused (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_connection_reset (self->connection, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  g_assert_cmpuint (mo_error_get_server_code (error), ==, 20101);
  g_assert_cmpuint (fake_server_count (self->server, COMMAND_QUERY), ==, 0);
  fault_assert_usable (self);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/wire/faults/" path, FaultFixture, data, fault_set_up, function, fault_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  ADD ("error-in-rows", NULL, test_error_in_rows);
  ADD ("hang-up", "hang up", test_hang_up);
  ADD ("hang-up-in-rows", "hang up in rows", test_hang_up);
  ADD ("columns-change", NULL, test_columns_change);
  ADD ("hang-up-in-execute", NULL, test_hang_up_in_execute);
  ADD ("closed-while-idle", NULL, test_closed_while_idle);
  ADD ("killed", NULL, test_killed);
  ADD ("several-results", NULL, test_several_results);
  ADD ("cells-that-do-not-parse", NULL, test_cells_that_do_not_parse);
  ADD ("private-type", NULL, test_private_type);
  ADD ("not-prepared", NULL, test_not_prepared);
  ADD ("parameters", NULL, test_parameters);
  ADD ("flags", NULL, test_flags);
  ADD ("too-long", NULL, test_too_long);
  ADD ("reset-refused", NULL, test_reset_refused);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
