/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A CALL's result sets by both protocols, and what may go wrong between two of them. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "fake-server.h"
#include "wire/mo-connection-core-private.h"

#define STATUS_LAST MO_STATUS_AUTOCOMMIT
#define STATUS_MORE (MO_STATUS_AUTOCOMMIT | MO_STATUS_MORE_RESULTS)
#define STATUS_OUT (STATUS_MORE | MO_STATUS_OUT_PARAMETERS)

/* What comes behind the first of two sets, by the number that the text, or the prepared statement's
 * id, has. */
typedef enum
{
  BEHIND_STATUS = 1,     /* another set, and the status */
  BEHIND_NO_STATUS,      /* another set, as on MatrixOne */
  BEHIND_ERROR,          /* an error instead of another set */
  BEHIND_ERROR_IN_ROWS,  /* a row, and an error */
  BEHIND_ERROR_AT_END,   /* another set, and an error instead of the status */
  BEHIND_HANG_UP,        /* nothing more */
  BEHIND_HANG_UP_IN_ROWS,
  BEHIND_OUT_PARAMETERS, /* a row of OUT parameters, and the status */
  BEHIND_NOTHING,        /* the second set has no rows */
  BEHIND_COMMIT,         /* another set, and a status that is in no transaction any more */
} Behind;

static void
send_row (FakeServer *server, gboolean binary, char digit)
{
  const guint8 cells[] = { 0, 0, 1, (guint8) digit };
  const char text[] = { digit, '\0' };

  if (binary)
    fake_server_send (server, cells, sizeof cells);
  else
    fake_server_send_row (server, text);
}

static void
send_header (FakeServer *server, guint16 status)
{
  fake_server_send_columns (server, 1);
  fake_server_send_column (server, "digit", MYSQL_TYPE_VAR_STRING, 0, 45);
  fake_server_send_eof (server, status);
}

static void
send_set (FakeServer *server, gboolean binary, char digit, guint16 status)
{
  send_header (server, status);
  if (digit != '\0')
    send_row (server, binary, digit);
  fake_server_send_eof (server, status);
}

static void
send_status (FakeServer *server, guint16 status)
{
  const guint8 packet[] = { 0, 5, 6, (guint8) status, (guint8) (status >> 8), 7, 0 };

  fake_server_send (server, packet, sizeof packet);
}

static void
send_sets (FakeServer *server, gboolean binary, Behind behind)
{
  gboolean commits = behind == BEHIND_COMMIT;

  send_set (server, binary, '1', STATUS_MORE | (commits ? MO_STATUS_IN_TRANSACTION : 0));
  switch (behind)
    {
    case BEHIND_NO_STATUS:
      send_set (server, binary, '2', STATUS_LAST);
      break;
    case BEHIND_ERROR:
      fake_server_send_error (server, 1062, "Duplicate entry");
      break;
    case BEHIND_ERROR_IN_ROWS:
      send_header (server, STATUS_MORE);
      send_row (server, binary, '2');
      fake_server_send_error (server, 1062, "Duplicate entry");
      break;
    case BEHIND_ERROR_AT_END:
      send_set (server, binary, '2', STATUS_MORE);
      fake_server_send_error (server, 1062, "Duplicate entry");
      break;
    case BEHIND_HANG_UP_IN_ROWS:
      send_header (server, STATUS_MORE);
      fake_server_hang_up (server);
      break;
    case BEHIND_HANG_UP:
      fake_server_hang_up (server);
      break;
    case BEHIND_OUT_PARAMETERS:
      send_set (server, binary, '2', STATUS_OUT);
      send_status (server, STATUS_LAST);
      break;
    case BEHIND_NOTHING:
      send_set (server, binary, '\0', STATUS_MORE);
      send_status (server, STATUS_LAST);
      break;
    case BEHIND_STATUS:
    case BEHIND_COMMIT:
    default:
      send_set (server, binary, '2', STATUS_MORE);
      send_status (server, STATUS_LAST);
      break;
    }
}

static Behind
find_number (GBytes *body)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  return (Behind) g_ascii_strtoull (text + strcspn (text, "0123456789"), NULL, 10);
}

static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  guint8 prepared[12] = { 0 };

  if (command == COMMAND_PREPARE)
    {
      prepared[1] = (guint8) find_number (body);
      fake_server_send (server, prepared, sizeof prepared);
    }
  else if (command == COMMAND_EXECUTE)
    send_sets (server, TRUE, *(const guint8 *) g_bytes_get_data (body, NULL));
  else if (command == COMMAND_QUERY && g_bytes_get_size (body) > 4
           && memcmp (g_bytes_get_data (body, NULL), "CALL", 4) == 0)
    send_sets (server, FALSE, find_number (body));
  else if (command == COMMAND_QUERY || command == COMMAND_PING)
    fake_server_send_ok (server, STATUS_LAST);
}

