/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions beside those of SQLAlchemy, on the same server by turns. What both have written is
 * counted and summed up after each. Without the peer, ours alone.
 *
 *   bench-session PEER [CASE]   only the cases that have these words in their names */

#include "bench-login.h"
#include "bench-peer.h"
#include "bench-turns.h"

#define ROUNDS 5 /* unless MO_BENCH_ROUNDS says less, for a server on which the peer is slow */
#define N_AT_ONCE 16
#define N_USERS 10000

typedef struct _Case Case;

typedef struct
{
  MoClient *client;
  BenchPeer *peer; /* NULL: none */
  guint n_rounds;
  const Case *what;
  BenchAnswer answer; /* of the run that was last */
} Bench;

struct _Case
{
  const char *name;
  const char *command; /* to the peer */
  guint n;
  gint64 factor; /* of what a change gives; 0: all the same */
  double goal;
  void (*prepare) (Bench *self);
  MoTransactionFunc body;      /* a transaction of ours; */
  void (*run) (Bench *self);   /* or several */
  void (*check) (Bench *self); /* what is in the tables */
  gboolean is_rate;
};

static void
must (gboolean ok, const GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

static void
execute (Bench *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  must (mo_await (mo_execute (self->client, sql), &error), error);
}

static gint64
ask (Bench *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  must (mo_await_int64 (mo_execute (self->client, sql), &number, &error), error);
  return number;
}

static void
expect (Bench *self, const char *what, gint64 found, gint64 expected)
{
  if (found != expected)
    g_error ("%s: %s is %" G_GINT64_FORMAT " and not %" G_GINT64_FORMAT, self->what->name, what,
             found, expected);
}

static double
elapsed (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* 1 + 2 + … + n */
static gint64
sum_up_to (guint n)
{
  return (gint64) n * (n + 1) / 2;
}

/* --- new ones --- */

static void
empty (Bench *self)
{
  execute (self, "DELETE FROM bench_users");
}

static gboolean
add (MoTransaction *tx, gpointer bench, GError **error)
{
  Bench *self = bench;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) users = g_ptr_array_new_full (self->what->n, mo_entity_unref);
  gint64 start = g_get_monotonic_time ();
  gint64 last = 0;

  for (guint i = 1; i <= self->what->n; i++)
    {
      char name[24];
      User *user;

      g_snprintf (name, sizeof name, "user%u", i);
      user = mo_new (User, .name = name, .points = i);
      g_ptr_array_add (users, user);
      mo_session_add (session, user);
    }
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  self->answer = (BenchAnswer){ .seconds = elapsed (start) };
  MO_FOREACH (User, user, users)
    {
      self->answer.count += user->id > last;
      self->answer.sum += (guint64) user->points;
      last = user->id;
    }
  return TRUE;
}

static void
check_added (Bench *self)
{
  expect (self, "the number", (gint64) self->answer.count, self->what->n);
  expect (self, "the sum", (gint64) self->answer.sum, sum_up_to (self->what->n));
  expect (self, "the table's number", ask (self, "SELECT COUNT(*) FROM bench_users"),
          self->what->n);
  expect (self, "the table's sum",
          ask (self, "SELECT CAST(SUM(points) AS SIGNED) FROM bench_users"),
          sum_up_to (self->what->n));
}

/* --- changed ones --- */

static gboolean
add_many (MoTransaction *tx, gpointer bench, GError **error)
{
  Bench all = { .what = &(const Case){ .n = N_USERS } };

  return add (tx, &all, error);
}

/* As many users as all cases need; after the cases above they are there. */
static void
fill (Bench *self)
{
  g_autoptr (GError) error = NULL;

  if (ask (self, "SELECT COUNT(*) FROM bench_users") == N_USERS)
    return;
  empty (self);
  must (mo_client_run_transaction (self->client, add_many, NULL, &error), error);
}

static void
reset (Bench *self)
{
  fill (self);
  execute (self, "UPDATE bench_users SET points = 1, last_login = NULL"
                 " WHERE points <> 1 OR last_login IS NOT NULL");
  execute (self, "DELETE FROM bench_logins");
}

static MoSelect *
select_users (guint n)
{
  return mo_limit (mo_order_by (mo_select (User), MO_C (User, id)), n);
}

static gboolean
change (MoTransaction *tx, gpointer bench, GError **error)
{
  Bench *self = bench;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) users
      = mo_await_all (mo_session_execute (session, select_users (self->what->n)), error);
  gint64 start = g_get_monotonic_time ();
  gint64 i = 0;

  if (users == NULL)
    return FALSE;
  MO_FOREACH (User, user, users)
    mo_set (user, points, self->what->factor != 0 ? ++i * self->what->factor : 7);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  self->answer = (BenchAnswer){ .seconds = elapsed (start), .count = users->len };
  MO_FOREACH (User, user, users)
    self->answer.sum += (guint64) user->points;
  return TRUE;
}

