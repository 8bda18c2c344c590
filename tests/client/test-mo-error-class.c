/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program gets of a server's error: code, class, number, SQLSTATE, statement, connection. */

#include <string.h>

#include "fake-server.h"
#include "mo-test-server.h"

#define MYSQL "8.0.36"
#define MARIADB "11.4.2-MariaDB"
#define MATRIXONE "8.0.30-MatrixOne-v1.3.0"
#define AUTOCOMMIT 2
#define IN_TRANSACTION 1

typedef struct
{
  guint16 number;
  const char *sqlstate;
  const char *text;
  MoError code;
  MoErrorClass class;
  const char *server;
} Row;

#define RETRYABLE MO_ERROR_CLASS_RETRYABLE
#define CONSTRAINT MO_ERROR_CLASS_CONSTRAINT
#define LOST MO_ERROR_CLASS_LOST
#define TIMEOUT MO_ERROR_CLASS_TIMEOUT
#define CANCELLED MO_ERROR_CLASS_CANCELLED
#define UNKNOWN MO_ERROR_CLASS_UNKNOWN_OUTCOME
#define USAGE MO_ERROR_CLASS_USAGE
#define REFUSED MO_ERROR_CLASS_REFUSED
#define OTHER MO_ERROR_CLASS_OTHER

/* Numbers, SQLSTATEs and texts from the error message references of MySQL 8.0 and of MariaDB, and
 * from MatrixOne's pkg/common/moerr. */
