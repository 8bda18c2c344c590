/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server does with a LOAD DATA LOCAL whose connection is cut in the middle of the data, and
 * nobody tells it anything else. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "server-fixture.h"

/* Rows "<n>\t<padding>\n", and then a failure. */
typedef struct
{
  guint n_rows;
  guint next;
} Rows;

static gssize
read_rows (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  Rows *self = data;
  char *text = buffer;
  gsize n = 0;

  for (; self->next < self->n_rows && n + 100 < size; self->next++)
    n += (gsize) g_snprintf (text + n, 100, "%u\t%080u\n", self->next, self->next);
  if (n > 0)
    return (gssize) n;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the disk is on fire");
  return -1;
}

/* The server has ended the connection, and whatever it did there. */
static void
wait_until_forgotten (MoConnection *other, guint64 id)
{
  const char *processes
      = mo_connection_get_server_kind (other) == MO_SERVER_KIND_MATRIXONE
            ? "processlist() AS p WHERE conn_id"
            : "information_schema.processlist WHERE id";
  gboolean is_there = TRUE;

  while (is_there)
    {
      g_autoptr (MoResult) found
          = server_query (other, "SELECT 1 FROM %s = %" G_GUINT64_FORMAT, processes, id);

      is_there = mo_result_get_n_rows (found) > 0;
      g_usleep (10000);
    }
}

static gint64
count (MoConnection *connection, const char *table)
{
  g_autoptr (MoResult) result = server_query (connection, "SELECT COUNT(*) FROM %s", table);

  return mo_result_get_int64 (result, 0, 0);
}

/* @before: what the connection does first; NULL: nothing. */
static void
try_cut (guint n_rows, const char *before)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (MoConnection) other = NULL;
  Rows rows = { n_rows };
  g_autoptr (MoLoadSource) source = mo_load_source_new (read_rows, &rows, NULL);
  g_autofree char *table = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  guint64 id;

  if (connection == NULL)
    return;
  other = server_open ();
  table = server_new_table (other);
  server_run (other, "CREATE TABLE %s (id BIGINT PRIMARY KEY, text VARCHAR(100))", table);
  if (before != NULL)
    {
      server_run (connection, "%s", before);
      server_run (connection, "INSERT INTO %s VALUES (-1, 'x')", table);
    }
  sql = g_strdup_printf ("LOAD DATA LOCAL INFILE 'rows' INTO TABLE %s "
                         "FIELDS TERMINATED BY '\\t'", table);
  g_assert_null (mo_connection_load (connection, sql, strlen (sql), "rows", source, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
  g_assert_cmpuint (rows.next, ==, n_rows);
  id = mo_connection_get_id (connection);
  g_clear_pointer (&connection, mo_connection_close);
  wait_until_forgotten (other, id);
  g_assert_cmpint (count (other, table), ==, 0);
  server_run (other, "DROP TABLE %s", table);
}

static void
test_few_rows (void)
{
  try_cut (3, NULL);
}

/* The server has been at work on them for a while. */
static void
test_many_rows (void)
{
  try_cut (100000, NULL);
}

static void
test_transaction (void)
{
  try_cut (10000, "START TRANSACTION");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/undo/few-rows", test_few_rows);
  g_test_add_func ("/wire/undo/many-rows", test_many_rows);
  g_test_add_func ("/wire/undo/transaction", test_transaction);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
