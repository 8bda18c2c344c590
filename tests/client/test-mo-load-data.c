/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LOAD DATA LOCAL from memory: what arrives, inside of a transaction too, and what does not where
 * the source fails. */

#include "load-source.h"
#include "mo-test-proxy.h"
#include "mo-test-server.h"

/* MatrixOne takes commas for the default. */
#define LOAD_INTO "LOAD DATA LOCAL INFILE 'rows' INTO TABLE "
#define BY_TABS " FIELDS TERMINATED BY '\\t'"
#define LOAD LOAD_INTO "$t" BY_TABS

static const char *const three_rows[] = { "1\ta\t10\n2\tb", "\t20\n3\tc\t30\n", NULL };

static GInputStream *
stream_new (const char *text, gssize length)
{
  return g_memory_input_stream_new_from_data (text, length, NULL);
}

/* Consumes @future: the rows that it has loaded. */
static guint64
await_rows (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (future, &error);

  g_assert_no_error (error);
  return mo_result_get_affected_rows (result);
}

static void
assert_rows (MoTest *test, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute (test->other, mo_test_text (test, "SELECT id, name, n FROM $t ORDER BY id")),
      &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    for (guint column = 0; column < 3; column++)
      {
        MoValue cell = mo_result_get_value (result, row, column);
        g_autofree char *shown = mo_value_to_string (&cell);

        g_string_append_printf (text, "%s%s", shown, column < 2 ? " " : ";");
      }
  g_assert_cmpstr (text->str, ==, expected);
}

/* --- what arrives --- */

static void
test_stream (MoTest *test)
{
  g_autoptr (GInputStream) data = stream_new ("1\ta\t10\n2\tb\t20\n", -1);
  MoFuture *loaded = mo_load_data (test->client, mo_test_text (test, LOAD), data);

  g_assert_cmpuint (await_rows (loaded), ==, 2);
  assert_rows (test, "1 a 10;2 b 20;");
  g_assert_false (g_input_stream_is_closed (data));
}

/* Pieces end anywhere. */
static void
test_pieces (MoTest *test)
{
  LoadSource source = { three_rows };
  MoFuture *loaded = load_source_start (test->client, mo_test_text (test, LOAD), &source);

  g_assert_cmpuint (await_rows (loaded), ==, 3);
  assert_rows (test, "1 a 10;2 b 20;3 c 30;");
  g_assert_cmpint (source.n_reads, ==, 3);
  g_assert_cmpint (source.n_destroyed, ==, 1);
}

static void
test_empty (MoTest *test)
{
  LoadSource source = { NULL };
  MoFuture *loaded = load_source_start (test->client, mo_test_text (test, LOAD), &source);

  g_assert_cmpuint (await_rows (loaded), ==, 0);
  assert_rows (test, "");
  g_assert_cmpint (source.n_reads, ==, 1);
  g_assert_cmpint (source.n_destroyed, ==, 1);
}

static void
test_values (MoTest *test)
{
  g_autoptr (GInputStream) data = stream_new ("1\tgr\xc3\xbc\xc3\x9f \xf0\x9f\x8d\xb0\t\\N\n"
                                              "2\t\\N\t-9223372036854775808\n"
                                              "3\ta\\\tb\\\\c\t9223372036854775807\n"
                                              "4\t\t0\n",
                                              -1);
  MoFuture *loaded = mo_load_data (test->client, mo_test_text (test, LOAD), data);

  g_assert_cmpuint (await_rows (loaded), ==, 4);
  assert_rows (test, "1 gr\xc3\xbc\xc3\x9f \xf0\x9f\x8d\xb0 NULL;2 NULL -9223372036854775808;"
                     "3 a\tb\\c 9223372036854775807;4  0;");
}

