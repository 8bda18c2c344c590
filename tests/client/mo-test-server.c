/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests that need a server share. */

#include "mo-test-server.h"

#include <pthread.h>
#include <string.h>

#include "thread-count.h"
#include "wire/mo-uri-private.h"

#define PATIENCE_USEC (30 * G_USEC_PER_SEC)
#define POLL_USEC 1000

static pthread_mutex_t texts_lock = PTHREAD_MUTEX_INITIALIZER;

const char *
mo_test_uri (void)
{
  const char *uri = g_getenv ("MO_TEST_URI");

  return uri != NULL && *uri != '\0' ? uri : NULL;
}

gboolean
mo_test_is_full (void)
{
  const char *full = g_getenv ("MO_TEST_FULL");

  return full != NULL && *full != '\0' && !g_str_equal (full, "0");
}

MoClient *
mo_test_client_new (const char *options)
{
  const char *uri = mo_test_uri ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  MoClient *client;

  if (options == NULL)
    text = g_strdup (uri);
  else
    text = g_strconcat (uri, strchr (uri, '?') != NULL ? "&" : "?", options, NULL);
  client = mo_client_new (text, &error);
  g_assert_no_error (error);
  return client;
}

static void
append_part (GString *text, const char *before, const char *part)
{
  if (part == NULL)
    return;
  g_string_append (text, before);
  g_string_append_uri_escaped (text, part, NULL, FALSE);
}

MoClient *
mo_test_client_with (const char *name, const char *value, const char *options)
{
  g_autoptr (MoUri) uri = mo_uri_parse (mo_test_uri (), NULL);
  g_autoptr (GString) text = g_string_new ("matrixone://");
  g_autoptr (GError) error = NULL;
  MoClient *client;

  append_part (text, "", g_str_equal (name, "user") ? value : uri->user);
  append_part (text, ":", g_str_equal (name, "password") ? value : uri->password);
  append_part (text, "@", uri->host);
  g_string_append_printf (text, ":%u", uri->port != 0 ? uri->port : 6001);
  append_part (text, "/", g_str_equal (name, "database") ? value : uri->database);
  g_string_append_printf (text, "?%s", options != NULL ? options : "echo=false");
  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    {
      append_part (text, "&", g_ptr_array_index (uri->options, i));
      append_part (text, "=", g_ptr_array_index (uri->options, i + 1));
    }
  client = mo_client_new (text->str, &error);
  g_assert_no_error (error);
  return client;
}

MoClient *
mo_test_client_at (guint16 port, const char *options)
{
  g_autofree char *uri
      = g_strdup_printf ("mysql://u@127.0.0.1:%u/d?pool_size=1&kill_connection=false"
                         "&time_zone=naive%s",
                         port, options);
  g_autoptr (GError) error = NULL;
  MoClient *client = mo_client_new (uri, &error);

  g_assert_no_error (error);
  return client;
}

MoEndpoint *
mo_test_endpoint_new (void)
{
  g_autoptr (MoUri) uri = mo_uri_parse (mo_test_uri (), NULL);
  MoEndpoint endpoint = {
    .host = uri->host,
    .port = uri->port,
    .user = uri->user,
    .password = uri->password,
    .database = uri->database,
    .connect_timeout_sec = 10,
  };

  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    if (g_str_equal (g_ptr_array_index (uri->options, i), "socket"))
      endpoint.socket = g_ptr_array_index (uri->options, i + 1);
  return mo_endpoint_copy (&endpoint);
}

/* A recording has the names of its own run, so those of a seed are the same each time. */
static guint
next_number (void)
{
  static gint n_names = 0;

  return (guint) g_atomic_int_add (&n_names, 1);
}

char *
mo_test_unique (const char *prefix)
{
  const char *seed = g_getenv ("MO_TEST_SEED");

  if (seed != NULL && *seed != '\0')
    return g_strdup_printf ("%s_%08x%08x", prefix, (guint) g_ascii_strtoull (seed, NULL, 10),
                            next_number ());
  return g_strdup_printf ("%s_%08x%08x", prefix, g_random_int (), g_random_int ());
}

