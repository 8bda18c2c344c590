/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers that get lost around COMMIT: what the caller is told, and what is true. */

#include <stdatomic.h>
#include <string.h>

#include "client/mo-transaction-private.h"
#include "mo-test-database.h"
#include "wire/mo-mysql-api-private.h"

/* --- the client library, with one fault --- */

typedef enum
{
  NO_FAULT,
  FAIL_SEND,      /* of the text: nothing reaches the server */
  FAIL_ANSWER,    /* the first after the text */
  FAIL_FURTHER,   /* the second */
} FaultPoint;

static struct
{
  FaultPoint point;
  const char *text; /* the beginning of the query that it is about */
  guint number;     /* what it fails with */
  _Atomic gboolean armed;
  _Atomic gboolean failed;
} fault;

static gboolean
fails_at (FaultPoint point)
{
  if (fault.point != point || !atomic_load (&fault.armed))
    return FALSE;
  atomic_store (&fault.armed, FALSE);
  atomic_store (&fault.failed, TRUE);
  return TRUE;
}

static int
faulty_send_query (MYSQL *mysql, const char *sql, unsigned long length)
{
  atomic_store (&fault.failed, FALSE);
  if (fault.point != NO_FAULT && length >= strlen (fault.text)
      && memcmp (sql, fault.text, strlen (fault.text)) == 0)
    atomic_store (&fault.armed, TRUE);
  return fails_at (FAIL_SEND) ? 1 : mo_mysql_api.send_query (mysql, sql, length);
}

static MoMysqlBool
faulty_read_query_result (MYSQL *mysql)
{
  MoMysqlBool result = mo_mysql_api.read_query_result (mysql);

  return fails_at (FAIL_ANSWER) ? 1 : result;
}

static int
faulty_next_result (MYSQL *mysql)
{
  int result = mo_mysql_api.next_result (mysql);

  return fails_at (FAIL_FURTHER) ? 1 : result;
}

static unsigned int
faulty_error_code (MYSQL *mysql)
{
  return atomic_load (&fault.failed) ? fault.number : mo_mysql_api.error_code (mysql);
}

static const char *
faulty_error (MYSQL *mysql)
{
  return atomic_load (&fault.failed) ? "scripted" : mo_mysql_api.error (mysql);
}

/* --- a pool and a transaction on it --- */

typedef struct
{
  MoMysqlApi api;
  MoPool *pool;
} Rig;

static void
rig_open (Rig *self, FaultPoint point, const char *text, guint number)
{
  g_autoptr (MoEndpoint) endpoint = mo_test_endpoint_new ();
  MoPoolOptions options = {
    .max_workers = 1, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS
  };

  fault.point = point;
  fault.text = text;
  fault.number = number;
  atomic_store (&fault.armed, FALSE);
  atomic_store (&fault.failed, FALSE);
  self->api = mo_mysql_api;
  self->api.send_query = faulty_send_query;
  self->api.read_query_result = faulty_read_query_result;
  self->api.next_result = faulty_next_result;
  self->api.error_code = faulty_error_code;
  self->api.error = faulty_error;
  self->pool = mo_pool_new (&self->api, endpoint, &options, &mo_clock_monotonic);
}

static MoTransaction *
rig_begin (Rig *self)
{
  const MoTransactionRequest request = MO_TRANSACTION_REQUEST_INIT (self->pool, "a test");
  MoTransactionCore *core = mo_transaction_core_new (&request);
  g_autoptr (GError) error = NULL;
  MoTransaction *tx = mo_await_transaction (
      mo_transaction_core_request (core, mo_transaction_new (core)), &error);

  g_assert_no_error (error);
  return tx;
}

/* The connection is of no further use, and the worker has another one. */
static void
rig_close (Rig *self)
{
  MoTransaction *tx;

  fault.point = NO_FAULT;
  tx = rig_begin (self);
  mo_test_ok (mo_execute (tx, "SELECT 1"));
  mo_test_ok (mo_transaction_commit (tx));
  g_object_unref (tx);
  mo_test_ok (mo_pool_close (self->pool, -1));
  mo_pool_unref (self->pool);
}

static GError *
commit_with_fault (MoTest *test, FaultPoint point, guint number)
{
  GError *error;
  Rig rig;

  rig_open (&rig, point, "COMMIT", number);
  {
    g_autoptr (MoTransaction) tx = rig_begin (&rig);

    mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")));
    error = mo_test_take_error (mo_transaction_commit (tx));
    g_test_message ("%s", error->message);
  }
  rig_close (&rig);
  return error;
}