/* Each byte but those that end a row or a field, and the NUL, in hexadecimal beside. */
static void
test_binary (MoTest *test)
{
  const char *sql = mo_test_text (test, LOAD_INTO "$t_b" BY_TABS);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GInputStream) data = NULL;
  guint n_rows = 0;

  mo_test_sql (test, "CREATE TABLE $t_b (hex VARCHAR(2), bytes VARBINARY(10))");
  for (guint i = 1; i < 256; i++)
    {
      guint8 byte = (guint8) i;
      char hex[8];

      if (strchr ("\t\n\r\\\"", (int) i) != NULL)
        continue;
      g_snprintf (hex, sizeof hex, "%02X\t", i);
      g_byte_array_append (bytes, (const guint8 *) hex, 3);
      g_byte_array_append (bytes, &byte, 1);
      g_byte_array_append (bytes, (const guint8 *) "\n", 1);
      n_rows++;
    }
  data = stream_new ((const char *) bytes->data, (gssize) bytes->len);
  g_assert_cmpuint (await_rows (mo_load_data (test->client, sql, data)), ==, n_rows);
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t_b WHERE HEX(bytes) = hex"), ==,
                   n_rows);
  mo_test_sql (test, "DROP TABLE $t_b");
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer kept)
{
  *(GAsyncResult **) kept = g_object_ref (result);
}

