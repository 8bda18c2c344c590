/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls of the client library that fail when they are told to. */

#include <matrixone-glib/mo-error.h>

#include "fault-fixture.h"

/* A call of the table has no user data, so the script of the faults is this file's. */
static guint fail_after_rows;
static guint fault_number;

static unsigned int
faulty_error_code (MYSQL *mysql)
{
  return fault_number != 0 ? fault_number : mo_mysql_api.error_code (mysql);
}

static unsigned int
faulty_stmt_errno (MYSQL_STMT *stmt)
{
  return fault_number != 0 ? fault_number : mo_mysql_api.stmt_errno (stmt);
}

static MYSQL_ROW
faulty_fetch_row (MYSQL_RES *result)
{
  if (fail_after_rows == 0)
    return NULL;
  fail_after_rows--;
  return mo_mysql_api.fetch_row (result);
}

static int
failing_send_query (MYSQL *mysql, const char *sql, unsigned long length)
{
  return 1;
}

static MoMysqlBool
failing_read_query_result (MYSQL *mysql)
{
  return 1;
}

static int
failing_execute (MYSQL_STMT *stmt)
{
  return 1;
}

static unsigned long *
no_lengths (MYSQL_RES *result)
{
  return NULL;
}

static void
test_execute_not_sent (FaultFixture *self, gconstpointer data)
{
  fault_number = 2006;
  self->api.stmt_execute = failing_execute;
  self->api.stmt_errno = faulty_stmt_errno;
  fault_assert_execute_fails (self, NULL, 0, MO_ERROR_CONNECTION_LOST);
  g_assert_false (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

static void
test_not_sent (FaultFixture *self, gconstpointer data)
{
  fault_number = 2006;
  self->api.send_query = failing_send_query;
  self->api.error_code = faulty_error_code;
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST, NULL);
  g_assert_false (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

static void
test_no_answer (FaultFixture *self, gconstpointer data)
{
  fault_number = 2013;
  self->api.read_query_result = failing_read_query_result;
  self->api.error_code = faulty_error_code;
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST, NULL);
  g_assert_true (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

/* A failure that says nothing leaves nobody knowing where in the stream this is. */
static void
test_failure_without_number (FaultFixture *self, gconstpointer data)
{
  self->api.read_query_result = failing_read_query_result;
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST,
                      "no text (client error 0, connection 17)");
  fault_assert_lost (self);
}

static void
test_row_fails (FaultFixture *self, gconstpointer data)
{
  fail_after_rows = 2;
  fault_number = 2013;
  self->api.fetch_row = faulty_fetch_row;
  self->api.error_code = faulty_error_code;
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST, NULL);
  fault_assert_lost (self);
}

static void
test_row_without_lengths (FaultFixture *self, gconstpointer data)
{
  self->api.fetch_lengths = no_lengths;
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST, NULL);
  fault_assert_lost (self);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/wire/api-faults/" path, FaultFixture, NULL, fault_set_up, function, fault_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  ADD ("execute-not-sent", test_execute_not_sent);
  ADD ("not-sent", test_not_sent);
  ADD ("no-answer", test_no_answer);
  ADD ("failure-without-number", test_failure_without_number);
  ADD ("row-fails", test_row_fails);
  ADD ("row-without-lengths", test_row_without_lengths);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
