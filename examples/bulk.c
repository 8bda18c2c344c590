/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many rows at once, from arrays and without an instance for each: structs of a model, columns, and
 * an array with a row that cannot be, of which nothing stays. "bulk URI 1000000" has that many.
 */

#include "demo-report.h"

typedef struct
{
  gint64 id;
  char *sensor;
  double value;
  GDateTime *at;
} Reading;

MO_DEFINE_MODEL (Reading, reading, "demo_bulk_readings",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (sensor, MO_NOT_NULL),
                 MO_COLUMN (value, 0),
                 MO_COLUMN (at, MO_DEFAULT_NOW))

static const char *const sensors[] = { "north", "east", "south", "west" };

/* (transfer full): a plain array. Keys are left to the server, and the time to the call. */
static Reading *
make_readings (guint n)
{
  Reading *readings = g_new0 (Reading, n);

  for (guint i = 0; i < n; i++)
    readings[i] = (Reading){ .sensor = (char *) sensors[i % 4], .value = i / 8.0 };
  return readings;
}

/* --- structs --- */

static void
tell (guint64 n_done, guint64 n_rows, gpointer user_data)
{
  demo_step (0, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " are sent", n_done, n_rows);
}

static gboolean
insert_structs (MoClient *client, guint n_rows, GError **error)
{
  g_autofree Reading *readings = make_readings (n_rows);
  const MoBulkOptions options = { .on_progress = tell, .progress_rows = n_rows / 4 };
  gint64 n_inserted;

  demo_start ("Structs");
  return mo_await_int64 (mo_bulk_insert (client, Reading, readings, n_rows, &options), &n_inserted,
                         error)
         && demo_expect ("inserted", n_inserted, n_rows, error);
}

/* --- columns, in a transaction with other statements --- */

static gboolean
insert_columns (MoTransaction *tx, gpointer user_data, GError **error)
{
  static const double values[] = { 1.5, 2.5, 3.5, 4.5 };
  static const guint8 has_time[] = { 1, 0, 1, 0 };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GDateTime *const times[] = { now, NULL, now, NULL };
  const MoBulkColumn columns[] = { MO_BULK_COLUMN ("sensor", sensors),
                                   MO_BULK_COLUMN ("value", values),
                                   MO_BULK_NULLABLE ("at", times, has_time) };
  const char *table = "demo_bulk_readings";

  return mo_await (mo_execute (tx, "DELETE FROM demo_bulk_readings WHERE value < 0"), error)
         && mo_await (mo_bulk_insert_columns (tx, table, columns, G_N_ELEMENTS (columns),
                                              G_N_ELEMENTS (values), NULL),
                      error);
}

/* --- what cannot be --- */

/* The error names the row and the column. */
static gboolean
insert_broken (MoClient *client, guint n_rows, GError **error)
{
  g_autofree Reading *readings = make_readings (n_rows);
  g_autoptr (GError) problem = NULL;

  demo_start ("A row that cannot be");
  readings[n_rows / 2].sensor = NULL;
  if (!mo_await (mo_bulk_insert (client, Reading, readings, n_rows, NULL), &problem)
      && g_error_matches (problem, MO_ERROR, MO_ERROR_CONSTRAINT))
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
  gint64 n_timeless;

  demo_start ("Afterwards");
  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_bulk_readings"), &n_all,
                         error)
         && mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_bulk_readings"
                                                " WHERE at IS NULL"),
                            &n_timeless, error)
         && demo_expect ("rows", n_all, n_rows + 4, error)
         && demo_expect ("of them without a time", n_timeless, 2, error);
}

int
main (int argc, char **argv)
{
  guint n_rows = 100000;
  const char *uri = demo_uri_and_number (argc, argv, &n_rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Reading)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Reading)), &error)
      || !insert_structs (client, n_rows, &error))
    return demo_fail ("bulk", error);
  demo_start ("Columns");
  if (!mo_client_run_transaction (client, insert_columns, NULL, &error)
      || !insert_broken (client, n_rows, &error) || !check (client, n_rows, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Reading)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("bulk", error);
  g_print ("bulk: ok\n");
  return 0;
}
