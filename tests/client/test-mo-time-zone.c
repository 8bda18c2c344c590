/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One moment under each policy for time zones: written, read, and where the session's zone is not
 * what it is to be. The server's sessions are half past five ahead of UTC where a test says so,
 * which no machine is by chance. */

#include "mo-test-proxy.h"

/* SET time_zone = '+05:30' */
#define AHEAD "init_sql=SET%20time_zone%3D'%2B05%3A30'"
#define MOMENT "2026-01-02T12:00:00Z"

typedef struct
{
  const char *policy; /* as an option */
  const char *zone;   /* of the session */
  const char *column; /* the moment, in a TIMESTAMP or in a DATETIME */
  const char *read;   /* from a TIMESTAMP that holds the moment */
} Policy;

static const Policy policies[] = {
  { "time_zone=utc", "+00:00", "2026-01-02 12:00:00", MOMENT },
  { "time_zone=session&" AHEAD, "+05:30", "2026-01-02 17:30:00", MOMENT },
  { "time_zone=naive&" AHEAD, "+05:30", "2026-01-02 17:30:00", "2026-01-02T17:30:00Z" },
};

static void
make_table (MoTest *test)
{
  mo_test_sql (test, "CREATE TABLE $t_z (id INT PRIMARY KEY, ts TIMESTAMP NULL, dt DATETIME(6))");
}

static void
drop_table (MoTest *test)
{
  mo_test_sql (test, "DROP TABLE $t_z");
}

static MoClient *
client_of (const char *policy)
{
  g_autofree char *options = g_strconcat ("pool_size=1&", policy, NULL);

  return mo_test_client_new (options);
}

static MoResult *
ask (MoTest *test, MoExecutor *executor, MoExecuteFlags flags, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (
      mo_execute_with (executor, flags, mo_test_text (test, sql)), &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_cell (MoResult *result, guint column, const char *text, const char *moment)
{
  g_autoptr (GError) error = NULL;
  MoValue value = mo_result_get_value (result, 0, column);
  g_autoptr (GDateTime) read = mo_value_to_date_time (&value, &error);
  g_autofree char *shown = mo_value_to_string (&value);
  g_autofree char *read_text = NULL;

  g_assert_no_error (error);
  read_text = g_date_time_format (read, "%FT%TZ");
  g_assert_cmpstr (shown, ==, text);
  g_assert_cmpstr (read_text, ==, moment);
}

static void
read_by_cursor (MoTest *test, MoClient *client, const Policy *policy, MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoCursor) cursor
      = mo_await_cursor (mo_open_cursor_with (client, flags,
                                              mo_test_text (test, "SELECT ts FROM $t_z")),
                         &error);
  g_autoptr (MoResult) rows = NULL;

  g_assert_no_error (error);
  rows = mo_await_result (mo_cursor_fetch (cursor, 1), &error);
  g_assert_no_error (error);
  assert_cell (rows, 0, policy->column, policy->read);
}

/* The same moment, which one client wrote as UTC, by both protocols. */
static void
test_read (MoTest *test)
{
  static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

  make_table (test);
  mo_test_sql (test, "INSERT INTO $t_z (id, ts) VALUES (1, '2026-01-02 12:00:00')");
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr (MoClient) client = client_of (policies[i].policy);

      for (gsize j = 0; j < G_N_ELEMENTS (protocols); j++)
        {
          g_autoptr (MoResult) result
              = ask (test, MO_EXECUTOR (client), protocols[j], "SELECT ts FROM $t_z");

          assert_cell (result, 0, policies[i].column, policies[i].read);
          read_by_cursor (test, client, &policies[i], protocols[j]);
        }
      mo_test_ok (mo_client_disconnect (client));
    }
  drop_table (test);
}

static void
write_and_read (MoTest *test, const Policy *policy, MoExecuteFlags flags)
{
  g_autoptr (MoClient) client = client_of (policy->policy);
  /* By a clock that is as far ahead as that of the sessions: it is what is written without a
   * zone. */
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+05:30");
  g_autoptr (GDateTime) moment = g_date_time_new (zone, 2026, 1, 2, 17, 30, 0);
  const MoValue in[] = { MO_VALUE (moment), MO_NULL };
  g_autoptr (MoResult) result = NULL;
  g_autofree char *session = NULL;

  mo_test_ok (mo_execute_with (client, flags,
                               mo_test_text (test, "INSERT INTO $t_z VALUES (1, ?, ?)"), moment,
                               moment));
  result = ask (test, MO_EXECUTOR (client), flags, "SELECT ts, dt, @@time_zone FROM $t_z");
  assert_cell (result, 0, policy->column, policy->read);
  assert_cell (result, 1, policy->column, policy->read);
  session = g_strdup (mo_result_get_text (result, 0, 2));
  g_assert_cmpstr (session, ==, policy->zone);
  /* The TIMESTAMP is the moment, by a client that has UTC. */
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t_z WHERE "
                                        "ts = '2026-01-02 12:00:00'"), ==, 1);
  mo_test_ok (mo_execute_with (client, flags,
                               mo_test_text (test, "DELETE FROM $t_z WHERE ts IN (?)"),
                               mo_value_list (in, G_N_ELEMENTS (in))));
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t_z"), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_write (MoTest *test)
{
  make_table (test);
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      write_and_read (test, &policies[i], MO_EXECUTE_DEFAULT);
      write_and_read (test, &policies[i], MO_EXECUTE_PREPARED);
    }
  drop_table (test);
}