const char *
mo_test_text (MoTest *test, const char *sql)
{
  GString *text = g_string_new (sql);
  char *kept;

  g_string_replace (text, "$t", test->table, 0);
  kept = g_string_free (text, FALSE);
  pthread_mutex_lock (&texts_lock);
  g_ptr_array_add (test->texts, kept);
  pthread_mutex_unlock (&texts_lock);
  return kept;
}

void
mo_test_sql (MoTest *test, const char *sql)
{
  mo_test_ok (mo_execute (test->other, mo_test_text (test, sql)));
}

gint64
mo_test_int64 (MoTest *test, const char *sql)
{
  return mo_test_number (mo_execute (test->other, mo_test_text (test, sql)));
}

gint64
mo_test_count (MoTest *test)
{
  return mo_test_int64 (test, "SELECT COUNT(*) FROM $t");
}

gint64
mo_test_connection_id (MoExecutor *executor)
{
  return mo_test_number (mo_execute (executor, "SELECT CONNECTION_ID()"));
}

/* --- what runs on the server --- */

typedef struct
{
  MoTest *test;
  const char *part; /* of a statement; NULL: any */
  guint64 id;       /* 0: any */
  gboolean sleeps;  /* it is to have begun its sleep */
} Search;

/* Asks for no more than it has to know: what else the server does is nobody's business, least of
 * all a recording's. */
static MoFuture *
ask_for_process (Search *self)
{
  gboolean matrixone = self->test->is_matrixone;
  const char *id = matrixone ? "conn_id" : "id";
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS p WHERE ", id,
                                          matrixone ? "processlist()"
                                                    : "information_schema.processlist");
  g_autofree char *text = NULL;

  if (self->part == NULL)
    {
      text = g_strdup_printf ("%s%s = %%s", sql, id);
      return mo_execute (self->test->other, text, self->id);
    }
  text = g_strdup_printf ("%s%s <> CONNECTION_ID() AND db = DATABASE() AND LOCATE(%%s, info) > 0%s",
                          sql, id,
                          self->sleeps && !matrixone ? " AND state = 'User sleep'" : "");
  return mo_execute (self->test->other, text, self->part);
}

static gboolean
is_there (gpointer data)
{
  Search *search = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) found = mo_await_result (ask_for_process (search), &error);

  g_assert_no_error (error);
  if (mo_result_get_n_rows (found) == 0)
    return FALSE;
  search->id = (guint64) mo_result_get_int64 (found, 0, 0);
  return TRUE;
}

static gboolean
is_gone (gpointer data)
{
  return !is_there (data);
}

/* A SELECT SLEEP(n) that is killed before it sleeps is answered by MariaDB, and does not fail: one
 * in ten, on a busy machine.
 */
guint64
mo_test_wait_for_statement (MoTest *test, const char *part)
{
  Search search = { test, part, 0, strstr (part, "SLEEP(") != NULL };

  g_assert_true (mo_test_wait_until (is_there, &search));
  return search.id;
}

void
mo_test_wait_for_no_statement (MoTest *test, const char *part)
{
  Search search = { test, part, 0, FALSE };

  g_assert_true (mo_test_wait_until (is_gone, &search));
}

void
mo_test_wait_for_end (MoTest *test, guint64 connection_id)
{
  Search search = { test, NULL, connection_id, FALSE };

  g_assert_true (mo_test_wait_until (is_gone, &search));
}

void
mo_test_kill (MoTest *test, guint64 connection_id)
{
  g_autofree char *sql = g_strdup_printf ("KILL %" G_GUINT64_FORMAT, connection_id);

  /* It may have gone by itself. */
  mo_await (mo_execute (test->other, sql), NULL);
  mo_test_wait_for_end (test, connection_id);
}

gboolean
mo_test_wait_until (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  while (!condition (data))
    {
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      g_usleep (POLL_USEC);
    }
  return TRUE;
}

guint
mo_test_count_threads (const char *prefix)
{
  int n = test_count_threads (prefix);

  g_assert_cmpint (n, >=, 0);
  return (guint) n;
}

