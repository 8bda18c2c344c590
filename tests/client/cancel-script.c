/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client library whose calls stand still where they are told to. */

#include "cancel-script.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_TRANSACTION 1
#define MORE_RESULTS 8
#define SEPARATOR "\n;\n"
#define POLL_NSEC (1000 * 1000)

/* What the script knows of a connection. */
typedef struct
{
  MYSQL *mysql;
  gulong id;
  int sockets[2]; /* ours, and the server's */
  char *text;     /* what was sent last */
  char **parts;   /* its statements */
  guint n_answered;
  guint n_rows;   /* given out */
  guint error;
  gboolean in_transaction;
  gboolean is_killed; /* what runs */
  gboolean is_dead;   /* all of it */
  gboolean is_dropped;
} Handle;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
/* Guarded by lock. */
static struct
{
  KillMode mode;
  gboolean held[N_STOPS];
  guint n_standing[N_STOPS];
  guint failure;
  GPtrArray *handles;
  GPtrArray *texts;
} script;

static void
handle_free (gpointer data)
{
  Handle *self = data;

  close (self->sockets[0]);
  close (self->sockets[1]);
  g_free (self->text);
  g_strfreev (self->parts);
  g_free (self);
}

void
cancel_script_reset (KillMode mode)
{
  fake_mysql_reset ();
  pthread_mutex_lock (&lock);
  g_clear_pointer (&script.handles, g_ptr_array_unref);
  g_clear_pointer (&script.texts, g_ptr_array_unref);
  memset (&script, 0, sizeof script);
  script.mode = mode;
  script.handles = g_ptr_array_new_with_free_func (handle_free);
  script.texts = g_ptr_array_new_with_free_func (g_free);
  pthread_mutex_unlock (&lock);
}

void
cancel_script_set_held (Stop stop, gboolean held)
{
  pthread_mutex_lock (&lock);
  script.held[stop] = held;
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

void
cancel_script_fail_with (guint number)
{
  pthread_mutex_lock (&lock);
  script.failure = number;
  pthread_mutex_unlock (&lock);
}

/* With the lock held: for a moment, since a socket tells nobody that it was shut down. */
static void
wait_a_moment (void)
{
  struct timespec end;

  clock_gettime (CLOCK_REALTIME, &end);
  end.tv_nsec += POLL_NSEC;
  end.tv_sec += end.tv_nsec / 1000000000;
  end.tv_nsec %= 1000000000;
  pthread_cond_timedwait (&changed, &lock, &end);
}

void
cancel_script_wait_for (Stop stop)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  pthread_mutex_lock (&lock);
  while (script.n_standing[stop] == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      wait_a_moment ();
    }
  pthread_mutex_unlock (&lock);
}

guint
cancel_script_count (const char *text)
{
  guint n = 0;

  pthread_mutex_lock (&lock);
  for (guint i = 0; i < script.texts->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (script.texts, i), text);
  pthread_mutex_unlock (&lock);
  return n;
}

/* --- with the lock held --- */

static Handle *
find (MYSQL *mysql)
{
  for (guint i = 0; i < script.handles->len; i++)
    {
      Handle *self = g_ptr_array_index (script.handles, i);

      if (self->mysql == mysql)
        return self;
    }
  return NULL;
}