/* --- COMMIT --- */

static void
test_answer_lost (MoTest *test)
{
  g_autoptr (GError) error = commit_with_fault (test, FAIL_ANSWER, 2013);

  g_assert_error (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN);
  g_assert_false (mo_error_is_retryable (error));
  g_assert_cmpstr (mo_error_get_sql (error), ==, "COMMIT");
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_answer_unknown (MoTest *test)
{
  static const guint numbers[] = { 20502, 20504, 20505, 20638 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GError) error = commit_with_fault (test, FAIL_ANSWER, numbers[i]);

      g_assert_error (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN);
      g_assert_false (mo_error_is_retryable (error));
      g_assert_cmpuint (mo_error_get_server_code (error), ==, numbers[i]);
      mo_test_sql (test, "DELETE FROM $t");
    }
}

static void
test_not_sent (MoTest *test)
{
  g_autoptr (GError) error = commit_with_fault (test, FAIL_SEND, 2006);

  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_error_is_retryable (error));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_refused (MoTest *test)
{
  g_autoptr (GError) error = commit_with_fault (test, FAIL_ANSWER, 1213);

  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  mo_test_assert_contains (error->message, "nothing is written");
  g_assert_cmpstr (mo_error_get_sql (error), ==, "COMMIT");
}

/* --- BEGIN --- */

static void
test_begin_lost (MoTest *test)
{
  static const FaultPoint points[] = { FAIL_SEND, FAIL_ANSWER };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      Rig rig;

      rig_open (&rig, points[i], MO_BEGIN, 2013);
      {
        g_autoptr (MoTransaction) tx = rig_begin (&rig);
        g_autoptr (MoGathered) got = NULL;

        got = mo_await_gathered (
            mo_gather_settled (
                mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")),
                mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, '', 1)"))),
            NULL);
        for (guint j = 0; j < 2; j++)
          g_assert_cmpint (mo_future_get_status (mo_gathered_get_future (got, j)), ==,
                           MO_FUTURE_REJECTED);
        mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
      }
      rig_close (&rig);
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
}

/* --- behind COMMIT --- */

static void
test_command_lost (MoTest *test)
{
  MoTestDatabase database;
  Rig rig;

  mo_test_database_open (&database, test);
  rig_open (&rig, FAIL_FURTHER, "COMMIT", 2013);
  {
    const char *name = mo_test_snapshot_name (&database);
    g_autoptr (MoTransaction) tx = rig_begin (&rig);
    g_autoptr (GError) error = NULL;

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_snapshot_create_database (tx, name, database.name));
    error = mo_test_take_error (mo_transaction_commit (tx));
    g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
    mo_test_assert_contains (error->message, "may have taken effect");
    g_assert_false (mo_error_is_retryable (error));
    g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 1);
  }
  rig_close (&rig);
  mo_test_database_close (&database);
}

/* A syntax error in a command: the server has refused the whole packet, COMMIT with it. */
static void
test_packet_refused (MoTest *test)
{
  MoTestDatabase database;
  Rig rig;

  mo_test_database_open (&database, test);
  rig_open (&rig, FAIL_SEND, "COMMIT\n;\n", 1064);
  {
    const char *name = mo_test_snapshot_name (&database);
    g_autoptr (MoTransaction) tx = rig_begin (&rig);

    mo_test_ok (mo_test_database_insert (&database, MO_EXECUTOR (tx), 1));
    mo_test_ok (mo_snapshot_create_database (tx, name, database.name));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_test_database_count (&database, database.name, "t"), ==, 1);
    g_assert_true (mo_test_snapshot_is_listed (&database, name));
  }
  rig_close (&rig);
  mo_test_database_close (&database);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/fault/commit-answer-lost", test_answer_lost);
  mo_test_add ("/transaction/fault/commit-answer-unknown", test_answer_unknown);
  mo_test_add ("/transaction/fault/commit-not-sent", test_not_sent);
  mo_test_add ("/transaction/fault/commit-refused", test_refused);
  mo_test_add ("/transaction/fault/begin-lost", test_begin_lost);
  mo_test_add_matrixone ("/transaction/fault/command-lost", test_command_lost);
  mo_test_add_matrixone ("/transaction/fault/packet-refused", test_packet_refused);
  return g_test_run ();
}