static gboolean
no_threads (gpointer data)
{
  return mo_test_count_threads ("mo-") == 0;
}

void
mo_test_assert_no_threads_left (void)
{
  g_assert_true (mo_test_wait_until (no_threads, NULL));
}

static gboolean
no_client_threads (gpointer data)
{
  return mo_test_count_threads ("mo-worker") == 0 && mo_test_count_threads ("mo-killer") == 0
         && mo_test_count_threads ("mo-supervisor") == 0;
}

void
mo_test_assert_no_client_threads_left (void)
{
  g_assert_true (mo_test_wait_until (no_client_threads, NULL));
}

MoTransaction *
mo_test_begin (MoClient *client)
{
  g_autoptr (GError) error = NULL;
  MoTransaction *tx = mo_await_transaction (mo_client_begin (client), &error);

  g_assert_no_error (error);
  return tx;
}

MoTransaction *
mo_test_hold_row (MoTest *test, MoClient *client)
{
  MoTransaction *tx;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 0)");
  tx = mo_test_begin (client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = 10 WHERE id = 1")));
  return tx;
}

gint64
mo_test_number (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  mo_await_int64 (future, &number, &error);
  g_assert_no_error (error);
  return number;
}

GError *
mo_test_take_error (MoFuture *future)
{
  GError *error = NULL;

  g_assert_false (mo_await (future, &error));
  g_assert_nonnull (error);
  return error;
}

/* --- the fixture --- */

typedef enum
{
  ON_ANY,
  ON_MATRIXONE,
  ON_MARIADB,
} Servers;

typedef struct
{
  MoTestFunc func;
  Servers servers;
} Case;

static gboolean
ask_for_matrixone (MoClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_await_result (mo_execute (client, "SELECT VERSION()"), &error);

  g_assert_no_error (error);
  return strstr (mo_result_get_text (result, 0, 0), "MatrixOne") != NULL;
}

void
mo_test_use_one_connection (MoTest *test)
{
  mo_test_ok (mo_client_disconnect (test->client));
  g_object_unref (test->client);
  test->client = mo_test_client_new ("pool_size=1");
}

static void
set_up (MoTest *test)
{
  test->texts = g_ptr_array_new_with_free_func (g_free);
  test->table = mo_test_unique ("t");
  test->client = mo_test_client_new ("pool_size=8");
  test->other = mo_test_client_new ("pool_size=1");
  test->is_matrixone = ask_for_matrixone (test->other);
  mo_test_sql (test, "CREATE TABLE $t (id BIGINT PRIMARY KEY, name VARCHAR(100), n BIGINT)");
}

static void
tear_down (MoTest *test)
{
  mo_test_ok (mo_client_disconnect (test->client));
  mo_test_sql (test, "DROP TABLE IF EXISTS $t");
  mo_test_ok (mo_client_disconnect (test->other));
  g_object_unref (test->client);
  g_object_unref (test->other);
  g_free (test->table);
  g_ptr_array_unref (test->texts);
}

static void
run_case (gconstpointer data)
{
  const Case *self = data;
  MoTest test = { NULL };

  if (mo_test_uri () == NULL)
    {
      g_test_skip ("MO_TEST_URI names no server");
      return;
    }
  set_up (&test);
  if (self->servers != ON_ANY && (self->servers == ON_MATRIXONE) != test.is_matrixone)
    g_test_skip (test.is_matrixone ? "not on MatrixOne" : "on MatrixOne only");
  else
    self->func (&test);
  tear_down (&test);
  mo_test_assert_no_client_threads_left ();
}

static void
add (const char *path, MoTestFunc func, Servers servers)
{
  Case *self = g_new (Case, 1);

  self->func = func;
  self->servers = servers;
  g_test_add_data_func_full (path, self, run_case, g_free);
}

void
mo_test_add (const char *path, MoTestFunc func)
{
  add (path, func, ON_ANY);
}

void
mo_test_add_matrixone (const char *path, MoTestFunc func)
{
  add (path, func, ON_MATRIXONE);
}

void
mo_test_add_mariadb (const char *path, MoTestFunc func)
{
  add (path, func, ON_MARIADB);
}
