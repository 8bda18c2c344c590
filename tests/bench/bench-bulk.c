/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many rows a second bulk inserts put into a table, beside the servers' own command-line client
 * that loads the same rows from a file by LOAD DATA LOCAL. */

#include <glib/gstdio.h>
#include <matrixone-glib.h>
#include <string.h>

#include "bench-turns.h"

#define ROUNDS 5
#define N_ROWS 1000000

typedef struct
{
  gint64 id;
  gint64 account;
  char *name;
  double amount;
  gint32 kind;
} Row;

/* The key that the rows bring is looked at by MariaDB in both; see mo_bulk_insert(). */
MO_DEFINE_MODEL (Row, row, "bench_bulk",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (account, 0),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 20),
                 MO_COLUMN (amount, 0),
                 MO_COLUMN (kind, 0))

/* The same rows in the three ways. */
typedef struct
{
  MoClient *client;
  char *cli; /* NULL: there is none */
  char *file;
  GStringChunk *names;
  guint n;
  Row *rows;
  gint64 *ids;
  gint64 *accounts;
  char **texts;
  double *amounts;
  gint32 *kinds;
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

/* --- rows --- */

static void
make_row (Bench *self, guint i)
{
  char name[24];

  g_snprintf (name, sizeof name, "customer-%06u", i);
  self->texts[i] = g_string_chunk_insert (self->names, name);
  self->ids[i] = (gint64) i + 1;
  self->accounts[i] = (gint64) i * 7919;
  self->amounts[i] = (double) (i % 100000) / 100;
  self->kinds[i] = (gint32) (i % 7);
  self->rows[i] = (Row){ self->ids[i], self->accounts[i], self->texts[i], self->amounts[i],
                         self->kinds[i] };
}

static void
write_file (const Bench *self)
{
  FILE *file = g_fopen (self->file, "w");

  if (file == NULL)
    g_error ("%s cannot be written", self->file);
  for (guint i = 0; i < self->n; i++)
    fprintf (file, "%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%s\t%.15g\t%d\n", self->ids[i],
             self->accounts[i], self->texts[i], self->amounts[i], self->kinds[i]);
  if (fclose (file) != 0)
    g_error ("%s cannot be written", self->file);
}

static void
make_rows (Bench *self)
{
  self->names = g_string_chunk_new (1 << 20);
  self->rows = g_new0 (Row, self->n);
  self->ids = g_new (gint64, self->n);
  self->accounts = g_new (gint64, self->n);
  self->texts = g_new (char *, self->n);
  self->amounts = g_new (double, self->n);
  self->kinds = g_new (gint32, self->n);
  for (guint i = 0; i < self->n; i++)
    make_row (self, i);
  self->file = g_strdup_printf ("%s/bench-bulk-%u.txt", g_get_tmp_dir (), g_random_int ());
  write_file (self);
}

static void
free_rows (Bench *self)
{
  g_remove (self->file);
  g_free (self->file);
  g_string_chunk_free (self->names);
  g_free (self->rows);
  g_free (self->ids);
  g_free (self->accounts);
  g_free (self->texts);
  g_free (self->amounts);
  g_free (self->kinds);
}

/* --- sides --- */

typedef void (*Side) (Bench *self);

static void
insert_structs_by (Bench *self, MoBulkMethod method)
{
  const MoBulkOptions options = { .method = method };
  g_autoptr (GError) error = NULL;

  must (mo_await (mo_bulk_insert (self->client, Row, self->rows, self->n, &options), &error),
        error);
}

static void
insert_structs (Bench *self)
{
  insert_structs_by (self, MO_BULK_LOAD_DATA);
}

static void
insert_by_values (Bench *self)
{
  insert_structs_by (self, MO_BULK_VALUES);
}

static void
insert_columns (Bench *self)
{
  const MoBulkColumn columns[]
      = { MO_BULK_COLUMN ("id", self->ids), MO_BULK_COLUMN ("account", self->accounts),
          MO_BULK_COLUMN ("name", self->texts), MO_BULK_COLUMN ("amount", self->amounts),
          MO_BULK_COLUMN ("kind", self->kinds) };
  const MoBulkOptions options = { .method = MO_BULK_LOAD_DATA };
  g_autoptr (GError) error = NULL;

  must (mo_await (mo_bulk_insert_columns (self->client, "bench_bulk", columns,
                                          G_N_ELEMENTS (columns), self->n, &options),
                  &error),
        error);
}

/* (transfer full): what the client is called with, NULL-terminated; a password is in its
 * environment. */
static GPtrArray *
make_arguments (const Bench *self, GUri *uri)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) params
      = g_uri_parse_params (g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", -1, "&",
                            G_URI_PARAMS_NONE, NULL);
  const char *socket = g_hash_table_lookup (params, "socket");

  g_ptr_array_add (arguments, g_strdup (self->cli));
  g_ptr_array_add (arguments, g_strdup ("--local-infile=1"));
  g_ptr_array_add (arguments, g_strdup_printf ("--user=%s", g_uri_get_user (uri)));
  if (socket != NULL)
    g_ptr_array_add (arguments, g_strdup_printf ("--socket=%s", socket));
  else
    {
      g_ptr_array_add (arguments, g_strdup_printf ("--host=%s", g_uri_get_host (uri)));
      g_ptr_array_add (arguments, g_strdup_printf ("--port=%d", g_uri_get_port (uri)));
    }
  g_ptr_array_add (arguments,
                   g_strdup_printf ("--execute=LOAD DATA LOCAL INFILE '%s' INTO TABLE bench_bulk"
                                    " FIELDS TERMINATED BY '\\t'",
                                    self->file));
  g_ptr_array_add (arguments, g_strdup (g_uri_get_path (uri) + 1));
  g_ptr_array_add (arguments, NULL);
  return arguments;
}