/* What was read is written as it was, by whichever client. */
static void
test_copy (MoTest *test)
{
  g_autoptr (MoClient) session = client_of (policies[1].policy);
  g_autoptr (MoResult) result = NULL;
  MoValue value;

  make_table (test);
  mo_test_sql (test, "INSERT INTO $t_z (id, ts) VALUES (1, '2026-01-02 12:00:00')");
  result = ask (test, MO_EXECUTOR (session), MO_EXECUTE_DEFAULT, "SELECT ts FROM $t_z");
  value = mo_result_get_value (result, 0, 0);
  mo_test_ok (mo_execute (session, mo_test_text (test, "INSERT INTO $t_z (id, ts) VALUES (2, ?)"),
                          value));
  mo_test_ok (mo_execute (test->client,
                          mo_test_text (test, "INSERT INTO $t_z (id, ts) VALUES (3, ?)"), value));
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t_z WHERE "
                                        "ts = '2026-01-02 12:00:00'"), ==, 3);
  mo_test_ok (mo_client_disconnect (session));
  drop_table (test);
}

/* --- the zone is changed on the way --- */

static void
assert_refused (MoFuture *future, const char *zone)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, zone);
  mo_test_assert_contains (error->message, "time_zone=naive");
}

/* The session follows; the next transaction is where the client began. */
static void
test_session_follows (MoTest *test)
{
  g_autoptr (MoClient) client = client_of (policies[1].policy);
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (MOMENT, NULL);
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  g_autoptr (MoResult) west = NULL;
  g_autoptr (MoResult) ahead = NULL;

  make_table (test);
  mo_test_ok (mo_execute (tx, "SET time_zone = '-02:00'"));
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t_z VALUES (1, ?, ?)"), moment,
                          moment));
  west = ask (test, MO_EXECUTOR (tx), MO_EXECUTE_DEFAULT, "SELECT ts, dt FROM $t_z");
  assert_cell (west, 0, "2026-01-02 10:00:00", MOMENT);
  assert_cell (west, 1, "2026-01-02 10:00:00", MOMENT);
  mo_test_ok (mo_transaction_commit (tx));
  ahead = ask (test, MO_EXECUTOR (client), MO_EXECUTE_DEFAULT, "SELECT ts FROM $t_z");
  assert_cell (ahead, 0, "2026-01-02 17:30:00", MOMENT);
  mo_test_ok (mo_client_disconnect (client));
  drop_table (test);
}

/* Where UTC was asked for, nothing runs in another zone; and it can be put right. */
static void
test_utc_stays (MoTest *test)
{
  g_autoptr (MoClient) client = client_of ("time_zone=utc");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_test_ok (mo_execute (tx, "SET time_zone = '-02:00'"));
  assert_refused (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'a', 1)")),
                  "-02:00");
  mo_test_ok (mo_execute (tx, "SET time_zone = '+00:00'"));
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (3, 'a', 1)")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(id) FROM $t"), ==, 4);
  mo_test_ok (mo_client_disconnect (client));
}

/* The same without a transaction, in which MatrixOne would not let it be set. */
static gboolean
set_and_read (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  MoTest *test = data;
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (MOMENT, NULL);
  const MoValue values[] = { MO_VALUE (moment), MO_VALUE (moment) };
  g_autoptr (MoResult) set
      = mo_connection_run_values (connection, "SET time_zone = '-02:00'", NULL, 0, error);
  g_autoptr (MoResult) inserted = NULL;
  MoResult *read = NULL;

  if (set != NULL)
    inserted = mo_connection_run_values (
        connection, mo_test_text (test, "INSERT INTO $t_z VALUES (1, ?, ?)"), values, 2, error);
  if (inserted != NULL)
    read = mo_connection_run_values (connection, mo_test_text (test, "SELECT ts, dt FROM $t_z"),
                                     NULL, 0, error);
  g_value_init (result, MO_TYPE_RESULT);
  g_value_take_boxed (result, read);
  return read != NULL;
}

