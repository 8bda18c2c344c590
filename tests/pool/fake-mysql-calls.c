/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client library without a server: its calls. */

#include <string.h>

#include "fake-mysql-private.h"
#include "wire/mo-mysql-api-private.h"

#define IN_TRANSACTION 1
#define AUTOCOMMIT 2
#define MORE_RESULTS 8
#define GONE_AWAY 2006
#define NO_COMMAND 1047
#define NO_SYNTAX 1064
#define INTERRUPTED 1317

/* With the lock held. */
static FakeHandle *
enter (MYSQL *mysql)
{
  FakeHandle *self = (FakeHandle *) mysql;

  fake.n_foreign += !pthread_equal (self->owner, pthread_self ());
  return self;
}

static int
fake_library_init (int argc, char **argv, char **groups)
{
  return 0;
}

static MoMysqlBool
fake_thread_init (void)
{
  pthread_mutex_lock (&fake_lock);
  fake.n_threads++;
  pthread_mutex_unlock (&fake_lock);
  return 0;
}

static void
fake_thread_end (void)
{
  pthread_mutex_lock (&fake_lock);
  fake.n_threads--;
  pthread_mutex_unlock (&fake_lock);
}

static MYSQL *
fake_init (MYSQL *mysql)
{
  FakeHandle *self = g_new0 (FakeHandle, 1);

  self->owner = pthread_self ();
  return (MYSQL *) self;
}

static int
fake_options (MYSQL *mysql, enum mysql_option option, const void *argument)
{
  return 0;
}

/* With the lock held. */
static char *
take_node (void)
{
  const char *node;

  if (fake.nodes == NULL || fake.nodes[0] == NULL)
    return NULL;
  node = fake.nodes[fake.next_node];
  if (fake.nodes[fake.next_node + 1] != NULL)
    fake.next_node++;
  return *node != '\0' ? g_strdup (node) : NULL;
}

static MYSQL *
fake_real_connect (MYSQL *mysql,
                   const char *host,
                   const char *user,
                   const char *password,
                   const char *database,
                   unsigned int port,
                   const char *path,
                   unsigned long flags)
{
  FakeHandle *self;

  pthread_mutex_lock (&fake_lock);
  self = enter (mysql);
  fake.n_attempts++;
  fake.n_held++;
  while (fake.hold)
    pthread_cond_wait (&fake_changed, &fake_lock);
  fake.n_held--;
  self->error = fake.connect_error;
  if (self->error == 0)
    {
      g_ptr_array_add (fake.handles, self);
      self->id = ++fake.n_opened;
      self->generation = fake.generation;
      self->status = AUTOCOMMIT;
      self->node = take_node ();
      fake.n_open++;
    }
  pthread_mutex_unlock (&fake_lock);
  return self->error == 0 ? mysql : NULL;
}

static void
fake_set_read_timeout (MYSQL *mysql, unsigned int seconds)
{
}

static void
fake_close (MYSQL *mysql)
{
  FakeHandle *self;

  pthread_mutex_lock (&fake_lock);
  self = enter (mysql);
  fake.n_open -= self->id != 0;
  g_ptr_array_remove (fake.handles, self);
  pthread_mutex_unlock (&fake_lock);
  g_free (self->node);
  g_free (self);
}

/* With the lock held. */
static gboolean
is_alive (FakeHandle *self)
{
  self->error = self->generation == fake.generation ? 0 : GONE_AWAY;
  return self->error == 0;
}

static int
fake_ping (MYSQL *mysql)
{
  int result;

  pthread_mutex_lock (&fake_lock);
  fake.n_pings++;
  result = is_alive (enter (mysql)) ? 0 : 1;
  pthread_mutex_unlock (&fake_lock);
  return result;
}

static int
fake_reset_connection (MYSQL *mysql)
{
  FakeHandle *self;

  pthread_mutex_lock (&fake_lock);
  self = enter (mysql);
  fake.n_resets++;
  if (is_alive (self) && fake.refuse_reset)
    self->error = NO_COMMAND;
  else if (self->error == 0)
    self->status = AUTOCOMMIT;
  pthread_mutex_unlock (&fake_lock);
  return self->error == 0 ? 0 : 1;
}

/* With the lock held. */
static void
stand_at_gate (FakeHandle *self)
{
  fake.n_at_gate++;
  self->is_at_gate = TRUE;
  while (!fake.gate_open && !self->is_killed)
    pthread_cond_wait (&fake_changed, &fake_lock);
  self->is_at_gate = FALSE;
  fake.n_at_gate--;
}

/* With the lock held. One that runs nothing is left as it is, as by the servers. */
static void
kill_query (guint id)
{
  for (guint i = 0; i < fake.handles->len; i++)
    {
      FakeHandle *handle = g_ptr_array_index (fake.handles, i);

      handle->is_killed |= handle->id == id && handle->is_at_gate;
    }
  pthread_cond_broadcast (&fake_changed);
}

static void
set_row (FakeHandle *self, int answer, char *cell)
{
  self->answer = answer;
  self->cell = cell;
  self->cell_length = strlen (cell);
}