static void
load_file (Bench *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (g_getenv ("MO_TEST_URI"),
                                      G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY, &error);
  g_autoptr (GPtrArray) arguments = NULL;
  g_auto (GStrv) environment = g_get_environ ();
  gint status = 0;

  must (uri != NULL, error);
  arguments = make_arguments (self, uri);
  if (g_uri_get_password (uri) != NULL)
    environment = g_environ_setenv (environment, "MYSQL_PWD", g_uri_get_password (uri), TRUE);
  must (g_spawn_sync (NULL, (char **) arguments->pdata, environment, G_SPAWN_DEFAULT, NULL, NULL,
                      NULL, NULL, &status, &error)
            && g_spawn_check_wait_status (status, &error),
        error);
}

/* --- measuring --- */

static void
run_sql (Bench *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  must (mo_await (mo_execute (self->client, sql), &error), error);
}

static void
check (Bench *self)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  must (mo_await_int64 (mo_execute (self->client, "SELECT COUNT(*) FROM bench_bulk"), &n, &error),
        error);
  if (n != self->n)
    g_error ("%" G_GINT64_FORMAT " rows, and not %u", n, self->n);
}

/* Rows a second, into an empty table. */
static double
measure (Bench *self, Side side)
{
  gint64 begun;
  gint64 usec;

  run_sql (self, "TRUNCATE TABLE bench_bulk");
  begun = g_get_monotonic_time ();
  side (self);
  usec = g_get_monotonic_time () - begun;
  check (self);
  return self->n * 1e6 / (double) usec;
}

static guint
get_rounds (void)
{
  const char *wanted = g_getenv ("MO_BENCH_ROUNDS");

  return wanted != NULL ? CLAMP ((guint) g_ascii_strtoull (wanted, NULL, 10), 1, ROUNDS) : ROUNDS;
}

static void
run_case (Bench *self, const char *name, Side ours, double goal)
{
  double rates[ROUNDS];
  double peers[ROUNDS] = { 0 };
  guint n_rounds = get_rounds ();

  for (guint i = 0; i < n_rounds; i++)
    {
      rates[i] = measure (self, ours);
      if (self->cli != NULL)
        peers[i] = measure (self, load_file);
    }
  bench_report_case (&(BenchCase){ .name = name,
                                   .unit = "rows/s",
                                   .ours = bench_median (rates, n_rounds),
                                   .peer = bench_median (peers, n_rounds),
                                   .goal = goal,
                                   .more_is_better = TRUE });
}

/* @wanted: (nullable): a part of the names of those to run. */
static void
run_cases (Bench *self, const char *wanted)
{
  static const struct
  {
    const char *name;
    Side ours;
    double goal;
  } cases[] = {
    { "structs, LOAD DATA", insert_structs, 0.9 },
    { "columns, LOAD DATA", insert_columns, 0.9 },
    { "structs, VALUES", insert_by_values, 0 },
  };
  g_autofree char *peer = self->cli != NULL ? g_path_get_basename (self->cli) : g_strdup ("-");

  bench_report_begin ("bench-bulk", "ours", peer);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (wanted == NULL || strstr (cases[i].name, wanted) != NULL)
      run_case (self, cases[i].name, cases[i].ours, cases[i].goal);
}

int
main (int argc, char **argv)
{
  const char *uri = g_getenv ("MO_TEST_URI");
  g_autoptr (GError) error = NULL;
  Bench self = { .n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : N_ROWS };

  if (uri == NULL)
    {
      g_print ("no server: set MO_TEST_URI, or install mariadb-server-core\n");
      return 0;
    }
  self.cli = g_find_program_in_path ("mariadb");
  if (self.cli == NULL)
    self.cli = g_find_program_in_path ("mysql");
  if (self.cli == NULL)
    g_print ("no peer: neither mariadb nor mysql is in PATH\n");
  self.client = mo_client_new (uri, &error);
  must (self.client != NULL, error);
  make_rows (&self);
  run_sql (&self, "DROP TABLE IF EXISTS bench_bulk");
  must (mo_await (mo_client_create_all (self.client, MO_MODELS (Row)), &error), error);
  run_cases (&self, argc > 2 ? argv[2] : NULL);
  run_sql (&self, "DROP TABLE bench_bulk");
  must (mo_await (mo_client_disconnect (self.client), &error), error);
  g_object_unref (self.client);
  free_rows (&self);
  g_free (self.cli);
  return 0;
}
