/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many connections, and how they end. */

#include "conversation.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

/* So that what is closed is closed with something under way. */
#define LATENCY_USEC 40000

static void
free_conversation (gpointer data)
{
  conversation_free (data);
}

static GPtrArray *
open_conversations (Stage *stage, guint n)
{
  GPtrArray *conversations = g_ptr_array_new_with_free_func (free_conversation);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (conversations, conversation_new_logged_in (stage, 1000 + i));
  return conversations;
}

/* All have something under way at the same time, in both directions. */
static void
test_many (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GPtrArray) conversations = open_conversations (stage, n);
  g_autoptr (GByteArray) query = packet_new_query ("select 1; select 2");
  g_autoptr (GByteArray) ok = packet_new_ok (1);

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  for (guint i = 0; i < n; i++)
    wire_send (((Conversation *) conversations->pdata[i])->client, query);
  for (guint i = n; i > 0; i--)
    wire_expect (((Conversation *) conversations->pdata[i - 1])->server, query);
  for (guint i = 0; i < n; i++)
    wire_send (((Conversation *) conversations->pdata[i])->server, ok);
  for (guint i = n; i > 0; i--)
    wire_expect (((Conversation *) conversations->pdata[i - 1])->client, ok);
  assert_counts (stage->proxy, n, n, n, 2 * n);
}

typedef struct
{
  Stage *stage;
  /* So that the two ends of a conversation belong together. Not a GMutex: the thread sanitizer does
   * not see those. */
  pthread_mutex_t accepting;
} Crowd;

static gpointer
run_client (gpointer data)
{
  Crowd *crowd = data;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Conversation) conversation = NULL;

      pthread_mutex_lock (&crowd->accepting);
      conversation = conversation_new_logged_in (crowd->stage, i);
      pthread_mutex_unlock (&crowd->accepting);
      for (guint k = 0; k < 10; k++)
        conversation_query (conversation, "select 1");
    }

  return NULL;
}

/* Everything that may be called from any thread is, while others talk. */
static void
test_threads (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autofree char *path = stage_dup_path (stage, "log");
  const WireplayCut never = { .command = 1000, .bytes = 1 };
  Crowd crowd = { .stage = stage };
  GThread *threads[8];

  pthread_mutex_init (&crowd.accepting, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("client", run_client, &crowd);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GPtrArray) log = wireplay_dup_log (stage->proxy);

      g_assert_cmpuint (wireplay_get_n_commands (stage->proxy), >=, log->len);
      g_assert_cmpuint (wireplay_get_n_connections (stage->proxy), <=, 40);
      g_assert_true (wireplay_set_log_file (stage->proxy, i % 2 == 0 ? path : NULL, NULL));
      wireplay_set_keep_records (stage->proxy, i % 3 != 0);
      wireplay_set_latency_usec (stage->proxy, i * 10);
      wireplay_set_cut (stage->proxy, i % 2 == 0 ? &never : NULL);
      g_assert_cmpuint (wireplay_get_n_cuts (stage->proxy), ==, 0);
      g_usleep (500);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  assert_counts (stage->proxy, 40, 400, 400, 400);
  pthread_mutex_destroy (&crowd.accepting);
}

/* More clients than the server's queue takes: they wait until it accepts them. */
static void
test_server_queue_full (void)
{
  g_autoptr (Stage) stage = stage_new_with_kinds ("tcp", "unix");
  g_autoptr (GByteArray) greeting = packet_new_greeting (1, 0);
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *path = stage_dup_path (stage, "small");
  g_autofree char *small = g_strconcat ("unix:", path, NULL);
  g_autofree char *address = NULL;
  g_autoptr (GSocket) server = wire_listen (small, 1, &address);
  g_autoptr (GError) error = NULL;
  g_autoptr (Wireplay) proxy = wireplay_new ("tcp:127.0.0.1:0", address, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (sockets, wire_connect (wireplay_get_address (proxy)));
  while (wireplay_get_n_connections (proxy) < 20)
    g_usleep (1000);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GSocket) accepted = wire_accept (server);

      wire_send (accepted, greeting);
      wire_end (accepted);
    }
  for (guint i = 0; i < 20; i++)
    {
      wire_expect (sockets->pdata[i], greeting);
      wire_expect_end (sockets->pdata[i]);
    }
}

static void
test_client_ends (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  wire_send (conversation->client, query);
  wire_end (conversation->client);
  wire_expect (conversation->server, query);
  wire_expect_end (conversation->server);

  /* It only said that it sends no more: it still gets its answer. */
  conversation_answer (conversation, packet_new_ok (1));
  wire_end (conversation->server);
  wire_expect_end (conversation->client);
}

static void
test_client_closes (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) quit = packet_new_command (COM_QUIT, "");

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  wire_send (conversation->client, quit);
  g_clear_object (&conversation->client);
  wire_expect (conversation->server, quit);
  wire_expect_end (conversation->server);
  assert_counts (stage->proxy, 1, 1, 1, 0);
}

static void
test_server_closes (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) err = packet_new_err (0);

  wireplay_set_latency_usec (stage->proxy, LATENCY_USEC);
  wire_send (conversation->server, err);
  g_clear_object (&conversation->server);
  wire_expect (conversation->client, err);
  wire_expect_end (conversation->client);
}

static void
test_client_resets (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  wire_reset (conversation->client);
  wire_expect_end (conversation->server);
}

static void
test_server_resets (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);

  wire_reset (conversation->server);
  wire_expect_end (conversation->client);
}