static gboolean
is_cut (Handle *self)
{
  char byte;

  return recv (self->sockets[0], &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Returns the error that the wait ended with; 0: it was let go. */
static guint
stand (Handle *self, Stop stop)
{
  guint error = 0;

  script.n_standing[stop]++;
  pthread_cond_broadcast (&changed);
  while (script.held[stop] && error == 0)
    {
      wait_a_moment ();
      if (self != NULL && (self->is_dead || is_cut (self)))
        error = 2013;
      else if (self != NULL && self->is_killed && (stop == STOP_ANSWER || stop == STOP_ROW))
        error = 1317;
    }
  script.n_standing[stop]--;
  return error;
}

static gboolean
has (Handle *self, const char *part)
{
  return self->text != NULL && strstr (self->text, part) != NULL;
}

static void
kill_by_text (const char *text)
{
  gboolean query = g_str_has_prefix (text, "KILL QUERY ");
  const char *number = text + strlen (query ? "KILL QUERY " : "KILL CONNECTION ");
  gboolean works = script.mode != KILL_IGNORED && script.mode != KILL_LOST
                   && (!query || (script.mode != KILL_QUERY_IGNORED
                                  && script.mode != KILL_QUERY_REFUSED));

  for (guint i = 0; i < script.handles->len; i++)
    {
      Handle *self = g_ptr_array_index (script.handles, i);

      if (works && self->id == g_ascii_strtoull (number, NULL, 10))
        {
          self->is_killed |= query;
          self->is_dead |= !query;
        }
    }
  pthread_cond_broadcast (&changed);
}

static guint
answer_kill (Handle *self)
{
  stand (NULL, STOP_KILL);
  if (script.mode == KILL_LOST)
    return 2013;
  return script.mode == KILL_QUERY_REFUSED && has (self, "KILL QUERY") ? 1095 : 0;
}

/* What the next statement of the text is answered with. */
static guint
answer (Handle *self)
{
  const char *part = self->parts[self->n_answered];
  gboolean begins = g_str_has_prefix (part, "START TRANSACTION");
  guint error;

  if (self->is_dead || is_cut (self))
    return 2013;
  if (has (self, "KILL "))
    return answer_kill (self);
  if (g_str_equal (part, "COMMIT"))
    return stand (self, STOP_COMMIT);
  if (self->is_dropped)
    return stand (self, STOP_REST);
  if (strstr (begins && script.mode == KILL_MEETS_BEGIN ? self->text : part, "STOP-ANSWER") == NULL)
    return 0;
  error = stand (self, STOP_ANSWER);
  if (error == 1317 && script.mode == KILL_MEETS_BOUNDARY)
    {
      self->is_dropped = TRUE;
      script.held[STOP_REST] = TRUE;
      return 0;
    }
  if (error == 1317 && begins)
    self->in_transaction = FALSE;
  return error != 0 ? error : script.failure;
}

/* --- the calls --- */

static MYSQL *
script_real_connect (MYSQL *mysql,
                     const char *host,
                     const char *user,
                     const char *password,
                     const char *database,
                     unsigned int port,
                     const char *path,
                     unsigned long flags)
{
  Handle *self;

  pthread_mutex_lock (&lock);
  stand (NULL, STOP_CONNECT);
  pthread_mutex_unlock (&lock);
  if (fake_mysql_api.real_connect (mysql, host, user, password, database, port, path, flags)
      == NULL)
    return NULL;
  self = g_new0 (Handle, 1);
  self->mysql = mysql;
  self->id = fake_mysql_api.thread_id (mysql);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, self->sockets), ==, 0);
  pthread_mutex_lock (&lock);
  g_ptr_array_add (script.handles, self);
  pthread_mutex_unlock (&lock);
  return mysql;
}

static void
script_close (MYSQL *mysql)
{
  Handle *self;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  if (self != NULL)
    g_ptr_array_remove_fast (script.handles, self);
  pthread_mutex_unlock (&lock);
  fake_mysql_api.close (mysql);
}

static int
script_get_socket (MYSQL *mysql)
{
  int socket;

  pthread_mutex_lock (&lock);
  socket = find (mysql)->sockets[0];
  pthread_mutex_unlock (&lock);
  return socket;
}

/* With the lock held. */
static void
receive (Handle *self)
{
  self->is_killed = FALSE; /* what came too early does no harm */
  self->is_dropped = FALSE;
  self->n_rows = 0;
  self->n_answered = 0;
  g_strfreev (self->parts);
  self->parts = g_strsplit (self->text, SEPARATOR, -1);
  g_ptr_array_add (script.texts, g_strdup (self->text));
  for (guint i = 0; self->parts[i] != NULL; i++)
    if (g_str_has_prefix (self->parts[i], "START TRANSACTION"))
      self->in_transaction = TRUE;
  if (g_str_has_prefix (self->text, "ROLLBACK"))
    self->in_transaction = FALSE;
  if (g_str_has_prefix (self->text, "KILL "))
    kill_by_text (self->text);
}

static int
script_send_query (MYSQL *mysql, const char *sql, unsigned long length)
{
  Handle *self;
  guint error = 0;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  g_free (self->text);
  self->text = g_strndup (sql, length);
  if (has (self, "STOP-SEND"))
    error = stand (self, STOP_SEND);
  if (error == 0)
    receive (self);
  self->error = error;
  pthread_mutex_unlock (&lock);
  return error != 0 ? 1 : fake_mysql_api.send_query (mysql, sql, length);
}

/* With the lock held. */
static gboolean
is_more_to_come (Handle *self)
{
  return self->error == 0 && self->parts != NULL && self->parts[0] != NULL
         && self->parts[self->n_answered] != NULL;
}