static const Row rows[] = {
  { 1213, "40001", "Deadlock found", MO_ERROR_DEADLOCK, RETRYABLE, MYSQL },
  { 1213, "40001", "Deadlock found", MO_ERROR_DEADLOCK, RETRYABLE, MARIADB },
  { 1205, "HY000", "Lock wait timeout exceeded", MO_ERROR_LOCK_TIMEOUT, RETRYABLE, MYSQL },
  { 1205, "HY000", "Lock wait timeout exceeded", MO_ERROR_LOCK_TIMEOUT, RETRYABLE, MATRIXONE },
  { 3572, "HY000", "NOWAIT is set", MO_ERROR_LOCK_TIMEOUT, RETRYABLE, MYSQL },
  { 1020, "HY000", "Record has changed", MO_ERROR_CONFLICT, RETRYABLE, MARIADB },
  { 1412, "HY000", "please retry transaction", MO_ERROR_CONFLICT, RETRYABLE, MYSQL },
  { 3101, "40000", "Plugin instructed the server", MO_ERROR_CONFLICT, RETRYABLE, MYSQL },
  { 3058, "HY000", "try rolling back", MO_ERROR_DEADLOCK, RETRYABLE, MYSQL },
  { 20701, "HY000", "deadlock detected", MO_ERROR_DEADLOCK, RETRYABLE, MATRIXONE },
  { 20702, "HY000", "lock table bind changed", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20703, "HY000", "lock table not found", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20704, "HY000", "deadlock check is busy", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20706, "HY000", "lock conflict", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20709, "HY000", "remote lock wait", MO_ERROR_LOCK_TIMEOUT, RETRYABLE, MATRIXONE },
  { 20619, "HY000", "w-w conflict", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20628, "HY000", "txn need retry", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20631, "HY000", "def changed", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20502, "HY000", "the backend is closed", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20503, "HY000", "stream closed", MO_ERROR_CONFLICT, RETRYABLE, MATRIXONE },
  { 20634, "HY000", "CN restarts", MO_ERROR_CONNECTION_LOST, RETRYABLE, MATRIXONE },
  { 1053, "08S01", "Server shutdown in progress", MO_ERROR_CONNECTION_LOST, RETRYABLE, MYSQL },
  { 1927, "70100", "Connection was killed", MO_ERROR_CONNECTION_LOST, RETRYABLE, MARIADB },
  { 4031, "HY000", "disconnected by the server", MO_ERROR_CONNECTION_LOST, RETRYABLE, MYSQL },

  { 1062, "23000", "Duplicate entry '1'", MO_ERROR_DUPLICATE_KEY, CONSTRAINT, MYSQL },
  { 1062, "HY000", "Duplicate entry '1'", MO_ERROR_DUPLICATE_KEY, CONSTRAINT, MATRIXONE },
  { 1169, "23000", "because of unique constraint", MO_ERROR_DUPLICATE_KEY, CONSTRAINT, MARIADB },
  { 20623, "HY000", "duplicated primary key", MO_ERROR_DUPLICATE_KEY, CONSTRAINT, MATRIXONE },
  { 1048, "23000", "Column 'a' cannot be null", MO_ERROR_CONSTRAINT, CONSTRAINT, MYSQL },
  { 1364, "HY000", "doesn't have a default", MO_ERROR_CONSTRAINT, CONSTRAINT, MARIADB },
  { 1451, "23000", "Cannot delete a parent row", MO_ERROR_CONSTRAINT, CONSTRAINT, MYSQL },
  { 1452, "23000", "Cannot add a child row", MO_ERROR_CONSTRAINT, CONSTRAINT, MATRIXONE },
  { 1369, "HY000", "CHECK OPTION failed", MO_ERROR_CONSTRAINT, CONSTRAINT, MARIADB },
  { 3819, "HY000", "Check constraint is violated", MO_ERROR_CONSTRAINT, CONSTRAINT, MYSQL },
  { 4025, "23000", "CONSTRAINT failed", MO_ERROR_CONSTRAINT, CONSTRAINT, MARIADB },
  { 1526, "HY000", "no partition for value", MO_ERROR_CONSTRAINT, CONSTRAINT, MYSQL },
  { 1406, "22001", "Data too long", MO_ERROR_OUT_OF_RANGE, CONSTRAINT, MYSQL },
  { 1264, "22003", "Out of range value", MO_ERROR_OUT_OF_RANGE, CONSTRAINT, MARIADB },
  { 1292, "22007", "Incorrect date value", MO_ERROR_OUT_OF_RANGE, CONSTRAINT, MYSQL },
  { 20201, "HY000", "data out of range", MO_ERROR_OUT_OF_RANGE, CONSTRAINT, MATRIXONE },

  { 1153, "08S01", "Got a packet bigger", MO_ERROR_CONNECTION_LOST, LOST, MYSQL },
  { 13125, "HY000", "packet too large", MO_ERROR_CONNECTION_LOST, LOST, MATRIXONE },
  { 1969, "70100", "max_statement_time exceeded", MO_ERROR_INTERRUPTED, TIMEOUT, MARIADB },
  { 3024, "HY000", "maximum execution time exceeded", MO_ERROR_INTERRUPTED, TIMEOUT, MYSQL },
  { 1317, "70100", "Query execution was interrupted", MO_ERROR_INTERRUPTED, CANCELLED, MYSQL },
  { 1317, "HY000", "query interrupted", MO_ERROR_INTERRUPTED, CANCELLED, MATRIXONE },
  { 20638, "HY000", "unknown", MO_ERROR_OUTCOME_UNKNOWN, UNKNOWN, MATRIXONE },

  { 1064, "42000", "error in your SQL syntax", MO_ERROR_SYNTAX, USAGE, MYSQL },
  { 1064, "HY000", "SQL parser error", MO_ERROR_SYNTAX, USAGE, MATRIXONE },
  { 1136, "21S01", "Column count", MO_ERROR_SYNTAX, USAGE, MARIADB },
  { 1044, "42000", "Access denied to database", MO_ERROR_ACCESS_DENIED, REFUSED, MYSQL },
  { 1142, "42000", "SELECT command denied", MO_ERROR_ACCESS_DENIED, REFUSED, MARIADB },
  { 1227, "42000", "you need SUPER", MO_ERROR_ACCESS_DENIED, REFUSED, MYSQL },
  { 1290, "HY000", "--read-only option", MO_ERROR_ACCESS_DENIED, REFUSED, MARIADB },
  { 1295, "HY000", "prepared statement protocol", MO_ERROR_NOT_SUPPORTED, REFUSED, MYSQL },
  { 20105, "HY000", "not supported", MO_ERROR_NOT_SUPPORTED, REFUSED, MATRIXONE },

  { 1146, "42S02", "Table doesn't exist", MO_ERROR_NO_SUCH_OBJECT, OTHER, MYSQL },
  { 1064, "HY000", "SQL parser error: table \"t\" does not exist", MO_ERROR_NO_SUCH_OBJECT, OTHER,
    MATRIXONE },
  { 1054, "42S22", "Unknown column", MO_ERROR_NO_SUCH_OBJECT, OTHER, MARIADB },
  { 1050, "42S01", "Table already exists", MO_ERROR_ALREADY_EXISTS, OTHER, MYSQL },
  { 1114, "HY000", "The table is full", MO_ERROR_SERVER, OTHER, MYSQL },
  { 1644, "45000", "said by SIGNAL", MO_ERROR_SERVER, OTHER, MARIADB },
  { 1105, "HY000", "unknown error", MO_ERROR_SERVER, OTHER, MATRIXONE },
  { 20101, "HY000", "internal error", MO_ERROR_SERVER, OTHER, MATRIXONE },
};