/* The client notices that the server is gone when it next wants something of it. */
static void
test_query_after_end (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");

  g_clear_object (&conversation->server);
  wire_send (conversation->client, query);
  wire_expect_end (conversation->client);
}

/* A server that is gone while it is sent more than fits must not leave the client hanging. */
static void
test_server_resets_while_sending (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (Conversation) conversation = conversation_new_logged_in (stage, 1);
  g_autofree char *chunk = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GError) error = NULL;

  conversation_say (conversation, packet_new_query ("select 1"));
  wire_reset (conversation->server);
  while (error == NULL)
    g_socket_send (conversation->client, chunk, 1024 * 1024, NULL, &error);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
}

static guint
count_open_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* A connection that is over leaves no socket behind. */
static void
test_no_leak (void)
{
  g_autoptr (Stage) stage = stage_new ();
  guint before;
  gint64 end_time;

  if (access ("/proc/self/fd", R_OK) != 0)
    {
      g_test_skip ("No /proc here");
      return;
    }

  before = count_open_files ();
  for (guint i = 0; i < 10; i++)
    conversation_free (conversation_new_logged_in (stage, i));

  end_time = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  while (count_open_files () > before && g_get_monotonic_time () < end_time)
    g_usleep (1000);
  g_assert_cmpuint (count_open_files (), ==, before);
}

/* A connection that only waits must let the proxy sleep, also when one side has ended. */
static void
test_idle (void)
{
  g_autoptr (Stage) stage = stage_new_with_kinds ("unix", "unix");
  g_autoptr (Conversation) idle = conversation_new_logged_in (stage, 1);
  g_autoptr (Conversation) client_ended = conversation_new_logged_in (stage, 2);
  g_autoptr (Conversation) server_ended = conversation_new_logged_in (stage, 3);
  clock_t before;

  conversation_query (idle, "select 1");
  wire_end (client_ended->client);
  wire_expect_end (client_ended->server);
  g_clear_object (&server_ended->server);
  wire_expect_end (server_ended->client);

  before = clock ();
  g_usleep (G_USEC_PER_SEC / 2);
  g_assert_cmpint ((clock () - before) * 4, <, CLOCKS_PER_SEC / 2);
}

/* A client for which the server cannot be reached is closed; the next may have more luck. */
static void
test_server_down (gconstpointer data)
{
  const char *kind = data;
  g_autoptr (Stage) stage = stage_new_with_kinds ("tcp", kind);
  g_autofree char *path = stage_dup_path (stage, "later");
  g_autofree char *wanted =
      g_str_equal (kind, "tcp") ? g_strdup ("tcp:127.0.0.1:0") : g_strconcat ("unix:", path, NULL);
  g_autofree char *address = NULL;
  g_autofree char *same_address = NULL;
  g_autoptr (GSocket) server = wire_listen (wanted, 1, &address);
  g_autoptr (GSocket) refused = NULL;
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) accepted = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Wireplay) proxy = NULL;

  g_clear_object (&server);
  unlink (path);
  proxy = wireplay_new ("tcp:127.0.0.1:0", address, &error);
  g_assert_no_error (error);
  refused = wire_connect (wireplay_get_address (proxy));
  wire_expect_end (refused);
  assert_counts (proxy, 1, 0, 0, 0);

  server = wire_listen (address, 1, &same_address);
  client = wire_connect (wireplay_get_address (proxy));
  accepted = wire_accept (server);
  wire_end (accepted);
  wire_expect_end (client);
}

/* wireplay_free() ends all connections, whatever is under way. */
static void
test_free (void)
{
  g_autoptr (Stage) stage = stage_new ();
  g_autoptr (GPtrArray) conversations = open_conversations (stage, 3);
  g_autoptr (GByteArray) query = packet_new_query ("select 1");
  Conversation *first = conversations->pdata[0];

  wireplay_set_latency_usec (stage->proxy, 60 * G_USEC_PER_SEC);
  wire_send (first->client, query);
  while (wireplay_get_n_commands (stage->proxy) == 0)
    g_usleep (1000);
  stage_stop_proxy (stage);

  for (guint i = 0; i < conversations->len; i++)
    {
      Conversation *conversation = conversations->pdata[i];

      wire_expect_end (conversation->client);
      wire_expect_end (conversation->server);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/connections/50", GUINT_TO_POINTER (50), test_many);
  g_test_add_data_func ("/connections/100", GUINT_TO_POINTER (100), test_many);
  g_test_add_func ("/connections/threads", test_threads);
  g_test_add_func ("/connections/server-queue-full", test_server_queue_full);
  g_test_add_func ("/connections/client-ends", test_client_ends);
  g_test_add_func ("/connections/client-closes", test_client_closes);
  g_test_add_func ("/connections/server-closes", test_server_closes);
  g_test_add_func ("/connections/client-resets", test_client_resets);
  g_test_add_func ("/connections/server-resets", test_server_resets);
  g_test_add_func ("/connections/query-after-end", test_query_after_end);
  g_test_add_func ("/connections/server-resets-while-sending", test_server_resets_while_sending);
  g_test_add_func ("/connections/no-leak", test_no_leak);
  g_test_add_func ("/connections/idle", test_idle);
  g_test_add_data_func ("/connections/server-down/tcp", "tcp", test_server_down);
  g_test_add_data_func ("/connections/server-down/unix", "unix", test_server_down);
  g_test_add_func ("/connections/free", test_free);

  return g_test_run ();
}