static int
fake_send_query (MYSQL *mysql, const char *sql, unsigned long length)
{
  g_autofree char *text = g_strndup (sql, length);
  FakeHandle *self;

  pthread_mutex_lock (&fake_lock);
  self = enter (mysql);
  g_ptr_array_add (fake.queries, g_strdup (text));
  if (g_str_equal (text, "WAIT"))
    stand_at_gate (self);
  self->answer = OK_ALONE;
  if (is_alive (self))
    {
      if (g_str_has_prefix (text, "FAIL"))
        self->error = NO_SYNTAX;
      else if (self->is_killed)
        self->error = INTERRUPTED;
      self->is_killed = FALSE;
      if (g_str_has_prefix (text, "KILL QUERY "))
        kill_query ((guint) g_ascii_strtoull (text + strlen ("KILL QUERY "), NULL, 10));
      if (self->node != NULL && strstr (text, "; SELECT CONCAT_WS(") != NULL)
        set_row (self, OK_BEFORE_ROW, self->node);
      else if (g_str_equal (text, "SELECT @@character_set_client"))
        set_row (self, ROW, (char *) "utf8mb4");
      if (g_str_equal (text, "BEGIN"))
        self->status |= IN_TRANSACTION;
      else if (g_str_equal (text, "COMMIT") || g_str_equal (text, "ROLLBACK"))
        self->status &= ~(guint) IN_TRANSACTION;
      else if (g_str_equal (text, "SET autocommit = 0"))
        self->status &= ~(guint) AUTOCOMMIT;
    }
  pthread_mutex_unlock (&fake_lock);
  return self->error == 0 ? 0 : 1;
}

/* Of what is the handle's own: the thread is looked at, no more. */
static FakeHandle *
look (MYSQL *mysql)
{
  FakeHandle *self;

  pthread_mutex_lock (&fake_lock);
  self = enter (mysql);
  pthread_mutex_unlock (&fake_lock);
  return self;
}

static MoMysqlBool
fake_read_query_result (MYSQL *mysql)
{
  return look (mysql)->error != 0;
}

static int
fake_next_result (MYSQL *mysql)
{
  FakeHandle *self = look (mysql);

  if (self->answer != OK_BEFORE_ROW)
    return -1;
  self->answer = ROW;
  return 0;
}

/* --- an answer of one row of one text --- */

static unsigned int
fake_field_count (MYSQL *mysql)
{
  return look (mysql)->answer == ROW;
}

static MYSQL_RES *
fake_use_result (MYSQL *mysql)
{
  return (MYSQL_RES *) mysql;
}

static unsigned int
fake_num_fields (MYSQL_RES *result)
{
  return 1;
}

static MYSQL_FIELD *
fake_fetch_fields (MYSQL_RES *result)
{
  static MYSQL_FIELD field = { .name = (char *) "answer",
                               .type = MYSQL_TYPE_VAR_STRING,
                               .charsetnr = 45 };

  return &field;
}

static MYSQL_ROW
fake_fetch_row (MYSQL_RES *result)
{
  FakeHandle *self = look ((MYSQL *) result);

  if (self->answer != ROW)
    return NULL;
  self->answer = ROW_WAS_READ;
  return &self->cell;
}

static unsigned long *
fake_fetch_lengths (MYSQL_RES *result)
{
  return &look ((MYSQL *) result)->cell_length;
}

static void
fake_free_result (MYSQL_RES *result)
{
  look ((MYSQL *) result);
}

static my_ulonglong
fake_affected_rows (MYSQL *mysql)
{
  return 0;
}

static my_ulonglong
fake_insert_id (MYSQL *mysql)
{
  return 0;
}

static unsigned int
fake_warning_count (MYSQL *mysql)
{
  return 0;
}

static const char *
fake_info (MYSQL *mysql)
{
  return NULL;
}

static unsigned long
fake_thread_id (MYSQL *mysql)
{
  return look (mysql)->id;
}

static unsigned int
fake_error_code (MYSQL *mysql)
{
  return look (mysql)->error;
}

static const char *
fake_error (MYSQL *mysql)
{
  return "it is gone";
}

static const char *
fake_sqlstate (MYSQL *mysql)
{
  return "HY000";
}

static const char *
fake_get_server_info (MYSQL *mysql)
{
  return "10.11.0-MariaDB";
}

static int
fake_get_socket (MYSQL *mysql)
{
  return -1;
}

static unsigned int
fake_status (MYSQL *mysql)
{
  FakeHandle *self = look (mysql);

  return self->status | (self->answer == OK_BEFORE_ROW ? MORE_RESULTS : 0);
}

const MoMysqlApi fake_mysql_api = {
  .library_init = fake_library_init,
  .thread_init = fake_thread_init,
  .thread_end = fake_thread_end,
  .init = fake_init,
  .options = fake_options,
  .real_connect = fake_real_connect,
  .set_read_timeout = fake_set_read_timeout,
  .close = fake_close,
  .ping = fake_ping,
  .reset_connection = fake_reset_connection,
  .thread_id = fake_thread_id,
  .error_code = fake_error_code,
  .error = fake_error,
  .sqlstate = fake_sqlstate,
  .send_query = fake_send_query,
  .read_query_result = fake_read_query_result,
  .next_result = fake_next_result,
  .field_count = fake_field_count,
  .affected_rows = fake_affected_rows,
  .insert_id = fake_insert_id,
  .warning_count = fake_warning_count,
  .info = fake_info,
  .use_result = fake_use_result,
  .num_fields = fake_num_fields,
  .fetch_fields = fake_fetch_fields,
  .fetch_row = fake_fetch_row,
  .fetch_lengths = fake_fetch_lengths,
  .free_result = fake_free_result,
  .get_server_info = fake_get_server_info,
  .get_socket = fake_get_socket,
  .server_status = fake_status,
  .ping_status = fake_status,
};