static gboolean
holds (GBytes *body, const char *text)
{
  return memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), text, strlen (text))
         != NULL;
}

/* "SELECT 'row 7'": with the error of row 7. */
static void
answer (FakeServer *server, guint8 command, GBytes *body)
{
  for (gsize i = 0; command == COMMAND_QUERY && i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *mark = g_strdup_printf ("'row %" G_GSIZE_FORMAT "'", i);

      if (holds (body, mark))
        {
          fake_server_send_error_state (server, rows[i].number, rows[i].sqlstate, rows[i].text);
          return;
        }
    }
  fake_server_send_ok (server, AUTOCOMMIT | (holds (body, "START") ? IN_TRANSACTION : 0));
}

/* Everything about the error of a statement that fails on a server of its own. */
static GError *
fail_on (const char *version, const char *sql)
{
  FakeScript script = { .version = version, .handler = answer };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
  GError *error = mo_test_take_error (mo_execute (client, sql));

  mo_test_ok (mo_client_disconnect (client));
  return error;
}

static void
assert_row (gsize i, const char *verb, MoError code, MoErrorClass class)
{
  const Row *row = &rows[i];
  g_autofree char *sql = g_strdup_printf ("%s 'row %" G_GSIZE_FORMAT "'", verb, i);
  g_autofree char *number = g_strdup_printf ("(server error %u, connection 17)", row->number);
  g_autoptr (GError) error = fail_on (row->server, sql);

  g_test_message ("%s: %s", row->server, error->message);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpint (mo_error_get_class (error), ==, class);
  g_assert_cmpint (mo_error_is_retryable (error), ==, class == RETRYABLE);
  g_assert_cmpuint (mo_error_get_server_code (error), ==, row->number);
  g_assert_cmpstr (mo_error_get_sqlstate (error), ==, row->sqlstate);
  g_assert_cmpstr (mo_error_get_sql (error), ==, sql);
  g_assert_cmpuint (mo_error_get_connection_id (error), ==, 17);
  g_assert_true (g_str_has_prefix (error->message, sql));
  mo_test_assert_contains (error->message, row->text);
  mo_test_assert_contains (error->message, number);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_row (i, "SELECT", rows[i].code, rows[i].class);
}

static gboolean
loses_write (guint number)
{
  return number == 20502 || number == 20503;
}

/* A write whose connection broke, or whose back end was lost, may have taken effect. */
static void
test_writes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == MO_ERROR_CONNECTION_LOST || loses_write (rows[i].number))
      assert_row (i, "INSERT", MO_ERROR_OUTCOME_UNKNOWN, UNKNOWN);
    else
      assert_row (i, "INSERT", rows[i].code, rows[i].class);
}

/* 160 bytes of it, and no half of a character. */
static void
test_long_statement (void)
{
  g_autoptr (GString) sql = g_string_new ("SELECT 'row 0', '");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (sql, "\303\244");
  g_string_append_c (sql, '\'');
  error = fail_on (MYSQL, sql->str);
  g_assert_true (g_utf8_validate (mo_error_get_sql (error), -1, NULL));
  g_assert_true (g_str_has_suffix (mo_error_get_sql (error), "\303\244..."));
  g_assert_cmpuint (strlen (mo_error_get_sql (error)), ==, 159 + strlen ("..."));
  g_assert_cmpint (strncmp (mo_error_get_sql (error), sql->str, 159), ==, 0);
}