/* --- by one protocol or the other --- */

typedef struct
{
  FakeServer *server;
  MoConnection *connection;
  gboolean binary;
} Fixture;

static void
set_up (Fixture *self, gconstpointer binary)
{
  FakeScript script = { .handler = handle };
  MoEndpoint endpoint = { .host = (char *) "127.0.0.1", .user = (char *) "u" };
  g_autoptr (GError) error = NULL;

  self->server = fake_server_new (&script);
  self->binary = GPOINTER_TO_INT (binary);
  endpoint.port = fake_server_get_port (self->server);
  self->connection = mo_connection_open (&mo_mysql_api, &endpoint, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer binary)
{
  mo_connection_close (self->connection);
  fake_server_free (self->server);
}

static MoResult *
call (Fixture *self, Behind behind, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("CALL p%d()", behind);

  if (self->binary)
    return mo_connection_execute (self->connection, sql, strlen (sql), NULL, 0, error);
  return mo_connection_query (self->connection, sql, -1, error);
}

static MoResult *
call_ok (Fixture *self, Behind behind)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = call (self, behind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, "1");
  g_assert_false (mo_result_has_out_parameters (result));
  return result;
}

/* Nothing of the CALL is left to be read. */
static void
assert_usable (Fixture *self)
{
  g_autoptr (MoResult) result = call_ok (self, BEHIND_NO_STATUS);

  g_assert_true (mo_connection_ping (self->connection, NULL));
}

static void
assert_status (MoResult *result)
{
  g_assert_nonnull (result);
  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 0);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 5);
  g_assert_cmpuint (mo_result_get_changed_rows (result), ==, 5);
  g_assert_cmpuint (mo_result_get_last_insert_id (result), ==, 6);
  g_assert_cmpuint (mo_result_get_n_warnings (result), ==, 7);
  g_assert_null (mo_result_get_next (result));
}

static void
test_status (Fixture *self, gconstpointer binary)
{
  g_autoptr (MoResult) result = call_ok (self, BEHIND_STATUS);
  MoResult *second = mo_result_get_next (result);

  g_assert_cmpstr (mo_result_get_text (second, 0, 0), ==, "2");
  g_assert_cmpstr (mo_result_get_column_name (second, 0), ==, "digit");
  assert_status (mo_result_get_next (second));
  assert_usable (self);
}

static void
test_no_status (Fixture *self, gconstpointer binary)
{
  g_autoptr (MoResult) result = call_ok (self, BEHIND_NO_STATUS);
  MoResult *second = mo_result_get_next (result);

  g_assert_cmpstr (mo_result_get_text (second, 0, 0), ==, "2");
  g_assert_null (mo_result_get_next (second));
  assert_usable (self);
}

static void
test_no_rows (Fixture *self, gconstpointer binary)
{
  g_autoptr (MoResult) result = call_ok (self, BEHIND_NOTHING);
  MoResult *second = mo_result_get_next (result);

  g_assert_cmpuint (mo_result_get_n_rows (second), ==, 0);
  g_assert_cmpuint (mo_result_get_n_columns (second), ==, 1);
  assert_status (mo_result_get_next (second));
  assert_usable (self);
}

/* The flag means something in the binary protocol only. */
static void
test_out_parameters (Fixture *self, gconstpointer binary)
{
  g_autoptr (MoResult) result = call_ok (self, BEHIND_OUT_PARAMETERS);
  MoResult *second = mo_result_get_next (result);

  g_assert_cmpstr (mo_result_get_text (second, 0, 0), ==, "2");
  g_assert_cmpint (mo_result_has_out_parameters (second), ==, self->binary);
  g_assert_false (mo_result_has_out_parameters (mo_result_get_next (second)));
  assert_usable (self);
}

