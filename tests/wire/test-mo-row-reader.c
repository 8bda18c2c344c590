/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer that is read in pieces, or not to its end. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "fault-fixture.h"

static void
begin (FaultFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  mo_connection_begin_query (self->connection, sql, strlen (sql), &error);
  g_assert_no_error (error);
  g_assert_true (mo_connection_is_reading (self->connection));
}

static void
assert_end (MoResult *piece, MoResult *end)
{
  g_assert_cmpuint (mo_result_get_n_columns (end), ==, 1);
  g_assert_cmpuint (mo_result_get_n_rows (end), ==, 0);
  g_assert_cmpint (piece == end, ==, mo_result_get_n_rows (piece) == 0);
  g_assert_true (piece == end || mo_result_get_next (piece) == NULL);
}

/* The next rows are these numbers, and no others; whether there may be more. */
static void
assert_piece (FaultFixture *self, guint n_rows, gsize n_bytes, gint64 first, guint n, gboolean more)
{
  const MoPiece limits = { n_rows, n_bytes };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) end = NULL;
  g_autoptr (MoResult) piece = mo_connection_fetch (self->connection, &limits, &end, &error);

  g_assert_no_error (error);
  g_assert_cmpint (end == NULL, ==, more);
  if (end != NULL)
    assert_end (piece, end);
  g_assert_cmpuint (mo_result_get_n_columns (piece), ==, 1);
  g_assert_cmpuint (mo_result_get_n_rows (piece), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (mo_result_get_int64 (piece, i, 0), ==, first + i);
  g_assert_cmpint (mo_connection_is_reading (self->connection), ==, more);
}

static void
assert_piece_fails (FaultFixture *self, MoError code)
{
  const MoPiece ten = { 10, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) end = NULL;
  g_autoptr (MoResult) piece = mo_connection_fetch (self->connection, &ten, &end, &error);

  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_null (piece);
  g_assert_null (end);
  g_assert_false (mo_connection_is_reading (self->connection));
}

static void
test_pieces (FaultFixture *self, gconstpointer data)
{
  begin (self, "numbers");
  assert_piece (self, 2, 0, 1, 2, TRUE);
  assert_piece (self, 2, 0, 3, 1, FALSE);
  fault_assert_usable (self);
}

/* The last row does not say that it is the last. */
static void
test_exact (FaultFixture *self, gconstpointer data)
{
  begin (self, "numbers");
  assert_piece (self, 3, 0, 1, 3, TRUE);
  assert_piece (self, 3, 0, 0, 0, FALSE);
  fault_assert_usable (self);
}

static void
test_all (FaultFixture *self, gconstpointer data)
{
  begin (self, "numbers");
  assert_piece (self, 0, 0, 1, 3, FALSE);
  fault_assert_usable (self);
}

/* A row that passes the limit is still given. */
static void
test_bytes (FaultFixture *self, gconstpointer data)
{
  begin (self, "numbers");
  assert_piece (self, 0, sizeof (MoValue) + 1, 1, 2, TRUE);
  assert_piece (self, 2, 1, 3, 1, TRUE);
  assert_piece (self, 0, 1, 0, 0, FALSE);
  fault_assert_usable (self);
}

static void
test_columns (FaultFixture *self, gconstpointer data)
{
  g_autoptr (MoResult) columns = NULL;

  begin (self, "numbers");
  columns = mo_connection_describe (self->connection);
  g_assert_cmpuint (mo_result_get_n_columns (columns), ==, 1);
  g_assert_cmpuint (mo_result_get_n_rows (columns), ==, 0);
  g_assert_cmpstr (mo_result_get_column_name (columns, 0), ==, "c");
  g_assert_cmpint (mo_result_get_column_type (columns, 0), ==, MO_VALUE_INT64);
  assert_piece (self, 1, 0, 1, 1, TRUE);
  g_assert_true (mo_connection_skip (self->connection, NULL));
  fault_assert_usable (self);
}

static void
test_counts (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const MoPiece ten = { 10, 10 };
  g_autoptr (MoResult) columns = NULL;
  g_autoptr (MoResult) counts = NULL;
  g_autoptr (MoResult) end = NULL;

  begin (self, "other");
  columns = mo_connection_describe (self->connection);
  g_assert_cmpuint (mo_result_get_n_columns (columns), ==, 0);
  counts = mo_connection_fetch (self->connection, &ten, &end, &error);
  g_assert_no_error (error);
  g_assert_true (counts == end);
  g_assert_cmpuint (mo_result_get_n_columns (counts), ==, 0);
  g_assert_false (mo_connection_is_reading (self->connection));
  fault_assert_usable (self);
}