static void
test_call_follows (MoTest *test)
{
  g_autoptr (MoClient) session = client_of (policies[1].policy);
  g_autoptr (MoClient) utc = client_of ("time_zone=utc");
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;

  make_table (test);
  assert_refused (mo_client_call (utc, set_and_read, test, NULL), "-02:00");
  result = mo_await_result (mo_client_call (session, set_and_read, test, NULL), &error);
  g_assert_no_error (error);
  assert_cell (result, 0, "2026-01-02 10:00:00", MOMENT);
  assert_cell (result, 1, "2026-01-02 10:00:00", MOMENT);
  mo_test_ok (mo_client_disconnect (session));
  mo_test_ok (mo_client_disconnect (utc));
  drop_table (test);
}

static void
test_naive_does_not_ask (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1&time_zone=naive");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

    mo_test_ok (mo_execute (tx, "SET time_zone = '-02:00'"));
    mo_test_ok (mo_execute (tx, "SELECT 1"));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "system_time_zone"), ==, 0);
  g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "time_zone"), ==, 1);
  mo_test_wire_close (&wire);
}

static void
test_init_sql (MoTest *test)
{
  g_autoptr (MoClient) client = client_of ("time_zone=utc&" AHEAD);

  assert_refused (mo_client_connect (client), "+05:30");
  mo_test_ok (mo_client_disconnect (client));
}

/* What the session is made as new with. */
static void
test_made_as_new (MoTest *test)
{
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr (MoClient) client = client_of (policies[i].policy);

      for (guint j = 0; j < 3; j++)
        {
          g_autoptr (MoResult) result = NULL;

          mo_test_ok (mo_execute (client, "SET time_zone = '-02:00'"));
          result = ask (test, MO_EXECUTOR (client), MO_EXECUTE_DEFAULT, "SELECT @@time_zone");
          g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, policies[i].zone);
        }
      mo_test_ok (mo_client_disconnect (client));
    }
}

/* --- values that are no moments --- */

/* Fields are what the column shows, whatever the policy. */
static void
test_fields (MoTest *test)
{
  const MoDateTime fields = { .year = 2026, .month = 1, .day = 2, .hour = 3 };

  make_table (test);
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr (MoClient) client = client_of (policies[i].policy);
      g_autoptr (MoResult) result = NULL;
      g_autoptr (GError) error = NULL;
      MoValue value;
      MoDateTime got;

      mo_test_ok (mo_execute (client, mo_test_text (test, "INSERT INTO $t_z VALUES (?, NULL, ?)"),
                              (int) i, mo_value_datetime (&fields)));
      mo_test_ok (mo_execute (client, mo_test_text (test, "DELETE FROM $t_z WHERE id < ?"),
                              (int) i));
      result = ask (test, MO_EXECUTOR (client), MO_EXECUTE_DEFAULT, "SELECT dt, ts FROM $t_z");
      value = mo_result_get_value (result, 0, 0);
      mo_value_get_date_time (&value, &got, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (got.hour, ==, 3);
      g_assert_true (mo_result_is_null (result, 0, 1));
      mo_test_ok (mo_client_disconnect (client));
    }
  drop_table (test);
}

static void
test_beyond (MoTest *test)
{
  g_autoptr (MoClient) client = client_of (policies[1].policy);
  g_autoptr (GDateTime) moment = g_date_time_new_utc (9999, 12, 31, 23, 0, 0);
  g_autoptr (GError) error = NULL;

  error = mo_test_take_error (mo_execute (client, "SELECT ?", moment));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE);
  mo_test_assert_contains (error->message, "9999-12-31 23:00:00");
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/time-zone/read", test_read);
  mo_test_add ("/time-zone/write", test_write);
  mo_test_add ("/time-zone/copy", test_copy);
  mo_test_add_mariadb ("/time-zone/session-follows", test_session_follows);
  mo_test_add_mariadb ("/time-zone/utc-stays", test_utc_stays);
  mo_test_add ("/time-zone/call-follows", test_call_follows);
  mo_test_add_mariadb ("/time-zone/naive-does-not-ask", test_naive_does_not_ask);
  mo_test_add ("/time-zone/init-sql", test_init_sql);
  mo_test_add ("/time-zone/made-as-new", test_made_as_new);
  mo_test_add ("/time-zone/fields", test_fields);
  mo_test_add ("/time-zone/beyond", test_beyond);
  return g_test_run ();
}
