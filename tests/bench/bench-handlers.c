/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handlers, 16 at once, each a transaction that reads a user, changes it and logs that: by a
 * session and by statements of ours, beside goroutines with database/sql and go-sql-driver. What is
 * in the tables is checked after each turn. Without the peer, ours alone.
 *
 *   bench-handlers SCRIPT FOLDER [N]   what runs the peer; where it is built; handlers a turn */

#include "bench-login.h"
#include "bench-peer.h"
#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 5
#define N_AT_ONCE 16

typedef struct
{
  MoClient *client;
  BenchPeer *peer; /* NULL: none */
  guint n;
  gint64 first; /* user */
} Bench;

static gint64
ask (Bench *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  bench_must (mo_await_int64 (mo_execute (self->client, sql), &number, &error), error);
  return number;
}

static gboolean
add_users (MoTransaction *tx, gpointer bench, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 1; i <= ((Bench *) bench)->n; i++)
    {
      g_autofree char *name = g_strdup_printf ("user%u", i);

      mo_session_take (session, mo_new (User, .name = name, .points = i));
    }
  return TRUE;
}

static void
fill (Bench *self)
{
  g_autoptr (GError) error = NULL;

  bench_must (mo_await (mo_client_drop_all (self->client, MO_MODELS (User, Login)), &error), error);
  bench_must (mo_await (mo_client_create_all (self->client, MO_MODELS (User, Login)), &error),
              error);
  bench_must (mo_client_run_transaction (self->client, add_users, self, &error), error);
  self->first = ask (self, "SELECT MIN(id) FROM bench_users");
}

static void
reset (Bench *self)
{
  bench_execute (self->client, "UPDATE bench_users SET last_login = NULL");
  bench_execute (self->client, "DELETE FROM bench_logins");
}

static void
check (Bench *self)
{
  if (ask (self, "SELECT COUNT(DISTINCT user_id) FROM bench_logins") != self->n
      || ask (self, "SELECT COUNT(last_login) FROM bench_users") != self->n)
    g_error ("not all of %u are in the tables", self->n);
}

/* --- a side gives the seconds that it took --- */

typedef double (*Handle) (Bench *self);

static double
handle_by_session (Bench *self)
{
  gint64 start = g_get_monotonic_time ();

  bench_log_in_by_session (self->client, self->first, self->n);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static double
handle_by_sql (Bench *self)
{
  gint64 start = g_get_monotonic_time ();

  bench_log_in_by_sql (self->client, self->first, self->n);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static double
handle_by_peer (Bench *self)
{
  g_autofree char *command = g_strdup_printf ("handle %u %" G_GINT64_FORMAT, self->n, self->first);

  return bench_peer_ask (self->peer, command).seconds;
}

static double
measure_rate (Bench *self, Handle handle)
{
  double seconds;

  reset (self);
  seconds = handle (self);
  check (self);
  return self->n / seconds;
}

static void
compare (Bench *self, const char *name, Handle ours, double goal)
{
  double rates[2][ROUNDS] = { 0 };

  measure_rate (self, ours);
  for (guint i = 0; i < ROUNDS; i++)
    for (guint j = 0; j < 2; j++)
      {
        guint which = (i + j) % 2;

        if (which == 0 || self->peer != NULL)
          rates[which][i] = measure_rate (self, which == 0 ? ours : handle_by_peer);
      }
  bench_report_case (&(BenchCase){
      .name = name,
      .unit = "/s",
      .ours = bench_median (rates[0], ROUNDS),
      .peer = bench_median (rates[1], ROUNDS),
      .goal = goal,
      .more_is_better = TRUE,
  });
}

/* The server that the client has, as go-sql-driver calls it. It puts values into the text itself,
 * which saves it a round trip each. */
static char *
dup_dsn (MoClient *client)
{
  g_autofree char *host = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *user = NULL;
  g_autofree char *database = NULL;
  guint port;

  g_object_get (client, "host", &host, "port", &port, "socket", &socket, "user", &user, "database",
                &database, NULL);
  if (socket != NULL)
    return g_strdup_printf ("%s@unix(%s)/%s?interpolateParams=true&parseTime=true", user, socket,
                            database);
  return g_strdup_printf ("%s:111@tcp(%s:%u)/%s?interpolateParams=true&parseTime=true", user, host,
                          port, database);
}

static BenchPeer *
start_peer (const Bench *self, const char *script, const char *folder)
{
  g_autofree char *dsn = dup_dsn (self->client);
  const char *const arguments[] = { script, folder, dsn, NULL };

  return bench_peer_start (arguments, "it is built where Go is, and its modules can be had");
}

int
main (int argc, char **argv)
{
  g_autofree char *options = g_strdup_printf ("pool_size=%d&pool_timeout=300", N_AT_ONCE);
  g_autoptr (GError) error = NULL;
  Bench self = { .n = argc > 3 ? (guint) g_ascii_strtoull (argv[3], NULL, 10) : 2000 };

  bench_server_require ();
  if (argc < 3)
    g_error ("bench-handlers SCRIPT FOLDER [N]");
  self.client = bench_server_connect (options);
  fill (&self);
  self.peer = start_peer (&self, argv[1], argv[2]);
  bench_report_begin ("bench-handlers", "ours", "Go");
  compare (&self, "handlers, 16 at once, by statements", handle_by_sql, 1.2);
  compare (&self, "handlers, 16 at once, by a session", handle_by_session, 1.2);
  g_clear_pointer (&self.peer, bench_peer_stop);
  bench_must (mo_await (mo_client_drop_all (self.client, MO_MODELS (User, Login)), &error), error);
  bench_server_leave (self.client);
  return 0;
}