static void
check_changed (Bench *self)
{
  guint n = self->what->n;
  gint64 sum = self->what->factor != 0 ? sum_up_to (n) * self->what->factor : 7 * (gint64) n;

  expect (self, "the number", (gint64) self->answer.count, n);
  expect (self, "the sum", (gint64) self->answer.sum, sum);
  expect (self, "the table's sum",
          ask (self, "SELECT CAST(SUM(points) AS SIGNED) FROM bench_users WHERE points <> 1"), sum);
}

/* --- read ones --- */

static gboolean
read_all (MoTransaction *tx, gpointer bench, GError **error)
{
  Bench *self = bench;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) users = mo_await_all (
      mo_session_execute (mo_transaction_get_session (tx), select_users (self->what->n)), error);

  if (users == NULL)
    return FALSE;
  self->answer = (BenchAnswer){ .seconds = elapsed (start), .count = users->len };
  MO_FOREACH (User, user, users)
    self->answer.sum += (guint64) user->points + strlen (user->name);
  return TRUE;
}

static void
check_read (Bench *self)
{
  gint64 sum = ask (self, "SELECT CAST(SUM(points + LENGTH(name)) AS SIGNED) FROM bench_users");

  expect (self, "the number", (gint64) self->answer.count, self->what->n);
  expect (self, "the sum", (gint64) self->answer.sum, sum);
}

/* --- handlers --- */

static void
handle (Bench *self)
{
  gint64 first = ask (self, "SELECT MIN(id) FROM bench_users");
  gint64 start = g_get_monotonic_time ();

  bench_log_in_by_session (self->client, first, self->what->n);
  self->answer = (BenchAnswer){ .seconds = elapsed (start), .count = self->what->n };
}

static void
check_handled (Bench *self)
{
  expect (self, "the number", (gint64) self->answer.count, self->what->n);
  expect (self, "the log", ask (self, "SELECT COUNT(DISTINCT user_id) FROM bench_logins"),
          self->what->n);
  expect (self, "the users who have logged in",
          ask (self, "SELECT COUNT(last_login) FROM bench_users"), self->what->n);
}

/* --- all --- */

static void
run_ours (Bench *self)
{
  g_autoptr (GError) error = NULL;

  if (self->what->run != NULL)
    self->what->run (self);
  else
    must (mo_client_run_transaction (self->client, self->what->body, self, &error), error);
}

static void
run_peer (Bench *self)
{
  g_autofree char *command = NULL;

  if (self->what->run == NULL)
    command = g_strdup (self->what->command);
  else
    command = g_strdup_printf ("%s %" G_GINT64_FORMAT, self->what->command,
                               ask (self, "SELECT MIN(id) FROM bench_users"));
  self->answer = bench_peer_ask (self->peer, command);
}

static double
measure (Bench *self, void (*side) (Bench *self))
{
  if (self->what->prepare != NULL)
    self->what->prepare (self);
  side (self);
  self->what->check (self);
  return self->what->is_rate ? self->what->n / self->answer.seconds
                             : self->answer.seconds * G_USEC_PER_SEC / self->what->n;
}

