/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Data that the program has, loaded into a table as fast as the server takes it: from a file, from
 * a function, and from one that fails half way, of which nothing stays. "load URI 1000000" has that
 * many rows.
 */

#include "demo-report.h"

#include <string.h>

/* The name is no file's: a server gets what the program gives. */
#define LOAD                                                                                       \
  "LOAD DATA LOCAL INFILE 'readings' INTO TABLE demo_load FIELDS TERMINATED BY ',' (id, value)"

/* --- a file --- */

static gboolean
load_file (MoClient *client, GFile *file, GError **error)
{
  g_autoptr (GFileInputStream) rows = g_file_read (file, NULL, error);

  return rows != NULL && mo_await (mo_load_data (client, LOAD, G_INPUT_STREAM (rows)), error);
}

static gboolean
write_and_load_file (MoClient *client, GError **error)
{
  static const char two_rows[] = "-2,7\n-1,\\N\n";
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("demo-load-XXXXXX", &stream, error);
  gboolean ok;

  demo_start ("A file");
  if (file == NULL)
    return FALSE;
  ok = g_file_replace_contents (file, two_rows, strlen (two_rows), NULL, FALSE,
                                G_FILE_CREATE_NONE, NULL, NULL, error)
       && load_file (client, file, error);
  g_file_delete (file, NULL, NULL);
  return ok;
}

/* --- a function --- */

typedef struct
{
  guint n_rows;
  guint next;
} Readings;

#define ROW_BYTES 40

/* It is called on a worker, for as many rows as there is room for. */
static gssize
read_rows (gpointer buffer,
           gsize size,
           GCancellable *cancellable,
           gpointer user_data,
           GError **error)
{
  Readings *self = user_data;
  char *text = buffer;
  gsize n = 0;

  for (; self->next < self->n_rows && n + ROW_BYTES < size; self->next++)
    n += (gsize) g_snprintf (text + n, ROW_BYTES, "%u,%u.5\n", self->next, self->next);
  return (gssize) n;
}

/* In a transaction with other statements, all of it or nothing. */
static gboolean
load_rows (MoTransaction *tx, gpointer user_data, GError **error)
{
  g_autoptr (MoResult) result = NULL;

  if (!mo_await (mo_execute (tx, "DELETE FROM demo_load WHERE id >= 0"), error))
    return FALSE;
  result = mo_await_result (mo_load_data_from (tx, LOAD, read_rows, user_data, NULL), error);
  return result != NULL
         && demo_expect ("warnings, where the server goes on behind what it cannot take",
                         mo_result_get_n_warnings (result), 0, error);
}

/* --- one that fails --- */

static gssize
read_broken (gpointer buffer,
             gsize size,
             GCancellable *cancellable,
             gpointer user_data,
             GError **error)
{
  gssize n = read_rows (buffer, size, cancellable, user_data, error);

  if (n > 0)
    return n;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "the sensor was unplugged");
  return -1;
}

/* The error is that of the function, with what it means in front. */
static gboolean
load_broken (MoClient *client, guint n_rows, GError **error)
{
  Readings readings = { 2 * n_rows, n_rows };
  g_autoptr (GError) problem = NULL;

  demo_start ("Half of it");
  if (!mo_await (mo_load_data_from (client, LOAD, read_broken, &readings, NULL), &problem)
      && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    {
      demo_step (0, "%s", problem->message);
      return TRUE;
    }
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "it did not fail as it should");
  return FALSE;
}

/* --- afterwards --- */

static gboolean
check (MoClient *client, guint n_rows, GError **error)
{
  gint64 n_all;
  gint64 n_right;

  demo_start ("Afterwards");
  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_load"), &n_all, error)
         && mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_load"
                                                " WHERE value = id + 0.5"),
                            &n_right, error)
         && demo_expect ("rows", n_all, n_rows + 2, error)
         && demo_expect ("of them of the function", n_right, n_rows, error);
}

int
main (int argc, char **argv)
{
  guint n_rows = 100000;
  const char *uri = demo_uri_and_number (argc, argv, &n_rows);
  Readings readings = { n_rows };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_execute (client, "DROP TABLE IF EXISTS demo_load"), &error)
      || !mo_await (mo_execute (client, "CREATE TABLE demo_load"
                                        " (id BIGINT PRIMARY KEY, value DOUBLE)"),
                    &error)
      || !write_and_load_file (client, &error))
    return demo_fail ("load", error);
  demo_start ("A function");
  if (!mo_client_run_transaction (client, load_rows, &readings, &error)
      || !load_broken (client, n_rows, &error) || !check (client, n_rows, &error)
      || !mo_await (mo_execute (client, "DROP TABLE demo_load"), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("load", error);
  g_print ("load: ok\n");
  return 0;
}
