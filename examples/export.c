/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table is exported row by row, as tab-separated text: while one piece is written the next one is
 * on its way, and no more is held in memory, however many rows there are. Then somebody looks for
 * one row and leaves the others with the server. "export URI 1000000" has that many.
 */

#include "demo-report.h"

#include <glib/gstdio.h>
#include <stdio.h>

/* What is inserted at once. */
#define CHUNK 10000

typedef struct
{
  gint64 id;
  char *name;
  double price;
} Item;

MO_DEFINE_MODEL (Item, item, "demo_export_items",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 60),
                 MO_COLUMN (price, MO_NOT_NULL))

/* --- a table --- */

typedef struct
{
  guint first;
  guint end;
} Range;

static gboolean
insert_range (MoTransaction *tx, gpointer user_data, GError **error)
{
  const Range *range = user_data;
  MoSession *session = mo_transaction_get_session (tx);

  for (guint id = range->first; id < range->end; id++)
    {
      g_autofree char *name = g_strdup_printf ("item number %u of a long list", id);

      mo_session_take (session, mo_new (Item, .id = id, .name = name, .price = id * 0.25));
    }
  return mo_await (mo_session_flush (session), error);
}

static gboolean
fill (MoClient *client, guint n_rows, GError **error)
{
  demo_start ("Fill a table");
  for (guint first = 1; first <= n_rows; first += CHUNK)
    {
      Range range = { first, MIN (first + CHUNK, n_rows + 1) };

      if (!mo_client_run_transaction (client, insert_range, &range, error))
        return FALSE;
    }
  demo_step (0, "%u rows", n_rows);
  return TRUE;
}

/* --- all of it --- */

static void
write_rows (FILE *out, MoResult *rows)
{
  for (guint i = 0; i < mo_result_get_n_rows (rows); i++)
    fprintf (out, "%" G_GINT64_FORMAT "\t%s\t%g\n", mo_result_get_int64 (rows, i, 0),
             mo_result_get_text (rows, i, 1), mo_result_get_double (rows, i, 2));
}

static gboolean
write_all (MoClient *client, FILE *out, DemoProgress *progress, GError **error)
{
  g_autoptr (MoCursor) cursor
      = mo_await_cursor (mo_open_cursor (client, "SELECT id, name, price FROM demo_export_items"),
                         error);
  g_autoptr (MoFuture) next = cursor != NULL ? mo_cursor_fetch (cursor, 0) : NULL;
  guint n_rows = 0;

  while (next != NULL)
    {
      g_autoptr (MoResult) rows = mo_await_result (g_steal_pointer (&next), error);

      if (rows == NULL)
        return FALSE;
      if (mo_result_get_n_rows (rows) == 0)
        return TRUE;
      next = mo_cursor_fetch (cursor, 0); /* comes while these are written */
      write_rows (out, rows);
      demo_progress (progress, n_rows += mo_result_get_n_rows (rows));
    }
  return FALSE;
}

static guint
count_lines (FILE *file)
{
  guint n = 0;
  int c;

  rewind (file);
  while ((c = fgetc (file)) != EOF)
    n += c == '\n';
  return n;
}

static gboolean
export_all (MoClient *client, guint n_rows, GError **error)
{
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("demo-export-XXXXXX", &path, error);
  FILE *out = descriptor >= 0 ? fdopen (descriptor, "w+") : NULL;
  DemoProgress progress;
  gboolean ok;

  if (out == NULL)
    return FALSE;
  demo_start ("Export it");
  demo_progress_start (&progress, n_rows);
  ok = write_all (client, out, &progress, error)
       && demo_expect ("lines written", count_lines (out), n_rows, error);
  fclose (out);
  g_unlink (path);
  return ok;
}

/* --- no more than is needed --- */

/* Reads on until it has seen enough; the rest stays with the server, which is told to stop. */
static gboolean
find_first_above (MoClient *client, double price, gint64 *id, GError **error)
{
  g_autoptr (MoCursor) cursor = mo_await_cursor (
      mo_open_cursor (client, "SELECT id, price FROM demo_export_items ORDER BY id"), error);
  g_autoptr (MoResult) rows = NULL;

  *id = 0;
  while (cursor != NULL && *id == 0)
    {
      g_clear_pointer (&rows, mo_result_unref);
      rows = mo_await_result (mo_cursor_fetch (cursor, 100), error);
      if (rows == NULL || mo_result_get_n_rows (rows) == 0)
        break;
      for (guint i = 0; *id == 0 && i < mo_result_get_n_rows (rows); i++)
        if (mo_result_get_double (rows, i, 1) > price)
          *id = mo_result_get_int64 (rows, i, 0);
    }
  return cursor != NULL && rows != NULL && mo_await (mo_cursor_close (cursor), error);
}

static gboolean
look (MoClient *client, GError **error)
{
  gint64 id;

  demo_start ("Look for a row");
  return find_first_above (client, 50, &id, error)
         && demo_expect ("the first that costs more than 50", id, 201, error);
}

int
main (int argc, char **argv)
{
  guint n_rows = 50000;
  const char *uri = demo_uri_and_number (argc, argv, &n_rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Item)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Item)), &error)
      || !fill (client, n_rows, &error) || !export_all (client, n_rows, &error)
      || !look (client, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Item)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("export", error);
  g_print ("export: ok\n");
  return 0;
}