static void
run_case (Bench *self, const Case *what)
{
  double ours[ROUNDS];
  double peer[ROUNDS] = { 0 };

  self->what = what;
  for (guint i = 0; i < self->n_rounds; i++)
    {
      ours[i] = measure (self, run_ours);
      if (self->peer != NULL)
        peer[i] = measure (self, run_peer);
    }
  bench_report_case (&(BenchCase){
      .name = what->name,
      .unit = what->is_rate ? "/s" : "us/row",
      .ours = bench_median (ours, self->n_rounds),
      .peer = bench_median (peer, self->n_rounds),
      .goal = what->goal,
      .more_is_better = what->is_rate,
  });
}

static const Case cases[] = {
  { "add_all and flush of 100", "add 100", 100, 0, 10, empty, add, NULL, check_added },
  { "add_all and flush of 10,000", "add 10000", N_USERS, 0, 10, empty, add, NULL, check_added },
  { "flush of 1,000 changed, values differ", "change 1000 3", 1000, 3, 10, reset, change, NULL,
    check_changed },
  { "flush of 1,000 changed, values equal", "change 1000 0", 1000, 0, 10, reset, change, NULL,
    check_changed },
  { "select of 10,000", "read 10000", N_USERS, 0, 20, fill, read_all, NULL, check_read },
  { "handlers, 16 at once", "handle 1000", 1000, 0, 3, reset, NULL, handle, check_handled, TRUE },
};

static guint
read_n_rounds (void)
{
  const char *wanted = g_getenv ("MO_BENCH_ROUNDS");

  return wanted != NULL ? CLAMP ((guint) g_ascii_strtoull (wanted, NULL, 10), 1, ROUNDS) : ROUNDS;
}

/* The server that the client has, as SQLAlchemy calls it. */
static char *
dup_peer_url (MoClient *client)
{
  g_autofree char *host = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *user = NULL;
  g_autofree char *database = NULL;
  guint port;

  g_object_get (client, "host", &host, "port", &port, "socket", &socket, "user", &user, "database",
                &database, NULL);
  if (socket != NULL)
    return g_strdup_printf ("mysql+aiomysql://%s@localhost/%s?unix_socket=%s&charset=utf8mb4", user,
                            database, socket);
  return g_strdup_printf ("mysql+aiomysql://%s:111@%s:%u/%s?charset=utf8mb4", user, host, port,
                          database);
}

static BenchPeer *
start_peer (const char *script, const char *url)
{
  const char *python = g_getenv ("MO_BENCH_PYTHON");
  const char *const arguments[] = { python != NULL ? python : "python3", script, url, NULL };

  return bench_peer_start (arguments,
                           "MO_BENCH_PYTHON names a Python that has sqlalchemy and aiomysql");
}

int
main (int argc, char **argv)
{
  const char *uri = g_getenv ("MO_TEST_URI");
  g_autofree char *sized = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  Bench self = { 0 };

  if (uri == NULL || argc < 2)
    {
      g_print ("no server: set MO_TEST_URI, or install mariadb-server-core\n");
      return 77;
    }
  sized = g_strdup_printf ("%s%cpool_size=%d&pool_timeout=300", uri,
                           strchr (uri, '?') != NULL ? '&' : '?', N_AT_ONCE);
  self.n_rounds = read_n_rounds ();
  self.client = mo_client_new (sized, &error);
  must (self.client != NULL, error);
  must (mo_await (mo_client_drop_all (self.client, MO_MODELS (User, Login)), &error), error);
  must (mo_await (mo_client_create_all (self.client, MO_MODELS (User, Login)), &error), error);
  url = dup_peer_url (self.client);
  self.peer = start_peer (argv[1], url);
  bench_report_begin ("bench-session", "ours", "SQLAlchemy");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 3 || strstr (cases[i].name, argv[2]) != NULL)
      run_case (&self, &cases[i]);
  g_clear_pointer (&self.peer, bench_peer_stop);
  must (mo_await (mo_client_drop_all (self.client, MO_MODELS (User, Login)), &error), error);
  must (mo_await (mo_client_disconnect (self.client), &error), error);
  g_object_unref (self.client);
  return 0;
}