/* What comes later tells of the statement that ended the transaction. */
static void
test_transaction (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  g_autoptr (GError) first = mo_test_take_error (mo_execute (tx, "INSERT 'row 9'"));
  g_autoptr (GError) second = mo_test_take_error (mo_execute (tx, "INSERT 2"));

  g_assert_cmpuint (mo_error_get_server_code (first), ==, 20701);
  g_assert_cmpstr (mo_error_get_sql (first), ==, "INSERT 'row 9'");
  g_assert_error (second, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpint (mo_error_get_class (second), ==, RETRYABLE);
  g_assert_cmpuint (mo_error_get_server_code (second), ==, 20701);
  g_assert_cmpstr (mo_error_get_sql (second), ==, "INSERT 'row 9'");
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_ok (mo_client_disconnect (client));
}

/* Without a server: our own refusals name the statement too. */
static void
test_refused (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
  g_autoptr (GError) alone = mo_test_take_error (mo_execute (client, "BEGIN"));
  g_autoptr (GError) few = mo_test_take_error (mo_execute (client, "SELECT ?, ?", 1));

  g_assert_cmpint (mo_error_get_class (alone), ==, USAGE);
  g_assert_cmpstr (mo_error_get_sql (alone), ==, "BEGIN");
  g_assert_cmpint (mo_error_get_class (few), ==, USAGE);
  g_assert_cmpstr (mo_error_get_sql (few), ==, "SELECT ?, ?");
  mo_test_ok (mo_client_disconnect (client));
}

/* --- secrets --- */

#define SECRET "hunter2"

static void
repeat_it (FakeServer *server, guint8 command, GBytes *body)
{
  if (command == COMMAND_QUERY && holds (body, SECRET))
    fake_server_send_error_state (server, 1064, "42000",
                                  "the right syntax to use near 'BY 'hunter2'' at line 1");
  else
    fake_server_send_ok (server, AUTOCOMMIT | (holds (body, "START") ? IN_TRANSACTION : 0));
}

static void
collect (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append_printf (data, "%s\n", message);
}

static void
assert_told_without_secret (GError *error)
{
  g_assert_null (strstr (error->message, SECRET));
  g_assert_null (strstr (mo_error_get_sql (error), SECRET));
  mo_test_assert_contains (error->message, "the right syntax to use (server error 1064");
  mo_test_assert_contains (error->message, "CREATE USER");
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpint (mo_error_get_class (error), ==, USAGE);
}

static void
test_secret (void)
{
  FakeScript script = { .version = MARIADB, .handler = repeat_it };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "&echo=true");
  g_autoptr (GString) log = g_string_new (NULL);
  /* The dispatcher is not asked: workers alone write, and have done so when a future is settled. */
  guint handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, collect, log);
  g_autoptr (GError) text
      = mo_test_take_error (mo_execute (client, "CREATE USER u IDENTIFIED BY 'hunter2'"));
  g_autoptr (GError) bound
      = mo_test_take_error (mo_execute (client, "CREATE USER u IDENTIFIED BY %s", SECRET));
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_fails (mo_gather (mo_execute (tx, "SELECT PASSWORD('hunter2')"),
                            mo_execute (tx, "SELECT PASSWORD('hunter2')")),
                 MO_ERROR_SYNTAX);
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_ok (mo_client_disconnect (client));
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  assert_told_without_secret (text);
  assert_told_without_secret (bound);
  mo_test_assert_contains (log->str, "CREATE USER u IDENTIFIED BY '***'");
  mo_test_assert_contains (log->str, "CREATE USER u IDENTIFIED BY %s");
  mo_test_assert_contains (log->str, "SELECT PASSWORD('***')");
  g_assert_null (strstr (log->str, SECRET));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error-class/table", test_table);
  g_test_add_func ("/error-class/writes", test_writes);
  g_test_add_func ("/error-class/long-statement", test_long_statement);
  g_test_add_func ("/error-class/transaction", test_transaction);
  g_test_add_func ("/error-class/refused", test_refused);
  g_test_add_func ("/error-class/secret", test_secret);
  return g_test_run ();
}