static void
test_errors (Fixture *self, gconstpointer binary)
{
  static const Behind errors[] = { BEHIND_ERROR, BEHIND_ERROR_IN_ROWS, BEHIND_ERROR_AT_END };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (call (self, errors[i], &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
      g_assert_cmpuint (mo_error_get_server_code (error), ==, 1062);
      g_assert_true (mo_connection_was_request_sent (self->connection));
      g_assert_false (mo_connection_is_lost (self->connection));
      assert_usable (self);
    }
}

static void
assert_loses (Fixture *self, Behind behind)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (call (self, behind, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_was_request_sent (self->connection));
  g_assert_true (mo_connection_is_lost (self->connection));
}

static void
test_lost (Fixture *self, gconstpointer binary)
{
  assert_loses (self, BEHIND_HANG_UP);
}

static void
test_lost_in_rows (Fixture *self, gconstpointer binary)
{
  assert_loses (self, BEHIND_HANG_UP_IN_ROWS);
}

/* The flags that count are those of the last answer. */
static void
test_flags (Fixture *self, gconstpointer binary)
{
  g_autoptr (MoResult) result = call_ok (self, BEHIND_COMMIT);

  g_assert_nonnull (result);
  g_assert_false (mo_connection_is_in_transaction (self->connection));
}

/* --- the first set in pieces --- */

static void
begin (Fixture *self, Behind behind)
{
  g_autofree char *sql = g_strdup_printf ("CALL p%d()", behind);
  g_autoptr (GError) error = NULL;

  if (self->binary)
    mo_connection_begin_execute (self->connection, sql, strlen (sql), FALSE, NULL, 0, &error);
  else
    mo_connection_begin_query (self->connection, sql, strlen (sql), &error);
  g_assert_no_error (error);
}

/* The one row, and what is behind it. */
static MoResult *
fetch_end (Fixture *self, guint n_rows, GError **error)
{
  const MoPiece limits = { n_rows, 0 };
  MoResult *end = NULL;
  g_autoptr (MoResult) piece = mo_connection_fetch (self->connection, &limits, &end, error);

  if (piece == NULL)
    return NULL;
  g_assert_cmpstr (mo_result_get_text (piece, 0, 0), ==, "1");
  g_assert_null (mo_result_get_next (piece));
  if (end == NULL)
    mo_result_unref (mo_connection_fetch (self->connection, &limits, &end, error));
  return end;
}

/* Whatever the pieces are, nothing is lost that comes behind them. */
static void
test_pieces (Fixture *self, gconstpointer binary)
{
  for (guint n_rows = 1; n_rows <= 2; n_rows++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) end = NULL;
      MoResult *second;

      begin (self, BEHIND_OUT_PARAMETERS);
      end = fetch_end (self, n_rows, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (mo_result_get_n_rows (end), ==, 0);
      g_assert_cmpstr (mo_result_get_column_name (end, 0), ==, "digit");
      second = mo_result_get_next (end);
      g_assert_cmpstr (mo_result_get_text (second, 0, 0), ==, "2");
      g_assert_cmpint (mo_result_has_out_parameters (second), ==, self->binary);
      assert_status (mo_result_get_next (second));
      assert_usable (self);
    }
}

static void
test_pieces_error (Fixture *self, gconstpointer binary)
{
  g_autoptr (GError) error = NULL;

  begin (self, BEHIND_ERROR_IN_ROWS);
  g_assert_null (fetch_end (self, 2, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_false (mo_connection_is_reading (self->connection));
  assert_usable (self);
}

/* All of it, and the flags are those of the last answer. */
static void
test_skip (Fixture *self, gconstpointer binary)
{
  g_autoptr (GError) error = NULL;

  begin (self, BEHIND_COMMIT);
  g_assert_true (mo_connection_skip (self->connection, &error));
  g_assert_no_error (error);
  g_assert_false (mo_connection_is_in_transaction (self->connection));
  assert_usable (self);
}

static void
test_skip_error (Fixture *self, gconstpointer binary)
{
  static const Behind errors[] = { BEHIND_ERROR, BEHIND_ERROR_IN_ROWS, BEHIND_ERROR_AT_END };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;

      begin (self, errors[i]);
      g_assert_false (mo_connection_skip (self->connection, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
      assert_usable (self);
    }
}

/* Closing waits for nothing that is still to come. */
static void
test_close (Fixture *self, gconstpointer binary)
{
  begin (self, BEHIND_STATUS);
  g_clear_pointer (&self->connection, mo_connection_close);
}

#define ADD(name, func)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_add ("/wire/sets/text/" name, Fixture, GINT_TO_POINTER (FALSE), set_up, func,           \
                tear_down);                                                                        \
    g_test_add ("/wire/sets/binary/" name, Fixture, GINT_TO_POINTER (TRUE), set_up, func,          \
                tear_down);                                                                        \
  }                                                                                                \
  G_STMT_END

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  ADD ("status", test_status);
  ADD ("no-status", test_no_status);
  ADD ("no-rows", test_no_rows);
  ADD ("out-parameters", test_out_parameters);
  ADD ("errors", test_errors);
  ADD ("lost", test_lost);
  ADD ("lost-in-rows", test_lost_in_rows);
  ADD ("flags", test_flags);
  ADD ("pieces", test_pieces);
  ADD ("pieces-error", test_pieces_error);
  ADD ("skip", test_skip);
  ADD ("skip-error", test_skip_error);
  ADD ("close", test_close);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