/* With the lock held. */
static guint
read_next (Handle *self)
{
  self->error = answer (self);
  self->n_answered++;
  if (self->error == 0 && has (self, "COMMIT"))
    self->in_transaction = FALSE;
  return self->error;
}

static MoMysqlBool
script_read_query_result (MYSQL *mysql)
{
  guint error;

  pthread_mutex_lock (&lock);
  error = read_next (find (mysql));
  pthread_mutex_unlock (&lock);
  return error != 0 || fake_mysql_api.read_query_result (mysql) != 0;
}

static int
script_next_result (MYSQL *mysql)
{
  Handle *self;
  int result = -1;
  gboolean ours;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  ours = is_more_to_come (self);
  if (ours)
    result = read_next (self) != 0 ? 1 : 0;
  pthread_mutex_unlock (&lock);
  return ours ? result : fake_mysql_api.next_result (mysql);
}

static int
script_ping (MYSQL *mysql)
{
  Handle *self;
  guint error;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  self->error = error = self->is_dead || is_cut (self) ? 2013 : 0;
  pthread_mutex_unlock (&lock);
  return error != 0 ? 1 : fake_mysql_api.ping (mysql);
}

static unsigned int
script_error_code (MYSQL *mysql)
{
  Handle *self;
  guint error = 0;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  if (self != NULL)
    error = self->error;
  pthread_mutex_unlock (&lock);
  return error != 0 ? error : fake_mysql_api.error_code (mysql);
}

static unsigned int
get_status (MYSQL *mysql, gboolean of_answer)
{
  unsigned int status = fake_mysql_api.server_status (mysql);
  Handle *self;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  if (of_answer && has (self, "STOP-DONE"))
    stand (NULL, STOP_DONE);
  status |= self->in_transaction ? IN_TRANSACTION : 0;
  status |= of_answer && is_more_to_come (self) ? MORE_RESULTS : 0;
  pthread_mutex_unlock (&lock);
  return status;
}

static unsigned int
script_server_status (MYSQL *mysql)
{
  return get_status (mysql, TRUE);
}

static unsigned int
script_ping_status (MYSQL *mysql)
{
  return get_status (mysql, FALSE);
}

/* --- rows: of one text, "1" --- */

#define N_MANY_ROWS 5

/* What asks whether the server sleeps has one row: it does. */
static gboolean
has_rows (MYSQL *mysql)
{
  Handle *self;
  gboolean rows;

  pthread_mutex_lock (&lock);
  self = find (mysql);
  rows = has (self, "STOP-ROW") || has (self, "MANY-ROWS") || has (self, "'Sleep'");
  pthread_mutex_unlock (&lock);
  return rows;
}

static unsigned int
script_field_count (MYSQL *mysql)
{
  return has_rows (mysql) ? 1 : fake_mysql_api.field_count (mysql);
}

static MYSQL_ROW
script_fetch_row (MYSQL_RES *result)
{
  static char *row[] = { (char *) "1" };
  MYSQL *mysql = (MYSQL *) result;
  Handle *self;
  gboolean there;

  if (!has_rows (mysql))
    return fake_mysql_api.fetch_row (result);
  pthread_mutex_lock (&lock);
  self = find (mysql);
  if (self->n_rows == 1 && has (self, "STOP-ROW"))
    self->error = stand (self, STOP_ROW);
  there = self->error == 0 && self->n_rows++ < (has (self, "MANY-ROWS") ? N_MANY_ROWS : 1);
  pthread_mutex_unlock (&lock);
  return there ? row : NULL;
}

static unsigned long *
script_fetch_lengths (MYSQL_RES *result)
{
  static unsigned long length = 1;

  return has_rows ((MYSQL *) result) ? &length : fake_mysql_api.fetch_lengths (result);
}

void
cancel_script_fill_api (MoMysqlApi *api)
{
  *api = fake_mysql_api;
  api->real_connect = script_real_connect;
  api->close = script_close;
  api->ping = script_ping;
  api->error_code = script_error_code;
  api->send_query = script_send_query;
  api->read_query_result = script_read_query_result;
  api->next_result = script_next_result;
  api->field_count = script_field_count;
  api->fetch_row = script_fetch_row;
  api->fetch_lengths = script_fetch_lengths;
  api->get_socket = script_get_socket;
  api->server_status = script_server_status;
  api->ping_status = script_ping_status;
}