static void
test_skip (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (self, data);
  assert_piece (self, 1, 0, 1, 1, TRUE);
  g_assert_true (mo_connection_skip (self->connection, &error));
  g_assert_no_error (error);
  g_assert_false (mo_connection_is_reading (self->connection));
  g_assert_true (mo_connection_skip (self->connection, &error)); /* there is nothing left */
  fault_assert_usable (self);
}

/* (transfer full): what is behind the last piece of at most @n_rows. */
static MoResult *
fetch_to_end (FaultFixture *self, guint n_rows)
{
  const MoPiece limits = { n_rows, 0 };
  g_autoptr (GError) error = NULL;
  MoResult *end = NULL;

  while (end == NULL)
    {
      g_autoptr (MoResult) piece = mo_connection_fetch (self->connection, &limits, &end, &error);

      g_assert_no_error (error);
    }
  return end;
}

/* What a CALL sends behind its first rows is behind their end, in whatever pieces they came. */
static void
test_further_results (FaultFixture *self, gconstpointer data)
{
  for (guint n_rows = 0; n_rows < 5; n_rows++)
    {
      g_autoptr (MoResult) end = NULL;
      MoResult *second;

      begin (self, "call");
      end = fetch_to_end (self, n_rows);
      g_assert_cmpuint (mo_result_get_n_rows (end), ==, 0);
      second = mo_result_get_next (end);
      g_assert_cmpuint (mo_result_get_n_rows (second), ==, 3);
      g_assert_cmpuint (mo_result_get_n_columns (mo_result_get_next (second)), ==, 0);
      g_assert_null (mo_result_get_next (mo_result_get_next (second)));
      fault_assert_usable (self);
    }
}

/* An error there is the CALL's. */
static void
test_further_error (FaultFixture *self, gconstpointer data)
{
  begin (self, "three");
  assert_piece_fails (self, MO_ERROR_DUPLICATE_KEY);
  fault_assert_usable (self);
}

static void
test_error (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (self, "error in rows");
  assert_piece (self, 2, 0, 1, 2, TRUE);
  assert_piece_fails (self, MO_ERROR_INTERRUPTED);
  fault_assert_usable (self);
  begin (self, "error in rows");
  g_assert_false (mo_connection_skip (self->connection, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INTERRUPTED);
  fault_assert_usable (self);
}

static void
test_hang_up (FaultFixture *self, gconstpointer data)
{
  begin (self, "hang up in rows");
  assert_piece (self, 3, 0, 1, 3, TRUE);
  assert_piece_fails (self, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_was_request_sent (self->connection));
  fault_assert_lost (self);
}

static MoResult *
fetch_numbers (FaultFixture *self, guint n)
{
  const MoPiece limits = { n, 0 };
  g_autoptr (GError) error = NULL;
  MoResult *end;
  MoResult *piece = mo_connection_fetch (self->connection, &limits, &end, &error);

  g_assert_no_error (error);
  g_assert_null (end);
  g_assert_cmpuint (mo_result_get_n_rows (piece), ==, n);
  return piece;
}

/* Reading on until there is nothing more would have no end. */
static void
test_close (FaultFixture *self, gconstpointer data)
{
  g_autoptr (MoResult) piece = NULL;

  begin (self, "endless");
  piece = fetch_numbers (self, 1000);
  g_clear_pointer (&self->connection, mo_connection_close);
  g_assert_cmpint (mo_result_get_int64 (piece, 999, 0), ==, 1); /* and it is ours still */
}

static unsigned long *
no_lengths (MYSQL_RES *result)
{
  return NULL;
}

/* The same where a row cannot be taken, so that the connection is given up. */
static void
test_give_up (FaultFixture *self, gconstpointer data)
{
  g_autoptr (MoResult) piece = NULL;

  begin (self, "endless");
  piece = fetch_numbers (self, 1000);
  self->api.fetch_lengths = no_lengths;
  assert_piece_fails (self, MO_ERROR_CONNECTION_LOST);
  fault_assert_lost (self);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/wire/row-reader/" path, FaultFixture, data, fault_set_up, function, fault_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  ADD ("pieces", NULL, test_pieces);
  ADD ("exact", NULL, test_exact);
  ADD ("all", NULL, test_all);
  ADD ("bytes", NULL, test_bytes);
  ADD ("columns", NULL, test_columns);
  ADD ("counts", NULL, test_counts);
  ADD ("skip", "numbers", test_skip);
  ADD ("skip-further-results", "call", test_skip);
  ADD ("further-results", NULL, test_further_results);
  ADD ("further-error", NULL, test_further_error);
  ADD ("error", NULL, test_error);
  ADD ("hang-up", NULL, test_hang_up);
  ADD ("close", NULL, test_close);
  ADD ("give-up", NULL, test_give_up);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