static void
test_async (MoTest *test)
{
  g_autoptr (GInputStream) data = stream_new ("1\ta\t10\n", -1);
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mo_load_data_async (test->client, mo_test_text (test, LOAD), data, NULL, keep_result, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = mo_load_data_finish (test->client, answer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 1);
}

/* What is cancelled before it begins is not read. */
static void
test_async_cancelled (MoTest *test)
{
  LoadSource source = { three_rows };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mo_load_data_from_async (test->client, mo_test_text (test, LOAD), load_source_read, &source,
                           load_source_destroy, cancellable, keep_result, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (mo_load_data_from_finish (test->client, answer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (source.n_reads, ==, 0);
  g_clear_object (&answer);
  g_assert_cmpint (source.n_destroyed, ==, 1);
}

/* --- in a transaction --- */

static void
test_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  LoadSource source = { three_rows };

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  g_assert_cmpuint (
      await_rows (load_source_start (tx, mo_test_text (test, LOAD), &source)), ==, 3);
  g_assert_cmpint (mo_test_number (mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t"))),
                   ==, 4);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_transaction_commit (tx));
  assert_rows (test, "1 a 10;2 b 20;3 c 30;9 z 90;");
}

/* Also as what begins it. */
static void
test_rollback (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  LoadSource source = { three_rows };

  g_assert_cmpuint (
      await_rows (load_source_start (tx, mo_test_text (test, LOAD), &source)), ==, 3);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = 0")));
  mo_test_ok (mo_transaction_rollback (tx));
  assert_rows (test, "");
}

/* Submitted together, they run in their order, on one connection. */
static void
test_order (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GInputStream) data = stream_new ("1\ta\t10\n", -1);
  LoadSource source = { three_rows + 2, LOAD_ENDS };

  mo_test_ok (mo_gather (
      mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")),
      mo_load_data (tx, mo_test_text (test, LOAD), data),
      mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = n + 1")),
      load_source_start (tx, mo_test_text (test, LOAD), &source)));
  mo_test_ok (mo_transaction_commit (tx));
  assert_rows (test, "1 a 11;9 z 91;");
}

/* --- a source that fails --- */

static void
assert_is_of_source (const GError *error, const char *part)
{
  g_test_message ("%s", error->message);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  mo_test_assert_contains (error->message, part);
  mo_test_assert_contains (error->message, "the disk is on fire");
  mo_test_assert_contains (error->message, "LOAD DATA LOCAL INFILE 'rows'");
  g_assert_false (mo_error_is_retryable (error));
}

static void
test_fails_at_once (MoTest *test)
{
  LoadSource source = { NULL, LOAD_FAILS };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStats) stats = NULL;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  error = mo_test_take_error (load_source_start (wire.client, mo_test_text (test, LOAD), &source));
  assert_is_of_source (error, "nothing was sent");
  g_assert_cmpint (source.n_destroyed, ==, 1);
  mo_test_ok (mo_execute (wire.client, "SELECT 'after'"));
  g_assert_cmpuint (wireplay_get_n_statements (wire.proxy), ==, 1);
  stats = mo_client_get_stats (wire.client);
  g_assert_cmpuint (mo_stats_get_count (stats, MO_STAT_FAILED), ==, 1);
  g_assert_cmpuint (mo_stats_get_count (stats, MO_STAT_CANCELLED), ==, 0);
  mo_test_wire_close (&wire);
}

/* Nothing has begun, and the transaction goes on. */
static void
test_fails_at_once_in_transaction (MoTest *test)
{
  LoadSource source = { NULL, LOAD_FAILS };
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (GError) error = NULL;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  tx = mo_test_begin (wire.client);
  error = mo_test_take_error (load_source_start (tx, mo_test_text (test, LOAD), &source));
  assert_is_of_source (error, "nothing was sent");
  g_assert_cmpuint (wireplay_get_n_statements (wire.proxy), ==, 0);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  mo_test_ok (mo_transaction_commit (tx));
  g_clear_object (&tx);
  mo_test_wire_close (&wire);
  assert_rows (test, "9 z 90;");
}

static void
test_fails_half_way (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_FAILS };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (GError) error = mo_test_take_error (
      load_source_start (client, mo_test_text (test, LOAD), &source));

  assert_is_of_source (error, "the connection was cut");
  g_assert_cmpint (source.n_reads, ==, 3);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  mo_test_wait_for_end (test, (guint64) id);
  mo_test_ok (mo_execute (client, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  assert_rows (test, "9 z 90;");
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_fails_half_way_in_transaction (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_FAILS };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  error = mo_test_take_error (load_source_start (tx, mo_test_text (test, LOAD), &source));
  assert_is_of_source (error, "the connection was cut");
  refusal = mo_test_take_error (mo_execute (tx, "SELECT 1"));
  g_assert_error (refusal, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  mo_test_assert_contains (refusal->message, "the disk is on fire");
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_wait_for_end (test, mo_transaction_get_connection_id (tx));
  assert_rows (test, "");
}

/* An error that nobody looked at. */
static void
test_untaken_error (MoTest *test)
{
  LoadSource source = { NULL, LOAD_FAILS };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  mo_future_unref (load_source_start (tx, mo_test_text (test, LOAD), &source));
  error = mo_test_take_error (mo_transaction_commit (tx));
  assert_is_of_source (error, "rolled back instead of committed");
  assert_rows (test, "");
}

/* --- what is refused --- */

static void
assert_refused (MoClient *client, const char *sql)
{
  g_autoptr (GError) error = mo_test_take_error (mo_execute (client, sql));

  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "mo_load_data()");
}

static void
test_without_source (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  assert_refused (wire.client, "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t");
  assert_refused (wire.client, "LOAD DATA /*!50000 LOCAL */ INFILE '/etc/passwd' INTO TABLE t");
  assert_refused (wire.client, "LOAD XML LOCAL INFILE '/etc/passwd' INTO TABLE t");
  g_assert_cmpuint (wireplay_get_n_statements (wire.proxy), ==, 0);
  mo_test_wire_close (&wire);
}

static gboolean
load_in_hook (MoConnection *connection, gpointer data, GError **error)
{
  g_autoptr (MoResult) result = mo_connection_run_values (connection, data, NULL, 0, error);

  return result != NULL;
}

static void
test_hook (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  mo_client_add_connect_hook (client, load_in_hook, (gpointer) mo_test_text (test, LOAD), NULL,
                              NULL);
  mo_test_fails (mo_client_connect (client), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_client_disconnect (client));
}

/* What is not looked at before it is sent: the server gets nothing when it asks. */
static void
assert_unasked (MoTest *test, MoFuture *future)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_test_message ("%s", error->message);
  g_assert_true (error->domain == MO_ERROR);
  mo_test_assert_contains (error->message, "asked for the file '/etc/passwd' of this machine");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_init_sql (MoTest *test)
{
  g_autofree char *options
      = g_strdup_printf ("pool_size=1&init_sql=LOAD%%20DATA%%20LOCAL%%20"
                         "INFILE%%20'/etc/passwd'%%20INTO%%20TABLE%%20%s",
                         test->table);
  g_autoptr (MoClient) client = mo_test_client_new (options);

  assert_unasked (test, mo_client_connect (client));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_hidden_text (MoTest *test)
{
  const char *sql = mo_test_text (test, "EXECUTE IMMEDIATE 'LOAD DATA LOCAL INFILE "
                                        "''/etc/passwd'' INTO TABLE $t'");

  assert_unasked (test, mo_execute (test->client, sql));
}

/* --- errors of the server --- */

static void
test_no_table (MoTest *test)
{
  LoadSource source = { three_rows };

  mo_test_fails (load_source_start (test->client, mo_test_text (test, LOAD_INTO "$t_none" BY_TABS),
                                    &source),
                 MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (source.n_reads, ==, 1);
  g_assert_cmpint (source.n_destroyed, ==, 1);
}

/* With LOCAL, which cannot be called off, MariaDB and MySQL go on behind what is wrong. */
static void
test_warnings (MoTest *test)
{
  static const char *const rows[] = { "1\ta\t10\n1\tb\t20\n2\tc\tmany\n", NULL };
  LoadSource source = { rows };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      load_source_start (test->client, mo_test_text (test, LOAD), &source), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 2);
  g_assert_cmpuint (mo_result_get_n_warnings (result), ==, 2);
  assert_rows (test, "1 a 10;2 c 0;");
}

/* MatrixOne does not. It reads the data to its end all the same, and the connection goes on. */
static void
test_bad_value (MoTest *test)
{
  static const char *const rows[] = { "1\ta\t10\n", "2\tc\tmany\n", "3\tc\t30\n", NULL };
  LoadSource source = { rows };
  LoadSource good = { three_rows };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  error = mo_test_take_error (load_source_start (tx, mo_test_text (test, LOAD), &source));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  g_assert_cmpint (source.n_reads, ==, 4);
  g_assert_cmpuint (await_rows (load_source_start (tx, mo_test_text (test, LOAD), &good)), ==, 3);
  mo_test_ok (mo_transaction_commit (tx));
  assert_rows (test, "1 a 10;2 b 20;3 c 30;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/load-data/stream", test_stream);
  mo_test_add ("/load-data/pieces", test_pieces);
  mo_test_add ("/load-data/empty", test_empty);
  mo_test_add ("/load-data/values", test_values);
  mo_test_add ("/load-data/binary", test_binary);
  mo_test_add ("/load-data/async", test_async);
  mo_test_add ("/load-data/async-cancelled", test_async_cancelled);
  mo_test_add ("/load-data/commit", test_commit);
  mo_test_add ("/load-data/rollback", test_rollback);
  mo_test_add ("/load-data/order", test_order);
  mo_test_add ("/load-data/fails/at-once", test_fails_at_once);
  mo_test_add ("/load-data/fails/at-once-in-transaction", test_fails_at_once_in_transaction);
  mo_test_add ("/load-data/fails/half-way", test_fails_half_way);
  mo_test_add ("/load-data/fails/half-way-in-transaction", test_fails_half_way_in_transaction);
  mo_test_add ("/load-data/fails/untaken", test_untaken_error);
  mo_test_add ("/load-data/without-source", test_without_source);
  mo_test_add ("/load-data/hook", test_hook);
  mo_test_add ("/load-data/init-sql", test_init_sql);
  mo_test_add_mariadb ("/load-data/hidden-text", test_hidden_text);
  mo_test_add ("/load-data/no-table", test_no_table);
  mo_test_add_mariadb ("/load-data/warnings", test_warnings);
  mo_test_add_matrixone ("/load-data/bad-value", test_bad_value);
  return g_test_run ();
}
